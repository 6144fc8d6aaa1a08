"""A fact about a document as a statement, and the plans whose facts are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.facts import Fact
from corpus.records import Plan, Span
from search.answers.asking import Asking
from search.answers.documents.cited import own_numbers
from search.answers.documents.initials import plans_by_initials
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.wording import place


def asked_plans(asking: Asking) -> Sequence[Plan]:
    """Return the plans a question on a document means: those it names by number, by name, by kind, else all."""
    kinds = asking.query.plan_kinds
    numbered = own_numbers(asking) if asking.query.document_numbers else frozenset()
    if numbered:
        return [plan for plan in asking.store.plans.values() if plan.info.plan_id in numbered]
    named = [plan for plan in asking.plans if plan.info.plan_id in asking.query.plans]
    short = plans_by_initials(asking)
    if short:
        return [plan for plan in short if not kinds or plan.info.kind in kinds] or short
    return named or [plan for plan in asking.plans if not kinds or plan.info.kind in kinds]


def fact_draft(asking: Asking, plan: Plan, fact: Fact, words: str, *, conflict: bool = False) -> Iterator[Draft]:
    """Yield the statement of a fact, where a passage holds the place that says it."""
    ends = asking.store.documents[plan.info.plan_id].span(fact.span.end - 1, fact.span.end)
    passage = asking.store.passage_at(plan.info.plan_id, fact.span) or asking.store.passage_at(plan.info.plan_id, ends)
    if passage is None:
        return
    yield Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {words}",
        evidence=(Evidence(passage, fact.span),),
        conflict=conflict,
        score=asking.scores(passage),
    )


def score_at(asking: Asking, plan_id: str, span: Span) -> float:
    """Return how well the passage at a place answers, 0 where there is none."""
    passage = asking.store.passage_at(plan_id, span)
    return 0.0 if passage is None else asking.score_of(passage)
