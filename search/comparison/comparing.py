"""Comparing plans: rows of corresponding targets with what each plan says and where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from corpus.records import Indicator, Plan, Section, Target, Task
from index.normalization import normalize
from search.comparison.aligned import AlignedRow, Alignment, Relation
from search.comparison.choosing import choose, plan_names
from search.comparison.deadlines import Programme, programme_deadlines, programmes_of, target_deadline
from search.comparison.documents import GOAL_ID, document_rows
from search.comparison.features import Vocabulary
from search.comparison.gaps import Gaps
from search.comparison.leads import lead_difference, target_leads
from search.comparison.model import Comparison, Difference, Member, Row
from search.comparison.national import named_codes
from search.comparison.scope_differences import scope_differences
from search.comparison.topics import Rank, TopicIndex, TopicText, merged, rows_of_code
from search.comparison.value_differences import value_differences
from search.comparison.values import target_values
from search.comparison.wording import own_words

Key = tuple[str, str]


class Comparer:
    """Compares the plans of one index generation; reads only, so threads may share one."""

    def __init__(self, plans: Sequence[Plan], alignment: Alignment, words: Vocabulary | None = None) -> None:
        """Hold the plans.

        Args:
            plans: all plans of the index.
            alignment: of their targets, as the build stored it.
            words: `vocabulary_of` the plans compared, as the build stored it; counted when needed if not given.
        """
        self._words = words
        self.alignment = alignment
        self.plans = {plan.info.plan_id: plan for plan in plans if plan.info.plan_id in alignment.plans}
        self.infos = {plan_id: plan.info for plan_id, plan in self.plans.items()}
        self.names: Mapping[str, str] = plan_names(self.infos)
        self._rows = {row.row_id: row for row in alignment.rows}
        self._goals = {goal.goal_id: goal for goal in alignment.goals}
        self._targets: dict[Key, Target] = {}
        self._tasks: defaultdict[Key, list[Task]] = defaultdict(list)
        self._indicators: defaultdict[Key, list[Indicator]] = defaultdict(list)
        self._measures: defaultdict[Key, list[Section]] = defaultdict(list)
        for plan in self.plans.values():
            self._take(plan)
        self._members: dict[Key, Member] = {}
        self._built: dict[tuple[str, tuple[str, ...]], Row] = {}

    def _take(self, plan: Plan) -> None:
        plan_id = plan.info.plan_id
        by_text: dict[str, str] = {}
        for target in plan.targets:
            self._targets[plan_id, target.full_code] = target
            by_text[normalize(target.text)] = target.full_code
        for task in plan.tasks:
            self._tasks[plan_id, task.target_code].append(task)
        for indicator in plan.indicators:
            self._indicators[plan_id, indicator.target_code].append(indicator)
        for section in plan.sections:
            if section.role == "measure" and section.path:
                heading = normalize(section.path[-1])
                code = next((code for text, code in by_text.items() if heading.endswith(text)), None)
                if code is not None:
                    self._measures[plan_id, code].append(section)

    @cached_property
    def _gaps(self) -> Gaps:
        return Gaps(list(self.plans.values()))

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return vocabulary_of(list(self.plans.values())) if self._words is None else self._words

    @cached_property
    def _topics(self) -> TopicIndex:
        return TopicIndex(list(self._topic_texts()))

    def _topic_texts(self) -> Iterator[TopicText]:
        for row in self.alignment.rows:
            below = [task.text for ref in row.refs for task in self._tasks[ref]]
            below += [indicator.name for ref in row.refs for indicator in self._indicators[ref]]
            targets = " . ".join(self._targets[ref].text for ref in row.refs)
            yield TopicText(row.row_id, row.topic, targets, " . ".join(below))
        for fact in document_rows(list(self.plans.values()), self.names):
            yield TopicText(fact.row_id, fact.topic, "", "")

    def warm(self) -> None:
        """Prepare what the first comparison would have to wait for."""
        self.compare("an toàn giao thông")
        _ = self._gaps

    def compare(
        self,
        topic: str | None = None,
        *,
        provinces: Sequence[str] = (),
        plans: Sequence[str] = (),
        rank: Rank | None = None,
    ) -> Comparison:
        """Return corresponding targets side by side.

        Args:
            topic: a topic in words, a code ("6.1", "SDG 6.1"), a goal ("mục tiêu 6"); everything when not given.
            provinces: only these (names or ids, old or today's).
            plans: only these (ids).
            rank: a search for the targets a topic in words means; words alone find them when not given.

        Raises:
            QueryError: a province or plan nobody knows.
        """
        choice = choose(provinces, plans, self.infos)
        wanted = self._wanted(topic, choice.plans, rank)
        rows = [row for row_id, score in wanted for row in self._row_of(row_id, choice.plans, score)]
        return Comparison(topic, choice.plans, self.names, tuple(rows), choice.absent, choice.notes)

    def _wanted(self, topic: str | None, plans: Sequence[str], rank: Rank | None) -> list[tuple[str, float | None]]:
        if topic is None or not topic.strip():
            facts = [row.row_id for row in document_rows(self._plans(plans), self.names)]
            return [(row_id, None) for row_id in [*self._rows, *facts]]
        named = rows_of_code(topic, self.alignment, plans)
        if named is not None:
            return [(row_id, None) for row_id in named]
        if rank is None:
            return list(self._topics.find(topic))
        ranked = rank(topic)
        searched: dict[str, float] = {}
        for plan_id, code, score in ranked.targets:
            row = self.alignment.row_of(plan_id, code)
            if row is not None:
                searched[row.row_id] = max(score, searched.get(row.row_id, 0.0))
        return list(merged(ranked, searched, self._topics))

    def _plans(self, plans: Sequence[str]) -> list[Plan]:
        return [self.plans[plan_id] for plan_id in plans]

    def _row_of(self, row_id: str, plans: tuple[str, ...], score: float | None) -> Iterator[Row]:
        aligned = self._rows.get(row_id)
        if aligned is None:
            facts = document_rows(self._plans(plans), self.names)
            yield from (replace(row, score=score) for row in facts if row.row_id == row_id)
        elif any(plan_id in aligned.members for plan_id in plans):
            row = self.row(aligned, plans)
            yield row if score is None else replace(row, score=score)

    def row(self, aligned: AlignedRow, plans: tuple[str, ...]) -> Row:
        """Return a row for some of the plans, its differences among them."""
        key = aligned.row_id, plans
        if key not in self._built:
            self._built[key] = self._make_row(aligned, plans)
        return self._built[key]

    def _make_row(self, aligned: AlignedRow, plans: tuple[str, ...]) -> Row:
        members = {p: tuple(self.member(p, code) for code in aligned.members.get(p, ())) for p in plans}
        goal = self._goals[aligned.goal_id]
        number = goal.national_code or next(iter(goal.members.values()))
        return Row(
            row_id=aligned.row_id,
            goal_id=aligned.goal_id,
            goal=f"{number}. {goal.title}",
            topic=aligned.topic,
            national_codes=aligned.national_codes,
            relation=_relation(aligned, members),
            members=members,
            differences=tuple(self._differences(aligned, members)),
            aligned=aligned,
        )

    def member(self, plan_id: str, code: str) -> Member:
        """Return a target of a plan with who leads it and what numbers it sets."""
        key = plan_id, code
        if key not in self._members:
            target = self._targets[key]
            self._members[key] = Member(
                plan_id=plan_id,
                code=target.code,
                full_code=target.full_code,
                text=target.text,
                lines=(target.span.first_line, target.span.last_line),
                lead=target_leads(target, self._tasks[key]),
                values=target_values(target, self._tasks[key], self._measures[key], self._indicators[key]),
                conflicts=tuple(_conflicts(self._tasks[key])),
            )
        return self._members[key]

    def _differences(self, aligned: AlignedRow, members: Mapping[str, Sequence[Member]]) -> Iterator[Difference]:
        saying = self._saying(aligned, members)
        yield from value_differences(saying, self.names, self._vocabulary)
        deadline = target_deadline(saying, self.names)
        if deadline is not None:
            yield deadline
        programmes: list[Programme] = [
            programme
            for plan_id, found in members.items()
            for member in found
            for programme in programmes_of(self._tasks[plan_id, member.full_code])
        ]
        yield from programme_deadlines(programmes, self.names)
        lead = lead_difference(members, self.names)
        if lead is not None:
            yield lead
        yield from scope_differences(members, self.names)
        for plan_id, found in members.items():
            if not found and len(members) > 1:
                stands_in = self._standing_in(plan_id, aligned)
                yield self._gaps.difference(plan_id, aligned.topic, members, self.names, stands_in)

    def _saying(self, aligned: AlignedRow, members: Mapping[str, Sequence[Member]]) -> dict[str, Sequence[Member]]:
        """Return the members, and for a plan without the target what it says in the same words in another place."""
        found: dict[str, Sequence[Member]] = {}
        for plan_id, own in members.items():
            other = None if own or len(members) < 2 else self._gaps.said_elsewhere(plan_id, aligned.topic, members)
            found[plan_id] = (other,) if other is not None else own
        return found

    def _standing_in(self, plan_id: str, aligned: AlignedRow) -> Member | None:
        """Return the plan's target that says itself that it covers the national target of a row it is not in."""
        for (owner, code), target in self._targets.items():
            if owner == plan_id and set(named_codes(target.text)) & set(aligned.national_codes):
                return self.member(plan_id, code)
        return None

    def indicators(self, plan_id: str, code: str) -> Sequence[Indicator]:
        """Return the indicators of a target."""
        return self._indicators.get((plan_id, code), [])


def vocabulary_of(plans: Iterable[Plan]) -> Vocabulary:
    """Return how much each word says that targets, tasks and indicators use: what tells names of numbers apart."""
    texts: list[str] = []
    for plan in plans:
        texts += [target.text for target in plan.targets]
        texts += [task.text for task in plan.tasks]
        texts += [indicator.name for indicator in plan.indicators]
    return Vocabulary([own_words(text) for text in texts])


def _relation(aligned: AlignedRow, members: Mapping[str, Sequence[Member]]) -> Relation:
    having = [plan_id for plan_id, found in members.items() if found]
    return "only_here" if len(having) == 1 else aligned.relation


def _conflicts(tasks: Sequence[Task]) -> Iterator[dict[str, Any]]:
    seen: set[tuple[str, str, str]] = set()
    for task in tasks:
        for conflict in task.conflicts:
            if (key := (conflict.field, conflict.as_written, conflict.why)) not in seen:
                seen.add(key)
                yield {
                    "field": conflict.field,
                    "as_written": conflict.as_written,
                    "lines": list(conflict.lines),
                    "why": conflict.why,
                }


__all__ = ["GOAL_ID", "Comparer", "vocabulary_of"]
