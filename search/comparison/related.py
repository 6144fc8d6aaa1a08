"""Tasks and indicators of plans of another kind (green growth) → the targets of the same province they serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.records import Plan
from search.comparison.aligned import Ref, Related
from search.comparison.features import Matrix, Vocabulary, shared_terms, similarities, word_terms

# A link is made from this score up, to this many targets at most, none much weaker than the best.
_LINKED = 0.17
_MOST = 3
_NEAR_BEST = 0.7
_SAME_LEAD = 0.05
_TASK = 0.8


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text of one plan: a target, a task or an indicator, with the bodies that lead it."""

    code: str
    text: str
    leads: frozenset[str]


def related_links(plans: Sequence[Plan], others: Sequence[Plan]) -> Iterator[Related]:
    """Yield the links of plans of another kind to the targets of plans of the same province.

    Args:
        plans: whose targets are aligned.
        others: the plans of other kinds.
    """
    for other in others:
        for plan in plans:
            if other.info.province is not None and plan.info.province == other.info.province:
                yield from _links(plan, other)


def _links(plan: Plan, other: Plan) -> Iterator[Related]:
    levels = [("task", piece) for piece in _tasks(other)] + [("indicator", piece) for piece in _indicators(other)]
    targets = [_Piece(t.full_code, t.text, frozenset()) for t in plan.targets if t.level == "target"]
    tasks = [piece for piece in _tasks(plan) if piece.code]
    if not levels or not targets:
        return
    pieces = [piece for _, piece in levels]
    terms = [word_terms(piece.text) for piece in (*pieces, *targets, *tasks)]
    vocabulary = Vocabulary(terms)
    vectors = vocabulary.matrix(terms)
    ours = vectors[: len(pieces)]
    direct = similarities(ours, vectors[len(pieces) : len(pieces) + len(targets)])
    through = similarities(ours, vectors[len(pieces) + len(targets) :])
    scores = _best(direct, through, pieces, targets, tasks)
    for at, (level, piece) in enumerate(levels):
        for column in _chosen(scores[at]):
            target = targets[column]
            yield Related(
                plan_id=other.info.plan_id,
                level="task" if level == "task" else "indicator",
                code=piece.code,
                target=(plan.info.plan_id, target.code),
                score=round(float(scores[at, column]), 3),
                shared=shared_terms(piece.text, _said(target, tasks), vocabulary),
                same_lead=bool(piece.leads & _leads(target, tasks)),
            )


def _best(
    direct: Matrix, through: Matrix, pieces: Sequence[_Piece], targets: Sequence[_Piece], tasks: Sequence[_Piece]
) -> Matrix:
    """Return the score of each piece with each target: by its own words, or by one of its tasks."""
    column = {target.code: at for at, target in enumerate(targets)}
    best = direct.copy()
    for at, task in enumerate(tasks):
        if task.code in column:
            place = column[task.code]
            best[:, place] = np.maximum(best[:, place], _TASK * through[:, at]) + 0.15 * np.minimum(
                best[:, place], _TASK * through[:, at]
            )
    for place, target in enumerate(targets):
        leads = _leads(target, tasks)
        best[:, place] += [_SAME_LEAD if piece.leads & leads else 0.0 for piece in pieces]
    return best


def _chosen(scores: Matrix) -> list[int]:
    order = [int(at) for at in np.argsort(-scores, kind="stable")[:_MOST]]
    return [at for at in order if scores[at] >= max(_LINKED, _NEAR_BEST * scores[order[0]])]


def _tasks(plan: Plan) -> list[_Piece]:
    groups = {target.full_code: target.text for target in plan.targets if target.level == "task_group"}
    pieces = []
    for task in plan.tasks:
        if not task.target_code:
            continue
        code = task.full_code if task.full_code in groups or not groups else task.full_code or task.target_code
        above = next((groups[g] for g in _above(task.full_code) if g in groups), "")
        pieces.append(_Piece(_code(task.target_code, code, bool(groups)), f"{task.text} {above}", _ids(task.lead)))
    return pieces


def _code(target_code: str, full_code: str, grouped: bool) -> str:
    return full_code if grouped else target_code


def _above(full_code: str) -> Iterator[str]:
    parts = full_code.split(".")
    for length in range(len(parts), 0, -1):
        yield ".".join(parts[:length])


def _indicators(plan: Plan) -> list[_Piece]:
    return [_Piece(item.code, item.name, _ids(item.responsible)) for item in plan.indicators]


def _ids(mentions: Sequence[object]) -> frozenset[str]:
    return frozenset(mention.agency_id for mention in mentions)  # type: ignore[attr-defined]


def _leads(target: _Piece, tasks: Sequence[_Piece]) -> frozenset[str]:
    return frozenset().union(*(task.leads for task in tasks if task.code == target.code))


def _said(target: _Piece, tasks: Sequence[_Piece]) -> str:
    by_code: defaultdict[str, list[str]] = defaultdict(list)
    for task in tasks:
        by_code[task.code].append(task.text)
    return " ".join([target.text, *by_code[target.code]])


__all__ = ["Ref", "related_links"]
