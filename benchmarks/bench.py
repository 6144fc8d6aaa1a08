"""`make bench`: how long things take on this machine, beside others, and as the corpus grows.

    python -m benchmarks.bench [--full] [--only bench peers growth durability] [--index DIR] [--note TEXT]

Writes `benchmarks/results/*.json` and from them `docs/performance.md`. The quick form takes some minutes; `--full` adds
a million passages and the full durability trials. Every part is a process of its own; when one fails the others run and
the page keeps its last figures. Medians and 95th percentiles in milliseconds.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from benchmarks.page import write_page
from benchmarks.results import read_results, write_results
from corpus.parsing import load_plans
from index.encoder import open_encoder
from search.engine import Engine
from search.settings import load_settings

QUESTIONS = (
    "Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?",
    "ai lo nuoc sach nong thon o an giang",
    "who is responsible for clean water in rural areas",
    "tỷ lệ che phủ rừng Kiên Giang năm 2030",
    "Sở Y tế Đắk Nông chủ trì những nhiệm vụ gì?",
    "con gái lấy chồng sớm thì bên nào lo",
    "báo cáo kế hoạch tăng trưởng xanh trước ngày nào",
    "so sánh mục tiêu tai nạn giao thông các tỉnh",
)
PARTS = ("bench", "peers", "growth", "durability")
Case = tuple[str, Callable[[], object], int]


def percentiles(action: Callable[[], object], times: int) -> dict[str, float]:
    """Run an action and return the median, the 95th percentile and the spread of its duration, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return percentiles_of(taken)


def percentiles_of(seconds: Sequence[float]) -> dict[str, float]:
    """Return the median, the 95th percentile and the spread of durations, in milliseconds."""
    taken = sorted(1000 * each for each in seconds)
    return {
        "p50": round(statistics.median(taken), 2),
        "p95": round(taken[min(len(taken) - 1, int(0.95 * len(taken)))], 2),
        "min": round(taken[0], 2),
        "max": round(taken[-1], 2),
        "runs": len(taken),
    }


def warm_cases(engine: Engine) -> Sequence[Case]:
    """Return the cases that run in an engine that is already open."""
    turn = iter(range(10**9))

    def question() -> str:
        return QUESTIONS[next(turn) % len(QUESTIONS)]

    return (
        ("search, warm", lambda: engine.search(question()), 160),
        ("ask, warm", lambda: engine.ask(question()), 160),
        ("compare a topic, warm", lambda: engine.compare("an toàn giao thông"), 40),
    )


def say(what: str) -> None:
    """Tell whoever waits what is being measured."""
    print(f"  {what}", file=sys.stderr, flush=True)


@contextmanager
def busy_neighbour() -> Iterator[None]:
    """Keep one processor busy with another process."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            yield
        finally:
            process.kill()


def cold(arguments: Sequence[str]) -> Callable[[], object]:
    """Return an action that runs the command line in a new process."""
    return lambda: subprocess.run([sys.executable, "-m", "api.cli", *arguments], capture_output=True, check=False)


def stages(engine: Engine, times: int) -> dict[str, dict[str, float]]:
    """Return how long each stage of an answer takes, by the answers' own account, and embedding alone."""
    taken: dict[str, list[float]] = {}
    for number in range(times):
        for stage, milliseconds in engine.ask(QUESTIONS[number % len(QUESTIONS)]).timings_ms.items():
            taken.setdefault(stage, []).append(milliseconds / 1000)
    encoder = open_encoder(engine.settings.encoder)
    figures = {f"stage: {stage}": percentiles_of(seconds) for stage, seconds in taken.items() if stage != "total"}
    turn = iter(range(10**9))
    figures["stage: embedding a question (part of retrieval)"] = percentiles(
        lambda: encoder.encode_queries([QUESTIONS[next(turn) % len(QUESTIONS)]]), times
    )
    return figures


def builds() -> dict[str, dict[str, float]]:
    """Return how long a build into an empty folder takes and one that finds nothing new, and the memory it needs."""
    with tempfile.TemporaryDirectory(prefix="kehoach-bench-") as folder:
        command = cold(["build", "--index", folder])
        figures = {"build, embeddings shipped": percentiles(command, 1), "build, nothing new": percentiles(command, 3)}
    # The largest child so far was the build.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return figures | {"memory of a build, MiB": {"max": round(peak, 1)}}


def measure(quick: bool, index: str | None = None) -> dict[str, dict[str, float]]:
    """Run every case and return its figures by name."""
    settings = load_settings(index=index)
    place = ["--index", str(settings.index)]
    few = 3 if quick else 10
    say("builds")
    figures = builds()
    say("parse the plans")
    figures["parse the plans"] = percentiles(lambda: load_plans(settings.corpus), few)
    engine = Engine.open(settings)
    for question in QUESTIONS:
        engine.ask(question)
    engine.compare("nước sạch")
    for name, action, times in warm_cases(engine):
        say(name)
        figures[name] = percentiles(action, times // 2 if quick else times)
    with busy_neighbour():
        for name, action, times in warm_cases(engine)[:2]:
            figures[f"{name}, beside a busy process"] = percentiles(action, times // 2 if quick else times)
    say("stages")
    figures |= stages(engine, 80 if quick else 160)
    say("cold starts")
    figures["kehoach --help, cold"] = percentiles(cold(["--help"]), few)
    figures["kehoach search, cold"] = percentiles(cold(["search", QUESTIONS[0], *place]), few)
    figures["kehoach ask, cold"] = percentiles(cold(["ask", QUESTIONS[0], *place]), few)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["memory of a warm process, MiB"] = {"max": round(memory, 1)}
    return figures


def run(parts: Sequence[str], quick: bool, index: str | None, note: str) -> list[str]:
    """Run the parts, one process after the other, and write the page after each; return those that failed."""
    place = ["--index", index] if index else []
    full = [] if quick else ["--full"]
    # The short trials prove what the full ones do, a fifth as often: they do not replace the figures of those.
    keep = [] if quick and read_results("durability") else ["--keep"]
    commands = {
        "bench": ["benchmarks.bench", *place, *full, "--measure", "--note", note],
        "peers": ["benchmarks.peers", *place, "--note", note],
        "growth": ["benchmarks.growth", *place, *full, "--note", note],
        "durability": ["benchmarks.durability", *full, *keep],
    }
    failed, began = [], time.monotonic()
    for part, arguments in commands.items():
        if part in parts:
            started = time.monotonic()
            print(f"{part}…", file=sys.stderr, flush=True)
            if subprocess.run([sys.executable, "-m", *arguments], check=False, stdout=sys.stderr).returncode:
                failed.append(part)
            outcome = "FAILED" if part in failed else "done"
            print(f"{part}: {outcome} after {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
            write_page()
    print(f"{', '.join(parts)}: {time.monotonic() - began:.0f} s in all, docs/performance.md written", file=sys.stderr)
    return failed


def main() -> int:
    """Measure, keep the figures, write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--full", action="store_true", help="up to a million passages, all durability trials")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--index", metavar="DIR")
    parser.add_argument("--note", default="", help="what a reader of the figures must know")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        write_results("bench", dict(measure(not options.full, options.index)), options.note)
        return 0
    failed = run(options.only, not options.full, options.index, options.note)
    for part in failed:
        print(f"{part}: not measured, see above; the page shows its last figures", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
