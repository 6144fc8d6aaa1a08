"""What is to be done: the tasks of the target that was found, in the order of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Task
from search.answers.asking import Asking
from search.answers.bodies.groups import Group, best_groups, with_codes_missed
from search.answers.bodies.leads import bodies_of
from search.answers.model import StatedBody
from search.answers.work.goal_tasks import goal_tasks
from search.answers.writing.drafts import Draft, Evidence, Piece
from search.answers.writing.excerpts import excerpt
from search.answers.writing.wording import count_words, named, place, today

_ONE_PLAN, _SEVERAL_PLANS = 16, 3
_ROOM = 900
_ROOM_OF_SEVERAL = 480
_LEAST_ROOM, _LEAST_OF_ONE = 110, 60
_FAR_BELOW = 0.4


def task_lists(asking: Asking) -> list[Draft]:
    """Return a statement per plan that lists the tasks of its best target, or of the goal a question names."""
    of_goals = goal_tasks(asking)
    if of_goals:
        return of_goals
    groups = best_groups(asking, wanted=lambda group: bool(group.tasks))
    return with_codes_missed(asking, [_list(asking, group, alone=len(groups) == 1) for group in groups])


def _list(asking: Asking, group: Group, *, alone: bool) -> Draft:
    of_target = _siblings(asking, group)
    whole = alone and of_target is group.tasks
    tasks = _shown(asking, of_target, _ONE_PLAN if alone else _SEVERAL_PLANS, far_below=0.0 if whole else _FAR_BELOW)
    least = _LEAST_OF_ONE if whole else _LEAST_ROOM
    room = max(least, (_ROOM if alone else _ROOM_OF_SEVERAL) // max(1, len(tasks)))
    full = [task.text for task in tasks]
    own_codes = len({task.full_code for task in tasks if not task.part}) > 1
    words = [f"{task.full_code} " * own_codes + _words(asking, task.text, room) for task in tasks]
    listed = list(_with_leads(asking, tasks, words))
    left = _left(asking, len(of_target) - len(tasks))
    code = group.target_code or (tasks[0].target_code if tasks else None)
    bodies = _leads(asking, tasks)
    return Draft(
        plan_id=group.plan_id,
        province=asking.infos[group.plan_id].province,
        target_code=code,
        sentence=f"{place(asking, group.plan_id, code)}: {'; '.join(listed)}{left}",
        detail="\n".join(full),
        after=today(bodies, asking.infos[group.plan_id].province, in_english=asking.in_english)
        if len(bodies) == 1
        else "",
        agencies=bodies,
        evidence=(*_evidence(asking, tasks), *_lead_evidence(asking, tasks)),
        pieces=tuple(_pieces(asking, tasks, listed, words)),
        score=asking.scores(group.passage),
    )


def _left(asking: Asking, count: int) -> str:
    """Return how many tasks of the target are not listed, in words."""
    if count <= 0:
        return ""
    words = count_words(count, in_english=asking.in_english)
    return f"; and {words} more" if asking.in_english else f"; và {words} việc khác"


def _pieces(asking: Asking, tasks: Sequence[Task], listed: Sequence[str], plain: Sequence[str]) -> Iterator[Piece]:
    """Yield each task as it is said with what proves it, and who leads it where that is said, too."""
    for task, said, words in zip(tasks, listed, plain, strict=True):
        lead = _lead_evidence(asking, [task]) if said != words else ()
        yield Piece(said, (*_evidence(asking, [task]), *lead))


def _leads(asking: Asking, tasks: Sequence[Task]) -> tuple[StatedBody, ...]:
    """Return the bodies that lead these tasks, each once, in their order."""
    found = [
        body for task in tasks if task.lead_span is not None for body in bodies_of(asking, task, task.lead, "lead")
    ]
    first: dict[str, StatedBody] = {}
    for body in found:
        first.setdefault(body.agency_id, body)
    return tuple(first.values())


def _with_leads(asking: Asking, tasks: Sequence[Task], words: Sequence[str]) -> Iterator[str]:
    """Yield the words of each task; the last of a row of tasks with one lead says who it is."""
    for at, (task, text) in enumerate(zip(tasks, words, strict=True)):
        ids = [body.agency_id for body in task.lead]
        following = tasks[at + 1] if at + 1 < len(tasks) else None
        if not ids or task.lead_span is None or (following and [body.agency_id for body in following.lead] == ids):
            yield text
            continue
        who = named(bodies_of(asking, task, task.lead, "lead"), in_english=asking.in_english)
        yield f"{text} ({'led by ' + who if asking.in_english else who + ' chủ trì'})"


def _lead_evidence(asking: Asking, tasks: Sequence[Task]) -> Iterator[Evidence]:
    """Yield the places that name the leads, where these stand outside the tasks."""
    for task in tasks:
        passage = asking.store.passage_of(task)
        span = task.lead_span
        if (
            passage is not None
            and span is not None
            and not (task.span.start <= span.start and span.end <= task.span.end)
        ):
            yield Evidence(passage, span)


def _words(asking: Asking, text: str, room: int) -> str:
    return excerpt(asking, text, room).rstrip(" .;")


def _siblings(asking: Asking, group: Group) -> Sequence[Task]:
    """Return the tasks of a target; of a numbered row of its own, the rows beside it under the same heading."""
    tasks = group.tasks
    if len(tasks) != 1 or tasks[0].full_code != tasks[0].target_code or "." not in tasks[0].full_code:
        return tasks
    above = tasks[0].full_code.rpartition(".")[0]
    row, goal = asking.store.target(group.plan_id, above), asking.store.goal(group.plan_id, above)
    if not (row is not None and row.level == "task_group") and not (goal is not None and goal.level == "theme"):
        return tasks
    stem = f"{above}."
    plan = asking.store.plans[group.plan_id]
    return [task for task in plan.tasks if task.full_code.startswith(stem)]


def _shown(asking: Asking, tasks: Sequence[Task], limit: int, *, far_below: float) -> list[Task]:
    """Return the tasks that answer best, the best first; where only a number was named, in the order of the plan.

    Args:
        asking: the question.
        tasks: of one target, or rows beside each other.
        limit: as many at most.
        far_below: tasks with less than this share of the best score are left out.
    """
    ranked = sorted(tasks, key=lambda task: -asking.score(task))[:limit]
    if not ranked:
        return []
    least = asking.score(ranked[0]) * far_below
    kept = {id(task) for task in ranked if asking.score(task) >= least}
    best = ranked[0]
    if asking.names_codes_only:
        return [task for task in tasks if id(task) in kept]
    return [best, *(task for task in tasks if id(task) in kept and task is not best)]


def _evidence(asking: Asking, tasks: Sequence[Task]) -> Iterator[Evidence]:
    for task in tasks:
        evidence = asking.evidence(task)
        if evidence is not None:
            yield evidence
