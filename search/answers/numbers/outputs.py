"""Numbers that a plan sets as the result of a task: they stand in a column of their own, not in the task's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.quantities import find_quantities
from corpus.records import Passage
from index.text import tokens
from search.answers.asking import Asking

# A result speaks of the subject when it holds this much of its weight in its own words.
HELD_BY_OUTPUT = 0.7


@dataclass(frozen=True, slots=True)
class _Output:
    """A task's result that states numbers: the passage of the task, and the words of the result."""

    passage: Passage
    words: frozenset[str]


def output_shares(asking: Asking) -> dict[int, float]:
    """Return, for the passages of tasks whose results state a number, the share of the subject the result holds.

    A target named by its number is asked for itself, whatever results elsewhere speak of the same.

    Args:
        asking: the question.
    """
    if asking.query.target_codes:
        return {}
    subject = asking.ranking.terms.subject
    weights = asking.weights(subject)
    total = sum(weights.values())
    meanings = [(frozenset(tokens(item.said)), frozenset(tokens(item.meant))) for item in asking.query.expansions]
    found: dict[int, float] = {}
    for plan in asking.plans if total else ():
        for output in _outputs(asking, plan.info.plan_id):
            position = asking.position(output.passage)
            meant = {token for said, words in meanings if words and words <= output.words for token in said}
            share = sum(weights[token] for token in subject & (output.words | meant)) / total
            if position is not None and share >= HELD_BY_OUTPUT and asking.ranking.allowed[position]:
                found[position] = share
    return found


def _outputs(asking: Asking, plan_id: str) -> Sequence[_Output]:
    return asking.store.once(("outputs", plan_id), lambda: tuple(_read(asking, plan_id)))


def _read(asking: Asking, plan_id: str) -> Iterator[_Output]:
    for task in asking.store.plans[plan_id].tasks:
        passage = asking.store.own_passage(task) if task.output and find_quantities(task.output) else None
        if passage is not None:
            yield _Output(passage, frozenset(tokens(task.output or "")))
