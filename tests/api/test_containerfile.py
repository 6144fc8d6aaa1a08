"""The container file, as far as it can be checked without building it: what it copies, sets, asks and runs."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import main
from api.configuration import API_SETTINGS
from search.settings import SETTINGS
from tests.api.http_server import running

ROOT = Path(__file__).parents[2]


def instructions() -> Iterator[tuple[str, str]]:
    """Yield every instruction and its words, continued lines put together."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Containerfile").read_text(encoding="utf-8")).replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, words = line.partition(" ")
        yield name, " ".join(words.split())


FOUND = list(instructions())


def words_of(name: str) -> list[str]:
    """Return the words of all instructions of a name."""
    return [words for found, words in FOUND if found == name]


def test_what_is_copied_is_there_and_is_all_that_an_install_needs() -> None:
    copied = [item for words in words_of("COPY") if "--from" not in words for item in shlex.split(words)[:-1]]
    assert [item for item in copied if not list(ROOT.glob(item))] == []
    names = {path.name for item in copied for path in ROOT.glob(item)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    setuptools = project["tool"]["setuptools"]
    packages = {name for name in setuptools["packages"]["find"]["include"] if "." not in name}
    modules = {f"{name}.py" for name in setuptools["py-modules"]}
    assert packages | modules | {project["project"]["readme"], *project["project"]["license-files"]} <= names
    assert {"pyproject.toml", "constraints.txt"} <= names


def test_it_runs_as_a_user_without_rights_who_owns_the_data() -> None:
    (uid,) = re.findall(r"useradd .*--uid (\d+)", " ".join(words_of("RUN")))
    assert words_of("USER") == [uid]
    assert int(uid) > 999
    last = [name for name, _ in FOUND]
    assert last.index("USER") > max(at for at, name in enumerate(last) if name == "RUN")
    assert any("--chown=kehoach /data /data" in words for words in words_of("COPY"))
    assert words_of("STOPSIGNAL") == ["SIGTERM"]


def test_its_settings_are_settings_and_without_a_key_it_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (words,) = words_of("ENV")
    values = dict(pair.split("=", 1) for pair in shlex.split(words))
    ours = {name: value for name, value in values.items() if name.startswith("KEHOACH_")}
    assert set(ours) <= {setting.variable for setting in (*SETTINGS, *API_SETTINGS)}
    assert Path(ours["KEHOACH_INDEX"]).parent == Path(ours["KEHOACH_FEEDBACK"]).parent == Path("/data")
    for name, value in {**ours, "KEHOACH_INDEX": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    (command,) = words_of("CMD")
    program, *arguments = json.loads(command)
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts[program] == "api.cli:main"
    assert main(arguments) == 2
    assert "khi chưa có khóa API" in capsys.readouterr().err


def test_the_health_check_says_whether_an_index_is_loaded(server: str, tmp_path: Path) -> None:
    (words,) = words_of("HEALTHCHECK")
    command = json.loads(words[words.index("CMD ") + 4 :])
    assert command[:2] == ["python", "-c"]
    assert "curl" not in words

    def healthy(address: str) -> bool:
        code = command[2].replace("http://127.0.0.1:8000", address)
        assert address in code
        return subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL, timeout=30).returncode == 0

    assert healthy(server)
    with running(tmp_path / "no-index", feedback=tmp_path / "f.sqlite") as empty:
        assert not healthy(empty)
    assert not healthy("http://127.0.0.1:9")


def test_the_build_installs_the_pinned_packages_and_builds_the_index() -> None:
    (run,) = (words for words in words_of("RUN") if "pip install" in words)
    assert "--constraint constraints.txt" in run
    assert run.endswith("&& KEHOACH_INDEX=/data/index /venv/bin/kehoach build")
    assert words_of("FROM") == ["python:3.11-slim AS build", "python:3.11-slim"]
