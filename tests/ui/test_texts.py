"""The words of the interface: both languages, the same places, every key that the code asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui.texts import Texts, load_texts

PLACE = re.compile(r"\{(\w+)\}")
UI = Path(__file__).parents[2] / "ui"


def test_both_languages_are_there_with_the_same_places() -> None:
    wrong = {
        key: pair
        for key, pair in load_texts().items()
        if not all(text.strip() for text in pair) or set(PLACE.findall(pair[0])) != set(PLACE.findall(pair[1]))
    }
    assert wrong == {}


def test_vietnamese_and_english_differ() -> None:
    same = {key for key, pair in load_texts().items() if pair[0] == pair[1]}
    assert same == {"app.name", "compare.goal_topic"}


def test_every_key_of_the_code_is_there() -> None:
    code = "\n".join(path.read_text("utf-8") for path in UI.rglob("*.py"))
    asked = set(re.findall(r'texts\(\s*"([a-z_]+\.[a-z_0-9]+)"', code))
    assert len(asked) > 100
    known = set(load_texts())
    assert {key for key in asked if key not in known and not any(each.startswith(key) for each in known)} == set()


def test_an_unknown_language_is_vietnamese() -> None:
    assert Texts("fr")("nav.ask") == "Hỏi đáp"
    assert Texts("en")("nav.ask") == "Ask"


def test_places_are_filled_in_and_unknown_words_stay() -> None:
    assert Texts("vi")("ask.line", line=12) == "dòng 12"
    assert Texts("vi").word("levels", "task") == "nhiệm vụ"
    assert Texts("vi").word("levels", "unheard") == "unheard"


def test_a_key_nobody_knows_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Texts("vi")("ask.unheard")
