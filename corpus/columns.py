"""Which column of a table holds what: by its titles, else by what stands in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from corpus.layouts.base import Row, Table
from corpus.layouts.lines import CODE, plain, title_is_number
from corpus.markup import visible
from corpus.reading import Document

Role = Literal["number", "body", "lead", "coordinating", "assigned", "period", "output", "funding", "other"]

_ASSIGNED = ("phan cong", "trach nhiem", "don vi thuc hien", "co quan thuc hien", "to chuc thuc hien")
_PERIOD_TITLES = (
    "thoi gian",
    "tien do",
    "thoi han",
    "thoi diem",
    "lo trinh",
    "hoan thanh",
    "giai doan",
    "nam thuc hien",
)
_PERIOD = re.compile(
    r"(?:giai đoạn\s*)?(?:năm\s*)?\d{4}(?:\s*[-–]\s*\d{4})?\Z|hàng năm|hằng năm|thường xuyên|sau khi ", re.I
)
_BODY_HEAD = re.compile(
    r"(?:các\s+)?(?:sở|ubnd|ủy ban|uỷ ban|công an|ban|ngân hàng|hội|cơ quan|thanh tra|đài|văn phòng)\b", re.I
)
_SAYS_ROLE = re.compile(r"chu tri|phoi h[oa]p|dau moi|(?<!\w)(?:ct|ph) ?:|thuc hien ?:")
_ROMAN = re.compile(r"[IVX]{1,6}(?:\s*,\s*[IVX]{1,6})*\Z")


def title_role(title: str) -> Role:
    """Return the role that a column title states; "other" when it states none."""
    folded = plain(title)
    if not folded:
        return "other"
    if title_is_number(title):
        return "number"
    supports = "phoi hop" in folded or "tham gia" in folded
    leads = any(word in folded for word in ("chu tri", "dau moi", "thuc hien chinh"))
    if leads and not supports:
        return "lead"
    if supports and not leads:
        return "coordinating"
    if leads or any(w in folded for w in _ASSIGNED):
        return "assigned"
    if any(w in folded for w in _PERIOD_TITLES):
        return "period"
    if any(w in folded for w in ("san pham", "ket qua", "dau ra")):
        return "output"
    if any(w in folded for w in ("kinh phi", "nguon von", "nguon luc")):
        return "funding"
    if any(w in folded for w in ("nhiem vu", "muc tieu", "noi dung", "hoat dong", "cong viec", "giai phap", "vu")):
        return "body"
    return "other"


def column_roles(document: Document, table: Table) -> tuple[Role, ...]:
    """Return the role of every column; an empty tuple when rows must be read one by one."""
    roles = [title_role(title) for title in table.header]
    if roles and "body" not in roles:
        candidates = [i for i, role in enumerate(roles) if role == "other"]
        if candidates:
            roles[_longest(document, table.rows, candidates)] = "body"
    if roles:
        return tuple(_unlabelled(document, table.rows, roles))
    return _roles_by_content(document, table)


def _unlabelled(document: Document, rows: Sequence[Row], roles: Sequence[Role]) -> Iterator[Role]:
    """Yield the roles, where a column of bodies that never says who leads is one of leads ("Cơ quan thực hiện")."""
    for index, role in enumerate(roles):
        if role == "assigned" and "lead" not in roles and not _says_roles(document, rows, index):
            yield "lead"
        else:
            yield role


def _says_roles(document: Document, rows: Sequence[Row], index: int) -> bool:
    cells = (row.cells[index] for row in rows if index < len(row.cells) and not row.cells[index].empty)
    return any(_SAYS_ROLE.search(plain(visible(document.source, cell.start, cell.end))) for cell in cells)


def _longest(document: Document, rows: Sequence[Row], candidates: Sequence[int]) -> int:
    lengths: Counter[int] = Counter()
    for row in rows:
        for index in candidates:
            if index < len(row.cells):
                lengths[index] += row.cells[index].end - row.cells[index].start
    return max(candidates, key=lambda index: (lengths[index], -index))


def _roles_by_content(document: Document, table: Table) -> tuple[Role, ...]:
    """Guess the columns of a table without titles from its widest usual rows.

    The first column of bodies is the lead and the second the coordinating ones, as in every plan that has titles.
    """
    widths = Counter(len(row.cells) for row in table.rows)
    width = max((w for w in widths if w >= 4), key=lambda w: widths[w], default=0)
    if not width:
        return ()
    sample = [row.texts(document) for row in table.rows if len(row.cells) == width]
    roles: list[Role] = []
    bodies_seen = 0
    for index in range(width):
        column = [texts[index] for texts in sample if texts[index]]
        role = _content_role(column, bool(roles) and "body" in roles)
        if role == "lead":
            bodies_seen += 1
            role = "lead" if bodies_seen == 1 else "coordinating" if bodies_seen == 2 else "other"
        elif role == "output" and "output" in roles:
            role = "other"
        roles.append(role)
    return tuple(roles)


def _content_role(column: Sequence[str], body_seen: bool) -> Role:
    def share(pattern: re.Pattern[str]) -> float:
        return sum(bool(pattern.match(text)) for text in column) / len(column)

    if not column:
        return "other"
    if share(_ROMAN) > 0.6 and body_seen:
        return "other"
    if share(CODE) > 0.6:
        return "number"
    if share(_PERIOD) > 0.6:
        return "period"
    if share(_BODY_HEAD) > 0.6:
        return "lead"
    return "output" if body_seen else "body"
