"""Fusion: scores stretched to one scale and added by weight."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from search.fusion import Leg, Scores, min_max, of_all, weighted_sum

ALL = np.ones(4, np.bool_)


def numbers(leg: Leg, allowed: NDArray[np.bool_] = ALL) -> list[float]:
    """The numbers of all passages."""
    return of_all(leg, allowed).tolist()


def test_scores_are_stretched_over_the_allowed_passages_only() -> None:
    scores = np.array([1.0, 3.0, 2.0, 100.0])
    allowed = np.array([True, True, True, False])
    assert numbers(min_max(scores, allowed), allowed) == [0.0, 1.0, 0.5, 0.0]


def test_a_floor_keeps_what_matched_little_above_what_did_not_match() -> None:
    assert numbers(min_max(np.array([0.0, 2.0, 4.0, 1.0]), ALL, 0.0)) == [0.0, 0.5, 1.0, 0.25]
    assert min(numbers(min_max(np.array([3.0, 2.0, 4.0, 2.0]), ALL, 0.0))) == 0.5
    assert numbers(min_max(np.array([-3.0, 2.0, 4.0, 2.0]), ALL, 0.0)) == [0.0, 0.5, 1.0, 0.5]


@pytest.mark.parametrize("scores", [[0.0, 0.0, 0.0, 0.0], [5.0, 5.0, 5.0, 5.0]])
def test_scores_that_tell_nothing_become_nothing(scores: list[float]) -> None:
    leg = min_max(np.array(scores), ALL)
    assert not leg.any()
    assert numbers(leg) == [0.0] * 4
    assert [float(leg[at]) for at in range(4)] == [0.0] * 4


def test_nothing_allowed_gives_nothing() -> None:
    nothing = np.zeros(2, np.bool_)
    assert numbers(min_max(np.array([1.0, 2.0]), nothing), nothing) == [0.0, 0.0]


def test_a_leg_that_found_nothing_does_not_hold_the_other_down() -> None:
    legs = {"lexical": min_max(np.zeros(2), ALL[:2]), "dense": min_max(np.array([3.0, 1.5]), ALL[:2], 0.0)}
    assert numbers(weighted_sum(legs, {"lexical": 0.5, "dense": 0.5}), ALL[:2]) == [1.0, 0.5]


def test_legs_are_added_by_their_weights() -> None:
    legs = {"lexical": min_max(np.array([1.0, 0.0]), ALL[:2]), "dense": min_max(np.array([0.0, 1.0]), ALL[:2])}
    assert numbers(weighted_sum(legs, {"lexical": 0.75, "dense": 0.25}), ALL[:2]) == [0.75, 0.25]
    assert numbers(weighted_sum(legs, {"lexical": 3.0}), ALL[:2]) == [1.0, 0.0]
    assert not weighted_sum(legs, {}).any()
    assert numbers(weighted_sum(legs, {}), ALL[:2]) == [0.0, 0.0]


def reference(scores: Scores, allowed: NDArray[np.bool_], floor: float | None) -> Scores:
    """The formula, written down for all passages at once."""
    normal = np.zeros(len(scores))
    if allowed.any():
        low = scores[allowed].min() if floor is None else floor
        if scores[allowed].max() > low:
            normal[allowed] = np.clip((scores[allowed] - low) / (scores[allowed].max() - low), 0.0, 1.0)
    return normal


@pytest.mark.parametrize("share", [1.0, 0.6, 0.03, 0.0])
def test_many_passages_get_to_the_last_digit_what_the_formula_says(share: float) -> None:
    chosen, size = np.random.default_rng(3), 40_000
    allowed = chosen.random(size) < share
    words, dense = np.maximum(chosen.normal(1, 2, size), -0.5), chosen.normal(0.8, 0.05, size)
    legs = {"words": min_max(words, allowed, 0.0), "dense": min_max(dense, allowed)}
    wanted = {"words": reference(words, allowed, 0.0), "dense": reference(dense, allowed, None)}
    for name, leg in legs.items():
        assert (of_all(leg, allowed) == wanted[name]).all()
    mixed = weighted_sum(legs, {"words": 0.7, "dense": 0.2})
    total = (0.7 * wanted["words"] + 0.2 * wanted["dense"]) / (0.7 + 0.2)
    assert (of_all(mixed, allowed) == total).all()
    some = np.array([0, 17, size - 1, 20_000])
    assert (mixed[some] == total[some]).all()
    assert float(mixed[17]) == total[17]
