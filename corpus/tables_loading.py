"""Loaders of the tables of facts in `corpus/tables`: bodies, provinces, successors, abbreviations.

Every loader returns frozen records, is cached, and works from an installed package. A table that cannot be read or
that lacks a field is a `CorpusError` naming the table, the row and the field.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Agency:
    """A body as `agencies.toml` knows it; `canonical` may hold "{province}"."""

    agency_id: str
    canonical: str
    kind: str
    english: str
    source: str
    parts: tuple[tuple[str, ...], ...] = ()
    joins: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    cell_names: tuple[str, ...] = ()
    misread: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    unless_followed: tuple[str, ...] = ()
    provincial: str | None = None
    used_in: tuple[str, ...] = ()
    note: str | None = None

    @property
    def abbreviations(self) -> tuple[str, ...]:
        """The abbreviations of a department ("NN&PTNT"), made of those of its parts."""
        if not self.parts or any(len(part) < 2 for part in self.parts):
            return ()
        short = [part[1] for part in self.parts]
        return (short[0] if len(short) == 1 else "".join(short[:-1]) + "&" + short[-1],)

    def name_in(self, province: str | None) -> str:
        """Return the canonical name with the province's name filled in, or without it where it is unknown."""
        return " ".join(self.canonical.replace("{province}", province or "").split())


@dataclass(frozen=True, slots=True)
class Province:
    """A province or centrally run city; `merged_into` is the id of today's province where it was merged in 2025."""

    province_id: str
    name: str
    kind: str
    spellings: tuple[str, ...]
    merged_into: str | None
    merged_from: date | None
    source: str

    @property
    def today_id(self) -> str:
        """The id of today's province that covers this one."""
        return self.merged_into or self.province_id


@dataclass(frozen=True, slots=True)
class SuccessorChoice:
    """One body that took over (part of) an older body's work, and the words of the subjects it took.

    An empty name is a successor that exists but whose name is not established. `groups` are persons whom several bodies
    serve ("người khuyết tật"): they decide only where no subject of another body is spoken of.
    """

    name: str
    rule: str
    subjects: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuccessorRow:
    """What became of a body from a date on; no choices means abolished without successor.

    `status` is "verified", "unverified" (known to have changed, successor not established) or "unchanged".
    `agency_id` may end in "*". `provinces` limits the row to today's provinces; empty means everywhere.
    """

    agency_id: str
    since: date
    status: str
    choices: tuple[SuccessorChoice, ...]
    rule: str
    source: str
    provinces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An abbreviation that is not a body's name, what it stands for, and where that is seen."""

    short: str
    expansions: tuple[str, ...]
    english: str
    source: str
    spellings: tuple[str, ...] = ()


def _table(name: str) -> Mapping[str, Any]:
    try:
        text = files("corpus").joinpath("tables", name).read_text(encoding="utf-8")
        return tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise CorpusError(f"Không đọc được bảng dữ liệu {name}: {error}") from error


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(row.get(key, ()))


def _rows(table: str, key: str) -> list[Mapping[str, Any]]:
    rows = _table(table).get(key)
    if not isinstance(rows, list) or not rows:
        raise CorpusError(f"Bảng {table} không có dòng [[{key}]] nào.")
    return rows


def _field(table: str, row: Mapping[str, Any], key: str) -> Any:
    if key not in row:
        raise CorpusError(f"Bảng {table}: dòng {row.get('id') or row.get('short') or row} thiếu trường {key}.")
    return row[key]


@cache
def load_agencies() -> tuple[Agency, ...]:
    """Return the bodies of `agencies.toml` in the table's order.

    Raises:
        CorpusError: the table cannot be read, a field is missing, or an id stands twice.
    """
    table = "agencies.toml"
    agencies = tuple(_agency(table, row) for row in _rows(table, "agency"))
    ids = [agency.agency_id for agency in agencies]
    for agency_id in ids:
        if ids.count(agency_id) > 1:
            raise CorpusError(f"Bảng {table}: mã {agency_id} xuất hiện hơn một lần.")
    for agency in agencies:
        if agency.provincial is not None and agency.provincial not in ids:
            raise CorpusError(f"Bảng {table}: dòng {agency.agency_id} trỏ tới mã không có: {agency.provincial}.")
    return agencies


def _agency(table: str, row: Mapping[str, Any]) -> Agency:
    return Agency(
        agency_id=_field(table, row, "id"),
        canonical=_field(table, row, "canonical"),
        kind=_field(table, row, "kind"),
        english=_field(table, row, "english"),
        source=_field(table, row, "source"),
        parts=tuple(tuple(part) for part in row.get("parts", ())),
        joins=_texts(row, "joins"),
        names=_texts(row, "names"),
        cell_names=_texts(row, "cell_names"),
        misread=_texts(row, "misread"),
        spoken=_texts(row, "spoken"),
        unless_followed=_texts(row, "unless_followed"),
        provincial=row.get("provincial"),
        used_in=_texts(row, "used_in"),
        note=row.get("note"),
    )


@cache
def load_heads() -> Mapping[str, str]:
    """Return the first words that announce a body ("Sở", "Trung tâm") with the kind of body, from `agencies.toml`."""
    heads = _table("agencies.toml").get("heads")
    if not isinstance(heads, dict):
        raise CorpusError("Bảng agencies.toml thiếu mục [heads].")
    return {str(word): str(kind) for word, kind in heads.items()}


@cache
def load_provinces() -> tuple[Province, ...]:
    """Return the 63 provinces that stood until 30 June 2025, with today's province of each.

    Source: Resolution 202/2025/QH15 on the rearrangement of provincial units (63 became 34).

    Raises:
        CorpusError: the table cannot be read or a field is missing.
    """
    table = "provinces.toml"
    provinces = tuple(
        Province(
            province_id=_field(table, row, "id"),
            name=_field(table, row, "name"),
            kind=row.get("kind", "tinh"),
            spellings=_texts(row, "spellings"),
            merged_into=row.get("merged_into"),
            merged_from=row.get("merged_from"),
            source=_field(table, row, "source"),
        )
        for row in _rows(table, "province")
    )
    ids = {province.province_id for province in provinces}
    for province in provinces:
        if province.today_id not in ids:
            raise CorpusError(f"Bảng {table}: {province.province_id} nhập vào tỉnh không có: {province.merged_into}.")
    return provinces


@cache
def load_successors() -> tuple[SuccessorRow, ...]:
    """Return the dated successor rows of `successors.toml`.

    Source: Decree 45/2025/NĐ-CP and the other acts named row by row.

    Raises:
        CorpusError: the table cannot be read or a field is missing.
    """
    table = "successors.toml"
    return tuple(_successor(table, row) for row in _rows(table, "successor"))


def _successor(table: str, row: Mapping[str, Any]) -> SuccessorRow:
    status = _field(table, row, "status")
    if status not in ("verified", "unverified", "unchanged"):
        raise CorpusError(
            f"Bảng {table}: dòng {row.get('id')} có status {status}; chỉ nhận verified, unverified, unchanged."
        )
    choices = tuple(
        SuccessorChoice(
            _field(table, choice, "name"),
            _field(table, choice, "rule"),
            _texts(choice, "subjects"),
            _texts(choice, "groups"),
        )
        for choice in row.get("choices", ())
    )
    return SuccessorRow(
        agency_id=_field(table, row, "id"),
        since=_field(table, row, "since"),
        status=status,
        choices=choices,
        rule=_field(table, row, "rule"),
        source=_field(table, row, "source"),
        provinces=_texts(row, "provinces"),
    )


@cache
def load_abbreviations() -> tuple[Abbreviation, ...]:
    """Return the abbreviations of `abbreviations.toml` (bodies' abbreviations stand in `agencies.toml`).

    Raises:
        CorpusError: the table cannot be read or a field is missing.
    """
    table = "abbreviations.toml"
    return tuple(
        Abbreviation(
            short=_field(table, row, "short"),
            expansions=tuple(_field(table, row, "expansions")),
            english=row.get("english", ""),
            source=_field(table, row, "source"),
            spellings=_texts(row, "spellings"),
        )
        for row in _rows(table, "abbreviation")
    )
