"""HTML tables: what converters and OCR write where a page had a table."""

from __future__ import annotations

import pytest

from corpus.layouts import find_tables
from corpus.reading import document_from_text
from tests.corpus.rendering import parsed
from tests.timing import assert_within

ROWS = """
<tr><th>STT</th><th>Nhiệm vụ</th><th colspan="2">Cơ quan thực hiện</th></tr>
<tr><th></th><th></th><th>Chủ trì</th><th>Phối hợp</th></tr>
<tr><td>6</td><td colspan=3>Mục tiêu 6: Đảm bảo đầy đủ và quản lý bền vững tài nguyên nước</td></tr>
<tr><td>6.1</td><td colspan='3'>Mục tiêu 6.1: Đến năm 2030, đảm bảo khả năng tiếp cận nước sạch</td></tr>
<tr><td></td><td>- Rà soát quy hoạch cấp nước đô thị<br>- Xây dựng kế hoạch cấp nước an toàn</td>
<td rowspan="2">Sở Xây dựng</td><td rowspan="2">Sở Tài chính, Sở Y tế</td></tr>
<tr><td></td><td>- Giảm thất thoát nước sạch</td></tr>
<tr><td></td><td>- Tuyên truyền về vệ sinh môi trường</td><td>Sở Y tế</td><td>UBND các huyện, thành phố</td></tr>
"""


@pytest.mark.parametrize("line", ["\n", ""])
def test_merged_cells_stand_once_and_their_tasks_inherit(line: str) -> None:
    plan = parsed("<table border=1>" + ROWS.strip().replace("\n", line) + "</table>\n")
    assert [(g.code, g.text) for g in plan.goals] == [("6", "Đảm bảo đầy đủ và quản lý bền vững tài nguyên nước")]
    assert [t.code for t in plan.targets] == ["6.1"]
    assert [(task.text, tuple(body.agency_id for body in task.lead)) for task in plan.tasks] == [
        ("Rà soát quy hoạch cấp nước đô thị", ("so-xay-dung",)),
        ("Xây dựng kế hoạch cấp nước an toàn", ("so-xay-dung",)),
        ("Giảm thất thoát nước sạch", ("so-xay-dung",)),
        ("Tuyên truyền về vệ sinh môi trường", ("so-y-te",)),
    ]
    assert {m.agency_id for m in plan.tasks[0].coordinating} == {"so-tai-chinh", "so-y-te"}


def test_spans_are_those_of_the_cells() -> None:
    document = document_from_text("x", f"Lời đầu.\n<table>{ROWS}</table>\nLời cuối.\n")
    (table,) = find_tables(document)
    assert document.source[table.span.start : table.span.end].startswith("<table>")
    for row in table.rows:
        for cell in row.cells:
            assert "<td" not in document.source[cell.start : cell.end]


@pytest.mark.parametrize(
    "source",
    ["<table>", "</table>", "<table><tr></table>", "<td>Sở Y tế", "<table></tr></td></table>", "<table><table>"],
)
def test_broken_tables_are_no_tables(source: str) -> None:
    assert find_tables(document_from_text("x", source + "\n")) == []


def test_a_table_that_is_never_closed_ends_with_the_document() -> None:
    (table,) = find_tables(document_from_text("x", f"<table>{ROWS}"))
    assert len(table.rows) == 6 - 1


def test_a_cell_that_claims_to_cover_millions_of_columns_covers_few() -> None:
    source = '<table><tr><td colspan="9999">a</td><td rowspan=9999>b</td></tr><tr><td>c</td></tr></table>'
    (table,) = find_tables(document_from_text("x", source))
    assert max(len(row.cells) for row in table.rows) < 200


@pytest.mark.parametrize("unit", ["<table>", "<td ", "<tr><td>", "<td rowspan", "</td>", "<table><tr><td rowspan=9>a"])
def test_the_worst_input_is_read_in_linear_time(unit: str) -> None:
    document = document_from_text("x", "<table>" + unit * (100_000 // len(unit)))
    assert_within(1.0, lambda: find_tables(document))


def test_a_row_whose_cells_all_lie_under_merged_ones_is_empty_and_counts() -> None:
    covered = '<td rowspan="2">-</td><td rowspan="2">- Rà soát quy hoạch cấp nước</td>'
    bodies = '<td rowspan="2">Sở Xây dựng</td><td rowspan="2">Sở Y tế</td>'
    after = "<tr><td>-</td><td>- Tuyên truyền về nước sạch</td><td>Sở Y tế</td><td>Sở Công Thương</td></tr>"
    head = ROWS.strip().split("\n")[:4]
    plan = parsed(f"<table>{''.join(head)}<tr>{covered}{bodies}</tr><tr></tr>{after}</table>\n")
    assert [(task.text, task.lead[0].agency_id) for task in plan.tasks] == [
        ("Rà soát quy hoạch cấp nước", "so-xay-dung"),
        ("Tuyên truyền về nước sạch", "so-y-te"),
    ]
