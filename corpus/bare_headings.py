"""Headings without a keyword: "6.1" in the number column or before the text, where others say "Mục tiêu 6.1".

Whether a table is written so can only be said of the whole table: a row "1" may be a goal, a task or a running number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.numbering import roman_value
from corpus.pieces import Piece
from corpus.rows import RowView

_CODE = re.compile(r"(?P<code>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)[.):]?\Z")
_LED_BY_CODE = re.compile(r"(?P<code>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)[.):]?\s+(?=[^\W\d_])")
_GOAL_NUMBER = re.compile(r"(?P<code>\d{1,2}|[IVX]{1,5})[.):]?\Z")
_LED_BY_GOAL = re.compile(r"(?P<code>\d{1,2}|[IVX]{1,5})[.):]\s+(?=[^\W\d_])")
# How many rows must begin with a dotted code before a table without keywords is read by its codes.
ENOUGH = 2


def with_headings(views: Sequence[RowView]) -> list[RowView]:
    """Return the rows of a table with its bare headings turned into heading pieces; other rows as they are."""
    named = list(views)
    if not any(piece.kind == "target" for view in views for piece in view.pieces):
        codes = [_target_code(view) for view in views]
        if sum(code is not None for code in codes) < ENOUGH:
            return named
        named = [_as_target(view) for view in views]
    return list(_with_goals(named))


def _first(view: RowView) -> Piece | None:
    """Return the paragraph that may be a heading: the first of its row, without a bullet."""
    if view.pieces and view.pieces[0].kind == "task" and not view.pieces[0].bullet:
        return view.pieces[0]
    return None


def _target_code(view: RowView) -> tuple[str, int] | None:
    """Return the target code of a row and how much of its first paragraph spells it."""
    first = _first(view)
    if first is None:
        return None
    match = _CODE.match(view.number)
    led = _LED_BY_CODE.match(first.text)
    if led and (match is None or led.group("code") == match.group("code")):
        return led.group("code"), led.end()
    return (match.group("code"), 0) if match else None


def _as_target(view: RowView) -> RowView:
    found = _target_code(view)
    return view if found is None else _headed(view, "target", *found)


def _headed(view: RowView, kind: str, code: str, skip: int) -> RowView:
    first = view.pieces[0]
    heading = Piece("goal" if kind == "goal" else "target", first.text[skip:].strip(), first.span, code)
    return replace(view, pieces=(heading, *view.pieces[1:]))


def _with_goals(views: Sequence[RowView]) -> Iterator[RowView]:
    """Turn a lone numbered paragraph into a goal where the next heading is a target of that goal."""
    following: str | None = None
    result: list[RowView] = []
    for view in reversed(views):
        found = _goal_code(view, following)
        shown = view if found is None else _headed(view, "goal", *found)
        result.append(shown)
        headings = [piece for piece in shown.pieces if piece.kind in ("goal", "target")]
        if headings:
            following = headings[0].code if headings[0].kind == "target" else None
    return reversed(result)


def _goal_code(view: RowView, following: str | None) -> tuple[str, int] | None:
    first = _first(view)
    if first is None or len(view.pieces) > 1 or view.lead or view.coordinating or view.labelled or following is None:
        return None
    led = _LED_BY_GOAL.match(first.text)
    match = _GOAL_NUMBER.match(view.number) or led
    if match is None or _value(match.group("code")) != following.split(".")[0]:
        return None
    return _value(match.group("code")), led.end() if led else 0


def _value(number: str) -> str:
    """Return a number in digits ("VI" → "6")."""
    return str(int(number) if number.isdigit() else roman_value(number))
