"""Tells English from Vietnamese questions, and turns English words into their dictionary form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from search.spelling import has_marks, is_syllable

Language = Literal["vi", "en"]
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_MARKED_WEIGHT, _SYLLABLE_WEIGHT, _ENGLISH_WEIGHT, _FOREIGN_WEIGHT = 1.5, 1.0, 1.2, 0.6
_OPENERS = frozenset(
    "who which what when where why how whose list compare does do is are was were will can tell".split()
)
_OPENER_WEIGHT = 4.0
_DOUBLE_ENDINGS = frozenset("ss us is os".split())
_DOUBLED = frozenset("bdfglmnprt")
_SPELLINGS = (("isation", "ization"), ("is", "iz"), ("our", "or"), ("entr", "enter"))
_SHORTEST_SPELLED = 4
_DERIVING = ("ers", "er", "ors", "or", "ly")
_SHORTEST_DERIVED = 6


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language and how clear it is: the share of the evidence that speaks for it."""

    language: Language
    confidence: float


def english_words(text: str) -> list[str]:
    """Return the words of English text in lower case, without the possessive 's."""
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the form under which an English word's plural, -ing and -ed forms and its two spellings meet.

    A light form of the Porter stemmer's first step (Porter, 1980); enough for a glossary, not a linguistic stem.
    """
    word = word.removesuffix("'s").rstrip("'")
    if len(word) <= 3 or not word.isascii():
        return word
    if word.endswith(("ies", "ied")):
        word = word[:-3] + "y"
    elif word.endswith("s") and word[-2:] not in _DOUBLE_ENDINGS:
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return _american(word[:-1] if word.endswith("e") and len(word) > 3 else word)


def word_bases(word: str) -> Iterator[str]:
    """Yield what an English word may be made of: who does something ("trafficker"), how, or doing it again."""
    if len(word) < _SHORTEST_DERIVED:
        return
    for suffix in _DERIVING:
        if word.endswith(suffix):
            yield word.removesuffix(suffix)
    if word.startswith("re"):
        yield word.removeprefix("re")


def _american(word: str) -> str:
    """Return a stem as American English spells it, with one consonant where a suffix doubled it ("planned")."""
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in _DOUBLED:
        return word[:-1]
    for british, american in _SPELLINGS:
        if word.endswith(british) and len(word) > _SHORTEST_SPELLED:
            return word[: -len(british)] + american
    return word


def guess_language(
    words: Sequence[str], *, is_english: Callable[[str], bool], is_vietnamese: Callable[[str], bool]
) -> LanguageGuess:
    """Guess the language of a question from its words.

    Args:
        words: lower-case words, names of provinces and codes left out.
        is_english: whether a word is in the English word list or glossary.
        is_vietnamese: whether a word, marks aside, occurs in Vietnamese text.

    Returns:
        The language; Vietnamese where nothing tells.
    """
    vietnamese = english = 0.0
    for word in words:
        if any(char.isdigit() for char in word):
            continue
        if has_marks(word):
            vietnamese += _MARKED_WEIGHT
            continue
        known, shaped = is_english(word), is_syllable(word) and is_vietnamese(word)
        if known and shaped:
            continue
        if known:
            english += _ENGLISH_WEIGHT
        elif shaped:
            vietnamese += _SYLLABLE_WEIGHT
        elif _looks_english(word):
            english += _FOREIGN_WEIGHT
    if len(words) > 1 and words[0] in _OPENERS and is_english(words[1]) and not has_marks(words[0]):
        english += _OPENER_WEIGHT
    total = english + vietnamese
    if not total:
        return _undecided(words, is_english)
    if english > vietnamese:
        return LanguageGuess("en", english / total)
    return LanguageGuess("vi", vietnamese / total)


def _undecided(words: Sequence[str], is_english: Callable[[str], bool]) -> LanguageGuess:
    """Decide a question made only of words both languages have ("how to", "the can")."""
    votes = sum(1 if is_english(word) else -1 for word in words if word.isalpha())
    return LanguageGuess("en" if votes > 1 else "vi", 0.5)


def _looks_english(word: str) -> bool:
    return len(word) >= 5 and word.isascii() and word.isalpha() and any(char in "aeiou" for char in word)
