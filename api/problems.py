"""Errors as every client knows them: RFC 9457 problems, and OpenAI's shape on OpenAI's routes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.limits import OutOfTime, ServerBusy
from corpus.errors import IndexError_, InputError, KehoachError, SettingsError

MEDIA_TYPE = "application/problem+json"
_OPENAI_PATHS = ("/v1/chat/", "/v1/models")
_OPENAI_TYPES: Mapping[int, str] = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
# What Dify shows to the builder of a knowledge base (its external knowledge API, error codes).
_DIFY_CODES: Mapping[int, int] = {401: 1002, 404: 2001}


class NotFound(InputError):
    """What was asked for by its id is not there."""


class Refused(InputError):
    """A request is not let through."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused request: its status, a short code that stays, and a line for the reader."""

    status: int
    code: str
    detail: str
    errors: Sequence[Mapping[str, Any]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def problem_of(error: Exception) -> Problem:
    """Return the problem an exception means."""
    match error:
        case NotFound():
            return Problem(404, "not-found", str(error))
        case Refused():
            return Problem(403, "refused", str(error))
        case ServerBusy():
            return Problem(503, "busy", str(error), headers={"retry-after": "1"})
        case OutOfTime():
            return Problem(503, "out-of-time", str(error), headers={"retry-after": "1"})
        case IndexError_() | SettingsError():
            # A wrong setting is the operator's, found out at the first question (an encoder of another index).
            return Problem(503, "index-unavailable", str(error), headers={"retry-after": "5"})
        case InputError():
            return Problem(400, "bad-input", str(error))
        case KehoachError():
            return Problem(500, "internal", str(error))
    return Problem(500, "internal", "lỗi ngoài dự kiến; hãy báo người quản trị mã yêu cầu (X-Request-ID)")


def respond(request: Request, problem: Problem) -> Response:
    """Return a problem as the response the path's clients expect."""
    path = request.url.path
    if path.startswith(_OPENAI_PATHS):
        body, media_type = _openai(problem), "application/json"
    else:
        body, media_type = _rfc9457(request, problem), MEDIA_TYPE
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, problem.status, dict(problem.headers), media_type)


def _rfc9457(request: Request, problem: Problem) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:kehoach:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.url.path,
        "request_id": request.scope.get("state", {}).get("request_id"),
    }
    if problem.errors:
        body["errors"] = list(problem.errors)
    if request.url.path == "/retrieval":
        body["error_code"] = _DIFY_CODES.get(problem.status, problem.status)
        body["error_msg"] = problem.detail
    return body


def _openai(problem: Problem) -> dict[str, Any]:
    kind = "invalid_request_error" if problem.status < 500 else "server_error"
    first = problem.errors[0].get("field") if problem.errors else None
    return {
        "error": {
            "message": problem.detail,
            "type": _OPENAI_TYPES.get(problem.status, kind),
            "param": first or None,
            "code": problem.code.replace("-", "_"),
        }
    }
