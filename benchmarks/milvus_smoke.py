"""Is this Milvus usable? Loads the index into it and compares what it finds with what this process finds.

KEHOACH_MILVUS_URI=http://host:19530 python -m benchmarks.milvus_smoke [--index DIR] [--questions 200] [--lite] [--keep]

Works against a server, a cluster or Milvus Lite (a file "….db"; `--lite` takes one of its own and throws it away).
Prints the load time, how many questions find the same ten passages with the same scores in each leg, with and without a
filter, and median and 95th percentile of the requests; then loads a second generation, interrupts that once, and
switches to and fro while three threads ask. Ends with 1 when anything differs or fails.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bench import percentiles_of
from benchmarks.results import write_results
from benchmarks.soak import switch
from corpus.errors import KehoachError
from index.dense import Nearest
from index.engines.local import LocalEngine
from index.engines.milvus import MilvusEngine, open_milvus
from index.passages import Filter
from index.reader import IndexReader, open_index
from index.text import VIEWS
from search.settings import load_settings

_CLIENTS, _SWITCHES = 3, 4


def same(found: Nearest, wanted: Nearest) -> bool:
    """Return whether two searches found the same passages with the same scores."""
    alike = (
        np.allclose(found.scores, wanted.scores, rtol=1e-5, atol=1e-5)
        if len(found.scores) == len(wanted.scores)
        else False
    )
    return bool(alike) and set(found.positions.tolist()) == set(wanted.positions.tolist())


def compared(engine: MilvusEngine, exact: LocalEngine, count: int) -> tuple[dict[str, int], list[float]]:
    """Ask both engines with the beginnings of passages; return how many agree by leg, and the seconds taken."""
    reader = exact.reader
    agreeing: dict[str, int] = {}
    seconds: list[float] = []

    def both(leg: str, asking: str, *arguments: Any) -> None:
        started = time.perf_counter()
        found = getattr(engine, asking)(*arguments)
        seconds.append(time.perf_counter() - started)
        agreeing[leg] = agreeing.get(leg, 0) + same(found, getattr(exact, asking)(*arguments))

    for position in random.Random(7).sample(range(len(reader.passages)), count):
        passage, vector = reader.passages[position], reader.dense.vectors(position, 1)[0]
        own = Filter(plans=frozenset({passage.plan_id}), levels=frozenset({passage.level}))
        for view, read in VIEWS.items():
            both(view, "search_sparse", view, read(passage.text[:80]), 10)
            both(f"{view}, filtered", "search_sparse", view, read(passage.text[:80]), 10, own)
        both("dense", "search_dense", vector, 10)
        both("dense, filtered", "search_dense", vector, 10, own)
    return agreeing, seconds


class Interrupted(Exception):
    """A load was stopped on purpose."""


def loaded_after_interruption(engine: MilvusEngine, reader: IndexReader) -> bool:
    """Load a generation, stop half-way, load it again; return whether the first half was not sent twice."""
    told: list[int] = []

    def stop(done: int, total: int) -> None:
        if 2 * done >= total:
            raise Interrupted

    engine.progress = stop
    with suppress(Interrupted):
        engine.put(reader)
    engine.progress = lambda done, total: told.append(done)
    engine.put(reader)
    return not told or told[0] > len(reader.passages) // 2


def switched_under_load(engine: MilvusEngine, readers: tuple[IndexReader, IndexReader]) -> tuple[int, list[str]]:
    """Switch to and fro between equal generations while threads ask; return how many answers, and what went wrong."""
    vector, failures, answers = readers[0].dense.vectors(0, 1)[0], list[str](), list[int]()
    wanted, stop = LocalEngine(readers[0]).search_dense(vector, 10), threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                if not same(engine.search_dense(vector, 10), wanted):
                    failures.append("another answer")
            except Exception as error:
                failures.append(f"{type(error).__name__}: {error}")
            answers.append(1)

    threads = [threading.Thread(target=ask) for _ in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for number in range(_SWITCHES):
        reader = readers[(number + 1) % 2]
        engine.put(reader)
        engine.switch(reader.generation)
        time.sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join()
    return len(answers), failures


def tried(engine: MilvusEngine, index: Path, count: int) -> dict[str, Any]:
    """Return what the comparison, the interrupted load and the switches showed."""
    reader = engine.reader
    agreeing, seconds = compared(engine, LocalEngine(reader), count)
    with tempfile.TemporaryDirectory(prefix="kehoach-milvus-") as name:
        copy = Path(name) / "index"
        shutil.copytree(index, copy, ignore=shutil.ignore_patterns("cache"))
        switch(copy, 0)
        second = open_index(copy)
        resumed = loaded_after_interruption(engine, second)
        answers, failures = switched_under_load(engine, (reader, second))
        engine.client.drop_collection(engine.collection(second.generation))
    return {
        "passages": len(reader.passages),
        "questions": count,
        "same ten passages": agreeing,
        "a request, ms": percentiles_of(seconds),
        "an interrupted load went on": resumed,
        "switches under load": _SWITCHES,
        "answers meanwhile": answers,
        "failures": failures[:5],
    }


def main() -> int:
    """Load, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--index", metavar="DIR")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument(
        "--lite", action="store_true", help="Milvus Lite in a file of its own, whatever the settings say"
    )
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results/milvus.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kehoach-milvus-") as name:
        own = {"milvus_uri": str(Path(name) / "smoke.db")} if options.lite else {}
        try:
            settings = load_settings(index=options.index, engine="milvus", **own)
            reader = open_index(settings.index)
            started = time.perf_counter()
            engine = open_milvus(settings.milvus_uri, reader, token=settings.milvus_token)
        except KehoachError as error:
            print(error, file=sys.stderr)
            return 2
        print(f"{len(reader.passages)} passages there after {time.perf_counter() - started:.1f} s", flush=True)
        figures = tried(engine, settings.index, min(options.questions, len(reader.passages)))
    for name, value in figures.items():
        print(f"{name}: {value}")
    if options.keep:
        write_results("milvus", figures, "Milvus Lite" if options.lite else "")
    agree = set(figures["same ten passages"].values()) == {figures["questions"]}
    return 0 if agree and figures["an interrupted load went on"] and not figures["failures"] else 1


if __name__ == "__main__":
    sys.exit(main())
