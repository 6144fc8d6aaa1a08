"""Cells that say who is responsible, and rows made of them."""

from __future__ import annotations

import pytest

from corpus.layouts.base import Cell, Row
from corpus.reading import document_from_text
from corpus.responsibility import is_labelled, labelled_cell, split_paragraphs, visible_with_lines
from corpus.rows import row_view
from tests.corpus.rendering import parsed


def read(text: str) -> tuple[str, list[tuple[str, str]]]:
    document = document_from_text("x", text)
    cell = labelled_cell(document, 0, len(text))
    for block in cell.blocks:
        for span in filter(None, (block.lead_span, block.coordinating_span)):
            assert text[span.start : span.end].strip() == text[span.start : span.end]
    return cell.tail, [(block.lead, block.coordinating) for block in cell.blocks]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("<p>Chủ trì: Sở Tư pháp</p> <p>Phối hợp: Sở Y tế</p>", [("Sở Tư pháp", "Sở Y tế")]),
        ("Chủ trì: Sở Tư pháp Phối hợp: Sở Y tế, Sở Nội vụ", [("Sở Tư pháp", "Sở Y tế, Sở Nội vụ")]),
        ("Cơ quan\xa0chủ trì:\xa0Sở Tư pháp\n\nCơ quan Phối hợp: Sở Y tế", [("Sở Tư pháp", "Sở Y tế")]),
        ("Chủ trì: Hội đồng nhân dân tỉnh", [("Hội đồng nhân dân tỉnh", "")]),
        ("Phối hợp: Sở Y tế", [("", "Sở Y tế")]),
        (
            "Chủ trì: Sở Công Thương Phối hợp: Sở Y tế Chủ trì: Sở Nội vụ Phối hợp: các đơn vị",
            [("Sở Công Thương", "Sở Y tế"), ("Sở Nội vụ", "các đơn vị")],
        ),
        # Kiên Giang 699: a stray "chủ trì" without a colon is no second lead.
        (
            "Chủ trì: Sở Nông nghiệp Phối hợp: Sở Tài nguyên và Môi trường chủ trì, Sở Nông nghiệp",
            [("Sở Nông nghiệp", "Sở Tài nguyên và Môi trường chủ trì, Sở Nông nghiệp")],
        ),
        ("", []),
    ],
)
def test_labelled_cells(text: str, blocks: list[tuple[str, str]]) -> None:
    assert read(text) == ("", blocks)


def test_the_rest_of_a_cell_cut_by_a_page_is_a_tail() -> None:
    # Kiên Giang 442 and 661.
    assert read("bình và Xã hội, Sở Văn hóa và Thể thao") == ("bình và Xã hội, Sở Văn hóa và Thể thao", [])
    tail, blocks = read("Sở Xây dựng. Chủ trì: Sở Y tế")
    assert (tail, blocks) == ("Sở Xây dựng.", [("Sở Y tế", "")])


def test_a_task_that_begins_with_the_word_is_no_label() -> None:
    assert not is_labelled("- Phối hợp với các ngành, các cấp")
    assert not is_labelled("Phối hợp UBND các huyện thực hiện khảo sát")
    assert is_labelled("Phối hợp: Sở Y tế")


def test_paragraphs_of_a_cell_keep_their_lines() -> None:
    text = "Phối hợp:\n- Các sở, ban, ngành\n\xa0\n- UBND các huyện, thị, thành phố"
    shown, offsets = visible_with_lines(document_from_text("x", text), 0, len(text))
    assert shown == "Phối hợp:\n- Các sở, ban, ngành\n- UBND các huyện, thị, thành phố"
    assert len(shown) == len(offsets)
    assert list(split_paragraphs(shown)) == ["Phối hợp:", "Các sở, ban, ngành", "UBND các huyện, thị, thành phố"]


def view(cells: list[str], roles: tuple[str, ...]):  # type: ignore[no-untyped-def]
    text = "\t".join(cells)
    places, at = [], 0
    for cell in cells:
        places.append(Cell(at, at + len(cell)))
        at += len(cell) + 1
    document = document_from_text("x", text)
    return row_view(document, Row(tuple(places), document.span(0, len(text))), roles)  # type: ignore[arg-type]


def test_a_row_with_columns_for_both_roles() -> None:
    row = view(["-", "Rà soát", "Sở Y tế", "Các đơn vị"], ("number", "body", "lead", "coordinating"))
    assert (row.number, row.lead.text, row.coordinating.text) == ("-", "Sở Y tế", "Các đơn vị")
    assert [piece.text for piece in row.pieces] == ["Rà soát"]


def test_tasks_pushed_into_the_agency_column_are_tasks() -> None:
    # Kiên Giang 726: the agency column was lost.
    row = view(["a.", "<ul> - Tăng cường phát hiện tham nhũng."], ("body", "assigned"))
    assert [(p.kind, p.text) for p in row.pieces] == [("part", ""), ("task", "Tăng cường phát hiện tham nhũng.")]
    assert row.labelled is None


def test_a_heading_merged_over_the_number_column_is_a_heading() -> None:
    row = view(["Mục tiêu 6: Nước", "", ""], ("number", "body", "lead"))
    assert (row.number, [p.kind for p in row.pieces]) == ("", ["goal"])


def test_the_rest_of_a_list_without_a_label_is_responsibility() -> None:
    row = view(["", "huyện, thị xã, thành phố và các đơn vị có liên quan"], ("body", "assigned"))
    assert row.labelled is not None
    assert row.labelled.tail == "huyện, thị xã, thành phố và các đơn vị có liên quan"
    assert row.labelled.only_rest


@pytest.mark.parametrize(
    ("lead", "coordinating"),
    [
        ("- Chủ trì: {}", "- Phối hợp: {}"),
        ("+ Chủ trì: {};", "+ Phối hợp: {}."),
        ("Cơ quan chủ trì: {}", "Các cơ quan phối hợp: {}"),
        ("Cơ quan chủ trì: {}.", "Cơ quan, đơn vị phối hợp: {}"),
        ("Chủ tri: {}", "Phôi họp: {}"),
        ("Chủ trì, tham mưu: {}", "Phối hợp thực hiện với: {}"),
        ("1. Chủ trì: {}", "2. Phối hợp cùng: {}"),
        ("Đơn vị chịu trách nhiệm chính: {}", "Tham gia: {}"),
        ("Đầu mối: {}", "Các sở, ngành, địa phương phối hợp: {}"),
        ("CQ chủ trì: {}", "CQ phối hợp: {}"),
        ("CT: {}", "PH: {}"),
        ("Chủ trì - {}", "Phối hợp - {}"),
        ("Chủ trì {}", "Phối hợp với {}"),
        ("{} (chủ trì)", "{} (phối hợp)"),
    ],
)
def test_labels_in_other_words(lead: str, coordinating: str) -> None:
    names = ("Sở Xây dựng", "Sở Tài chính, Sở Y tế")
    tail, (block,) = read(f"{lead.format(names[0])}\n{coordinating.format(names[1])}")
    assert (tail, block[0].rstrip(".;"), block[1].rstrip(".;")) == ("", *names)


@pytest.mark.parametrize(
    "text",
    [
        "- Chủ trì: Sở Xây dựng - Phối hợp: Sở Tài chính",
        "Chủ trì: Sở Xây dựng; Cơ quan tham gia phối hợp: Sở Tài chính",
        "Chủ trì: Sở Xây dựng Các cơ quan phối hợp: Sở Tài chính",
        "Sở Xây dựng chủ trì, phối hợp với Sở Tài chính",
        "Sở Xây dựng chủ trì; Sở Tài chính phối hợp",
        "Sở Xây dựng (chủ trì); Sở Tài chính (phối hợp)",
    ],
)
def test_labels_on_one_line(text: str) -> None:
    assert read(text) == ("", [("Sở Xây dựng", "Sở Tài chính")])


def test_a_label_that_is_not_understood_makes_nobody_lead() -> None:
    """What joins in must never be read as one of the leads."""
    _, blocks = read("Chủ trì: Sở Xây dựng cùng tham gia phối hợp có Sở Tài chính")
    assert blocks == [("", "")]


def test_other_labels_of_the_cell_say_when_what_and_by_whose_money() -> None:
    text = "Chủ trì: Sở Xây dựng\nPhối hợp: Sở Y tế\nThời gian: 2019 -\n2025\nSản phẩm: Báo cáo\nKinh phí: Vốn"
    (block,) = labelled_cell(document_from_text("x", text), 0, len(text)).blocks
    assert (block.lead, block.coordinating) == ("Sở Xây dựng", "Sở Y tế")
    assert (block.period, block.output, block.funding) == ("2019 - 2025", "Báo cáo", "Vốn")


def test_a_body_of_several_words_stays_whole_before_a_label() -> None:
    assert read("Chủ trì: Các sở, ban, ngành Phối hợp: UBND tỉnh") == ("", [("Các sở, ban, ngành", "UBND tỉnh")])
    assert read("Chủ trì: các đơn vị có liên quan Phối hợp: Sở Y tế")[1][0][0] == "các đơn vị có liên quan"


def test_labels_that_name_no_body_are_no_body_on_one_line() -> None:
    text = "Sở, ngành chủ trì: Sở Xây dựng Sở, ngành phối hợp: Sở Tài chính"
    assert read(text) == ("", [("Sở Xây dựng", "Sở Tài chính")])
    kept = "Sở, ngành chủ trì: Sở Y tế, các sở, ngành Phối hợp: Sở Tài chính"
    assert read(kept) == ("", [("Sở Y tế, các sở, ngành", "Sở Tài chính")])


def test_zero_width_characters_hide_no_label() -> None:
    text = "Nhiệm vụ\tPhân công\nMục tiêu 6.1: Nước\t\n- Rà soát\tChủ\u200b trì: Sở Xây dựng Phối\u200b hợp: Sở Y tế\n"
    (task,) = parsed(text).tasks
    assert ([m.canonical for m in task.lead], [m.canonical for m in task.coordinating]) == (
        ["Sở Xây dựng"],
        ["Sở Y tế"],
    )
