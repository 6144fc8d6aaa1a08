"""Compare every pinned release with a database of known holes, and what is installed with the pins.

    python scripts/audit.py [--pins FILE] [--source URL] [--required]

Ends with 1 where a pinned release has a known hole, an installed release is not the pinned one, or requirements of
installed packages contradict each other. Where no database answers, the comparison is skipped and said so, which counts
as passed (as a failure with --required, for a release). Holes that were judged and accepted stand in pyproject.toml,
each with a reason and the day on which to judge again:

    [[tool.audit.accepted]]
    id = "GHSA-…"
    why = "…"
    until = 2027-01-31

Source: the batch interface of the OSV database, https://google.github.io/osv.dev/post-v1-querybatch/.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from packaging.markers import Marker

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = "https://api.osv.dev/v1/querybatch"
_SECONDS: Final = 12.0
_MAX_ANSWER: Final = 16 << 20
_MAX_ROUNDS: Final = 5
_PIN: Final = re.compile(r"([a-z0-9-]+)==([^\s;]+)(?: *; *(.+))?")


class NoDatabase(Exception):
    """There is no answer to rely on."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One release of one package, and where it applies."""

    name: str
    release: str
    marker: str

    def applies_here(self) -> bool:
        """Return whether this Python on this system takes this release."""
        return not self.marker or Marker(self.marker).evaluate()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A known hole that somebody judged."""

    identifier: str
    until: datetime.date


def read_pins(text: str) -> list[Pin]:
    """Return the pins of a constraints file.

    Raises:
        ValueError: a line is neither a pin nor a comment.
    """
    pins = []
    for line in text.splitlines():
        bare = line.partition("#")[0].strip()
        if not bare:
            continue
        found = _PIN.fullmatch(bare)
        if found is None:
            raise ValueError(f"not a pin: {bare[:80]}")
        pins.append(Pin(found[1], found[2], found[3] or ""))
    return pins


def read_accepted(project: str) -> list[Accepted]:
    """Return the accepted holes of pyproject.toml; one without a reason or a day is an error."""
    rows = tomllib.loads(project).get("tool", {}).get("audit", {}).get("accepted", [])
    for row in rows:
        if not row.get("why") or not isinstance(row.get("until"), datetime.date):
            raise ValueError(f"[[tool.audit.accepted]] {row.get('id')}: 'why' and 'until' (a date) are needed")
    return [Accepted(row["id"], row["until"]) for row in rows]


def known_holes(pins: Sequence[Pin], source: str) -> dict[Pin, list[str]]:
    """Ask the database about all pins at once.

    Raises:
        NoDatabase: it does not answer in time, or with something else than one result for every pin.
    """
    holes: dict[Pin, list[str]] = {}
    asked = [(pin, _query(pin)) for pin in pins]
    for _ in range(_MAX_ROUNDS):
        results = _results(_within(_SECONDS, source, [query for _, query in asked]), len(asked))
        following = []
        for (pin, query), result in zip(asked, results, strict=True):
            if found := _identifiers(result):
                holes.setdefault(pin, []).extend(found)
            if token := result.get("next_page_token"):
                following.append((pin, {**query, "page_token": token}))
        if not following:
            return holes
        asked = following
    raise NoDatabase(f"the answer has more than {_MAX_ROUNDS} pages")


def _query(pin: Pin) -> dict[str, Any]:
    return {"package": {"name": pin.name, "ecosystem": "PyPI"}, "version": pin.release.partition("+")[0]}


def _results(answer: bytes, count: int) -> list[dict[str, Any]]:
    try:
        document = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise NoDatabase("the answer is not JSON") from error
    results = document.get("results") if isinstance(document, dict) else None
    if not isinstance(results, list) or len(results) != count or not all(isinstance(row, dict) for row in results):
        raise NoDatabase("the answer has another shape than one result for every pin")
    return results


def _identifiers(result: Mapping[str, Any]) -> list[str]:
    holes = result.get("vulns", [])
    if not isinstance(holes, list) or not all(isinstance(hole, dict) and "id" in hole for hole in holes):
        raise NoDatabase("the answer has holes without names")
    return [str(hole["id"])[:60] for hole in holes]


def _within(seconds: float, source: str, queries: list[dict[str, Any]]) -> bytes:
    """Ask, and give up after that many seconds whatever hangs: finding an address has no limit of its own."""
    outcome: list[bytes | NoDatabase] = []

    def ask() -> None:
        request = Request(source, json.dumps({"queries": queries}).encode(), {"content-type": "application/json"})
        try:
            with urlopen(request, timeout=seconds) as response:
                outcome.append(response.read(_MAX_ANSWER))
        except HTTPError as error:
            error.close()
            outcome.append(NoDatabase(f"HTTP {error.code}"))
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            outcome.append(NoDatabase(" ".join(str(reason).split())[:120] or type(reason).__name__))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise NoDatabase(f"no answer within {seconds:g} s")
    if isinstance(outcome[0], NoDatabase):
        raise outcome[0]
    return outcome[0]


def installed_differently(pins: Sequence[Pin]) -> Iterator[str]:
    """Yield what is installed here in another release than the pinned one; packages without a pin are not ours."""
    wanted = {pin.name: pin.release for pin in pins if pin.applies_here()}
    for distribution in importlib.metadata.distributions():
        name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
        # "+cpu" and the like name a build of the same release.
        release = distribution.version.partition("+")[0]
        if name in wanted and release != wanted[name]:
            yield f"{name} {distribution.version} is installed, {wanted[name]} is pinned"


def contradictions() -> Iterator[str]:
    """Yield requirements of installed packages that are not met, as `pip check` words them."""
    command = [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        yield from (done.stdout or done.stderr).splitlines()


def report(
    holes: Mapping[Pin, Sequence[str]], accepted: Sequence[Accepted], today: datetime.date
) -> tuple[int, list[str]]:
    """Return how many holes are open, and a line for each hole and for each acceptance that is of no more use."""
    until = {row.identifier: row.until for row in accepted}
    lines, open_holes, met = [], 0, set()
    for pin, identifiers in sorted(holes.items(), key=lambda item: item[0].name):
        for identifier in dict.fromkeys(identifiers):
            met.add(identifier)
            is_open = until.get(identifier, datetime.date.min) < today
            open_holes += is_open
            state = "" if is_open else f" (accepted until {until[identifier]})"
            lines.append(f"audit: {pin.name}=={pin.release}: {identifier}{state}")
    lines += [f"audit: {row.identifier} is accepted but no pin has it" for row in accepted if row.identifier not in met]
    return open_holes, lines


def run(arguments: Sequence[str] | None = None) -> int:
    """Audit and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pins", type=Path, default=ROOT / "constraints.txt")
    parser.add_argument("--project", type=Path, default=ROOT / "pyproject.toml")
    parser.add_argument("--source", default=SOURCE, help="address of a database that speaks OSV's batch interface")
    parser.add_argument("--required", action="store_true", help="fail where no database answers")
    options = parser.parse_args(arguments)
    pins = read_pins(options.pins.read_text("utf-8"))
    accepted = read_accepted(options.project.read_text("utf-8"))

    broken = [*installed_differently(pins), *contradictions()]
    print(*(f"audit: {line}" for line in broken), sep="\n", end="\n" if broken else "")
    try:
        holes = known_holes(pins, options.source)
    except NoDatabase as error:
        print(f"audit: bỏ qua / SKIPPED: the {len(pins)} pins were compared with no database of known holes, because "
              f"{options.source} gave none: {error}")  # fmt: skip
        return 1 if broken or options.required else 0
    open_holes, lines = report(holes, accepted, datetime.datetime.now(datetime.UTC).date())
    print(*lines, f"audit: {len(pins)} pins compared with {options.source}: {open_holes} open holes", sep="\n")
    return 1 if broken or open_holes else 0


if __name__ == "__main__":
    sys.exit(run())
