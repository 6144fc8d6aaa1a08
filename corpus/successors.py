"""Who does an older body's work on a given date.

Source: Decree 45/2025/NĐ-CP on provincial departments (in force from 1 March 2025), the Law on the Organisation of
Local Government 72/2025/QH15 (no district tier from 1 July 2025), and the other acts named in `successors.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from corpus.agencies import load_registry
from corpus.agency_names import words
from corpus.provinces import province_by_id, province_named, today_id
from corpus.tables_loading import SuccessorChoice, SuccessorRow, load_successors

_FIRST_CHANGE = date(2025, 3, 1)
_AS_BEFORE = "chưa có thay đổi tổ chức tại ngày được hỏi"


@dataclass(frozen=True, slots=True)
class CurrentBody:
    """A body that does the work on the date asked for, the province it belongs to, and the rule that says so."""

    name: str
    province_id: str | None
    rule: str


def current_bodies(
    agency_id: str, province: str | None, as_of: date, subject_text: str | None = None, context: str = ""
) -> tuple[CurrentBody, ...] | None:
    """Return who does a body's work on a date.

    Args:
        agency_id: id of the body as the plan names it.
        province: id or name of the plan's province, None where unknown.
        as_of: the date asked for.
        subject_text: text of the task, which decides where the work was divided by subject.
        context: the words of its target, which count where those of the task name no subject.

    Returns:
        The bodies; every choice, each with its rule, where the subject does not decide; empty where the body was
        abolished without successor; None where it is not known what became of it.
    """
    home = province_named(province) if province else None
    row = successor_row(agency_id, home.province_id if home else None, as_of)
    place = today_id(home.province_id, as_of) if home else None
    if row is None and _unchanged_yet(agency_id, as_of):
        return (CurrentBody(_old_name(agency_id, province, place), place, _AS_BEFORE),)
    if row is None or row.status == "unverified":
        return None
    if row.status == "unchanged":
        return (CurrentBody(_old_name(agency_id, province, place), place, row.rule),)
    chosen = _by_subject(row.choices, subject_text, context)
    named = tuple(CurrentBody(_in_city(c.name, place), place, c.rule) for c in chosen if c.name)
    return named if named or not chosen else None


def successor_row(agency_id: str, province_id: str | None, as_of: date) -> SuccessorRow | None:
    """Return the row of `successors.toml` that holds for a body on a date, the latest and most special first.

    Args:
        agency_id: id of the body.
        province_id: id of the plan's province, None where unknown.
        as_of: the date asked for.

    Returns:
        The row (its `rule` says in Vietnamese what happened, also where the successor is unverified), or None.
    """
    today = today_id(province_id) if province_id else None
    rows = [
        row
        for row in load_successors()
        if row.since <= as_of and _same_id(row.agency_id, agency_id) and (not row.provinces or today in row.provinces)
    ]
    if not rows or _central_city(agency_id):
        return None
    return max(rows, key=lambda row: (row.since, bool(row.provinces)))


def _same_id(pattern: str, agency_id: str) -> bool:
    return agency_id.startswith(pattern[:-1]) if pattern.endswith("*") else agency_id == pattern


def _central_city(agency_id: str) -> bool:
    """A city under the central government is a province, not a district: "UBND thành phố Cần Thơ" goes on."""
    for prefix in ("uy-ban-nhan-dan-thanh-pho-", "ubnd-thanh-pho-"):
        if agency_id.startswith(prefix):
            city = province_by_id(agency_id.removeprefix(prefix))
            return city is not None and city.kind == "thanh-pho"
    return False


def _unchanged_yet(agency_id: str, as_of: date) -> bool:
    known = load_registry().by_id(agency_id) is not None or any(
        _same_id(row.agency_id, agency_id) for row in load_successors()
    )
    return known and as_of < _first_change(agency_id)


def _first_change(agency_id: str) -> date:
    dates = [row.since for row in load_successors() if _same_id(row.agency_id, agency_id)]
    return min(dates, default=_FIRST_CHANGE)


def _old_name(agency_id: str, province: str | None, place: str | None) -> str:
    agency = load_registry().by_id(agency_id)
    name = agency.name_in(_display(province)) if agency else agency_id
    return _in_city(name, place)


def _display(province: str | None) -> str | None:
    found = province_named(province) if province else None
    return found.name if found else province


def _in_city(name: str, place: str | None) -> str:
    """ "Công an tỉnh" is "Công an thành phố" in a city under the central government."""
    today = province_by_id(place) if place else None
    if today is not None and today.kind == "thanh-pho" and name.endswith(" tỉnh"):
        return name.removesuffix("tỉnh") + "thành phố"
    return name


def _by_subject(
    choices: tuple[SuccessorChoice, ...], subject_text: str | None, context: str
) -> tuple[SuccessorChoice, ...]:
    """Return the one choice whose subjects the texts speak of, or all of them where it is none or several.

    The subject of the task decides alone; else the persons it is for and the subject of its target, where they agree.
    """
    if subject_text is None or len(choices) < 2:
        return choices
    own = [choice for choice in choices if _names_any(subject_text, choice.subjects)]
    if not own:
        own = [c for c in choices if _names_any(subject_text, c.groups) or _names_any(context, c.subjects)]
    return tuple(own) if len(own) == 1 else choices


def _names_any(text: str, subjects: tuple[str, ...]) -> bool:
    return any(_speaks_of(text, subject) for subject in subjects)


def _speaks_of(text: str, subject: str) -> bool:
    """Compare whole words in folded form."""
    return f" {_word_line(subject)} " in f" {_word_line(text)} "


@lru_cache(maxsize=1024)
def _word_line(text: str) -> str:
    return " ".join(word.folded for word in words(text))
