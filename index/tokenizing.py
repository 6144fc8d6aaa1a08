"""The tokens of stored passages, cut up by several processes where there are many.

Segmenting Vietnamese is what building takes longest over besides embedding, 0.8 ms a passage, and it holds the
interpreter's lock; of a million passages that is a quarter of an hour a view on one processor.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from index.encoder import processors
from index.fields import lexical_tokens
from index.passages import StoredPassages
from index.text import VIEWS

Tokens = tuple[str, ...]
# Below this many passages, starting processes takes longer than they save.
MANY: Final = 20_000
# Opening the passages of a million anew takes as long as 40 of them.
_CHUNK: Final = 2000
# So many chunks a process are under way, so that what is ready and not yet asked for stays little.
_AHEAD: Final = 2


def tokens_of(folder: Path, view: str, count: int, workers: int | None = None) -> Iterator[Tokens]:
    """Yield the tokens of every passage of a folder in their order.

    Args:
        folder: Where `index.passages.save` wrote.
        view: A view of `index.text`.
        count: How many passages there are.
        workers: How many processes; one for each processor where there are many passages, else none but this one.
    """
    if workers is None:
        workers = processors() if count > MANY else 1
    chunks = [(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
    done = 0
    if workers > 1:
        try:
            for tokens in _by_processes(folder, view, chunks, workers):
                yield from tokens
                done += 1
        except BrokenProcessPool:
            # A process was killed, for want of memory as a rule: this one goes on alone.
            pass
    passages = StoredPassages(folder)
    for position in range(done * _CHUNK, count):
        yield lexical_tokens(passages[position], VIEWS[view])


def _by_processes(folder: Path, view: str, chunks: list[tuple[int, int]], workers: int) -> Iterator[list[Tokens]]:
    # Not forked: this process may have threads, and a fork of one with threads may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[list[Tokens]]] = deque()
        for start, end in chunks:
            waiting.append(pool.submit(_chunk, folder, view, start, end))
            if len(waiting) >= _AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _chunk(folder: Path, view: str, start: int, end: int) -> list[Tokens]:
    passages, tokens = StoredPassages(folder), VIEWS[view]
    return [lexical_tokens(passages[position], tokens) for position in range(start, end)]
