"""Tables that list one thing a row (indicators, projects): columns known by their titles, rows laid out to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.headings import appendix_title
from corpus.layouts.base import Cell, Row, Table
from corpus.markup import blocks, visible
from corpus.reading import Document
from corpus.records import Span

ROMAN = re.compile(r"[IVXL]{1,6}[.)]?\Z")
NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,2}[.)]?\Z")

_LONGEST_TITLE = 70


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A row with its cells put under the table's columns.

    A merged cell of a grid stands once in every column it covered. `short` says that the row has fewer cells than the
    table has columns, `over` that a cell stood beyond the last column.
    """

    row: Row
    cells: tuple[Cell, ...]
    texts: tuple[str, ...]
    short: bool = False
    over: bool = False

    @property
    def filled(self) -> tuple[int, ...]:
        """The columns that hold something."""
        return tuple(i for i, text in enumerate(self.texts) if text)

    def text(self, column: int | None) -> str:
        """Return the text of a column, "" for one that is missing."""
        return self.texts[column] if column is not None and column < len(self.texts) else ""

    def is_one_text(self) -> bool:
        """Whether the row holds one text only, however many columns it was repeated in."""
        return len({text for text in self.texts if text}) == 1


def lay_row(document: Document, row: Row, width: int) -> LaidRow:
    """Put a row's cells under `width` columns.

    Empty cells beyond the last column are dropped; a row that has too few cells keeps its own number.
    """
    cells = unmerged(document, row.cells, width)
    while len(cells) > width and cells[-1].empty:
        cells.pop()
    texts = tuple(_shown(document, cell.start, cell.end) for cell in cells)
    return LaidRow(row, tuple(cells), texts, len(cells) < width, len(cells) > width)


def unmerged(document: Document, cells: Sequence[Cell], width: int | None = None) -> list[Cell]:
    """Return a merged cell (the very same object) once for every column it covered.

    A grid layout either counts the copies of a merged cell, or leaves its later columns blank where the copies stood; a
    list needs them, because there equal neighbours may be two equal values.
    """
    if width is None or len(cells) < width:
        spread = [cell for cell in cells for _ in range(cell.copies)]
        if width is None or len(spread) == width:
            return spread
    whole: list[Cell] = []
    for cell in cells:
        before = whole[-1] if whole else None
        if cell.empty and before is not None and not before.empty:
            text = document.source[before.start : before.end]
            if cell.start > before.start and document.source.startswith(text, cell.start):
                cell = before
        whole.append(cell)
    return whole


def cell_lines(document: Document, cell: Cell) -> list[str]:
    """Return the visible text of every line or paragraph of a cell."""
    return [_shown(document, block.start, block.end) for block in blocks(document.source, cell.start, cell.end)]


def _shown(document: Document, start: int, end: int) -> str:
    """Return visible text in NFC, so that a plan in NFD gives the same records."""
    return unicodedata.normalize("NFC", visible(document.source, start, end))


def titles_of(document: Document | None, table: Table) -> tuple[tuple[str, ...], int]:
    """Return a table's column titles and how many of its rows they take up.

    A table without a known header may still begin with one: its first row is offered, for the caller to judge.
    """
    if table.header or document is None or not table.rows:
        return table.header, 0
    cells = unmerged(document, table.rows[0].cells)
    texts = tuple(_shown(document, cell.start, cell.end) for cell in cells)
    short = sum(map(bool, texts)) >= 2 and all(len(text) <= _LONGEST_TITLE for text in texts)
    return (texts, 1) if short else ((), 0)


def first_column(titles: Sequence[str], *words: str, unless: Sequence[str] = ()) -> int | None:
    """Return the first column whose unmarked title holds one of the words, whole, and none of `unless`."""
    for index, title in enumerate(titles):
        if any(_holds(title, word) for word in words) and not any(_holds(title, word) for word in unless):
            return index
    return None


def _holds(title: str, word: str) -> bool:
    return bool(title) and f" {word} " in f" {title} "


def appendix_code(document: Document, table: Table) -> str:
    """Return the code of the appendix a table stands in ("PL3"), "" when no appendix title stands above it."""
    lines = [line for line in document.lines() if line[2] <= table.span.start]
    for _, start, end in reversed(lines):
        raw = document.source[start : min(end, start + 400)].strip()
        if not raw or end - start > 400:
            continue
        found = appendix_title(visible(document.source, start, end), raw.startswith(("#", "**")))
        if found:
            return "PL" + found[0]
    return ""


def tight_span(document: Document, cells: Sequence[Cell], fallback: Span) -> Span:
    """Return the span of the cells that hold something."""
    inked = [cell for cell in cells if not cell.empty]
    if not inked:
        return fallback
    return document.span(min(cell.start for cell in inked), max(cell.end for cell in inked))
