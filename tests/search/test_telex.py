"""Keystrokes to letters."""

from __future__ import annotations

import unicodedata

import pytest

from search.telex import decode

_TELEX = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_VNI = {"\u0300": "2", "\u0301": "1", "\u0303": "4", "\u0309": "3", "\u0323": "5"}
_SYLLABLES = (
    "nước sạch điện nghiệp quyết hoàn hòa thủy quý giá từ đắk nông hoặc toàn đường khỏe rừng họa mưa lựa trách giảm sở "
    "quốc gì giới ngoài thoại muốn được trưởng xử lý chất thải rắn nghèo phụ nữ trẻ em bền vững ủy giữa cửa "
    "khuyến".split()
)


def keys(text: str, *, vni: bool = False) -> str:
    """Return what a typist of Telex (or VNI) presses for `text`: signs in their place, the tone at the end."""
    return " ".join(_word_keys(word, vni=vni) for word in unicodedata.normalize("NFC", text).split(" "))


def _word_keys(word: str, *, vni: bool) -> str:
    letters, tone = "", ""
    for char in word:
        if char in "đĐ":
            letters += "d9" if vni else "dd"
            continue
        base, *marks = unicodedata.normalize("NFD", char)
        letters += base
        for mark in marks:
            if mark in _TELEX:
                tone = (_VNI if vni else _TELEX)[mark]
            else:
                sign = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}[mark] if vni else None
                letters += sign or (base.lower() if mark == "\u0302" else "w")
    end = len(letters.rstrip("?,.!"))
    return letters[:end] + tone + letters[end:]


@pytest.mark.parametrize("syllable", _SYLLABLES)
def test_what_is_typed_comes_back(syllable: str) -> None:
    assert decode(keys(syllable)) in (syllable, None if keys(syllable) == syllable else syllable)
    if keys(syllable) != syllable:
        assert decode(keys(syllable, vni=True)) == syllable


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nuowcs", "nước"),
        ("nuwowcs", "nước"),
        ("nuocws", "nước"),
        ("sachj", "sạch"),
        ("ddieenj", "điện"),
        ("dieenjd", "điện"),
    ],
)
def test_the_order_of_the_keys_is_free(typed: str, meant: str) -> None:
    assert decode(typed) == meant


@pytest.mark.parametrize("word", ["nuoc", "an", "water", "what", "co", "6", "ptnt", "nước", "a" * 40, "covid19", ""])
def test_what_holds_no_keystroke_is_none(word: str) -> None:
    assert decode(word) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nwowcs", "nước"),
        ("nuwocs", "nước"),
        ("nuwowcs", "nước"),
        ("nu7oc1", "nước"),
        ("cuuws", "cứu"),
        ("cuu71", "cứu"),
        ("luu7", "lưu"),
        ("cwus", "cứu"),
        ("tw", None),
        ("w", None),
    ],
)
def test_the_horn_may_be_typed_before_between_or_after_its_vowels(typed: str, meant: str | None) -> None:
    assert decode(typed) == meant
