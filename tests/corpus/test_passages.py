"""Passages: readable ids that stay, and headings above them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.parsing import load_plans
from corpus.passages import plan_passages
from corpus.records import PASSAGE_LEVELS, Passage, Plan


@pytest.fixture(scope="module")
def shipped() -> dict[str, Plan]:
    folder = Path(__file__).resolve().parents[2] / "corpus" / "documents"
    return {plan.info.plan_id: plan for plan in load_plans(folder)}


@pytest.fixture(scope="module")
def passages(shipped: dict[str, Plan]) -> dict[str, Passage]:
    return {passage.passage_id: passage for plan in shipped.values() for passage in plan_passages(plan)}


def test_ids_are_unique_and_name_plan_and_place(shipped: dict[str, Plan], passages: dict[str, Passage]) -> None:
    assert len(passages) == sum(len(list(plan_passages(plan))) for plan in shipped.values())
    assert passages["ben-tre-ptbv:6.1"].level == "target"
    assert passages["ben-tre-ptbv:6.1:task-3"].text.startswith("Nghiên cứu, chuyển giao công nghệ xử lý nước sạch")
    assert passages["kien-giang-ptbv:6.1.b:task-1"].target_code == "6.1"
    assert passages["ben-tre-ttx:9.3"].level == "task"
    assert passages["ben-tre-ttx:1.1.2.a"].heading_path[-1].startswith("1.1.2: Đánh giá tác động")
    assert not [name for name in passages if " " in name]


def test_every_record_has_a_passage(shipped: dict[str, Plan], passages: dict[str, Passage]) -> None:
    levels = Counter((p.plan_id, p.level) for p in passages.values())
    for plan_id, plan in shipped.items():
        assert levels[plan_id, "goal"] == len(plan.goals)
        assert levels[plan_id, "target"] >= len(plan.targets)  # lettered parts have one too
        assert levels[plan_id, "indicator"] == len(plan.indicators)
        assert levels[plan_id, "project"] == len(plan.projects)
        assert levels[plan_id, "definition"] == len(plan.definitions)
        assert levels[plan_id, "task"] >= sum(bool(t.target_code) for t in plan.tasks)
    assert {level for _, level in levels} == set(PASSAGE_LEVELS)


def test_a_task_knows_the_headings_above_it_and_its_bodies(passages: dict[str, Passage]) -> None:
    passage = passages["dak-nong-ptbv:6.1.b:task-1"]
    assert [step.split(":")[0] for step in passage.heading_path[-3:]] == ["Mục tiêu 6", "6.1", "b. Cung cấp nước"]
    assert passage.lead_ids == ("so-nong-nghiep-va-phat-trien-nong-thon",)
    assert set(passage.lead_ids) <= set(passage.agency_ids)
    assert "Sở Nông nghiệp" not in passage.text
    assert "Sở Nông nghiệp" in passage.context


def test_ids_of_the_other_goals_stay_when_one_is_taken_out(shipped: dict[str, Plan]) -> None:
    plan = shipped["ben-tre-ptbv"]
    kept = [goal.code for goal in plan.goals if goal.code != "1"]
    less = replace(
        plan,
        goals=tuple(g for g in plan.goals if g.code in kept),
        targets=tuple(t for t in plan.targets if t.goal in kept),
        tasks=tuple(t for t in plan.tasks if t.target_code.split(".")[0] in kept),
    )
    before = {p.passage_id: p for p in plan_passages(plan)}
    after = {p.passage_id: p for p in plan_passages(less)}
    assert set(after) < set(before)
    assert all(before[name].text == passage.text for name, passage in after.items())
