"""Records → passages: what is searched and cited, each with a readable id that stays the same over builds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.records import (
    AgencyMention,
    Definition,
    Goal,
    Indicator,
    Passage,
    PassageLevel,
    Plan,
    Project,
    Section,
    Span,
    Target,
    Task,
)
from corpus.sections import path_before
from corpus.wording import without_marks

_APPENDIX = "Phụ lục"


def plan_passages(plan: Plan) -> Iterator[Passage]:
    """Yield the passages of a plan: goals, targets, tasks, indicators, projects, definitions, running text."""
    return _Passages(plan).all()


class _Passages:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._goals = {goal.full_code: goal for goal in plan.goals}
        self._targets = {target.full_code: target for target in plan.targets}
        self._prose = [section for section in plan.sections if section.role != "measure"]
        self._used: Counter[str] = Counter()

    def all(self) -> Iterator[Passage]:
        """Yield every passage in the order of the levels."""
        plan = self._plan
        for goal in plan.goals:
            yield self._goal(goal)
        for target in plan.targets:
            yield self._target(target)
        yield from self._tasks([task for task in plan.tasks if task.target_code])
        for indicator in plan.indicators:
            yield self._indicator(indicator)
        for project in plan.projects:
            yield self._project(project)
        for definition in plan.definitions:
            yield self._definition(definition)
        covered = [definition.span for definition in plan.definitions]
        for section in plan.sections:
            if section.role != "glossary" or not any(_inside(section.span, span) for span in covered):
                yield self._section(section)
        yield from self._parts()

    def _goal(self, goal: Goal) -> Passage:
        return self._passage(
            goal.full_code, "goal", goal.full_code, self._appendix(goal.span), goal.text, "", goal.span
        )

    def _target(self, target: Target) -> Passage:
        path = self._path(target.span, target.goal, "")
        context = self._titles(target.goal, "")
        bodies = (*target.lead, *target.coordinating)
        return self._passage(
            target.full_code, "target", target.full_code, path, target.text, context, target.span, bodies, target.lead
        )

    def _tasks(self, tasks: Sequence[Task]) -> Iterator[Passage]:
        numbers: Counter[str] = Counter()
        for task in tasks:
            own_row = task.target_code == task.full_code and self._coded(task)
            numbers[task.full_code] += 1
            local = task.full_code if own_row else f"{task.full_code}:task-{numbers[task.full_code]}"
            goal = task.target_code.split(".")[0]
            above = task.full_code.rpartition(".")[0] if own_row else task.target_code
            path = self._path(task.span, goal, above)
            if task.part:
                path = (*path, f"{task.part}. {task.part_title}".strip())
            context = "\n".join(filter(None, (_led(task), self._titles(goal, above), task.part_title)))
            bodies = (*task.lead, *task.coordinating)
            yield self._passage(local, "task", task.target_code, path, task.text, context, task.span, bodies, task.lead)

    def _coded(self, task: Task) -> bool:
        """Whether a task is itself a numbered row rather than a bullet under a target."""
        return task.full_code not in self._targets and task.full_code not in self._goals

    def _indicator(self, indicator: Indicator) -> Passage:
        goal = indicator.target_code.split(".")[0]
        path = self._path(indicator.span, goal if indicator.target_code else "", indicator.target_code)
        values = "; ".join(f"{year}: {value}" for year, value in indicator.values.items())
        unit = f" ({indicator.unit})" if indicator.unit else ""
        text = f"{indicator.name}{unit}" + (f": {values}" if values else "")
        titles = self._titles(goal, indicator.target_code) if indicator.target_code else ""
        context = "\n".join(filter(None, (_names(indicator.responsible), titles)))
        return self._passage(
            f"indicator-{indicator.code}",
            "indicator",
            indicator.target_code or None,
            path,
            text,
            context,
            indicator.span,
            indicator.responsible,
            (),
        )

    def _project(self, project: Project) -> Passage:
        path = (*self._appendix(project.span), *filter(None, (project.field,)))
        text = f"{project.name} ({project.location})" if project.location else project.name
        return self._passage(project.full_code, "project", None, path, text, project.field, project.span)

    def _definition(self, definition: Definition) -> Passage:
        local = "definition-" + "-".join(without_marks(definition.term).split())[:60]
        text = f"{definition.term}: {definition.text}"
        return self._passage(local, "definition", None, self._above(definition.span), text, "", definition.span)

    def _section(self, section: Section) -> Passage:
        local = f"line-{section.span.first_line}"
        code = None
        if section.role == "measure" and section.path:
            code = section.path[-1].removeprefix("Mục tiêu ").split(":")[0]
        context = "\n".join(section.path)
        lead = self._leads_stated(section.span)
        return self._passage(local, "section", code, section.path, section.text, context, section.span, lead, lead)

    def _leads_stated(self, span: Span) -> tuple[AgencyMention, ...]:
        """Return the bodies that a paragraph puts in charge: the plan's assignment list, and duties in running text."""
        stated = [a.lead for a in self._plan.assignments if _overlaps(a.span, span)]
        stated += [t.lead for t in self._plan.tasks if not t.target_code and _overlaps(t.span, span)]
        return tuple(body for lead in stated for body in lead)

    def _parts(self) -> Iterator[Passage]:
        """Yield the headings of lettered parts: who asks for a part by its name finds it."""
        seen: set[tuple[str, str]] = set()
        for task in self._plan.tasks:
            key = (task.target_code, task.part)
            if not task.part_title or task.part_span is None or key in seen:
                continue
            seen.add(key)
            goal = task.target_code.split(".")[0]
            path = self._path(task.span, goal, task.target_code)
            context = "\n".join(filter(None, (_led(task), self._titles(goal, task.target_code))))
            yield self._passage(
                task.full_code,
                "target",
                task.target_code,
                path,
                f"{task.part}. {task.part_title}",
                context,
                task.part_span,
                (*task.lead, *task.coordinating),
                task.lead,
            )

    def _passage(
        self,
        local: str,
        level: PassageLevel,
        code: str | None,
        path: tuple[str, ...],
        text: str,
        context: str,
        span: Span,
        bodies: Sequence[AgencyMention] = (),
        lead: Sequence[AgencyMention] = (),
    ) -> Passage:
        self._used[local] += 1
        if self._used[local] > 1:
            local = f"{local}.{self._used[local]}"
        info = self._plan.info
        return Passage(
            passage_id=f"{info.plan_id}:{local}",
            plan_id=info.plan_id,
            province=info.province,
            level=level,
            target_code=code,
            heading_path=path,
            text=text,
            context=context,
            span=span,
            agency_ids=tuple(dict.fromkeys(body.agency_id for body in bodies)),
            lead_ids=tuple(dict.fromkeys(body.agency_id for body in lead)),
        )

    def _above(self, span: Span) -> tuple[str, ...]:
        return path_before(self._prose, span.start)

    def _appendix(self, span: Span) -> tuple[str, ...]:
        """Return the appendix a table stands in; a table without a title of its own is "the appendix"."""
        path = self._above(span)
        return path if path and without_marks(path[0]).startswith(("phu luc", "bieu")) else (_APPENDIX,)

    def _path(self, span: Span, goal: str, above: str) -> tuple[str, ...]:
        path = list(self._appendix(span))
        if goal in self._goals:
            path.append(f"{self._word(goal)} {goal}: {self._goals[goal].text}")
        if above and above != goal and above in self._targets:
            path.append(f"{above}: {self._targets[above].text}")
        return tuple(path)

    def _word(self, goal: str) -> str:
        return "Chủ đề" if self._goals[goal].level == "theme" else "Mục tiêu"

    def _titles(self, goal: str, above: str) -> str:
        titles = [self._goals[goal].text] if goal in self._goals else []
        if above and above != goal and above in self._targets:
            titles.append(self._targets[above].text)
        return "\n".join(titles)


def _led(task: Task) -> str:
    """Name the lead only: lists of coordinating bodies are the same for most tasks and would drown its own words."""
    lead = _names(task.lead)
    return f"Chủ trì: {lead}" if lead else ""


def _names(bodies: Sequence[AgencyMention]) -> str:
    return ", ".join(dict.fromkeys(body.canonical for body in bodies))


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _overlaps(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end
