"""Who leads a whole goal, or all targets on a subject: target by target, for a goal has no lead of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Goal, Plan, Task
from search.answers.asking import Asking
from search.answers.bodies.leads import bodies_of, each_body_once, lead_evidence, lead_ids
from search.answers.bodies.subjects import targets_on
from search.answers.model import StatedBody
from search.answers.writing.drafts import Draft, Piece
from search.answers.writing.wording import named, place

_MOST_LEADS = 8
_NEAR_TARGETS = (
    "việc gần với câu hỏi ở mục tiêu khác, cơ quan chủ trì",
    "work near to this at other targets is led by",
)
_OTHER_TARGETS = ("mục tiêu khác cùng nội dung, cơ quan chủ trì", "other targets on this subject are led by")


@dataclass(frozen=True, slots=True)
class _Lead:
    """Bodies that lead targets together, and a task of each of these targets (or of a lettered part) that says so."""

    bodies: tuple[StatedBody, ...]
    tasks: tuple[Task, ...]


def goal_leads(asking: Asking) -> list[Draft]:
    """Return, for each goal a question names by nothing but its number, which bodies lead its targets."""
    if not asking.names_codes_only or asking.query.target_codes:
        return []
    goals = [asking.store.record_of(hit.passage) for hit in asking.of_codes]
    return [draft for goal in goals if isinstance(goal, Goal) for draft in _of_goal(asking, goal)]


def leads_on_subject(asking: Asking, plan: Plan, told: Sequence[str]) -> Draft | None:
    """Return which bodies lead the other targets of a plan on the subject; None where nobody else leads one.

    Args:
        asking: the question.
        plan: a plan.
        told: codes of the targets spoken of before, the one that answers best first.
    """
    goal = told[0].split(".")[0] if told else ""
    targets = targets_on(asking, plan, goal)
    codes = {target.full_code for target in targets}
    if not codes.intersection(told):
        return None
    leads = _leads(asking, [task for task in plan.tasks if task.target_code in codes])
    if not 1 < len(leads) <= _MOST_LEADS:
        return None
    more = [_Lead(lead.bodies, tuple(task for task in lead.tasks if task.target_code not in told)) for lead in leads]
    more = [lead for lead in more if lead.tasks]
    if not more:
        return None
    whole = {target.goal for target in targets} == {goal}
    words = _OTHER_TARGETS[asking.in_english]
    return _draft(asking, plan, more, words, goal if whole else None)


def leads_of_tasks(asking: Asking, plan: Plan, tasks: Sequence[Task]) -> Draft:
    """Return which bodies lead tasks of several targets that answer as well as the one told before."""
    return _draft(asking, plan, _leads(asking, tasks), _NEAR_TARGETS[asking.in_english], None)


def _of_goal(asking: Asking, goal: Goal) -> Iterator[Draft]:
    plan = asking.store.plans[goal.plan_id]
    leads = _leads(asking, [task for task in plan.tasks if task.target_code.split(".")[0] == goal.code])
    if leads:
        words = "led target by target" if asking.in_english else "từng mục tiêu cụ thể có cơ quan chủ trì riêng"
        yield _draft(asking, plan, leads, words, goal.code)


def _leads(asking: Asking, tasks: Sequence[Task]) -> list[_Lead]:
    """Return who leads these tasks, each with one task of every target they lead, in the order of the plan."""
    found: dict[tuple[str, ...], dict[str, Task]] = {}
    for task in tasks:
        if task.lead:
            found.setdefault(tuple(sorted(lead_ids(task))), {}).setdefault(_code(task), task)
    return [
        _Lead(bodies_of(asking, first := next(iter(same.values())), first.lead, "lead"), tuple(same.values()))
        for same in found.values()
    ]


def _code(task: Task) -> str:
    return task.full_code if task.part else task.target_code


def _draft(asking: Asking, plan: Plan, leads: Sequence[_Lead], words: str, code: str | None) -> Draft:
    pieces = [Piece(_code(task), tuple(lead_evidence(asking, task))) for lead in leads for task in lead.tasks]
    listed = [
        f"{named(lead.bodies, in_english=asking.in_english)}: {', '.join(_code(task) for task in lead.tasks)}"
        for lead in leads
    ]
    return Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=code,
        sentence=f"{place(asking, plan.info.plan_id, code)}: {words} – {'; '.join(listed)}",
        agencies=each_body_once(body for lead in leads for body in lead.bodies),
        evidence=tuple(evidence for piece in pieces for evidence in piece.evidence),
        pieces=tuple(pieces),
    )
