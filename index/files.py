"""Files that are whole or not there: checksums, fsync, one rename, one writer."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from corpus.errors import IndexUnwritable


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file or a folder's list of names is on the disk."""
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomically(path: Path, content: bytes) -> None:
    """Put a file in place by one rename; a reader sees the old content or the new, never a part."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync(path.parent)


@contextmanager
def unwritable_as_error(folder: Path) -> Iterator[None]:
    """Turn the system's refusals to write into one line that names the folder and the way out."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        full = _says_full(error)
        reason = "đĩa đã đầy" if full else (getattr(error, "strerror", None) or str(error)).lower()
        way_out = "hãy giải phóng dung lượng" if full else "hãy kiểm tra quyền ghi"
        raise IndexUnwritable(
            f"Không ghi được chỉ mục vào “{folder}” ({reason}); {way_out} hoặc chọn thư mục khác bằng --index "
            "hay KEHOACH_INDEX. Chỉ mục trước (nếu có) vẫn dùng được"
        ) from error


def _says_full(error: OSError | sqlite3.OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it when the process ends, however it ends.

    Raises:
        IndexUnwritable: Another process is building in this folder.
    """
    with (folder / ".lock").open("a+b") as file:
        try:
            _lock(file)
        except OSError as error:
            raise IndexUnwritable(
                f"Một tiến trình khác đang dựng chỉ mục trong “{folder}”; hãy đợi nó xong rồi chạy lại"
            ) from error
        try:
            yield
        finally:
            with suppress(OSError):
                _unlock(file)


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unlock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)
