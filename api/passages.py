"""Passages and records as addresses show them."""

from __future__ import annotations

from typing import Any

from api.problems import NotFound
from api.serving import PinnedEngine
from corpus.records import Passage
from search.citing import cite, passage_url
from search.exporting import indicator_json, passage_json, target_json, task_json


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
    passage = store.passage_of(target)
    return {
        **target_json(target),
        "passage_id": passage.passage_id if passage else None,
        "url": passage_url(engine.settings.public_url, passage.passage_id) if passage else None,
        "tasks": [task_json(task) for task in store.tasks_of(plan_id, target.full_code)],
        "indicators": [indicator_json(item) for item in store.indicators_of(plan_id, target.full_code)],
    }


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
