"""`docs/performance.md`, written from the figures in `benchmarks/results/`: python -m benchmarks.page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.results import FOLDER, read_results

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
_HEAD = """# Performance

This page is written by `make bench` from the files in `benchmarks/results/`; do not edit it. "Processor" is the time
the asking thread spent computing: what a quiet machine would need, whatever else this one was doing.
"""
_WHY_LEXICAL = """
Why: rank-bm25 walks every passage in Python for every word. bm25s adds up compiled rows with numpy's indexing, which
copies each row several times; here the same rows are added by the compiled loop of scipy's sparse product, in float64,
so that the scores stay rank-bm25's. Fitting, rank-bm25 only counts and leaves every sum to the questions; bm25s and
this project work the sums out first. bm25s with its optional numba engine was not compared."""
_WHY_WHOLE = """
This project was developed with both sets at hand, the others with neither: on questions nobody has seen the distance
will be smaller. Time includes embedding the question. Building starts from ready passages and vectors; the others keep
what they built in memory and build it again at each start, this project opens the stored index, checksums included.
Memory is what a process of its own gains, libraries included, until all questions are answered.

Why: building here segments Vietnamese into words and keeps two views of them, the others split at spaces; opening reads
every file to compare its checksum and loads the records behind answers. What makes the difference in quality is not the
engine: here the question is read first (marks restored, province and intent understood, abbreviations and colloquial
words looked up), which takes a few milliseconds more than looking up the words as they stand. The others are general
tools and do not claim to know Vietnamese."""
_ABOUT_GROWTH = """Synthetic provinces (`benchmarks/synthetic.py`): the five plans renumbered, paraphrased and
recombined, seeded; vectors are those of the sources plus noise. Questions are beginnings of real passages, embedded for
real. Search is the three legs, fusion and the ordering of hits, without embedding the question (10 to 20 ms at every
size). Building leaves out embedding. Build and legs are processor time, in seconds and, at the median, milliseconds.
Every passage is compared up to 300,000; above, 2√n lists of whole vectors in half precision, of which a search reads a
fifth (`index/dense.py`).

What grows how: the words of a question are added up over every passage that has them, and the fused score is worked out
for every passage once, so both grow with the corpus; the order of the best is found among a few hundred; lists are read
in √n pieces. Where a province or plan is named, only its passages are scored, whatever the size.
"""
_ABOUT_DURABILITY = """
It is killed at every step at which a build touches the disk ({} of them). "seed 1" is the old generation, "seed 2" the
new one: whichever served was whole and gave the answers of an undisturbed build. See `benchmarks/durability.py` and
[threats.md](threats.md)."""
_RESEMBLANCE = """
How synthetic the vectors are: of {} synthetic texts embedded for real, the mean cosine with the synthetic vector is {},
with the source's {}, with another passage's {}. Neighbours of synthetic passages are clearer than those of real ones
would be, so the recall of lists is an upper bound."""


def write_page(path: Path = PAGE, folder: Path = FOLDER) -> None:
    """Write the page; a part that was not measured says so."""
    path.write_text("\n".join(page(folder)) + "\n", encoding="utf-8")


def page(folder: Path = FOLDER) -> Iterator[str]:
    """Yield the lines of the page."""
    yield _HEAD
    for title, name, section in (
        ("The five plans", "bench", _usual),
        ("The lexical leg beside rank-bm25 and bm25s", "peers", _lexical),
        ("The whole beside txtai and Haystack", "peers", _whole),
        ("The server under load", "soak", _soak),
        ("Growth on one machine", "growth", _growth),
        ("Milvus beside the engine in this process", "milvus", _milvus),
        ("Durability", "durability", _durability),
    ):
        yield f"## {title}\n"
        found = read_results(name, folder)
        if found is None:
            yield "Not measured yet.\n"
            continue
        yield from section(found["figures"])
        yield f"\n{_circumstances(found)}\n"


def _circumstances(found: Mapping[str, Any]) -> str:
    machine = found["machine"]
    # What differs from row to row stands with the rows.
    found = found if "sizes" not in found["figures"] else {**found, "note": ""}
    line = f"Measured {found['measured']}: Python {machine['python']}, {machine['processor']}, {machine['cores']} cores"
    return f"*{line}. {found['note']}*".replace(". *", ".*")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"


def _usual(figures: Mapping[str, Any]) -> Iterator[str]:
    keys = ("p50", "p95", "min", "max", "runs")
    rows = ((name, *(row.get(key, "") for key in keys)) for name, row in figures.items())
    yield from table(("case", "p50 ms", "p95 ms", "min", "max", "runs"), rows)


def _lexical(figures: Mapping[str, Any]) -> Iterator[str]:
    yield "The same tokens of synthetic passages, the same questions, one client; milliseconds of processor time.\n"
    rows = []
    for size, systems in figures["lexical"].items():
        for name, row in systems.items():
            if "left out" in row:
                rows.append((size, name, "not installed", "", "", ""))
                continue
            scores, ten = row["all scores, ms"], row["best ten, ms"]
            cells = [f"{each['processor p50']} / {each['processor p95']}" for each in (scores, ten)]
            rows.append((size, name, *cells, row["fit, processor s"], scores["runs"]))
    header = ("passages", "system", "all scores p50 / p95", "best ten p50 / p95", "fit, s", "runs")
    yield from table(header, rows)
    yield ""
    yield from _who_wins(figures["lexical"])


def _who_wins(sizes: Mapping[str, Any]) -> Iterator[str]:
    for what in ("all scores, ms", "best ten, ms", "fit, processor s"):
        faster = []
        for size, systems in sizes.items():
            mine = _number(systems["kehoach"][what])
            faster += [
                f"{name} at {size} ({_number(row[what])} against {mine})"
                for name, row in systems.items()
                if what in row and _number(row[what]) < mine
            ]
        verdict = f"faster than this project: {', '.join(faster)}" if faster else "no peer is faster at the median"
        yield f"- {what.split(',')[0].capitalize()}: {verdict}."
    yield _WHY_LEXICAL


def _number(value: Any) -> float:
    return float(value["processor p50"] if isinstance(value, Mapping) else value)


def _whole(figures: Mapping[str, Any]) -> Iterator[str]:
    asked = " and ".join(f"{count} of the {title} set" for title, count in figures["questions"].items())
    yield f"Questions: {asked}, over the same {figures['passages']} passages, with the same encoder and vectors;"
    yield "everything else is each library's own default. Quality as typed / without marks.\n"
    measures = ("hit@5", "hit@10", "mrr@10", "ndcg@10")
    rows = []
    for name, row in figures["whole"].items():
        for title in figures["questions"] if "left out" not in row else ():
            typed, bare = row[title]["as_written"], row[title]["no_marks"]
            rows.append((name, title, *(f"{typed[measure]} / {bare[measure]}" for measure in measures)))
    yield from table(("system", "questions", *measures), rows)
    yield ""
    header = ("system", "search p50 / p95, ms", "processor p50", "build, s", "ready after, s", "memory MiB")
    rows = []
    for name, row in figures["whole"].items():
        if "left out" in row:
            rows.append((name, "not installed", "", "", "", ""))
            continue
        search = row["search, ms"]
        built = row.get("build, processor s", "")
        times = (f"{search['p50']} / {search['p95']}", search["processor p50"], built)
        rows.append((name, *times, row["ready after, processor s"], row["memory gained, MiB"]))
    yield from table(header, rows)
    yield ""
    yield from _who_wins_whole(figures)
    yield _WHY_WHOLE


def _who_wins_whole(figures: Mapping[str, Any]) -> Iterator[str]:
    rows = {name: row for name, row in figures["whole"].items() if "left out" not in row}
    measured = {
        "Search, processor": lambda row: row["search, ms"]["processor p50"],
        "Build": lambda row: row.get("build, processor s"),
        "Ready after": lambda row: row["ready after, processor s"],
        "Memory": lambda row: row["memory gained, MiB"],
        **{f"{title}, mrr@10": lambda row, t=title: -row[t]["as_written"]["mrr@10"] for title in figures["questions"]},  # type: ignore[misc]
    }
    for what, value in measured.items():
        mine = value(rows["kehoach"])
        better = (
            [] if mine is None else [f"{name} ({abs(value(row))})" for name, row in rows.items() if value(row) < mine]
        )
        if better:
            yield f"- {what}: better than this project ({abs(mine)}): {', '.join(better)}."
        else:
            yield f"- {what}: no peer is better."


def _growth(figures: Mapping[str, Any]) -> Iterator[str]:
    yield _ABOUT_GROWTH
    header = (
        "passages",
        "build, s",
        "build peak MiB",
        "index MiB",
        "open, s",
        "words",
        "folded",
        "dense",
        "search p50 / p95",
        "in one province",
        "serving MiB",
        "dense kind",
        "recall@10",
        "measured",
    )
    yield from table(header, (_grown(size, row) for size, row in figures["sizes"].items()))
    alike = figures["resemblance"]
    if alike:
        names = ("sample", "with the synthetic vector", "with the source", "with another passage")
        yield _RESEMBLANCE.format(*(alike[name] for name in names))
    for note, sizes in _notes(figures["sizes"]).items():
        yield f"\n{', '.join(sizes)} passages: {note}"


def _grown(size: str, row: Mapping[str, Any]) -> tuple[object, ...]:
    processor = [value for name, value in row.items() if name.endswith("processor s") and name != "open, processor s"]
    legs = [row[f"{leg} leg, ms"]["processor p50"] for leg in ("words", "folded", "dense")]
    search, province = row["search without embedding, ms"], row.get("search in one province, ms")
    return (
        f"{int(size):,}",
        round(sum(processor), 1),
        row["build peak memory, MiB"],
        row["index, MiB"],
        row["open, s"],
        *legs,
        f"{search['processor p50']} / {search['processor p95']} (wall {search['p50']} / {search['p95']})",
        f"{province['processor p50']} / {province['processor p95']}" if province else "not measured",
        row["serving, MiB"],
        row["dense kind"],
        row["dense recall at 10"],
        row.get("measured", ""),
    )


def _notes(sizes: Mapping[str, Any]) -> Mapping[str, list[str]]:
    """Return what a reader must know, and of which sizes."""
    notes: dict[str, list[str]] = {}
    for size, row in sizes.items():
        if row.get("note"):
            notes.setdefault(row["note"], []).append(f"{int(size):,}")
    return notes


def _soak(figures: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{figures['clients']} clients ask without a pause for {figures['seconds']} s while the index switches"
        f" {figures['switches']} times, two workers on two cores.\n"
    )
    memory = f"{min(figures['memory_mb'])} to {max(figures['memory_mb'])}"
    row = [figures[name] for name in ("answers", "failures", "per_second", "p50_ms", "p95_ms", "p99_ms")]
    header = ("answers", "failures", "answers a second", "p50 ms", "p95 ms", "p99 ms", "memory, MB", "growth, MB")
    yield from table(header, [(*row, memory, figures["memory_growth_mb"])])


def _milvus(figures: Mapping[str, Any]) -> Iterator[str]:
    yield f"{figures['questions']} questions over {figures['passages']} passages (`benchmarks/milvus_smoke.py`).\n"
    request = figures["a request, ms"]
    rows = [(leg, f"{count} of {figures['questions']}") for leg, count in figures["same ten passages"].items()]
    yield from table(("leg", "the same ten passages, the same scores"), rows)
    yield (
        f"\nA request takes {request['p50']} ms at the median, {request['p95']} at the 95th percentile."
        f" {figures['switches under load']} switches while {figures['answers meanwhile']} questions were answered:"
        f" {len(figures['failures'])} failures. An interrupted load"
        f" {'went on where it stopped' if figures['an interrupted load went on'] else 'began again'}."
    )


def _durability(figures: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        (
            name,
            row["trials"],
            "; ".join(f"{what}: {count}" for what, count in row["outcomes"].items()),
            len(row["failures"]),
        )
        for name, row in figures.items()
        if isinstance(row, Mapping)
    ]
    yield from table(("trial", "trials", "outcome", "failures"), rows)
    yield _ABOUT_DURABILITY.format(len(figures["steps"]))


if __name__ == "__main__":
    write_page()
