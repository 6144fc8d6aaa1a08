"""English questions in the words of the plans: term by term, longest first, nothing of the content lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.language import word_bases
from search.query import Expansion
from search.vocabulary import Meaning, Vocabulary

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Translation:
    """An English question in Vietnamese terms.

    `text` holds the terms in the order of the question, names, codes and years as they stand, and every content word
    the glossary does not know; `topic` the same without names, codes and years.
    """

    text: str
    topic: str
    expansions: tuple[Expansion, ...]
    bodies: tuple[str, ...]
    body_spans: tuple[tuple[int, int], ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


def translate(
    text: str, fixed: Sequence[tuple[int, int, str]], words: Vocabulary, capitals: frozenset[str] = frozenset()
) -> Translation:
    """Translate a question term by term.

    Args:
        text: the normalised question.
        fixed: spans that stay as they are (provinces, codes, years).
        words: the glossary.
        capitals: words typed in capitals; one the glossary does not know is a name, even if it looks like "its".
    """
    listed = [_Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    meanings = _meanings(listed, fixed, words)
    pieces: list[str] = []
    topic: list[str] = []
    unknown: list[str] = []
    at = 0
    while at < len(listed):
        if at in meanings:
            last, meaning = meanings[at]
            pieces.append(meaning.terms[0].lower())
            if not meaning.body:
                topic.append(meaning.terms[0].lower())
            at = last
            continue
        word = listed[at]
        if _is_fixed(word, fixed):
            pieces.append(word.text.removesuffix("'s"))
        elif word.text in capitals or not words.carries_nothing(word.text):
            pieces.append(word.text)
            topic.append(word.text)
            unknown.append(word.text)
        at += 1
    found = [meaning for _, (_, meaning) in sorted(meanings.items())]
    expansions = tuple(dict.fromkeys(item for meaning in found for item in meaning.expansions()))
    spans = tuple(
        (listed[first].start, listed[last - 1].end) for first, (last, m) in sorted(meanings.items()) if m.body
    )
    bodies = tuple(term for meaning in found if meaning.body for term in meaning.terms)
    return Translation(
        text=" ".join(pieces) or text,
        topic=" ".join(dict.fromkeys(topic)),
        expansions=expansions,
        bodies=bodies,
        body_spans=spans,
        unknown=tuple(unknown),
    )


def _meanings(
    listed: Sequence[_Word], fixed: Sequence[tuple[int, int, str]], words: Vocabulary
) -> dict[int, tuple[int, Meaning]]:
    keys = ["" if _is_fixed(word, fixed) else _mended(word.text, words) for word in listed]
    found = {
        first: (last, meaning)
        for first, last, meaning in words.english.find(keys)
        if last - first > 1 or not words.is_function_word(keys[first])
    }
    covered = {place for first, (last, _) in found.items() for place in range(first, last)}
    for place, key in enumerate(keys):
        meaning = None if place in covered or words.carries_nothing(key) else _made_of(key, words)
        if meaning is not None:
            found[place] = (place + 1, meaning)
    return found


def _made_of(word: str, words: Vocabulary) -> Meaning | None:
    """Return what the word means that an unknown one is made of, if there is one."""
    bases = (base for base in word_bases(word) if not words.carries_nothing(base))
    return next((meaning for base in bases for _, _, meaning in words.english.find([base])), None)


def _mended(word: str, words: Vocabulary) -> str:
    """Return `word`, or the glossary's word one edit away from it where it is unknown."""
    if words.is_known(word) or not word.isascii() or any(words.is_known(base) for base in word_bases(word)):
        return word
    return words.english_near(word) or word


def _is_fixed(word: _Word, fixed: Sequence[tuple[int, int, str]]) -> bool:
    return any(start <= word.start < end for start, end, _ in fixed)
