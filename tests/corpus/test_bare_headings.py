"""Headings that are only a number and a text."""

from __future__ import annotations

from tests.corpus.rendering import leads, parsed


def codes(text: str) -> tuple[list[str], list[str], list[str]]:
    plan = parsed(text)
    return (
        [g.code for g in plan.goals],
        [t.code for t in plan.targets],
        [t.full_code for t in plan.tasks if t.target_code],
    )


TABLE = (
    "STT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\n"
    "{goal}\t{goal_text}Bảo đảm nước sạch cho mọi người\t\t\n"
    "{one}\t{one_text}Đến năm 2030, mọi người có nước uống\t\t\n"
    "-\tRà soát quy hoạch cấp nước\tSở Xây dựng\tSở Y tế\n"
    "{two}\t{two_text}Đến năm 2030, mọi người có vệ sinh\t\t\n"
    "-\tVận động xây nhà tiêu\tSở Y tế\tCác đơn vị có liên quan\n"
)


def test_numbers_in_the_number_column() -> None:
    for goal in ("6", "6.", "VI", "VI."):
        text = TABLE.format(goal=goal, goal_text="", one="6.1", one_text="", two="6.2.", two_text="")
        assert codes(text) == (["6"], ["6.1", "6.2"], ["6.1", "6.2"]), goal


def test_numbers_before_the_text() -> None:
    text = TABLE.format(goal="", goal_text="6. ", one="", one_text="6.1. ", two="", two_text="6.2 ")
    assert codes(text) == (["6"], ["6.1", "6.2"], ["6.1", "6.2"])


def test_a_roman_goal_above_targets_with_a_keyword() -> None:
    text = TABLE.format(goal="VI", goal_text="", one="1", one_text="Mục tiêu 6.1: ", two="2", two_text="Mục tiêu 6.2: ")
    assert codes(text) == (["6"], ["6.1", "6.2"], ["6.1", "6.2"])
    assert [t.number for t in parsed(text).targets] == ["1", "2"]


def test_running_numbers_of_tasks_are_no_goals() -> None:
    text = (
        "STT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\n"
        "\tMục tiêu 6: Nước\t\t\n\tMục tiêu 6.1: Nước uống\t\t\n"
        "1\tRà soát quy hoạch\tSở Xây dựng\t\n"
        "2\tKiểm tra chất lượng\t\t\n"
        "\tMục tiêu 6.2: Vệ sinh\t\t\n"
        "1\tVận động xây nhà tiêu\tSở Y tế\t\n"
    )
    assert codes(text) == (["6"], ["6.1", "6.2"], ["6.1", "6.1", "6.2"])
    assert leads(parsed(text))[1] == ("6.1", ("Sở Xây dựng",), "inherited")


def test_coded_tasks_of_a_green_growth_plan_stay_tasks() -> None:
    text = (
        "STT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\n"
        "9\tNăng lượng\t\t\n9.1\tTiết kiệm năng lượng\tSở Công Thương\tSở Y tế\n9.2\tThu hút đầu tư\tSở Xây dựng\t\n"
    )
    plan = parsed(text, kind="green_growth")
    assert [(t.full_code, t.lead[0].as_written) for t in plan.tasks] == [
        ("9.1", "Sở Công Thương"),
        ("9.2", "Sở Xây dựng"),
    ]
    assert [g.code for g in plan.goals] == ["9"]
