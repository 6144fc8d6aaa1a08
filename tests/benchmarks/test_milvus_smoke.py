"""The script for a real cluster, tried on Milvus Lite: it passes where all is well and notices where not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.milvus_smoke import loaded_after_interruption, same, tried
from index.build import Recipe, build_index
from index.dense import Nearest
from index.engines.milvus import open_milvus
from index.reader import IndexReader, open_index
from tests.index.conftest import SyllableEncoder, passages_of


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pymilvus", reason="the extra [milvus] is not installed")
    pytest.importorskip("milvus_lite", reason="Milvus Lite is not installed")
    folder = tmp_path_factory.mktemp("nguon")
    passages = passages_of("an-giang-ptbv")[:90]
    build_index(passages, index_dir=folder, encoder=SyllableEncoder(), recipe=Recipe("a"), shipped=())
    return folder


def test_where_all_is_well_everything_agrees(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.engines.milvus._BATCH", 20)
    engine = open_milvus(str(tmp_path / "smoke.db"), open_index(index))
    figures = tried(engine, index, 12)
    assert set(figures["same ten passages"]) == {
        f"{leg}{how}" for leg in ("words", "folded", "dense") for how in ("", ", filtered")
    }
    assert set(figures["same ten passages"].values()) == {12}
    assert figures["an interrupted load went on"]
    assert figures["failures"] == []
    assert figures["answers meanwhile"] > 0
    assert engine.client.list_collections() == [engine.collection(open_index(index).generation)]


def test_another_score_or_passage_is_not_the_same() -> None:
    one = Nearest(np.array([1, 2]), np.array([0.5, 0.4], np.float32))
    assert same(one, Nearest(np.array([2, 1]), np.array([0.5, 0.4], np.float32)))
    assert not same(one, Nearest(np.array([1, 3]), np.array([0.5, 0.4], np.float32)))
    assert not same(one, Nearest(np.array([1, 2]), np.array([0.5, 0.3], np.float32)))
    assert not same(one, Nearest(np.array([1]), np.array([0.5], np.float32)))


def test_a_load_that_begins_again_is_noticed(index: Path) -> None:
    class Forgetful:
        """Sends everything again whenever it is asked."""

        progress = staticmethod(lambda done, total: None)

        def put(self, reader: IndexReader) -> None:
            for done in range(10, 100, 10):
                self.progress(done, 90)

    assert not loaded_after_interruption(Forgetful(), open_index(index))  # type: ignore[arg-type]
