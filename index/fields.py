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
    """Return what is embedded of a passage: 400 characters of the end of its context and the beginning of its text.

    The passage's own words get at least 260 of them; of the context, the innermost heading (the last one) says most.
    """
    text, context = clean(passage.text), clean(passage.context)
    room = MAX_DENSE_CHARACTERS - min(len(text), _MIN_OWN_CHARACTERS) - 2
    context = _tail(context, room)
    return f"{context}. {text}"[:MAX_DENSE_CHARACTERS].strip() if context else text[:MAX_DENSE_CHARACTERS].strip()


def _tail(text: str, length: int) -> str:
    """Return the end of a text, from the beginning of a word."""
    if len(text) <= length:
        return text
    start = text.find(" ", len(text) - length)
    return text[start + 1 :] if start >= 0 else ""
