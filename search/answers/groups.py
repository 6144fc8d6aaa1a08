"""Which target a question is about, plan by plan: passages found → targets with their tasks, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Goal, Passage, Section, Target, Task
from search.answers.abstaining import nearness
from search.answers.asking import Asking
from search.answers.cues import narrowed_by
from search.retrieval import Hit

# Below this share of the best plan's score, another plan speaks of something else.
OTHER_PLAN_SHARE = 0.72
_SAME_PART_SHARE = 0.9
_NARROWED = 0.05
_OF_A_PLAN = 20
MAX_PARTS, MAX_PARTS_OF_SEVERAL = 4, 2


@dataclass(frozen=True, slots=True)
class Part:
    """Tasks of one target with the same lead bodies, best first."""

    tasks: tuple[Task, ...]
    score: float

    @property
    def best(self) -> Task:
        """The task that answers best."""
        return self.tasks[0]


@dataclass(frozen=True, slots=True)
class Group:
    """A target (or a paragraph that gives out work) that was found, and its tasks in the order of the plan."""

    plan_id: str
    target_code: str | None
    passage: Passage
    score: float
    nearness: float
    held: float
    tasks: tuple[Task, ...]

    @property
    def is_led(self) -> bool:
        """Whether any task names who leads."""
        return any(task.lead for task in self.tasks)


def found_groups(asking: Asking) -> Iterator[Group]:
    """Yield the targets found, best first, each once."""
    seen: set[tuple[str, str]] = set()
    for hit in _looked_at(asking):
        passage = hit.passage
        key = (passage.plan_id, passage.target_code or passage.passage_id)
        if key in seen:
            continue
        seen.add(key)
        yield Group(
            plan_id=passage.plan_id,
            target_code=passage.target_code,
            passage=passage,
            score=hit.final,
            nearness=nearness(asking, hit),
            held=asking.coverage(hit.position),
            tasks=tuple(tasks_of_passage(asking, passage)),
        )


def _looked_at(asking: Asking) -> list[Hit]:
    """Return the passages of the targets named by number, else the best; in a comparison those of every plan."""
    if asking.query.target_codes:
        return asking.of_codes
    if asking.query.intent != "comparison":
        return asking.best()
    hits = [hit for plan in asking.plans for hit in asking.best_of_plan(plan.info.plan_id, _OF_A_PLAN)]
    return sorted(hits, key=lambda hit: -hit.final)


def parts_of(asking: Asking, group: Group) -> list[Part]:
    """Return the tasks of a target by who leads them, best part first; in its order where only its number was named.

    A task that holds the words that narrow the question ("nông thôn") comes before one as near that does not.
    """
    asked = narrowed_by(asking.query.search_text)
    by_lead: dict[tuple[str, tuple[str, ...]], list[Task]] = {}
    for task in group.tasks:
        by_lead.setdefault((task.full_code, tuple(body.agency_id for body in task.lead)), []).append(task)
    parts = []
    if asking.names_codes_only:
        return [Part(tuple(same), max(map(asking.score, same))) for same in by_lead.values()]
    for same in by_lead.values():
        scores = {id(task): asking.score(task) + _NARROWED * bool(asked & narrowed_by(_words(task))) for task in same}
        ranked = sorted(same, key=lambda task: -scores[id(task)])
        parts.append(Part(tuple(ranked), scores[id(ranked[0])]))
    return sorted(parts, key=lambda part: -part.score)


def _words(task: Task) -> str:
    return f"{task.part_title} {task.text}"


def tasks_of_passage(asking: Asking, passage: Passage) -> Sequence[Task]:
    """Return the tasks a passage speaks of: those of its target, of its goal, or those it gives out itself."""
    store = asking.store
    record = store.record_of(passage)
    if isinstance(record, Goal):
        return [task for task in store.plans[passage.plan_id].tasks if task.target_code.split(".")[0] == record.code]
    if isinstance(record, Target) and record.level == "task_group":
        stem = record.full_code + "."
        return [task for task in store.plans[passage.plan_id].tasks if task.full_code.startswith(stem)]
    if passage.target_code:
        return store.tasks_of(passage.plan_id, passage.target_code)
    if isinstance(record, Section):
        return store.tasks_in(passage)
    return []


def best_groups(asking: Asking, *, wanted: Callable[[Group], bool]) -> list[Group]:
    """Return the best target of each plan that speaks of what was asked, best plan first.

    Args:
        asking: the question.
        wanted: which targets can answer.
    """
    best: dict[str, Group] = {}
    for group in found_groups(asking):
        if group.plan_id not in best and wanted(group):
            best[group.plan_id] = group
    ranked = sorted(best.values(), key=lambda group: -group.score)
    if not ranked:
        return []
    least = ranked[0].score * OTHER_PLAN_SHARE
    return [group for group in ranked if group.score >= least]


def chosen_parts(asking: Asking, group: Group, *, alone: bool) -> list[Part]:
    """Return the parts to speak of: the best, and those that answer nearly as well.

    Args:
        asking: the question.
        group: the target.
        alone: it is the only target spoken of, so its other parts have room.
    """
    parts = parts_of(asking, group)
    led = [part for part in parts if part.best.lead] or parts
    if not led:
        return []
    least = led[0].score * _SAME_PART_SHARE if not asking.names_codes_only else 0.0
    return [part for part in led if part.score >= least][: MAX_PARTS if alone else MAX_PARTS_OF_SEVERAL]
