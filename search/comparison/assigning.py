"""Rows of things that correspond over several plans, one thing a plan: optimal assignment, plan by plan.

The assignment of one plan to the rows is that of Kuhn (1955) as scipy's `linear_sum_assignment` solves it; a pair below
the threshold is worth nothing and is not made. Plans join one after another, the fullest first, and then each is taken
out and assigned again until nothing changes, so that the order matters as little as it can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from search.comparison.features import Matrix

Rows = list[dict[str, int]]
_ROUNDS = 5
# A row is as near as its nearest member, a little less where its other members are far.
_NEAREST = 0.7
# Where each of two is the other's best by this factor, this share of the threshold will do.
_FAR_MORE = 1.6
_FAINT = 0.55


def assign_rows(groups: Mapping[str, Sequence[int]], scores: Matrix, threshold: float) -> Rows:
    """Return rows of plan → item.

    Args:
        groups: plan → its items, as positions in `scores`.
        scores: how well each two items correspond.
        threshold: below it two items do not.

    Returns:
        Rows in which every item stands exactly once.
    """
    order = sorted(groups, key=lambda plan: (-len(groups[plan]), plan))
    rows: Rows = []
    for plan in order:
        rows = _joined(rows, plan, groups[plan], scores, threshold)
    for _ in range(_ROUNDS):
        before = _key(rows)
        for plan in order:
            others = [{p: i for p, i in row.items() if p != plan} for row in rows]
            rows = _joined([row for row in others if row], plan, groups[plan], scores, threshold)
        if _key(rows) == before:
            break
    return rows


def _key(rows: Rows) -> set[frozenset[int]]:
    return {frozenset(row.values()) for row in rows}


def _joined(rows: Rows, plan: str, items: Sequence[int], scores: Matrix, threshold: float) -> Rows:
    """Return the rows with a plan's items put where they are worth most together; what is left opens rows."""
    worth = np.zeros((len(items), len(rows)))
    for column, row in enumerate(rows):
        members = scores[np.ix_(list(items), list(row.values()))]
        worth[:, column] = _NEAREST * members.max(axis=1) + (1 - _NEAREST) * members.mean(axis=1)
    gain = np.clip(np.where(_distinct(worth), worth - threshold * _FAINT, worth - threshold), 0.0, None)
    result = [dict(row) for row in rows]
    placed: set[int] = set()
    if rows and items:
        for at, column in zip(*linear_sum_assignment(gain, maximize=True), strict=True):
            if gain[at, column] > 0:
                result[column][plan] = items[at]
                placed.add(int(at))
    result.extend({plan: item} for at, item in enumerate(items) if at not in placed)
    return result


def _distinct(worth: Matrix) -> NDArray[np.bool_]:
    """Say of which pairs each is to the other far more than anything else is: so faint a likeness still counts."""
    if min(worth.shape, default=0) < 2:
        return np.zeros(worth.shape, dtype=bool)
    by_row = np.sort(worth, axis=1)[:, -2:]
    by_column = np.sort(worth, axis=0)[-2:, :]
    best = (worth >= by_row[:, -1:]) & (worth >= by_column[-1:, :])
    return np.asarray(best & (worth >= _FAR_MORE * by_row[:, :1]) & (worth >= _FAR_MORE * by_column[:1, :]))
