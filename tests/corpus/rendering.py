"""A parsed plan written down again as a table of another layout: what every container must parse back to.

The writer knows nothing of the parser: it takes goals, targets, tasks and bodies from the records and lays them out as
the shipped plans (and their likely relatives) are laid out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import docx

from corpus.parsing import parse_plan
from corpus.reading import document_from_text
from corpus.records import AgencyMention, Goal, Plan, PlanInfo, Target, Task
from corpus.wording import key

HEADERS = {
    "number": "STT",
    "body": "Nhiệm vụ",
    "lead": "Cơ quan chủ trì",
    "coordinating": "Cơ quan phối hợp",
    "assigned": "Phân công trách nhiệm",
    "period": "Thời gian thực hiện",
    "output": "Sản phẩm",
}


@dataclass(frozen=True)
class Style:
    """How a table is written.

    `columns`: the roles of its columns; `titles`: other words for them; `per_task`: one row a task, else one a group;
    `merged`: where a group's agencies stand when every task has a row ("repeat", "first", "last"); `heading`: how a
    target's heading reads, with `{code}` and `{text}`; `joined`: heading and first tasks share a cell; `bullets`: how
    tasks of one cell are set apart; `page`: after how many rows the header is repeated (0: never); `labels`: how a
    labelled cell is written ("paragraphs", "run" for one line, "list" for a dashed list, "agency" for "Cơ quan chủ
    trì:"); `full`: whether headings have all their empty cells, too.
    """

    container: str
    columns: tuple[str, ...]
    titles: dict[str, str] = field(default_factory=dict)
    per_task: bool = False
    merged: str = "repeat"
    heading: str = "Mục tiêu {code}: {text}"
    goal_heading: str = "Mục tiêu {code}: {text}"
    joined: bool = False
    bullets: str = "- "
    page: int = 0
    list_mark: str = "; "
    number: str = "{code}"
    labels: str = "paragraphs"
    full: bool = False


@dataclass(frozen=True)
class Row:
    """One row to be written: paragraphs of the body, and the agencies."""

    number: str = ""
    heads: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    lead: str = ""
    coordinating: str = ""
    is_heading: bool = False


def signature(plan: Plan) -> dict[str, list[tuple[object, ...]]]:
    """Return what must survive any container: codes, texts, leads, coordinating bodies, and whether a lead is known."""
    return {
        "goals": [(g.full_code, key(g.text)) for g in plan.goals],
        "targets": [(t.full_code, key(t.text)) for t in plan.targets],
        "tasks": [
            (t.full_code, key(t.text), ids(t.lead), ids(t.coordinating), t.lead_basis != "unknown")
            for t in plan.tasks
            if t.target_code
        ],
    }


def ids(bodies: Sequence[AgencyMention]) -> tuple[str, ...]:
    """Return the ids of bodies in their order."""
    return tuple(body.agency_id for body in bodies)


def part_of(plan: Plan, goals: Sequence[str]) -> Plan:
    """Return a plan with some of its goals only, without prose."""
    return replace(
        plan,
        goals=tuple(g for g in plan.goals if g.full_code in goals),
        targets=tuple(t for t in plan.targets if t.goal in goals),
        tasks=tuple(t for t in plan.tasks if t.target_code and t.target_code.split(".")[0] in goals),
    )


def render(plan: Plan, style: Style, preamble: str = "") -> str:
    """Write the table of goals, targets and tasks of a plan."""
    rows = list(_rows(plan, style))
    return preamble + _CONTAINERS[style.container](rows, style)


# ── records → rows ──────────────────────────────────────────────────────────────────────────────────────────────


def _rows(plan: Plan, style: Style) -> Iterator[Row]:
    pending: tuple[str, ...] = ()
    for item in _items(plan):
        if isinstance(item, Goal):
            number = style.number.format(code=item.code) if "{code}" not in style.goal_heading else ""
            yield from _heading(style, number, style.goal_heading.format(code=item.code, text=item.text))
        elif isinstance(item, Target):
            number = style.number.format(code=item.code)
            text = style.heading.format(code=item.code, text=item.text)
            lead, support = _agencies(item.lead, style), _agencies(item.coordinating, style)
            if style.joined and any(t.target_code == item.code for t in plan.tasks) and not lead:
                pending = (text,)
            else:
                yield from _heading(style, number, text, lead, support)
        else:
            yield from _task_rows(item, style, pending)
            pending = ()


def _items(plan: Plan) -> Iterator[Goal | Target | tuple[Task, ...]]:
    groups = [tuple(group) for _, group in itertools.groupby((t for t in plan.tasks if t.target_code), _same_row)]
    for goal in plan.goals:
        yield goal
        yield from (g for g in groups if g[0].target_code == goal.full_code)
        for target in (t for t in plan.targets if t.goal == goal.full_code):
            yield target
            yield from (g for g in groups if g[0].target_code == target.full_code)


def _same_row(task: Task) -> tuple[object, ...]:
    return task.full_code, ids(task.lead), ids(task.coordinating)


def _agencies(bodies: Sequence[AgencyMention], style: Style) -> str:
    return style.list_mark.join(body.as_written for body in bodies)


def _heading(style: Style, number: str, text: str, lead: str = "", support: str = "") -> Iterator[Row]:
    yield Row(number, (text,), (), lead, support, is_heading=True)


def _task_rows(group: Sequence[Task], style: Style, pending: tuple[str, ...]) -> Iterator[Row]:
    first = group[0]
    heads = pending
    if first.part:
        title = f"{first.part}. {first.part_title}".strip()
        if style.per_task or first.part_title:
            for head in pending:
                yield from _heading(style, first.target_code, head)
            yield Row("", (title,), is_heading=True)
            heads = ()
        else:
            heads = (*pending, title)
    lead, support = _agencies(first.lead, style), _agencies(first.coordinating, style)
    number = first.target_code if pending and heads else ""
    if not style.per_task:
        yield Row(number, heads, tuple(t.text for t in group), lead, support)
        return
    for head in heads:
        yield from _heading(style, first.target_code, head)
    where = {"first": 0, "last": len(group) - 1}.get(style.merged)
    for index, task in enumerate(group):
        here = where is None or where == index
        yield Row("-", (), (task.text,), lead if here else "", support if here else "")


# ── rows → text ─────────────────────────────────────────────────────────────────────────────────────────────────


def _titles(style: Style) -> list[str]:
    return [style.titles.get(role, HEADERS.get(role, role)) for role in style.columns]


def _values(row: Row, style: Style) -> list[list[str]]:
    """Return the paragraphs of every cell of a row."""
    cells: list[list[str]] = []
    for role in style.columns:
        if role == "number":
            cells.append([row.number] if row.number else [])
        elif role == "body":
            mark = "" if style.per_task and "number" in style.columns else style.bullets
            cells.append([*row.heads, *(mark + task for task in row.tasks)])
        elif role == "assigned":
            cells.append(_labelled(row, style))
        elif role == "lead":
            cells.append([row.lead] if row.lead else [])
        elif role == "coordinating":
            cells.append([row.coordinating] if row.coordinating else [])
        else:
            cells.append(["2025 - 2030" if role == "period" else "Báo cáo hàng năm"] if row.tasks else [])
    return cells


def _labelled(row: Row, style: Style) -> list[str]:
    before = "Cơ quan " if style.labels == "agency" else ""
    paragraphs = [f"{before}Chủ trì: {row.lead}"] if row.lead else []
    if row.coordinating and style.labels == "list":
        paragraphs += ["Phối hợp:", *(f"- {body}" for body in row.coordinating.split(style.list_mark))]
    elif row.coordinating:
        paragraphs.append(f"{before}Phối hợp: {row.coordinating}")
    return [" ".join(paragraphs)] if paragraphs and style.labels == "run" else paragraphs


def _pages(rows: Sequence[Row], style: Style) -> Iterator[Row | None]:
    """Yield the rows, and None where a page header is repeated."""
    for index, row in enumerate(rows):
        if style.page and index and index % style.page == 0:
            yield None
        yield row


def _html(row: Row, paragraphs: Sequence[str], style: Style, body: bool) -> str:
    """Return a cell of a one-line container: paragraphs as the style's markup."""
    if not body:
        return " ".join(f"<p>{p}</p>" for p in paragraphs) if len(paragraphs) > 1 else "".join(paragraphs)
    heads, tasks = paragraphs[: len(row.heads)], paragraphs[len(row.heads) :]
    if style.bullets == "<br>":
        return "<br>".join([*heads, *(f"- {t.removeprefix('<br>')}" for t in tasks)])
    before = [f"<p>{head}</p>" for head in heads] if tasks else list(heads)
    if style.bullets == "<li>":
        items = " ".join(f"<li>{t.removeprefix('<li>')}</li>" for t in tasks)
        return " ".join([*before, f"<ul>{items}</ul>"] if tasks else before)
    if style.bullets == "<ul>":
        items = " ".join(f"- {t.removeprefix('<ul>')}" for t in tasks)
        return " ".join([*before, f'<ul style="list-style-type: none"> {items}'] if tasks else before)
    if len(tasks) <= 1 and not before:
        return "".join(tasks)
    return " ".join([*before, *(f"<p>{t}</p>" for t in tasks)])


def _tsv(rows: Sequence[Row], style: Style) -> str:
    header = "\t".join(_titles(style))
    lines = [header]
    body = style.columns.index("body")
    for row in _pages(rows, style):
        if row is None:
            lines += ["", header]
        else:
            cells = _values(row, style)
            lines.append("\t".join(_html(row, c, style, i == body) for i, c in enumerate(cells)))
    return "\n".join(lines)


def _pipes(rows: Sequence[Row], style: Style) -> str:
    titles = _titles(style)
    header = [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]
    lines = list(header)
    body = style.columns.index("body")
    for row in _pages(rows, style):
        if row is None:
            lines += ["", *header]
        else:
            cells = _values(row, style)
            lines.append("| " + " | ".join(_html(row, c, style, i == body) for i, c in enumerate(cells)) + " |")
    return "\n".join(lines) + "\n"


def _cells(rows: Sequence[Row], style: Style) -> str:
    header = [f"\t{title}" for title in _titles(style)]
    lines = [*header, ""]
    for row in _pages(rows, style):
        if row is None:
            lines += [*header, ""]
            continue
        cells = _values(row, style)
        while row.is_heading and not style.full and len(cells) > 1 and not cells[-1]:
            cells.pop()
        for cell in cells:
            lines.append("\t" + (cell[0] if cell else ""))
            lines += cell[1:]
        lines.append("")
    return "\n".join(lines) + "\n"


def _grid(rows: Sequence[Row], style: Style) -> str:
    """Write every cell once per grid column it spans; a heading spans all columns after the first."""
    copies = [1, 3, *([2] * (len(style.columns) - 2))]
    lines = [f"\t{t}" for t, n in zip(_titles(style), copies, strict=True) for _ in range(n)] + [""]
    header = list(lines)
    for row in _pages(rows, style):
        if row is None:
            lines += header
            continue
        cells = _values(row, style)
        if row.is_heading and not row.lead:
            cells, spans = cells[:2], [1, sum(copies) - 1]
        else:
            spans = copies
        for cell, span in zip(cells, spans, strict=True):
            for _ in range(span):
                lines.append("\t" + (cell[0] if cell else "\xa0"))
                lines += cell[1:]
        lines.append("")
    return "\n".join(lines) + "\n"


_CONTAINERS: dict[str, Callable[[Sequence[Row], Style], str]] = {
    "tsv": _tsv,
    "pipes": _pipes,
    "cells": _cells,
    "grid": _grid,
}


# ── a Word document ─────────────────────────────────────────────────────────────────────────────────────────────


def write_word(plan: Plan, style: Style, path: Path, preamble: str = "") -> None:
    """Write the table as a Word document; equal agencies of neighbouring rows of a target share one merged cell."""
    document = docx.Document()
    for line in preamble.split("\n"):
        document.add_paragraph(line)
    rows = list(_rows(plan, replace(style, merged="repeat")))
    table = document.add_table(rows=1, cols=len(style.columns))
    for cell, title in zip(table.rows[0].cells, _titles(style), strict=True):
        cell.text = title
    written: list[list[list[str]]] = []
    grid = []
    for row in rows:
        cells = list(table.add_row().cells)
        values = _values(row, style)
        for cell, paragraphs in zip(cells, values, strict=True):
            cell.text = "\n".join(paragraphs[:1])
            for paragraph in paragraphs[1:]:
                cell.add_paragraph(paragraph)
        written.append(values)
        grid.append(cells)
    for column, role in enumerate(style.columns):
        if style.per_task and role in ("lead", "coordinating", "assigned"):
            _merge_equal(rows, [cells[column] for cells in grid], [values[column] for values in written])
    document.add_paragraph("- Nơi nhận: như trên")
    document.save(str(path))


def _merge_equal(rows: Sequence[Row], cells: Sequence[object], values: Sequence[list[str]]) -> None:
    start = 0
    for index in range(1, len(rows) + 1):
        if index < len(rows) and not rows[index].is_heading and values[index] and values[index] == values[start]:
            continue
        if index - start > 1 and not rows[start].is_heading:
            for cell in cells[start + 1 : index]:
                cell.text = ""  # type: ignore[attr-defined]
            cells[start].merge(cells[index - 1])  # type: ignore[attr-defined]
        start = index


# ── reading it back ─────────────────────────────────────────────────────────────────────────────────────────────

PREAMBLE = "KẾ HOẠCH\nThực hiện Chương trình nghị sự 2030 tỉnh thử nghiệm\n\nPHỤ LỤC\n\n"


def parsed(text: str, province: str = "kien-giang", kind: str = "sdg") -> Plan:
    """Parse a text as a plan of which the catalog knows province and kind."""
    return parse_plan(document_from_text("thu-nghiem", text), PlanInfo("thu-nghiem", province, kind, None))


def same_kind(plan: Plan, text: str) -> Plan:
    """Parse a text as a plan of the same province and kind as another."""
    return parsed(text, plan.info.province or "", plan.info.kind or "")


def leads(plan: Plan) -> list[tuple[str, tuple[str, ...], str]]:
    """Return code, leads as written and basis of every task."""
    return [(t.full_code, tuple(m.as_written for m in t.lead), t.lead_basis) for t in plan.tasks if t.target_code]
