"""`kehoach compare` on a small index of real excerpts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.cli import main
from api.serving import PinnedEngine
from search.settings import load_settings
from tests.timing import assert_within

BT, AG, DN = "ben-tre-ptbv-trich", "an-giang-ptbv-trich", "dak-nong-ptbv-trich"


def printed(capsys: pytest.CaptureFixture[str], index: Path, *arguments: str) -> dict[str, Any]:
    assert main(["compare", *arguments, "--index", str(index), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


def test_every_target_stands_in_exactly_one_row(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--index", str(small_index), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    codes = [(plan, member["code"]) for row in rows for plan, members in row["members"].items() for member in members]
    assert codes
    assert len(codes) == len(set(codes))
    assert {row["relation"] for row in rows} <= {"same", "partial", "split_or_merged", "only_here"}


def test_a_topic_nobody_has_is_exit_code_one(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "zzzz qqqq", "--index", str(small_index), "--json"]) == 1
    printed_out = capsys.readouterr()
    assert json.loads(printed_out.out)["rows"] == []
    assert "không có mục tiêu nào về 'zzzz qqqq'" in printed_out.err
    assert main(["compare", "zzzz qqqq", "--index", str(small_index)]) == 1
    assert "không có mục tiêu nào" in capsys.readouterr().err


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


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"topic": "6.1"},
        {"topic": "mục tiêu 6"},
        {"topic": "nuoc sach cho moi nguoi"},
        {"topic": "clean water"},
        {"topic": "thời hạn báo cáo"},
        {"topic": "6.1", "province": "Bến Tre"},
        {"province": "an-giang", "plan": AG},
    ],
)
def test_the_api_says_what_the_command_says(
    asked: dict[str, str], small_index: Path, client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [word for name in ("province", "plan") if name in asked for word in (f"--{name}", asked[name])]
    topic = [asked["topic"]] if "topic" in asked else []
    document = printed(capsys, small_index, *topic, *options)
    assert document["rows"]
    assert client.get("/v1/compare", params=asked).json() == document


def test_facts_of_the_documents_are_compared_from_an_index(
    small_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = printed(capsys, small_index)["rows"]
    reports = next(row for row in rows if row["row_id"] == "document:report-bodies")
    (difference,) = reports["differences"]
    assert difference["kind"] == "deadline"
    assert difference["plans"][BT] == "chậm nhất ngày 30 tháng 11 hằng năm"
    assert difference["plans"][AG] == "trước ngày 05 tháng 12 hằng năm"
    assert reports["members"] == {AG: [], BT: [], DN: []}
    assert reports["stated"][BT][0]["text"] == difference["plans"][BT]


@pytest.mark.parametrize("topic", ["nước sạch", "NUOC SACH", "clean water", "drinking water for everyone", "nước máy"])
def test_a_topic_is_found_however_it_is_typed(
    topic: str, small_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = printed(capsys, small_index, topic)["rows"][0]
    assert [member["code"] for member in first["members"][BT]] == ["6.1"]


@pytest.mark.parametrize("topic", ["quantum computing", "nấu phở bò", "xổ số kiến thiết"])
def test_what_no_plan_speaks_of_is_not_compared(
    topic: str, small_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", topic, "--index", str(small_index)]) == 1
    assert capsys.readouterr().out.strip() == ""


def test_a_topic_without_a_word_is_bad_input(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "?!", "--index", str(small_index)]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("view", ["coverage", "roadmaps", "leads"])
def test_other_views(view: str, small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = printed(capsys, small_index, "--view", view)
    assert document["view"] == view
    assert "rows" not in document
    assert main(["compare", "--view", view, "--format", "csv", "--index", str(small_index)]) == 0
    table = list(csv.reader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    assert len(table) == 1 + len(document["items"]) > 1
    assert main(["compare", "--view", view, "--index", str(small_index)]) == 0
    assert "Bến Tre" in capsys.readouterr().out


def test_a_file_has_all_views_already(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--view", "leads", "--format", "xlsx", "--index", str(small_index)]) == 2
    assert "xlsx" in capsys.readouterr().err


def test_a_topic_is_compared_in_time_once_the_engine_is_warm(small_index: Path) -> None:
    engine = PinnedEngine.open(load_settings(index=str(small_index)))
    assert isinstance(engine, PinnedEngine)
    engine.warm()
    for topic in ("nước sạch cho mọi người", "clean water", "6.1", "mục tiêu 6"):
        assert_within(0.1, lambda topic=topic: engine.compare(topic))
