"""The boundary between search and what holds the index: put passages, search sparse, search dense, switch generation.

An engine ranks; fusing the two legs, composing answers and reading records stay outside, so every engine gives the same
scores. Sparse search takes our own terms and weights, so no engine's tokenizer matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexError_
from corpus.records import Passage
from index.dense import Nearest
from index.encoder import Vectors
from index.lexical import Terms
from index.passages import Filter
from index.reader import IndexReader

Scores = NDArray[np.float64]
Positions = NDArray[np.int64]
Progress = Callable[[int, int], None]
NO_POSITIONS: Final[Positions] = np.zeros(0, np.int64)


class EngineUnavailable(IndexError_):
    """The engine cannot be reached, or lost what was put into it."""


class Engine(Protocol):
    """Where a built generation is searched.

    Positions in a `Nearest` are positions in the generation's passages. An engine answers from the generation that was
    switched to last; `put` alone changes no answer.
    """

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        ...

    @property
    def is_exact(self) -> bool:
        """Whether the scores of all passages are known, not only those of the best."""
        ...

    def put(self, reader: IndexReader) -> None:
        """Take in the passages, sparse rows and vectors of a generation; doing it twice is doing it once."""
        ...

    def switch(self, generation: str) -> None:
        """Answer from a generation that was put.

        Raises:
            KeyError: It was not put.
        """
        ...

    def search_sparse(self, view: str, terms: Terms, limit: int, where: Filter = ...) -> Nearest:
        """Return the best passages by BM25 in a view ("words", "folded"); passages that score 0 are left out."""
        ...

    def search_dense(self, vector: Vectors, limit: int, where: Filter = ...) -> Nearest:
        """Return the best passages by inner product."""
        ...

    def passages(self, positions: Sequence[int]) -> list[Passage]:
        """Return the passages at positions."""
        ...

    def sparse_scores(self, view: str, terms: Terms, where: Filter = ...) -> Scores:
        """Return one BM25 score a passage; an engine that ranks elsewhere knows those of its best, the others are 0."""
        ...

    def dense_scores(self, vector: Vectors, where: Filter = ..., also: Positions = ...) -> Scores:
        """Return one inner product a passage; where only the best are known, the others get the lowest there is.

        Args:
            vector: The question's vector.
            where: Which passages matter.
            also: Passages whose inner product must be right though they may not be among the best.
        """
        ...


def scattered(nearest: Nearest, size: int, others: float = 0.0) -> Scores:
    """Return one score a passage from those of the best.

    Args:
        nearest: What an engine found.
        size: How many passages there are.
        others: The score of a passage that was not found.
    """
    scores = np.full(size, others, np.float64)
    scores[nearest.positions] = nearest.scores
    return scores
