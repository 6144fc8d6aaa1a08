"""The plan's own list of who leads which target ("Sở Y tế chủ trì các mục tiêu: 2.1.a, 3.1, …") → assignments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.agencies import AgencyRegistry
from corpus.reading import Document
from corpus.records import Assignment, Section

_LINE = re.compile(
    r"(?:(?:Đề nghị|Giao|(?:[a-zđ]|\d{1,2})[.)])\s+)*(?P<body>[^:;.]{2,200}?)\s+(?:chủ trì|chịu trách nhiệm)"
    r"(?:\s+(?:thực hiện|chính|triển khai))*\s+(?:các\s+)?(?:mục tiêu|MTCT)(?:\s+cụ thể)?(?:\s+số)?\s*:?\s*"
    r"(?=\d{1,2}\.\d)(?P<codes>.+)",
    re.S,
)
_CODE = re.compile(r"(?<![\d.,])(\d{1,2})\s?\.\s?(\d{1,2})(?!\d)(?:\s?\.)?([a-zđ](?!\w))?")


def target_codes(text: str) -> tuple[str, ...]:
    """Return the target codes of a list in one spelling ("4.5b" → "4.5.b", "12.2a 12.4.b" → two), each once.

    Args:
        text: the list as written; commas and semicolons may be missing.
    """
    found: dict[str, None] = {}
    for match in _CODE.finditer(text):
        goal, number, letter = match.groups()
        found[".".join(part for part in (goal, number, letter) if part)] = None
    return tuple(found)


def is_assignment(text: str) -> bool:
    """Whether a line says which targets a body leads.

    Args:
        text: the visible text of a section, in NFC.
    """
    return _LINE.match(text) is not None


def parse_assignments(
    document: Document, sections: Sequence[Section], registry: AgencyRegistry, province: str | None = None
) -> list[Assignment]:
    """Return who leads which target according to the running text of the plan.

    Args:
        document: the plan.
        sections: its sections, as `parse_sections` gives them.
        registry: the known bodies.
        province: the plan's province (name or id), for bodies whose name holds it.
    """
    found = []
    for section in sections:
        match = _LINE.match(section.text)
        if match is None:
            continue
        codes = target_codes(match.group("codes"))
        lead = registry.split(match.group("body"), province)
        if codes and lead:
            found.append(Assignment(document.plan_id, codes, lead, section.span))
    return found
