"""Work for which a plan names no lead: said so, for the lead of the next best target would be a wrong answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Plan, Project, Target, Task
from search.answers.asking import Asking
from search.answers.bodies.groups import Group, asked_apart, found_groups
from search.answers.bodies.leads import bodies_of, evidence_of
from search.answers.cues import asks, holds, line_of
from search.answers.silence.abstaining import Refusal
from search.answers.writing.drafts import Draft, Evidence, Piece
from search.answers.writing.wording import named, place

# What is asked for is found so plainly that another target, which has a lead, cannot be meant.
_HELD = 0.7
_NEARNESS = 0.6
_RIVAL = 0.88
_NOBODY = ("kế hoạch không ghi cơ quan chủ trì", "the plan names no lead body")
_NOT_LISTED = (
    "Các kế hoạch không lập danh sách việc chưa có cơ quan chủ trì",
    "The plans list no work without a lead body",
)
# More of them would be a table that was not read, and not a plan that names nobody.
_MOST_LISTED = 10
_PROJECT = (
    "danh mục dự án chỉ ghi tên và địa điểm, không ghi cơ quan thực hiện",
    "the list of projects gives name and place only, no body",
)


def unled_groups(asking: Asking) -> dict[tuple[str, str], Group]:
    """Return the target or task that is plainly meant where the plan names nobody who leads it.

    By plan, and by target where several are named by number.
    """
    found: dict[tuple[str, str], list[Group]] = {}
    for group in found_groups(asking):
        found.setdefault(asked_apart(asking, group), []).append(group)
    return {key: groups[0] for key, groups in found.items() if _is_unled(asking, groups)}


def unled_targets(asking: Asking) -> list[Draft] | Refusal:
    """Return the targets of each plan for which it names no lead, where a question asks which these are."""
    text = asking.query.normalized
    which = asks(text, "which_work") or (asks(text, "target_words") and holds(line_of(text), "nao"))
    if asking.query.target_codes or not (which and asks(text, "without_lead")):
        return []
    drafts = [draft for plan in asking.plans for draft in _unled_of(asking, plan)]
    if drafts and not asks(text, "task_words") and "coordinate" not in asking.query.roles:
        return drafts
    return Refusal("not_stated", _NOT_LISTED[asking.in_english])


def _unled_of(asking: Asking, plan: Plan) -> Iterator[Draft]:
    assigned = {code for each in plan.assignments for code in each.codes}
    pieces = [
        Piece(target.full_code, (evidence,))
        for target in plan.targets
        if target.level == "target"
        and not target.lead
        and target.full_code not in assigned
        and not any(task.lead for task in asking.store.tasks_of(target.plan_id, target.code))
        and (evidence := asking.evidence(target)) is not None
    ]
    if not pieces or len(pieces) > _MOST_LISTED:
        return
    words = "targets without a lead body" if asking.in_english else "mục tiêu không ghi cơ quan chủ trì trong bảng"
    yield Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {words} – {', '.join(piece.words for piece in pieces)}",
        evidence=tuple(evidence for piece in pieces for evidence in piece.evidence),
        pieces=tuple(pieces),
    )


def without_lead(asking: Asking, group: Group) -> Draft:
    """Return that a plan names no lead for what is asked, and who is to coordinate where that is named."""
    record = asking.store.record_of(group.passage)
    task = record if isinstance(record, Task) else None
    others = bodies_of(asking, task, task.coordinating, "coordinating") if task is not None else ()
    english = asking.in_english
    said = (_PROJECT if isinstance(record, Project) else _NOBODY)[english]
    support = f"; {'coordinating' if english else 'phối hợp'}: {named(others, in_english=english)}" if others else ""
    return Draft(
        plan_id=group.plan_id,
        province=asking.infos[group.plan_id].province,
        target_code=group.target_code,
        sentence=f"{place(asking, group.plan_id, group.target_code)}: {said}{support}",
        evidence=tuple(_evidence(group, task)),
        stated=False,
    )


def _evidence(group: Group, task: Task | None) -> Iterator[Evidence]:
    if task is not None:
        yield from evidence_of(group.passage, task, with_coordinating=True)
    else:
        yield Evidence(group.passage, group.passage.span)


def _is_unled(asking: Asking, groups: Sequence[Group]) -> bool:
    """Return whether the best target of a plan, or the very task found, has no lead and no other comes near it."""
    first = groups[0]
    record = asking.store.record_of(first.passage)
    if isinstance(record, Project):
        return asks(asking.query.normalized, "projects") and first.held >= _HELD
    if not isinstance(record, Task | Target) or _has_lead(asking, first, record):
        return False
    if asking.query.target_codes:
        return not any(group.is_led for group in groups)
    if first.held < _HELD or first.nearness < _NEARNESS:
        return False
    rivals = [asking.score(task) for group in groups for task in group.tasks if task.lead]
    rivals += [group.score for group in groups[1:] if group.is_led]
    return max(rivals, default=0.0) < _RIVAL * first.score


def _has_lead(asking: Asking, group: Group, record: Task | Target) -> bool:
    if isinstance(record, Task):
        return bool(record.lead)
    assignments = asking.store.plans[group.plan_id].assignments
    return group.is_led or bool(record.lead) or any(record.full_code in each.codes for each in assignments)
