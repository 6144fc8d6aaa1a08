"""A number as a statement: the cells of an indicator's row, or the clause of a text with the quantity asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.quantities import Quantity, find_quantities
from corpus.records import Indicator, Passage, Task
from corpus.units import unit_of
from corpus.values import parse_value
from corpus.years import find_years
from index.text import tokens
from search.answers.asking import Asking
from search.answers.cues import unit_fits
from search.answers.model import StatedValue
from search.answers.numbers.measures import Named, heads_of, in_contrast, is_of, things_named, what_people_get
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import record_words, sentences, source_words
from search.answers.writing.wording import place
from search.citing import shorten
from search.retrieval import Hit

_CLAUSE = 260
_SIGNS = {"=": "=", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈"}
_LONGEST_PERIOD = 40
_PERIOD_WORD = "giai đoạn"
# What is counted for each thousand, and an index, is no per cent, whatever the unit cell of its row says.
_NO_SHARE = re.compile(r"(?:/|trên)\s?1\d{0,2}[. ]?000|\bvạn\b|\Achỉ số\b", re.IGNORECASE)
_PLAIN_CELL = re.compile(r"[<>≥≤~=\s]{0,4}-?\d[\d.,]{0,12}(?:\s{0,2}-\s{0,2}\d[\d.,]{0,12})?")
_STOP = re.compile(r"[;\n]|\.(?=\s|$)")
# In brackets stands what a number is based on, unless they say that it is a part of it.
_OF_IT = re.compile(r"\s{0,2}(?:riêng|trong đó|gồm|tức|trên|dưới|khoảng|hơn|≥|>|<)", re.IGNORECASE)
_GETS = re.compile(r"\b(?:được|tiếp cận|vay|tham gia|sử dụng|hưởng|duoc|tiep can|get|receive|have|access)\b")
_RESULT = ("kết quả phải đạt: ", "result to be reached: ")
_AFTER_WORDS = 12
_NAMES = 3


def draft_of(asking: Asking, hit: Hit, wanted: tuple[str, ...], things: Sequence[Named]) -> Draft | None:
    """Return a passage as a statement of a number, None where it states none of the kind asked for.

    Args:
        asking: the question.
        hit: the passage as found.
        wanted: units asked for, any when empty.
        things: the counted things asked for, any when empty.
    """
    record = asking.store.record_of(hit.passage)
    if isinstance(record, Indicator):
        return of_indicator(asking, hit, record, wanted)
    return _of_text(asking, hit, wanted, things)


def of_indicator(asking: Asking, hit: Hit, indicator: Indicator, wanted: tuple[str, ...]) -> Draft | None:
    """Return a row of an indicator table as a statement, for the years asked for; nothing in another unit.

    Args:
        asking: the question.
        hit: the row as found.
        indicator: the row.
        wanted: units asked for, any when empty.
    """
    if not indicator.values:
        return None
    chosen = cells_asked(asking, indicator) or indicator.values
    values = tuple(_cell_value(indicator, year, cell) for year, cell in chosen.items())
    if wanted and not any(unit_fits(value.unit or "", wanted) for value in values):
        return None
    about = place(asking, indicator.plan_id, indicator.target_code or None)
    return Draft(
        plan_id=indicator.plan_id,
        province=hit.passage.province,
        target_code=indicator.target_code or None,
        sentence=f"{about}: {_named_with_unit(asking, indicator, chosen)}: {cells_in_words(asking, indicator, chosen)}",
        evidence=(Evidence(hit.passage, indicator.span),),
        values=values,
        score=hit.score(),
    )


def cells_asked(asking: Asking, indicator: Indicator) -> Mapping[str, str]:
    """Return the cells that hold for the years asked for: by their column, or by the period they name themselves.

    Args:
        asking: the question; one without years asks for all.
        indicator: the row.
    """
    if not asking.query.years:
        return indicator.values
    asked = {year for each in asking.query.years for year in spanned(each)}
    periods = {year for mention in find_years(asking.query.normalized) for year in mention.years if "-" in year}
    exact = {key: cell for key, cell in indicator.values.items() if {key, _own_period(cell)} & periods}
    if exact:
        return exact
    return {
        key: cell
        for key, cell in indicator.values.items()
        if asked & set(spanned(_own_period(cell) or key)) and (key in asking.query.years or _spans(key, cell))
    }


def _spans(key: str, cell: str) -> bool:
    """Return whether a cell holds for several years, by its column or its own words."""
    return "-" in key or bool(_own_period(cell))


def _own_period(cell: str) -> str:
    """Return the period a cell names itself ("Giai đoạn 2016-2020: 7,5-8,0%"), "" where its column dates it."""
    if _PERIOD_WORD not in cell.lower():
        return ""
    mentions = find_years(cell)
    return mentions[0].years[0] if mentions else ""


def spanned(years: str) -> Iterator[str]:
    """Yield the years of "2030" or "2021-2030"."""
    first, _, last = years.partition("-")
    if first.isdigit() and (not last or last.isdigit()):
        yield from map(str, range(int(first), min(int(last or first), int(first) + _LONGEST_PERIOD) + 1))


def cells_in_words(asking: Asking, indicator: Indicator, cells: Mapping[str, str]) -> str:
    """Return the cells of an indicator in words, year by year ("năm 2020: 12,0%; năm 2030: < 8,0%")."""
    unit = "" if _NO_SHARE.search(indicator.name) else indicator.unit
    return "; ".join(f"{_year_words(asking, year, cell)}{_with_unit(cell, unit)}" for year, cell in cells.items())


def _named_with_unit(asking: Asking, indicator: Indicator, cells: Mapping[str, str]) -> str:
    """Return what an indicator measures, with its unit where its cells do not show it."""
    unit = indicator.unit
    if unit == "%" and _NO_SHARE.search(indicator.name):
        return f"{indicator.name} ({'unit as in the table' if asking.in_english else 'đơn vị ghi trong bảng'}: %)"
    shares = unit == "%" and all(_with_unit(cell, "%").endswith("%") for cell in cells.values())
    return f"{indicator.name} ({unit})" if unit and not shares else indicator.name


def _with_unit(cell: str, unit: str) -> str:
    return f"{cell}%" if unit == "%" and _PLAIN_CELL.fullmatch(cell) else cell


def _year_words(asking: Asking, year: str, cell: str) -> str:
    if year == "unspecified" or _own_period(cell):
        return ""
    return f"{year}: " if asking.in_english or "-" in year else f"năm {year}: "


def _cell_value(indicator: Indicator, year: str, cell: str) -> StatedValue:
    read = parse_value(cell, indicator.unit)
    return StatedValue(
        name=indicator.name,
        year=None if year == "unspecified" else _own_period(cell) or year,
        as_written=cell,
        value=None if read.value is None else float(read.value),
        comparator=_SIGNS.get(read.comparator),
        unit=read.unit or indicator.unit or None,
    )


def year_above(passage: Passage) -> str | None:
    """Return the year of the nearest heading that names one ("Mục tiêu cụ thể đến năm 2025"), None without one."""
    for heading in reversed(passage.heading_path):
        years = [year for mention in find_years(heading) for year in mention.years]
        if years:
            return years[0] if len(years) == 1 and years[0].isdigit() else None
    return None


def _of_text(asking: Asking, hit: Hit, wanted: tuple[str, ...], things: Sequence[Named]) -> Draft | None:
    passage = hit.passage
    text = source_words(asking, passage.plan_id, passage.span.start, passage.span.end)
    found = asking.store.once(("quantities", passage.passage_id), lambda: find_quantities(text))
    if not any(is_wanted(quantity, wanted) for quantity in found):
        return None
    record = asking.store.record_of(passage)
    own = record_words(asking, record) if record is not None and record.span == passage.span else text
    of_result = False
    if not any(quantity.text in own for quantity in found if is_wanted(quantity, wanted)):
        # What a green-growth task shall bring stands in a column of its own, which merged cells repeat.
        of_result = isinstance(record, Task) and bool(record.output)
        own = record.output or "" if isinstance(record, Task) and record.output else text
    inside = [each for each in find_quantities(own) if is_wanted(each, wanted)]
    fitting = _of_the_thing(asking, own, inside, things)
    if not fitting:
        return None
    clause = best_clause(asking, own, fitting)
    year = None if isinstance(record, Task) else year_above(passage)
    stated = tuple(replace(value, year=value.year or year) for value in _values_in(own, clause, fitting))
    values = _of_years(stated, asking.query.years)
    about = place(asking, passage.plan_id, passage.target_code)
    when = _when(asking, year) if any(value.year == year for value in values) else ""
    return Draft(
        plan_id=passage.plan_id,
        province=passage.province,
        target_code=passage.target_code,
        sentence=f"{about}{when}: {_RESULT[asking.in_english] if of_result else ''}{clause}",
        detail=text,
        evidence=(Evidence(passage, passage.span),),
        values=values,
        score=hit.score(),
    )


def _when(asking: Asking, year: str | None) -> str:
    if year is None:
        return ""
    return f", by {year}" if asking.in_english else f", đến năm {year}"


def _of_years(values: tuple[StatedValue, ...], years: Sequence[str]) -> tuple[StatedValue, ...]:
    """Return the values that hold for a year asked for, all where none names one."""
    asked = {year for each in years for year in spanned(each)}
    own = tuple(
        value for value in values if any(asked & set(spanned(year.strip())) for year in (value.year or "").split(","))
    )
    return own or values


def _values_in(text: str, clause: str, quantities: Sequence[Quantity]) -> Iterator[StatedValue]:
    for quantity in quantities:
        if quantity.text in clause:
            yield _text_value(text, quantity)


def is_wanted(quantity: Quantity, wanted: tuple[str, ...]) -> bool:
    """Return whether a quantity has the unit asked for; where none was, an age only says whom a rate is of."""
    unit = unit_of(quantity.unit)
    return unit_fits(quantity.unit, wanted) if wanted else unit is None or unit.dimension != "age"


def _of_the_thing(asking: Asking, text: str, quantities: Sequence[Quantity], things: Sequence[Named]) -> list[Quantity]:
    """Return the quantities that measure what was asked for, not those of other things in the same sentence.

    A number in whose own words nothing of the list stands ("đến năm 2025 đạt 100%") counts as one of what is spoken of.
    """
    fitting: list[Quantity] = []
    question = asking.query.normalized
    last = 0
    beside_other_part = False
    for quantity in quantities:
        before, after = words_around(text, last, quantity)
        _, bracket, aside = before.rpartition("(")
        last = quantity.end
        if bracket and ")" not in aside:
            main, _ = words_around(
                text[: quantity.start - len(aside)], 0, replace(quantity, start=quantity.start - len(aside))
            )
            of_it = bool(_OF_IT.match(aside)) and is_of(things, main)
        else:
            of_it = is_of(things, before if heads_of(before) else f"{before} {quantity.text} {after}")
            # "Bao nhiêu hộ nghèo được vay vốn" asks for just such a share.
            own = None if _GETS.search(question) else _of_what_is_got(text, quantity, things)
            of_it = of_it if own is None else own
        other_part = in_contrast(question, before)
        # Behind a number of another part, one that names nothing itself speaks no more of what was asked for.
        strays = beside_other_part and bool(things) and not things_named(f"{before} {after}")
        beside_other_part = beside_other_part or other_part
        if (of_it or not things) and not other_part and not strays:
            fitting.append(quantity)
    return fitting


def _of_what_is_got(text: str, quantity: Quantity, things: Sequence[Named]) -> bool | None:
    """Return whether what people get is a thing asked for, None where the words do not tell.

    "100% hộ nghèo được vay vốn" is no number of the poor, though nothing of the list is given to them.
    """
    shared = what_people_get(text, quantity.start, quantity.end)
    if shared is None:
        return None
    people, got = shared
    got = _STOP.split(got, maxsplit=1)[0]
    if heads_of(got):
        return is_of(things, got)
    return False if {each.thing for each in things_named(people)} & {each.thing for each in things} else None


def words_around(text: str, last: int, quantity: Quantity) -> tuple[str, str]:
    """Return the words of a quantity's own part of a sentence: before it, behind the quantity before, and after it.

    Args:
        text: in which it was found.
        last: where the quantity before it ends.
        quantity: the quantity.
    """
    start = max([last, *(match.end() for match in _STOP.finditer(text, last, quantity.start))])
    stop = _STOP.search(text, quantity.end)
    after = text[quantity.end : stop.start() if stop else len(text)].split()[:_AFTER_WORDS]
    return text[start : quantity.start], " ".join(after)


def _text_value(text: str, quantity: Quantity) -> StatedValue:
    before = text[: quantity.start].rsplit(";", 1)[-1].rsplit(". ", 1)[-1]
    # ", nợ xấu duy trì ở mức": behind another number a part of the sentence has a name of its own.
    tail = before.rpartition(", ")[2]
    if len(tail.split()) >= _NAMES and any(character.isdigit() for character in before):
        before = tail
    return StatedValue(
        name=shorten(before.strip(" -–+•*,:"), 120) or quantity.text,
        year=", ".join(quantity.years) or None,
        as_written=quantity.text,
        value=float(quantity.value),
        comparator=_SIGNS.get(quantity.comparator),
        unit=quantity.unit or None,
    )


def best_clause(asking: Asking, text: str, quantities: Sequence[Quantity]) -> str:
    """Return the sentence with a quantity that holds most of the subject, word for word."""
    if len(text) <= _CLAUSE:
        return text
    subject = asking.ranking.terms.subject
    asked = frozenset(asking.query.years)
    best, best_score = "", -1.0
    for start, end in sentences(text):
        own = [quantity for quantity in quantities if start <= quantity.start < end]
        if not own:
            continue
        held = subject & set(tokens(text[start:end]))
        score = len(held) + 0.5 * any(asked & set(quantity.years) for quantity in own)
        if score > best_score:
            best, best_score = text[start:end], score
    return _around(best.strip(), [quantity.text for quantity in quantities if quantity.text in best])


def _around(sentence: str, written: Sequence[str]) -> str:
    """Return at most `_CLAUSE` characters of a sentence that hold its first quantities."""
    if len(sentence) <= _CLAUSE or not written:
        return shorten(sentence.lstrip("-–+•* "), _CLAUSE)
    last = max(sentence.find(each) + len(each) for each in written if each in sentence)
    if last <= _CLAUSE:
        return shorten(sentence, _CLAUSE)
    first = min(sentence.find(each) for each in written if each in sentence)
    begin = sentence.rfind(" ", 0, max(0, first - _CLAUSE // 2)) + 1
    return ("…" if begin else "") + shorten(sentence[begin:], _CLAUSE)
