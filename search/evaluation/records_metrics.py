"""How exactly the plans were read: headings, tasks, bodies and indicators against the gold set.

A sample cannot show what was invented, so precision is not measured; the counts of each plan stand beside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from corpus.records import AgencyMention, Goal, Indicator, Plan, Project, Target, Task
from corpus.wording import casefold_plain, key
from search.evaluation.gold import GoldIndicator, GoldTask, Heading, Place
from search.evaluation.statistics import share

COMPARED = 300
ALIKE = 85.0
Record = Goal | Target | Task | Project | Indicator

# What the gold set calls otherwise: "assigned" is an inheritance there, an empty lead has no basis.
_GOLD_BASIS = {"assigned": "inherited"}


@dataclass(frozen=True, slots=True)
class HeadingResult:
    """One heading of the gold set and how it was read."""

    heading: Heading
    found: bool
    text: bool
    lines: bool
    got: str = ""


@dataclass(frozen=True, slots=True)
class TaskResult:
    """One task of the gold set and how it was read; everything is false where no task matches."""

    task: GoldTask
    match: Task | None
    own_target: bool
    lines: bool
    text: bool
    lead: bool
    lead_as_written: bool
    basis: bool
    coordinating: float
    details: bool


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator of the gold set and how it was read; `values` is how many cells are right."""

    indicator: GoldIndicator
    found: bool
    name: bool
    unit: bool
    lines: bool
    values: int
    got: str = ""


def same_words(left: str, right: str) -> bool:
    """Return whether two texts say the same in spite of case, dashes, spaces and a final stop."""
    return casefold_plain(left).rstrip(" .;:,") == casefold_plain(right).rstrip(" .;:,")


def headings(gold: Iterable[Heading], plans: Mapping[str, Plan]) -> Iterator[HeadingResult]:
    """Yield how each heading was read.

    Args:
        gold: goals, themes, targets, numbered rows, projects and indicators.
        plans: plan_id → plan as parsed.
    """
    for heading in gold:
        plan = plans.get(heading.place.plan_id)
        if heading.level == "project_group":
            fields = [project.field for project in plan.projects] if plan else []
            named = any(same_words(field, heading.text) for field in fields)
            yield HeadingResult(heading, named, named, named)
            continue
        found = _best(heading, list(_candidates(heading, plan))) if plan else None
        if found is None:
            yield HeadingResult(heading, False, False, False)
            continue
        got = found.text if isinstance(found, Goal | Target | Task) else found.name
        lines = tuple(found.span.lines) == heading.place.lines
        yield HeadingResult(heading, True, same_words(got, heading.text), lines, f"{found.span.lines} {got}")


def _candidates(heading: Heading, plan: Plan) -> Iterator[Record]:
    code = heading.full_code
    if heading.level in {"goal", "theme"}:
        yield from (goal for goal in plan.goals if goal.full_code == code and goal.level == heading.level)
    elif heading.level == "target":
        yield from (target for target in plan.targets if target.full_code == code)
    elif heading.level == "task":
        yield from (target for target in plan.targets if target.full_code == code)
        yield from (task for task in plan.tasks if task.full_code == code)
    elif heading.level == "project":
        yield from (project for project in plan.projects if project.full_code == code)
    elif heading.level == "indicator":
        yield from (indicator for indicator in plan.indicators if indicator.code == heading.code)


def _best(heading: Heading, found: Sequence[Record]) -> Record | None:
    """Return the candidate at the gold's lines, else the first."""
    overlapping = [record for record in found if Place(record.plan_id, _lines(record)).overlaps(heading.place)]
    return next(iter([*overlapping, *found]), None)


def _lines(record: Record) -> tuple[int, int]:
    return record.span.first_line, record.span.last_line


def tasks(gold: Sequence[GoldTask], plans: Mapping[str, Plan]) -> Iterator[TaskResult]:
    """Yield how each task was read; no parsed task answers for two of the gold set.

    Args:
        gold: tasks as they should be.
        plans: plan_id → plan as parsed.
    """
    matches = _matches(gold, plans)
    for number, task in enumerate(gold):
        match = matches.get(number)
        if match is None:
            yield TaskResult(task, None, False, False, False, False, False, False, 0.0, False)
            continue
        yield TaskResult(
            task=task,
            match=match,
            own_target=_under(match, task),
            lines=_lines(match) == task.place.lines,
            text=_same_text(match.text, task.text),
            lead=_lead_right(match, task),
            lead_as_written=_names(item.as_written for item in match.lead) == _names(task.lead),
            basis=_GOLD_BASIS.get(match.lead_basis, match.lead_basis) == task.lead_basis,
            coordinating=_jaccard({item.as_written for item in match.coordinating}, set(task.coordinating)),
            details=_details_right(match, task),
        )


def _matches(gold: Sequence[GoldTask], plans: Mapping[str, Plan]) -> dict[int, Task]:
    """Pair tasks of the gold set with parsed ones: lines in common and like words, the most alike first."""
    pairs: list[tuple[bool, float, int, Task]] = []
    for number, task in enumerate(gold):
        plan = plans.get(task.place.plan_id)
        wanted = key(task.text[:COMPARED])
        for candidate in plan.tasks if plan else ():
            if Place(candidate.plan_id, _lines(candidate)).overlaps(task.place):
                alike = fuzz.ratio(key(candidate.text)[: len(wanted) + 5], wanted, score_cutoff=ALIKE)
                if alike:
                    pairs.append((_under(candidate, task), alike, number, candidate))
    matches: dict[int, Task] = {}
    taken: set[tuple[str, int, int]] = set()
    for _, _, number, candidate in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2])):
        place = (candidate.plan_id, candidate.span.start, candidate.span.end)
        if number not in matches and place not in taken:
            matches[number] = candidate
            taken.add(place)
    return matches


def _under(match: Task, task: GoldTask) -> bool:
    return task.target_code in {match.target_code, match.full_code} and (not task.part or match.part == task.part)


def _same_text(got: str, wanted: str) -> bool:
    if len(wanted) < COMPARED:
        return same_words(got, wanted)
    return casefold_plain(got).startswith(casefold_plain(wanted)[: COMPARED - 5])


def _lead_right(match: Task, task: GoldTask) -> bool:
    if task.lead_canonical is None:
        return _bodies_named(match.lead, task.lead)
    return _names(item.canonical for item in match.lead) == _names(task.lead_canonical)


def _bodies_named(mentions: Sequence[AgencyMention], names: Sequence[str]) -> bool:
    return _names(mention.as_written for mention in mentions) == _names(names)


def _names(names: Iterable[str]) -> Counter[str]:
    return Counter(casefold_plain(name) for name in names)


def _jaccard(got: set[str], wanted: set[str]) -> float:
    left, right = {casefold_plain(name) for name in got}, {casefold_plain(name) for name in wanted}
    return len(left & right) / len(left | right) if left | right else 1.0


def _details_right(match: Task, task: GoldTask) -> bool:
    wanted = [(task.period, match.period), (task.output, match.output)]
    return all(same_words(gold, got or "") for gold, got in wanted if gold is not None)


def indicators(gold: Sequence[GoldIndicator], plans: Mapping[str, Plan]) -> Iterator[IndicatorResult]:
    """Yield how each indicator was read; a value is right when year and words are.

    Args:
        gold: indicators as they should be.
        plans: plan_id → plan as parsed.
    """
    for wanted in gold:
        plan = plans.get(wanted.place.plan_id)
        same_code = [item for item in plan.indicators if item.code == wanted.code] if plan else []
        match = max(same_code, key=lambda item: fuzz.ratio(key(item.name), key(wanted.name)), default=None)
        if match is None:
            yield IndicatorResult(wanted, False, False, False, False, 0)
            continue
        right = sum(
            casefold_plain(match.values.get(year, "")) == casefold_plain(value) for year, value in wanted.values.items()
        )
        # A value too many is a wrong one.
        exact = right if len(match.values) == len(wanted.values) else min(right, len(wanted.values) - 1)
        yield IndicatorResult(
            indicator=wanted,
            found=True,
            name=same_words(match.name, wanted.name),
            unit=same_words(match.unit, wanted.unit),
            lines=_lines(match) == wanted.place.lines,
            values=max(0, exact),
            got=f"{match.span.lines} {match.name} ({match.unit}) {dict(match.values)}",
        )


def heading_figures(results: Sequence[HeadingResult]) -> dict[str, dict[str, float | int | None]]:
    """Return level → found, text right, lines right, and all three, as shares."""
    by_level: defaultdict[str, list[HeadingResult]] = defaultdict(list)
    for result in results:
        by_level["all"].append(result)
        by_level[result.heading.level].append(result)
    return {
        level: {
            "number": len(group),
            "found": share(sum(item.found for item in group), len(group)),
            "text": share(sum(item.text for item in group), len(group)),
            "lines": share(sum(item.lines for item in group), len(group)),
            "exact": share(sum(item.text and item.lines for item in group), len(group)),
        }
        for level, group in by_level.items()
    }


def task_figures(results: Sequence[TaskResult]) -> dict[str, float | int | None]:
    """Return the shares of all tasks of the gold set; a task that was not found counts as wrong everywhere.

    `coordinating` alone is a mean over those found.
    """
    number = len(results)
    found = [result for result in results if result.match is not None]
    return {
        "number": number,
        "found": share(len(found), number),
        "own_target": share(sum(item.own_target for item in results), number),
        "lines": share(sum(item.lines for item in results), number),
        "text": share(sum(item.text for item in results), number),
        "lead": share(sum(item.lead for item in results), number),
        "lead_as_written": share(sum(item.lead_as_written for item in results), number),
        "lead_basis": share(sum(item.basis for item in results), number),
        "coordinating": share(sum(item.coordinating for item in found), len(found)),
        "details": share(sum(item.details for item in results), number),
    }


def indicator_figures(results: Sequence[IndicatorResult]) -> dict[str, float | int | None]:
    """Return the shares of indicators found and read right, and of single values right."""
    number = len(results)
    return {
        "number": number,
        "found": share(sum(item.found for item in results), number),
        "name": share(sum(item.name for item in results), number),
        "unit": share(sum(item.unit for item in results), number),
        "lines": share(sum(item.lines for item in results), number),
        "values": share(sum(item.values for item in results), sum(len(item.indicator.values) for item in results)),
    }


def counts(plans: Mapping[str, Plan]) -> dict[str, dict[str, int]]:
    """Return plan_id → how many records of each kind were read, beside what the plan itself declares."""
    kinds = ("goals", "targets", "tasks", "indicators", "projects", "definitions", "sections", "leftovers")
    return {
        plan_id: {kind: len(getattr(plan, kind)) for kind in kinds}
        | {f"declared {name}": number for name, number in plan.declared.items()}
        for plan_id, plan in plans.items()
    }


def failures(
    heading_results: Iterable[HeadingResult],
    task_results: Iterable[TaskResult],
    indicator_results: Iterable[IndicatorResult],
) -> list[dict[str, Any]]:
    """Return every record of the gold set that was read wrongly, and how it was read."""
    wrong: list[dict[str, Any]] = []
    for heading in heading_results:
        if not (heading.text and heading.lines):
            named = f"{heading.heading.level} {heading.heading.full_code}"
            wrong.append(_wrong(heading.heading.place, named, heading.heading.text, heading.got))
    for result in task_results:
        problems = _task_problems(result)
        if problems:
            task, match = result.task, result.match
            got = f"{', '.join(problems)}: {_told(match)}" if match else "not found"
            wrong.append(_wrong(task.place, f"task {task.target_code}", f"{list(task.lead)} {task.text}", got))
    for item in indicator_results:
        if not item.found or not item.name or not item.lines or item.values < len(item.indicator.values):
            wanted = f"{item.indicator.name} ({item.indicator.unit}) {dict(item.indicator.values)}"
            wrong.append(_wrong(item.indicator.place, f"indicator {item.indicator.code}", wanted, item.got))
    return wrong


def _task_problems(result: TaskResult) -> list[str]:
    if result.match is None:
        return ["found"]
    checks = {
        "target": result.own_target,
        "lines": result.lines,
        "text": result.text,
        "lead": result.lead,
        "basis": result.basis,
        "coordinating": result.coordinating == 1.0,
        "details": result.details,
    }
    return [name for name, right in checks.items() if not right]


def _told(task: Task) -> str:
    lead = [mention.canonical for mention in task.lead]
    return f"{task.span.lines} {task.target_code} {lead} {task.lead_basis} {task.text[:COMPARED]}"


def _wrong(place: Place, what: str, wanted: str, got: str) -> dict[str, Any]:
    return {"plan_id": place.plan_id, "lines": list(place.lines), "what": what, "wanted": wanted, "got": got}
