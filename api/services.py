"""What every route needs: the engine of this moment, workers, settings, feedback, figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request

from api.configuration import ServerSettings
from api.feedback import FeedbackStore
from api.limits import Workers
from api.metrics import Metrics
from api.serving import EngineHolder, PinnedEngine
from search.answers.model import Answer
from search.settings import Settings

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one running application."""

    settings: Settings
    server: ServerSettings
    holder: EngineHolder
    workers: Workers
    feedback: FeedbackStore
    metrics: Metrics

    async def with_engine(self, work: Callable[[PinnedEngine], _T]) -> _T:
        """Do some work on the engine of this moment in a worker's thread.

        Raises:
            IndexError_: no index can be used.
            ServerBusy, OutOfTime: as `Workers.run`.
        """
        engine = self.holder.engine
        return await self.workers.run(lambda: work(engine))

    def count(self, answer: Answer) -> Answer:
        """Count an answer in the figures and return it."""
        self.metrics.answers.labels(answer.status, answer.reason or "").inc()
        return answer


def services(request: Request) -> Services:
    """Return the services of the application a request came to."""
    found = request.app.state.services
    assert isinstance(found, Services)
    return found
