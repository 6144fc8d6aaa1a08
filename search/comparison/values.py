"""The numbers that plans set for a target: in its own words, its tasks, its measures and its indicators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.quantities import Quantity, find_quantities
from corpus.records import Indicator, Section, Span, Target, Task
from corpus.units import unit_of
from corpus.values import parse_value
from corpus.years import find_years
from search.comparison.model import Lines, Value, ValueSource

# Ages say whom, durations and intervals how often: they set no level.
_NO_LEVEL = frozenset({"age", "duration", "days", "hours", "interval"})
_CLAUSE = re.compile(r"[;\n]|\.(?=\s|$)|,(?=\s)")
_CUE = re.compile(
    r"(?:(?:về\s)?cơ bản|trên|dưới|hơn|khoảng|gần|ít nhất|tối thiểu|tối đa|không quá|không dưới|đạt|gấp|tăng|giảm|"
    r"thấp hơn|cao hơn|bình quân|xuống|lên|từ|[<>≤≥~])\s{0,2}\Z",
    re.IGNORECASE,
)
_CUES = 3
_AFTER = re.compile(r"(?:\s(?!và\s|hoặc\s|đến\s|vào\s|so\s|trong\s|năm\s)[^\W\d_]+){1,4}")
_UNSPECIFIED = "unspecified"
_DIGIT = re.compile(r"\d")


def values_of_text(
    plan_id: str, text: str, lines: Lines, source: ValueSource, heading: str = ""
) -> Iterator[Value]:
    """Yield the numbers a text sets.

    Args:
        plan_id: the plan it stands in.
        text: of a target, task or measure.
        lines: where it stands.
        source: which of these it is.
        heading: names what a number without words of its own is about.
    """
    last = 0
    name = heading
    for quantity in find_quantities(text):
        if not _sets_a_level(quantity, text):
            continue
        own = _name(text, last, quantity)
        name = own or name
        last = quantity.end
        written = _as_written(text, quantity)
        for year in quantity.years or (None,):
            yield Value(
                plan_id=plan_id,
                name=name,
                year=year,
                as_written=written,
                value=quantity.value,
                upper=quantity.upper,
                comparator=quantity.comparator,
                unit=quantity.unit,
                change=quantity.change,
                baseline=quantity.baseline,
                source=source,
                quote=_sentence(text, quantity.start, quantity.end),
                lines=lines,
            )


def _sets_a_level(quantity: Quantity, text: str) -> bool:
    unit = unit_of(quantity.unit)
    if unit is not None and unit.dimension.partition(" ")[0] in _NO_LEVEL:
        return False
    # Amounts of money are written in digits; words that look like one are part of others ("đầu tư đồng bộ").
    return unit is None or unit.dimension != "vnd" or bool(_DIGIT.search(quantity.text)) or len(quantity.text) > 10


def _name(text: str, last: int, quantity: Quantity) -> str:
    """Return the words around a quantity that say what it measures: its clause, up to the quantity before it."""
    breaks = [match.end() for match in _CLAUSE.finditer(text, last, quantity.start)]
    start = last
    for at in reversed([last, *breaks]):
        start = at
        # "đến năm 2030, giảm …" and "về số vụ, …": a clause of a date or a word alone names nothing.
        if len(_without_years(text[at : quantity.start]).split()) >= 3:
            break
    before = _without_years(text[start : quantity.start]).strip(" ,:;-–+(")
    after = _AFTER.match(text, quantity.end)
    behind = after.group().strip() if after else ""
    words = f"{before} {behind}".strip()
    return words if len([word for word in words.split() if word[0].isalpha()]) >= 3 else ""


def _without_years(text: str) -> str:
    for mention in reversed(find_years(text)):
        text = text[: mention.start] + text[mention.end :]
    return text


def _as_written(text: str, quantity: Quantity) -> str:
    start = quantity.start
    for _ in range(_CUES):
        cue = _CUE.search(text, max(0, start - 14), start)
        if cue is None or (cue.start() > 0 and text[cue.start() - 1].isalpha()):
            break
        start = cue.start()
    after = _AFTER.match(text, quantity.end) if quantity.unit.startswith("/") else None
    return " ".join(text[start : after.end() if after else quantity.end].split())


def _sentence(text: str, start: int, end: int) -> str:
    first = max((m.end() for m in re.finditer(r"[\n;]|\.(?=\s)", text[:start])), default=0)
    match = re.search(r"[\n;]|\.(?=\s|$)", text[end:])
    return " ".join(text[first : end + match.start() if match else len(text)].split())


def values_of_indicator(indicator: Indicator) -> Iterator[Value]:
    """Yield the cells of an indicator, year by year; a cell of several numbers gives each."""
    lines = _lines(indicator.span)
    for key, cell in indicator.values.items():
        read = parse_value(cell, indicator.unit)
        years = read.years or (None if key == _UNSPECIFIED else key,)
        parts = read.parts if read.value is None else ()
        for value, upper, comparator, unit, change in [
            (p.value, p.upper, p.comparator, p.unit or read.unit, p.change) for p in parts
        ] or [(read.value, read.upper, read.comparator, read.unit, read.change)]:
            yield Value(
                plan_id=indicator.plan_id,
                name=indicator.name,
                year=years[0],
                as_written=_cell(read.as_written, indicator.unit),
                value=value,
                upper=upper,
                comparator=comparator,
                unit=unit,
                change=change,
                baseline=(years[0] or "")[:4] <= "2016" and years[0] is not None and years[0].isdigit(),
                source="indicator",
                quote=f"{indicator.name}: {', '.join(f'{k}: {v}' for k, v in indicator.values.items())}",
                lines=lines,
            )


def _cell(cell: str, unit: str) -> str:
    """Return a cell with its percent sign, which stands in the unit's column."""
    return f"{cell}%" if unit.strip() == "%" and cell and cell[-1].isdigit() and "%" not in cell else cell


def target_values(
    target: Target, tasks: Iterable[Task], measures: Iterable[Section], indicators: Iterable[Indicator]
) -> tuple[Value, ...]:
    """Return every number set for a target, its own first, each once."""
    found = list(values_of_text(target.plan_id, target.text, _lines(target.span), "target", target.text))
    for section in measures:
        found += values_of_text(target.plan_id, section.text, _lines(section.span), "measure", target.text)
    for indicator in indicators:
        found += values_of_indicator(indicator)
    for task in tasks:
        if task.duplicate_of is None:
            found += values_of_text(target.plan_id, task.text, _lines(task.span), "task", task.text)
    return tuple(dict.fromkeys(found))


def _lines(span: Span) -> Lines:
    return span.first_line, span.last_line
