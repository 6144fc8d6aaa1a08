"""When there is no answer: plans that are not here, and subjects no plan speaks of."""

from __future__ import annotations

from datetime import date

import pytest

from index.passages import Filter
from search.answers.abstaining import strangeness
from search.answers.asking import Asking
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
