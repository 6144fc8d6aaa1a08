"""What a question asks for in more detail than its intent, from a table of words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path

from index.text import folded_tokens, unmark

_TABLE = Path(__file__).parent.parent / "data" / "answer_cues.toml"
_PERCENT = "%"
_HOW_MANY = "bao nhiêu "


@dataclass(frozen=True, slots=True)
class AnswerCues:
    """The rows of `answer_cues.toml`."""

    asks: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, ...]]
    narrowing: tuple[str, ...]
    fillers: frozenset[str]
    unmarked_fillers: frozenset[str]
    openers: tuple[str, ...]
    pointers: tuple[str, ...]
    body_pointers: tuple[str, ...]
    counters: frozenset[str]


@cache
def load_answer_cues() -> AnswerCues:
    """Read `answer_cues.toml`."""
    data = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return AnswerCues(
        asks={name: tuple(phrases) for name, phrases in data["asks"].items()},
        units={unit: tuple(phrases) for unit, phrases in data["units"].items()},
        narrowing=tuple(data["narrowing"]),
        fillers=frozenset(data["fillers"]),
        unmarked_fillers=frozenset(map(unmark, data["fillers"])),
        openers=tuple(data["openers"]),
        pointers=tuple(data["pointers"]),
        body_pointers=tuple(data["body_pointers"]),
        counters=frozenset(data["counters"]),
    )


def line_of(text: str) -> str:
    """Return the words of a text without marks and punctuation, with a space before and behind."""
    return f" {' '.join(folded_tokens(text))} "


def holds(line: str, phrase: str) -> bool:
    """Return whether a phrase stands in a line of `line_of` as whole words."""
    return f" {phrase} " in line


def asks(text: str, name: str) -> bool:
    """Return whether a question asks for what `name` stands for in the table ("phases", "reports", …)."""
    line = line_of(text)
    return any(holds(line, phrase) for phrase in load_answer_cues().asks[name])


def asked_units(text: str) -> tuple[str, ...]:
    """Return the units a question asks for, as patterns; none where it does not say.

    "Bao nhiêu phần trăm" asks for "%"; "tỷ lệ … là bao nhiêu" as well.
    """
    line = line_of(text)
    found = [unit for unit, words in load_answer_cues().units.items() if any(holds(line, word) for word in words)]
    if _PERCENT in text and _PERCENT not in found:
        found.append(_PERCENT)
    # "Tỷ lệ … tăng mấy lần" asks for the factor, not for the share.
    return tuple(unit for unit in found if unit != _PERCENT or len(found) == 1 or _PERCENT in text)


def counted_noun(text: str, subject: frozenset[str]) -> frozenset[str]:
    """Return the word of the subject right after "bao nhiêu", which says what is counted; nothing for mere counters.

    Args:
        text: the question, normalised.
        subject: the tokens that say what is asked about.
    """
    _, how_many, rest = text.partition(_HOW_MANY)
    words = rest.split()
    if not how_many or not words or words[0] not in subject or unmark(words[0]) in load_answer_cues().counters:
        return frozenset()
    return frozenset(words[:1])


def unit_fits(unit: str, wanted: tuple[str, ...]) -> bool:
    """Return whether a unit is one of those asked for; "%/năm" is a per cent, too."""
    return any(unit == each or unit.startswith(f"{each}/") or fnmatchcase(unit, each) for each in wanted)


@lru_cache(maxsize=4096)
def narrowed_by(name: str) -> frozenset[str]:
    """Return the words that narrow what a number measures ("đô thị", "toàn quốc"): the same number of others."""
    line = line_of(name)
    return frozenset(word for word in load_answer_cues().narrowing if holds(line, word))
