"""Generations on disk: built aside, checked by checksum, switched in by one rename.

    INDEX/
      CURRENT                         the name of the generation that serves
      generations/000002-<digest>/    manifest.json and the files it lists
      generations/000001-<digest>/    the one before, kept
      .building-…/                    what a build that was killed left; the next one removes it

A generation is named after the SHA-256 of its manifest, and the manifest lists the size and SHA-256 of every file, so
no byte of it can change unnoticed. `CURRENT` only points: when it is damaged the newest whole generation serves.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from corpus.errors import IndexDamaged, IndexMissing, IndexTooNew
from index.files import only_writer, sha256_of, sync, unwritable_as_error, write_atomically

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
CURRENT: Final = "CURRENT"
_GENERATIONS: Final = "generations"
_NAME: Final = re.compile(r"(\d{6})-([0-9a-f]{16})")
_KEPT: Final = 2
_REBUILD: Final = "hãy dựng lại bằng “make build” hoặc “kehoach build”"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What the manifest knows of a file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from, by what, and which files it has."""

    builder: str
    tokenizer: str
    encoder: str
    encoder_name: str
    dimension: int
    corpus_hash: str
    parameters: Mapping[str, Mapping[str, float]]
    counts: Mapping[str, int]
    created: str
    files: Mapping[str, FileEntry] = field(default_factory=dict)
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """Return the manifest as it stands in its file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    @staticmethod
    def from_bytes(content: bytes) -> Manifest:
        """Read a manifest whose digest was verified."""
        row: dict[str, Any] = json.loads(content)
        row["files"] = {name: FileEntry(**entry) for name, entry in row["files"].items()}
        return Manifest(**row)


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation whose every file was found whole, and what had to be said on the way to it."""

    folder: Path
    manifest: Manifest
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the folder, which is also what `CURRENT` says."""
        return self.folder.name


def open_current(index_dir: Path) -> Generation:
    """Return the generation that serves, verified; when it is damaged the one before it, with a warning for stderr.

    Raises:
        IndexMissing: No index was built here.
        IndexDamaged: No generation is whole; the error names the first damaged file.
        IndexTooNew: The index was written by a newer version of the format.
    """
    problems: list[IndexDamaged] = []
    # A build may remove the generation between the look at CURRENT and the look at its files: CURRENT has moved on.
    for _ in range(3):
        problems = []
        pointed = _read_pointer(index_dir, problems)
        for name in _candidates(index_dir, pointed):
            try:
                manifest = verify(index_dir / _GENERATIONS / name)
            except IndexDamaged as problem:
                problems.append(problem)
            else:
                warnings = tuple(_warning(problem, name) for problem in problems)
                return Generation(index_dir / _GENERATIONS / name, manifest, warnings)
        if _read_pointer(index_dir, []) == pointed:
            break
    raise problems[0]


def _warning(problem: IndexDamaged, name: str) -> str:
    return f"Cảnh báo: {problem}. Đang dùng bản chỉ mục {name}"


def _read_pointer(index_dir: Path, problems: list[IndexDamaged]) -> str | None:
    """Return what CURRENT says; what is wrong with it is added to `problems`."""
    path = index_dir / CURRENT
    names = _generation_names(index_dir)
    try:
        content = path.read_bytes()
    except OSError as error:
        if not names:
            what = "không phải là thư mục" if isinstance(error, NotADirectoryError) else "chưa có chỉ mục"
            raise IndexMissing(
                f"“{index_dir}”: {what}; hãy dựng bằng “make build” hoặc “kehoach build”, "
                "hoặc kiểm tra --index hay KEHOACH_INDEX"
            ) from None
        content = b""
    name = content.decode("ascii", "replace").strip()
    if content != f"{name}\n".encode() or not _NAME.fullmatch(name):
        problems.append(IndexDamaged(f"Tệp “{path}” bị mất hoặc bị hỏng; {_REBUILD}"))
    elif name not in names:
        problems.append(IndexDamaged(f"Thiếu bản chỉ mục “{index_dir / _GENERATIONS / name}”; {_REBUILD}"))
    else:
        return name
    return None


def _generation_names(index_dir: Path) -> list[str]:
    """Return the names of the generations there are, newest first."""
    try:
        names = [path.name for path in (index_dir / _GENERATIONS).iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(names, reverse=True)


def _candidates(index_dir: Path, pointed: str | None) -> list[str]:
    names = _generation_names(index_dir)
    return names if pointed is None else [pointed, *(name for name in names if name < pointed)]


def verify(folder: Path) -> Manifest:
    """Return the manifest of a generation after comparing every file with its size and checksum.

    Raises:
        IndexDamaged: A file is missing or differs; the error names it.
        IndexTooNew: The generation was written by a newer version of the format.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except OSError:
        raise IndexDamaged(f"Thiếu tệp chỉ mục “{path}”; {_REBUILD}") from None
    if not folder.name.endswith("-" + _digest(content)):
        raise IndexDamaged(f"Tệp chỉ mục “{path}” bị hỏng (không khớp mã kiểm tra); {_REBUILD}")
    _check_format(content, folder)
    manifest = Manifest.from_bytes(content)
    for name, entry in manifest.files.items():
        _verify_file(folder / name, entry)
    return manifest


def _digest(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()[:16]


def _check_format(content: bytes, folder: Path) -> None:
    written = json.loads(content).get("format")
    if written == FORMAT:
        return
    if isinstance(written, int) and written > FORMAT:
        raise IndexTooNew(
            f"Chỉ mục “{folder}” có định dạng {written}, bản kehoach này chỉ đọc được đến {FORMAT}; "
            "hãy nâng cấp kehoach, hoặc dựng lại bằng “make build” hay “kehoach build”"
        )
    raise IndexDamaged(f"Chỉ mục “{folder}” có định dạng cũ ({written}); {_REBUILD}")


def _verify_file(path: Path, entry: FileEntry) -> None:
    try:
        size = path.stat().st_size
        whole = size == entry.size and sha256_of(path) == entry.sha256
    except OSError:
        raise IndexDamaged(f"Thiếu tệp chỉ mục “{path}”; {_REBUILD}") from None
    if not whole:
        why = f"dài {size} byte thay vì {entry.size}" if size != entry.size else "không khớp mã kiểm tra"
        raise IndexDamaged(f"Tệp chỉ mục “{path}” bị hỏng ({why}); {_REBUILD}")


@contextmanager
def writing(index_dir: Path) -> Iterator[Path]:
    """Hold the index for writing and give an empty folder to build in; it is gone afterwards, whatever happened.

    Raises:
        IndexUnwritable: The folder cannot be written, or another build is running.
    """
    with unwritable_as_error(index_dir):
        index_dir.mkdir(parents=True, exist_ok=True)
        (index_dir / _GENERATIONS).mkdir(exist_ok=True)
        with only_writer(index_dir):
            for left in index_dir.glob(".building-*"):
                shutil.rmtree(left, ignore_errors=True)
            folder = index_dir / f".building-{os.getpid()}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)


def commit(index_dir: Path, folder: Path, manifest: Manifest) -> Generation:
    """Seal a folder filled inside `writing` and switch it in.

    Args:
        index_dir: The index.
        folder: The folder `writing` gave.
        manifest: What is known of the build; the files are listed here.

    Returns:
        The new generation. Until this returns the one before serves; it is kept, older ones are removed.
    """
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        sync(path)
        files[path.relative_to(folder).as_posix()] = FileEntry(path.stat().st_size, sha256_of(path))
    sealed = Manifest(**{**_fields(manifest), "files": files})
    content = sealed.to_bytes()
    write_atomically(folder / MANIFEST, content)
    for inner in [*(path for path in folder.rglob("*") if path.is_dir()), folder]:
        sync(inner)
    generation = index_dir / _GENERATIONS / f"{_next_number(index_dir):06d}-{_digest(content)}"
    os.rename(folder, generation)
    sync(generation.parent)
    write_atomically(index_dir / CURRENT, f"{generation.name}\n".encode())
    _remove_old(index_dir, generation.name)
    return Generation(generation, sealed)


def _fields(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}


def _next_number(index_dir: Path) -> int:
    names = _generation_names(index_dir)
    return int(names[0][:6]) + 1 if names else 1


def _remove_old(index_dir: Path, current: str) -> None:
    """Keep the new generation and the newest older one that is whole, so that there is always one to fall back on."""
    older = [name for name in _generation_names(index_dir) if name != current]
    kept = 1
    for name in older:
        folder = index_dir / _GENERATIONS / name
        if kept < _KEPT and _is_whole(folder):
            kept += 1
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _is_whole(folder: Path) -> bool:
    try:
        verify(folder)
    except (IndexDamaged, IndexTooNew):
        return False
    return True
