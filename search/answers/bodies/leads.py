"""The bodies of a task as a statement names them, and the places of the plan that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.records import AgencyMention, Passage, Span, Task
from search.answers.asking import Asking
from search.answers.bodies.stated import stated_bodies
from search.answers.model import Role, StatedBody
from search.answers.writing.drafts import Evidence, near

_ONE_PIECE = 600


def bodies_of(asking: Asking, task: Task, mentions: Sequence[AgencyMention], role: Role) -> tuple[StatedBody, ...]:
    """Return bodies of a task with their successors, which its words decide, or else those of its target."""
    basis = task.lead_basis if role == "lead" else "explicit"
    target = asking.store.target(task.plan_id, task.target_code)
    province = asking.infos[task.plan_id].province
    subject = f"{task.part_title} {task.text}".strip()
    return tuple(
        stated_bodies(mentions, role, basis, province, asking.as_of, subject, target.text if target is not None else "")
    )


def each_body_once(bodies: Iterable[StatedBody]) -> tuple[StatedBody, ...]:
    """Return bodies without those that came before, in their order."""
    found: dict[str, StatedBody] = {}
    for body in bodies:
        found.setdefault(body.agency_id, body)
    return tuple(found.values())


def lead_ids(task: Task) -> tuple[str, ...]:
    """Return the ids of the bodies that lead a task."""
    return tuple(body.agency_id for body in task.lead)


def lead_evidence(asking: Asking, task: Task) -> Iterator[Evidence]:
    """Yield the one place that names who leads a task."""
    passage = asking.store.passage_of(task)
    if passage is not None:
        yield from list(evidence_of(passage, task, with_coordinating=False))[:1]


def evidence_of(passage: Passage, task: Task, *, with_coordinating: bool) -> Iterator[Evidence]:
    """Yield where the bodies are named first, then the task's own words where they stand elsewhere."""
    bodies = task.lead_span
    rest: list[Span] = []
    if with_coordinating and task.coordinating_span is not None:
        if bodies is None:
            bodies = task.coordinating_span
        elif near(bodies, task.coordinating_span):
            bodies = bodies.cover(task.coordinating_span)
        else:
            rest.append(task.coordinating_span)
    if bodies is None or is_inside(bodies, task.span):
        first = task.span
    elif _one_piece(task.span, bodies):
        first = task.span.cover(bodies)
    else:
        first = bodies
        rest.insert(0, task.span)
    yield Evidence(passage, first)
    for span in rest:
        if not is_inside(span, first):
            yield Evidence(passage, span)


def is_inside(inner: Span, outer: Span) -> bool:
    """Return whether a piece of a plan lies in another."""
    return outer.start <= inner.start and inner.end <= outer.end


def _one_piece(task: Span, bodies: Span) -> bool:
    """Return whether a task and its bodies stand on one line, side by side."""
    same_line = task.last_line == bodies.first_line and task.first_line == bodies.last_line
    return same_line and task.cover(bodies).end - task.cover(bodies).start <= _ONE_PIECE
