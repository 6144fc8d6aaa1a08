"""REST: ask, search, compare."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.comparison_files import MEDIA_TYPES, file_of, wanted_file
from api.feedback import Feedback
from api.listing import PlanIds
from api.logs import log
from api.paging import CACHING, cached, etag, json_response, unchanged
from api.passages import hit_documents
from api.schemas import (
    AnswerOut,
    AskRequest,
    CompareOut,
    FeedbackOut,
    FeedbackRequest,
    SearchOut,
    VerifyOut,
    VerifyRequest,
)
from api.services import Services, services
from api.serving import PinnedEngine
from corpus.errors import QueryError
from corpus.records import PASSAGE_LEVELS
from search.citing import verify
from search.settings import MAX_TOP_K

router = APIRouter(prefix="/v1")
GENERATION = "x-kehoach-generation"
Province = Annotated[tuple[str, ...], Query(description="Tên hoặc mã tỉnh, lặp lại được / province", max_length=64)]
Levels = Annotated[tuple[str, ...], Query(description=f"Cấp / level: {', '.join(PASSAGE_LEVELS)}", max_length=16)]


def note_question(request: Request, parts: Services, question: str) -> None:
    """Tell the log how long the question is, and what it is where that was allowed."""
    state = request.scope["state"]
    state["characters"] = len(question)
    if parts.server.log_questions:
        state["question"] = question


def check_batch(number: int, most: int, what: str) -> None:
    """Refuse more of something than one request may hold.

    Raises:
        QueryError: it is more.
    """
    if number > most:
        raise QueryError(f"{number} {what} trong một yêu cầu; tối đa {most}")


@router.post("/ask", response_model=AnswerOut, summary="Hỏi / ask", tags=["Hỏi đáp / questions"], operation_id="ask")
async def ask(request: Request, body: AskRequest) -> Response:
    """Câu trả lời với trích dẫn; không trả lời được cũng là 200, với status "abstained" và lý do.

    An answer with citations; abstaining is 200 too, with status "abstained" and the reason.
    """
    parts = services(request)
    if (body.question is None) == (body.messages is None):
        raise QueryError("cần đúng một trong hai: 'question' hoặc 'messages'")
    messages = [message.model_dump() for message in body.messages or []]
    check_batch(len(messages), parts.server.max_batch, "lượt hội thoại")
    note_question(request, parts, body.question or "".join(message["content"] for message in messages[-1:]))

    def work(engine: PinnedEngine) -> Response:
        answer = engine.ask(
            body.question or "",
            messages=messages,
            provinces=body.provinces,
            plans=body.plans,
            as_of=body.as_of,
            brief=body.brief,
            explain=body.explain,
        )
        document = parts.count(answer).to_json() | {"id": body.id}
        return json_response(document, headers={GENERATION: engine.generation, "cache-control": "no-store"})

    return await parts.with_engine(work)


@router.get("/search", response_model=SearchOut, summary="Tìm đoạn / search", tags=["Hỏi đáp / questions"])
async def search(
    request: Request,
    q: Annotated[str, Query(description='Nội dung; "cụm từ" là đúng cụm / words, "phrase"', examples=["nước sạch"])],
    province: Province = (),
    plan: PlanIds = (),
    level: Levels = (),
    agency: Annotated[str | None, Query(description="Cơ quan: tên, tên tắt hoặc mã / body", max_length=300)] = None,
    top_k: Annotated[int | None, Query(description="Số đoạn / how many", ge=1, le=MAX_TOP_K)] = None,
    explain: Annotated[bool, Query(description="Kèm điểm số / with scores")] = False,
) -> Response:
    """Các đoạn xếp theo mức phù hợp. / Passages, best first."""
    parts = services(request)
    note_question(request, parts, q)

    def work(engine: PinnedEngine) -> Response:
        tag = etag(request, engine)
        result = engine.search(
            q,
            provinces=province,
            plans=plan,
            levels=level,
            agency=agency,
            top_k=top_k or engine.settings.top_k,
            explain=explain,
        )
        hits = hit_documents(engine, result)
        document: dict[str, Any] = {"query": dict(result.query), "hits": hits, "items": hits, "next": None}
        document |= {"total": len(hits), "remark": result.remark}
        if result.explain is not None:
            document["explain"] = dict(result.explain)
        response = unchanged(request, tag) or cached(document, tag)
        response.headers[GENERATION] = engine.generation
        return response

    return await parts.with_engine(work)


@router.get("/compare", response_model=CompareOut, summary="So sánh / compare", tags=["Hỏi đáp / questions"])
async def compare(
    request: Request,
    topic: Annotated[
        str | None, Query(description='Chủ đề, "6.1", "mục tiêu 6"; trống: tất cả / topic or code', max_length=2_000)
    ] = None,
    province: Province = (),
    plan: PlanIds = (),
    format: Annotated[str, Query(description="json, csv, xlsx, docx (hoặc Accept) / or by Accept")] = "json",
) -> Response:
    """Mục tiêu tương ứng của các tỉnh cạnh nhau. / Corresponding targets of the provinces side by side."""

    def work(engine: PinnedEngine) -> Response:
        kind = wanted_file(request)
        tag = etag(request, engine, kind or "json")
        comparison = engine.compare(topic, provinces=province, plans=plan)
        if (known := unchanged(request, tag)) is not None:
            return known
        if kind is None:
            return cached(comparison.to_json(), tag)
        headers = {"etag": tag, **CACHING, "content-disposition": f'attachment; filename="so-sanh.{kind}"'}
        return Response(file_of(comparison, kind, engine.settings.public_url), 200, headers, MEDIA_TYPES[kind])

    return await services(request).with_engine(work)


@router.post(
    "/citations/verify", response_model=VerifyOut, summary="Kiểm trích dẫn / verify", tags=["Hỏi đáp / questions"]
)
async def verify_citations(request: Request, body: VerifyRequest) -> Response:
    """Mỗi đoạn trích có đúng là lời của nguồn không. / Is every quotation really what its source says?"""
    parts = services(request)
    check_batch(len(body.citations), parts.server.max_batch, "trích dẫn")

    def work(engine: PinnedEngine) -> Response:
        given = [citation.model_dump() for citation in body.citations]
        verdicts = [verdict.to_json() for verdict in verify(given, engine.session.store.documents)]
        failed = sum(not verdict["ok"] for verdict in verdicts)
        return json_response({"checked": len(verdicts), "failed": failed, "results": verdicts})

    return await parts.with_engine(work)


@router.post(
    "/feedback", response_model=FeedbackOut, status_code=201, summary="Góp ý / feedback", tags=["Góp ý / feedback"]
)
async def feedback(request: Request, body: FeedbackRequest) -> Response:
    """Giữ một ý kiến về câu trả lời; đã nhận 201 là đã ghi xuống đĩa. / Kept; 201 means that it is on the disk."""
    parts = services(request)
    generation = parts.holder.engine.generation if parts.holder.is_ready else None
    opinion = Feedback(
        thumb=body.thumb,
        question=body.question,
        reason=body.reason,
        comment=body.comment,
        answer=body.answer,
        plan_id=body.plan_id,
        citations=tuple(body.citations),
        request_id=body.request_id,
        generation=generation,
    )
    feedback_id = await parts.workers.run(lambda: parts.feedback.add(opinion))
    parts.metrics.feedback.labels(body.thumb).inc()
    log("feedback", thumb=body.thumb, reason=body.reason, feedback_id=feedback_id)
    return json_response({"id": feedback_id, "kept_days": parts.feedback.days}, status=201)
