"""A table row → its number, its pieces and what it says about responsibility, whatever the layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.columns import Role
from corpus.layouts.base import Cell, Row
from corpus.layouts.lines import CODE, HEADING
from corpus.markup import visible
from corpus.pieces import MEASURE, PART, Piece, cell_pieces
from corpus.reading import Document
from corpus.records import Span
from corpus.responsibility import LabelledCell, is_labelled, labelled_cell, visible_with_lines

# What is longer in the number column is a text that was merged over it.
LONGEST_NUMBER = 20
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
    positional = len(row.cells) <= len(roles)
    for index, cell in enumerate(row.cells):
        if cell.empty:
            continue
        text = visible(document.source, cell.start, cell.end)
        role = _cell_role(document, cell, text, roles[index] if positional else None, index)
        if role == "assigned":
            found = labelled_cell(document, cell.start, cell.end)
            labelled = found if labelled is None else _merged(labelled, found)
        elif role == "number":
            number, number_span = text, document.span(cell.start, cell.end)
        elif role == "body":
            own = list(cell_pieces(document, cell))
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
        tuple(pieces),
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


def _cell_role(document: Document, cell: Cell, text: str, role: Role | None, index: int) -> Role:
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
    if _LISTED.match(document.source[cell.start : cell.end]) or PART.match(text) or MEASURE.match(text):
        return "body"
    if re.search(r"\b(?:sở|ubnd|ủy ban|uỷ ban|các đơn vị|cơ quan|ban, ngành|huyện, thị xã)\b", text, re.I):
        return "assigned" if not re.match(r"(?:tăng cường|thực hiện|đẩy mạnh|xây dựng)", text, re.I) else "body"
    return "body"


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
