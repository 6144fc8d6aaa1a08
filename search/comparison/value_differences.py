"""Numbers of several plans that measure the same thing, made comparable; where they differ or only some state them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from corpus.units import unit_of
from search.comparison.features import Vocabulary
from search.comparison.model import Difference, Member, Quote, Value
from search.comparison.wording import own_words

# From this share of the weight of the shorter name on, two numbers measure the same thing.
_SAME_THING = 0.62
_AGE = re.compile(r"(\d{1,3})\s{0,2}tuổi|tuổi\s(\d{1,3})", re.IGNORECASE)
_WHOLE_COUNTRY = re.compile(r"toàn quốc|cả nước", re.IGNORECASE)
_GROWTH = re.compile(r"tốc độ tăng|tăng trưởng", re.IGNORECASE)
_LONGEST_NAME = 110
_UNIT_SLIP = 9
_BREAK = re.compile(r"[,;:](?!\d)")
_OTHER_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d+)?(?!\d)(?<!\d{4})")


@dataclass
class _Series:
    """Numbers of one plan and one unit under one name."""

    plan_id: str
    name: str
    words: frozenset[str]
    ages: frozenset[str]
    scale: str
    values: list[Value] = field(default_factory=list)

    @property
    def is_baseline(self) -> bool:
        """Whether these only say where things start from."""
        return all(value.baseline for value in self.values)

    @property
    def is_national(self) -> bool:
        """Whether they measure the country rather than the province."""
        return bool(_WHOLE_COUNTRY.search(self.name))


def value_differences(
    members: Mapping[str, Sequence[Member]], names: Mapping[str, str], vocabulary: Vocabulary
) -> list[Difference]:
    """Return one difference for each thing that the plans measure differently, or that only some of them measure.

    Args:
        members: plan → its targets in the row.
        names: plan → name for the reader.
        vocabulary: how much each word says.
    """
    here = [plan_id for plan_id, found in members.items() if found]
    series = [s for plan_id in here for s in _series(v for member in members[plan_id] for v in member.values)]
    found = []
    for group in _groups(series, vocabulary):
        by_plan = {plan_id: [v for s in group if s.plan_id == plan_id for v in s.values] for plan_id in here}
        stated = {plan_id: values for plan_id, values in by_plan.items() if values}
        without = tuple(plan_id for plan_id in here if plan_id not in stated)
        if len(here) > 1 and (without or _differ(list(stated.values()))):
            found.append(_difference(group, stated, without, names))
    return found


def _series(values: Iterable[Value]) -> list[_Series]:
    found: dict[tuple[str, str, str, str], _Series] = {}
    for value in values:
        unit = unit_of(value.unit)
        scale = f"{(unit.dimension if unit else value.unit).partition(' per ')[0]} {_kind_of_change(value)}"
        key = value.source, value.name, scale, str(value.lines)
        if key not in found:
            ages = frozenset(a or b for a, b in _AGE.findall(value.name))
            found[key] = _Series(value.plan_id, value.name, frozenset(own_words(value.name)), ages, scale)
        found[key].values.append(value)
    return list(found.values())


def _kind_of_change(value: Value) -> str:
    """Return what a number is: a level, a rate of growth, a rise or fall, or a factor; only like is compared."""
    if value.unit.endswith("/năm") or _GROWTH.search(value.name):
        return "rate"
    return value.change


def _groups(series: Sequence[_Series], vocabulary: Vocabulary) -> list[list[_Series]]:
    """Group series that measure the same thing, the likest first; a thing a plan states of its own stands alone.

    What only says where things start from waits: it is not what another plan's aim is compared with if there is an aim.
    """
    pairs = sorted(
        (
            (_alike(left, right, vocabulary), _nearness(left, right, vocabulary), a, b)
            for a, left in enumerate(series)
            for b, right in enumerate(series)
            if a < b
        ),
        key=lambda pair: (series[pair[2]].is_baseline or series[pair[3]].is_baseline, -pair[0], -pair[1], *pair[2:]),
    )
    group = list(range(len(series)))
    for score, _, a, b in pairs:
        if score >= _SAME_THING and group[a] != group[b]:
            joined = [at for at, g in enumerate(group) if g in (group[a], group[b])]
            if _fit(joined, series, vocabulary):
                for at in joined:
                    group[at] = min(group[a], group[b])
    result: dict[int, list[_Series]] = {}
    for at, one in enumerate(series):
        result.setdefault(group[at], []).append(one)
    return list(result.values())


def _fit(joined: Sequence[int], series: Sequence[_Series], vocabulary: Vocabulary) -> bool:
    """Whether no two of several series are of different scales, ages or subjects."""
    return all(_alike(series[a], series[b], vocabulary) >= _SAME_THING / 2 for a in joined for b in joined if a < b)


def _alike(left: _Series, right: _Series, vocabulary: Vocabulary) -> float:
    if left.scale != right.scale or (left.ages and right.ages and left.ages != right.ages):
        return 0.0
    if bool(left.ages) != bool(right.ages) or left.is_national != right.is_national:
        return 0.0
    if left.plan_id == right.plan_id and left.values[0].source == right.values[0].source:
        return 0.0
    weights = [sum(vocabulary.weight(word) for word in one.words) for one in (left, right)]
    common = left.words & right.words
    if len(common) < 2 or not min(weights):
        return 0.0
    return sum(vocabulary.weight(word) for word in common) / min(weights)


def _nearness(left: _Series, right: _Series, vocabulary: Vocabulary) -> float:
    """Return the share of the weight of the longer name: of two that hold a short name, the shorter is nearer."""
    longest = max(sum(vocabulary.weight(word) for word in one.words) for one in (left, right))
    return sum(vocabulary.weight(word) for word in left.words & right.words) / longest if longest else 0.0


def _differ(plans: Sequence[Sequence[Value]]) -> bool:
    """Whether the plans set different numbers for any year, or for the only year each has."""
    for at, left in enumerate(plans):
        for right in plans[at + 1 :]:
            if any(_unequal(a, b) for a in left for b in right if _same_time(a, b, left, right)):
                return True
            if {v.year for v in left if v.year} != {v.year for v in right if v.year}:
                return True
    return False


def _same_time(a: Value, b: Value, left: Sequence[Value], right: Sequence[Value]) -> bool:
    return a.year == b.year or (len(left) == len(right) == 1 and None in (a.year, b.year))


def _unequal(left: Value, right: Value) -> bool:
    first, second = common_scale(left), common_scale(right)
    if first is None or second is None:
        return left.as_written.casefold() != right.as_written.casefold()
    if first != second:
        return True
    ends = [value.upper for value in (left, right)]
    return (ends[0] is None) != (ends[1] is None) or _direction(left) * _direction(right) < 0


def common_scale(value: Value) -> Decimal | None:
    """Return a number on the scale all units of its dimension share (one in a thousand and per cent; ha and km²)."""
    if value.value is None:
        return None
    unit = unit_of(value.unit)
    return value.value * unit.factor if unit else value.value


def _direction(value: Value) -> int:
    return {">": 1, ">=": 1, "<": -1, "<=": -1}.get(value.comparator, 0)


def _difference(
    group: Sequence[_Series], stated: Mapping[str, Sequence[Value]], without: Sequence[str], names: Mapping[str, str]
) -> Difference:
    topic = _topic(group)
    parts = [f"{names[plan_id]} {written(values)}" for plan_id, values in stated.items()]
    if without:
        parts.append(f"không thấy số tương ứng ở {', '.join(names[plan_id] for plan_id in without)}")
    remarks = [remark for remark in (_slip(stated, names), _contradiction(stated, names)) if remark]
    return Difference(
        kind="value",
        text=" ".join([f"{topic}: {'; '.join(parts)}.", *remarks]),
        plans={plan_id: written(values) for plan_id, values in stated.items()},
        quotes={plan_id: _quotes(values) for plan_id, values in stated.items()},
        without=tuple(without),
        topic=topic,
    )


def _topic(group: Sequence[_Series]) -> str:
    """Return what is measured: the name of an indicator where there is one, with its unit, else the shortest clause."""
    best = min(group, key=lambda one: (one.values[0].source != "indicator", len(one.name)))
    first = best.values[0]
    if first.source != "indicator":
        return _short(clause_of(first) or best.name)
    unit = first.unit
    return _short(best.name) + (f" ({unit})" if unit and unit != "%" and unit not in best.name else "")


def clause_of(value: Value) -> str:
    """Return the clause a number stands in, dots for it in the middle; "" with another number in it, or too long."""
    start = value.quote.find(value.as_written)
    if start < 0:
        return ""
    before = _BREAK.split(value.quote[:start])[-1].lstrip()
    after = _BREAK.split(value.quote[start + len(value.as_written) :])[0].rstrip()
    clause = f"{before}…{after}"
    clause = _closed(clause).strip("… ")
    if len(clause) > _LONGEST_NAME or _OTHER_NUMBER.search(clause) or len(own_words(clause)) < 2:
        return ""
    return clause


def written(values: Sequence[Value]) -> str:
    """Return numbers as the plan writes them, each with its year: "15% (2020), 25% (2025)"."""
    seen: dict[tuple[str | None, Decimal | str, Decimal | None], str] = {}
    for value in values:
        dated = value.as_written if not value.year or value.year in value.as_written else None
        key = value.year, value.as_written if value.value is None else value.value, value.upper
        seen.setdefault(key, dated or f"{value.as_written} ({value.year})")
    return ", ".join(dict.fromkeys(seen.values()))


def _contradiction(stated: Mapping[str, Sequence[Value]], names: Mapping[str, str]) -> str:
    """Name the plans that give two numbers for one year in two places."""
    remarks = []
    for plan_id, values in stated.items():
        by_year: dict[str, dict[tuple[Decimal, Decimal | None], Value]] = {}
        for value in values:
            if value.year and value.value is not None and not value.change:
                by_year.setdefault(value.year, {}).setdefault((value.value, value.upper), value)
        for year, found in by_year.items():
            places = {value.lines for value in found.values()}
            if len(found) > 1 and len(places) > 1 and len({value.unit for value in found.values()}) == 1:
                said = ", ".join(f"{value.as_written} (dòng {value.lines[0]})" for value in found.values())
                remarks.append(f"{names[plan_id]} ghi hai số cho năm {year}: {said}.")
    return " ".join(remarks)


def _quotes(values: Sequence[Value]) -> tuple[Quote, ...]:
    return tuple(Quote(quote, lines) for quote, lines in dict.fromkeys((v.quote, v.lines) for v in values))


def _slip(stated: Mapping[str, Sequence[Value]], names: Mapping[str, str]) -> str:
    """Name each plan whose number is ten times the others' in another unit of a scale: per cent for per mille."""
    latest = {
        plan_id: (values[-1], scaled)
        for plan_id, values in stated.items()
        if (scaled := common_scale(values[-1])) is not None and not values[-1].change
    }
    remarks = []
    for plan_id, (value, scaled) in latest.items():
        others = [(v, s) for other, (v, s) in latest.items() if other != plan_id and v.unit != value.unit and s > 0]
        if others and all(scaled >= _UNIT_SLIP * s for _, s in others):
            remarks.append(
                f"{names[plan_id]} ghi {value.as_written}, gấp hơn {_UNIT_SLIP} lần nơi khác khi quy về cùng đơn vị: "
                "có thể nhầm đơn vị trong văn bản."
            )
    return " ".join(remarks)


def _short(name: str) -> str:
    name = " ".join(name.split()).strip(" ,;:.")
    name = name[:1].upper() + name[1:]
    return _closed(name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rpartition(" ")[0] + "…")


def _closed(text: str) -> str:
    """Return a text without a bracket that it opens and does not close."""
    return text if text.count("(") <= text.count(")") else text[: text.rindex("(")].rstrip()
