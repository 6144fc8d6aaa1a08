"""Where the pages get their data: the engine in this process, or the API of another.

Both give the shapes of the contract (`docs/api.md`), so no page knows which one it talks to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from corpus.errors import KehoachError
from ui.context import Context

Json = dict[str, Any]


class SourceError(KehoachError):
    """The API did not answer as agreed; `str(error)` says so in Vietnamese."""


class NotOffered(SourceError):
    """The API does not offer this kind of data."""


class Source(Protocol):
    """What the pages ask for."""

    def plans(self) -> list[Json]:
        """Return the plans as documents."""
        ...

    def ask(self, question: str, *, provinces: Sequence[str], plans: Sequence[str], history: Sequence[str]) -> Json:
        """Return an answer; `history` are the questions before, oldest first."""
        ...

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
        ...

    def compare(self, topic: str | None, *, provinces: Sequence[str]) -> Json:
        """Return corresponding targets side by side."""
        ...

    def comparison_file(self, topic: str | None, *, provinces: Sequence[str], kind: str) -> bytes:
        """Return a comparison as a file ("xlsx" or "docx")."""
        ...

    def agencies(self) -> list[Json]:
        """Return every body the plans name."""
        ...

    def agency_tasks(self, agency_id: str) -> list[Json]:
        """Return the tasks in which a body leads or coordinates."""
        ...

    def goals(self, plan_id: str) -> list[Json]:
        """Return the goals of a plan."""
        ...

    def targets(self, plan_id: str) -> list[Json]:
        """Return the targets of a plan."""
        ...

    def indicators(self) -> list[Json]:
        """Return the indicators of all plans."""
        ...

    def passage(self, passage_id: str) -> Json | None:
        """Return a passage."""
        ...

    def context(self, citation: Mapping[str, Any]) -> Context:
        """Return a cited piece inside its lines; `citation` names plan, offsets, lines and quote."""
        ...

    def lines(self, plan_id: str) -> Sequence[str]:
        """Return the source of a plan as lines.

        Raises:
            NotOffered: the API does not hand out sources.
        """
        ...

    def records_at(self, plan_id: str, first: int, last: int) -> list[Json]:
        """Return the passages that stand in some lines of a plan, in their order."""
        ...

    def leftovers(self, plan_id: str) -> Json:
        """Return what was not understood of a plan and its own counts: `{"leftovers": […], "counts": […]}`."""
        ...

    def give_feedback(self, feedback: Json) -> None:
        """Keep what a reader thinks of an answer."""
        ...
