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

# "Chủ trì:", "Các cơ quan phối hợp:", "Đơn vị chủ trì thực hiện:", with the slips of a scan ("Phôi hợp", "Chủ tri").
_CHU_TRI, _PHOI_HOP = r"ch[uủùú]\s+tr[iìíỉ]", r"ph[oôốồ]i\s+h[oơợọờ]p"
_BEFORE = r"(?:(?:các|cơ\s+quan|đơn\s+vị|sở|ban|ngành|địa\s+phương|cấp|cq|đv|đồng|tham\s+gia)[\s,/]{1,3}){0,6}"
_AFTER = r"(?:[\s,]{1,3}(?:thực\s+hiện|triển\s+khai|tham\s+mưu|chính|cùng|với|và)){0,3}"
_MARK = r"(?:(?<![^\n])|(?<=[.;/–-]\s))(?:[-–+•*]\s*|\d{1,2}[.)]\s*|[a-d][.)]\s*)?"
_OTHERS = {
    "lead": r"đầu\s+mối|thực\s+hiện|chịu\s+trách\s+nhiệm|ct",
    "coordinating": r"tham\s+gia|ph",
    "period": r"thời\s+gian|thời\s+hạn|tiến\s+độ|lộ\s+trình|hoàn\s+thành",
    "output": r"sản\s+phẩm|kết\s+quả",
    "funding": r"(?:nguồn\s+)?kinh\s+phí|nguồn\s+(?:vốn|lực)",
    "other": r"ghi\s+chú",
}
_KINDS = "|".join(f"(?P<{kind}>{words})" for kind, words in _OTHERS.items())
# At the start of a line or a clause more is a label than elsewhere: "Đầu mối:", "1. Chủ trì, tham mưu:", "Chủ trì -".
LABEL = re.compile(
    rf"{_MARK}{_BEFORE}(?:(?P<chu_tri>{_CHU_TRI})|(?P<phoi_hop>{_PHOI_HOP})|{_KINDS}){_AFTER}\s*:\s*"
    rf"|{_MARK}(?:(?P<lead_without_colon>{_CHU_TRI})|(?P<phoi_hop_without_colon>{_PHOI_HOP}\s+(?:với\s+)?))"
    r"(?:\s*[-–]\s|\s*(?-i:(?=[A-ZĐÀ-Ỹ])))\s*"
    rf"|(?:(?:các\s+)?(?:cơ\s+quan|đơn\s+vị)\s+)?(?:(?P<chu_tri_inside>{_CHU_TRI})|(?P<phoi_hop_inside>{_PHOI_HOP}))"
    rf"{_AFTER}\s*:\s*",
    re.I,
)
_LABEL_AT_START = re.compile(rf"{_BEFORE}(?:{_CHU_TRI}|{_PHOI_HOP}){_AFTER}\s*:", re.I)
# What stands before "phối hợp:" on one line with a lead is the rest of the label, not a body.
_REST_OF_LABEL = re.compile(r"(?:các\s+)?(?:(?:cơ\s+quan|đơn\s+vị|cq|đv|tham\s+gia)[\s,/]{0,3}){1,4}\Z", re.I)
_NAMELESS = re.compile(r"(?<=[^\s,;])(?<!các)\s+(?:các\s+)?sở,?\s+(?:ban,?\s+)?ngành\Z", re.I)
_READ_AS_NAME = re.compile(rf"{_PHOI_HOP}|(?:tham\s+gia|trách\s+nhiệm|đầu\s+mối|thực\s+hiện)\s*:", re.I)
# "Sở Y tế chủ trì, phối hợp với Sở Tài chính"; "Sở Y tế (chủ trì); Sở Tài chính (phối hợp)".
_GAP = r"\s{1,3}"
_SAID = (
    re.compile(
        rf"(?P<lead>[^\n:]{{2,300}}?){_GAP}{_CHU_TRI},?{_GAP}(?:và{_GAP})?{_PHOI_HOP}{_GAP}(?:(?:với|cùng){_GAP})?"
        r"(?P<coordinating>\S.*)\Z",
        re.I | re.S,
    ),
    re.compile(
        rf"(?P<lead>[^\n:]{{2,300}}?){_GAP}{_CHU_TRI}\s{{0,3}}[;,.]\s{{0,3}}(?P<coordinating>\S[^:]*?){_GAP}{_PHOI_HOP}"
        r"[.;\s]{0,9}\Z",
        re.I,
    ),
    re.compile(
        rf"(?P<lead>[^:()]{{2,300}}?)\s{{0,3}}\(\s{{0,3}}{_CHU_TRI}\s{{0,3}}\)[;,.\s]{{0,9}}"
        rf"(?:(?P<coordinating>[^:()]{{2,2000}}?)\s{{0,3}}\(\s{{0,3}}{_PHOI_HOP}\s{{0,3}}\))?[.;\s]{{0,9}}\Z",
        re.I,
    ),
)


@dataclass
class Block:
    """One lead and its coordinating bodies as they stand; text may grow when a page break cut it.

    A labelled cell may also say when the work is due, what comes of it and who pays.
    """

    lead: str = ""
    coordinating: str = ""
    lead_span: Span | None = None
    coordinating_span: Span | None = None
    period: str | None = None
    output: str | None = None
    funding: str | None = None

    def detail(self, kind: str, text: str) -> None:
        """Note what a label besides those of bodies says."""
        if kind in ("period", "output", "funding"):
            setattr(self, kind, " ".join(text.split()))

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


def is_list_of_labels(text: str) -> bool:
    """Whether a cell of a column of bodies begins with any label ("- Chủ trì: …"); elsewhere that may be a task."""
    return bool(LABEL.match(text))


def labelled_cell(document: Document, start: int, end: int) -> LabelledCell:
    """Read `source[start:end]` as a labelled cell."""
    text, offsets = visible_with_lines(document, start, end)
    listed = is_list_of_labels(text)
    marks = [m for m in LABEL.finditer(text) if listed or _is_label(text, m)]
    if not marks:
        said = _said(document, text, offsets)
        return said or LabelledCell(text.strip(), _span(document, offsets, 0, len(text), text), ())
    tail = text[: marks[0].start()].strip()
    groups: list[Block] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        stop = following.start() if following else len(text)
        role = _role(mark)
        body = text[mark.end() : stop].strip()
        if following is not None:
            body = _REST_OF_LABEL.sub("", body.removesuffix(" -").removesuffix(" –").rstrip()).rstrip(" ;/")
            if "ngành" in marks[0].group().lower():
                # "Sở, ngành chủ trì: … Sở, ngành phối hợp: …" on one line.
                body = _NAMELESS.sub("", body)
        span = _span(document, offsets, mark.start(), stop, text)
        if role == "lead" or not groups:
            groups.append(Block())
        if body and span and role in ("lead", "coordinating"):
            groups[-1].extend(role, body, span)
        elif body:
            groups[-1].detail(role, body)
    tail_span = _span(document, offsets, 0, marks[0].start(), text) if tail else None
    return LabelledCell(tail, tail_span, tuple(map(_understood, groups)))


def _role(mark: re.Match[str]) -> str:
    kind = mark.lastgroup or "other"
    if kind.startswith("phoi_hop"):
        return "coordinating"
    return "lead" if kind.startswith(("chu_tri", "lead")) else kind


def _understood(block: Block) -> Block:
    """Return a block; where a label in it was not read, its lead holds bodies that only join in: nobody then leads."""
    if _READ_AS_NAME.search(block.lead):
        block.lead, block.lead_span = "", None
    return block


def _said(document: Document, text: str, offsets: Sequence[int]) -> LabelledCell | None:
    """Return the block of a cell that says the roles in words instead of labels."""
    for pattern in _SAID:
        match = pattern.match(text)
        if match is None:
            continue
        block = Block()
        for role in ("lead", "coordinating"):
            named = match.group(role)
            span = _span(document, offsets, *match.span(role), text) if named else None
            if span is not None:
                block.extend(role, named.strip(), span)
        return LabelledCell("", None, (block,))
    return None


def _is_label(text: str, mark: re.Match[str]) -> bool:
    """A label stands at the start of a line, behind a dash there, or after a name; not behind a dash inside a line."""
    return not text[: mark.start()].rstrip(" ").endswith("-")


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
