"""Who leads, who coordinates: from the tasks of the target that was found, plan by plan and part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Passage, Span, Task
from search.answers.asking import Asking
from search.answers.bodies import stated_bodies
from search.answers.drafts import Draft, Evidence, near
from search.answers.groups import Group, Part, best_groups, chosen_parts, parts_of
from search.answers.model import StatedBody
from search.answers.wording import named, place, today
from search.citing import shorten

_ONE_PIECE = 600
_TASK_WORDS = 160
_MOST_OTHERS = 3
_TOO_MANY = 5


def responsibility(asking: Asking) -> list[Draft]:
    """Return a statement for each plan and part that names who is responsible."""
    groups = best_groups(asking, wanted=lambda group: group.is_led)
    drafts: list[Draft] = []
    rest: list[Draft] = []
    for group in groups:
        parts = chosen_parts(asking, group, alone=len(groups) == 1)
        for part in parts:
            drafts.append(_draft(asking, group, part, with_task=len(parts) > 1 or len(groups) > 1))
            drafts.extend(_conflicts(asking, group, part.best))
        if len(groups) == 1 or asking.query.intent == "comparison":
            rest.extend(_other_parts(asking, group, parts))
    return [*drafts, *rest]


def _draft(asking: Asking, group: Group, part: Part, *, with_task: bool) -> Draft:
    task = part.best
    info = asking.infos[group.plan_id]
    subject = f"{task.part_title} {task.text}".strip()
    leads = tuple(stated_bodies(task.lead, "lead", task.lead_basis, info.province, asking.as_of, subject))
    others = tuple(stated_bodies(task.coordinating, "coordinating", "explicit", info.province, asking.as_of, subject))
    passage = asking.store.passage_of(task) or group.passage
    return Draft(
        plan_id=group.plan_id,
        province=info.province,
        target_code=task.target_code or None,
        part=task.part or None,
        sentence=_sentence(asking, group, task, leads, others),
        after=today(leads, info.province, in_english=asking.in_english),
        detail=shorten(task.text, _TASK_WORDS) if with_task or not leads else task.text,
        agencies=(*others, *leads) if asks_support(asking) else (*leads, *others),
        evidence=tuple(evidence_of(passage, task, with_coordinating=bool(others))),
        conflict=bool(task.conflicts),
        score=asking.scores(passage),
    )


def asks_support(asking: Asking) -> bool:
    """Return whether who coordinates is asked for, and not who leads."""
    return asking.query.roles == ("coordinate",)


def _sentence(
    asking: Asking, group: Group, task: Task, leads: tuple[StatedBody, ...], others: tuple[StatedBody, ...]
) -> str:
    english = asking.in_english
    about = place(asking, group.plan_id, task.target_code or None, task.part or None)
    who = named(leads, in_english=english)
    support = named(others, in_english=english)
    if leads:
        lead = f"{who} {'leads' if english else 'chủ trì'}"
    else:
        lead = "the plan names no lead body" if english else "kế hoạch không ghi cơ quan chủ trì"
    if not others or "coordinate" not in asking.query.roles:
        return f"{about}: {lead}"
    helpers = f"{'coordinating' if english else 'phối hợp'}: {support}"
    return f"{about}: {helpers}; {lead}" if asks_support(asking) else f"{about}: {lead}; {helpers}"


def _other_parts(asking: Asking, group: Group, told: Sequence[Part]) -> Iterator[Draft]:
    """Yield one statement on the parts and tasks of the target that other bodies lead."""
    known = {body.agency_id for part in told for body in part.best.lead}
    others: dict[tuple[str, ...], Part] = {}
    for part in parts_of(asking, group):
        ids = tuple(body.agency_id for body in part.best.lead)
        if ids and not known.issuperset(ids):
            others.setdefault(ids, part)
    shown = list(others.values())[:_MOST_OTHERS]
    if not shown or len(others) > _TOO_MANY:
        return
    info = asking.infos[group.plan_id]
    pairs = [
        (part, tuple(stated_bodies(part.best.lead, "lead", part.best.lead_basis, info.province, asking.as_of, "")))
        for part in shown
    ]
    words = [_who(asking, part.best, bodies) for part, bodies in pairs]
    code = group.target_code or None
    about = place(asking, group.plan_id, code)
    other = "other parts are led by" if asking.in_english else "phần việc khác do"
    yield Draft(
        plan_id=group.plan_id,
        province=info.province,
        target_code=code,
        sentence=f"{about}: {other} {'; '.join(words)}{'' if asking.in_english else ' chủ trì'}",
        agencies=tuple(body for _, bodies in pairs for body in bodies),
        evidence=tuple(piece for part in shown for piece in _lead_evidence(asking, group, part.best)),
    )


def _who(asking: Asking, task: Task, bodies: Sequence[StatedBody]) -> str:
    words = named(bodies, in_english=asking.in_english)
    if not task.part:
        return words
    return f"{words} ({'part' if asking.in_english else 'phần'} {task.part})"


def _lead_evidence(asking: Asking, group: Group, task: Task) -> Iterator[Evidence]:
    passage = asking.store.passage_of(task) or group.passage
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
    if bodies is None or _inside(bodies, task.span):
        first = task.span
    elif _one_piece(task.span, bodies):
        first = task.span.cover(bodies)
    else:
        first = bodies
        rest.insert(0, task.span)
    yield Evidence(passage, first)
    for span in rest:
        if not _inside(span, first):
            yield Evidence(passage, span)


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _one_piece(task: Span, bodies: Span) -> bool:
    """Return whether a task and its bodies stand on one line, side by side."""
    same_line = task.last_line == bodies.first_line and task.first_line == bodies.last_line
    return same_line and task.cover(bodies).end - task.cover(bodies).start <= _ONE_PIECE


def _conflicts(asking: Asking, group: Group, task: Task) -> Iterator[Draft]:
    """Yield a statement for each other place of the plan that says otherwise."""
    document = asking.store.documents[group.plan_id]
    for conflict in task.conflicts:
        first, last = conflict.lines
        start = document.line_starts[first - 1]
        end = document.line_starts[last] if last < document.line_count else len(document.source)
        span = document.span(start, end)
        passage = asking.store.passage_at(group.plan_id, document.span(start, start + 1)) or group.passage
        about = place(asking, group.plan_id, task.target_code or None, task.part or None)
        said = (
            f"{about}: another place of the plan says «{conflict.as_written}»"
            if asking.in_english
            else f"{about}: chỗ khác của kế hoạch lại ghi «{conflict.as_written}»"
        )
        yield Draft(
            plan_id=group.plan_id,
            province=asking.infos[group.plan_id].province,
            target_code=task.target_code or None,
            part=task.part or None,
            sentence=said,
            detail=f"{said} ({conflict.why})",
            evidence=(Evidence(passage, span),),
            conflict=True,
        )
