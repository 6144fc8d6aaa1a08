"""Floors: figures below (or above) which a build fails."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import search
from corpus.errors import SettingsError
from corpus.reading import MAX_TABLE_BYTES, read_at_most


@dataclass(frozen=True, slots=True)
class Floor:
    """What a figure must not fall below (`at_least`) or rise above (`at_most`); `target` is where it should get to."""

    figure: str
    at_least: float | None
    at_most: float | None
    target: float | None = None

    @property
    def bound(self) -> str:
        """The bound in words."""
        return f"ít nhất {self.at_least:g}" if self.at_least is not None else f"nhiều nhất {self.at_most:g}"

    def holds(self, value: float | None) -> bool:
        """Return whether a value keeps to the bound; a figure that was not measured does not."""
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True)
class Broken:
    """A floor that does not hold, and the figure's value."""

    floor: Floor
    value: float | None

    def line(self) -> str:
        """Return the one line that says so."""
        value = "không đo được" if self.value is None else f"{self.value:.4g}"
        return f"dưới sàn: {self.floor.figure} = {value}, phải {self.floor.bound}"


def default_floors() -> Path:
    """Return the floors that ship."""
    return Path(search.__file__).parent / "floors.toml"


def load_floors(path: Path) -> tuple[Floor, ...]:
    """Read a table of floors.

    Raises:
        SettingsError: the file cannot be read or a row is not as it should be.
    """
    try:
        rows = tomllib.loads(read_at_most(path, MAX_TABLE_BYTES).decode("utf-8")).get("floor", [])
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"không đọc được bảng sàn '{path}': {error}") from error
    if not isinstance(rows, list) or not rows:
        raise SettingsError(f"bảng sàn '{path}' không có hàng [[floor]] nào")
    return tuple(_floor(row, number, path) for number, row in enumerate(rows, start=1))


def _floor(row: Mapping[str, Any], number: int, path: Path) -> Floor:
    where = f"bảng sàn '{path}' hàng {number}"
    unknown = set(row) - {"figure", "at_least", "at_most", "target", "source"}
    if unknown:
        raise SettingsError(f"{where}: không có trường '{min(unknown)}'")
    if not isinstance(row.get("figure"), str):
        raise SettingsError(f"{where}: thiếu 'figure'")
    if ("at_least" in row) == ("at_most" in row):
        raise SettingsError(f"{where} ({row['figure']}): cần đúng một trong 'at_least' và 'at_most'")
    bounds = {name: row.get(name) for name in ("at_least", "at_most", "target")}
    for name, value in bounds.items():
        if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
            raise SettingsError(f"{where} ({row['figure']}): '{name}' phải là số")
    return Floor(row["figure"], bounds["at_least"], bounds["at_most"], bounds["target"])


def broken(floors: Sequence[Floor], figures: Mapping[str, float | None], measured: frozenset[str]) -> list[Broken]:
    """Return the floors that do not hold.

    Args:
        floors: to keep.
        figures: name → value.
        measured: the parts that were measured (`retrieval`, `answers`, …); floors of other parts are left alone.
    """
    due = [floor for floor in floors if floor.figure.partition(".")[0] in measured]
    return [Broken(floor, figures.get(floor.figure)) for floor in due if not floor.holds(figures.get(floor.figure))]
