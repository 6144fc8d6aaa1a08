"""REST: the parsed records as lists and single things."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.paging import DEFAULT_PAGE, cached, etag, package_version, page_response, unchanged
from api.passages import check_plan, passage_document, target_document
from api.problems import NotFound
from api.schemas import (
    AgencyDetailOut,
    AgencyOut,
    IndicatorOut,
    MetaOut,
    Page,
    PassageOut,
    PlanOut,
    TargetDetailOut,
    TargetOut,
)
from api.services import Services, services
from api.serving import PinnedEngine
from corpus.successors import current_bodies
from index.text import folded_tokens

MAX_PAGE = 500
MAX_OFFSET = 10_000_000
router = APIRouter(prefix="/v1", tags=["Tra cứu / look-up"])
Limit = Annotated[int, Query(description="Số mục một trang / items of a page", ge=1, le=MAX_PAGE)]
Offset = Annotated[int, Query(description="Số mục bỏ qua / items before the page", ge=0, le=MAX_OFFSET)]
Format = Annotated[str, Query(description="json hoặc csv; hoặc Accept: text/csv")]
Words = Annotated[str | None, Query(description="Chỉ mục có các từ này / only items with these words", max_length=300)]
PlanIds = Annotated[tuple[str, ...], Query(description="Mã kế hoạch, lặp lại được / plan id", max_length=64)]


async def _list(
    request: Request, limit: int, offset: int, name: str, rows: Callable[[PinnedEngine], Sequence[Mapping[str, Any]]]
) -> Response:
    return await services(request).with_engine(
        lambda engine: page_response(request, engine, rows(engine), limit, offset, name)
    )


async def _one(request: Request, document: Callable[[PinnedEngine], Any], *extra: str) -> Response:
    def work(engine: PinnedEngine) -> Response:
        tag = etag(request, engine, *extra)
        found = document(engine)
        return unchanged(request, tag) or cached(found, tag)

    return await services(request).with_engine(work)


def _matching(rows: Sequence[Mapping[str, Any]], words: str | None, *fields: str) -> list[Mapping[str, Any]]:
    """Return the rows whose fields hold all words, marks and case aside."""
    wanted = folded_tokens(words or "")
    if not wanted:
        return list(rows)
    return [row for row in rows if _holds(" ".join(str(row.get(field) or "") for field in fields), wanted)]


def _holds(text: str, wanted: Sequence[str]) -> bool:
    here = set(folded_tokens(text))
    return all(word in here for word in wanted)


@router.get("/plans", response_model=Page[PlanOut], summary="Các kế hoạch / plans")
async def plans(request: Request, limit: Limit = DEFAULT_PAGE, offset: Offset = 0, format: Format = "json") -> Response:
    """Các kế hoạch trong chỉ mục. / The plans of the index."""
    return await _list(request, limit, offset, "plans", lambda engine: engine.rows("plans"))


@router.get("/plans/{plan_id}/targets", response_model=Page[TargetOut], summary="Mục tiêu của một kế hoạch / targets")
async def targets(
    request: Request,
    plan_id: str,
    q: Words = None,
    limit: Limit = DEFAULT_PAGE,
    offset: Offset = 0,
    format: Format = "json",
) -> Response:
    """Các mục tiêu cụ thể, theo thứ tự trong kế hoạch. / The targets, in the order of the plan."""

    def rows(engine: PinnedEngine) -> list[Mapping[str, Any]]:
        check_plan(engine, plan_id)
        own = [row for row in engine.rows("targets") if row["plan_id"] == plan_id]
        return _matching(own, q, "code", "text")

    return await _list(request, limit, offset, f"{plan_id}-targets", rows)


@router.get("/targets/{plan_id}/{code:path}", response_model=TargetDetailOut, summary="Một mục tiêu / a target")
async def target(request: Request, plan_id: str, code: str) -> Response:
    """Một mục tiêu với nhiệm vụ và chỉ tiêu của nó. / A target with its tasks and indicators."""
    return await _one(request, lambda engine: target_document(engine, plan_id, code))


@router.get("/passages/{passage_id:path}", response_model=PassageOut, summary="Một đoạn / a passage")
async def passage(request: Request, passage_id: str) -> Response:
    """Một đoạn với trích dẫn của nó. / A passage with its citation."""
    return await _one(request, lambda engine: passage_document(engine, passage_id))


@router.get("/agencies", response_model=Page[AgencyOut], summary="Các cơ quan / bodies")
async def agencies(
    request: Request,
    q: Words = None,
    plan: PlanIds = (),
    limit: Limit = DEFAULT_PAGE,
    offset: Offset = 0,
    format: Format = "json",
) -> Response:
    """Các cơ quan được các kế hoạch nêu, theo tên. / The bodies the plans name, by name."""

    def rows(engine: PinnedEngine) -> list[Mapping[str, Any]]:
        for plan_id in plan:
            check_plan(engine, plan_id)
        own = [row for row in engine.rows("agencies") if not plan or set(plan) & set(row["plans"])]
        return _matching(own, q, "canonical", "as_written", "agency_id")

    return await _list(request, limit, offset, "agencies", rows)


@router.get("/agencies/{agency_id}", response_model=AgencyDetailOut, summary="Một cơ quan / a body")
async def agency(
    request: Request,
    agency_id: str,
    as_of: Annotated[date | None, Query(description="Ngày tính tên hiện nay / date for today's body")] = None,
) -> Response:
    """Một cơ quan: hiện nay là gì, chủ trì những nhiệm vụ nào. / A body, what it is today, what it leads."""
    day = as_of or date.today()
    return await _one(request, lambda engine: _agency(engine, agency_id, day), day.isoformat())


def _agency(engine: PinnedEngine, agency_id: str, day: date) -> dict[str, Any]:
    row = next((row for row in engine.rows("agencies") if row["agency_id"] == agency_id), None)
    if row is None:
        raise NotFound(f"không kế hoạch nào nêu cơ quan '{agency_id[:120]}'")
    today = []
    for plan_id in row["plans"]:
        province = engine.session.infos[plan_id].province
        bodies = current_bodies(agency_id, province, day)
        current = (
            None
            if bodies is None
            else [{"name": body.name, "province": body.province_id, "rule": body.rule} for body in bodies]
        )
        today.append({"plan_id": plan_id, "province": province, "current": current})
    tasks = [task for task in engine.rows("tasks") if any(body["agency_id"] == agency_id for body in task["lead"])]
    return {**row, "as_of": day.isoformat(), "today": today, "tasks": tasks}


@router.get("/indicators", response_model=Page[IndicatorOut], summary="Các chỉ tiêu / indicators")
async def indicators(
    request: Request,
    q: Words = None,
    plan: PlanIds = (),
    target: Annotated[str | None, Query(description="Mã mục tiêu / target code", max_length=60)] = None,
    limit: Limit = DEFAULT_PAGE,
    offset: Offset = 0,
    format: Format = "json",
) -> Response:
    """Các chỉ tiêu với giá trị theo năm, nguyên văn. / The indicators with their values by year, as written."""

    def rows(engine: PinnedEngine) -> list[Mapping[str, Any]]:
        for plan_id in plan:
            check_plan(engine, plan_id)
        own = [row for row in engine.rows("indicators") if not plan or row["plan_id"] in plan]
        if target is not None:
            own = [row for row in own if row["target_code"] == target]
        return _matching(own, q, "code", "name")

    return await _list(request, limit, offset, "indicators", rows)


@router.get("/meta", response_model=MetaOut, summary="Đang chạy gì / what runs", tags=["Vận hành / operation"])
async def meta(request: Request) -> Response:
    """Bản chương trình, bản chỉ mục, dữ liệu, các giới hạn. / Program, index, data, limits."""
    parts = services(request)
    return await _one(request, lambda engine: _meta(engine, parts))


def _meta(engine: PinnedEngine, parts: Services) -> dict[str, Any]:
    manifest = engine.session.reader.manifest
    server = parts.server
    return {
        "name": "kehoach",
        "version": package_version(),
        "generation": engine.generation,
        "corpus_hash": manifest.corpus_hash,
        "encoder": manifest.encoder_name,
        "built": manifest.created,
        "counts": dict(manifest.counts),
        "plans": list(engine.session.infos),
        "public_url": engine.settings.public_url,
        "limits": {
            "body_bytes": server.max_body,
            "seconds": server.seconds,
            "requests_per_minute": server.rate_limit,
            "page": MAX_PAGE,
            "batch": server.max_batch,
        },
    }
