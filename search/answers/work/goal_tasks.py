"""What is to be done for a whole goal or theme that a question names by its number: its targets, or its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Goal, Target, Task
from search.answers.asking import Asking
from search.answers.bodies.leads import bodies_of, each_body_once, lead_evidence
from search.answers.cues import line_of
from search.answers.model import StatedBody
from search.answers.writing.drafts import Draft, Evidence, Piece
from search.answers.writing.wording import count_words, named, place
from search.citing import shorten

_ROOM = 900
_LEAST, _MOST = 50, 120
_MOST_ITEMS = 20
_LIST_WORDS = frozenset("muc tieu chu de nhiem vu gom bao co cac goal theme tasks include includes".split())


def goal_tasks(asking: Asking) -> list[Draft]:
    """Return, for each goal or theme a question names by nothing but its number, what its targets are and who leads."""
    if not _names_a_goal_only(asking):
        return []
    goals = [asking.store.record_of(hit.passage) for hit in asking.of_codes]
    return [draft for goal in goals if isinstance(goal, Goal) for draft in _of_goal(asking, goal)]


def _names_a_goal_only(asking: Asking) -> bool:
    """Return whether a goal's number is all that a question names; "gồm" only asks what belongs to it."""
    if asking.query.target_codes or not asking.query.goal_codes:
        return False
    words = set(line_of(asking.query.topic_text).split())
    return asking.names_codes_only or words <= {*asking.query.goal_codes, *_LIST_WORDS}


def _of_goal(asking: Asking, goal: Goal) -> Iterator[Draft]:
    rows = list(_rows(asking, goal))[:_MOST_ITEMS]
    if not rows:
        return
    english = asking.in_english
    room = min(_MOST, max(_LEAST, _ROOM // len(rows)))
    leads = [_bodies(asking, tasks) for _, tasks in rows]
    words = [
        f"{record.full_code} {shorten(record.text, room).rstrip(' .;')}{_led_by(bodies, english=english)}"
        for (record, _), bodies in zip(rows, leads, strict=True)
    ]
    pieces = [
        Piece(text, tuple(_proof(asking, record, tasks))) for text, (record, tasks) in zip(words, rows, strict=True)
    ]
    count = count_words(len(rows), in_english=english)
    kind = _kind(rows[0][0], many=len(rows) > 1, english=english)
    yield Draft(
        plan_id=goal.plan_id,
        province=asking.infos[goal.plan_id].province,
        target_code=goal.code,
        sentence=f"{place(asking, goal.plan_id, goal.code)}: {count} {kind} – {'; '.join(words)}",
        detail="\n".join(f"{record.full_code} {record.text}" for record, _ in rows),
        agencies=each_body_once(body for bodies in leads for body in bodies),
        evidence=tuple(evidence for piece in pieces for evidence in piece.evidence),
        pieces=tuple(pieces),
    )


def _rows(asking: Asking, goal: Goal) -> Iterator[tuple[Target | Task, Sequence[Task]]]:
    """Yield the targets of a goal with their tasks, or the rows of a theme, which are tasks themselves."""
    plan = asking.store.plans[goal.plan_id]
    for target in plan.targets:
        if target.goal == goal.code and target.level == "target":
            yield target, asking.store.tasks_of(goal.plan_id, target.full_code)
    if goal.level == "theme":
        for task in plan.tasks:
            if task.full_code.split(".")[0] == goal.code:
                yield task, (task,)


def _bodies(asking: Asking, tasks: Sequence[Task]) -> tuple[StatedBody, ...]:
    return each_body_once(body for task in tasks for body in bodies_of(asking, task, task.lead, "lead"))


def _led_by(bodies: Sequence[StatedBody], *, english: bool) -> str:
    if not bodies:
        return ""
    who = named(bodies, in_english=english)
    return f" (led by {who})" if english else f" ({who} chủ trì)"


def _proof(asking: Asking, record: Target | Task, tasks: Sequence[Task]) -> Iterator[Evidence]:
    """Yield the row, then one place for each body that leads a task of it."""
    own = asking.evidence(record)
    if own is not None:
        yield own
    told: set[str] = set()
    for task in tasks:
        ids = {body.agency_id for body in task.lead}
        if not ids <= told:
            told |= ids
            yield from lead_evidence(asking, task)


def _kind(record: Target | Task, *, many: bool, english: bool) -> str:
    if english:
        return ("task" if isinstance(record, Task) else "target") + "s" * many
    return "nhiệm vụ" if isinstance(record, Task) else "mục tiêu cụ thể"
