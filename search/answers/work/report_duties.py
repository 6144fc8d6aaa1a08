"""Who must report by when, in the plan's own sentence with the body that must, and where changes are proposed to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.facts import Fact
from corpus.records import Plan, Section, Span
from index.text import unmark
from search.answers.asking import Asking
from search.answers.cues import asks, holds, line_of
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import source_words
from search.answers.writing.wording import place
from search.citing import shorten

_WORDS = 380
_BODY_WORDS = 90
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:\s?[/-]\s?|\s+tháng\s+|\s+thang\s+)(\d{1,2})(?!\d)")
# A heading that opens with bodies binds all duties below it.
_OF_BODIES = re.compile(
    r"\W{0,3}(?:\w{1,2}[.)]\s{0,3})?(?:Các|Sở|UBND|Ủy ban|Uỷ ban|Ban|Hội|Văn phòng|Công an)\s[^:]{1,250}:\s*$"
)
_ROLES = frozenset({"body", "reporting", "organisation"})
# Words, without marks, that ask where changes of a plan are proposed to and name nothing in it.
_OF_CHANGES = frozenset(
    "de xuat kien nghi y gop dieu chinh bo sung sua doi thay gui nop trinh bao cao noi dung muon can neu thay ve dau"
    " cho ai khi den toi ke hoach propose proposals proposal changes change amend sent send the plan to".split()
)


def days_named(text: str) -> frozenset[tuple[int, int]]:
    """Return the days of a year that a question names ("01/12", "15 tháng 11"), as day and month.

    Args:
        text: the question.
    """
    found = ((int(match[1]), int(match[2])) for match in _DAY.finditer(text))
    return frozenset((day, month) for day, month in found if 0 < day <= 31 and 0 < month <= 12)


def day_of(value: str) -> tuple[int, int]:
    """Return the day and month of a deadline as facts write it ("30/11", "30/11/2019").

    Args:
        value: the deadline.
    """
    day, month = value.split("/")[:2]
    return int(day), int(month)


def with_subject(asking: Asking, fact: Fact) -> Span:
    """Return the place of a duty to report, from the beginning of its paragraph where its sentence lacks the subject.

    Args:
        asking: the question.
        fact: the deadline.
    """
    if not fact.text[:1].islower():
        return fact.span
    section = _section_of(asking, fact)
    if section is None or section.span.start >= fact.span.start:
        return fact.span
    return asking.store.documents[fact.plan_id].span(section.span.start, fact.span.end)


def said_of_report(asking: Asking, fact: Fact, span: Span) -> str:
    """Return the words of a duty to report: the body that opens the paragraph, then the sentence with its deadline.

    Args:
        asking: the question.
        fact: the deadline.
        span: the place shown, as `with_subject` gives it.
    """
    sentence = source_words(asking, fact.plan_id, fact.span.start, fact.span.end)
    if span.start >= fact.span.start:
        return shorten(sentence, _WORDS)
    before = source_words(asking, fact.plan_id, span.start, fact.span.start).rstrip()
    if len(before) + len(sentence) < _WORDS:
        return f"{before} {sentence}"
    return f"{shorten(before, _BODY_WORDS)} {shorten(sentence, _WORDS)}"


def _section_of(asking: Asking, fact: Fact) -> Section | None:
    for section in asking.store.plans[fact.plan_id].sections:
        if section.span.start <= fact.span.start and fact.span.end <= section.span.end:
            return section
    return None


def heading_of(asking: Asking, fact: Fact) -> Section | None:
    """Return the heading that names the bodies which a list of duties below it binds ("Các sở, ban, ngành:").

    Args:
        asking: the question.
        fact: one of the duties.
    """
    section = _section_of(asking, fact)
    if section is None or not section.path or _OF_BODIES.match(section.path[-1]) is None:
        return None
    above = [
        each
        for each in asking.store.plans[fact.plan_id].sections
        if each.role == "heading" and each.span.start < section.span.start and each.text == section.path[-1]
    ]
    return above[-1] if above else None


def evidence_of_heading(asking: Asking, heading: Section | None) -> Iterator[Evidence]:
    """Yield the place of a heading, where there is one and a passage holds it."""
    passage = asking.store.passage_at(heading.plan_id, heading.span) if heading is not None else None
    if heading is not None and passage is not None:
        yield Evidence(passage, heading.span)


def changes_sent(asking: Asking) -> list[Draft]:
    """Return where each plan says that proposals to change it go, and which does not say it; nothing if none does.

    Args:
        asking: the question.
    """
    if not asks_for_changes(asking):
        return []
    kinds = asking.query.plan_kinds
    plans = [plan for plan in asking.plans if not kinds or plan.info.kind in kinds]
    said = [draft for plan in plans for draft in _of_plan(asking, plan)]
    spoken = {draft.plan_id for draft in said}
    silent = [_silent(asking, plan) for plan in plans if plan.info.plan_id not in spoken]
    return [*said, *silent] if said or asking.scope.is_named else []


def asks_for_changes(asking: Asking) -> bool:
    """Return whether a question asks where proposals to change a plan go, and names nothing in it.

    Args:
        asking: the question.
    """
    text = asking.query.normalized
    left = {unmark(word) for word in asking.query.topic_text.split()} - _OF_CHANGES
    return not left and asks(text, "proposing") and asks(text, "changing")


def _of_plan(asking: Asking, plan: Plan) -> Iterator[Draft]:
    for section in plan.sections:
        if section.role not in _ROLES:
            continue
        line = line_of(section.text)
        if not (holds(line, "de xuat") and holds(line, "gui") and holds(line, "ke hoach")):
            continue
        passage = asking.store.passage_at(plan.info.plan_id, section.span)
        if passage is None or not asks(section.text, "changing"):
            continue
        words = source_words(asking, plan.info.plan_id, section.span.start, section.span.end)
        yield Draft(
            plan_id=plan.info.plan_id,
            province=plan.info.province,
            target_code=None,
            sentence=f"{place(asking, plan.info.plan_id)}: {shorten(words, _WORDS)}",
            evidence=(Evidence(passage, section.span),),
            score=asking.scores(passage),
        )


def _silent(asking: Asking, plan: Plan) -> Draft:
    why = (
        "it is not stated where changes are proposed to" if asking.in_english else "không nêu nơi nhận đề xuất sửa đổi"
    )
    return Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {why}",
        evidence=(),
        stated=False,
    )
