"""Sentences → the text of an answer; a brief one holds as many whole sentences as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from search.citing import shorten

BRIEF_CHARACTERS = 600
_IN_A_LINE = 2


def joined_sentences(sentences: Sequence[str], *, brief: bool) -> str:
    """Return sentences as one text, one a line when there are several.

    Args:
        sentences: each with its citation marks.
        brief: at most `BRIEF_CHARACTERS`, in one paragraph.
    """
    if not brief:
        return "\n".join(sentences) if len(sentences) > _IN_A_LINE else " ".join(sentences)
    text = sentences[0] if sentences else ""
    for sentence in sentences[1:]:
        if len(text) + 1 + len(sentence) > BRIEF_CHARACTERS:
            break
        text = f"{text} {sentence}"
    return shorten(text, BRIEF_CHARACTERS)
