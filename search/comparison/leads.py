"""Who leads the tasks of a target, as identities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from corpus.records import Span, Target, Task
from search.comparison.model import Difference, Lead, Lines, Member, Quote

# Collectives of the districts are one and the same body whatever kinds of district a province has.
_DISTRICTS = frozenset({"cac", "thi", "xa", "thanh", "pho", "tinh"})


def target_leads(target: Target, tasks: Iterable[Task]) -> tuple[Lead, ...]:
    """Return the bodies that lead a target's tasks, each once for each part, in the order of the plan."""
    found: dict[tuple[str, str], Lead] = {}
    for mention in target.lead:
        found[mention.agency_id, ""] = Lead(mention, "explicit", _lines(target.lead_span or target.span))
    for task in tasks:
        for mention in task.lead:
            key = mention.agency_id, task.part
            lines = _lines(task.lead_span or task.span)
            found.setdefault(key, Lead(mention, task.lead_basis, lines, task.part, task.part_title))
    return tuple(found.values())


def _lines(span: Span) -> Lines:
    return span.first_line, span.last_line


def identity(lead: Lead) -> str:
    """Return the id under which a body is the same in every province."""
    agency_id = lead.mention.agency_id
    if lead.mention.kind != "collective":
        return agency_id
    return "-".join(part for part in agency_id.split("-") if part not in _DISTRICTS)


def lead_difference(members: Mapping[str, Sequence[Member]], names: Mapping[str, str]) -> Difference | None:
    """Return how the plans differ in who leads, None when they agree.

    Args:
        members: plan → its targets in the row.
        names: plan → name for the reader.
    """
    leads = {plan_id: [lead for member in found for lead in member.lead] for plan_id, found in members.items() if found}
    stated = {plan_id: found for plan_id, found in leads.items() if found}
    sets = {plan_id: frozenset(identity(lead) for lead in found) for plan_id, found in stated.items()}
    without = tuple(plan_id for plan_id in leads if plan_id not in stated)
    if not stated or len(leads) < 2 or (len(set(sets.values())) == 1 and not without):
        return None
    shown = {plan_id: _written(found) for plan_id, found in stated.items()}
    parts = [f"{names[plan_id]}: {_canonical(found)}" for plan_id, found in stated.items()]
    parts += [f"{names[plan_id]}: không ghi cơ quan chủ trì" for plan_id in without]
    return Difference(
        kind="lead",
        text="Cơ quan chủ trì khác nhau. " + "; ".join(parts) + ".",
        plans=shown,
        quotes={
            plan_id: tuple(Quote(lead.mention.as_written, lead.lines) for lead in _once(found))
            for plan_id, found in stated.items()
        },
        without=without,
    )


def _once(leads: Sequence[Lead]) -> list[Lead]:
    return list({lead.mention.agency_id: lead for lead in reversed(leads)}.values())[::-1]


def _written(leads: Sequence[Lead]) -> str:
    return "; ".join(lead.mention.as_written for lead in _once(leads))


def _canonical(leads: Sequence[Lead]) -> str:
    """Return the bodies by part where the plan has parts."""
    by_part: dict[str, list[str]] = {}
    for lead in leads:
        names = by_part.setdefault(lead.part, [])
        if lead.mention.canonical not in names:
            names.append(lead.mention.canonical)
    if len(by_part) < 2:
        return ", ".join(name for names in by_part.values() for name in names)
    return ", ".join(f"{part + ') ' if part else ''}{', '.join(names)}" for part, names in by_part.items())
