"""Judging parsed plans against gold records, on a real plan's own records and on damaged copies of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import AgencyMention, Goal, Indicator, Plan, PlanInfo, Project, Span, Target, Task
from search.evaluation.gold import GoldIndicator, GoldTask, Heading, Place, load_gold
from search.evaluation.records_metrics import (
    counts,
    failures,
    heading_figures,
    headings,
    indicator_figures,
    indicators,
    same_words,
    task_figures,
    tasks,
)

PLAN = "ben-tre-ptbv"
CLEAN = "Xây dựng và tổ chức thực hiện quy hoạch bảo vệ tài nguyên nước và hệ sinh thái thủy sinh."
SAVE = "Sử dụng nước tiết kiệm trong mọi ngành; tăng cường tái sử dụng nước."


def span(first: int, last: int | None = None) -> Span:
    return Span(first, last or first, first * 100, first * 100 + 50)


def mention(as_written: str, canonical: str = "") -> AgencyMention:
    return AgencyMention(as_written, canonical or as_written, as_written.lower(), "so")


WATER_OFFICE = mention("Sở TN&MT", "Sở Tài nguyên và Môi trường")


def task(text: str, line: int, code: str = "6.4", **more: object) -> Task:
    made = Task(
        PLAN,
        code,
        "",
        text,
        (WATER_OFFICE,),
        (mention("Sở Y tế"), mention("Sở XD")),
        "explicit",
        span(line),
        None,
        None,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def plan(*made: Task, **more: object) -> Mapping[str, Plan]:
    info = PlanInfo(PLAN, "ben-tre", "sdg", None)
    return {PLAN: replace(Plan(info, tasks=made), **more)}  # type: ignore[arg-type]


def gold_task(text: str, line: int, code: str = "6.4", **more: object) -> GoldTask:
    made = GoldTask(
        target_code=code,
        part=None,
        text=text,
        place=Place(PLAN, (line, line)),
        lead=("Sở TN&MT",),
        lead_canonical=("Sở Tài nguyên và Môi trường",),
        coordinating=("Sở Y tế", "Sở XD"),
        lead_basis="explicit",
        period=None,
        output=None,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_task_read_as_it_should_be_is_right_in_everything() -> None:
    figures = task_figures(list(tasks([gold_task(CLEAN, 9)], plan(task(CLEAN, 9)))))

    assert figures["number"] == 1
    assert {value for name, value in figures.items() if name != "number"} == {1.0}


@pytest.mark.parametrize(
    ("damaged", "wrong"),
    [
        (task(CLEAN, 9, code="6.5"), {"own_target"}),
        (task(CLEAN, 9, span=span(9, 10)), {"lines"}),
        (task(CLEAN.replace("thủy sinh", "thủy sản"), 9), {"text"}),
        (task(CLEAN, 9, lead=()), {"lead", "lead_as_written"}),
        (task(CLEAN, 9, lead=(mention("Sở TN&MT", "Sở Y tế"),)), {"lead"}),
        (task(CLEAN, 9, lead=(WATER_OFFICE, mention("Sở Y tế"))), {"lead", "lead_as_written"}),
        (task(CLEAN, 9, lead_basis="inherited"), {"lead_basis"}),
        (task(CLEAN, 9, coordinating=(mention("Sở Y tế"),)), {"coordinating"}),
    ],
)
def test_each_kind_of_damage_lowers_its_own_figure(damaged: Task, wrong: set[str]) -> None:
    figures = task_figures(list(tasks([gold_task(CLEAN, 9)], plan(damaged))))

    assert {name for name, value in figures.items() if name != "number" and value != 1.0} == wrong


def test_a_task_without_its_target_or_place_is_not_found_and_wrong_everywhere() -> None:
    for read in (task(SAVE, 9), task(CLEAN, 900)):
        (result,) = tasks([gold_task(CLEAN, 9)], plan(read))
        assert result.match is None
        assert (task_figures([result])["found"], task_figures([result])["lead"]) == (0.0, 0.0)


def test_one_parsed_task_does_not_answer_for_two() -> None:
    twice = [gold_task(CLEAN, 9), gold_task(CLEAN, 9)]

    assert task_figures(list(tasks(twice, plan(task(CLEAN, 9)))))["found"] == 0.5


def test_the_most_alike_task_of_a_row_is_taken() -> None:
    read = plan(task(SAVE, 9), task(CLEAN, 9, span=Span(9, 9, 2000, 2100)))

    results = list(tasks([gold_task(CLEAN, 9), gold_task(SAVE, 9)], read))

    assert [result.match.text for result in results if result.match] == [CLEAN, SAVE]


def test_an_assigned_lead_is_called_inherited_by_the_gold() -> None:
    (result,) = tasks([gold_task(CLEAN, 9, lead_basis="inherited")], plan(task(CLEAN, 9, lead_basis="assigned")))

    assert result.basis


def test_coordinating_bodies_are_a_jaccard_of_names() -> None:
    (result,) = tasks([gold_task(CLEAN, 9, coordinating=("Sở Y tế", "Sở XD", "Sở GTVT"))], plan(task(CLEAN, 9)))

    assert result.coordinating == pytest.approx(2 / 3)


def test_only_the_first_300_characters_of_a_task_are_compared() -> None:
    long = (CLEAN + " ") * 5

    (result,) = tasks([gold_task(long[:300], 9)], plan(task(long, 9)))

    assert result.text


def test_headings_are_found_by_level_and_code() -> None:
    read = plan(
        goals=(Goal(PLAN, "6", "6", "goal", "Nước sạch", span(1)),),
        targets=(Target(PLAN, "6.1", "6.1", "target", "6", "Đến năm 2030, mọi người có nước.", None, span(2, 3)),),
        projects=(Project(PLAN, "5", "II.5", "Thủy lợi", "Kè sông", "Ba Tri", span(8)),),
    )
    gold = [
        Heading("goal", "6", "6", "nước sạch.", Place(PLAN, (1, 1))),
        Heading("target", "6.1", "6.1", "Đến năm 2030, mọi người có nước", Place(PLAN, (2, 2))),
        Heading("target", "6.2", "6.2", "Không có", Place(PLAN, (4, 4))),
        Heading("project", "5", "II.5", "Kè sông", Place(PLAN, (8, 8))),
        Heading("project_group", "II", "II", "Thủy lợi", Place(PLAN, (7, 7))),
        Heading("goal", "6", "6", "Ở kế hoạch khác", Place("other", (1, 1))),
    ]

    figures = heading_figures(list(headings(gold, read)))

    assert figures["target"] == {"number": 2, "found": 0.5, "text": 0.5, "lines": 0.0, "exact": 0.0}
    assert (figures["project"]["exact"], figures["project_group"]["found"]) == (1.0, 1.0)
    assert figures["goal"]["found"] == 0.5
    assert figures["all"]["number"] == 6


def indicator(**values: str) -> Indicator:
    return Indicator(PLAN, "6.1", "7", "Tỷ lệ che phủ rừng", "%", values, (), span(5))


@pytest.mark.parametrize(
    ("values", "share"),
    [
        ({"2025": "02", "2030": "2,1"}, 1.0),
        ({"2025": "02", "2030": "21"}, 0.5),
        ({"2025": "02"}, 0.5),
        ({"2025": "02", "2030": "2,1", "2015": "9"}, 0.5),
        ({}, 0.0),
    ],
)
def test_every_value_must_be_there_and_none_more(values: dict[str, str], share: float) -> None:
    gold = GoldIndicator("7", "Tỷ lệ che phủ rừng", "%", {"2025": "02", "2030": "2,1"}, Place(PLAN, (5, 5)))

    figures = indicator_figures(list(indicators([gold], plan(indicators=(indicator(**values),)))))

    assert (figures["found"], figures["values"]) == (1.0, share)


def test_an_empty_gold_has_no_figures() -> None:
    assert task_figures([]) == {"number": 0, **dict.fromkeys([name for name in task_figures([]) if name != "number"])}
    assert heading_figures([]) == {}
    assert indicator_figures([])["values"] is None


def test_failures_name_what_is_wrong() -> None:
    wrong = failures(
        [],
        tasks([gold_task(CLEAN, 9), gold_task(SAVE, 10)], plan(task(CLEAN, 9, lead=()))),
        indicators([GoldIndicator("8", "Không có", "%", {"2030": "1"}, Place(PLAN, (5, 5)))], plan()),
    )

    assert [item["got"].partition(":")[0] for item in wrong] == ["lead", "not found", ""]
    assert wrong[0]["lines"] == [9, 9]


def test_words_are_compared_without_case_dashes_and_a_final_stop() -> None:
    assert same_words("Tỷ lệ –  rừng.", "tỷ lệ - rừng")
    assert not same_words("Tỷ lệ", "Ty le")


def test_counts_show_what_was_read_beside_what_the_plan_declares() -> None:
    counted = counts(plan(task(CLEAN, 9), declared={"targets": 108}))

    assert counted[PLAN]["tasks"] == 1
    assert counted[PLAN]["declared targets"] == 108


def test_the_plans_that_ship_hold_the_development_gold(gold_dir: Path, documents: Path) -> None:
    from corpus.parsing import load_plans

    gold = load_gold(gold_dir)
    plans = {item.info.plan_id: item for item in load_plans(documents)}

    figures = task_figures(list(tasks(gold.tasks, plans)))

    assert (figures["found"] or 0) >= 0.99
    assert (figures["lead"] or 0) >= 0.985
