"""Other looks at the rows of a comparison: coverage, roads to 2030, who leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from search.comparison.leads import identity
from search.comparison.model import Comparison, Lines, Row
from search.comparison.value_differences import clause_of

Table = list[list[str]]
_ROAD = ("2015", "2020", "2025", "2030")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many rows of a goal each plan has targets in, and which rows it lacks; `total` counts the goal's rows."""

    goal: str
    total: int
    targets: dict[str, int]
    lacking: dict[str, tuple[str, ...]]

    def to_json(self) -> dict[str, Any]:
        """Return the coverage as JSON."""
        return {
            "goal": self.goal,
            "rows": self.total,
            "targets": dict(self.targets),
            "lacking": {plan_id: list(topics) for plan_id, topics in self.lacking.items()},
        }


def target_rows(comparison: Comparison) -> list[Row]:
    """Return the rows that hold targets, without the facts of the documents."""
    return [row for row in comparison.rows if row.aligned is not None]


def coverage(comparison: Comparison) -> list[Coverage]:
    """Return goal × plan: how many targets each plan has, and what it lacks."""
    goals: dict[str, list[Row]] = {}
    for row in target_rows(comparison):
        goals.setdefault(row.goal, []).append(row)
    return [
        Coverage(
            goal=goal,
            total=len(rows),
            targets={plan_id: sum(len(row.members[plan_id]) for row in rows) for plan_id in comparison.plans},
            lacking={
                plan_id: tuple(row.topic for row in rows if not row.members[plan_id]) for plan_id in comparison.plans
            },
        )
        for goal, rows in goals.items()
    ]


@dataclass(frozen=True, slots=True)
class Road:
    """One indicator of a target on its way: year → as written."""

    row_id: str
    topic: str
    plan_id: str
    code: str
    name: str
    unit: str
    years: dict[str, str]
    lines: Lines

    def to_json(self) -> dict[str, Any]:
        """Return the road as JSON."""
        return {
            "row_id": self.row_id,
            "topic": self.topic,
            "plan_id": self.plan_id,
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "years": dict(self.years),
            "lines": list(self.lines),
        }


def roads(comparison: Comparison) -> Iterator[Road]:
    """Yield the numbers of every row by year, plan after plan, so that those of one target stand together."""
    for row in target_rows(comparison):
        for plan_id, members in row.members.items():
            for member in members:
                found: dict[tuple[str, str, Lines], dict[str, str]] = {}
                for value in member.values:
                    if value.year is not None:
                        name = value.name if value.source == "indicator" else clause_of(value) or value.name
                        years = found.setdefault((name, value.unit, value.lines), {})
                        years.setdefault(value.year, value.as_written)
                for (name, unit, lines), years in found.items():
                    yield Road(row.row_id, row.topic, plan_id, member.code, name, unit, years, lines)


def road_years(found: list[Road]) -> list[str]:
    """Return the years of the usual road and all others that occur, in order."""
    return sorted({*_ROAD, *(year for road in found for year in road.years)})


@dataclass(frozen=True, slots=True)
class Leading:
    """Who leads the same target in each plan; `same` says whether all that say so name the same bodies."""

    row_id: str
    topic: str
    leads: dict[str, tuple[str, ...]]
    same: bool

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON."""
        return {
            "row_id": self.row_id,
            "topic": self.topic,
            "leads": {plan_id: list(names) for plan_id, names in self.leads.items()},
            "same": self.same,
        }


def leading(comparison: Comparison) -> Iterator[Leading]:
    """Yield, row by row, the bodies that lead in each plan by their canonical names."""
    for row in target_rows(comparison):
        leads: dict[str, tuple[str, ...]] = {}
        identities = set()
        for plan_id, members in row.members.items():
            found = [lead for member in members for lead in member.lead]
            leads[plan_id] = tuple(dict.fromkeys(lead.mention.canonical for lead in found))
            if found:
                identities.add(frozenset(identity(lead) for lead in found))
        yield Leading(row.row_id, row.topic, leads, len(identities) <= 1)
