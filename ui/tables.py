"""Tables on a page and as files: text stays text, in both."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill

from ui.markup import Html, el

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CELL = 32_000
_WIDEST = 70
_SHORT, _LONG, _FIGURE = 15, 45, 10
_TAG = re.compile(r"<[^<>]*>")

Cell = str | Html


def table(head: Sequence[str], rows: Sequence[Sequence[Cell]], label: str, right: Sequence[int] = ()) -> Html:
    """Return a table that scrolls when it is wide and becomes a list on a narrow screen.

    Args:
        head: titles of the columns.
        rows: their cells, text or HTML.
        label: what the table is, for those who do not see it.
        right: columns of numbers, aligned right.
    """
    titles = [el("th", text, scope="col", cls="kh-right" if at in right else None) for at, text in enumerate(head)]
    body = [
        el(
            "tr",
            [
                el("td", cell, cls=_cell_class(cell, at in right), data_label=head[at] or None)
                for at, cell in enumerate(row)
            ],
        )
        for row in rows
    ]
    whole = el("table", el("thead", el("tr", titles)), el("tbody", body), cls="kh-table kh-stack")
    return el("div", whole, cls="kh-scroll", tabindex="0", role="group", aria_label=label)


def _cell_class(cell: Cell, right: bool) -> str | None:
    """Short cells stay on one line, so that codes and line numbers are not torn apart; long ones get room."""
    length = len(_TAG.sub("", cell) if isinstance(cell, Html) else cell)
    if right:
        return "kh-right" if length <= _FIGURE else "kh-right kh-wrap"
    return "kh-nowrap" if length <= _SHORT else "kh-wide" if length > _LONG else "kh-mid"


def to_xlsx(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table as a workbook of one sheet; no cell is ever a formula.

    Args:
        title: of the sheet.
        head: titles of the columns.
        rows: their cells.
    """
    book = Workbook()
    sheet = book.active
    if sheet is None:  # a new workbook always has a sheet; openpyxl's types allow for one without
        sheet = book.create_sheet()
    sheet.title = "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Trang"
    for number, row in enumerate([head, *rows], start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_CELL]
            cell.data_type = "s"
            cell.quotePrefix = text[:1] in "=+-@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E3EFF0")
    for column, name in enumerate(head, start=1):
        widest = max((len(row[column - 1]) for row in rows), default=0)
        sheet.column_dimensions[sheet.cell(row=1, column=column).column_letter].width = min(
            max(len(name), widest) + 2, _WIDEST
        )
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
