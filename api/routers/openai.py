"""OpenAI's chat completions: any client of theirs can talk to the plans."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response, StreamingResponse

from api.chat import ChatText, chat_text, token_count
from api.chat_schemas import ChatCompletionOut, ChatRequest, ModelOut, ModelsOut
from api.paging import json_response
from api.problems import NotFound
from api.routers.rest import GENERATION, check_batch, note_question
from api.services import services
from api.serving import PinnedEngine
from search.conversation import text_of, user_turns

router = APIRouter(prefix="/v1", tags=["Chatbot (OpenAI)"])
MODELS = ("kehoach", "kehoach-brief")
_CREATED = 1_735_689_600


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "kehoach"}


@router.get("/models", response_model=ModelsOut, summary="Các mô hình / models")
async def models() -> Response:
    """kehoach: đầy đủ; kehoach-brief: tối đa 600 ký tự. / kehoach: in full; kehoach-brief: at most 600 characters."""
    return json_response({"object": "list", "data": [_model(name) for name in MODELS]})


@router.get("/models/{model}", response_model=ModelOut, summary="Một mô hình / a model")
async def model(model: Annotated[str, Path(description="Mã mô hình / id", examples=["kehoach"])]) -> Response:
    """Một mô hình theo mã. / A model by its id."""
    if model not in MODELS:
        raise NotFound(f"không có mô hình '{model[:80]}'; các mô hình: {', '.join(MODELS)}")
    return json_response(_model(model))


@dataclass(frozen=True, slots=True)
class _Completion:
    """One answered chat request."""

    id: str
    created: int
    model: str
    text: ChatText
    document: dict[str, Any]
    prompt_tokens: int
    generation: str

    def usage(self) -> dict[str, int]:
        given, made = self.prompt_tokens, token_count(self.text.content)
        return {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}

    def whole(self) -> dict[str, Any]:
        message = {
            "role": "assistant",
            "content": self.text.content,
            "refusal": None,
            "annotations": list(self.text.annotations),
        }
        return {
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.model,
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
            "usage": self.usage(),
            "kehoach": self.document,
        }

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}],
        }


@router.post(
    "/chat/completions", response_model=ChatCompletionOut, summary="Hội thoại / chat", operation_id="chat_completions"
)
async def chat_completions(request: Request, body: ChatRequest) -> Response:
    """Câu cuối của người dùng được trả lời; trích dẫn trong annotations[].url_citation.

    The user's last turn is answered, with what it leaves out taken from earlier ones; citations as annotations.
    """
    parts = services(request)
    check_batch(len(body.messages), parts.server.max_batch, "lượt hội thoại")
    messages = [message.model_dump() for message in body.messages]
    note_question(request, parts, text_of(messages[-1]["content"]))
    brief = body.model == "kehoach-brief"

    def work(engine: PinnedEngine) -> _Completion:
        answer = parts.count(engine.ask(messages=messages, brief=brief))
        return _Completion(
            id=f"chatcmpl-{uuid.uuid4().hex}",
            created=int(time.time()),
            model=body.model,
            text=chat_text(answer, in_conversation=len(user_turns(messages)) > 1),
            document=answer.to_json(),
            prompt_tokens=sum(token_count(text_of(message["content"])) for message in messages),
            generation=engine.generation,
        )

    done = await parts.with_engine(work)
    headers = {GENERATION: done.generation, "cache-control": "no-store"}
    if not body.stream:
        return json_response(done.whole(), headers=headers)
    with_usage = bool(body.stream_options and body.stream_options.include_usage)
    return StreamingResponse(_events(done, with_usage), media_type="text/event-stream", headers=headers)


async def _events(done: _Completion, with_usage: bool) -> AsyncIterator[bytes]:
    """Yield the answer as server-sent events: role, words, annotations, the end, and the usage when asked for."""
    more: dict[str, Any] = {"usage": None} if with_usage else {}
    yield _event(done.chunk({"role": "assistant", "content": ""}) | more)
    for piece in done.text.pieces():
        yield _event(done.chunk({"content": piece}) | more)
    if done.text.annotations:
        yield _event(done.chunk({"annotations": list(done.text.annotations)}) | more)
    yield _event(done.chunk({}, "stop") | more)
    if with_usage:
        yield _event(done.chunk({}) | {"choices": [], "usage": done.usage()})
    yield b"data: [DONE]\n\n"


def _event(document: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(document, ensure_ascii=False)}\n\n".encode("utf-8", "replace")
