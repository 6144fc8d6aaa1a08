"""The words of a source that answer best, word for word, within a given room."""

from __future__ import annotations

from collections.abc import Iterator

from index.text import tokens
from search.answers.asking import Asking
from search.citing import quote, shorten


def source_words(asking: Asking, plan_id: str, start: int, end: int) -> str:
    """Return the visible words of a piece of a plan, without the bullet before them."""
    return quote(asking.store.documents[plan_id].source, start, end).lstrip("-–+•* ")


def excerpt(asking: Asking, text: str, room: int) -> str:
    """Return a text, or where it is longer than `room` the sentence of it that holds most of the subject.

    What is left out is shown by "…"; no word is changed.
    """
    if len(text) <= room:
        return text
    wanted = asking.ranking.terms.subject | frozenset(asking.ranking.terms.words)
    subject = asking.ranking.terms.subject
    best, best_score = (0, len(text)), -1.0
    for start, end in sentences(text):
        held = set(tokens(text[start:end]))
        score = len(held & subject) + 0.3 * len(held & wanted)
        if score > best_score:
            best, best_score = (start, end), score
    start = best[0]
    piece = text[start:].strip()
    return ("…" if start else "") + shorten(piece, room)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences and clauses of a text begin and end."""
    start = 0
    for at, character in enumerate(text):
        if character == ";" or (character == "." and text[at + 1 : at + 2] == " "):
            yield start, at + 1
            start = at + 1
    if start < len(text):
        yield start, len(text)
