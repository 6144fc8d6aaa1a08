"""Judging how targets of different plans are paired."""

from __future__ import annotations

from typing import Any

import pytest

from search.evaluation.alignment_metrics import difference_figures, numbers_of, pair_figures, plain_code
from search.evaluation.gold import Aligned, Difference, Place

GOLD = [
    Aligned("nước", "same", {"a": ("6.1",), "b": ("6.1",), "c": ("6.2",)}),
    Aligned("chỉ một tỉnh", "only_here", {"a": ("6.9",), "b": ()}),
]


def row(**members: str) -> dict[str, Any]:
    return {
        "members": {
            plan: [{"code": code, "lines": [1, 1]} for code in codes.split()] for plan, codes in members.items()
        }
    }


def test_the_same_rows_are_a_perfect_alignment() -> None:
    figures = pair_figures(GOLD, [row(a="6.1", b="6.1", c="6.2"), row(a="6.9", b="", c="")])

    assert (figures["pairs"], figures["precision"], figures["recall"], figures["f1"]) == (3, 1.0, 1.0, 1.0)


def test_a_missing_member_costs_recall() -> None:
    figures = pair_figures(GOLD, [row(a="6.1", b="6.1"), row(c="6.2"), row(a="6.9")])

    assert (figures["precision"], figures["recall"]) == (1.0, pytest.approx(1 / 3))
    assert figures["f1"] == pytest.approx(0.5)
    assert figures["missing"] == ["a:6.1 = c:6.2", "b:6.1 = c:6.2"]


def test_a_pair_with_a_target_that_stands_alone_is_wrong() -> None:
    figures = pair_figures(GOLD, [row(a="6.1", b="6.1", c="6.2"), row(a="6.9", b="6.8")])

    assert (figures["precision"], figures["recall"]) == (0.75, 1.0)
    assert figures["wrong"] == ["a:6.9 = b:6.8"]


def test_pairs_of_targets_the_sample_does_not_know_are_not_judged() -> None:
    figures = pair_figures(GOLD, [row(a="6.1", b="6.1", c="6.2"), row(a="1.1", b="1.2")])

    assert figures["precision"] == 1.0


def test_two_targets_of_one_plan_are_no_pair() -> None:
    split = [Aligned("chia đôi", "split_or_merged", {"a": ("1.1", "1.2"), "b": ("1.1",)})]

    assert pair_figures(split, [row(a="1.1 1.2", b="1.1")])["pairs"] == 2


def test_nothing_aligned_has_no_precision_and_no_recall() -> None:
    figures = pair_figures(GOLD, [])

    assert (figures["precision"], figures["recall"], figures["f1"]) == (None, 0.0, 0.0)
    assert pair_figures([], [])["f1"] is None


@pytest.mark.parametrize(
    ("code", "plain"),
    [("Mục tiêu 1", "1"), ("MTCT 6.1", "6.1"), ("6.1", "6.1"), ("1.1.a", "1.1.a"), (" 15.8 ", "15.8"), ("II", "II")],
)
def test_labels_of_codes_do_not_matter(code: str, plain: str) -> None:
    assert plain_code(code) == plain


def compared(plans: dict[str, str], kind: str = "value", lines: tuple[int, int] = (7, 8)) -> dict[str, Any]:
    """Return a row of a comparison: a target of plan a at line 5, and a difference that quotes plan b."""
    difference = {"kind": kind, "plans": plans, "quotes": {"b": [{"text": "…", "lines": list(lines)}]}}
    return {"members": {"a": [{"code": "3.1", "lines": [5, 5]}], "b": []}, "differences": [difference]}


DEATHS = Difference(
    "tử vong mẹ",
    "different_value",
    (Place("a", (5, 5)), Place("b", (7, 8))),
    {"a": "dưới 45/100.000 trẻ đẻ sống", "b": "30 (2025), 15,5 (2030)", "c": "giảm, không ấn định con số"},
)


def test_a_value_is_shown_when_all_its_numbers_stand_in_the_differences_of_the_row() -> None:
    row_ = compared({"a": "xuống dưới 45/100000 trẻ", "b": "30 (2025); 15,5 (2030)"})
    assert difference_figures([DEATHS], [row_]) == {"number": 2, "shown": 1.0, "missing": []}

    wrong = difference_figures([DEATHS], [compared({"a": "dưới 54/100.000", "b": "30 (2025), 15,5 (2030)"})])
    assert (wrong["shown"], wrong["missing"]) == (0.5, ["tử vong mẹ (a): 45"])


@pytest.mark.parametrize(
    "row_",
    [
        compared({"a": "45", "b": "30 (2025), 15,5 (2030)"}, kind="lead"),
        compared({"b": "45", "a": "30 (2025), 15,5 (2030)"}),
        {"members": {}, "differences": []},
        {**compared({"a": "45", "b": "30 (2025), 15,5 (2030)"}, lines=(9, 9)), "members": {"a": []}},
    ],
)
def test_another_kind_another_plan_or_another_place_shows_nothing(row_: dict[str, Any]) -> None:
    assert difference_figures([DEATHS], [row_])["shown"] == 0.0


def test_values_of_one_topic_are_looked_for_in_one_row() -> None:
    rows = [compared({"a": "45"}), compared({"b": "30 (2025), 15,5 (2030)"})]
    assert difference_figures([DEATHS], rows)["shown"] == 0.5
    assert difference_figures([], rows)["shown"] is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("dưới 45/10 vạn trẻ đẻ sống", {"45"}),
        ("trước ngày 05/12", {"5", "12"}),
        ("giảm một nửa tính theo đầu người; 5-6% (2020)", {"một nửa", "5", "6", "2020"}),
        ("giảm tổn thất, không ghi một nửa", set()),
        ("97% trẻ dưới 5 tuổi; phụ lục 2: 100% từ 2020", {"97", "100", "2020"}),
        ("mục tiêu 3.6, không có tỷ lệ", set()),
        ("7,5-8,0%", {"7,5", "8,0"}),
    ],
)
def test_numbers_of_a_text(text: str, numbers: set[str]) -> None:
    assert numbers_of(text) == numbers
