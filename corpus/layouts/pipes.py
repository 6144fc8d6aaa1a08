"""Markdown pipe tables: one row a line, a header and a rule at the top of every page."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.layouts.base import Cell, Row, Table, bounded
from corpus.layouts.lines import HEADING, is_header, same_header
from corpus.markup import trim
from corpus.reading import Document
from corpus.records import Span

Line = tuple[int, int, int]
_RULE_CHARACTERS = frozenset(" \t\xa0:|-")


def is_pipe_line(text: str) -> bool:
    """Whether a physical line is a row of a pipe table."""
    stripped = text.strip()
    return len(stripped) > 1 and stripped.startswith("|") and stripped.count("|") >= 2


def is_rule(text: str) -> bool:
    """Whether a line is the rule under a header."""
    return is_pipe_line(text) and "-" in text and _RULE_CHARACTERS.issuperset(text.strip())


def split_cells(document: Document, start: int, end: int) -> tuple[Cell, ...]:
    """Cut `source[start:end]`, one line, at its unescaped pipes."""
    source = document.source
    start, end = trim(source, start, end)
    bars = [i for i in range(start, end) if source[i] == "|" and (i == start or source[i - 1] != "\\")]
    if bars and bars[-1] == end - 1:
        edges = bars
    else:
        edges = [*bars, end]
    pieces = (trim(source, left + 1, right) for left, right in itertools.pairwise(bounded(edges)))
    return tuple(Cell(left, right) for left, right in pieces)


@dataclass
class _Open:
    header: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    furniture: list[Span] = field(default_factory=list)
    first: Span | None = None
    last: Span | None = None

    def saw(self, span: Span) -> None:
        self.first = self.first or span
        self.last = span


def pipe_tables(document: Document, lines: Sequence[Line]) -> Iterator[Table]:
    """Yield the pipe tables of a document; pages that only repeat a header are one table."""
    table = _Open()
    page_start = False
    for position, (_, start, end) in enumerate(lines):
        text = document.source[start:end]
        span = document.span(start, end)
        if not is_pipe_line(text):
            if not text.strip():
                continue
            if table.rows and HEADING.match(text.strip(" *#\t\xa0")) and _goes_on(document, lines, position):
                left, right = trim(document.source, start, end)
                table.rows.append(Row((Cell(left, right),), document.span(left, right), page_start))
                table.saw(span)
                page_start = False
                continue
            yield from _close(table)
            table, page_start = _Open(), False
            continue
        if is_rule(text):
            table.furniture.append(span)
            table.saw(span)
            continue
        row = Row(split_cells(document, start, end), span, page_start)
        texts = row.texts(document)
        if _under_rule(document, lines, position):
            if not any(texts) or same_header(table.header, texts):
                table.furniture.append(span)
                table.saw(span)
                page_start = bool(table.rows)
                continue
            if is_header(texts):
                if table.rows:
                    yield from _close(table)
                    table = _Open()
                table.header = texts
                table.furniture.append(span)
                table.saw(span)
                page_start = False
                continue
            row = Row(row.cells, row.span, bool(table.rows))
        table.rows.append(row)
        table.saw(span)
        page_start = False
    yield from _close(table)


def _under_rule(document: Document, lines: Sequence[Line], position: int) -> bool:
    if position + 1 >= len(lines):
        return False
    _, start, end = lines[position + 1]
    return is_rule(document.source[start:end])


def _goes_on(document: Document, lines: Sequence[Line], position: int) -> bool:
    for _, start, end in lines[position + 1 :]:
        text = document.source[start:end]
        if text.strip():
            return is_pipe_line(text)
    return False


def _close(table: _Open) -> Iterator[Table]:
    if table.rows and table.first and table.last:
        span = table.first.cover(table.last)
        yield Table("pipes", table.header, tuple(table.rows), span, tuple(table.furniture))
