"""Where the money is to come from: the plan's own paragraphs on funding, and what a task says of it; no amounts."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.facts import Fact
from corpus.records import Plan
from index.text import tokens
from search.answers.asking import Asking
from search.answers.cues import asks
from search.answers.drafts import Draft, Evidence
from search.answers.excerpts import source_words
from search.answers.wording import place
from search.citing import shorten

_WORDS = 420
_PER_PLAN = 2
_SOURCES = ("nguồn", "bao gồm", "huy động", "ODA", "tài trợ")


def funding(asking: Asking) -> list[Draft]:
    """Return which sources a plan names; nothing when the question is about the money for one subject of it."""
    if not asks(asking.query.normalized, "sources") or _has_other_subject(asking):
        return []
    kinds = asking.query.plan_kinds
    return [draft for plan in asking.plans if not kinds or plan.info.kind in kinds for draft in _of_plan(asking, plan)]


def _has_other_subject(asking: Asking) -> bool:
    """Return whether the best passage speaks of something else than how the plan is paid for."""
    stating = asking.ranking.wanted.stating
    hits = asking.best(3)
    return stating is not None and bool(hits) and not any(stating[hit.position] for hit in hits)


def _of_plan(asking: Asking, plan: Plan) -> Iterator[Draft]:
    facts = [fact for fact in asking.store.facts(plan.info.plan_id) if fact.kind == "funding"]
    for fact in sorted(facts, key=lambda fact: -_fit(asking, fact))[:_PER_PLAN]:
        passage = asking.store.passage_at(plan.info.plan_id, fact.span)
        if passage is None:
            continue
        words = source_words(asking, plan.info.plan_id, fact.span.start, fact.span.end)
        yield Draft(
            plan_id=plan.info.plan_id,
            province=plan.info.province,
            target_code=None,
            sentence=f"{place(asking, plan.info.plan_id)}: {shorten(words, _WORDS)}",
            detail=words,
            evidence=(Evidence(passage, fact.span),),
            score=asking.scores(passage),
        )


def _fit(asking: Asking, fact: Fact) -> float:
    """Return how well a paragraph tells the sources: the words that name them, and the question's words it holds."""
    wanted = set(asking.ranking.terms.words)
    weights = asking.weights(wanted)
    share = sum(weights[word] for word in wanted & set(tokens(fact.text))) / (sum(weights.values()) or 1.0)
    names = sum(word in fact.text for word in _SOURCES) / len(_SOURCES)
    passage = asking.store.passage_at(fact.plan_id, fact.span)
    return share + names + 0.5 * (asking.score_of(passage) if passage is not None else 0.0)
