"""What is to be done: the tasks of the target that was found, in the order of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Task
from search.answers.asking import Asking
from search.answers.drafts import Draft, Evidence
from search.answers.excerpts import excerpt
from search.answers.groups import Group, best_groups
from search.answers.wording import place

_ONE_PLAN, _SEVERAL_PLANS = 8, 3
_ROOM = 900
_ROOM_OF_SEVERAL = 480
_LEAST_ROOM = 110
_FAR_BELOW = 0.4


def task_lists(asking: Asking) -> list[Draft]:
    """Return a statement per plan that lists the tasks of its best target."""
    groups = best_groups(asking, wanted=lambda group: bool(group.tasks))
    return [_list(asking, group, alone=len(groups) == 1) for group in groups]


def _list(asking: Asking, group: Group, *, alone: bool) -> Draft:
    tasks = _shown(asking, _siblings(asking, group), _ONE_PLAN if alone else _SEVERAL_PLANS)
    room = max(_LEAST_ROOM, (_ROOM if alone else _ROOM_OF_SEVERAL) // max(1, len(tasks)))
    full = [task.text for task in tasks]
    words = [_words(asking, text, room) for text in full]
    code = group.target_code or (tasks[0].target_code if tasks else None)
    return Draft(
        plan_id=group.plan_id,
        province=asking.infos[group.plan_id].province,
        target_code=code,
        sentence=f"{place(asking, group.plan_id, code)}: {'; '.join(words)}",
        detail="\n".join(full),
        evidence=tuple(_evidence(asking, tasks)),
        score=asking.scores(group.passage),
    )


def _words(asking: Asking, text: str, room: int) -> str:
    return excerpt(asking, text, room).rstrip(" .;")


def _siblings(asking: Asking, group: Group) -> Sequence[Task]:
    """Return the tasks of a target; of a numbered row of its own, the rows beside it under the same heading."""
    tasks = group.tasks
    if len(tasks) != 1 or tasks[0].full_code != tasks[0].target_code or "." not in tasks[0].full_code:
        return tasks
    stem = tasks[0].full_code.rpartition(".")[0] + "."
    plan = asking.store.plans[group.plan_id]
    return [task for task in plan.tasks if task.full_code.startswith(stem)]


def _shown(asking: Asking, tasks: Sequence[Task], limit: int) -> list[Task]:
    """Return the tasks that answer best, in the order of the plan."""
    ranked = sorted(tasks, key=lambda task: -asking.score(task))[:limit]
    if not ranked:
        return []
    least = asking.score(ranked[0]) * _FAR_BELOW
    kept = {id(task) for task in ranked if asking.score(task) >= least}
    best = ranked[0]
    return [best, *(task for task in tasks if id(task) in kept and task is not best)]


def _evidence(asking: Asking, tasks: Sequence[Task]) -> Iterator[Evidence]:
    for task in tasks:
        evidence = asking.evidence(task)
        if evidence is not None:
            yield evidence
