"""Which facts about a document a question asks for, from the table of their words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from search.answers.cues import asks, holds

_CUES = Path(__file__).parents[2] / "data" / "fact_cues.toml"
COUNTS = frozenset({"declared_count", "listed_count"})
_BESIDE_COUNTS = frozenset({"signer", "date"})
# "Mục tiêu 8.5", "chủ đề 3": the one that is spoken of, and nothing that is counted; a year is no number of a target.
_NUMBERED = re.compile(
    r" (?:muc tieu(?: cu the)?|mtct|nhiem vu|chu de|target|goal|task|theme) \d{1,2}(?:\.\w{1,2}){0,3}(?= )"
)


@dataclass(frozen=True, slots=True)
class FactCue:
    """A row of `fact_cues.toml`: words that ask for kinds of fact, and the kinds it is asked instead of."""

    kinds: tuple[str, ...]
    cues: tuple[str, ...]
    instead_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """The rows of `fact_cues.toml`, and words for what is counted."""

    facts: tuple[FactCue, ...]
    names: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def load_cues() -> Cues:
    """Read `fact_cues.toml`."""
    data = tomllib.loads(_CUES.read_text(encoding="utf-8"))
    return Cues(
        facts=tuple(
            FactCue(tuple(row["kinds"]), tuple(row["cues"]), frozenset(row.get("instead_of", ())))
            for row in data["fact"]
        ),
        names=tuple((name, tuple(words)) for name, words in data["names"].items()),
    )


def asked_kinds(line: str) -> tuple[str, ...]:
    """Return the kinds of fact asked for, counts last."""
    rows = _rows(line)
    if asks(line, "upper_acts"):
        rows = [row for row in rows if row.kinds != ("number",)] or rows
    kinds = [kind for row in rows for kind in row.kinds]
    dropped = {kind for row in rows for kind in row.instead_of}
    counts = ("declared_count", "listed_count") if COUNTS & set(kinds) and counted_things(line) else ()
    asked = [kind for kind in kinds if kind not in dropped and kind not in COUNTS]
    if counts:
        # "Bao nhiêu" and "nào" of a count are no questions for a date or a number.
        return (*(kind for kind in asked if kind in _BESIDE_COUNTS), *counts)
    # The date of an act one asks for stands beside its number.
    if "legal_basis" in asked:
        return ("legal_basis",)
    return tuple(dict.fromkeys(asked))


def _rows(line: str) -> list[FactCue]:
    """Return the rows of which a cue occurs, in the order of the table; "số bao nhiêu" holds no "bao nhiêu"."""
    left = line
    found: list[FactCue] = []
    cues = {cue for row in load_cues().facts for cue in row.cues}
    for cue in sorted(cues, key=lambda cue: (-len(cue), cue)):
        if holds(left, cue):
            left = left.replace(f" {cue} ", " | ")
            # "Số và ngày" asks for two facts.
            found.extend(row for row in load_cues().facts if cue in row.cues)
    return [row for row in load_cues().facts if row in found]


def counted_things(line: str) -> frozenset[str]:
    """Return what is counted: the longest words win, "mục tiêu cụ thể" asks for no goals."""
    found: set[str] = set()
    left = _NUMBERED.sub(" ", line)
    rows = sorted(((word, name) for name, words in load_cues().names for word in words), key=lambda row: -len(row[0]))
    for word, name in rows:
        if holds(left, word):
            found.add(name)
            left = left.replace(f" {word} ", "  ")
    return frozenset(found)
