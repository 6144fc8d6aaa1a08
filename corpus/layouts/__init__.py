"""The ways in which a table was flattened into text, one module each; all yield the same tables of rows of cells."""

from __future__ import annotations

from corpus.layouts.base import Cell, Row, Table
from corpus.layouts.cells import cell_tables
from corpus.layouts.html import html_tables
from corpus.layouts.mending import mended
from corpus.layouts.pipes import pipe_tables
from corpus.layouts.tsv import tsv_tables
from corpus.reading import Document

__all__ = ["Cell", "Row", "Table", "find_tables"]


def find_tables(document: Document) -> list[Table]:
    """Return every table of a document in the order of the source, mended; tables never overlap."""
    lines = list(document.lines())
    found = [
        *html_tables(document),
        *pipe_tables(document, lines),
        *tsv_tables(document, lines),
        *cell_tables(document, lines),
    ]
    found.sort(key=lambda table: table.span.start)
    kept: list[Table] = []
    for table in found:
        if not kept or table.span.start >= kept[-1].span.end:
            kept.append(table)
    return mended(document, kept)
