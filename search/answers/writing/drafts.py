"""Statements before they are numbered: what is said, and the pieces of the plans that say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.reading import Document
from corpus.records import Passage, PlanInfo, Span
from search.answers.model import StatedBody, StatedValue, Statement
from search.answers.writing.neutral import neutral
from search.citing import Citation, cite

_NEAR_LINES = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of a plan that states something, and the passage it is shown in."""

    passage: Passage
    span: Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence that have marks of their own, and the evidence for them."""

    words: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One statement before its citations have numbers.

    `sentence` is what the answer says, without its full stop; `after` follows the marks (what the successor table
    says). `detail` is the statement's own text where that is longer than its sentence. `pieces` stand in the sentence
    in this order, each followed by its own marks; their evidence is part of `evidence`.
    """

    plan_id: str
    province: str | None
    target_code: str | None
    sentence: str
    evidence: tuple[Evidence, ...]
    after: str = ""
    detail: str = ""
    part: str | None = None
    stated: bool = True
    agencies: tuple[StatedBody, ...] = ()
    values: tuple[StatedValue, ...] = ()
    conflict: bool = False
    score: Mapping[str, float] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()


def near(first: Span, second: Span) -> bool:
    """Return whether two pieces stand so close that one citation covers both."""
    return second.first_line - first.last_line <= _NEAR_LINES and first.first_line - second.last_line <= _NEAR_LINES


@dataclass(frozen=True, slots=True)
class Numbered:
    """Statements with labelled citations, and the sentences of the answer with their marks."""

    sentences: tuple[str, ...]
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


def numbered(
    drafts: Sequence[Draft],
    infos: Mapping[str, PlanInfo],
    documents: Mapping[str, Document],
    public_url: str,
) -> Numbered:
    """Give every piece of evidence a number: the first of every statement before any second.

    Args:
        drafts: in the order in which they are said.
        infos: by plan id.
        documents: by plan id.
        public_url: stands before the address of each citation.
    """
    labels: dict[tuple[str, Span], str] = {}
    citations: list[Citation] = []
    for draft, evidence in _in_turns(drafts):
        key = (evidence.passage.plan_id, evidence.span)
        if key in labels:
            continue
        labels[key] = str(len(labels) + 1)
        plan_id = evidence.passage.plan_id
        citations.append(
            cite(
                evidence.passage,
                infos[plan_id],
                documents[plan_id],
                span=evidence.span,
                label=labels[key],
                public_url=public_url,
                score=draft.score,
            )
        )
    marks = [_marks(draft.evidence, labels) for draft in drafts]
    pairs = list(zip(drafts, marks, strict=True))
    return Numbered(
        sentences=tuple(_sentence(draft, labels) for draft in drafts),
        statements=tuple(_statement(draft, own) for draft, own in pairs),
        citations=tuple(citations),
    )


def _in_turns(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Evidence]]:
    """Yield the first evidence of every statement, then what is left, the best statement's first."""
    for draft in drafts:
        for evidence in draft.evidence[:1]:
            yield draft, evidence
    for draft in drafts:
        for evidence in draft.evidence[1:]:
            yield draft, evidence


def _marks(evidence: Sequence[Evidence], labels: Mapping[tuple[str, Span], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels[each.passage.plan_id, each.span] for each in evidence))


def _sentence(draft: Draft, labels: Mapping[tuple[str, Span], str]) -> str:
    if not draft.sentence:
        return ""
    words, told = _with_own_marks(_clean(draft.sentence), draft.pieces, labels)
    left = [mark for mark in _marks(draft.evidence, labels) if mark not in told]
    said = f"{words}{' ' * (not words.endswith(']'))}{_bracketed(left)}".rstrip() + "."
    return f"{said} {draft.after}" if draft.after else said


def _with_own_marks(
    words: str, pieces: Sequence[Piece], labels: Mapping[tuple[str, Span], str]
) -> tuple[str, frozenset[str]]:
    """Return a sentence with the marks of its pieces behind them, and which marks these are."""
    said: list[str] = []
    told: dict[str, None] = {}
    at = 0
    for piece in pieces:
        found = words.find(_clean(piece.words), at)
        marks = _marks(piece.evidence, labels)
        if found < 0 or not marks:
            continue
        end = found + len(_clean(piece.words))
        said.append(f"{words[at:end]} {_bracketed(marks)}")
        told |= dict.fromkeys(marks)
        at = end
    return "".join([*said, words[at:]]), frozenset(told)


def _clean(text: str) -> str:
    return " ".join(neutral(text).split()).rstrip(" .;")


def _bracketed(marks: Sequence[str]) -> str:
    return "".join(f"[{mark}]" for mark in marks)


def _statement(draft: Draft, marks: Sequence[str]) -> Statement:
    return Statement(
        plan_id=draft.plan_id,
        province=draft.province,
        target_code=draft.target_code,
        text=neutral(draft.detail or draft.sentence),
        citations=tuple(marks),
        stated=draft.stated,
        agencies=draft.agencies,
        values=draft.values,
        part=draft.part,
    )
