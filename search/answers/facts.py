"""What a plan says about itself: its number, date and signer, what it is based on, what it counts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.facts import Fact
from corpus.records import Plan, Span
from index.text import fold
from search.answers.abstaining import Refusal, not_stated
from search.answers.asking import Asking
from search.answers.drafts import Draft, Evidence
from search.answers.excerpts import source_words
from search.answers.wording import place
from search.citing import shorten

_CUES = Path(__file__).parent.parent / "data" / "fact_cues.toml"
_WORDS = 320
_PER_PLAN = 4
_LISTED = ("mục (đếm trong danh sách)", "items (counted in the list)")


@dataclass(frozen=True, slots=True)
class Cues:
    """The rows of `fact_cues.toml`: words that ask for kinds of fact, and words for what is counted."""

    kinds: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    names: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def load_cues() -> Cues:
    """Read `fact_cues.toml`."""
    data = tomllib.loads(_CUES.read_text(encoding="utf-8"))
    return Cues(
        kinds=tuple((tuple(row["cues"]), tuple(row["kinds"])) for row in data["fact"]),
        names=tuple((name, tuple(words)) for name, words in data["names"].items()),
    )


def document_fact(asking: Asking) -> list[Draft] | Refusal:
    """Return what each plan says about itself, or that it does not say it; nothing when no kind of fact was named."""
    text = f" {fold(asking.query.normalized)} "
    kinds = next((kinds for cues, kinds in load_cues().kinds if any(f" {cue} " in text for cue in cues)), None)
    if kinds is None or (kinds == ("number",) and asking.query.document_numbers):
        return []
    counts = "declared_count" in kinds
    names = _counted(text) if counts else frozenset()
    if counts and not names:
        return []
    if not counts and not _about_the_document(asking):
        return []
    drafts = [draft for plan in _plans(asking) for draft in _of_plan(asking, plan, kinds, names)]
    if drafts or "legal_basis" in kinds:
        return drafts
    return not_stated(asking)


def _about_the_document(asking: Asking) -> bool:
    """Return whether the best passage says something of the document, not of what it contains."""
    stating = asking.ranking.wanted.stating
    hits = asking.best(1)
    return stating is None or not hits or bool(stating[hits[0].position])


def _counted(text: str) -> frozenset[str]:
    """Return what is counted: the longest words win, "mục tiêu cụ thể" asks for no goals."""
    found: set[str] = set()
    left = text
    rows = sorted(((word, name) for name, words in load_cues().names for word in words), key=lambda row: -len(row[0]))
    for word, name in rows:
        if f" {word} " in left:
            found.add(name)
            left = left.replace(f" {word} ", "  ")
    return frozenset(found)


def _plans(asking: Asking) -> Sequence[Plan]:
    kinds = asking.query.plan_kinds
    named = [plan for plan in asking.plans if plan.info.plan_id in asking.query.plans]
    return named or [plan for plan in asking.plans if not kinds or plan.info.kind in kinds]


def _of_plan(asking: Asking, plan: Plan, kinds: Sequence[str], names: frozenset[str]) -> Iterator[Draft]:
    plan_id = plan.info.plan_id
    for fact in _facts(asking, plan, kinds, names)[:_PER_PLAN]:
        passage = asking.store.passage_at(plan_id, fact.span)
        if passage is None:
            continue
        words = shorten(source_words(asking, plan_id, fact.span.start, fact.span.end), _WORDS)
        counted = f"{fact.value} {_LISTED[asking.in_english]}: " if fact.kind == "listed_count" else ""
        yield Draft(
            plan_id=plan_id,
            province=plan.info.province,
            target_code=None,
            sentence=f"{place(asking, plan_id)}: {counted}{words}",
            evidence=(Evidence(passage, fact.span),),
            score=asking.scores(passage),
        )


def _facts(asking: Asking, plan: Plan, kinds: Sequence[str], names: frozenset[str]) -> list[Fact]:
    """Return the facts of the first kind the plan states, one a place, the nearest to the question first."""
    plan_id = plan.info.plan_id
    every = asking.store.facts(plan_id)
    for kind in kinds:
        found: dict[Span, Fact] = {}
        told: set[tuple[str, str]] = set()
        for fact in every:
            if fact.kind == kind and (not names or fact.name in names) and (fact.name, fact.value) not in told:
                told.add((fact.name, fact.value))
                found.setdefault(fact.span, fact)
        if found:
            return sorted(found.values(), key=lambda fact: -_score(asking, plan_id, fact.span))
    return []


def _score(asking: Asking, plan_id: str, span: Span) -> float:
    passage = asking.store.passage_at(plan_id, span)
    return 0.0 if passage is None else asking.score_of(passage)
