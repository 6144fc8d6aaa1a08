"""`make bench`: how long things take on this machine, as a table; `--json FILE` keeps the numbers.

Cases run in this process except the cold starts, which are new processes. Medians and 95th percentiles in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.parsing import load_plans
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
Case = tuple[str, Callable[[], object], int]


def percentiles(action: Callable[[], object], times: int) -> dict[str, float]:
    """Run an action and return the median, the 95th percentile and the spread of its duration, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - start))
    taken.sort()
    return {
        "p50": round(statistics.median(taken), 2),
        "p95": round(taken[min(len(taken) - 1, int(0.95 * len(taken)))], 2),
        "min": round(taken[0], 2),
        "max": round(taken[-1], 2),
        "runs": times,
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


def cold(arguments: Sequence[str]) -> Callable[[], object]:
    """Return an action that runs the command line in a new process."""
    return lambda: subprocess.run([sys.executable, "-m", "api.cli", *arguments], capture_output=True, check=False)


def measure(quick: bool) -> dict[str, dict[str, float]]:
    """Run every case and return its figures by name."""
    settings = load_settings()
    few = 3 if quick else 10
    figures = {"parse the plans": percentiles(lambda: load_plans(settings.corpus), few)}
    engine = Engine.open(settings)
    for question in QUESTIONS:
        engine.ask(question)
    engine.compare("nước sạch")
    for name, action, times in warm_cases(engine):
        figures[name] = percentiles(action, times // 2 if quick else times)
    figures["kehoach --help, cold"] = percentiles(cold(["--help"]), few)
    figures["kehoach search, cold"] = percentiles(cold(["search", QUESTIONS[0]]), few)
    figures["kehoach ask, cold"] = percentiles(cold(["ask", QUESTIONS[0]]), few)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["memory of a warm process, MiB"] = {"max": round(memory, 1)}
    return figures


def main() -> int:
    """Print the table; keep the numbers when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="more runs")
    parser.add_argument("--json", metavar="FILE", help="write the figures here")
    options = parser.parse_args()
    figures = measure(quick=not options.full)
    print("| case | p50 ms | p95 ms | min | max | runs |\n|---|---|---|---|---|---|")
    for name, row in figures.items():
        cells = " | ".join(str(row.get(key, "")) for key in ("p50", "p95", "min", "max", "runs"))
        print(f"| {name} | {cells} |")
    if options.json:
        machine = {"python": platform.python_version(), "processor": platform.machine(), "cores": os.cpu_count()}
        path = Path(options.json)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"machine": machine, "figures": figures}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
