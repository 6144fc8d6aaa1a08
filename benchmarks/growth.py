"""How build, memory and search grow with the number of passages.

python -m benchmarks.growth [--sizes 1000 10000 100000] [--index DIR] [--questions 200] [--sample 300] [--folder DIR]

Every size is built and then served in processes of their own, whose peak memory is theirs alone. The passages are those
of `benchmarks.synthetic`; building goes through the functions a real build uses, only embedding is left out. Sizes that
are not measured keep the figures of their last run, with its date.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bench import percentiles_of
from benchmarks.results import FOLDER, machine, read_results, today, write_results
from benchmarks.synthetic import Made, Sources, generate, resemblance, vectors
from index import dense, lexical, passages, store
from index.build import Recipe
from index.dense import Positions
from index.encoder import EmbeddedEncoder, Vectors
from index.engines.local import LocalEngine
from index.lexical import weights_of
from index.passages import Filter
from index.reader import IndexReader, open_index
from index.text import VIEWS
from search.retrieval import Retriever, Terms, Wanted
from search.settings import load_settings
from search.weights import Weights

SEED = 9
QUICK, FULL = (1_000, 10_000, 100_000), (1_000, 10_000, 100_000, 400_000, 1_000_000)
_BLOCK = 1024


class Growing:
    """The synthetic passages of one size; the tokens and sources of all are too many to be kept as objects."""

    def __init__(self, sources: Sources, size: int) -> None:
        self.sources, self.size = sources, size
        self._from = np.full((size, 2), -1, np.int32)

    def made(self) -> Iterator[Made]:
        """Yield every passage, and remember where its vector comes from."""
        for number, made in enumerate(generate(self.sources, SEED, self.size)):
            self._from[number, : len(made.sources)] = made.sources
            yield made

    def rows(self, positions: Positions) -> Vectors:
        """Return vectors; noise belongs to blocks, so a block is made whole and cut."""
        found = np.empty((len(positions), self.sources.vectors.shape[1]), np.float32)
        blocks = positions // _BLOCK
        for block in np.unique(blocks):
            first = int(block) * _BLOCK
            origins = [tuple(row[row >= 0].tolist()) for row in self._from[first : first + _BLOCK]]
            here = blocks == block
            found[here] = vectors(self.sources, SEED, origins, first)[positions[here] - first]
        return found


@contextmanager
def timed(figures: dict[str, Any], name: str) -> Iterator[None]:
    """Add the seconds and processor seconds of a block to the figures."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    figures[f"{name}, s"] = round(time.perf_counter() - wall, 2)
    figures[f"{name}, processor s"] = round(time.process_time() - cpu, 2)


def peak_memory() -> int:
    """Return the most memory this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def build(index: Path, target: Path, size: int) -> dict[str, Any]:
    """Build an index of synthetic passages; return what each part took."""
    reader = open_index(index)
    sources = Sources(reader)
    growing, figures = Growing(sources, size), dict[str, Any]()
    for made in generate(sources, SEED, min(size, 30_000)):
        # Segmenting the clauses once is not what is measured.
        sources.tokens(made.passage.context)
    with store.writing(target) as folder:
        with timed(figures, "passages"):
            passages.save((made.passage for made in growing.made()), folder)
        for view in VIEWS:
            with timed(figures, f"lexical {view}"):
                documents = (made.tokens[view] for made in generate(sources, SEED, size))
                lexical.save(lexical.fit(documents), folder, view)
        with timed(figures, "dense"):
            dense.build_from(growing.rows, size, sources.vectors.shape[1]).save(folder)
        with timed(figures, "checksums and switch"):
            manifest = Recipe(f"synthetic {size}").as_manifest(EmbeddedEncoder(), {"passages": size})
            generation = store.commit(target, folder, manifest)
    figures["build peak memory, MiB"] = peak_memory()
    figures["index, MiB"] = sum(path.stat().st_size for path in generation.folder.iterdir()) >> 20
    return figures


class Known:
    """An encoder that knows the vectors of the questions: embedding is the same at every size."""

    name, identity, dimension = "known", "known", 384

    def __init__(self, found: Vectors) -> None:
        self.found = found

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vector whose number the text is."""
        return self.found[[int(text) for text in texts]]

    def encode_passages(self, texts: Sequence[str], progress: Any = None) -> Vectors:
        """Never asked."""
        raise NotImplementedError


def serve(index: Path, target: Path, questions: int) -> dict[str, Any]:
    """Open an index and ask it; return latencies, memory and the recall of the dense leg."""
    real = open_index(index)
    asked = random.Random(SEED).sample(range(len(real.passages)), questions)
    texts = [" ".join(real.passages[position].text.split()[:14]) for position in asked]
    known = EmbeddedEncoder().encode_queries(texts)
    figures: dict[str, Any] = {}
    with timed(figures, "open"):
        reader = open_index(target)
    figures["opened, MiB"] = peak_memory()
    engine = LocalEngine(reader)
    tokens = {view: [weights_of(read(text)) for text in texts] for view, read in VIEWS.items()}
    for view, words in tokens.items():
        figures[f"{view} leg, ms"] = _latency(lambda at, v=view, w=words: engine.search_sparse(v, w[at], 10), questions)  # type: ignore[misc]
    figures["dense leg, ms"] = _latency(lambda at: engine.search_dense(known[at], 10), questions)
    retriever = Retriever(reader, reader.passages, lambda: Known(known), Weights())

    everywhere = Wanted()

    def search(at: int, wanted: Wanted = everywhere) -> object:
        terms = Terms(tokens["words"][at], tokens["folded"][at], str(at))
        return retriever.hits(retriever.rank(terms, wanted), 10)

    provinces = reader.passages.values("province")
    one = [Wanted(where=Filter(provinces=frozenset({random.Random(at).choice(provinces)}))) for at in range(questions)]
    figures["search without embedding, ms"] = _latency(search, questions)
    figures["search in one province, ms"] = _latency(lambda at: search(at, one[at]), questions)
    figures["serving, MiB"] = peak_memory()
    figures["dense kind"] = "every passage compared" if reader.dense.is_exact else "lists"
    figures["dense recall at 10"] = recall(reader, known)
    return figures


def _latency(action: Callable[[int], object], count: int) -> dict[str, float]:
    """Return the latency of one client, and the processor time, which a busy neighbour leaves alone."""
    for at in range(min(20, count)):
        action(at)
    seconds, processor = [], []
    for at in range(count):
        started, began = time.perf_counter(), time.thread_time()
        action(at)
        seconds.append(time.perf_counter() - started)
        processor.append(time.thread_time() - began)
    busy = percentiles_of(processor)
    return percentiles_of(seconds) | {"processor p50": busy["p50"], "processor p95": busy["p95"]}


def recall(reader: IndexReader, questions: Vectors, limit: int = 10) -> float:
    """Return the share of the true nearest ten that the dense leg finds; passages as near as the tenth count."""
    if reader.dense.is_exact:
        return 1.0
    found = 0.0
    best = np.full((len(questions), limit), -2.0, np.float32)
    for first in range(0, reader.dense.size, 16_384):
        block = reader.dense.vectors(first, min(16_384, reader.dense.size - first))
        best = -np.partition(-np.concatenate([best, questions @ block.T], axis=1), limit - 1, axis=1)[:, :limit]
    for question, tenth in zip(questions, best.min(axis=1), strict=True):
        found += float((reader.dense.search(question, limit).scores >= tenth - 1e-4).sum()) / limit
    return round(found / len(questions), 4)


def in_own_process(phase: str, index: Path, target: Path, size: int, questions: int) -> dict[str, Any]:
    """Run a phase in a new process and return its figures."""
    command = [sys.executable, "-m", "benchmarks.growth", "--phase", phase, "--index", str(index)]
    command += ["--target", str(target), "--sizes", str(size), "--questions", str(questions)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(index: Path, size: int, questions: int, folder: Path | None = None) -> dict[str, Any]:
    """Return the figures of one size; `folder` is where its index stays, and is used again when it is there."""
    with tempfile.TemporaryDirectory(prefix="kehoach-growth-") as name:
        target = (folder or Path(name)) / f"passages-{size}"
        remembered = target.with_suffix(".json")
        if not remembered.is_file():
            print(f"{size:,} passages: building…", file=sys.stderr, flush=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            remembered.write_text(json.dumps(in_own_process("build", index, target, size, questions)))
        print(f"{size:,} passages: searching…", file=sys.stderr, flush=True)
        return json.loads(remembered.read_text()) | in_own_process("serve", index, target, size, questions)


def kept(found: dict[str, Any], note: str, folder: Path = FOLDER) -> Path:
    """Write figures beside those of other sizes and runs: of every size the newest, with its own date and conditions.

    Args:
        found: "sizes" and "resemblance", either may be left out; of the latter the one of more texts is kept.
        note: What a reader of these figures must know.
        folder: Where results are.
    """
    before = read_results("growth", folder) or {"figures": {}}
    own = {"measured": before.get("measured"), "machine": before.get("machine"), "note": before.get("note", "")}
    sizes = {size: own | row for size, row in before["figures"].get("sizes", {}).items()}
    run = {"measured": today(), "machine": machine(), "note": note}
    sizes |= {size: row | run for size, row in found.get("sizes", {}).items()}
    alike, new = before["figures"].get("resemblance", {}), found.get("resemblance", {})
    alike = new | {"measured": today()} if new.get("sample", 0) >= alike.get("sample", 1) else alike
    figures = {"sizes": {size: sizes[size] for size in sorted(sizes, key=int)}, "resemblance": alike}
    return write_results("growth", figures, note, folder)


def main() -> int:
    """Measure and write `benchmarks/results/growth.json`; with --phase, one part of it for the parent process."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--full", action="store_true", help="up to a million")
    parser.add_argument("--index", metavar="DIR")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--sample", type=int, default=300, help="texts embedded for real; 2000 with --full")
    parser.add_argument("--phase", choices=("build", "serve"), help=argparse.SUPPRESS)
    parser.add_argument("--target", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help="keep the indexes here, and use those that are here")
    parser.add_argument("--note", default="")
    options = parser.parse_args()
    index = load_settings(index=options.index).index
    if options.phase == "build":
        print(json.dumps(build(index, options.target, options.sizes[0])))
    elif options.phase == "serve":
        print(json.dumps(serve(index, options.target, options.questions)))
    else:
        for size in options.sizes or (FULL if options.full else QUICK):
            figures = measure(index, size, options.questions, options.folder)
            print(size, json.dumps(figures, ensure_ascii=False), file=sys.stderr, flush=True)
            kept({"sizes": {str(size): figures}}, options.note)
        if sample := 2000 if options.full else options.sample:
            print(f"{sample} synthetic texts: embedding…", file=sys.stderr, flush=True)
            alike = resemblance(Sources(open_index(index)), EmbeddedEncoder(), SEED, sample)
            kept({"resemblance": alike}, options.note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
