"""Counts that held once must hold again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.baselines import baseline_of, lost_counts, record_counts, shipped_baselines
from corpus.parsing import load_plans
from corpus.records import Plan
from tests.corpus.rendering import parsed

TABLE = (
    "KẾ HOẠCH\nThực hiện Chương trình nghị sự 2030\n\nI. MỤC TIÊU\n\nKế hoạch gồm 02 mục tiêu cụ thể.\n\nPHỤ LỤC\n\n"
    "STT\tNhiệm vụ\tCơ quan chủ trì\n"
    "\tMục tiêu 6: Nước\t\n1\tMục tiêu 6.1: Đến năm 2030, nước sạch\t\n-\tRà soát quy hoạch\tSở Xây dựng\n"
    "2\tMục tiêu 6.2: Đến năm 2030, vệ sinh\t\n-\tTuyên truyền\tSở Y tế\n"
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return parsed(TABLE)


def test_the_shipped_plans_yield_what_their_table_says(documents: Path) -> None:
    plans = load_plans(documents)
    assert [row.plan_id for row in shipped_baselines()] == [plan.info.plan_id for plan in plans]
    for plan, row in zip(plans, shipped_baselines(), strict=True):
        assert (row.sha256, row.counts) == (plan.info.sha256, record_counts(plan))
        assert list(lost_counts(plan, shipped_baselines())) == []
        assert row.held == baseline_of(plan, "").held
        assert set(row.gaps) | row.held == set(plan.declared)


def test_a_plan_read_as_before_loses_nothing(plan: Plan) -> None:
    assert plan.declared["targets"] == 2
    assert list(lost_counts(plan, [baseline_of(plan, "trước")])) == []


def test_fewer_records_of_the_same_text_are_lost(plan: Plan) -> None:
    worse = replace(plan, tasks=plan.tasks[:1])
    (lost,) = lost_counts(worse, [baseline_of(plan, "trước")])
    assert (lost.name, lost.expected, lost.found, lost.declared, lost.source) == ("tasks", 2, 1, False, "trước")


def test_more_records_are_lost_only_where_the_number_was_checked_by_hand(plan: Plan) -> None:
    before = baseline_of(replace(plan, tasks=plan.tasks[:1]), "trước")
    assert list(lost_counts(plan, [before])) == []
    (lost,) = lost_counts(plan, [replace(before, exact=True)])
    assert (lost.name, lost.expected, lost.found) == ("tasks", 1, 2)


def test_another_text_must_meet_what_it_declares_and_may_have_fewer_records(plan: Plan) -> None:
    shorter = parsed(TABLE.replace("2\tMục tiêu 6.2: Đến năm 2030, vệ sinh\t\n", "").replace("02 mục", "01 mục"))
    assert list(lost_counts(shorter, [baseline_of(plan, "trước")])) == []
    cut = parsed(TABLE.replace("2\tMục tiêu 6.2: Đến năm 2030, vệ sinh\t\n", ""))
    (lost,) = lost_counts(cut, [baseline_of(plan, "trước")])
    assert (lost.name, lost.expected, lost.found, lost.declared) == ("targets", 2, 1, True)


def test_a_number_that_never_held_cannot_be_lost(plan: Plan) -> None:
    never = parsed(TABLE.replace("02 mục", "09 mục"))
    assert list(lost_counts(never, [baseline_of(never, "trước")])) == []
    assert list(lost_counts(never, [])) == []
