"""Targets that one plan writes as one and another as two or more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.comparison.assigning import Rows
from search.comparison.features import coverage
from search.comparison.scoring import Scores, words_of

# How much of what only the second target says must stand in the text that is to hold both.
_HELD = 0.5
# A text that holds two targets says more than the first alone.
_MORE = 0.85


def joined_rows(rows: Rows, scores: Scores, ignored: frozenset[str]) -> list[list[int]]:
    """Return rows as lists of items, those joined that one plan writes as one target.

    Args:
        rows: one item a plan.
        scores: of these items.
        ignored: plans whose items join nothing (anchors).
    """
    parent = list(range(len(rows)))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    for first, second in _held(rows, scores, ignored):
        parent[max(root(first), root(second))] = min(root(first), root(second))
    joined: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        joined.setdefault(root(at), []).extend(row.values())
    return [sorted(items) for items in joined.values()]


def _held(rows: Rows, scores: Scores, ignored: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield each two rows of which a target of the first holds what the second says."""
    words = {item: words_of(scores.items[item].text) for row in rows for item in row.values()}
    for first, holder in enumerate(rows):
        for second, held in enumerate(rows):
            if first != second and any(
                _holds(item, holder, held, plan, words, scores)
                for plan, item in holder.items()
                if plan not in held and plan not in ignored
            ):
                yield first, second


def _holds(
    item: int, holder: dict[str, int], held: dict[str, int], plan: str, words: dict[int, set[str]], scores: Scores
) -> bool:
    """Whether a target says what the held ones say, besides what another plan's target of its own row says."""
    return any(
        coverage(words[item], words[beside], scores.words) <= _MORE
        and _mean([coverage(words[other] - words[beside], words[item], scores.words) for other in held.values()])
        >= _HELD
        for other_plan, beside in holder.items()
        if other_plan != plan
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
