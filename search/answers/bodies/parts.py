"""What a lettered part of a target is about ("6.1, phần b"), for a letter alone tells nobody which part is meant."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.records import Section, Task
from search.answers.asking import Asking
from search.answers.writing.drafts import Evidence
from search.citing import shorten

_LETTERS = 3
_ROOM = 80
_ENDS = " .;:,"


def part_words(asking: Asking, task: Task) -> str:
    """Return the title of a task's part, or the measure the part is to reach, with a dash before it; "" without one."""
    if not task.part or len(task.part) > _LETTERS:
        return ""
    measure = None if task.part_title else _measure(asking, task)
    words = task.part_title or (measure.text if measure is not None else "")
    return f" – {shorten(words.rstrip(_ENDS), _ROOM)}" if words else ""


def part_evidence(asking: Asking, task: Task) -> Iterator[Evidence]:
    """Yield where the measure of a task's part stands, when it is what says what the part is about."""
    measure = _measure(asking, task) if task.part and not task.part_title else None
    evidence = asking.evidence(measure) if measure is not None else None
    if evidence is not None:
        yield evidence


def _measure(asking: Asking, task: Task) -> Section | None:
    """Return the measure that stands right before the first task of a part, behind the tasks of the part before."""
    plan = asking.store.plans[task.plan_id]
    tasks = asking.store.tasks_of(task.plan_id, task.target_code)
    own = [each.span.start for each in tasks if each.full_code == task.full_code]
    before = [each.span.end for each in tasks if each.span.end <= min(own)]
    target = asking.store.target(task.plan_id, task.target_code)
    start = max(before, default=target.span.start if target is not None else min(own))
    found = [each for each in plan.sections if each.role == "measure" and start <= each.span.start < min(own)]
    return found[-1] if found else None
