"""What a body leads: its targets in the order of the plan, each with a task of it and where the body is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.records import AgencyMention, Plan, Task
from search.answers.asking import Asking
from search.answers.bodies import stated_bodies
from search.answers.drafts import Draft, Evidence
from search.answers.model import Role
from search.answers.responsibility import evidence_of
from search.answers.wording import named, place, today
from search.citing import shorten

_SHOWN = 12
_WORDS = 90


def portfolio(asking: Asking) -> list[Draft]:
    """Return a statement per plan that lists what the body asked about leads, or else coordinates."""
    wanted = frozenset(asking.query.agencies)
    if not wanted:
        return []
    drafts: list[Draft] = []
    for plan in asking.plans:
        if asking.query.plan_kinds and plan.info.kind not in asking.query.plan_kinds:
            continue
        drafts += _of_plan(asking, plan, wanted)
    return drafts


def _of_plan(asking: Asking, plan: Plan, wanted: frozenset[str]) -> Iterator[Draft]:
    roles: list[Role] = ["coordinating"] if asking.query.roles == ("coordinate",) else ["lead", "coordinating"]
    for role in roles:
        tasks = [task for task in plan.tasks if _named(task, role, wanted) and task.target_code]
        if tasks:
            yield _list(asking, plan, role, tasks, wanted)
            return


def _named(task: Task, role: Role, wanted: frozenset[str]) -> AgencyMention | None:
    mentions = task.lead if role == "lead" else task.coordinating
    return next((mention for mention in mentions if mention.agency_id in wanted), None)


def _list(asking: Asking, plan: Plan, role: Role, tasks: Sequence[Task], wanted: frozenset[str]) -> Draft:
    first_of_code = list({_code(task): task for task in reversed(tasks)}.items())[::-1]
    shown = first_of_code[:_SHOWN]
    items = [f"{code} ({_words(asking, task)})" for code, task in shown]
    mention = _named(tasks[0], role, wanted)
    bodies = tuple(
        stated_bodies([mention] if mention else [], role, tasks[0].lead_basis, plan.info.province, asking.as_of, "")
    )
    who = named(bodies, in_english=asking.in_english)
    verb = _verb(role, in_english=asking.in_english)
    rest = ", ".join(code for code, _ in first_of_code[_SHOWN:])
    more = f"; {'also' if asking.in_english else 'ngoài ra'}: {rest}" if rest else ""
    return Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {who} {verb}: {'; '.join(items)}{more}",
        detail="\n".join(f"{code}: {_about(asking, task)}" for code, task in first_of_code),
        after=today(bodies, plan.info.province, in_english=asking.in_english),
        agencies=bodies,
        evidence=tuple(_evidence(asking, (task for _, task in first_of_code))),
    )


def _verb(role: Role, *, in_english: bool) -> str:
    if in_english:
        return "leads" if role == "lead" else "coordinates"
    return "chủ trì" if role == "lead" else "phối hợp"


def _code(task: Task) -> str:
    return task.target_code


def _words(asking: Asking, task: Task) -> str:
    return shorten(_about(asking, task), _WORDS).rstrip(" .;")


def _about(asking: Asking, task: Task) -> str:
    """Return what a target is about: its own words, or those of a task that is a row of its own."""
    return (asking.store.target(task.plan_id, task.target_code) or task).text


def _evidence(asking: Asking, tasks: Iterable[Task]) -> Iterator[Evidence]:
    for task in tasks:
        passage = asking.store.passage_of(task)
        if passage is None:
            continue
        yield from evidence_of(passage, task, with_coordinating=False)
        target = asking.store.target(task.plan_id, task.target_code)
        heading = asking.evidence(target) if target is not None else None
        if heading is not None:
            yield heading
