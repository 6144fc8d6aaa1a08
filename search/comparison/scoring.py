"""How well each two targets correspond, and from what that is concluded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from corpus.quantities import find_quantities
from corpus.records import Plan, Target
from search.comparison.aligned import Pair, Ref
from search.comparison.features import (
    Matrix,
    Vocabulary,
    character_terms,
    shared_terms,
    similarities,
    syllables,
    word_terms,
)

Vectors = Mapping[Ref, Sequence[float]]
# What each kind of evidence may add to the words of the targets themselves.
_TASKS = 0.15
_ORDER = 0.04
_NUMBERS = 0.04
_DENSE = 0.2
# Cosines of the default encoder lie between these for texts that have nothing and everything in common.
_DENSE_FLOOR, _DENSE_SPAN = 0.80, 0.18


@dataclass(frozen=True, slots=True)
class Item:
    """A target (or an anchor) to be aligned: `position` is its place in its goal, from 0 to 1."""

    plan_id: str
    code: str
    goal: str
    text: str
    tasks: str = ""
    position: float = 0.5

    @property
    def ref(self) -> Ref:
        """The plan and full code it is known by."""
        return self.plan_id, self.code


@dataclass(frozen=True)
class Scores:
    """Scores of all items with all items, and what they are made of; `together` decides."""

    items: tuple[Item, ...]
    words: Vocabulary
    lexical: Matrix
    tasks: Matrix
    dense: Matrix | None
    numbers: tuple[frozenset[str], ...]
    together: Matrix

    def pair(self, left: int, right: int, by: str = "") -> Pair:
        """Return two items as a pair with its evidence."""
        first, second = self.items[left], self.items[right]
        return Pair(
            left=first.ref,
            right=second.ref,
            score=_rounded(self.together[left, right]),
            lexical=_rounded(self.lexical[left, right]),
            tasks=_rounded(self.tasks[left, right]),
            dense=None if self.dense is None else _rounded(self.dense[left, right]),
            numbers=tuple(sorted(self.numbers[left] & self.numbers[right])),
            shared=shared_terms(first.text, second.text, self.words),
            by=by,
        )


def _rounded(value: float) -> float:
    return round(float(value), 3)


def items_of(plan: Plan) -> list[Item]:
    """Return the targets of a plan with the words of their tasks."""
    tasks: defaultdict[str, list[str]] = defaultdict(list)
    for task in plan.tasks:
        tasks[task.target_code].append(task.text)
    by_goal: defaultdict[str, list[Target]] = defaultdict(list)
    for target in plan.targets:
        if target.level == "target":
            by_goal[target.goal].append(target)
    return [
        Item(
            plan_id=plan.info.plan_id,
            code=target.full_code,
            goal=goal,
            text=target.text,
            tasks=" ".join(tasks[target.full_code]),
            position=(at + 0.5) / len(targets),
        )
        for goal, targets in by_goal.items()
        for at, target in enumerate(targets)
    ]


def score_items(items: Sequence[Item], vectors: Vectors | None = None) -> Scores:
    """Score all items with all items.

    Args:
        items: targets of all plans, and anchors.
        vectors: what a dense encoder makes of the targets, when at hand; items without one are scored by words alone.
    """
    texts = [item.text for item in items]
    words, lexical = lexical_similarity(texts)
    tasks = _cosines([[s for s in word_terms(item.tasks) if " " in s] if item.tasks else [] for item in items])
    dense = _dense(items, vectors) if vectors else None
    numbers = tuple(frozenset(_numbers(text)) for text in texts)
    positions = np.array([item.position for item in items])
    order = 1.0 - np.abs(positions[:, None] - positions[None, :])
    same_numbers = _cosines([sorted(found) for found in numbers])
    text = lexical if dense is None else np.where(np.isnan(dense), lexical, (1 - _DENSE) * lexical + _DENSE * dense)
    together = text + (1 - text) * _TASKS * tasks + _ORDER * order + _NUMBERS * same_numbers
    return Scores(tuple(items), words, lexical, tasks, dense, numbers, together)


def lexical_similarity(texts: Sequence[str]) -> tuple[Vocabulary, Matrix]:
    """Return how alike texts are by words and by runs of characters, half each, and the vocabulary of words."""
    words = [word_terms(text) for text in texts]
    vocabulary = Vocabulary(words)
    by_words = vocabulary.matrix(words)
    by_characters = _weighted([character_terms(text) for text in texts])
    return vocabulary, 0.5 * similarities(by_words, by_words) + 0.5 * similarities(by_characters, by_characters)


def _weighted(documents: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    return Vocabulary(documents).matrix(documents)


def _cosines(documents: Sequence[Sequence[str]]) -> Matrix:
    matrix = _weighted(documents)
    return similarities(matrix, matrix)


def _numbers(text: str) -> list[str]:
    """Return the quantities of a text by value and unit, ages left out: they say whom, not how much."""
    return [f"{q.value.normalize():f} {q.unit}" for q in find_quantities(text) if q.unit != "tuổi"]


def _dense(items: Sequence[Item], vectors: Vectors) -> Matrix:
    """Return rescaled cosines; NaN where an item has no vector."""
    found = [vectors.get(item.ref) for item in items]
    width = next((len(vector) for vector in found if vector is not None), 1)
    matrix = np.array([np.full(width, np.nan) if v is None else np.asarray(v, dtype=np.float64) for v in found])
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit = matrix / np.where(lengths == 0, 1.0, lengths)
    return np.clip((unit @ unit.T - _DENSE_FLOOR) / _DENSE_SPAN, 0.0, 1.0)


def words_of(text: str) -> set[str]:
    """Return the syllables and pairs of syllables of a text."""
    found = syllables(text)
    return {*found, *(f"{left} {right}" for left, right in pairwise(found))}
