"""This search beside the libraries people would otherwise take, on the same corpus, tokens and encoder, in one run.

python -m benchmarks.peers [--lexical-sizes 3000 10000 100000] [--gold DIR] [--index DIR]

Lexical: rank-bm25 and bm25s on the very tokens of the index. The whole: txtai (hybrid) and Haystack (in-memory BM25 and
embeddings, joined by reciprocal ranks), with the passages and vectors of the index and each library's own defaults
otherwise. What is not installed (`pip install -e '.[bench]'`) is left out and said so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bench import QUESTIONS, percentiles_of
from benchmarks.results import write_results
from benchmarks.synthetic import Sources, generate
from corpus.errors import KehoachError
from corpus.records import Passage
from index.build import Recipe, build_index
from index.dense import best
from index.encoder import Encoder, Vectors, open_encoder
from index.fields import dense_text
from index.lexical import Bm25Parameters, fit
from index.reader import IndexReader, open_index
from index.text import tokens
from search.engine import Engine
from search.evaluation.forms import in_form
from search.evaluation.gold import Place, Question, load_gold
from search.evaluation.retrieval_metrics import DEPTH, MEASURES, Found, question_scores
from search.evaluation.statistics import SEED
from search.settings import Settings, load_settings

SIZES = (3_000, 10_000, 100_000)
GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"
BLIND = Path(__file__).parent / "questions"
FORMS = ("as_written", "no_marks")
Scoring = Callable[[Sequence[str]], Any]


@dataclass(frozen=True, slots=True)
class Timing:
    """Wall and processor milliseconds of one client."""

    wall: dict[str, float]
    processor: dict[str, float]

    def row(self) -> dict[str, float]:
        """Return the figures that are kept."""
        return self.wall | {"processor p50": self.processor["p50"], "processor p95": self.processor["p95"]}


def timing(action: Callable[[int], object], times: int) -> Timing:
    """Time an action that is told how often it was called before."""
    wall, processor = [], []
    action(0)
    for number in range(times):
        started, began = time.perf_counter(), time.thread_time()
        action(number)
        wall.append(time.perf_counter() - started)
        processor.append(time.thread_time() - began)
    return Timing(percentiles_of(wall), percentiles_of(processor))


def lexical_systems() -> Iterator[tuple[str, Callable[[list[tuple[str, ...]]], tuple[Scoring, Scoring]]]]:
    """Yield name and fitting of each lexical system; fitting gives "all scores" and "the best ten"."""

    def ours(documents: list[tuple[str, ...]]) -> tuple[Scoring, Scoring]:
        index = fit(documents, Bm25Parameters())
        return index.scores, lambda query: best(index.scores(query), 10)

    def bm25s(documents: list[tuple[str, ...]]) -> tuple[Scoring, Scoring]:
        import bm25s as library

        model = library.BM25(method="atire", k1=1.5, b=0.75)
        model.index([list(document) for document in documents], show_progress=False)
        return (
            lambda query: model.get_scores(list(query)),
            lambda query: model.retrieve([list(query)], k=10, show_progress=False, n_threads=0),
        )

    def rank_bm25(documents: list[tuple[str, ...]]) -> tuple[Scoring, Scoring]:
        from rank_bm25 import BM25Okapi

        model = BM25Okapi(documents)
        return model.get_scores, lambda query: np.argsort(-model.get_scores(query))[:10]

    yield "kehoach", ours
    yield "bm25s", bm25s
    yield "rank-bm25", rank_bm25


def lexical(reader: IndexReader, sizes: Sequence[int]) -> dict[str, Any]:
    """Return fitting and scoring times of every lexical system at every size."""
    sources, figures = Sources(reader), dict[str, Any]()
    queries = [tokens(question) for question in QUESTIONS]
    for size in sizes:
        documents = [made.tokens["words"] for made in generate(sources, SEED, size)]
        rows: dict[str, Any] = {}
        for name, fitting in lexical_systems():
            try:
                began = time.process_time()
                scores, ten = fitting(documents)
            except ImportError as error:
                rows[name] = {"left out": str(error)}
                continue
            times = 200 if name != "rank-bm25" else max(4, 100_000 // size)
            rows[name] = {
                "fit, processor s": round(time.process_time() - began, 2),
                "all scores, ms": timing(lambda at, s=scores: s(queries[at % len(queries)]), times).row(),  # type: ignore[misc]
                "best ten, ms": timing(lambda at, t=ten: t(queries[at % len(queries)]), times).row(),  # type: ignore[misc]
            }
            print(size, name, rows[name], file=sys.stderr, flush=True)
        figures[str(size)] = rows
    return figures


Searching = Callable[[str], list[int]]


def text_of(passage: Passage) -> str:
    """Return what a peer is given of a passage: the same as our lexical index reads."""
    return f"{passage.context}\n{passage.text}"


def txtai_system(reader: IndexReader, encoder: Encoder) -> Searching:
    """Return a hybrid search of txtai, with our vectors."""
    from txtai import Embeddings

    asking = False

    def transform(texts: Sequence[str]) -> Vectors:
        return encoder.encode_queries(texts) if asking else stored(len(texts))

    position = 0

    def stored(count: int) -> Vectors:
        nonlocal position
        position += count
        return reader.dense.vectors(position - count, count)

    embeddings = Embeddings(method="external", transform=transform, hybrid=True)
    embeddings.index((number, text_of(passage), None) for number, passage in enumerate(reader.passages))
    asking = True
    return lambda question: [int(number) for number, _ in embeddings.search(question, DEPTH)]


def haystack_system(reader: IndexReader, encoder: Encoder) -> Searching:
    """Return BM25 and embeddings of Haystack's in-memory store, joined by reciprocal ranks."""
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
    from haystack import Document
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    vectors = reader.dense.vectors(0, len(reader.passages))
    store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
    store.write_documents(
        [
            Document(id=str(number), content=text_of(passage), embedding=vectors[number].tolist())
            for number, passage in enumerate(reader.passages)
        ]
    )
    words = InMemoryBM25Retriever(store, top_k=50)
    meaning = InMemoryEmbeddingRetriever(store, top_k=50)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH)

    def search(question: str) -> list[int]:
        vector = encoder.encode_queries([question])[0].tolist()
        lists = [words.run(query=question)["documents"], meaning.run(query_embedding=vector)["documents"]]
        return [int(document.id) for document in joiner.run(documents=lists)["documents"]]

    return search


def our_system(settings: Settings) -> Searching:
    """Return this project's search, opened anew."""
    engine = Engine.open(settings)
    engine.search(QUESTIONS[0])
    reader = engine.session.reader

    def search(question: str) -> list[int]:
        found = engine.search(question, top_k=DEPTH).hits
        positions = [reader.passages.position(hit.passage.passage_id) for hit in found]
        if None in positions:
            raise KehoachError("đoạn văn tìm thấy không có trong chỉ mục đang đo")
        return [position for position in positions if position is not None]

    return search


SYSTEMS: Mapping[str, Callable[[Settings, IndexReader, Encoder], Searching]] = {
    "kehoach": lambda settings, reader, encoder: our_system(settings),
    "txtai": lambda settings, reader, encoder: txtai_system(reader, encoder),
    "Haystack": lambda settings, reader, encoder: haystack_system(reader, encoder),
}


def whole(settings: Settings, sets: Mapping[str, Path]) -> dict[str, Any]:
    """Return the figures of every system, each measured in a process of its own, so that its memory is its own."""
    rows: dict[str, Any] = {}
    for name in SYSTEMS:
        print(f"  {name}…", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "benchmarks.peers", "--system", name, "--index", str(settings.index)]
        command += [f"--set={title}={folder}" for title, folder in sets.items()]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        rows[name] = json.loads(done.stdout.splitlines()[-1])
        print(f"  {name} {rows[name]}", file=sys.stderr, flush=True)
    return rows


def one_system(name: str, settings: Settings, sets: Mapping[str, Path]) -> dict[str, Any]:
    """Return building, opening, latency, memory and the quality on every set of questions of one system."""
    reader, encoder = open_index(settings.index), open_encoder(settings.encoder)
    encoder.encode_queries([QUESTIONS[0]])
    places = [_place(passage) for passage in reader.passages]
    row: dict[str, Any] = {}
    if name == "kehoach":
        # In another process, because what building needs is not what searching needs.
        row["build, processor s"] = _built_in_own_process(settings)
    began, held = time.process_time(), memory()
    try:
        search = SYSTEMS[name](settings, reader, encoder)
    except ImportError as error:
        return {"left out": str(error)}
    row["ready after, processor s"] = round(time.process_time() - began, 2)
    row.setdefault("build, processor s", row["ready after, processor s"])
    for title, folder in sets.items():
        questions = load_gold(folder).questions
        row[title] = {form: quality(search, questions, form, places) for form in FORMS}
    row["search, ms"] = timing(lambda at: search(QUESTIONS[at % len(QUESTIONS)]), 80).row()
    return row | {"memory gained, MiB": memory() - held}


class Stored:
    """An encoder that hands out the vectors of an index in their order: building without embedding."""

    name, identity = "stored", "stored"

    def __init__(self, reader: IndexReader) -> None:
        self.dimension, self._reader = reader.dense.dimension, reader
        self._positions = {dense_text(passage): at for at, passage in enumerate(reader.passages)}

    def encode_passages(self, texts: Sequence[str], progress: Any = None) -> Vectors:
        """Return the stored vector of each text."""
        return np.concatenate([self._reader.dense.vectors(self._positions[text], 1) for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Never asked."""
        raise NotImplementedError


def build_ours(settings: Settings) -> float:
    """Return the processor seconds of building this project's index from ready passages and vectors."""
    reader = open_index(settings.index)
    passages, encoder = list(reader.passages), Stored(reader)
    with tempfile.TemporaryDirectory(prefix="kehoach-peers-") as name:
        began = time.process_time()
        build_index(passages, index_dir=Path(name), encoder=encoder, recipe=Recipe("peers"), shipped=())
        return round(time.process_time() - began, 2)


def _built_in_own_process(settings: Settings) -> float:
    command = [sys.executable, "-m", "benchmarks.peers", "--system", "build", "--index", str(settings.index)]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()[-1])


def quality(
    search: Searching, questions: Sequence[Question], form: str, places: Sequence[tuple[str, Place]]
) -> dict[str, float]:
    """Return the mean of every measure over questions typed in one form."""
    typed = {question.id: in_form(form, question.id, question.text, SEED) for question in questions}
    found: dict[str, Found] = {key: [places[at] for at in search(text)] for key, text in typed.items()}
    scores = question_scores(questions, found, places).values()
    return {measure: round(sum(score[measure] for score in scores) / len(questions), 3) for measure in MEASURES}


def _place(passage: Passage) -> tuple[str, Place]:
    return passage.passage_id, Place(passage.plan_id, (passage.span.first_line, passage.span.last_line))


def memory() -> int:
    """Return the resident memory of this process in MiB; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def measure(settings: Settings, sizes: Sequence[int], gold: Path) -> dict[str, Any]:
    """Return all figures; the development set is asked where it is there, the blind one always."""
    reader = open_index(settings.index)
    folders = {"development": gold, "blind": BLIND}
    sets = {title: folder for title, folder in folders.items() if folder.is_dir()}
    return {
        "lexical": lexical(reader, sizes),
        "questions": {title: len(load_gold(folder).questions) for title, folder in sets.items()},
        "passages": len(reader.passages),
        "whole": whole(settings, sets),
    }


def main() -> int:
    """Measure and write `benchmarks/results/peers.json`; with --system, one part of it for the parent process."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--lexical-sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--index", metavar="DIR")
    parser.add_argument("--note", default="")
    parser.add_argument("--system", choices=[*SYSTEMS, "build"], help=argparse.SUPPRESS)
    parser.add_argument("--set", action="append", default=[], help=argparse.SUPPRESS)
    options = parser.parse_args()
    settings = load_settings(index=options.index)
    if options.system == "build":
        print(build_ours(settings))
    elif options.system:
        sets = {title: Path(folder) for title, _, folder in (each.partition("=") for each in options.set)}
        print(json.dumps(one_system(options.system, settings, sets)))
    else:
        write_results("peers", measure(settings, options.lexical_sizes, options.gold), options.note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
