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
from search.comparison.wording import own_words

# Ages say whom, durations and intervals how often: they set no level.
_NO_LEVEL = frozenset({"age", "duration", "days", "hours", "interval"})
_STOP = re.compile(r"[;\n]|\.(?=\s|$)")
_FAR = 400
_LONGEST = 2000
_FEW = 2
_LABEL = re.compile(
    r"\A(?:chỉ tiêu|chi tiêu)\s{0,2}:?\s{0,2}|\A(?:và|đồng thời|trong đó)\s{0,2}:?\s{1,2}", re.IGNORECASE
)
_CUE = re.compile(
    r"(?:(?:về\s)?cơ bản|trên|dưới|hơn|khoảng|gần|ít nhất|tối thiểu|tối đa|không quá|không dưới|đạt|gấp|tăng|giảm|"
    r"thấp hơn|cao hơn|bình quân|xuống|lên|từ|[<>≤≥~])\s{0,2}\Z",
    re.IGNORECASE,
)
_CUES = 3
_AFTER = re.compile(r"(?:\s(?!và\s|hoặc\s|đến\s|vào\s|so\s|năm\s)[^\W\d_]+){1,9}")
_UNSPECIFIED = "unspecified"
_DIGIT = re.compile(r"\d")


def values_of_text(plan_id: str, text: str, lines: Lines, source: ValueSource, heading: str = "") -> Iterator[Value]:
    """Yield the numbers a text sets.

    Args:
        plan_id: the plan it stands in.
        text: of a target, task or measure.
        lines: where it stands.
        source: which of these it is.
        heading: names what a number without words of its own is about.
    """
    last, name = 0, ""
    for quantity in find_quantities(text):
        if not _sets_a_level(quantity, text):
            continue
        name = _name(text, last, quantity) or name or _clause_before(text, quantity.start) or heading
        last = quantity.end
        for year in quantity.years or (None,):
            yield Value(
                plan_id=plan_id,
                name=name,
                year=year,
                as_written=_as_written(text, quantity),
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
    """Return the words around a quantity that say what it measures, "" when it has none of its own.

    They are those of its clause behind the quantity before it, from the last comma on if enough follow, and some of
    those behind it: few where those before say enough, more where the number comes first.
    """
    start = max([last, *(m.end() for m in _STOP.finditer(text, max(last, quantity.start - _FAR), quantity.start))])
    before = _stripped(text[start : quantity.start])
    tail = before.rpartition(",")[2]
    if len(own_words(tail)) >= _FEW:
        before = tail.strip()
    enough = len(own_words(before)) >= _FEW
    after = _words_after(text, quantity.end, 4 if enough else 9)
    name = " ".join(f"{before} {after}".split())
    return name if len(own_words(name)) >= _FEW else ""


def _stripped(text: str) -> str:
    """Return the words before a number without years and without the words that only lead to it ("đạt trên")."""
    text = _LABEL.sub("", _without_years(text).strip(" ,:;-–+("))
    for _ in range(_CUES):
        cue = _CUE.search(f"{text} ")
        if cue is None or (cue.start() and text[cue.start() - 1].isalpha()):
            break
        text = text[: cue.start()].rstrip(" ,:")
    return text


def _words_after(text: str, end: int, most: int) -> str:
    match = _AFTER.match(text, end)
    return " ".join(match.group().split()[:most]) if match else ""


def _clause_before(text: str, start: int) -> str:
    """Return the clause before the one a number without words of its own stands in ("…; đến năm 2025 đạt 100%")."""
    clauses = [_stripped(part) for part in _STOP.split(text[max(0, start - _FAR) : start])]
    return next((clause for clause in reversed(clauses) if len(own_words(clause)) >= _FEW), "")


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
    after = _words_after(text, quantity.end, 4) if quantity.unit.startswith("/") else ""
    return " ".join(f"{text[start : quantity.end]} {after}".split())


def _sentence(text: str, start: int, end: int) -> str:
    first = max((match.end() for match in _STOP.finditer(text, max(0, start - _LONGEST), start)), default=0)
    if not first and start > _LONGEST:
        first = start - _LONGEST
    stop = _STOP.search(text, end, end + _LONGEST)
    return " ".join(text[first : stop.start() if stop else end + _LONGEST].split())


def values_of_indicator(indicator: Indicator) -> Iterator[Value]:
    """Yield the cells of an indicator, year by year; a cell of several numbers gives each."""
    lines = _lines(indicator.span)
    for key, cell in indicator.values.items():
        read = parse_value(cell, indicator.unit)
        years = read.years or (None if key == _UNSPECIFIED else key,)
        cells = read.parts if read.value is None and read.parts else (read,)
        for cell_value in cells:
            yield Value(
                plan_id=indicator.plan_id,
                name=indicator.name,
                year=years[0],
                as_written=_cell(read.as_written, indicator.unit),
                value=cell_value.value,
                upper=cell_value.upper,
                comparator=cell_value.comparator,
                unit=cell_value.unit or read.unit,
                change=cell_value.change,
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
