"""What a plan says about itself: its number, date and signer, what it is based on, what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.facts import Fact
from corpus.records import Plan, Span
from index.text import unmark
from search.answers.asking import Asking
from search.answers.cues import asks, line_of
from search.answers.documents.cited import DOCUMENT_NUMBER, OF_DOCUMENTS, own_numbers
from search.answers.documents.counts import counts
from search.answers.documents.fact_cues import COUNTS, asked_kinds, load_cues
from search.answers.documents.fact_drafts import asked_plans, fact_draft, score_at
from search.answers.documents.initials import plans_by_initials
from search.answers.silence.abstaining import Refusal
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import source_words
from search.answers.writing.extractive import quoted
from search.answers.writing.wording import place
from search.citing import shorten

_WORDS = 320
_PER_PLAN = 4
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
_PROPOSED = ("xet de nghi", "theo de nghi", "theo to trinh", "xet to trinh")
_SHORT_TOPIC = 6
_LOOKED_AT, _HELD = 8, 0.7
_BLANK_DAY = re.compile(r"ngày[\s.…_]{0,12}(?:/|tháng)", re.I)
_LINES_OF_OFFICE, _LONGEST_OFFICE = 6, 60


def document_fact(asking: Asking) -> list[Draft] | Refusal:
    """Return what each plan says about itself, or that it does not say it; nothing when no kind of fact was named."""
    line = line_of(asking.query.normalized)
    kinds = asked_kinds(line)
    # A number that no plan carries is that of a document the plans may cite.
    if not kinds or (asking.query.document_numbers and (kinds == ("number",) or not own_numbers(asking))):
        return []
    counted = counts(asking, line) if COUNTS & set(kinds) else []
    kinds = tuple(kind for kind in kinds if kind not in COUNTS)
    if not kinds:
        return counted
    if isinstance(counted, Refusal):
        counted = []
    if not _about_the_document(asking, kinds):
        return _of_another_document(asking) or counted
    drafts = [draft for plan in asked_plans(asking) for draft in _of_plan(asking, plan, kinds)]
    stated = {draft.plan_id for draft in drafts if draft.stated}
    if "legal_basis" in kinds and not stated:
        return []
    return [*sorted(drafts, key=lambda draft: not draft.stated), *counted]


def _about_the_document(asking: Asking, kinds: Sequence[str]) -> bool:
    """Return whether the question is about the plan: it names nothing else, or its best passage is of the document.

    A question with a subject of its own ("kế hoạch truyền thông … số mấy") asks of a document that a plan cites, where
    a passage holds that subject and a document's number.
    """
    stating = asking.ranking.wanted.stating
    hits = asking.best(1)
    short = bool(plans_by_initials(asking))
    named = short or asking.scope.is_named or bool(asking.query.document_numbers or asking.query.plan_kinds)
    if named and (not _other_words(asking) or (short and len(_other_words(asking)) == 1)):
        return True
    if "number" in kinds and _of_another_document(asking):
        return False
    if stating is None or not hits or stating[hits[0].position]:
        return True
    return named and len(asking.query.topic_text.split()) <= _SHORT_TOPIC and "legal_basis" not in kinds


def _other_words(asking: Asking) -> frozenset[str]:
    """Return the words of the subject that neither ask for a fact nor name a document."""
    asked = {word for row in load_cues().facts for cue in row.cues for word in cue.split()}
    return frozenset(
        word for each in asking.query.topic_text.split() if (word := unmark(each)) not in asked | OF_DOCUMENTS
    )


def _of_another_document(asking: Asking) -> list[Draft]:
    """Return the nearest passage that names a document by its number and holds the whole subject, if there is one."""
    if not _other_words(asking) or asks(asking.query.normalized, "upper_acts"):
        return []
    for hit in asking.best(_LOOKED_AT):
        words = source_words(asking, hit.passage.plan_id, hit.passage.span.start, hit.passage.span.end)
        if DOCUMENT_NUMBER.search(words) and asking.literal_coverage(hit) >= _HELD:
            return [quoted(asking, hit)]
    return []


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
            fact = _with_office(asking, fact) if kind == "signer" else fact
            words = shorten(source_words(asking, plan_id, fact.span.start, fact.span.end), _WORDS)
            after = _without_office(asking, fact, words) if kind == "signer" else ""
            if kind == "signer" and words.endswith(fact.text) and words != fact.text:
                words = f"{fact.text} ({words.removesuffix(fact.text).strip()})"
            if kind in _LABELLED:
                words = f"{_NAMES[kind][asking.in_english]}: {words}"
            for draft in fact_draft(asking, plan, fact, words, conflict=kind in disputed):
                yield replace(draft, after=after or draft.after)
        if not facts and kind in _SINGLE | {"proposal"}:
            yield _silent(asking, plan, kind)


def _facts(asking: Asking, plan_id: str, kind: str) -> list[Fact]:
    """Return the facts of a kind; of what a plan is based on, the nearest to the question first."""
    every = asking.store.facts(plan_id)
    if kind == "proposal":
        return list(_proposals(asking, plan_id))
    found = [fact for fact in every if fact.kind == kind]
    if kind != "legal_basis":
        return found
    return sorted(found, key=lambda fact: -score_at(asking, plan_id, fact.span))


def _proposals(asking: Asking, plan_id: str) -> Iterator[Fact]:
    """Yield the sentences by which a plan says who proposed it ("Xét đề nghị của … tại Tờ trình số …")."""
    for section in asking.store.plans[plan_id].sections:
        if any(line_of(section.text).startswith(f" {opener} ") for opener in _PROPOSED):
            yield Fact(plan_id, "proposal", section.text, section.text, section.span)


def _one_a_value(facts: Sequence[Fact], found: dict[str, list[Fact]]) -> Iterator[Fact]:
    """Yield one place for each value: the one that states most of what was asked, else the first."""
    others = [fact.span for same in found.values() for fact in same]
    for value in dict.fromkeys(fact.value for fact in facts):
        same = [fact for fact in facts if fact.value == value]
        yield max(same, key=lambda fact: (others.count(fact.span), -fact.span.start))


def _with_office(asking: Asking, fact: Fact) -> Fact:
    """Return who signed with the lines above that say in capitals in what office ("KT. CHỦ TỊCH / PHÓ CHỦ TỊCH")."""
    document = asking.store.documents[fact.plan_id]
    first = fact.span.first_line
    start = fact.span.start
    for line in range(first - 1, max(0, first - _LINES_OF_OFFICE), -1):
        words = document.source[document.line_starts[line - 1] : document.line_starts[line]].strip()
        if words and (not words.isupper() or len(words) > _LONGEST_OFFICE):
            break
        if words:
            start = document.line_starts[line - 1]
    return replace(fact, span=document.span(start, fact.span.end)) if start < fact.span.start else fact


def leaves_blank(fact: Fact, kind: str) -> bool:
    """Return whether a place leaves the room of a fact blank; the date stands beside the number ("ngày / /2018").

    Args:
        fact: what the plan says there.
        kind: of the fact that lacks.
    """
    if kind == "date":
        return fact.kind == "number_blank" and _BLANK_DAY.search(fact.text) is not None
    return fact.kind == f"{kind}_blank"


def _without_office(asking: Asking, fact: Fact, words: str) -> str:
    """Return, for a question on the office of who signed, that the plan's text does not give it; else ""."""
    if words != fact.text or not asks(asking.query.normalized, "office"):
        return ""
    return "The text does not give the office." if asking.in_english else "Văn bản đã nạp không ghi chức vụ người ký."


def _silent(asking: Asking, plan: Plan, kind: str) -> Draft:
    """Return that a plan does not state a fact; where it leaves the room blank, the place that shows it."""
    plan_id = plan.info.plan_id
    name = _NAMES[kind][asking.in_english]
    blank = next((fact for fact in asking.store.facts(plan_id) if leaves_blank(fact, kind)), None)
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
