"""Reading a gold set: what every line means, and what is said of one that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputError, KehoachError
from search.evaluation.gold import AlsoRight, Cell, Place, load_gold

QUESTION: dict[str, Any] = {
    "id": "q1",
    "question": "ai lo nuoc sach nong thon o ben tre",
    "style": "no_diacritics",
    "intent": "responsibility",
    "names_province": True,
    "doc_id": "ben-tre-ptbv",
    "answer": "Sở Nông nghiệp và Phát triển nông thôn",
    "answer_keys": ["Sở Nông nghiệp và Phát triển nông thôn | Sở NN&PTNT"],
    "evidence": [{"lines": [363, 364], "quote": "nước sạch"}],
    "also": [{"doc_id": "an-giang-ptbv", "lines": [700, 700], "quote": "…", "answer": "Sở Xây dựng"}],
}


def write(folder: Path, name: str, *rows: object) -> None:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_question_is_read_with_its_alternatives_and_places(tmp_path: Path) -> None:
    write(tmp_path, "questions.jsonl", QUESTION)

    (question,) = load_gold(tmp_path).questions

    assert question.keys == (("Sở Nông nghiệp và Phát triển nông thôn", "Sở NN&PTNT"),)
    assert question.evidence == (Place("ben-tre-ptbv", (363, 364)),)
    assert question.also == (AlsoRight(Place("an-giang-ptbv", (700, 700)), "Sở Xây dựng"),)
    assert question.accepted == (Place("ben-tre-ptbv", (363, 364)), Place("an-giang-ptbv", (700, 700)))


def test_a_plan_without_an_answer_is_a_cell_without_keys(tmp_path: Path) -> None:
    cells = {
        "an-giang-ptbv": {"answer": "50%", "answer_keys": ["50%"], "evidence": [{"lines": [342, 342]}]},
        "ben-tre-ptbv": {"answer": None, "note": "không nêu"},
    }
    row = {"id": "x", "question": "bao nhiêu phần trăm?", "style": "formal", "per_province": cells}
    write(tmp_path, "comparison_questions.jsonl", row)

    (comparison,) = load_gold(tmp_path).comparisons

    assert comparison.cells == (
        Cell("an-giang-ptbv", (("50%",),), (Place("an-giang-ptbv", (342, 342)),)),
        Cell("ben-tre-ptbv", (), ()),
    )


def test_files_that_are_not_there_are_empty_and_blank_lines_are_none(tmp_path: Path) -> None:
    write(tmp_path, "unanswerable.jsonl", "", {"id": "u", "question": "số điện thoại?", "style": "formal"}, "  ")

    counts = load_gold(tmp_path).counts()

    assert counts["unanswerable"] == 1
    assert sum(counts.values()) == 1


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ('{"id": "q2", ', "không phải JSON"),
        ("[1, 2]", "cần một đối tượng JSON"),
        ("[" * 100_000, "không phải JSON"),
        ({**QUESTION, "question": 7}, "'question' phải là chuỗi"),
        ({name: value for name, value in QUESTION.items() if name != "intent"}, "thiếu 'intent'"),
        ({**QUESTION, "answer_keys": ["a", " | "]}, "'answer_keys' có khóa trống"),
        ({**QUESTION, "names_province": "yes"}, "'names_province' phải là true hoặc false"),
        ({**QUESTION, "evidence": [{"lines": [5, 3]}]}, "'lines' phải là hai số dòng"),
        ({**QUESTION, "evidence": [{"lines": [True, 3]}]}, "'lines' phải là hai số dòng"),
        ({**QUESTION, "evidence": [{"quote": "x"}]}, "thiếu 'lines'"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, row: object, complaint: str) -> None:
    write(tmp_path, "questions.jsonl", {**QUESTION, "id": "q0"}, row)

    with pytest.raises(InputError) as error:
        load_gold(tmp_path)

    assert "'questions.jsonl' dòng 2" in str(error.value)
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


def test_an_id_may_stand_once_only(tmp_path: Path) -> None:
    write(tmp_path, "questions.jsonl", QUESTION, QUESTION)

    with pytest.raises(InputError, match="mã 'q1' đứng ở hai dòng"):
        load_gold(tmp_path)


def test_bytes_that_are_no_utf8_are_named(tmp_path: Path) -> None:
    (tmp_path / "tasks.jsonl").write_bytes(b'{"text": "\xff"}')

    with pytest.raises(KehoachError, match=r"'tasks\.jsonl' không phải UTF-8"):
        load_gold(tmp_path)


def test_a_missing_or_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="không có thư mục bộ chuẩn"):
        load_gold(tmp_path / "nowhere")
    with pytest.raises(InputError, match="không có dòng nào"):
        load_gold(tmp_path)


def test_the_development_gold_is_read_whole(gold_dir: Path) -> None:
    counts = load_gold(gold_dir).counts()

    lines = {
        "questions": "questions.jsonl",
        "unanswerable": "unanswerable.jsonl",
        "comparisons": "comparison_questions.jsonl",
        "headings": "targets.jsonl",
        "tasks": "tasks.jsonl",
        "indicators": "indicators.jsonl",
        "targets_aligned": "alignment.jsonl",
        "goals_aligned": "goals.jsonl",
        "differences": "numeric_differences.jsonl",
    }
    for name, file in lines.items():
        assert counts[name] == len((gold_dir / file).read_text("utf-8").splitlines()), file
