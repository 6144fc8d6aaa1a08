"""Markup of the exports, on pieces of the plans."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.markup import blocks, trim, visible, visible_with_offsets


def shown(source: str) -> str:
    return visible(source, 0, len(source))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        # Kiên Giang 576: a "<" before a number is no tag.
        (
            "<p>Chi tiêu: nợ xấu duy trì ở mức <3%/tổng dư nợ, của các ngân hàng thương mại</p>",
            "Chi tiêu: nợ xấu duy trì ở mức <3%/tổng dư nợ, của các ngân hàng thương mại",
        ),
        ("| 2,29 | < 2 | < 2 |", "2,29 < 2 < 2"),
        # Bến Tre 294 and 249.
        ("<p>Sở GD&amp;ĐT</p> <p>Sở LĐTB&amp;XH</p>", "Sở GD&ĐT Sở LĐTB&XH"),
        ("<b>MTCT 3.1:</b> Đến năm 2030", "MTCT 3.1: Đến năm 2030"),
        ("Sở GD&ĐT", "Sở GD&ĐT"),
        # Kiên Giang 126 and 242.
        ("~~giáo~~ dục", "giáo dục"),
        ("*hài hòa lợi ích, trách nhiệm và bình đẳng*,² góp", "hài hòa lợi ích, trách nhiệm và bình đẳng,² góp"),
        ("## KẾ HOẠCH", "KẾ HOẠCH"),
        # An Giang 513: a no-break space inside the keyword.
        ("Mục\xa0tiêu 4.4:\xa0Đến năm 2030", "Mục tiêu 4.4: Đến năm 2030"),
        ("a\u200bb\ufeff", "ab"),
        ("| a |\n|---|\n| b |", "a b"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_visible_text(source: str, text: str) -> None:
    assert shown(source) == text


@pytest.mark.parametrize(
    "source", ["<p>Sở GD&amp;ĐT</p> <p>Sở\xa0 LĐTB&amp;XH</p>", "**Mục tiêu 1:** ~~x~~ <3%", "a|b\tc", "&hellip;ok"]
)
def test_every_visible_character_knows_its_place(source: str) -> None:
    text, offsets = visible_with_offsets(source, 0, len(source))
    assert text.strip() == shown(source)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(source) for offset in offsets)
    letters = [(c, source[o]) for c, o in zip(text, offsets, strict=True) if c.isalpha()]
    assert all(a == b for a, b in letters)


def test_blocks_are_the_runs_between_block_tags_and_lines() -> None:
    source = "<p>(20) Mục tiêu 4.3</p> <ul> - một - hai <li>ba</li></ul>\n- bốn <b>năm</b>"
    assert [(source[b.start : b.end], b.opener) for b in blocks(source, 0, len(source))] == [
        ("(20) Mục tiêu 4.3", "p"),
        ("- một - hai", "ul"),
        ("ba", "li"),
        ("- bốn <b>năm</b>", "line"),
    ]


def test_trim_takes_no_break_and_zero_width_spaces() -> None:
    assert trim("\xa0 \u200ba b\ufeff\t", 0, 8) == (3, 6)


@given(st.text(alphabet="<>pbul/&amp;|-*~# \t\n\xa0aĐ1.", max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_has_offsets_inside_it(source: str) -> None:
    text, offsets = visible_with_offsets(source, 0, len(source))
    assert len(text) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(source) for offset in offsets)
    assert "\n" not in text
    position = 0
    for block in blocks(source, 0, len(source)):
        assert position <= block.start < block.end <= len(source)
        position = block.end
