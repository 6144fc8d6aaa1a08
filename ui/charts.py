"""Charts as Vega-Lite specifications: plain data, so that each can be tested without a browser."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Spec = dict[str, Any]
COLOURS = ("#0b5c6b", "#b5651d", "#5b7a2f", "#6a4c93", "#a33b5c", "#3f6fb0", "#7a6a00", "#444f57")
LEAD, COORDINATING = "#0b5c6b", "#9cc3c7"
# d3's format of numbers in Vietnamese: decimal comma, dots between thousands.
_LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
_WORDS: Spec = {"aria": False, "labelColor": "#33424b", "titleColor": "#33424b", "labelFontSize": 12, "labelLimit": 320}
_YEARS = (2015, 2020, 2025, 2030)
_FONT = "Source Sans, sans-serif"


def _spec(**parts: Any) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "usermeta": {"embedOptions": {"formatLocale": _LOCALE, "actions": False}},
        "config": {
            # The chart's own description for screen readers is English; the page describes it, tables hold the data.
            "aria": False,
            "mark": {"aria": False},
            "font": _FONT,
            "axis": _WORDS,
            "legend": _WORDS,
            "view": {"stroke": "#d5dbd6"},
        },
        **parts,
    }


def stacked_bars(
    rows: Sequence[Mapping[str, Any]], *, order: Sequence[str], roles: Sequence[str], names: Sequence[str], most: int
) -> Spec:
    """Return bars of one row a goal: how many tasks are led, how many coordinated.

    Args:
        rows: of `goal`, `role`, `count`.
        order: of the goals from top to bottom.
        roles: the two roles as written in the rows, lead first.
        names: titles of the count, of the goal and of the role.
        most: the end of the scale, one for charts that stand beside each other.
    """
    count, goal, role = names
    along = {"axis": {"tickMinStep": 1, "format": "d"}, "scale": {"domain": [0, most]}}
    colour = {"domain": list(roles), "range": [LEAD, COORDINATING]}
    return _spec(
        data={"values": [dict(row) for row in rows]},
        height={"step": 26},
        mark={"type": "bar", "cornerRadiusEnd": 2},
        encoding={
            "y": {"field": "goal", "type": "nominal", "sort": list(order), "title": None, "axis": {"labelLimit": 200}},
            "x": {"field": "count", "type": "quantitative", "title": count, **along},
            "color": {"field": "role", "type": "nominal", "scale": colour, "title": None, "legend": {"orient": "top"}},
            "order": {"field": "role", "sort": "ascending"},
            "tooltip": [
                {"field": "goal", "title": goal},
                {"field": "role", "title": role},
                {"field": "count", "title": count},
            ],
        },
    )


def roads(rows: Sequence[Mapping[str, Any]], *, names: Sequence[str], series: Sequence[str]) -> Spec:
    """Return lines of values over the years, each point told as written.

    Args:
        rows: of `series`, `year`, `value`, `written`.
        names: titles of the year, of the value and of the series.
        series: in the order of the legend.
    """
    year, value, which = names
    # All roads on one scale of years, so that charts beside each other can be compared.
    years = sorted({int(row["year"]) for row in rows} | set(_YEARS))
    colour = {"domain": list(series), "range": [COLOURS[at % len(COLOURS)] for at in range(len(series))]}
    return _spec(
        data={"values": [dict(row) for row in rows]},
        height=320,
        mark={"type": "line", "point": {"size": 70, "filled": True}, "strokeWidth": 2.5},
        encoding={
            "x": {
                "field": "year",
                "type": "quantitative",
                "title": year,
                "scale": {"nice": False, "padding": 24, "domain": [years[0], years[-1]]},
                "axis": {"values": years, "format": "d", "grid": False, "labelOverlap": True},
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": value,
                "axis": {"format": ",.4~f"},
                "scale": {"zero": False, "padding": 12},
            },
            "color": {
                "field": "series",
                "type": "nominal",
                "scale": colour,
                "title": None,
                "legend": None,
            },
            "tooltip": [
                {"field": "series", "title": which},
                {"field": "year", "title": year},
                {"field": "written", "title": value},
            ],
        },
    )


def colour_of(at: int) -> str:
    """Return the colour of a series of `roads` by its place."""
    return COLOURS[at % len(COLOURS)]


def network(centre: str, partners: Sequence[tuple[str, int]], *, names: Sequence[str]) -> Spec:
    """Return one body in the middle and those it works with around it, the wider the line the more tasks they share.

    Args:
        centre: the body.
        partners: (name, number of tasks in common), most first.
        names: titles of the body and of the count.
    """
    body, count = names
    most = max((shared for _, shared in partners), default=1)
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    for at, (name, shared) in enumerate(partners):
        angle = 2 * math.pi * at / max(len(partners), 1) - math.pi / 2
        x, y = math.cos(angle), -math.sin(angle)
        side = _side(x)
        above = 1.19 if side == "center" else 1.1
        nodes.append({"name": name, "shared": shared, "x": x, "y": y, "tx": x * 1.09, "ty": y * above, "side": side})
        edges += [
            {"edge": at, "x": 0.0, "y": 0.0, "w": shared / most},
            {"edge": at, "x": x, "y": y, "w": shared / most},
        ]
    scale_x, scale_y = {"domain": [-2.4, 2.4]}, {"domain": [-1.35, 1.35]}
    place = {
        "x": {"field": "x", "type": "quantitative", "axis": None, "scale": scale_x},
        "y": {"field": "y", "type": "quantitative", "axis": None, "scale": scale_y},
    }
    tip = [{"field": "name", "title": body}, {"field": "shared", "title": count}]
    labels = [_label_layer(side, scale_x, scale_y) for side in ("left", "right", "center")]
    return _spec(
        height=460,
        layer=[
            {
                "data": {"values": edges},
                "mark": {"type": "line", "color": COORDINATING, "opacity": 0.85},
                "encoding": {
                    **place,
                    "detail": {"field": "edge"},
                    "strokeWidth": {"field": "w", "type": "quantitative", "legend": None, "scale": {"range": [1, 9]}},
                },
            },
            {
                "data": {"values": nodes},
                "mark": {"type": "circle", "color": LEAD, "opacity": 1},
                "encoding": {
                    **place,
                    "size": {"field": "shared", "type": "quantitative", "legend": None, "scale": {"range": [90, 420]}},
                    "tooltip": tip,
                },
            },
            *({**layer, "data": {"values": nodes}} for layer in labels),
            {
                "data": {"values": [{"name": centre, "x": 0, "y": 0}]},
                "mark": {"type": "circle", "size": 500, "color": "#b5651d", "opacity": 1},
                "encoding": {**place, "tooltip": [{"field": "name", "title": body}]},
            },
            *(_centre_label(centre, place, halo) for halo in (True, False)),
        ],
    ) | {"config": {"aria": False, "mark": {"aria": False}, "font": _FONT, "view": {"stroke": None}}}


def _centre_label(centre: str, place: Spec, halo: bool) -> Spec:
    mark: Spec = {"type": "text", "fontSize": 13, "fontWeight": 600, "dy": 24, "color": "#1b2730"}
    if halo:
        mark |= {"stroke": "#fafaf6", "strokeWidth": 6, "strokeJoin": "round"}
    return {
        "data": {"values": [{"name": centre, "x": 0, "y": 0}]},
        "mark": mark,
        "encoding": {**place, "text": {"field": "name"}},
    }


def _side(x: float) -> str:
    return "center" if abs(x) < 0.08 else "left" if x > 0 else "right"


def _label_layer(side: str, scale_x: Spec, scale_y: Spec) -> Spec:
    return {
        "transform": [{"filter": f"datum.side === '{side}'"}],
        "mark": {"type": "text", "align": side, "fontSize": 12, "color": "#1b2730", "limit": 260},
        "encoding": {
            "x": {"field": "tx", "type": "quantitative", "axis": None, "scale": scale_x},
            "y": {"field": "ty", "type": "quantitative", "axis": None, "scale": scale_y},
            "text": {"field": "name"},
        },
    }
