"""Limits of what a plan's file may ask of its readers: size, depth, width, time."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import docx
import pytest

from corpus.catalog import load_catalog
from corpus.containers import plan_document
from corpus.errors import CorpusError
from corpus.layouts import find_tables
from corpus.layouts.base import MOST_COLUMNS
from corpus.parsing import parse_plan
from corpus.reading import MAX_BYTES, MAX_TABLE_BYTES, document_from_text, read_document
from tests.timing import assert_within

SIZE = 20_000
# One a kind of trouble and layout; each is repeated to SIZE characters, between a beginning and an end.
UNITS = {
    "one word": ("", "nước ", ""),
    "one letter a line": ("", "a\n", ""),
    "pipes": ("", "|", ""),
    "escaped pipes": ("|", "\\|", "|"),
    "a wide row of pipes": ("| 1.1 | Nước", "| a", "|"),
    "rules of pipe tables": ("| 1 | 2 |\n", "|---|---|\n", ""),
    "tabs in a header": ("STT\tMục tiêu\tChủ trì", "\t", "\n" + "1.1\tNước\tSở Y tế\n" * 100),
    "a row of tabs": ("1.1\tNước", "\ta", "\n1.2\tRừng\tSở Y tế\n"),
    "rows of tabs": ("", "1.1\tNước\tSở Y tế\tUBND\n", ""),
    "one cell a line": ("", "\t1.1\n\tNước\n\tSở Y tế\n\n", ""),
    "tables in tables": ("", "<table><tr><td>", ""),
    "wide HTML": ("<table><tr>", "<td>a</td>", "</tr></table>"),
    "cells over everything": ("<table>", "<tr><td rowspan=9999 colspan=9999>a</td></tr>", "</table>"),
    "tags never closed": ("", "<td a=", ""),
    "bold never closed": ("", "**a", ""),
    "brackets never closed": ("1.1\tNước\tSở Y tế ", "(", "\n"),
    "headings": ("", "# Mục tiêu 1: a\n", ""),
    "deep numbers": ("", "1.", " Nước"),
    "lists": ("", "* a\n  * b\n", ""),
    "bodies": ("1.1\tNước\t", "Sở Y tế, ", "\n"),
    "marks on one letter": ("a", "\u0301", ""),
    "letters not seen": ("Mục tiêu", "\u200b\xa0", "1"),
}


@pytest.mark.parametrize("unit", UNITS)
def test_the_worst_plan_takes_time_in_proportion(unit: str) -> None:
    before, repeated, after = UNITS[unit]
    document = document_from_text("x", f"{before}{repeated * (SIZE // len(repeated))}{after}\n")
    assert_within(1.5, lambda: parse_plan(document))


# Python refuses to read a number of more than 4,300 digits.
LONG = "9" * 5_000


@pytest.mark.parametrize(
    "source",
    [
        f"Mục tiêu {LONG}: a\n1.{LONG}\tNước\tSở Y tế\n",
        f"STT\tMục tiêu\tChủ trì\n{LONG}\tNước\tSở Y tế\n1.{LONG}\tRừng\tSở Y tế\n",
        f"TT\tChỉ tiêu\tĐơn vị\t{LONG}\t2030\n{LONG}\tTỷ lệ\t%\t{LONG}\t{LONG},{LONG}\n1\tA\t%\t1\t2\n",
        f"| {LONG} | a | Sở Y tế |\n|---|---|---|\n| {LONG} | a | b |\n",
        f"<table><tr><td rowspan={LONG}>{LONG}</td></tr></table>\n",
        f"Số: {LONG}/KH-UBND ngày {LONG} tháng {LONG} năm {LONG}, gồm {LONG} mục tiêu, giai đoạn {LONG}-{LONG}\n",
        f"Chủ đề {LONG}. a\nNhiệm vụ {LONG}: b\nĐiều {LONG}. c\n{LONG}. d\n{'IX' * 2_000}. e\n",
        "STT\tMục tiêu\tChủ trì\n²\tNước\tSở Y tế\n١.١\tRừng\tSở Y tế\n①\tBiển\tSở Y tế\n",
    ],
    ids=["goals", "codes", "indicators", "pipes", "HTML", "metadata", "headings", "other digits"],
)
def test_numbers_that_are_none_are_text(source: str) -> None:
    assert parse_plan(document_from_text("x", source)).info.plan_id == "x"


@pytest.mark.parametrize(
    "source",
    [
        "|" + "|".join(f"ô {number}" for number in range(300)) + "|\n",
        "\t".join(f"ô {number}" for number in range(300)) + "\n" + "1.1\tNước\tSở Y tế\n" * 3,
        "<table><tr>" + "".join(f"<td>ô {number}</td>" for number in range(300)) + "</tr></table>\n",
    ],
    ids=["pipes", "tabs", "HTML"],
)
def test_a_row_of_hundreds_of_cells_has_few_and_loses_none_of_its_words(source: str) -> None:
    document = document_from_text("x", source)
    (table, *_) = find_tables(document)
    shown = [*table.header, *(text for row in table.rows for text in row.texts(document))]
    assert max(len(row.cells) for row in table.rows) <= MOST_COLUMNS
    words = " ".join(shown)
    assert all(f"ô {number}" in words for number in range(300))


def test_no_more_of_a_file_is_read_than_its_limit(tmp_path: Path) -> None:
    large = tmp_path / "lon.txt"
    with large.open("wb") as file:
        file.truncate(1 << 40)  # a hole: reading it whole would need a tebibyte
    with pytest.raises(CorpusError, match=f"quá lớn, tối đa {MAX_BYTES} byte"):
        read_document(large)
    large.rename(tmp_path / "catalog.toml")
    with pytest.raises(CorpusError, match=f"quá lớn, tối đa {MAX_TABLE_BYTES} byte"):
        load_catalog(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 100_000, "a = " + "{b=" * 50_000, "a = " + "9" * 5_000, "[[plan]]\nid = " + "9" * 5_000],
    ids=["deep list", "deep table", "long number", "long number as id"],
)
def test_a_catalog_that_no_parser_takes_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "catalog.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"catalog\.toml' không phải TOML"):
        load_catalog(tmp_path)


def word_file(path: Path, body: str, *, prefix: str = "") -> Path:
    """A Word document whose main part is what is given."""
    docx.Document().save(str(path))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts["word/document.xml"] = f'{prefix}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_entities_that_grow_are_refused_and_no_file_is_read_through_one(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>Nước &e;</w:t></w:r></w:p>"
    lower = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE d [<!ENTITY e0 "Sở Y tế">{lower}<!ENTITY e "&e9;">]>'
    with pytest.raises(CorpusError, match=r"bom\.docx': tệp hỏng"):
        plan_document(word_file(tmp_path / "bom.docx", body, prefix=bomb))
    secret = tmp_path / "secret"
    secret.write_text("khóa bí mật", encoding="utf-8")
    outside = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    assert "bí mật" not in plan_document(word_file(tmp_path / "a.docx", body, prefix=outside)).source


def test_depth_of_a_word_file_is_bounded(tmp_path: Path) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 20_000 + "</w:tc></w:tr></w:tbl>" * 20_000
    with pytest.raises(CorpusError, match=r"a\.docx': tệp hỏng"):
        plan_document(word_file(tmp_path / "a.docx", deep))


@pytest.mark.parametrize("number", ["999999999", LONG, "-1", "²", "x", ""])
def test_a_word_cell_that_claims_millions_of_columns_covers_few(tmp_path: Path, number: str) -> None:
    wide = f'<w:tcPr><w:gridSpan w:val="{number}"/></w:tcPr>'
    cell = f"<w:tc>{wide}<w:p><w:r><w:t>Nước</w:t></w:r></w:p></w:tc>"
    row = f'<w:tr><w:trPr><w:gridBefore w:val="{number}"/></w:trPr>{cell}</w:tr>'
    path = word_file(tmp_path / "a.docx", f"<w:tbl>{row * 3}</w:tbl>")
    assert plan_document(path).line_count < 500


def test_the_words_of_a_word_file_have_a_limit_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = word_file(tmp_path / "a.docx", f"<w:p><w:r><w:t>{'nước ' * 60_000}</w:t></w:r></w:p>")
    assert plan_document(path).source
    monkeypatch.setattr("corpus.containers.MAX_BYTES", 300_000)
    with pytest.raises(CorpusError, match="riêng phần chữ 300000 byte"):
        plan_document(path)


def test_a_word_file_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx", f"<w:p><w:r><w:t>{'nước ' * 10_000}</w:t></w:r></w:p>")
    with zipfile.ZipFile(path) as archive:
        true = archive.getinfo("word/document.xml").file_size
    content = path.read_bytes()
    path.write_bytes(content.replace(true.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises(CorpusError, match=r"a\.docx'"):
        plan_document(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_in_the_folder_is_no_plan(tmp_path: Path) -> None:
    from corpus.containers import plan_files

    os.mkfifo(tmp_path / "doi.txt")
    assert plan_files(tmp_path) == []
