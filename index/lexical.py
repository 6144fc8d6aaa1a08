"""BM25 as rank-bm25 defines it, scored from a sparse matrix.

`rank_bm25.BM25Okapi.get_scores` walks every document in Python for every word of the query. Its score is a sum over the
words of the query of a number that depends only on the word and the document, so all these numbers are computed once
and kept as a matrix with a row a term; a query adds up its rows.

Source: Trotman, Puurula, Burgess, "Improvements to BM25 and Language Models Examined" (2014), the ATIRE variant, as
implemented in rank-bm25 0.2.2; compiling the sums is the idea of Lù, "BM25S" (2024).
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

# The loop behind scipy's `A @ x`; through the public classes every row would be checked and copied first.
from scipy.sparse._sparsetools import csc_matvec, csr_tocsc

DEFAULT_K1: Final = 1.5
DEFAULT_B: Final = 0.75
DEFAULT_EPSILON: Final = 0.25

_BLOCK: Final = 16_384

Scores = NDArray[np.float64]
Terms = Iterable[str] | Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bm25Parameters:
    """The three constants of `rank_bm25.BM25Okapi`, under its names.

    `k1` is how fast repeating a word stops helping, `b` how much a long passage is held back, `epsilon` the share of
    the mean IDF given to words that stand in more than half of the passages.
    """

    k1: float = DEFAULT_K1
    b: float = DEFAULT_B
    epsilon: float = DEFAULT_EPSILON


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """The impact of every term on every passage: row `terms[t]` is `indices[indptr[r]:indptr[r + 1]]` with `data`."""

    terms: Mapping[str, int]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: NDArray[np.floating[Any]]
    size: int
    parameters: Bm25Parameters

    def scores(self, terms: Terms) -> Scores:
        """Return the BM25 score of every passage.

        Args:
            terms: Tokens, counted as often as they occur, or a weight for each token.

        Returns:
            One score a passage, in their order; 0 where no term occurs.
        """
        scores = np.zeros(self.size)
        row_of_one, factor = np.zeros(2, self.indices.dtype), np.zeros(1)
        for term, weight in weights_of(terms).items():
            row = self.terms.get(term)
            if row is None:
                continue
            factor[0], last = weight, int(self.indptr[row + 1])
            for start in range(int(self.indptr[row]), last, _BLOCK):
                end = min(start + _BLOCK, last)
                row_of_one[1] = end - start
                impacts = self.data[start:end].astype(np.float64, copy=False)
                # scores[indices] += weight * impacts, without the copies numpy's indexing makes: three times as fast.
                csc_matvec(self.size, 1, row_of_one, self.indices[start:end], impacts, factor, scores)
        return scores

    def scores_at(self, terms: Terms, positions: NDArray[np.int64]) -> Scores:
        """Return the BM25 score of some passages: the same numbers as `scores`, without reading whole rows.

        Args:
            terms: As for `scores`.
            positions: The passages, in ascending order.
        """
        scores, wanted = np.zeros(len(positions)), positions.astype(self.indices.dtype)
        for term, weight in weights_of(terms).items():
            row = self.terms.get(term)
            if row is None:
                continue
            start, end = int(self.indptr[row]), int(self.indptr[row + 1])
            places = self.indices[start:end].searchsorted(wanted)
            places[places == end - start] = 0
            held = np.flatnonzero(self.indices[start:end][places] == wanted)
            scores[held] += weight * self.data[start:end][places[held]].astype(np.float64)
        return scores

    def contributions(self, terms: Terms, position: int) -> dict[str, float]:
        """Return what each term adds to the score of one passage, for `--explain`; terms adding nothing are absent."""
        added: dict[str, float] = {}
        # Of the rows' own type: for any other number numpy first copies the whole row.
        wanted = self.indices.dtype.type(position)
        for term, weight in weights_of(terms).items():
            row = self.terms.get(term)
            if row is None:
                continue
            start, end = int(self.indptr[row]), int(self.indptr[row + 1])
            at = start + int(self.indices[start:end].searchsorted(wanted))
            if at < end and self.indices[at] == position:
                added[term] = float(self.data[at]) * weight
        return added

    def holding(self, terms: Iterable[str]) -> NDArray[np.int32]:
        """Return the passages that hold every one of some terms, in their order; all passages for no terms.

        The rarest term is read whole, the others are looked up in their rows: it takes the time of the rarest.
        """
        rows = [self.terms.get(term) for term in set(terms)]
        lists = [self.indices[self.indptr[row] : self.indptr[row + 1]] for row in rows if row is not None]
        if len(lists) < len(rows):
            return np.zeros(0, np.int32)
        if not lists:
            return np.arange(self.size, dtype=np.int32)
        found, *others = sorted(lists, key=len)
        for each in others:
            places = each.searchsorted(found)
            places[places == len(each)] = 0
            found = found[each[places] == found]
        return found

    def document_frequency(self, term: str) -> int:
        """Return in how many passages a term occurs."""
        row = self.terms.get(term)
        return 0 if row is None else int(self.indptr[row + 1] - self.indptr[row])


def weights_of(terms: Terms) -> Mapping[str, float]:
    """Return the weight of each term; tokens count as often as they occur."""
    return terms if isinstance(terms, Mapping) else Counter(terms)


@dataclass(slots=True)
class _Postings:
    """Which term occurs how often in which passage, collected passage by passage in flat arrays."""

    terms: dict[str, int]
    rows: array[int]
    frequencies: array[int]
    ends: array[int]
    lengths: array[int]

    @classmethod
    def collect(cls, documents: Iterable[Iterable[str]]) -> _Postings:
        postings = cls({}, array("i"), array("i"), array("q", [0]), array("i"))
        for document in documents:
            counts = Counter(document)
            postings.lengths.append(counts.total())
            for term, frequency in counts.items():
                postings.rows.append(postings.terms.setdefault(term, len(postings.terms)))
                postings.frequencies.append(frequency)
            postings.ends.append(len(postings.rows))
        return postings


def _idf(frequencies: NDArray[np.int64], size: int, epsilon: float) -> NDArray[np.float64]:
    """Return rank-bm25's IDF of every term by asking rank-bm25 itself, so that the two cannot drift apart."""
    from rank_bm25 import BM25Okapi

    model = BM25Okapi.__new__(BM25Okapi)
    model.corpus_size, model.epsilon, model.idf = size, epsilon, {}
    model._calc_idf(dict(enumerate(frequencies.tolist())))
    return np.fromiter((model.idf[row] for row in range(len(frequencies))), np.float64, len(frequencies))


def fit(
    documents: Iterable[Iterable[str]],
    parameters: Bm25Parameters = Bm25Parameters(),
    dtype: DTypeLike = np.float32,
) -> LexicalIndex:
    """Fit BM25 on tokenised passages and compile its scores.

    Args:
        documents: The tokens of each passage, in the order of the passages; read once.
        parameters: BM25's constants.
        dtype: What an impact is kept as; float32 is what is stored, float64 equals rank-bm25 to the last digits.

    Returns:
        The compiled index. No passages, or none with a token, give an index that scores 0.
    """
    postings = _Postings.collect(documents)
    size, count = len(postings.lengths), len(postings.terms)
    if not count:
        empty = np.zeros(0, np.int32)
        return LexicalIndex({}, np.zeros(1, np.int64), empty, np.zeros(0, dtype), size, parameters)
    rows = np.frombuffer(postings.rows, np.intc)
    document_frequencies = np.bincount(rows, minlength=count)
    impacts = _impacts(postings, _idf(document_frequencies, size, parameters.epsilon), parameters, dtype)
    indptr = np.zeros(count + 1, np.int64)
    np.cumsum(document_frequencies, out=indptr[1:])
    # Turning the matrix round goes through the passages in order, which leaves every row sorted by passage.
    kind = np.int32 if len(rows) <= np.iinfo(np.int32).max else np.int64
    indices, data = np.empty(len(rows), kind), np.empty(len(rows), dtype)
    ends = np.frombuffer(postings.ends, np.int64).astype(kind)
    csr_tocsc(size, count, ends, rows.astype(kind, copy=False), impacts, np.empty(count + 1, kind), indices, data)
    return LexicalIndex(postings.terms, indptr, indices.astype(np.int32, copy=False), data, size, parameters)


def _impacts(
    postings: _Postings, idf: NDArray[np.float64], parameters: Bm25Parameters, dtype: DTypeLike
) -> NDArray[np.floating[Any]]:
    """Return the impact of every posting, a block of passages at a time so that little is in memory twice."""
    rows, frequencies = np.frombuffer(postings.rows, np.intc), np.frombuffer(postings.frequencies, np.intc)
    ends, lengths = np.frombuffer(postings.ends, np.int64), np.frombuffer(postings.lengths, np.intc)
    k1, b, mean = parameters.k1, parameters.b, lengths.mean()
    impacts = np.empty(len(rows), dtype)
    for first in range(0, len(lengths), _BLOCK):
        last = min(first + _BLOCK, len(lengths))
        part = slice(int(ends[first]), int(ends[last]))
        saturation = k1 * (1 - b + b * lengths[first:last].astype(np.float64) / mean)
        each = np.repeat(saturation, np.diff(ends[first : last + 1]))
        frequency = frequencies[part].astype(np.float64)
        impacts[part] = idf[rows[part]] * (frequency * (k1 + 1) / (frequency + each))
    return impacts


def file_names(view: str) -> tuple[str, str, str, str]:
    """Return the names of the files a view is stored in: terms, row starts, passages, impacts."""
    stem = f"lexical-{view}"
    return f"{stem}.terms.json", f"{stem}.indptr.npy", f"{stem}.indices.npy", f"{stem}.data.npy"


def save(index: LexicalIndex, folder: Path, view: str) -> None:
    """Write a compiled index as JSON and .npy files without any pickle."""
    terms, indptr, indices, data = (folder / name for name in file_names(view))
    parameters = {"k1": index.parameters.k1, "b": index.parameters.b, "epsilon": index.parameters.epsilon}
    header = {"size": index.size, "parameters": parameters, "terms": list(index.terms)}
    terms.write_text(json.dumps(header, ensure_ascii=False), encoding="utf-8")
    np.save(indptr, index.indptr, allow_pickle=False)
    np.save(indices, index.indices, allow_pickle=False)
    np.save(data, index.data, allow_pickle=False)


def load(folder: Path, view: str) -> LexicalIndex:
    """Open a stored index; the matrix stays on disk and is mapped into memory as queries touch it."""
    terms, indptr, indices, data = (folder / name for name in file_names(view))
    header = json.loads(terms.read_text(encoding="utf-8"))
    return LexicalIndex(
        {term: row for row, term in enumerate(header["terms"])},
        np.load(indptr, allow_pickle=False),
        _mapped(indices),
        _mapped(data),
        header["size"],
        Bm25Parameters(**header["parameters"]),
    )


def _mapped(path: Path) -> NDArray[Any]:
    """Map a .npy file; as a plain array, because slicing numpy's memmap class costs as much as adding up a row."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    return mapped
