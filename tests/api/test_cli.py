"""The command line from outside: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from api.cli import COMMANDS, main
from api.cli_export import KINDS, workbook_bytes
from search.exporting import EXPORTS
from tests.timing import limit

ROOT = Path(__file__).parents[2]
QUESTION = "Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?"

Captured = pytest.CaptureFixture[str]


def run(index: Path, *arguments: str) -> int:
    """Run a command on an index."""
    return main([*arguments, "--index", str(index)])


def document(captured: Captured) -> Any:
    """The one JSON document on stdout."""
    return json.loads(captured.readouterr().out)


def test_ask_prints_the_answer_first_then_statements_and_citations(small_index: Path, capsys: Captured) -> None:
    assert run(small_index, "ask", QUESTION) == 0
    out = capsys.readouterr().out
    assert out.startswith("Bến Tre (mục tiêu 6.1): Sở Nông nghiệp và Phát triển nông thôn chủ trì [1]")
    assert "văn bản ghi «Sở NN&PTNT»" in out
    assert out.index("Trích dẫn") < out.index("[1] ben-tre-ptbv-trich, dòng")
    assert max(map(len, out.split("\n"))) <= 80


def test_ask_as_json_has_every_field_of_the_contract(small_index: Path, capsys: Captured) -> None:
    assert run(small_index, "ask", QUESTION, "--json") == 0
    answer = document(capsys)
    assert list(answer)[:10] == [
        "id", "question", "status", "reason", "conflict", "intent", "confidence", "language", "composer", "as_of",
    ]  # fmt: skip
    assert {"normalized", "changes", "provinces", "plans", "agencies", "target_codes", "years"} <= set(answer["query"])
    assert {"plan_id", "province", "target_code", "stated", "text", "agencies", "values", "citations"} <= set(
        answer["statements"][0]
    )
    assert {"role", "as_written", "canonical", "agency_id", "basis", "current"} <= set(
        answer["statements"][0]["agencies"][0]
    )
    assert set(answer["citations"][0]) == {
        "label", "passage_id", "plan_id", "province", "plan_title", "plan_number", "heading_path", "target_code",
        "lines", "offsets", "quote", "source_sha256", "url", "score",
    }  # fmt: skip
    assert set(answer["citations"][0]["score"]) == {"final", "lexical", "dense"}
    assert {"nearest", "suggestions", "timings_ms"} <= set(answer)


def test_abstaining_is_exit_code_1(small_index: Path, capsys: Captured) -> None:
    assert run(small_index, "ask", "Nước sạch nông thôn ở Đồng Tháp ai lo?", "--json") == 1
    assert document(capsys)["reason"] == "plan_not_in_corpus"


def test_a_batch_answers_every_line_in_order(small_index: Path, capsys: Captured, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "question": QUESTION},
        {"id": 2, "question": "   "},
        {"id": None, "question": "nước sạch nông thôn ai lo", "provinces": ["an-giang"], "as_of": "2020-01-01"},
        {"id": "d", "question": "nước", "provinces": ["Atlantis"]},
        {"id": "e", "question": "nước", "provinces": 7},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    assert run(small_index, "ask", "--batch", str(batch), "--json") == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2, None, "d", "e"]
    assert [answer["status"] for answer in answers] == ["answered", "abstained", "answered", "abstained", "abstained"]
    assert answers[2]["statements"][0]["plan_id"] == "an-giang-ptbv-trich"
    assert answers[2]["as_of"] == "2020-01-01"
    assert "Atlantis" in answers[3]["error"]


def test_a_search_batch_has_hits_of_the_contracts_shape(small_index: Path, capsys: Captured, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": "x", "query": "nước sạch nông thôn"}', encoding="utf-8")
    assert run(small_index, "search", "--batch", str(batch), "--json", "--top-k", "3") == 0
    result = document(capsys)
    assert (result["id"], len(result["hits"])) == ("x", 3)
    wanted = {"passage_id", "plan_id", "level", "target_code", "lines", "text", "score"}
    assert wanted <= set(result["hits"][0])


def test_answers_verify_and_a_changed_quote_does_not(small_index: Path, capsys: Captured, tmp_path: Path) -> None:
    run(small_index, "ask", QUESTION, "--json")
    answer = document(capsys)
    file = tmp_path / "citations.jsonl"
    file.write_text("\n".join(json.dumps(c) for c in answer["citations"]), encoding="utf-8")
    assert run(small_index, "verify", str(file), "--json") == 0
    assert document(capsys)["failed"] == 0
    answer["citations"][0]["quote"] = "Sở Xây dựng"
    file.write_text(json.dumps(answer), encoding="utf-8")
    assert run(small_index, "verify", str(file)) == 1
    assert "không phải đoạn trích" in capsys.readouterr().out


def test_explain_shows_what_was_understood_and_every_score(small_index: Path, capsys: Captured) -> None:
    assert run(small_index, "search", "so nong nghiep ptnt nuoc sach", "--explain") == 0
    out = capsys.readouterr().out
    for words in ("sở nông nghiệp ptnt nước sạch", "diacritics", "so-nong-nghiep", "agency_leads", "dense", "folded"):
        assert words in out


def test_the_exports_are_those_of_the_contract() -> None:
    assert tuple(EXPORTS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_export_in_every_format(small_index: Path, capsys: Captured, tmp_path: Path, kind: str) -> None:
    assert run(small_index, "export", kind) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert run(small_index, "export", kind, "--format", "csv") == 0
    table = capsys.readouterr().out
    assert table.startswith("\ufeff")
    book = tmp_path / "out.xlsx"
    assert run(small_index, "export", kind, "--format", "xlsx", "--output", str(book)) == 0

    from openpyxl import load_workbook

    sheet = load_workbook(book).active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1
    assert sheet.freeze_panes == "A2"


def test_no_cell_of_a_document_becomes_a_formula() -> None:
    from openpyxl import load_workbook

    row = {"plan_id": "x", "text": '=HYPERLINK("http://x","y")', "lines": [1, 2], "name": "\x0bngắt"}
    sheet = load_workbook(BytesIO(workbook_bytes("tasks", [row]))).active
    assert sheet is not None
    assert [sheet.cell(2, 2).value, sheet.cell(2, 2).data_type] == ['=HYPERLINK("http://x","y")', "s"]
    assert [cell.value for cell in sheet[1]] == ["Mã kế hoạch", "Nội dung", "Từ dòng", "Đến dòng", "Tên"]
    assert sheet.cell(2, 3).value == 1


def test_a_workbook_holds_dates_and_numbers_by_year() -> None:
    from openpyxl import load_workbook

    values = {"2030": "1.200,5", "2025": "> 90", "2015-2030": "Giữ ổn định"}
    row = {"plan_id": "x", "date": "2018-12-14", "values": values, "lines": [3, 4]}
    sheet = load_workbook(BytesIO(workbook_bytes("indicators", [row]))).active
    assert sheet is not None
    cells = {str(title.value): cell for title, cell in zip(sheet[1], sheet[2], strict=True)}
    assert cells["Ngày ban hành"].is_date
    assert cells["Ngày ban hành"].number_format == "dd/mm/yyyy"
    assert [(year, cells[year].value) for year in ("2015-2030", "2025", "2030")] == [
        ("2015-2030", "Giữ ổn định"),
        ("2025", "> 90"),
        ("2030", 1200.5),
    ]
    assert [cell.value for cell in sheet[1]][-3:] == ["2015-2030", "2025", "2030"]


def test_exported_records_have_the_contracts_fields(small_index: Path, capsys: Captured) -> None:
    wanted = {
        "goals": {"plan_id", "code", "full_code", "level", "goal", "text", "priority", "lines"},
        "targets": {"plan_id", "code", "full_code", "level", "goal", "text", "priority", "lines"},
        "tasks": {
            "plan_id", "target_code", "full_code", "text", "lead", "coordinating", "lead_basis", "lines", "lead_lines",
            "coordinating_lines", "period", "output", "funding", "conflicts",
        },
        "passages": {"passage_id", "plan_id", "level", "target_code", "heading_path", "text", "lines"},
    }  # fmt: skip
    for kind, fields in wanted.items():
        run(small_index, "export", kind)
        row = json.loads(capsys.readouterr().out.splitlines()[0])
        assert fields <= set(row)
    run(small_index, "export", "tasks", "--plan", "ben-tre-ptbv-trich")
    tasks = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {task["plan_id"] for task in tasks} == {"ben-tre-ptbv-trich"}
    lead = next(task["lead"][0] for task in tasks if task["lead"])
    assert set(lead) == {"as_written", "canonical", "agency_id", "kind", "note"}


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_a_command_works_or_says_that_it_is_not_there_yet(command: str, capsys: Captured) -> None:
    code = main([command, "--help"])
    captured = capsys.readouterr()
    if code == 2:
        assert captured.err == f"kehoach: lệnh '{command}' chưa có trong bản này\n"
    else:
        assert code == 0
        assert "--help" in captured.out


def kehoach(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("command", ["", "ask", "search", "build", "export", "verify"])
def test_help_needs_no_library(command: str) -> None:
    arguments = [command] if command else []
    program = (
        "import sys; from api.cli import main; code = main(sys.argv[1:]); "
        "sys.exit(code or 3 * any(name in sys.modules for name in ('numpy', 'faiss', 'torch', 'underthesea')))"
    )
    started = _seconds_of_children()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--help"], cwd=ROOT, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert _seconds_of_children() - started < limit(0.5)


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_program_writes_utf8_in_a_locale_without_it(small_index: Path) -> None:
    done = kehoach("ask", QUESTION, KEHOACH_INDEX=str(small_index), LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Sở Nông nghiệp" in done.stdout
    assert done.stderr == ""


def test_a_reader_that_goes_away_is_no_error(small_index: Path) -> None:
    command = f"{sys.executable} -m api.cli export passages --index {small_index} | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_an_interrupt_is_a_line_and_130(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("search.settings.load_settings", interrupted)
    monkeypatch.setattr("api.cli_ask.load_settings", interrupted)
    assert main(["ask", "nước"]) == 130
    assert capsys.readouterr().err == "kehoach: đã dừng theo yêu cầu\n"


def test_an_older_generation_answers_and_the_damage_is_told(
    small_index: Path, tmp_path: Path, capsys: Captured
) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    (old,) = (index / "generations").iterdir()
    new = old.with_name("000002" + old.name[6:])
    shutil.copytree(old, new)
    (new / "plans.sqlite").unlink()
    (index / "CURRENT").write_text(new.name + "\n", encoding="ascii")
    assert run(index, "ask", QUESTION, "--json") == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["status"] == "answered"
    assert "plans.sqlite" in captured.err
    assert captured.err.count("\n") == 1
