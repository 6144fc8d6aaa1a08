"""Texts as weighted vectors, for how alike two texts are and how much of one stands in the other.

Marks are folded away first: what a scanner or a typist did to them must not make two targets different.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from index.normalization import fold, normalize, unmark

Matrix = NDArray[np.float64]

_SYLLABLE = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*%?")
_CHARACTERS = 4
# What every target of a plan says alike tells no two targets apart.
_OPENINGS = re.compile(r"^(?:phan dau )?(?:den|vao) (?:het )?nam \d{4},? ")


@lru_cache(maxsize=16384)
def syllables(text: str) -> tuple[str, ...]:
    """Return the syllables and numbers of a text in order, folded."""
    return tuple(_SYLLABLE.findall(fold(text)))


def word_terms(text: str) -> list[str]:
    """Return syllables and pairs of neighbouring syllables."""
    found = list(syllables(_OPENINGS.sub("", fold(text))))
    return [*found, *(f"{left} {right}" for left, right in pairwise(found))]


def character_terms(text: str) -> list[str]:
    """Return the runs of four characters of a folded text, which survive a wrong letter here and there."""
    joined = " ".join(syllables(_OPENINGS.sub("", fold(text))))
    return [joined[at : at + _CHARACTERS] for at in range(max(1, len(joined) - _CHARACTERS + 1))]


class Vocabulary:
    """Terms and how much each says: log((1 + texts) / (1 + texts with it)) + 1."""

    def __init__(self, documents: Iterable[Sequence[str]]) -> None:
        counted: Counter[str] = Counter()
        total = 0
        for terms in documents:
            counted.update(set(terms))
            total += 1
        self._hold(total, counted)

    @classmethod
    def of_counts(cls, texts: int, counts: Mapping[str, int]) -> Vocabulary:
        """Return the vocabulary of so many texts, of which so many hold each term (`counts` of another one)."""
        made = cls(())
        made._hold(texts, counts)
        return made

    def _hold(self, texts: int, counts: Mapping[str, int]) -> None:
        self.texts, self.counts = texts, dict(counts)
        self._positions = {term: at for at, term in enumerate(sorted(counts))}
        self._weights = {term: math.log((1 + texts) / (1 + n)) + 1 for term, n in counts.items()}
        self._unseen = math.log(1 + texts) + 1

    def weight(self, term: str) -> float:
        """Return how much a term says; one never seen says most."""
        return self._weights.get(term, self._unseen)

    def matrix(self, documents: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """Return one row of unit length a document, terms outside the vocabulary left out."""
        indptr: list[int] = [0]
        indices: list[int] = []
        data: list[float] = []
        for terms in documents:
            known = Counter(term for term in terms if term in self._positions)
            values = [(1 + math.log(n)) * self._weights[term] for term, n in known.items()]
            length = math.sqrt(sum(value * value for value in values)) or 1.0
            indices.extend(self._positions[term] for term in known)
            data.extend(value / length for value in values)
            indptr.append(len(indices))
        return sparse.csr_matrix((data, indices, indptr), shape=(len(documents), max(1, len(self._positions))))


def similarities(left: sparse.csr_matrix, right: sparse.csr_matrix) -> Matrix:
    """Return the cosine of every row of one matrix with every row of the other."""
    return np.asarray((left @ right.T).toarray(), dtype=np.float64)


def coverage(part: Iterable[str], whole: Iterable[str], vocabulary: Vocabulary) -> float:
    """Return how much of the weight of one text's terms stands in another text, from 0 to 1."""
    wanted = set(part)
    total = sum(vocabulary.weight(term) for term in wanted)
    return sum(vocabulary.weight(term) for term in wanted & set(whole)) / total if total else 0.0


def shared_terms(left: str, right: str, vocabulary: Vocabulary, limit: int = 6) -> tuple[str, ...]:
    """Return the words that speak most for two texts being about the same thing, as the first text writes them."""
    common = set(word_terms(left)) & set(word_terms(right))
    pairs = [term for term in common if " " in term]
    chosen = sorted(pairs or common, key=lambda term: (-vocabulary.weight(term), term))[:limit]
    written = normalize(left)
    folded = unmark(written)
    found = [(term, folded.find(term)) for term in chosen]
    return tuple(
        written[at : at + len(term)] if at >= 0 and len(folded) == len(written) else term for term, at in found
    )
