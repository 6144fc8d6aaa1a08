"""Fusion: scores stretched to one scale and added by weight."""

from __future__ import annotations

import numpy as np
import pytest

from search.fusion import min_max, weighted_sum

ALL = np.ones(4, np.bool_)


def test_scores_are_stretched_over_the_allowed_passages_only() -> None:
    scores = np.array([1.0, 3.0, 2.0, 100.0])
    allowed = np.array([True, True, True, False])
    assert min_max(scores, allowed).tolist() == [0.0, 1.0, 0.5, 0.0]


def test_a_floor_keeps_what_matched_little_above_what_did_not_match() -> None:
    assert min_max(np.array([0.0, 2.0, 4.0, 1.0]), ALL, 0.0).tolist() == [0.0, 0.5, 1.0, 0.25]
    assert min_max(np.array([3.0, 2.0, 4.0, 2.0]), ALL, 0.0).min() == 0.5


@pytest.mark.parametrize("scores", [[0.0, 0.0, 0.0, 0.0], [5.0, 5.0, 5.0, 5.0]])
def test_scores_that_tell_nothing_become_nothing(scores: list[float]) -> None:
    assert min_max(np.array(scores), ALL).tolist() == [0.0] * 4


def test_nothing_allowed_gives_nothing() -> None:
    assert min_max(np.array([1.0, 2.0]), np.zeros(2, np.bool_)).tolist() == [0.0, 0.0]


def test_a_leg_that_found_nothing_does_not_hold_the_other_down() -> None:
    legs = {"lexical": np.zeros(2), "dense": np.array([1.0, 0.5])}
    assert weighted_sum(legs, {"lexical": 0.5, "dense": 0.5}).tolist() == [1.0, 0.5]


def test_legs_are_added_by_their_weights() -> None:
    legs = {"lexical": np.array([1.0, 0.0]), "dense": np.array([0.0, 1.0])}
    assert weighted_sum(legs, {"lexical": 0.75, "dense": 0.25}).tolist() == [0.75, 0.25]
