"""The plain answer: the best passages in their own words, each cited."""

from __future__ import annotations

from collections.abc import Sequence

from search.answers.asking import Asking
from search.answers.drafts import Draft, Evidence
from search.answers.excerpts import excerpt, source_words
from search.answers.wording import place
from search.retrieval import Hit

_WORDS = 280
_SHARE = 0.8
MAX_PASSAGES = 4


def extractive(asking: Asking, hits: Sequence[Hit] | None = None) -> list[Draft]:
    """Return a statement for each of the best passages: what the plan says, word for word, shortened at a word.

    Args:
        asking: the question.
        hits: the passages; the best found when not given.
    """
    shown = list(hits) if hits is not None else asking.retriever.hits(asking.ranking, MAX_PASSAGES)
    if not shown:
        return []
    least = shown[0].final * _SHARE
    return [quoted(asking, hit) for hit in shown if hit.final >= least]


def quoted(asking: Asking, hit: Hit) -> Draft:
    """Return one passage as a statement."""
    passage = hit.passage
    # The words of the citation, not of the record: a record's text may be mended where the source has an error.
    words = source_words(asking, passage.plan_id, passage.span.start, passage.span.end)
    return Draft(
        plan_id=passage.plan_id,
        province=passage.province,
        target_code=passage.target_code,
        sentence=f"{place(asking, passage.plan_id, passage.target_code)}: {excerpt(asking, words, _WORDS)}",
        detail=words,
        evidence=(Evidence(passage, passage.span),),
        score=hit.score(),
    )
