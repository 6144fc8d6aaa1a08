"""A gold set: questions with their right answers and evidence, and records as they should be parsed.

Every file is JSON lines; a file that is not there is an empty list, a line that cannot be used is an error that names
the file and the line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import InputError

Lines = tuple[int, int]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Place:
    """Some lines of a plan, first and last inclusive."""

    plan_id: str
    lines: Lines

    def overlaps(self, other: Place) -> bool:
        """Return whether both hold a line in common."""
        return self.plan_id == other.plan_id and self.lines[0] <= other.lines[1] and other.lines[0] <= self.lines[1]


@dataclass(frozen=True, slots=True)
class AlsoRight:
    """Another plan that answers a question, where, and what it says."""

    place: Place
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what a right answer holds: of every key one of its alternatives."""

    id: str
    text: str
    style: str
    intent: str
    names_province: bool
    plan_id: str
    keys: tuple[tuple[str, ...], ...]
    evidence: tuple[Place, ...]
    also: tuple[AlsoRight, ...] = ()

    @property
    def accepted(self) -> tuple[Place, ...]:
        """Every place a right hit or citation may overlap."""
        return (*self.evidence, *(item.place for item in self.also))


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """A question the plans do not answer."""

    id: str
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one plan says to a comparison question; no keys means that it says nothing."""

    plan_id: str
    keys: tuple[tuple[str, ...], ...]
    evidence: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question about several provinces."""

    id: str
    text: str
    style: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A goal, theme, target, numbered row, project or indicator as it should be read."""

    level: str
    code: str
    full_code: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class GoldTask:
    """A task as it should be read; `text` is cut, `lead_canonical` is `None` where the gold does not say."""

    target_code: str
    part: str | None
    text: str
    place: Place
    lead: tuple[str, ...]
    lead_canonical: tuple[str, ...] | None
    coordinating: tuple[str, ...]
    lead_basis: str
    period: str | None
    output: str | None


@dataclass(frozen=True, slots=True)
class GoldIndicator:
    """A row of an indicator table as it should be read."""

    code: str
    name: str
    unit: str
    values: Mapping[str, str]
    place: Place


@dataclass(frozen=True, slots=True)
class Aligned:
    """Targets or goals of several plans that are the same thing: plan → codes."""

    topic: str
    kind: str
    members: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where plans set different numbers or years for one thing; `values` is what each says, in words."""

    topic: str
    kind: str
    places: tuple[Place, ...]
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gold:
    """A whole gold set."""

    questions: tuple[Question, ...] = ()
    unanswerable: tuple[Unanswerable, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    headings: tuple[Heading, ...] = ()
    tasks: tuple[GoldTask, ...] = ()
    indicators: tuple[GoldIndicator, ...] = ()
    targets_aligned: tuple[Aligned, ...] = ()
    goals_aligned: tuple[Aligned, ...] = ()
    differences: tuple[Difference, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return how many of each kind there are."""
        return {name: len(getattr(self, name)) for name in self.__slots__}


def load_gold(folder: Path) -> Gold:
    """Read a gold set.

    Args:
        folder: holds `questions.jsonl`, `tasks.jsonl` and so on; whichever is missing counts as empty.

    Raises:
        InputError: there is no such folder, it holds no gold file, or a line cannot be used.
    """
    if not folder.is_dir():
        raise InputError(f"không có thư mục bộ chuẩn '{folder}'; hãy nêu bằng --gold")
    gold = Gold(
        questions=_distinct(_read(folder, "questions.jsonl", _question), "questions.jsonl"),
        unanswerable=_distinct(_read(folder, "unanswerable.jsonl", _unanswerable), "unanswerable.jsonl"),
        comparisons=_distinct(_read(folder, "comparison_questions.jsonl", _comparison), "comparison_questions.jsonl"),
        headings=_read(folder, "targets.jsonl", _heading),
        tasks=_read(folder, "tasks.jsonl", _task),
        indicators=_read(folder, "indicators.jsonl", _indicator),
        targets_aligned=_read(folder, "alignment.jsonl", _aligned),
        goals_aligned=_read(folder, "goals.jsonl", _aligned),
        differences=_read(folder, "numeric_differences.jsonl", _difference),
    )
    if not any(gold.counts().values()):
        raise InputError(f"thư mục '{folder}' không có dòng nào của bộ chuẩn (questions.jsonl, tasks.jsonl, …)")
    return gold


class _Row:
    """One line of a gold file; asks for its fields by type and names the line when one is not as it should be."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise InputError(f"{where}: cần một đối tượng JSON")
        self._value: dict[str, Any] = value
        self.where = where

    def has(self, name: str) -> bool:
        return self._value.get(name) is not None

    def raw(self, name: str, kind: type[_T], wanted: str) -> _T:
        if name not in self._value:
            raise InputError(f"{self.where}: thiếu '{name}'")
        value = self._value[name]
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise InputError(f"{self.where}: '{name}' phải là {wanted}")
        return value

    def text(self, name: str) -> str:
        return self.raw(name, str, "chuỗi")

    def optional_text(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def texts(self, name: str) -> tuple[str, ...]:
        items = self.raw(name, list, "danh sách chuỗi")
        if not all(isinstance(item, str) for item in items):
            raise InputError(f"{self.where}: '{name}' phải là danh sách chuỗi")
        return tuple(items)

    def keys(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Return keys whose alternatives stand between "|"."""
        keys = tuple(tuple(part.strip() for part in key.split("|") if part.strip()) for key in self.texts(name))
        if not all(keys):
            raise InputError(f"{self.where}: '{name}' có khóa trống")
        return keys

    def lines(self, name: str) -> Lines:
        return _pair(self.raw(name, list, "hai số dòng"), f"{self.where}: '{name}'")

    def place(self, plan_field: str = "doc_id") -> Place:
        return Place(self.text(plan_field), self.lines("lines"))

    def rows(self, name: str) -> Iterator[_Row]:
        for item in self.raw(name, list, "danh sách"):
            yield _Row(item, f"{self.where} ('{name}')")

    def row(self, name: str) -> _Row:
        return _Row(self.raw(name, dict, "đối tượng JSON"), f"{self.where} ('{name}')")

    def names(self) -> tuple[str, ...]:
        return tuple(self._value)


def _pair(value: list[Any], where: str) -> Lines:
    if len(value) != 2 or not all(type(item) is int for item in value) or not 1 <= value[0] <= value[1]:
        raise InputError(f"{where} phải là hai số dòng [đầu, cuối]")
    return value[0], value[1]


def _read(folder: Path, name: str, convert: Callable[[_Row], _T]) -> tuple[_T, ...]:
    path = folder / name
    if not path.is_file():
        return ()
    try:
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"tệp '{name}' không phải UTF-8 (byte thứ {error.start + 1})") from error
    found: list[_T] = []
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip():
            where = f"tệp '{name}' dòng {number}"
            found.append(convert(_Row(_parsed(line, where), where)))
    return tuple(found)


def _parsed(line: str, where: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: không phải JSON ({line.strip()[:60]})") from error


def _distinct(items: tuple[_T, ...], name: str) -> tuple[_T, ...]:
    seen: set[str] = set()
    for item in items:
        key: str = item.id  # type: ignore[attr-defined]
        if key in seen:
            raise InputError(f"tệp '{name}': mã '{key}' đứng ở hai dòng")
        seen.add(key)
    return items


def _question(row: _Row) -> Question:
    plan_id = row.text("doc_id")
    also = row.rows("also") if row.has("also") else iter(())
    return Question(
        id=row.text("id"),
        text=row.text("question"),
        style=row.text("style"),
        intent=row.text("intent"),
        names_province=row.raw("names_province", bool, "true hoặc false"),
        plan_id=plan_id,
        keys=row.keys("answer_keys"),
        evidence=tuple(Place(plan_id, item.lines("lines")) for item in row.rows("evidence")),
        also=tuple(AlsoRight(item.place(), item.optional_text("answer") or "") for item in also),
    )


def _unanswerable(row: _Row) -> Unanswerable:
    return Unanswerable(row.text("id"), row.text("question"), row.text("style"))


def _comparison(row: _Row) -> Comparison:
    provinces = row.row("per_province")
    cells = tuple(_cell(plan_id, provinces.row(plan_id)) for plan_id in provinces.names())
    return Comparison(row.text("id"), row.text("question"), row.text("style"), cells)


def _cell(plan_id: str, row: _Row) -> Cell:
    if not row.has("answer"):
        return Cell(plan_id, (), ())
    places = tuple(Place(plan_id, item.lines("lines")) for item in row.rows("evidence"))
    return Cell(plan_id, row.keys("answer_keys"), places)


def _heading(row: _Row) -> Heading:
    code = row.text("code")
    return Heading(row.text("level"), code, row.optional_text("full_code") or code, row.text("text"), row.place())


def _task(row: _Row) -> GoldTask:
    return GoldTask(
        target_code=row.text("target_code"),
        part=row.optional_text("sub"),
        text=row.text("task_text"),
        place=row.place(),
        lead=row.texts("lead"),
        lead_canonical=row.texts("lead_canonical") if row.has("lead_canonical") else None,
        coordinating=row.texts("coordinating"),
        lead_basis=row.text("lead_basis"),
        period=row.optional_text("period"),
        output=row.optional_text("product"),
    )


def _indicator(row: _Row) -> GoldIndicator:
    values = row.row("values")
    return GoldIndicator(
        code=row.text("code"),
        name=row.text("name"),
        unit=row.text("unit"),
        values={year: values.text(year) for year in values.names()},
        place=row.place(),
    )


def _aligned(row: _Row) -> Aligned:
    members = row.row("members")
    return Aligned(row.text("topic"), row.text("kind"), {plan: members.texts(plan) for plan in members.names()})


def _difference(row: _Row) -> Difference:
    lines = row.row("lines")
    places = tuple(Place(plan_id, lines.lines(plan_id)) for plan_id in lines.names())
    values = row.row("values")
    said = {plan_id: values.text(plan_id) for plan_id in values.names() if values.has(plan_id)}
    return Difference(row.text("topic"), row.text("type"), places, said)
