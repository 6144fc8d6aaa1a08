"""What a body that plans name is called today, or who does its work: asked for by itself, of no task in particular."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus.records import AgencyMention, Plan, Task
from search.answers.asking import Asking
from search.answers.bodies import mention_of, stated_bodies
from search.answers.drafts import Draft
from search.answers.model import Role
from search.answers.portfolio import bodies_meant
from search.answers.responsibility import evidence_of
from search.answers.wording import place, today


def todays_names(asking: Asking) -> list[Draft]:
    """Return, for each plan that names the body, who does its work today; work that was divided is listed."""
    return [draft for plan in asking.plans for body in bodies_meant(asking) for draft in _of_plan(asking, plan, body)]


def _of_plan(asking: Asking, plan: Plan, body: str) -> Iterator[Draft]:
    found = _first_named(plan, body)
    if found is None:
        return
    task, mention, role = found
    passage = asking.store.passage_of(task)
    if passage is None:
        return
    english = asking.in_english
    bodies = tuple(stated_bodies([mention], role, task.lead_basis, plan.info.province, asking.as_of, ""))
    named_so = "the plan names" if english else "kế hoạch nêu"
    as_lead = [replace(each, role="lead") for each in bodies]
    yield Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {named_so} {mention.canonical}",
        after=today(as_lead, plan.info.province, in_english=english)
        or ("The name has not changed." if english else "Tên này không đổi."),
        agencies=bodies,
        evidence=tuple(evidence_of(passage, task, with_coordinating=role == "coordinating")),
    )


def _first_named(plan: Plan, body: str) -> tuple[Task, AgencyMention, Role] | None:
    """Return the first task that a body leads, else the first that it coordinates."""
    for task in plan.tasks:
        if mention := mention_of(task.lead, {body}):
            return task, mention, "lead"
    for task in plan.tasks:
        if mention := mention_of(task.coordinating, {body}):
            return task, mention, "coordinating"
    return None
