"""Reading `plans.sqlite`: the records of one index generation, as they were parsed.

The inverse is `index.records_writing.write_records`: what a plan says is the same before and after.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import IndexDamaged, IndexMissing, IndexTooNew
from corpus.reading import Document, document_from_text
from corpus.records import (
    AgencyMention,
    Assignment,
    Conflict,
    Definition,
    Goal,
    Indicator,
    Leftover,
    Plan,
    PlanInfo,
    Project,
    Section,
    Span,
    Target,
    Task,
)

FILE_NAME = "plans.sqlite"
SCHEMA_VERSION = 2

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as the index holds it, with the source its spans point into."""

    plan: Plan
    document: Document


def read_records(path: Path) -> tuple[StoredPlan, ...]:
    """Read every plan back from `plans.sqlite`, in the order in which they were written.

    Raises:
        IndexMissing: there is no such file.
        IndexDamaged: it is not a database of this project or misses a table.
        IndexTooNew: a later version of this project wrote it.
    """
    if not path.is_file():
        raise IndexMissing(f"không có bản ghi kế hoạch '{path}'; hãy chạy 'kehoach build'")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                raise IndexDamaged(f"bản ghi kế hoạch '{path}' hỏng: không có bảng nào; hãy chạy lại 'kehoach build'")
            if version > SCHEMA_VERSION:
                raise IndexTooNew(
                    f"bản ghi kế hoạch '{path}' ở định dạng {version}, bản này chỉ đọc tới {SCHEMA_VERSION};"
                    " hãy nâng cấp kehoach"
                )
            if version < SCHEMA_VERSION:
                raise IndexDamaged(
                    f"bản ghi kế hoạch '{path}' ở định dạng cũ ({version}); hãy chạy lại 'kehoach build'"
                )
            return tuple(_Reader(connection).plans())
    except sqlite3.Error as error:
        raise IndexDamaged(f"bản ghi kế hoạch '{path}' hỏng: {error}; hãy chạy lại 'kehoach build'") from error


class _Reader:
    """Records out of an open connection, every table read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._target_agencies = self._grouped("target_agencies", "target_id")
        self._task_agencies = self._grouped("task_agencies", "task_id")
        self._conflicts = self._grouped("task_conflicts", "task_id")
        self._values = self._grouped("indicator_values", "indicator_id")
        self._indicator_agencies = self._grouped("indicator_agencies", "indicator_id")
        self._assignment_agencies = self._grouped("assignment_agencies", "assignment_id")

    def plans(self) -> Iterator[StoredPlan]:
        goals = self._by_plan("goals", "goal_id")
        targets = self._by_plan("targets", "target_id")
        tasks = self._by_plan("tasks", "task_id")
        indicators = self._by_plan("indicators", "indicator_id")
        projects = self._by_plan("projects", "project_id")
        definitions = self._by_plan("definitions", "definition_id")
        sections = self._by_plan("sections", "section_id")
        assignments = self._by_plan("assignments", "assignment_id")
        leftovers = self._by_plan("leftovers", "leftover_id")
        documents = {row["plan_id"]: row for row in self._rows("SELECT * FROM documents")}
        for row in self._rows("SELECT * FROM plans ORDER BY position"):
            plan_id = row["plan_id"]
            plan = Plan(
                info=_info(row),
                goals=tuple(_goal(r) for r in goals.get(plan_id, ())),
                targets=tuple(self._target(r) for r in targets.get(plan_id, ())),
                tasks=tuple(self._task(r) for r in tasks.get(plan_id, ())),
                indicators=tuple(self._indicator(r) for r in indicators.get(plan_id, ())),
                projects=tuple(_project(r) for r in projects.get(plan_id, ())),
                definitions=tuple(_definition(r) for r in definitions.get(plan_id, ())),
                sections=tuple(_section(r) for r in sections.get(plan_id, ())),
                assignments=tuple(self._assignment(r) for r in assignments.get(plan_id, ())),
                leftovers=tuple(_leftover(r) for r in leftovers.get(plan_id, ())),
                declared=json.loads(row["declared"]),
            )
            stored = documents[plan_id]
            yield StoredPlan(plan, document_from_text(plan_id, stored["source"], stored["sha256"]))

    def _rows(self, query: str) -> Iterator[Row]:
        yield from self._connection.execute(query)

    def _by_plan(self, table: str, key: str) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = {}
        for row in self._rows(f"SELECT * FROM {table} ORDER BY {key}"):
            grouped.setdefault(row["plan_id"], []).append(row)
        return grouped

    def _grouped(self, table: str, owner: str) -> dict[int, list[Row]]:
        grouped: dict[int, list[Row]] = {}
        for row in self._rows(f"SELECT * FROM {table} ORDER BY {owner}, position"):
            grouped.setdefault(row[owner], []).append(row)
        return grouped

    def _target(self, row: Row) -> Target:
        agencies = self._target_agencies.get(row["target_id"], [])
        return Target(
            plan_id=row["plan_id"],
            code=row["code"],
            full_code=row["full_code"],
            level=row["level"],
            goal=row["goal"],
            text=row["text"],
            priority=row["priority"],
            span=_read_span(row),
            lead=tuple(_mention(r) for r in agencies if r["role"] == "lead"),
            coordinating=tuple(_mention(r) for r in agencies if r["role"] == "coordinating"),
            lead_span=_read_optional_span(row, "lead"),
            number=row["number"],
        )

    def _task(self, row: Row) -> Task:
        agencies = self._task_agencies.get(row["task_id"], [])
        return Task(
            plan_id=row["plan_id"],
            target_code=row["target_code"],
            full_code=row["full_code"],
            text=row["text"],
            lead=tuple(_mention(r) for r in agencies if r["role"] == "lead"),
            coordinating=tuple(_mention(r) for r in agencies if r["role"] == "coordinating"),
            lead_basis=row["lead_basis"],
            span=_read_span(row),
            lead_span=_read_optional_span(row, "lead"),
            coordinating_span=_read_optional_span(row, "coordinating"),
            part=row["part"],
            part_title=row["part_title"],
            part_span=_read_optional_span(row, "part"),
            period=row["period"],
            output=row["output"],
            funding=row["funding"],
            conflicts=tuple(
                Conflict(r["field"], r["as_written"], (r["first_line"], r["last_line"]), r["why"])
                for r in self._conflicts.get(row["task_id"], [])
            ),
            duplicate_of=row["duplicate_of"],
        )

    def _indicator(self, row: Row) -> Indicator:
        return Indicator(
            plan_id=row["plan_id"],
            target_code=row["target_code"],
            code=row["code"],
            name=row["name"],
            unit=row["unit"],
            values={r["year"]: r["as_written"] for r in self._values.get(row["indicator_id"], [])},
            responsible=tuple(_mention(r) for r in self._indicator_agencies.get(row["indicator_id"], [])),
            span=_read_span(row),
            notes=tuple(json.loads(row["notes"])),
        )

    def _assignment(self, row: Row) -> Assignment:
        return Assignment(
            plan_id=row["plan_id"],
            codes=tuple(json.loads(row["codes"])),
            lead=tuple(_mention(r) for r in self._assignment_agencies.get(row["assignment_id"], [])),
            span=_read_span(row),
        )


def _read_span(row: Row) -> Span:
    return Span(row["first_line"], row["last_line"], row["source_start"], row["source_end"])


def _read_optional_span(row: Row, prefix: str) -> Span | None:
    if row[f"{prefix}_start"] is None:
        return None
    return Span(row[f"{prefix}_first_line"], row[f"{prefix}_last_line"], row[f"{prefix}_start"], row[f"{prefix}_end"])


def _mention(row: Row) -> AgencyMention:
    return AgencyMention(row["as_written"], row["canonical"], row["agency_id"], row["kind"], row["note"])


def _info(row: Row) -> PlanInfo:
    return PlanInfo(
        plan_id=row["plan_id"],
        province=row["province"],
        kind=row["kind"],
        title=row["title"],
        number=row["number"],
        date=row["date"],
        issuer=row["issuer"],
        signer=row["signer"],
        period=row["period"],
        source_note=row["source_note"],
        sha256=row["sha256"],
        notes=tuple(json.loads(row["notes"])),
    )


def _goal(row: Row) -> Goal:
    return Goal(row["plan_id"], row["code"], row["full_code"], row["level"], row["text"], _read_span(row))


def _project(row: Row) -> Project:
    return Project(
        plan_id=row["plan_id"],
        code=row["code"],
        full_code=row["full_code"],
        field=row["field"],
        name=row["name"],
        location=row["location"],
        span=_read_span(row),
    )


def _definition(row: Row) -> Definition:
    return Definition(row["plan_id"], row["term"], row["text"], _read_span(row))


def _section(row: Row) -> Section:
    return Section(row["plan_id"], tuple(json.loads(row["path"])), row["text"], _read_span(row), row["role"])


def _leftover(row: Row) -> Leftover:
    return Leftover(row["plan_id"], _read_span(row), row["text"], row["why"])
