"""Who leads, who coordinates: from the tasks of the target that was found, plan by plan and part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Task
from search.answers.asking import Asking
from search.answers.bodies.confirming import confirmed, with_body_first
from search.answers.bodies.excluding import (
    asks_who_has_no_role,
    groups_without_excluded,
    nobody_else,
    only_supports,
    without_excluded,
)
from search.answers.bodies.goal_leads import leads_of_tasks, leads_on_subject
from search.answers.bodies.groups import (
    Group,
    Part,
    asked_apart,
    best_groups,
    chosen_parts,
    found_groups,
    names_several,
    parts_of,
    with_codes_missed,
)
from search.answers.bodies.indicator_duties import reported_by
from search.answers.bodies.leads import bodies_of, evidence_of, lead_ids
from search.answers.bodies.parts import part_evidence, part_words
from search.answers.bodies.row_bodies import asks_who_answers_for, asks_who_leads, names_rate, row_bodies, row_values
from search.answers.bodies.subjects import speaks_of
from search.answers.bodies.unled import unled_groups, unled_targets, without_lead
from search.answers.cues import asks
from search.answers.model import StatedBody
from search.answers.silence.abstaining import Refusal
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import excerpt, record_words
from search.answers.writing.neutral import neutral
from search.answers.writing.wording import named, place, today
from search.citing import shorten

__all__ = ["asks_support", "bodies_of", "evidence_of", "responsibility"]

_TASK_WORDS = 160
_WORK_WORDS = 110
_AS_WELL = 0.95
# Another plan speaks of the same thing when its passage holds this much of what the first one holds of the subject.
_AS_MUCH = 0.6
# Who leads what the plans hardly speak of is a guess: of the right answers to the development questions, none has less
# than 0.5.
_LEAST_NEARNESS = 0.36
_MOST_OTHERS = 3
_TIMED_WORDS = 320
_BASIS = {
    "inherited": ("Cơ quan chủ trì được ghi chung cho nhiều việc.", "The lead is stated once for several tasks."),
    "assigned": ("Theo danh mục phân công của kế hoạch.", "By the plan's own list of who leads what."),
}
_TOO_MANY = 5


def responsibility(asking: Asking) -> list[Draft] | Refusal:
    """Return a statement for each plan and part that names who is responsible, or that a plan names nobody."""
    refused = unled_targets(asking) or asks_who_has_no_role(asking)
    return refused or reported_by(asking) or _of_rows(asking) or _of_plans(asking)


def _of_rows(asking: Asking) -> list[Draft]:
    """Return who answers for the indicator that is asked about, and who leads the targets on the very same subject."""
    query = asking.query
    if query.target_codes or query.agencies or query.intent == "comparison" or asks_support(asking):
        return []
    rows = row_bodies(asking) if asks_who_answers_for(asking) else []
    if not rows:
        return []
    groups = [group for group in _groups(asking) if _is_of_subject(asking, group)]
    leads = _statements(asking, groups)
    values = row_values(asking, rows)
    if asks_who_leads(asking):
        return [*values, *(leads or _of_plans(asking)), *rows]
    return [*values, *rows, *leads] if names_rate(asking) else [*values, *leads, *rows]


def _is_of_subject(asking: Asking, group: Group) -> bool:
    """Return whether the target itself, or a task of it that is led, says the whole subject in one place."""
    target = asking.store.target(group.plan_id, group.target_code or "")
    if target is not None and speaks_of(asking, target):
        return True
    return any(speaks_of(asking, task) for task in group.tasks if task.lead)


def _of_plans(asking: Asking) -> list[Draft]:
    unled = unled_groups(asking)
    groups = [group for group in _groups(asking) if asked_apart(asking, group) not in unled]
    silent = [without_lead(asking, group) for group in unled.values()]
    if not groups or asking.query.intent == "comparison":
        return [*_statements(asking, groups), *silent]
    others = groups_without_excluded(asking, groups)
    if not others:
        return [nobody_else(asking, group) for group in groups]
    groups = with_body_first(asking, others)
    said = confirmed(asking, groups, without_excluded(asking, _statements(asking, groups)))
    return with_codes_missed(asking, [*said, *silent]) if names_several(asking) else said


def _groups(asking: Asking) -> list[Group]:
    """Return the target of each plan that is asked about and that somebody leads, best first."""
    groups = best_groups(asking, wanted=lambda group: group.is_led)
    if asking.query.target_codes:
        return groups
    groups = [group for group in groups if group.nearness >= _LEAST_NEARNESS]
    if asking.query.intent == "comparison":
        return groups
    return [group for group in groups if group.held >= _AS_MUCH * groups[0].held]


def _statements(asking: Asking, groups: Sequence[Group]) -> list[Draft]:
    drafts: list[Draft] = []
    rest: list[Draft] = []
    alone = len({group.plan_id for group in groups}) == 1
    compared = asking.query.intent == "comparison"
    for group in groups:
        parts = chosen_parts(asking, group, alone=alone)
        for part in parts:
            told = not _first_of_target(drafts, part.best)
            drafts.append(_draft(asking, group, part, with_task=len(parts) > 1 or len(groups) > 1, told=told))
            drafts.extend(_conflicts(asking, group, part.best))
        others = _other_targets(asking, group, drafts) if alone or compared else None
        if others is not None:
            rest.append(others)
        elif alone and not asking.query.target_codes:
            drafts.extend(_next_targets(asking, group, drafts))
        if alone or compared:
            rest.extend(_other_parts(asking, group, parts))
    return [*drafts, *rest]


def _other_targets(asking: Asking, group: Group, drafts: Sequence[Draft]) -> Draft | None:
    """Return who leads the other targets of the plan on the same subject, where only the subject was named."""
    if asking.query.target_codes or asks_support(asking):
        return None
    told = [draft.target_code for draft in drafts if draft.target_code and draft.plan_id == group.plan_id]
    return leads_on_subject(asking, asking.store.plans[group.plan_id], told)


def _next_targets(asking: Asking, group: Group, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the other targets of the plan that answer as well, where other bodies lead them: one in full, or a list."""
    told = {body.agency_id for draft in drafts for body in draft.agencies if body.role == "lead"}
    found: list[tuple[Group, Part]] = []
    for other in found_groups(asking):
        if other.score < _AS_WELL * group.score:
            break
        if other.plan_id != group.plan_id or other.target_code == group.target_code or not other.target_code:
            continue
        if other.held < group.held:
            continue
        parts = chosen_parts(asking, other, alone=False)[:1]
        if parts and parts[0].best.lead and told.isdisjoint(lead_ids(parts[0].best)):
            found.append((other, parts[0]))
    if len(found) > 1:
        yield leads_of_tasks(asking, asking.store.plans[group.plan_id], [part.best for _, part in found])
    elif found:
        yield _draft(asking, *found[0], with_task=True, told=False)


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
        after=_after(asking, task, leads, told=told),
        detail=shorten(task.text, _TASK_WORDS) if with_task or not leads else task.text,
        agencies=(*others, *leads) if asks_support(asking) else (*leads, *others),
        evidence=(
            *evidence_of(passage, task, with_coordinating=bool(others)),
            *_heading(asking, task),
            *part_evidence(asking, task),
        ),
        conflict=bool(task.conflicts),
        score=asking.scores(passage),
    )


def _after(asking: Asking, task: Task, leads: tuple[StatedBody, ...], *, told: bool) -> str:
    """Return what follows the marks: who does it today, where the lead is named, and the work meant."""
    now = today(leads, asking.infos[task.plan_id].province, in_english=asking.in_english)
    pieces = (now, _basis(asking, task), _work(asking, task, told=told))
    return " ".join(piece for piece in pieces if piece)


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
    room = _TIMED_WORDS if asks(asking.query.normalized, "times") else _WORK_WORDS
    words = excerpt(asking, record_words(asking, task), room).rstrip(" .;:")
    return f"{'Task' if asking.in_english else 'Việc'}: «{neutral(words)}»."


def _heading(asking: Asking, task: Task) -> Iterator[Evidence]:
    """Yield the target's own words where the question only gave its number."""
    target = asking.store.target(task.plan_id, task.target_code) if asking.names_codes_only else None
    evidence = asking.evidence(target) if target is not None else None
    if evidence is not None:
        yield evidence


def asks_support(asking: Asking) -> bool:
    """Return whether who coordinates is asked for, and not who leads."""
    return asking.query.roles == ("coordinate",) or only_supports(asking)


def _sentence(
    asking: Asking, group: Group, task: Task, leads: tuple[StatedBody, ...], others: tuple[StatedBody, ...]
) -> str:
    english = asking.in_english
    about = place(asking, group.plan_id, task.target_code or None, task.part or None) + part_words(asking, task)
    support = named(others, in_english=english)
    lead = _lead(asking, task, leads) + _period(asking, task)
    if "coordinate" not in asking.query.roles:
        return f"{about}: {lead}"
    if not others:
        return f"{about}: {lead}; {'no coordinating body is named' if english else 'không ghi cơ quan phối hợp'}"
    if not asks_support(asking):
        return f"{about}: {lead}; {'coordinating' if english else 'phối hợp'}: {support}"
    return f"{about}: {'coordinating bodies' if english else 'cơ quan phối hợp'}: {support}; {lead}"


def _lead(asking: Asking, task: Task, leads: Sequence[StatedBody]) -> str:
    """Return who leads, or that the plan names nobody."""
    english = asking.in_english
    if not leads:
        return "the plan names no lead body" if english else "kế hoạch không ghi cơ quan chủ trì"
    return f"{named(leads, in_english=english)} {'leads' if english else 'chủ trì'}"


def _basis(asking: Asking, task: Task) -> str:
    """Return a sentence on where a plan names the lead, where that is not beside the work itself."""
    return _BASIS[task.lead_basis][asking.in_english] if task.lead and task.lead_basis in _BASIS else ""


def _period(asking: Asking, task: Task) -> str:
    """Return the period a plan gives a task, where the question asks for a time, too."""
    if not task.period or not asks(asking.query.normalized, "times"):
        return ""
    return f"; {'period' if asking.in_english else 'thời gian thực hiện'}: {task.period}"


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
