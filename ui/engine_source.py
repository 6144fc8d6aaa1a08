"""The pages' data from the engine in this process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from api.configuration import load_server_settings
from api.feedback import FEEDBACK_FILE, Feedback, FeedbackStore
from corpus.accounting import count_checks
from corpus.markup import visible
from corpus.records import Passage, Task
from search.comparison.report import to_docx
from search.comparison.spreadsheet import to_xlsx
from search.engine import Engine, Session
from search.exporting import (
    agencies_json,
    goal_json,
    indicator_json,
    passage_json,
    plan_json,
    target_json,
    task_json,
)
from search.settings import Settings
from ui.context import Context, context_of
from ui.source import Json


@dataclass(frozen=True)
class _Generation:
    """What the pages derive from one generation, made once when it is first asked for."""

    session: Session

    @cached_property
    def agencies(self) -> list[Json]:
        """Every body named."""
        return list(agencies_json(self.session.store.plans.values()))

    @cached_property
    def by_line(self) -> dict[str, list[tuple[int, int, str]]]:
        """By plan, the lines of each passage and its id, in order."""
        found: dict[str, list[tuple[int, int, str]]] = {}
        for passage in sorted(self.session.store.passages, key=_place):
            place = (passage.span.first_line, passage.span.last_line, passage.passage_id)
            found.setdefault(passage.plan_id, []).append(place)
        return found


def _place(passage: Passage) -> tuple[int, int, str]:
    return passage.span.start, passage.span.end, passage.passage_id


class EngineSource:
    """Data from an engine; reads only but for feedback, so threads may share one."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        """Hold the engine and the settings it was opened with."""
        server = load_server_settings()
        self._engine = engine
        self._feedback = FeedbackStore(server.feedback or settings.index / FEEDBACK_FILE, server.feedback_days)
        self._held = _Generation(engine.session)

    @property
    def _generation(self) -> _Generation:
        session = self._engine.session
        if session is not self._held.session:
            self._held = _Generation(session)
        return self._held

    def warm(self) -> None:
        """Load what the first question would have to wait for."""
        self._engine.ask("Ai chịu trách nhiệm về nước sạch?")
        self._engine.session.comparer.warm()

    def plans(self) -> list[Json]:
        """Return the plans as documents."""
        return [plan_json(plan) for plan in self._engine.session.store.plans.values()]

    def ask(self, question: str, *, provinces: Sequence[str], plans: Sequence[str], history: Sequence[str]) -> Json:
        """Return an answer; a question that only continues the one before is made whole by it."""
        if not history:
            return self._engine.ask(question, provinces=provinces, plans=plans).to_json()
        messages = [{"role": "user", "content": text} for text in [*history, question]]
        return self._engine.ask(messages=messages, provinces=provinces, plans=plans).to_json()

    def search(
        self,
        query: str,
        *,
        provinces: Sequence[str],
        plans: Sequence[str],
        levels: Sequence[str],
        agency: str | None,
        top_k: int,
    ) -> Json:
        """Return ranked passages."""
        found = self._engine.search(query, provinces=provinces, plans=plans, levels=levels, agency=agency, top_k=top_k)
        return found.to_json()

    def compare(self, topic: str | None, *, provinces: Sequence[str]) -> Json:
        """Return corresponding targets side by side."""
        return self._engine.compare(topic, provinces=provinces).to_json()

    def comparison_file(self, topic: str | None, *, provinces: Sequence[str], kind: str) -> bytes:
        """Return a comparison as a file."""
        comparison = self._engine.compare(topic, provinces=provinces)
        return to_xlsx(comparison) if kind == "xlsx" else to_docx(comparison)

    def agencies(self) -> list[Json]:
        """Return every body the plans name."""
        return self._generation.agencies

    def agency_tasks(self, agency_id: str) -> list[Json]:
        """Return the tasks in which a body leads or coordinates, each with its role and its passage."""
        return list(self._tasks_of(agency_id))

    def _tasks_of(self, agency_id: str) -> Iterator[Json]:
        store = self._engine.session.store
        for plan in store.plans.values():
            for task in plan.tasks:
                leads = any(mention.agency_id == agency_id for mention in task.lead)
                if leads or any(mention.agency_id == agency_id for mention in task.coordinating):
                    passage = store.passage_of(task)
                    target = store.target(plan.info.plan_id, task.target_code)
                    yield task_json(task) | {
                        "role": "lead" if leads else "coordinating",
                        "goal": target.goal if target else task.target_code.split(".")[0],
                        "passage_id": passage.passage_id if passage else None,
                    }

    def goals(self, plan_id: str) -> list[Json]:
        """Return the goals of a plan."""
        plan = self._engine.session.store.plans.get(plan_id)
        return [goal_json(goal) for goal in plan.goals] if plan else []

    def targets(self, plan_id: str) -> list[Json]:
        """Return the targets of a plan."""
        plan = self._engine.session.store.plans.get(plan_id)
        return [target_json(target) for target in plan.targets] if plan else []

    def indicators(self) -> list[Json]:
        """Return the indicators of all plans, each with its passage."""
        store = self._engine.session.store
        found = []
        for plan in store.plans.values():
            for indicator in plan.indicators:
                passage = store.passage_of(indicator)
                found.append(indicator_json(indicator) | {"passage_id": passage.passage_id if passage else None})
        return found

    def passage(self, passage_id: str) -> Json | None:
        """Return a passage with what is known of its record."""
        store = self._engine.session.store
        passage = store.passage(passage_id)
        if passage is None:
            return None
        info = self._engine.session.infos[passage.plan_id]
        return passage_json(passage) | {
            "plan_title": info.title,
            "plan_number": info.number,
            "source_sha256": store.documents[passage.plan_id].sha256,
            "named_at": list(self._named_at(passage)),
        }

    def _named_at(self, passage: Passage) -> Iterator[Json]:
        """Yield the cell that names a task's bodies where it is not part of the task's own text."""
        store = self._engine.session.store
        task = store.record_of(passage)
        if isinstance(task, Task) and task.lead_span is not None:
            place = task.lead_span
            beside = task.coordinating_span
            if beside is not None and beside.first_line == place.first_line:
                place = place.cover(beside)
            if not (passage.span.start <= place.start and place.end <= passage.span.end):
                source = store.documents[passage.plan_id].source
                yield {"lines": place.lines, "text": visible(source, place.start, place.end)}

    def context(self, citation: Mapping[str, Any]) -> Context:
        """Return a cited piece inside its lines; a place that the source does not have is its nearest one."""
        document = self._engine.session.store.documents[citation["plan_id"]]
        start = min(max(int(citation["offsets"][0]), 0), max(len(document.source) - 1, 0))
        end = min(max(int(citation["offsets"][1]), start + 1), len(document.source))
        return context_of(document, start, end)

    def lines(self, plan_id: str) -> Sequence[str]:
        """Return the source of a plan as lines."""
        document = self._engine.session.store.documents[plan_id]
        return [document.source[start:end] for at, start, end in document.lines() if at <= document.line_count]

    def records_at(self, plan_id: str, first: int, last: int) -> list[Json]:
        """Return the passages that begin in some lines of a plan."""
        store = self._engine.session.store
        places = self._generation.by_line.get(plan_id, [])
        ids = [passage_id for start, _, passage_id in places if first <= start <= last]
        return [passage_json(passage) for each in ids if (passage := store.passage(each)) is not None]

    def leftovers(self, plan_id: str) -> Json:
        """Return what was not understood of a plan, and its own counts beside what was found."""
        plan = self._engine.session.store.plans[plan_id]
        return {
            "leftovers": [{"lines": left.span.lines, "text": left.text, "why": left.why} for left in plan.leftovers],
            "counts": [
                {"name": check.name, "declared": check.declared, "found": check.found} for check in count_checks(plan)
            ],
        }

    def give_feedback(self, feedback: Json) -> None:
        """Keep what a reader thinks of an answer."""
        self._feedback.add(
            Feedback(
                thumb=str(feedback["thumb"]),
                question=feedback.get("question"),
                reason=feedback.get("reason"),
                comment=feedback.get("comment"),
                answer=feedback.get("answer"),
                plan_id=feedback.get("plan_id"),
                citations=tuple(feedback.get("citations") or ()),
                generation=self._engine.session.reader.generation,
            )
        )
