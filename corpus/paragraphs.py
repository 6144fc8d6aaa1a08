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

_HASHES = re.compile(r"[ \t]{0,8}(#{1,6})[ \t]")
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
    groups: list[list[Paragraph]] = []
    for paragraph in single_paragraphs(document, taken):
        if groups and _goes_on(groups[-1][-1], paragraph):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return [_joined(group) for group in groups]


def _joined(group: Sequence[Paragraph]) -> Paragraph:
    if len(group) == 1:
        return group[0]
    return replace(group[0], end=group[-1].end, text=" ".join(paragraph.text for paragraph in group))


def single_paragraphs(document: Document, taken: Sequence[Span] = ()) -> Iterator[Paragraph]:
    """Yield the paragraphs of a document as they stand, sentences cut by page breaks not joined.

    A run without any letter or digit (a rule, a stray dash) is none.

    Args:
        document: the plan.
        taken: spans of tables, which are left out.
    """
    source, previous_end, after_table = document.source, 0, False
    for start, end in _free(document, taken):
        for block in blocks(source, start, end):
            text = visible_nfc(document, block.start, block.end)
            if not any(map(str.isalnum, text)):
                continue
            gap = source.count("\n", previous_end, block.start)
            yield Paragraph(
                block.start,
                block.end,
                text,
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


def slice_span(document: Document, offsets: Sequence[int], first: int, last: int) -> Span:
    """Return the source span of `text[first:last]`, marks that stand apart from their letter (NFD) included.

    Args:
        document: the plan.
        offsets: those that `text_with_offsets` gave with the text.
        first: the first character of the part.
        last: one past its last character.
    """
    source, end = document.source, offsets[last - 1] + 1
    while end < len(source) and unicodedata.combining(source[end]):
        end += 1
    return document.span(offsets[first], end)
