"""What an answer is: statements, the bodies and values they name, and the citations that prove them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.successors import CurrentBody
from search.citing import Citation

Status = Literal["answered", "abstained"]
Reason = Literal["not_stated", "no_match", "plan_not_in_corpus", "out_of_scope"]
Role = Literal["lead", "coordinating", "responsible"]


@dataclass(frozen=True, slots=True)
class StatedBody:
    """A body a statement names: as written, who it is, and who it is today.

    `current` is `None` where the successor is not known, empty where the body was abolished without one; of a
    collective ("các sở, ban, ngành") nobody asks who it is today.
    """

    role: Role
    as_written: str
    canonical: str
    agency_id: str
    basis: str
    current: tuple[CurrentBody, ...] | None
    note: str | None = None
    current_note: str | None = None
    collective: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the body in the contract's shape."""
        return {
            "role": self.role,
            "as_written": self.as_written,
            "canonical": self.canonical,
            "agency_id": self.agency_id,
            "basis": self.basis,
            "current": None if self.current is None else [_current_json(body) for body in self.current],
            "note": self.note,
            "current_note": self.current_note,
        }


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A quantity a statement names: as written, and read."""

    name: str
    year: str | None
    as_written: str
    value: float | None = None
    comparator: str | None = None
    unit: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the value in the contract's shape."""
        value = self.value
        return {
            "name": self.name,
            "year": self.year,
            "as_written": self.as_written,
            "value": int(value) if value is not None and value.is_integer() else value,
            "comparator": self.comparator,
            "unit": self.unit,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """What one plan says about one part of what was asked; `stated` is false where it says nothing."""

    plan_id: str
    province: str | None
    target_code: str | None
    text: str
    citations: tuple[str, ...]
    stated: bool = True
    agencies: tuple[StatedBody, ...] = ()
    values: tuple[StatedValue, ...] = ()
    part: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the statement in the contract's shape."""
        return {
            "plan_id": self.plan_id,
            "province": self.province,
            "target_code": self.target_code,
            "part": self.part,
            "stated": self.stated,
            "text": self.text,
            "agencies": [body.to_json() for body in self.agencies],
            "values": [value.to_json() for value in self.values],
            "citations": list(self.citations),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or the reason there is none, in the shape every surface hands out.

    `sentences` are those of the text, each with its citation marks, before they are joined or cut to be brief.
    """

    question: str
    status: Status
    reason: Reason | None
    intent: str
    confidence: float
    language: str
    query: Mapping[str, Any]
    answer: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    conflict: bool = False
    composer: str = "extractive"
    sentences: tuple[str, ...] = ()
    id: str | None = None
    as_of: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    explain: Mapping[str, Any] | None = None
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the answer in the contract's shape; `explain` and `error` only where there is one."""
        document: dict[str, Any] = {
            "id": self.id,
            "question": self.question,
            "status": self.status,
            "reason": self.reason,
            "conflict": self.conflict,
            "intent": self.intent,
            "confidence": round(self.confidence, 3),
            "language": self.language,
            "composer": self.composer,
            "as_of": self.as_of,
            "query": dict(self.query),
            "answer": self.answer,
            "statements": [statement.to_json() for statement in self.statements],
            "citations": [citation.to_json() for citation in self.citations],
            "nearest": [citation.to_json() for citation in self.nearest],
            "suggestions": list(self.suggestions),
            "timings_ms": dict(self.timings_ms),
        }
        if self.explain is not None:
            document["explain"] = dict(self.explain)
        if self.error is not None:
            document["error"] = self.error
        return document


def _current_json(body: CurrentBody) -> dict[str, Any]:
    return {"name": body.name, "province": body.province_id, "rule": body.rule}
