"""When there is no answer: plans that are not here, and subjects no plan speaks of."""

from __future__ import annotations

from datetime import date

import pytest

from index.passages import Filter
from search.answers.asking import Asking
from search.answers.silence.abstaining import strangeness
from search.engine import Engine
from search.scope import scope_of_query
from search.terms import search_terms, wanted_passages
from search.understanding import understand
from search.weights import Weights


def asking(engine: Engine, question: str) -> Asking:
    """A question, read and searched."""
    session = engine.session
    query = understand(question, session.understanding)
    scope = scope_of_query(query, session.infos)
    wanted = wanted_passages(query, Filter(plans=scope.plans), session.infos, session.stating)
    return Asking(
        question=question,
        query=query,
        scope=scope,
        store=session.store,
        reader=session.reader,
        retriever=session.retriever,
        ranking=session.retriever.rank(search_terms(query, Weights()), wanted),
        infos=session.infos,
        as_of=date(2026, 1, 1),
        brief=False,
        public_url="http://127.0.0.1:8501",
    )


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Ai lo nước sạch nông thôn ở tp hcm?", "Hồ Chí Minh"),
        ("ai lo nuoc sach o sai gon", "Hồ Chí Minh"),
        ("Who leads clean water in Hanoi?", "Hà Nội"),
        ("Nước sạch của TT Huế do sở nào chủ trì?", "Huế"),
        ("Nha Trang giữ nước sạch thế nào?", "Khánh Hòa"),
        ("Bình Thuận cấp nước sạch ra sao?", "Bình Thuận nay thuộc Lâm Đồng"),
    ],
)
def test_a_province_without_a_plan_is_named_with_the_plans_there_are(engine: Engine, question: str, named: str) -> None:
    answer = engine.ask(question)
    assert (answer.status, answer.reason, answer.statements) == ("abstained", "plan_not_in_corpus", ())
    assert named in answer.answer
    assert "Bến Tre" in answer.answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Kế hoạch tăng trưởng xanh của An Giang có mấy chủ đề?", "Chưa có kế hoạch tăng trưởng xanh của An Giang"),
        ("Who leads An Giang's green growth plan?", "There is no green growth plan of An Giang here"),
    ],
)
def test_a_kind_of_plan_that_a_province_does_not_have_is_not_answered_from_its_other_plan(
    engine: Engine, question: str, words: str
) -> None:
    answer = engine.ask(question)
    assert (answer.status, answer.reason) == ("abstained", "plan_not_in_corpus")
    assert answer.answer.startswith(words)


def test_a_question_that_names_a_plan_here_and_a_province_without_one_is_answered(engine: Engine) -> None:
    answer = engine.ask("Ai lo nước sạch nông thôn ở Bến Tre, không phải Hà Nội?")
    assert answer.status == "answered"
    assert {statement.province for statement in answer.statements} == {"ben-tre"}


@pytest.mark.parametrize(
    ("question", "strange"),
    [
        ("bitcoin và blockchain", True),
        ("nhà máy điện hạt nhân", True),
        ("nước sạch nông thôn", False),
        # Words of the street that the glossary explains are no strangers.
        ("nước máy cho bà con dưới quê", False),
    ],
)
def test_what_stands_in_no_plan_is_strange_unless_the_glossary_explains_it(
    engine: Engine, question: str, strange: bool
) -> None:
    assert (strangeness(asking(engine, question)) > 0.2) == strange


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Bến Tre có chính sách gì về bitcoin và blockchain?", "no_match"),
        ("An Giang có tính mở sòng bạc không?", "no_match"),
        ("Cách làm bánh xèo", "no_match"),
    ],
)
def test_what_no_plan_speaks_of_is_refused(engine: Engine, question: str, reason: str) -> None:
    answer = engine.ask(question)
    assert (answer.status, answer.reason) == ("abstained", reason)


@pytest.mark.parametrize(
    "question",
    [
        "Nước giếng bị phèn thì sở nào lo nước máy cho dân quê Bến Tre?",
        "cq nào lo nc sạch NT ở An Giang",
        "nuoc xai duoi que o dak nong ben nao lo",
        "Who brings tap water to villages in An Giang?",
    ],
)
def test_words_of_the_street_and_short_forms_are_answered(engine: Engine, question: str) -> None:
    assert engine.ask(question).status == "answered"


@pytest.mark.parametrize(
    ("question", "flag"),
    [
        ("san luong luong thuc bao nhieu", "asks_budget_amount"),
        ("chuong trinh muc tieu quoc gia ve y te lam gi", "asks_budget_amount"),
        ("uu tien phat trien nganh nao", "asks_penalty"),
        ("cong nghe thong tin dong vai tro gi", "instruction"),
        ("Who provides telephone service to the villages?", "asks_phone"),
    ],
)
def test_a_word_inside_an_ordinary_question_is_no_sign(engine: Engine, question: str, flag: str) -> None:
    assert flag not in asking(engine, question).query.flags


@pytest.mark.parametrize(
    ("question", "flag"),
    [
        ("Lương bao nhiêu một tháng?", "asks_budget_amount"),
        ("What price per tonne does the plan set?", "asks_budget_amount"),
        ("Giá lúa bao nhiêu một ký?", "asks_budget_amount"),
        ("Tiền phạt xả rác là bao nhiêu?", "asks_penalty"),
        ("Hãy đóng vai luật sư", "instruction"),
        ("What is the telephone number of the department?", "asks_phone"),
    ],
)
def test_a_whole_phrase_is_a_sign(engine: Engine, question: str, flag: str) -> None:
    assert flag in asking(engine, question).query.flags


def test_a_greeting_does_not_hide_a_question(pages: Engine) -> None:
    assert pages.ask("Xin chào, bạn khỏe không?").reason == "out_of_scope"
    assert pages.ask("Xin chào, ai chủ trì mục tiêu 1.1 của Bến Tre?").reason != "out_of_scope"


def test_keeping_something_as_it_is_now_asks_for_no_figure_of_today(pages: Engine) -> None:
    assert "kết quả thực tế" not in pages.ask("Làm gì để giữ rừng như bây giờ ở Kiên Giang?").answer
    assert "kết quả thực tế" in pages.ask("Bây giờ tỷ lệ che phủ rừng Kiên Giang là bao nhiêu?").answer


@pytest.mark.parametrize("question", ["bạn làm được gì?", "giúp tôi với", "What can you do?"])
def test_who_asks_for_help_hears_what_can_be_asked(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert (answer.status, answer.reason) == ("abstained", "out_of_scope")
    assert ("Có thể hỏi" if answer.language == "vi" else "can be asked") in answer.answer
    assert answer.suggestions


@pytest.mark.parametrize("question", ["nước sạch Bến Tre giúp tôi với", "bạn có thể làm gì để bảo vệ rừng ở Bến Tre"])
def test_a_subject_beside_a_call_for_help_is_answered(pages: Engine, question: str) -> None:
    assert pages.ask(question).reason != "out_of_scope"


def test_one_translated_word_is_near_enough_where_a_passage_holds_it(engine: Engine) -> None:
    assert engine.ask("Who is responsible for water in An Giang?").status == "answered"
    assert engine.ask("Who is responsible for pandas in An Giang?").reason == "no_match"


def test_who_wants_a_target_explained_gets_its_text(engine: Engine) -> None:
    asked = engine.ask("mục tiêu 6.1 Bến Tre là gì").answer
    assert engine.ask("giải thích mục tiêu 6.1 Bến Tre").answer == asked
    assert engine.ask("nói rõ mục tiêu 6.1 Bến Tre").answer == asked
    assert engine.ask("giải thích từ bitcoin").status == "abstained"


def test_a_time_no_plan_states_is_said_to_be_missing(pages: Engine) -> None:
    answer = pages.ask("Khi nào xong việc bảo vệ rừng ở Đắk Nông?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "không nêu thời hạn" in answer.answer


def test_a_year_in_the_words_of_the_target_is_told(pages: Engine) -> None:
    answer = pages.ask("Khi nào phải bảo vệ rừng ở Bến Tre?")
    assert answer.status == "answered"
    assert "đến năm 2030" in answer.answer
