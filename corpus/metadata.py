"""What a plan says about itself → PlanInfo, from its text alone; what it does not say stays unknown."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.facts import Fact, declared_counts, document_facts
from corpus.headings import in_capitals, is_issue_reference, is_letterhead, part_word, plain
from corpus.reading import Document
from corpus.records import PlanInfo, Section
from corpus.tables_loading import Province, load_provinces
from corpus.wording import casefold_plain

__all__ = ["Fact", "declared_counts", "document_facts", "read_metadata"]

_ISSUED = re.compile(
    r"Ban hành kèm theo\s+(?:Quyết định|Kế hoạch|Nghị quyết)\s+này\s+(?:bản\s+)?(?P<title>[^.;]{10,400})", re.I
)
_PART_KINDS = {"ke hoach", "ke hoach hanh dong", "chuong trinh", "chuong trinh hanh dong", "de an"}
_TITLE_WEIGHT = 50
_FACTS = {
    "number": "số của kế hoạch",
    "date": "ngày ban hành",
    "issuer": "cơ quan ban hành",
    "signer": "người ký",
    "period": "thời kỳ",
}


def read_metadata(document: Document, sections: Sequence[Section], facts: Sequence[Fact] | None = None) -> PlanInfo:
    """Return what the text of a plan says about the plan: title, number, date, issuer, signer, period.

    A fact that the text does not state is None; one that it states in two ways is None too, with a note naming both.

    Args:
        document: the plan.
        sections: its sections, as `parse_sections` gives them.
        facts: its facts, if they have been read already.
    """
    facts = document_facts(document, sections) if facts is None else facts
    title = _title(sections)
    place = _province(document, sections)
    notes: list[str] = []
    info = PlanInfo(
        plan_id=document.plan_id,
        province=place.province_id if place else None,
        kind=_kind(title, sections),
        title=title,
        number=_one(facts, "number", notes),
        date=_one(facts, "date", notes),
        issuer=_issuer(facts, place),
        signer=_one(facts, "signer", notes),
        period=_period(facts),
        sha256=document.sha256,
    )
    return replace(info, notes=(*notes, *_missing(info, facts)))


def _missing(info: PlanInfo, facts: Sequence[Fact]) -> Iterator[str]:
    """Yield a note per fact that the text does not state at all."""
    stated = {fact.kind for fact in facts}
    blank = next((fact.span.first_line for fact in facts if fact.kind == "number_blank"), None)
    for kind, what in _FACTS.items():
        if getattr(info, kind) is not None or kind in stated:
            continue
        if blank is not None and kind in ("number", "date"):
            yield f"văn bản để trống {what} (dòng {blank})"
        else:
            yield f"văn bản không nêu {what}"


def _one(facts: Sequence[Fact], kind: str, notes: list[str]) -> str | None:
    """Return the one value that all facts of a kind agree on, or None with a note that names the versions."""
    found: dict[str, int] = {}
    for fact in facts:
        if fact.kind == kind:
            found.setdefault(fact.value, fact.span.first_line)
    if len(found) == 1:
        return next(iter(found))
    if found:
        versions = " và ".join(f"{value} (dòng {line})" for value, line in found.items())
        notes.append(f"văn bản tự mâu thuẫn về {_FACTS[kind]}: {versions}")
    return None


def _title(sections: Sequence[Section]) -> str | None:
    """Return the plan's title: as its decision names it, else as the plan itself is headed."""
    for section in sections:
        match = _ISSUED.search(section.text) if section.role in ("body", "organisation", "heading") else None
        if match is not None and section.path[:1] == ("Quyết định",):
            return match.group("title").strip()
    headed: list[str] = []
    for section in sections:
        own = section.role == "title" and section.path and plain(section.path[0]) in _PART_KINDS
        if own and not (is_issue_reference(section.text) or is_letterhead(section.text)):
            headed.append(section.text)
        elif headed:
            break
    return _joined_title(headed)


def _joined_title(lines: Sequence[str]) -> str | None:
    if not lines:
        return None
    first, rest = lines[0], " ".join(lines[1:])
    if not rest:
        return None if part_word(first, True) else first
    if plain(rest).startswith(plain(first)):
        return rest
    word = first.capitalize() if in_capitals(first) else first
    return f"{word} {rest if in_capitals(rest) else rest[:1].lower() + rest[1:]}"


def _kind(title: str | None, sections: Iterable[Section]) -> str | None:
    names = [title or "", *(s.text for s in sections if s.role == "title")]
    for name in names:
        folded = plain(name)
        if "tang truong xanh" in folded:
            return "green_growth"
        if "phat trien ben vung" in folded or "chuong trinh nghi su 2030" in folded:
            return "sdg"
    return None


def _province(document: Document, sections: Sequence[Section]) -> Province | None:
    """Return the province that the titles and the text name most, or None where two are named alike."""
    text = casefold_plain(document.source)
    titles = casefold_plain(" ".join(s.text for s in sections if s.role in ("title", "signature")))
    scores: list[tuple[int, Province]] = []
    for province in load_provinces():
        word = "thành phố" if province.kind == "thanh-pho" else "tỉnh"
        names = {f"{word} {casefold_plain(name)}" for name in (province.name, *province.spellings)}
        score = sum(text.count(name) + _TITLE_WEIGHT * titles.count(name) for name in names)
        if score:
            scores.append((score, province))
    scores.sort(key=lambda pair: -pair[0])
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]


def _issuer(facts: Sequence[Fact], place: Province | None) -> str | None:
    """Return the issuing body in its full name; a letterhead goes before a mention in passing."""
    named = [fact.value for fact in facts if fact.kind == "issuer"]
    if not named or place is None:
        return None
    chosen = next((value for value in named if in_capitals(value)), named[0])
    folded = plain(chosen)
    body = "Hội đồng nhân dân" if "hoi dong" in folded else "Ủy ban nhân dân"
    level = "thành phố" if place.kind == "thanh-pho" else "tỉnh"
    head = "Chủ tịch " if folded.startswith("chu tich") else ""
    return f"{head}{body} {level} {place.name}"


def _period(facts: Sequence[Fact]) -> str | None:
    """Return the period: as the title states it, else the phases of the plan where they follow each other."""
    titled = [fact.value for fact in facts if fact.kind == "period" and fact.name == "title"]
    if titled:
        return next((value for value in titled if "-" in value), titled[0])
    phases = sorted({fact.value for fact in facts if fact.kind == "period" and "-" in fact.value})
    if not phases:
        return None
    years = [tuple(map(int, phase.split("-"))) for phase in phases]
    joined = all(after[0] <= before[1] + 1 for before, after in itertools.pairwise(years))
    return f"{years[0][0]}-{max(last for _, last in years)}" if joined else None
