"""The plan's own list of who leads which target ("Sở Y tế chủ trì các mục tiêu: 2.1.a, 3.1, …") → assignments.

Other offices write it with the target first ("Mục tiêu 6.2: Sở Y tế chủ trì"), or give ranges ("1.1 đến 1.4").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.agencies import AgencyRegistry
from corpus.columns import column_roles
from corpus.layouts.base import Table
from corpus.reading import Document
from corpus.records import Assignment, Section

_LINE = re.compile(
    r"(?:(?:Đề nghị|Giao|(?:[a-zđ]|\d{1,2})[.)])\s+)*(?P<body>[^:;.]{2,200}?)\s?:?\s{1,3}(?:chủ trì|chịu trách nhiệm)"
    r"(?:\s+(?:thực hiện|chính|triển khai))*\s+(?:các\s+)?(?:mục tiêu|MTCT)(?:\s+cụ thể)?(?:\s+số)?\s*:?\s*"
    r"(?=\d{1,2}\.\d)(?P<codes>.+)",
    re.S,
)
_TARGET_FIRST = re.compile(
    r"(?:các\s+)?(?:mục tiêu|MTCT)(?:\s+cụ thể)?(?:\s+số)?\s+(?P<codes>\d{1,2}\.\d[\d\s.,;vàđến–-]{0,200}?)\s*[:–-]\s*"
    r"(?:do\s+|giao\s+)?(?P<body>[^:;.,]{2,120}?)\s+(?:chủ trì|chịu trách nhiệm)(?!\w)",
    re.I,
)
# A body that only coordinates, or does not lead, leads nothing.
_NOT_LEADING = re.compile(r"(?<!\w)(?:phối hợp|không|chưa)(?!\w)", re.I)
_RANGE = re.compile(
    r"(?<![\d.])(?P<goal>\d{1,2})\.(?P<first>\d{1,2})\s{0,2}(?:[-–]|đến)\s{0,2}(?P=goal)\.(?P<last>\d{1,2})(?!\d|\.\d)"
)
_ONLY_CODES = re.compile(r"(?:[\s,;.:–-]|và|đến|các|mục tiêu|số|\d{1,2}\s?\.\s?\d{1,2}(?:\.?[a-zđ])?(?!\w))+\Z", re.I)
_CODE = re.compile(r"(?<![\d.])(\d{1,2})\s?\.\s?(\d{1,2})(?!\d|\.\d)(?:\s?\.)?([a-zđ](?!\w))?")


def target_codes(text: str) -> tuple[str, ...]:
    """Return the target codes of a list in one spelling ("4.5b" → "4.5.b", "12.2a 12.4.b" → two), each once.

    Args:
        text: the list as written; commas and semicolons may be missing.
    """
    found: dict[str, None] = {}
    for match in _CODE.finditer(_RANGE.sub(_spelled_out, text)):
        goal, number, letter = match.groups()
        found[".".join(part for part in (goal, number, letter) if part)] = None
    return tuple(found)


def is_assignment(text: str) -> bool:
    """Whether a line says which targets a body leads.

    Args:
        text: the visible text of a section, in NFC.
    """
    return any(_matches(text))


def is_assignment_table(document: Document, table: Table) -> bool:
    """Whether a table lists nothing but bodies and the codes of the targets that they lead.

    Args:
        document: the plan.
        table: one of its tables.
    """
    return _code_column(document, table) is not None


def table_assignments(
    document: Document, table: Table, registry: AgencyRegistry, province: str | None = None
) -> list[Assignment]:
    """Return who leads which target according to a table of bodies and codes; none for a table of another kind.

    Args:
        document: the plan.
        table: one of its tables.
        registry: the known bodies.
        province: the plan's province (name or id), for bodies whose name holds it.
    """
    column = _code_column(document, table)
    if column is None:
        return []
    leading = column_roles(document, table).index("lead")
    found = []
    for row in table.rows:
        texts = row.texts(document)
        if max(column, leading) < len(texts) and (codes := target_codes(texts[column])):
            lead = registry.split(texts[leading], province)
            if lead:
                found.append(Assignment(document.plan_id, codes, lead, row.span))
    return found


def _code_column(document: Document, table: Table) -> int | None:
    """Return the column of a table of assignments that holds the codes."""
    roles = column_roles(document, table)
    if "lead" not in roles:
        return None
    rows = [row.texts(document) for row in table.rows]
    for column, role in enumerate(roles):
        texts = [texts[column] for texts in rows if column < len(texts) and texts[column]]
        if (
            role not in ("lead", "number")
            and texts
            and all(_ONLY_CODES.match(text) and target_codes(text) for text in texts)
        ):
            return column
    return None


def _matches(text: str) -> Iterator[re.Match[str]]:
    whole = _LINE.match(text)
    found = [whole] if whole else _TARGET_FIRST.finditer(text) if _TARGET_FIRST.match(text) else ()
    yield from (match for match in found if not _NOT_LEADING.search(match["body"]))


def _spelled_out(found: re.Match[str]) -> str:
    """Return every code of a range ("1.1 đến 1.4"); one that runs backwards is two codes."""
    first, last = int(found["first"]), int(found["last"])
    numbers = range(first, last + 1) if first < last else (first, last)
    return ", ".join(f"{found['goal']}.{number}" for number in numbers)


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
        for match in _matches(section.text):
            codes = target_codes(match.group("codes"))
            lead = registry.split(match.group("body"), province)
            if codes and lead:
                found.append(Assignment(document.plan_id, codes, lead, section.span))
    return found
