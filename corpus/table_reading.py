"""What reading a table of responsibility yields, and how blocks of bodies are handed to tasks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.drafts import Chunk, Details, Draft, Segment
from corpus.pieces import Piece
from corpus.records import Span
from corpus.responsibility import Block
from corpus.rows import RowView, TextCell

_HEAD_OF_BODY = re.compile(
    r"(?:các\s+)?(?:sở|ban|ubnd|ủy ban|uỷ ban|công an|hội|ngân hàng|đài|báo|mặt trận|thanh tra|liên|văn phòng|cục|chi)",
    re.I,
)


# "-nt-", "Như trên" and ditto marks: the same as in the row above.
DITTO = re.compile(r"[-–\s\"'“”″.(/]{0,6}(?:(?:nt|như\s+trên)[-–\s\"'“”″.)/]{0,6}|(?<=[\"'“”″/])[-–]?)\Z", re.I)


@dataclass(frozen=True, slots=True)
class Heading:
    """A goal or target heading as read; `block` is the responsibility stated on its own row."""

    kind: str
    code: str
    text: str
    span: Span
    priority: str | None = None
    ordinal: str = ""
    number: str = ""
    block: Block | None = None


@dataclass
class TableReading:
    """What a table yielded: headings, segments of tasks, numeric targets, and what could not be placed.

    `claimed` are cells that say something of tasks beside them: periods, outputs, funding.
    """

    headings: list[Heading] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    measures: list[tuple[str, Piece]] = field(default_factory=list)
    strays: list[tuple[Span, str]] = field(default_factory=list)
    claimed: list[Span] = field(default_factory=list)


def chunks(new: Sequence[tuple[Segment, Draft]], index: int) -> list[Chunk]:
    """Return the tasks that a row gave, together by the segment they went to."""
    ordered: list[tuple[Segment, list[Draft]]] = []
    for segment, draft in new:
        if ordered and ordered[-1][0] is segment:
            ordered[-1][1].append(draft)
        else:
            ordered.append((segment, [draft]))
    return [Chunk(segment, tuple(drafts), index) for segment, drafts in ordered]


def give(chunk: Chunk, block: Block, basis: str) -> None:
    """Give a block to the tasks of a chunk that have none yet."""
    for draft in chunk.drafts:
        if draft.block is None:
            draft.give(block, "explicit" if basis == "explicit" else "inherited")


def take_back(segment: Segment, block: Block) -> None:
    """A row with coordinating bodies but no lead: the lead of its whole blank group was lost, so none is inherited."""
    for draft in reversed(segment.drafts):
        if draft.block is not None and draft.block is not block:
            break
        draft.give(block, "unknown")


def is_rest(before: str, rest: str, *, own_task: bool) -> bool:
    """Whether a lead cell on a new page ends the name begun on the page before.

    A row that begins a task of its own has a lead of its own, unless the name above is plainly unfinished.
    """
    if before.rstrip().endswith(("-", "–", ",", " và")) or rest[:1].islower():
        return True
    return not own_task and not _HEAD_OF_BODY.match(rest)


def details(view: RowView) -> Details:
    """Return what the columns of a row say of its tasks besides who does them."""
    texts = [" ".join(cell.text.split()) if cell else None for cell in (view.period, view.output, view.funding)]
    return Details(*texts)


def is_bare(view: RowView) -> bool:
    """Whether a row holds nothing but its tasks: what was merged beside them is said elsewhere."""
    return not any((view.lead, view.coordinating, view.labelled, view.period, view.output, view.funding))


def is_ditto(cell: TextCell | None) -> bool:
    """Whether a cell says "as above"."""
    return cell is not None and bool(DITTO.match(cell.text))


def above(cell: TextCell | None, text: str, span: Span | None) -> TextCell | None:
    """Return a cell, or what stands above it where it only holds ditto marks."""
    if not is_ditto(cell):
        return cell
    return TextCell(text, span) if text and span is not None else None
