"""REST: the parsed records as lists and single things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.listing import (
    LOOK_UP,
    MAX_PAGE,
    Format,
    Limit,
    Offset,
    PlanIds,
    Rows,
    Words,
    list_response,
    matching,
    one_response,
)
from api.paging import DEFAULT_PAGE, following_address, package_version
from api.passages import agency_tasks, check_plan, check_plans, passage_document, placed_rows, target_document
from api.problems import NotFound
from api.record_schemas import (
    AgencyDetailOut,
    AgencyOut,
    AgencyTaskOut,
    IndicatorOut,
    Page,
    PassageOut,
    PlanOut,
    TargetDetailOut,
    TargetOut,
)
from api.schemas import MetaOut
from api.services import Services, services
from api.serving import PinnedEngine
from corpus.successors import current_bodies

router = APIRouter(prefix="/v1", tags=[LOOK_UP])
PlanId = Annotated[str, Path(description="Mã kế hoạch / plan id", examples=["ben-tre-ptbv"])]
AgencyId = Annotated[str, Path(description="Mã cơ quan / the body's id", examples=["so-y-te"])]
Role = Annotated[
    Literal["lead", "coordinating"] | None,
    Query(description="lead: chủ trì, coordinating: phối hợp; trống: cả hai / none: both", examples=["lead"]),
]


@router.get("/plans", response_model=Page[PlanOut], summary="Các kế hoạch / plans")
async def plans(request: Request, limit: Limit = DEFAULT_PAGE, offset: Offset = 0, format: Format = "json") -> Response:
    """Các kế hoạch trong chỉ mục. / The plans of the index."""
    return await list_response(request, limit, offset, "plans", lambda engine: engine.rows("plans"))


@router.get("/plans/{plan_id}/targets", response_model=Page[TargetOut], summary="Mục tiêu của một kế hoạch / targets")
async def targets(
    request: Request,
    plan_id: PlanId,
    q: Words = None,
    limit: Limit = DEFAULT_PAGE,
    offset: Offset = 0,
    format: Format = "json",
) -> Response:
    """Các mục tiêu cụ thể, theo thứ tự trong kế hoạch. / The targets, in the order of the plan."""

    def rows(engine: PinnedEngine) -> Rows:
        check_plan(engine, plan_id)
        own = [row for row in placed_rows(engine, "targets") if row["plan_id"] == plan_id]
        return matching(own, q, "code", "text")

    return await list_response(request, limit, offset, f"{plan_id}-targets", rows)


@router.get("/targets/{plan_id}/{code:path}", response_model=TargetDetailOut, summary="Một mục tiêu / a target")
async def target(
    request: Request,
    plan_id: PlanId,
    code: Annotated[str, Path(description="Mã mục tiêu / target code", examples=["6.1"])],
) -> Response:
    """Một mục tiêu với nhiệm vụ và chỉ tiêu của nó. / A target with its tasks and indicators."""
    return await one_response(request, lambda engine: target_document(engine, plan_id, code))


@router.get("/passages/{passage_id:path}", response_model=PassageOut, summary="Một đoạn / a passage")
async def passage(
    request: Request, passage_id: Annotated[str, Path(description="Mã đoạn / id", examples=["ben-tre-ptbv:6.1:task-1"])]
) -> Response:
    """Một đoạn với trích dẫn của nó. / A passage with its citation."""
    return await one_response(request, lambda engine: passage_document(engine, passage_id))


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

    def rows(engine: PinnedEngine) -> Rows:
        check_plans(engine, plan)
        own = [row for row in engine.rows("agencies") if not plan or set(plan) & set(row["plans"])]
        return matching(own, q, "canonical", "as_written", "agency_id")

    return await list_response(request, limit, offset, "agencies", rows)


@router.get("/agencies/{agency_id}", response_model=AgencyDetailOut, summary="Một cơ quan / a body")
async def agency(
    request: Request,
    agency_id: AgencyId,
    as_of: Annotated[date | None, Query(description="Ngày tính tên hiện nay / date for today's body")] = None,
    role: Role = None,
    limit: Limit = MAX_PAGE,
) -> Response:
    """Một cơ quan: hiện nay là gì, chủ trì rồi phối hợp những nhiệm vụ nào; trang sau ở next.

    A body: what it is today, the tasks it leads, then those it coordinates; the next page is where `next` says.
    """
    day = as_of or date.today()

    def document(engine: PinnedEngine) -> dict[str, Any]:
        own = agency_tasks(engine, agency_id, role)
        asked = {"role": role} if role else {}
        following = following_address(f"{request.url.path}/tasks", asked, limit, 0, len(own))
        page = {"tasks": own[:limit], "next": following, "total": len(own)}
        return _agency(engine, agency_id, day) | page

    return await one_response(request, document, day.isoformat())


@router.get(
    "/agencies/{agency_id}/tasks", response_model=Page[AgencyTaskOut], summary="Việc của một cơ quan / its tasks"
)
async def tasks_of_agency(
    request: Request,
    agency_id: AgencyId,
    role: Role = None,
    plan: PlanIds = (),
    limit: Limit = DEFAULT_PAGE,
    offset: Offset = 0,
    format: Format = "json",
) -> Response:
    """Các nhiệm vụ một cơ quan chủ trì, rồi phối hợp. / The tasks a body leads, then those it coordinates."""

    def rows(engine: PinnedEngine) -> Rows:
        check_plans(engine, plan)
        _known_agency(engine, agency_id)
        return [row for row in agency_tasks(engine, agency_id, role) if not plan or row["plan_id"] in plan]

    return await list_response(request, limit, offset, f"{agency_id}-tasks", rows)


def _known_agency(engine: PinnedEngine, agency_id: str) -> Mapping[str, Any]:
    row = next((row for row in engine.rows("agencies") if row["agency_id"] == agency_id), None)
    if row is None:
        raise NotFound(f"không kế hoạch nào nêu cơ quan '{agency_id[:120]}'")
    return row


def _agency(engine: PinnedEngine, agency_id: str, day: date) -> dict[str, Any]:
    row = _known_agency(engine, agency_id)
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
    return {**row, "as_of": day.isoformat(), "today": today}


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

    def rows(engine: PinnedEngine) -> Rows:
        check_plans(engine, plan)
        own = [row for row in placed_rows(engine, "indicators") if not plan or row["plan_id"] in plan]
        if target is not None:
            own = [row for row in own if row["target_code"] == target]
        return matching(own, q, "code", "name")

    return await list_response(request, limit, offset, "indicators", rows)


@router.get("/meta", response_model=MetaOut, summary="Đang chạy gì / what runs", tags=["Vận hành / operation"])
async def meta(request: Request) -> Response:
    """Bản chương trình, bản chỉ mục, dữ liệu, các giới hạn. / Program, index, data, limits."""
    parts = services(request)
    return await one_response(request, lambda engine: _meta(engine, parts))


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
