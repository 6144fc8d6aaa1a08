"""An answer says as much as the records do: of the work meant, of the year asked for, of every plan compared."""

from __future__ import annotations

import re
from datetime import date

import pytest

from search.answers.model import Answer
from search.engine import Engine

AFTER = date(2026, 1, 1)


def first_sentences(answer: Answer) -> list[str]:
    return [line for line in answer.answer.split("\n") if line]


def test_the_work_meant_is_quoted_after_the_answer(engine: Engine) -> None:
    answer = engine.ask("Ai lo nước sạch nông thôn ở Bến Tre?")
    assert answer.answer.startswith("Bến Tre (mục tiêu 6.1): Sở Nông nghiệp và Phát triển nông thôn chủ trì [1]")
    (words,) = re.findall(r"Việc: «…?(.+?)…?»", answer.answer)
    assert any(words in citation.quote for citation in answer.citations)


def test_a_number_alone_shows_what_the_target_says(engine: Engine) -> None:
    answer = engine.ask("Ai chủ trì mục tiêu 6.1 của Đắk Nông?")
    assert answer.answer.count("Nội dung: «") == 1
    parts = [statement.part for statement in answer.statements]
    assert parts == sorted(filter(None, parts))


def test_a_goal_has_no_lead_of_its_own(pages: Engine) -> None:
    answer = pages.ask("Ai chủ trì mục tiêu 6 của Bến Tre?")
    assert (
        "từng mục tiêu cụ thể có cơ quan chủ trì riêng – Sở Nông nghiệp và Phát triển nông thôn: 6.1 [1]; "
        in answer.answer
    )
    assert answer.statements[0].target_code == "6"


def test_tasks_come_with_their_leads(pages: Engine) -> None:
    answer = pages.ask("Đắk Nông có nhiệm vụ gì về nước sạch nông thôn?")
    assert "(Sở Nông nghiệp và Phát triển nông thôn chủ trì)" in answer.answer
    assert {body.role for body in answer.statements[0].agencies} == {"lead"}


def test_who_coordinates_is_asked_with_and_without_the_lead(engine: Engine) -> None:
    support = engine.ask("Những cơ quan nào phối hợp cấp nước sạch nông thôn ở Bến Tre?").answer
    assert support.startswith("Bến Tre (mục tiêu 6.1): cơ quan phối hợp: ")
    both = engine.ask("Ai chủ trì, ai phối hợp cấp nước sạch nông thôn ở Bến Tre?").answer
    assert re.match(r"Bến Tre \(mục tiêu 6\.1\): Sở \S.+ chủ trì; phối hợp: ", both)


def test_a_body_of_today_reaches_the_older_ones_it_was_made_of(pages: Engine) -> None:
    answer = pages.ask("Sở Nông nghiệp và Môi trường Vĩnh Long chủ trì những gì?", as_of=AFTER)
    bodies = [body.canonical for statement in answer.statements for body in statement.agencies]
    assert bodies == ["Sở Nông nghiệp và Phát triển nông thôn", "Sở Tài nguyên và Môi trường"]
    assert answer.answer.count("Hiện nay là Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long.") == 2
    assert "trả lời theo kế hoạch của Bến Tre (trước sáp nhập)" in answer.answer


def test_two_bodies_are_two_statements(pages: Engine) -> None:
    answer = pages.ask("Sở Xây dựng và Sở Tài chính Bến Tre chủ trì những mục tiêu nào?")
    for statement in answer.statements:
        assert len({body.agency_id for body in statement.agencies}) == 1


def test_who_names_the_old_provinces_is_not_told_of_todays(pages: Engine) -> None:
    answer = pages.ask("Kiên Giang và An Giang khác nhau thế nào về nghèo đa chiều?", as_of=AFTER)
    assert "hiện nay gồm" not in answer.answer


@pytest.mark.parametrize("year", ["2022", "2045"])
def test_a_year_that_no_place_names_is_not_answered_with_another(pages: Engine, year: str) -> None:
    answer = pages.ask(f"Tỷ lệ che phủ rừng của Bến Tre năm {year} là bao nhiêu?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert year in answer.answer


def test_the_year_of_a_plan_is_no_year_of_a_value(pages: Engine) -> None:
    answer = pages.ask("Kế hoạch năm 2018 của Bến Tre đặt độ che phủ rừng toàn tỉnh bao nhiêu phần trăm?")
    assert "55%" in answer.answer


def test_appendices_that_set_different_numbers_are_both_cited(pages: Engine) -> None:
    answer = pages.ask("Đến năm 2030 bao nhiêu phần trăm doanh nghiệp nhỏ và vừa ở Kiên Giang có vay vốn ngân hàng?")
    assert answer.conflict
    assert len({statement.citations for statement in answer.statements}) == 2
    assert all(number in answer.answer for number in ("25%", "20%", "không thống nhất"))


def test_numbers_of_different_things_do_not_contradict_each_other(pages: Engine) -> None:
    answer = pages.ask("Tỷ lệ chất thải nguy hại được xử lý ở Bến Tre là bao nhiêu?")
    assert not answer.conflict


def test_what_is_counted_must_stand_in_the_plan(pages: Engine) -> None:
    assert pages.ask("Bến Tre có bao nhiêu khách du lịch năm 2030?").status == "abstained"


def test_counts_of_one_goal(pages: Engine) -> None:
    answer = pages.ask("Mục tiêu 2 của Kiên Giang có bao nhiêu mục tiêu cụ thể?")
    assert first_sentences(answer) == ["Kiên Giang: Mục tiêu 2: có 4 mục tiêu cụ thể, từ 2.1-2.4 [1]."]


def test_what_plans_hold_is_answered_beside_what_they_do_not(engine: Engine) -> None:
    answer = engine.ask("Ai lo nước sạch nông thôn ở Bến Tre và số điện thoại là gì?")
    assert answer.status == "answered"
    assert answer.statements[0].agencies[0].canonical == "Sở Nông nghiệp và Phát triển nông thôn"
    assert "Các kế hoạch không nêu số điện thoại hay địa chỉ liên hệ." in answer.answer


def test_a_question_back_to_what_is_not_answered_is_not_answered(engine: Engine) -> None:
    answer = engine.ask("Giám đốc Sở Xây dựng Bến Tre là ai và người đó lo việc gì?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")


def test_an_abstention_says_what_there_is_and_shows_it_first(engine: Engine) -> None:
    answer = engine.ask("Kinh phí thực hiện mục tiêu 6.1 của Bến Tre là bao nhiêu tỷ đồng?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "Các kế hoạch không nêu số tiền này. Nội dung gần nhất: Bến Tre (mục tiêu 6.1): «" in answer.answer
    (words,) = re.findall(r"«(.+?)…?»", answer.answer)
    assert words in answer.nearest[0].quote


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Bây giờ ai lo nước sạch nông thôn ở Bến Tre?", "answered"),
        ("Nước sạch nông thôn Bến Tre hiện nay đạt bao nhiêu?", "abstained"),
        ("Nước sạch nông thôn Bến Tre đã đạt tỷ lệ bao nhiêu?", "abstained"),
    ],
)
def test_now_asks_for_a_body_or_for_a_result(engine: Engine, question: str, status: str) -> None:
    assert engine.ask(question).status == status


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Xả nước thải thì bị phạt bao nhiêu tiền?", "xử phạt"),
        ("Cho xin số điện thoại và email của Sở Y tế", "số điện thoại"),
    ],
)
def test_the_most_telling_sign_gives_the_reason(engine: Engine, question: str, words: str) -> None:
    answer = engine.ask(question)
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert words in answer.answer


def test_a_plan_that_speaks_of_it_is_never_called_silent(engine: Engine) -> None:
    answer = engine.ask("So sánh nước sạch nông thôn của Bến Tre, An Giang và Đắk Nông")
    assert all(statement.stated for statement in answer.statements)
    assert {statement.province for statement in answer.statements} == {"ben-tre", "an-giang", "dak-nong"}


def test_a_sentence_is_said_once(pages: Engine) -> None:
    for question in (
        "Nước sạch nông thôn",
        "che phủ rừng bến tre",
        "Kế hoạch Kiên Giang gồm bao nhiêu mục tiêu cụ thể?",
    ):
        said = [re.sub(r"\[\d+\]", "", sentence) for sentence in pages.ask(question).sentences]
        assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Bến Tre có kế hoạch xây sân bay không?", "abstained"),
        ("Bến Tre có nhiệm vụ về nước sạch nông thôn không?", "answered"),
        ("Hồ sơ xin cấp nước sạch nông thôn ở Bến Tre cần giấy tờ gì?", "abstained"),
    ],
)
def test_whether_a_plan_has_something_is_read_from_its_very_words(engine: Engine, question: str, status: str) -> None:
    assert engine.ask(question).status == status


def test_the_tasks_of_a_target_with_one_task_are_its_own(pages: Engine) -> None:
    for plan_id, plan in pages.session.store.plans.items():
        for target in plan.targets:
            tasks = pages.session.store.tasks_of(plan_id, target.full_code)
            if target.level != "target" or len(tasks) != 1 or plan.info.kind == "green_growth":
                continue
            answer = pages.ask(f"Các nhiệm vụ của mục tiêu {target.code} là gì?", plans=[plan_id])
            codes = {citation.target_code for citation in answer.citations}
            assert codes <= {target.code}, (plan_id, target.code, codes)
