"""The words of a source that answer best, word for word, within a given room."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.records import Goal, Section, Target, Task
from index.text import normalize, tokens
from search.answers.asking import Asking
from search.citing import quote, shorten
from search.records_store import Record

_NOT_LETTERS = re.compile(r"[\W_]+")


def source_words(asking: Asking, plan_id: str, start: int, end: int) -> str:
    """Return the visible words of a piece of a plan, without the bullet before them."""
    return quote(asking.store.documents[plan_id].source, start, end).lstrip("-–+•* ")


def record_words(asking: Asking, record: Record) -> str:
    """Return a record's own words where its source has them in a row, else all words of its source.

    A record leaves out labels and cells that a table repeats, but its text may also be mended where the source errs.
    """
    written = source_words(asking, record.plan_id, record.span.start, record.span.end)
    own = own_text(record)
    return own if own and _letters(own) in _letters(written) else written


def own_text(record: Record) -> str:
    """Return the text of a record without label, number or markup; "" where it has none of its own."""
    if isinstance(record, Goal | Target | Task | Section):
        return " ".join(record.text.split()).lstrip("-–+•* ")
    return ""


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", normalize(text))


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
