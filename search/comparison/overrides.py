"""Corrections of the alignment: two targets, each named by its plan and words it holds, and why they belong or not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from corpus.errors import CorpusError, ErratumError
from corpus.records import Target
from search.comparison.features import syllables

_TABLE = "alignment_overrides.toml"


@dataclass(frozen=True, slots=True)
class Override:
    """`join` puts two targets into one row, `part` takes the second out of the row of the first."""

    action: Literal["join", "part"]
    left: tuple[str, str]
    right: tuple[str, str]
    reason: str


def parse_overrides(text: str) -> tuple[Override, ...]:
    """Read corrections from TOML.

    Raises:
        CorpusError: a row lacks a field, or its action is none.
    """
    found = []
    try:
        for row in tomllib.loads(text).get("override", []):
            if row["action"] not in ("join", "part"):
                raise ValueError(f"action '{row['action']}' không phải 'join' hay 'part'")
            left, right = (row["left"]["plan"], row["left"]["quote"]), (row["right"]["plan"], row["right"]["quote"])
            found.append(Override(row["action"], left, right, str(row["reason"])))
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"bảng {_TABLE} sai: {error}") from error
    return tuple(found)


@cache
def load_overrides() -> tuple[Override, ...]:
    """Return the corrections of `alignment_overrides.toml`.

    Raises:
        CorpusError: the table cannot be read.
    """
    return parse_overrides(files("corpus").joinpath("tables", _TABLE).read_text(encoding="utf-8"))


def resolve(overrides: Iterable[Override], targets: Sequence[Target]) -> list[tuple[Override, int, int]]:
    """Return the corrections whose plans are here, with the positions of their targets.

    Raises:
        ErratumError: the quoted words do not stand in exactly one target of a plan that is here.
    """
    plans = {target.plan_id for target in targets}
    return [
        (override, _position(override.left, targets), _position(override.right, targets))
        for override in overrides
        if override.left[0] in plans and override.right[0] in plans
    ]


def _position(place: tuple[str, str], targets: Sequence[Target]) -> int:
    plan_id, quoted = place
    wanted = f" {' '.join(syllables(quoted))} "
    found = [
        at
        for at, target in enumerate(targets)
        if target.plan_id == plan_id and wanted in f" {' '.join(syllables(target.text))} "
    ]
    if len(found) != 1:
        raise ErratumError(
            f"bảng {_TABLE}: đoạn “{quoted[:80]}” có trong {len(found)} mục tiêu của kế hoạch '{plan_id}', phải đúng 1"
        )
    return found[0]
