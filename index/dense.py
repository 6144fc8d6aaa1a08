"""Dense vectors in FAISS: exact below 300,000 passages, a graph above.

Source: Douze et al., "The Faiss library" (2024); Malkov and Yashunin, "Efficient and robust approximate nearest
neighbor search using Hierarchical Navigable Small World graphs" (2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors

# The stubs that faiss brings lag behind the library.
faiss: Any = _faiss

FILE_NAME: Final = "dense.faiss"
# A flat search of 50,000 passages takes under 3 ms, so 300,000 stay within 20; it is exact and needs no tuning.
FLAT_LIMIT: Final = 300_000
_LINKS: Final = 32
_BUILD_EFFORT: Final = 100
_SEARCH_EFFORT: Final = 128


@dataclass(frozen=True, slots=True)
class Nearest:
    """The best passages of a search, best first."""

    positions: NDArray[np.int64]
    scores: NDArray[np.float32]


def build(vectors: Vectors, flat_limit: int = FLAT_LIMIT) -> DenseIndex:
    """Build the kind of index the number of passages asks for.

    Args:
        vectors: One unit vector a passage, in the order of the passages.
        flat_limit: Up to this many passages every one is compared.
    """
    count, dimension = vectors.shape
    if count <= flat_limit:
        index = faiss.IndexFlatIP(dimension)
    else:
        index = faiss.IndexHNSWFlat(dimension, _LINKS, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = _BUILD_EFFORT
        index.hnsw.efSearch = _SEARCH_EFFORT
    if count:
        index.add(np.ascontiguousarray(vectors, np.float32))
    return DenseIndex(index)


class DenseIndex:
    """Inner products of a question's vector with the passages' vectors; of unit vectors that is the cosine."""

    def __init__(self, index: Any) -> None:
        # The downcast index only borrows the memory, which goes with the object that owns it.
        self._owner = index
        self._index = faiss.downcast_index(index)

    @property
    def size(self) -> int:
        """How many passages are indexed."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._index.d)

    @property
    def is_exact(self) -> bool:
        """Whether every passage is compared, so that `scores` can be asked."""
        return isinstance(self._index, faiss.IndexFlat)

    def scores(self, vector: Vectors) -> NDArray[np.float32]:
        """Return the similarity of every passage.

        Raises:
            ValueError: The index is a graph, which knows only the nearest; or the vector has another dimension.
        """
        if not self.is_exact:
            raise ValueError("a graph index has no score for every passage; use search()")
        query = self._checked(vector)
        scores = np.zeros(self.size, np.float32)
        if self.size:
            # FAISS's own loop, on one thread: numpy's product waits for its threads, which beside one busy neighbour
            # is 16 ms instead of 0.1.
            pointers = faiss.swig_ptr(scores), faiss.swig_ptr(query), self._index.get_xb()
            faiss.fvec_inner_products_ny(*pointers, self.dimension, self.size)
        return scores

    def _checked(self, vector: Vectors) -> Vectors:
        query = np.ascontiguousarray(vector, np.float32).reshape(-1)
        if query.size != self.dimension:
            raise ValueError(f"the vector has {query.size} numbers, the index {self.dimension}")
        return query

    def search(self, vector: Vectors, limit: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
        """Return the `limit` most similar passages, best first, equal ones in the order of the passages.

        Args:
            vector: The question's vector.
            limit: How many at most.
            allowed: One flag a passage; passages without it are passed over.
        """
        if self.is_exact:
            return best(self.scores(vector), limit, allowed)
        return self._search_graph(self._checked(vector).reshape(1, -1), limit, allowed)

    def _search_graph(self, vector: Vectors, limit: int, allowed: NDArray[np.bool_] | None) -> Nearest:
        effort = max(_SEARCH_EFFORT, limit)
        parameters = faiss.SearchParametersHNSW(efSearch=effort)
        if allowed is not None:
            # The selector only borrows the bits, so they must live until the search is over.
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
            parameters = faiss.SearchParametersHNSW(efSearch=effort, sel=selector)
        scores, positions = self._index.search(vector, min(limit, self.size), params=parameters)
        found = positions[0] >= 0
        return Nearest(positions[0][found], scores[0][found])

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        faiss.serialize_index(self._index).tofile(folder / FILE_NAME)


def load(folder: Path) -> DenseIndex:
    """Read an index whose checksum was verified before: FAISS loads a file with a flipped bit without a word."""
    return DenseIndex(faiss.deserialize_index(np.fromfile(folder / FILE_NAME, np.uint8)))


def best(scores: NDArray[np.floating[Any]], limit: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
    """Return the `limit` highest scores, highest first, equal ones in the order of the passages."""
    candidates = np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
    values = scores[candidates]
    if limit <= 0:
        return Nearest(np.zeros(0, np.int64), np.zeros(0, np.float32))
    if limit < len(values):
        # Everything as good as the last one kept takes part in the sort: a partition alone breaks ties at random.
        threshold = np.partition(values, len(values) - limit)[len(values) - limit]
        kept = values >= threshold
        candidates, values = candidates[kept], values[kept]
    order = np.argsort(-values, kind="stable")[:limit]
    return Nearest(candidates[order].astype(np.int64), values[order].astype(np.float32))
