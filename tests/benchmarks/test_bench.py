"""`make bench` runs through: a part that fails is named, the others run, and the page is written."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import bench


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was run; the part "growth" fails."""
    seen: list[list[str]] = []

    def run(command: Sequence[str], **options: Any) -> SimpleNamespace:
        seen.append([*command[2:]])
        return SimpleNamespace(returncode=1 if "benchmarks.growth" in command else 0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(bench, "write_page", lambda: seen.append(["page"]))
    return seen


def test_a_part_that_fails_is_named_and_the_others_run(
    commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.run(bench.PARTS, True, None, "") == ["growth"]
    assert [command[0] for command in commands if command != ["page"]] == [
        "benchmarks.bench",
        "benchmarks.peers",
        "benchmarks.growth",
        "benchmarks.durability",
    ]
    assert commands.count(["page"]) == 4
    assert "growth: FAILED after" in capsys.readouterr().err


def test_the_quick_form_leaves_the_figures_of_the_full_durability_trials_alone(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "read_results", lambda name: {"figures": {}})
    bench.run(["durability"], True, None, "")
    bench.run(["durability"], False, None, "")
    monkeypatch.setattr(bench, "read_results", lambda name: None)
    bench.run(["durability"], True, None, "")
    assert [command for command in commands if command != ["page"]] == [
        ["benchmarks.durability"],
        ["benchmarks.durability", "--full", "--keep"],
        ["benchmarks.durability", "--keep"],
    ]
