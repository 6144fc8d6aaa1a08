"""REST: what stands in the text of a plan: goals, lines, the passages of some lines, what was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.listing import LOOK_UP, MAX_OFFSET, Format, Limit, Offset, Rows, list_response
from api.paging import DEFAULT_PAGE
from api.passages import check_plan, placed_rows
from api.record_schemas import GoalOut, LeftoversOut, LineOut, Page, SourcePassageOut
from api.routers.records import PlanId
from api.serving import PinnedEngine
from corpus.accounting import count_checks
from corpus.records import Passage
from search.citing import passage_url
from search.exporting import passage_json

router = APIRouter(prefix="/v1/plans/{plan_id}", tags=[LOOK_UP])
First = Annotated[int, Query(description="Từ dòng này / from this line on", ge=1, le=MAX_OFFSET)]
Last = Annotated[int | None, Query(description="Tới hết dòng này / to this line", ge=1, le=MAX_OFFSET)]


@router.get("/goals", response_model=Page[GoalOut], summary="Mục tiêu lớn của một kế hoạch / goals")
async def goals(
    request: Request, plan_id: PlanId, limit: Limit = DEFAULT_PAGE, offset: Offset = 0, format: Format = "json"
) -> Response:
    """Các mục tiêu lớn hay chủ đề, theo thứ tự trong kế hoạch. / The goals or themes, in the order of the plan."""

    def rows(engine: PinnedEngine) -> Rows:
        check_plan(engine, plan_id)
        return [row for row in placed_rows(engine, "goals") if row["plan_id"] == plan_id]

    return await list_response(request, limit, offset, f"{plan_id}-goals", rows)


@router.get("/lines", response_model=Page[LineOut], summary="Văn bản nguồn theo dòng / lines of the source")
async def lines(
    request: Request,
    plan_id: PlanId,
    first: First = 1,
    last: Last = None,
    limit: Limit = DEFAULT_PAGE,
    offset: Offset = 0,
    format: Format = "json",
) -> Response:
    """Nguyên văn từng dòng, số dòng và vị trí như trong trích dẫn.

    The source line by line as it stands, with the numbers and offsets that citations use.
    """

    def rows(engine: PinnedEngine) -> Rows:
        check_plan(engine, plan_id)
        document = engine.session.store.documents[plan_id]
        until = document.line_count if last is None else last
        return [
            {"line": number, "start": start, "text": document.source[start:end]}
            for number, start, end in document.lines()
            if first <= number <= until
        ]

    return await list_response(request, limit, offset, f"{plan_id}-lines", rows)


@router.get("/passages", response_model=Page[SourcePassageOut], summary="Các đoạn theo dòng / passages by line")
async def passages(
    request: Request,
    plan_id: PlanId,
    first: First = 1,
    last: Last = None,
    limit: Limit = DEFAULT_PAGE,
    offset: Offset = 0,
    format: Format = "json",
) -> Response:
    """Các đoạn bắt đầu trong những dòng ấy, theo thứ tự văn bản. / The passages that begin in these lines, in order."""

    def rows(engine: PinnedEngine) -> Rows:
        check_plan(engine, plan_id)
        until = MAX_OFFSET if last is None else last
        own = (passage for passage in _by_line(engine).get(plan_id, ()) if first <= passage.span.first_line <= until)
        base = engine.settings.public_url
        return [passage_json(passage) | {"url": passage_url(base, passage.passage_id)} for passage in own]

    return await list_response(request, limit, offset, f"{plan_id}-passages", rows)


def _by_line(engine: PinnedEngine) -> Mapping[str, Sequence[Passage]]:
    """Return the passages of every plan in the order of its text, made once for a generation."""

    def make() -> dict[str, list[Passage]]:
        found: dict[str, list[Passage]] = {}
        for passage in engine.session.store.passages:
            found.setdefault(passage.plan_id, []).append(passage)
        for own in found.values():
            own.sort(key=lambda passage: (passage.span.start, passage.span.end, passage.passage_id))
        return found

    ordered: Mapping[str, Sequence[Passage]] = engine.once("passages by line", make)
    return ordered


@router.get("/leftovers", response_model=LeftoversOut, summary="Phần chưa hiểu của một kế hoạch / leftovers")
async def leftovers(
    request: Request, plan_id: PlanId, limit: Limit = DEFAULT_PAGE, offset: Offset = 0, format: Format = "json"
) -> Response:
    """Những dòng chưa thành bản ghi nào và vì sao; counts: số mục kế hoạch tự nêu và số đọc được.

    The lines that ended in no record and why; `counts`: what the plan says it holds beside what was found.
    """

    def rows(engine: PinnedEngine) -> Rows:
        check_plan(engine, plan_id)
        plan = engine.session.store.plans[plan_id]
        return [{"lines": left.span.lines, "text": left.text, "why": left.why} for left in plan.leftovers]

    def counts(engine: PinnedEngine) -> dict[str, Any]:
        return {"counts": list(_counts(engine, plan_id))}

    return await list_response(request, limit, offset, f"{plan_id}-leftovers", rows, more=counts)


def _counts(engine: PinnedEngine, plan_id: str) -> Iterator[dict[str, Any]]:
    for check in count_checks(engine.session.store.plans[plan_id]):
        yield {"name": check.name, "declared": check.declared, "found": check.found}
