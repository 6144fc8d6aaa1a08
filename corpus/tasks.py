"""Drafts and blocks → tasks with bodies, from the row, the plan's own assignment list, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.agencies import AgencyRegistry
from corpus.coded_tasks import CodedRow
from corpus.drafts import Draft, Segment
from corpus.errata import Errata
from corpus.records import AgencyMention, Assignment, Conflict, LeadBasis, Leftover, Span, Task
from corpus.responsibility import Block
from corpus.wording import key

Bodies = tuple[AgencyMention, ...]
_OWN_LEAD = re.compile(r"(?P<body>(?:Sở|Ban|Công an|Hội|Ủy ban|UBND|Thanh tra)\s[^.;:,]{2,60}?)\s+chủ\s+trì\b")


@dataclass(frozen=True, slots=True)
class TaskContext:
    """What turning drafts into tasks needs to know of the plan."""

    plan_id: str
    province: str | None
    registry: AgencyRegistry
    errata: Errata
    assignments: tuple[Assignment, ...] = ()

    def assignment(self, code: str) -> Assignment | None:
        """Return the plan's own assignment of a target or part; of the whole target when the part has none.

        A target whose parts are assigned one by one has no assignment of its own for the rest.
        """
        for wanted in _wider(code):
            found = next((a for a in self.assignments if wanted in a.codes), None)
            if found is not None:
                return found
        return None

    def agrees(self, block: Block, code: str) -> float:
        """Return +1 when the assignment list gives `code` to the block's lead, -1 to another body, 0: it is silent."""
        assignment = self.assignment(code)
        if assignment is None or not block.lead:
            return 0.0
        named = {m.agency_id for m in self.registry.split(block.lead, self.province)}
        return 1.0 if named & {m.agency_id for m in assignment.lead} else -1.0


def _wider(code: str) -> Iterator[str]:
    yield code
    head, _, last = code.rpartition(".")
    if len(last) == 1 and last.isalpha():
        yield head


def segment_tasks(segments: Sequence[Segment], context: TaskContext) -> tuple[list[Task], list[Leftover]]:
    """Return the tasks of all segments, and the repeated ones that were left out of them."""
    tasks: list[Task] = []
    left: list[Leftover] = []
    for segment in segments:
        kept, repeated = _without_repeats(segment.drafts)
        for draft in repeated:
            left.append(
                Leftover(context.plan_id, draft.piece.span, draft.piece.text, f"lặp lại nhiệm vụ của {segment.code}")
            )
        shared = _flattened_rows(kept, context)
        for draft in kept:
            tasks.append(_task(segment, draft, shared.get(id(draft)), context))
    return _marked_duplicates(tasks), left


def _without_repeats(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Of two equal tasks of one segment keep the one whose own row says who is responsible, else the first."""
    best: dict[str, Draft] = {}
    for draft in drafts:
        text = key(draft.piece.text)
        other = best.get(text)
        if other is None or (draft.row != other.row and _own_later(draft, other)):
            best[text] = draft
    chosen = {id(d) for d in best.values()}
    return [d for d in drafts if id(d) in chosen], [d for d in drafts if id(d) not in chosen]


def _own_later(draft: Draft, other: Draft) -> bool:
    return draft.basis == "explicit" and other.basis != "explicit"


def _flattened_rows(drafts: Sequence[Draft], context: TaskContext) -> dict[int, tuple[Bodies, Bodies]]:
    """Give every task its own bodies where a row's agency column was flattened into one cell.

    Such a cell names as many leads as the row has tasks, one of them twice: a list of bodies never repeats one.
    """
    result: dict[int, tuple[Bodies, Bodies]] = {}
    by_block: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.block is not None and draft.basis == "explicit":
            by_block.setdefault(id(draft.block), []).append(draft)
    for group in by_block.values():
        block = group[0].block
        if block is None or len(group) < 2 or len({d.row for d in group}) > 1:
            continue
        leads = context.registry.split(block.lead, context.province)
        if len(leads) != len(group) or len({m.agency_id for m in leads}) == len(leads):
            continue
        supports = context.registry.split_groups(block.coordinating, context.province)
        for index, draft in enumerate(group):
            support = supports[index] if len(supports) == len(group) else ()
            result[id(draft)] = ((leads[index],), support)
    return result


def _task(segment: Segment, draft: Draft, shared: tuple[Bodies, Bodies] | None, context: TaskContext) -> Task:
    block = draft.block
    lead, support = shared or (
        _bodies(block.lead if block else "", context),
        _bodies(block.coordinating if block else "", context),
    )
    basis: LeadBasis = draft.basis if lead else "unknown"
    lead_span = block.lead_span if block else None
    conflicts: tuple[Conflict, ...] = ()
    assignment = context.assignment(segment.code)
    if assignment is not None and not lead:
        lead, basis, lead_span = assignment.lead, "assigned", assignment.span
    elif assignment is not None and not _overlap(lead, assignment.lead):
        conflicts = (_conflict(assignment),)
    conflicts += tuple(_named_in_text(draft, lead, context))
    lead, support, basis = _corrected(draft.piece.span, lead, support, basis, context)
    return Task(
        plan_id=context.plan_id,
        target_code=segment.target,
        full_code=segment.code,
        text=draft.piece.text,
        lead=_once(lead),
        coordinating=_once(support),
        lead_basis=basis,
        span=draft.piece.span,
        lead_span=lead_span if lead else None,
        coordinating_span=block.coordinating_span if block and support else None,
        part=segment.part,
        part_title=segment.title,
        part_span=segment.title_span if segment.title else None,
        period=draft.details.period or (block.period if block else None),
        output=draft.details.output or (block.output if block else None),
        funding=draft.details.funding or (block.funding if block else None),
        conflicts=conflicts,
    )


def _bodies(text: str, context: TaskContext) -> Bodies:
    return context.registry.split(text, context.province) if text else ()


def _once(bodies: Bodies) -> Bodies:
    """A body stated twice in one cell is one body."""
    return tuple({m.agency_id: m for m in reversed(bodies)}[i] for i in dict.fromkeys(m.agency_id for m in bodies))


def _overlap(first: Bodies, second: Bodies) -> bool:
    return bool({m.agency_id for m in first} & {m.agency_id for m in second})


def _conflict(assignment: Assignment) -> Conflict:
    names = ", ".join(m.as_written for m in assignment.lead)
    lines = (assignment.span.first_line, assignment.span.last_line)
    return Conflict(
        "lead", names, lines, "bảng phân công của kế hoạch giao cho cơ quan khác với ô phân công của nhiệm vụ"
    )


def _named_in_text(draft: Draft, lead: Bodies, context: TaskContext) -> Iterator[Conflict]:
    """Yield a conflict where the task's own words give the lead to another body than the cell beside it."""
    match = _OWN_LEAD.match(draft.piece.text)
    if match is None or not lead:
        return
    named = _bodies(match.group("body"), context)
    if len(named) == 1 and named[0].kind != "other" and not _overlap(named, lead):
        span = draft.piece.span
        lines = (span.first_line, span.last_line)
        yield Conflict("lead", named[0].as_written, lines, "câu của nhiệm vụ giao cho cơ quan khác với ô phân công")


def _corrected(
    span: Span, lead: Bodies, support: Bodies, basis: LeadBasis, context: TaskContext
) -> tuple[Bodies, Bodies, LeadBasis]:
    stated = context.errata.bodies("lead", span)
    if stated is not None:
        lead = _bodies(str(stated.reading["lead"]), context)
        basis = "inherited" if lead else "unknown"
    helped = context.errata.bodies("coordinating", span)
    if helped is not None:
        support = _bodies(str(helped.reading["coordinating"]), context)
    return lead, support, basis


def coded_task(row: CodedRow, context: TaskContext) -> Task:
    """Return the task of a numbered row that states its lead."""
    block = row.block or Block()
    return Task(
        plan_id=context.plan_id,
        target_code=row.full_code,
        full_code=row.full_code,
        text=row.text,
        lead=_once(_bodies(block.lead, context)),
        coordinating=_once(_bodies(block.coordinating, context)),
        lead_basis="inherited" if row.inherited else "explicit",
        span=row.span,
        lead_span=block.lead_span,
        coordinating_span=block.coordinating_span,
        period=row.period,
        output=row.output,
        funding=row.funding,
    )


def _marked_duplicates(tasks: Sequence[Task]) -> list[Task]:
    """Mark a task whose words stand word for word under an earlier target: both are kept."""
    first: dict[str, Task] = {}
    marked: list[Task] = []
    for task in tasks:
        other = first.setdefault(key(task.text), task)
        marked.append(task if other is task else replace(task, duplicate_of=other.full_code))
    return marked
