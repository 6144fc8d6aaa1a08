"""How well targets and goals of different plans are paired, judged on the rows of `compare --json`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from search.evaluation.gold import Aligned, Difference, Place
from search.evaluation.statistics import share

Member = tuple[str, str]
Pair = frozenset[Member]
_CODE = re.compile(r"(?:mục tiêu|mtct|mt)?\s*([0-9]+(?:\.[0-9]+)*(?:\.?[a-zđ])?)\)?", re.IGNORECASE)


def plain_code(code: str) -> str:
    """Return a code without its label: "Mục tiêu 1" is "1"."""
    match = _CODE.fullmatch(code.strip())
    return match.group(1) if match else code.strip()


def pair_figures(gold: Sequence[Aligned], rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return precision, recall and F1 of pairs of equivalent targets in different plans.

    The gold set is a sample, so only pairs with at least one target of the sample are judged; a row of the gold set is
    complete, so such a pair that is not in it is wrong.

    Args:
        gold: rows of the alignment.
        rows: as `compare --json` has them.
    """
    wanted_groups = [_gold_members(row) for row in gold]
    known = {member for group in wanted_groups for member in group}
    wanted = {pair for group in wanted_groups for pair in _pairs(group)}
    got = {pair for row in rows for pair in _pairs(_row_members(row)) if pair & known}
    right = len(wanted & got)
    precision, recall = share(right, len(got)), share(right, len(wanted))
    return {
        "pairs": len(wanted),
        "found": len(got),
        "precision": precision,
        "recall": recall,
        "f1": share(2 * right, len(wanted) + len(got)),
        "missing": sorted(_shown(pair) for pair in wanted - got),
        "wrong": sorted(_shown(pair) for pair in got - wanted),
    }


def difference_figures(gold: Sequence[Difference], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how many of the known numeric differences a comparison shows.

    One is shown when a row has members at the lines of two plans at least (one, where only one plan sets a value) and
    names a difference of value or deadline.

    Args:
        gold: differences of numbers and years.
        rows: as `compare --json` has them.
    """
    missing = [item.topic for item in gold if not any(_shows(row, item) for row in rows)]
    return {
        "number": len(gold),
        "shown": share(len(gold) - len(missing), len(gold)),
        "missing": missing,
    }


def _shows(row: Mapping[str, Any], difference: Difference) -> bool:
    kinds = {item.get("kind") for item in row.get("differences") or ()}
    if not kinds & {"value", "deadline"}:
        return False
    here = [
        Place(plan_id, (member["lines"][0], member["lines"][1]))
        for plan_id, members in row["members"].items()
        for member in members
    ]
    touched = {place.plan_id for place in difference.places if any(place.overlaps(other) for other in here)}
    return len(touched) >= min(2, len(difference.places))


def _gold_members(row: Aligned) -> set[Member]:
    return {(plan_id, plain_code(code)) for plan_id, codes in row.members.items() for code in codes}


def _row_members(row: Mapping[str, Any]) -> set[Member]:
    return {
        (plan_id, plain_code(str(member["code"]))) for plan_id, members in row["members"].items() for member in members
    }


def _pairs(members: Iterable[Member]) -> set[Pair]:
    return {frozenset(pair) for pair in combinations(sorted(members), 2) if pair[0][0] != pair[1][0]}


def _shown(pair: Pair) -> str:
    return " = ".join(f"{plan_id}:{code}" for plan_id, code in sorted(pair))
