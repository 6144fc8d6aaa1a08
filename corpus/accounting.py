"""Nothing is dropped silently: every cell and line that ended in no record, and counts against what a plan declares."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.layouts import Table, find_tables
from corpus.layouts.lines import CODE
from corpus.markup import visible
from corpus.reading import Document
from corpus.records import Leftover, Plan, Span, plan_records

_TITLES = "tiêu đề cột của bảng, kể cả khi lặp lại ở đầu trang"
_HEADINGS = "hàng chỉ có tiêu đề, mã số hoặc năm: đã dùng để xếp các bản ghi dưới nó"
_OUTSIDE = "dòng ngoài bảng và ngoài mọi đoạn văn"
# A year alone in a cell is a column title in the second row of a header.
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class CountCheck:
    """One number that a plan declares about itself, and what was found."""

    plan_id: str
    name: str
    declared: int
    found: int

    @property
    def holds(self) -> bool:
        """Whether the two agree."""
        return self.declared == self.found


def unclaimed_cells(
    document: Document, tables: Iterable[Table], plan: Plan, headings: Iterable[Span] = ()
) -> Iterator[Leftover]:
    """Yield the table cells that no record, heading or leftover of the plan covers; numbering cells do not count."""
    claimed = _Claimed([*_record_spans(plan), *(left.span for left in plan.leftovers), *headings])
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                if cell.empty or claimed.touches(cell.start, cell.end):
                    continue
                text = visible(document.source, cell.start, cell.end)
                if text and not CODE.match(text) and not _YEAR.fullmatch(text):
                    span = document.span(cell.start, cell.end)
                    yield Leftover(plan.info.plan_id, span, text, "ô của bảng không thuộc bản ghi nào")


def unrecorded_lines(document: Document, plan: Plan) -> Iterator[Leftover]:
    """Yield every run of lines that ended in no record of a plan, with the reason; blank lines do not count.

    Args:
        document: the plan's text.
        plan: what was read from it.
    """
    tables = find_tables(document)
    furniture = {line for table in tables for span in table.furniture for line in _lines(span)}
    inside = {line for table in tables for line in _lines(table.span)}
    known = {line for span in _every_span(plan) for line in _lines(span)}
    left = ((line, item.why) for item in plan.leftovers for line in _lines(item.span) if line not in known)
    reasons = dict.fromkeys(furniture, _TITLES) | dict(left)
    for number, start, end in document.lines():
        if number not in known and document.source[start:end].strip("\ufeff \t\r\xa0"):
            reasons.setdefault(number, _HEADINGS if number in inside else _OUTSIDE)
    places = {number: (start, end) for number, start, end in document.lines()}
    lines = sorted(reasons)
    for _, run in itertools.groupby(enumerate(lines), key=lambda pair: (pair[1] - pair[0], reasons[pair[1]])):
        numbers = [number for _, number in run]
        span = document.span(places[numbers[0]][0], places[numbers[-1]][1])
        text = visible(document.source, span.start, span.end)
        yield Leftover(plan.info.plan_id, span, text, reasons[numbers[0]])


def _lines(span: Span) -> range:
    return range(span.first_line, span.last_line + 1)


def _every_span(plan: Plan) -> Iterator[Span]:
    yield from _record_spans(plan)
    yield from (assignment.span for assignment in plan.assignments)
    yield from (fact.span for fact in plan.facts)
    yield from (task.part_span for task in plan.tasks if task.part_span is not None)


def _record_spans(plan: Plan) -> Iterator[Span]:
    for record in plan_records(plan):
        yield record.span
    for task in plan.tasks:
        yield from filter(None, (task.lead_span, task.coordinating_span))
    for target in plan.targets:
        yield from filter(None, (target.lead_span,))
    for section in plan.sections:
        yield section.span


class _Claimed:
    def __init__(self, spans: Sequence[Span]) -> None:
        merged: list[tuple[int, int]] = []
        for start, end in sorted((span.start, span.end) for span in spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._merged = merged
        self._starts = [start for start, _ in merged]

    def touches(self, start: int, end: int) -> bool:
        """Whether any claimed piece overlaps `[start, end)`."""
        at = bisect.bisect_left(self._starts, end) - 1
        return at >= 0 and self._merged[at][1] > start


def count_checks(plan: Plan) -> Iterator[CountCheck]:
    """Yield what the plan says of its own numbers of goals, targets, themes and tasks beside what was found."""
    found = {
        "goals": sum(goal.level == "goal" for goal in plan.goals),
        "themes": sum(goal.level == "theme" for goal in plan.goals),
        "targets": sum(target.level == "target" for target in plan.targets),
        "projects": len(plan.projects),
        "indicators": len(plan.indicators),
        "tasks": len(_second_level(plan)),
    }
    for goal in plan.goals:
        found[f"targets:{goal.code}"] = sum(t.goal == goal.code and t.level == "target" for t in plan.targets)
        found[f"tasks:{goal.code}"] = sum(code.split(".")[0] == goal.code for code in _second_level(plan))
    for name, declared in plan.declared.items():
        if name in found:
            yield CountCheck(plan.info.plan_id, name, declared, found[name])


def _second_level(plan: Plan) -> set[str]:
    """Green-growth plans count the codes x.y, whether they are tasks or groups."""
    codes = [task.full_code for task in plan.tasks] + [t.full_code for t in plan.targets if t.level == "task_group"]
    return {".".join(code.split(".")[:2]) for code in codes if code.count(".") >= 1}
