"""A table row → its number, its pieces and what it says about responsibility, whatever the layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.columns import Role
from corpus.layouts.base import Cell, Row
from corpus.layouts.lines import CODE, HEADING
from corpus.markup import blocks, trim, visible
from corpus.pieces import MEASURE, PART, Piece, cell_pieces
from corpus.reading import Document
from corpus.records import Span
from corpus.responsibility import (
    LABEL,
    LabelledCell,
    is_labelled,
    is_list_of_labels,
    labelled_cell,
    visible_with_lines,
)

# What is longer in the number column is a text that was merged over it.
LONGEST_NUMBER = 20
_SAY_WHO = ("lead", "coordinating", "assigned")
_BODY_HEAD = re.compile(
    r"(?:các\s+)?(?:sở|ban|ubnd|ủy ban|uỷ ban|công an|hội|ngân hàng|đài|mặt trận|thanh tra|văn phòng|cục|chi nhánh)\b",
    re.I,
)
_COUNTED = re.compile(r"\(?(?P<number>\d{1,2})[.)]\s+(?=[^\W\d_])")
_NUMBERS_HEADING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})?|[IVX]{1,5})[.)]?\Z")
_LED_BY_CODE = re.compile(r"(?:\d{1,2}\.\d{1,2}|[IVX]{1,5})[.):]?\s+(?=[^\W\d_])")
_LISTED = re.compile(r"\s*(?:<ul|<ol|<li|<p>\s*[-–+]|[-–+•]\s)", re.I)


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell's visible text, paragraphs kept apart by line feeds, and its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class RowView:
    """What a row of a responsibility table says.

    `lead` and `coordinating` come from columns of their own, `labelled` from a column with labels; a row has one or the
    other. `other` keeps cells that no role covers.
    """

    number: str
    number_span: Span | None
    pieces: tuple[Piece, ...]
    span: Span
    page_start: bool
    lead: TextCell | None = None
    coordinating: TextCell | None = None
    labelled: LabelledCell | None = None
    period: TextCell | None = None
    output: TextCell | None = None
    funding: TextCell | None = None
    other: tuple[TextCell, ...] = ()
    titled_parts: frozenset[int] = frozenset()


def row_view(document: Document, row: Row, roles: Sequence[Role]) -> RowView:
    """Read one row.

    Args:
        document: the plan.
        row: a row of any layout.
        roles: the roles of the table's columns; ignored for cells whose content says otherwise.
    """
    number, number_span = "", None
    pieces: list[Piece] = []
    titled: set[int] = set()
    texts: dict[str, TextCell] = {}
    other: list[TextCell] = []
    labelled: LabelledCell | None = None
    for cell, text, role in _cells(document, row, roles):
        if role == "assigned":
            found = labelled_cell(document, cell.start, cell.end)
            labelled = found if labelled is None else _merged(labelled, found)
        elif role == "number":
            number, number_span = text, document.span(cell.start, cell.end)
        elif role == "body":
            if not any(other in _SAY_WHO for other in roles):
                cell, found_inside = _without_labels(document, cell)
                labelled = found_inside or labelled
            own = _without_numbers(list(cell_pieces(document, cell)))
            if len(own) == 2 and own[0].kind == "part" and own[1].kind == "task" and not own[1].bullet:
                titled.add(len(pieces))
            pieces.extend(own)
        elif role == "other":
            other.append(_text_cell(document, cell))
        else:
            texts[role] = _text_cell(document, cell)
    return RowView(
        number,
        number_span,
        tuple(_titled_headings(pieces, bool(texts.get("lead") or labelled))),
        row.span,
        row.page_start,
        texts.get("lead"),
        texts.get("coordinating"),
        labelled,
        texts.get("period"),
        texts.get("output"),
        texts.get("funding"),
        tuple(other),
        frozenset(titled),
    )


def _cells(document: Document, row: Row, roles: Sequence[Role]) -> Iterator[tuple[Cell, str, Role]]:
    """Yield the filled cells of a row with what they hold."""
    positional = len(row.cells) <= len(roles)
    filled = [(index, cell) for index, cell in enumerate(row.cells) if not cell.empty]
    number = ""
    for index, cell in filled:
        text = visible(document.source, cell.start, cell.end)
        number = number or (text if _NUMBERS_HEADING.match(text) else "")
        role = roles[index] if positional else None
        if role not in (None, "number", "body") and _is_alone(filled, index, roles) and _is_heading(text, number):
            yield cell, text, "body"
        elif role == "assigned" and row.page_start and text[:1].islower() and not _is_list(document, cell):
            yield cell, text, "assigned"
        else:
            yield cell, text, _cell_role(document, cell, text, role, index)


def _is_heading(text: str, number: str) -> bool:
    """Whether the only text of a row is a heading merged over its columns; beside a code all but a body's name is."""
    named = HEADING.match(text) or PART.match(text) or _LED_BY_CODE.match(text)
    return bool(named) or (bool(number) and not _BODY_HEAD.match(text) and len(text) > LONGEST_NUMBER)


def _is_alone(filled: Sequence[tuple[int, Cell]], index: int, roles: Sequence[Role]) -> bool:
    """Whether a cell stands in its row alone, but for its number: a heading merged over all columns."""
    return all(other == index or roles[other] == "number" for other, _ in filled)


def _without_labels(document: Document, cell: Cell) -> tuple[Cell, LabelledCell | None]:
    """Cut the lines that say who is responsible off a cell of tasks, in a table that has no column for them."""
    for block in blocks(document.source, cell.start, cell.end):
        text = visible(document.source, block.start, block.end)
        label = LABEL.match(text)
        if label and block.start > cell.start and _BODY_HEAD.match(text, label.end()):
            start, end = trim(document.source, cell.start, block.start)
            return Cell(start, end), labelled_cell(document, block.start, cell.end)
    return cell, None


def _without_numbers(pieces: list[Piece]) -> list[Piece]:
    """Take the running numbers off the tasks of a cell that counts them: "1. …", "2) …", "(3) …"."""
    tasks = [(at, _COUNTED.match(piece.text)) for at, piece in enumerate(pieces) if piece.kind == "task"]
    numbers = [int(match["number"]) for _, match in tasks if match]
    if len(numbers) < 2 or numbers != list(range(1, len(tasks) + 1)):
        return pieces
    for at, match in tasks:
        if match is not None:
            pieces[at] = replace(pieces[at], text=pieces[at].text[match.end() :], bullet=True)
    return pieces


def _titled_headings(pieces: Sequence[Piece], says_who: bool) -> Iterator[Piece]:
    """Yield the pieces; a heading of only keyword and number ("Mục tiêu 6.1") takes its text from the next cell."""
    at = 0
    while at < len(pieces):
        piece, following = pieces[at], pieces[at + 1] if at + 1 < len(pieces) else None
        bare = at == 0 and piece.kind in ("goal", "target") and not piece.text and following is not None
        if (
            bare
            and following
            and following.kind == "task"
            and not following.bullet
            and not (says_who and len(pieces) == 2)
        ):
            yield piece.joined(following)
            at += 1
        else:
            yield piece
        at += 1


def _cell_role(document: Document, cell: Cell, text: str, role: Role | None, index: int) -> Role:
    if role in (None, "assigned") and is_list_of_labels(text):
        return "assigned"
    if is_labelled(text):
        return "assigned" if role in (None, "assigned", "body") else role
    if role == "assigned" or (role is None and index):
        return _unlabelled_role(document, cell, text)
    if role == "number" and not CODE.match(text) and (HEADING.match(text) or len(text) > LONGEST_NUMBER):
        return "body"
    if role is None:
        return "number" if CODE.match(text) and not PART.match(text) else "body"
    return role


def _unlabelled_role(document: Document, cell: Cell, text: str) -> Role:
    """A cell in the place of an agency cell without a label: lost columns push tasks there, page breaks push rests."""
    if _is_list(document, cell) or PART.match(text) or MEASURE.match(text):
        return "body"
    if re.search(r"\b(?:sở|ubnd|ủy ban|uỷ ban|các đơn vị|cơ quan|ban, ngành|huyện, thị xã)\b", text, re.I):
        return "assigned" if not re.match(r"(?:tăng cường|thực hiện|đẩy mạnh|xây dựng)", text, re.I) else "body"
    return "body"


def _is_list(document: Document, cell: Cell) -> bool:
    return bool(_LISTED.match(document.source[cell.start : cell.end]))


def _text_cell(document: Document, cell: Cell) -> TextCell:
    text, _ = visible_with_lines(document, cell.start, cell.end)
    return TextCell(text, document.span(cell.start, cell.end))


def _merged(first: LabelledCell, second: LabelledCell) -> LabelledCell:
    if second.tail and second.tail_span and first.blocks:
        first.blocks[-1].extend("coordinating", second.tail, second.tail_span)
        return LabelledCell(first.tail, first.tail_span, (*first.blocks, *second.blocks))
    return LabelledCell(first.tail or second.tail, first.tail_span or second.tail_span, (*first.blocks, *second.blocks))


def views(document: Document, rows: Sequence[Row], roles: Sequence[Role]) -> Iterator[RowView]:
    """Yield the view of every row."""
    for row in rows:
        yield row_view(document, row, roles)
