"""Figures of retrieval on questions whose every figure is known by hand."""

from __future__ import annotations

import math

import pytest

from search.evaluation.gold import AlsoRight, Place, Question
from search.evaluation.retrieval_metrics import (
    MEASURES,
    failures,
    first_relevant,
    found_of,
    grouped,
    is_relevant,
    question_scores,
)
from search.evaluation.statistics import Interval, mean_with_interval, percentile

PASSAGES = [(f"p:{line}", Place("p", (line, line))) for line in range(1, 21)] + [("q:5", Place("q", (5, 6)))]


def question(id: str, *lines: int, style: str = "formal", also: tuple[AlsoRight, ...] = ()) -> Question:
    evidence = tuple(Place("p", (line, line)) for line in lines)
    return Question(id, f"hỏi {id}", style, "responsibility", True, "p", (("x",),), evidence, also)


def hits(*lines: int) -> list[tuple[str, Place]]:
    return [(f"p:{line}", Place("p", (line, line))) for line in lines]


def test_first_hit_right_is_one_everywhere() -> None:
    scores = question_scores([question("a", 3)], {"a": hits(3, 1, 2)}, PASSAGES)

    assert scores["a"] == dict.fromkeys(MEASURES, 1.0)


def test_second_hit_right() -> None:
    scores = question_scores([question("a", 3)], {"a": hits(1, 3)}, PASSAGES)["a"]

    assert scores == pytest.approx(
        {"hit@1": 0.0, "hit@5": 1.0, "hit@10": 1.0, "mrr@10": 0.5, "ndcg@10": 1 / math.log2(3)}
    )


def test_sixth_and_eleventh_hit_right() -> None:
    found = {"a": hits(1, 2, 3, 4, 5, 9), "b": hits(1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 9)}

    scores = question_scores([question("a", 9), question("b", 9)], found, PASSAGES)

    assert (scores["a"]["hit@5"], scores["a"]["hit@10"], scores["a"]["mrr@10"]) == pytest.approx((0, 1, 1 / 6))
    assert scores["b"] == dict.fromkeys(MEASURES, 0.0)


def test_the_ideal_order_counts_every_passage_there_is() -> None:
    scores = question_scores([question("a", 3, 4)], {"a": hits(1, 4)}, PASSAGES)["a"]

    assert scores["ndcg@10"] == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_lines_that_overlap_count_and_the_same_lines_of_another_plan_do_not() -> None:
    asked = question("a", 5, also=(AlsoRight(Place("q", (6, 9)), ""),))

    assert is_relevant(asked, Place("p", (1, 5)))
    assert is_relevant(asked, Place("q", (5, 6)))
    assert not is_relevant(asked, Place("p", (6, 9)))
    assert not is_relevant(asked, Place("r", (5, 5)))


def test_another_plan_that_answers_counts() -> None:
    asked = question("a", 19, also=(AlsoRight(Place("q", (6, 6)), ""),))

    scores = question_scores([asked], {"a": [("q:5", Place("q", (5, 6)))]}, PASSAGES)

    assert scores["a"]["hit@1"] == 1.0


@pytest.mark.parametrize("found", [{}, {"a": []}])
def test_nothing_found_is_zero(found: dict[str, list[tuple[str, Place]]]) -> None:
    assert question_scores([question("a", 3)], found, PASSAGES)["a"] == dict.fromkeys(MEASURES, 0.0)


def test_one_question_without_hits_does_not_change_the_others() -> None:
    scores = question_scores([question("a", 3), question("b", 3)], {"b": hits(3)}, PASSAGES)

    assert (scores["a"]["mrr@10"], scores["b"]["mrr@10"]) == (0.0, 1.0)


def test_evidence_no_passage_covers_is_zero_not_left_out() -> None:
    scores = question_scores([question("a", 99), question("b", 1)], {"a": hits(1), "b": hits(1)}, PASSAGES)

    assert scores["a"] == dict.fromkeys(MEASURES, 0.0)
    (overall, *_) = grouped([question("a", 99), question("b", 1)], scores)
    assert overall.figures["hit@1"].value == 0.5


def test_a_passage_found_twice_counts_once() -> None:
    scores = question_scores([question("a", 3)], {"a": hits(1, 1, 3)}, PASSAGES)

    assert scores["a"]["mrr@10"] == 0.5


def test_no_question_has_no_figure() -> None:
    (overall,) = grouped([], question_scores([], {}, PASSAGES))

    assert overall.questions == 0
    assert overall.figures["hit@5"] == Interval(None, None, None)


def test_groups_have_their_own_figures() -> None:
    asked = [question("a", 1), question("b", 2), question("c", 3, style="english")]
    scores = question_scores(asked, {"a": hits(1), "b": hits(9), "c": hits(3)}, PASSAGES)

    by_style = {group.name: group for group in grouped(asked, scores) if group.by == "style"}

    assert {name: group.questions for name, group in by_style.items()} == {"formal": 2, "english": 1}
    assert by_style["formal"].figures["hit@1"].value == 0.5
    assert by_style["english"].figures["hit@1"].value == 1.0


def test_hits_are_read_from_the_contract_s_shape() -> None:
    hit = {"passage_id": "p:1", "plan_id": "p", "level": "task", "lines": [3, 4], "text": "…", "score": {"final": 1.0}}

    assert found_of([hit]) == [("p:1", Place("p", (3, 4)))]


def test_failures_say_what_was_found_instead() -> None:
    asked = [question("a", 9), question("b", 1)]
    found = {"a": hits(1, 2, 3, 4, 5, 9), "b": hits(1)}

    (missed,) = failures(asked, found)

    assert (missed["id"], missed["first_relevant"], missed["wanted"]) == ("a", 6, ["p:9-9"])
    assert missed["found"] == ["p:1", "p:2", "p:3", "p:4", "p:5"]
    assert first_relevant(asked[0], ()) is None


def test_intervals_are_seeded_hold_the_mean_and_narrow_with_more_questions() -> None:
    few, many = [0.0, 1.0] * 5, [0.0, 1.0] * 500

    first, again, wide = (mean_with_interval(values, seed=seed) for values, seed in [(few, 1), (few, 1), (few, 2)])
    narrow = mean_with_interval(many, seed=1)

    assert first == again
    assert first.value == wide.value == narrow.value == 0.5
    assert first.low is not None
    assert first.high is not None
    assert narrow.low is not None
    assert narrow.high is not None
    assert first.low < 0.5 < first.high
    assert narrow.high - narrow.low < (first.high - first.low) / 3


def test_an_interval_of_equal_values_is_a_point() -> None:
    assert mean_with_interval([1.0, 1.0, 1.0]) == Interval(1.0, 1.0, 1.0)
    assert percentile([], 50) is None
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
