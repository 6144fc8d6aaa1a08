"""Running text → sections: nothing lost, headings by consistency, page breaks healed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.layouts import find_tables
from corpus.numbering import Node, level_of, mend_mark, read_mark
from corpus.outline import PATH_LENGTH
from corpus.reading import Document, document_from_text, read_document
from corpus.records import Section, Span
from corpus.sections import parse_sections, path_before
from tests.timing import assert_within

PLANS = ("an-giang-ptbv", "ben-tre-ptbv", "ben-tre-ttx", "dak-nong-ptbv", "kien-giang-ptbv")

KIEN_GIANG = """\
KẾ HOẠCH

Thực hiện Chương trình nghị sự 2030 vì sự phát triển bền vững trên địa bàn tỉnh Kiên Giang

III. NHIỆM VỤ VÀ GIẢI PHÁP THỰC HIỆN

1. Nhiệm vụ chủ yếu

1.3. Các nhiệm vụ cụ thể: (*Phụ lục I và II đính kèm*)

(3). Tăng cường vai trò của Đoàn đại biểu quốc hội địa phương, Ủy ban MTTQ Việt Nam tỉnh, các tổ chức chính trị - xã hội

trong việc giám sát thực hiện và phản biện xã hội trong quá trình triển khai thực hiện các mục tiêu.

2. Giải pháp thực hiện

2.1. Tuyên truyền

- Nội dung, chủ thể và phương tiện tuyên truyền:

(1) Huy động sự tham gia của cả hệ thống chính trị.

(2) Xây dựng các chuyên đề giáo dục, chương trình phát thanh truyền hình.

2.2. Lồng ghép mục tiêu

Thực hiện các nguyên tắc phát triển bền vững, chuyên ~~giáo~~ công nghệ.

IV. TỔ CHỨC THỰC HIỆN

1. Phân công trách nhiệm thực hiện

i. UBND các huyện, thị xã, thành phố tổ chức tuyên truyền.

k. Dự thảo chi tiết nội dung các nhiệm vụ trong phụ lục I, đính kèm theo.

I. Phân công các sở, ban, ngành chủ trì thực hiện các mục tiêu (*theo phụ lục đính kèm*):

- Sở Y tế chủ trì các mục tiêu: 2.1.a, 2.2, 3.1;

2. Giám sát, đánh giá, báo cáo.

UBND tỉnh tổ chức giám sát, đánh giá thực hiện Kế hoạch.

Trong quá trình tổ chức thực hiện, nếu thấy cần thiết bổ sung, đề nghị báo cáo UBND tỉnh xem xét, quyết định./.

Nơi nhận:

- Bộ Kế hoạch và Đầu tư;
- Lưu: VT, btkien.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH



Phạm Vũ Hồng
"""


def sections_of(text: str) -> list[Section]:
    return parse_sections(document_from_text("plan", text))


def find(sections: list[Section], beginning: str) -> Section:
    found = [section for section in sections if section.text.startswith(beginning)]
    assert len(found) == 1, (beginning, found)
    return found[0]


def shipped(documents: Path, plan_id: str) -> tuple[Document, list[Span]]:
    document = read_document(documents / f"{plan_id}.txt")
    return document, [table.span for table in find_tables(document)]


@pytest.fixture(scope="module")
def excerpt() -> list[Section]:
    return sections_of(KIEN_GIANG)


def test_paragraph_cut_by_a_page_break_is_joined(excerpt: list[Section]) -> None:
    section = find(excerpt, "(3). Tăng cường vai trò")
    assert "chính trị - xã hội trong việc giám sát" in section.text
    assert section.span.lines == [11, 13]


def test_heading_path_runs_from_the_part_inwards(excerpt: list[Section]) -> None:
    section = find(excerpt, "(2) Xây dựng các chuyên đề")
    assert section.path == (
        "Kế hoạch",
        "III. NHIỆM VỤ VÀ GIẢI PHÁP THỰC HIỆN",
        "2. Giải pháp thực hiện",
        "2.1. Tuyên truyền",
        "Nội dung, chủ thể và phương tiện tuyên truyền:",
    )
    assert find(excerpt, "2.2.").path[-1] == "2. Giải pháp thực hiện"


def test_letter_l_printed_as_a_roman_one_stays_a_list_item(excerpt: list[Section]) -> None:
    item = find(excerpt, "I. Phân công")
    assert item.path == ("Kế hoạch", "IV. TỔ CHỨC THỰC HIỆN", "1. Phân công trách nhiệm thực hiện")
    assert find(excerpt, "Sở Y tế").path[-1].startswith("I. Phân công")
    assert find(excerpt, "2. Giám sát").path == ("Kế hoạch", "IV. TỔ CHỨC THỰC HIỆN")


def test_roman_one_at_the_start_of_a_part_is_a_roman_one() -> None:
    stack: list[Node] = []
    mark = read_mark("I. MỤC ĐÍCH, YÊU CẦU")
    assert mark is not None
    assert mend_mark(mark, stack).kind == "roman"
    assert level_of(mark, stack) == 0


def test_closing_sentence_belongs_to_the_main_part(excerpt: list[Section]) -> None:
    assert find(excerpt, "Trong quá trình tổ chức").path == ("Kế hoạch", "IV. TỔ CHỨC THỰC HIỆN")


def test_strikethrough_marks_go_and_words_stay(excerpt: list[Section]) -> None:
    assert "chuyên giáo công nghệ" in find(excerpt, "Thực hiện các nguyên tắc").text


def test_roles(excerpt: list[Section]) -> None:
    assert find(excerpt, "Nơi nhận").role == "recipients"
    assert find(excerpt, "Nơi nhận").span.lines == [47, 50]
    signature = find(excerpt, "TM. ỦY BAN NHÂN DÂN")
    assert (signature.role, signature.span.lines) == ("signature", [52, 57])
    assert find(excerpt, "(1) Huy động").role == "solution"
    assert find(excerpt, "UBND tỉnh tổ chức giám sát").role == "reporting"
    assert find(excerpt, "k. Dự thảo").role == "organisation"
    assert find(excerpt, "1. Nhiệm vụ chủ yếu").role == "heading"
    assert [section.role for section in excerpt[:3]] == ["title", "title", "heading"]


def test_ocr_in_a_heading_does_not_hide_its_role() -> None:
    found = sections_of("## IV. TÔ CHỨC THỰC HIỆN\n\na) Sở Tài chính cân đối ngân sách hằng năm cho các sở.\n")
    assert find(found, "a) Sở Tài chính").role == "organisation"


@pytest.mark.parametrize(
    "form",
    [
        "**Điều 2.** Giao Giám đốc Sở Kế hoạch và Đầu tư theo dõi việc thực hiện kế hoạch.",
        "Điều 2. Giao Giám đốc Sở Kế hoạch và Đầu tư theo dõi việc thực hiện kế hoạch.",
    ],
)
def test_articles_of_the_decision(form: str) -> None:
    text = f" QUYẾT ĐỊNH\nBAN HÀNH KẾ HOẠCH\nCăn cứ Luật Đầu tư;\nQUYẾT ĐỊNH:\n{form}\nĐiều 3. Có hiệu lực từ ngày ký."
    found = sections_of(text)
    assert find(found, "Căn cứ").role == "legal_basis"
    assert find(found, "Điều 2.").path == ("Quyết định",)
    assert find(found, "Điều 2.").role == "organisation"


def test_unmarked_paragraph_belongs_to_the_letter_above_and_numbers_restart() -> None:
    text = (
        "KẾ HOẠCH\nI. MỤC ĐÍCH\n1. Mục đích\nXác định nhiệm vụ.\nII. NHIỆM VỤ\n1. Giai đoạn 2018 – 2020\n"
        "c) Thực hiện các hoạt động truyền thông, giáo dục.\nTăng cường năng lực cho các sở.\nd) Thu thập dữ liệu.\n"
        "đ) Phát triển nguồn nhân lực.\ne) Giám sát:\n- Định kỳ báo cáo.\n2. Giai đoạn 2021 – 2030\na) Tiếp tục.\n"
    )
    found = sections_of(text)
    assert find(found, "Tăng cường năng lực").path[-1].startswith("c) Thực hiện")
    assert find(found, "đ) Phát triển").path[-1] == "1. Giai đoạn 2018 – 2020"
    assert find(found, "Định kỳ báo cáo").path[-1] == "e) Giám sát:"
    assert find(found, "a) Tiếp tục").path == ("Kế hoạch", "II. NHIỆM VỤ", "2. Giai đoạn 2021 – 2030")


def test_appendix_title_stands_in_the_path_without_its_reference() -> None:
    text = (
        "PHỤ LỤC I\n\nCác mục tiêu và nhiệm vụ (ban hành kèm theo Kế hoạch số 194 /KH-UBND ngày 25/7/2018)\n"
        "1. Nông - lâm - ngư nghiệp\n- Bảo vệ rừng.\n- Dùng đèn LED.\n"
    )
    found = sections_of(text)
    items = find(found, "Bảo vệ rừng")
    assert items.path == ("Phụ lục I", "Các mục tiêu và nhiệm vụ", "1. Nông - lâm - ngư nghiệp")
    assert items.text == "Bảo vệ rừng. - Dùng đèn LED."
    assert items.span.lines == [5, 6]


def test_statements_with_figures_are_not_lumped_together() -> None:
    found = sections_of("b) Xanh hóa:\n- Tỷ lệ che phủ rừng ổn định ở mức 02%.\n- Tỷ lệ đô thị hóa đạt 27%.\n")
    assert [section.span.lines for section in found[1:]] == [[2, 2], [3, 3]]


def test_footnotes_stand_under_the_words_they_explain() -> None:
    found = sections_of(
        "- Chỉ số phát triển con người (HDI) đạt khoảng 0,68(2) (theo tính toán).\n\n2 Chỉ số HDI năm 2020 là 0,664.\n"
    )
    assert found[-1].role == "footnote"
    assert found[-1].path == ("Chú thích", "Chỉ số phát triển con người (HDI) đạt khoảng 0,68")


def test_numbered_last_line_without_a_mark_in_the_text_is_no_footnote() -> None:
    assert sections_of("Kế hoạch có hai phần.\n\n2 Phần thứ hai.\n")[-1].role == "body"


def test_path_before_gives_the_headings_over_a_table() -> None:
    text = "PHỤ LỤC 2\nDANH MỤC DỰ ÁN\n(Ban hành kèm theo Quyết định số 1/QĐ-UBND)\n"
    assert path_before(sections_of(text), len(text)) == ("Phụ lục 2", "DANH MỤC DỰ ÁN")
    assert path_before([], 5) == ()


def outside(document: Document, taken: list[Span], sections: list[Section]) -> str:
    covered = bytearray(len(document.source))
    for span in [*taken, *(section.span for section in sections)]:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    left = "".join(" " if covered[i] else c for i, c in enumerate(document.source))
    return re.sub(r"<[^<>]{0,60}>", " ", left)


@pytest.mark.parametrize("plan_id", PLANS)
def test_every_line_of_the_shipped_plans_ends_in_one_section(documents: Path, plan_id: str) -> None:
    document, taken = shipped(documents, plan_id)
    sections = parse_sections(document, taken)
    assert not re.findall(r"\w", outside(document, taken, sections))
    ends = [0, *(section.span.end for section in sections)]
    assert all(section.span.start >= end for section, end in zip(sections, ends, strict=False))
    for section in sections:
        source = unicodedata.normalize("NFC", document.source[section.span.start : section.span.end])
        assert all(number in source for number in re.findall(r"\d+", section.text))
        assert all(len(heading) <= PATH_LENGTH for heading in section.path)
        assert document.line_at(section.span.start) == section.span.first_line


def to_nfd(body: str) -> str:
    return unicodedata.normalize("NFD", body)


def with_crlf(body: str) -> str:
    return body.replace("\n", "\r\n")


def with_blank_lines(body: str) -> str:
    return body.replace("\n", "\n\n")


def without_blank_lines(body: str) -> str:
    return re.sub(r"\n\s*\n", "\n", body)


def without_markdown(body: str) -> str:
    return re.sub(r"(?m)^#+ ", "", body).replace("**", "")


@pytest.mark.parametrize("plan_id", PLANS)
@pytest.mark.parametrize("mutilate", [to_nfd, with_crlf, with_blank_lines, without_blank_lines, without_markdown])
def test_mutilated_bodies_read_the_same(documents: Path, plan_id: str, mutilate: Callable[[str], str]) -> None:
    document, taken = shipped(documents, plan_id)
    body = document.source[: taken[0].start]
    whole = sections_of(body)
    assert [(s.path, s.text, s.role) for s in sections_of(mutilate(body))] == [(s.path, s.text, s.role) for s in whole]


def test_blank_or_markless_input() -> None:
    assert sections_of("\n \n---\n\n") == []
    assert [s.text for s in sections_of("chỉ một dòng")] == ["chỉ một dòng"]
    assert sections_of("<p>Một</p><p>Hai</p>")[1].text == "Hai"


@pytest.mark.parametrize(
    "hostile",
    [
        "chữ thường\n" * 10_000,
        "1. a:\na) b:\n" * 5_000,
        "- x " * 25_000,
        "I. " * 33_000,
        "(1) " * 25_000,
        "ngày 1/" * 14_000,
    ],
)
def test_hostile_input_is_read_in_time(hostile: str) -> None:
    assert sections_of(hostile)
    assert_within(2.0, lambda: sections_of(hostile))
