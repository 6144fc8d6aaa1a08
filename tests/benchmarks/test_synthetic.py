"""Synthetic provinces: the same from the same seed, of the plans' own words, near their sources."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from benchmarks.growth import Growing, recall
from benchmarks.synthetic import PASSAGES_A_PLAN, Sources, generate, paraphrased, resemblance
from corpus.records import Passage
from index import dense
from index.build import Recipe, build_index
from index.reader import IndexReader, open_index
from index.text import VIEWS, tokens
from tests.index.conftest import SyllableEncoder, passages_of

ENCODER = SyllableEncoder()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> IndexReader:
    folder = tmp_path_factory.mktemp("nguon")
    passages: Sequence[Passage] = passages_of("an-giang-ptbv")[:120]
    build_index(passages, index_dir=folder, encoder=ENCODER, recipe=Recipe("a"), shipped=())
    return open_index(folder)


def test_the_same_seed_makes_the_same_passages_however_many(reader: IndexReader) -> None:
    first = list(generate(Sources(reader), 1, 40))
    assert first == list(islice(generate(Sources(reader), 1, 900), 40))
    assert first != list(generate(Sources(reader), 2, 40))


def test_ids_are_unique_and_provinces_are_many(reader: IndexReader) -> None:
    made = [each.passage for each in generate(Sources(reader), 1, 2 * PASSAGES_A_PLAN + 1)]
    assert len({passage.passage_id for passage in made}) == len(made)
    assert {passage.plan_id for passage in made} == {f"tinh-{number:05d}-ptbv" for number in range(3)}


def test_tokens_are_nearly_those_of_the_text(reader: IndexReader) -> None:
    shared = total = 0
    for made in generate(Sources(reader), 1, 50):
        assert set(made.tokens) == set(VIEWS)
        whole = set(tokens(made.passage.text))
        total += len(whole)
        shared += len(whole & set(made.tokens["words"]))
    # Words are segmented clause by clause, so a few compounds differ.
    assert shared / total > 0.95


def test_a_paraphrase_says_it_with_other_words() -> None:
    text = "Tăng cường tuyên truyền, nâng cao nhận thức của người dân"
    assert paraphrased(text, 0) == text
    one, two = paraphrased(text, 1), paraphrased(text, 2)
    assert len({text, one, two}) == 3
    assert "cải thiện nhận thức" in one + two


def test_vectors_do_not_depend_on_how_they_are_asked_for(reader: IndexReader) -> None:
    growing = Growing(Sources(reader), 1500)
    assert sum(1 for _ in growing.made()) == 1500
    whole = growing.rows(np.arange(1500))
    np.testing.assert_allclose(np.linalg.norm(whole, axis=1), 1, atol=1e-5)
    chosen = np.asarray([1400, 3, 700])
    assert (growing.rows(chosen) == whole[chosen]).all()


def test_synthetic_vectors_are_nearer_than_another_passages(reader: IndexReader) -> None:
    alike = resemblance(Sources(reader), ENCODER, 1, 60)
    assert alike["with the synthetic vector"] > alike["with another passage"] + 0.1


def test_recall_counts_the_true_neighbours(
    reader: IndexReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing = Growing(Sources(reader), 1500)
    assert sum(1 for _ in growing.made()) == 1500
    rows = growing.rows(np.arange(1500))

    class Lists:
        dense = dense.build(rows, flat_limit=100)

    questions = rows[:40]
    assert recall(Lists(), questions) > 0.95  # type: ignore[arg-type]
    monkeypatch.setattr(dense, "PROBED_SHARE", 0.0)
    monkeypatch.setattr(dense, "_LEAST_PROBES", 1)
    assert recall(Lists(), questions) < 0.95  # type: ignore[arg-type]
