"""The engine a running server answers from, and how it changes while requests are under way.

A request takes one `PinnedEngine` and keeps it to its end, so it answers from one generation of the index. A newer
generation is opened and warmed aside, then takes the place of the old one in a single assignment; the old one goes when
its last request ends, and its memory back to the system.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import weakref
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from functools import cached_property
from typing import Any

from api.logs import log
from api.memory import give_back
from corpus.errors import IndexError_, IndexMissing, KehoachError
from index.store import CURRENT, open_current
from search.engine import Engine, Session
from search.exporting import EXPORTS
from search.settings import Settings

_LOOK_EVERY = 0.5
_TRY_AGAIN = 10.0
_WARM_UP = "Ai chịu trách nhiệm về nước sạch nông thôn?"


class PinnedEngine(Engine):
    """An engine that stays with the generation it opened, and keeps what was derived from it."""

    @property
    def session(self) -> Session:
        """The generation that was opened."""
        return self._session

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self._session.reader.generation

    @cached_property
    def _derived(self) -> tuple[threading.Lock, dict[str, Any]]:
        return threading.Lock(), {}

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what was made under a name for this generation; make it when it is first asked for."""
        lock, held = self._derived
        with lock:
            if name not in held:
                held[name] = make()
            return held[name]

    def rows(self, kind: str) -> Sequence[dict[str, Any]]:
        """Return the exported records of a kind."""
        rows: Sequence[dict[str, Any]] = self.once(kind, lambda: tuple(EXPORTS[kind](self._session.store)))
        return rows

    def warm(self) -> None:
        """Load what the first question would have to wait for."""
        self.ask(_WARM_UP, as_of=date.today())
        self._session.comparer.warm()


class EngineHolder:
    """Holds the engine that serves now and looks for newer generations."""

    def __init__(self, settings: Settings, on_switch: Callable[[], None] = lambda: None) -> None:
        self._settings = settings
        self._on_switch = on_switch
        self._engine: PinnedEngine | None = None
        self._problem: KehoachError = IndexMissing("chỉ mục đang được mở; hãy thử lại sau vài giây")
        self._warnings: tuple[str, ...] = ()
        self._tried = b"?"
        self._tried_at = 0.0
        self._seen: tuple[str, ...] = ()
        self._leaving: list[weakref.ref[Session]] = []

    @property
    def engine(self) -> PinnedEngine:
        """The engine that serves now.

        Raises:
            IndexError_, SettingsError: no index can be used; the message says why.
        """
        if self._engine is None:
            raise type(self._problem)(str(self._problem))
        return self._engine

    @property
    def is_ready(self) -> bool:
        """Whether questions can be answered."""
        return self._engine is not None

    @property
    def is_degraded(self) -> bool:
        """Whether another generation than this one should serve."""
        return bool(self._warnings)

    @property
    def generations(self) -> int:
        """How many generations are in memory: the one that serves, and those a request still reads."""
        return self.is_ready + sum(session() is not None for session in self._leaving)

    def state(self) -> dict[str, Any]:
        """Return what readiness says."""
        if self._engine is None:
            return {"status": "unavailable", "generation": None, "warnings": [str(self._problem)]}
        return {
            "status": "degraded" if self._warnings else "ready",
            "generation": self._engine.generation,
            "warnings": list(self._warnings),
        }

    def refresh(self) -> bool:
        """Open the generation that is switched in, when it is another than the one tried last.

        Returns:
            Whether another engine serves now.
        """
        self._tidy()
        pointer = self._pointer()
        if pointer == self._tried and not self._is_due():
            return False
        self._tried, self._tried_at, self._seen = pointer, time.monotonic(), self._on_disk()
        found: list[str] = []
        try:
            engine = PinnedEngine.open(self._settings, report=found.append)
            assert isinstance(engine, PinnedEngine)
            engine.warm()
        except Exception as error:
            # Whatever a new generation holds, the one that serves is untouched.
            if self._engine is not None and self._pointer() != pointer:
                # The next build removed it while it was being opened; the next look opens that one.
                log("index_superseded", problem=str(error))
            else:
                self._fail(error)
            return False
        return self._take(engine, tuple(found))

    def _take(self, engine: PinnedEngine, warnings: tuple[str, ...]) -> bool:
        before = self._engine
        self._warnings = warnings
        if before is not None and before.generation == engine.generation:
            return False
        self._engine = engine
        if before is not None:
            self._leaving.append(weakref.ref(before.session))
        log("index_opened", generation=engine.generation, warnings=list(warnings) or None)
        self._on_switch()
        return True

    def _tidy(self) -> None:
        """Give the memory of the generations back that no request reads any more."""
        held = [session for session in self._leaving if session() is not None]
        if len(held) < len(self._leaving):
            self._leaving = held
            give_back()

    def _fail(self, error: Exception) -> None:
        known = error
        if not isinstance(known, KehoachError):
            known = IndexError_(f"không mở được chỉ mục ({type(error).__name__}: {error}); hãy chạy 'kehoach build'")
        # Without its traceback, whose frames hold what was opened of the generation.
        self._problem = type(known)(str(known))
        if self._engine is not None:
            self._warnings = (f"{known}; vẫn dùng bản {self._engine.generation}",)
        log("index_not_opened", level=40, problem=str(known))

    def _is_due(self) -> bool:
        """Look again from time to time while something is wrong: files may be put back under the same name."""
        wrong = self._engine is None or bool(self._warnings)
        if not wrong or time.monotonic() - self._tried_at < _TRY_AGAIN:
            return False
        self._tried_at = time.monotonic()
        return self._on_disk() != self._seen

    def _on_disk(self) -> tuple[str, ...]:
        """Return which generation would serve now and what is said on the way to it."""
        try:
            found = open_current(self._settings.index)
        except IndexError_ as error:
            return (str(error),)
        return (found.name, *found.warnings)

    def _pointer(self) -> bytes:
        try:
            return (self._settings.index / CURRENT).read_bytes()
        except OSError:
            return b""

    @asynccontextmanager
    async def watching(self, every: float = _LOOK_EVERY) -> AsyncIterator[None]:
        """Open the index and look for newer generations as long as the context lasts."""
        await asyncio.to_thread(self.refresh)
        task = asyncio.create_task(self._watch(every))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _watch(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await asyncio.to_thread(self.refresh)
