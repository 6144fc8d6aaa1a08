"""Indicator tables: the two that ship, and their kinds of damage in every layout."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus.agencies import load_registry
from corpus.indicators import (
    IndicatorReading,
    indicator_targets,
    is_indicator_table,
    parse_indicators,
    read_indicator_table,
)
from corpus.layouts import find_tables
from corpus.reading import Document, document_from_text, read_document
from corpus.records import Indicator
from corpus.values import parse_value

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "indicators.jsonl"
TITLES = ["Mục tiêu theo Quyết định số 622/QĐ-TTg", "Đơn vị chịu trách nhiệm báo cáo", "Chỉ tiêu giám sát đánh giá"]
TITLES += ["Đơn vị tính", "Lộ trình", "", "", ""]
YEARS = ["", "", "", "", "2015", "2020", "2025", "2030"]
ROWS = [
    line.split("|")
    for line in """\
Mục tiêu 1. Chấm dứt mọi hình thức nghèo ở mọi nơi|||||||
(1) Mục tiêu 1.1 (MTUT): Đến năm 2020, xóa bỏ nghèo cùng cực|Sở LĐ-TB&XH|1.1a. Tỷ lệ người nghèo cùng cực;|%|*|0|0|0
||1.1b. Tỷ lệ người nghèo đa chiều|%|9,78|3,0||2,0
(3) Mục tiêu 1.3 (MTKK): Đến năm 2020, đảm bảo tất cả mọi người|Sở LĐ-TB&XH|Đề xuất sau khi có bộ chỉ tiêu|||||
(10) Mục tiêu 3.2 (MTKK): chấm dứt các bệnh nhiệt|Sở Y tế|3.2a. Số người nhiễm HIV|Người|221|113|56|28
đới bị lãng quên; phòng chống bệnh viêm gan.||3.2b. Số ca nhiễm lao trên 1.000 người|ca/1000 người||||
(32) Mục tiêu 5.7 (MTUT): Đảm bảo tất cả phụ nữ|Sở Tư pháp; Hội LHPN tỉnh.|5.7.1. (KK) Tỷ lệ phụ nữ có đất|%|100|||
(34) Mục tiêu 6.1 (MTUT): Đến năm 2030, nước sạch|Sở Xây dựng|6.1a(UT): Dân số đô thị có nước sạch|%|90|98|98|98
|Sở NN&PTNT|6.1b(UT): Dân số nông thôn có nước hợp vệ sinh theo QCVN|%|70|90||98
|||02/2009/BYT đạt trên 50% đến năm 2020 trở đi..||||
(46) Mục tiêu 8.3 (MTKK): Hỗ trợ|Sở LB-TB&XH|8.3(KK) Tỷ lệ lao động tự làm|%|duy trì tỷ lệ như giai đoạn 2010-2016|||
(63) Mục tiêu 10.6 (MTKK): Tạo thuận lợi cho di cư|Công an tỉnh|10.6 (KK) Chỉ tiêu định tính|%||Người dân hài lòng hơn||
(76) Mục tiêu 12.4 (MTUT): Đến năm 2020, hóa chất|Sở TN&MT|12.4 b(UT): Tỷ lệ chất thải nguy hại|%|97|100|100|100
(103) Mục tiêu 16.6 (MTUT): Thực hiện các thể chế minh bạch|||||||
|Sở Y tế|16.6(UT): Tỷ lệ dân số hài lòng với dịch vụ y tế.|%|77|80|90|95""".split("\n")
]


def by_year(values: str) -> dict[str, str]:
    return dict(zip(YEARS[4:], values.split(), strict=True))


EXPECTED: dict[str, tuple[str, str, str, dict[str, str], list[str]]] = {
    "1.1a": ("1.1", "Tỷ lệ người nghèo cùng cực", "%", {"2020": "0", "2025": "0", "2030": "0"}, ["Sở LĐ-TB&XH"]),
    "1.1b": ("1.1", "Tỷ lệ người nghèo đa chiều", "%", {"2015": "9,78", "2020": "3,0", "2030": "2,0"}, ["Sở LĐ-TB&XH"]),
    "3.2a": ("3.2", "Số người nhiễm HIV", "Người", by_year("221 113 56 28"), ["Sở Y tế"]),
    "3.2b": ("3.2", "Số ca nhiễm lao trên 1.000 người", "ca/1000 người", {}, ["Sở Y tế"]),
    "5.7.1": ("5.7", "Tỷ lệ phụ nữ có đất", "%", {"2015": "100"}, ["Sở Tư pháp", "Hội LHPN tỉnh"]),
    "6.1a": ("6.1", "Dân số đô thị có nước sạch", "%", by_year("90 98 98 98"), ["Sở Xây dựng"]),
    "6.1b": (
        "6.1",
        "Dân số nông thôn có nước hợp vệ sinh theo QCVN 02/2009/BYT đạt trên 50% đến năm 2020 trở đi",
        "%",
        {"2015": "70", "2020": "90", "2030": "98"},
        ["Sở NN&PTNT"],
    ),
    "8.3": ("8.3", "Tỷ lệ lao động tự làm", "%", {"2015-2030": ROWS[10][4]}, ["Sở LB-TB&XH"]),
    "10.6": ("10.6", "Chỉ tiêu định tính", "%", {"2020-2030": "Người dân hài lòng hơn"}, ["Công an tỉnh"]),
    "12.4b": ("12.4", "Tỷ lệ chất thải nguy hại", "%", by_year("97 100 100 100"), ["Sở TN&MT"]),
    "16.6": ("16.6", "Tỷ lệ dân số hài lòng với dịch vụ y tế", "%", by_year("77 80 90 95"), ["Sở Y tế"]),
}  # fmt: skip


def as_pipes(rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]) + "\n"


def as_paged_pipes(rows: Sequence[Sequence[str]]) -> str:
    """Pages of three rows, each later one under an empty header; one page has an empty ninth column."""
    empty, rule = "| | | | | | | | |", "|" + "---|" * 8
    lines = ["| " + " | ".join(rows[0]) + " |", rule]
    for index, row in enumerate(rows[1:]):
        if index and index % 3 == 0:
            lines += ["", empty + (" |" if index == 6 else ""), rule + ("---|" if index == 6 else "")]
        lines.append("| " + " | ".join(row) + " |" + (" |" if 6 <= index < 9 else ""))
    return "\n".join(lines) + "\n"


def as_tsv(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows) + "\n"


def as_cells(rows: Sequence[Sequence[str]]) -> str:
    return "\n\n".join("\n".join("\t" + (cell or "\xa0") for cell in row) for row in rows) + "\n"


def as_grid(rows: Sequence[Sequence[str]]) -> str:
    """Merged cells written once per grid column: target and name span two, a goal spans all; years are titles."""
    titles = [*rows[0][:4], *rows[1][4:]]
    return as_cells([_widened(titles), *(_widened(row) for row in rows[2:])])


def as_two_line_grid(rows: Sequence[Sequence[str]]) -> str:
    """The same with the years in a second line under one merged "Lộ trình"."""
    titles = _widened(rows[0])[:6] + ["Lộ trình"] * 4
    return as_cells([titles, *(_widened(row) for row in rows[1:])])


def _widened(row: Sequence[str]) -> list[str]:
    return [row[0]] * 10 if not any(row[1:]) else [row[0], row[0], row[1], row[2], row[2], *row[3:]]


LAYOUTS = [as_pipes, as_paged_pipes, as_tsv, as_cells, as_grid]


def read(source: str, plan_id: str = "thu-nghiem") -> tuple[Document, IndicatorReading]:
    document = document_from_text(plan_id, source)
    tables = [table for table in find_tables(document) if is_indicator_table(table, document)]
    assert len(tables) == 1
    return document, read_indicator_table(document, tables[0], plan_id, load_registry(), "Kiên Giang")


def shape(indicator: Indicator) -> tuple[str, str, str, dict[str, str], list[str]]:
    bodies = [mention.as_written for mention in indicator.responsible]
    return indicator.target_code, indicator.name, indicator.unit, dict(indicator.values), bodies


@pytest.fixture(scope="module")
def shipped() -> dict[str, list[Indicator]]:
    found: dict[str, list[Indicator]] = {}
    for path in sorted((ROOT / "corpus" / "documents").glob("*.txt")):
        document = read_document(path)
        for table in find_tables(document):
            found.setdefault(path.stem, []).extend(parse_indicators(document, table, path.stem, load_registry()))
    return found


@pytest.mark.parametrize("render", LAYOUTS)
def test_every_layout_gives_the_same_indicators(render: Callable[[Sequence[Sequence[str]]], str]) -> None:
    _, reading = read(render([TITLES, YEARS, *ROWS]))
    assert {indicator.code: shape(indicator) for indicator in reading.indicators} == EXPECTED
    assert [goal.code for goal in reading.goals] == ["1"]
    assert [left.why for left in reading.leftovers] == ["câu trong cột chỉ tiêu, không phải một chỉ tiêu"]
    headings = {target.code: target for target in reading.targets}
    assert list(headings) == ["1.1", "1.3", "3.2", "5.7", "6.1", "8.3", "10.6", "12.4", "16.6"]
    assert headings["3.2"].text == "chấm dứt các bệnh nhiệt đới bị lãng quên; phòng chống bệnh viêm gan."
    assert (headings["3.2"].priority, headings["1.1"].priority) == ("MTKK", "MTUT")


def test_a_grid_keeps_the_values_under_one_merged_title() -> None:
    _, reading = read(as_two_line_grid([TITLES, YEARS, *ROWS]))
    assert {indicator.code: shape(indicator) for indicator in reading.indicators} == EXPECTED


@pytest.mark.parametrize("render", LAYOUTS)
def test_spans_hold_the_numbers_of_their_indicator(render: Callable[[Sequence[Sequence[str]]], str]) -> None:
    document, reading = read(render([TITLES, YEARS, *ROWS]))
    last = 0
    for indicator in reading.indicators:
        piece = document.source[indicator.span.start : indicator.span.end]
        assert indicator.span.start >= last
        assert all(value in piece for value in indicator.values.values())
        assert document.span(indicator.span.start, indicator.span.end) == indicator.span
        last = indicator.span.start


def test_a_page_that_lost_its_year_columns_guesses_no_year() -> None:
    lost = """
| Mục tiêu | Đơn vị báo cáo | Chỉ tiêu giám sát đánh giá | Đơn vị tính | 2015 | 2020 | 2025 | 2030 |
|---|---|---|---|---|---|---|---|
| (84) Mục tiêu 14.1 (MTUT): Ngăn ngừa các loại ô | Sở TN&MT | 14.1a (UT): Nước thải KCN | % | | 100 | 100 | 100 |

| | | | | | |
|--|--|--|--|--|--|
| nhiễm biển. | | 14.1b (KK) Tỷ lệ nước thải đô thị ven biển. | % | | Tăng 10% so với 5 năm trước |
| (85) Mục tiêu 14.2 (MTUT): rừng | Sở NN&PTNT | 14.2(UT): Che phủ. | % | | Như hiện nay trong giai đoạn 2018-2030. |
| (86) Mục tiêu 14.3 (MTUT): a-xít | Sở TN&MT | 14.3(UT): Số lượng các trạm . | Số trạm | | 01 |
| (89) Mục tiêu 14.6 (MTUT): trợ cấp | Sở NN&PTNT | 14.6(UT): Tỷ lệ tàu thuyền . | % | 61,6 40 30 20 | |
"""
    _, reading = read(lost)
    values = {indicator.code: dict(indicator.values) for indicator in reading.indicators}
    assert values == {
        "14.1a": {"2020": "100", "2025": "100", "2030": "100"},
        "14.1b": {"unspecified": "Tăng 10% so với 5 năm trước"},
        "14.2": {"2018-2030": "Như hiện nay trong giai đoạn 2018-2030."},
        "14.3": {"unspecified": "01"},
        "14.6": {"2015": "61,6", "2020": "40", "2025": "30", "2030": "20"},
    }
    assert reading.targets[0].text == "Ngăn ngừa các loại ô nhiễm biển."
    assert all(indicator.notes for indicator in reading.indicators[1:])


def test_shifted_columns_are_flagged_and_left_as_written(shipped: dict[str, list[Indicator]]) -> None:
    by_code = {indicator.code: indicator for indicator in shipped["kien-giang-ptbv"]}
    assert dict(by_code["15.7"].values) == {"2015": "60", "2020": "70", "2025": "80"}
    assert any("60 (2020), 70 (2025), 80 (2030)" in note for note in by_code["15.7"].notes)
    assert any("2016-2020" in note for note in by_code["8.1b"].notes)
    assert any("90% - 95%" in note for note in by_code["6.1a"].notes)
    assert any("/1000" in note for note in by_code["3.1a"].notes)
    assert not by_code["6.3a"].notes


def test_the_shipped_plans_are_whole(shipped: dict[str, list[Indicator]]) -> None:
    assert {plan: len(found) for plan, found in shipped.items() if found} == {"kien-giang-ptbv": 120, "ben-tre-ttx": 28}
    green = shipped["ben-tre-ttx"]
    assert [indicator.code for indicator in green] == [str(n) for n in range(1, 29)]
    by_code = {indicator.code: indicator for indicator in green}
    assert dict(by_code["1"].values) == {"2025": "X"}
    assert dict(by_code["2"].values) == {"2030": "9"}
    assert dict(by_code["15"].values) == {"2025": "100", "2030": "100"}
    assert dict(by_code["21"].values) == {"2025": "Loại II: ≥10; Loại IV: ≥05", "2030": "Loại I: ≥20; Loại IV: ≥10"}
    assert by_code["3"].unit == by_code["3"].values["2025"] == "02 năm/lần"
    without = [i.code for i in shipped["kien-giang-ptbv"] if not i.values]
    assert without == (
        "3.2b 3.4 3.8 3.9 4.4 4.5 4.7 8.7 8.8 8.10 10.2 10.3 11.4 11.5 11.8 12.2 12.7a 12.8 16.9".split()
    )


def test_a_target_whose_heading_stands_only_here_is_found() -> None:
    document = read_document(ROOT / "corpus" / "documents" / "kien-giang-ptbv.txt")
    table = next(table for table in find_tables(document) if is_indicator_table(table, document))
    found = {heading.code: heading for heading in indicator_targets(document, table)}
    assert len(found) == 110
    assert found["4.4"].text.startswith("Đến năm 2030, tăng đáng kể số lao động có các kỹ năng phù hợp")
    assert found["4.4"].span.first_line == found["4.4"].span.last_line


def test_titles_decide_in_plans_of_other_kinds() -> None:
    source = as_tsv(
        [
            [
                "TT",
                "Chỉ tiêu",
                "ĐVT",
                "Thực hiện năm 2020",
                "Giai đoạn 2021 - 2025",
                "Đến năm 2030",
                "Cơ quan theo dõi",
            ],
            ["I", "Giảm phát thải", "", "", "", "", ""],
            ["1", "Tỷ lệ che phủ rừng", "%", "42,5", "43 - 44", "≥ 45", "Sở NN&PTNT"],
            ["2", "Số xã đạt chuẩn", "xã", "-", "60", "85", "Sở NN&PTNT"],
        ]
    )
    _, reading = read(source)
    assert [(i.code, dict(i.values)) for i in reading.indicators] == [
        ("1", {"2020": "42,5", "2021-2025": "43 - 44", "2030": "≥ 45"}),
        ("2", {"2021-2025": "60", "2030": "85"}),
    ]
    assert [(group.code, group.text) for group in reading.goals] == [("I", "Giảm phát thải")]
    assert parse_value(reading.indicators[0].values["2030"], "%").comparator == ">="


@pytest.mark.parametrize(
    "titles",
    [
        ["STT", "Nhiệm vụ", "Thời gian thực hiện", "Cơ quan chủ trì", "Cơ quan phối hợp"],
        ["STT", "Tên dự án", "Địa điểm"],
        ["Nhiệm vụ", "Phân công trách nhiệm"],
        ["STT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Lộ trình"],
    ],
)
def test_other_tables_are_none(titles: list[str]) -> None:
    document = document_from_text("x", as_tsv([titles, ["1"] * len(titles), ["2"] * len(titles)]))
    for table in find_tables(document):
        assert not is_indicator_table(table, document)
        assert parse_indicators(document, table, "x", load_registry()) == []


def test_a_row_without_a_name_is_left_over_and_not_lost() -> None:
    rows = [TITLES, YEARS, ROWS[1], ["", "", "", "%", "1", "2", "3", "4"]]
    _, reading = read(as_pipes(rows))
    assert [indicator.code for indicator in reading.indicators] == ["1.1a"]
    assert [left.text for left in reading.leftovers] == ["% 1 2 3 4"]


@pytest.mark.skipif(not GOLD.exists(), reason="the development gold is not part of the project")
def test_the_development_gold(shipped: dict[str, list[Indicator]]) -> None:
    found = {(plan, i.code): i for plan, indicators in shipped.items() for i in indicators}
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        indicator = found[gold["doc_id"], gold["code"]]
        bodies = [gold["responsible"]] if isinstance(gold["responsible"], str) else gold["responsible"]
        assert shape(indicator)[1:] == (gold["name"], gold["unit"], gold["values"], bodies)
        assert indicator.span.lines == gold["lines"]
        assert indicator.target_code == gold.get("target_code", "")


@pytest.mark.parametrize("years", [("Thực hiện 2015", "Kế hoạch 2020"), ("TH 2015", "KH 2020"), ("Năm 2015", "2020")])
def test_rows_of_goals_and_targets_are_headings_and_plans_of_a_year_are_years(years: tuple[str, str]) -> None:
    rows = [
        ["TT", "Chỉ tiêu", "Đơn vị tính", *years, "Cơ quan báo cáo"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["VI", "Mục tiêu 6. Quản lý bền vững tài nguyên nước", "", "", "", ""],
        ["6.1", "Mục tiêu 6.1: Đến năm 2030, tiếp cận nước sạch", "", "", "", ""],
        ["1", "Tỷ lệ dân số đô thị được cung cấp nước sạch", "%", "90", "98", "Sở Xây dựng"],
        ["6.2", "Đến năm 2030, tiếp cận công trình vệ sinh", "", "", "", ""],
        ["2", "Tỷ lệ hộ có nhà tiêu hợp vệ sinh", "%", "51", "60", "Sở Y tế"],
    ]
    document = document_from_text("x", "\n".join("\t".join(row) for row in rows) + "\n")
    (table,) = find_tables(document)
    found = read_indicator_table(document, table, "x", load_registry())
    assert [(i.target_code, i.name, dict(i.values)) for i in found.indicators] == [
        ("6.1", "Tỷ lệ dân số đô thị được cung cấp nước sạch", {"2015": "90", "2020": "98"}),
        ("6.2", "Tỷ lệ hộ có nhà tiêu hợp vệ sinh", {"2015": "51", "2020": "60"}),
    ]
    assert [heading.code for heading in found.goals] == ["6"]
    assert [heading.code for heading in found.targets] == ["6.1", "6.2"]


def test_tasks_that_name_years_are_no_header() -> None:
    rows = [
        ["TT", "Mục tiêu", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"],
        [
            "6.1",
            "Mục tiêu 6.1: Nước sạch",
            "Xây dựng kế hoạch cấp nước an toàn giai đoạn 2019 - 2025",
            "",
            "2019 - 2030",
        ],
        ["", "", "Rà soát quy hoạch cấp nước giai đoạn 2021 - 2025", "Sở Xây dựng", "2021 - 2025"],
    ]
    document = document_from_text("x", "\n".join("\t".join(row) for row in rows) + "\n")
    assert not any(is_indicator_table(table, document) for table in find_tables(document))
