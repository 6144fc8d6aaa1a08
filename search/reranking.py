"""A second look at the best passages by a cross-encoder, named in the settings; off unless one is named.

A cross-encoder reads question and passage together, which is slower and may be better than comparing two vectors
(Nogueira and Cho, "Passage Re-ranking with BERT", 2019). Any model that sentence-transformers' `CrossEncoder` loads by
name or folder will do. It only reorders: what may be found, and the scores that abstaining looks at, stay as they were.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import SettingsError
from corpus.records import Passage
from search.fusion import Scores, min_max
from search.retrieval import Ranking

CANDIDATES: Final = 30
LEG: Final = "cross_encoder"
# As much as the fused score itself: a passage that both like best stays first.
WEIGHT: Final = 1.0
MAX_CHARACTERS: Final = 1500


class Reranker(Protocol):
    """What scores a question against passages; more is better."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return one score a text."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers `CrossEncoder`, loaded at the first question; threads take turns."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._model: Any = None

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return one score a text.

        Raises:
            SettingsError: the model cannot be loaded, or does not give one score a pair.
        """
        pairs = [(question[:MAX_CHARACTERS], text[:MAX_CHARACTERS]) for text in texts]
        with self._lock:
            found = np.asarray(self._loaded().predict(pairs, show_progress_bar=False), np.float64)
        if found.shape != (len(texts),) or not np.isfinite(found).all():
            raise SettingsError(f"mô hình xếp hạng '{self.name}' không cho đúng một điểm cho mỗi cặp câu hỏi và đoạn")
        return found

    def _loaded(self) -> Any:
        if self._model is None:
            try:
                # Importing it takes seconds, and most who search never name one.
                from sentence_transformers import CrossEncoder

                self._model = CrossEncoder(self.name, device="cpu")
            except (ImportError, OSError, ValueError, RuntimeError, KeyError) as error:
                reason = " ".join(str(error).split())[:200]
                raise SettingsError(f"không nạp được mô hình xếp hạng '{self.name}': {reason}") from error
        return self._model


def open_reranker(name: str | None) -> Reranker | None:
    """Return the cross-encoder of a name or folder, or `None` for none."""
    return CrossEncoderReranker(name) if name else None


def reranked(ranking: Ranking, question: str, passages: Sequence[Passage], reranker: Reranker | None) -> Ranking:
    """Let a cross-encoder reorder the best passages of a ranking.

    Args:
        ranking: what the search found.
        question: as it was understood, in words.
        passages: of the index, by position.
        reranker: what scores; without one the ranking stays as it is.

    Returns:
        The ranking with a leg more, in which the candidates have changed places: the best now has the score the best
        had before, so that what other parts read from a score means what it meant.
    """
    if reranker is None:
        return ranking
    before = _best(ranking.final, CANDIDATES)
    if len(before) < 2:
        return ranking
    raw, taking_part = np.zeros(len(ranking.final)), np.zeros(len(ranking.final), np.bool_)
    raw[before] = reranker.scores(question, [_read(passages[position]) for position in before.tolist()])
    taking_part[before] = True
    normal = min_max(raw, taking_part)
    after = before[np.argsort(-(ranking.final[before] + WEIGHT * normal[before]), kind="stable")]
    final = ranking.final.copy()
    final[after] = ranking.final[before]
    return replace(ranking, raw={**ranking.raw, LEG: raw}, normal={**ranking.normal, LEG: normal}, final=final)


def _best(scores: Scores, limit: int) -> NDArray[np.int64]:
    found = np.flatnonzero(scores > 0)
    order = np.argsort(-scores[found], kind="stable")[:limit]
    return found[order].astype(np.int64)


def _read(passage: Passage) -> str:
    return f"{passage.context}. {passage.text}" if passage.context else passage.text
