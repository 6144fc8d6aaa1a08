"""Which text of a passage is searched: the one place that says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from corpus.records import Passage
from index.normalization import clean

# Embedding takes two thirds of a build, and its time grows with the text: 37 passages a second at 185 characters, 21 at
# 366, 14 at 534 (two cores).
MAX_DENSE_CHARACTERS: Final = 400
_MIN_OWN_CHARACTERS: Final = 260


def lexical_tokens(passage: Passage, tokens: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Return the tokens of a passage's context and text, all of both.

    They are cut up apart: a context is shared by many passages, and `tokens` remembers it.
    """
    return tokens(passage.context) + tokens(passage.text)


def dense_text(passage: Passage) -> str:
    """Return what is embedded of a passage: its inner headings and the beginning of its text, 400 characters at most.

    The passage's own words get at least 260 of them. Of the context, whose lines run from the outermost heading
    inwards, the innermost says most: whole lines from the end, or the beginning of the last one.
    """
    text = clean(passage.text)
    headings = _inner_headings(passage.context, MAX_DENSE_CHARACTERS - min(len(text), _MIN_OWN_CHARACTERS))
    return ". ".join([*headings, text])[:MAX_DENSE_CHARACTERS].strip()


def _inner_headings(context: str, room: int) -> list[str]:
    kept: list[str] = []
    for line in reversed(context.split("\n")):
        heading = clean(line).rstrip(".")
        needed = len(heading) + len(". ")
        if needed > room:
            return kept[::-1] or [_head(heading, room - len(". "))]
        if heading:
            kept.append(heading)
            room -= needed
    return kept[::-1]


def _head(text: str, length: int) -> str:
    """Return the beginning of a text, up to the end of a word."""
    return text[: max(text.rfind(" ", 0, length + 1), 0)]
