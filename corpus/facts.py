"""What a plan says about itself as a document, each fact with the place that says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.headings import appendix_title, is_issue_reference, is_letterhead, is_person, part_word, plain
from corpus.markup import blocks
from corpus.paragraphs import slice_span, text_with_offsets, visible_nfc
from corpus.reading import Document
from corpus.records import Fact, Section, Span

__all__ = ["Fact", "declared_counts", "document_facts", "iso_date"]

_KINDS = r"(?:Quyết định|Kế hoạch|Nghị quyết|Chương trình|Chỉ thị|Đề án|Văn bản)"
# Only a provincial body's own acts: a plan's own number never ends in TTg or in a ministry's letters.
_OWN_NUMBER = re.compile(
    rf"{_KINDS}\s+số\s*:?\s*(?P<number>\d{{1,5}}\s*/\s*(?:\d{{4}}\s*/\s*)?[A-ZĐ]{{2,6}}\s*-\s*(?:UBND|HĐND|TU))\b", re.I
)
_BLANK_NUMBER = re.compile(r"số\s*:?[\s.…_]*(?P<number>/\s*[A-ZĐ]{2,6}\s*-\s*(?:UBND|HĐND|TU))\b")
_HEAD_NUMBER = re.compile(r"Số\s*:\s*(?P<number>\d{1,5}\s*/\s*(?:\d{4}\s*/\s*)?[A-ZĐ]{2,6}\s*-\s*[A-ZĐ]{2,8})\b")
_DATE = re.compile(
    r"ngày\s+(?P<day>\d{1,2})\s*(?:/|-|\btháng)\s*(?P<month>\d{1,2})\s*(?:/|-|\bnăm)\s*(?P<year>\d{4})\b"
)
_DATELINE = re.compile(rf"[^\W\d_][^,.;:\d]{{1,40}},\s*{_DATE.pattern}\s*\Z")
_ISSUER = re.compile(r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Hội đồng nhân dân) (?:tỉnh|thành phố)(?= [^\W\d_])")
_PLACE_WORD = re.compile(r" (?:[-–] )?[^\W\d_]+")
_PERIOD = re.compile(r"giai đoạn\s+(?P<first>\d{4})\s*[-–]\s*(?P<last>\d{4})", re.I)
_UNTIL = re.compile(r"đến (?:năm )?(?P<last>20\d\d)\b", re.I)
_ACT = re.compile(r"(?P<number>\d{1,5}(?:/\d{4})?/[A-ZĐ]{2,8}\d{0,2}(?:-[A-ZĐa-z]{1,8}\d{0,2}){0,2})\b")
_LAW = re.compile(r"(?P<number>(?:Bộ luật|Luật|Pháp lệnh)\s[^;.]{3,250})")
_EFFECT = re.compile(r"có hiệu lực (?:thi hành )?(?:kể )?(?P<when>từ ngày [^.;/]{2,40})")
_DEADLINE = re.compile(
    r"(?P<before>(?:trước|chậm nhất(?:\s+(?:vào|là|đến))?|muộn nhất)\s+)?ngày\s+(?P<day>\d{1,2})\s*(?:/|\btháng)\s*"
    r"(?P<month>\d{1,2})(?:\s*(?:/|\bnăm)\s*(?P<year>\d{4})\b)?(?P<yearly>\s+(?:hàng|hằng) năm)?",
    re.I,
)
_REVIEW = re.compile(r"(?:đến năm|năm)\s+(?P<year>20\d\d)\s*,?[^.;]{0,40}?(?:đánh giá|tổng kết|sơ kết)", re.I)
_GOAL_ITEM = re.compile(r"Mục tiêu\s+(?P<goal>\d{1,2})\s*[.:]", re.I)
_COUNT = re.compile(
    r"(?<![\d.,/–-])(?P<count>\d{1,3})\s+(?P<what>mục tiêu cụ thể|MTCT|mục tiêu|chủ đề|nhiệm vụ|dự án|chỉ tiêu)(?!\w)",
    re.I,
)
_DECLARES = re.compile(r"(?:gồm|có|với|về|thành|tương ứng|\()\W{0,8}(?:\d{1,4}\s[^.;]{0,60}(?:với|và)\s{1,4})?\Z", re.I)
_WHAT = {
    "mục tiêu cụ thể": "targets",
    "mtct": "targets",
    "mục tiêu": "goals",
    "chủ đề": "themes",
    "nhiệm vụ": "tasks",
    "dự án": "projects",
    "chỉ tiêu": "indicators",
}
_SENTENCE_STOPS = (". ", "; ")
_LONGEST_SENTENCE = 2000
_COUNTED_ROLES = frozenset(("body", "heading"))
_REPORTING_ROLES = frozenset(("body", "reporting", "organisation", "solution", "heading"))


@dataclass(frozen=True, slots=True)
class _Text:
    """A section's text with the way back to the source."""

    document: Document
    section: Section
    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        return slice_span(self.document, self.offsets, start, end)

    def fact(self, kind: str, value: str, start: int, end: int, name: str = "") -> Fact:
        """Return a fact that these characters state; its text is the sentence around them."""
        left, right = _sentence(self.text, start, end)
        return Fact(self.document.plan_id, kind, value, self.text[left:right], self.span(left, right), name)


def document_facts(document: Document, sections: Sequence[Section]) -> list[Fact]:
    """Return what the plan says about itself, in the order of the source.

    Args:
        document: the plan.
        sections: its sections, as `parse_sections` gives them.
    """
    found: list[Fact] = []
    for section in sections:
        text, offsets = text_with_offsets(document, section.span.start, section.span.end)
        found.extend(_section_facts(_Text(document, section, text, offsets)))
    found.extend(_phases(document, sections))
    found.extend(_goal_list(document, sections))
    found.extend(_theme_counts(document, sections))
    return sorted(found, key=lambda fact: (fact.span.start, fact.span.end, fact.kind))


def declared_counts(facts: Sequence[Fact]) -> Mapping[str, int]:
    """Return how many goals, targets, themes, tasks, … the plan itself says it has; its first statement counts.

    Args:
        facts: the facts of one plan, in the order of the source.

    Returns:
        "goals", "targets", "themes", "tasks", … and, where it counts them singly, "targets:6" (of goal 6) or "tasks:3".
    """
    counts: dict[str, int] = {}
    for fact in facts:
        if fact.kind == "declared_count":
            counts.setdefault(fact.name, int(fact.value))
    return counts


def _section_facts(piece: _Text) -> Iterator[Fact]:
    role, text = piece.section.role, piece.text
    if role == "title":
        yield from _identity(piece)
    elif role == "legal_basis":
        yield from _acts(piece)
    elif role == "signature":
        yield from _signer(piece)
    elif role in ("funding", "recipients"):
        yield piece.fact(role, text, 0, len(text))
    for match in _EFFECT.finditer(text):
        yield piece.fact("effective", match.group("when"), match.start(), match.end())
    if role in ("legal_basis", "body"):
        for start, end in _issuers(text):
            if text[end:].lstrip().startswith(("ban hành", "xây dựng")):
                yield piece.fact("issuer", text[start:end], start, end)
                break
    if role in _COUNTED_ROLES:
        yield from _counts(piece)
    if role in _REPORTING_ROLES and "báo cáo" in text.lower():
        yield from _deadlines(piece)
    if role in _REPORTING_ROLES:
        for match in _REVIEW.finditer(text):
            yield piece.fact("review", match.group("year"), match.start(), match.end())


def _identity(piece: _Text) -> Iterator[Fact]:
    text = piece.text
    if is_issue_reference(text):
        reference = text.lower().find("kèm theo")
        for pattern, kind in ((_OWN_NUMBER, "number"), (_BLANK_NUMBER, "number_blank")):
            for match in pattern.finditer(text, reference):
                yield piece.fact(kind, "".join(match.group("number").split()), match.start(), match.end())
        for match in _DATE.finditer(text, reference):
            yield piece.fact("date", iso_date(match), match.start(), match.end())
        for start, end in _issuers(text, reference):
            yield piece.fact("issuer", text[start:end], start, end)
    elif is_letterhead(text) and not plain(text).startswith(("cong hoa", "doc lap")):
        yield piece.fact("issuer", text, 0, len(text))
    elif piece.section.path and not part_word(text.rstrip(" :"), True) and appendix_title(text, True) is None:
        yield piece.fact("title", text, 0, len(text), piece.section.path[0])
    head = _HEAD_NUMBER.match(text)
    if head is not None:
        yield piece.fact("number", "".join(head.group("number").split()), head.start(), head.end())
    dateline = _DATELINE.search(text)
    if dateline is not None:
        yield piece.fact("date", iso_date(dateline), dateline.start(), dateline.end())


def iso_date(match: re.Match[str]) -> str:
    """Return a matched date (groups day, month, year) in ISO form."""
    return f"{match.group('year')}-{int(match.group('month')):02d}-{int(match.group('day')):02d}"


def _issuers(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield where a provincial body is named with its province: the capitalised words after "tỉnh" belong to it."""
    for match in _ISSUER.finditer(text, start):
        end = match.end()
        for word in _PLACE_WORD.finditer(text, end):
            if word.start() != end or not word.group().strip(" -–")[:1].isupper():
                break
            end = word.end()
        if end > match.end():
            yield match.start(), end


def _acts(piece: _Text) -> Iterator[Fact]:
    found = False
    for match in _ACT.finditer(piece.text):
        found = True
        yield piece.fact("legal_basis", match.group("number"), match.start(), match.end())
    law = None if found else _LAW.search(piece.text)
    if law is not None:
        yield piece.fact("legal_basis", law.group("number").strip(), law.start(), law.end())


def _signer(piece: _Text) -> Iterator[Fact]:
    span, source = piece.section.span, piece.document.source
    for block in blocks(source, span.start, span.end):
        name = visible_nfc(piece.document, block.start, block.end)
        if is_person(name):
            yield Fact(piece.document.plan_id, "signer", name, name, piece.document.span(block.start, block.end))


def _counts(piece: _Text) -> Iterator[Fact]:
    text = piece.text
    item = _GOAL_ITEM.search(text[:40])
    for match in _COUNT.finditer(text):
        name = _WHAT[match.group("what").lower()]
        if _DECLARES.search(text[max(0, match.start() - 90) : match.start()]) is None:
            continue
        if item is not None and name == "targets":
            name = f"targets:{int(item.group('goal'))}"
        elif item is not None or _is_theme_item(piece.section):
            continue
        yield piece.fact("declared_count", str(int(match.group("count"))), match.start(), match.end(), name)


def _is_theme_item(section: Section) -> bool:
    return (
        bool(section.path)
        and re.search(r"\d{1,3} chủ đề[\s.:]*\Z", section.path[-1]) is not None
        and section.role == "body"
    )


def _theme_counts(document: Document, sections: Sequence[Section]) -> Iterator[Fact]:
    """Yield the counts of a list of themes, which carry no numbers: the place in the list is the theme's number."""
    number, path = 0, None
    for section in sections:
        if not _is_theme_item(section):
            continue
        number = number + 1 if section.path == path else 1
        path = section.path
        text, offsets = text_with_offsets(document, section.span.start, section.span.end)
        match = next((m for m in _COUNT.finditer(text) if m.group("what").lower() == "nhiệm vụ"), None)
        if match is not None:
            piece = _Text(document, section, text, offsets)
            value = str(int(match.group("count")))
            yield piece.fact("declared_count", value, match.start(), match.end(), f"tasks:{number}")


def _goal_list(document: Document, sections: Sequence[Section]) -> Iterator[Fact]:
    """Yield how many goals the running text lists, where they are numbered from 1 without a gap."""
    run: list[Section] = []
    for section in sections:
        match = _GOAL_ITEM.match(section.text)
        if match is None or section.role != "body":
            continue
        number = int(match.group("goal"))
        if number == 1 and len(run) > 1:
            break
        run = [section] if number == 1 else [*run, section] if number == len(run) + 1 else run
    if len(run) > 1:
        span = document.span(run[0].span.start, run[-1].span.end)
        yield Fact(document.plan_id, "listed_count", str(len(run)), run[-1].text, span, "goals")


def _phases(document: Document, sections: Sequence[Section]) -> Iterator[Fact]:
    for section in sections:
        if section.role not in ("title", "heading") or (section.path[:1] and section.path[0].startswith("Phụ lục")):
            continue
        for match in _PERIOD.finditer(section.text):
            value = f"{match.group('first')}-{match.group('last')}"
            yield Fact(document.plan_id, "period", value, section.text, section.span, section.role)
        until = (
            _UNTIL.search(section.text) if section.role == "title" and not is_issue_reference(section.text) else None
        )
        if until is not None and _PERIOD.search(section.text) is None:
            yield Fact(document.plan_id, "period", until.group(), section.text, section.span, section.role)


def _deadlines(piece: _Text) -> Iterator[Fact]:
    for match in _DEADLINE.finditer(piece.text):
        if not (match.group("before") or match.group("yearly")):
            continue
        value = "/".join(filter(None, (match.group("day"), match.group("month"), match.group("year"))))
        name = "once" if match.group("year") else "yearly"
        yield piece.fact("report_deadline", value, match.start(), match.end(), name)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence that holds these characters."""
    first, last = max(0, start - _LONGEST_SENTENCE), min(len(text), end + _LONGEST_SENTENCE)
    left = max(text.rfind(stop, first, start) + 1 for stop in _SENTENCE_STOPS)
    stops = [p for p in (text.find(stop, end, last) for stop in _SENTENCE_STOPS) if p >= 0]
    left, right = max(left, first), min(stops) + 1 if stops else last
    while left < start and text[left] in "-–—•+ ":
        left += 1
    return left, right
