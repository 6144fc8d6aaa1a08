"""`make ask` hands a question on unchanged, builds the index when needed, and tells an abstention from a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

FAKE_KEHOACH = """#!/bin/sh
if [ "$1" = build ]; then echo built; exit 0; fi
for argument in "$@"; do printf '[%s]' "$argument"; done
exit ${FAKE_EXIT:-0}
"""

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make on this machine")


@dataclass(frozen=True, slots=True)
class Bench:
    """The project's Makefile with an environment in which `kehoach` only shows how it was called."""

    root: Path
    folder: Path

    def make(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run make with the stand-in environment."""
        command = ["make", "-s", f"VENV={self.folder / 'venv'}", *arguments]
        inherited = {name: value for name, value in os.environ.items() if name not in OUTER_MAKE}
        settings = {**inherited, "KEHOACH_INDEX": str(self.folder / "index"), **environment}
        return subprocess.run(command, cwd=self.root, env=settings, capture_output=True, text=True, check=False)


@pytest.fixture
def bench(root: Path, tmp_path: Path) -> Bench:
    """Return a bench whose packages count as installed."""
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "index").mkdir()
    kehoach = tmp_path / "venv" / "bin" / "kehoach"
    kehoach.write_text(FAKE_KEHOACH, "utf-8")
    kehoach.chmod(0o755)
    (tmp_path / "venv" / ".installed-runtime").touch()
    return Bench(root, tmp_path)


# An outer `make test ARGS=…` would reach the inner make through these.
OUTER_MAKE = {"MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "ARGS", "Q"}

HOSTILE = [
    "Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?",
    "giá $5, $HOME, $$, $(HOME), ${HOME}",
    """"nháy kép", 'nháy đơn', `id`, \\ và # dấu thăng; exit 3 && false | true""",
    "--help",
    "$(shell touch pwned)$(error stop)",
    "hai\ndòng",
]


@pytest.mark.parametrize("question", HOSTILE)
def test_a_question_arrives_unchanged(bench: Bench, question: str) -> None:
    done = bench.make("ask", f"Q={question}")
    assert (done.returncode, done.stdout) == (0, f"[ask][--][{question}]")


@pytest.mark.parametrize("question", HOSTILE)
def test_a_question_from_the_environment_arrives_unchanged(bench: Bench, question: str) -> None:
    done = bench.make("ask", Q=question)
    assert (done.returncode, done.stdout) == (0, f"[ask][--][{question}]")


def test_no_question_is_wrong_usage(bench: Bench) -> None:
    done = bench.make("ask", Q="")
    assert done.returncode == 2
    assert "Thiếu câu hỏi" in done.stderr


def test_an_abstention_is_an_answer_and_bad_input_is_not(bench: Bench) -> None:
    assert bench.make("ask", "Q=x", FAKE_EXIT="1").returncode == 0
    assert bench.make("ask", "Q=x", FAKE_EXIT="2").returncode == 2


def test_the_index_is_built_once_and_again_for_other_settings_or_when_it_is_gone(bench: Bench) -> None:
    assert "built" in bench.make("ask", "Q=x").stderr
    assert "built" not in bench.make("ask", "Q=x").stderr
    assert "built" in bench.make("ask", "Q=x", KEHOACH_ENCODER="other").stderr
    (bench.folder / "index").rmdir()
    assert "built" in bench.make("ask", "Q=x").stderr


def test_options_are_passed_and_stdout_is_the_answer_only(bench: Bench) -> None:
    assert bench.make("ask", "Q=x", "ARGS=--json --brief").stdout == "[ask][--json][--brief][--][x]"


def test_an_unusable_python_is_named(root: Path, tmp_path: Path) -> None:
    command = [root / "scripts" / "create-venv", tmp_path / "venv"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHON": "no-such-python"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "PYTHON=no-such-python" in done.stderr
    assert "3.11" in done.stderr
    assert not (tmp_path / "venv").exists()
