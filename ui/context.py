"""A cited piece inside the lines around it, as a reader wants to see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.markup import visible
from corpus.reading import Document

_LINES = 2
_MOST = 600


@dataclass(frozen=True, slots=True)
class Context:
    """The words before, the quoted words, the words after; `first_line` and `last_line` are those of the quote."""

    before: tuple[str, ...]
    quote: str
    after: tuple[str, ...]
    first_line: int
    last_line: int


def context_of(document: Document, start: int, end: int, lines: int = _LINES) -> Context:
    """Return a piece of a source with the lines around it, markup removed as in every quote.

    Args:
        document: the source.
        start: code-point offset of the piece.
        end: offset after it.
        lines: how many lines before and after at most.
    """
    span = document.span(start, end)
    first = document.line_starts[max(0, span.first_line - 1 - lines)]
    following = min(document.line_count, span.last_line + lines)
    last = document.line_starts[following] if following < document.line_count else len(document.source)
    return Context(
        before=tuple(_visible_lines(document, first, start))[-lines - 1 :],
        quote=visible(document.source, start, end),
        after=tuple(_visible_lines(document, end, last))[: lines + 1],
        first_line=span.first_line,
        last_line=span.last_line,
    )


def _visible_lines(document: Document, start: int, end: int) -> Iterator[str]:
    position = start
    while position < end:
        stop = document.source.find("\n", position, end)
        stop = end if stop == -1 else stop
        text = visible(document.source, position, stop)
        if any(character.isalnum() for character in text):
            yield text if len(text) <= _MOST else f"{text[:_MOST].rpartition(' ')[0]}…"
        position = stop + 1


def cells_of_line(text: str) -> str:
    """Return a source line readable: cells apart, markup removed; "" for a rule between rows."""
    cells = (visible(cell, 0, len(cell)) for cell in text.replace("|", "\t").split("\t"))
    shown = " │ ".join(cell for cell in cells if cell)
    return shown if any(character.isalnum() for character in shown) else ""
