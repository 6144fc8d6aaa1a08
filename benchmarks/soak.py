"""A long run of the server under load while the index is switched under it.

python -m benchmarks.soak [--seconds 60] [--clients 32] [--switches 20] [--index DIR] [--json]

Starts `kehoach serve` on a free loopback port with a copy of the index, lets every client ask question after question,
switches in a new generation at even intervals, and says how long answers took, how many failed, and what memory did.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks.page import write_page
from benchmarks.results import write_results
from index import store
from search.settings import load_settings

QUESTIONS = (
    "Ai lo nước sạch nông thôn ở Bến Tre?",
    "so y te an giang chu tri nhung viec gi",
    "Tỷ lệ che phủ rừng đến năm 2030 là bao nhiêu?",
    "who is responsible for reducing child labour",
    "Kế hoạch của Đắk Nông do ai ký?",
    "So sánh mục tiêu an toàn giao thông giữa các tỉnh",
    "Sở NN&PTNT Kiên Giang phối hợp với ai về biến đổi khí hậu?",
    "ai lo nuoc sach o tra vinh",
)
# What an allocator may keep without anything being lost in the program.
_LEEWAY = 0.1
_SAMPLE_EVERY = 0.5
_SHOWN = 20


@dataclass(slots=True)
class Seen:
    """What the clients saw."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    generations: set[str] = field(default_factory=set)


@contextmanager
def served(index: Path, errors: Path) -> Iterator[tuple[int, str]]:
    """Run a server and give its process id and its address."""
    command = [sys.executable, "-m", "api.cli", "serve", "--host", "127.0.0.1", "--port", "0", "--index", str(index)]
    with errors.open("wb") as stream:
        process = subprocess.Popen(command, stderr=stream, stdout=subprocess.DEVNULL)
    try:
        yield process.pid, _address(errors)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _address(errors: Path) -> str:
    for _ in range(1200):
        found = re.search(r'"address": "([^"]+)"', errors.read_text(encoding="utf-8"))
        if found:
            return found[1]
        time.sleep(0.05)
    raise SystemExit(errors.read_text(encoding="utf-8"))


def ask(address: str, end: float, number: int, seen: Seen) -> None:
    """Ask one question after another until the end."""
    chosen, place = random.Random(number), urlsplit(address).netloc
    connection = http.client.HTTPConnection(place, timeout=60)
    while time.monotonic() < end:
        body = json.dumps({"question": chosen.choice(QUESTIONS)})
        started = time.perf_counter()
        try:
            connection.request("POST", "/v1/ask", body, {"content-type": "application/json"})
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            seen.failures.append(repr(error))
            connection = http.client.HTTPConnection(place, timeout=60)
            continue
        if response.status != 200:
            seen.failures.append(f"{response.status} {content[:200]!r}")
            continue
        seen.seconds.append(time.perf_counter() - started)
        seen.generations.add(response.headers["x-kehoach-generation"])
    connection.close()


def switch(index: Path, number: int) -> None:
    """Switch in another generation with the same content, as a build does."""
    with store.writing(index) as folder:
        current = store.open_current(index)
        for name in current.manifest.files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(current.folder / name, folder / name)
        store.commit(index, folder, replace(current.manifest, created=f"soak {number}"))


def memory(pid: int) -> int:
    """Return the resident memory of a process in MB; 0 where the system does not say."""
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0


def watch(pid: int, end: float, sizes: list[int]) -> None:
    """Note the memory of a process at even intervals until the end."""
    while time.monotonic() < end:
        sizes.append(memory(pid))
        time.sleep(_SAMPLE_EVERY)


def soak(index: Path, seconds: float, clients: int, switches: int) -> dict[str, Any]:
    """Return the figures of one run."""
    seen = Seen()
    sizes: list[int] = []
    with tempfile.TemporaryDirectory(prefix="kehoach-soak-") as name:
        copy = Path(name) / "index"
        shutil.copytree(index, copy)
        with served(copy, Path(name) / "stderr") as (pid, address):
            # The first answer waits for the index.
            ask(address, time.monotonic() + 0.01, 0, Seen())
            began = time.monotonic()
            end = began + seconds
            threads = [threading.Thread(target=ask, args=(address, end, number, seen)) for number in range(clients)]
            threads.append(threading.Thread(target=watch, args=(pid, end, sizes)))
            for thread in threads:
                thread.start()
            for number in range(switches):
                time.sleep(max(0.0, began + seconds * (number + 0.5) / switches - time.monotonic()))
                switch(copy, number)
            for thread in threads:
                thread.join()
            elapsed = time.monotonic() - began
    return figures(seen, sizes, elapsed, clients, switches)


def figures(seen: Seen, sizes: list[int], elapsed: float, clients: int, switches: int) -> dict[str, Any]:
    """Return what was seen as a few numbers."""
    ordered = sorted(seen.seconds) or [0.0]
    growth = memory_growth(sizes)
    return {
        "clients": clients,
        "switches": switches,
        "seconds": round(elapsed, 1),
        "answers": len(seen.seconds),
        "failures": len(seen.failures),
        "first_failures": seen.failures[:3],
        "generations": len(seen.generations),
        "per_second": round(len(seen.seconds) / elapsed, 1),
        **{f"p{p}_ms": round(ordered[min(len(ordered) - 1, len(ordered) * p // 100)] * 1000, 1) for p in (50, 95, 99)},
        "memory_mb": sizes[:: max(1, len(sizes) // _SHOWN)],
        "memory_growth_mb": growth,
        "memory_is_flat": growth <= _LEEWAY * max(sizes, default=0),
    }


def memory_growth(sizes: Sequence[int]) -> int:
    """Return by how much the last third of a run needed more memory than the second, each at its median.

    The first third fills what is made at the first question of a kind. While a generation is opened beside the one that
    serves there are two in memory, so single samples say little.
    """
    third = len(sizes) // 3
    if third == 0:
        return 0
    return int(median(sizes[-third:]) - median(sizes[-2 * third : -third]))


def main() -> int:
    """Run, print the figures, and fail when a request was lost or memory grew."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--switches", type=int, default=20)
    parser.add_argument("--index", metavar="DIR")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = soak(load_settings(index=options.index).index, options.seconds, options.clients, options.switches)
    write_results("soak", result, note="Latency is that of a queue: every client asks again at once.")
    write_page()
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:15} {value}")
    return 1 if result["failures"] or not result["memory_is_flat"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
