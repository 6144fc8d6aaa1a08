"""What stands in a task cell: headings, parts, numeric targets and tasks, on cells of the plans."""

from __future__ import annotations

import pytest

from corpus.layouts.base import Cell
from corpus.pieces import GOAL, TARGET, Piece, cell_pieces, load_openers, without_footnote_marks
from corpus.reading import document_from_text


def pieces(source: str) -> list[Piece]:
    document = document_from_text("x", source)
    found = list(cell_pieces(document, Cell(0, len(source))))
    for piece in found:
        assert 0 <= piece.span.start < piece.span.end <= len(source)
    assert [p.span.start for p in found] == sorted(p.span.start for p in found)
    return found


def told(source: str) -> list[tuple[str, str, str]]:
    return [(piece.kind, piece.code, piece.text) for piece in pieces(source)]


@pytest.mark.parametrize(
    ("heading", "code", "text", "priority"),
    [
        ("(20) Mục tiêu 4.3 (mục tiêu ưu tiên (MTUT)): Đến năm 2030", "4.3", "Đến năm 2030", "MTUT"),
        ("(3) Mục tiêu 1.3 (mục tiêu khuyến khích (MTKK)): Đến", "1.3", "Đến", "MTKK"),
        ("(28) Mục tiêu 5.3: (MTUT) Hạn chế", "5.3", "Hạn chế", "MTUT"),
        ("(37) Mục tiêu 6.4 (MTKQ): Đến năm 2030", "6.4", "Đến năm 2030", "MTKK"),
        ("Mục\xa0tiêu 4.4:\xa0Đến năm 2030", "4.4", "Đến năm 2030", None),
        ("<b>MTCT 17.5:</b> Khuyến khích", "17.5", "Khuyến khích", None),
        ("MTCCT 9.1: Xây dựng", "9.1", "Xây dựng", None),
        ("Mục tiêu cụ thể 6.1. Nước", "6.1", "Nước", None),
        ("Chỉ tiêu 6.1: Nước", "6.1", "Nước", None),
        ("SDG 6.1 - Nước", "6.1", "Nước", None),
        ("Mục tiêu 11.8: đại dương¹.", "11.8", "đại dương.", None),
    ],
)
def test_target_headings(heading: str, code: str, text: str, priority: str | None) -> None:
    (piece,) = pieces(heading)
    assert (piece.kind, piece.code, piece.text, piece.priority) == ("target", code, text, priority)


def test_a_keyword_inside_a_sentence_is_no_heading() -> None:
    assert told("- Thực hiện Chương trình MTCT quốc gia giảm nghèo bền vững")[0][0] == "task"
    assert told("Mục tiêu quốc gia về bình đẳng giới")[0][0] == "task"
    assert not TARGET.match("các MTCT 4.3")
    assert not GOAL.match("Mục tiêu 6.1: nước")


def test_a_goal_glued_to_the_end_of_the_tasks_before_it() -> None:
    source = (
        '<ul style="list-style-type: none"> - Tăng cường các biện pháp bảo vệ nguồn nước. - Tăng cường hợp tác quốc tế'
        " liên quan đến nước. <p>Mục tiêu 7: Đảm bảo khả năng tiếp cận nguồn năng lượng</p>"
    )
    assert told(source) == [
        ("task", "", "Tăng cường các biện pháp bảo vệ nguồn nước."),
        ("task", "", "Tăng cường hợp tác quốc tế liên quan đến nước."),
        ("goal", "7", "Đảm bảo khả năng tiếp cận nguồn năng lượng"),
    ]


def test_a_list_without_bullets_is_cut_at_sentence_ends_and_before_opening_words() -> None:
    # Kiên Giang 419 and 435.
    source = (
        "<ul> Tăng cường đầu tư hướng đến một nền nông nghiệp hiện đại và hiệu quả Xây dựng năng lực dự báo, cảnh báo."
        " Huy động mọi nguồn lực; Tăng cường duy tu. Lắp đặt hệ thống camera"
    )
    assert [text for _, _, text in told(source)] == [
        "Tăng cường đầu tư hướng đến một nền nông nghiệp hiện đại và hiệu quả",
        "Xây dựng năng lực dự báo, cảnh báo.",
        "Huy động mọi nguồn lực;",
        "Tăng cường duy tu.",
        "Lắp đặt hệ thống camera",
    ]


@pytest.mark.parametrize(
    "one",
    [
        # Kiên Giang 477: after a semicolon a list of documents goes on.
        "<ul> Tiếp tục triển khai kế hoạch (Kế hoạch số 27/KH-UBND); Đề án Phòng ngừa bạo lực trên cơ sở giới",
        # Kiên Giang 538: a plan's name begins with a capital.
        "<ul> Triển khai và tổ chức thực hiện có hiệu quả Quy hoạch phát triển điện mặt trời",
        "<ul> - Sở Lao động - Thương binh và Xã hội giai đoạn 2016 - 2020, kinh tế - xã hội",
        "<ul> - Thực hiện Luật Đầu tư và đề án của Sở Xây dựng",
        "<li>Tăng cường tiêm chủng. Tăng cường năng lực cho cán bộ</li>",
        "<p>- Một câu. Hai câu. Ba câu.</p>",
    ],
)
def test_what_is_one_task_stays_one(one: str) -> None:
    assert len(pieces(one)) == 1


def test_dashes_inside_one_list_cut_also_without_a_full_stop() -> None:
    # Kiên Giang 393.
    source = "<ul> - Huy động các doanh nghiệp đóng góp cho hệ thống an sinh xã hội - Thực hiện Nghị quyết số 21-NQ/TW"
    assert [text for _, _, text in told(source)] == [
        "Huy động các doanh nghiệp đóng góp cho hệ thống an sinh xã hội",
        "Thực hiện Nghị quyết số 21-NQ/TW",
    ]


def test_parts_numeric_targets_and_their_tasks() -> None:
    source = "<p>a. Chi tiêu: Tỷ lệ dân cư đạt 90% - 95%</p> <p>b.</p> <ul> - Khảo sát, rà soát </ul>"
    assert told(source) == [
        ("part", "a", ""),
        ("measure", "", "Tỷ lệ dân cư đạt 90% - 95%"),
        ("part", "b", ""),
        ("task", "", "Khảo sát, rà soát"),
    ]
    assert told("đ) Cập nhật")[0] == ("part", "đ", "")
    assert [kind for kind, _, _ in told("b.Tăng cường giám sát")] == ["part", "task"]


def test_bullets_of_every_kind_are_left_out_of_the_text() -> None:
    source = "- một\n+ hai\n• ba\n-\xa0bốn\n- - năm\nsáu"
    assert [(p.text, p.bullet) for p in pieces(source)] == [
        ("một", True),
        ("hai", True),
        ("ba", True),
        ("bốn", True),
        ("năm", True),
        ("sáu", False),
    ]


def test_only_text_in_small_letters_without_a_bullet_can_go_on() -> None:
    assert [p.goes_on for p in pieces("lượng điện tiêu thụ\n- lượng\nLượng")] == [True, False, False]


def test_an_empty_cell_and_lone_bullets_hold_nothing() -> None:
    assert pieces("") == []
    assert pieces("<p> </p> -\n<ul> - </ul> \xa0 ;") == []


def test_footnote_marks_are_no_text_but_years_and_exponents_in_words_are() -> None:
    assert without_footnote_marks("theo quy hoạch(3) năm 2025") == "theo quy hoạch năm 2025"
    assert without_footnote_marks("(20) kết quả (2)") == "(20) kết quả (2)"


def test_the_opening_words_are_two_syllables_in_small_letters() -> None:
    known = load_openers()
    assert all(len(words.split()) == 2 and words == words.lower() for words in known.openers)
    assert not known.openers & known.name_heads


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Mục tiêu chung số 6: Nước", "6"),
        ("Mục tiêu 6 - Nước", "6"),
        ("Mục tiêu 6 Nước", "6"),
        ("SDG 6: Nước", "6"),
        ("Mục tiêu phát triển bền vững số 6: Nước", "6"),
        ("Mục tiêu thứ 6: Nước", "6"),
        ("Mục tiêu VI: Nước", "6"),
        ("Mục tiêu 6 (SDG 6): Nước", "6"),
        ("Muc tiểu 6: Nước", "6"),
        ("3. Mục tiêu 6: Nước", "6"),
    ],
)
def test_goal_headings(heading: str, code: str) -> None:
    assert told(heading) == [("goal", code, "Nước")]


@pytest.mark.parametrize(
    "heading",
    ["1. Mục tiêu 6.1: Nước", "6.1. MTCT 6.1: Nước", "MT 6.1: Nước", "VSDG 6.1: Nước", "- Mục tiêu 6.1: Nước"],
)
def test_target_headings_with_other_words_before_them(heading: str) -> None:
    assert told(heading) == [("target", "6.1", "Nước")]


@pytest.mark.parametrize(
    "text", ["- Mục tiêu 6.1 của tỉnh được rà soát", "Mục tiêu 6 của Kế hoạch là nước sạch", "Mục tiêu vi mô: ổn định"]
)
def test_a_task_may_speak_of_targets(text: str) -> None:
    assert [kind for kind, _, _ in told(text)] == ["task"]


def test_tasks_on_the_line_of_their_heading() -> None:
    assert told("Mục tiêu 6.1: Đến năm 2030, nước sạch - Rà soát quy hoạch cấp nước; - Xây dựng kế hoạch cấp nước") == [
        ("target", "6.1", "Đến năm 2030, nước sạch"),
        ("task", "", "Rà soát quy hoạch cấp nước;"),
        ("task", "", "Xây dựng kế hoạch cấp nước"),
    ]
    assert told("Mục tiêu 8.1: Phát triển kinh tế - xã hội giai đoạn 2016 - 2020")[0][2].endswith("2016 - 2020")


def test_bullets_of_several_tasks_on_one_line() -> None:
    one = "- Rà soát quy hoạch của Sở Lao động - Thương binh và Xã hội; - Xây dựng kế hoạch. - Tăng cường kiểm tra"
    assert [text for _, _, text in told(f"Mục tiêu 6.1: Nước\n{one}")][1:] == [
        "Rà soát quy hoạch của Sở Lao động - Thương binh và Xã hội;",
        "Xây dựng kế hoạch.",
        "Tăng cường kiểm tra",
    ]
