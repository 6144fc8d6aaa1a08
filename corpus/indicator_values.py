"""The value cells of an indicator row → year → as written, and notes where the columns cannot be trusted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.indicator_columns import Columns
from corpus.listing import LaidRow, cell_lines
from corpus.markup import visible
from corpus.numerals import NUMBER, parse_number
from corpus.quantities import find_quantities
from corpus.reading import Document
from corpus.records import Indicator
from corpus.values import parse_value
from corpus.wording import casefold_plain
from corpus.years import find_years

UNSPECIFIED = "unspecified"
NO_DATA = frozenset({"", "-", "–", "—", "*", "…", "..."})
# How many of an indicator's words a sentence must share to speak of the same thing.
_SAME_THING = 0.5


def row_values(
    document: Document, row: LaidRow, columns: Columns, years_lost: bool
) -> tuple[dict[str, str], list[str]]:
    """Return year → text of a row's value cells, and notes.

    A text that stands alone at the head of blank cells was one merged cell over the years to the last
    ("2015-2030"); a number never is. Where a page lost its year columns the text's own years decide, if any.
    """
    first = min((column for column, _ in columns.years), default=len(row.cells))
    years_lost = years_lost or not any(key for _, key in columns.years)
    if years_lost or (row.short and any(row.text(c) for c in range(first, len(row.cells)))):
        texts = [_cell_text(document, row, column) for column in range(first, len(row.cells)) if column != columns.body]
        return _lost_values([text for text in texts if text not in NO_DATA], [key for _, key in columns.years])
    cells = [(key, _cell_text(document, row, column)) for column, key in columns.years]
    if len(inked := [text for _, text in cells if text]) == 1 and (
        spread := _spread(inked[0], [key for key, _ in cells])
    ):
        note = f"một ô “{inked[0]}” có đúng {len(cells)} số cho {len(cells)} năm, gán theo thứ tự"
        return spread, [note]
    values: dict[str, str] = {}
    last = columns.years[-1][1] if columns.years else ""
    blanks_follow = False
    for index in range(len(cells) - 1, -1, -1):
        key, text = cells[index]
        if text in NO_DATA:
            blanks_follow = text == "" and (index == len(cells) - 1 or blanks_follow)
            continue
        values[f"{key}-{last}" if blanks_follow and key and _is_sentence(text, row.text(columns.unit)) else key] = text
        blanks_follow = False
    merged = _merged_copies(row, columns, dict(reversed(values.items())))
    return merged, _gaps(merged, [key for _, key in columns.years], row.text(columns.unit))


def _cell_text(document: Document, row: LaidRow, column: int) -> str:
    """Return a value cell; lines that are values of their own are joined by "; "."""
    if column >= len(row.cells):
        return ""
    lines = cell_lines(document, row.cells[column])
    apart = len(lines) > 1 and all(re.search(r"\d", line) and not line[:1].islower() for line in lines)
    return "; ".join(line.rstrip(" ;") for line in lines) if apart else row.text(column)


def _is_sentence(text: str, unit: str) -> bool:
    return len(text.split()) >= 3 and not parse_value(text, unit).is_level


def _merged_copies(row: LaidRow, columns: Columns, values: dict[str, str]) -> dict[str, str]:
    """Give a sentence that one merged cell repeats in a grid one key for the years it covers."""
    merged: dict[str, str] = {}
    index = 0
    years = columns.years
    while index < len(years):
        column, key = years[index]
        stop = index
        while stop + 1 < len(years) and _same_cell(row, column, years[stop + 1][0]):
            stop += 1
        if key in values and stop > index and _is_sentence(values[key], row.text(columns.unit)):
            merged[f"{key}-{years[stop][1]}"] = values[key]
        else:
            merged.update((k, values[k]) for _, k in years[index : stop + 1] if k in values)
        index = stop + 1
    merged.update((key, text) for key, text in values.items() if key not in merged and "-" in key)
    return merged


def _same_cell(row: LaidRow, left: int, right: int) -> bool:
    cells = row.cells
    return right < len(cells) and not cells[left].empty and cells[left] is cells[right]


def _lost_values(texts: Sequence[str], years: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    if not texts:
        return {}, []
    if len(texts) > 1:
        return {UNSPECIFIED: "; ".join(texts)}, ["trang này mất cột năm: không rõ giá trị thuộc năm nào"]
    text = texts[0]
    if spread := _spread(text, years):
        note = f"trang này mất cột năm: “{text}” có đúng {len(years)} số cho {len(years)} năm, gán theo thứ tự"
        return spread, [note]
    named = [m for m in find_years(text) if not m.base]
    if len(named) == 1 and len(named[0].years) == 1 and not parse_value(text).is_level:
        return {named[0].years[0]: text}, ["trang này mất cột năm: năm lấy từ lời của ô"]
    return {UNSPECIFIED: text}, ["trang này mất cột năm: không rõ giá trị thuộc năm nào"]


def _spread(text: str, years: Sequence[str]) -> dict[str, str]:
    """Give the numbers of one cell to the years where there are exactly as many ("61,6 40 30 20")."""
    numbers = text.split()
    fits = len(numbers) == len(years) > 2 and all(_is_number(number) for number in numbers)
    return dict(zip(years, numbers, strict=True)) if fits else {}


def _is_number(text: str) -> bool:
    match = NUMBER.match(text)
    return match is not None and match.end() == len(text) and parse_number(text) is not None


def value_notes(document: Document, indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """Return the indicators with notes where their years contradict their own words or the plan's text."""
    roadmaps = _roadmaps(document, indicators)
    noted = []
    for indicator in indicators:
        notes = [*indicator.notes, *_own_words(indicator), *_contradictions(indicator, roadmaps)]
        noted.append(replace(indicator, notes=tuple(dict.fromkeys(notes))))
    return tuple(noted)


def _own_words(indicator: Indicator) -> list[str]:
    """Note cells whose own words name another year than their column, and cells outside what the name itself states."""
    notes = []
    for key, text in indicator.values.items():
        named = [m for m in find_years(text) if not m.base]
        if len(named) == 1 and len(named[0].years) == 1 and key.isdigit() and not named[0].years[0].endswith(key):
            notes.append(f"ô của cột {key} tự ghi “{named[0].years[0]}”; cột năm có thể bị lệch")
    for stated in find_quantities(indicator.name):
        for year in stated.years:
            cell = parse_value(indicator.values.get(year, ""), indicator.unit)
            if stated.upper is None or stated.change or cell.value is None or cell.unit != stated.unit:
                continue
            if not stated.value <= cell.value <= stated.upper:
                notes.append(
                    f"tên chỉ tiêu ghi “{stated.text}” cho năm {year}, ô của cột {year} ghi “{cell.as_written}”"
                )
    return notes


def _gaps(values: Mapping[str, str], years: Sequence[str], unit: str) -> list[str]:
    """Note a row whose every column but the last holds a number: the numbers may stand one column too early."""
    filled = [key for key in years if key in values]
    if len(years) > 3 and filled == list(years[:-1]) and all(parse_value(values[key], unit).is_level for key in filled):
        return [f"cột {years[-1]} trống trong khi mọi cột trước có số; cột năm có thể bị lệch"]
    return []


def _roadmaps(document: Document, indicators: Sequence[Indicator]) -> list[tuple[dict[str, Decimal], str, int]]:
    """Return the roads to a goal that running text spells ("60% : 70% : 80% vào các năm 2020, 2025 và 2030")."""
    roads = []
    lines = {n for i in indicators for n in range(i.span.first_line, i.span.last_line + 1)}
    for number, start, end in document.lines():
        if number in lines or "các năm" not in casefold_plain(document.source[start:end]):
            continue
        text = visible(document.source, start, end)
        by_place: dict[int, list[tuple[str, Decimal, int]]] = defaultdict(list)
        place = 0
        for quantity in find_quantities(text):
            if len(quantity.years) != 1:
                continue
            listed = by_place[place]
            if listed and quantity.start - listed[-1][2] > 24:
                place += 1
            by_place[place].append((quantity.years[0], quantity.value, quantity.end))
        for road in by_place.values():
            if len(road) > 1:
                head = text[max(0, road[0][2] - 160) : road[0][2]]
                roads.append(({year: value for year, value, _ in road}, head, number))
    return roads


def _contradictions(indicator: Indicator, roadmaps: Sequence[tuple[dict[str, Decimal], str, int]]) -> list[str]:
    """Note where the plan's text gives the same values in the same order to other years."""
    own = {key: parse_value(text, indicator.unit).value for key, text in indicator.values.items() if key.isdigit()}
    numbers = [value for value in own.values() if value is not None]
    for road, head, line in roadmaps:
        if len(numbers) < 2 or numbers != list(road.values()) or list(own) == list(road):
            continue
        words, said_words = set(casefold_plain(indicator.name).split()), set(casefold_plain(head).split())
        if len(words & said_words) >= _SAME_THING * len(words):
            said = ", ".join(f"{value.normalize():f}".replace(".", ",") + f" ({year})" for year, value in road.items())
            return [f"cột năm có thể bị lệch: dòng {line} của kế hoạch ghi {said}"]
    return []
