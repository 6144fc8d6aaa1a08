"""Tables as offices write them: titles in two rows, numbered columns, merged cells written out, a table a page."""

from __future__ import annotations

import pytest

from corpus.layouts import Table, find_tables
from corpus.layouts.mending import numbers_columns
from corpus.reading import document_from_text
from corpus.records import Plan
from tests.corpus.rendering import leads, parsed

TITLES = "STT|Nhiệm vụ|Cơ quan chủ trì|Cơ quan phối hợp"
GOAL = "6|Mục tiêu 6: Bảo đảm nguồn nước||"
TARGET = "6.1|Mục tiêu 6.1: Đến năm 2030, mọi người có nước sạch||"
TASKS = ("-|Rà soát quy hoạch cấp nước|Sở Xây dựng|Sở Tài chính", "-|Tuyên truyền vệ sinh|Sở Y tế|Sở Nội vụ")
LEADS = [("6.1", ("Sở Xây dựng",), "explicit"), ("6.1", ("Sở Y tế",), "explicit")]


def tsv(*rows: str) -> str:
    return "\n".join(row.replace("|", "\t") for row in rows) + "\n"


def pipes(*rows: str) -> str:
    lines = [f"| {row} |" for row in rows]
    return "\n".join([lines[0], "|---|---|---|---|", *lines[1:]]) + "\n"


def cells(*rows: str) -> str:
    return "\n\n".join("\n".join(f"\t{cell}" for cell in row.split("|")) for row in rows) + "\n"


WRITERS = pytest.mark.parametrize("write", [tsv, pipes, cells])


def tables(text: str) -> list[Table]:
    return find_tables(document_from_text("x", text))


def codes(plan: Plan) -> tuple[list[str], list[str]]:
    return [goal.full_code for goal in plan.goals], [target.full_code for target in plan.targets]


@WRITERS
@pytest.mark.parametrize("second", ["||Chủ trì|Phối hợp", "STT|Nhiệm vụ|Chủ trì|Phối hợp"])
@pytest.mark.parametrize("first", ["STT|Nhiệm vụ|Cơ quan thực hiện|", "STT|Nhiệm vụ|Phân công|Phân công"])
def test_titles_in_two_rows_are_one_header(write: object, first: str, second: str) -> None:
    assert callable(write)
    text = write(first, second, GOAL, TARGET, TASKS[0], first, second, TASKS[1])
    (table,) = tables(text)
    assert table.header == ("STT", "Nhiệm vụ", "Chủ trì", "Phối hợp")
    plan = parsed(text)
    assert leads(plan) == LEADS
    assert [m.as_written for t in plan.tasks for m in t.coordinating] == ["Sở Tài chính", "Sở Nội vụ"]


@WRITERS
@pytest.mark.parametrize("numbers", ["(1)|(2)|(3)|(4)", "1|2|3|4", "A|B|1|2"])
def test_a_row_that_numbers_the_columns_is_no_task(write: object, numbers: str) -> None:
    assert callable(write)
    plan = parsed(write(TITLES, numbers, GOAL, TARGET, TASKS[0], TITLES, numbers, TASKS[1]))
    assert leads(plan) == LEADS
    assert plan.leftovers == ()


@pytest.mark.parametrize(
    "row", [("1", "Rà soát", "2"), ("1", "2"), ("2", "3", "4"), ("", "", ""), ("2015", "2020", "2025")]
)
def test_other_numbers_number_no_columns(row: tuple[str, ...]) -> None:
    assert not numbers_columns(row)


@WRITERS
def test_a_merged_cell_written_into_every_column_stands_once(write: object) -> None:
    assert callable(write)
    goal, target = (f"{row.split('|')[0]}|{'|'.join([row.split('|')[1]] * 3)}" for row in (GOAL, TARGET))
    part = "|" + "|".join(["a. Công tác quy hoạch"] * 3)
    plan = parsed(write(TITLES, goal, target, part, *TASKS))
    assert codes(plan) == (["6"], ["6.1"])
    assert [(t.full_code, t.part_title) for t in plan.tasks] == [("6.1.a", "Công tác quy hoạch")] * 2


@WRITERS
def test_a_title_of_the_table_above_its_columns(write: object) -> None:
    assert callable(write)
    assert leads(parsed(write("PHỤ LỤC NHIỆM VỤ|x||", TITLES, GOAL, TARGET, *TASKS))) == LEADS


@pytest.mark.parametrize("header", [TITLES, None])
def test_a_table_for_every_page_is_one_table(header: str | None) -> None:
    """The page begins inside a target: its blank cells go on with the row before."""
    rest = ["-|Giám sát chất lượng nước||", TASKS[1]]
    text = cells(TITLES, GOAL, TARGET, TASKS[0]) + "\n\n\n12\n\n\n" + cells(*([header] if header else []), *rest)
    (table,) = tables(text)
    assert [row.page_start for row in table.rows] == [False, False, False, True, False]
    assert leads(parsed(text)) == [LEADS[0], ("6.1", ("Sở Xây dựng",), "inherited"), LEADS[1]]


def test_tables_with_other_titles_or_words_between_them_stay_apart() -> None:
    other = "STT|Tên dự án|Địa điểm|Kinh phí"
    assert len(tables(cells(TITLES, GOAL, TARGET, *TASKS) + "\n\n\n" + cells(other, "1|Hồ chứa|Bến Tre|5"))) == 2
    assert len(tables(cells(TITLES, GOAL, TARGET, TASKS[0]) + "\n\n\nDanh mục\n\n\n" + cells(TITLES, *TASKS))) == 2


@WRITERS
def test_headings_above_and_between_tables_belong_to_them(write: object) -> None:
    assert callable(write)
    text = (
        "PHỤ LỤC\n\nMục tiêu 6: Bảo đảm nguồn nước\n\nMục tiêu 6.1: Nước sạch\n\n\n"
        + write(TITLES, TASKS[0])
        + "\n\n\nMục tiêu 7: Năng lượng\n\nMục tiêu 7.1: Điện\n\n\n"
        + write(TITLES, TASKS[1])
    )
    plan = parsed(text)
    assert codes(plan) == (["6", "7"], ["6.1", "7.1"])
    assert leads(plan) == [LEADS[0], ("7.1", ("Sở Y tế",), "explicit")]
    assert [text[t.span.start : t.span.end] for t in plan.targets] == ["Mục tiêu 6.1: Nước sạch", "Mục tiêu 7.1: Điện"]


def test_a_list_of_goals_above_a_table_is_running_text() -> None:
    listed = "".join(f"Mục tiêu {n}: Việc {n}\n\n" for n in (4, 5, 6))
    plan = parsed(f"KẾ HOẠCH\n\n{listed}\n\n{tsv(TITLES, GOAL, TARGET, *TASKS)}")
    assert codes(plan) == (["6"], ["6.1"])


def test_a_budget_under_a_goal_is_no_table_of_its_tasks() -> None:
    budget = tsv("STT|Nội dung|Kinh phí|Nguồn vốn", "1|Trạm cấp nước|5 tỷ đồng|Ngân sách", "2|Đường ống|2 tỷ đồng|Vay")
    assert parsed(f"KẾ HOẠCH\n\nMục tiêu 6: Bảo đảm nguồn nước\n\n{budget}").tasks == ()


def test_cells_cut_off_behind_the_last_filled_one_are_empty() -> None:
    (table,) = tables("STT\tNhiệm vụ\tCơ quan chủ trì\tKinh phí\n-\tRà soát\tSở Y tế\n-\tKiểm tra\tSở Nội vụ\n")
    assert {len(row.cells) for row in table.rows} == {4}


def test_a_page_without_titles_and_headings_is_known_by_the_table_before_it() -> None:
    titles, target = "Nhiệm vụ|Cơ quan chủ trì|Thời gian", "Mục tiêu 6.1: Nước sạch||"
    text = cells(titles, target, "- Rà soát quy hoạch|Sở Xây dựng|2019") + "\n\n\n"
    page = cells("- Nhiệm vụ thứ hai|Sở Y tế|2020", "- Nhiệm vụ thứ ba|Sở Nội vụ|2021")
    assert [lead for _, lead, _ in leads(parsed(text + page))] == [("Sở Xây dựng",), ("Sở Y tế",), ("Sở Nội vụ",)]
    (_,) = tables(text + "\n\n\nTM. ỦY BAN NHÂN DÂN\n\tCHỦ TỊCH\n\n\tNguyễn Văn A\n")


def test_a_table_of_titles_and_numbers_alone_breaks_nothing() -> None:
    text = cells(TITLES, GOAL, TARGET, TASKS[0]) + "\n\n\n" + cells(TITLES, "(1)|(2)|(3)|(4)") + "\n\n\n"
    assert leads(parsed(text + cells(TITLES, TASKS[1]))) == LEADS
