"""Tables of numbered tasks ("9.3", "11.1.2", "a)") with a lead in a column of their own: green-growth plans.

A row that has a lead is a task; a numbered row without one is a theme (a whole number) or a group of tasks. Letters
restart under every group, so that a full code is the last dotted code and the letter. A code that the export lost is
taken from the codes that follow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.columns import Role, column_roles
from corpus.layouts.base import Cell, Row, Table
from corpus.markup import visible
from corpus.pieces import TARGET, without_footnote_marks
from corpus.reading import Document
from corpus.records import Span
from corpus.responsibility import Block, visible_with_lines

_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\Z")
_LETTER = re.compile(r"([a-hđ])[.)]\Z")


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One row: `code` as written ("" when lost), `full_code` unique in the plan, `block` when it states a lead."""

    code: str
    full_code: str
    text: str
    span: Span
    block: Block | None = None
    period: str | None = None
    output: str | None = None
    funding: str | None = None


def is_coded_table(document: Document, table: Table) -> bool:
    """Whether the first column of a table holds dotted codes of tasks, which have their leads in a column of their own.

    Where the codes are those of headings and the tasks below them have none, the table is one of targets.
    """
    roles = column_roles(document, table)
    if "lead" not in roles:
        return False
    rows = [row.texts(document) for row in table.rows]
    if any(TARGET.match(text) for texts in rows for text in texts[:2]):
        return False
    codes = [texts[0] for texts in rows if texts and texts[0]]
    dotted = sum("." in code and bool(_DOTTED.match(code)) for code in codes)
    if not codes or dotted < 0.3 * len(codes):
        return False
    read = (_row(document, row, roles) for row in table.rows)
    led = [row for row in read if row is not None and row.block is not None]
    return sum(_is_code(row.code) for row in led) * 2 > len(led)


def coded_rows(document: Document, table: Table) -> list[CodedRow]:
    """Read the rows of a table of coded tasks, empty rows left out."""
    roles = column_roles(document, table)
    rows = [r for r in (_row(document, row, roles) for row in table.rows) if r is not None]
    return _full_codes(_lost_codes(rows))


def _row(document: Document, row: Row, roles: Sequence[Role]) -> CodedRow | None:
    cells = [cell for cell in row.cells if not cell.empty]
    if not cells:
        return None
    texts = [visible(document.source, cell.start, cell.end) for cell in cells]
    if len(row.cells) != len(roles):
        code = texts[0] if _is_code(texts[0]) else ""
        body = texts[1:] if code else texts
        return CodedRow(code, "", without_footnote_marks(" ".join(dict.fromkeys(body))), row.span)
    by_role: dict[str, Cell] = {}
    for cell, role in zip(row.cells, roles, strict=True):
        if not cell.empty:
            by_role.setdefault(role, cell)
    block = _block(document, by_role)
    return CodedRow(
        _text(document, by_role.get("number")) or "",
        "",
        _text(document, by_role.get("body")) or "",
        row.span,
        block,
        _text(document, by_role.get("period")),
        _text(document, by_role.get("output")),
        _text(document, by_role.get("funding")),
    )


def _block(document: Document, by_role: dict[str, Cell]) -> Block | None:
    lead = by_role.get("lead")
    if lead is None:
        return None
    block = Block()
    for role in ("lead", "coordinating"):
        cell = by_role.get(role)
        if cell is not None:
            text, _ = visible_with_lines(document, cell.start, cell.end)
            block.extend(role, text, document.span(cell.start, cell.end))
    return block


def _text(document: Document, cell: Cell | None) -> str | None:
    if cell is None or cell.empty:
        return None
    return without_footnote_marks(visible(document.source, cell.start, cell.end)) or None


def _is_code(text: str) -> bool:
    return bool(_DOTTED.match(text) or _LETTER.match(text))


def _lost_codes(rows: Sequence[CodedRow]) -> list[CodedRow]:
    """Give a heading that lost its code the one its neighbours imply.

    Before letters it is the sibling before the next dotted code ("1.1.2" → "1.1.1"); before a first child it is the
    parent ("8.1" → "8").
    """
    result = list(rows)
    for index, row in enumerate(rows):
        if row.code:
            continue
        following = [r.code.rstrip(".") for r in rows[index + 1 :] if r.code]
        if not following:
            continue
        if _LETTER.match(following[0]):
            dotted = next((code for code in following if _DOTTED.match(code)), "")
            head, _, last = dotted.rpartition(".")
            if head and last.isdigit() and int(last) > 1:
                result[index] = replace(row, code=f"{head}.{int(last) - 1}")
        elif following[0].endswith(".1"):
            result[index] = replace(row, code=following[0][:-2])
    return result


def _full_codes(rows: Sequence[CodedRow]) -> list[CodedRow]:
    result: list[CodedRow] = []
    dotted = ""
    for row in rows:
        letter = _LETTER.match(row.code)
        if letter:
            full = f"{dotted}.{letter.group(1)}" if dotted else letter.group(1)
        else:
            dotted = row.code.rstrip(".")
            full = dotted
        result.append(replace(row, full_code=full))
    return result
