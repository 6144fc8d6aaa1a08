"""A bridge between a Zalo Official Account and the API: questions come in as webhooks, answers go out as messages.

Zalo wants "200 OK" within two seconds and sends an event again when it does not get it. So an event is checked, queued
and acknowledged at once; a worker asks the API in brief mode and sends the reply through Zalo's message API. An event
that comes twice is answered once.

Run it behind TLS:  ZALO_APP_ID=… ZALO_OA_SECRET=… ZALO_ACCESS_TOKEN=… uvicorn --factory webhook:from_environment
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.request import Request as Outgoing
from urllib.request import urlopen

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.integrations.client import ApiError, Client

SEND_URL = "https://openapi.zalo.me/v3.0/oa/message/cs"
MAX_MESSAGE = 2_000
MAX_BODY = 64 * 1024
_REMEMBERED = 1_000
_SORRY = "Hiện chưa tra cứu được, xin hỏi lại sau ít phút."
log = logging.getLogger("zalo_webhook")

Ask = Callable[[str], str]
Send = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Account:
    """The application and the Official Account; `secret` is the account's own key, not the application's."""

    app_id: str
    secret: str


def signature_of(account: Account, body: bytes, timestamp: str) -> str:
    """Return what Zalo puts in `X-ZEvent-Signature`: SHA-256 of app id, body as sent, its timestamp, account's key."""
    return (
        "mac="
        + hashlib.sha256(account.app_id.encode() + body + timestamp.encode() + account.secret.encode()).hexdigest()
    )


def is_signed(account: Account, body: bytes, timestamp: str, header: str | None) -> bool:
    """Return whether a body comes from Zalo, compared in constant time."""
    return hmac.compare_digest(signature_of(account, body, timestamp).encode(), (header or "").encode())


class Bridge:
    """Takes events, remembers which it has taken, and answers them one after another."""

    def __init__(self, account: Account, ask: Ask, send: Send, waiting: int = 200) -> None:
        self._account = account
        self._ask = ask
        self._send = send
        self._queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue(waiting)
        self._taken: OrderedDict[str, None] = OrderedDict()

    async def receive(self, request: Request) -> Response:
        """Check and queue one event; nothing here waits for an answer."""
        body = await request.body()
        if len(body) > MAX_BODY:
            return Response(status_code=413)
        try:
            event = json.loads(body)
            timestamp = str(event["timestamp"])
        except (ValueError, KeyError, TypeError):
            return Response(status_code=400)
        if not is_signed(self._account, body, timestamp, request.headers.get("x-zevent-signature")):
            return Response(status_code=403)
        return self._take(event)

    def _take(self, event: dict[str, Any]) -> Response:
        if event.get("event_name") != "user_send_text":
            return Response(status_code=200)
        try:
            sender, text = str(event["sender"]["id"]), str(event["message"]["text"]).strip()
            message_id = str(event["message"]["msg_id"])
        except (KeyError, TypeError):
            return Response(status_code=400)
        if not text or message_id in self._taken:
            return Response(status_code=200)
        try:
            self._queue.put_nowait((sender, text))
        except asyncio.QueueFull:
            # Not remembered: Zalo sends it again later.
            return Response(status_code=503)
        self._taken[message_id] = None
        if len(self._taken) > _REMEMBERED:
            self._taken.popitem(last=False)
        return Response(status_code=200)

    async def answer_all(self) -> None:
        """Answer what is queued, forever."""
        while True:
            sender, text = await self._queue.get()
            try:
                reply = await asyncio.to_thread(self._ask, text)
            except ApiError as error:
                log.warning("not answered: %s", error)
                reply = _SORRY
            try:
                await asyncio.to_thread(self._send, sender, reply[:MAX_MESSAGE])
            except (OSError, ValueError) as error:
                log.warning("not sent: %s", error)
            self._queue.task_done()


def reply_text(answer: dict[str, Any]) -> str:
    """Return an answer as a message: its text in brief and the address of its first source."""
    lines = [str(answer["answer"])]
    sources = answer["citations"] or answer["nearest"]
    if sources:
        head = "Nguồn" if answer["citations"] else "Đoạn gần nhất (không phải câu trả lời)"
        lines.append(f"{head}: {sources[0]['url']}")
    if answer["status"] == "abstained":
        lines += [f"Có thể hỏi: {text}" for text in answer["suggestions"][:2]]
    return "\n".join(lines)


def asker(client: Client) -> Ask:
    """Return what asks the API in brief mode."""
    return lambda question: reply_text(client.ask(question[:2_000], brief=True))


def sender(access_token: str, url: str = SEND_URL) -> Send:
    """Return what sends a message to a user of the account."""

    def send(user_id: str, text: str) -> None:
        body = json.dumps({"recipient": {"user_id": user_id}, "message": {"text": text}}).encode()
        headers = {"content-type": "application/json", "access_token": access_token}
        with urlopen(Outgoing(url, body, headers), timeout=10) as response:
            result = json.load(response)
        if result.get("error"):
            raise ValueError(f"Zalo: {result['error']} {result.get('message')}")

    return send


def create_app(account: Account, ask: Ask, send: Send, waiting: int = 200) -> Starlette:
    """Return the bridge as an application."""
    bridge = Bridge(account, ask, send, waiting)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        worker = asyncio.create_task(bridge.answer_all())
        yield
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker

    return Starlette(routes=[Route("/webhook", bridge.receive, methods=["POST"])], lifespan=lifespan)


def from_environment() -> Starlette:
    """Return the bridge with the settings of the environment; an empty key is refused, it would sign anything."""
    account = Account(_required("ZALO_APP_ID"), _required("ZALO_OA_SECRET"))
    client = Client(os.environ.get("KEHOACH_API", "http://127.0.0.1:8000"), os.environ.get("KEHOACH_API_KEY"))
    return create_app(account, asker(client), sender(_required("ZALO_ACCESS_TOKEN")))


def _required(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise SystemExit(f"thiếu biến môi trường {name}")
    return value
