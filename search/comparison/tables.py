"""A comparison as rows of cells, and as text for a terminal: what the file formats share."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Mapping

from search.comparison.model import Comparison, Difference, Member, Row

KINDS: Mapping[str, str] = {
    "value": "Số liệu",
    "deadline": "Thời hạn",
    "lead": "Chủ trì",
    "scope": "Phạm vi",
    "missing": "Không có",
}
RELATIONS: Mapping[str, str] = {
    "same": "tương ứng",
    "partial": "tương ứng một phần",
    "split_or_merged": "tách hoặc gộp",
    "only_here": "chỉ một nơi có",
}
ABSENT = "không có"
_MARKS = frozenset("=+-@\t\r\n")


def lines_text(lines: tuple[int, int]) -> str:
    """Return lines as one says them: "dòng 12", "dòng 12-15"."""
    first, last = lines
    return f"dòng {first}" if first == last else f"dòng {first}-{last}"


def member_text(member: Member) -> str:
    """Return a target with its code and its place."""
    return f"{member.code}: {member.text} ({lines_text(member.lines)})"


def cell_of(row: Row, plan_id: str) -> str:
    """Return what a plan says in a row: its targets, or what its document states."""
    members = row.members.get(plan_id, ())
    if members:
        return "\n".join(member_text(member) for member in members)
    if row.aligned is None:
        return next((difference.plans[plan_id] for difference in row.differences if plan_id in difference.plans), "")
    return ABSENT


def leads_of(row: Row, plan_id: str) -> str:
    """Return who leads a row's targets in a plan, by official names."""
    found = [lead.mention.canonical for member in row.members.get(plan_id, ()) for lead in member.lead]
    return "; ".join(dict.fromkeys(found))


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, "CSV Injection": an apostrophe before it)."""
    return f"'{text}" if text[:1] in _MARKS else text


def header(comparison: Comparison) -> list[str]:
    """Return the column titles of the table of rows."""
    plans = [comparison.names[plan_id] for plan_id in comparison.plans]
    return [
        "Mục tiêu chung",
        "Nội dung",
        "Số quốc gia",
        "Quan hệ",
        *plans,
        *(f"Chủ trì - {name}" for name in plans),
        "Khác biệt",
    ]


def cells(comparison: Comparison, row: Row) -> list[str]:
    """Return a row's cells in the order of `header`."""
    return [
        row.goal,
        row.topic,
        ", ".join(row.national_codes),
        RELATIONS[row.relation],
        *(cell_of(row, plan_id) for plan_id in comparison.plans),
        *(leads_of(row, plan_id) for plan_id in comparison.plans),
        "\n".join(difference_text(difference) for difference in row.differences),
    ]


def difference_text(difference: Difference) -> str:
    """Return a difference with its kind in words."""
    return f"[{KINDS[difference.kind]}] {difference.text}"


def to_csv(comparison: Comparison) -> str:
    """Return the comparison as CSV (RFC 4180) with a byte order mark, which spreadsheets need for Vietnamese."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header(comparison))
    for row in comparison.rows:
        writer.writerow([safe_cell(cell) for cell in cells(comparison, row)])
    return "\ufeff" + stream.getvalue()


def to_text(comparison: Comparison, width: int = 80) -> str:
    """Return the comparison as wrapped text for a terminal.

    Args:
        comparison: what is shown.
        width: columns to write in.
    """
    return "\n".join(_text_lines(comparison, width)) + "\n"


def _text_lines(comparison: Comparison, width: int) -> Iterator[str]:
    for note in (*comparison.notes, *(absent.why for absent in comparison.absent)):
        yield from _wrapped(note, width)
    goal = None
    for row in comparison.rows:
        if row.goal != goal:
            goal = row.goal
            yield from ("", *_wrapped(goal.upper(), width))
        codes = f" ({', '.join(row.national_codes)})" if row.national_codes else ""
        yield from ("", *_wrapped(f"{row.topic}{codes} - {RELATIONS[row.relation]}", width))
        for plan_id in comparison.plans:
            if row.aligned is not None:
                yield from _wrapped(f"{comparison.names[plan_id]}: {cell_of(row, plan_id)}", width, "  ")
                if leads := leads_of(row, plan_id):
                    yield from _wrapped(f"chủ trì: {leads}", width, "    ")
        for difference in row.differences:
            yield from _wrapped(f"* {difference_text(difference)}", width, "  ", "    ")


def _wrapped(text: str, width: int, indent: str = "", following: str | None = None) -> list[str]:
    lines: list[str] = []
    for part in text.split("\n"):
        lines += textwrap.wrap(
            part,
            width,
            initial_indent=indent,
            subsequent_indent=following if following is not None else f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines
