"""A Rasa action server with one action, `action_hoi_ke_hoach`: it answers the user's last message from the plans.

In Rasa: `action_endpoint: {url: "http://127.0.0.1:5055/webhook"}` in endpoints.yml, the action's name in domain.yml.
Run it:  KEHOACH_API=http://127.0.0.1:8000 uvicorn --factory actions:from_environment --port 5055
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from api.integrations.client import ApiError, Client

ACTION = "action_hoi_ke_hoach"


def create_app(client: Client) -> Starlette:
    """Return the action server."""

    async def webhook(request: Request) -> JSONResponse:
        try:
            call = json.loads(await request.body())
            name, text = call["next_action"], call["tracker"]["latest_message"]["text"]
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": "no tracker.latest_message.text", "action_name": None}, 400)
        if name != ACTION:
            return JSONResponse({"error": f"no action '{name}'", "action_name": name}, 404)
        try:
            answer = await asyncio.to_thread(client.ask, str(text), brief=True)
        except ApiError as error:
            return JSONResponse({"error": str(error), "action_name": name}, 400)
        return JSONResponse(payload(answer))

    async def health(request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/webhook", webhook, methods=["POST"]), Route("/health", health)])


def payload(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as Rasa reads it: slots for the story, a text with its sources for the user."""
    sources = [{"label": c["label"], "quote": c["quote"], "url": c["url"]} for c in answer["citations"]]
    lines = [answer["answer"], *(f"[{source['label']}] {source['url']}" for source in sources)]
    return {
        "events": [
            {"event": "slot", "timestamp": None, "name": "ke_hoach_status", "value": answer["status"]},
            {"event": "slot", "timestamp": None, "name": "ke_hoach_reason", "value": answer["reason"]},
        ],
        "responses": [{"text": "\n".join(lines), "custom": {"citations": sources}}],
    }


def from_environment() -> Starlette:
    """Return the action server with the settings of the environment."""
    return create_app(Client(os.environ.get("KEHOACH_API", "http://127.0.0.1:8000"), os.environ.get("KEHOACH_API_KEY")))
