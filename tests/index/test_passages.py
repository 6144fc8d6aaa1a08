"""Passages come back as they were, one at a time, and filters find the right ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import Passage, Span
from index.passages import Filter, StoredPassages, from_json, save, to_json

WATER = Passage(
    "ben-tre-ptbv:6.1:task-1",
    "ben-tre-ptbv",
    "ben-tre",
    "task",
    "6.1",
    ("Phụ lục", "Mục tiêu 6: Nước sạch", "6.1"),
    "Đầu tư công trình cấp nước\ttập trung “nông thôn”\u2028",
    "Mục tiêu 6: Bảo đảm nước sạch",
    Span(363, 363, 63019, 63255),
    ("so-nong-nghiep", "so-y-te", "so-y-te"),
    ("so-nong-nghiep",),
)
HEALTH = replace(
    WATER, passage_id="kien-giang-ptbv:3.1", plan_id="kien-giang-ptbv", province="kien-giang", level="target"
)
HEALTH = replace(HEALTH, target_code="3.1", agency_ids=("so-y-te",), lead_ids=("so-y-te",))
LOOSE = Passage("x:1", "x", None, "section", None, (), "Không rõ tỉnh", "", Span(1, 1, 0, 13))


@pytest.fixture
def stored(tmp_path: Path) -> StoredPassages:
    assert save([WATER, HEALTH, LOOSE], tmp_path) == 3
    return StoredPassages(tmp_path)


@pytest.mark.parametrize("passage", [WATER, HEALTH, LOOSE])
def test_a_line_of_json_is_the_whole_passage(passage: Passage) -> None:
    assert from_json(to_json(passage)) == passage


def test_a_sequence_of_the_passages(stored: StoredPassages) -> None:
    assert len(stored) == 3
    assert list(stored) == [WATER, HEALTH, LOOSE]
    assert stored[-1] == LOOSE
    assert stored[1:] == [HEALTH, LOOSE]
    assert HEALTH in stored
    with pytest.raises(IndexError):
        stored[3]


def test_by_id(stored: StoredPassages) -> None:
    assert stored.by_id("kien-giang-ptbv:3.1") == HEALTH
    assert stored.position("x:1") == 2
    assert stored.by_id("không có") is None


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (Filter(plans=frozenset({"ben-tre-ptbv"})), [0]),
        (Filter(provinces=frozenset({"ben-tre", "kien-giang"})), [0, 1]),
        (Filter(provinces=frozenset({"ben-tre", "kien-giang"}), levels=frozenset({"target"})), [1]),
        (Filter(target_codes=frozenset({"6.1"})), [0]),
        (Filter(agencies=frozenset({"so-y-te"})), [0, 1]),
        (Filter(leads=frozenset({"so-y-te"})), [1]),
        (Filter(levels=frozenset({"section"})), [2]),
        (Filter(plans=frozenset({"không có"})), []),
    ],
)
def test_filters(stored: StoredPassages, where: Filter, found: list[int]) -> None:
    mask = stored.mask(where)
    assert mask is not None
    assert mask.nonzero()[0].tolist() == found


def test_no_filter_is_no_mask(stored: StoredPassages) -> None:
    assert stored.mask(Filter()) is None
    assert stored.values("province") == ("ben-tre", "kien-giang")
    assert stored.values("không có cột này") == ()


def test_two_passages_with_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"ben-tre-ptbv:6\.1:task-1"):
        save([WATER, HEALTH, WATER], tmp_path)


def test_no_passages(tmp_path: Path) -> None:
    assert save([], tmp_path) == 0
    stored = StoredPassages(tmp_path)
    assert list(stored) == []
    mask = stored.mask(Filter(plans=frozenset({"x"})))
    assert mask is not None
    assert mask.tolist() == []
