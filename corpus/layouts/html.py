"""HTML tables (`<table><tr><td rowspan=…>`), as converters and OCR write them into Markdown.

A cell merged over columns stands in the first of them, one merged over rows in its first row; the places it covered are
blank, as in every other layout. A table inside a cell is text of that cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.layouts.base import MOST_COLUMNS, Cell, Row, Table
from corpus.layouts.titles import titled_table
from corpus.markup import trim
from corpus.reading import Document

_TAG = re.compile(r"<(?P<end>/?)(?P<name>table|tr|td|th)\b(?P<attributes>[^<>]{0,500})>", re.I)
_SPAN = re.compile(r"\b(?P<name>rowspan|colspan)\s{0,5}=\s{0,5}[\"']?(?P<number>\d{1,4})", re.I)


@dataclass(frozen=True, slots=True)
class _RawCell:
    start: int
    end: int
    rows: int
    columns: int


@dataclass
class _OpenTable:
    """A table while its tags are read; `cell` is where the open cell begins, with its attributes."""

    start: int
    rows: list[list[_RawCell]] = field(default_factory=list)
    cell: tuple[int, str] | None = None

    def close_cell(self, end: int) -> None:
        if self.cell is None:
            return
        start, attributes = self.cell
        spans = {found["name"].lower(): int(found["number"]) for found in _SPAN.finditer(attributes)}
        columns = min(max(spans.get("colspan", 1), 1), MOST_COLUMNS)
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(_RawCell(start, end, max(spans.get("rowspan", 1), 1), columns))
        self.cell = None


def html_tables(document: Document) -> Iterator[Table]:
    """Yield the HTML tables of a document."""
    table: _OpenTable | None = None
    depth = 0
    for tag in _TAG.finditer(document.source):
        name, closing = tag["name"].lower(), bool(tag["end"])
        if name == "table":
            depth = max(0, depth + (-1 if closing else 1))
            if table is None and not closing:
                table = _OpenTable(tag.start())
            elif table is not None and depth == 0:
                table.close_cell(tag.start())
                yield from _table(document, table, tag.end())
                table = None
        elif table is not None and depth == 1:
            table.close_cell(tag.start())
            if name == "tr" and not closing:
                table.rows.append([])
            elif name in ("td", "th") and not closing:
                table.cell = (tag.end(), tag["attributes"])
    if table is not None:
        table.close_cell(len(document.source))
        yield from _table(document, table, len(document.source))


def _table(document: Document, raw: _OpenTable, end: int) -> Iterator[Table]:
    rows = (_row(document, cells) for cells in _grid(document, raw.rows))
    yield from titled_table(document, "html", rows, document.span(raw.start, end))


def _row(document: Document, cells: Sequence[Cell]) -> Row:
    inked = [cell for cell in cells if not cell.empty] or list(cells)
    return Row(tuple(cells), document.span(inked[0].start, inked[-1].end))


def _grid(document: Document, rows: Sequence[Sequence[_RawCell]]) -> Iterator[list[Cell]]:
    """Yield every row with one cell a column; `covered` counts the rows that a merged cell still reaches into."""
    covered: dict[int, int] = {}
    for row in rows:
        if not row:
            # Where all cells above reach into a row, it has none of its own.
            covered = {column: left - 1 for column, left in covered.items() if left > 1}
            continue
        cells: list[Cell] = []
        following: dict[int, int] = {}
        for raw in row:
            _skip_covered(cells, covered, following, raw.start)
            start, end = trim(document.source, raw.start, raw.end)
            if len(cells) == MOST_COLUMNS:
                cells[-1] = Cell(min(cells[-1].start, start), end)
            for column in range(min(raw.columns, MOST_COLUMNS - len(cells))):
                if raw.rows > 1:
                    following[len(cells)] = raw.rows - 1
                cells.append(Cell(start, end) if column == 0 else Cell(end, end))
        _skip_covered(cells, covered, following, row[-1].end)
        covered = following
        yield cells


def _skip_covered(cells: list[Cell], covered: dict[int, int], following: dict[int, int], at: int) -> None:
    """Leave a blank in every column that a cell above reaches into."""
    while (left := covered.get(len(cells), 0)) and len(cells) < MOST_COLUMNS:
        if left > 1:
            following[len(cells)] = left - 1
        cells.append(Cell(at, at))
