"""Passages on disk: read one at a time by position or id, filtered by column without reading any."""

from __future__ import annotations

import json
import mmap
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage, Span

_RECORDS: Final = "passages.jsonl"
_OFFSETS: Final = "passages.offsets.npy"
_IDS: Final = "passages.ids.json"
_VALUES: Final = "columns.json"
_STARTS: Final = "columns.indptr.npy"
_POSITIONS: Final = "columns.indices.npy"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages may be found: an empty set does not restrict, several sets must all be met.

    `agencies` are ids of bodies named in the passage in any role, `leads` of bodies that lead.
    """

    plans: frozenset[str] = field(default_factory=frozenset)
    provinces: frozenset[str] = field(default_factory=frozenset)
    levels: frozenset[str] = field(default_factory=frozenset)
    target_codes: frozenset[str] = field(default_factory=frozenset)
    agencies: frozenset[str] = field(default_factory=frozenset)
    leads: frozenset[str] = field(default_factory=frozenset)

    def columns(self) -> dict[str, frozenset[str]]:
        """Return the sets that restrict, by the name of their column."""
        sets = {
            "plan": self.plans,
            "province": self.provinces,
            "level": self.levels,
            "target_code": self.target_codes,
            "agency": self.agencies,
            "lead": self.leads,
        }
        return {column: values for column, values in sets.items() if values}


def column_values(passage: Passage) -> dict[str, tuple[str, ...]]:
    """Return the values of a passage in each filter column."""
    return {
        "plan": (passage.plan_id,),
        "province": (passage.province,) if passage.province else (),
        "level": (passage.level,),
        "target_code": (passage.target_code,) if passage.target_code else (),
        "agency": passage.agency_ids,
        "lead": passage.lead_ids,
    }


def to_json(passage: Passage) -> str:
    """Return a passage as one line of JSON with all its fields."""
    return json.dumps(asdict(passage), ensure_ascii=False, separators=(",", ":"))


def from_json(line: str | bytes) -> Passage:
    """Return the passage of a line written by `to_json`."""
    row: dict[str, Any] = json.loads(line)
    row["span"] = Span(**row["span"])
    for name in ("heading_path", "agency_ids", "lead_ids"):
        row[name] = tuple(row[name])
    return Passage(**row)


def save(passages: Iterable[Passage], folder: Path) -> int:
    """Write passages and their filter columns, one passage in memory at a time; return how many there were.

    Raises:
        ValueError: Two passages have one id.
    """
    ids: dict[str, None] = {}
    offsets = array("q", [0])
    postings: dict[str, dict[str, array[int]]] = {}
    with (folder / _RECORDS).open("wb") as file:
        for position, passage in enumerate(passages):
            if passage.passage_id in ids:
                raise ValueError(f"two passages have the id {passage.passage_id!r}")
            ids[passage.passage_id] = None
            offsets.append(offsets[-1] + file.write(to_json(passage).encode() + b"\n"))
            for column, values in column_values(passage).items():
                for value in dict.fromkeys(values):
                    postings.setdefault(column, {}).setdefault(value, array("i")).append(position)
    np.save(folder / _OFFSETS, np.asarray(offsets, np.int64), allow_pickle=False)
    (folder / _IDS).write_text(json.dumps(list(ids), ensure_ascii=False), encoding="utf-8")
    _save_columns(postings, folder)
    return len(ids)


def _save_columns(postings: dict[str, dict[str, array[int]]], folder: Path) -> None:
    lists = [positions for values in postings.values() for positions in values.values()]
    starts = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(positions) for positions in lists], out=starts[1:])
    flat = np.concatenate([np.zeros(0, np.int32), *(np.asarray(positions, np.int32) for positions in lists)])
    names = {column: list(values) for column, values in postings.items()}
    (folder / _VALUES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    np.save(folder / _STARTS, starts, allow_pickle=False)
    np.save(folder / _POSITIONS, flat, allow_pickle=False)


class StoredPassages(Sequence[Passage]):
    """The passages of one generation; each is decoded when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._offsets: NDArray[np.int64] = np.load(folder / _OFFSETS, allow_pickle=False)
        with (folder / _RECORDS).open("rb") as file:
            # An empty file cannot be mapped.
            self._bytes: mmap.mmap | bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if len(self) else b""
        self._ids_file = (folder / _IDS).read_bytes()
        names: dict[str, list[str]] = json.loads((folder / _VALUES).read_text(encoding="utf-8"))
        rows = ((column, value) for column, values in names.items() for value in values)
        self._columns: dict[str, dict[str, int]] = {column: {} for column in names}
        for row, (column, value) in enumerate(rows):
            self._columns[column][value] = row
        self._starts: NDArray[np.int64] = np.load(folder / _STARTS, allow_pickle=False)
        self._positions: NDArray[np.int32] = np.load(folder / _POSITIONS, allow_pickle=False)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, position: int) -> Passage: ...

    @overload
    def __getitem__(self, position: slice) -> list[Passage]: ...

    def __getitem__(self, position: int | slice) -> Passage | list[Passage]:
        if isinstance(position, slice):
            return [self[each] for each in range(len(self))[position]]
        at = range(len(self))[position]
        return from_json(self._bytes[self._offsets[at] : self._offsets[at + 1]])

    def __iter__(self) -> Iterator[Passage]:
        return (self[position] for position in range(len(self)))

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {passage_id: position for position, passage_id in enumerate(json.loads(self._ids_file))}

    def position(self, passage_id: str) -> int | None:
        """Return where the passage with an id stands, `None` when there is none."""
        return self._by_id.get(passage_id)

    def by_id(self, passage_id: str) -> Passage | None:
        """Return the passage with an id, `None` when there is none."""
        position = self.position(passage_id)
        return None if position is None else self[position]

    def values(self, column: str) -> tuple[str, ...]:
        """Return the values that occur in a column ("plan", "province", "level", "target_code", "agency", "lead")."""
        return tuple(self._columns.get(column, ()))

    def mask(self, where: Filter) -> NDArray[np.bool_] | None:
        """Return one flag a passage, `None` when the filter does not restrict."""
        columns = where.columns()
        if not columns:
            return None
        allowed = np.ones(len(self), np.bool_)
        for column, values in columns.items():
            allowed &= self._having(column, values)
        return allowed

    def _having(self, column: str, values: Iterable[str]) -> NDArray[np.bool_]:
        flags = np.zeros(len(self), np.bool_)
        for value in values:
            row = self._columns.get(column, {}).get(value)
            if row is not None:
                flags[self._positions[self._starts[row] : self._starts[row + 1]]] = True
        return flags
