"""Every damage to every file is noticed, named, and answered from the generation before."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import IndexDamaged, IndexMissing, IndexTooNew, IndexUnwritable
from corpus.records import Passage
from index import store
from index.build import CACHE, Recipe, build_index
from index.files import only_writer, unwritable_as_error, write_atomically
from index.reader import open_index
from index.store import CURRENT, FORMAT, MANIFEST, Manifest, open_current
from index.text import VIEWS, tokens
from tests.index.conftest import SyllableEncoder

FILES = [
    MANIFEST,
    "passages.jsonl",
    "passages.offsets.npy",
    "passages.ids.json",
    "columns.json",
    "columns.indptr.npy",
    "columns.indices.npy",
    "dense.faiss",
    "extra/plans.sqlite",
    *[f"lexical-{view}.{part}" for view in VIEWS for part in ("terms.json", "indptr.npy", "indices.npy", "data.npy")],
]
DAMAGES = ["deleted", "emptied", "truncated", "flipped first", "flipped middle", "flipped last", "grown", "a folder"]


def _write_extra(folder: Path) -> None:
    (folder / "extra").mkdir()
    (folder / "extra" / "plans.sqlite").write_bytes(b"SQLite format 3\x00 and more")


def _build(index_dir: Path, passages: list[Passage], corpus_hash: str) -> store.Generation:
    result = build_index(
        passages,
        index_dir=index_dir,
        encoder=SyllableEncoder(),
        recipe=Recipe(corpus_hash),
        write_extras=_write_extra,
        shipped=(),
    )
    assert result.is_new
    return result.generation


def _damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how in ("deleted", "a folder"):
        path.unlink()
        if how == "a folder":
            path.mkdir()
        return
    if how.startswith("flipped"):
        content[{"first": 0, "middle": len(content) // 2, "last": -1}[how.split()[1]]] ^= 0x01
    changed = {"emptied": b"", "truncated": content[: len(content) // 2], "grown": content + b"\0"}
    path.write_bytes(changed.get(how, content))


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory, ben_tre: list[Passage]) -> Path:
    index_dir = tmp_path_factory.mktemp("one") / "index"
    _build(index_dir, ben_tre[:40], "first")
    return index_dir


@pytest.fixture(scope="module")
def two(one: Path, tmp_path_factory: pytest.TempPathFactory, ben_tre: list[Passage]) -> Path:
    index_dir = tmp_path_factory.mktemp("two") / "index"
    shutil.copytree(one, index_dir)
    _build(index_dir, ben_tre[:50], "second")
    return index_dir


def _copy(index_dir: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Return a copy of an index and the folder of the generation that serves."""
    copy = tmp_path / "index"
    shutil.copytree(index_dir, copy)
    return copy, open_current(copy).folder


def test_the_table_below_names_every_file(one: Path) -> None:
    folder = open_current(one).folder
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == set(FILES)
    assert set(open_current(one).manifest.files) == files - {MANIFEST}


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_damage_is_named_and_the_generation_before_serves(name: str, how: str, two: Path, tmp_path: Path) -> None:
    index_dir, folder = _copy(two, tmp_path)
    _damage(folder / name, how)
    reader = open_index(index_dir)
    assert reader.is_degraded
    assert len(reader.warnings) == 1
    assert str(folder / name) in reader.warnings[0]
    assert "make build" in reader.warnings[0]
    assert "\n" not in reader.warnings[0]
    assert reader.manifest.corpus_hash == "first"
    assert len(reader.passages) == 40
    assert reader.lexical["words"].scores(tokens("phát triển bền vững")).max() > 0


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_damage_without_a_generation_before_is_an_error(name: str, how: str, one: Path, tmp_path: Path) -> None:
    index_dir, folder = _copy(one, tmp_path)
    _damage(folder / name, how)
    with pytest.raises(IndexDamaged) as failure:
        open_index(index_dir)
    assert str(folder / name) in str(failure.value)
    assert "make build" in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_pointer_is_named_and_the_newest_generation_serves(how: str, two: Path, tmp_path: Path) -> None:
    index_dir, folder = _copy(two, tmp_path)
    _damage(index_dir / CURRENT, how)
    generation = open_current(index_dir)
    assert generation.folder == folder
    assert len(generation.warnings) == 1
    assert CURRENT in generation.warnings[0] or str(folder.parent) in generation.warnings[0]


def test_a_lost_generation_is_named(two: Path, tmp_path: Path) -> None:
    index_dir, folder = _copy(two, tmp_path)
    shutil.rmtree(folder)
    generation = open_current(index_dir)
    assert generation.manifest.corpus_hash == "first"
    assert str(folder) in generation.warnings[0]


def test_a_file_of_another_build_is_noticed(two: Path, tmp_path: Path) -> None:
    index_dir, folder = _copy(two, tmp_path)
    (other,) = (path for path in folder.parent.iterdir() if path != folder)
    shutil.copy(other / "dense.faiss", folder / "dense.faiss")
    assert "dense.faiss" in open_current(index_dir).warnings[0]


def test_both_generations_damaged_is_an_error_that_names_the_first(two: Path, tmp_path: Path) -> None:
    index_dir, folder = _copy(two, tmp_path)
    for generation in folder.parent.iterdir():
        _damage(generation / "dense.faiss", "flipped middle")
    with pytest.raises(IndexDamaged, match=r"dense\.faiss") as failure:
        open_index(index_dir)
    assert str(folder) in str(failure.value)


def test_a_build_repairs_a_damaged_index(two: Path, tmp_path: Path, ben_tre: list[Passage]) -> None:
    index_dir, folder = _copy(two, tmp_path)
    _damage(folder / "dense.faiss", "flipped middle")
    _build(index_dir, ben_tre[:50], "second")
    assert not open_index(index_dir).warnings
    names = {path.name for path in (index_dir / "generations").iterdir()}
    assert folder.name not in names, "a damaged generation is no generation to fall back on"
    assert len(names) == 2


def test_no_index(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("không phải chỉ mục")
    for place in (tmp_path / "none", tmp_path, file):
        with pytest.raises(IndexMissing, match="kehoach build") as failure:
            open_index(place)
        assert str(place) in str(failure.value)


def test_a_newer_format_is_refused_with_instructions(one: Path, tmp_path: Path) -> None:
    index_dir, folder = _copy(one, tmp_path)
    _seal(index_dir, open_current(index_dir).manifest, FORMAT + 1)
    with pytest.raises(IndexTooNew, match=f"định dạng {FORMAT + 1}.*nâng cấp kehoach"):
        open_index(index_dir)
    assert folder.exists()


def test_an_older_format_asks_for_a_build(one: Path, tmp_path: Path) -> None:
    index_dir, _ = _copy(one, tmp_path)
    _seal(index_dir, open_current(index_dir).manifest, FORMAT - 1)
    assert "make build" in open_current(index_dir).warnings[0]


def _seal(index_dir: Path, manifest: Manifest, version: int) -> None:
    fields = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
    with store.writing(index_dir) as folder:
        (folder / "anything").write_text("x")
        store.commit(index_dir, folder, Manifest(**{**fields, "format": version}))


def test_only_two_generations_are_kept(two: Path, tmp_path: Path, ben_tre: list[Passage]) -> None:
    index_dir, folder = _copy(two, tmp_path)
    newest = _build(index_dir, ben_tre[:30], "third")
    assert {path.name for path in (index_dir / "generations").iterdir()} == {folder.name, newest.name}
    assert (index_dir / CURRENT).read_text() == f"{newest.name}\n"


def test_a_reader_stays_with_its_generation(two: Path, tmp_path: Path, ben_tre: list[Passage]) -> None:
    index_dir, folder = _copy(two, tmp_path)
    reader = open_index(index_dir)
    query = tokens("phát triển bền vững")
    before = reader.lexical["words"].scores(query).tolist()
    for number in range(3):
        _build(index_dir, ben_tre[60 : 80 + number], f"other {number}")
    assert not folder.exists()
    assert reader.lexical["words"].scores(query).tolist() == before
    assert list(reader.passages) == ben_tre[:50]
    assert reader.dense.size == 50
    assert len(open_index(index_dir).passages) == 22


def test_a_failed_build_leaves_the_index_as_it_was(two: Path, tmp_path: Path, ben_tre: list[Passage]) -> None:
    index_dir, folder = _copy(two, tmp_path)

    def fail(_: Path) -> None:
        raise RuntimeError("cut short")

    with pytest.raises(RuntimeError, match="cut short"):
        build_index(
            ben_tre[:5],
            index_dir=index_dir,
            encoder=SyllableEncoder(),
            recipe=Recipe("x"),
            write_extras=fail,
            shipped=(),
        )
    assert open_current(index_dir).folder == folder
    assert {path.name for path in index_dir.iterdir()} == {CURRENT, "generations", CACHE, ".lock"}


@pytest.mark.parametrize("step", ["rename", "replace", "fsync"])
def test_a_build_that_cannot_be_switched_in_changes_nothing(
    step: str, two: Path, tmp_path: Path, ben_tre: list[Passage], monkeypatch: pytest.MonkeyPatch
) -> None:
    index_dir, folder = _copy(two, tmp_path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(IndexUnwritable, match="đĩa đã đầy"):
        _build(index_dir, ben_tre[:5], "x")
    monkeypatch.undo()
    assert open_current(index_dir).folder == folder
    assert open_current(index_dir).warnings == ()
    assert not list(index_dir.glob(".building-*"))


def test_a_generation_that_was_never_switched_in_does_not_serve(two: Path, tmp_path: Path) -> None:
    """What a kill between the two renames leaves: a whole, newer generation that CURRENT does not name."""
    index_dir, folder = _copy(two, tmp_path)
    (first,) = (path for path in folder.parent.iterdir() if path != folder)
    shutil.copytree(first, folder.parent / f"000009-{first.name[7:]}")
    assert open_current(index_dir).folder == folder
    _damage(folder / "dense.faiss", "truncated")
    assert open_current(index_dir).folder == first


def test_what_a_killed_build_left_is_removed(one: Path, tmp_path: Path, ben_tre: list[Passage]) -> None:
    index_dir, _ = _copy(one, tmp_path)
    left = index_dir / ".building-12345"
    left.mkdir()
    (left / "passages.jsonl").write_text("{")
    open_index(index_dir)
    _build(index_dir, ben_tre[:3], "x")
    assert not left.exists()


def test_two_builds_at_once(one: Path, tmp_path: Path, ben_tre: list[Passage]) -> None:
    index_dir, folder = _copy(one, tmp_path)
    with only_writer(index_dir), pytest.raises(IndexUnwritable, match="đang dựng"):
        _build(index_dir, ben_tre[:3], "x")
    assert open_current(index_dir).folder == folder
    _build(index_dir, ben_tre[:3], "x")


@pytest.mark.parametrize("place", ["file/index", "file"])
def test_a_folder_that_cannot_be_written(place: str, tmp_path: Path, ben_tre: list[Passage]) -> None:
    (tmp_path / "file").write_text("một tệp")
    with pytest.raises(IndexUnwritable, match="kiểm tra quyền ghi") as failure:
        _build(tmp_path / place, ben_tre[:3], "x")
    assert str(tmp_path / place) in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a file system that refuses even root")
def test_a_file_system_that_cannot_be_written(ben_tre: list[Passage]) -> None:
    with pytest.raises(IndexUnwritable, match="/proc/kehoach"):
        _build(Path("/proc/kehoach"), ben_tre[:3], "x")


def test_a_full_disk_is_said() -> None:
    with pytest.raises(IndexUnwritable, match="giải phóng"), unwritable_as_error(Path("chỉ-mục")):
        raise OSError(28, "No space left on device")


def test_a_database_that_cannot_grow_is_a_full_disk_too(tmp_path: Path) -> None:
    def fill() -> None:
        with unwritable_as_error(tmp_path), closing(sqlite3.connect(tmp_path / "plans.sqlite")) as database:
            database.execute("PRAGMA max_page_count = 3")
            database.execute("CREATE TABLE lines (text TEXT)")
            database.execute("INSERT INTO lines VALUES (?)", ("x" * 100_000,))

    with pytest.raises(IndexUnwritable, match="giải phóng"):
        fill()


def test_a_generation_removed_between_check_and_reading_is_one_error_of_ours(
    two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_dir, folder = _copy(two, tmp_path)
    real = open_current

    def removed(path: Path) -> store.Generation:
        generation = real(path)
        (folder / "dense.faiss").unlink()
        return generation

    monkeypatch.setattr(store, "open_current", removed)
    with pytest.raises(IndexDamaged, match=f"{folder.name}.*thử lại"):
        open_index(index_dir)


def test_a_file_is_old_or_new_but_never_a_part(tmp_path: Path) -> None:
    path = tmp_path / "file"
    contents = [bytes([number]) * 100_000 for number in range(2)]
    write_atomically(path, contents[0])
    stop = threading.Event()
    seen: set[bytes] = set()

    def read() -> None:
        while not stop.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(40):
        write_atomically(path, contents[number % 2])
    stop.set()
    reader.join()
    assert seen <= set(contents)
