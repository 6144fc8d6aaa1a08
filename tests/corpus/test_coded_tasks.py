"""Green-growth plans: rows that are numbered tasks."""

from __future__ import annotations

import pytest

from corpus.records import Plan
from tests.corpus.rendering import parsed

HEADER = "STT\tNội dung nhiệm vụ\tThời gian\tCơ quan chủ trì\tCơ quan phối hợp\tSản phẩm\n"


def plan(*rows: str, header: str = HEADER) -> Plan:
    return parsed(header + "\n".join(row.replace("|", "\t") for row in rows), province="ben-tre", kind="green_growth")


def test_a_row_with_a_lead_is_a_task_and_one_without_a_theme_or_a_group() -> None:
    read = plan(
        "9|Năng lượng (Cao, A)||||",
        "9.1|Tăng cường tuyên truyền|2023 - 2025|Sở Công Thương|Các sở, ban, ngành tỉnh|Các hoạt động",
        "9.2|Thúc đẩy chuyển dịch||||",
        "9.2.1|Thu hút đầu tư|Hàng năm|Sở Kế hoạch và Đầu tư|Sở Công Thương|Dự án",
    )
    assert [(g.full_code, g.level) for g in read.goals] == [("9", "theme")]
    assert [(t.full_code, t.level) for t in read.targets] == [("9.2", "task_group")]
    assert [(t.full_code, t.period, t.output, t.lead_basis) for t in read.tasks] == [
        ("9.1", "2023 - 2025", "Các hoạt động", "explicit"),
        ("9.2.1", "Hàng năm", "Dự án", "explicit"),
    ]


def test_letters_restart_under_every_group_with_d_bar_in_its_place() -> None:
    rows = [f"{letter})|Việc {letter}|2023|Sở Y tế||" for letter in "abcdđe"]
    others = [f"1.{number}|Triển khai|2024|Sở Y tế||" for number in (2, 3, 4)]
    read = plan("1.1.1|Hướng dẫn||||", *rows, "1.1.2|Đánh giá||||", "a)|Việc khác|2024|Sở Y tế||", *others)
    assert [t.full_code for t in read.tasks] == [f"1.1.1.{c}" for c in "abcdđe"] + ["1.1.2.a", "1.2", "1.3", "1.4"]


def test_a_lost_code_is_implied_by_the_codes_that_follow() -> None:
    # Appendix 1 of the green-growth plan begins with the heading of 1.1.1 without its code; theme 8 lost its number.
    read = plan(
        "|Hướng dẫn xây dựng văn bản||||",
        "a)|Rà soát|2023|Sở Y tế||",
        "1.1.2|Đánh giá||||",
        "a)|Tích hợp|2023|Sở Y tế||",
        "|Thúc đẩy tiêu dùng bền vững||||",
        "8.1|Thực hiện|2023|Sở Y tế||",
    )
    assert [t.full_code for t in read.targets] == ["1.1.1", "1.1.2"]
    assert [g.full_code for g in read.goals] == ["8"]
    assert [t.full_code for t in read.tasks] == ["1.1.1.a", "1.1.2.a", "8.1"]


def test_a_task_may_have_children() -> None:
    read = plan(
        "13.3|Điều chỉnh|2023|Sở Y tế||", "13.3.1|Trồng trọt|2023|Sở Y tế||", "13.4|Xây dựng|2023|UBND các huyện||"
    )
    assert [t.full_code for t in read.tasks] == ["13.3", "13.3.1", "13.4"]


def test_themes_whose_numbers_end_in_a_dot_are_themes() -> None:
    read = plan(
        "9.|Năng lượng||||", "9.1.|Tiết kiệm|2023|Sở Y tế||", "10.|Công nghiệp||||", "10.1.|Đổi mới|2023|Sở Y tế||"
    )
    assert [g.full_code for g in read.goals] == ["9", "10"]
    assert [t.full_code for t in read.tasks] == ["9.1", "10.1"]


def test_footnote_marks_are_left_out() -> None:
    read = plan(
        "1.1|Rà soát quy hoạch(3) của tỉnh|2023|Sở Y tế||", "1.2|Xây dựng|2023|Sở Y tế||", "1.3|Lập|2023|Sở Y tế||"
    )
    assert read.tasks[0].text == "Rà soát quy hoạch của tỉnh"


def test_a_target_table_with_bare_codes_is_none_of_these() -> None:
    read = plan("6.1|Nước uống||||", "-|Rà soát||Sở Y tế||", "6.2|Vệ sinh||||", "-|Vận động||Sở Nội vụ||")
    assert [t.level for t in read.targets] == ["target", "target"]
    assert [t.full_code for t in read.tasks] == ["6.1", "6.2"]


def test_themes_may_have_roman_numbers_or_their_number_in_the_text() -> None:
    read = plan(
        "IV|Phát triển năng lượng||||",
        "4.1|Tuyên truyền|2023|Sở Công Thương||",
        "|Chủ đề 9: Chuyển dịch năng lượng||||",
        "9.1|Tăng cường tuyên truyền|2023|Sở Công Thương||",
    )
    assert [(g.full_code, g.text) for g in read.goals] == [
        ("4", "Phát triển năng lượng"),
        ("9", "Chuyển dịch năng lượng"),
    ]
    assert [t.full_code for t in read.tasks] == ["4.1", "9.1"]


def test_a_code_may_stand_in_the_cell_of_a_heading_or_hold_the_letter() -> None:
    read = plan(
        "1. Góp phần hoàn thiện thể chế|||||",
        "1.1.1. Hướng dẫn xây dựng văn bản|||||",
        "a)|Rà soát|2023|Sở Y tế||",
        "1.1.2|Đánh giá||||",
        "1.1.2.a|Tích hợp|2023|Sở Y tế||",
        "1.1.2.b|Cập nhật|2024|Sở Y tế||",
    )
    assert [g.full_code for g in read.goals] == ["1"]
    assert [(t.full_code, t.text) for t in read.targets] == [
        ("1.1.1", "Hướng dẫn xây dựng văn bản"),
        ("1.1.2", "Đánh giá"),
    ]
    assert [t.full_code for t in read.tasks] == ["1.1.1.a", "1.1.2.a", "1.1.2.b"]


def test_a_task_with_merged_agency_cells_takes_the_bodies_above_and_a_heading_does_not() -> None:
    read = plan(
        "3|Nhân lực||||",
        "3.1|Đào tạo|2023|Sở Y tế|Sở Tài chính|Báo cáo",
        "3.2|Khảo sát|2024|||Báo cáo",
        "4|Năng lượng||||",
        "4.1|Tuyên truyền|2025|||",
        "4.2|Đầu tư|2025|Sở Công Thương||",
    )
    assert [(t.full_code, [m.agency_id for m in t.lead], t.lead_basis) for t in read.tasks] == [
        ("3.1", ["so-y-te"], "explicit"),
        ("3.2", ["so-y-te"], "inherited"),
        ("4.2", ["so-cong-thuong"], "explicit"),
    ]
    assert [m.agency_id for m in read.tasks[1].coordinating] == ["so-tai-chinh"]


@pytest.mark.parametrize(
    ("themes", "numbers", "codes"),
    [
        (("I", "II"), "1212", ["1.1", "1.2", "2.1", "2.2"]),
        (("I", "II"), "1234", ["1.1", "1.2", "2.3", "2.4"]),
        (("A", "B"), "1212", ["1.1", "1.2", "2.1", "2.2"]),
        (("I", "II"), "----", ["1.1", "1.2", "2.1", "2.2"]),
        ((), "1234", ["1", "2", "3", "4"]),
        ((), "    ", ["1", "2", "3", "4"]),
    ],
)
def test_a_list_without_targets_and_dotted_codes(themes: tuple[str, ...], numbers: str, codes: list[str]) -> None:
    rows = [f"{number.strip()}|Rà soát việc {index}|2022|Sở Y tế||" for index, number in enumerate(numbers)]
    if themes:
        rows = [f"{themes[0]}|Hoàn thiện thể chế||||", *rows[:2], f"{themes[1]}|Truyền thông||||", *rows[2:]]
    read = plan(*rows)
    assert [(t.full_code, t.text) for t in read.tasks] == [(c, f"Rà soát việc {i}") for i, c in enumerate(codes)]
    assert [g.full_code for g in read.goals] == [str(number) for number in range(1, len(themes) + 1)]


def test_a_group_that_states_a_time_is_a_group_where_its_tasks_follow() -> None:
    read = plan(
        "1.1.1|Rà soát|2023|Sở Y tế||",
        "1.1.2|Tích hợp|2023|Sở Công Thương||",
        "1.2|Tiết kiệm năng lượng|2023 - 2025|||",
        "1.2.1|Tuyên truyền|2024|Sở Xây dựng||",
    )
    assert [t.full_code for t in read.targets] == ["1.2"]
    assert [t.full_code for t in read.tasks] == ["1.1.1", "1.1.2", "1.2.1"]
