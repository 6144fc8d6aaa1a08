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
_LED_BY_CODE = re.compile(r"(?P<code>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?:[.):]|\s+[-–])?\s+(?=[^\W\d_])")
_GOAL_NUMBER = re.compile(r"(?P<code>\d{1,2}|[IVX]{1,5})[.):]?\Z")
_LED_BY_GOAL = re.compile(r"(?P<code>\d{1,2}|[IVX]{1,5})[.):]\s+(?=[^\W\d_])")
_ROMAN = re.compile(r"[IVX]{1,5}[.)]?\Z")
# How many rows must begin with a dotted code before a table without keywords is read by its codes.
ENOUGH = 2


def with_headings(views: Sequence[RowView]) -> list[RowView]:
    """Return the rows of a table with its bare headings turned into heading pieces; other rows as they are."""
    named = list(views)
    if not any(piece.kind == "target" for view in views for piece in view.pieces):
        codes = [_target_code(view) for view in views]
        if sum(code is not None for code in codes) < ENOUGH:
            return named
        # Where targets have two numbers ("6.1"), a row with three ("6.1.1") is a task of one.
        parts = min(code[0].count(".") for code in codes if code is not None)
        named = [_as_target(view, parts) for view in views]
    if any(piece.kind == "goal" for view in named for piece in view.pieces):
        return named
    return list(_with_lone_goals(list(_with_goals(named))))


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


def _as_target(view: RowView, parts: int) -> RowView:
    found = _target_code(view)
    if found is None:
        return view
    if found[0].count(".") > parts:
        return _without_code(view, found[1])
    return _headed(view, "target", *found)


def _without_code(view: RowView, skip: int) -> RowView:
    first = view.pieces[0]
    return replace(view, pieces=(replace(first, text=first.text[skip:].strip(), bullet=True), *view.pieces[1:]))


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


def _with_lone_goals(views: Sequence[RowView]) -> Iterator[RowView]:
    """Turn a row into a goal that has no targets of its own: numbered between two goals, in the way they are."""
    goals = [at for at, view in enumerate(views) if view.pieces and view.pieces[0].kind == "goal"]
    roman = {bool(_ROMAN.match(views[at].number)) for at in goals}
    tasks_numbered = any(v.number.rstrip(".)").isdigit() for at, v in enumerate(views) if at not in goals and v.lead)
    before = 0
    for at, view in enumerate(views):
        if at in goals:
            before = int(view.pieces[0].code)
        match = _GOAL_NUMBER.match(view.number)
        following = next((int(views[goal].pieces[0].code) for goal in goals if goal > at), before + 2)
        if (
            at not in goals
            and match is not None
            and before
            and {bool(_ROMAN.match(view.number))} == roman
            and not (tasks_numbered and roman == {False})
            and int(_value(match.group("code"))) == before + 1 < following
            and _stands_alone(view)
        ):
            yield _headed(view, "goal", str(before + 1), 0)
            before += 1
        else:
            yield view


def _stands_alone(view: RowView) -> bool:
    return _first(view) is not None and len(view.pieces) == 1 and not (view.lead or view.coordinating or view.labelled)


def _goal_code(view: RowView, following: str | None) -> tuple[str, int] | None:
    first = _first(view)
    if first is None or not _stands_alone(view) or following is None:
        return None
    led = _LED_BY_GOAL.match(first.text)
    match = _GOAL_NUMBER.match(view.number) or led
    if match is None or _value(match.group("code")) != following.split(".")[0]:
        return None
    return _value(match.group("code")), led.end() if led else 0


def _value(number: str) -> str:
    """Return a number in digits ("VI" → "6")."""
    return str(int(number) if number.isdigit() else roman_value(number))
