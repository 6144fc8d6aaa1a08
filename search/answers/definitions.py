"""What a word means in a plan: its glossary, "gọi tắt là", and abbreviations explained in brackets."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.records import Definition
from search.answers.asking import Asking
from search.answers.cues import holds, line_of
from search.answers.drafts import Draft
from search.answers.extractive import extractive, quoted
from search.retrieval import Hit

_LOOKED_AT = 60
_MOST = 4


def stated_codes(asking: Asking) -> list[Draft]:
    """Return what the goals and targets say that a question names by nothing but their numbers."""
    if not asking.names_codes_only:
        return []
    headings = [hit for hit in asking.of_codes if hit.passage.level in ("goal", "target")]
    return [quoted(asking, hit) for hit in headings[:_MOST]]


def definitions(asking: Asking) -> list[Draft]:
    """Return the definitions of the terms the question names, the longest term first; else the nearest passages."""
    line = line_of(f"{asking.query.original} {asking.query.normalized}")
    named = sorted(_named(asking, line), key=lambda pair: -len(pair[1].term))
    if not named:
        return []
    drafts = [quoted(asking, hit) for hit, _ in named[:_MOST]]
    # Texts explain a term, too, before the glossary does.
    more = [draft for draft in extractive(asking) if draft.evidence[0] not in [each.evidence[0] for each in drafts]]
    return [*drafts, *more][:_MOST]


def _named(asking: Asking, line: str) -> Iterator[tuple[Hit, Definition]]:
    for hit in asking.best(_LOOKED_AT):
        record = asking.store.record_of(hit.passage)
        if isinstance(record, Definition) and holds(line, line_of(record.term).strip()):
            yield hit, record
