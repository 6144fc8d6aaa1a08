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


def test_a_goal_without_targets_between_numbered_goals() -> None:
    """As goal 7 of Đắk Nông: its tasks hang on the goal itself, not on the target before it."""
    for six, seven, eight in (("VI", "VII", "VIII"), ("6", "7", "8")):
        text = (
            "STT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\n"
            f"{six}\tNước\t\t\n6.1\tĐến năm 2030, nước sạch\t\t\n-\tRà soát\tSở Xây dựng\t\n"
            f"6.2\tĐến năm 2030, vệ sinh\t\t\n-\tTuyên truyền\tSở Y tế\t\n{seven}\tNăng lượng\t\t\n"
            f"-\tPhát triển lưới điện\tSở Công Thương\t\n{eight}\tTăng trưởng\t\t\n"
            "8.1\tGRDP tăng\t\t\n-\tĐầu tư\tSở Nội vụ\t\n"
        )
        assert codes(text) == (["6", "7", "8"], ["6.1", "6.2", "8.1"], ["6.1", "6.2", "7", "8.1"]), six


def test_a_running_number_that_equals_the_goals_number_is_a_task() -> None:
    text = (
        "STT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\n"
        "2\tMục tiêu 2: Xóa đói\t\t\n2.1\tMục tiêu 2.1: Lương thực\t\t\n"
        "1\tRà soát chính sách\tSở Xây dựng\t\n2\tHướng dẫn nông dân\t\t\n2.2\tMục tiêu 2.2: Dinh dưỡng\t\t\n"
        "3\tTuyên truyền\tSở Y tế\t\n"
    )
    assert codes(text) == (["2"], ["2.1", "2.2"], ["2.1", "2.1", "2.2"])


def test_three_numbers_under_two_are_tasks_of_their_target() -> None:
    text = (
        "STT\tNội dung\tPhân công\n6\tNước\t\n6.1\tĐến năm 2030, nước sạch\t\n6.1.1\tRà soát\tChủ trì: Sở Y tế\n"
        "6.1.2\tKiểm tra\tChủ trì: Sở Nội vụ\n"
    )
    assert codes(text) == (["6"], ["6.1"], ["6.1", "6.1"])
    assert [task.text for task in parsed(text).tasks] == ["Rà soát", "Kiểm tra"]
