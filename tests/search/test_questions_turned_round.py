"""Negated questions, questions for what lacks something, and for what is no matter of the plans."""

from __future__ import annotations

import pytest

from search.engine import Engine


@pytest.mark.parametrize(
    "question",
    [
        "Ai không phải là cơ quan chủ trì về nước sạch ở Bến Tre?",
        "Sở Xây dựng Bến Tre không chủ trì những việc gì?",
        "Cơ quan nào không phối hợp cấp nước sạch ở Bến Tre?",
        "Which agency is not responsible for clean water in Ben Tre?",
    ],
)
def test_who_has_no_role_is_not_stated(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "không được giao" in answer.answer or "which are not" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "Ai lo nước sạch nông thôn ở Bến Tre?",
        "Ai không chủ trì mà chỉ phối hợp mục tiêu 6.1 ở Bến Tre?",
        "Sở Xây dựng có chủ trì mục tiêu 6.1 ở Bến Tre không?",
    ],
)
def test_what_only_looks_negated_is_answered(pages: Engine, question: str) -> None:
    assert pages.ask(question).status == "answered"


def test_plans_that_lack_something_come_first(pages: Engine) -> None:
    answer = pages.ask("Tỉnh nào không nhắc đến hydro xanh?")
    stated = [statement.stated for statement in answer.statements]
    assert stated == sorted(stated)
    assert stated[0] is False
    assert answer.statements[-1].province == "ben-tre"


def test_who_asks_for_both_kinds_gets_what_each_plan_says(pages: Engine) -> None:
    answer = pages.ask("Tỉnh nào có mục tiêu về rừng, tỉnh nào không?")
    assert answer.statements[0].stated


def test_where_a_province_went_is_told_from_the_table(pages: Engine) -> None:
    answer = pages.ask("Kiên Giang giờ thuộc tỉnh nào?")
    assert (answer.status, answer.reason) == ("abstained", "out_of_scope")
    assert "Kiên Giang nay thuộc An Giang" in answer.answer


def test_a_number_no_target_has_is_said_with_those_there_are(pages: Engine) -> None:
    answer = pages.ask("Mục tiêu 6.9 của Bến Tre giao ai?")
    assert answer.reason == "not_stated"
    assert "không có mục tiêu hay nhiệm vụ 6.9" in answer.answer
    assert "6.1" in answer.answer


def test_a_lettered_part_of_a_target_is_not_said_to_be_missing(pages: Engine) -> None:
    assert "không có mục tiêu" not in pages.ask("Mục tiêu 6.1.z của Bến Tre giao ai?").answer


@pytest.mark.parametrize(
    "question",
    ["Ai lo thủ tục vay vốn ở Bến Tre?", "Ai lo giảm tỷ số tử vong mẹ ở Bến Tre?"],
)
def test_words_of_other_matters_do_not_refuse_a_question_for_who_leads(pages: Engine, question: str) -> None:
    assert "hồ sơ, thủ tục" not in pages.ask(question).answer
    assert pages.ask(question).reason != "out_of_scope"


@pytest.mark.parametrize(
    "question",
    ["Lương giáo viên ở An Giang bao nhiêu?", "Học phí ở Bến Tre?", "Bến Tre trồng được bao nhiêu cây xanh rồi?"],
)
def test_pay_prices_and_results_are_not_stated(pages: Engine, question: str) -> None:
    assert pages.ask(question).reason in ("not_stated", "no_match")
    assert pages.ask(question).status == "abstained"


def test_deadlines_of_reports_are_compared(pages: Engine) -> None:
    answer = pages.ask("So sánh hạn nộp báo cáo hằng năm giữa các tỉnh")
    assert answer.status == "answered"
    assert {"ben-tre", "dak-nong"} <= {statement.province for statement in answer.statements if statement.stated}
