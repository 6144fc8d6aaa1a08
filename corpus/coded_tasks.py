"""Tables of numbered tasks ("9.3", "11.1.2", "a)") with a lead in a column of their own: green-growth plans.

A row that has a lead is a task; a numbered row without one is a theme (a whole number) or a group of tasks. A theme
may have a Roman number, or its number in its text ("Chủ đề 3: …"). Letters restart under every group, so that a full
code is the last dotted code and the letter. A code that the export lost is taken from the codes that follow.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.columns import Role, column_roles, title_role
from corpus.layouts.base import Cell, Row, Table
from corpus.markup import visible
from corpus.numbering import roman_value
from corpus.pieces import GOAL, TARGET, without_footnote_marks
from corpus.reading import Document
from corpus.records import Span
from corpus.responsibility import Block, visible_with_lines

_DOTTED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)(?:\.?(?P<letter>[a-hđ]))?[.)]?\Z")
_LETTER = re.compile(r"([a-hđ])[.)]\Z")
_LEADING = re.compile(r"(?P<code>\d{1,2}(?:\.\d{1,2})+\.?|(?:\d{1,2}|[IVX]{1,6}|[a-hđ])[.)])\s+(?=[^\W\d])")
_ROMAN = re.compile(r"[IVX]{1,6}[.)]?\Z")
_CAPITAL = re.compile(r"[A-HK-U][.)]?\Z")
_MARK = re.compile(r"[-–+•*]?\Z")
_COUNT = re.compile(r"\d{1,4}\Z")
# A list of fewer tasks may be anything.
FEWEST_TASKS = 2
_THEME = re.compile(r"chủ\s+đề\s+(?:số\s+)?(?P<number>\d{1,2}|[IVX]{1,6})\s?[.:–-]?\s+", re.I)


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
    inherited: bool = False


def is_coded_table(document: Document, table: Table) -> bool:
    """Whether a table lists tasks of its own numbering, which have their leads in a column of their own.

    Where the codes are those of headings and the tasks below them have none, the table is one of targets. A list
    without any dotted code, and without a goal or target, has themes and tasks numbered for themselves, or no numbers.
    """
    roles = column_roles(document, table)
    if "lead" not in roles:
        return False
    rows = [row.texts(document) for row in table.rows]
    if any(TARGET.match(text) or GOAL.match(text) for texts in rows for text in texts[:2]):
        return False
    codes = [_cut_code(texts[0])[0] for texts in rows if texts and texts[0]]
    dotted = sum("." in code and bool(_DOTTED.match(code)) for code in codes)
    read = (_row(document, row, roles) for row in table.rows)
    led = [row for row in read if row is not None and row.block is not None]
    if not dotted:
        # Dotted codes before the texts are those of targets: "6.1. Đến năm 2030, …".
        if any("." in _cut_code(text)[0].rstrip(".") for texts in rows for text in texts if text):
            return False
        # Nothing but the titles then says that these are tasks: a list of addresses names bodies in a column, too.
        if not _titled_as_tasks(table):
            return False
        return len(led) >= FEWEST_TASKS and all(row.text for row in led)
    return dotted >= 0.3 * len(codes) and sum(_is_code(row.code) for row in led) * 2 > len(led)


def _titled_as_tasks(table: Table) -> bool:
    titles = {title_role(title) for title in table.header}
    return "body" in titles and bool(titles & {"lead", "assigned"})


def coded_rows(document: Document, table: Table) -> list[CodedRow]:
    """Read the rows of a table of coded tasks, empty rows left out."""
    roles = column_roles(document, table)
    read = [r for r in (_row(document, row, roles) for row in table.rows) if r is not None]
    lettered = not any(_ROMAN.match(row.code) for row in read if row.block is None)
    rows = [_themed(row, lettered) for row in read]
    return list(_with_merged_leads(_full_codes(_lost_codes(rows))))


def _row(document: Document, row: Row, roles: Sequence[Role]) -> CodedRow | None:
    cells = [cell for cell in row.cells if not cell.empty]
    if not cells:
        return None
    texts = [visible(document.source, cell.start, cell.end) for cell in cells]
    if len(row.cells) != len(roles):
        return _heading(texts, row.span)
    by_role: dict[str, Cell] = {}
    for cell, role in zip(row.cells, roles, strict=True):
        if not cell.empty:
            by_role.setdefault(role, cell)
    number = _text(document, by_role.get("number")) or ""
    block = _block(document, by_role)
    stated = by_role.keys() & {"period", "output"}
    if block is None and not _is_code(number) and not stated:
        return _heading(texts, row.span)
    return CodedRow(
        number,
        "",
        _text(document, by_role.get("body")) or "",
        row.span,
        block,
        _text(document, by_role.get("period")),
        _text(document, by_role.get("output")),
        _text(document, by_role.get("funding")),
    )


def _heading(texts: Sequence[str], span: Span) -> CodedRow:
    """Return a row without a lead; its code may stand in a cell of its own or before the text."""
    code, rest = _cut_code(texts[0])
    if code and not rest:
        rest = " ".join(dict.fromkeys(texts[1:]))
    elif len(texts) > 1:
        rest = " ".join(dict.fromkeys([rest, *texts[1:]]))
    return CodedRow(code, "", without_footnote_marks(rest), span)


def _cut_code(text: str) -> tuple[str, str]:
    """Return the code at the start of a cell, "" for none, and what follows it."""
    if _is_code(text) or _ROMAN.match(text) or _CAPITAL.match(text):
        return text, ""
    found = _LEADING.match(text)
    return (found["code"], text[found.end() :]) if found else ("", text)


def _themed(row: CodedRow, lettered: bool) -> CodedRow:
    """Give a theme its number, where that is Roman, stands in its text, or (where no number is Roman) is a letter."""
    if row.block is not None:
        return row
    named = _THEME.match(row.text)
    if named:
        return replace(row, code=str(_number(named["number"])), text=row.text[named.end() :])
    if _ROMAN.match(row.code):
        return replace(row, code=str(roman_value(row.code.rstrip(".)"))))
    if lettered and _CAPITAL.match(row.code):
        return replace(row, code=str(ord(row.code[0]) - ord("A") + 1))
    return row


def _number(text: str) -> int:
    return int(text) if text.isdigit() else roman_value(text.upper())


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


def _with_merged_leads(rows: Sequence[CodedRow]) -> Iterator[CodedRow]:
    """Yield the rows; a task whose agency cells were merged with those above takes its bodies from there.

    A row without a lead is such a task, and no heading, where it states a time or a product of its own and has no rows
    below it that go on with its number.
    """
    above: CodedRow | None = None
    for row, following in itertools.zip_longest(rows, rows[1:]):
        has_rows = following is not None and following.full_code.startswith(f"{row.full_code}.")
        if row.block is not None:
            above = row
        elif has_rows or not (row.period or row.output):
            above = None
        elif above is not None:
            row = replace(row, block=above.block, inherited=True)
        yield row


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
    """Give every row its full code; what is numbered for itself, or not at all, counts under its theme."""
    result: list[CodedRow] = []
    dotted = theme = ""
    count = 0
    for row in rows:
        letter, code = _LETTER.match(row.code), _DOTTED.match(row.code)
        number = row.code.rstrip(".)")
        own = _COUNT.match(number)
        if row.block is not None and (own or _MARK.match(row.code)):
            count = int(number) if own else count + 1
            dotted = full = f"{theme}.{count}" if theme else str(count)
        elif letter:
            full = f"{dotted}.{letter.group(1)}" if dotted else letter.group(1)
        else:
            dotted = code["number"] if code else number
            full = f"{dotted}.{code['letter']}" if code and code["letter"] else dotted
            if row.block is None and dotted.isdigit():
                theme, count = dotted, 0
        result.append(replace(row, full_code=full))
    return result
