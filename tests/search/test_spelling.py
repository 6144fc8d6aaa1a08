"""The shape of syllables and one-edit neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.spelling import EditIndex, has_marks, is_syllable, one_edit, strip_marks, tokenise


@pytest.mark.parametrize(
    "word", "nghiêng quốc giếng gì khuya quyết xoong huyện đắk lắk ủy ban nhân dân tỉnh thuỷ suýt quý hoàn ai".split()
)
def test_vietnamese_syllables_have_the_shape(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(strip_marks(word))


@pytest.mark.parametrize("word", "what water leads nn ptnt bđkh muros target sachj nuowcs 6 co2 q".split())
def test_other_words_do_not(word: str) -> None:
    assert not is_syllable(word)


def test_marks_are_tones_vowel_signs_and_the_bar_of_d() -> None:
    assert strip_marks("Đường thuỷ Đắk Nông") == "duong thuy dak nong"
    assert has_marks("đi")
    assert not has_marks("di")


def test_tokens_know_their_place() -> None:
    text = "Sở NN&PTNT, 6.1"
    assert [token.text for token in tokenise(text)] == ["Sở", "NN", "&", "PTNT", ",", "6", ".", "1"]
    assert all(text[token.start : token.end] == token.text for token in tokenise(text))


@pytest.mark.parametrize(
    ("left", "right"), [("nghiep", "nghep"), ("nghiep", "nghhiep"), ("nghiep", "nghiap"), ("nghiep", "ngihep")]
)
def test_one_edit_is_insert_delete_replace_or_swap(left: str, right: str) -> None:
    assert one_edit(left, right)
    assert one_edit(right, left)


@pytest.mark.parametrize(("left", "right"), [("nuoc", "nuoc"), ("nuoc", "nongs"), ("abcd", "badc"), ("a", "abc")])
def test_two_edits_or_none_are_not_one(left: str, right: str) -> None:
    assert not one_edit(left, right)


@settings(max_examples=60)
@given(st.sets(st.text("abcno", min_size=1, max_size=6), max_size=30), st.text("abcno", min_size=1, max_size=6))
def test_the_index_finds_exactly_the_words_one_edit_away(words: set[str], word: str) -> None:
    assert EditIndex(words).near(word) == sorted(other for other in words if one_edit(word, other))
