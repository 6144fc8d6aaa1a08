"""Which target a question is about, plan by plan: passages found → targets with their tasks, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.records import Goal, Passage, Section, Target, Task
from search.answers.asking import Asking
from search.answers.bodies.subjects import holds_subject, speaks_of
from search.answers.cues import asks, narrowed_by
from search.answers.silence.abstaining import nearness
from search.answers.writing.drafts import Draft
from search.retrieval import Hit

# Below this share of the best plan's score, another plan speaks of something else.
OTHER_PLAN_SHARE = 0.72
_SAME_PART_SHARE = 0.9
_WHOLE = 0.99
_NEARLY = 0.8
_HELD_COUNTS = 0.3
_NARROWED = 0.05
_OF_A_PLAN = 20
_LETTER = re.compile(r"(?<!\w)(?:phần|phan|ý|điểm|diem|part)\s([a-zđ])(?!\w)")
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
            tasks=tuple(_of_parts_named(asking, tasks_of_passage(asking, passage))),
        )


def _of_parts_named(asking: Asking, tasks: Sequence[Task]) -> Sequence[Task]:
    """Return the tasks of the parts a question names ("6.1.b", "phần b của 6.1"), all where it names none of these."""
    letters = set(_LETTER.findall(asking.query.normalized)) if asking.query.target_codes else set()
    named = [task for task in tasks if task.part and task.full_code in asking.query.target_codes]
    return named or [task for task in tasks if task.part in letters] or tasks


def _looked_at(asking: Asking) -> list[Hit]:
    """Return the passages of the targets named by number, else the best; in a comparison those of every plan."""
    if asking.query.target_codes:
        return of_the_kind_named(asking, asking.of_codes)
    if asking.query.intent != "comparison":
        return asking.best()
    hits = [hit for plan in asking.plans for hit in asking.best_of_plan(plan.info.plan_id, _OF_A_PLAN)]
    return sorted(hits, key=lambda hit: -hit.final)


def of_the_kind_named(asking: Asking, hits: list[Hit]) -> list[Hit]:
    """Return the passages a number stands for: "mục tiêu 4.3" is no task of a plan whose numbers are those of tasks."""
    if not asks(asking.query.normalized, "target_words") or asks(asking.query.normalized, "task_words"):
        return hits
    return [hit for hit in hits if asking.infos[hit.passage.plan_id].kind != "green_growth"] or hits


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
        best_first = sorted(same, key=lambda task: -scores[id(task)])
        parts.append(Part(tuple(best_first), scores[id(best_first[0])]))
    ranked = sorted(parts, key=lambda part: (_lacks_subject(asking, group, part), -part.score))
    return ranked if asked or not _all_hold(asking, ranked) else parts


def _lacks_subject(asking: Asking, group: Group, part: Part) -> bool:
    """Return whether a part of a whole goal, which has many subjects, lacks that of the question in its own words."""
    several = len({task.target_code for task in group.tasks}) > 1
    return several and asking.intent == "responsibility" and not holds_subject(asking, part.best)


def _all_hold(asking: Asking, parts: Sequence[Part]) -> bool:
    """Return whether every lettered part of a target holds the whole subject, so that none is meant before another."""
    if not all(part.best.part and len(part.best.part) == 1 for part in parts):
        return False
    passages = [asking.store.own_passage(part.best) for part in parts]
    places = [asking.position(passage) for passage in passages if passage is not None]
    return all(place is not None and asking.coverage(place) >= _WHOLE for place in places)


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

    Of several targets named by number each is returned, in the order of the question.

    Args:
        asking: the question.
        wanted: which targets can answer.
    """
    found: dict[tuple[str, str], list[Group]] = {}
    for group in found_groups(asking):
        if wanted(group):
            found.setdefault(asked_apart(asking, group), []).append(group)
    ranked = sorted((_first(asking, groups) for groups in found.values()), key=lambda group: -_worth(group))
    if names_several(asking):
        return sorted(ranked, key=lambda group: _place_in_question(asking, group))
    if not ranked:
        return []
    least = max(group.score for group in ranked) * OTHER_PLAN_SHARE
    compared = asking.query.intent == "comparison"
    return [group for group in ranked if group.score >= least or (compared and group.held >= ranked[0].held)]


def names_several(asking: Asking) -> bool:
    """Return whether a question names several targets by number, of which none may be dropped."""
    return len(asking.query.target_codes) > 1


def asked_apart(asking: Asking, group: Group) -> tuple[str, str]:
    """Return what a target answers by itself: its plan, or itself where several targets are named by number."""
    return group.plan_id, (group.target_code or "") if names_several(asking) else ""


def with_codes_missed(asking: Asking, drafts: Sequence[Draft]) -> list[Draft]:
    """Return drafts of which the last says for which of several targets named by number nothing was found."""
    told = [draft.target_code for draft in drafts if draft.target_code]
    missed = [
        code
        for code in asking.query.target_codes
        if not any(own == code or own.startswith(f"{code}.") or code.startswith(f"{own}.") for own in told)
    ]
    if not missed or not drafts or not names_several(asking):
        return list(drafts)
    words = "Nothing was found for target" if asking.in_english else "Không tìm thấy câu trả lời cho mục tiêu"
    last = drafts[-1]
    return [*drafts[:-1], replace(last, after=f"{last.after} {words} {', '.join(missed)}.".strip())]


def _place_in_question(asking: Asking, group: Group) -> int:
    """Return where a question names a target, or a part of it, among the numbers it names."""
    own = group.target_code or ""
    codes = asking.query.target_codes
    return next((at for at, code in enumerate(codes) if code == own or code.startswith(f"{own}.")), len(codes))


def _worth(group: Group) -> float:
    """Return by what plans are put in order: the score, and how much of the subject their target holds."""
    return group.score + _HELD_COUNTS * group.held


def _first(asking: Asking, groups: Sequence[Group]) -> Group:
    """Return the best target of one plan: where it lacks words of the subject, one near it that is the subject itself.

    Args:
        asking: the question.
        groups: targets of one plan, best first.
    """
    best = groups[0]
    if asking.query.target_codes:
        return best
    near = [group for group in groups if group.score >= _NEARLY * best.score]
    for group in near if best.held < _WHOLE else ():
        target = asking.store.target(group.plan_id, group.target_code or "")
        if target is not None and speaks_of(asking, target):
            return replace(group, score=best.score)
    if asking.intent != "responsibility":
        return best
    found = next((group for group in near if _holds_subject(asking, group)), best)
    return replace(found, score=best.score)


def _holds_subject(asking: Asking, group: Group) -> bool:
    """Return whether the passage found, or a task of the target that is led, holds the subject in its own words."""
    record = asking.store.record_of(group.passage)
    records = [*([record] if record is not None else []), *(task for task in group.tasks if task.lead)]
    return any(holds_subject(asking, each) for each in records)


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
