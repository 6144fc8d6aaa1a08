"""What a body leads and coordinates: its targets in the order of the plan, each with a task of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.agencies import load_registry
from corpus.records import Assignment, Indicator, Plan, Target, Task
from search.answers.asking import Asking
from search.answers.bodies.confirming import asks_to_confirm, confirms
from search.answers.bodies.duties import collectives_meant, duties
from search.answers.bodies.excluding import asks_who_has_no_role
from search.answers.bodies.indicator_duties import reported, reporting_bodies
from search.answers.bodies.leads import evidence_of
from search.answers.bodies.responsibility import responsibility
from search.answers.bodies.stated import mention_of, merged_into, stated_bodies
from search.answers.cues import asks, line_of
from search.answers.model import Role, StatedBody
from search.answers.silence.abstaining import Refusal
from search.answers.writing.drafts import Draft, Evidence, Piece
from search.answers.writing.wording import code_kind, count_words, joined, named, place, today
from search.citing import shorten

_SHOWN = 12
_ROOM = 620
_LEAST_WORDS, _MOST_WORDS = 45, 120
# So few targets that a body supports are told in words.
_FEW = 4
_TASKS, _TASKS_OF_ONE = 14, 5
_TASK_WORDS = 200
_LEAST_HELD = 0.6
# A body none of whose work holds more of the subject than this has none on it.
_LEAST_SPOKEN_OF = 0.25
# Words, without marks, that are no subject: "Sở Tài chính An Giang mới", "về phát triển bền vững".
_NO_SUBJECT = frozenset(
    "moi cu nay new today now phat trien ben vung tang truong xanh muc tieu nhiem vu ke hoach".split()
)
_OPENER = re.compile(r"^(?:Đến|Từ nay đến|Tới|Trước|Phấn đấu đến) năm \d{4},? +")
# More lists than this are shortened to the numbers of the targets.
_FEW_LISTS = 3


@dataclass(frozen=True, slots=True)
class _Item:
    """One target (or lettered part of one) that a body has a role in, with the tasks that give it the role.

    A target that only the plan's list of who leads what names has no tasks here; `target` may be missing, too.
    """

    code: str
    tasks: tuple[Task, ...]
    target: Target | None
    row: Indicator | None = None


def portfolio(asking: Asking) -> list[Draft] | Refusal:
    """Return a statement per plan and role that lists what the body asked about leads, reports and coordinates."""
    refused = asks_who_has_no_role(asking)
    if refused is not None:
        return refused
    if asks_to_confirm(asking):
        drafts = responsibility(asking)
        if not isinstance(drafts, Refusal) and confirms(asking, drafts):
            return drafts
    kinds = asking.query.plan_kinds
    plans = [plan for plan in asking.plans if not kinds or plan.info.kind in kinds]
    wanted = bodies_meant(asking)
    few = sum(_has_work(plan, body) for plan in plans for body in wanted) < _FEW_LISTS
    said = [
        draft for plan in plans for body in wanted for draft in _of_plan(asking, plan, frozenset({body}), in_words=few)
    ]
    # Who asks for indicators is told of them first, whichever plan has them.
    return sorted(said, key=lambda draft: asks_numbers(asking) and draft.agencies[0].role != "responsible")


def nothing_given(asking: Asking) -> Refusal:
    """Return that no plan asked gives the bodies named anything to do; nearby work of others would mislead."""
    registry = load_registry()
    bodies = [agency.canonical for body in asking.query.agencies if (agency := registry.by_id(body)) is not None]
    english = asking.in_english
    names = joined(bodies or ["this body" if english else "cơ quan này"], " and " if english else " và ")
    subject = asking.query.topic_text.strip() if asks(asking.query.normalized, "on_a_subject") else ""
    if english:
        return Refusal("not_stated", f"The plans asked name no work of {names}{f' on “{subject}”' * bool(subject)}")
    about = f" về «{subject}»" if subject else ""
    return Refusal("not_stated", f"Các kế hoạch được hỏi không nêu việc nào của {names}{about}")


def bodies_meant(asking: Asking) -> list[str]:
    """Return the bodies a question is about, as plans know them.

    A body of today stands for those whose work it took over, when no plan names it or today's province is asked for;
    a body that only plans know ("UBND thành phố Bến Tre") is found by its name in them.
    """
    named = asking.store.body_ids | reporting_bodies(asking)
    found = None if asking.query.agencies else asking.store.body_named(asking.query.normalized)
    ids = list(asking.query.agencies) if found is None else [found.agency_id]
    ids = ids or collectives_meant(asking)
    todays = asking.query.asks_today or not set(asking.query.provinces_asked) <= set(asking.query.provinces)
    older = [each for body in ids if todays or body not in named for each in merged_into(body, asking.as_of)]
    return list(dict.fromkeys(each for each in (*ids, *older) if each in named))


def _has_work(plan: Plan, body: str) -> bool:
    return any(mention_of((*task.lead, *task.coordinating), {body}) for task in plan.tasks)


def asks_numbers(asking: Asking) -> bool:
    """Return whether a question asks for indicators ("phụ trách chỉ tiêu nào"), not for targets or tasks."""
    return asks(asking.query.normalized, "indicators")


def _of_plan(asking: Asking, plan: Plan, wanted: frozenset[str], *, in_words: bool) -> list[Draft]:
    """Return what a body leads in a plan, reports and coordinates, unless only one of these was asked for."""
    drafts: list[Draft | None] = []
    if asking.query.roles != ("coordinate",):
        led = _leads(asking, plan, wanted, in_words=in_words)
        drafts += [led, duties(asking, plan, wanted, also=led is not None)]
    if not asking.query.roles or asks_numbers(asking):
        drafts.append(_reported(asking, plan, wanted))
    leads_nothing = not any(draft is not None for draft in drafts)
    if asking.query.roles != ("lead",) or leads_nothing:
        drafts.append(_coordinates(asking, plan, wanted, only=asking.query.roles == ("lead",)))
    return [draft for draft in drafts if draft is not None]


def _leads(asking: Asking, plan: Plan, wanted: frozenset[str], *, in_words: bool) -> Draft | None:
    tasks = [task for task in plan.tasks if task.target_code and mention_of(task.lead, wanted)]
    lists = [each for each in plan.assignments if mention_of(each.lead, wanted)]
    items = _on_the_subject(asking, _with_assigned(asking, plan, _items(asking, tasks), lists))
    named_leads = [body for each in lists for body in each.lead] + [body for task in tasks for body in task.lead]
    mention = mention_of(named_leads, wanted)
    if mention is None or not items:
        return None
    basis = "assigned" if lists else tasks[0].lead_basis
    bodies = tuple(stated_bodies([mention], "lead", basis, plan.info.province, asking.as_of, ""))
    proofs = [_proof(asking, item, len(items)) for item in items]
    evidence = [*_assigned(asking, plan, lists), *(one for first, _ in proofs for one in first)]
    evidence += [one for _, later in proofs for one in later]
    own = [(*first, *later) for first, later in proofs]
    return _draft(asking, plan, items, bodies, evidence, own, codes_only=not in_words and len(items) > _FEW)


def _coordinates(asking: Asking, plan: Plan, wanted: frozenset[str], *, only: bool) -> Draft | None:
    """Return what a body coordinates; `only` says that it leads nothing although that was asked."""
    tasks = [
        task
        for task in plan.tasks
        if task.target_code and mention_of(task.coordinating, wanted) and not mention_of(task.lead, wanted)
    ]
    items = _on_the_subject(asking, _items(asking, tasks))
    if not items:
        return None
    mention = mention_of([body for task in tasks for body in task.coordinating], wanted)
    bodies = tuple(
        stated_bodies([mention] if mention else [], "coordinating", "explicit", plan.info.province, asking.as_of, "")
    )
    in_words = len(items) <= _FEW
    own = [
        (*_coordinating_evidence(asking, item.tasks[0]), *(_headings(asking, item) if in_words else ()))
        for item in items[:_SHOWN]
    ]
    evidence = [one for each in own for one in each[:1]] + [one for each in own for one in each[1:]]
    draft = _draft(asking, plan, items, bodies, evidence, own, codes_only=not in_words)
    if not only:
        return draft
    none = "leads nothing and" if asking.in_english else "không được giao chủ trì, chỉ"
    verb = _verb("coordinating", in_english=asking.in_english)
    return replace(draft, sentence=draft.sentence.replace(f" {verb} ", f" {none} {verb} ", 1))


def _draft(
    asking: Asking,
    plan: Plan,
    items: Sequence[_Item],
    bodies: tuple[StatedBody, ...],
    evidence: Sequence[Evidence],
    own: Sequence[tuple[Evidence, ...]],
    *,
    codes_only: bool,
) -> Draft:
    """Return a list of targets as a statement; `own` is the evidence for each of them."""
    role = bodies[0].role
    english = asking.in_english
    shown = items[:_SHOWN] if codes_only and role != "lead" else items
    room = min(_MOST_WORDS, max(_LEAST_WORDS, _ROOM // min(len(items), _SHOWN)))
    words = _listed(items[:_SHOWN], 0 if codes_only else room)
    codes = [item.code for item in shown[_SHOWN:]]
    also = f"; {'also' if english else 'ngoài ra'}: " if not codes_only else ", "
    listed = (", " if codes_only else "; ").join(words) + (also + ", ".join(codes) if codes else "")
    left = len(items) - len(shown)
    rest = f" {_more(left, in_english=english)}" if left else ""
    count = count_words(len(items), in_english=english)
    kind = code_kind(green=plan.info.kind == "green_growth", many=len(items) > 1, in_english=english)
    return Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=(
            f"{place(asking, plan.info.plan_id)}: {named(bodies, in_english=english)} {_verb(role, in_english=english)}"
            f" {count} {kind}: {listed}{rest}"
        ),
        detail="\n".join(_full(item, len(items)) for item in shown) if not codes_only else "",
        after=today(bodies, plan.info.province, in_english=english),
        agencies=bodies,
        evidence=tuple(evidence),
        pieces=tuple(Piece(text, proof) for text, proof in zip([*words, *codes], own, strict=False)),
    )


def _more(count: int, *, in_english: bool) -> str:
    words = count_words(count, in_english=in_english)
    return f"and {words} more" if in_english else f"và {words} mục khác"


def _listed(items: Sequence[_Item], room: int) -> list[str]:
    """Return the numbers of targets, each with what it is about unless a part of it was listed before."""
    told: set[str] = set()
    words = []
    for item in items:
        about = _about(item)
        words.append(_with_words(item, room) if room and about not in told else item.code)
        told.add(about)
    return words


def _with_words(item: _Item, room: int) -> str:
    words = _OPENER.sub("", _about(item))
    about = shorten(words[:1].upper() + words[1:], room).rstrip(" .;")
    return f"{item.code} ({about})" if about else item.code


def _full(item: _Item, count: int) -> str:
    """Return a target with what the body is to do there; few targets leave room for several tasks."""
    about = _about(item)
    tasks = [task.text for task in _spoken(item, count) if task.text != about]
    return "\n- ".join([f"{item.code}: {about}", *(shorten(text, _TASK_WORDS) for text in tasks)])


def _spoken(item: _Item, count: int) -> Sequence[Task]:
    return item.tasks[: min(_TASKS_OF_ONE, max(1, _TASKS // count))]


def _on_the_subject(asking: Asking, items: list[_Item]) -> list[_Item]:
    """Return the targets that speak of the subject, where the question has one besides the body."""
    if not asking.query.agencies or not asks(asking.query.normalized, "on_a_subject"):
        return items
    if not set(line_of(asking.query.topic_text).split()) - _NO_SUBJECT:
        return items
    held = [_held(asking, item) for item in items]
    if max(held, default=0.0) < _LEAST_SPOKEN_OF:
        return []
    return [item for item, share in zip(items, held, strict=True) if share >= _LEAST_HELD] or items


def _reported(asking: Asking, plan: Plan, wanted: frozenset[str]) -> Draft | None:
    """Return which indicators a body reports: those on the subject, where the question has one."""
    rows = [row for row in plan.indicators if mention_of(row.responsible, wanted)]
    items = _on_the_subject(asking, [_Item(row.code, (), None, row) for row in rows])
    return reported(asking, plan, wanted, [item.row for item in items if item.row is not None])


def _held(asking: Asking, item: _Item) -> float:
    """Return the share of the subject that a target or one of its tasks holds."""
    others = [each for each in (item.target, item.row) if each is not None]
    records: list[Task | Target | Indicator] = [*item.tasks, *others]
    passages = [passage for record in records if (passage := asking.store.own_passage(record)) is not None]
    positions = [place for passage in passages if (place := asking.position(passage)) is not None]
    return max(map(asking.coverage, positions), default=0.0)


def _items(asking: Asking, tasks: Sequence[Task]) -> list[_Item]:
    """Return the targets of tasks in the order of the plan; a part that has letters of its own is one by itself."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.full_code if task.part else task.target_code, []).append(task)
    return [
        _Item(code, tuple(same), asking.store.target(same[0].plan_id, same[0].target_code))
        for code, same in found.items()
    ]


def _with_assigned(asking: Asking, plan: Plan, items: list[_Item], lists: Sequence[Assignment]) -> list[_Item]:
    """Return the targets with those added that only the plan's own list names."""
    known = [item.code for item in items]
    more = [
        _Item(code, (), asking.store.target(plan.info.plan_id, code))
        for each in lists
        for code in dict.fromkeys(each.codes)
        if not any(_same_target(code, other) for other in known)
    ]
    return sorted([*items, *more], key=lambda item: _in_order(item.code)) if more else items


def _same_target(code: str, other: str) -> bool:
    return code == other or code.startswith(f"{other}.") or other.startswith(f"{code}.")


def _in_order(code: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in code.split(".")]


def _verb(role: Role, *, in_english: bool) -> str:
    if in_english:
        return "leads" if role == "lead" else "coordinates in"
    return "chủ trì" if role == "lead" else "phối hợp ở"


def _about(item: _Item) -> str:
    """Return what a target is about: its own words, or those of a task that is a row of its own."""
    if item.target is not None:
        return item.target.text
    return item.tasks[0].text if item.tasks else ""


def _assigned(asking: Asking, plan: Plan, lists: Sequence[Assignment]) -> Iterator[Evidence]:
    """Yield the plan's own list of who leads what, which says it all in one place."""
    for each in lists:
        passage = asking.store.passage_at(plan.info.plan_id, each.span)
        if passage is not None:
            yield Evidence(passage, each.span)


def _proof(asking: Asking, item: _Item, count: int) -> tuple[list[Evidence], list[Evidence]]:
    """Return where the body is named for a target, then the heading and the further tasks that are spoken of."""
    first: list[Evidence] = []
    later: list[Evidence] = []
    for task in _spoken(item, count):
        passage = asking.store.passage_of(task)
        if passage is not None:
            (later if first else first).extend(evidence_of(passage, task, with_coordinating=False))
    return first, [*later, *_headings(asking, item)]


def _headings(asking: Asking, item: _Item) -> Iterator[Evidence]:
    heading = asking.evidence(item.target) if item.target is not None else None
    if heading is not None:
        yield heading


def _coordinating_evidence(asking: Asking, task: Task) -> Iterator[Evidence]:
    passage = asking.store.passage_of(task)
    if passage is not None:
        yield Evidence(passage, task.coordinating_span or task.span)
