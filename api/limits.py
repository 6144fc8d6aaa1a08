"""How much is done at once: a bounded queue with a time budget, and a rate for every caller."""

from __future__ import annotations

import asyncio
import contextvars
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from corpus.errors import KehoachError

_T = TypeVar("_T")
_WINDOW = 60.0
_MAX_CALLERS = 10_000


class ServerBusy(KehoachError):
    """As many requests wait as may wait."""


class OutOfTime(KehoachError):
    """A request took longer than its time budget."""


class Workers:
    """Threads that do the work of requests, with a bounded queue before them.

    A thread that ran out of its time cannot be stopped: it keeps its place until it ends, so that the bound holds.
    """

    def __init__(self, threads: int, queue: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="kehoach")
        self._most = threads + queue
        self._seconds = seconds
        self._lock = threading.Lock()
        self._pending = 0

    @property
    def pending(self) -> int:
        """How many requests wait or are worked on."""
        return self._pending

    async def run(self, work: Callable[[], _T]) -> _T:
        """Do some work in a thread and return what it returns.

        Raises:
            ServerBusy: the queue is full.
            OutOfTime: the time budget is spent.
        """
        with self._lock:
            if self._pending >= self._most:
                raise ServerBusy(f"máy chủ đang bận: {self._pending} yêu cầu đang chờ; hãy thử lại sau 1 giây")
            self._pending += 1
        context = contextvars.copy_context()
        future: Future[_T] = self._pool.submit(context.run, work)
        future.add_done_callback(self._leave)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)
        except TimeoutError:
            raise OutOfTime(f"không trả lời kịp trong {self._seconds:g} giây; hãy thử lại hoặc hỏi gọn hơn") from None

    def _leave(self, future: Future[_T]) -> None:
        with self._lock:
            self._pending -= 1

    def close(self) -> None:
        """Let the work begun come to its end and take no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller may still do in the current minute; `retry_after` is there when it may do nothing."""

    limit: int
    remaining: int
    reset: int
    retry_after: int | None = None

    def headers(self) -> dict[str, str]:
        """Return the `RateLimit-*` headers (draft-ietf-httpapi-ratelimit-headers), and `Retry-After` when refused."""
        named = {
            "ratelimit-limit": str(self.limit),
            "ratelimit-remaining": str(self.remaining),
            "ratelimit-reset": str(self.reset),
        }
        return named if self.retry_after is None else named | {"retry-after": str(self.retry_after)}


class RateLimiter:
    """Counts every caller's requests in minutes that begin with its first one, for a bounded number of callers."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_callers: int = _MAX_CALLERS) -> None:
        self._clock = clock
        self._most_callers = most_callers
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, caller: str, limit: int) -> Allowance:
        """Count one request of a caller and say whether it may be done."""
        now = self._clock()
        begun, used = self._windows.get(caller, (now, 0))
        if now - begun >= _WINDOW:
            begun, used = now, 0
        reset = max(1, math.ceil(begun + _WINDOW - now))
        allowed = used < limit
        self._windows[caller] = (begun, used + allowed)
        self._windows.move_to_end(caller)
        if len(self._windows) > self._most_callers:
            self._windows.popitem(last=False)
        return Allowance(limit, max(0, limit - used - 1), reset, None if allowed else reset)
