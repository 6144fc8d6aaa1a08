"""Green-growth plans: rows that are numbered tasks."""

from __future__ import annotations

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
