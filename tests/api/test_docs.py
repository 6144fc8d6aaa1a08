"""The manual says what is true: every recipe runs as written, every setting is in its table."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from api.configuration import API_SETTINGS

DOCS = Path(__file__).parents[2] / "docs"
ADDRESS = "http://127.0.0.1:8000"


def blocks(name: str, language: str) -> list[str]:
    """Return the code blocks of a page in one language."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


@pytest.mark.parametrize("code", blocks("chatbots.md", "python"))
def test_every_python_recipe_runs_as_written(
    code: str, server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ADDRESS in code
    path = tmp_path / "recipe.py"
    path.write_text(code.replace(ADDRESS, server), encoding="utf-8")
    runpy.run_path(str(path))
    said = capsys.readouterr().out
    assert len(said) > 40
    assert "Nông nghiệp" in said or "nước" in said


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_every_curl_recipe_runs_as_written(server: str) -> None:
    commands = [
        command for block in blocks("chatbots.md", "sh") for command in re.findall(r"^curl .*(?:\n  .*)*", block, re.M)
    ]
    assert len(commands) == 3
    for command in commands:
        written = command.replace(ADDRESS, server)
        done = subprocess.run(["sh", "-c", written], capture_output=True, text=True, timeout=20, check=True)
        document = json.loads(done.stdout)
        assert document.get("choices") or document.get("hits") or document.get("records")


@pytest.mark.parametrize("block", blocks("chatbots.md", "json"))
def test_every_json_in_the_manual_is_json(block: str) -> None:
    assert json.loads(block)


def settings_table() -> str:
    """Return the table of settings as it should stand in the manual."""
    rows = [f"| `{s.variable}` | {f'`{s.default}`' if s.default else ''} | {s.about} |\n" for s in API_SETTINGS]
    return "".join(["| variable | default | about |\n", "|---|---|---|\n", *rows])


def test_every_setting_of_the_server_is_in_the_manual() -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    assert f"<!-- settings:begin -->\n{settings_table()}<!-- settings:end -->" in text
