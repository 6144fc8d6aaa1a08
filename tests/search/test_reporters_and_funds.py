"""Who reports a number, where money comes from, and times asked of one subject or of all plans."""

from __future__ import annotations

import pytest

from search.answers.work.report_duties import days_named
from search.engine import Engine


def test_a_row_about_reports_does_not_answer_for_another_row(pages: Engine) -> None:
    answer = pages.ask("Đơn vị nào báo cáo chỉ tiêu tỷ lệ người nghèo đa chiều ở Kiên Giang?")
    assert answer.status == "answered"
    assert "người nghèo đa chiều" in answer.statements[0].text
    assert "báo cáo bền vững" not in answer.answer


@pytest.mark.parametrize(
    "question", ["Kinh phí kế hoạch Bến Tre lấy từ đâu?", "tien thuc hien ke hoach ben tre o dau ra"]
)
def test_the_sources_come_before_who_balances_the_budget(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert answer.status == "answered"
    assert "ngân sách nhà nước của Trung ương" in answer.sentences[0]


def test_a_plan_that_names_no_source_is_said_to_name_none(pages: Engine) -> None:
    answer = pages.ask("Kế hoạch Đắk Nông lấy tiền ở đâu?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "nguồn kinh phí" in answer.answer


def test_a_target_named_by_its_number_may_set_the_year_itself(pages: Engine) -> None:
    answer = pages.ask("Khi nào hoàn thành mục tiêu 6.1 của Đắk Nông?")
    assert answer.status == "answered"
    assert "2030" in answer.answer


def test_the_phases_of_a_plan_are_still_those_of_the_plan(pages: Engine) -> None:
    answer = pages.ask("Kế hoạch Bến Tre chia làm mấy giai đoạn?")
    assert "2018 - 2020" in answer.answer
    assert "2021 - 2030" in answer.answer


def test_reviews_are_compared_by_the_year_asked_for(pages: Engine) -> None:
    answer = pages.ask("So sánh mốc đánh giá giữa kỳ năm 2025 giữa các tỉnh")
    assert answer.statements[0].province == "kien-giang"
    assert "Đến năm 2025, đánh giá giữa kỳ" in answer.sentences[0]


def test_the_day_named_chooses_the_duty_and_its_body_is_told(pages: Engine) -> None:
    answer = pages.ask("Trước ngày 01/12 hàng năm ai phải trình báo cáo?")
    assert answer.status == "answered"
    assert len(answer.statements) == 1
    assert "Sở Kế hoạch và Đầu tư" in answer.statements[0].text
    assert "01 tháng 12" in answer.statements[0].text


def test_the_single_year_named_chooses_the_duty_of_that_year(pages: Engine) -> None:
    answer = pages.ask("Báo cáo năm 2019 của Bến Tre phải gửi trước ngày nào?")
    assert "30 tháng 11 năm 2019" in answer.sentences[0]
    assert "hàng năm" not in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "Đề xuất sửa đổi, bổ sung kế hoạch Đắk Nông gửi về đâu?",
        "Where are proposals for changes to the Dak Nong plan sent?",
    ],
)
def test_where_changes_are_proposed_to_is_the_plans_own_sentence(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert answer.status == "answered"
    assert "chủ động đề xuất, gửi Sở Kế hoạch và Đầu tư" in answer.answer
    assert "hàng năm" not in answer.answer


def test_a_plan_without_such_a_sentence_is_said_to_have_none(pages: Engine) -> None:
    answer = pages.ask("Đề xuất điều chỉnh, bổ sung kế hoạch tăng trưởng xanh Bến Tre gửi cho ai?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "không nêu nơi nhận" in answer.answer


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("trước ngày 01/12 hàng năm", {(1, 12)}),
        ("ngày 15 tháng 11", {(15, 11)}),
        ("giai đoạn 2018-2030, mục tiêu 3.8", set()),
        ("45/100.000 ca", set()),
    ],
)
def test_days_are_read_from_a_question(text: str, days: set[tuple[int, int]]) -> None:
    assert days_named(text) == days


@pytest.mark.parametrize(
    "question",
    [
        "Hệ thống thu gom nước thải thị trấn Ba Tri trong danh mục dự án khi nào khởi công?",
        "Dự án thu gom nước thải thị trấn Ba Tri do ai làm chủ đầu tư?",
        "Who is the investor of the Ba Tri wastewater project?",
    ],
)
def test_what_a_list_of_projects_does_not_state_is_said_with_the_row(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "địa điểm" in answer.answer or "place" in answer.answer
    assert "Ba Tri" in answer.nearest[0].quote


def test_where_a_listed_project_is_stays_answered(pages: Engine) -> None:
    answer = pages.ask("Dự án thu gom nước thải thị trấn Ba Tri ở huyện nào?")
    assert answer.status == "answered"
    assert "Huyện Ba Tri" in answer.answer


def test_a_question_on_a_subject_is_not_answered_by_the_phases_of_the_plan(pages: Engine) -> None:
    answer = pages.ask("Giữ nguyên diện tích vườn chim như bây giờ ở Kiên Giang trong giai đoạn nào?")
    assert "Các nhiệm vụ chủ yếu" not in answer.answer
