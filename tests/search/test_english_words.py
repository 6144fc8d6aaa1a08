"""The table of English words beside the glossary: its form, what it adds to a translation, and what it leaves alone."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from corpus.errors import CorpusError
from search import tables
from search.engine import Engine
from search.language import english_words, stem
from search.tables import load_english_words, load_glossary
from search.translating import translate
from search.vocabulary import Vocabulary, load_vocabulary

WORDS = load_vocabulary()
SOURCE = {"NGHIA": "nghĩa thông dụng"}


def test_every_row_names_its_source_and_means_something() -> None:
    words = load_english_words()
    assert len(words.entries) > 3_000
    for entry in words.entries:
        assert "chưa đối chiếu" in entry.source
        assert entry.meant
        for term in entry.meant:
            assert term, entry
            assert term == unicodedata.normalize("NFC", term), entry


def test_the_wordings_are_written_as_a_question_is_read() -> None:
    for entry in load_english_words().entries:
        assert entry.said.split() == english_words(entry.said), entry
        assert entry.said.isascii(), entry


def test_no_wording_stands_twice() -> None:
    said = Counter(tuple(stem(word) for word in entry.said.split()) for entry in load_english_words().entries)
    assert [words for words, count in said.items() if count > 1] == []


def test_a_word_of_a_row_is_no_function_word() -> None:
    rows = {entry.said for entry in load_english_words().entries}
    assert load_english_words().function_words & rows == set()


@pytest.mark.parametrize(
    ("question", "vietnamese"),
    [
        ("co-management of marine resources", "đồng quản lý"),
        ("who drafts and publishes by-laws", "công bố quy chế"),
        ("modernising irrigation systems", "hiện đại hóa công trình thủy lợi"),
        ("environmental law enforcement", "thực thi pháp luật về bảo vệ môi trường"),
        ("vehicle loads", "tải trọng"),
        ("mass organizations", "đoàn thể"),
        ("mass organisations", "đoàn thể"),
        ("before 1 december", "tháng 12"),
        ("cracks down on discharges", "xử lý nghiêm xả thải"),
    ],
)
def test_words_of_administration_are_rendered_in_the_words_of_the_plans(question: str, vietnamese: str) -> None:
    assert vietnamese in translate(question, (), WORDS).text


def test_the_glossary_wins_where_both_tables_know_a_wording(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {
        "sources": SOURCE,
        "rows": {"x": {"source": "NGHIA", "said_and_meant": "poverty = khác\npoverty zeppelin = tàu bay"}},
        "function_words": {"words": "quite"},
    }
    words = with_table(table, monkeypatch)
    assert translate("poverty", (), words).text == "nghèo"
    assert translate("quite poverty zeppelins", (), words).text == "tàu bay"


def test_words_that_say_nothing_are_dropped_and_strange_ones_stay() -> None:
    found = translate("who properly manages zeppelins", (), WORDS)
    assert found.unknown == ("zeppelins",)
    assert "properly" not in found.text


def test_a_real_word_is_not_mended_into_its_neighbour() -> None:
    """ "ranking" was once read as a slip of "banking", "boards" of "boats"."""
    assert translate("ranking system", (), WORDS).text == "hệ thống xếp hạng"
    assert "ngân hàng" not in translate("a ranking of destinations", (), WORDS).text


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("traffickers", "mua bán người"),
        ("dischargers", "xả thải"),
        ("reallocates", "phân bổ"),
        ("environmentally", "môi trường"),
        ("reactors", "reactors"),
        ("crackers", "crackers"),
    ],
)
def test_an_unknown_word_means_what_it_is_made_of(word: str, meaning: str) -> None:
    assert meaning in translate(f"who stops {word}", (), WORDS).text


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("organisation", "organizations"),
        ("modernised", "modernizes"),
        ("labour", "labor"),
        ("centres", "center"),
        ("programmes", "program"),
        ("planning", "planned"),
        ("controlling", "controls"),
        ("classified", "classify"),
        ("processes", "processing"),
    ],
)
def test_british_and_american_forms_share_a_stem(left: str, right: str) -> None:
    assert stem(left) == stem(right)


@pytest.mark.parametrize(("left", "right"), [("pass", "past"), ("sewer", "sewage"), ("hour", "hor"), ("see", "seed")])
def test_other_words_do_not(left: str, right: str) -> None:
    assert stem(left) != stem(right)


def test_a_vietnamese_question_does_not_wait_for_the_english_tables() -> None:
    words = Vocabulary(load_glossary())
    assert [words.is_english(word) for word in ("nước", "forest", "watchdog")] == [False, True, False]
    assert not {"english", "_english_edits", "_other_stems"} & set(vars(words))
    assert [words.is_known(word) for word in ("zeppelin", "forest", "watchdog")] == [False, True, True]


def broken_tables() -> Iterator[Mapping[str, Any]]:
    rows = {"x": {"source": "NGHIA", "said_and_meant": "tax office = thuế"}}
    whole = {"sources": SOURCE, "rows": rows, "function_words": {"words": "quite"}}
    yield {name: part for name, part in whole.items() if name != "function_words"}
    yield {name: part for name, part in whole.items() if name != "sources"}
    yield whole | {"rows": {"x": {"source": "NO", "said_and_meant": "tax office = thuế"}}}
    yield whole | {"rows": {"x": {"said_and_meant": "tax office = thuế"}}}
    yield whole | {"rows": {"x": {"source": "NGHIA", "said_and_meant": "tax office: thuế"}}}
    yield whole | {"rows": {"x": {"source": "NGHIA", "said_and_meant": "tax office = "}}}
    yield whole | {"rows": {"x": {"source": "NGHIA", "said_and_meant": " = thuế"}}}
    yield whole | {"rows": {"x": {"source": "NGHIA", "said_and_meant": ["tax office = thuế"]}}}
    yield whole | {"rows": []}


@pytest.mark.parametrize("table", list(broken_tables()))
def test_a_broken_table_is_refused(table: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_read", lambda name: table)
    with pytest.raises(CorpusError, match="english_words"):
        load_english_words.__wrapped__()


def with_table(table: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> Vocabulary:
    """Return a vocabulary of the shipped glossary and another table of English words."""
    with monkeypatch.context() as patched:
        patched.setattr(tables, "_read", lambda name: table)
        other = load_english_words.__wrapped__()
    monkeypatch.setattr("search.vocabulary.load_english_words", lambda: other)
    return Vocabulary(load_glossary())


def test_what_only_this_table_knows_is_found_and_answered(pages: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    question = "Who publicises rational use of clean water and changes the habits of inhabitants in Ben Tre?"
    answer = pages.ask(question)
    assert answer.status == "answered"
    assert {citation.target_code for citation in answer.citations} == {"6.1"}
    without = with_table({"sources": {}, "rows": {}, "function_words": {"words": ""}}, monkeypatch)
    monkeypatch.setattr("search.understanding.load_vocabulary", lambda: without)
    assert pages.ask(question).status == "abstained"


def test_what_no_plan_speaks_of_is_still_refused(pages: Engine) -> None:
    assert pages.ask("Who promotes the export of cryptocurrency and helicopters from Ben Tre?").status == "abstained"
