"""A short answer says who leads, the numbers and the dates of every province before it says anything else."""

from __future__ import annotations

import re

import pytest

from corpus.provinces import province_by_id
from search.answers.writing.joining import BRIEF_CHARACTERS, joined_sentences
from search.engine import Engine


def long_sentence(start: str, mark: int) -> str:
    return f"{start}: {'việc ' * 60}[{mark}]."


def test_condensed_sentences_stand_for_those_that_do_not_fit() -> None:
    said = [long_sentence(f"Tỉnh {number}", number) for number in range(1, 5)]
    short = [f"Tỉnh {number}: Sở Y tế [{number}] chủ trì." for number in range(1, 5)]
    assert joined_sentences(said, brief=True, condensed=short) == " ".join(short)


def test_sentences_that_fit_are_not_condensed() -> None:
    said = ["Bến Tre: Sở Y tế chủ trì [1].", "An Giang: Sở Xây dựng chủ trì [2]."]
    assert joined_sentences(said, brief=True, condensed=["x [1]."]) == " ".join(said)


def test_what_is_left_out_is_counted_and_the_remark_stays() -> None:
    said = [long_sentence(f"Tỉnh {number}", number) for number in range(1, 13)]
    short = [f"Tỉnh {number}: {'Sở Nông nghiệp, ' * 5}[{number}]." for number in range(1, 13)]
    remark = "Lưu ý: các chỗ được trích không thống nhất với nhau."
    text = joined_sentences([*said, remark], brief=True, kept=[remark], condensed=short)
    assert len(text) <= BRIEF_CHARACTERS
    assert text.endswith(remark)
    shown = len(re.findall(r"Tỉnh \d+:", text))
    assert 0 < shown < len(short)
    assert f"(+{len(short) - shown})" in text


def test_numbers_of_targets_lose_what_they_are_about_first() -> None:
    codes = "; ".join(
        f"3.{number} (Giảm tử vong do bệnh không lây nhiễm…) [{number}][{number + 20}]" for number in range(1, 12)
    )
    text = joined_sentences([f"Bến Tre: Sở Y tế chủ trì mười một mục tiêu: {codes}."], brief=True)
    assert all(f"3.{number} [{number}]" in text for number in range(1, 12))
    assert "…" not in text


@pytest.mark.parametrize(
    "question",
    [
        "Ai chủ trì nước sạch ở bốn tỉnh?",
        "Tỷ lệ che phủ rừng năm 2030 của Bến Tre và Kiên Giang",
        "So sánh thời hạn báo cáo của các tỉnh",
    ],
)
def test_no_province_of_a_comparison_is_dropped_without_a_word(pages: Engine, question: str) -> None:
    whole, brief = pages.ask(question), pages.ask(question, brief=True)
    names = {found.name for each in whole.statements if (found := province_by_id(each.province or ""))}
    assert len(brief.answer) <= BRIEF_CHARACTERS
    assert all(name in brief.answer for name in names)
    assert ("không thống nhất" in brief.answer) == whole.conflict


def test_every_lead_is_named_in_a_short_answer(pages: Engine) -> None:
    brief = pages.ask("Ai chủ trì nước sạch ở bốn tỉnh?", brief=True)
    leads = {body.canonical for each in brief.statements for body in each.agencies if body.role == "lead"}
    assert leads
    assert all(name in brief.answer for name in leads)
