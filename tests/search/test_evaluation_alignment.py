"""Judging how targets of different plans are paired."""

from __future__ import annotations

from typing import Any

import pytest

from search.evaluation.alignment_metrics import difference_figures, pair_figures, plain_code
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


def test_a_difference_is_shown_where_a_row_touches_two_plans_and_names_it() -> None:
    gold = [Difference("tử vong mẹ", "different_value", (Place("a", (5, 5)), Place("b", (7, 8))))]

    def shown(kind: str, b_lines: list[int]) -> float | None:
        members = {"a": [{"code": "3.1", "lines": [5, 5]}], "b": [{"code": "3.1", "lines": b_lines}]}
        figures = difference_figures(gold, [{"members": members, "differences": [{"kind": kind}]}])
        return figures["shown"]

    assert shown("value", [8, 9]) == 1.0
    assert shown("deadline", [7, 7]) == 1.0
    assert shown("lead", [8, 9]) == 0.0
    assert shown("value", [9, 9]) == 0.0
    assert difference_figures([], [])["shown"] is None
