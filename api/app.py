"""The application: routes, the order in which a request passes them, and what lives as long as the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse, Response

from api.configuration import ServerSettings
from api.feedback import FEEDBACK_FILE, FeedbackStore
from api.limits import Workers
from api.metrics import Metrics
from api.middleware import Guarded, Observed
from api.openapi import docs_page, openapi_document
from api.paging import package_version
from api.problems import Problem, problem_of, respond
from api.routers import deep_links, dify, health, openai, records, rest, sources
from api.routers.mcp import McpEndpoint, mcp_route
from api.services import Services
from api.serving import EngineHolder
from api.validation import validation_problem
from corpus.errors import KehoachError
from search.settings import Settings

_ABOUT = (
    "Tìm kiếm và trả lời có trích dẫn trên các kế hoạch hành động của tỉnh. "
    "Semantic search and cited answers over Vietnamese provincial action plans."
)
_STATUS_DETAILS = {
    404: "không có đường dẫn '{path}'; các đường dẫn ở /docs",
    405: "đường dẫn '{path}' không nhận {method}",
}


def create_app(settings: Settings, server: ServerSettings | None = None) -> FastAPI:
    """Return the API as an ASGI application; the index is opened when it starts.

    Args:
        settings: where the index is, and the address citations point to.
        server: limits, keys and the like; open and unlimited by default.
    """
    chosen = server or ServerSettings()
    parts = _services(settings, chosen)
    endpoint = McpEndpoint(parts)
    app = FastAPI(
        title="Kế hoạch API",
        version=package_version(),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(parts, endpoint),
    )
    app.state.services = parts
    for module in (rest, records, sources, openai, dify, deep_links, health):
        app.include_router(module.router)
    app.router.routes.append(mcp_route(endpoint))
    _add_docs(app)
    _add_error_handlers(app)
    # Added last is passed first.
    app.add_middleware(Guarded, server=chosen, metrics=parts.metrics, public_url=settings.public_url)
    if chosen.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(chosen.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key", "X-Request-ID", "Mcp-Protocol-Version"],
            expose_headers=["X-Request-ID", "ETag", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"],
        )
    app.add_middleware(Observed, metrics=parts.metrics)
    return app


def _services(settings: Settings, server: ServerSettings) -> Services:
    metrics = Metrics()
    workers = Workers(server.workers, server.queue, server.seconds)
    metrics.watch_queue(lambda: float(workers.pending))
    return Services(
        settings=settings,
        server=server,
        holder=EngineHolder(settings, on_switch=metrics.switches.inc),
        workers=workers,
        feedback=FeedbackStore(server.feedback or settings.index / FEEDBACK_FILE, server.feedback_days),
        metrics=metrics,
    )


def _lifespan(parts: Services, endpoint: McpEndpoint) -> Any:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with parts.holder.watching(), endpoint.manager.run():
            yield
        parts.workers.close()

    return lifespan


def _add_docs(app: FastAPI) -> None:
    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = openapi_document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(docs_page(openapi()))


def _add_error_handlers(app: FastAPI) -> None:
    async def known(request: Request, error: Exception) -> Response:
        return respond(request, problem_of(error))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        as_openai = request.url.path.startswith("/v1/chat/")
        is_json = "json" in request.headers.get("content-type", "application/json").lower()
        return respond(request, validation_problem(error.errors(), as_openai=as_openai, is_json=is_json))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        # FastAPI's only other one is 400, for a body whose nesting or letters its JSON parser cannot take.
        detail = _STATUS_DETAILS.get(error.status_code, "thân yêu cầu không phải JSON")
        detail = detail.format(path=request.url.path[:200], method=request.method[:20])
        code = {404: "no-such-path", 405: "method-not-allowed"}.get(error.status_code, "bad-input")
        return respond(request, Problem(error.status_code, code, detail, headers=dict(error.headers or {})))

    app.add_exception_handler(KehoachError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
