"""A comparison as a workbook: one sheet a goal, differences coloured by kind, every cell linked to its source."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment as CellAlignment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from search.comparison.model import Comparison, Difference, Row
from search.comparison.tables import KINDS, RELATIONS, cell_of, leads_of, lines_text
from search.comparison.view_tables import Table, coverage_table, lead_table, roadmap_table

# (plan, full code) → address of the place, or None
Link = Callable[[str, str], str | None]

COLOURS = {"value": "FFF2CC", "deadline": "FCE4D6", "lead": "DDEBF7", "scope": "E2EFDA", "missing": "F8CBAD"}
_HEAD = PatternFill("solid", fgColor="D9D9D9")
_BOLD, _LINKED = Font(bold=True), Font(color="0563C1", underline="single")
_WRAP = CellAlignment(wrap_text=True, vertical="top")
_SHEET_NAME, _BAD_IN_NAME = 31, re.compile(r"[\[\]:*?/\\']")
_CELL = 32_000
_WIDE, _NARROW = 46, 16


def to_xlsx(comparison: Comparison, link: Link = lambda plan_id, code: None) -> bytes:
    """Return the comparison as an XLSX workbook.

    Args:
        comparison: what is written.
        link: gives the address at which a target is shown.
    """
    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    _coverage_sheet(book, comparison)
    goals: dict[str, list[Row]] = {}
    for row in comparison.rows:
        goals.setdefault(row.goal, []).append(row)
    for goal, rows in goals.items():
        _goal_sheet(book, goal, rows, comparison, link)
    _road_sheet(book, comparison)
    _lead_sheet(book, comparison)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(book: Workbook, title: str, head: Sequence[str], widths: Iterable[int]) -> Worksheet:
    name = _BAD_IN_NAME.sub(" ", title).strip()
    if len(name) > _SHEET_NAME:
        name = (name[: _SHEET_NAME + 1].rpartition(" ")[0] or name[:_SHEET_NAME]).rstrip(" ,")
    name = name or "Trang"
    while name in book.sheetnames:
        name = f"{name[: _SHEET_NAME - 2]} {len(book.sheetnames) % 10}"
    sheet: Worksheet = book.create_sheet(name)
    _write(sheet, 1, head)
    for cell in sheet[1]:
        cell.font, cell.fill = _BOLD, _HEAD
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    return sheet


def _write(sheet: Worksheet, number: int, texts: Sequence[str | int]) -> list[Cell]:
    """Write a row of cells; text stays text, whatever sign it begins with."""
    cells = []
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row=number, column=column)
        if isinstance(text, int):
            cell.value = text
        else:
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_CELL]
            cell.data_type = "s"
            cell.quotePrefix = text[:1] in "=+-@"
        cell.alignment = _WRAP
        cells.append(cell)
    return cells


def _goal_sheet(book: Workbook, goal: str, rows: Sequence[Row], comparison: Comparison, link: Link) -> None:
    plans = comparison.plans
    names = [comparison.names[plan_id] for plan_id in plans]
    head = ["Nội dung", "Số quốc gia", "Quan hệ", *names, *(f"Chủ trì - {name}" for name in names)]
    head += ["Loại khác biệt", "Khác biệt"]
    widths = [30, 10, 14, *([_WIDE] * len(plans)), *([24] * len(plans)), 14, 60]
    sheet = _sheet(book, goal, head, widths)
    number = 2
    for row in rows:
        shown = [row.topic, ", ".join(row.national_codes), RELATIONS[row.relation]]
        shown += [cell_of(row, plan_id) for plan_id in plans] + [leads_of(row, plan_id) for plan_id in plans]
        cells = _write(sheet, number, shown)
        for at, plan_id in enumerate(plans):
            _link_member(cells[3 + at], row, plan_id, link)
        for difference in row.differences:
            _write_difference(sheet, number, len(head) - 1, difference, comparison)
            _colour_plans(cells, difference, comparison)
            number += 1
        number += not row.differences


def _link_member(cell: Cell, row: Row, plan_id: str, link: Link) -> None:
    members = row.members.get(plan_id, ())
    address = link(plan_id, members[0].full_code) if members else None
    if address:
        cell.hyperlink, cell.font = address, _LINKED


def _write_difference(
    sheet: Worksheet, number: int, column: int, difference: Difference, comparison: Comparison
) -> None:
    places = "; ".join(
        f"{comparison.names[plan_id]}: {', '.join(dict.fromkeys(lines_text(quote.lines) for quote in quotes))}"
        for plan_id, quotes in difference.quotes.items()
    )
    texts = (KINDS[difference.kind], f"{difference.text} ({places})" if places else difference.text)
    for at, text in enumerate(texts):
        cell = sheet.cell(row=number, column=column + at)
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", text)[:_CELL], "s"
        cell.alignment, cell.fill = _WRAP, PatternFill("solid", fgColor=COLOURS[difference.kind])


def _colour_plans(cells: Sequence[Cell], difference: Difference, comparison: Comparison) -> None:
    """Colour the cells of the plans a difference is about: their leads for "lead", else their targets."""
    first = 3 + (len(comparison.plans) if difference.kind == "lead" else 0)
    for at, plan_id in enumerate(comparison.plans):
        if plan_id in difference.plans and first + at < len(cells):
            cells[first + at].fill = PatternFill("solid", fgColor=COLOURS[difference.kind])


def _table_sheet(book: Workbook, title: str, table: Table, widths: Iterable[int]) -> Iterator[list[Cell]]:
    sheet = _sheet(book, title, table.head, widths)
    for number, row in enumerate(table.rows, start=2):
        yield _write(sheet, number, row)


def _coverage_sheet(book: Workbook, comparison: Comparison) -> None:
    plans = len(comparison.plans)
    widths = [44, 12, *([_NARROW] * plans), *([_WIDE] * plans)]
    for cells in _table_sheet(book, "Độ phủ", coverage_table(comparison), widths):
        for cell in cells[2 : 2 + plans]:
            if not cell.value:
                cell.fill = PatternFill("solid", fgColor=COLOURS["missing"])


def _road_sheet(book: Workbook, comparison: Comparison) -> None:
    table = roadmap_table(comparison)
    widths = [30, _NARROW, 10, _WIDE, *([12] * (len(table.head) - 4))]
    for _ in _table_sheet(book, "Lộ trình chỉ tiêu", table, widths):
        pass


def _lead_sheet(book: Workbook, comparison: Comparison) -> None:
    table = lead_table(comparison)
    for cells in _table_sheet(book, "Cơ quan chủ trì", table, [40, *([36] * len(comparison.plans)), 12]):
        if cells[-1].value != "có":
            cells[-1].fill = PatternFill("solid", fgColor=COLOURS["lead"])
