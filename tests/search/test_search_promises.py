"""What a search promises whoever types it: the reading is shown, phrases are exact, marks mean what they say."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from api.cli import main
from index.text import normalize, unmark
from search.engine import Engine
from search.evaluation.forms import in_form
from search.explain import highlights
from search.understanding import understand

PASSAGE = "Nâng cao tỷ lệ hộ dân nông thôn được sử dụng nước sạch; đương nhiên có đường ống."


def searched(index: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    """The JSON document of a search."""
    assert main(["search", *arguments, "--index", str(index), "--json"]) in {0, 1}
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_a_telegraphic_unmarked_query_is_explained(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "so nong nghiep ptnt nuoc sach", "--explain", "--index", str(small_index)]) == 0
    shown = capsys.readouterr().out
    for words in (
        "sở nông nghiệp ptnt nước sạch",
        "so-nong-nghiep-va-phat-trien-nong-thon",
        "diacritics",
        "khớp",
        "cộng",
    ):
        assert words in shown
    explained = searched(small_index, capsys, "so nong nghiep ptnt nuoc sach", "--explain")["explain"]
    assert isinstance(explained, dict)
    assert explained["understood"]["topic_text"] == "nước sạch"


@pytest.mark.parametrize("phrase", ["nước sạch", "NƯỚC SẠCH", unicodedata.normalize("NFD", "nước sạch"), "nuoc sach"])
def test_a_quoted_phrase_is_exact(phrase: str, small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = searched(small_index, capsys, f'"{phrase}"', "--top-k", "100")
    hits = document["hits"]
    assert isinstance(hits, list)
    assert hits
    assert all("nước sạch" in normalize(hit["text"]) for hit in hits)


def test_a_quoted_phrase_with_other_marks_is_another_phrase(
    small_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert searched(small_index, capsys, '"nước sách"')["hits"] == []


@pytest.mark.parametrize(
    ("word", "other"), [("đương", "đường"), ("đường", "đương"), ("tính", "tỉnh"), ("sách", "sạch")]
)
def test_a_marked_word_is_no_other_word_of_the_same_letters(word: str, other: str, engine: Engine) -> None:
    for hit in engine.search(word, top_k=100, explain=True).hits:
        explanation = dict(hit.explanation or {})
        assert set(explanation["matched"]) <= {word}
        assert explanation["matched_folded"] == {}
        assert (hit.lexical > 0) == bool(explanation["matched"])
        assert other not in {normalize(hit.passage.text[a:b]) for a, b in explanation["highlights"]}


@pytest.mark.parametrize(
    "form", ["as_written", "no_marks", "half_marks", "nfd", "capitals", "telex", "vni", "old_tones"]
)
def test_however_it_is_typed_the_same_words_are_highlighted(form: str, engine: Engine) -> None:
    question = in_form(form, "q", "tỷ lệ hộ dân nông thôn được sử dụng nước sạch", 7)
    result = engine.search(question, top_k=5, explain=True)
    marked = [
        {normalize(hit.passage.text[start:end]) for start, end in dict(hit.explanation or {})["highlights"]}
        for hit in result.hits
    ]
    assert any("nước sạch" in words or {"nước", "sạch"} <= words for words in marked)
    assert all(unmark(word).strip() for words in marked for word in words)


@pytest.mark.parametrize("shape", ["NFC", "NFD"])
def test_highlights_are_places_of_the_text_as_it_stands(shape: str) -> None:
    text = unicodedata.normalize(shape, PASSAGE).upper()  # type: ignore[arg-type]
    spans = highlights(text, {"nước_sạch": 1.0, "đường": 1.0})
    found = [unicodedata.normalize("NFC", text[start:end]) for start, end in spans]
    assert found == ["NƯỚC SẠCH", "ĐƯỜNG"]


def test_a_word_matched_without_marks_is_highlighted_where_no_spelling_of_it_matched() -> None:
    spans = highlights(PASSAGE, {"sạch": 1.0}, {"sach": 1.0, "ong": 1.0})
    assert [PASSAGE[start:end] for start, end in spans] == ["sạch", "ống"]


def test_understanding_takes_milliseconds(engine: Engine) -> None:
    from tests.timing import assert_within

    context = engine.session.understanding
    questions = ["ai lo nuoc sach nong thon o ben tre", "who is responsible for clean water", "Sở NV chủ trì việc gì?"]
    for question in questions:
        understand(question, context)
    assert_within(0.02 * len(questions), lambda: [understand(question, context) for question in questions])
