"""Tab-separated tables: one row a line, a fixed number of columns, the header repeated on every page."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.layouts.base import MOST_COLUMNS, Cell, Row, Table, bounded
from corpus.layouts.lines import HEADING, is_header
from corpus.layouts.titles import titled_table
from corpus.markup import trim
from corpus.reading import Document

Line = tuple[int, int, int]
# How many rows in a row may have lost their empty cells.
LOST_ROWS = 40
_ITEM = re.compile(r"[-–+•]\s|[a-hđ][.)](?:\s|\Z)|\d{1,2}\.\d{1,2}[.)]?\s+(?=[^\W\d_])")


def is_tsv_line(text: str) -> bool:
    """Whether a line holds several tab-separated cells (a single leading TAB opens a cell of another layout)."""
    return text.count("\t") >= 2 or "\t" in text.lstrip()


def tsv_tables(document: Document, lines: Sequence[Line]) -> Iterator[Table]:
    """Yield the tab-separated tables of a document."""
    run: list[Line] = []
    for position, line in enumerate(lines):
        text = document.source[line[1] : line[2]]
        if is_tsv_line(text) or (run and _lost_its_tabs(document, run, lines, position)):
            run.append(line)
        elif text.strip():
            yield from _table(document, run)
            run = []
    yield from _table(document, run)


def _lost_its_tabs(document: Document, run: Sequence[Line], lines: Sequence[Line], position: int) -> bool:
    """Whether a line inside a table is a row of one cell: the empty cells beside it were cut off."""
    if not _may_be_row(document.source[lines[position][1] : lines[position][2]]):
        return False
    following = (document.source[start:end] for _, start, end in lines[position + 1 : position + 1 + LOST_ROWS])
    if any(is_tsv_line(row) for row in itertools.takewhile(_may_be_row, filter(str.strip, following))):
        return True
    titles = document.source[run[0][1] : run[0][2]].split("\t")
    return run[-1][0] + 1 == lines[position][0] and is_header([title.strip() for title in titles])


def _may_be_row(text: str) -> bool:
    plain = text.lstrip("*_# ")
    return is_tsv_line(text) or bool(HEADING.match(plain) or _ITEM.match(text)) or text.startswith("\t")


def _table(document: Document, run: Sequence[Line]) -> Iterator[Table]:
    if len(run) < 2:
        return
    tabs = [document.source.count("\t", start, end) for _, start, end in run]
    titles = tabs[0] if is_header(document.source[run[0][1] : run[0][2]].split("\t")) else 0
    width = min(max(Counter(tabs).most_common(1)[0][0], titles) + 1, MOST_COLUMNS)
    rows = (Row(_cells(document, start, end, width), document.span(start, end)) for _, start, end in run)
    yield from titled_table(document, "tsv", rows, document.span(run[0][1], run[-1][2]))


def _cells(document: Document, start: int, end: int, width: int) -> tuple[Cell, ...]:
    edges = bounded([start - 1, *(i for i in range(start, end) if document.source[i] == "\t"), end])
    pieces = [trim(document.source, left + 1, right) for left, right in itertools.pairwise(edges)]
    cells = [Cell(left, right) for left, right in pieces]
    cells.extend(Cell(end, end) for _ in range(width - len(cells)))
    return tuple(cells)
