"""Time limits that mean the same on a slow machine and late in a long run.

Processor time of this thread, garbage collection off (with everything a long run keeps alive, one full collection takes
longer than most limits here), the best of three, and the limit widened by as much as this machine is slower than the
one the limits were set on.
"""

from __future__ import annotations

import functools
import gc
import time
from collections.abc import Callable

# The loop below on the machine the limits were set on, in seconds.
REFERENCE_SECONDS = 0.03
ATTEMPTS = 3


def cpu_seconds(call: Callable[[], object], enough: float = 0.0) -> float:
    """Return the least processor time of up to three calls; no further call after one that took at most `enough`."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        best = float("inf")
        for _ in range(ATTEMPTS):
            started = time.thread_time()
            call()
            best = min(best, time.thread_time() - started)
            if best <= enough:
                break
        return best
    finally:
        if collecting:
            gc.enable()


def limit(seconds: float) -> float:
    """Return a limit in seconds for this machine, never less than the one given."""
    return seconds * max(1.0, _slowness())


def assert_within(seconds: float, call: Callable[[], object]) -> None:
    """Fail where a call needs more processor time than the limit, each of three times."""
    allowed = limit(seconds)
    needed = cpu_seconds(call, enough=allowed)
    assert needed <= allowed, f"{needed:.2f} s of processor time, allowed are {allowed:.2f} s"


@functools.cache
def _slowness() -> float:
    def loop() -> None:
        total = 0
        for number in range(300_000):
            total += number % 7
            str(number)

    return cpu_seconds(loop) / REFERENCE_SECONDS
