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
_MEASURED = frozenset({"value", "deadline"})
_CLAUSE = re.compile(r"[;,](?!\d)")
# Scales, ages, targets and annexes are written with numbers too.
_NO_VALUE = re.compile(
    r"/\s?(?:100\.?000|10 vạn|1\.?000)|trên 1\.?000|dưới \d{1,2} tuổi"
    r"|(?:phụ lục|mục tiêu) [0-9ivx]{1,4}(?:\.\d{1,2})?\b"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_IN_WORDS = re.compile(r"một nửa|gấp đôi")
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
    """Return how many of the known values of plans a comparison reports as differences.

    A value is what one plan says in one row of the gold set, if it states a number. It is reported when all its numbers
    stand in what that plan says in the differences of value or deadline of the one row that is about the topic: the row
    with the most of the topic's numbers among those that have a target or a quotation at a place the gold set names.

    Args:
        gold: differences of numbers and years.
        rows: as `compare --json` has them.
    """
    missing: list[str] = []
    number = 0
    for item in gold:
        wanted = {plan_id: found for plan_id, text in item.values.items() if (found := numbers_of(text))}
        best = max(
            (_reported(row) for row in rows if _is_about(row, item)),
            key=lambda said: sum(len(found & said.get(plan_id, set())) for plan_id, found in wanted.items()),
            default={},
        )
        number += len(wanted)
        missing += [
            f"{item.topic} ({plan_id}): {', '.join(sorted(found - best.get(plan_id, set())))}"
            for plan_id, found in wanted.items()
            if not found <= best.get(plan_id, set())
        ]
    return {"number": number, "shown": share(number - len(missing), number), "missing": missing}


def numbers_of(text: str) -> set[str]:
    """Return the numbers a text states, without those that only say of whom, on what scale, or where.

    A clause that says what a plan does not state ("không ghi một nửa") states nothing.
    """
    stated = " ".join(clause for clause in _CLAUSE.split(text.lower()) if "không" not in clause.split())
    stated = _NO_VALUE.sub(" ", stated)
    return {number.lstrip("0") for number in _NUMBER.findall(stated)} | set(_IN_WORDS.findall(stated))


def _reported(row: Mapping[str, Any]) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    for item in row.get("differences") or ():
        if item.get("kind") in _MEASURED:
            for plan_id, text in item["plans"].items():
                said.setdefault(plan_id, set()).update(numbers_of(text))
    return said


def _is_about(row: Mapping[str, Any], difference: Difference) -> bool:
    members = [(plan_id, member["lines"]) for plan_id, found in row["members"].items() for member in found]
    quotes = [
        (plan_id, quote["lines"])
        for item in row.get("differences") or ()
        for plan_id, found in (item.get("quotes") or {}).items()
        for quote in found
    ]
    places = {Place(plan_id, (first, last)) for plan_id, (first, last) in [*members, *quotes]}
    return any(place.overlaps(other) for place in difference.places for other in places)


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
