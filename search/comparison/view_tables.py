"""The other looks at a comparison as tables: for a terminal, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from search.comparison.model import Comparison
from search.comparison.tables import lines_text, safe_cell, wrapped
from search.comparison.views import coverage, leading, road_years, roads

UNSTATED_LEAD = "không ghi"


@dataclass(frozen=True, slots=True)
class Table:
    """Column titles and rows of cells; a number is a count."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def coverage_table(comparison: Comparison) -> Table:
    """Return goal × plan: how many targets each plan has, and the names of those it lacks."""
    plans, names = comparison.plans, _names(comparison)
    return Table(
        ("Mục tiêu chung", "Số nội dung", *names, *(f"Thiếu - {name}" for name in names)),
        tuple(
            (
                goal.goal,
                goal.total,
                *(goal.targets[plan_id] for plan_id in plans),
                *("; ".join(goal.lacking[plan_id]) for plan_id in plans),
            )
            for goal in coverage(comparison)
        ),
    )


def roadmap_table(comparison: Comparison) -> Table:
    """Return the numbers of every target by year, those of one row together."""
    found = list(roads(comparison))
    years = road_years(found)
    return Table(
        ("Nội dung", "Kế hoạch", "Mục tiêu", "Chỉ tiêu", "Đơn vị", *years, "Dòng"),
        tuple(
            (
                road.topic,
                comparison.names[road.plan_id],
                road.code,
                road.name,
                road.unit,
                *(road.years.get(year, "") for year in years),
                lines_text(road.lines),
            )
            for road in found
        ),
    )


def lead_table(comparison: Comparison) -> Table:
    """Return who leads the same target in each plan."""
    return Table(
        ("Nội dung", *_names(comparison), "Giống nhau"),
        tuple(
            (row.topic, *("; ".join(row.leads[plan_id]) for plan_id in comparison.plans), "có" if row.same else "không")
            for row in leading(comparison)
        ),
    )


def _names(comparison: Comparison) -> list[str]:
    return [comparison.names[plan_id] for plan_id in comparison.plans]


def _coverage_text(comparison: Comparison, width: int) -> Iterator[str]:
    for goal in coverage(comparison):
        counts = ", ".join(f"{comparison.names[plan_id]} {goal.targets[plan_id]}" for plan_id in comparison.plans)
        yield from wrapped(f"{goal.goal} ({goal.total} nội dung): {counts}", width)
        for plan_id in comparison.plans:
            if goal.lacking[plan_id]:
                yield from wrapped(
                    f"{comparison.names[plan_id]} thiếu: {'; '.join(goal.lacking[plan_id])}", width, "  "
                )


def _roadmap_text(comparison: Comparison, width: int) -> Iterator[str]:
    row_id = None
    for road in roads(comparison):
        if road.row_id != row_id:
            row_id = road.row_id
            yield from ("", *wrapped(road.topic, width))
        years = ", ".join(f"{year}: {said}" for year, said in sorted(road.years.items()))
        unit = f" ({road.unit})" if road.unit else ""
        place = f"{comparison.names[road.plan_id]}, {road.code}, {lines_text(road.lines)}"
        yield from wrapped(f"{place}: {road.name}{unit}: {years}", width, "  ")


def _lead_text(comparison: Comparison, width: int) -> Iterator[str]:
    for row in leading(comparison):
        yield from ("", *wrapped(f"{row.topic} - {'cùng cơ quan' if row.same else 'khác nhau'}", width))
        for plan_id, leads in row.leads.items():
            yield from wrapped(f"{comparison.names[plan_id]}: {'; '.join(leads) or UNSTATED_LEAD}", width, "  ")


@dataclass(frozen=True, slots=True)
class _View:
    table: Callable[[Comparison], Table]
    text: Callable[[Comparison, int], Iterator[str]]
    items: Callable[[Comparison], Sequence[Mapping[str, Any]]]


VIEWS: Final[Mapping[str, _View]] = {
    "coverage": _View(coverage_table, _coverage_text, lambda found: [goal.to_json() for goal in coverage(found)]),
    "roadmaps": _View(roadmap_table, _roadmap_text, lambda found: [road.to_json() for road in roads(found)]),
    "leads": _View(lead_table, _lead_text, lambda found: [row.to_json() for row in leading(found)]),
}


def view_to_json(comparison: Comparison, view: str) -> dict[str, Any]:
    """Return a view as JSON: what was compared, and the view's own rows as `items`."""
    compared = {name: value for name, value in comparison.to_json().items() if name != "rows"}
    return compared | {"view": view, "items": list(VIEWS[view].items(comparison))}


def view_to_csv(comparison: Comparison, view: str) -> str:
    """Return a view as CSV (RFC 4180) with a byte order mark, which spreadsheets need for Vietnamese."""
    table = VIEWS[view].table(comparison)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(table.head)
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in table.rows)
    return "\ufeff" + stream.getvalue()


def view_to_text(comparison: Comparison, view: str, width: int = 80) -> str:
    """Return a view as wrapped text for a terminal."""
    return "\n".join(VIEWS[view].text(comparison, width)) + "\n"
