"""Random mutations of the shipped plans: nothing may crash, raise an unnamed error, leave its text or take long.

Every case is made from its own number, so that a failure can be run again alone:
`python -m benchmarks.fuzz --only 4711`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.agencies import AgencyRegistry, load_registry
from corpus.errors import KehoachError
from corpus.parsing import parse_plan
from corpus.passages import plan_passages
from corpus.reading import document_from_text, read_document
from corpus.records import Plan, plan_records

DOCUMENTS = Path(__file__).resolve().parents[1] / "corpus" / "documents"
COUNT = 20_000
SECONDS = 2.0
# Most cases are a piece of a plan: a whole one takes most of a second, and its damage is as local.
WHOLE_SHARE = 0.02
_INSERTS = (
    "\t", "\n", "\n\n", "|", " | ", "\xa0", "\r", "-", "- ", "<p>", "</p>", "<ul>", "<li>", "<br>", "<", ">", "&amp;",
    "**", "#", "Chủ trì:", "Phối hợp:", "Mục tiêu 6.1:", "MTCT 99.99:", "a.", "đ.", "I.", "1", "9999999999999",
    "45/100.000", "\u0301", "\u200b", "\ufeff", ";", ",", "(", ")", "|---|---|", "\f", "STT\tNhiệm vụ", "%", "(MTUT)",
    "ÐĐđ", "𝟙", "٣",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One mutated text: its number, the plan it comes from and the names of what was done to it."""

    number: int
    plan_id: str
    source: str
    steps: tuple[str, ...]


def cases(numbers: Iterator[int] | range, plans: dict[str, str]) -> Iterator[Case]:
    """Yield the cases of the numbers given."""
    for number in numbers:
        chance = random.Random(number)
        plan_id = chance.choice(sorted(plans))
        source = plans[plan_id]
        if chance.random() > WHOLE_SHARE:
            source = _piece(source, chance)
        steps = []
        for _ in range(chance.randint(1, 12)):
            step = chance.choice(_STEPS)
            source = step(source, chance)
            steps.append(step.__name__.strip("_"))
        yield Case(number, plan_id, source, tuple(steps))


def _piece(source: str, chance: random.Random) -> str:
    lines = source.split("\n")
    length = min(len(lines), int(2 ** chance.uniform(0, 7.5)))
    start = chance.randint(0, len(lines) - length)
    return "\n".join(lines[start : start + length])


def _place(source: str, chance: random.Random) -> int:
    return chance.randint(0, len(source))


def _insert(source: str, chance: random.Random) -> str:
    at = _place(source, chance)
    return source[:at] + chance.choice(_INSERTS) * chance.choice((1, 1, 1, 2, 40)) + source[at:]


def _delete(source: str, chance: random.Random) -> str:
    at = _place(source, chance)
    return source[:at] + source[at + int(2 ** chance.uniform(0, 9)) :]


def _repeat(source: str, chance: random.Random) -> str:
    at = _place(source, chance)
    piece = source[at : at + int(2 ** chance.uniform(0, 9))]
    return source[:at] + piece * chance.choice((2, 3, 8)) + source[at:]


def _swap_lines(source: str, chance: random.Random) -> str:
    lines = source.split("\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return "\n".join(lines)


def _join_lines(source: str, chance: random.Random) -> str:
    at = source.find("\n", _place(source, chance))
    return source if at < 0 else source[:at] + chance.choice(("", " ", "\t")) + source[at + 1 :]


def _replace_everywhere(source: str, chance: random.Random) -> str:
    if not source:
        return source
    return source.replace(chance.choice(source), chance.choice(("", " ", *_INSERTS[:12])), 2000)


def _truncate(source: str, chance: random.Random) -> str:
    return source[: _place(source, chance)]


_STEPS: tuple[Callable[[str, random.Random], str], ...] = (
    _insert,
    _insert,
    _insert,
    _delete,
    _delete,
    _repeat,
    _swap_lines,
    _join_lines,
    _replace_everywhere,
    _truncate,
)


def failure(case: Case, registry: AgencyRegistry, limit: float = SECONDS) -> tuple[str | None, float]:
    """Return what is wrong with the parse of one case (None: nothing) and how many seconds it took."""
    start = time.process_time()
    try:
        plan = parse_plan(document_from_text("bien-dang", case.source), registry=registry)
        list(plan_passages(plan))
    except KehoachError:
        return None, time.process_time() - start
    except Exception as error:  # every other error is what this looks for
        return f"{type(error).__name__}: {error}", time.process_time() - start
    seconds = time.process_time() - start
    if seconds > limit:
        return f"took {seconds:.1f} s", seconds
    return next(_outside(plan, len(case.source)), None), seconds


def _outside(plan: Plan, length: int) -> Iterator[str]:
    for record in plan_records(plan):
        if not 0 <= record.span.start <= record.span.end <= length:
            yield f"{type(record).__name__} outside its text: {record.span}"


def main(arguments: list[str] | None = None) -> int:
    """Run the cases and print the figures; 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="how many cases")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--only", type=int, help="run this case alone")
    options = parser.parse_args(arguments)
    plans = {path.stem: read_document(path).source for path in sorted(DOCUMENTS.glob("*.txt"))}
    registry = load_registry()
    numbers = range(options.first, options.first + options.count) if options.only is None else [options.only]
    found: Counter[str] = Counter()
    slowest, total = 0.0, 0
    for case in cases(iter(numbers), plans):
        wrong, seconds = failure(case, registry)
        slowest, total = max(slowest, seconds), total + 1
        if wrong is not None:
            found[wrong[:120]] += 1
            print(f"case {case.number} ({case.plan_id}; {', '.join(case.steps)}): {wrong[:300]}")
        if total % 1000 == 0:
            print(f"{total} cases, {sum(found.values())} failed, slowest {slowest:.2f} s", file=sys.stderr)
    print(f"{total} cases, {sum(found.values())} failed, slowest {slowest:.2f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
