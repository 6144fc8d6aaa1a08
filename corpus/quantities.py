"""Quantities in the words of a plan: value, comparator, unit, year and base, each with its place in the text.

Numbers are read as Vietnamese documents write them (decimal comma, thousands dot; Nghị định 30/2020/NĐ-CP, phụ lục II).
A number is a quantity only when a unit, a rate or a comparing word says so: numbers of documents, dates, codes of
targets, list marks and years are none.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from corpus.numerals import NUMBER, NUMBER_WORDS, composed, has_decimal_point, parse_number, parse_number_words
from corpus.quantity_words import (
    base_after,
    change_before,
    change_in_clause,
    comparator_around,
    is_baseline,
    is_list_mark,
    names_a_number,
)
from corpus.units import match_unit, unit_of
from corpus.years import YearMention, scan_years

Comparator = Literal["=", ">", ">=", "<", "<=", "~"]
Change = Literal["", "increase", "decrease", "multiply"]

_RANGE = re.compile(r"\s{0,2}(?:-|÷|~|đến|tới)\s{0,2}(?:khoảng\s)?")
_HALF = re.compile(r"(?<!\w)(?:một nửa|phân nửa|1/2)(?!\w)")
_TIMES_WORD = re.compile(r"(?<!\w)gấp\s(?P<times>đôi|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?:\slần)?(?!\w)")
_TIMES = {"đôi": 2, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_UNDATED = ("tuổi", "năm", "tháng", "ngày", "giờ")
_STRONG = ("%", "lần", "đồng", "USD", "/1")
# Of a period of one to four digits only a unit makes a quantity; a lone number needs a comparing word and an end.
_NUMBER_ENDS = re.compile(r"\s{0,2}(?:[,;.)](?!\d)|\(|\Z|so với|vào|đến năm)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: `text[start:end]` is number and unit as written.

    `upper` is the end of a range. `change` says that it is no level but a change ("giảm 20 - 25%"; "gấp 1,5 lần" and
    "giảm một nửa" multiply). `years` are those it holds for, in the form of indicator keys ("2030", "2021-2030").
    `baseline` marks the "from" value ("từ 52% năm 2015 lên …"), `base` what it is compared with ("năm 2015").
    """

    text: str
    start: int
    end: int
    value: Decimal
    unit: str
    comparator: Comparator = "="
    upper: Decimal | None = None
    change: Change = ""
    years: tuple[str, ...] = ()
    base: str = ""
    baseline: bool = False


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text in order; any string is accepted.

    Args:
        text: visible text in any normal form; offsets are code points of this very string.
    """
    lowered, places = composed(text)
    years = scan_years(lowered)
    found = list(_outside_bases(lowered, _scan(lowered, years)))
    dated = _with_years(lowered, found, years)
    return tuple(
        replace(q, text=text[places[q.start] : places[q.end]], start=places[q.start], end=places[q.end]) for q in dated
    )


def comparable(left: Quantity, right: Quantity) -> tuple[Decimal, Decimal] | None:
    """Return both values on their common scale (per cent and per 1,000; hectares and km²), None when there is none."""
    if left.change != right.change:
        return None
    if left.unit == right.unit:
        return left.value, right.value
    first, second = unit_of(left.unit), unit_of(right.unit)
    if first is None or second is None or first.dimension != second.dimension:
        return None
    return left.value * first.factor, right.value * second.factor


def _scan(lowered: str, years: tuple[YearMention, ...]) -> Iterator[Quantity]:
    position = 0
    year_spans = {m.digits: m.end for m in years}
    words = {m.start(): m for pattern in (NUMBER_WORDS, _TIMES_WORD, _HALF) for m in pattern.finditer(lowered)}
    starts = sorted({*words, *(m.start() for m in NUMBER.finditer(lowered))})
    for start in starts:
        if start < position:
            continue
        if start in year_spans:
            position = year_spans[start]
            continue
        found = _in_words(lowered, words[start]) if start in words else _in_digits(lowered, start, year_spans)
        if found:
            yield found
            position = found.end


def _in_words(lowered: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if match.re is _TIMES_WORD:
        # "gấp năm lần" is a factor; the scan goes on behind it.
        return Quantity("", start, end, Decimal(_TIMES[match["times"]]), "lần", change="multiply")
    comparator, _ = comparator_around(lowered, start, end)
    if match.re is _HALF:
        if change_before(lowered, start) == "decrease":
            return Quantity("", start, end, Decimal("0.5"), "lần", comparator, change="multiply")
        return Quantity("", start, end, Decimal(50), "%", comparator)
    value = parse_number_words(match.group())
    unit = match_unit(lowered, end)
    # One syllable proves little ("đầu tư đồng bộ", "một lần"): it needs a per cent or a scale behind it.
    lone = " " not in match.group() and not (unit and (unit.name.startswith("%") or " " in unit.name))
    if value is None or unit is None or unit.noun or lone or match.group() in ("tư", "năm", "lăm", "mốt", "không"):
        return None
    return _finished(lowered, start, unit.end, value, None, unit.name)


def _in_digits(lowered: str, start: int, years: dict[int, int]) -> Quantity | None:
    match = NUMBER.match(lowered, start)
    if match is None or (value := parse_number(match.group())) is None:
        return None
    if lowered[start - 1 : start] == "/":
        return None
    upper, end, first_unit = None, match.end(), match_unit(lowered, match.end())
    link = _RANGE.match(lowered, first_unit.end if first_unit else end)
    second = NUMBER.match(lowered, link.end()) if link and link.end() not in years else None
    unit = first_unit
    if second and (other := parse_number(second.group())) is not None:
        unit_after = match_unit(lowered, second.end())
        if unit_after and other > value and (first_unit is None or first_unit.name == unit_after.name):
            upper, unit, end = other, unit_after, second.end()
    if unit is None:
        return _bare(lowered, match, value)
    strong = unit.name.startswith(_STRONG) or any(word in unit.name for word in ("đồng", "USD"))
    if has_decimal_point(match.group()) and not strong:
        return None
    if not strong and names_a_number(lowered, start):
        return None
    if unit.noun and (is_list_mark(lowered, start) or re.match(r"\s{0,2}\d", lowered[unit.end : unit.end + 3])):
        return None
    return _finished(lowered, start, unit.end, value, upper, unit.name)


def _bare(lowered: str, match: re.Match[str], value: Decimal) -> Quantity | None:
    """A number without unit counts where a comparing word stands before it and nothing behind ("đạt trên 0,7")."""
    comparator, cue = comparator_around(lowered, match.start(), match.end())
    if not cue or has_decimal_point(match.group()) or not _NUMBER_ENDS.match(lowered, match.end()):
        return None
    if lowered[match.start() - 1 : match.start()] == "-":
        return None
    return Quantity("", match.start(), match.end(), value, "", comparator, base=base_after(lowered, match.end()))


def _finished(lowered: str, start: int, end: int, value: Decimal, upper: Decimal | None, unit: str) -> Quantity:
    comparator, _ = comparator_around(lowered, start, end)
    base = base_after(lowered, end)
    change = change_before(lowered, start)
    if not change and (base or unit.endswith("/năm")):
        change = change_in_clause(lowered, start)
    if unit == "lần" and change != "decrease":
        change = "multiply" if change or base or "tăng" in lowered[max(0, start - 12) : start] else ""
    return Quantity(
        "",
        start,
        end,
        value,
        unit,
        comparator,
        upper,
        change,
        base=base,
        baseline=is_baseline(lowered, start, end),
    )


def _outside_bases(lowered: str, found: Iterator[Quantity]) -> Iterator[Quantity]:
    """Drop durations that only say what is compared ("giảm so với 5 năm trước")."""
    for quantity in found:
        before = lowered[max(0, quantity.start - 8) : quantity.start].rstrip()
        if not (quantity.unit in ("năm", "tháng") and before.endswith("so với")):
            yield quantity


@dataclass
class _Dating:
    """Quantities and years of one text in order, while years are given out."""

    lowered: str
    quantities: list[Quantity]
    mentions: list[YearMention]
    used: set[int] = field(default_factory=set)

    def give(self, index: int, years: tuple[str, ...]) -> None:
        self.quantities[index] = replace(self.quantities[index], years=years)

    def use(self, mention: YearMention) -> None:
        self.used.add(mention.digits)


def _with_years(lowered: str, found: list[Quantity], years: tuple[YearMention, ...]) -> list[Quantity]:
    dating = _Dating(lowered, list(found), [m for m in years if not m.base])
    ends = [q.end for q in found]
    digits = [m.digits for m in dating.mentions]
    for mention in dating.mentions:
        _give_list(dating, mention, bisect.bisect_right(ends, mention.start) - 1)
    for index, quantity in enumerate(found):
        if quantity.unit not in _UNDATED and not dating.quantities[index].years:
            _give_behind(dating, index, bisect.bisect_left(digits, quantity.end))
    for index, quantity in enumerate(found):
        if quantity.unit not in _UNDATED and not dating.quantities[index].years:
            _give_near(dating, index, bisect.bisect_left(digits, quantity.start))
    return dating.quantities


_LIST_LINK = re.compile(r"\s{0,2}(?:[:;,/]|và|lên|đến|[:,] lên|và lên|, và)\s{0,2}(?:lên\s)?\Z")
_BEHIND = re.compile(r"\s{0,2}\(?\s{0,2}(?:(?!và\s)[^\W\d_]{1,12}\s){0,2}\Z")
_SENTENCE_END = re.compile(r"\n|\.(?=\s)")
_CLAUSE_END = re.compile(r"[;\n]|\.(?=\s)")
_FAR = 300


def _give_list(dating: _Dating, mention: YearMention, last: int) -> None:
    """Give "15%: 25%: 35% vào các năm 2020, 2025 và 2030" one year each."""
    count = len(mention.years)
    if count < 2 or last < 0 or not _BEHIND.match(_between(dating, dating.quantities[last].end, mention.start)):
        return
    first = last
    while first > 0 and last - first + 1 < count and _listed(dating, first):
        first -= 1
    if last - first + 1 == count:
        for index, year in zip(range(first, last + 1), mention.years, strict=True):
            dating.give(index, (year,))
        dating.use(mention)


def _listed(dating: _Dating, index: int) -> bool:
    left, right = dating.quantities[index - 1], dating.quantities[index]
    return left.unit == right.unit and bool(_LIST_LINK.match(_between(dating, left.end, right.start)))


def _between(dating: _Dating, left: int, right: int) -> str:
    """Return the text between two places; what is too long to be read as near comes back as a full stop."""
    return dating.lowered[left:right] if right - left <= _FAR else ". "


def _give_behind(dating: _Dating, index: int, following: int) -> None:
    """Give a quantity the year that stands directly behind it, two words between at most ("100% huyện năm 2020")."""
    if following == len(dating.mentions):
        return
    mention = dating.mentions[following]
    if _BEHIND.match(_between(dating, dating.quantities[index].end, mention.start)):
        dating.give(index, mention.years)
        dating.use(mention)


def _give_near(dating: _Dating, index: int, following: int) -> None:
    """Give a quantity the nearest year before it in its sentence, else the first one behind it in its clause."""
    quantity = dating.quantities[index]
    before = following - 1
    while before >= 0 and following - before < 5 and dating.mentions[before].digits in dating.used:
        before -= 1
    if before >= 0 and dating.mentions[before].digits not in dating.used:
        mention = dating.mentions[before]
        if not _SENTENCE_END.search(_between(dating, mention.end, quantity.start)):
            dating.give(index, mention.years)
            return
    if following < len(dating.mentions) and dating.mentions[following].digits not in dating.used:
        mention = dating.mentions[following]
        last = index + 1 == len(dating.quantities)
        if (last or dating.quantities[index + 1].start > mention.start) and not _CLAUSE_END.search(
            _between(dating, quantity.end, mention.start)
        ):
            dating.give(index, mention.years)
