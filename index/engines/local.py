"""The default engine: the generation's own files, in this process."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage
from index.dense import FEW_ALLOWED, Nearest, best
from index.encoder import Vectors
from index.engines.base import NO_POSITIONS, Positions, Scores, scattered
from index.lexical import Terms
from index.passages import Filter
from index.reader import IndexReader

_EVERYTHING = Filter()
# How many a graph or list index is asked for: it has no score for every passage.
POOL = 200
# Up to this many passages, scoring them all is as quick as picking some.
MANY = 50_000
# One in so many is few.
_FEW = 50


class LocalEngine:
    """Searches open generations in process; `put` keeps a reader, `switch` chooses which one answers."""

    def __init__(self, reader: IndexReader) -> None:
        self._readers: dict[str, IndexReader] = {}
        self._current = reader
        self.put(reader)

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        return self._current.generation

    @property
    def is_exact(self) -> bool:
        """Whether every passage is compared."""
        return self._current.dense.is_exact

    @property
    def reader(self) -> IndexReader:
        """The generation that answers; hold on to it to answer one question from one generation."""
        return self._current

    def put(self, reader: IndexReader) -> None:
        """Keep a generation ready."""
        self._readers[reader.generation] = reader

    def switch(self, generation: str) -> None:
        """Answer from a generation that was put and let go of the others.

        Raises:
            KeyError: It was not put.
        """
        self._current = self._readers[generation]
        self._readers = {generation: self._current}

    def search_sparse(self, view: str, terms: Terms, limit: int, where: Filter = _EVERYTHING) -> Nearest:
        """Return the best passages by BM25 in a view; passages that score 0 are left out."""
        reader = self._current
        scores = reader.lexical[view].scores(terms)
        allowed: NDArray[np.bool_] = scores != 0
        mask = reader.passages.mask(where)
        return best(scores, limit, allowed if mask is None else allowed & mask)

    def search_dense(self, vector: Vectors, limit: int, where: Filter = _EVERYTHING) -> Nearest:
        """Return the best passages by inner product."""
        reader = self._current
        return reader.dense.search(vector, limit, reader.passages.mask(where))

    def passages(self, positions: Sequence[int]) -> list[Passage]:
        """Return the passages at positions."""
        return [self._current.passages[position] for position in positions]

    def sparse_scores(self, view: str, terms: Terms, where: Filter = _EVERYTHING) -> Scores:
        """Return the BM25 score of every passage; of many, where few may be found, only theirs, the others are 0."""
        reader = self._current
        positions = self._few(reader, where)
        if positions is None:
            return reader.lexical[view].scores(terms)
        scores = np.zeros(len(reader.passages))
        scores[positions] = reader.lexical[view].scores_at(terms, positions)
        return scores

    def dense_scores(self, vector: Vectors, where: Filter = _EVERYTHING, also: Positions = NO_POSITIONS) -> Scores:
        """Return the inner product of every passage; above the size compared one by one, of the nearest and `also`."""
        dense, positions = self._current.dense, self._few(self._current, where)
        if positions is not None:
            found = dense.scores_of(vector, positions)
            return scattered(Nearest(positions, found), dense.size, float(found.min(initial=0.0)))
        if dense.is_exact:
            return dense.scores(vector).astype(np.float64)
        nearest = dense.search(vector, POOL, self._current.passages.mask(where))
        # The farthest from a vector is the nearest to its opposite.
        lowest = -float(dense.search(-vector, 1).scores.max(initial=0.0))
        scores = scattered(nearest, dense.size, lowest)
        scores[also] = dense.scores_of(vector, also)
        return scores

    def _few(self, reader: IndexReader, where: Filter) -> Positions | None:
        """Return the passages that may be found where there are so few among so many that only they are scored."""
        size = len(reader.passages)
        mask = reader.passages.mask(where) if size > MANY else None
        if mask is None or np.count_nonzero(mask) > (size // _FEW if reader.dense.is_exact else FEW_ALLOWED):
            return None
        return np.flatnonzero(mask)
