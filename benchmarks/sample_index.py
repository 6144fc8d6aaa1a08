"""A small index of real lines, quick enough to be built and destroyed hundreds of times, and what it answers."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np

import corpus
from corpus.records import Passage, Span
from index import store
from index.build import BuildResult, Recipe, build_index
from index.encoder import Progress, Vectors, no_progress
from index.engines.local import LocalEngine
from index.reader import IndexReader, open_index
from index.text import folded_tokens, tokens

DOCUMENTS = Path(corpus.__file__).parent / "documents"
QUESTIONS = (
    "ai chịu trách nhiệm về nước sạch nông thôn",
    "so y te chu tri nhung viec gi",
    "tỷ lệ che phủ rừng đến năm 2030",
    "phát triển bền vững của tỉnh",
    "giảm nghèo bền vững",
)
_MIN_LENGTH = 40


class SyllableEncoder:
    """A text is the sum of a direction for each of its syllables; a real encoder would take all the time."""

    name = "syllables"
    identity = "syllables 1"
    dimension = 32

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a question."""
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """Return one unit vector a passage."""
        progress(len(texts), len(texts))
        return self.encode_queries(texts)

    def _vector(self, text: str) -> Vectors:
        total = np.zeros(self.dimension, np.float32)
        for token in folded_tokens(text) or ("",):
            total += _direction(token, self.dimension)
        return np.asarray(total / np.linalg.norm(total), np.float32)


@cache
def _direction(token: str, dimension: int) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(token.encode()).digest()[:4], "big")
    return np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)


@cache
def _lines() -> tuple[tuple[str, int, str], ...]:
    """Return plan, number and text of every line of the shipped plans that says something."""
    return tuple(
        (path.stem, number, line.strip())
        for path in sorted(DOCUMENTS.glob("*.txt"))
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if len(line.strip()) > _MIN_LENGTH
    )


def sample_passages(seed: int, count: int) -> list[Passage]:
    """Return real lines as passages, other ones for every seed."""
    chosen = random.Random(seed).sample(_lines(), count)
    return [_passage(plan_id, number, text) for plan_id, number, text in chosen]


def _passage(plan_id: str, number: int, text: str) -> Passage:
    province = plan_id.rpartition("-")[0]
    span = Span(number, number, 0, len(text))
    return Passage(f"{plan_id}:L{number}", plan_id, province, "task", "6.1", (), text, "", span)


def build_sample(index_dir: Path, seed: int, count: int = 60) -> BuildResult:
    """Build and switch in a generation made of the passages of a seed, with a database beside the index files."""

    def write_extras(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "plans.sqlite")) as database:
            database.execute("CREATE TABLE lines (text TEXT)")
            database.executemany("INSERT INTO lines VALUES (?)", ((passage.text,) for passage in passages))
            database.commit()

    passages = sample_passages(seed, count)
    return build_index(
        passages,
        index_dir=index_dir,
        encoder=SyllableEncoder(),
        recipe=Recipe(f"seed {seed}"),
        write_extras=write_extras,
        shipped=(),
    )


def answers_of(reader: IndexReader) -> tuple[tuple[str, ...], ...]:
    """Return what an index finds for the questions by each leg, and that every passage can be read."""
    engine, encoder = LocalEngine(reader), SyllableEncoder()
    found = []
    for question in QUESTIONS:
        sparse = engine.search_sparse("words", tokens(question), 10)
        folded = engine.search_sparse("folded", folded_tokens(question), 10)
        dense = engine.search_dense(encoder.encode_queries([question])[0], 10)
        for nearest in (sparse, folded, dense):
            found.append(tuple(passage.passage_id for passage in engine.passages(nearest.positions.tolist())))
    with closing(sqlite3.connect(reader.folder / "plans.sqlite")) as database:
        (rows,) = database.execute("SELECT count(*) FROM lines").fetchone()
    return (*found, (str(rows), *(passage.passage_id for passage in reader.passages)))


def serving(index_dir: Path) -> tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return what serves: what it was made of, what it answers, and what had to be said about it."""
    reader = open_index(index_dir)
    return reader.manifest.corpus_hash, answers_of(reader), reader.warnings


def generation_folder(index_dir: Path) -> Path:
    """Return the folder of the generation that serves."""
    return store.open_current(index_dir).folder
