"""What is a difference between plans, and what is only another wording of the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from corpus.parsing import load_plans
from corpus.records import Target
from search.comparison.texts import text_differences
from search.comparison.values import values_of_text
from search.comparison.wording import load_wording, only_in, says
from tests.timing import assert_within

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
AG, BT, DN, KG = "an-giang-ptbv", "ben-tre-ptbv", "dak-nong-ptbv", "kien-giang-ptbv"


@cache
def _targets() -> dict[tuple[str, str], Target]:
    return {(t.plan_id, t.full_code): t for plan in load_plans(DOCUMENTS) for t in plan.targets}


def _text(plan_id: str, code: str) -> str:
    return _targets()[plan_id, code].text


# Pairs of the plans read by eye: they differ in words ("và" / ","), spelling ("vacxin"), order or damage ("phò cấp").
SAME = [
    (AG, "1.3", BT, "1.3"),
    (AG, "1.4", BT, "1.4"),
    (AG, "1.4", KG, "1.4"),
    (BT, "1.4", KG, "1.4"),
    (AG, "2.2", KG, "2.2"),
    (AG, "2.4", BT, "2.4"),
    (BT, "2.4", DN, "2.4"),
    (AG, "3.2", BT, "3.2"),
    (AG, "3.3", BT, "3.3"),
    (AG, "3.3", KG, "3.3"),
    (BT, "3.3", KG, "3.3"),
    (AG, "3.5", BT, "3.5"),
    (AG, "3.6", BT, "3.6"),
    (AG, "3.8", BT, "3.8"),
    (AG, "4.1", KG, "4.1"),
    (AG, "4.2", KG, "4.2"),
    (AG, "4.7", BT, "4.6"),
    (AG, "5.2", BT, "5.3"),
    (AG, "5.2", DN, "5.2"),
    (AG, "5.3", KG, "5.4"),
    (AG, "5.4", BT, "5.5"),
    (AG, "5.5", BT, "5.6"),
    (AG, "5.6", KG, "5.7"),
    (AG, "5.7", KG, "5.8"),
    (AG, "6.1", BT, "6.1"),
    (AG, "6.6", KG, "6.6"),
    (AG, "8.1", BT, "8.2"),
    (AG, "8.1", KG, "8.2"),
    (BT, "8.2", KG, "8.2"),
    (AG, "8.2", BT, "8.3"),
    (AG, "8.4", KG, "8.5"),
    (BT, "8.7", KG, "8.7"),
    (AG, "8.7", BT, "8.8"),
    (BT, "8.10", DN, "8.10"),
    (AG, "9.2", DN, "9.2"),
    (BT, "9.3", DN, "9.3"),
    (AG, "10.1", BT, "10.2"),
    (AG, "10.2", KG, "10.3"),
    (AG, "10.4", BT, "10.6"),
    (AG, "11.2", BT, "11.2"),
    (AG, "11.6", BT, "11.6"),
    (AG, "11.7", KG, "11.7"),
    (AG, "12.2", KG, "12.2"),
    (AG, "12.3", KG, "12.3"),
    (AG, "12.4", BT, "12.4"),
    (DN, "12.6", KG, "12.7"),
    (AG, "12.7", BT, "12.8"),
    (AG, "13.1", BT, "13.1"),
    (AG, "13.3", BT, "13.3"),
    (BT, "14.4", KG, "14.4"),
    (AG, "14.1", BT, "15.1"),
    (AG, "15.1", DN, "15.1"),
    (AG, "15.2", BT, "16.2"),
    (AG, "15.3", KG, "16.3"),
    (AG, "16.3", BT, "17.5"),
]


def test_there_are_enough_pairs_and_they_are_of_the_plans() -> None:
    assert len(set(SAME)) == len(SAME) >= 30
    assert all(left != right for left, _, right, _ in SAME)


@pytest.mark.parametrize(("left", "left_code", "right", "right_code"), SAME)
def test_wording_spelling_and_damage_are_no_difference(left: str, left_code: str, right: str, right_code: str) -> None:
    texts = {left: _text(left, left_code), right: _text(right, right_code)}
    assert texts[left] != texts[right]
    assert [difference.text for difference in text_differences(texts)] == []


# One target of two plans → the kind, and words of the difference.
DIFFERENT = [
    (AG, "1.3", KG, "1.3", "deadline", "Đến năm 2020"),
    (AG, "2.1", BT, "2.1", "scope", "chấm dứt tình trạng thiếu đói"),
    (BT, "2.2", AG, "2.2", "scope", "thừa cân - béo phì"),
    (AG, "2.3", KG, "2.3", "value", "1,7-1,8 lần"),
    (DN, "3.2", AG, "3.2", "scope", "cơ bản"),
    (AG, "3.6", KG, "3.6", "scope", "quốc gia"),
    (DN, "3.7", BT, "3.7", "scope", "bảo vệ rủi ro tài chính"),
    (AG, "3.7", DN, "3.7", "scope", "bảo hiểm y tế"),
    (AG, "4.5", BT, "4.4", "scope", "người khuyết tật"),
    (AG, "5.6", BT, "5.7", "scope", "dân tộc thiểu số"),
    (AG, "6.2", KG, "6.2", "value", "80%"),
    (AG, "6.3", BT, "6.3", "value", "một nửa"),
    (BT, "6.3", KG, "6.3", "value", "100%"),
    (AG, "7.1", BT, "7.1", "value", "99,95%"),
    (BT, "8.1", DN, "8.1", "value", "trên 7%"),
    (AG, "8.6", BT, "8.7", "scope", "nô lệ hiện đại"),
    (KG, "9.5", AG, "9.5", "scope", "hải đảo"),
    (BT, "10.1", DN, "10.1", "value", "40%"),
    (AG, "11.1", DN, "11.1", "scope", "ổ chuột"),
    (AG, "12.3", BT, "12.3", "value", "một nửa"),
    (BT, "12.3", AG, "12.3", "scope", "tái sử dụng phế phẩm"),
    (BT, "15.2", DN, "14.2", "value", "42%"),
    (KG, "16.2", AG, "15.2", "scope", "xóa bỏ"),
    (AG, "15.5", KG, "16.5", "scope", "hối lộ"),
    (BT, "17.2", DN, "16.1", "value", "12%/năm"),
    (KG, "11.9", AG, "11.10", "deadline", "Đến năm 2030"),
]


@pytest.mark.parametrize(("left", "left_code", "right", "right_code", "kind", "words"), DIFFERENT)
def test_what_changes_the_meaning_is_a_difference(
    left: str, left_code: str, right: str, right_code: str, kind: str, words: str
) -> None:
    texts = {left: _text(left, left_code), right: _text(right, right_code)}
    found = [difference for difference in text_differences(texts) if difference.kind == kind]
    assert any(words in " ".join([*d.plans.values(), d.text]) for d in found), [d.text for d in found]


def test_a_number_in_another_unit_of_the_same_scale_is_the_same() -> None:
    texts = {
        "a": "Đến năm 2030, giảm tỷ số tử vong mẹ xuống dưới 45/100.000 trẻ đẻ sống",
        "b": "Đến năm 2030, giảm số tử vong mẹ xuống dưới 45/10 vạn trẻ đẻ sống",
    }
    assert text_differences(texts) == []


def test_per_cent_where_others_write_per_mille_is_named() -> None:
    texts = {plan: _text(plan, "3.1") for plan in (AG, BT, DN)}
    under_one = next(d for d in text_differences(texts) if "1 tuổi" in d.topic)
    assert under_one.plans[AG] == "xuống dưới 10 ca trên 1.000 trẻ đẻ sống (2030)"
    assert under_one.plans[DN] == "xuống dưới 21,5% (2030)"
    assert "có thể nhầm đơn vị" in under_one.text


def test_ages_are_no_values_and_keep_two_numbers_apart() -> None:
    values = list(values_of_text(AG, _text(AG, "3.1"), (1, 1), "target"))
    assert [(v.value, v.unit) for v in values] == [(45, "/100.000"), (10, "/1.000"), (15, "/1.000")]
    assert "1 tuổi" in values[1].name
    assert "5 tuổi" in values[2].name


def test_a_number_without_words_of_its_own_is_about_what_was_said_before() -> None:
    values = list(values_of_text(BT, _text(BT, "7.1"), (1, 1), "target"))
    assert [(v.year, v.as_written, v.name) for v in values] == [
        ("2020", "cơ bản 99,95%", "hộ gia đình được tiếp cận với điện"),
        ("2025", "đạt 100%", "hộ gia đình được tiếp cận với điện"),
    ]


def test_phrases_point_into_the_text() -> None:
    left, right = _text(AG, "15.5"), _text(KG, "16.5")
    (phrase,) = only_in(left, right)
    assert left[phrase.start : phrase.end] == phrase.text == "hối lộ"
    assert only_in(right, left) == ()


def test_a_text_says_a_phrase_only_with_its_neighbours() -> None:
    assert says("vùng biên giới và hải đảo", "biên giới, hải đảo")
    assert not says("vùng biên giới và hải đảo", "ven biển")


def test_every_row_of_the_wording_table_has_a_source() -> None:
    import tomllib

    table = tomllib.loads((DOCUMENTS.parent / "tables" / "wording.toml").read_text(encoding="utf-8"))
    assert all(row["source"] for rows in table.values() for row in rows)
    assert load_wording().equal[("bảo", "đảm")] == ("đảm", "bảo")
    assert ("cơ",) not in load_wording().empty


@pytest.mark.parametrize("text", ["", " ", "%%%", "2030", "–" * 50, "\u0000\ud800x", "a" * 500, "1.000" * 200])
def test_any_text_can_be_compared(text: str) -> None:
    assert isinstance(text_differences({"a": text, "b": _text(AG, "6.1")}), list)


def test_long_texts_are_compared_in_time() -> None:
    assert_within(5, lambda: only_in("nước sạch nông thôn, " * 400, "nước thải đô thị; " * 400))
    assert_within(5, lambda: list(values_of_text("a", "đạt 10% năm 2020, " * 3000, (1, 1), "task")))
