"""The default engine: the generation's own files, in this process."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage
from index.dense import Nearest, best
from index.encoder import Vectors
from index.lexical import Terms
from index.passages import Filter
from index.reader import IndexReader

_EVERYTHING = Filter()


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
