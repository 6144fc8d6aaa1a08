"""What every layout yields: tables of rows of cells, each cell knowing its place in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.markup import visible
from corpus.reading import Document
from corpus.records import Span

# A broken file may hold a row, or claim a cell, of millions of columns.
MOST_COLUMNS = 64


def bounded(edges: Sequence[int]) -> Sequence[int]:
    """Return the edges of at most MOST_COLUMNS cells of a row; all that stands beyond is part of the last one."""
    return edges if len(edges) <= MOST_COLUMNS + 1 else [*edges[:MOST_COLUMNS], edges[-1]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `source[start:end]` is its content with markup, trimmed; `copies`: how often a merged cell stands."""

    start: int
    end: int
    copies: int = 1

    @property
    def empty(self) -> bool:
        """Whether the cell holds nothing."""
        return self.start >= self.end


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; `page_start` marks the first row after a repeated page header (it may go on from the row before)."""

    cells: tuple[Cell, ...]
    span: Span
    page_start: bool = False

    def texts(self, document: Document) -> tuple[str, ...]:
        """Return the visible text of every cell."""
        return tuple(visible(document.source, cell.start, cell.end) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `layout` names how it was flattened, `header` are its column titles, empty when it has none.

    `span` covers header and rows; `furniture` are the spans of headers, repeated headers and rules, which hold no data.
    """

    layout: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    span: Span
    furniture: tuple[Span, ...] = ()
