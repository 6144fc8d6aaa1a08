"""Tasks and indicators of plans of another kind (green growth) → the targets of the same province they serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpus.records import AgencyMention, Plan
from search.comparison.aligned import Ref, Related
from search.comparison.features import Matrix, Vocabulary, shared_terms, similarities, word_terms

# A link is made from this score up, to this many targets at most, none much weaker than the best.
_LINKED = 0.14
_MOST = 3
_NEAR_BEST = 0.7
# What a task counts beside the target's own words, what one of another plan's corresponding target counts, and what
# both together and a common lead add.
_TASK = 0.8
_ELSEWHERE = 0.7
_BOTH = 0.15
_SAME_LEAD = 0.05


@dataclass(frozen=True, slots=True)
class _Piece:
    """A target, task or indicator of one plan, with the bodies that lead it."""

    level: Literal["task", "indicator"]
    code: str
    text: str
    leads: frozenset[str] = frozenset()


def related_links(
    plans: Sequence[Plan], others: Sequence[Plan], corresponding: Mapping[Ref, Iterable[Ref]]
) -> Iterator[Related]:
    """Yield the links of plans of another kind to the targets of plans of the same province.

    Args:
        plans: whose targets are aligned.
        others: the plans of other kinds.
        corresponding: target → targets of other plans in its row, whose tasks and indicators speak for it too.
    """
    below: defaultdict[Ref, list[str]] = defaultdict(list)
    for plan in plans:
        for task in plan.tasks:
            below[task.plan_id, task.target_code].append(task.text)
        for indicator in plan.indicators:
            below[indicator.plan_id, indicator.target_code].append(indicator.name)
    for other in others:
        for plan in plans:
            if other.info.province is not None and plan.info.province == other.info.province:
                elsewhere = [
                    _Piece("task", code, text)
                    for (plan_id, code), refs in corresponding.items()
                    if plan_id == plan.info.plan_id
                    for ref in refs
                    for text in below[ref]
                ]
                yield from _links(plan, other, elsewhere)


def _links(plan: Plan, other: Plan, elsewhere: Sequence[_Piece]) -> Iterator[Related]:
    pieces = [*_own_tasks(other), *_indicators(other)]
    tasks = [_Piece("task", t.target_code, t.text, _ids(t.lead)) for t in plan.tasks if t.target_code]
    leads = {
        code: frozenset[str]().union(*(t.leads for t in tasks if t.code == code)) for code in {t.code for t in tasks}
    }
    targets = [
        _Piece("task", t.full_code, t.text, leads.get(t.full_code, frozenset()))
        for t in plan.targets
        if t.level == "target"
    ]
    if not pieces or not targets:
        return
    helpers = [*tasks, *elsewhere]
    shares = np.array([_TASK] * len(tasks) + [_ELSEWHERE] * len(elsewhere))
    terms = [word_terms(piece.text) for piece in (*pieces, *targets, *helpers)]
    vocabulary = Vocabulary(terms)
    vectors = vocabulary.matrix(terms)
    ours, theirs = vectors[: len(pieces)], vectors[len(pieces) : len(pieces) + len(targets)]
    through = similarities(ours, vectors[len(pieces) + len(targets) :]) * shares
    scores = _scores(similarities(ours, theirs), through, targets, helpers)
    said = {t.code: " ".join([t.text, *(task.text for task in tasks if task.code == t.code)]) for t in targets}
    for at, piece in enumerate(pieces):
        same_lead = np.array([bool(piece.leads & target.leads) for target in targets])
        row = scores[at] + _SAME_LEAD * same_lead
        for column in _chosen(row):
            yield Related(
                plan_id=other.info.plan_id,
                level=piece.level,
                code=piece.code,
                target=(plan.info.plan_id, targets[column].code),
                score=round(float(row[column]), 3),
                shared=shared_terms(piece.text, said[targets[column].code], vocabulary),
                same_lead=bool(same_lead[column]),
            )


def _scores(direct: Matrix, through: Matrix, targets: Sequence[_Piece], helpers: Sequence[_Piece]) -> Matrix:
    """Return the score of each piece with each target: by its own words, by its nearest task, more by both."""
    nearest = np.zeros_like(direct)
    columns = {target.code: at for at, target in enumerate(targets)}
    for at, helper in enumerate(helpers):
        if helper.code in columns:
            place = columns[helper.code]
            nearest[:, place] = np.maximum(nearest[:, place], through[:, at])
    return np.maximum(direct, nearest) + _BOTH * np.minimum(direct, nearest)


def _chosen(scores: Matrix) -> list[int]:
    order = [int(at) for at in np.argsort(-scores, kind="stable")[:_MOST]]
    return [at for at in order if scores[at] >= max(_LINKED, _NEAR_BEST * scores[order[0]])]


def _own_tasks(plan: Plan) -> Iterator[_Piece]:
    """Yield the tasks of a plan of another kind, each with the words of the rows that group it."""
    groups = {target.full_code: target.text for target in plan.targets}
    for task in plan.tasks:
        code = task.full_code or task.target_code
        if code:
            above = [text for group, text in groups.items() if code.startswith(f"{group}.")]
            yield _Piece("task", code, " . ".join([task.text, *above]), _ids(task.lead))


def _indicators(plan: Plan) -> Iterator[_Piece]:
    for indicator in plan.indicators:
        yield _Piece("indicator", indicator.code, indicator.name, _ids(indicator.responsible))


def _ids(mentions: Iterable[AgencyMention]) -> frozenset[str]:
    return frozenset(mention.agency_id for mention in mentions)
