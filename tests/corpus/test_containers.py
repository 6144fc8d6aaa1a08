"""Word documents and folders of plans of several kinds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from corpus.containers import plan_document, plan_files, word_text
from corpus.errors import CorpusError
from corpus.parsing import load_plans, parse_plan
from corpus.records import Plan, PlanInfo
from tests.corpus.rendering import Style, part_of, signature, write_word

FOUR = ("number", "body", "lead", "coordinating")
LABELLED = ("body", "assigned")


@pytest.fixture(scope="module")
def shipped() -> dict[str, Plan]:
    folder = Path(__file__).resolve().parents[2] / "corpus" / "documents"
    return {plan.info.plan_id: plan for plan in load_plans(folder)}


@pytest.mark.parametrize("per_task", [False, True])
@pytest.mark.parametrize("columns", [FOUR, LABELLED])
@pytest.mark.parametrize(
    ("plan_id", "goals"),
    [
        ("ben-tre-ptbv", ("5", "8")),
        ("an-giang-ptbv", ("8",)),
        ("dak-nong-ptbv", ("12",)),
        ("kien-giang-ptbv", ("6",)),
    ],
)
def test_a_word_table_of_a_plan_parses_to_equal_records(
    tmp_path: Path,
    shipped: dict[str, Plan],
    plan_id: str,
    goals: tuple[str, ...],
    columns: tuple[str, ...],
    per_task: bool,
) -> None:
    plan = part_of(shipped[plan_id], goals)
    path = tmp_path / "ban-word.docx"
    write_word(plan, Style("cells", columns, per_task=per_task), path, "KẾ HOẠCH\nPHỤ LỤC")
    document = plan_document(path)
    read = parse_plan(document, PlanInfo("ban-word", plan.info.province, plan.info.kind, None))
    assert signature(read) == signature(plan)
    for task in read.tasks:
        assert task.lead_basis in ("explicit", "unknown")
        assert document.source[task.span.start : task.span.end].lstrip("- ").startswith(task.text[:20])


def test_paragraphs_and_tables_stand_in_their_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Nhiệm vụ", "Cơ quan chủ trì"
    table.cell(1, 0).text, table.cell(1, 1).text = "- Một\n- Hai", "Sở Y tế"
    document.add_paragraph("- Nơi nhận:\tnhư trên")
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert word_text(path) == (
        "KẾ HOẠCH\n\n\n\n\tNhiệm vụ\n\tCơ quan chủ trì\n\n\t- Một\n- Hai\n\tSở Y tế\n\n\n\n\n- Nơi nhận: như trên\n"
    )


def test_cells_merged_over_columns_and_rows(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    for place, title in enumerate(("STT", "Nhiệm vụ", "Cơ quan chủ trì")):
        table.cell(0, place).text = title
    table.cell(1, 0).merge(table.cell(1, 2)).text = "Mục tiêu 1: Nghèo"
    table.cell(2, 0).merge(table.cell(3, 0)).text = "1"
    table.cell(2, 1).text, table.cell(3, 1).text = "- Một", "- Hai"
    table.cell(2, 2).merge(table.cell(3, 2)).text = "Sở Y tế"
    path = tmp_path / "a.docx"
    document.save(str(path))
    rows = word_text(path).strip("\n").split("\n\n")
    assert rows[1:] == ["\tMục tiêu 1: Nghèo\n\t\n\t", "\t1\n\t- Một\n\tSở Y tế", "\t\n\t- Hai\n\tSở Y tế"]


def test_automatic_bullets_and_numbers_are_written_out(tmp_path: Path) -> None:
    document = docx.Document()
    for style, text in (("List Bullet", "Một"), ("List Number", "Hai"), ("List Number", "Ba")):
        paragraph = document.add_paragraph(text, style=style)
        number = document.styles[style].element.pPr.numPr.numId.val
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = number
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert word_text(path) == "- Một\n1. Hai\n2. Ba\n"


def test_deleted_text_of_a_tracked_change_is_not_shown_and_inserted_text_is(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Sở ")
    for tag, inner, text in (("w:del", "w:delText", "Nội vụ"), ("w:ins", "w:t", "Y tế")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        words.text = text
        words.set(qn("xml:space"), "preserve")
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert word_text(path) == "Sở Y tế\n"


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0 old .doc", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_word_document_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hong.docx"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=r"hong\.docx"):
        plan_document(path)


def test_a_zip_without_a_document_or_without_words_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hong.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.txt", "x")
    with pytest.raises(CorpusError, match="hỏng hoặc không phải"):
        plan_document(path)
    empty = tmp_path / "trong.docx"
    docx.Document().save(str(empty))
    with pytest.raises(CorpusError, match="không có chữ nào"):
        plan_document(empty)
    with pytest.raises(CorpusError, match="không đọc được"):
        plan_document(tmp_path / "khong-co.docx")


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.containers.MAX_UNPACKED", 1000)
    path = tmp_path / "bom.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "x" * 2000)
    with pytest.raises(CorpusError, match="quá lớn: 2000 byte"):
        plan_document(path)


def test_a_folder_takes_text_markdown_and_word_and_leaves_the_rest(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "README.md", "~$c.docx", ".an.txt", "catalog.toml", "anh.png"):
        (tmp_path / name).write_text("KẾ HOẠCH\n", encoding="utf-8")
    docx.Document().save(str(tmp_path / "c.docx"))
    assert [path.name for path in plan_files(tmp_path)] == ["a.md", "b.txt", "c.docx"]
    (tmp_path / "b.docx").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"'b\.docx' và 'b\.txt'|'b\.txt' và 'b\.docx'"):
        plan_files(tmp_path)
