"""What a plan says about itself: its number, date and signer, what it is based on, what it counts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus.facts import Fact
from corpus.records import Goal, Indicator, Plan, Project, Span, Target
from index.text import tokens, unmark
from search.answers.abstaining import Refusal
from search.answers.asking import Asking
from search.answers.cues import asks, holds, line_of
from search.answers.drafts import Draft, Evidence
from search.answers.excerpts import source_words
from search.answers.projects import PROJECT_WORDS, projects
from search.answers.wording import count_words, place
from search.citing import shorten

_CUES = Path(__file__).parent.parent / "data" / "fact_cues.toml"
_WORDS = 320
_PER_PLAN = 4
_COUNTS = frozenset({"declared_count", "listed_count"})
# Facts every document has one of: several values contradict each other, none is worth saying.
_SINGLE = frozenset({"number", "date", "signer"})
_LABELLED = frozenset({"signer", "effective"})
_NAMES = {
    "number": ("số hiệu", "the number of the document"),
    "date": ("ngày ban hành", "the date of issue"),
    "signer": ("người ký", "signed by"),
    "issuer": ("cơ quan ban hành", "who issued it"),
    "proposal": ("văn bản đề nghị", "the submission letter"),
    "title": ("tên", "the title"),
    "effective": ("hiệu lực", "effect"),
    "period": ("giai đoạn", "the period"),
}
_PROPOSES = ("de nghi", "to trinh")
_SHORT_TOPIC = 6
_MOST_PARTS = 3
_PART_FILLERS = frozenset("linh vuc nhom muc chu de thuoc cua trong so luong tong cong".split())


@dataclass(frozen=True, slots=True)
class FactCue:
    """A row of `fact_cues.toml`: words that ask for kinds of fact, and the kinds it is asked instead of."""

    kinds: tuple[str, ...]
    cues: tuple[str, ...]
    instead_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """The rows of `fact_cues.toml`, and words for what is counted."""

    facts: tuple[FactCue, ...]
    names: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def load_cues() -> Cues:
    """Read `fact_cues.toml`."""
    data = tomllib.loads(_CUES.read_text(encoding="utf-8"))
    return Cues(
        facts=tuple(
            FactCue(tuple(row["kinds"]), tuple(row["cues"]), frozenset(row.get("instead_of", ())))
            for row in data["fact"]
        ),
        names=tuple((name, tuple(words)) for name, words in data["names"].items()),
    )


def document_fact(asking: Asking) -> list[Draft] | Refusal:
    """Return what each plan says about itself, or that it does not say it; nothing when no kind of fact was named."""
    line = line_of(asking.query.normalized)
    kinds = _kinds(line)
    if not kinds or (kinds == ("number",) and asking.query.document_numbers):
        return []
    if kinds[0] in _COUNTS:
        return _counts(asking, line)
    if not _about_the_document(asking, kinds):
        return []
    drafts = [draft for plan in _plans(asking) for draft in _of_plan(asking, plan, kinds)]
    stated = {draft.plan_id for draft in drafts if draft.stated}
    if "legal_basis" in kinds and not stated:
        return []
    return sorted(drafts, key=lambda draft: not draft.stated)


def _kinds(line: str) -> tuple[str, ...]:
    """Return the kinds of fact asked for, counts alone."""
    rows = _rows(line)
    if asks(line, "upper_acts"):
        rows = [row for row in rows if row.kinds != ("number",)] or rows
    kinds = [kind for row in rows for kind in row.kinds]
    dropped = {kind for row in rows for kind in row.instead_of}
    if _COUNTS & set(kinds) and _counted(line):
        return ("declared_count", "listed_count")
    asked = [kind for kind in kinds if kind not in dropped and kind not in _COUNTS]
    # The date of an act one asks for stands beside its number.
    if "legal_basis" in asked:
        return ("legal_basis",)
    return tuple(dict.fromkeys(asked))


def _rows(line: str) -> list[FactCue]:
    """Return the rows of which a cue occurs, in the order of the table; "số bao nhiêu" holds no "bao nhiêu"."""
    left = line
    found: list[FactCue] = []
    pairs = [(cue, row) for row in load_cues().facts for cue in row.cues]
    for cue, row in sorted(pairs, key=lambda pair: -len(pair[0])):
        if holds(left, cue):
            left = left.replace(f" {cue} ", " | ")
            found.append(row)
    return [row for row in load_cues().facts if row in found]


def _about_the_document(asking: Asking, kinds: Sequence[str]) -> bool:
    """Return whether the question is about the document: its best passage is, or it names a plan and little else."""
    stating = asking.ranking.wanted.stating
    hits = asking.best(1)
    if stating is None or not hits or stating[hits[0].position]:
        return True
    named = asking.scope.is_named or bool(asking.query.document_numbers or asking.query.plan_kinds)
    return named and len(asking.query.topic_text.split()) <= _SHORT_TOPIC and "legal_basis" not in kinds


def _plans(asking: Asking) -> Sequence[Plan]:
    kinds = asking.query.plan_kinds
    named = [plan for plan in asking.plans if plan.info.plan_id in asking.query.plans]
    return named or [plan for plan in asking.plans if not kinds or plan.info.kind in kinds]


def _of_plan(asking: Asking, plan: Plan, kinds: Sequence[str]) -> Iterator[Draft]:
    """Yield a draft for each place that states a fact asked for, and for each fact the plan does not state."""
    plan_id = plan.info.plan_id
    found = {kind: _facts(asking, plan_id, kind) for kind in kinds}
    disputed = {kind for kind, facts in found.items() if kind in _SINGLE and len({f.value for f in facts}) > 1}
    said: set[Span] = set()
    for kind, facts in found.items():
        for fact in _one_a_value(facts, found):
            if fact.span in said or len(said) >= _PER_PLAN:
                continue
            said.add(fact.span)
            words = shorten(source_words(asking, plan_id, fact.span.start, fact.span.end), _WORDS)
            if kind in _LABELLED:
                words = f"{_NAMES[kind][asking.in_english]}: {words}"
            yield from _draft(asking, plan, fact, words, conflict=kind in disputed)
        if not facts and kind in _SINGLE | {"proposal"}:
            yield _silent(asking, plan, kind)


def _facts(asking: Asking, plan_id: str, kind: str) -> list[Fact]:
    """Return the facts of a kind; of what a plan is based on, the nearest to the question first."""
    every = asking.store.facts(plan_id)
    if kind == "proposal":
        return [
            fact
            for fact in every
            if fact.kind == "legal_basis" and any(holds(line_of(fact.text), word) for word in _PROPOSES)
        ]
    found = [fact for fact in every if fact.kind == kind]
    if kind != "legal_basis":
        return found
    return sorted(found, key=lambda fact: -_score(asking, plan_id, fact.span))


def _one_a_value(facts: Sequence[Fact], found: dict[str, list[Fact]]) -> Iterator[Fact]:
    """Yield one place for each value: the one that states most of what was asked, else the first."""
    others = [fact.span for same in found.values() for fact in same]
    for value in dict.fromkeys(fact.value for fact in facts):
        same = [fact for fact in facts if fact.value == value]
        yield max(same, key=lambda fact: (others.count(fact.span), -fact.span.start))


def _draft(asking: Asking, plan: Plan, fact: Fact, words: str, *, conflict: bool = False) -> Iterator[Draft]:
    passage = asking.store.passage_at(plan.info.plan_id, fact.span)
    if passage is None:
        return
    yield Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {words}",
        evidence=(Evidence(passage, fact.span),),
        conflict=conflict,
        score=asking.scores(passage),
    )


def _silent(asking: Asking, plan: Plan, kind: str) -> Draft:
    """Return that a plan does not state a fact; where it leaves the room blank, the place that shows it."""
    plan_id = plan.info.plan_id
    name = _NAMES[kind][asking.in_english]
    blank = next((fact for fact in asking.store.facts(plan_id) if fact.kind == f"{kind}_blank"), None)
    passage = asking.store.passage_at(plan_id, blank.span) if blank is not None else None
    if asking.in_english:
        why = "is left blank in the text" if blank is not None else "is not stated"
    else:
        why = "văn bản để trống" if blank is not None else "văn bản đã nạp không nêu"
    said = f"{name} {why}" if asking.in_english else f"{why} {name}"
    return Draft(
        plan_id=plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan_id)}: {said}",
        evidence=(Evidence(passage, blank.span),) if passage is not None and blank is not None else (),
        stated=False,
    )


def _counts(asking: Asking, line: str) -> list[Draft]:
    """Return how many of something the plans declare, or list where they declare nothing."""
    names = _counted(line)
    if not names:
        return []
    if names == {"projects"} and asking.ranking.terms.subject - PROJECT_WORDS:
        return projects(asking)
    drafts = [draft for plan in _plans(asking) for draft in _counts_of_a_part(asking, plan, names)]
    if drafts:
        return drafts
    return [draft for plan in _plans(asking) for draft in _counts_of(asking, plan, names)]


def _counts_of_a_part(asking: Asking, plan: Plan, names: frozenset[str]) -> Iterator[Draft]:
    """Yield how many there are under the goal or theme a question names by its number or its words."""
    goals = {code for code in (*asking.query.target_codes, *asking.query.goal_codes) if code.isdigit()}
    words = _part_words(asking)
    found: list[Fact] = []
    for fact in asking.store.facts(plan.info.plan_id):
        name, _, goal = fact.name.partition(":")
        # "Mục tiêu 8 có bao nhiêu mục tiêu cụ thể" counts targets, though it speaks of a goal as well.
        if not goal or fact.kind != "declared_count" or name not in names:
            continue
        if goal in goals or (not goals and words and words <= set(tokens(fact.text))):
            found.append(replace(fact, name=name))
    # Words that stand everywhere name no part.
    for fact in found if len(found) <= _MOST_PARTS else ():
        yield from _count_draft(asking, plan, fact, disputed=False, whole=False)


def _part_words(asking: Asking) -> frozenset[str]:
    """Return the words of the subject without those for what is counted."""
    counted = {token for _, words in load_cues().names for phrase in words for token in phrase.split()}
    subject = asking.ranking.terms.subject
    return frozenset(token for token in subject if not set(unmark(token).split("_")) <= counted | _PART_FILLERS)


def _counted(line: str) -> frozenset[str]:
    """Return what is counted: the longest words win, "mục tiêu cụ thể" asks for no goals."""
    found: set[str] = set()
    left = line
    rows = sorted(((word, name) for name, words in load_cues().names for word in words), key=lambda row: -len(row[0]))
    for word, name in rows:
        if holds(left, word):
            found.add(name)
            left = left.replace(f" {word} ", "  ")
    return frozenset(found)


def _counts_of(asking: Asking, plan: Plan, names: frozenset[str]) -> Iterator[Draft]:
    for kind in ("declared_count", "listed_count"):
        facts = [fact for fact in asking.store.facts(plan.info.plan_id) if fact.kind == kind and fact.name in names]
        told: dict[tuple[str, str], Fact] = {}
        for fact in facts:
            told.setdefault((fact.name, fact.value), fact)
        places = {fact.span: fact for fact in reversed(told.values())}
        if not places:
            continue
        values = {name: {value for each, value in told if each == name} for name in names}
        disputed = any(len(each) > 1 for each in values.values())
        for span in sorted(places, key=lambda span: -_score(asking, plan.info.plan_id, span)):
            yield from _count_draft(asking, plan, places[span], disputed=disputed)
        return
    for name in names:
        yield from _counted_here(asking, plan, name)


def _counted_here(asking: Asking, plan: Plan, name: str) -> Iterator[Draft]:
    """Yield how many there are in the tables of a plan that does not say it: in words, from the first to the last."""
    records = _records(plan, name)
    if not records:
        return
    first, last = asking.evidence(records[0]), asking.evidence(records[-1])
    words = count_words(len(records), in_english=asking.in_english)
    if asking.in_english:
        said = f"the plan does not say how many; its tables list {words}, from {records[0].code} to {records[-1].code}"
    else:
        said = f"kế hoạch không ghi thành số; đếm trong bảng được {words}, từ {records[0].code} đến {records[-1].code}"
    yield Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {said}",
        evidence=tuple(piece for piece in (first, last) if piece is not None),
    )


def _records(plan: Plan, name: str) -> Sequence[Goal | Target | Indicator | Project]:
    """Return the records of a kind that is counted."""
    if name in ("goals", "themes"):
        level = name.removesuffix("s")
        return [goal for goal in plan.goals if goal.level == level]
    if name == "targets":
        return [target for target in plan.targets if target.level == "target"]
    if name == "indicators":
        return plan.indicators
    return plan.projects if name == "projects" else ()


def _count_draft(asking: Asking, plan: Plan, fact: Fact, *, disputed: bool, whole: bool = True) -> Iterator[Draft]:
    words = source_words(asking, plan.info.plan_id, fact.span.start, fact.span.end)
    if fact.kind == "listed_count":
        first = shorten(words, _WORDS // 2)
        count = f"{fact.value} {'items (counted in the list)' if asking.in_english else 'mục (đếm trong danh sách)'}"
        words = f"{count}: {first} – {shorten(fact.text, _WORDS // 2)}" if asks_last(asking) else f"{count}: {first}"
    else:
        words = shorten(words, _WORDS)
    for draft in _draft(asking, plan, fact, words, conflict=disputed):
        yield replace(draft, after=_found_otherwise(asking, plan, fact) if whole else "")


def asks_last(asking: Asking) -> bool:
    """Return whether the question asks for the last of what is listed."""
    return asks(asking.query.normalized, "last_item")


def _found_otherwise(asking: Asking, plan: Plan, fact: Fact) -> str:
    """Return how many there are in the tables, in words, where that is not what the plan declares."""
    counted = len(_records(plan, fact.name))
    if not counted or str(counted) == fact.value:
        return ""
    words = count_words(counted, in_english=asking.in_english)
    if asking.in_english:
        return f"The tables of the plan list {words}."
    return f"Đếm trong bảng của kế hoạch: {words}."


def _score(asking: Asking, plan_id: str, span: Span) -> float:
    passage = asking.store.passage_at(plan_id, span)
    return 0.0 if passage is None else asking.score_of(passage)
