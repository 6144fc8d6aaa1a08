"""Running text outside tables → logical paragraphs: markup removed, page breaks inside a sentence healed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.markup import blocks, visible, visible_with_offsets
from corpus.numbering import MARK
from corpus.reading import Document
from corpus.records import Span

_HASHES = re.compile(r"[ \t]*(#{1,6})[ \t]")
_SENTENCE_END = frozenset(".;:!?…|")
_CLOSERS = '"”’»)]* '


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: `text` is its visible text in NFC, `source[start:end]` the piece it stands for.

    `emphasised` says that it was a Markdown heading or wholly bold; `after_blank` that a blank line stands before it;
    `after_table` that a table does.
    """

    start: int
    end: int
    text: str
    emphasised: bool
    after_blank: bool
    after_table: bool


def nfc(text: str) -> str:
    """Return text in composed form, the one form in which words are compared."""
    return unicodedata.normalize("NFC", text)


def visible_nfc(document: Document, start: int, end: int) -> str:
    """Return the visible text of a piece of the source, in NFC."""
    return nfc(visible(document.source, start, end))


def paragraphs(document: Document, taken: Sequence[Span] = ()) -> list[Paragraph]:
    """Return the paragraphs of a document that lie outside the taken spans, in order.

    Args:
        document: the plan.
        taken: spans of tables; a line that is only partly taken keeps its other part.
    """
    joined: list[Paragraph] = []
    for paragraph in _blocks(document, taken):
        if joined and _goes_on(joined[-1], paragraph):
            joined[-1] = _merge(document, joined[-1], paragraph)
        else:
            joined.append(paragraph)
    return joined


def _blocks(document: Document, taken: Sequence[Span]) -> Iterator[Paragraph]:
    source, previous_end, after_table = document.source, 0, False
    for start, end in _free(document, taken):
        for block in blocks(source, start, end):
            gap = source.count("\n", previous_end, block.start)
            yield Paragraph(
                block.start,
                block.end,
                visible_nfc(document, block.start, block.end),
                _emphasised(source[block.start : block.end]),
                gap > 1,
                after_table,
            )
            previous_end, after_table = block.end, False
        after_table = True


def _free(document: Document, taken: Sequence[Span]) -> Iterator[tuple[int, int]]:
    position = 0
    for span in sorted(taken, key=lambda s: s.start):
        if span.start > position:
            yield position, span.start
        position = max(position, span.end)
    if position < len(document.source):
        yield position, len(document.source)


def _emphasised(raw: str) -> bool:
    stripped = raw.strip()
    if _HASHES.match(stripped):
        return True
    return len(stripped) > 4 and stripped.startswith("**") and stripped.endswith("**") and "**" not in stripped[2:-2]


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether `after` is the rest of a sentence that a page break cut: no stop before it, lower case after it."""
    if after.after_table or before.emphasised != after.emphasised or MARK.match(after.text):
        return False
    last = before.text.rstrip(_CLOSERS)[-1:]
    return last not in _SENTENCE_END and after.text[:1].islower()


def _merge(document: Document, before: Paragraph, after: Paragraph) -> Paragraph:
    return replace(before, end=after.end, text=visible_nfc(document, before.start, after.end))


def text_with_offsets(document: Document, start: int, end: int) -> tuple[str, list[int]]:
    """Return the visible text of a piece in NFC and the source offset of every character, plus one for its end.

    Args:
        document: the plan.
        start: where the piece begins.
        end: where it ends; `offsets[len(text)]` is this.
    """
    raw, places = visible_with_offsets(document.source, start, end)
    if unicodedata.is_normalized("NFC", raw):
        return raw, [*places, end]
    characters: list[str] = []
    offsets: list[int] = []
    position = 0
    while position < len(raw):
        stop = position + 1
        while stop < len(raw) and unicodedata.combining(raw[stop]):
            stop += 1
        for character in nfc(raw[position:stop]):
            characters.append(character)
            offsets.append(places[position])
        position = stop
    return "".join(characters), [*offsets, end]


def span_of(document: Document, paragraph_start: int, paragraph_end: int, first: int, last: int) -> Span:
    """Return the source span of `text[first:last]` where `text` is the visible NFC text of a piece.

    Args:
        document: the plan.
        paragraph_start: where the piece begins in the source.
        paragraph_end: where it ends.
        first: the first character of the part.
        last: one past its last character.
    """
    _, offsets = text_with_offsets(document, paragraph_start, paragraph_end)
    start = offsets[min(first, len(offsets) - 1)]
    end = offsets[min(last, len(offsets) - 1)]
    while end > start and document.source[end - 1].isspace():
        end -= 1
    return document.span(start, end)
