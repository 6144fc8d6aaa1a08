"""A document → a Plan: every table and every paragraph ends in records, or is counted and kept as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.accounting import unclaimed_cells
from corpus.agencies import AgencyRegistry, load_registry
from corpus.assignments import is_assignment_table, parse_assignments, table_assignments
from corpus.catalog import complete, load_catalog
from corpus.coded_tasks import CodedRow, coded_rows, is_coded_table
from corpus.composing import composed_document, led_back
from corpus.containers import SUFFIXES, plan_document, plan_files
from corpus.definitions import parse_definitions
from corpus.errata import errata_for
from corpus.errors import CorpusError
from corpus.facts import Fact, declared_counts, document_facts
from corpus.indicators import indicator_targets, is_indicator_table, read_indicator_table
from corpus.layouts import Table, find_tables
from corpus.markup import visible_with_offsets
from corpus.metadata import read_metadata
from corpus.organisation import parse_organisation
from corpus.projects import is_project_table, read_project_table
from corpus.reading import Document
from corpus.records import Assignment, Goal, Indicator, Leftover, Plan, PlanInfo, Project, Section, Span, Target, Task
from corpus.responsibility import Block
from corpus.responsibility_table import ResponsibilityReader
from corpus.sections import parse_sections
from corpus.table_reading import Heading, TableReading
from corpus.tasks import TaskContext, coded_task, segment_tasks

_COUNT_OF_THEME = re.compile(r"(?:,\sbao gồm)?:\s?\d")


@dataclass
class _Parts:
    goals: list[Goal] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    headings: list[Span] = field(default_factory=list)


def load_plans(corpus_dir: Path, registry: AgencyRegistry | None = None) -> tuple[Plan, ...]:
    """Read and parse every plan of a folder, in the order of their ids.

    Args:
        corpus_dir: a folder of plans (text, Markdown or Word), with a `catalog.toml` or without.
        registry: the known bodies; the shipped table when not given.

    Raises:
        CorpusError: the folder holds no plan, or one that cannot be read.
    """
    if not corpus_dir.is_dir():
        raise CorpusError(f"không có thư mục kế hoạch '{corpus_dir}'")
    files = plan_files(corpus_dir)
    if not files:
        raise CorpusError(f"thư mục '{corpus_dir}' không có kế hoạch nào (tệp {', '.join(SUFFIXES)})")
    catalog = load_catalog(corpus_dir, strict=False)
    bodies = registry or load_registry()
    return tuple(parse_plan(plan_document(path), catalog.get(path.stem), bodies) for path in files)


def parse_plan(document: Document, info: PlanInfo | None = None, registry: AgencyRegistry | None = None) -> Plan:
    """Parse one document.

    Args:
        document: the decoded plan.
        info: what the catalog says of it; read from the text when not given.
        registry: the known bodies; the shipped table when not given.
    """
    bodies = registry or load_registry()
    composed, offsets = composed_document(document)
    plan = _parsed(composed, info, bodies)
    return plan if offsets is None else led_back(plan, document, offsets)


def _parsed(document: Document, info: PlanInfo | None, bodies: AgencyRegistry) -> Plan:
    tables = find_tables(document)
    sections = parse_sections(document, [table.span for table in tables])
    stated = read_metadata(document, sections)
    known = complete(info, stated) if info else stated
    errata = errata_for(document, _same_as(known))
    known = replace(known, notes=(*known.notes, *errata.notes(document.plan_id)))
    context = TaskContext(
        document.plan_id,
        known.province,
        bodies,
        errata,
        tuple(_assignments(document, tables, sections, bodies, known.province)),
    )
    parts = _Parts(sections=list(sections))
    readings = list(_read_tables(document, tables, context, parts))
    for reading in readings:
        _add_reading(reading, context, parts)
    parts.tasks.extend(parse_organisation(document, sections, bodies, known.province))
    _lost_headings(document, tables, parts)
    facts = document_facts(document, sections)
    _listed_themes(document, facts, parts)
    plan = Plan(
        info=replace(known, sha256=document.sha256),
        goals=tuple(parts.goals),
        targets=tuple(parts.targets),
        tasks=tuple(parts.tasks),
        indicators=tuple(parts.indicators),
        projects=tuple(parts.projects),
        definitions=tuple(parse_definitions(document, sections)),
        sections=tuple(parts.sections),
        assignments=context.assignments,
        leftovers=tuple(parts.leftovers),
        facts=tuple(facts),
        declared=declared_counts(facts),
    )
    unclaimed = tuple(unclaimed_cells(document, tables, plan, parts.headings))
    return replace(plan, leftovers=plan.leftovers + unclaimed)


def _assignments(
    document: Document,
    tables: Iterable[Table],
    sections: Sequence[Section],
    bodies: AgencyRegistry,
    province: str | None,
) -> Iterator[Assignment]:
    yield from parse_assignments(document, sections, bodies, province)
    for table in tables:
        yield from table_assignments(document, table, bodies, province)


def _same_as(info: PlanInfo) -> str | None:
    short = {"sdg": "ptbv", "green_growth": "ttx"}.get(info.kind or "")
    return f"{info.province}-{short}" if info.province and short else None


def _read_tables(
    document: Document, tables: Iterable[Table], context: TaskContext, parts: _Parts
) -> Iterator[TableReading]:
    for table in tables:
        if is_indicator_table(table, document):
            read = read_indicator_table(document, table, document.plan_id, context.registry, context.province)
            parts.indicators.extend(read.indicators)
            parts.leftovers.extend(read.leftovers)
            parts.headings.extend(heading.span for heading in (*read.goals, *read.targets))
        elif is_project_table(table):
            listed = read_project_table(document, table, document.plan_id)
            parts.projects.extend(listed.projects)
            parts.leftovers.extend(listed.leftovers)
            parts.headings.extend(group.span for group in listed.groups)
        elif is_assignment_table(document, table):
            parts.headings.extend(row.span for row in table.rows)
        elif is_coded_table(document, table):
            _add_coded(document, coded_rows(document, table), context, parts)
        else:
            reader = ResponsibilityReader(document, context.errata, context.agrees, bool(context.assignments))
            yield reader.read(table)


def _add_reading(reading: TableReading, context: TaskContext, parts: _Parts) -> None:
    plan_id = context.plan_id
    for heading in reading.headings:
        if heading.kind == "goal":
            parts.goals.append(Goal(plan_id, heading.code, heading.code, "goal", heading.text, heading.span))
        else:
            parts.targets.append(_target(heading, context))
    tasks, repeated = segment_tasks(reading.segments, context)
    parts.tasks.extend(tasks)
    parts.leftovers.extend(repeated)
    parts.headings.extend(reading.claimed)
    parts.headings.extend(s.title_span for s in reading.segments if s.title_span is not None)
    goals = {goal.code: goal for goal in parts.goals}
    targets = {target.code: target for target in parts.targets}
    for code, piece in reading.measures:
        number = ".".join(code.split(".")[:2])
        path = tuple(_path(goals.get(number.split(".")[0]), targets.get(number)))
        parts.sections.append(Section(plan_id, path, piece.text, piece.span, "measure"))
    for span, why in reading.strays:
        parts.leftovers.append(Leftover(plan_id, span, "", why))


def _path(goal: Goal | None, target: Target | None) -> Iterator[str]:
    if goal is not None:
        yield f"Mục tiêu {goal.code}: {goal.text}"
    if target is not None:
        yield f"Mục tiêu {target.code}: {target.text}"


def _target(heading: Heading, context: TaskContext) -> Target:
    block = heading.block or Block()
    return Target(
        plan_id=context.plan_id,
        code=heading.code,
        full_code=heading.code,
        level="target",
        goal=heading.code.split(".")[0],
        text=heading.text,
        priority=heading.priority,
        span=heading.span,
        lead=context.registry.split(block.lead, context.province) if block.lead else (),
        coordinating=context.registry.split(block.coordinating, context.province) if block.coordinating else (),
        lead_span=block.lead_span,
        number=heading.number if heading.number not in ("", heading.code) else None,
    )


def _add_coded(document: Document, rows: Sequence[CodedRow], context: TaskContext, parts: _Parts) -> None:
    for row in rows:
        if row.block is not None and row.block.lead:
            parts.tasks.append(coded_task(row, context))
        elif row.full_code and "." not in row.full_code and row.full_code.isdigit():
            parts.goals.append(Goal(context.plan_id, row.code, row.full_code, "theme", row.text, row.span))
        elif row.full_code:
            goal = row.full_code.split(".")[0]
            parts.targets.append(
                Target(context.plan_id, row.code, row.full_code, "task_group", goal, row.text, None, row.span)
            )
        else:
            parts.leftovers.append(Leftover(context.plan_id, row.span, row.text, "hàng không có mã số và cơ quan"))


def _lost_headings(document: Document, tables: Iterable[Table], parts: _Parts) -> None:
    """Take the text of a target whose heading was lost from the indicator table, which names its targets too."""
    wanted = {i for i, target in enumerate(parts.targets) if not target.text}
    if not wanted:
        return
    for table in tables:
        if not is_indicator_table(table, document):
            continue
        named = {heading.code: heading for heading in indicator_targets(document, table)}
        for index in wanted:
            heading = named.get(parts.targets[index].code)
            if heading is not None:
                parts.targets[index] = replace(
                    parts.targets[index], text=heading.text, priority=heading.priority, span=heading.span
                )


def _listed_themes(document: Document, facts: Sequence[Fact], parts: _Parts) -> None:
    """Take a theme whose heading row was lost from the running text, which lists the themes with their task counts."""
    known = {goal.full_code for goal in parts.goals}
    needed = {task.full_code.split(".")[0] for task in parts.tasks if task.full_code} - known
    if not any(goal.level == "theme" for goal in parts.goals):
        return
    for fact in facts:
        kind, _, code = fact.name.partition(":")
        if fact.kind != "declared_count" or kind != "tasks" or not code.isdecimal() or code not in needed:
            continue
        text, offsets = visible_with_offsets(document.source, fact.span.start, fact.span.end)
        title = _COUNT_OF_THEME.split(text.lstrip("-–+ "))[0].strip()
        last = text.index(title) + len(title) - 1
        span = document.span(offsets[text.index(title)], offsets[last] + 1)
        parts.goals.append(Goal(document.plan_id, code, code, "theme", title, span))
    parts.goals.sort(key=lambda goal: int(goal.full_code) if goal.full_code.isdecimal() else 0)
