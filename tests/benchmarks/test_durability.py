"""The short form of `benchmarks.durability`: builds killed, refused by the disk, files damaged."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")


@pytest.fixture(scope="module")
def figures(root: Path) -> dict[str, dict[str, object]]:
    # A process of its own: a fork of one with threads may hang, and an audit hook stays for good.
    command = [sys.executable, "-m", "benchmarks.durability", "--json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, object]] = json.loads(done.stdout)
    return found


def test_killed_at_every_step_the_old_or_the_new_generation_serves_whole(figures: dict[str, dict[str, object]]) -> None:
    killed = figures["killed at a step"]
    assert len(figures["steps"]) >= 25
    assert killed["trials"] == len(figures["steps"])
    assert killed["failures"] == []
    assert set(killed["outcomes"]) == {"seed 1", "seed 2"}  # type: ignore[call-overload]


def test_killed_at_any_moment(figures: dict[str, dict[str, object]]) -> None:
    assert figures["killed at a random moment"]["failures"] == []
    assert figures["killed at a random moment"]["trials"] == 6


@pytest.mark.parametrize("kind", ["refused by the disk", "full disk in the middle of a file"])
def test_a_disk_that_refuses_is_one_error_of_ours_and_changes_nothing(
    kind: str, figures: dict[str, dict[str, object]]
) -> None:
    assert figures[kind]["failures"] == []
    outcomes = figures[kind]["outcomes"]
    assert isinstance(outcomes, dict)
    assert outcomes["refused, seed 1"] >= 3


def test_every_damage_is_noticed(figures: dict[str, dict[str, object]]) -> None:
    damaged = figures["damaged file"]
    assert damaged["failures"] == []
    assert damaged["outcomes"] == {"noticed, the newest whole generation serves": damaged["trials"]}
    alone = figures["damaged file, no older generation"]
    assert alone["failures"] == []
    assert alone["outcomes"] == {"refused": alone["trials"]}


def test_the_tool_notices_an_index_that_answers_otherwise(tmp_path: Path) -> None:
    from benchmarks.durability import NEW, OLD, Laboratory, Tally
    from benchmarks.sample_index import build_sample

    laboratory, tally = Laboratory(tmp_path, 1), Tally()
    assert laboratory.check(laboratory.fresh(), tally, "x") == f"seed {OLD}"
    assert tally.failures == []
    other = laboratory.fresh()
    build_sample(other, NEW, count=59)
    laboratory.check(other, tally, "x")
    assert "answers otherwise" in tally.failures[0]
    next(other.glob("generations/*/manifest.json")).unlink()
    laboratory.check(tmp_path / "nothing", tally, "x")
    assert "IndexMissing" in tally.failures[-1]


def test_a_child_is_killed_refused_or_done(tmp_path: Path, root: Path) -> None:
    code = (
        "import pathlib, sys; from benchmarks.steps import *; folder = pathlib.Path(sys.argv[1])\n"
        "from index.files import unwritable_as_error, write_atomically as write\n"
        "def act():\n    with unwritable_as_error(folder): write(folder / 'x', b'1')\n"
        "print(in_child(act), names_of_steps(folder, act))\n"
        "print(in_child(lambda: (die_at(folder, 1, 0), act())), in_child(lambda: (fail_at(folder, 0, 28), act())))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["0 ['open .x.new', 'os.rename .x.new']", "-9 2"], done.stderr
    assert errno.ENOSPC == 28
