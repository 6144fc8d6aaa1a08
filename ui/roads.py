"""Values over the years, read for a chart; what cannot be read as a number stays in the tables only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.values import parse_value
from ui.charts import colour_of
from ui.formatting import shortened
from ui.markup import Html, el
from ui.source import Json

_SERIES = 8
_LEAST = 2


def legend(series: Sequence[str]) -> Html:
    """Return the names of a chart's lines with their colours; unlike the chart's own legend it wraps."""
    dots = [
        el("li", el("span", "", cls="kh-dot", style=f"background:{colour_of(at)}"), name)
        for at, name in enumerate(series)
    ]
    return el("ul", dots, cls="kh-legend")


def number_of(cell: str, unit: str) -> float | None:
    """Return a cell as a number, or None where it holds words or several numbers."""
    value = parse_value(cell, unit).value
    return None if value is None else float(value)


def indicator_points(indicator: Json) -> list[dict[str, Any]]:
    """Return the points of an indicator's road: `year`, `value`, `written`."""
    unit = str(indicator.get("unit") or "")
    points = []
    for year, cell in indicator["values"].items():
        value = number_of(str(cell), unit)
        if value is not None and str(year).isdigit():
            points.append({"year": int(year), "value": value, "written": str(cell)})
    return sorted(points, key=lambda point: int(point["year"]))


def road_rows(row: Json, plans: Sequence[Json]) -> dict[str, list[dict[str, Any]]]:
    """Return, by unit, the points of the roads of a comparison's row; a road needs two years.

    Args:
        row: of a comparison.
        plans: of it, with their names.
    """
    by_unit: dict[str, list[dict[str, Any]]] = {}
    seen: dict[str, int] = {}
    for plan in plans:
        for member in row["members"].get(plan["plan_id"]) or ():
            for name, unit, points in _roads_of(member):
                if seen.get(unit, 0) < _SERIES:
                    seen[unit] = seen.get(unit, 0) + 1
                    series = f"{plan['name']}: {shortened(name, 90)}"
                    by_unit.setdefault(unit, []).extend({**point, "series": series} for point in points)
    return by_unit


def _roads_of(member: Mapping[str, Any]) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    found: dict[tuple[str, str], dict[int, dict[str, Any]]] = {}
    for value in member.get("values") or ():
        year, number = str(value.get("year") or ""), value.get("value")
        if year.isdigit() and number is not None:
            points = found.setdefault((str(value["name"]), str(value.get("unit") or "")), {})
            points.setdefault(
                int(year), {"year": int(year), "value": float(number), "written": str(value["as_written"])}
            )
    for (name, unit), points in found.items():
        if len(points) >= _LEAST:
            yield name, unit, [points[year] for year in sorted(points)]
