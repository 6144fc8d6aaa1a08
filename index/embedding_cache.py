"""Embeddings kept by what was embedded, so that a rebuild embeds only texts that changed.

A cache file holds the encoder's identity, a key a text and a float16 vector a key, as uncompressed .npz (a ZIP, whose
CRC-32 of each member is checked on reading; no pickle). Every vector is rounded to float16 before use, cached or fresh,
so that a build from the cache and one from nothing are equal byte by byte.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Progress, Vectors, no_progress
from index.files import write_atomically

_KEY_BYTES: Final = 16
# A killed build of a million passages loses this many texts' work, half a minute of it.
_SEGMENT: Final = 1024
_MAX_SEGMENTS: Final = 8
# Merged files hold no more than this, so that merging needs 50 MB whatever the corpus.
_MERGED: Final = 65_536
_ROOM_FOR_OLD: Final = 10_000
SHIPPED: Final = Path(__file__).parent / "data"

_Half = NDArray[np.float16]
Warn = Callable[[str], None]


def _silent(message: str) -> None:
    """Say nothing."""


def key_of(identity: str, text: str) -> bytes:
    """Return the key of a text under an encoder: 128 bits of SHA-256 over both."""
    return hashlib.sha256(f"{identity}\0{text}".encode("utf-8", "replace")).digest()[:_KEY_BYTES]


def unit(vectors: _Half) -> Vectors:
    """Return rounded vectors as float32 of length one."""
    full = vectors.astype(np.float32)
    lengths = np.linalg.norm(full, axis=1, keepdims=True).astype(np.float32)
    full /= np.maximum(lengths, np.float32(1e-12))
    return full


def write_cache_file(path: Path, identity: str, keys: Sequence[bytes], vectors: _Half) -> None:
    """Write a cache file whole or not at all; also how the file shipped with the plans is made."""
    buffer = io.BytesIO()
    table = np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), _KEY_BYTES)
    np.savez(buffer, allow_pickle=False, identity=np.asarray(identity), keys=table, vectors=vectors)
    write_atomically(path, buffer.getvalue())


def read_cache_file(path: Path, identity: str, dimension: int) -> tuple[list[bytes], _Half] | None:
    """Read a cache file.

    Returns:
        Keys and vectors, `None` when they are another encoder's.

    Raises:
        ValueError: The file is damaged.
    """
    try:
        # From memory, because numpy leaves a damaged file open.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as content:
            if str(content["identity"]) != identity:
                return None
            table, vectors = content["keys"], content["vectors"]
    except (OSError, KeyError, ValueError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path.name}: {error}") from error
    if table.shape != (len(vectors), _KEY_BYTES) or vectors.shape[1:] != (dimension,) or vectors.dtype != np.float16:
        raise ValueError(f"{path.name}: {table.shape} keys, {vectors.shape} {vectors.dtype} vectors")
    return [row.tobytes() for row in table], vectors


@dataclass(frozen=True, slots=True)
class CachedRows:
    """The vectors of a sequence of texts, made float32 when they are asked for."""

    keys: Sequence[bytes]
    vectors: Mapping[bytes, _Half]
    dimension: int

    def __len__(self) -> int:
        return len(self.keys)

    def at(self, positions: NDArray[np.int64]) -> Vectors:
        """Return the unit vectors at positions."""
        if not len(positions):
            return np.zeros((0, self.dimension), np.float32)
        return unit(np.stack([self.vectors[self.keys[position]] for position in positions.tolist()]))


@dataclass(slots=True)
class EmbeddingCache:
    """The embeddings of one encoder in a folder, besides read-only files that were shipped.

    Args:
        folder: Where new embeddings are kept, one file each 1,024 texts, so that a killed build resumes.
        encoder: Whose embeddings these are.
        shipped: Read-only cache files; those of another encoder are passed over.
        warn: Told about a damaged file, which is then treated as absent.
    """

    folder: Path
    encoder: Encoder
    shipped: Iterable[Path] = ()
    warn: Warn = _silent
    embedded: int = 0
    reused: int = 0
    _identity: str = ""
    _vectors: dict[bytes, _Half] = field(default_factory=dict)
    _segments: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._identity = self.encoder.identity
        for path in self.shipped:
            self._read(path, "sẽ tính lại các véc-tơ trong đó")
        self._segments = sorted(self.folder.glob("*.npz"))
        for path in self._segments:
            self._read(path, "sẽ tính lại các véc-tơ trong đó")

    def _read(self, path: Path, consequence: str) -> None:
        try:
            content = read_cache_file(path, self._identity, self.encoder.dimension)
        except ValueError as error:
            self.warn(f"Cảnh báo: tệp đệm véc-tơ “{path}” bị hỏng ({error}); {consequence}")
            return
        if content is not None:
            self._vectors.update(zip(*content, strict=True))

    def vectors(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """Return a unit vector for each text, embedding those that are not cached.

        Args:
            texts: The texts as they are embedded.
            progress: Told how many of the texts that need embedding are done.
        """
        rows = self.prepared(texts, progress)
        return rows.at(np.arange(len(rows)))

    def prepared(self, texts: Iterable[str], progress: Progress = no_progress) -> CachedRows:
        """Embed the texts that are not cached and return what gives the vectors of all, a few at a time.

        Args:
            texts: The texts as they are embedded; read once.
            progress: Told how many of the texts that need embedding are done.
        """
        keys: list[bytes] = []
        missing: dict[bytes, str] = {}
        for text in texts:
            key = key_of(self._identity, text)
            keys.append(key)
            if key not in self._vectors:
                missing[key] = text
        self.reused += len(keys) - len(missing)
        self._embed(missing, progress)
        self._compact(keys)
        return CachedRows(keys, self._vectors, self.encoder.dimension)

    def _embed(self, missing: dict[bytes, str], progress: Progress) -> None:
        # Longest first over all segments, so that batches are even and the first estimate of time left is the highest.
        keys = sorted(missing, key=lambda key: -len(missing[key]))
        for start in range(0, len(keys), _SEGMENT):
            segment = keys[start : start + _SEGMENT]
            full = self.encoder.encode_passages([missing[key] for key in segment], _shifted(progress, start, len(keys)))
            rounded = full.astype(np.float16)
            self._vectors.update(zip(segment, rounded, strict=True))
            self.embedded += len(segment)
            self._write(segment, rounded)

    def _write(self, keys: Sequence[bytes], vectors: _Half) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(self._identity.encode() + b"".join(keys)).hexdigest()[:32]
        path = self.folder / f"{name}.npz"
        write_cache_file(path, self._identity, keys, vectors)
        if path not in self._segments:
            self._segments.append(path)

    def _compact(self, used: Sequence[bytes]) -> None:
        """Merge many small files into few large ones, and forget what has not been used when there is much of it.

        Vectors of another encoder stay while there are few files, so that changing to and fro costs nothing.
        """
        if len(self._segments) <= _MAX_SEGMENTS + len(self._vectors) // _MERGED:
            return
        kept = list(dict.fromkeys(used))
        if len(self._vectors) <= 2 * len(kept) + _ROOM_FOR_OLD:
            kept = list(self._vectors)
        old = self._segments
        self._segments = []
        for start in range(0, len(kept), _MERGED):
            part = kept[start : start + _MERGED]
            self._write(part, np.stack([self._vectors[key] for key in part]))
        for path in old:
            if path not in self._segments:
                path.unlink(missing_ok=True)


def _shifted(progress: Progress, before: int, total: int) -> Progress:
    """Return a reporter for one part of the work that reports it as part of all of it."""
    return lambda done, _: progress(before + done, total)


def write_shipped(path: Path, encoder: Encoder, texts: Iterable[str], cache: EmbeddingCache) -> int:
    """Write the cache file that ships with the plans; return how many texts it holds.

    Args:
        path: `index/data/NAME.npz`, which must be package data.
        encoder: The encoder the file is for.
        texts: What is embedded of the shipped plans' passages.
        cache: Where the vectors come from; what it lacks is embedded.
    """
    unique = list(dict.fromkeys(texts))
    vectors = cache.vectors(unique).astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_cache_file(path, encoder.identity, [key_of(encoder.identity, text) for text in unique], vectors)
    return len(unique)
