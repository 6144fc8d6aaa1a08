"""Provinces that do not exist: the shipped plans renumbered, paraphrased and recombined, as many as wanted, seeded.

A synthetic passage is a real one whose clauses may be said with other words and whose end may come from another passage
of the same level; its vector is that of the source (or of both) plus noise, because embedding a million passages takes
half a day. `resemblance` says how near that is to the vectors of the texts themselves.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from corpus.records import Passage
from index.encoder import Encoder, Vectors
from index.fields import dense_text
from index.reader import IndexReader
from index.text import VIEWS

PASSAGES_A_PLAN: Final = 800
# Tuned so that two synthetic passages of one source are about as alike as the same target of two real plans.
NOISE: Final = 0.35
_VARIANTS: Final = 3
_CLAUSE: Final = re.compile(r"(?<=[;.,:])\s+")
_SHORTEST: Final = 25
# Words a plan may use for one another; the paraphrase need not be good prose, only other words of the same field.
_SYNONYMS: Final = (
    ("tăng cường", "đẩy mạnh"),
    ("xây dựng", "thiết lập"),
    ("nâng cao", "cải thiện"),
    ("triển khai", "tổ chức thực hiện"),
    ("hỗ trợ", "giúp đỡ"),
    ("bảo đảm", "đảm bảo"),
    ("người dân", "nhân dân"),
    ("phát triển", "mở rộng"),
    ("giảm thiểu", "hạn chế"),
    ("tuyên truyền", "phổ biến"),
    ("rà soát", "kiểm tra"),
    ("khuyến khích", "động viên"),
    ("toàn tỉnh", "địa bàn tỉnh"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """One synthetic passage: itself, the tokens of each view, and the passages its vector comes from."""

    passage: Passage
    tokens: dict[str, tuple[str, ...]]
    sources: tuple[int, ...]


class Sources:
    """The real passages, cut into clauses, with their vectors."""

    def __init__(self, reader: IndexReader) -> None:
        self.passages = list(reader.passages)
        self.vectors = reader.dense.vectors(0, len(self.passages))
        self._clauses = [_clauses(passage.text) for passage in self.passages]
        self._tokens: dict[str, dict[str, tuple[str, ...]]] = {}

    @cached_property
    def by_level(self) -> dict[str, list[int]]:
        """The positions of the passages of each level."""
        found: dict[str, list[int]] = {}
        for position, passage in enumerate(self.passages):
            found.setdefault(passage.level, []).append(position)
        return found

    def clause(self, position: int, number: int, variant: int) -> str:
        """Return a clause of a passage, as it stands (variant 0) or with other words."""
        clauses = self._clauses[position]
        return paraphrased(clauses[number % len(clauses)], variant)

    def clause_count(self, position: int) -> int:
        """Return how many clauses a passage has."""
        return len(self._clauses[position])

    def tokens(self, text: str) -> dict[str, tuple[str, ...]]:
        """Return the tokens of a clause in each view, remembered: a million passages are made of some thousands."""
        found = self._tokens.get(text)
        if found is None:
            found = self._tokens[text] = {view: tuple(read(text)) for view, read in VIEWS.items()}
        return found


def _clauses(text: str) -> list[str]:
    """Return the clauses of a text, short ones joined to the one before."""
    parts: list[str] = []
    for part in _CLAUSE.split(text):
        if parts and len(part) < _SHORTEST:
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def paraphrased(text: str, variant: int) -> str:
    """Return a text with some words exchanged; variant 0 is the text itself."""
    for number, (one, other) in enumerate(_SYNONYMS):
        if variant and (number + variant) % 2:
            text = text.replace(one, "\0").replace(other, one).replace("\0", other)
    return text


def generate(sources: Sources, seed: int, count: int) -> Iterator[Made]:
    """Yield `count` synthetic passages; the first n of a seed are the same whatever the count."""
    for number in range(count):
        yield _made(sources, random.Random(f"{seed} {number}"), number)


def _made(sources: Sources, chosen: random.Random, number: int) -> Made:
    position = chosen.randrange(len(sources.passages))
    source = sources.passages[position]
    variant = chosen.randrange(_VARIANTS)
    clauses = [sources.clause(position, at, variant) for at in range(sources.clause_count(position))]
    positions = (position,)
    if chosen.random() < 0.5:
        other = chosen.choice(sources.by_level[source.level])
        clauses[-1] = sources.clause(other, sources.clause_count(other) - 1, chosen.randrange(_VARIANTS))
        positions = (position, other)
    plan = f"tinh-{number // PASSAGES_A_PLAN:05d}-ptbv"
    goal = 1 + (chosen.randrange(17) + number // PASSAGES_A_PLAN) % 17
    code = f"{goal}.{1 + chosen.randrange(12)}"
    context = sources.clause(position, 0, 0)[:80]
    tokens: dict[str, tuple[str, ...]] = dict.fromkeys(VIEWS, ())
    for clause in (context, *clauses):
        for view, found in sources.tokens(clause).items():
            tokens[view] += found
    passage = replace(
        source,
        passage_id=f"{plan}:{code}:{number % PASSAGES_A_PLAN}",
        plan_id=plan,
        province=plan.removesuffix("-ptbv"),
        target_code=code,
        heading_path=(),
        text=" ".join(clauses),
        context=context,
    )
    return Made(passage, tokens, positions)


def vectors(sources: Sources, seed: int, made: list[tuple[int, ...]], first: int) -> Vectors:
    """Return the vectors of synthetic passages, `first` being the number of the first of them."""
    total = np.stack([sources.vectors[list(positions)].mean(axis=0) for positions in made])
    total /= np.linalg.norm(total, axis=1, keepdims=True)
    noise = np.random.default_rng((seed, first)).standard_normal(total.shape).astype(np.float32)
    total += NOISE * noise / np.float32(np.sqrt(total.shape[1]))
    total /= np.linalg.norm(total, axis=1, keepdims=True)
    return np.asarray(total, np.float32)


def resemblance(sources: Sources, encoder: Encoder, seed: int, count: int) -> dict[str, float]:
    """Embed the texts of some synthetic passages for real and say how alike their vectors are.

    Returns:
        Mean cosine of a real vector with the synthetic one of the same text, with that of its source, and with that of
        another passage.
    """
    made = list(generate(sources, seed, count))
    real = encoder.encode_passages([dense_text(each.passage) for each in made])
    synthetic = vectors(sources, seed, [each.sources for each in made], 0)
    source = sources.vectors[[each.sources[0] for each in made]]
    return {
        "sample": count,
        "with the synthetic vector": round(float((real * synthetic).sum(axis=1).mean()), 3),
        "with the source": round(float((real * source).sum(axis=1).mean()), 3),
        "with another passage": round(float((real * np.roll(source, 1, axis=0)).sum(axis=1).mean()), 3),
    }
