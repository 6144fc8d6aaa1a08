"""What is left of an index when a build is killed, a file is damaged or the disk refuses.

python -m benchmarks.durability [--full] [--seed N] [--json]

Every build here runs in a forked process and is killed or refused at one step; afterwards the old generation or the new
one must serve, whole: every file verified, every passage readable, the same answers as an undisturbed build gives.
"""

from __future__ import annotations

import argparse
import errno
import json
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.results import write_results
from benchmarks.sample_index import build_sample, generation_folder, serving
from benchmarks.steps import CRASHED, REFUSED, die_at, fail_at, in_child, names_of_steps
from corpus.errors import IndexDamaged, KehoachError
from index.store import CURRENT, MANIFEST, open_current

OLDER, OLD, NEW = 0, 1, 2
# A build of the sample takes some 50 ms; what follows a step is over well within 5.
_LONGEST_DELAY = 0.005
ERRORS = (errno.ENOSPC, errno.EROFS, errno.EIO)


@dataclass(slots=True)
class Tally:
    """How many trials of one kind there were, how they ended, and what went wrong."""

    trials: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, outcome: str) -> None:
        """Count a trial."""
        self.trials += 1
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1


class Laboratory:
    """An index with an old generation, how a new one is built over it, and what each of them answers."""

    def __init__(self, base: Path, seed: int) -> None:
        self.chosen = random.Random(seed)
        self._base = base
        self._old = base / "old"
        # Two generations, so that a build also removes one.
        build_sample(self._old, OLDER)
        build_sample(self._old, OLD)
        self._answers = {f"seed {OLD}": serving(self._old)[1]}
        both = self.fresh()
        build_sample(both, NEW)
        self._answers[f"seed {NEW}"] = serving(both)[1]
        self.both = self._base / "both"
        both.rename(self.both)

    def fresh(self) -> Path:
        """Return a copy of the index with the old generations."""
        folder = self._base / "tried"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._old, folder)
        return folder

    def check(self, index_dir: Path, tally: Tally, name: str) -> str:
        """Return which generation serves ("seed 1", "seed 2"); it must be whole, and a build must work again."""
        try:
            made_of, answers, warnings = serving(index_dir)
        except Exception as error:
            tally.failures.append(f"{name}: {type(error).__name__}: {error}")
            return "nothing"
        if warnings or answers != self._answers.get(made_of):
            tally.failures.append(f"{name}: {made_of} {warnings or 'answers otherwise'}")
        return made_of

    def check_repaired(self, index_dir: Path, tally: Tally, name: str) -> None:
        """Build once more, undisturbed: the new generation must serve and nothing unfinished may lie about."""
        build_sample(index_dir, NEW)
        if self.check(index_dir, tally, f"{name}, built again") != f"seed {NEW}":
            tally.failures.append(f"{name}: the next build does not serve")
        left = [path.name for path in index_dir.iterdir() if path.name.startswith(".building")]
        if left:
            tally.failures.append(f"{name}: left {left}")


def kills_at_steps(laboratory: Laboratory, seeds: int) -> tuple[Tally, list[str]]:
    """Kill a build at every step: once right there, and `seeds` - 1 times a moment later."""
    tally = Tally()
    steps = _steps(laboratory)
    for number, name in enumerate(steps):
        for seed in range(seeds):
            index_dir = laboratory.fresh()
            delay = 0.0 if seed == 0 else laboratory.chosen.uniform(0.0001, _LONGEST_DELAY)

            def build(folder: Path = index_dir, step: int = number, wait: float = delay) -> None:
                die_at(folder, step, wait)
                build_sample(folder, NEW)

            code = in_child(build)
            if code > 0:
                tally.failures.append(f"{name}: ended with {code} instead of being killed")
            tally.add(laboratory.check(index_dir, tally, f"killed {delay:.4f} s after '{name}'"))
            if seed == 0:
                laboratory.check_repaired(index_dir, tally, f"killed at '{name}'")
    return tally, steps


def _steps(laboratory: Laboratory) -> list[str]:
    index_dir = laboratory.fresh()
    return names_of_steps(index_dir, lambda: build_sample(index_dir, NEW))


def random_kills(laboratory: Laboratory, count: int) -> Tally:
    """Kill a build by SIGKILL after a random time, from outside."""
    tally = Tally()
    index_dir = laboratory.fresh()
    started = time.monotonic()
    in_child(lambda: build_sample(index_dir, NEW))
    whole = time.monotonic() - started
    for number in range(count):
        index_dir = laboratory.fresh()
        in_child(lambda folder=index_dir: build_sample(folder, NEW), laboratory.chosen.uniform(0, 1.1 * whole))  # type: ignore[misc]
        tally.add(laboratory.check(index_dir, tally, f"random kill {number}"))
    return tally


def refused_steps(laboratory: Laboratory, every: int) -> Tally:
    """Let the disk refuse every `every`-th step and all after it: full, read-only, broken."""
    tally = Tally()
    for number, name in list(enumerate(_steps(laboratory)))[::every]:
        for error in ERRORS:
            index_dir = laboratory.fresh()

            def build(folder: Path = index_dir, step: int = number, code: int = error) -> None:
                fail_at(folder, step, code)
                build_sample(folder, NEW)

            _refused(laboratory, tally, build, index_dir, f"{errno.errorcode[error]} at '{name}'")
    return tally


def full_disk(laboratory: Laboratory, sizes: int) -> Tally:
    """Let no file grow beyond a size, so that writing fails in the middle of files."""
    tally = Tally()
    folder = generation_folder(laboratory.both)
    largest = max(path.stat().st_size for path in folder.iterdir())
    for size in sorted(laboratory.chosen.randrange(largest) for _ in range(sizes)):
        index_dir = laboratory.fresh()

        def build(folder: Path = index_dir, limit: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            build_sample(folder, NEW)

        _refused(laboratory, tally, build, index_dir, f"files of {size} bytes at most")
    return tally


def _refused(laboratory: Laboratory, tally: Tally, build: Callable[[], None], index_dir: Path, name: str) -> None:
    code = in_child(build)
    if code not in (0, REFUSED):
        tally.failures.append(f"{name}: {'another error than ours' if code == CRASHED else code}")
    tally.add(("refused, " if code else "done, ") + laboratory.check(index_dir, tally, name))
    laboratory.check_repaired(index_dir, tally, name)


Damage = tuple[str, bytes | None]


def damages(content: bytes, other: bytes | None, flips: int, chosen: random.Random) -> Iterator[Damage]:
    """Yield names of damages and what a file holds afterwards; `None` is "deleted"."""
    for _ in range(flips if content else 0):
        place, bit = chosen.randrange(len(content)), chosen.randrange(8)
        flipped = bytearray(content)
        flipped[place] ^= 1 << bit
        yield f"bit {bit} of byte {place} flipped", bytes(flipped)
    for length in {0, len(content) // 2, max(len(content) - 1, 0), chosen.randrange(len(content) or 1)}:
        yield f"truncated to {length} bytes", content[:length]
    yield "grown by a byte", content + b"\0"
    yield "deleted", None
    if other is not None:
        yield "that of another build", other


def damaged_files(laboratory: Laboratory, flips: int) -> Tally:
    """Damage each file of the generation that serves: it must be noticed, and the one before must serve."""
    tally = Tally()
    index_dir = laboratory.both
    current = generation_folder(index_dir)
    (before,) = (path for path in current.parent.iterdir() if path != current)
    for path in [*sorted(each for each in current.rglob("*") if each.is_file()), index_dir / CURRENT]:
        content = path.read_bytes()
        twin = before / path.relative_to(current) if path.name != CURRENT else laboratory.fresh() / CURRENT
        other = twin.read_bytes() if path.name != CURRENT and twin.is_file() else b"000001-0123456789abcdef\n"
        for name, damaged in damages(content, other, flips, laboratory.chosen):
            if damaged == content:
                continue
            _write(path, damaged)
            tally.add(_noticed(index_dir, path, current, tally, name))
            _write(path, content)
    if serving(index_dir)[2]:
        tally.failures.append("the index is not what it was after the damages were undone")
    return tally


def _write(path: Path, content: bytes | None) -> None:
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)


def _noticed(index_dir: Path, path: Path, current: Path, tally: Tally, name: str) -> str:
    try:
        generation = open_current(index_dir)
    except KehoachError as error:
        tally.failures.append(f"{path.name} {name}: {error}")
        return "nothing serves"
    # A damaged CURRENT says nothing about the generations: the newest whole one serves, and is told about.
    if not generation.warnings or (path.name != CURRENT and generation.folder == current):
        tally.failures.append(f"{path.name} {name}: not noticed")
        return "not noticed"
    return "noticed, the newest whole generation serves"


def damaged_alone(laboratory: Laboratory) -> Tally:
    """The same without a generation before: an error of ours that names the file, never an answer."""
    tally = Tally()
    index_dir = laboratory.fresh()
    current = generation_folder(index_dir)
    for folder in [path for path in current.parent.iterdir() if path != current]:
        shutil.rmtree(folder)
    for path in sorted(each for each in current.rglob("*") if each.is_file()):
        content = path.read_bytes()
        for name, damaged in damages(content, None, 1, laboratory.chosen):
            _write(path, damaged)
            try:
                open_current(index_dir)
                tally.failures.append(f"{path.name} {name}: not noticed")
            except IndexDamaged as error:
                tally.add("refused")
                if path.name not in str(error) and MANIFEST not in str(error):
                    tally.failures.append(f"{path.name} {name}: the error names another file: {error}")
            _write(path, content)
    return tally


def run(full: bool, seed: int) -> dict[str, object]:
    """Return the figures of every kind of trial."""
    with tempfile.TemporaryDirectory(prefix="kehoach-durability-") as name:
        laboratory = Laboratory(Path(name), seed)
        killed, steps = kills_at_steps(laboratory, 5 if full else 1)
        tallies = {
            "killed at a step": killed,
            "killed at a random moment": random_kills(laboratory, 30 if full else 6),
            "refused by the disk": refused_steps(laboratory, 1 if full else 6),
            "full disk in the middle of a file": full_disk(laboratory, 30 if full else 4),
            "damaged file": damaged_files(laboratory, 50 if full else 3),
            "damaged file, no older generation": damaged_alone(laboratory),
        }
    return {"seed": seed, "steps": steps, **{name: asdict(tally) for name, tally in tallies.items()}}


def main() -> int:
    """Run, print the figures, and fail when a trial did."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--full", action="store_true", help="5 kills a step, 30 random kills, 50 flips a file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results/durability.json")
    options = parser.parse_args()
    result = run(options.full, options.seed)
    if options.keep:
        write_results("durability", result)
    failures = [line for row in result.values() if isinstance(row, dict) for line in row["failures"]]
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        for name, row in result.items():
            if isinstance(row, dict):
                print(f"{name}: {row['trials']} trials, {row['outcomes']}, {len(row['failures'])} failures")
    for line in failures:
        print(line, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
