"""The targets of the national plan (Decision 622/QĐ-TTg) as anchors, and what plans themselves say about them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.errors import CorpusError
from index.normalization import align

_TABLE = "national_targets.toml"
_CODE = r"\d{1,2}\.\d{1,2}"
# "(Mục tiêu 11.9 và 11.10 của QĐ 622)"
_NAMED = re.compile(
    rf"mục tiêu (?P<codes>{_CODE}(?:(?:,| và|;) (?:mục tiêu )?{_CODE}){{0,5}}) (?:của|tại|theo) "
    r"(?:qđ|quyết định)(?: số)? 622"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One goal ("6") or target ("6.1") of the national plan: a short title, and the wording it is known by."""

    code: str
    title: str
    text: str
    source: str

    @property
    def goal(self) -> str:
        """The goal it belongs to."""
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class NationalPlan:
    """The anchors, by level."""

    goals: tuple[Anchor, ...]
    targets: tuple[Anchor, ...]

    def title(self, code: str) -> str | None:
        """Return the short title of a goal or target."""
        return next((anchor.title for anchor in (*self.goals, *self.targets) if anchor.code == code), None)


@cache
def load_national_plan() -> NationalPlan:
    """Read `national_targets.toml`.

    Raises:
        CorpusError: the table cannot be read, or a row lacks a field.
    """
    try:
        data = tomllib.loads(files("corpus").joinpath("tables", _TABLE).read_text(encoding="utf-8"))
        goals, targets = (
            tuple(Anchor(row["code"], row["title"], row["text"], row["source"]) for row in data[level])
            for level in ("goal", "target")
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"không đọc được bảng {_TABLE}: {error}") from error
    return NationalPlan(goals, targets)


def named_codes(text: str) -> Iterator[str]:
    """Yield the national targets that a provincial target says it stands for."""
    for match in _NAMED.finditer(align(text).text):
        yield from re.findall(_CODE, match["codes"])


def without_names(text: str) -> str:
    """Return a target's text with what it says of the national plan's numbers blanked, length unchanged."""
    aligned = align(text)
    result = list(text)
    for match in _NAMED.finditer(aligned.text):
        start, end = aligned.original(*match.span())
        result[start:end] = " " * (end - start)
    return "".join(result)
