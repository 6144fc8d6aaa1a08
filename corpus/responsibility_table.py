"""Tables of goals, targets, tasks and who is responsible → records, over page breaks and merged cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus.bare_headings import with_headings
from corpus.columns import column_roles
from corpus.drafts import Chunk, Draft, Segment, reads_upwards
from corpus.errata import Errata
from corpus.layouts.base import Table
from corpus.matching import match_blocks
from corpus.pieces import Piece
from corpus.reading import Document
from corpus.records import LeadBasis, Span
from corpus.responsibility import Block, LabelledCell
from corpus.rows import RowView, row_view
from corpus.table_reading import (
    DITTO,
    Heading,
    TableReading,
    above,
    chunks,
    details,
    give,
    is_bare,
    is_ditto,
    is_rest,
    take_back,
)
from corpus.wording import without_marks

# How many rows back tasks may wait for a block that a page break pushed down.
WAITING_ROWS = 2
LONGEST_GROUP_TITLE = 120
_AFTER_D = "đ"
# Lists of bodies end with the rest of them: "… và các đơn vị có liên quan".
_LIST_OVER = re.compile(r"\bliên\s+quan[\s.;]*\Z", re.I)

Assigned = Callable[[Block, str], float]


class ResponsibilityReader:
    """Reads the rows of one table in order, holding what a later row may complete.

    Args:
        document: the plan.
        errata: the plan's known errors; may insert a lost heading or say that a piece is no task.
        assigned: +1 when the plan's own list gives the segment to the block's lead, -1 when to another body, 0 unknown.
        has_assignments: whether there is such a list at all.
    """

    def __init__(self, document: Document, errata: Errata, assigned: Assigned, has_assignments: bool) -> None:
        self._document = document
        self._errata = errata
        self._assigned = assigned
        self._has_assignments = has_assignments
        self.reading = TableReading()
        self._loose_rows = False
        self._goal = ""
        self._segment: Segment | None = None
        self._last_piece: tuple[str, int] | None = None
        self._last_block: Block | None = None
        self._last_block_target = ""
        self._last_block_row = -1
        self._last_segment: Segment | None = None
        self._waiting: list[Chunk] = []

    def read(self, table: Table) -> TableReading:
        """Read a whole table."""
        roles = column_roles(self._document, table)
        # One cell a line: an empty line between a task cell and its agency cell looks like the end of the row.
        self._loose_rows = table.layout == "cells"
        views = [row_view(self._document, row, roles) for row in table.rows]
        for index, view in enumerate(with_headings(views)):
            self._row(index, view)
        self._finish()
        return self.reading

    # ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _row(self, index: int, view: RowView) -> None:
        new: list[tuple[Segment, Draft]] = []
        headings_before = len(self.reading.headings)
        for position, piece in enumerate(self._pieces(view)):
            if piece.goes_on and self._continue(piece, first=position == 0, page_start=view.page_start):
                new.extend(self._cut_in_two(index))
                continue
            if self._set_aside(piece) or self._is_group_title(piece, view):
                continue
            draft = self._piece(piece, index, view)
            if draft is not None:
                new.append(draft)
        own_headings = self.reading.headings[headings_before:]
        told = [cell for cell in (view.period, view.output, view.funding) if cell is not None]
        self.reading.claimed.extend(cell.span for cell in told if new)
        if view.lead or view.coordinating:
            self._columns(index, view, new, own_headings)
        elif view.labelled:
            self._labelled(index, view, new, own_headings)
        else:
            self._waiting.extend(chunks(new, index))
        self._waiting = [c for c in self._waiting if c.needy and index - c.row < WAITING_ROWS]

    def _pieces(self, view: RowView) -> Iterator[Piece]:
        titled = view.titled_parts if not (view.lead or view.labelled) else frozenset()
        skip = -1
        for index, piece in enumerate(view.pieces):
            lost = self._errata.heading_before(piece.span)
            if lost is not None:
                yield Piece("target", lost.text, piece.span, lost.code)
            if index == skip:
                continue
            if index in titled:
                title = view.pieces[index + 1]
                yield replace(piece, text=title.text, span=piece.span.cover(title.span))
                skip = index + 1
                continue
            yield piece

    def _is_group_title(self, piece: Piece, view: RowView) -> bool:
        """Take a row of one short text in capitals ("LĨNH VỰC KINH TẾ") for what it is: a title above goals."""
        alone = len(view.pieces) == 1 and not (view.lead or view.coordinating or view.labelled)
        if not alone or piece.kind != "task" or piece.bullet or len(piece.text) > LONGEST_GROUP_TITLE:
            return False
        if not piece.text.isupper() or len(piece.text.split()) < 2:
            return False
        self.reading.strays.append((view.span, "tiêu đề của một nhóm mục tiêu"))
        return True

    def _set_aside(self, piece: Piece) -> bool:
        """Take a piece that is known to be no task for what it is: a statement of the target itself, or a crumb."""
        erratum = self._errata.no_task(piece.span)
        if erratum is None:
            return False
        if erratum.reading.get("is") == "measure":
            self.reading.measures.append((self._code(), replace(piece, kind="measure")))
        else:
            self.reading.strays.append((piece.span, "không phải nhiệm vụ (xem errata.toml)"))
        return True

    def _piece(self, piece: Piece, index: int, view: RowView) -> tuple[Segment, Draft] | None:
        if piece.kind in ("goal", "target"):
            self._heading(piece, view)
        elif piece.kind == "part":
            self._part(piece)
        elif piece.kind == "measure":
            self.reading.measures.append((self._code(), piece))
            self._last_piece = ("measure", len(self.reading.measures) - 1)
        else:
            segment = self._segment
            if segment is None:
                if not self._goal:
                    self.reading.strays.append((piece.span, "nhiệm vụ đứng trước mục tiêu đầu tiên"))
                    return None
                segment = self._open(self._goal, "")
            draft = Draft(piece, index, details=details(view), bare=is_bare(view))
            segment.drafts.append(draft)
            self._last_piece = ("draft", 0)
            return segment, draft
        return None

    def _code(self) -> str:
        return self._segment.code if self._segment else self._goal

    def _heading(self, piece: Piece, view: RowView) -> None:
        span = piece.span
        if view.number_span is not None and view.number_span.last_line < span.first_line:
            span = span.cover(view.number_span)
        repeated = any(h.kind == piece.kind and h.code == piece.code for h in self.reading.headings)
        if repeated:
            self.reading.strays.append((piece.span, f"tiêu đề {piece.code} lặp lại"))
        else:
            self.reading.headings.append(
                Heading(piece.kind, piece.code, piece.text, span, piece.priority, piece.ordinal, view.number)
            )
            self._last_piece = ("heading", len(self.reading.headings) - 1)
        if piece.kind == "goal":
            self._goal, self._segment = piece.code, None
        else:
            self._goal = piece.code.split(".")[0]
            self._open(piece.code, "")

    def _part(self, piece: Piece) -> None:
        letter = piece.code
        current = self._segment
        target = current.target if current else self._goal
        if current and current.part == letter == "d":
            letter = _AFTER_D
        if current and current.part == letter:
            current.title = current.title or piece.text
            return
        opened = self._open(target, letter)
        opened.title, opened.title_span = piece.text, piece.span
        self._last_piece = None

    def _open(self, target: str, part: str) -> Segment:
        for segment in self.reading.segments:
            if segment.target == target and segment.part == part:
                self._segment = segment
                return segment
        self._segment = Segment(target, part)
        self.reading.segments.append(self._segment)
        return self._segment

    def _continue(self, piece: Piece, *, first: bool, page_start: bool) -> bool:
        """Join the rest of a sentence that a page break, or a paragraph mark inside a cell, cut off."""
        if self._last_piece is None or (first and not page_start):
            return False
        kind, at = self._last_piece
        if kind == "heading":
            heading = self.reading.headings[at]
            text = f"{heading.text} {piece.text}".strip()
            self.reading.headings[at] = replace(heading, text=text, span=heading.span.cover(piece.span))
        elif kind == "measure":
            code, measure = self.reading.measures[at]
            self.reading.measures[at] = (code, measure.joined(piece))
        elif self._segment and self._segment.drafts:
            draft = self._segment.drafts[-1]
            draft.piece = draft.piece.joined(piece)
        else:
            return False
        return True

    def _cut_in_two(self, index: int) -> Iterator[tuple[Segment, Draft]]:
        """Yield the tasks of the row before that a page cut off from their bodies, which stand in this row.

        They are the cut task and those beside it, where nothing was said of them yet.
        """
        segment = self._segment
        if segment is None or not segment.drafts or self._last_piece is None or self._last_piece[0] != "draft":
            return
        row = segment.drafts[-1].row
        if row >= index or row == self._last_block_row:
            return
        for draft in segment.drafts:
            if draft.row == row and draft.block is None:
                yield segment, draft

    # ── responsibility in columns of its own ────────────────────────────────────────────────────────────────────

    def _columns(
        self, index: int, view: RowView, new: Sequence[tuple[Segment, Draft]], headings: Sequence[Heading]
    ) -> None:
        lead, support = view.lead, view.coordinating
        basis: LeadBasis = "explicit"
        if self._last_block is not None:
            basis = "inherited" if is_ditto(lead) else "explicit"
            lead = above(lead, self._last_block.lead, self._last_block.lead_span)
            support = above(support, self._last_block.coordinating, self._last_block.coordinating_span)
        if view.page_start and self._last_block is not None and self._last_block_target == self._target():
            if (
                lead
                and support is not None
                and is_rest(self._last_block.lead, lead.text, own_task=any(draft.row == index for _, draft in new))
            ):
                self._last_block.extend("lead", lead.text, lead.span)
                lead = None
            if support and not lead:
                self._rest_of_support(support.text, support.span)
                self._follow(new)
                return
        block = Block()
        if lead:
            block.extend("lead", lead.text, lead.span)
        if support:
            block.extend("coordinating", support.text, support.span)
        if not new:
            self._block_of_heading(block, headings)
        if not lead and self._segment is not None:
            take_back(self._segment, block)
        for _, draft in new:
            draft.give(block, basis)
        self._remember(block, index)

    def _remember(self, block: Block, index: int) -> None:
        self._last_block, self._last_block_target = block, self._target()
        self._last_block_row, self._last_segment = index, self._segment

    def _target(self) -> str:
        return self._segment.target if self._segment else self._goal

    def _follow(self, new: Sequence[tuple[Segment, Draft]]) -> None:
        """Tasks beside the rest of a cut cell belong to the block that was cut."""
        if self._last_block is not None:
            for _, draft in new:
                draft.give(self._last_block, "inherited")

    def _rest_of_support(self, text: str, span: Span) -> None:
        block = self._last_block
        if block is None:
            return
        words = block.coordinating.split()
        if len(text) <= 4 and words and without_marks(text)[:2] == without_marks(words[-1])[:2]:
            self.reading.strays.append((span, "mẩu chữ lặp lại của ô bị ngắt trang"))
            return
        block.extend("coordinating", text, span)

    def _block_of_heading(self, block: Block, headings: Sequence[Heading]) -> None:
        """A heading row with its own agencies: they are the target's, and its blank tasks' below."""
        if self._segment is not None and not self._segment.drafts and self._segment.heading_block is None:
            self._segment.heading_block = block
        if headings and headings[-1].kind == "target":
            at = self.reading.headings.index(headings[-1])
            self.reading.headings[at] = replace(headings[-1], block=block)

    # ── responsibility in labelled cells ────────────────────────────────────────────────────────────────────────

    def _labelled(
        self, index: int, view: RowView, new: Sequence[tuple[Segment, Draft]], headings: Sequence[Heading]
    ) -> None:
        cell = view.labelled
        if cell is None:
            return
        own = chunks(new, index)
        if self._last_block is not None and not cell.blocks and DITTO.match(cell.tail):
            cell = LabelledCell("", None, (replace(self._last_block),))
        blocks = list(cell.blocks)
        open_block = self._last_block if self._last_block_row == index - 1 else None
        self._tail(cell.tail, cell.tail_span, own, open_block, bool(blocks))
        if blocks and not blocks[0].lead and open_block is not None and not open_block.coordinating:
            rest = blocks.pop(0)
            if rest.coordinating_span:
                open_block.extend("coordinating", rest.coordinating, rest.coordinating_span)
            self._beside_rest(own, open_block, index)
        if not blocks:
            self._waiting.extend(c for c in own if c.needy)
            return
        waiting = [c for c in self._waiting if c.needy] + own
        if not waiting or (headings and not own):
            self._block_of_heading(blocks[-1], headings)
        elif len(blocks) == 1 and not self._has_assignments and len({c.segment.target for c in own}) == 1:
            for chunk in own:
                give(chunk, blocks[0], "explicit")
        else:
            self._place(blocks, waiting, index)
        self._waiting.extend(c for c in own if c.needy)
        self._remember(blocks[-1], index)

    def _place(self, blocks: Sequence[Block], chunks: Sequence[Chunk], index: int) -> None:
        places = match_blocks(blocks, chunks, index, lambda block, chunk: self._assigned(block, chunk.segment.code))
        for block, place in zip(blocks, places, strict=True):
            if place is None:
                if block.lead_span:
                    self.reading.strays.append((block.lead_span, "ô phân công không khớp với nhiệm vụ nào"))
                continue
            chunk = chunks[place]
            own = chunk.row == index or (self._loose_rows and all(c.row != index for c in chunks))
            give(chunk, block, "explicit" if own else "inherited")

    def _tail(self, text: str, span: Span | None, own: Sequence[Chunk], open_block: Block | None, more: bool) -> None:
        """Text before the first label goes on with the block that a page break cut, else it is a list without a head.

        A cut block stands in the row just before; when that row had none, or its list came to its end there, the head
        of this list was lost.
        """
        if not text or span is None:
            return
        if open_block is not None and not _LIST_OVER.search(open_block.coordinating):
            role = "coordinating" if open_block.coordinating else "lead"
            open_block.extend(role, text, span)
            if not more:
                self._beside_rest(own, open_block, -1)
            return
        block = Block(coordinating=text, coordinating_span=span)
        going_on = [c for c in own if open_block is not None and c.segment is self._last_segment]
        mine = going_on or [c for c in self._waiting if c.needy and c.segment is self._segment] + list(own)
        for chunk in mine:
            give(chunk, block, "inherited")

    def _beside_rest(self, own: Sequence[Chunk], block: Block, index: int) -> None:
        """Tasks of the cut block's own segment, beside the rest of it, belong to it."""
        for chunk in own:
            if chunk.segment is self._last_segment:
                give(chunk, block, "inherited")
        self._last_block_row = max(self._last_block_row, index)

    # ── the end of a table ──────────────────────────────────────────────────────────────────────────────────────

    def _finish(self) -> None:
        upwards = reads_upwards(self.reading.segments)
        for segment in self.reading.segments:
            segment.inherit(upwards=upwards)
        self._name_first_parts()

    def _name_first_parts(self) -> None:
        """Tasks before a part "b" that lost its "a" are part a."""
        parts: dict[str, set[str]] = {}
        for segment in self.reading.segments:
            parts.setdefault(segment.target, set()).add(segment.part)
        for segment in self.reading.segments:
            known = parts[segment.target]
            if not segment.part and segment.drafts and "b" in known and "a" not in known:
                segment.part = "a"
