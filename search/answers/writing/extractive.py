"""The plain answer: the best passages in their own words, each cited."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.records import Indicator
from index.text import tokens
from search.answers.asking import Asking
from search.answers.numbers.values import of_indicator
from search.answers.silence.abstaining import nearness
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import excerpt, record_words, source_words
from search.answers.writing.opening import is_heading, opened
from search.answers.writing.wording import place
from search.retrieval import Hit

_WORDS = 280
_SHARE = 0.8
MAX_PASSAGES = 4
NEAR_ENOUGH = 0.5
_LOOKED_AT = 12
_GENERIC = frozenset(tokens("mục tiêu chỉ tiêu nhiệm vụ giải pháp nội dung tỉnh nào có không"))
_HELD = 0.8


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
    drafts: list[Draft] = []
    told: set[str] = set()
    for hit in shown:
        if hit.final < least or hit.passage.passage_id in told:
            continue
        under = opened(asking, hit) if not any(hit.passage.plan_id == draft.plan_id for draft in drafts) else None
        if under is not None:
            told |= {evidence.passage.passage_id for evidence in under.evidence}
        elif is_heading(asking, hit) and len(shown) > 1:
            continue
        drafts = [draft for draft in drafts if not _told(draft, told)]
        drafts.append(under or quoted(asking, hit))
    return drafts or [quoted(asking, shown[0])]


def by_plan(asking: Asking) -> list[Draft]:
    """Return the best passage of every plan that speaks of the subject, best plan first."""
    kinds = asking.query.plan_kinds
    plans = [plan.info.plan_id for plan in asking.plans if not kinds or plan.info.kind in kinds]
    near = [hit for hit in (nearest_of_plan(asking, plan_id) for plan_id in plans) if hit is not None]
    return [draft for hit in sorted(near, key=lambda hit: -hit.final) for draft in extractive(asking, [hit])]


def nearest_of_plan(asking: Asking, plan_id: str) -> Hit | None:
    """Return the passage for which a plan cannot be said to be silent: near, and it holds the subject."""
    first = asking.best(1)[0]
    least = _HELD * asking.coverage(first.position, without=_GENERIC)
    for hit in asking.best_of_plan(plan_id, _LOOKED_AT):
        if nearness(asking, hit) >= NEAR_ENOUGH and asking.coverage(hit.position, without=_GENERIC) >= least:
            return hit
    return None


def _told(draft: Draft, told: set[str]) -> bool:
    return len(draft.evidence) == 1 and draft.evidence[0].passage.passage_id in told


def quoted(asking: Asking, hit: Hit) -> Draft:
    """Return one passage as a statement."""
    passage = hit.passage
    record = asking.store.record_of(passage)
    row = of_indicator(asking, hit, record, ()) if isinstance(record, Indicator) else None
    if row is not None:
        return row
    if record is not None and record.span == passage.span:
        words = record_words(asking, record)
    else:
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
