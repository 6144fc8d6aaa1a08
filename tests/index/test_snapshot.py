"""Snapshot and restore on a small index."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from api.cli import main
from corpus.errors import IndexDamaged, IndexMissing, IndexUnwritable
from corpus.records import Passage
from index.build import Recipe, build_index
from index.engines.local import LocalEngine
from index.reader import open_index
from index.snapshot import copy_index
from index.store import open_current
from index.text import tokens
from tests.index.conftest import SyllableEncoder
from tests.small_corpus import build_small_index


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_index(tmp_path_factory.mktemp("nguon"))


def test_a_snapshot_and_what_is_restored_from_it_are_byte_equal(source: Path, tmp_path: Path) -> None:
    copy_index(source, tmp_path / "sao-luu")
    copy_index(tmp_path / "sao-luu", tmp_path / "khoi-phuc")
    original, restored = open_current(source), open_current(tmp_path / "khoi-phuc")
    assert original.manifest.files == restored.manifest.files
    for name in original.manifest.files:
        assert (original.folder / name).read_bytes() == (restored.folder / name).read_bytes()


def test_a_damaged_snapshot_is_refused_and_the_index_stays(source: Path, tmp_path: Path) -> None:
    copy_index(source, tmp_path / "sao-luu")
    copy_index(source, tmp_path / "dang-dung")
    before = open_current(tmp_path / "dang-dung").name
    victim = next(path for path in open_current(tmp_path / "sao-luu").folder.rglob("*.npy"))
    victim.write_bytes(victim.read_bytes()[:-1])
    with pytest.raises(IndexDamaged):
        copy_index(tmp_path / "sao-luu", tmp_path / "dang-dung")
    assert open_current(tmp_path / "dang-dung").name == before


def test_nothing_to_copy_and_copying_onto_itself_are_refused(source: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        copy_index(tmp_path / "khong-co", tmp_path / "x")
    with pytest.raises(IndexUnwritable):
        copy_index(source, source)


def test_what_is_restored_answers_200_questions_the_same(
    tmp_path: Path, ben_tre: list[Passage], encoder: SyllableEncoder
) -> None:
    build_index(ben_tre[:220], index_dir=tmp_path / "goc", encoder=encoder, recipe=Recipe("a"), shipped=())
    copy_index(tmp_path / "goc", tmp_path / "sao-luu")
    shutil.rmtree(tmp_path / "goc")
    copy_index(tmp_path / "sao-luu", tmp_path / "khoi-phuc")
    engines = [LocalEngine(open_index(tmp_path / name)) for name in ("sao-luu", "khoi-phuc")]
    for passage in random.Random(9).sample(ben_tre[:220], 200):
        question = passage.text[:60]
        found = [_found(engine, question, encoder) for engine in engines]
        assert found[0] == found[1]
        assert len(found[0][0]) >= 10


def _found(engine: LocalEngine, question: str, encoder: SyllableEncoder) -> tuple[list[Passage], bytes]:
    sparse = engine.search_sparse("words", tokens(question), 10)
    dense = engine.search_dense(encoder.encode_queries([question])[0], 10)
    positions = [*sparse.positions.tolist(), *dense.positions.tolist()]
    return engine.passages(positions), sparse.scores.tobytes() + dense.scores.tobytes()


def test_the_commands_back_up_and_restore(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved, used = str(tmp_path / "sao-luu"), str(tmp_path / "dang-dung")
    assert main(["snapshot", saved, "--index", str(source)]) == 0
    assert "Đã sao lưu" in capsys.readouterr().out
    assert main(["restore", saved, "--index", used, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["generation"] == open_current(Path(used)).name
    assert told["files"] == len(open_current(source).manifest.files)
    assert main(["restore", str(tmp_path / "khong-co"), "--index", used]) == 2
    assert "kehoach build" in capsys.readouterr().err
    assert open_current(Path(used)).name == told["generation"]
