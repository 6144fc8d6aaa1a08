"""Where the money is to come from: the plan's own paragraphs on funding, and what a task says of it; no amounts."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.facts import Fact
from corpus.records import Plan
from index.text import tokens
from search.answers.asking import Asking
from search.answers.cues import asks, load_answer_cues
from search.answers.silence.abstaining import Refusal, not_stated
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import source_words
from search.answers.writing.wording import place
from search.citing import shorten

_WORDS = 420
_PER_PLAN = 2
_SOURCES = ("nguồn kinh phí", "nguồn vốn", "từ ngân sách", "bao gồm", "huy động", "ODA", "tài trợ")
# Who draws up and balances a budget is no source of money.
_DUTIES = ("chủ trì", "chịu trách nhiệm", "thẩm định", "dự toán", "bố trí trong")
_PER_DUTY = 0.2
_MOST_TASKS = 6
_TASK_WORDS = 110


def asks_of_the_plan(asking: Asking) -> bool:
    """Return whether a question on money names no subject but the plan."""
    fillers = load_answer_cues().fillers
    return not asking.query.target_codes and all(word in fillers for word in asking.query.topic_text.split())


def funding(asking: Asking) -> list[Draft] | Refusal:
    """Return which sources a plan names; for tasks named by number, what their own rows say of their funds.

    Nothing when the question is about the money for one subject of the plan; that no plan asked says it, where none
    does.
    """
    if asking.query.target_codes:
        return list(_of_tasks(asking))
    of_the_plan = asks_of_the_plan(asking)
    if not asks(asking.query.normalized, "sources") or (_has_other_subject(asking) and not of_the_plan):
        return []
    kinds = asking.query.plan_kinds
    found = [draft for plan in asking.plans if not kinds or plan.info.kind in kinds for draft in _of_plan(asking, plan)]
    if found or not of_the_plan:
        return found
    return not_stated(asking, "where the money comes from" if asking.in_english else "nguồn kinh phí")


def _of_tasks(asking: Asking) -> Iterator[Draft]:
    """Yield what the rows of the tasks asked for by number say in their column of funds."""
    named = set(asking.query.target_codes)
    tasks = [
        task
        for plan in asking.plans
        for task in plan.tasks
        if task.funding and named & {task.target_code, task.full_code}
    ]
    for task in tasks[:_MOST_TASKS]:
        passage = asking.store.passage_of(task)
        if passage is None:
            continue
        about = place(asking, task.plan_id, task.target_code or None)
        label = "funds" if asking.in_english else "nguồn kinh phí ghi trong bảng"
        yield Draft(
            plan_id=task.plan_id,
            province=asking.infos[task.plan_id].province,
            target_code=task.target_code or None,
            sentence=f"{about}: {label}: {task.funding} – {shorten(task.text, _TASK_WORDS)}",
            detail=f"{label}: {task.funding} – {task.text}",
            evidence=(Evidence(passage, passage.span),),
            score=asking.scores(passage),
        )


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
    duties = _PER_DUTY * sum(word in fact.text for word in _DUTIES)
    return share + names - duties + 0.5 * (asking.score_of(passage) if passage is not None else 0.0)
