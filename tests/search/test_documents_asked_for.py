"""Documents named by their numbers: the plans themselves, those they cite, and those nobody knows."""

from __future__ import annotations

import pytest

from corpus.facts import Fact
from corpus.records import Span
from search.answers.cues import line_of
from search.answers.documents.fact_cues import counted_things
from search.answers.documents.facts import leaves_blank
from search.engine import Engine
from search.references import find_references


@pytest.mark.parametrize(
    ("question", "plan_id", "words"),
    [
        ("qd 1935 noi ve gi", "dak-nong-ptbv-trich", "Danh mục nguồn nước phải lập hành lang bảo vệ"),
        ("Quyết định 1658/QĐ-TTg về việc gì?", "ben-tre-ttx-trich", "Chiến lược quốc gia về tăng trưởng xanh"),
        ("What is decision 882/QĐ-TTg about?", "ben-tre-ttx-trich", "Kế hoạch hành động quốc gia"),
        ("Quyết định 2699 của Bến Tre nói về gì?", "ben-tre-ptbv-trich", "Kế hoạch hành động phát triển bền vững"),
        ("Kế hoạch 194 ban hành ngày nào?", "kien-giang-ptbv-trich", "25 tháng 7 năm 2018"),
    ],
)
def test_the_document_of_that_number_is_told(pages: Engine, question: str, plan_id: str, words: str) -> None:
    answer = pages.ask(question)
    assert answer.status == "answered"
    assert answer.statements[0].plan_id == plan_id
    assert words in answer.answer


@pytest.mark.parametrize("question", ["Quyết định 9999/QĐ-UBND nói về gì?", "nghị quyết 4321/NQ-CP là gì"])
def test_a_number_nobody_mentions_is_said_to_be_unknown(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert (answer.status, answer.reason) == ("abstained", "no_match")
    assert "nhắc đến văn bản số" in answer.answer


def test_the_number_of_another_document_is_not_the_plans_own(pages: Engine) -> None:
    answer = pages.ask("Văn bản của Sở Kế hoạch và Đầu tư An Giang đề nghị phê duyệt kế hoạch số mấy?")
    assert "567/SKHĐT-THQH" in answer.answer
    assert "1015" not in answer.answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Văn bản của Kiên Giang số mấy, ngày mấy?", ("144/KH-UBND", "25")),
        ("Tờ trình xin ban hành kế hoạch Bến Tre số mấy?", ("2662/TTr-SKHĐT", "2376/TTr-SKHĐT")),
        ("ông nào ký kế hoạch Đắk Nông, làm chức gì?", ("người ký: Nguyễn Bốn", "CHỦ TỊCH")),
        ("Ai ký kế hoạch phát triển bền vững Bến Tre và kế hoạch có bao nhiêu mục tiêu?", ("Cao Văn Trọng", "17")),
    ],
)
def test_facts_asked_in_other_words(pages: Engine, question: str, words: tuple[str, ...]) -> None:
    answer = pages.ask(question)
    assert answer.status == "answered"
    assert all(word in answer.answer for word in words), answer.answer


def test_whether_a_document_was_replaced_is_not_stated(pages: Engine) -> None:
    answer = pages.ask("Văn bản nào thay thế quyết định 2082?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")


def test_who_holds_an_office_is_still_not_stated(pages: Engine) -> None:
    assert pages.ask("Chủ tịch tỉnh Bến Tre là ông nào?").reason == "not_stated"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("nghị quyết 03-nq/tu nói gì", ("03-NQ/TU",)),
        ("kết luận 45-kl/tw", ("45-KL/TW",)),
        ("quyết định 622/qđ-ttg", ("622/QĐ-TTg",)),
        ("giai đoạn 2018-2020", ()),
        ("tăng 3-5%/năm", ()),
    ],
)
def test_numbers_of_the_party_are_numbers_of_documents(text: str, numbers: tuple[str, ...]) -> None:
    assert find_references(text).document_numbers == numbers


def test_a_plan_for_years_that_no_plan_has(pages: Engine) -> None:
    answer = pages.ask("Kế hoạch 2031-2035 của Đắk Nông")
    assert (answer.status, answer.reason) == ("abstained", "plan_not_in_corpus")
    assert "2031-2035" in answer.answer
    assert pages.ask("Kế hoạch giai đoạn 2021-2030 của Đắk Nông").reason != "plan_not_in_corpus"


@pytest.mark.parametrize(
    ("question", "said", "others"),
    [
        ("Ai đứng tên ký kế hoạch ĐN, làm chức gì?", ("Nguyễn Bốn", "CHỦ TỊCH"), ("Cao Văn Trọng",)),
        ("Kế hoạch KG mang số mấy?", ("144/KH-UBND",), ("2699", "1015")),
        ("Kế hoạch phát triển bền vững Bến Tre ký với chức danh gì?", ("Cao Văn Trọng", "không ghi chức vụ"), ()),
    ],
)
def test_the_plan_named_in_short_is_the_only_one_told(
    pages: Engine, question: str, said: tuple[str, ...], others: tuple[str, ...]
) -> None:
    answer = pages.ask(question)
    assert answer.status == "answered"
    assert all(word in answer.answer for word in said), answer.answer
    assert not any(word in answer.answer for word in others), answer.answer


@pytest.mark.parametrize(
    "question",
    ["Kế hoạch Đắk Nông theo quyết định số mấy, ngày nào?", "What is the number and date of the Dak Nong plan?"],
)
def test_a_number_and_a_date_that_lack_are_not_those_of_another_document(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert answer.answer.count("Đắk Nông: ") == 2, answer.answer
    assert "/QĐ-UBND" not in answer.answer


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("(Kèm theo Kế hoạch số /KH-UBND ngày / /2018 của UBND tỉnh)", True),
        ("(Kèm theo Kế hoạch số …/KH-UBND ngày … tháng … năm 2018)", True),
        ("(Kèm theo Kế hoạch số /KH-UBND ngày 25/7/2018 của UBND tỉnh)", False),
    ],
)
def test_a_blank_day_stands_beside_a_blank_number(text: str, blank: bool) -> None:
    fact = Fact("plan", "number_blank", "/KH-UBND", text, Span(1, 1, 0, len(text)))
    assert leaves_blank(fact, "date") is blank
    assert leaves_blank(fact, "number")


def test_initials_in_a_question_on_no_document_name_no_plan(pages: Engine) -> None:
    answer = pages.ask("Ai đăng ký hộ tịch ở KG?")
    assert answer.intent != "document_fact"


@pytest.mark.parametrize(
    "question",
    [
        "Bao nhiêu mục tiêu do Sở Y tế Bến Tre chủ trì?",
        "Bến Tre có bao nhiêu mục tiêu về y tế?",
        "Mục tiêu 3 của Bến Tre có bao nhiêu nhiệm vụ?",
        "Bao nhiêu mục tiêu của Bến Tre chưa có cơ quan chủ trì?",
    ],
)
def test_a_part_that_is_not_counted_is_not_the_whole(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert "108" not in answer.answer
    assert "85 nhiệm vụ" not in answer.answer
    assert "kế hoạch tăng trưởng xanh" not in answer.answer


@pytest.mark.parametrize(
    "question", ["Bến Tre có bao nhiêu mục tiêu cụ thể?", "Kế hoạch phát triển bền vững Bến Tre có bao nhiêu mục tiêu?"]
)
def test_the_whole_is_counted_where_it_is_asked_for(pages: Engine, question: str) -> None:
    assert "108 Mục tiêu cụ thể" in pages.ask(question).answer


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Mục tiêu 8.5 kinh phí bao nhiêu", set()),
        ("Mục tiêu 8 có bao nhiêu mục tiêu cụ thể", {"targets"}),
        ("Chủ đề 3 có bao nhiêu nhiệm vụ", {"tasks"}),
        ("Có bao nhiêu mục tiêu 2030", {"goals"}),
        ("Có bao nhiêu mục tiêu", {"goals"}),
    ],
)
def test_what_bears_a_number_is_not_counted(question: str, names: set[str]) -> None:
    assert counted_things(line_of(question)) == names
