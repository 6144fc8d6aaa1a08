"""What a plan says of a document it cites by its number: which one it is, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from index.text import tokens, unmark
from search.answers.asking import Asking
from search.answers.silence.abstaining import Refusal
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import source_words
from search.answers.writing.wording import place
from search.citing import shorten
from search.references import same_number

_LOOKED_AT = 60
_PER_PLAN = 2
_ROOM = 420
# Words, without marks, that only name or ask for a document: who says nothing else asks what the document is.
OF_DOCUMENTS = frozenset(
    "quyet dinh qd nghi nq nd thong tu tt chi thi ct cong van luat ke hoach kh van ban so ky hieu ngay thang nam ban"
    " hanh cua thu tuong chinh phu ubnd tinh noi dung ve viec quy trien khai thuc hien theo phe duyet can cu la gi cai"
    " chuc ong ba nao ai lam ten day du vay document decision number plan resolution issued signed".split()
)
DOCUMENT_NUMBER = re.compile(
    r"\d{1,5}(?:(?:/\d{4})?\s{0,2}/\s{0,2}[A-ZĐa-zđ]{1,6}(?:\s{0,2}-\s{0,2}[A-ZĐa-z0-9]{1,8}){0,2}"
    r"|\s{0,2}-\s{0,2}[A-ZĐ]{2,5}\s{0,2}/\s{0,2}(?:TW|TU|HU))"
)
_STOPS = re.compile(r"[;\n]|\.(?=\s|$)")


def asks_of_a_document(asking: Asking) -> bool:
    """Return whether a question names a document by its number and no other subject."""
    left = {unmark(word) for word in asking.query.topic_text.split()} - OF_DOCUMENTS
    return bool(asking.query.document_numbers) and not left


def own_numbers(asking: Asking) -> frozenset[str]:
    """Return the plans that carry a number the question names, in any place of their text."""
    wanted = asking.query.document_numbers
    return frozenset(
        plan.info.plan_id
        for plan in asking.store.plans.values()
        for number in (plan.info.number or "", *_written_numbers(asking, plan.info.plan_id))
        if number and any(same_number(each, number) for each in wanted)
    )


def _written_numbers(asking: Asking, plan_id: str) -> Iterator[str]:
    return (fact.value for fact in asking.store.facts(plan_id) if fact.kind == "number")


def cited_documents(asking: Asking) -> list[Draft] | Refusal:
    """Return what the plans say of a document that is none of them; nothing for another kind of question."""
    if not asks_of_a_document(asking):
        return []
    own = own_numbers(asking)
    if own:
        return [draft for plan_id in own for draft in _title(asking, plan_id)]
    found: dict[str, list[Draft]] = {}
    for draft in _mentions(asking):
        same = found.setdefault(draft.plan_id, [])
        if len(same) < _PER_PLAN and draft.sentence not in [each.sentence for each in same]:
            same.append(draft)
    drafts = sorted((draft for same in found.values() for draft in same), key=lambda draft: not _is_told(draft))
    # A place that only names the number says nothing of the document beside one that says what it is about.
    told = [draft for draft in drafts if _is_told(draft)]
    return told or drafts or _unknown(asking)


def _is_told(draft: Draft) -> bool:
    words = f" {unmark(draft.detail.lower())} "
    return any(word in words for word in (" ve viec ", " phe duyet ", " ban hanh ", " ve ", " quy dinh "))


def _title(asking: Asking, plan_id: str) -> Iterator[Draft]:
    """Yield the title of a plan asked for by its own number, beside the place that gives the number."""
    facts = asking.store.facts(plan_id)
    titles = [fact for fact in facts if fact.kind == "title"][:1]
    numbers = [
        fact
        for fact in facts
        if fact.kind == "number" and any(same_number(each, fact.value) for each in asking.query.document_numbers)
    ][:1]
    shown = [(fact, asking.store.passage_at(plan_id, fact.span)) for fact in (*titles, *numbers)]
    proven = [(fact, passage) for fact, passage in shown if passage is not None]
    if proven:
        words = "; ".join(source_words(asking, plan_id, fact.span.start, fact.span.end) for fact, _ in proven)
        yield Draft(
            plan_id=plan_id,
            province=asking.infos[plan_id].province,
            target_code=None,
            sentence=f"{place(asking, plan_id)}: {shorten(words, _ROOM)}",
            detail=words,
            evidence=tuple(Evidence(passage, fact.span) for fact, passage in proven),
        )


def _mentions(asking: Asking) -> Iterator[Draft]:
    """Yield the sentences that name the document, those of the plan's own head first."""
    digits = {tokens("".join(takewhile(str.isdigit, number)))[0] for number in asking.query.document_numbers}
    words = asking.reader.lexical["words"]
    positions = {int(at) for number in digits for at in words.holding([number]) if asking.ranking.allowed[at]}
    hits = [asking.retriever.hit(asking.ranking, at) for at in sorted(positions)]
    for hit in sorted(hits, key=lambda hit: hit.passage.span.start)[:_LOOKED_AT]:
        start, end = hit.passage.span.start, hit.passage.span.end
        text = source_words(asking, hit.passage.plan_id, start, end)
        for match in DOCUMENT_NUMBER.finditer(text):
            written = "".join(match.group().split())
            if any(same_number(number, written) for number in asking.query.document_numbers):
                sentence = _sentence(text, match.start(), match.end())
                about = place(asking, hit.passage.plan_id, hit.passage.target_code)
                yield Draft(
                    plan_id=hit.passage.plan_id,
                    province=hit.passage.province,
                    target_code=hit.passage.target_code,
                    sentence=f"{about}: {shorten(sentence, _ROOM)}",
                    detail=sentence,
                    evidence=(Evidence(hit.passage, hit.passage.span),),
                    score=hit.score(),
                )
                break


def _sentence(text: str, start: int, end: int) -> str:
    """Return the sentence or clause of a text that holds a place."""
    before = [match.end() for match in _STOPS.finditer(text, 0, start)]
    after = _STOPS.search(text, end)
    return text[before[-1] if before else 0 : after.start() if after else len(text)].strip(" -–+•*\t")


def _unknown(asking: Asking) -> Refusal:
    numbers = ", ".join(asking.query.document_numbers)
    if asking.in_english:
        return Refusal("no_match", f"No plan loaded mentions document {numbers}")
    return Refusal("no_match", f"Không kế hoạch nào đã nạp nhắc đến văn bản số {numbers}")
