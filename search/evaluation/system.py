"""What is measured: anything that searches and answers in the contract's shapes; the engine is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import InputError
from corpus.reading import Document
from corpus.records import Plan
from search.evaluation.gold import Place

if TYPE_CHECKING:
    from search.engine import Engine


class System(Protocol):
    """Searches, answers, and shows what it holds."""

    def search(self, query: str, top_k: int) -> Sequence[Mapping[str, Any]]:
        """Return hits as in `search --json`; none for a query that is refused."""

    def ask(self, question: str) -> Mapping[str, Any]:
        """Return an answer as in `ask --json`; an abstention for a question that is refused."""

    def compare(self) -> Sequence[Mapping[str, Any]] | None:
        """Return the rows of `compare --json`, or `None` where comparing is not possible."""

    def compare_goals(self) -> Sequence[Mapping[str, Any]] | None:
        """Return rows of the same shape for goals, or `None` where goals are not compared."""

    def passages(self) -> Sequence[tuple[str, Place]]:
        """Return id and place of every passage."""

    def plans(self) -> Mapping[str, Plan]:
        """Return the plans as parsed, by id."""

    def documents(self) -> Mapping[str, Document]:
        """Return the sources, by plan id."""


class EngineSystem:
    """The engine, measured through the shapes it hands out."""

    def __init__(self, engine: Engine, as_of: date | None = None) -> None:
        self._engine = engine
        self._as_of = as_of

    def search(self, query: str, top_k: int) -> Sequence[Mapping[str, Any]]:
        """Return hits; none for a query that is refused."""
        try:
            hits: Sequence[Mapping[str, Any]] = self._engine.search(query, top_k=top_k).to_json()["hits"]
        except InputError:
            return []
        return hits

    def ask(self, question: str) -> Mapping[str, Any]:
        """Return an answer; an abstention for a question that is refused."""
        from search.engine import refused_answer

        try:
            return self._engine.ask(question, as_of=self._as_of).to_json()
        except InputError as error:
            return refused_answer(question, str(error)).to_json()

    def compare(self) -> Sequence[Mapping[str, Any]] | None:
        """Return the rows of a comparison without a topic."""
        rows: Sequence[Mapping[str, Any]] = self._engine.compare().to_json()["rows"]
        return rows

    def compare_goals(self) -> Sequence[Mapping[str, Any]] | None:
        """Return a row for each goal, with the code it has in each plan."""
        return [
            {"members": {plan_id: [{"code": code}] for plan_id, code in goal.members.items()}}
            for goal in self._engine.session.comparer.alignment.goals
        ]

    def passages(self) -> Sequence[tuple[str, Place]]:
        """Return id and place of every passage of the index."""
        return [
            (passage.passage_id, Place(passage.plan_id, (passage.span.first_line, passage.span.last_line)))
            for passage in self._engine.session.store.passages
        ]

    def plans(self) -> Mapping[str, Plan]:
        """Return the plans of the index."""
        return self._engine.session.store.plans

    def documents(self) -> Mapping[str, Document]:
        """Return the sources of the index."""
        return self._engine.session.store.documents
