"""Files an operator hands over: what no parser takes is refused in one line that names the file."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from api import cli_verify
from api.cli import main
from api.cli_verify import json_lines, read_citations, read_text
from api.security import key_ring
from corpus.errors import InputError, KehoachError, SettingsError
from corpus.reading import MAX_BYTES
from search.evaluation.floors import load_floors

NO_JSON = {"deep list": "[" * 100_000, "deep object": '{"a":' * 100_000, "long number": "9" * 5_000,
           "long number inside": '{"id": 1, "question": "nước", "x": ' + "9" * 5_000 + "}"}  # fmt: skip
NO_TOML = {"deep list": "key = " + "[" * 100_000, "deep table": "key = " + "{b=" * 50_000,
           "long number": "key = " + "9" * 5_000}  # fmt: skip


@pytest.mark.parametrize("text", NO_JSON.values(), ids=NO_JSON)
def test_a_line_that_no_parser_takes_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl' dòng 1 không phải JSON"):
        list(read_citations(str(path)))
    with pytest.raises(InputError, match="dòng 1 không phải JSON"):
        list(json_lines(text, "a.jsonl"))


@pytest.mark.parametrize(
    "command", [["ask", "--json", "--batch"], ["search", "--json", "--batch"], ["verify"]], ids=str
)
def test_commands_say_it_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(NO_JSON["long number inside"], encoding="utf-8")
    assert main([*command, str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "ngoài dự kiến" not in said.err
    assert "a.jsonl' dòng 1 không phải JSON" in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("text", NO_TOML.values(), ids=NO_TOML)
def test_a_table_that_no_parser_takes_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"a\.toml"):
        key_ring("", str(path))
    with pytest.raises(SettingsError, match=r"a\.toml"):
        load_floors(path)


def test_no_more_of_a_file_is_read_than_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = tmp_path / "lon"
    with large.open("wb") as file:
        file.truncate(1 << 40)  # a hole: reading it whole would need a tebibyte
    for read in (lambda: read_text(str(large)), lambda: key_ring("", str(large)), lambda: load_floors(large)):
        with pytest.raises(KehoachError, match="quá lớn"):
            read()
    endless = io.TextIOWrapper(io.BytesIO(b" " * 101))
    monkeypatch.setattr(cli_verify, "MAX_BYTES", 100)
    monkeypatch.setattr("sys.stdin", endless)
    with pytest.raises(InputError, match="quá lớn"):
        read_text("-")
    assert MAX_BYTES > 1_000_000


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no endless file here")
def test_an_endless_file_is_read_to_its_limit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="quá lớn"):
        load_floors(Path("/dev/zero"))
