"""Means with bootstrap confidence intervals, and percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 1000
SEED = 2030


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95% confidence interval; all are `None` where there was nothing to average."""

    value: float | None
    low: float | None
    high: float | None

    def to_json(self) -> dict[str, float | None]:
        """Return the three numbers, rounded."""
        return {"value": _rounded(self.value), "low": _rounded(self.low), "high": _rounded(self.high)}


def mean_with_interval(values: Sequence[float], *, resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """Return the mean of some values with its percentile bootstrap interval.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. The same values, in the same
    order, give the same interval.

    Args:
        values: one a question.
        resamples: how many times to draw as many values, with replacement.
        seed: of the draws.
    """
    if not values:
        return Interval(None, None, None)
    data = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(data), size=(resamples, len(data)))
    low, high = np.percentile(data[drawn].mean(axis=1), [2.5, 97.5])
    return Interval(float(data.mean()), float(low), float(high))


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return a percentile (50 is the median), `None` of nothing."""
    return float(np.percentile(np.asarray(values, dtype=np.float64), share)) if values else None


def share(part: float, whole: float) -> float | None:
    """Return part / whole, `None` where there is no whole."""
    return part / whole if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
