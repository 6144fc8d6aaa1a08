"""Several legs' scores → one: a weighted sum of min-max normalised scores.

Source: Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2023): a convex combination of
normalised scores beats reciprocal ranks and needs little data to tune. On Vietnamese sets the sum beat both legs, rank
fusion lost to BM25 on one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def min_max(scores: Scores, allowed: NDArray[np.bool_], floor: float | None = None) -> Scores:
    """Return the scores of the allowed passages stretched to 0…1, everything else 0.

    Args:
        scores: of every passage.
        allowed: which passages take part.
        floor: what counts as 0; the lowest allowed score when not given.
    """
    normal = np.zeros(len(scores))
    if not allowed.any():
        return normal
    everything = bool(allowed.all())
    # Of a million passages, picking out those that take part and putting them back costs more than all the rest.
    taking_part = scores if everything else scores[allowed]
    low = float(taking_part.min()) if floor is None else floor
    high = float(taking_part.max())
    if high <= low:
        return normal
    stretched = (taking_part - low) / (high - low)
    np.clip(stretched, 0.0, 1.0, out=stretched)
    if everything:
        return stretched
    normal[allowed] = stretched
    return normal


def weighted_sum(legs: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Return Σ weight · score over the legs that have a weight, divided by the sum of these weights.

    A leg that found nothing (all zero) takes no part, so that an unusable leg does not hold the others down.
    """
    size = len(next(iter(legs.values())))
    total = np.zeros(size)
    used = 0.0
    for name, scores in legs.items():
        weight = weights.get(name, 0.0)
        if weight > 0 and scores.any():
            total += weight * scores
            used += weight
    return total / used if used else total
