"""`kehoach evaluate` from the outside: exit codes, complaints, and both forms of the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import BAD_INPUT, main
from search.evaluation.forms import FORMS

FLOORS = '[[floor]]\nfigure = "retrieval.hit@5"\nat_least = {}\nsource = "thử"\n'


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


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold set of one question about the small corpus; its evidence is all of one excerpt."""
    row = {
        "id": "q-1", "question": "Ai chủ trì cấp nước sạch nông thôn ở Bến Tre?", "style": "formal",
        "intent": "responsibility", "names_province": True, "doc_id": "ben-tre-ptbv-trich", "answer": "Sở NN&PTNT",
        "answer_keys": ["Sở NN&PTNT"], "evidence": [{"lines": [1, 200], "quote": "nước sạch"}], "also": [],
    }  # fmt: skip
    (tmp_path / "questions.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("floor", "code"), [("0.5", 0), ("1.5", 1)])
def test_a_figure_below_its_floor_fails_the_check(
    floor: str, code: int, gold: Path, small_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (gold / "floors.toml").write_text(FLOORS.format(floor), encoding="utf-8")
    options = ["--gold", str(gold), "--index", str(small_index), "--part", "retrieval"]
    assert main(["evaluate", *options, "--floors", str(gold / "floors.toml"), "--check"]) == code
    captured = capsys.readouterr()
    assert "| hit@1" in captured.out
    assert ("không đạt" in captured.out) == bool(code)
    assert ("retrieval.hit@5" in captured.err) == bool(code)


def test_the_report_as_json_has_every_group_form_and_interval(
    gold: Path, small_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--gold", str(gold), "--index", str(small_index), "--part", "retrieval", "--part", "forms", "--json"]
    assert main(["evaluate", *options]) == 0
    document = json.loads(capsys.readouterr().out)
    groups = document["retrieval"]["groups"]
    assert {group["by"] for group in groups} == {"all", "style", "intent", "plan", "province"}
    for measure in ("hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10"):
        assert set(groups[0][measure]) == {"value", "low", "high"}
    assert [row["form"] for row in document["forms"]["rows"]] == list(FORMS)
    assert {"no_marks", "half_marks", "nfd", "capitals", "telex", "old_tones", "one_typo"} < set(FORMS)
    assert {"abbreviations_expanded", "abbreviations_contracted"} < set(FORMS)
