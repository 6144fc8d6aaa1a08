"""Who leads, who coordinates: from the tasks of the target that was found, plan by plan and part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import AgencyMention, Passage, Span, Task
from search.answers.asking import Asking
from search.answers.bodies import stated_bodies
from search.answers.drafts import Draft, Evidence, near
from search.answers.excerpts import excerpt, record_words
from search.answers.groups import Group, Part, best_groups, chosen_parts, found_groups, parts_of
from search.answers.model import Role, StatedBody
from search.answers.neutral import neutral
from search.answers.wording import named, place, today
from search.citing import shorten

_ONE_PIECE = 600
_TASK_WORDS = 160
_WORK_WORDS = 110
_AS_WELL = 0.95
# Another plan speaks of the same thing when its passage holds this much of what the first one holds of the subject.
_AS_MUCH = 0.5
# Who leads what the plans hardly speak of is a guess: of the right answers to the development questions, none has less
# than 0.5.
_LEAST_NEARNESS = 0.36
_MOST_OTHERS = 3
_TOO_MANY = 5


def responsibility(asking: Asking) -> list[Draft]:
    """Return a statement for each plan and part that names who is responsible."""
    groups = best_groups(asking, wanted=lambda group: group.is_led)
    if not asking.query.target_codes:
        groups = [group for group in groups if group.nearness >= _LEAST_NEARNESS]
    if asking.query.intent != "comparison" and not asking.query.target_codes:
        groups = [group for group in groups if group.held >= _AS_MUCH * groups[0].held]
    drafts: list[Draft] = []
    rest: list[Draft] = []
    for group in groups:
        parts = chosen_parts(asking, group, alone=len(groups) == 1)
        for part in parts:
            told = not _first_of_target(drafts, part.best)
            drafts.append(_draft(asking, group, part, with_task=len(parts) > 1 or len(groups) > 1, told=told))
            drafts.extend(_conflicts(asking, group, part.best))
        if len(groups) == 1 and not asking.query.target_codes:
            drafts.extend(_next_target(asking, group, drafts))
        if len(groups) == 1 or asking.query.intent == "comparison":
            rest.extend(_other_parts(asking, group, parts))
    return [*drafts, *rest]


def _next_target(asking: Asking, group: Group, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield a statement on another target of the plan that answers as well, where other bodies lead it."""
    told = {body.agency_id for draft in drafts for body in draft.agencies if body.role == "lead"}
    for other in found_groups(asking):
        if other.score < _AS_WELL * group.score:
            return
        if other.plan_id != group.plan_id or other.target_code == group.target_code or not other.target_code:
            continue
        parts = chosen_parts(asking, other, alone=False)[:1]
        if parts and parts[0].best.lead and told.isdisjoint(body.agency_id for body in parts[0].best.lead):
            yield _draft(asking, other, parts[0], with_task=True, told=False)
            return


def _first_of_target(drafts: Sequence[Draft], task: Task) -> bool:
    return not any((draft.plan_id, draft.target_code) == (task.plan_id, task.target_code) for draft in drafts)


def _draft(asking: Asking, group: Group, part: Part, *, with_task: bool, told: bool) -> Draft:
    task = part.best
    info = asking.infos[group.plan_id]
    leads = bodies_of(asking, task, task.lead, "lead")
    others = bodies_of(asking, task, task.coordinating, "coordinating")
    passage = asking.store.passage_of(task) or group.passage
    return Draft(
        plan_id=group.plan_id,
        province=info.province,
        target_code=task.target_code or None,
        part=task.part or None,
        sentence=_sentence(asking, group, task, leads, others),
        after=f"{today(leads, info.province, in_english=asking.in_english)} {_work(asking, task, told=told)}".strip(),
        detail=shorten(task.text, _TASK_WORDS) if with_task or not leads else task.text,
        agencies=(*others, *leads) if asks_support(asking) else (*leads, *others),
        evidence=(*evidence_of(passage, task, with_coordinating=bool(others)), *_heading(asking, task)),
        conflict=bool(task.conflicts),
        score=asking.scores(passage),
    )


def bodies_of(asking: Asking, task: Task, mentions: Sequence[AgencyMention], role: Role) -> tuple[StatedBody, ...]:
    """Return bodies of a task with their successors, which its words decide, or else those of its target."""
    basis = task.lead_basis if role == "lead" else "explicit"
    target = asking.store.target(task.plan_id, task.target_code)
    province = asking.infos[task.plan_id].province
    subject = f"{task.part_title} {task.text}".strip()
    return tuple(
        stated_bodies(mentions, role, basis, province, asking.as_of, subject, target.text if target is not None else "")
    )


def _work(asking: Asking, task: Task, *, told: bool) -> str:
    """Return a sentence on the work meant, so that who reads it sees whether it is the work they asked about.

    Args:
        asking: the question.
        task: the work.
        told: what its target is about has been said before.
    """
    target = asking.store.target(task.plan_id, task.target_code)
    if asking.names_codes_only:
        if target is None or told:
            return ""
        words = shorten(record_words(asking, target), _WORK_WORDS).rstrip(" .;:")
        return f"{'Target' if asking.in_english else 'Nội dung'}: «{neutral(words)}»."
    words = excerpt(asking, record_words(asking, task), _WORK_WORDS).rstrip(" .;:")
    return f"{'Task' if asking.in_english else 'Việc'}: «{neutral(words)}»."


def _heading(asking: Asking, task: Task) -> Iterator[Evidence]:
    """Yield the target's own words where the question only gave its number."""
    target = asking.store.target(task.plan_id, task.target_code) if asking.names_codes_only else None
    evidence = asking.evidence(target) if target is not None else None
    if evidence is not None:
        yield evidence


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
    if "coordinate" not in asking.query.roles:
        return f"{about}: {lead}"
    if not others:
        return f"{about}: {lead}; {'no coordinating body is named' if english else 'không ghi cơ quan phối hợp'}"
    if not asks_support(asking):
        return f"{about}: {lead}; {'coordinating' if english else 'phối hợp'}: {support}"
    return f"{about}: {'coordinating bodies' if english else 'cơ quan phối hợp'}: {support}; {lead}"


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
    pairs = [(part, bodies_of(asking, part.best, part.best.lead, "lead")) for part in shown]
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
