"""Who leads a whole goal or theme: its targets one by one, for a goal has no lead of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Goal, Task
from search.answers.asking import Asking
from search.answers.drafts import Draft, Evidence
from search.answers.model import StatedBody
from search.answers.responsibility import bodies_of, evidence_of
from search.answers.wording import named, place


def goal_leads(asking: Asking) -> list[Draft]:
    """Return, for each goal a question names by nothing but its number, which bodies lead its targets."""
    if not asking.names_codes_only or asking.query.target_codes:
        return []
    goals = [asking.store.record_of(hit.passage) for hit in asking.of_codes]
    return [draft for goal in goals if isinstance(goal, Goal) for draft in _of_goal(asking, goal)]


def _of_goal(asking: Asking, goal: Goal) -> Iterator[Draft]:
    plan = asking.store.plans[goal.plan_id]
    by_target: dict[str, list[Task]] = {}
    for task in plan.tasks:
        if task.target_code.split(".")[0] == goal.code and task.lead:
            by_target.setdefault(task.target_code, []).append(task)
    first = {code: _each_lead_once(tasks) for code, tasks in by_target.items()}
    if not first:
        return
    bodies = {code: [bodies_of(asking, task, task.lead, "lead") for task in tasks] for code, tasks in first.items()}
    words = [f"{code}: {_names(asking, groups)}" for code, groups in bodies.items()]
    lead = "led target by target" if asking.in_english else "từng mục tiêu cụ thể có cơ quan chủ trì riêng"
    yield Draft(
        plan_id=goal.plan_id,
        province=plan.info.province,
        target_code=goal.code,
        sentence=f"{place(asking, goal.plan_id, goal.code)}: {lead} – {'; '.join(words)}",
        agencies=_once(body for groups in bodies.values() for group in groups for body in group),
        evidence=tuple(piece for tasks in first.values() for task in tasks for piece in _evidence(asking, task)),
    )


def _each_lead_once(tasks: Sequence[Task]) -> list[Task]:
    found: dict[tuple[str, ...], Task] = {}
    for task in tasks:
        found.setdefault(tuple(body.agency_id for body in task.lead), task)
    return list(found.values())


def _names(asking: Asking, groups: Sequence[tuple[StatedBody, ...]]) -> str:
    return named(_once(body for group in groups for body in group), in_english=asking.in_english)


def _once(bodies: Iterator[StatedBody]) -> tuple[StatedBody, ...]:
    found: dict[str, StatedBody] = {}
    for body in bodies:
        found.setdefault(body.agency_id, body)
    return tuple(found.values())


def _evidence(asking: Asking, task: Task) -> Iterator[Evidence]:
    passage = asking.store.passage_of(task)
    if passage is not None:
        yield from list(evidence_of(passage, task, with_coordinating=False))[:1]
