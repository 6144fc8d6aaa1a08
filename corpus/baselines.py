"""Counts that held once, and those that no longer do.

Two memories: `tables/counts.toml` for the shipped plans, and the previous generation of an index for every plan. A plan
of the same text must yield the same numbers; a plan of another text must still meet the numbers that it declares of
itself, if it met them before.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from corpus.accounting import count_checks
from corpus.errors import CorpusError
from corpus.records import Plan

COUNTED = ("goals", "themes", "targets", "task_groups", "tasks", "indicators", "projects", "definitions")
SHIPPED = "counts.toml"
# What a row of `tables/counts.toml` must have, besides its counts.
_FIELDS = ("plan", "sha256", "source")


@dataclass(frozen=True, slots=True)
class Baseline:
    """What once was found in a plan.

    `counts` holds for the text with this `sha256`; `held` names the numbers declared by the plan itself that were met;
    `exact` says whether more records than that are as wrong as fewer.
    """

    plan_id: str
    sha256: str | None
    counts: Mapping[str, int]
    held: frozenset[str] = frozenset()
    gaps: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class LostCount:
    """A count that held once and does not now; `declared` says whether the plan itself states the number."""

    plan_id: str
    name: str
    expected: int
    found: int
    declared: bool
    source: str


def record_counts(plan: Plan) -> dict[str, int]:
    """Return how many records of each kind a plan yielded."""
    return {
        "goals": sum(goal.level == "goal" for goal in plan.goals),
        "themes": sum(goal.level == "theme" for goal in plan.goals),
        "targets": sum(target.level == "target" for target in plan.targets),
        "task_groups": sum(target.level == "task_group" for target in plan.targets),
        "tasks": len(plan.tasks),
        "indicators": len(plan.indicators),
        "projects": len(plan.projects),
        "definitions": len(plan.definitions),
    }


def baseline_of(plan: Plan, source: str) -> Baseline:
    """Return what a plan, as it was read before, lets expect of it.

    Args:
        plan: the plan of a previous generation.
        source: where it was found, for messages.
    """
    held = frozenset(check.name for check in count_checks(plan) if check.holds)
    return Baseline(plan.info.plan_id, plan.info.sha256, record_counts(plan), held, source=source)


def lost_counts(plan: Plan, baselines: Iterable[Baseline]) -> Iterator[LostCount]:
    """Yield the counts of a plan that held in one of its baselines and no longer do, each once.

    Args:
        plan: the plan as it is read now.
        baselines: of this plan or of others, which are passed over.
    """
    seen: set[tuple[str, bool]] = set()
    for baseline in baselines:
        if baseline.plan_id != plan.info.plan_id:
            continue
        for lost in (*_undeclared(plan, baseline), *_declared(plan, baseline)):
            if (lost.name, lost.declared) not in seen:
                seen.add((lost.name, lost.declared))
                yield lost


def _undeclared(plan: Plan, baseline: Baseline) -> Iterator[LostCount]:
    if baseline.sha256 != plan.info.sha256:
        return
    found = record_counts(plan)
    for name, expected in baseline.counts.items():
        if found[name] < expected or (baseline.exact and found[name] != expected):
            yield LostCount(plan.info.plan_id, name, expected, found[name], False, baseline.source)


def _declared(plan: Plan, baseline: Baseline) -> Iterator[LostCount]:
    for check in count_checks(plan):
        if check.name in baseline.held and not check.holds:
            yield LostCount(plan.info.plan_id, check.name, check.declared, check.found, True, baseline.source)


@cache
def shipped_baselines() -> tuple[Baseline, ...]:
    """Read `tables/counts.toml`.

    Raises:
        CorpusError: a row lacks a field or counts something unknown.
    """
    data = tomllib.loads(resources.files("corpus").joinpath("tables/counts.toml").read_text(encoding="utf-8"))
    return tuple(_baseline(row) for row in data.get("counts", []))


def _baseline(row: Mapping[str, Any]) -> Baseline:
    missing = [name for name in _FIELDS if not row.get(name)]
    if missing:
        raise CorpusError(f"counts.toml: một mục thiếu {', '.join(missing)}: {dict(row)!r}")
    counts = {name: value for name, value in row.items() if name not in (*_FIELDS, "held", "gaps")}
    unknown = next((name for name, value in counts.items() if name not in COUNTED or not isinstance(value, int)), None)
    if unknown is not None:
        raise CorpusError(f"counts.toml, '{row['plan']}': '{unknown}' không phải số đếm; chỉ có {', '.join(COUNTED)}")
    return Baseline(
        row["plan"],
        row["sha256"],
        counts,
        frozenset(row.get("held", [])),
        row.get("gaps", {}),
        exact=True,
        source=SHIPPED,
    )
