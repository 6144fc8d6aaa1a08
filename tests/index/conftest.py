"""Real lines of the plans as passages, and an encoder small enough to build an index in a test."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Passage, Span
from index.encoder import Progress, Vectors, no_progress
from index.text import folded_tokens

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"


class SyllableEncoder:
    """A real, tiny encoder: a text is the sum of a direction for each of its syllables. It keeps what it embedded."""

    name = "syllables"
    dimension = 32

    def __init__(self, identity: str = "syllables 1") -> None:
        self.identity = identity
        self.embedded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        self.embedded.extend(texts)
        progress(len(texts), len(texts))
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        total = np.zeros(self.dimension, np.float32)
        for token in folded_tokens(text) or ("",):
            seed = int.from_bytes(hashlib.sha256(token.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)
        return np.asarray(total / np.linalg.norm(total), np.float32)


def passages_of(plan_id: str) -> list[Passage]:
    """Every line of a plan with more than 40 characters, as a passage under the last line that names a goal."""
    source = (DOCUMENTS / f"{plan_id}.txt").read_bytes().decode("utf-8")
    passages, context, start = [], "", 0
    for number, line in enumerate(source.split("\n"), 1):
        text = line.strip()
        if len(text) > 40:
            span = Span(number, number, start, start + len(line))
            province = plan_id.rpartition("-")[0]
            agencies = ("so-y-te",) if "Sở Y tế" in text else ()
            passages.append(
                Passage(
                    f"{plan_id}:L{number}",
                    plan_id,
                    province,
                    "task",
                    "6.1",
                    ("Phụ lục",),
                    text,
                    context,
                    span,
                    agencies,
                )
            )
        if "ục tiêu" in text:
            context = text[:200]
        start += len(line) + 1
    return passages


@pytest.fixture(scope="session")
def ben_tre() -> list[Passage]:
    return passages_of("ben-tre-ptbv")


@pytest.fixture(scope="session")
def all_passages() -> list[Passage]:
    return [passage for path in sorted(DOCUMENTS.glob("*.txt")) for passage in passages_of(path.stem)]


@pytest.fixture
def encoder() -> SyllableEncoder:
    return SyllableEncoder()
