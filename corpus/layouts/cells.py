"""One cell a line: a line that begins with a TAB opens a cell, lines without one go on with it.

In the simple form an empty line before a TAB ends the row. In the *grid* form a merged cell is written once for every
grid column it spans, so that neighbours with the same text are one cell.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.layouts.base import Cell, Row, Table
from corpus.layouts.lines import CODE, HEADING, ends_table, is_header, is_title_word, same_header, title_is_number
from corpus.markup import trim, visible
from corpus.reading import Document
from corpus.records import Span
from corpus.responsibility import is_labelled

Line = tuple[int, int, int]
# How many neighbours must repeat each other before a region counts as a grid of merged cells.
GRID_SHARE = 0.3
# So many empty lines together set a table apart from whatever follows.
APART = 3
_OPENS = re.compile(r"[ \xa0]?\t")
_ITEM = re.compile(r"[-–+•*](?:\s|\Z)|[a-hđ][.)]")
_GOES_ON = re.compile(r"\s*(?:[-+•*–]|phối\s*hợp|cơ\s*quan|chủ\s*trì|[a-zđ]\))", re.I)


@dataclass(frozen=True, slots=True)
class _RawCell:
    start: int
    end: int
    after_blank: bool


def opens_cell(text: str) -> bool:
    """Whether a line begins a cell."""
    return bool(_OPENS.match(text)) and text.count("\t") == 1


def cell_tables(document: Document, lines: Sequence[Line]) -> Iterator[Table]:
    """Yield the tables whose cells stand one a line."""
    last, width = 0, 0
    for region in _regions(document, lines):
        cells = list(_raw_cells(document, region))
        # A page without titles and headings is known by the table right before it.
        goes_on = region[0][0] == last + 1 and _has_width(document, cells, width)
        last, width = 0, 0
        if goes_on or _is_table(document, cells):
            table = _table(document, cells)
            last = region[-1][0]
            width = len(table.header) or Counter(len(row.cells) for row in table.rows).most_common(1)[0][0]
            yield table


def _regions(document: Document, lines: Sequence[Line]) -> Iterator[list[Line]]:
    region: list[Line] = []
    blanks = 0
    for line in lines:
        text = document.source[line[1] : line[2]]
        if region and text.strip() and blanks >= APART:
            yield region
            region = []
        if opens_cell(text):
            region.append(line)
            blanks = 0
        elif not region:
            continue
        elif not text.strip():
            region.append(line)
            blanks += not text.strip("\r")
        elif ends_table(text) or (blanks >= 2 and not _GOES_ON.match(text)):
            yield region
            region, blanks = [], 0
        else:
            region.append(line)
            blanks = 0
    if region:
        yield region


def _raw_cells(document: Document, region: Sequence[Line]) -> Iterator[_RawCell]:
    start = end = -1
    after_blank = blank = False
    for _, left, right in region:
        text = document.source[left:right]
        if opens_cell(text):
            if start >= 0:
                yield _RawCell(start, end, after_blank)
            start, end, after_blank, blank = left, right, blank, False
        elif not text.strip("\r"):
            blank = True
        elif text.strip():
            end, blank = right, False
    if start >= 0:
        yield _RawCell(start, end, after_blank)


def _has_width(document: Document, cells: Sequence[_RawCell], width: int) -> bool:
    """Whether cells without titles stand in rows of as many as the table before them has columns."""
    return width > 1 and bool(cells) and all(len(group) == width for group in _groups(document, cells))


def _is_table(document: Document, cells: Sequence[_RawCell]) -> bool:
    if len(cells) < 3:
        return False
    texts = [visible(document.source, cell.start, cell.end) for cell in cells]
    return is_header(texts[:3]) or is_header(texts[:2]) or any(HEADING.match(t) or CODE.match(t) for t in texts)


def _table(document: Document, raw: Sequence[_RawCell]) -> Table:
    groups = _groups(document, raw)
    texts = [[visible(document.source, c.start, c.end) for c in group] for group in groups]
    span = document.span(raw[0].start, raw[-1].end)
    header: tuple[str, ...] = ()
    furniture = []
    if is_header(texts[0]):
        header = tuple(texts[0])
        furniture.append(document.span(groups[0][0].start, groups[0][-1].end))
        groups, texts = groups[1:], texts[1:]
    pairs = [(a, b) for row in texts for a, b in itertools.pairwise(row) if a]
    repeated = sum(a == b for a, b in pairs)
    # A table whose titles stand once each, and which has a cell for every title, repeats no merged cell.
    plain = bool(header) and len(set(header)) == len(header) >= max(map(len, texts), default=0)
    grid = bool(pairs) and repeated >= GRID_SHARE * len(pairs) and not plain
    edges = _edges(header, texts) if grid else []
    rows: list[Row] = []
    page_start = False
    for group, row_texts in zip(groups, texts, strict=True):
        if header and rows and same_header(header, row_texts):
            furniture.append(document.span(group[0].start, group[-1].end))
            page_start = True
            continue
        for row in _rows(document, group, (edges, len(header)) if grid else None):
            rows.append(Row(row.cells, row.span, page_start))
            page_start = False
    titles = tuple(header[edge] for edge in edges) if grid else header
    return Table("grid" if grid else "cells", titles, tuple(rows), span, tuple(furniture))


def _groups(document: Document, raw: Sequence[_RawCell]) -> list[list[_RawCell]]:
    """Return the cells of every row: rows end at empty lines, or where the header's width says so."""
    groups: list[list[_RawCell]] = []
    for cell in raw:
        if cell.after_blank or not groups:
            groups.append([])
        groups[-1].append(cell)
    first = [visible(document.source, c.start, c.end) for c in groups[0]]
    width = len(list(itertools.takewhile(is_title_word, first)))
    if width < 2 or not is_header(first[:width]):
        return groups
    if not any(HEADING.match(text) for text in first[width:]):
        width = len(first)
    return [part for group in groups for part in _of_width(document, group, width, title_is_number(first[0]))]


def _of_width(document: Document, group: list[_RawCell], width: int, numbered: bool) -> Iterator[list[_RawCell]]:
    """Cut a group that holds several rows, which no empty line sets apart: at its width, at headings, after labels."""
    if len(group) <= width:
        yield group
        return
    texts = [visible(document.source, cell.start, cell.end) for cell in group]
    row: list[_RawCell] = []
    for index, cell in enumerate(group):
        if row and (
            len(row) == width or _begins_row(texts, index, len(row), numbered) or is_labelled(texts[index - 1])
        ):
            yield row
            row = []
        row.append(cell)
    yield row


def _begins_row(texts: Sequence[str], index: int, filled: int, numbered: bool) -> bool:
    """Whether the cell at an index opens a row: a heading, its number, or what follows a heading that has no cells."""
    text, before = texts[index], texts[index - 1]
    following = texts[index + 1] if index + 1 < len(texts) else ""
    if HEADING.match(text):
        return not (filled == 1 and (not before or CODE.match(before)))
    if HEADING.match(before) and _ITEM.match(text):
        return True
    if HEADING.match(before) and numbered and not text:
        return bool(following) and not is_labelled(following) and not CODE.match(following)
    return bool(CODE.match(text) and HEADING.match(following)) and filled > 0


def _edges(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return where the columns of a grid begin: where its titles change, or cells under one merged title do."""
    full = [header, *(row for row in rows if len(row) == len(header))]
    return [at for at in range(len(header)) if at == 0 or any(row[at] != row[at - 1] for row in full)]


def _rows(document: Document, group: Sequence[_RawCell], grid: tuple[Sequence[int], int] | None) -> Iterator[Row]:
    source = document.source
    cells: list[Cell] = []
    for raw in group:
        start, end = trim(source, raw.start, raw.end)
        if not visible(source, start, end):
            cells.append(Cell(start, start))
            continue
        cells.append(Cell(start, end))
    if grid is None:
        yield Row(tuple(cells), _span(document, cells))
        return
    for piece in _spliced(source, group, cells):
        edges, width = grid
        if edges and len(piece) == width:
            merged = _by_columns(source, piece, edges)
        else:
            merged = _collapse(source, piece)
        yield Row(tuple(merged), _span(document, piece))


def _span(document: Document, cells: Sequence[Cell]) -> Span:
    inked = [cell for cell in cells if not cell.empty] or list(cells)
    return document.span(inked[0].start, max(inked[0].start, inked[-1].end))


def _spliced(source: str, group: Sequence[_RawCell], cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Cut a row where the export joined two: a cell line that begins with a space before its TAB, and a new text."""
    piece: list[Cell] = []
    for raw, cell in zip(group, cells, strict=True):
        text = source[cell.start : cell.end]
        if piece and source[raw.start] == " " and text != source[piece[-1].start : piece[-1].end]:
            yield piece
            piece = []
        piece.append(cell)
    if piece:
        yield piece


def _by_columns(source: str, cells: Sequence[Cell], edges: Sequence[int]) -> list[Cell]:
    """Return one cell for every column; a cell that spans several stands in the first and leaves the rest blank."""
    columns: list[Cell] = []
    above = ""
    for at, following in itertools.pairwise([*edges, len(cells)]):
        cell = cells[at]
        text = visible(source, cell.start, cell.end)
        if text and text == above:
            columns.append(Cell(cell.start, cell.start))
        else:
            columns.append(Cell(cell.start, cell.end, following - at))
        above = text
    return columns


def _collapse(source: str, cells: Sequence[Cell]) -> list[Cell]:
    merged: list[Cell] = []
    for cell in cells:
        text = visible(source, cell.start, cell.end)
        if merged:
            previous = merged[-1]
            if text == visible(source, previous.start, previous.end):
                merged[-1] = Cell(previous.start, previous.end, previous.copies + 1)
                continue
        merged.append(cell)
    return merged
