"""The records of one index generation in memory, and how passages and records find each other."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar, cast

from corpus.facts import Fact, document_facts
from corpus.reading import Document
from corpus.records import (
    Definition,
    Goal,
    Indicator,
    Passage,
    Plan,
    PlanInfo,
    Project,
    Section,
    Span,
    Target,
    Task,
)
from index.records_store import StoredPlan
from index.text import folded_tokens

T = TypeVar("T")
Record = Goal | Target | Task | Indicator | Project | Definition | Section
_LEVELS: dict[type, str] = {
    Goal: "goal",
    Target: "target",
    Task: "task",
    Indicator: "indicator",
    Project: "project",
    Definition: "definition",
    Section: "section",
}
_Key = tuple[str, str, int, int]
# No passage is longer than this; it bounds how far back the one that holds a place is looked for.
_FAR = 20_000


@dataclass(frozen=True, slots=True)
class NamedBody:
    """A body, and its name without marks as it was found in a text."""

    name: str
    agency_id: str


class RecordsStore:
    """Plans, their sources and their passages, read-only; safe to share between threads."""

    def __init__(self, stored: Iterable[StoredPlan], passages: Sequence[Passage]) -> None:
        held = tuple(stored)
        self.plans: Mapping[str, Plan] = MappingProxyType({item.plan.info.plan_id: item.plan for item in held})
        self.documents: Mapping[str, Document] = MappingProxyType(
            {item.plan.info.plan_id: item.document for item in held}
        )
        # Decoded once: every request reads dozens of them.
        self.passages: Sequence[Passage] = tuple(passages)
        self._passage_by_id = {passage.passage_id: passage for passage in self.passages}
        self._passage_by_place: dict[_Key, Passage] = {}
        self._places: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for passage in self._passage_by_id.values():
            self._passage_by_place.setdefault(_place_of_passage(passage), passage)
            self._places[passage.plan_id].append((passage.span.start, passage.span.end, passage.passage_id))
        for places in self._places.values():
            places.sort()
        self._record_by_place: dict[_Key, Record] = {}
        self._targets: dict[tuple[str, str], Target] = {}
        self._goals: dict[tuple[str, str], Goal] = {}
        self._tasks: defaultdict[tuple[str, str], list[Task]] = defaultdict(list)
        self._indicators: defaultdict[tuple[str, str], list[Indicator]] = defaultdict(list)
        self._made: dict[tuple[str, str], object] = {}
        self._facts: dict[str, tuple[Fact, ...]] = {}
        for item in held:
            self._take(item.plan)

    def _take(self, plan: Plan) -> None:
        records: tuple[tuple[Record, ...], ...] = (
            plan.goals,
            plan.targets,
            plan.tasks,
            plan.indicators,
            plan.projects,
            plan.definitions,
            plan.sections,
        )
        for group in records:
            for record in group:
                self._record_by_place.setdefault(_place_of_record(record), record)
        for goal in plan.goals:
            self._goals.setdefault((goal.plan_id, goal.code), goal)
        for target in plan.targets:
            self._targets[target.plan_id, target.full_code] = target
        for target in plan.targets:
            self._targets.setdefault((target.plan_id, target.code), target)
        for task in plan.tasks:
            self._tasks[task.plan_id, task.target_code].append(task)
        for indicator in plan.indicators:
            self._indicators[indicator.plan_id, indicator.target_code].append(indicator)

    @property
    def infos(self) -> tuple[PlanInfo, ...]:
        """What is known of each plan as a document, in the order of the index."""
        return tuple(plan.info for plan in self.plans.values())

    def once(self, key: tuple[str, str], make: Callable[[], T]) -> T:
        """Return what was made for a key before, or make it: what follows from a passage alone never changes."""
        if key not in self._made:
            self._made[key] = make()
        return cast(T, self._made[key])

    @cached_property
    def body_ids(self) -> frozenset[str]:
        """The ids of all bodies that a task or an assignment of a plan names."""
        return frozenset(self._bodies_by_name.values())

    def body_named(self, text: str) -> NamedBody | None:
        """Return the body with the longest name among those that a text names in the words of a plan."""
        line = f" {' '.join(folded_tokens(text))} "
        found = [name for name in self._bodies_by_name if f" {name} " in line]
        name = max(found, key=len, default="")
        return NamedBody(name, self._bodies_by_name[name]) if name else None

    @cached_property
    def collectives(self) -> Mapping[str, str]:
        """The collective bodies of all plans ("UBND các huyện, thành phố"): their names without marks by id."""
        tasks = [task for plan in self.plans.values() for task in plan.tasks]
        mentions = [body for task in tasks for body in (*task.lead, *task.coordinating) if body.kind == "collective"]
        return {body.agency_id: " ".join(folded_tokens(body.canonical)) for body in mentions}

    @cached_property
    def _bodies_by_name(self) -> Mapping[str, str]:
        """The bodies of all plans by their names without marks; collectives have none of their own."""
        tasks = [task for plan in self.plans.values() for task in plan.tasks]
        mentions = [body for task in tasks for body in (*task.lead, *task.coordinating)]
        mentions += [body for plan in self.plans.values() for each in plan.assignments for body in each.lead]
        names = {(name, body.agency_id) for body in mentions for name in (body.as_written, body.canonical)}
        return {" ".join(folded_tokens(name)): agency_id for name, agency_id in sorted(names)}

    def facts(self, plan_id: str) -> Sequence[Fact]:
        """Return what a plan says about itself as a document, in the order of the source."""
        if plan_id not in self._facts:
            self._facts[plan_id] = tuple(document_facts(self.documents[plan_id], self.plans[plan_id].sections))
        return self._facts[plan_id]

    def passage(self, passage_id: str) -> Passage | None:
        """Return a passage by its id."""
        return self._passage_by_id.get(passage_id)

    def record_of(self, passage: Passage) -> Record | None:
        """Return the record a passage was made of."""
        return self._record_by_place.get(_place_of_passage(passage))

    def own_passage(self, record: Record) -> Passage | None:
        """Return the passage made of a record."""
        return self._passage_by_place.get(_place_of_record(record))

    def passage_of(self, record: Record) -> Passage | None:
        """Return the passage made of a record; for a record without one, the one it stands in, or its target's."""
        found = self.own_passage(record) or self.passage_at(record.plan_id, record.span)
        if found is None and isinstance(record, Task | Indicator):
            target = self.target(record.plan_id, record.target_code)
            return self.own_passage(target) if target is not None else None
        return found

    def passage_at(self, plan_id: str, span: Span) -> Passage | None:
        """Return the shortest passage of a plan that holds the beginning of a piece of its source."""
        places = self._places.get(plan_id, [])
        best: Passage | None = None
        for at in range(bisect.bisect_right(places, (span.start, 1 << 62, "")) - 1, -1, -1):
            start, end, passage_id = places[at]
            if end > span.start and (best is None or end - start < best.span.end - best.span.start):
                best = self._passage_by_id[passage_id]
            if span.start - start > _FAR:
                break
        return best

    def tasks_in(self, passage: Passage) -> Sequence[Task]:
        """Return the tasks that stand inside a passage of running text and have no target."""
        return [
            task
            for task in self._tasks.get((passage.plan_id, ""), [])
            if passage.span.start <= task.span.start < passage.span.end
        ]

    def target(self, plan_id: str, code: str) -> Target | None:
        """Return a target of a plan by its full code or, where that is unambiguous enough, its code."""
        return self._targets.get((plan_id, code))

    def goal(self, plan_id: str, code: str) -> Goal | None:
        """Return a goal or theme of a plan by its code."""
        return self._goals.get((plan_id, code))

    def tasks_of(self, plan_id: str, target_code: str) -> Sequence[Task]:
        """Return the tasks under a target, in the order of the plan."""
        return self._tasks.get((plan_id, target_code), [])

    def indicators_of(self, plan_id: str, target_code: str) -> Sequence[Indicator]:
        """Return the indicators that measure a target."""
        return self._indicators.get((plan_id, target_code), [])


def _place_of_passage(passage: Passage) -> _Key:
    return passage.plan_id, passage.level, passage.span.start, passage.span.end


def _place_of_record(record: Record) -> _Key:
    return record.plan_id, _LEVELS[type(record)], record.span.start, record.span.end
