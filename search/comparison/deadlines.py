"""Years by which plans want the same: of the targets themselves, and of the programmes their tasks carry out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.records import Task
from corpus.years import find_years
from search.comparison.model import Difference, Lines, Member, Quote
from search.comparison.national import without_names
from search.comparison.wording import own_words, says_alike

_DOCUMENT = re.compile(r"(?:Chiến lược|Chương trình|Đề án|Quy hoạch|Kế hoạch|Dự án|Nghị quyết)(?=\s)", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?:giai đoạn|thời kỳ)\s{1,3}(?P<first>\d{4})\s{0,3}[-–]\s{0,3}(?P<last>\d{4})"
    r"(?:,?\s(?:và\s)?(?:định hướng|tầm nhìn)\s(?:đến\s)?(?:năm\s)?\d{4})?",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(r"(?<![\d/.,-])20[1-5]\d(?![\d/]|[.,]\d)")
_REACH = 180
_SAME_PROGRAMME = 0.75
_FEWEST_WORDS = 3


def target_deadline(members: Mapping[str, Sequence[Member]], names: Mapping[str, str]) -> Difference | None:
    """Return how the years differ that the targets themselves name, None when they do not.

    Args:
        members: plan → its targets in the row.
        names: plan → name for the reader.
    """
    years = {plan_id: _years(found) for plan_id, found in members.items() if found}
    named = {year for found in years.values() for year in found}
    for plan_id, found in years.items():
        # A damaged word before it ("Đên nam 2030") makes a year no mention of a year, but it is there.
        bare = {
            match.group() for member in members[plan_id] for match in _BARE_YEAR.finditer(without_names(member.text))
        }
        found.update({year: year for year in sorted((bare & named) - found.keys())})
    if len(years) < 2 or len({frozenset(found) for found in years.values()}) == 1:
        return None
    stated = {plan_id: found for plan_id, found in years.items() if found}
    without = tuple(plan_id for plan_id in years if plan_id not in stated)
    parts = [f"{names[plan_id]}: {', '.join(found.values())}" for plan_id, found in stated.items()]
    parts += [f"{names[plan_id]}: không ghi năm" for plan_id in without]
    return Difference(
        kind="deadline",
        text="Mốc thời gian khác nhau. " + "; ".join(parts) + ".",
        plans={plan_id: ", ".join(found.values()) for plan_id, found in stated.items()},
        quotes={
            plan_id: tuple(Quote(member.text, member.lines, member.code) for member in members[plan_id])
            for plan_id in years
        },
        without=without,
    )


def _years(members: Iterable[Member]) -> dict[str, str]:
    """Return year → the words that name it."""
    found: dict[str, str] = {}
    for member in members:
        text = without_names(member.text)
        for mention in find_years(text):
            if not mention.base:
                for year in mention.years:
                    found.setdefault(year, " ".join(text[mention.start : mention.end].split()))
    return found


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme that a task names with its period."""

    plan_id: str
    name: str
    period: tuple[str, str]
    as_written: str
    lines: Lines


def programmes_of(tasks: Iterable[Task]) -> Iterator[Programme]:
    """Yield the programmes with a period that tasks name ("Chiến lược Dân số … giai đoạn 2011 - 2020")."""
    for task in tasks:
        for match in _PERIOD.finditer(task.text):
            before = task.text[max(0, match.start() - _REACH) : match.start()]
            sentence = re.split(r"[.;\n]", before)[-1]
            openings = list(_DOCUMENT.finditer(sentence))
            if openings:
                yield Programme(
                    plan_id=task.plan_id,
                    name=sentence[openings[-1].start() :].strip(" ,"),
                    period=(match["first"], match["last"]),
                    as_written=" ".join(match.group().split()),
                    lines=(task.span.first_line, task.span.last_line),
                )


def programme_deadlines(programmes: Sequence[Programme], names: Mapping[str, str]) -> list[Difference]:
    """Return one difference for each programme that tasks of several plans name with different periods."""
    groups: list[list[Programme]] = []
    for programme in programmes:
        group = next((g for g in groups if any(_same(programme, other) for other in g)), None)
        if group is None:
            groups.append([programme])
        else:
            group.append(programme)
    return [_programme_difference(g, names) for g in groups if _periods_differ(g)]


def _same(left: Programme, right: Programme) -> bool:
    if min(len(set(own_words(left.name))), len(set(own_words(right.name)))) < _FEWEST_WORDS:
        return False
    return min(says_alike(left.name, right.name)) >= _SAME_PROGRAMME


def _periods_differ(group: Sequence[Programme]) -> bool:
    by_plan: dict[str, set[tuple[str, str]]] = {}
    for programme in group:
        by_plan.setdefault(programme.plan_id, set()).add(programme.period)
    return len(by_plan) > 1 and len({frozenset(periods) for periods in by_plan.values()}) > 1


def _programme_difference(group: Sequence[Programme], names: Mapping[str, str]) -> Difference:
    by_plan: dict[str, list[Programme]] = {}
    for programme in group:
        by_plan.setdefault(programme.plan_id, []).append(programme)
    shown = {plan_id: ", ".join(dict.fromkeys(p.as_written for p in found)) for plan_id, found in by_plan.items()}
    name = min((programme.name for programme in group), key=len)
    parts = "; ".join(f"{names[plan_id]}: {text}" for plan_id, text in shown.items())
    return Difference(
        kind="deadline",
        text=f"{name}: thời kỳ ghi khác nhau. {parts}.",
        plans=shown,
        quotes={
            plan_id: tuple(Quote(f"{p.name} {p.as_written}", p.lines) for p in found)
            for plan_id, found in by_plan.items()
        },
        topic=name,
    )
