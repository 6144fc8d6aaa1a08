"""Tasks while a table is being read: who is responsible is often known only rows later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.pieces import Piece
from corpus.records import LeadBasis, Span
from corpus.responsibility import Block


@dataclass(frozen=True, slots=True)
class Details:
    """What columns of their own say of a task: when it is due, what comes of it, who pays."""

    period: str | None = None
    output: str | None = None
    funding: str | None = None

    def __bool__(self) -> bool:
        return bool(self.period or self.output or self.funding)


NO_DETAILS = Details()


@dataclass
class Draft:
    """A task as it stands, waiting for the block that says who is responsible.

    `bare` says that its row held nothing but the task: what stands in the merged cells beside it is said elsewhere.
    """

    piece: Piece
    row: int
    block: Block | None = None
    basis: LeadBasis = "unknown"
    details: Details = NO_DETAILS
    bare: bool = False

    def give(self, block: Block, basis: LeadBasis) -> None:
        """Attach a block; one without a lead leaves the basis unknown."""
        self.block = block
        self.basis = basis if block.lead else "unknown"


@dataclass
class Segment:
    """The tasks of one target or of one lettered part of it, in the order of the source."""

    target: str
    part: str = ""
    title: str = ""
    drafts: list[Draft] = field(default_factory=list)
    heading_block: Block | None = None
    title_span: Span | None = None

    @property
    def code(self) -> str:
        """Target and part, as in "6.1.b"."""
        return f"{self.target}.{self.part}" if self.part else self.target

    @property
    def resolved(self) -> bool:
        """Whether some block of this segment is known."""
        return self.heading_block is not None or any(d.block for d in self.drafts)

    def inherit(self, *, upwards: bool = False) -> None:
        """Give tasks without a block the nearest one above in the segment, else the nearest below.

        A merged cell's content stands in the first, a middle or the last of the rows it covered; blank rows between two
        filled ones belong to the upper (quirks of Bến Tre 2a, 2b, 2h).

        Args:
            upwards: the table writes the content of merged cells in their last row: the nearest below comes first.
        """
        if upwards:
            self._fill(reversed(self.drafts), None)
        self._fill(self.drafts, self.heading_block)
        self._fill(reversed(self.drafts), None)

    def _fill(self, drafts: Iterable[Draft], block: Block | None) -> None:
        details = NO_DETAILS
        for draft in drafts:
            if draft.block is not None:
                block = draft.block
            elif block is not None:
                draft.give(block, "inherited")
            if draft.details or not draft.bare:
                details = draft.details
            elif details:
                draft.details = details

    @property
    def filled_end(self) -> str:
        """Say which row alone carries the block of a segment of several rows: "first", "last", or "" for neither."""
        rows = {draft.row for draft in self.drafts}
        filled = {draft.row for draft in self.drafts if draft.block is not None}
        if len(rows) < 2 or len(filled) != 1:
            return ""
        return {min(rows): "first", max(rows): "last"}.get(filled.pop(), "")


def reads_upwards(segments: Iterable[Segment]) -> bool:
    """Whether a table writes the content of merged cells in the last of their rows: its unambiguous cells tell."""
    ends = Counter(segment.filled_end for segment in segments)
    return ends["last"] >= 3 and ends["last"] > 4 * ends["first"]


@dataclass(frozen=True)
class Chunk:
    """The tasks that one row gave to one segment: what a block of responsibility is matched with."""

    segment: Segment
    drafts: tuple[Draft, ...]
    row: int

    @property
    def needy(self) -> bool:
        """Whether its tasks still have no block."""
        return any(draft.block is None for draft in self.drafts)
