"""One contract, two engines: in this process, and Milvus (Lite, in a file; skipped where pymilvus is not installed)."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import search.engine as search_engine
from corpus.errors import SettingsError
from corpus.records import Passage
from index.build import Recipe, build_index
from index.dense import Nearest
from index.engines.base import Engine, EngineUnavailable
from index.engines.local import LocalEngine
from index.engines.milvus import MilvusEngine, Retries, expression, open_milvus
from index.passages import Filter
from index.reader import IndexReader, open_index
from index.text import VIEWS, tokens
from search.settings import load_settings
from tests.index.conftest import SyllableEncoder
from tests.small_corpus import build_small_index

ENCODER = SyllableEncoder()
Opened = Callable[[IndexReader], Engine]


@pytest.fixture(scope="module")
def passages(all_passages: list[Passage]) -> list[Passage]:
    chosen = random.Random(5).sample(all_passages, 700)
    # A passage without a word, and a value that would end a quoted string.
    return [*chosen, replace(chosen[0], passage_id="x:1", text="–", context="", plan_id='x" or "1"=="1')]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, passages: list[Passage]) -> IndexReader:
    return _built(tmp_path_factory.mktemp("first"), passages)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, passages: list[Passage]) -> IndexReader:
    return _built(tmp_path_factory.mktemp("second"), passages[:150])


def _built(folder: Path, passages: list[Passage]) -> IndexReader:
    build_index(passages, index_dir=folder, encoder=ENCODER, recipe=Recipe(folder.name), shipped=())
    return open_index(folder)


@pytest.fixture(scope="module", params=["local", "milvus"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    if request.param == "local":
        return LocalEngine
    _needs_milvus()
    uri = str(tmp_path_factory.mktemp("milvus") / "kehoach.db")
    return lambda reader: open_milvus(uri, reader)


def _needs_milvus() -> None:
    pytest.importorskip("pymilvus", reason="the extra [milvus] is not installed")
    pytest.importorskip("milvus_lite", reason="Milvus Lite is not installed")


@pytest.fixture
def milvus(tmp_path: Path, first: IndexReader) -> MilvusEngine:
    _needs_milvus()
    return open_milvus(str(tmp_path / "own.db"), first)


def _same(found: Nearest, wanted: Nearest) -> None:
    assert found.positions.tolist() == wanted.positions.tolist()
    np.testing.assert_allclose(found.scores, wanted.scores, rtol=1e-6, atol=1e-6)


def test_the_same_top_ten_on_200_questions(opened: Opened, first: IndexReader, passages: list[Passage]) -> None:
    engine, exact = opened(first), LocalEngine(first)
    found = 0
    for passage in random.Random(2).sample(passages[:-1], 200):
        question = passage.text[:70]
        for view, read in VIEWS.items():
            wanted = exact.search_sparse(view, read(question), 10)
            found += len(wanted.positions)
            _same(engine.search_sparse(view, read(question), 10), wanted)
        vector = ENCODER.encode_queries([question])[0]
        _same(engine.search_dense(vector, 10), exact.search_dense(vector, 10))
    assert found > 3900


def test_every_score_is_known_where_there_are_few_passages(opened: Opened, second: IndexReader) -> None:
    engine = opened(second)
    assert engine.is_exact
    terms = {"nước": 1.0, "sạch": 0.5, "phát": 2.0, "xyzzy": 3.0}
    np.testing.assert_allclose(
        engine.sparse_scores("words", terms), second.lexical["words"].scores(terms), rtol=1e-6, atol=1e-6
    )
    vector = ENCODER.encode_queries(["nước sạch"])[0]
    np.testing.assert_allclose(engine.dense_scores(vector), second.dense.scores(vector), rtol=1e-5, atol=1e-6)


def test_filters_hold_in_both_searches(opened: Opened, first: IndexReader) -> None:
    engine, exact = opened(first), LocalEngine(first)
    vector = ENCODER.encode_queries(["sở y tế chủ trì"])[0]
    for where in (
        Filter(provinces=frozenset({"an-giang"})),
        Filter(provinces=frozenset({"an-giang", "ben-tre"}), agencies=frozenset({"so-y-te"})),
        Filter(plans=frozenset({'x" or "1"=="1'})),
        Filter(levels=frozenset({"goal"})),
    ):
        _same(engine.search_dense(vector, 10, where), exact.search_dense(vector, 10, where))
        asked = tokens("sở y tế chủ trì")
        _same(engine.search_sparse("words", asked, 10, where), exact.search_sparse("words", asked, 10, where))


def test_nothing_asked_or_wanted_is_nothing_found(opened: Opened, first: IndexReader) -> None:
    engine = opened(first)
    assert engine.search_sparse("words", ["xyzzy"], 10).positions.tolist() == []
    assert engine.search_sparse("words", {"nước": 0.0}, 10).positions.tolist() == []
    assert engine.search_dense(ENCODER.encode_queries(["nước"])[0], 0).positions.tolist() == []
    with pytest.raises(ValueError, match=r"384.*32"):
        engine.search_dense(np.zeros(384, np.float32), 5)


def test_what_is_put_twice_is_there_once_and_answers_after_the_switch(
    opened: Opened, first: IndexReader, second: IndexReader, passages: list[Passage]
) -> None:
    engine = opened(first)
    engine.put(second)
    engine.put(second)
    assert engine.generation == first.generation
    assert len(engine.search_dense(ENCODER.encode_queries(["nước"])[0], 999).positions) == len(first.passages)
    engine.switch(second.generation)
    assert engine.generation == second.generation
    assert len(engine.search_dense(ENCODER.encode_queries(["nước"])[0], 999).positions) == 150
    assert engine.passages([3]) == [passages[3]]
    with pytest.raises(KeyError):
        engine.switch("000009-0123456789abcdef")


def test_a_switch_under_load_disturbs_nobody(opened: Opened, first: IndexReader, second: IndexReader) -> None:
    engine = opened(first)
    engine.put(second)
    vector = ENCODER.encode_queries(["phát triển bền vững"])[0]
    allowed = {tuple(LocalEngine(reader).search_dense(vector, 10).positions.tolist()) for reader in (first, second)}
    seen: set[tuple[int, ...]] = set()
    errors: list[BaseException] = []
    stop = threading.Event()

    def ask() -> None:
        try:
            while not stop.is_set():
                seen.add(tuple(engine.search_dense(vector, 10).positions.tolist()))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for reader in (second, first, second):
        engine.put(reader)
        engine.switch(reader.generation)
    while len(seen) < 2 and not errors:
        engine.search_dense(vector, 10)
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert seen <= allowed


def test_the_alias_names_the_collection_that_serves_and_old_ones_go(
    milvus: MilvusEngine, first: IndexReader, second: IndexReader, tmp_path: Path, passages: list[Passage]
) -> None:
    assert milvus.client.describe_alias("kehoach")["collection_name"] == milvus.collection(first.generation)
    third = _built(tmp_path / "third", passages[:20])
    for reader in (second, third):
        milvus.put(reader)
        milvus.switch(reader.generation)
        assert milvus.client.describe_alias("kehoach")["collection_name"] == milvus.collection(reader.generation)
    kept = {milvus.collection(reader.generation) for reader in (second, third)}
    assert set(milvus.client.list_collections()) == kept


class Flaky:
    """A client that fails when it is told to."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.failing: dict[str, int] = {}
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        return self._watched(name, found) if callable(found) else found

    def _watched(self, name: str, action: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            from pymilvus import MilvusException

            self.calls.append(name)
            if self.failing.get(name, 0) > 0:
                self.failing[name] -= 1
                raise MilvusException(message="connection lost")
            if name in self.failing and self.failing[name] < 0:
                self.failing[name] += 1
                if self.failing[name] == 0:
                    self.failing[name] = 99
            return action(*arguments, **options)

        return call


def test_a_request_that_is_refused_is_made_again(milvus: MilvusEngine) -> None:
    client, waits = Flaky(milvus.client), list[float]()
    engine = MilvusEngine(client, milvus.reader, retries=Retries(sleep=waits.append))
    client.failing = {"search": 3}
    assert len(engine.search_sparse("words", ["nước"], 5).positions) == 5
    assert waits == [0.2, 0.8, pytest.approx(3.2)]
    client.failing = {"search": 99}
    with pytest.raises(EngineUnavailable, match=r"connection lost.*KEHOACH_MILVUS_URI"):
        engine.search_sparse("words", ["nước"], 5)


def test_an_interrupted_load_goes_on_where_it_stopped(
    milvus: MilvusEngine, first: IndexReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engines.milvus._BATCH", 100)
    client = Flaky(open_milvus(str(tmp_path / "own.db"), first).client)
    client._client.drop_alias("kehoach")
    client._client.drop_collection(milvus.collection(first.generation))
    engine = MilvusEngine(client, first, retries=Retries(times=1))
    client.failing = {"upsert": -4}
    with pytest.raises(EngineUnavailable, match="connection lost"):
        engine.put(first)
    client.failing, client.calls = {}, []
    engine.put(first)
    assert client.calls.count("upsert") == 4, "three of eight batches were there, the last of them is sent again or not"
    engine.switch(first.generation)
    vector = ENCODER.encode_queries(["nước sạch"])[0]
    _same(engine.search_dense(vector, 10), LocalEngine(first).search_dense(vector, 10))


def test_filters_are_quoted() -> None:
    assert expression(Filter()) == ""
    where = Filter(plans=frozenset({'a"b\\', "ô"}), leads=frozenset({"so-y-te"}))
    assert expression(where) == 'plan in ["a\\"b\\\\", "ô"] and array_contains_any(lead, ["so-y-te"])'
    assert expression(Filter(), np.asarray([3, 5])) == "position in [3, 5]"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"KEHOACH_ENGINE": "elastic"}, "KEHOACH_ENGINE.*local hoặc milvus.*elastic"),
        ({"KEHOACH_ENGINE": "milvus"}, "KEHOACH_MILVUS_URI"),
    ],
)
def test_an_engine_nobody_knows_and_one_without_an_address_are_refused(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(environment)


def test_without_the_library_the_way_out_is_said(first: IndexReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(SettingsError, match=r"kehoach\[milvus\]"):
        open_milvus("http://127.0.0.1:19530", first)


def test_a_token_is_not_shown() -> None:
    environment = {"KEHOACH_ENGINE": "milvus", "KEHOACH_MILVUS_URI": "x.db", "KEHOACH_MILVUS_TOKEN": "root:secret"}
    settings = load_settings(environment)
    assert settings.milvus_token == "root:secret"
    assert "secret" not in repr(settings)


def test_the_whole_search_ranks_as_without_milvus(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    _needs_milvus()
    index = str(build_small_index(tmp_path_factory.getbasetemp()))
    environment = {"KEHOACH_ENGINE": "milvus", "KEHOACH_MILVUS_URI": str(tmp_path / "whole.db")}
    local = search_engine.Engine.open(load_settings({}, index=index))
    milvus = search_engine.Engine.open(load_settings(environment, index=index))
    for question in ("ai lo nước sạch nông thôn ở Bến Tre", "ve sinh moi truong", '"nước sạch"', "rural water"):
        wanted, found = local.search(question).hits, milvus.search(question).hits
        assert [hit.passage.passage_id for hit in found] == [hit.passage.passage_id for hit in wanted]
        assert [hit.final for hit in found] == pytest.approx([hit.final for hit in wanted], abs=1e-4)
        assert milvus.ask(question).to_json()["answer"] == local.ask(question).to_json()["answer"]


def test_where_few_of_many_may_be_found_only_they_are_scored_and_as_before(
    first: IndexReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = LocalEngine(first)
    where = Filter(provinces=frozenset({"an-giang"}))
    allowed = first.passages.mask(where)
    assert allowed is not None
    terms, vector = {"nước": 1.5, "sạch": 0.5, "xyzzy": 1.0}, ENCODER.encode_queries(["nước sạch"])[0]
    wanted = {view: engine.sparse_scores(view, terms, where)[allowed] for view in VIEWS}
    similar = engine.dense_scores(vector, where)[allowed]
    monkeypatch.setattr("index.engines.local.MANY", 10)
    monkeypatch.setattr("index.engines.local._FEW", 1)
    assert allowed.any()
    for view in VIEWS:
        found = engine.sparse_scores(view, terms, where)
        assert (found[allowed] == wanted[view]).all()
        assert not found[~allowed].any()
    assert any(scores.any() for scores in wanted.values())
    np.testing.assert_allclose(engine.dense_scores(vector, where)[allowed], similar, atol=1e-6)
    nothing = Filter(plans=frozenset({"khong-co"}))
    assert not engine.sparse_scores("words", terms, nothing).any()
    assert len(engine.dense_scores(vector, nothing)) == len(first.passages)
