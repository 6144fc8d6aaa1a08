"""Dense vectors in FAISS: compared one by one below 300,000 passages, in lists of neighbours above.

Source: Douze et al., "The Faiss library" (2024); Jégou, Douze, Schmid, "Product Quantization for Nearest Neighbor
Search" (2011) for the inverted lists, which here hold whole vectors in half precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable
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
# Lists above the limit: 2√n of them, of which a search reads a fifth. Of the true ten nearest of real questions among
# 100,000 synthetic passages a tenth of the lists held 92%, a fifth 97%, at 1.1 ms; benchmarks.growth measures the rule.
_LISTS_PER_ROOT: Final = 2
PROBED_SHARE: Final = 0.2
_LEAST_PROBES: Final = 48
_SAMPLE_PER_LIST: Final = 40
# A filter that leaves fewer passages than this is answered exactly: the lists that are read may hold none of them.
FEW_ALLOWED: Final = 20_000
_BLOCK: Final = 16_384
# How many neighbouring scores are looked at as one when only the best are wanted.
_SPAN: Final = 256
_SEED: Final = 20

Positions = NDArray[np.int64]
Rows = Callable[[Positions], Vectors]


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
    return build_from(lambda positions: vectors[positions], len(vectors), vectors.shape[1], flat_limit)


def build_from(rows: Rows, count: int, dimension: int, flat_limit: int = FLAT_LIMIT) -> DenseIndex:
    """Build an index block by block, so that the vectors need not be in memory together as float32.

    Args:
        rows: Returns the unit vectors at positions.
        count: How many passages there are.
        dimension: How many numbers a vector has.
        flat_limit: Up to this many passages every one is compared.
    """
    index = faiss.IndexFlatIP(dimension) if count <= flat_limit else _trained_lists(rows, count, dimension)
    for start in range(0, count, _BLOCK):
        block = rows(np.arange(start, min(start + _BLOCK, count)))
        index.add(np.ascontiguousarray(block, np.float32))
    if count > flat_limit:
        # So that the vector of a passage can be looked up: 8 bytes each.
        index.make_direct_map(True)
    return DenseIndex(index)


def _trained_lists(rows: Rows, count: int, dimension: int) -> Any:
    lists = max(1, round(_LISTS_PER_ROOT * math.sqrt(count)))
    chosen = np.random.default_rng(_SEED).choice(count, min(count, _SAMPLE_PER_LIST * lists), replace=False)
    # Half precision: 768 bytes a passage instead of 1,536, and the vectors were rounded to it before (see the cache).
    index = faiss.index_factory(dimension, f"IVF{lists},SQfp16", faiss.METRIC_INNER_PRODUCT)
    index.train(np.ascontiguousarray(rows(np.sort(chosen)), np.float32))
    return index


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
            ValueError: The index consists of lists and knows only the nearest; or the vector has another dimension.
        """
        if not self.is_exact:
            raise ValueError("an index of lists has no score for every passage; use search()")
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
        query = self._checked(vector)
        if allowed is not None and np.count_nonzero(allowed) <= FEW_ALLOWED:
            positions = np.flatnonzero(allowed)
            found = best(self.scores_of(query, positions), limit)
            return Nearest(positions[found.positions], found.scores)
        return self._search_lists(query.reshape(1, -1), limit, allowed)

    def _search_lists(self, vector: Vectors, limit: int, allowed: NDArray[np.bool_] | None) -> Nearest:
        probes = max(_LEAST_PROBES, round(PROBED_SHARE * self._index.nlist))
        parameters = faiss.SearchParametersIVF(nprobe=probes)
        if allowed is not None:
            # The selector only borrows the bits, so they must live until the search is over.
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
            parameters = faiss.SearchParametersIVF(nprobe=probes, sel=selector)
        scores, positions = self._index.search(vector, min(limit, self.size), params=parameters)
        found = positions[0] >= 0
        return Nearest(positions[0][found], scores[0][found])

    def scores_of(self, vector: Vectors, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the similarity of some passages, whatever kind the index is of."""
        if not len(positions):
            return np.zeros(0, np.float32)
        found: NDArray[np.float32] = self._index.reconstruct_batch(positions) @ self._checked(vector)
        return found

    def vectors(self, first: int, count: int) -> Vectors:
        """Return the vectors of `count` passages from `first` on, as they are stored."""
        found: Vectors = self._index.reconstruct_n(first, count) if count else np.zeros((0, self.dimension), np.float32)
        return found

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        faiss.serialize_index(self._index).tofile(folder / FILE_NAME)


def load(folder: Path) -> DenseIndex:
    """Open an index whose checksum was verified before: FAISS loads a file with a flipped bit without a word.

    The vectors stay on the disk and are mapped into memory as searches touch them.
    """
    return DenseIndex(faiss.read_index(str(folder / FILE_NAME), faiss.IO_FLAG_MMAP_IFC))


def best(scores: NDArray[np.floating[Any]], limit: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
    """Return the `limit` highest scores, highest first, equal ones in the order of the passages."""
    if limit <= 0:
        return Nearest(np.zeros(0, np.int64), np.zeros(0, np.float32))
    candidates = _candidates(scores, limit, allowed)
    values = scores[candidates]
    if limit < len(values):
        # Everything as good as the last one kept takes part in the sort: a partition alone breaks ties at random.
        threshold = np.partition(values, len(values) - limit)[len(values) - limit]
        kept = values >= threshold
        candidates, values = candidates[kept], values[kept]
    order = np.argsort(-values, kind="stable")[:limit]
    return Nearest(candidates[order].astype(np.int64), values[order].astype(np.float32))


def _candidates(
    scores: NDArray[np.floating[Any]], limit: int, allowed: NDArray[np.bool_] | None
) -> NDArray[np.signedinteger[Any]]:
    """Return positions among which the best are: of many scores those that reach the `limit`-th highest block.

    So many blocks hold a score as high, so nothing below it is wanted; what reaches it is a few hundred of a million.
    """
    if limit * _SPAN >= len(scores) or (allowed is not None and limit * _SPAN >= np.count_nonzero(allowed)):
        return np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
    masked = scores if allowed is None else np.where(allowed, scores, -np.inf)
    highest = np.maximum.reduceat(masked, np.arange(0, len(masked), _SPAN))
    threshold = np.partition(highest, len(highest) - limit)[len(highest) - limit]
    above = np.flatnonzero(masked > threshold)
    # Most scores may be one number, 0: of equal ones the first are the best.
    level = np.flatnonzero(masked == threshold)[:limit] if threshold > -np.inf else above[:0]
    return np.sort(np.concatenate([above, level]))
