"""A comparison as every surface hands it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from corpus.records import AgencyMention
from search.comparison.aligned import AlignedRow, Relation
from search.exporting import mention_json

DifferenceKind = Literal["value", "deadline", "lead", "scope", "missing"]
ValueSource = Literal["target", "task", "measure", "indicator"]
Lines = tuple[int, int]
# What the id of a row begins with that holds a fact of the documents.
FACT: Final = "document:"


@dataclass(frozen=True, slots=True)
class Value:
    """One number a plan sets: `value` is None where a cell says it in words ("Giảm so với 5 năm trước").

    `quote` is the sentence or the indicator's name, `lines` where it stands; `baseline` marks where things start from.
    """

    plan_id: str
    name: str
    year: str | None
    as_written: str
    value: Decimal | None
    upper: Decimal | None
    comparator: str
    unit: str
    change: str
    baseline: bool
    source: ValueSource
    quote: str
    lines: Lines

    def to_json(self) -> dict[str, Any]:
        """Return the value in the shape of an answer's values, with its place."""
        return {
            "name": self.name,
            "year": self.year,
            "as_written": self.as_written,
            "value": number_json(self.value),
            "upper": number_json(self.upper),
            "comparator": self.comparator,
            "unit": self.unit,
            "change": self.change or None,
            "baseline": self.baseline,
            "source": self.source,
            "lines": list(self.lines),
        }


def number_json(value: Decimal | None) -> int | float | None:
    """Return a number as JSON has it: whole numbers without a fraction."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Lead:
    """A body that leads tasks of a target, where that stands, and for which lettered part."""

    mention: AgencyMention
    basis: str
    lines: Lines
    part: str = ""
    part_title: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the body in the shape of an exported record, with its place."""
        return {
            **mention_json(self.mention),
            "basis": self.basis,
            "lines": list(self.lines),
            "part": self.part or None,
            "part_title": self.part_title or None,
        }


@dataclass(frozen=True, slots=True)
class Member:
    """A target of one plan in a row."""

    plan_id: str
    code: str
    full_code: str
    text: str
    lines: Lines
    lead: tuple[Lead, ...]
    values: tuple[Value, ...]
    conflicts: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the target in the contract's shape."""
        return {
            "code": self.code,
            "full_code": self.full_code,
            "text": self.text,
            "lines": list(self.lines),
            "lead": [lead.to_json() for lead in self.lead],
            "values": [value.to_json() for value in self.values],
            "conflicts": [dict(conflict) for conflict in self.conflicts],
        }


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a plan and the lines they stand on."""

    text: str
    lines: Lines
    code: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the quote as JSON."""
        return {"text": self.text, "lines": list(self.lines), "code": self.code}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which plans differ; `plans` maps a plan to its words, `without` names those that say nothing of it.

    For a gap `plans` holds the plan that lacks the target with "", `nearest` the nearest thing it says, and `searched`
    what was looked through.
    """

    kind: DifferenceKind
    text: str
    plans: Mapping[str, str]
    quotes: Mapping[str, tuple[Quote, ...]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    nearest: Mapping[str, Quote] = field(default_factory=dict)
    searched: Mapping[str, Any] | None = None
    topic: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the difference in the contract's shape."""
        document: dict[str, Any] = {
            "kind": self.kind,
            "text": self.text,
            "plans": dict(self.plans),
            "quotes": {plan_id: [quote.to_json() for quote in quotes] for plan_id, quotes in self.quotes.items()},
            "without": list(self.without),
        }
        if self.topic:
            document["topic"] = self.topic
        if self.nearest:
            document["nearest"] = {plan_id: quote.to_json() for plan_id, quote in self.nearest.items()}
        if self.searched is not None:
            document["searched"] = dict(self.searched)
        return document


@dataclass(frozen=True, slots=True)
class Row:
    """Targets that correspond, side by side.

    For a fact of the documents themselves `members` are all empty and `stated` is what each plan says of it.
    """

    row_id: str
    goal_id: str
    goal: str
    topic: str
    national_codes: tuple[str, ...]
    relation: Relation
    members: Mapping[str, tuple[Member, ...]]
    differences: tuple[Difference, ...]
    aligned: AlignedRow | None = None
    score: float | None = None
    stated: Mapping[str, tuple[Quote, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the row in the contract's shape."""
        document: dict[str, Any] = {
            "row_id": self.row_id,
            "level": "target" if self.aligned else "document",
            "goal": self.goal,
            "topic": self.topic,
            "national_code": self.national_codes[0] if self.national_codes else None,
            "national_codes": list(self.national_codes),
            "relation": self.relation,
            "members": {plan_id: [member.to_json() for member in found] for plan_id, found in self.members.items()},
            "differences": [difference.to_json() for difference in self.differences],
        }
        if self.aligned is not None:
            shown = {plan_id for plan_id, found in self.members.items() if found}
            document["evidence"] = [_pair_json(p) for p in self.aligned.pairs if {p.left[0], p.right[0]} <= shown]
            document["related"] = [_related_json(r) for r in self.aligned.related if r.target[0] in shown]
            document["notes"] = list(self.aligned.notes)
        if self.stated:
            document["stated"] = {plan_id: [quote.to_json() for quote in said] for plan_id, said in self.stated.items()}
        if self.score is not None:
            document["score"] = round(self.score, 3)
        return document


def _pair_json(pair: Any) -> dict[str, Any]:
    return {
        "left": {"plan_id": pair.left[0], "code": pair.left[1]},
        "right": {"plan_id": pair.right[0], "code": pair.right[1]},
        "score": pair.score,
        "lexical": pair.lexical,
        "tasks": pair.tasks,
        "dense": pair.dense,
        "numbers": list(pair.numbers),
        "shared": list(pair.shared),
        "override": pair.by or None,
    }


def _related_json(link: Any) -> dict[str, Any]:
    return {
        "plan_id": link.plan_id,
        "level": link.level,
        "code": link.code,
        "target": {"plan_id": link.target[0], "code": link.target[1]},
        "score": link.score,
        "shared": list(link.shared),
        "same_lead": link.same_lead,
    }


@dataclass(frozen=True, slots=True)
class Absent:
    """A province that was asked for and has no plan here."""

    province_id: str
    name: str
    why: str

    def to_json(self) -> dict[str, Any]:
        """Return the province as JSON."""
        return {"province": self.province_id, "name": self.name, "why": self.why}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was asked for, side by side; `names` maps each plan to the province a reader knows it by."""

    topic: str | None
    plans: tuple[str, ...]
    names: Mapping[str, str]
    rows: tuple[Row, ...]
    absent: tuple[Absent, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the comparison in the contract's shape."""
        return {
            "topic": self.topic,
            "plans": [{"plan_id": plan_id, "name": self.names[plan_id]} for plan_id in self.plans],
            "absent": [absent.to_json() for absent in self.absent],
            "notes": list(self.notes),
            "rows": [row.to_json() for row in self.rows],
        }
