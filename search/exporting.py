"""Records in the shapes outsiders rely on: what `kehoach export` prints and the API lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from corpus.baselines import record_counts
from corpus.records import (
    AgencyMention,
    Definition,
    Goal,
    Indicator,
    Passage,
    Plan,
    PlanInfo,
    Project,
    Span,
    Target,
    Task,
)
from search.records_store import RecordsStore

Json = dict[str, Any]


def mention_json(mention: AgencyMention) -> Json:
    """Return a named body in the contract's shape."""
    return {
        "as_written": mention.as_written,
        "canonical": mention.canonical,
        "agency_id": mention.agency_id,
        "kind": mention.kind,
        "note": mention.note,
    }


def plan_json(plan: Plan) -> Json:
    """Return what is known of a plan as a document, and how many records of each kind it holds."""
    return {**info_json(plan.info), "counts": counts(plan), "declared": dict(plan.declared)}


def info_json(info: PlanInfo) -> Json:
    """Return what is known of a plan as a document; `null` is "unknown"."""
    return {
        "plan_id": info.plan_id,
        "province": info.province,
        "kind": info.kind,
        "title": info.title,
        "number": info.number,
        "date": info.date,
        "issuer": info.issuer,
        "signer": info.signer,
        "period": info.period,
        "source_note": info.source_note,
        "sha256": info.sha256,
        "notes": list(info.notes),
    }


def counts(plan: Plan) -> dict[str, int]:
    """Return how many records of each kind a plan holds."""
    found = record_counts(plan)
    themes = found.pop("themes")
    return {**found, "goals": found["goals"] + themes, "leftovers": len(plan.leftovers)}


def goal_json(goal: Goal) -> Json:
    """Return a goal or theme in the contract's shape."""
    return {
        "plan_id": goal.plan_id,
        "code": goal.code,
        "full_code": goal.full_code,
        "level": goal.level,
        "goal": goal.code,
        "text": goal.text,
        "priority": None,
        "lines": goal.span.lines,
    }


def target_json(target: Target) -> Json:
    """Return a target or task group in the contract's shape."""
    return {
        "plan_id": target.plan_id,
        "code": target.code,
        "full_code": target.full_code,
        "level": target.level,
        "goal": target.goal,
        "text": target.text,
        "priority": target.priority,
        "lines": target.span.lines,
    }


def task_json(task: Task) -> Json:
    """Return a task in the contract's shape."""
    return {
        "plan_id": task.plan_id,
        "target_code": task.target_code,
        "full_code": task.full_code,
        "text": task.text,
        "lead": [mention_json(mention) for mention in task.lead],
        "coordinating": [mention_json(mention) for mention in task.coordinating],
        "lead_basis": task.lead_basis,
        "lines": task.span.lines,
        "lead_lines": _lines(task.lead_span),
        "coordinating_lines": _lines(task.coordinating_span),
        "part": task.part or None,
        "part_title": task.part_title or None,
        "period": task.period,
        "output": task.output,
        "funding": task.funding,
        "conflicts": [
            {
                "field": conflict.field,
                "as_written": conflict.as_written,
                "lines": list(conflict.lines),
                "why": conflict.why,
            }
            for conflict in task.conflicts
        ],
        "duplicate_of": task.duplicate_of,
    }


def indicator_json(indicator: Indicator) -> Json:
    """Return an indicator in the contract's shape."""
    return {
        "plan_id": indicator.plan_id,
        "target_code": indicator.target_code,
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "values": dict(indicator.values),
        "responsible": [mention_json(mention) for mention in indicator.responsible],
        "lines": indicator.span.lines,
        "notes": list(indicator.notes),
    }


def project_json(project: Project) -> Json:
    """Return a project in the contract's shape."""
    return {
        "plan_id": project.plan_id,
        "code": project.code,
        "full_code": project.full_code,
        "field": project.field,
        "name": project.name,
        "location": project.location,
        "lines": project.span.lines,
    }


def definition_json(definition: Definition) -> Json:
    """Return a definition in the contract's shape."""
    return {
        "plan_id": definition.plan_id,
        "term": definition.term,
        "text": definition.text,
        "lines": definition.span.lines,
    }


def passage_json(passage: Passage) -> Json:
    """Return a passage in the contract's shape."""
    return {
        "passage_id": passage.passage_id,
        "plan_id": passage.plan_id,
        "province": passage.province,
        "level": passage.level,
        "target_code": passage.target_code,
        "heading_path": list(passage.heading_path),
        "text": passage.text,
        "lines": passage.span.lines,
        "offsets": [passage.span.start, passage.span.end],
        "agency_ids": list(passage.agency_ids),
        "lead_ids": list(passage.lead_ids),
    }


def agencies_json(plans: Iterable[Plan]) -> Iterator[Json]:
    """Yield every body the plans name, in the order of its name: who it is, how it is written, how often it leads."""
    found: dict[str, Json] = {}
    for plan in plans:
        for role, mention in _mentions(plan):
            entry = found.setdefault(mention.agency_id, _new_agency(mention))
            if mention.as_written not in entry["as_written"]:
                entry["as_written"].append(mention.as_written)
            if plan.info.plan_id not in entry["plans"]:
                entry["plans"].append(plan.info.plan_id)
            entry[role] += 1
    yield from sorted(found.values(), key=lambda entry: str(entry["canonical"]).casefold())


def _new_agency(mention: AgencyMention) -> Json:
    return {
        "agency_id": mention.agency_id,
        "canonical": mention.canonical,
        "kind": mention.kind,
        "as_written": [],
        "plans": [],
        "leads": 0,
        "coordinates": 0,
    }


def _mentions(plan: Plan) -> Iterator[tuple[str, AgencyMention]]:
    for task in plan.tasks:
        for mention in task.lead:
            yield "leads", mention
        for mention in task.coordinating:
            yield "coordinates", mention


def _lines(span: Span | None) -> list[int] | None:
    return None if span is None else span.lines


def _from_plans(select: Callable[[Plan], Iterable[Json]]) -> Callable[[RecordsStore], Iterator[Json]]:
    def rows(store: RecordsStore) -> Iterator[Json]:
        for plan in store.plans.values():
            yield from select(plan)

    return rows


EXPORTS: Mapping[str, Callable[[RecordsStore], Iterator[Json]]] = MappingProxyType(
    {
        "plans": _from_plans(lambda plan: [plan_json(plan)]),
        "goals": _from_plans(lambda plan: map(goal_json, plan.goals)),
        "targets": _from_plans(lambda plan: map(target_json, plan.targets)),
        "tasks": _from_plans(lambda plan: map(task_json, plan.tasks)),
        "indicators": _from_plans(lambda plan: map(indicator_json, plan.indicators)),
        "projects": _from_plans(lambda plan: map(project_json, plan.projects)),
        "definitions": _from_plans(lambda plan: map(definition_json, plan.definitions)),
        "agencies": lambda store: agencies_json(store.plans.values()),
        "passages": lambda store: map(passage_json, store.passages),
    }
)
