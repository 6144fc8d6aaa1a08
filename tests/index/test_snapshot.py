"""Snapshot and restore on a small index."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import IndexDamaged, IndexMissing, IndexUnwritable
from index.snapshot import copy_index
from index.store import open_current
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
