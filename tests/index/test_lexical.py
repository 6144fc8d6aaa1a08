"""The compiled scores are rank-bm25's."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from rank_bm25 import BM25Okapi

from corpus.records import Passage
from index import lexical
from index.fields import lexical_tokens
from index.lexical import Bm25Parameters, fit
from index.text import VIEWS
from tests.timing import cpu_seconds, limit

QUERIES = [
    "Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?",
    "ai lo nuoc sach nong thon o ben tre",
    "các sở chủ trì các các các",
    "tỷ lệ hộ nghèo giảm 1,5%/năm đến năm 2020, Quyết định 622/QĐ-TTg",
    "mục tiêu 6.1 xyzzy",
    "Sở Nông nghiệp và Phát triển nông thôn chủ trì, phối hợp với Sở Tài nguyên và Môi trường",
]


class View(NamedTuple):
    """One view of the real lines: how it reads a text, and what it made of each passage."""

    tokens: Callable[[str], tuple[str, ...]]
    documents: list[tuple[str, ...]]


@pytest.fixture(scope="module", params=sorted(VIEWS))
def view(request: pytest.FixtureRequest, all_passages: list[Passage]) -> View:
    read = VIEWS[request.param]
    return View(read, [lexical_tokens(passage, read) for passage in all_passages])


@pytest.mark.parametrize(
    "parameters", [Bm25Parameters(), Bm25Parameters(0.9, 0.4, 0.0), Bm25Parameters(2.0, 1.0, 0.25)]
)
def test_scores_equal_rank_bm25(view: View, parameters: Bm25Parameters) -> None:
    reference = BM25Okapi(view.documents, k1=parameters.k1, b=parameters.b, epsilon=parameters.epsilon)
    exact = fit(view.documents, parameters, np.float64)
    stored = fit(view.documents, parameters)
    for query in [*map(view.tokens, QUERIES), view.documents[100], view.documents[2000]]:
        wanted = reference.get_scores(query)
        assert wanted.max() > 0
        np.testing.assert_allclose(exact.scores(query), wanted, rtol=1e-9, atol=0)
        np.testing.assert_allclose(stored.scores(query), wanted, rtol=1e-6, atol=0)


def test_a_word_in_most_passages_gets_the_share_epsilon() -> None:
    documents = [("các", "sở"), ("các", "huyện"), ("các", "xã"), ("tỉnh",)]
    for epsilon in (0.0, 0.25, 1.0):
        reference = BM25Okapi(documents, epsilon=epsilon)
        compiled = fit(documents, Bm25Parameters(epsilon=epsilon), np.float64)
        np.testing.assert_allclose(compiled.scores(["các"]), reference.get_scores(["các"]), rtol=1e-12)
    assert reference.get_scores(["các"])[0] > 0


def test_a_weight_multiplies_and_a_repeated_word_counts_again() -> None:
    compiled = fit([("nước", "sạch"), ("nước", "thải"), ("đất",)])
    once = compiled.scores(["sạch"])
    np.testing.assert_allclose(compiled.scores(["sạch", "sạch"]), 2 * once)
    np.testing.assert_allclose(compiled.scores({"sạch": 0.5}), 0.5 * once)


def test_contributions_add_up_to_the_score() -> None:
    compiled = fit([("nước", "sạch"), ("nước", "thải"), ("đất",), ("rừng",), ("sạch", "đất")])
    query = ["nước", "sạch", "sạch", "vắng"]
    for position, score in enumerate(compiled.scores(query)):
        added = compiled.contributions(query, position)
        assert sum(added.values()) == pytest.approx(score)
        assert "vắng" not in added
    assert compiled.document_frequency("nước") == 2
    assert compiled.document_frequency("vắng") == 0


def test_the_passages_that_hold_all_of_some_terms_are_those_a_look_at_each_finds(view: View) -> None:
    compiled = fit(view.documents)
    chosen = random.Random(4)
    sets = [set(document) for document in view.documents]
    for _ in range(60):
        terms = chosen.sample(sorted(chosen.choice([each for each in sets if len(each) > 4])), chosen.randint(1, 4))
        wanted = [position for position, held in enumerate(sets) if held.issuperset(terms)]
        assert compiled.holding([*terms, terms[0]]).tolist() == wanted
        assert all(set(compiled.contributions(terms, position)) == set(terms) for position in wanted)
    assert compiled.holding(["nước", "xyzzy"]).tolist() == []
    assert compiled.holding([]).tolist() == list(range(compiled.size))


def test_stored_and_opened_again_it_scores_the_same(tmp_path: Path, view: View) -> None:
    compiled = fit(view.documents, Bm25Parameters(1.2, 0.5, 0.1))
    lexical.save(compiled, tmp_path, "words")
    opened = lexical.load(tmp_path, "words")
    assert opened.parameters == Bm25Parameters(1.2, 0.5, 0.1)
    for query in map(view.tokens, QUERIES):
        assert (opened.scores(query) == compiled.scores(query)).all()
    assert {path.name for path in tmp_path.iterdir()} == set(lexical.file_names("words"))


@pytest.mark.parametrize("documents", [[], [()], [(), ()]])
def test_nothing_to_index_scores_nothing(documents: list[tuple[str, ...]], tmp_path: Path) -> None:
    lexical.save(fit(documents), tmp_path, "words")
    opened = lexical.load(tmp_path, "words")
    assert opened.scores(["nước"]).tolist() == [0.0] * len(documents)


def test_a_query_takes_well_under_a_millisecond(view: View) -> None:
    compiled = fit(view.documents)
    query = view.tokens(QUERIES[0])
    times = [cpu_seconds(lambda: compiled.scores(query)) for _ in range(50)]
    assert compiled.size > 3000
    assert np.median(times) < limit(1e-3)
