"""What a body that plans name is called today, or who does its work: asked for by itself, of no task in particular."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus.records import AgencyMention, Plan, Task
from search.answers.asking import Asking
from search.answers.bodies.leads import evidence_of
from search.answers.bodies.portfolio import bodies_meant
from search.answers.bodies.stated import mention_of, merged_into, stated_bodies
from search.answers.cues import asks
from search.answers.model import Role
from search.answers.silence.abstaining import Refusal
from search.answers.writing.drafts import Draft
from search.answers.writing.wording import place, today

_NO_OLDER = (
    "Bảng kế thừa của chương trình không ghi cơ quan nào trong các kế hoạch chuyển toàn bộ công việc cho cơ quan này",
    "The program's table of successors has no body of the plans whose whole work went to this one",
)


def todays_names(asking: Asking) -> list[Draft] | Refusal:
    """Return, for each plan that names the body, who does its work today; work that was divided is listed.

    Where it is asked which bodies this one replaced, these are told and not the body itself.
    """
    if asks(asking.query.normalized, "predecessor"):
        return _replaced(asking) or Refusal("not_stated", _NO_OLDER[asking.in_english])
    return [draft for plan in asking.plans for body in bodies_meant(asking) for draft in _of_plan(asking, plan, body)]


def _replaced(asking: Asking) -> list[Draft]:
    """Return the other bodies named in plans whose work the body that is asked about does today."""
    named = asking.query.agencies
    older = dict.fromkeys(each for body in named for each in merged_into(body, asking.as_of) if each not in named)
    return [draft for plan in asking.plans for body in older for draft in _of_plan(asking, plan, body)]


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
