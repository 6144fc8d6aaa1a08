"""What happens to every request before and after its route, as plain ASGI so that streams stay streams.

Observed   request id, log line, figures, security headers
Guarded    host and origin, key, rate, size of the body
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import traceback
import uuid
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.configuration import ServerSettings
from api.limits import Allowance, RateLimiter
from api.logs import log
from api.metrics import Metrics
from api.problems import Problem, problem_of, respond
from api.security import ApiKey, is_loopback, presented_key

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_SECURITY: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
}
# Who asks whether the server lives, or what it can do, needs no key.
PUBLIC_PATHS = frozenset({"/health", "/ready", "/openapi.json", "/docs"})
_UNCOUNTED_PATHS = frozenset({"/health", "/ready"})
_BODY_SECONDS = 10.0
# Wrong keys a minute from one address; a right one is never held up by them.
_GUESSES_A_MINUTE = 60


class Observed:
    """Gives every request an id, tells the log and the figures of it, adds the security headers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            # As GET without its body (RFC 9110, 9.3.2); uvicorn leaves the body out.
            scope = {**scope, "method": "GET"}
        sent = Headers(scope=scope).get("x-request-id", "")
        request_id = sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 0

        async def observe(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        self._metrics.running.inc()
        try:
            await self._app(scope, receive, observe)
        except Exception as error:
            # Not its message, which may hold the question.
            where = traceback.format_tb(error.__traceback__)
            log("failed", logging.ERROR, request_id=request_id, error=type(error).__name__, where=where)
            if status:
                raise
            await respond(Request(scope), problem_of(error))(scope, receive, observe)
        finally:
            self._metrics.running.dec()
            self._tell(scope, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route_name(scope)
        self._metrics.requests.labels(route, _method(scope), str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        state = scope["state"]
        log(
            "request",
            logging.INFO if status < 500 else logging.ERROR,
            request_id=state["request_id"],
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            key=state.get("key_name"),
            question=state.get("question"),
            characters=state.get("characters"),
        )


def _method(scope: Scope) -> str:
    """Return the method; an invented one is one of many, and every label costs memory."""
    method = scope["method"]
    return method if method in {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"} else "other"


def _route_name(scope: Scope) -> str:
    """Return the route's pattern, so that figures and logs hold no id and no question."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "none"


class Guarded:
    """Lets a request through when its host, key, rate and size allow it."""

    def __init__(self, app: ASGIApp, server: ServerSettings, metrics: Metrics, public_url: str) -> None:
        self._app = app
        self._server = server
        self._metrics = metrics
        self._limiter = RateLimiter()
        own = _host_of(public_url)
        self._hosts = frozenset({"localhost", *server.allowed_hosts, *([own] if own else [])})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        problem, key = self._door(request)
        if problem is not None:
            await self._refuse(request, problem, send)
            return
        allowance = self._allowance(request, key)
        if allowance is not None and allowance.retry_after is not None:
            await self._refuse(request, _too_many(allowance), send)
            return
        body = await self._body(request)
        if isinstance(body, Problem):
            await self._refuse(request, body, send)
            return
        await self._app(scope, _replay(body, receive), _with_headers(send, allowance))

    async def _refuse(self, request: Request, problem: Problem, send: Send) -> None:
        self._metrics.refused.labels(problem.code).inc()
        await respond(request, problem)(request.scope, request.receive, send)

    def _door(self, request: Request) -> tuple[Problem | None, ApiKey | None]:
        """Return why a request may not enter, and the key it came with."""
        problem = self._foreign(request)
        if problem is not None or not self._server.keys or self._is_public(request):
            return problem, None
        text = presented_key(request.headers.get("authorization"), request.headers.get("x-api-key"))
        key = self._server.keys.find(text) if text else None
        if key is None and text:
            address = request.client.host if request.client else ""
            guesses = self._limiter.take(f"guesses:{address}", _GUESSES_A_MINUTE)
            if guesses.retry_after is not None:
                return _too_many(guesses), None
        if key is None:
            why = "khóa API không đúng" if text else "thiếu khóa API"
            headers = {"www-authenticate": 'Bearer realm="kehoach"'}
            detail = f"{why}; gửi 'Authorization: Bearer KHÓA' hoặc 'X-API-Key: KHÓA'"
            return Problem(401, "unauthorized", detail, headers=headers), None
        request.scope["state"]["key_name"] = key.name
        return None, key

    def _is_public(self, request: Request) -> bool:
        path = request.url.path
        if path == "/doan":
            return self._server.open_links or self._server.front_end is not None
        return path in PUBLIC_PATHS or request.method == "OPTIONS"

    def _foreign(self, request: Request) -> Problem | None:
        """Refuse pages of other sites: they could reach an open server of this machine through its user's browser.

        DNS rebinding shows in `Host`, a plain cross-site request in `Origin`; MCP asks for both checks
        (specification, transports, "Security Warning").
        """
        open_here = not self._server.keys and not self._server.allow_open
        host = _host_of(f"//{request.headers.get('host', '')}")
        if open_here and not (is_loopback(host) or host in self._hosts):
            return Problem(421, "unknown-host", f"máy chủ này không mang tên '{host[:80]}'; xem KEHOACH_ALLOWED_HOSTS")
        origin = request.headers.get("origin")
        if origin is None or origin in self._server.cors_origins:
            return None
        same = origin.partition("://")[2] == request.headers.get("host")
        if not same and (open_here or request.url.path.startswith("/mcp")):
            detail = f"trang '{origin[:80]}' không được gọi API này; xem KEHOACH_CORS_ORIGINS"
            return Problem(403, "foreign-origin", detail)
        return None

    def _allowance(self, request: Request, key: ApiKey | None) -> Allowance | None:
        limit = (key.per_minute if key and key.per_minute else None) or self._server.rate_limit
        if not limit or request.url.path in _UNCOUNTED_PATHS:
            return None
        caller = f"key:{key.name}" if key else f"address:{request.client.host if request.client else ''}"
        return self._limiter.take(caller, limit)

    async def _body(self, request: Request) -> bytes | Problem:
        """Read the body whole, so that nothing behind this sees more than is allowed."""
        most = self._server.max_body
        if "transfer-encoding" in request.headers and "content-length" in request.headers:
            # A proxy before this may believe the other one, and take the rest for a request of its own (RFC 9112, 6.1).
            headers = {"connection": "close"}
            return Problem(400, "bad-input", "Content-Length không đi cùng Transfer-Encoding", headers=headers)
        declared = request.headers.get("content-length", "0")
        if not (declared.isascii() and declared.isdigit()):
            return Problem(400, "bad-input", "Content-Length không phải là số")
        if len(declared) > 15 or int(declared) > most:
            return _too_large(most)
        body = bytearray()
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                while True:
                    message = await request.receive()
                    if message["type"] != "http.request":
                        break
                    body += message.get("body", b"")
                    if len(body) > most:
                        return _too_large(most)
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            return Problem(408, "slow-body", f"thân yêu cầu không tới đủ trong {_BODY_SECONDS:g} giây")
        return bytes(body)


def _host_of(address: str) -> str:
    """Return the host of an address, "" where there is none that can be read."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _too_large(most: int) -> Problem:
    return Problem(413, "too-large", f"thân yêu cầu quá lớn; tối đa {most} byte", headers={"connection": "close"})


def _too_many(allowance: Allowance) -> Problem:
    detail = f"quá {allowance.limit} yêu cầu mỗi phút; hãy thử lại sau {allowance.retry_after} giây"
    return Problem(429, "too-many-requests", detail, headers=allowance.headers())


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a channel that gives the body once, then whatever comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replay


def _with_headers(send: Send, allowance: Allowance | None) -> Send:
    if allowance is None:
        return send

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(allowance.headers())
        await send(message)

    return sending
