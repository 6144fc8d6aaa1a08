"""Is this Milvus usable? Loads the index into it and compares what it finds with what this process finds.

KEHOACH_MILVUS_URI=http://host:19530 python -m benchmarks.milvus_smoke [--index DIR] [--questions 200]

Works against a server, a cluster or Milvus Lite (a file "….db"); prints the load time, how many of the questions have
the same ten passages in each leg, and median and 95th percentile of the requests. Ends with 1 when a leg differs.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

import numpy as np

from benchmarks.bench import percentiles_of
from corpus.errors import KehoachError
from index.dense import Nearest
from index.engines.base import Engine
from index.engines.local import LocalEngine
from index.engines.milvus import open_milvus
from index.reader import open_index
from index.text import VIEWS
from search.settings import load_settings


def same(found: Nearest, wanted: Nearest) -> bool:
    """Return whether two searches found the same passages with the same scores."""
    alike = (
        np.allclose(found.scores, wanted.scores, rtol=1e-5, atol=1e-5)
        if len(found.scores) == len(wanted.scores)
        else False
    )
    return bool(alike) and set(found.positions.tolist()) == set(wanted.positions.tolist())


def compared(engine: Engine, exact: LocalEngine, count: int) -> tuple[dict[str, int], list[float]]:
    """Ask both engines with the beginnings of passages; return how many agree by leg, and the seconds taken."""
    reader = exact.reader
    agreeing, seconds = dict.fromkeys((*VIEWS, "dense"), 0), []
    for position in random.Random(7).sample(range(len(reader.passages)), count):
        text = reader.passages[position].text[:80]
        vector = reader.dense.vectors(position, 1)[0]
        for view, read in VIEWS.items():
            started = time.perf_counter()
            found = engine.search_sparse(view, read(text), 10)
            seconds.append(time.perf_counter() - started)
            agreeing[view] += same(found, exact.search_sparse(view, read(text), 10))
        started = time.perf_counter()
        found = engine.search_dense(vector, 10)
        seconds.append(time.perf_counter() - started)
        agreeing["dense"] += same(found, exact.search_dense(vector, 10))
    return agreeing, seconds


def main() -> int:
    """Load, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--index", metavar="DIR")
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    try:
        settings = load_settings(index=options.index, engine="milvus")
        reader = open_index(settings.index)
        started = time.perf_counter()
        engine = open_milvus(settings.milvus_uri, reader, token=settings.milvus_token)
    except KehoachError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(reader.passages)} passages there after {time.perf_counter() - started:.1f} s")
    count = min(options.questions, len(reader.passages))
    agreeing, seconds = compared(engine, LocalEngine(reader), count)
    print(f"same ten passages of {count} questions: {agreeing}")
    print(f"a request, ms: {percentiles_of(seconds)}")
    return 0 if set(agreeing.values()) == {count} else 1


if __name__ == "__main__":
    sys.exit(main())
