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
from index.text import tokens
from search.answers.asking import Asking
from search.answers.cues import narrowed_by
from search.answers.numbers.measures import in_contrast, measured
from search.answers.numbers.value_drafts import spanned, year_above
from search.answers.writing.excerpts import source_words
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
    year = year_above(passage)
    for value in values_of_text(passage.plan_id, text, lines, "target"):
        if value.value is not None and not value.baseline:
            yield replace(value, year=value.year or year)


def _contradict(asking: Asking, left: Sequence[Value], right: Sequence[Value]) -> bool:
    """Return whether two places set different numbers for one thing; the years both state must all differ or match.

    Two series that agree on any year measure the same thing in the same way: a year they do not share is no quarrel,
    and one that was not asked for is not told.
    """
    pairs = [
        (first, second)
        for first in left
        for second in right
        if _same_kind(first, second) and _same_year(first, second) and _same_thing(asking, first, second)
    ]
    if not pairs or not all(_unequal(first, second) for first, second in pairs):
        return False
    asked = {year for each in asking.query.years for year in spanned(each)}
    return not asked or any(not first.year or asked & set(spanned(first.year)) for first, _ in pairs)


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


def _same_thing(asking: Asking, first: Value, second: Value) -> bool:
    """Return whether what two numbers measure is one thing: alike in words, equal in what narrows them."""
    if _same_names(asking, first.name, second.name):
        return True
    return _is_left_out(first, second) or _is_left_out(second, first)


def _is_left_out(short: Value, full: Value) -> bool:
    """Return whether a name is the end of a full one whose beginning its sentence says of another number.

    "Tỷ lệ thu gom nước thải thành phố Bến Tre đạt 50% và các đô thị loại IV trở lên đạt 30 - 40%."
    """
    if in_contrast(full.name, short.name) or not _numbers(short.name) <= _numbers(full.name):
        return False
    own, whole = _words(short.name), _words(full.name)
    return len(own) >= _FEWEST_WORDS and own <= whole <= _words(short.quote)


def _same_names(asking: Asking, first: str, second: str) -> bool:
    if narrowed_by(first) != narrowed_by(second) or _numbers(first) != _numbers(second):
        return False
    if in_contrast(first, second) or measured(first) != measured(second):
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
    """Return whether two numbers cannot both hold: two ranges that differ, else numbers that nothing satisfies."""
    one, other = _range(first), _range(second)
    if first.upper is not None and second.upper is not None:
        return one != other
    return one[1] < other[0] or other[1] < one[0]


def _range(value: Value) -> tuple[Decimal, Decimal]:
    """Return the least and the most that a number allows ("> 85%": from 85 on), on the common scale of its unit."""
    unit = unit_of(value.unit)
    factor = unit.factor if unit else Decimal(1)
    least = (value.value or Decimal(0)) * factor
    if value.comparator in (">", ">="):
        return least, Decimal("Infinity")
    if value.comparator in ("<", "<="):
        return Decimal("-Infinity"), least
    return least, least if value.upper is None else value.upper * factor
