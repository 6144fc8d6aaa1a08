"""Passages and records as addresses show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from api.problems import NotFound
from api.serving import PinnedEngine
from corpus.records import Goal, Indicator, Passage, Target, Task
from search.citing import cite, passage_url
from search.exporting import goal_json, indicator_json, passage_json, target_json, task_json


def found_passage(engine: PinnedEngine, passage_id: str) -> Passage:
    """Return a passage by its id.

    Raises:
        NotFound: there is none.
    """
    passage = engine.passage(passage_id)
    if passage is None:
        raise NotFound(f"không có đoạn '{passage_id[:120]}'")
    return passage


def passage_document(engine: PinnedEngine, passage_id: str) -> dict[str, Any]:
    """Return a passage with its citation.

    Raises:
        NotFound: there is none.
    """
    passage = found_passage(engine, passage_id)
    session = engine.session
    citation = cite(
        passage,
        session.infos[passage.plan_id],
        session.store.documents[passage.plan_id],
        public_url=engine.settings.public_url,
    ).to_json()
    for name in ("label", "score"):
        del citation[name]
    return passage_json(passage) | citation


def placed(engine: PinnedEngine, record: Goal | Target | Task | Indicator) -> dict[str, Any]:
    """Return a record in the contract's shape with the id and address of the passage it stands in."""
    match record:
        case Goal():
            row = goal_json(record)
        case Target():
            row = target_json(record)
        case Task():
            target = engine.session.store.target(record.plan_id, record.target_code)
            row = task_json(record) | {"goal": target.goal if target else None}
        case Indicator():
            row = indicator_json(record)
    passage = engine.session.store.passage_of(record)
    address = passage_url(engine.settings.public_url, passage.passage_id) if passage else None
    return row | {"passage_id": passage.passage_id if passage else None, "url": address}


def placed_rows(
    engine: PinnedEngine, kind: Literal["goals", "targets", "tasks", "indicators"]
) -> Sequence[dict[str, Any]]:
    """Return the records of a kind of all plans, each with its place; made once for a generation."""

    def make() -> tuple[dict[str, Any], ...]:
        plans = engine.session.store.plans.values()
        return tuple(placed(engine, record) for plan in plans for record in getattr(plan, kind))

    rows: Sequence[dict[str, Any]] = engine.once(f"placed {kind}", make)
    return rows


def agency_tasks(engine: PinnedEngine, agency_id: str, role: str | None = None) -> list[dict[str, Any]]:
    """Return the tasks of a body, those it leads first, each with its role.

    Args:
        engine: whose tasks.
        agency_id: the body.
        role: "lead" or "coordinating" for only these.
    """
    found: dict[str, list[dict[str, Any]]] = {"lead": [], "coordinating": []}
    for task in placed_rows(engine, "tasks"):
        own = next((name for name in found if any(body["agency_id"] == agency_id for body in task[name])), None)
        if own is not None:
            found[own].append(task | {"role": own})
    return [task for name, tasks in found.items() if role in (None, name) for task in tasks]


def target_document(engine: PinnedEngine, plan_id: str, code: str) -> dict[str, Any]:
    """Return a target with its tasks and indicators.

    Raises:
        NotFound: there is no such plan, or it has no such target.
    """
    store = engine.session.store
    check_plan(engine, plan_id)
    target = store.target(plan_id, code)
    if target is None:
        raise NotFound(f"kế hoạch '{plan_id}' không có mục tiêu '{code[:60]}'")
    return {
        **placed(engine, target),
        "tasks": [placed(engine, task) for task in store.tasks_of(plan_id, target.full_code)],
        "indicators": [placed(engine, item) for item in store.indicators_of(plan_id, target.full_code)],
    }


def check_plans(engine: PinnedEngine, plan_ids: Iterable[str]) -> None:
    """Refuse the first plan of several that is not in the index; errors as of `check_plan`."""
    for plan_id in plan_ids:
        check_plan(engine, plan_id)


def check_plan(engine: PinnedEngine, plan_id: str) -> None:
    """Refuse a plan that is not here.

    Raises:
        NotFound: it is not.
    """
    if plan_id not in engine.session.infos:
        known = ", ".join(engine.session.infos)
        raise NotFound(f"không có kế hoạch '{plan_id[:60]}'; các kế hoạch: {known}")


def hit_documents(engine: PinnedEngine, result: Any) -> list[dict[str, Any]]:
    """Return the hits of a search, each with the address at which its passage is shown."""
    return [
        hit.to_json() | {"url": passage_url(engine.settings.public_url, hit.passage.passage_id)} for hit in result.hits
    ]
