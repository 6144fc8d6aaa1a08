"""`/mcp`: the Model Context Protocol over streamable HTTP, without sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mcp.server import MCPServer
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.mcp_server import mcp_server
from api.problems import Problem, respond
from api.services import Services
from api.serving import PinnedEngine


class McpEndpoint:
    """The ASGI application behind `/mcp`.

    No session is kept, so any replica can answer any request and a switch of the index breaks none; there is no stream
    from the server to listen on, which the protocol allows (GET is answered with 405).
    """

    def __init__(self, parts: Services) -> None:
        async def run(work: Callable[[PinnedEngine], Any]) -> Any:
            return await parts.with_engine(work)

        server: MCPServer[Any] = mcp_server(run)
        # Host, origin and size were checked at the door.
        server.streamable_http_app(
            stateless_http=True,
            json_response=True,
            max_request_body_size=parts.server.max_body + 1,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        self.manager: StreamableHTTPSessionManager = server.session_manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["method"] != "POST":
            problem = Problem(405, "method-not-allowed", "chỉ nhận POST", headers={"allow": "POST"})
            await respond(Request(scope), problem)(scope, receive, send)
            return
        await self.manager.handle_request(scope, receive, send)


def mcp_route(endpoint: McpEndpoint) -> Route:
    """Return the route of the endpoint."""
    return Route("/mcp", endpoint)
