"""Dify's external knowledge API: passages for somebody else's language model."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.chat_schemas import RetrievalOut, RetrievalRequest
from api.paging import json_response
from api.problems import NotFound
from api.routers.rest import GENERATION, note_question
from api.services import services
from api.serving import PinnedEngine
from corpus.provinces import province_named
from search.citing import passage_url
from search.retrieval import Hit

router = APIRouter(tags=["Chatbot (Dify)"])
_ALL = "all"


@router.post("/retrieval", response_model=RetrievalOut, summary="Kho kiến thức cho Dify / knowledge for Dify")
async def retrieval(request: Request, body: RetrievalRequest) -> Response:
    """Các đoạn phù hợp, điểm từ 0 đến 1. / Passages with scores between 0 and 1."""
    parts = services(request)
    note_question(request, parts, body.query)

    def work(engine: PinnedEngine) -> Response:
        provinces, plans = _scope(engine, body.knowledge_id)
        found = engine.search(body.query, provinces=provinces, plans=plans, top_k=body.retrieval_setting.top_k)
        least = body.retrieval_setting.score_threshold
        records = [_record(engine, hit) for hit in found.hits if _score(hit) >= least]
        return json_response({"records": records}, headers={GENERATION: engine.generation})

    return await parts.with_engine(work)


def _scope(engine: PinnedEngine, knowledge_id: str) -> tuple[list[str], list[str]]:
    """Return the provinces and plans a knowledge id means.

    Raises:
        NotFound: it is none.
    """
    name = knowledge_id.strip()
    if name in {"", _ALL}:
        return [], []
    if name in engine.session.infos:
        return [], [name]
    if province_named(name) is not None:
        return [name], []
    known = ", ".join([_ALL, *engine.session.infos])
    raise NotFound(f"không có kho kiến thức '{name[:60]}'; dùng: {known}, hoặc tên một tỉnh")


def _score(hit: Hit) -> float:
    return min(1.0, max(0.0, hit.final))


def _record(engine: PinnedEngine, hit: Hit) -> dict[str, object]:
    passage = hit.passage
    info = engine.session.infos[passage.plan_id]
    return {
        "content": passage.text,
        "score": round(_score(hit), 4),
        "title": " › ".join([info.title or passage.plan_id, *passage.heading_path[-1:]]),
        "metadata": {
            "passage_id": passage.passage_id,
            "plan_id": passage.plan_id,
            "plan_number": info.number,
            "province": passage.province,
            "level": passage.level,
            "target_code": passage.target_code,
            "lines": passage.span.lines,
            "url": passage_url(engine.settings.public_url, passage.passage_id),
        },
    }
