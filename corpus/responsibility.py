"""Cells that say who is responsible → blocks of a lead and its coordinating bodies, as text with its place.

Two forms: one cell with labels ("Chủ trì: … Phối hợp: …"), maybe several such groups stacked, maybe the rest of a group
cut off by a page; or one cell for the lead and one for the coordinating bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.markup import trim, visible_with_offsets
from corpus.reading import Document
from corpus.records import Span

LABEL = re.compile(r"(?:(?:cơ\s+quan|đơn\s+vị)\s+)?(?P<role>chủ\s+trì|phối\s+hợp)(?:\s+thực\s+hiện)?\s*:\s*", re.I)
_LABEL_AT_START = re.compile(r"(?:(?:cơ\s+quan|đơn\s+vị)\s+)?(?:chủ\s+trì|phối\s+hợp)(?:\s+thực\s+hiện)?\s*:", re.I)


@dataclass
class Block:
    """One lead and its coordinating bodies as they stand; text may grow when a page break cut it."""

    lead: str = ""
    coordinating: str = ""
    lead_span: Span | None = None
    coordinating_span: Span | None = None

    def extend(self, role: str, text: str, span: Span) -> None:
        """Append the rest of a cut cell to one of the two texts."""
        if role == "lead":
            self.lead = f"{self.lead} {text}".strip()
            self.lead_span = self.lead_span.cover(span) if self.lead_span else span
        else:
            self.coordinating = f"{self.coordinating} {text}".strip()
            self.coordinating_span = self.coordinating_span.cover(span) if self.coordinating_span else span


@dataclass(frozen=True, slots=True)
class LabelledCell:
    """What a labelled cell holds: text before the first label (the rest of a cut cell) and the groups after it."""

    tail: str
    tail_span: Span | None
    blocks: tuple[Block, ...]

    @property
    def only_rest(self) -> bool:
        """Whether the cell goes on with a group of another cell and begins none of its own."""
        return not any(block.lead for block in self.blocks)


def is_labelled(text: str) -> bool:
    """Whether a cell begins with a label of responsibility."""
    return bool(_LABEL_AT_START.match(text))


def labelled_cell(document: Document, start: int, end: int) -> LabelledCell:
    """Read `source[start:end]` as a labelled cell."""
    text, offsets = visible_with_lines(document, start, end)
    marks = [m for m in LABEL.finditer(text) if _is_label(text, m)]
    if not marks:
        return LabelledCell(text.strip(), _span(document, offsets, 0, len(text), text), ())
    tail = text[: marks[0].start()].strip()
    groups: list[Block] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        stop = following.start() if following else len(text)
        role = "lead" if mark.group("role").lower().startswith("ch") else "coordinating"
        body = text[mark.end() : stop].strip()
        span = _span(document, offsets, mark.start(), stop, text)
        if role == "lead" or not groups:
            groups.append(Block())
        if body and span:
            groups[-1].extend(role, body, span)
    tail_span = _span(document, offsets, 0, marks[0].start(), text) if tail else None
    return LabelledCell(tail, tail_span, tuple(groups))


def _is_label(text: str, mark: re.Match[str]) -> bool:
    """A bullet of a task may start with "Phối hợp:"; a label stands at a line's start or after a body's name."""
    before = text[: mark.start()].rstrip(" ")
    return not before.endswith("-")


def visible_with_lines(document: Document, start: int, end: int) -> tuple[str, list[int]]:
    """Return visible text that keeps a line feed where the source has a line or a paragraph end."""
    from corpus.markup import blocks

    characters: list[str] = []
    offsets: list[int] = []
    for block in blocks(document.source, start, end):
        piece, places = visible_with_offsets(document.source, block.start, block.end)
        if characters:
            characters.append("\n")
            offsets.append(places[0])
        characters.extend(piece)
        offsets.extend(places)
    return "".join(characters), offsets


def _span(document: Document, offsets: Sequence[int], left: int, right: int, text: str) -> Span | None:
    while left < right and text[left].isspace():
        left += 1
    while right > left and text[right - 1].isspace():
        right -= 1
    if left >= right:
        return None
    return document.span(*trim(document.source, offsets[left], offsets[right - 1] + 1))


def split_paragraphs(text: str) -> Iterator[str]:
    """Yield the lines of a cell's text without their bullets."""
    for line in text.split("\n"):
        stripped = line.strip().lstrip("-–+•").strip()
        if stripped:
            yield stripped
