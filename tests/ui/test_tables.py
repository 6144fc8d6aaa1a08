"""Tables on a page and as workbooks."""

from __future__ import annotations

import io

import openpyxl

from ui.markup import el
from ui.tables import table, to_xlsx


def test_cells_are_text_unless_they_are_ours() -> None:
    shown = table(["Mã", "Nội dung"], [["6.1", "<b>x</b>"], ["6.2", el("i", "y")]], "Bảng", (0,))
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "<i>y</i>" in shown
    assert 'data-label="Nội dung"' in shown
    assert 'aria-label="Bảng"' in shown
    assert '<th scope="col" class="kh-right">Mã</th>' in shown


def test_a_workbook_never_holds_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx("Chỉ tiêu: [2030]", ["a", "b"], [["=1+1", "x\x00y"]])))
    sheet = book.active
    assert sheet is not None
    assert sheet.title == "Chỉ tiêu 2030"
    cell = sheet["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert sheet["B2"].value == "xy"
