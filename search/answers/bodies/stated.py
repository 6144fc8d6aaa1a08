"""Bodies in a statement: as written, who they are, and who does their work on the date asked for."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date

from corpus.agencies import load_registry
from corpus.provinces import province_by_id
from corpus.records import AgencyMention
from corpus.successors import CurrentBody, current_bodies, successor_row
from corpus.tables_loading import load_successors
from search.answers.model import Role, StatedBody

UNKNOWN_TODAY = "chưa xác minh cơ quan kế thừa"


def stated_bodies(
    mentions: Iterable[AgencyMention],
    role: Role,
    basis: str,
    province: str | None,
    as_of: date,
    subject: str,
    context: str = "",
) -> Iterator[StatedBody]:
    """Yield each body named, with its successor on a date.

    Args:
        mentions: bodies of one cell.
        role: what they are in it.
        basis: how the record came by them (`explicit`, `inherited`, `assigned`).
        province: id of the plan's province.
        as_of: the date for which today's bodies are given.
        subject: the words of the task, which decide where a body's work was divided.
        context: the words of its target, which decide where those of the task do not.
    """
    seen: set[str] = set()
    for mention in mentions:
        if mention.agency_id in seen:
            continue
        seen.add(mention.agency_id)
        current = current_bodies(mention.agency_id, province, as_of, subject, context)
        yield StatedBody(
            role=role,
            as_written=mention.as_written,
            canonical=mention.canonical,
            agency_id=mention.agency_id,
            basis=basis,
            current=current,
            note=mention.note,
            collective=mention.kind == "collective",
            current_note=_unknown_because(mention.agency_id, province, as_of) if current is None else None,
        )


def mention_of(bodies: Iterable[AgencyMention], wanted: Container[str]) -> AgencyMention | None:
    """Return the first of the bodies that is one of those wanted, by their ids."""
    return next((body for body in bodies if body.agency_id in wanted), None)


def _unknown_because(agency_id: str, province: str | None, as_of: date) -> str:
    row = successor_row(agency_id, province, as_of)
    return row.rule if row is not None else UNKNOWN_TODAY


def merged_into(agency_id: str, as_of: date) -> Iterator[str]:
    """Yield the older bodies whose whole work a body of today took over by a date, itself left out.

    Args:
        agency_id: of the body of today.
        as_of: the date.
    """
    agency = load_registry().by_id(agency_id)
    name = agency.name_in(None) if agency is not None else None
    for row in load_successors():
        if row.since <= as_of and row.agency_id != agency_id and [choice.name for choice in row.choices] == [name]:
            yield row.agency_id


def has_changed(body: StatedBody, province: str | None) -> bool:
    """Return whether today's body has another name than the plan's, or belongs to another province."""
    if body.current is None:
        return False
    return not body.current or any(
        current.name != body.canonical or (current.province_id or province) != province for current in body.current
    )


def body_today(current: CurrentBody) -> str:
    """Return today's body with its province, as one says it."""
    province = province_by_id(current.province_id) if current.province_id else None
    if province is None or province.name in current.name:
        return current.name
    if current.name.endswith((" tỉnh", " thành phố")):
        return f"{current.name} {province.name}"
    kind = "thành phố" if province.kind == "thanh-pho" else "tỉnh"
    return f"{current.name} {kind} {province.name}"
