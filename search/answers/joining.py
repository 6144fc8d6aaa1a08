"""Sentences → the text of an answer; a brief one holds as many whole sentences as there is room for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.citing import shorten

BRIEF_CHARACTERS = 600
_IN_A_LINE = 2
_MARK = re.compile(r"\[\d{1,3}\]")
_MARKS = re.compile(r"(?:\[\d{1,3}\]){1,400}")
_MOST_MARKS = 5


def joined_sentences(sentences: Sequence[str], *, brief: bool) -> str:
    """Return sentences as one text, one a line when there are several.

    Args:
        sentences: each with its citation marks.
        brief: at most `BRIEF_CHARACTERS`, in one paragraph.
    """
    if not brief:
        return "\n".join(sentences) if len(sentences) > _IN_A_LINE else " ".join(sentences)
    text = _fitted(sentences[0]) if sentences else ""
    for sentence in sentences[1:]:
        if len(text) + 1 + len(sentence) > BRIEF_CHARACTERS:
            break
        text = f"{text} {sentence}"
    return shorten(text, BRIEF_CHARACTERS)


def _fitted(sentence: str) -> str:
    """Return a sentence that fits; one too long loses words in its middle, but not its first marks."""
    marks = _MARKS.search(sentence)
    if len(sentence) <= BRIEF_CHARACTERS or marks is None:
        return sentence
    first = "".join(_MARK.findall(marks.group())[:_MOST_MARKS])
    return f"{shorten(sentence[: marks.start()], BRIEF_CHARACTERS - len(first) - 2)} {first}."
