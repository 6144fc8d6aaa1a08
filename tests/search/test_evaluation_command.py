"""`kehoach evaluate` from the outside: exit codes and complaints that need no index."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import BAD_INPUT, main


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_a_gold_folder_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["evaluate", "--gold", str(tmp_path / "nowhere")]) == BAD_INPUT
    assert "không có thư mục bộ chuẩn" in complaint(capsys)


def test_a_broken_line_of_the_gold(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text("{}\n{nope\n", encoding="utf-8")

    assert main(["evaluate", "--gold", str(tmp_path)]) == BAD_INPUT
    assert "'questions.jsonl' dòng 1: thiếu" in complaint(capsys)


def test_a_part_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--part", "speed"]) == BAD_INPUT
    assert "--part không nhận" in complaint(capsys)


def test_floors_that_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "unanswerable.jsonl").write_text('{"id": "u", "question": "?", "style": "x"}\n', encoding="utf-8")

    assert main(["evaluate", "--gold", str(tmp_path), "--floors", str(tmp_path / "none.toml")]) == BAD_INPUT
    assert "không đọc được bảng sàn" in complaint(capsys)
