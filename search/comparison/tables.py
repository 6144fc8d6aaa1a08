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
LEVELS: Mapping[str, str] = {"task": "nhiệm vụ", "indicator": "chỉ tiêu"}
ABSENT = "không có"
UNSTATED = "không nêu"
_RELATED = 5
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
        said = (f"{quote.text} ({lines_text(quote.lines)})" for quote in row.stated.get(plan_id, ()))
        return "\n".join(said) or UNSTATED
    return ABSENT


def leads_of(row: Row, plan_id: str) -> str:
    """Return who leads a row's targets in a plan, by official names."""
    found = [lead.mention.canonical for member in row.members.get(plan_id, ()) for lead in member.lead]
    return "; ".join(dict.fromkeys(found))


def related_text(row: Row) -> str:
    """Return which tasks and indicators of plans of another kind serve a row's targets, the nearest first."""
    if row.aligned is None:
        return ""
    links = [link for link in row.aligned.related if row.members.get(link.target[0])]
    links.sort(key=lambda link: -link.score)
    return "; ".join(f"{link.plan_id} {LEVELS[link.level]} {link.code}" for link in links[:_RELATED])


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
        yield from wrapped(note, width)
    goal = None
    for row in comparison.rows:
        if row.goal != goal:
            goal = row.goal
            yield from ("", *wrapped(goal.upper(), width))
        codes = f" ({', '.join(row.national_codes)})" if row.national_codes else ""
        yield from ("", *wrapped(f"{row.topic}{codes}{_related(comparison, row)}", width))
        for plan_id in comparison.plans:
            yield from wrapped(f"{comparison.names[plan_id]}: {cell_of(row, plan_id)}", width, "  ")
            if leads := leads_of(row, plan_id):
                yield from wrapped(f"chủ trì: {leads}", width, "    ")
        if related := related_text(row):
            yield from wrapped(f"liên quan: {related}", width, "  ")
        for difference in row.differences:
            yield from wrapped(f"* {difference_text(difference)}", width, "  ", "    ")


def _related(comparison: Comparison, row: Row) -> str:
    """Return how the plans relate in a row; one plan alone relates to nothing."""
    return f" - {RELATIONS[row.relation]}" if len(comparison.plans) > 1 else ""


def wrapped(text: str, width: int, indent: str = "", following: str | None = None) -> list[str]:
    """Return a text in lines no wider than `width` where its words allow.

    Args:
        text: its line breaks stay.
        width: columns.
        indent: before the first line.
        following: before the others; two columns more than the first when not given.
    """
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
