"""What a word means in a plan: its glossary, "gọi tắt là", abbreviations in brackets, and texts that explain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.agencies import load_registry
from corpus.records import Definition
from index.text import normalize, tokens
from search.answers.asking import Asking
from search.answers.cues import asks, holds, line_of
from search.answers.silence.abstaining import Refusal
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import excerpt, source_words
from search.answers.writing.extractive import quoted
from search.answers.writing.wording import joined, place
from search.citing import shorten
from search.retrieval import Hit

_LOOKED_AT = 12
_MOST = 4
_ROOM = 900
_TERMS_SHOWN = 20
_TERM_WORDS = 60
# What plans call themselves ("gọi tắt là Kế hoạch") explains nothing but the plan.
_THE_PLAN = frozenset({"ke hoach", "quyet dinh"})
_NOTE = re.compile(r"chu thich \d{1,2}")
_ABBREVIATED = frozenset({"abbreviation"})
# The words that explain stand right behind the term.
_EXPLAINS = re.compile(
    r"(?:được hiểu|(?:có )?nghĩa là|là (?:việc|quá trình|khả năng|tính chất|tên gọi|một)|(?:,|bao) gồm)(?!\w)"
)
_NUMBERING = re.compile(r"^ (?:(?:[ivx]{1,5}|\d{1,2}|[a-z]) )*")
_NEAR = 90
_FIRST, _HEADING = 3, 90
_HELD = 0.75


def stated_codes(asking: Asking) -> list[Draft]:
    """Return what the goals and targets say that a question names by nothing but their numbers."""
    if not asking.names_codes_only:
        return []
    headings = [hit for hit in asking.of_codes if hit.passage.level in ("goal", "target")]
    return [quoted(asking, hit) for hit in headings[:_MOST]]


def defined(asking: Asking) -> list[Draft]:
    """Return the definitions of the terms asked for, or the list of all terms explained; nothing where none is."""
    if asks(asking.query.normalized, "terms_explained"):
        return list(_lists_of_terms(asking))
    wanted = _wanted(asking)
    found = [pair for plan in asking.plans for each in plan.definitions if (pair := _fit(each, wanted))]
    best = max((fit for fit, _ in found), default=0)
    kept = [definition for fit, definition in found if fit == best]
    scored = sorted(kept, key=lambda definition: (-len(definition.term), -asking.score(definition)))
    return list(filter(None, (_draft(asking, definition) for definition in scored[:_MOST])))


def definitions(asking: Asking) -> list[Draft] | Refusal:
    """Return the definitions of the terms asked for, else texts that explain them; else that no plan explains them.

    "Mục tiêu tổng quát là gì?" asks for no word's meaning: what stands under these words answers.
    """
    found = defined(asking) or list(_names_in_full(asking)) or list(_explaining(asking))
    if found or asks(asking.query.normalized, "meaning") or asking.query.phrases:
        return found or _unexplained(asking)
    return [] if _has_heading(asking) else _unexplained(asking)


def _has_heading(asking: Asking) -> bool:
    """Return whether one of the best passages begins with the subject, or stands under a heading that does."""
    subject = line_of(asking.query.topic_text).strip()
    headings = (text for hit in asking.best(_FIRST) for text in (hit.passage.text, *hit.passage.heading_path))
    lines = (_NUMBERING.sub(" ", line_of(text[:_HEADING])) for text in headings)
    return bool(subject) and any(line.startswith(f" {subject} ") for line in lines)


def _wanted(asking: Asking) -> tuple[str, ...]:
    """Return the terms asked for, without marks: those quoted, else the subject, else the plan's own name."""
    query = asking.query
    if asking.in_english and query.topic_text.strip():
        meant = [item.meant for item in query.expansions if item.kind == "translation"]
        return tuple(dict.fromkeys(line_of(term).strip() for term in (query.topic_text, *meant)))
    if query.phrases:
        return tuple(line_of(phrase).strip() for phrase in query.phrases)
    subject = line_of(query.topic_text).strip()
    return (subject,) if subject else (line_of(query.normalized).strip(),)


def _fit(definition: Definition, wanted: Sequence[str]) -> tuple[int, Definition] | None:
    """Return how well a definition's term fits: it is one that is asked for, it is in it, or holds it."""
    term = line_of(definition.term).strip()
    if term in _THE_PLAN or _NOTE.fullmatch(term) or not term:
        return None
    for fit, fits in ((3, term.__eq__), (2, lambda asked: holds(f" {asked} ", term)), (1, f" {term} ".__contains__)):
        if any(fits(asked if fit > 1 else f" {asked} ") for asked in wanted):
            return fit, definition
    return None


def _draft(asking: Asking, definition: Definition) -> Draft | None:
    evidence = asking.evidence(definition)
    if evidence is None:
        return None
    words = source_words(asking, definition.plan_id, definition.span.start, definition.span.end)
    return Draft(
        plan_id=definition.plan_id,
        province=asking.infos[definition.plan_id].province,
        target_code=None,
        sentence=f"{place(asking, definition.plan_id)}: {shorten(words, _ROOM)}",
        detail=words,
        evidence=(evidence,),
        score=asking.scores(evidence.passage),
    )


def _lists_of_terms(asking: Asking) -> Iterator[Draft]:
    """Yield for each plan the terms it explains."""
    for plan in asking.plans:
        found = {each.term: piece for each in plan.definitions if (piece := asking.evidence(each)) is not None}
        terms = [term for term in found if not _NOTE.fullmatch(line_of(term).strip())][:_TERMS_SHOWN]
        if terms:
            said = "explains" if asking.in_english else "giải thích"
            words = joined([f"«{shorten(term, _TERM_WORDS)}»" for term in terms])
            yield Draft(
                plan_id=plan.info.plan_id,
                province=plan.info.province,
                target_code=None,
                sentence=f"{place(asking, plan.info.plan_id)}: {said} {words}",
                evidence=tuple(found[term] for term in terms),
            )


def _names_in_full(asking: Asking) -> Iterator[Draft]:
    """Yield what an abbreviation stands for, where a passage holds the words in full: from the program's own table."""
    agencies = [found for each in asking.query.agencies if (found := load_registry().by_id(each)) is not None]
    meant = {item.said: item.meant for item in asking.query.expansions if item.kind in _ABBREVIATED}
    short = dict.fromkeys(asking.query.topic_text.split())
    names = [(said, full) for said, full in meant.items() if said in short]
    names += [("", agency.canonical) for agency in agencies if not names]
    for said, full in names[:_MOST]:
        for hit in asking.best(_LOOKED_AT):
            if normalize(full) in normalize(source_words(asking, hit.passage.plan_id, *_ends(hit))):
                yield _in_full(asking, hit, said.upper(), full)
                break


def _ends(hit: Hit) -> tuple[int, int]:
    return hit.passage.span.start, hit.passage.span.end


def _in_full(asking: Asking, hit: Hit, said: str, full: str) -> Draft:
    english = asking.in_english
    if said:
        words = f"«{said}» is short for «{full}»" if english else f"«{said}» viết tắt của «{full}»"
    else:
        words = f"the plan writes it in full as «{full}»" if english else f"kế hoạch ghi đầy đủ là «{full}»"
    return Draft(
        plan_id=hit.passage.plan_id,
        province=hit.passage.province,
        target_code=hit.passage.target_code,
        sentence=f"{place(asking, hit.passage.plan_id, hit.passage.target_code)}: {words}",
        evidence=(Evidence(hit.passage, hit.passage.span),),
        score=hit.score(),
    )


def _explaining(asking: Asking) -> Iterator[Draft]:
    """Yield the passages that hold the subject and, right behind it, words that explain it."""
    subject = asking.ranking.terms.subject
    short = asking.query.topic_text.strip()
    for hit in asking.best(_LOOKED_AT):
        if asking.coverage(hit.position) < _HELD:
            continue
        text = source_words(asking, hit.passage.plan_id, *_ends(hit))
        in_brackets = " " not in short and f"({short})" in text.lower()
        if in_brackets or any(_follows(text, match.start(), subject) for match in _EXPLAINS.finditer(text)):
            yield _quoted(asking, hit, text)
            return


def _follows(text: str, at: int, subject: frozenset[str]) -> bool:
    return bool(subject) and subject <= set(tokens(text[max(0, at - _NEAR) : at]))


def _quoted(asking: Asking, hit: Hit, text: str) -> Draft:
    return Draft(
        plan_id=hit.passage.plan_id,
        province=hit.passage.province,
        target_code=hit.passage.target_code,
        sentence=f"{place(asking, hit.passage.plan_id, hit.passage.target_code)}: {excerpt(asking, text, _ROOM)}",
        detail=text,
        evidence=(Evidence(hit.passage, hit.passage.span),),
        score=hit.score(),
    )


def _unexplained(asking: Asking) -> Refusal:
    asked = joined([f"«{phrase}»" for phrase in asking.query.phrases]) or f"«{asking.query.topic_text.strip()}»"
    if asked == "«»":
        asked = "this" if asking.in_english else "từ này"
    if asking.in_english:
        return Refusal("not_stated", f"The plans do not explain what {asked} means")
    return Refusal("not_stated", f"Các kế hoạch không giải thích {asked} nghĩa là gì")
