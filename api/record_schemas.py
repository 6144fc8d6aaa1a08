"""The records the API lists, described in Vietnamese and English; the shapes are those of `kehoach export`."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import Field

from api.schemas import CurrentBodyOut, Written

_T = TypeVar("_T")


class Page(Written, Generic[_T]):
    """Một trang của danh sách; next là địa chỉ trang sau. / A page of a list; next is the address of the next one."""

    items: list[_T]
    next: str | None
    total: int


class PlanOut(Written):
    """Một kế hoạch; null là chưa biết. / A plan; null is unknown."""

    plan_id: str
    province: str | None
    kind: str | None
    title: str | None
    number: str | None
    date: str | None
    counts: dict[str, int]


class TargetOut(Written):
    """Một mục tiêu cụ thể. / A target."""

    plan_id: str
    code: str
    full_code: str
    level: str
    goal: str
    text: str
    priority: str | None
    lines: list[int]
    passage_id: str | None
    url: str | None


class GoalOut(Written):
    """Một mục tiêu lớn hay chủ đề. / A goal or theme."""

    plan_id: str
    code: str
    full_code: str
    level: Literal["goal", "theme"]
    text: str
    lines: list[int]
    passage_id: str | None
    url: str | None


class LineOut(Written):
    """Một dòng của văn bản nguồn, nguyên văn. / A line of the source, as it stands there."""

    line: int = Field(description="Số dòng, từ 1 / its number, from 1")
    start: int = Field(description="Vị trí ký tự đầu dòng / code-point offset of its beginning")
    text: str


class LeftoverOut(Written):
    """Một chỗ của văn bản chưa thành bản ghi nào. / A piece of the source that ended in no record."""

    lines: list[int]
    text: str
    why: str = Field(description="Vì sao / why")


class CountOut(Written):
    """Số mục kế hoạch tự nêu và số mục đọc được. / What a plan says it holds, and what was found in it."""

    name: str
    declared: int
    found: int


class LeftoversOut(Written):
    """Phần chưa hiểu của một kế hoạch. / What was not understood of a plan."""

    items: list[LeftoverOut]
    next: str | None
    total: int
    counts: list[CountOut]


class SourcePassageOut(Written):
    """Một đoạn ở chỗ của nó trong văn bản. / A passage at its place in the source."""

    passage_id: str
    plan_id: str
    province: str | None
    level: str
    target_code: str | None
    heading_path: list[str]
    text: str
    lines: list[int]
    offsets: list[int]
    url: str


class BodyOut(Written):
    """Một cơ quan trong kế hoạch. / A body named in a plan."""

    as_written: str
    canonical: str
    agency_id: str
    kind: str
    note: str | None


class TaskOut(Written):
    """Một nhiệm vụ. / A task."""

    plan_id: str
    target_code: str
    text: str
    lead: list[BodyOut]
    coordinating: list[BodyOut]
    lead_basis: Literal["explicit", "inherited", "assigned", "unknown"]
    lines: list[int]
    goal: str | None
    passage_id: str | None
    url: str | None


class IndicatorOut(Written):
    """Một chỉ tiêu. / An indicator."""

    plan_id: str
    target_code: str
    code: str
    name: str
    unit: str
    values: dict[str, str] = Field(description="Năm → giá trị nguyên văn / year → as written")
    responsible: list[BodyOut]
    lines: list[int]
    passage_id: str | None
    url: str | None


class TargetDetailOut(TargetOut):
    """Một mục tiêu với nhiệm vụ và chỉ tiêu. / A target with its tasks and indicators."""

    tasks: list[TaskOut]
    indicators: list[IndicatorOut]


class AgencyTaskOut(TaskOut):
    """Một nhiệm vụ của một cơ quan. / A task of a body."""

    role: Literal["lead", "coordinating"] = Field(description="Chủ trì hay phối hợp / leads or coordinates")


class AgencyOut(Written):
    """Một cơ quan được các kế hoạch nêu. / A body the plans name."""

    agency_id: str
    canonical: str
    kind: str
    as_written: list[str]
    plans: list[str]
    leads: int
    coordinates: int


class AgencyTodayOut(Written):
    """Cơ quan ấy hiện nay, theo từng kế hoạch. / What the body is today, for each plan."""

    plan_id: str
    province: str | None
    current: list[CurrentBodyOut] | None


class AgencyDetailOut(AgencyOut):
    """Một cơ quan, hiện nay là gì, chủ trì việc gì. / A body, what it is today, what it leads."""

    as_of: str
    today: list[AgencyTodayOut]
    tasks: list[AgencyTaskOut] = Field(description="Việc chủ trì rồi việc phối hợp / tasks it leads, then coordinates")
    next: str | None = Field(description="Địa chỉ trang sau của tasks / address of the next page of tasks")
    total: int = Field(description="Số nhiệm vụ / how many tasks there are")


class PassageOut(Written):
    """Một đoạn với trích dẫn của nó. / A passage with its citation."""

    passage_id: str
    plan_id: str
    province: str | None
    level: str
    target_code: str | None
    heading_path: list[str]
    text: str
    lines: list[int]
    offsets: list[int]
    plan_title: str | None
    plan_number: str | None
    source_sha256: str
    quote: str
    url: str
