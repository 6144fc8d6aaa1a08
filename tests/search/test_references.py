"""Codes, document numbers, years and quoted phrases in questions."""

from __future__ import annotations

import pytest

from search.references import MAX_PHRASES, find_references, quoted_phrases, same_number
from tests.timing import assert_within


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("sdg 6.1 ở bến tre do ai chủ trì", ("6.1",)),
        ("mục tiêu 6.1.b", ("6.1.b",)),
        ("mục tiêu 6.1b", ("6.1.b",)),
        ("mtct 6.1 và 6.2", ("6.1", "6.2")),
        ("muc tieu 16.5 cua an giang", ("16.5",)),
        ("nhiệm vụ 11.1.3 giao cho ai", ("11.1.3",)),
        ("nhiệm vụ 1.1.1.a", ("1.1.1.a",)),
        ("dự án pl3.13", ("PL3.13",)),
        ("các nhiệm vụ 7.1 đến 7.4", ("7.1", "7.2", "7.3", "7.4")),
        ("6.1 của kiên giang nói gì", ("6.1",)),
        ("who leads target 3.5 in an giang", ("3.5",)),
        ("targets 6.1, 6.2 and 6.3", ("6.1", "6.2", "6.3")),
        ("mục tiêu 12.6, 12.7 hoặc 12.8", ("12.6", "12.7", "12.8")),
    ],
)
def test_codes_are_found(text: str, codes: tuple[str, ...]) -> None:
    assert find_references(text).target_codes == codes


@pytest.mark.parametrize(
    "text",
    [
        "tăng gấp 1,5 lần",
        "tăng gấp 1.5 lần",
        "tăng 7.1%",
        "đạt 7.1 phần trăm",
        "tỷ lệ 45/100.000",
        "2.100 usd",
        "ngày 10.5.2017",
        "khoảng 12.5 ha",
        "trên 8.5",
        "25.3 triệu đồng",
        "thu nhập 50.75",
        "điện thoại 0296.3852.913",
        "by 7.5 percent",
    ],
)
def test_amounts_and_dates_are_no_codes(text: str) -> None:
    assert find_references(text).target_codes == ()


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("mục tiêu 6 của kiên giang", ("6",)),
        ("sdg 14", ("14",)),
        ("goal 5 and goal 6", ("5", "6")),
        ("chủ đề 9", ("9",)),
        ("mục tiêu 6.1", ()),
        ("mục tiêu 50% dân số", ()),
        ("mục tiêu 2030", ()),
        ("mục tiêu 99", ()),
    ],
)
def test_goals_are_found(text: str, goals: tuple[str, ...]) -> None:
    assert find_references(text).goal_codes == goals


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("quyết định 622/qđ-ttg", ("622/QĐ-TTg",)),
        ("quyet dinh so 622/qd-ttg ngay 10/5/2017", ("622/QĐ-TTg",)),
        ("622 / qđ - ttg", ("622/QĐ-TTg",)),
        ("kế hoạch 194/kh-ubnd", ("194/KH-UBND",)),
        ("nghị định 45/2025/nđ-cp", ("45/2025/NĐ-CP",)),
        ("nghi dinh 45/2025/nd-cp", ("45/2025/NĐ-CP",)),
        ("thông tư số 02/2013/tt-bkhđt", ("02/2013/TT-BKHĐT",)),
        ("ai ký quyết định 2082", ("2082",)),
        ("văn bản số 2082 nói gì", ("2082",)),
        ("kh số 194 của kiên giang", ("194",)),
        ("kh 2030 làm gì", ()),
        ("quyết định số 2082 về tăng trưởng xanh", ("2082",)),
        ("decision 622 of the prime minister", ("622",)),
        ("kế hoạch 2030", ()),
        ("kế hoạch 2021-2030", ()),
        ("tỷ lệ 45/10 vạn", ()),
        ("10/5/2017", ()),
    ],
)
def test_document_numbers_are_found(text: str, numbers: tuple[str, ...]) -> None:
    assert find_references(text).document_numbers == numbers


@pytest.mark.parametrize(
    ("text", "years", "periods"),
    [
        ("đến năm 2025", ("2025",), ()),
        ("den nam 2045 ty le che phu rung", ("2045",), ()),
        ("cuối 2020 so với 2015", ("2020", "2015"), ()),
        ("các năm 2025 và 2030", ("2025", "2030"), ()),
        ("giai đoạn 2021 - 2030", ("2021", "2030"), ("2021-2030",)),
        ("từ 2016 đến năm 2020", ("2016", "2020"), ("2016-2020",)),
        ("from 2021 to 2030", ("2021", "2030"), ("2021-2030",)),
        ("ngày 10/5/2017", ("2017",), ()),
        ("in 2023?", ("2023",), ()),
        ("622/qđ-ttg", (), ()),
        ("2100 usd", (), ()),
        ("2020 ha rừng", (), ()),
        ("đến 2030 ha rừng nào", ("2030",), ()),
        ("12030 và 20301", (), ()),
    ],
)
def test_years_and_periods_are_found(text: str, years: tuple[str, ...], periods: tuple[str, ...]) -> None:
    found = find_references(text)
    assert (found.years, found.periods) == (years, periods)


def test_a_year_in_a_plans_name_is_not_asked_for() -> None:
    text = "chương trình nghị sự 2030 đến năm 2025"
    assert find_references(text, ((0, 25),)).years == ("2025",)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('"an ninh lương thực"', ("an ninh lương thực",)),
        ("thế nào là “khả năng chống chịu”?", ("khả năng chống chịu",)),
        ("«bao trùm» và „xanh hóa“", ("bao trùm", "xanh hóa")),
        ('một dấu " thôi', ()),
        ('""', ()),
        ("'tăng trưởng xanh' là gì", ("tăng trưởng xanh",)),
        ("‘bao trùm’", ("bao trùm",)),
        ("what's Ben Tre's target", ()),
        ('"rừng" và "rừng"', ("rừng",)),
    ],
)
def test_quoted_phrases_are_exact(text: str, phrases: tuple[str, ...]) -> None:
    assert quoted_phrases(text) == phrases


def test_no_more_phrases_than_anybody_quotes() -> None:
    assert len(quoted_phrases(" ".join(f'"rừng số {number}"' for number in range(200)))) == MAX_PHRASES


@pytest.mark.parametrize(
    ("text", "codes"), [("còn 6.2?", ("6.2",)), ("thế còn 6.2", ("6.2",)), ("giảm còn 6.2", ()), ("còn 6.2%", ())]
)
def test_a_number_in_a_follow_up_is_a_target(text: str, codes: tuple[str, ...]) -> None:
    assert find_references(text).target_codes == codes


def test_a_number_without_letters_is_that_of_the_document() -> None:
    assert same_number("2082", "2082/QĐ-UBND")
    assert same_number("2082/QD-UBND", "2082/QĐ-UBND")
    assert not same_number("208", "2082/QĐ-UBND")


@pytest.mark.parametrize(
    "piece", ["6.1", "mục tiêu 6.1, ", "1/", "6.1-", "622/qđ-", "2020-", '"', "pl1.1 ", "quyết định số "]
)
def test_the_worst_input_is_read_in_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert_within(3.0, lambda: (find_references(text), quoted_phrases(text)))
