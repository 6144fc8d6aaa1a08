"""The plan's own assignment of work to bodies, in its part on organisation → tasks without a target.

A line says who does it ("c) Sở Tài chính chủ trì, phối hợp với …"), or stands under a line that does ("b) Sở Kế hoạch
và Đầu tư" and its bullets). Nothing else makes a lead: a line that only says "phối hợp với …" has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.agencies import AgencyRegistry
from corpus.agency_cells import fold_words
from corpus.assignments import is_assignment
from corpus.headings import heading_role
from corpus.numbering import read_mark
from corpus.outline import shorten
from corpus.paragraphs import slice_span, text_with_offsets
from corpus.reading import Document
from corpus.records import AgencyMention, LeadBasis, Section, Span, Task
from corpus.tables_loading import load_heads

# Lower case on purpose: "Sở Xây dựng" and "Kế hoạch" hold such words with a capital.
_NOT_A_VERB = r"(?! (?:chính trị|xã hội|đoàn thể|có liên quan|liên quan|thành viên|khác|quốc tế|trong|và))"
_ACTS = re.compile(
    r"(?<!\w)(?:chủ trì|chịu trách nhiệm|có trách nhiệm|có nhiệm vụ|chủ động|c[aăâẩ]n cứ|là cơ quan|là đầu mối|phối hợp"
    rf"|tham mưu|theo|định kỳ|xây dựng|tổ chức{_NOT_A_VERB}|thực hiện|triển khai|thường xuyên|tích cực|đẩy mạnh"
    r"|hướng dẫn|rà soát|tổng hợp|cân đối|bố trí|thẩm định|tăng cường|cụ thể hóa|lồng ghép|quán triệt)(?!\w)"
)
# Words after which a body is not the one who acts: it is reported to, asked, or spoken of.
_BREAKS = re.compile(r"(?<!\w)(?:để|gửi|báo cáo|trình|nhằm|về|được|cho|tại)(?!\w)")
_LIST_END = re.compile(
    rf"(?<!\w)(?:triển khai|tổ chức{_NOT_A_VERB}|trình|thẩm định|cân đối|bổ sung|theo dõi|giám sát|xây dựng|thực hiện"
    r"|chịu trách nhiệm|trong|để|rà soát|tham mưu|hướng dẫn|nghiên cứu|đề xuất|xử lý|kiểm tra|đôn đốc|vận động"
    r"|cụ thể hóa|tuyên truyền|đẩy mạnh|bố trí|lập|phê duyệt|báo cáo|chủ động)(?!\w)|[;.:]"
)
_LEADS_WITH = re.compile(
    r"(?:là [^,;.]{3,80}, )?(?:có trách nhiệm )?chủ trì(?: thực hiện)?,?\s+(?:và\s+)?phối hợp\s+(?:chặt chẽ\s+)?"
    r"(?:(?:với|cùng)\s+)?",
    re.I,
)
_ASKS = re.compile(r"(?:(?:Giao|Đề nghị|Yêu cầu)(?:\s+cho)?\s+)+")
_PERSONS = re.compile(r"(?<!\w)(?:Giám đốc|Thủ trưởng|Chủ tịch|Lãnh đạo|Người đứng đầu|Chánh(?= Văn phòng))\s+")
_ONLY_JOINS = re.compile(
    r"(?:Theo chức năng, nhiệm vụ,? )?Phối hợp\s+(?!chặt chẽ)|Tham gia\s+|Chủ động tham gia phối hợp\s", re.I
)
_ENFORCES = re.compile(r"chịu trách nhiệm thi hành|có trách nhiệm thi hành")
_INTRODUCES = 30
_LONGEST_BODY = 400
_SEARCHED = 320
_CLAUSES = re.compile(
    r"(?:Theo|Trong|Căn cứ|Trên cơ sở|Định kỳ|Hàng năm|Hằng năm|Chậm nhất|Trước ngày|Đối với|Khi|Để)(?!\w)"
)
_COMMA = re.compile(r", (?=[^\W\d])")
_PLURAL = re.compile(
    r"(?:các|những)\s+(?:sở|ban|ngành|cơ quan|đơn vị|tổ chức|địa phương|đoàn thể|huyện|hội|hiệp hội|doanh nghiệp|trường"
    r"|cấp|UBND|Ủy ban)(?!\w)|sở, (?:ban|ngành)|đoàn thể|hiệp hội|cộng đồng",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Bodies:
    """Bodies named in a line and where; `open_list` says that they hold for the items under the line too."""

    lead: tuple[AgencyMention, ...]
    lead_span: Span | None
    coordinating: tuple[AgencyMention, ...] = ()
    coordinating_span: Span | None = None
    introduces: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A section's text without its mark, with the way back to the source."""

    document: Document
    section: Section
    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        return slice_span(self.document, self.offsets, start, end)


def parse_organisation(
    document: Document, sections: Sequence[Section], registry: AgencyRegistry, province: str | None = None
) -> list[Task]:
    """Return the work that the plan's part on organisation gives to bodies.

    Args:
        document: the plan.
        sections: its sections, as `parse_sections` gives them.
        registry: the known bodies.
        province: the plan's province (name or id), for bodies whose name holds it.

    Returns:
        Tasks with an empty `target_code`; `part` is the heading directly above. The span of an inherited lead is that
        of the line that names it.
    """
    known: dict[tuple[str, ...], _Bodies] = {}
    tasks: list[Task] = []
    for section in sections:
        if not _assigns_work(section) or is_assignment(section.text):
            continue
        line = _line(document, section)
        above = known.get(section.path)
        bodies = _own(line, registry, province) or _inherited(line, above, registry, province)
        if bodies is None:
            continue
        known[(*section.path, shorten(section.text))] = bodies
        if (section.role == "heading" and bodies.introduces) or _ENFORCES.search(line.text):
            continue
        if not bodies.introduces:
            tasks.append(_task(line, bodies))
    return tasks


def _assigns_work(section: Section) -> bool:
    if section.role not in ("organisation", "reporting", "funding", "heading", "body"):
        return False
    if section.path[:1] == ("Quyết định",):
        return section.role == "organisation"
    return any(heading_role([heading]) == "organisation" for heading in section.path)


def _line(document: Document, section: Section) -> _Line:
    text, offsets = text_with_offsets(document, section.span.start, section.span.end)
    start = 0
    for _ in range(2):
        mark = read_mark(text[start:])
        if mark is not None:
            start += mark.text_start
        while start < len(text) and text[start] in " -–+":
            start += 1
    return _Line(document, section, text[start:], offsets[start:])


def _own(line: _Line, registry: AgencyRegistry, province: str | None) -> _Bodies | None:
    """Return the bodies that the line itself names as its subject."""
    for start in _beginnings(line.text):
        asked = _ASKS.match(line.text, start)
        start = asked.end() if asked else start
        act = _ACTS.search(line.text, start)
        stop = act.start() if act else len(line.text)
        subject = line.text[start:stop].rstrip(" ,:;.")
        lead = _bodies(subject, registry, province)
        if not lead:
            continue
        span = line.span(start, start + len(subject))
        if act is None:
            return _Bodies(lead, span, introduces=True)
        return _with_coordinating(line, act.start(), _Bodies(lead, span), registry, province)
    return None


def _beginnings(text: str) -> list[int]:
    """Return where a subject may begin: at the start, or after a comma of the clause that stands before it."""
    if not _CLAUSES.match(text):
        return [0]
    return [match.end() for match in _COMMA.finditer(text, 0, _SEARCHED)]


def _bodies(subject: str, registry: AgencyRegistry, province: str | None) -> tuple[AgencyMention, ...]:
    """Return the bodies that a subject consists of, or none where it is anything but bodies."""
    if not subject or len(subject) > _LONGEST_BODY or _BREAKS.search(subject):
        return ()
    if not _names_body(subject, registry):
        return ()
    mentions = registry.split(_PERSONS.sub("", subject), province)
    if not mentions or mentions[0].kind == "other":
        return ()
    return mentions if all(m.kind != "other" or len(m.as_written.split()) <= 6 for m in mentions) else ()


def _names_body(subject: str, registry: AgencyRegistry) -> bool:
    """Whether a subject begins with a body's name, with the head word of one, or with the plural of bodies."""
    start = _PERSONS.sub("", subject, count=1)
    if _PLURAL.match(start):
        return True
    if not start[:1].isupper():
        return False
    words = fold_words(start[:60])
    if any(words[: len(head)] == head for head in (fold_words(name) for name in load_heads())):
        return True
    return any(begin == 0 for begin, _, _ in registry.find(start))


def _with_coordinating(
    line: _Line, position: int, bodies: _Bodies, registry: AgencyRegistry, province: str | None
) -> _Bodies:
    """Add the bodies of "chủ trì, phối hợp với …", and say whether the line only introduces the items under it."""
    ends_open = line.text.endswith(":")
    match = _LEADS_WITH.match(line.text, position)
    if match is None:
        rest = line.text[position:]
        return _Bodies(bodies.lead, bodies.lead_span, introduces=ends_open and len(rest) < _INTRODUCES)
    start = match.end()
    stop_match = _LIST_END.search(line.text, start)
    stop = stop_match.start() if stop_match else len(line.text)
    named = line.text[start:stop].rstrip(" ,:;.")
    coordinating = registry.split(named, province) if named else ()
    introduces = ends_open and len(line.text) - stop < _INTRODUCES
    span = line.span(start, start + len(named)) if coordinating else None
    return _Bodies(bodies.lead, bodies.lead_span, coordinating, span, introduces)


def _inherited(line: _Line, above: _Bodies | None, registry: AgencyRegistry, province: str | None) -> _Bodies | None:
    """Return the bodies that the line above gives to this one; a line that only joins in has them coordinating."""
    if above is None:
        return None
    if _ONLY_JOINS.match(line.text):
        return _Bodies((), None, above.lead, above.lead_span)
    own = _with_coordinating(line, 0, _Bodies(above.lead, above.lead_span), registry, province)
    if not own.coordinating and above.introduces:
        return _Bodies(own.lead, own.lead_span, above.coordinating, above.coordinating_span, own.introduces)
    return own


def _task(line: _Line, bodies: _Bodies) -> Task:
    basis: LeadBasis = "explicit" if bodies.lead else "unknown"
    return Task(
        plan_id=line.document.plan_id,
        target_code="",
        full_code="",
        text=line.text,
        lead=bodies.lead,
        coordinating=bodies.coordinating,
        lead_basis=basis,
        span=line.section.span,
        lead_span=bodies.lead_span,
        coordinating_span=bodies.coordinating_span,
        part=line.section.path[-1] if line.section.path else "",
        part_title=" › ".join(line.section.path),
    )
