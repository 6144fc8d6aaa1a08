"""What stands under a heading: a question that finds the heading asks for the text below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Section
from search.answers.asking import Asking
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import excerpt, record_words
from search.answers.writing.wording import place
from search.retrieval import Hit

_ROOM = 640
_LEAST_WORDS = 110
_MOST = 6
_NUMBERING = re.compile(r"^(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ])[.)]\s")
_HEADINGS = frozenset({"heading", "title"})


def is_heading(asking: Asking, hit: Hit) -> bool:
    """Return whether a passage is only a heading."""
    record = asking.store.record_of(hit.passage)
    return isinstance(record, Section) and record.role in _HEADINGS


def below(asking: Asking, hit: Hit) -> Sequence[Section]:
    """Return the paragraphs right under a heading, in the order of the plan; none for any other passage."""
    record = asking.store.record_of(hit.passage)
    if not isinstance(record, Section) or record.role not in _HEADINGS:
        return ()
    path = (*record.path, record.text)
    sections = asking.store.plans[record.plan_id].sections
    return [each for each in sections if each.path == path and each.role not in _HEADINGS]


def opened(asking: Asking, hit: Hit) -> Draft | None:
    """Return what stands under a heading as one statement, each paragraph cited; nothing where nothing does."""
    shown = below(asking, hit)[:_MOST]
    evidence = [(each, asking.evidence(each)) for each in shown]
    proven = [(each, piece) for each, piece in evidence if piece is not None]
    heading = asking.store.record_of(hit.passage)
    if not proven or not isinstance(heading, Section):
        return None
    room = max(_LEAST_WORDS, _ROOM // len(proven))
    full = [record_words(asking, each).replace(". - ", "; ") for each, _ in proven]
    title = _NUMBERING.sub("", heading.text).rstrip(" .:")
    words = [excerpt(asking, text, room).rstrip(" .;") for text in full]
    return Draft(
        plan_id=hit.passage.plan_id,
        province=hit.passage.province,
        target_code=None,
        sentence=f"{place(asking, hit.passage.plan_id)}: {title}: {'; '.join(words)}",
        detail="\n".join(full),
        evidence=(*(piece for _, piece in proven), Evidence(hit.passage, hit.passage.span)),
        score=hit.score(),
    )
