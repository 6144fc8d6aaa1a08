"""What a passage gains besides its words, and quoted phrases that stand nowhere."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from index.passages import Filter
from index.text import normalize, unmark
from search.engine import Engine
from search.retrieval import AMOUNT, PERCENT, Ranking, Terms, Wanted, _contains
from search.terms import PHRASE_NOT_FOUND, search_terms, wanted_passages, with_dropped_phrases
from search.understanding import understand
from search.weights import Weights
from tests.timing import assert_within

WEIGHTS = Weights()


def ranked(engine: Engine, question: str, **changes: object) -> Ranking:
    """Rank the passages for a question."""
    session = engine.session
    query = understand(question, session.understanding)
    wanted = wanted_passages(query, Filter(), session.infos, session.stating)
    return session.retriever.rank(search_terms(query, WEIGHTS), replace(wanted, **changes))  # type: ignore[arg-type]


def boosted(ranking: Ranking, name: str) -> set[int]:
    """The positions of the passages that gain by a boost."""
    return {int(at) for boost in ranking.boosts if boost.name == name for at in boost.members.nonzero()[0]}


def test_a_quoted_phrase_that_stands_nowhere_falls_back_to_the_words_beside_it(engine: Engine) -> None:
    question = 'Câu "xe buýt bay trên trời" có trong mục nước sạch nông thôn không?'
    ranking = ranked(engine, question)
    assert ranking.dropped_phrases == ("xe buýt bay trên trời",)
    assert engine.search(question, top_k=3).hits
    query = understand(question, engine.session.understanding)
    assert PHRASE_NOT_FOUND in with_dropped_phrases(query, ranking.dropped_phrases).changes


@pytest.mark.parametrize("question", ['"xe buýt bay trên trời"', '"xyz abc"', "“xe buýt bay”"])
def test_a_quoted_phrase_alone_stays_exact(engine: Engine, question: str) -> None:
    assert ranked(engine, question).dropped_phrases == ()
    assert engine.search(question).hits == ()


def test_a_quoted_phrase_that_is_found_stays_exact_beside_other_words(engine: Engine) -> None:
    ranking = ranked(engine, 'ai chủ trì "cấp nước nông thôn"')
    assert ranking.dropped_phrases == ()
    hits = engine.session.retriever.hits(ranking, 20)
    assert hits
    assert all("cấp nước nông thôn" in " ".join(hit.passage.text.lower().split()) for hit in hits)
    query = understand("nước sạch", engine.session.understanding)
    assert with_dropped_phrases(query, ()) is query


def test_a_phrase_is_found_wherever_a_look_at_every_passage_finds_it(engine: Engine) -> None:
    texts = [normalize(passage.text) for passage in engine.session.store.passages]
    chosen = random.Random(8)
    phrases = ["95%", "1,5", "kĩ thuật", "ki thuat", "nn&ptnt", "y tế", "số 622/qđ-ttg", "xây dựng nông thôn mới"]
    for text in chosen.sample([text for text in texts if len(text) > 80], 25):
        start = text.index(" ", chosen.randrange(40)) + 1
        phrases.append(text[start : start + chosen.randrange(3, 30)].strip())
    for phrase in phrases:
        phrase = normalize(phrase).replace('"', "")
        terms = Terms({}, {}, "", (phrase,))
        legs = {view: np.ones(len(texts)) for view in ("words", "folded")}
        found = engine.session.retriever._holding(terms.phrases, np.ones(len(texts), np.bool_), legs)
        marked = [_contains(text, phrase) for text in texts]
        bare = [_contains(unmark(text), phrase) for text in texts]
        typed_bare = phrase == unmark(phrase)
        assert found.tolist() == (bare if typed_bare and not any(marked) else marked), phrase


def test_a_question_for_a_share_prefers_what_states_one(engine: Engine) -> None:
    passages = engine.session.store.passages
    ranking = ranked(engine, "Bao nhiêu phần trăm hộ dân nông thôn được dùng nước sạch?")
    stating = boosted(ranking, "states_quantity")
    assert stating
    assert all("%" in passages[at].text or "phần trăm" in passages[at].text for at in stating)
    assert not boosted(ranked(engine, "Ai lo nước sạch nông thôn?"), "states_quantity")


@pytest.mark.parametrize("text", ["xây 12 trạm cấp nước", "giảm còn 1,5 triệu", "35.000 lượt lao động", "(02 dự án)"])
def test_an_amount_is_a_quantity(text: str) -> None:
    assert AMOUNT.search(text)


@pytest.mark.parametrize(
    "text",
    ["đến năm 2030", "ngày 10/5/2017", "mục tiêu 6.1.a", "Quyết định số 622/QĐ-TTg", "giai đoạn 2021-2025", "6.1.2"],
)
def test_a_year_a_date_a_code_or_the_number_of_a_document_is_no_quantity(text: str) -> None:
    assert not AMOUNT.search(text)
    assert not PERCENT.search(text)


@pytest.mark.parametrize("text", ["đạt 95%", "đạt 95 %", "tăng 10 phần trăm", "Tỷ lệ hộ nghèo (%): 2025: 3"])
def test_a_share_is_a_quantity(text: str) -> None:
    assert PERCENT.search(text)


def test_quantities_are_found_in_linear_time() -> None:
    for hostile in ("1" * 100_000, "1,1" * 33_000, "1." * 50_000, "1 " * 50_000, "20" * 50_000):
        assert_within(1.0, lambda text=hostile: (AMOUNT.findall(text), PERCENT.findall(text)))


def test_targets_whose_tasks_a_body_leads_gain_too(engine: Engine) -> None:
    passages = engine.session.store.passages
    body = "so-nong-nghiep-va-phat-trien-nong-thon"
    ranking = engine.session.retriever.rank(
        search_terms(understand("nước sạch", engine.session.understanding), WEIGHTS),
        Wanted(agencies=frozenset({body}), intent="agency_portfolio"),
    )
    gaining = boosted(ranking, "agency_leads_tasks")
    assert gaining
    led = {(each.plan_id, each.target_code) for each in passages if body in each.lead_ids}
    for at in gaining:
        assert passages[at].level == "target"
        assert not passages[at].lead_ids
        assert (passages[at].plan_id, passages[at].target_code) in led


def test_what_a_body_does_shows_every_target_before_any_twice(engine: Engine) -> None:
    ranking = ranked(engine, "Sở Nông nghiệp và Phát triển nông thôn chủ trì những mục tiêu nào?")
    assert ranking.wanted.intent == "agency_portfolio"
    shown = [hit.passage for hit in engine.session.retriever.hits(ranking, 8)]
    codes = [(each.plan_id, each.target_code) for each in shown if each.target_code]
    first_again = next((at for at, code in enumerate(codes) if code in codes[:at]), len(codes))
    assert len(set(codes)) == len(set(codes[:first_again]))


@pytest.mark.parametrize(
    ("question", "levels"),
    [
        ("What projects on wastewater are there?", frozenset({"project"})),
        ("Có những dự án cấp nước nào?", frozenset({"project"})),
        ("Ai chủ trì dự án cấp nước?", frozenset()),
        ("mục tiêu nước sạch của tỉnh", frozenset({"target", "goal"})),
        ("muc tieu nuoc sach", frozenset({"target", "goal"})),
        ("targets on clean water", frozenset({"target", "goal"})),
        ("17 mục tiêu phát triển bền vững và nước sạch", frozenset()),
        ("Ai chủ trì mục tiêu nước sạch?", frozenset()),
    ],
)
def test_a_question_for_projects_or_targets_prefers_them(engine: Engine, question: str, levels: frozenset[str]) -> None:
    assert ranked(engine, question).wanted.asked_levels == levels


def test_a_word_of_the_street_points_to_its_target_in_every_plan(engine: Engine) -> None:
    session = engine.session
    query = understand("nhà cầu của hộ nghèo", session.understanding)
    wanted = wanted_passages(query, Filter(), session.infos, session.stating, lambda: session.national)
    assert "6.2" in wanted.topics
    ranking = session.retriever.rank(search_terms(query, WEIGHTS), wanted)
    gaining = [session.store.passages[at] for at in boosted(ranking, "topic_6.2")]
    assert gaining
    assert {each.target_code.partition(".")[0] for each in gaining if each.target_code} == {"6"}
    assert any(row.national_codes == ("6.2",) for row in session.comparer.alignment.rows)


def test_a_question_in_the_words_of_the_plans_points_nowhere(engine: Engine) -> None:
    session = engine.session
    query = understand("quản lý tổng hợp tài nguyên nước", session.understanding)
    never = wanted_passages(query, Filter(), session.infos, session.stating, lambda: pytest.fail("not needed"))
    assert never.topics == {}


def test_what_an_unmarked_word_of_the_street_means_is_looked_up_unmarked_too(engine: Engine) -> None:
    terms = search_terms(understand("ho ngheo xay nha cau", engine.session.understanding), WEIGHTS)
    assert terms.words["tiêu"] == WEIGHTS.expansion
    assert terms.folded["tieu"] == WEIGHTS.expansion
