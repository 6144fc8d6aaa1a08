"""Tables as they were flattened → tables as they were meant: what no single layout can see.

Headers of two rows become one, rows that only number the columns go, a merged cell that was written into every column
it covered stands once, and the tables of single pages become the table they were cut from. Headings of goals and
targets that stand as paragraphs above or between such tables are rows of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.layouts.base import Cell, Row, Table
from corpus.layouts.lines import (
    CODE,
    HEADING,
    is_goal_heading,
    is_header,
    is_title_word,
    is_year_title,
    plain,
    same_header,
)
from corpus.markup import trim, visible
from corpus.reading import Document
from corpus.records import Span

# How many rows may stand above the column titles (a title of the table, merged over its columns).
ABOVE_HEADER = 3
_COLUMN_NUMBER = re.compile(r"[\[(]?(?P<number>\d{1,2})[\])]?(?:\s?=.{1,20})?\Z")
_COLUMN_LETTER = re.compile(r"\(?[A-Z]\)?\Z")
_PAGE_NUMBER = re.compile(r"\W{0,4}(?:trang\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?\W{0,4}\Z", re.I)
_SHORTEST_MERGED = 12
_WHO = ("chu tri", "phoi hop", "phan cong", "trach nhiem", "thuc hien", "co quan", "don vi", "dau moi", "chi tieu")


def mended(document: Document, tables: Sequence[Table]) -> list[Table]:
    """Return the tables of a document, mended and joined, in the order of the source."""
    lines = list(document.lines())
    joined: list[Table] = []
    for table in tables:
        tidy = _tidied(document, table)
        before = joined[-1].span.last_line if joined else 0
        headings, clear = _headings_above(document, lines, before, tidy)
        if joined and clear and _goes_on(document, joined[-1], tidy):
            joined[-1] = _joined(joined[-1], headings, tidy)
        else:
            joined.append(_below(headings, tidy))
    return joined


# ── one table ───────────────────────────────────────────────────────────────────────────────────────────────────


def _tidied(document: Document, table: Table) -> Table:
    """Return a table with one row of titles, without rows that hold no data, every merged cell once."""
    texts = [row.texts(document) for row in table.rows]
    titled = _titled(table, texts)
    header, furniture = table.header, list(table.furniture)
    first = 0
    if titled:
        header, first = texts[titled - 1], titled
        furniture.append(table.rows[titled - 1].span)
    second = texts[first] if header and first < len(texts) - 1 and _is_second(header, texts[first]) else None
    rows: list[Row] = list(table.rows[: max(0, titled - 1)])
    page_start = False
    for row, found in zip(table.rows[first:], texts[first:], strict=True):
        if (
            found in (second, table.header)
            or numbers_columns(found, len(header))
            or (titled and same_header(header, found))
        ):
            furniture.append(row.span)
            page_start = page_start or row.page_start or bool(rows)
            continue
        merged = row if table.layout == "grid" else _once(document, row, found)
        rows.append(replace(merged, page_start=merged.page_start or page_start))
        page_start = False
    if second is not None:
        header = tuple(below or above for above, below in itertools.zip_longest(header, second, fillvalue=""))
    return replace(table, header=header, rows=tuple(rows), furniture=tuple(furniture))


def _titled(table: Table, texts: Sequence[tuple[str, ...]]) -> int:
    """Return how many rows the titles of a table without a header take up, with what stands above them; 0 for none."""
    if table.header or table.layout == "grid":
        return 0
    for index, row in enumerate(texts[:ABOVE_HEADER]):
        if any(HEADING.match(text) for text in row):
            return 0
        if is_header(row) and len(texts) > index + 1:
            return index + 1
    return 0


def _is_second(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row goes on with the titles: "Chủ trì | Phối hợp" or years under a title that was merged over them."""
    own = [text for index, text in enumerate(row) if text and (index >= len(header) or text != header[index])]
    if len(own) < 2 or not all(map(is_title_word, own)):
        return False
    return any(is_year_title(text) or "chu tri" in plain(text) or "phoi hop" in plain(text) for text in own)


def numbers_columns(texts: Sequence[str], width: int = 0) -> bool:
    """Whether a row only numbers the columns: "(1) | (2) | (3)", "A | B | 1 | 2"; two only where the table has two."""
    filled = [text for text in texts if text]
    if len(filled) < 3 and not len(filled) == width == 2:
        return False
    while filled and _COLUMN_LETTER.match(filled[0]):
        filled.pop(0)
    found = [_COLUMN_NUMBER.match(text) for text in filled]
    numbers = [int(match.group("number")) for match in found if match]
    return bool(numbers) and len(numbers) == len(filled) and numbers == list(range(1, len(numbers) + 1))


def _once(document: Document, row: Row, texts: Sequence[str]) -> Row:
    """Return a row of one merged cell with that cell once, where the export wrote it into every column."""
    start = next((i for i, text in enumerate(texts) if text and not CODE.match(text)), None)
    if start is None or start > 1 or len(texts) - start < 2 or len(texts[start]) < _SHORTEST_MERGED:
        return row
    if len(set(texts[start:])) > 1:
        return row
    cells = [*row.cells[: start + 1], *(Cell(cell.start, cell.start) for cell in row.cells[start + 1 :])]
    return replace(row, cells=tuple(cells))


# ── several tables ──────────────────────────────────────────────────────────────────────────────────────────────


def _headings_above(
    document: Document, lines: Sequence[tuple[int, int, int]], before: int, table: Table
) -> tuple[list[Row], bool]:
    """Return the paragraphs right above a table that are headings, and whether nothing else parts it from the last.

    A longer run of headings is a list of goals in running text, and a goal must stand before its target.
    """
    rows: list[Row] = []
    clear = before > 0
    for number in range(table.span.first_line - 1, before, -1):
        _, start, end = lines[number - 1]
        start, end = trim(document.source, start, end)
        text = visible(document.source, start, end)
        if not text or _PAGE_NUMBER.match(text):
            continue
        if not HEADING.match(text):
            clear = False
            break
        rows.insert(0, Row((Cell(start, end),), document.span(start, end)))
    if table.header and not _says_who(table.header):
        return [], clear and not rows
    levels = [is_goal_heading(visible(document.source, row.span.start, row.span.end)) for row in rows]
    return (rows, clear) if levels in ([True], [False], [True, False]) else ([], clear and not rows)


def _says_who(header: Sequence[str]) -> bool:
    """Whether titles speak of responsibility: a budget under a heading is no table of its tasks."""
    return any(word in plain(title) for title in header for word in _WHO)


def _goes_on(document: Document, table: Table, following: Table) -> bool:
    """Whether a table goes on with the one before it: the same titles again, or none and as many columns."""
    if table.layout != following.layout:
        return False
    if following.header and table.header:
        return same_header(table.header, following.header)
    if following.header or not table.rows or not following.rows:
        return False
    widths = [max(len(row.cells) for row in one.rows) for one in (table, following)]
    return widths[1] <= widths[0] and (widths[0] == widths[1] or table.layout == "cells")


def _joined(table: Table, headings: Sequence[Row], following: Table) -> Table:
    rows = following.rows
    if rows:
        rows = (replace(rows[0], page_start=not headings), *rows[1:])
    return replace(
        table,
        rows=(*table.rows, *headings, *rows),
        span=table.span.cover(following.span),
        furniture=(*table.furniture, *following.furniture),
    )


def _below(headings: Sequence[Row], table: Table) -> Table:
    """Return a table with the headings above it as its first rows."""
    spans: Iterator[Span] = (row.span for row in headings)
    span = table.span
    for one in spans:
        span = span.cover(one)
    return replace(table, rows=(*headings, *table.rows), span=span)
