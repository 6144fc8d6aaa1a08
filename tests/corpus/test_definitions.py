"""Terms a plan explains: glossary, abbreviations, "gọi tắt là", footnotes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from corpus.definitions import parse_definitions
from corpus.layouts import find_tables
from corpus.reading import document_from_text, read_document
from corpus.records import Definition
from corpus.sections import parse_sections
from tests.timing import assert_within

GLOSSARY = """\
PHỤ LỤC II
GIẢI THÍCH TỪ NGỮ
(Ban hành kèm theo Quyết định số 1015/QĐ-UBND ngày 08/5/2018 của UBND tỉnh An Giang)
Trong Kế hoạch hành động này, những từ ngữ dưới đây được hiểu như sau:
1. Bao trùm: Là tính chất tham gia của tất cả mọi người, tất cả các bên liên quan vào quá trình.
Hiện nay, từ bao trùm được sử dụng rộng rãi trên thế giới.
2. Khả năng chống chịu: Là khả năng của một hệ thống, một cộng đồng có thể chịu được các tác động.
3. Dịch vụ hệ sinh thái: Là việc cung ứng các giá trị sử dụng của hệ sinh thái. Được chia thành bốn nhóm:
- Dịch vụ cung cấp (lương thực, thực phẩm, nguyên vật liệu, nước...)
- Dịch vụ hỗ trợ (quá trình hình thành đất và đảm bảo các chu trình Sinh - Địa - Hóa).
"""


def definitions_of(text: str) -> dict[str, Definition]:
    document = document_from_text("plan", text)
    return {d.term: d for d in parse_definitions(document, parse_sections(document))}


def test_glossary_entries_with_their_continuations() -> None:
    found = definitions_of(GLOSSARY)
    assert list(found) == ["Bao trùm", "Khả năng chống chịu", "Dịch vụ hệ sinh thái"]
    assert found["Bao trùm"].span.lines == [5, 6]
    assert found["Bao trùm"].text.endswith("rộng rãi trên thế giới.")
    assert found["Khả năng chống chịu"].text.startswith("Là khả năng của một hệ thống")
    assert found["Dịch vụ hệ sinh thái"].span.lines == [8, 10]
    assert "chu trình Sinh - Địa - Hóa" in found["Dịch vụ hệ sinh thái"].text


def test_glossary_in_nfd_reads_the_same() -> None:
    plain = {term: d.text for term, d in definitions_of(GLOSSARY).items()}
    assert {term: d.text for term, d in definitions_of(unicodedata.normalize("NFD", GLOSSARY)).items()} == plain


@pytest.mark.parametrize(
    ("sentence", "term", "text"),
    [
        ("Kế hoạch hành động tăng trưởng xanh (TTX) tỉnh Bến Tre", "TTX", "tăng trưởng xanh"),
        ("Ủy ban nhân dân (UBND) tỉnh Bến Tre ban hành", "UBND", "Ủy ban nhân dân"),
        ("với 108 Mục tiêu cụ thể (MTCT):", "MTCT", "Mục tiêu cụ thể"),
        ("bao gồm nguồn hỗ trợ phát triển chính thức (ODA), nguồn khác", "ODA", "hỗ trợ phát triển chính thức"),
        (
            "trồng trọt ứng dụng IPHM (Xây dựng các chương trình quản lý sức khỏe cây trồng tổng hợp) đạt 30%",
            "IPHM",
            "Xây dựng các chương trình quản lý sức khỏe cây trồng tổng hợp",
        ),
        (
            "ban hành Kế hoạch hành động tỉnh Bến Tre giai đoạn 2021 - 2030 (gọi tắt là Kế hoạch) với những nội dung",
            "Kế hoạch",
            "Kế hoạch hành động tỉnh Bến Tre giai đoạn 2021 - 2030",
        ),
        (
            "Thực hiện Quyết định số 622/QĐ-TTg ngày 10/5/2017 (sau đây gọi tắt là Quyết định số 622/QĐ-TTg), Ủy ban",
            "Quyết định số 622/QĐ-TTg",
            "Quyết định số 622/QĐ-TTg ngày 10/5/2017",
        ),
    ],
)
def test_terms_explained_in_passing(sentence: str, term: str, text: str) -> None:
    found = definitions_of(sentence)
    assert found[term].text == text
    assert found[term].span.lines == [1, 1]
    assert text in sentence[found[term].span.start : found[term].span.end]


@pytest.mark.parametrize(
    "sentence",
    [
        "theo tiêu chuẩn VietGap (giá 2005) và GRDP (theo giá so sánh 2010)",
        "Mục tiêu 14.3 (UT): Giảm ô nhiễm biển",
        "theo sức mua tương đương năm 2005 (USD) mỗi ngày",
        "định hướng thực hiện TTX các cấp (Cao, A)",
        "đánh bắt phi pháp, không theo quy định (IUU) tạo điều kiện",
    ],
)
def test_brackets_that_explain_nothing_define_nothing(sentence: str) -> None:
    assert definitions_of(sentence) == {}


def test_footnotes(documents: Path) -> None:
    document = read_document(documents / "ben-tre-ttx.txt")
    sections = parse_sections(document, [table.span for table in find_tables(document)])
    notes = {d.term: d for d in parse_definitions(document, sections) if d.term.startswith("Chú thích")}
    assert notes["Chú thích 2"].text.startswith("Chỉ số HDI của Bến Tre năm 2020 là 0,664")
    assert notes["Chú thích 2"].span.lines == [2854, 2854]
    assert len(notes) == 3


@pytest.mark.parametrize("hostile", ["a (ABC) " * 12_500, "(gọi tắt là " * 8_000, "Sau đây gọi tắt là: (" * 5_000])
def test_linear(hostile: str) -> None:
    assert_within(1.0, lambda: definitions_of(hostile))
