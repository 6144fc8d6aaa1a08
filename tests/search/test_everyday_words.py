"""Everyday words for what the plans call otherwise: the rows whose source is speech, and how they are found."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from index.text import normalize, unmark
from search.engine import Engine
from search.phrases import PLAIN, PhraseTable
from search.query import Query
from search.tables import SPEECH, Entry, load_glossary
from search.understanding import UnderstandingContext, fit_model, understand
from search.vocabulary import load_vocabulary, word_list

DOCUMENTS = Path(__file__).resolve().parents[2] / "corpus/documents"
ENTRIES = tuple(entry for entry in load_glossary().colloquial if entry.source.startswith(f"{SPEECH}:"))


@cache
def plans() -> tuple[str, ...]:
    """The words of the five plans, each plan with its line breaks closed."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.txt")))
    return tuple(f" {' '.join(word_list(normalize(text)))} " for text in texts)


@cache
def context() -> UnderstandingContext:
    """A model that knows the tables and the language of questions, and no plan."""
    return UnderstandingContext((), fit_model(()))


def meant(query: Query) -> set[str]:
    """What the glossary adds to a question."""
    return {expansion.meant for expansion in query.expansions}


def stands(words: str) -> bool:
    """Whether words stand one behind the other in a plan."""
    return any(f" {' '.join(word_list(normalize(words)))} " in plan for plan in plans())


def test_speech_is_mapped_on_words_that_plans_use() -> None:
    assert len(ENTRIES) > 2_000
    known = {word for plan in plans() for word in plan.split()}
    strange = {term for entry in ENTRIES for term in entry.meant if not set(word_list(normalize(term))) <= known}
    assert strange == set()


def test_what_a_plan_itself_says_needs_no_everyday_row() -> None:
    assert [entry.said for entry in ENTRIES if stands(entry.said)] == []
    assert stands("nước sạch")


def test_a_row_of_speech_names_the_target_it_speaks_of() -> None:
    entry = Entry("nghỉ học ngang", ("học sinh bỏ học",), "NOI:4.1")
    assert load_glossary().target_of(entry) == "4.1"
    assert load_glossary().target_of(Entry("bao nhựa", ("rác thải nhựa",), "NOI:TTX:1.1.3.b")) == ""
    assert "chưa đối chiếu từ điển" in load_glossary().source_of(entry)


@pytest.mark.parametrize("unmarked", [False, True])
@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Học sinh cấp 2 nghỉ học giữa chừng thì bên nào lo?", "phổ cập giáo dục"),
        ("Bà con buôn bán nhỏ vay tiền được không?", "doanh nghiệp nhỏ và vừa"),
        ("Đi chích ngừa cho con nít do ai lo?", "tiêm chủng"),
        ("Lục bình tràn lan thì ai lo?", "sinh vật ngoại lai xâm hại"),
        ("Con gái bị gả đi sớm thì sở nào ngăn?", "tảo hôn"),
        ("Nước mặn vô ruộng thì tỉnh làm gì?", "xâm nhập mặn"),
        ("Cán bộ ăn tiền của dân thì ai xử?", "tham nhũng"),
    ],
)
def test_people_are_understood_with_marks_and_without(question: str, term: str, unmarked: bool) -> None:
    assert term in meant(understand(unmark(question) if unmarked else question, context()))


def test_a_long_wording_is_found_where_the_segmenter_joins_its_last_word_to_the_next() -> None:
    table = PhraseTable([("con nít bị đánh".split(), "harm"), ("con nít".split(), "child")])
    words = "con nít bị đánh đập".split()
    assert [value for *_, value in table.find(words, frozenset({1, 4}))] == ["harm"]
    short = PhraseTable([("bị đánh".split(), "hit")])
    assert len("bị đánh".split()) < PLAIN
    assert list(short.find(words, frozenset({1, 4}))) == []


def test_all_wordings_are_spelled_as_one_by_one() -> None:
    words = load_vocabulary()
    for entry in load_glossary().colloquial:
        said = word_list(normalize(entry.said))
        assert next(words.colloquial.find(said))[:2] == (0, len(said)), entry.said


def test_who_asks_in_everyday_words_whether_there_is_something_is_answered(pages: Engine) -> None:
    assert pages.ask("Bến Tre có trồng thêm rừng không?").status == "answered"
    assert pages.ask("Bến Tre có bán tín chỉ rừng tràm trên sao Hỏa không?").status == "abstained"
