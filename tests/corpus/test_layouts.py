"""The ways in which tables were flattened, on short pieces of the plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.layouts import Table, find_tables
from corpus.layouts.lines import ends_table, is_header, is_title_word, same_header
from corpus.layouts.pipes import is_pipe_line, is_rule
from corpus.layouts.tsv import is_tsv_line
from corpus.reading import Document, document_from_text, read_document


def tables(source: str) -> tuple[Document, list[Table]]:
    document = document_from_text("x", source)
    return document, find_tables(document)


def rows(source: str) -> list[tuple[str, ...]]:
    document, found = tables(source)
    return [row.texts(document) for table in found for row in table.rows]


BEN_TRE = (
    "Số TT\tMỤC TIÊU, NHIỆM VỤ\tCơ quan chủ trì thực hiện\tCơ quan phối hợp thực hiện\n"
    "1\tMTCT 2.1: Đến năm 2030, được tiếp cận với thực phẩm an toàn, dinh\t\t\n"
    "\n"
    "Số TT\tMỤC TIÊU, NHUỘM VŨ\tCơ quan chủ trì thực hiện\tCơ quan phối hợp thực hiện\n"
    "\tdưỡng, đầy đủ hàng năm\t\t\n"
    "-\tTriển khai mạnh mẽ\tSở Y tế\tCác Sở: NN&PTNT"
)


def test_tab_separated_pages_with_a_misspelt_header_are_one_table() -> None:
    document, (table,) = tables(BEN_TRE)
    assert table.layout == "tsv"
    assert table.header[1] == "MỤC TIÊU, NHIỆM VỤ"
    assert [row.page_start for row in table.rows] == [False, True, False]
    assert [len(row.cells) for row in table.rows] == [4, 4, 4]
    assert table.rows[2].texts(document) == ("-", "Triển khai mạnh mẽ", "Sở Y tế", "Các Sở: NN&PTNT")
    assert document.source[table.rows[2].span.start : table.rows[2].span.end].endswith("NN&PTNT")


def test_two_columns_whose_empty_cells_were_cut_off() -> None:
    source = (
        "Nhiệm vụ\tPhân công\n"
        "Mục tiêu 6: Nước\n"
        "Mục tiêu 6.1: Đến năm 2030\t\n"
        "- Đẩy mạnh xã hội hóa\tChủ trì: Sở Xây dựng\n"
        "- Hoàn thiện cơ chế\n"
        "\n"
        "Văn xuôi sau bảng.\n"
    )
    assert rows(source) == [
        ("Mục tiêu 6: Nước", ""),
        ("Mục tiêu 6.1: Đến năm 2030", ""),
        ("- Đẩy mạnh xã hội hóa", "Chủ trì: Sở Xây dựng"),
        ("- Hoàn thiện cơ chế", ""),
    ]


KIEN_GIANG = (
    "| Nhiệm vụ | Phân công trách nhiệm |\n|---|---|\n"
    "| (13) Mục tiêu 3.5 (MTUT): Đến năm 2030 | |\n\n"
    "| Nhiệm vụ | Phân công trách nhiệm | |\n|---|---|---|\n"
    "| a. | - Tăng cường \\| quản lý | Chủ trì: Sở Y tế |\n\n"
    "Mục tiêu 15: Bảo vệ và phát triển rừng bền vững\n\n"
    "| | |\n|---|---|\n| - Điều tra | Chủ trì: Sở Nông nghiệp |\n"
)


def test_pipe_pages_changing_width_and_empty_headers_are_one_table() -> None:
    document, (table,) = tables(KIEN_GIANG)
    assert [row.texts(document) for row in table.rows] == [
        ("(13) Mục tiêu 3.5 (MTUT): Đến năm 2030", ""),
        ("a.", "- Tăng cường \\ quản lý", "Chủ trì: Sở Y tế"),
        ("Mục tiêu 15: Bảo vệ và phát triển rừng bền vững",),
        ("- Điều tra", "Chủ trì: Sở Nông nghiệp"),
    ]
    assert [row.page_start for row in table.rows] == [False, True, False, True]


AN_GIANG = (
    "\tSTT\n\tNhiệm vụ\n\tPhân công trách nhiệm\n\n"
    "\t6.2\n\tMục tiêu 6.2:\xa0Đến năm 2030\n\n"
    "\t\xa0\n\t- Thực hiện xã hội hóa\n- Tăng cường\n\xa0\n"
    "\tChủ trì: Sở Xây dựng\n\xa0\nPhối hợp:\n- Các sở, ban, ngành\n\xa0\n- UBND các huyện, thị, thành phố\n\n"
    "PHỤ LỤC II\n1. Bao trùm: Là tính chất tham gia\n"
)


def test_cells_one_a_line_with_no_break_lines_inside_and_an_appendix_behind() -> None:
    document, (table,) = tables(AN_GIANG)
    assert table.layout == "cells"
    assert [row.texts(document) for row in table.rows] == [
        ("6.2", "Mục tiêu 6.2: Đến năm 2030"),
        (
            "",
            "- Thực hiện xã hội hóa - Tăng cường",
            "Chủ trì: Sở Xây dựng Phối hợp: - Các sở, ban, ngành - UBND các huyện, thị, thành phố",
        ),
    ]


def test_three_empty_lines_end_a_table_even_before_a_dash() -> None:
    source = "\tNhiệm vụ\n\tPhân công\n\n\t- Một\n\tChủ trì: Sở Y tế\n\n\n\n- Nơi nhận: như trên\n"
    assert rows(source) == [("- Một", "Chủ trì: Sở Y tế")]


def test_rows_that_no_empty_line_sets_apart_are_cut_at_the_headers_width() -> None:
    source = (
        "\tNhiệm vụ\n\tCơ quan chủ trì\n\tMục tiêu 1.1: Đến năm 2030\n\t\n\t- Một\n\tSở Y tế\n\t- Hai\n\tSở Nội vụ\n"
    )
    assert rows(source) == [("Mục tiêu 1.1: Đến năm 2030", ""), ("- Một", "Sở Y tế"), ("- Hai", "Sở Nội vụ")]


def test_a_header_with_years_or_blank_titles_is_as_wide_as_its_row() -> None:
    header = "\tMục tiêu\n\tĐơn vị tính\n\tLộ trình\n\t\xa0\n\t2030\n\n"
    assert rows(header + "\tMục tiêu 1.1: Nghèo\n\t%\n\t9,78\n\t3,0\n\t2,0\n") == [
        ("Mục tiêu 1.1: Nghèo", "%", "9,78", "3,0", "2,0")
    ]


def test_a_grid_writes_a_merged_cell_once_per_column() -> None:
    heading = "\tTruyền thông, giáo dục và nâng cao nhận thức (Cao, B)\n" * 14
    task = (
        "\t3.1\n\tXây dựng chương trình\n"
        + "\t2024 - 2030\n" * 2
        + "\tSở Giáo dục và Đào tạo\n"
        + "\tUBND các huyện, thành phố\n" * 3
        + "\tI\n\tI\n\tKế hoạch\ntriển khai\n\tKế hoạch\ntriển khai\n\t\xa0\n\t\xa0\n\t\xa0\n"
    )
    document, (table,) = tables(f"\t2\n{heading}\n{task}\n{task}")
    assert table.layout == "grid"
    assert table.rows[0].texts(document) == ("2", "Truyền thông, giáo dục và nâng cao nhận thức (Cao, B)")
    assert table.rows[0].cells[1].copies == 14
    assert table.rows[1].texts(document)[2:6] == (
        "2024 - 2030",
        "Sở Giáo dục và Đào tạo",
        "UBND các huyện, thành phố",
        "I",
    )


def test_a_grid_with_titles_keeps_its_columns_where_neighbours_are_equal_or_blank() -> None:
    header = "\tSTT\n" + "\tNội dung\n" * 2 + "\tChủ trì\n" * 2 + "\tPhối hợp\n" * 2
    both = "\t1\n" + "\tXây dựng kế hoạch\n" * 2 + "\tSở Y tế\n" * 4
    blank = "\t2\n" + "\tRà soát văn bản\n" * 2 + "\t\xa0\n" * 2 + "\tSở Nội vụ\n" * 2
    assert rows(f"{header}\n{both}\n{blank}") == [
        ("1", "Xây dựng kế hoạch", "Sở Y tế", ""),
        ("2", "Rà soát văn bản", "", "Sở Nội vụ"),
    ]


def test_a_splice_is_cut_where_a_cell_line_begins_with_a_space() -> None:
    source = (
        "\t7\n" + "\tBình đẳng trong chuyển đổi xanh\n" * 2 + " \tBình đẳng trong chuyển đổi xanh\n"
        " \tThúc đẩy tiêu dùng bền vững\n" + "\tThúc đẩy tiêu dùng bền vững\n" * 3
    )
    assert rows(source) == [("7", "Bình đẳng trong chuyển đổi xanh"), ("Thúc đẩy tiêu dùng bền vững",)]


@pytest.mark.parametrize("source", [BEN_TRE, KIEN_GIANG, AN_GIANG])
def test_crlf_line_ends_change_no_row(source: str) -> None:
    assert rows(source.replace("\n", "\r\n")) == rows(source)


def test_prose_and_a_signature_block_are_no_tables() -> None:
    assert rows("KẾ HOẠCH\nI. MỤC TIÊU\n- Một\n- Hai\n") == []
    assert rows("Nơi nhận:\tTM. ỦY BAN NHÂN DÂN\n- Như trên;\n- Lưu VT.\n") == []


def test_words_of_headers() -> None:
    assert is_title_word("Mục tiêu/Nhiệm vụ cụ thể")
    assert is_title_word("NHẬM VỤ, MỤC TIÊU")
    assert not is_title_word("Mục tiêu 6.1: Đến năm 2030")
    assert not is_title_word("x" * 91)
    assert is_header(("STT", "Nội dung", "", "Đơn vị chủ trì"))
    assert not is_header(("STT",))
    assert not is_header(("1", "Rà soát văn bản", "Sở Y tế"))
    assert same_header(("Số TT", "MỤC TIÊU, NHIỆM VỤ"), ("Số TT", "MỤC TIÊU, NHUỘM VŨ"))
    assert not same_header(("STT", "Nhiệm vụ"), ("1", "Rà soát"))
    assert not same_header((), ("1",))
    assert ends_table("PHỤ LỤC 2")
    assert ends_table("DANH MỤC CHỈ TIÊU TTX TỈNH BẾN TRE")
    assert not ends_table("- KẾT QUẢ THỰC HIỆN")


def test_lines_of_each_layout() -> None:
    assert is_pipe_line("| a | b |")
    assert not is_pipe_line("a | b")
    assert is_rule("|---|:--:|")
    assert is_rule("| --- | --- |\r")
    assert not is_rule("| 1 | - |")
    assert is_tsv_line("Mục tiêu 6.1: Đến năm 2030\t")
    assert not is_tsv_line("\tMục tiêu 6.1")
    assert not is_tsv_line(" \tMột ô")


def test_the_shipped_plans_have_their_tables(documents: Path) -> None:
    kinds = {
        path.stem: [table.layout for table in find_tables(read_document(path))]
        for path in sorted(documents.glob("*.txt"))
    }
    assert kinds["ben-tre-ptbv"] == ["tsv"]
    assert kinds["an-giang-ptbv"] == ["cells"]
    assert kinds["dak-nong-ptbv"] == ["cells"]
    assert kinds["kien-giang-ptbv"] == ["pipes", "pipes"]
    assert kinds["ben-tre-ttx"][0] == "grid"
