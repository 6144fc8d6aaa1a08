"""`kehoach compare` on a small index of real excerpts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import main


def test_every_target_stands_in_exactly_one_row(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--index", str(small_index), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    codes = [(plan, member["code"]) for row in rows for plan, members in row["members"].items() for member in members]
    assert codes
    assert len(codes) == len(set(codes))
    assert {row["relation"] for row in rows} <= {"same", "partial", "split_or_merged", "only_here"}


def test_a_topic_nobody_has_is_exit_code_one(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "zzzz qqqq", "--index", str(small_index), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["rows"] == []


@pytest.mark.parametrize(("form", "magic"), [("xlsx", b"PK"), ("docx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_files_are_written(form: str, magic: bytes, small_index: Path, tmp_path: Path) -> None:
    path = tmp_path / f"so-sanh.{form}"
    assert main(["compare", "--index", str(small_index), "--format", form, "--output", str(path)]) == 0
    assert path.read_bytes().startswith(magic)


def test_an_unknown_province_is_bad_input(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--index", str(small_index), "--province", "Atlantis"]) == 2
    error = capsys.readouterr().err
    assert "Atlantis" in error
    assert "Traceback" not in error
