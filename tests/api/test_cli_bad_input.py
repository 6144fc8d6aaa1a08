"""Bad input, one row a kind: one clear line on stderr, exit code 2, nothing on stdout, no traceback."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from api.cli import main
from tests.small_corpus import DOCUMENTS

Captured = pytest.CaptureFixture[str]

ROWS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("no command", (), ""),
    ("unknown command", ("hoi",), "không có lệnh 'hoi'"),
    ("no question", ("ask",), "thiếu câu hỏi"),
    ("empty question", ("ask", ""), "Câu hỏi trống"),
    ("blank question", ("ask", " \t\n\xa0"), "Câu hỏi trống"),
    ("control characters only", ("ask", "\x01\x02\x1b"), "không có chữ hoặc số nào"),
    ("too long", ("ask", "nước " * 4001), "20005 ký tự"),
    ("unknown option", ("ask", "nước", "--khong-co"), "không có tham số '--khong-co'"),
    ("shortened option", ("ask", "nước", "--provin", "x"), "không có tham số"),
    ("option without value", ("ask", "nước", "--province"), "--province cần một giá trị"),
    ("two questions", ("ask", "nước", "rừng"), "không có tham số 'rừng'"),
    ("unknown province", ("ask", "nước", "--province", "Atlantis"), "không có tỉnh 'Atlantis'"),
    ("unknown plan", ("ask", "nước", "--plan", "khong-co"), "không có kế hoạch 'khong-co'"),
    ("no date", ("ask", "nước", "--as-of", "hôm qua"), "'hôm qua' không phải ngày"),
    ("impossible date", ("ask", "nước", "--as-of", "2025-02-30"), "'2025-02-30' không phải ngày"),
    ("unknown level", ("search", "nước", "--level", "đoạn"), "--level không nhận 'đoạn'"),
    ("no results wanted", ("search", "nước", "--top-k", "0"), "--top-k phải là số nguyên từ 1 đến 100"),
    ("no number", ("search", "nước", "--top-k", "nhiều"), "--top-k phải là số nguyên từ 1 đến 100"),
    ("unknown body", ("search", "nước", "--agency", "Sở Phép thuật"), "Sở Phép thuật"),
    ("batch without json", ("ask", "--batch", "x.jsonl"), "--json"),
    ("batch and question", ("ask", "nước", "--batch", "x.jsonl", "--json"), "--batch không đi cùng"),
    ("batch file missing", ("ask", "--batch", "khong-co.jsonl", "--json"), "khong-co.jsonl"),
    ("unknown kind of record", ("export", "muc-tieu"), "không nhận 'muc-tieu'"),
    ("unknown format", ("export", "goals", "--format", "doc"), "--format không nhận 'doc'"),
    ("unknown plan in export", ("export", "goals", "--plan", "khong-co"), "khong-co"),
    ("citations missing", ("verify", "khong-co.jsonl"), "khong-co.jsonl"),
    ("address that is none", ("ask", "nước", "--public-url", "vd.vn"), "KEHOACH_PUBLIC_URL"),
)


def one_line(captured: Captured) -> str:
    """The one complaint on stderr; nothing may stand on stdout."""
    out, err = captured.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert err.startswith("kehoach: ")
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize(("arguments", "words"), [row[1:] for row in ROWS[1:]], ids=[row[0] for row in ROWS[1:]])
def test_bad_input_is_one_clear_line(
    small_index: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.setenv("KEHOACH_INDEX", str(small_index))
    assert main(list(arguments)) == 2
    assert words in one_line(capsys)


def test_no_command_shows_the_commands_and_fails(capsys: Captured) -> None:
    assert main([]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "ask" in captured.err


def test_twenty_thousand_characters_are_answered_or_abstained_from(small_index: Path, capsys: Captured) -> None:
    assert main(["ask", "nước sạch " * 2000, "--json", "--index", str(small_index)]) in (0, 1)
    answer = json.loads(capsys.readouterr().out)
    assert "truncated" in answer["query"]["changes"]


def test_control_characters_between_words_change_nothing(small_index: Path, capsys: Captured) -> None:
    main(["ask", "ai lo\x00 nước\x1b sạch\x07 nông thôn ở Bến Tre", "--json", "--index", str(small_index)])
    answer = json.loads(capsys.readouterr().out)
    assert answer["query"]["normalized"] == "ai lo nước sạch nông thôn ở bến tre"
    assert answer["status"] == "answered"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("không phải json", "dòng 2 không phải JSON"),
        ("[1, 2]", "dòng 2"),
        ('{"id": 1}', "dòng 2"),
        ('{"id": 1, "question": 5}', "dòng 2"),
    ],
)
def test_a_batch_is_read_whole_before_anything_is_answered(
    small_index: Path, tmp_path: Path, capsys: Captured, line: str, words: str
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": 0, "question": "nước sạch"}\n' + line + "\n", encoding="utf-8")
    assert main(["ask", "--batch", str(batch), "--json", "--index", str(small_index)]) == 2
    assert words in one_line(capsys)


def test_a_missing_index_says_how_to_build_one(tmp_path: Path, capsys: Captured) -> None:
    assert main(["ask", "nước", "--index", str(tmp_path / "nowhere")]) == 2
    assert "kehoach build" in one_line(capsys)


def files_of_a_generation() -> list[str]:
    """The files whose damage is tried; the index's own tests try them all."""
    return ["manifest.json", "plans.sqlite", "passages.jsonl", "dense.faiss", "spelling.json"]


@pytest.mark.parametrize("damage", ["deleted", "truncated", "flipped"])
@pytest.mark.parametrize("name", files_of_a_generation())
def test_a_damaged_index_is_named_file_by_file(
    small_index: Path, tmp_path: Path, capsys: Captured, name: str, damage: str
) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    (file,) = (index / "generations").rglob(name)
    content = bytearray(file.read_bytes())
    if damage == "deleted":
        file.unlink()
    elif damage == "truncated":
        file.write_bytes(content[: len(content) // 2])
    else:
        content[len(content) // 3] ^= 4
        file.write_bytes(content)
    assert main(["ask", "nước sạch", "--index", str(index)]) == 2
    complaint = one_line(capsys)
    assert name in complaint
    assert "kehoach build" in complaint


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng"),
        (b"\n\n  \n", "rỗng"),
        (b"\x00\x01\x02PK\x03\x04", "nhị phân"),
        ("Kế hoạch".encode("utf-16"), "UTF-8"),
        ("Kế hoạch phát triển".encode("cp1258", "replace"), "UTF-8"),
    ],
)
def test_a_plan_that_is_no_text_stops_the_build_and_the_old_index_serves(
    small_index: Path, tmp_path: Path, capsys: Captured, content: bytes, words: str
) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "hong.txt").write_bytes(content)
    assert main(["build", "--corpus", str(plans), "--index", str(index)]) == 2
    complaint = one_line(capsys)
    assert "hong.txt" in complaint
    assert words in complaint
    assert main(["search", "nước sạch", "--index", str(index), "--json"]) == 0


def test_a_folder_without_plans_is_named(tmp_path: Path, capsys: Captured) -> None:
    assert main(["build", "--corpus", str(tmp_path), "--index", str(tmp_path / "index")]) == 2
    assert str(tmp_path) in one_line(capsys)
    assert not (tmp_path / "index").exists()


def test_an_index_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: Captured) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    text = (DOCUMENTS / "ben-tre-ptbv.txt").read_text(encoding="utf-8").split("\n")
    (plans / "nho.txt").write_text("\n".join(text[:6]), encoding="utf-8")
    blocked = tmp_path / "la-tep"
    blocked.write_text("không phải thư mục", encoding="utf-8")
    assert main(["build", "--corpus", str(plans), "--index", str(blocked)]) == 2
    assert "la-tep" in one_line(capsys)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_export_into_a_folder_without_rights_is_named(small_index: Path, tmp_path: Path, capsys: Captured) -> None:
    tmp_path.chmod(0o500)
    target = str(tmp_path / "x.csv")
    assert main(["export", "goals", "--format", "csv", "--output", target, "--index", str(small_index)]) == 2
    assert "không có quyền" in one_line(capsys)
