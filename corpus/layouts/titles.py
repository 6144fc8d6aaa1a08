"""Rows under titles → a table: the titles and their repetitions on later pages are set apart, whatever the layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.layouts.base import Row, Table
from corpus.layouts.lines import is_header, same_header
from corpus.reading import Document
from corpus.records import Span


def titled_table(document: Document, layout: str, rows: Iterable[Row], span: Span) -> Iterator[Table]:
    """Yield the table of these rows; none where they hold titles alone.

    Args:
        document: the plan.
        layout: the name of the layout.
        rows: every row with its titles, in order.
        span: the place of the whole table.
    """
    header: tuple[str, ...] = ()
    kept: list[Row] = []
    furniture: list[Span] = []
    page_start = False
    for row in rows:
        texts = row.texts(document)
        # What stands right under the titles may be a second row of them, which reads much like the first.
        if (kept and same_header(header, texts)) or (not header and not kept and is_header(texts)):
            header = header or texts
            furniture.append(row.span)
            page_start = bool(kept)
            continue
        kept.append(replace(row, page_start=page_start))
        page_start = False
    if kept:
        yield Table(layout, header, tuple(kept), span, tuple(furniture))
