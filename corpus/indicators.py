"""Indicator tables → indicators: unit, every year's value as written, who reports; and the headings in such tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from corpus.agencies import AgencyRegistry
from corpus.indicator_columns import Columns, indicator_columns
from corpus.indicator_values import row_values, value_notes
from corpus.layouts.base import Cell, Table
from corpus.layouts.lines import same_header
from corpus.listing import NUMBERED, ROMAN, LaidRow, lay_row, tight_span
from corpus.markup import trim
from corpus.pieces import GOAL, TARGET
from corpus.reading import Document
from corpus.records import AgencyMention, Indicator, Leftover, Span
from corpus.units import RATE, canonical_unit
from corpus.wording import casefold_plain

CODE = re.compile(
    r"(?P<code>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\.?\s?(?P<letter>[a-eđ](?![^\W\d_]))?\s*[.:]?\s*"
    r"(?:\(\s*(?P<tag>MT[A-ZĐ]{2,3}|[A-ZĐƯ]{2})\s*\))?\s*[.:]?\s*"
)
DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.?\Z")
_ENCOURAGED = re.compile(r"MTK|KK|khuyến khích", re.I)


class TableHeading(NamedTuple):
    """A goal or target heading inside an indicator table; `priority` is its tag (MTUT, MTKK) or None."""

    code: str
    text: str
    priority: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class IndicatorReading:
    """All that one indicator table says; `leftovers` are rows that ended in no record."""

    indicators: tuple[Indicator, ...]
    targets: tuple[TableHeading, ...]
    goals: tuple[TableHeading, ...]
    leftovers: tuple[Leftover, ...]


def is_indicator_table(table: Table, document: Document | None = None) -> bool:
    """Whether a table lists indicators: years as columns (or under "Lộ trình"), a name, and a unit or a body.

    Args:
        table: any table.
        document: its source; needed where the years stand in a second header row.
    """
    return indicator_columns(document, table) is not None


def parse_indicators(
    document: Document, table: Table, plan_id: str, registry: AgencyRegistry, province: str | None = None
) -> list[Indicator]:
    """Return the indicators of a table in order; none for a table of another kind.

    Args:
        document: the plan.
        table: one of its tables.
        plan_id: the plan's id, for the records.
        registry: who is meant by the words of the reporting column.
        province: the plan's province, for canonical names.
    """
    return list(read_indicator_table(document, table, plan_id, registry, province).indicators)


def indicator_targets(document: Document, table: Table) -> list[TableHeading]:
    """Return the target headings that stand in an indicator table (a plan may have a heading only there)."""
    columns = indicator_columns(document, table)
    return list(_Reader(document, table, columns, "").read().targets) if columns else []


def read_indicator_table(
    document: Document, table: Table, plan_id: str, registry: AgencyRegistry, province: str | None = None
) -> IndicatorReading:
    """Read a whole indicator table: indicators, headings of goals and targets, and what is left over."""
    columns = indicator_columns(document, table)
    if columns is None:
        return IndicatorReading((), (), (), ())
    reader = _Reader(document, table, columns, plan_id).read()
    bodies: dict[str, tuple[AgencyMention, ...]] = {}
    for draft in reader.drafts:
        bodies.setdefault(draft.body, registry.split(draft.body, province) if draft.body else ())
    indicators = tuple(draft.record(document, plan_id, bodies[draft.body]) for draft in reader.drafts)
    return IndicatorReading(
        value_notes(document, indicators), tuple(reader.targets), tuple(reader.goals), tuple(reader.leftovers)
    )


@dataclass
class _Draft:
    target: str
    code: str
    name: str
    unit: str
    body: str
    values: Mapping[str, str]
    span: Span
    notes: list[str]

    def record(self, document: Document, plan_id: str, bodies: Sequence[AgencyMention]) -> Indicator:
        name = self.name.rstrip(" .;:,")
        rate = RATE.search(casefold_plain(name))
        if rate and canonical_unit(self.unit) == "%":
            self.notes.append(f"cột đơn vị ghi “{self.unit}” nhưng tên chỉ tiêu tính theo “{rate.group().strip()}”")
        return Indicator(
            plan_id, self.target, self.code, name, self.unit, self.values, tuple(bodies), self.span, tuple(self.notes)
        )


@dataclass
class _Reader:
    document: Document
    table: Table
    columns: Columns
    plan_id: str
    drafts: list[_Draft] = field(default_factory=list)
    targets: list[TableHeading] = field(default_factory=list)
    goals: list[TableHeading] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    target: str = ""
    body: str = ""
    coded: bool = False
    dotted: bool = False

    def read(self) -> _Reader:
        rows = [
            lay_row(self.document, row, self.columns.width)
            for index, row in enumerate(self.table.rows)
            if index not in self.columns.header_rows
        ]
        names = [row.text(self.columns.name) for row in rows]
        numbers = [row.text(self.columns.number) for row in rows if row.text(self.columns.unit)]
        self.dotted = sum(bool(DOTTED.match(number)) for number in numbers) * 2 > len(numbers)
        self.coded = sum(bool(CODE.match(name)) for name in names) * 2 > sum(map(bool, names))
        lost = _lost_pages(rows, self.columns)
        for row, years_lost in zip(rows, lost, strict=True):
            if row.filled and not same_header(self.table.header, row.texts) and not self._repeats_years(row):
                self._row(row, years_lost)
        return self

    def _repeats_years(self, row: LaidRow) -> bool:
        """Whether a row is the second line of a header again, at the top of another page."""
        years = dict(self.columns.years)
        return all(i in years and row.texts[i] == years[i] for i in row.filled)

    def _row(self, row: LaidRow, years_lost: bool) -> None:
        if self._is_group(row):
            return
        row = self._once(row)
        self._heading(row)
        names = row.text(self.columns.name)
        if self._goes_on(row):
            return
        if not names:
            self._nameless(row)
            return
        values, notes = row_values(self.document, row, self.columns, years_lost)
        match = CODE.match(names)
        if self.coded and match is None and not values and not row.text(self.columns.unit):
            self._leave(row, "câu trong cột chỉ tiêu, không phải một chỉ tiêu")
            return
        self.body = row.text(self.columns.body) or self.body
        self._indicator(row, match, names, values, notes)

    def _nameless(self, row: LaidRow) -> None:
        """Take the body of a row without an indicator: the rest of a name cut by a page, or that of the rows below."""
        body = row.text(self.columns.body)
        if body and self.drafts and (row.row.page_start or body[:1].islower()) and self.drafts[-1].body == self.body:
            self.drafts[-1].body = self.body = f"{self.body} {body}".strip()
        elif body:
            self.body = body
        if any(row.texts[i] not in (body, row.text(self.columns.target)) for i in row.filled):
            self._leave(row, "hàng có giá trị hoặc đơn vị nhưng không có tên chỉ tiêu")

    def _indicator(
        self, row: LaidRow, match: re.Match[str] | None, name: str, values: Mapping[str, str], notes: list[str]
    ) -> None:
        number = row.text(self.columns.number).rstrip(".)")
        code, target = number, self.target
        if match:
            code = match["code"] + (match["letter"] or "")
            name = name[match.end() :]
            stem = ".".join(match["code"].split(".")[:2])
            if not target:
                target = stem
            elif stem != target:
                notes.append(f"mã chỉ tiêu {code} đứng dưới mục tiêu {target}")
        if row.over:
            notes.append("hàng có nhiều ô hơn số cột của bảng")
        self.drafts.append(
            _Draft(target, code or target, name, row.text(self.columns.unit), self.body, values, self._span(row), notes)
        )

    def _span(self, row: LaidRow) -> Span:
        skip = {self.columns.target} if self.columns.target is not None else set()
        cells = [cell for index, cell in enumerate(row.cells) if index not in skip]
        return tight_span(self.document, cells, row.row.span)

    def _is_group(self, row: LaidRow) -> bool:
        """Take a row that only holds a heading, maybe with its number: a goal, a target, or a group."""
        filled = row.filled
        numbered = filled[0] == self.columns.number and len(filled) > 1
        own = filled[1:] if numbered else filled
        number, text = row.texts[filled[0]].rstrip(".)"), row.texts[own[0]]
        if len({row.texts[i] for i in own}) != 1:
            return False
        if match := GOAL.match(text):
            self.goals.append(self._found(match, row.cells[own[0]], text))
            self.target, self.body = "", ""
            return True
        if own[0] != self.columns.target and (match := TARGET.match(text)):
            heading = self._found(match, row.cells[own[0]], text)
        elif numbered and own[0] == self.columns.name and not self.dotted and DOTTED.match(number):
            heading = TableHeading(number, text, None, self._span(row))
        elif numbered and ROMAN.match(number):
            span = tight_span(self.document, [row.cells[i] for i in filled], row.row.span)
            self.goals.append(TableHeading(number, text, None, span))
            return True
        else:
            return False
        self.targets.append(heading)
        self.target, self.body = heading.code, ""
        return True

    def _once(self, row: LaidRow) -> LaidRow:
        """Keep the target cell alone of a row whose one text a grid repeated in every column (a heading's rest)."""
        target = self.columns.target
        if target is None or len(row.filled) < 3 or not row.is_one_text() or not row.text(target):
            return row
        empty = Cell(row.cells[target].start, row.cells[target].start)
        cells = tuple(cell if i == target else empty for i, cell in enumerate(row.cells))
        return replace(row, cells=cells, texts=tuple(t if i == target else "" for i, t in enumerate(row.texts)))

    def _heading(self, row: LaidRow) -> None:
        """Take the target cell: a new heading, the same one repeated by a merged cell, or the rest of one cut off."""
        text = row.text(self.columns.target)
        if not text or self.columns.target is None:
            return
        cell = row.cells[self.columns.target]
        match = TARGET.match(text)
        if match:
            heading = self._found(match, cell, text)
            if heading.code != self.target:
                self.targets.append(heading)
                self.target, self.body = heading.code, ""
        elif self.targets and self.target:
            last = self.targets[-1]
            span = last.span.cover(self.document.span(*trim(self.document.source, cell.start, cell.end)))
            self.targets[-1] = last._replace(text=f"{last.text} {text}", span=span)
        else:
            self._leave(row, "chữ trong cột mục tiêu, không thuộc mục tiêu nào")

    def _found(self, match: re.Match[str], cell: Cell, text: str) -> TableHeading:
        groups = match.groupdict()
        tag = groups.get("tag1") or groups.get("tag2")
        priority = ("MTKK" if _ENCOURAGED.search(tag) else "MTUT") if tag else None
        span = self.document.span(*trim(self.document.source, cell.start, cell.end))
        return TableHeading(match["code"].replace(" ", ""), text[match.end() :].strip(), priority, span)

    def _goes_on(self, row: LaidRow) -> bool:
        """Add a row that only holds the rest of a name, maybe in the wrong column, to the indicator above it."""
        target = self.columns.target
        own = [i for i in row.filled if row.texts[i] != row.text(target)]
        if len({row.texts[i] for i in own}) != 1 or not self.drafts or self.drafts[-1].target != self.target:
            return False
        column = self.columns.name if self.columns.name in own else own[0]
        text = row.texts[column]
        is_name = column == self.columns.name
        starts = TARGET.match(row.text(target)) is not None
        number = self.columns.number is not None and column == self.columns.number
        if starts or number or CODE.match(text) or column == self.columns.body:
            return False
        if is_name and not (row.row.page_start or text[:1].islower()):
            return False
        if not is_name and ((canonical_unit(text) and len(text) < 20) or NUMBERED.match(text)):
            return False
        last = self.drafts[-1]
        last.name = f"{last.name} {text}"
        last.span = last.span.cover(self._span(row))
        if not is_name:
            last.notes.append("phần sau của tên chỉ tiêu nằm ở cột khác trong trang kế tiếp")
        return True

    def _leave(self, row: LaidRow, why: str) -> None:
        text = " ".join(dict.fromkeys(text for text in row.texts if text))
        self.leftovers.append(Leftover(self.plan_id, row.row.span, text, why))


def _lost_pages(rows: Sequence[LaidRow], columns: Columns) -> Iterator[bool]:
    """Say for every row whether its page lost year columns: none of its rows is as wide as the table."""
    pages: list[list[LaidRow]] = []
    for row in rows:
        if row.row.page_start or not pages:
            pages.append([])
        pages[-1].append(row)
    for page in pages:
        listed = [row for row in page if len(row.filled) > 1]
        lost = bool(listed) and all(row.short and len(row.cells) > columns.name for row in listed)
        yield from (lost and row.short for row in page)
