"""Writing `plans.sqlite`: the records of the plans as tables, beside the index.

The inverse is `index.records_store.read_records`: what a plan says is the same before and after.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from corpus.errors import IndexUnwritable
from corpus.reading import Document
from corpus.records import AgencyMention, Goal, Indicator, Plan, Span, Target, Task

_SCHEMA = Path(__file__).parent / "data" / "plans.sql"
_SPAN_COLUMNS = ("first_line", "last_line", "source_start", "source_end")


def write_records(path: Path, plans: Sequence[Plan], documents: Mapping[str, Document]) -> None:
    """Write the records of all plans into a new SQLite file.

    Args:
        path: the file; it must not exist yet.
        plans: in the order in which they are to be listed.
        documents: plan_id → the decoded source the plan was parsed from.

    Raises:
        IndexUnwritable: the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript(_SCHEMA.read_text("utf-8"))
            connection.execute("PRAGMA foreign_keys = ON")
            writer = _Writer(connection)
            for position, plan in enumerate(plans):
                writer.plan(plan, documents[plan.info.plan_id], position)
    except (sqlite3.OperationalError, OSError) as error:
        raise IndexUnwritable(f"không ghi được bản ghi kế hoạch '{path}': {error}") from error


class _Writer:
    """Rows of one plan after another into an open connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def plan(self, plan: Plan, document: Document, position: int) -> None:
        info = plan.info
        self._insert(
            "plans",
            plan_id=info.plan_id,
            position=position,
            province=info.province,
            kind=info.kind,
            title=info.title,
            number=info.number,
            date=info.date,
            issuer=info.issuer,
            signer=info.signer,
            period=info.period,
            source_note=info.source_note,
            sha256=info.sha256,
            notes=_json(info.notes),
            declared=_json(dict(plan.declared)),
        )
        self._insert("documents", plan_id=info.plan_id, sha256=document.sha256, source=document.source)
        goal_ids = {goal.full_code: self._goal(goal) for goal in plan.goals}
        target_ids = self._targets(plan.targets, goal_ids)
        for task in plan.tasks:
            self._task(task, target_ids.get(task.target_code))
        for indicator in plan.indicators:
            self._indicator(indicator, target_ids.get(indicator.target_code))
        self._small_records(plan)

    def _goal(self, goal: Goal) -> int:
        return self._insert(
            "goals",
            plan_id=goal.plan_id,
            code=goal.code,
            full_code=goal.full_code,
            level=goal.level,
            text=goal.text,
            **_span(goal.span),
        )

    def _targets(self, targets: Iterable[Target], goal_ids: Mapping[str, int]) -> dict[str, int]:
        by_code: dict[str, int] = {}
        by_full_code: dict[str, int] = {}
        for target in targets:
            row = self._insert(
                "targets",
                plan_id=target.plan_id,
                goal_id=goal_ids.get(target.goal),
                code=target.code,
                full_code=target.full_code,
                level=target.level,
                goal=target.goal,
                text=target.text,
                priority=target.priority,
                number=target.number,
                **_span(target.span),
                **_optional_span("lead", target.lead_span),
            )
            for role, mentions in (("lead", target.lead), ("coordinating", target.coordinating)):
                self._mentions("target_agencies", mentions, target_id=row, role=role)
            by_code.setdefault(target.code, row)
            by_full_code.setdefault(target.full_code, row)
        return by_code | by_full_code

    def _task(self, task: Task, target_id: int | None) -> None:
        row = self._insert(
            "tasks",
            plan_id=task.plan_id,
            target_id=target_id,
            target_code=task.target_code,
            full_code=task.full_code,
            text=task.text,
            lead_basis=task.lead_basis,
            part=task.part,
            part_title=task.part_title,
            period=task.period,
            output=task.output,
            funding=task.funding,
            duplicate_of=task.duplicate_of,
            **_span(task.span),
            **_optional_span("lead", task.lead_span),
            **_optional_span("coordinating", task.coordinating_span),
            **_optional_span("part", task.part_span),
        )
        for role, mentions in (("lead", task.lead), ("coordinating", task.coordinating)):
            self._mentions("task_agencies", mentions, task_id=row, role=role)
        for position, conflict in enumerate(task.conflicts):
            self._insert(
                "task_conflicts",
                task_id=row,
                position=position,
                field=conflict.field,
                as_written=conflict.as_written,
                first_line=conflict.lines[0],
                last_line=conflict.lines[1],
                why=conflict.why,
            )

    def _indicator(self, indicator: Indicator, target_id: int | None) -> None:
        row = self._insert(
            "indicators",
            plan_id=indicator.plan_id,
            target_id=target_id,
            target_code=indicator.target_code,
            code=indicator.code,
            name=indicator.name,
            unit=indicator.unit,
            notes=_json(indicator.notes),
            **_span(indicator.span),
        )
        for position, (year, written) in enumerate(indicator.values.items()):
            self._insert("indicator_values", indicator_id=row, position=position, year=year, as_written=written)
        self._mentions("indicator_agencies", indicator.responsible, indicator_id=row)

    def _small_records(self, plan: Plan) -> None:
        for project in plan.projects:
            self._insert(
                "projects",
                plan_id=project.plan_id,
                code=project.code,
                full_code=project.full_code,
                field=project.field,
                name=project.name,
                location=project.location,
                **_span(project.span),
            )
        for definition in plan.definitions:
            self._insert(
                "definitions",
                plan_id=definition.plan_id,
                term=definition.term,
                text=definition.text,
                **_span(definition.span),
            )
        for section in plan.sections:
            self._insert(
                "sections",
                plan_id=section.plan_id,
                path=_json(section.path),
                text=section.text,
                role=section.role,
                **_span(section.span),
            )
        for assignment in plan.assignments:
            row = self._insert(
                "assignments", plan_id=assignment.plan_id, codes=_json(assignment.codes), **_span(assignment.span)
            )
            self._mentions("assignment_agencies", assignment.lead, assignment_id=row)
        for leftover in plan.leftovers:
            self._insert(
                "leftovers", plan_id=leftover.plan_id, text=leftover.text, why=leftover.why, **_span(leftover.span)
            )

    def _mentions(self, table: str, mentions: Iterable[AgencyMention], **owner: int | str) -> None:
        for position, mention in enumerate(mentions):
            self._connection.execute(
                "INSERT OR IGNORE INTO agencies VALUES (?, ?, ?)", (mention.agency_id, mention.canonical, mention.kind)
            )
            self._insert(
                table,
                **owner,
                position=position,
                agency_id=mention.agency_id,
                as_written=mention.as_written,
                canonical=mention.canonical,
                kind=mention.kind,
                note=mention.note,
            )

    def _insert(self, table: str, **values: Any) -> int:
        # Table and column names are this module's own words; only values come from documents.
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values()))
        return cursor.lastrowid or 0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _span(span: Span) -> dict[str, int]:
    return dict(zip(_SPAN_COLUMNS, (span.first_line, span.last_line, span.start, span.end), strict=True))


def _optional_span(prefix: str, span: Span | None) -> dict[str, int | None]:
    columns = (f"{prefix}_first_line", f"{prefix}_last_line", f"{prefix}_start", f"{prefix}_end")
    values = (None,) * 4 if span is None else (span.first_line, span.last_line, span.start, span.end)
    return dict(zip(columns, values, strict=True))
