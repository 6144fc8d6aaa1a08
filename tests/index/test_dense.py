"""FAISS: exact when flat, close to exact in lists, the same after writing and reading."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from index import dense
from index.encoder import Vectors


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    made = np.random.default_rng(7).standard_normal((500, 16)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def test_flat_scores_are_inner_products(vectors: Vectors) -> None:
    index = dense.build(vectors)
    assert index.is_exact
    np.testing.assert_allclose(index.scores(vectors[3]), vectors @ vectors[3], rtol=1e-5, atol=1e-6)
    nearest = index.search(vectors[3], 5)
    assert nearest.positions[0] == 3
    assert nearest.positions.tolist() == np.argsort(-(vectors @ vectors[3]))[:5].tolist()


@pytest.mark.parametrize("flat_limit", [dense.FLAT_LIMIT, 100])
def test_written_and_read_it_finds_the_same(vectors: Vectors, tmp_path: Path, flat_limit: int) -> None:
    index = dense.build(vectors, flat_limit)
    index.save(tmp_path)
    opened = dense.load(tmp_path)
    assert opened.is_exact == index.is_exact == (flat_limit > 500)
    assert (opened.size, opened.dimension) == (500, 16)
    for query in vectors[:20]:
        assert opened.search(query, 10).positions.tolist() == index.search(query, 10).positions.tolist()


def test_lists_above_the_limit_find_nearly_all(vectors: Vectors) -> None:
    exact, lists = dense.build(vectors), dense.build(vectors, flat_limit=100)
    found = [
        len(set(exact.search(query, 10).positions) & set(lists.search(query, 10).positions)) for query in vectors[:50]
    ]
    assert sum(found) / 500 > 0.95
    with pytest.raises(ValueError, match="search"):
        lists.scores(vectors[0])


@pytest.mark.parametrize("flat_limit", [dense.FLAT_LIMIT, 100])
def test_only_allowed_passages_are_found(vectors: Vectors, flat_limit: int) -> None:
    allowed = np.zeros(500, np.bool_)
    allowed[100:140] = True
    index = dense.build(vectors, flat_limit)
    nearest = index.search(vectors[3], 10, allowed)
    assert len(nearest.positions) == 10
    assert all(100 <= position < 140 for position in nearest.positions)
    assert nearest.scores.tolist() == sorted(nearest.scores.tolist(), reverse=True)


@pytest.mark.parametrize("flat_limit", [dense.FLAT_LIMIT, 100])
def test_a_vector_of_another_dimension_is_refused(vectors: Vectors, flat_limit: int) -> None:
    with pytest.raises(ValueError, match=r"384.*16"):
        dense.build(vectors, flat_limit).search(np.zeros(384, np.float32), 5)


def test_no_passages_and_no_limit(tmp_path: Path) -> None:
    empty = dense.build(np.zeros((0, 8), np.float32))
    empty.save(tmp_path)
    assert dense.load(tmp_path).search(np.ones(8, np.float32), 5).positions.tolist() == []
    assert dense.build(np.eye(3, dtype=np.float32)).search(np.ones(3, np.float32), 0).positions.tolist() == []
    assert len(dense.build(np.eye(3, dtype=np.float32)).search(np.ones(3, np.float32), 99).positions) == 3


def test_equal_scores_come_in_the_order_of_the_passages() -> None:
    scores = np.asarray([1.0, 2.0, 2.0, 1.0, 2.0, 1.0])
    assert dense.best(scores, 2).positions.tolist() == [1, 2]
    assert dense.best(scores, 4).positions.tolist() == [1, 2, 4, 0]
    assert dense.best(scores, 2, np.asarray([True, False, False, True, True, True])).positions.tolist() == [4, 0]


@pytest.mark.parametrize("kinds", [-4, 7, 900, 10**9])
@pytest.mark.parametrize("share", [1.0, 0.5, 0.01, 0.0002])
def test_the_best_of_many_are_those_a_sort_finds(kinds: int, share: float) -> None:
    chosen = np.random.default_rng(abs(kinds))
    scores = chosen.integers(-5, kinds, 60_001).astype(np.float64)
    allowed = chosen.random(len(scores)) < share
    for limit in (1, 10, 200):
        order = np.argsort(-scores, kind="stable")
        assert dense.best(scores, limit).positions.tolist() == order[:limit].tolist()
        assert dense.best(scores, limit, allowed).positions.tolist() == order[allowed[order]][:limit].tolist()


def test_a_filter_that_leaves_many_is_searched_in_lists(vectors: Vectors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "FEW_ALLOWED", 10)
    allowed = np.arange(500) % 3 == 0
    lists, exact = dense.build(vectors, flat_limit=100), dense.build(vectors)
    found = []
    for query in vectors[:30]:
        nearest = lists.search(query, 10, allowed)
        assert allowed[nearest.positions].all()
        found.append(len(set(nearest.positions) & set(exact.search(query, 10, allowed).positions)))
    assert sum(found) / 300 > 0.95


@pytest.mark.parametrize("flat_limit", [dense.FLAT_LIMIT, 100])
def test_scores_of_some_passages_are_those_of_all(vectors: Vectors, flat_limit: int) -> None:
    index, positions = dense.build(vectors, flat_limit), np.asarray([3, 400, 7])
    np.testing.assert_allclose(index.scores_of(vectors[3], positions), vectors[positions] @ vectors[3], atol=2e-3)
    np.testing.assert_allclose(index.vectors(10, 5), vectors[10:15], atol=2e-3)
    assert index.scores_of(vectors[3], np.zeros(0, np.int64)).tolist() == []


def test_an_index_built_in_blocks_is_the_one_built_at_once(
    vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "_BLOCK", 64)
    asked: list[int] = []

    def rows(positions: dense.Positions) -> Vectors:
        asked.append(len(positions))
        return vectors[positions]

    in_blocks = dense.build_from(rows, *vectors.shape)
    assert max(asked) == 64
    for folder, index in ((tmp_path / "a", in_blocks), (tmp_path / "b", dense.build(vectors))):
        folder.mkdir()
        index.save(folder)
    assert (tmp_path / "a" / dense.FILE_NAME).read_bytes() == (tmp_path / "b" / dense.FILE_NAME).read_bytes()


def test_threads_that_wait_sleep() -> None:
    code = "import os, index.dense; print(os.environ['OMP_WAIT_POLICY'])"
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    run = partial(subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run(env=environment).stdout == "PASSIVE\n"
    assert run(env={**environment, "OMP_WAIT_POLICY": "ACTIVE"}).stdout == "ACTIVE\n"
