"""What a word means is told where a plan explains it, and nowhere else; what a plan is made of is listed."""

from __future__ import annotations

import pytest

from search.engine import Engine


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("“Bao trùm” nghĩa là gì?", "Là tính chất tham gia của tất cả mọi người"),
        ("'bao trùm' được hiểu như thế nào", "Là tính chất tham gia của tất cả mọi người"),
        ("MTCT là gì trong kế hoạch Bến Tre?", "Mục tiêu cụ thể (MTCT)"),
        ("khái niệm công nghiệp hóa bao trùm", "quá trình công nghiệp hóa"),
    ],
)
def test_a_term_that_is_explained(pages: Engine, question: str, words: str) -> None:
    answer = pages.ask(question)
    assert answer.status == "answered"
    assert words in answer.answer
    assert len(answer.statements) <= 2


@pytest.mark.parametrize(
    "question",
    [
        '"phát triển bền vững" nghĩa là gì?',
        "'tăng trưởng xanh' nghĩa là gì?",
        "nước sạch nông thôn được hiểu như thế nào?",
        "What does “clean water” mean?",
        "Nguồn kinh phí I, II, III trong kế hoạch tăng trưởng xanh nghĩa là gì?",
    ],
)
def test_a_term_no_plan_explains(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert (answer.status, answer.reason) == ("abstained", "not_stated")


def test_a_heading_is_no_word_to_explain(pages: Engine) -> None:
    answer = pages.ask("Mục tiêu tổng quát của kế hoạch phát triển bền vững An Giang là gì?")
    assert answer.status == "answered"


def test_a_body_is_named_in_full(pages: Engine) -> None:
    answer = pages.ask("Sở NN&PTNT là gì?")
    assert answer.intent == "definition"
    assert "chủ trì" not in answer.answer


def test_the_terms_of_a_plan_are_listed(pages: Engine) -> None:
    answer = pages.ask("Kế hoạch An Giang giải thích những thuật ngữ nào?")
    assert "«Bao trùm»" in answer.answer
    assert "«Công nghiệp hóa bao trùm»" in answer.answer


def test_the_goals_of_a_plan_are_listed(pages: Engine) -> None:
    answer = pages.ask("Kế hoạch phát triển bền vững Đắk Nông gồm những lĩnh vực nào?")
    assert answer.status == "answered"
    assert "mục tiêu: " in answer.answer


def test_to_whom_a_plan_applies_is_not_stated(pages: Engine) -> None:
    assert pages.ask("Kế hoạch của An Giang áp dụng cho ai?").reason == "not_stated"
