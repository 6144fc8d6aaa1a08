"""Where two places of a province's plans set different numbers for the same thing and the same year.

The numbers are compared as they were read (value, unit, change, year), never by the name of a target: the thing
measured is the words around the number, and two of them are the same when they share most of their weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from corpus.records import Indicator, Passage
from corpus.units import unit_of
from corpus.years import find_years
from index.text import tokens
from search.answers.asking import Asking
from search.answers.cues import narrowed_by
from search.answers.excerpts import source_words
from search.comparison.model import Value
from search.comparison.values import values_of_indicator, values_of_text
from search.comparison.wording import own_words

# Two numbers measure the same thing when their names share this much of the weight of all their words, or less where
# the shorter name stands nearly whole in the longer one.
_SAME_THING = 0.6
_SAME_IF_HELD, _HELD = 0.45, 0.75
_FEWEST_WORDS = 2
_GROWTH = ("tốc độ tăng", "tăng trưởng", "bình quân mỗi năm", "/năm")
_LAST_YEAR = "2030"


def contradictions(
    asking: Asking, spoken: Sequence[Passage], others: Sequence[Passage]
) -> Mapping[str, tuple[str, ...]]:
    """Return, for each passage spoken of, the ids of the passages of the same province that set another number.

    Args:
        asking: the question.
        spoken: the passages the answer states.
        others: the passages that speak of the subject.
    """
    values = {passage.passage_id: _values_of(asking, passage) for passage in (*spoken, *others)}
    found: dict[str, tuple[str, ...]] = {}
    for passage in spoken:
        against = [
            other.passage_id
            for other in others
            if other.passage_id != passage.passage_id
            and other.province == passage.province
            and _contradict(asking, values[passage.passage_id], values[other.passage_id])
        ]
        if against:
            found[passage.passage_id] = tuple(dict.fromkeys(against))
    return found


def _values_of(asking: Asking, passage: Passage) -> tuple[Value, ...]:
    return asking.store.once(("values", passage.passage_id), lambda: tuple(_values(asking, passage)))


def _values(asking: Asking, passage: Passage) -> Iterator[Value]:
    """Yield the numbers a passage sets; one without a year holds for the year of the heading above it."""
    record = asking.store.record_of(passage)
    if isinstance(record, Indicator):
        yield from (value for value in values_of_indicator(record) if value.value is not None and not value.baseline)
        return
    text = source_words(asking, passage.plan_id, passage.span.start, passage.span.end)
    lines = (passage.span.first_line, passage.span.last_line)
    above = find_years(passage.heading_path[-1]) if passage.heading_path else ()
    year = above[-1].years[-1] if above else None
    for value in values_of_text(passage.plan_id, text, lines, "target"):
        if value.value is not None and not value.baseline:
            yield replace(value, year=value.year or year)


def _contradict(asking: Asking, left: Sequence[Value], right: Sequence[Value]) -> bool:
    """Return whether two places set different numbers for one thing; the years both state must all differ or match.

    Two series that agree on any year measure the same thing in the same way: a year they do not share is no quarrel.
    """
    pairs = [
        (first, second)
        for first in left
        for second in right
        if _same_kind(first, second) and _same_year(first, second) and _same_thing(asking, first.name, second.name)
    ]
    return bool(pairs) and all(_unequal(first, second) for first, second in pairs)


def _same_kind(first: Value, second: Value) -> bool:
    if first.change != second.change or _is_rate(first) != _is_rate(second):
        return False
    one, other = unit_of(first.unit), unit_of(second.unit)
    if one is None or other is None:
        return first.unit == second.unit
    return one.dimension == other.dimension


def _is_rate(value: Value) -> bool:
    return value.unit.endswith("/năm") or any(word in value.name.lower() for word in _GROWTH)


def _same_year(first: Value, second: Value) -> bool:
    """Return whether two numbers hold for one year; of two plans, a number without one holds for the last year."""
    if first.plan_id == second.plan_id:
        return first.year is not None and first.year == second.year
    return (first.year or _LAST_YEAR) == (second.year or _LAST_YEAR)


def _same_thing(asking: Asking, first: str, second: str) -> bool:
    """Return whether two names of what is measured mean one thing: alike in words, equal in what narrows them."""
    if narrowed_by(first) != narrowed_by(second) or _numbers(first) != _numbers(second):
        return False
    one, other = _words(first), _words(second)
    common, together = one & other, one | other
    if len(common) < _FEWEST_WORDS:
        return False
    weights = asking.weights(together, view="folded")
    shared = sum(weights[word] for word in common)
    share = shared / sum(weights[word] for word in together)
    held = shared / min(sum(weights[word] for word in one), sum(weights[word] for word in other))
    return share >= _SAME_THING or (share >= _SAME_IF_HELD and held >= _HELD)


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    return frozenset(own_words(name))


@lru_cache(maxsize=4096)
def _numbers(name: str) -> frozenset[str]:
    return frozenset(token for token in tokens(name) if token[:1].isdigit())


def _unequal(first: Value, second: Value) -> bool:
    return _scaled(first) != _scaled(second)


def _scaled(value: Value) -> tuple[Decimal | None, Decimal | None]:
    unit = unit_of(value.unit)
    factor = unit.factor if unit else Decimal(1)
    return (
        None if value.value is None else value.value * factor,
        None if value.upper is None else value.upper * factor,
    )
