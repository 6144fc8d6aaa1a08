"""The boundary between search and what holds the index: put passages, search sparse, search dense, switch generation.

An engine ranks; fusing the two legs, composing answers and reading records stay outside, so every engine gives the same
scores. Sparse search takes our own terms and weights, so no engine's tokenizer matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corpus.records import Passage
from index.dense import Nearest
from index.encoder import Vectors
from index.lexical import Terms
from index.passages import Filter
from index.reader import IndexReader


class Engine(Protocol):
    """Where a built generation is searched.

    Positions in a `Nearest` are positions in the generation's passages. An engine answers from the generation that was
    switched to last; `put` alone changes no answer.
    """

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
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
