"""Comparing plans: rows, differences, provinces, topics, views and files."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest

from corpus.errors import QueryError
from corpus.parsing import load_plans
from corpus.records import Plan
from search.comparison.alignment import align
from search.comparison.comparing import Comparer, vocabulary_of
from search.comparison.features import Vocabulary
from search.comparison.model import Comparison, Difference, Row
from search.comparison.report import to_docx
from search.comparison.spreadsheet import COLOURS, to_xlsx
from search.comparison.tables import safe_cell, to_csv, to_text
from search.comparison.topics import Ranked, TopicIndex, TopicText, merged
from search.comparison.view_tables import VIEWS, view_to_csv, view_to_json, view_to_text
from search.comparison.views import coverage, leading, road_years, roads
from search.evaluation.alignment_metrics import difference_figures
from search.evaluation.gold import load_gold
from tests.timing import assert_within

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
AG, BT, DN, KG = "an-giang-ptbv", "ben-tre-ptbv", "dak-nong-ptbv", "kien-giang-ptbv"


@cache
def _plans() -> tuple[Plan, ...]:
    return load_plans(DOCUMENTS)


@cache
def _comparer() -> Comparer:
    return Comparer(_plans(), align(_plans()))


@cache
def _everything() -> Comparison:
    return _comparer().compare()


def _row(topic: str, plans: tuple[str, ...] = ()) -> Row:
    return _comparer().compare(topic, plans=plans).rows[0]


def _differences(row: Row, kind: str) -> list[Difference]:
    return [difference for difference in row.differences if difference.kind == kind]


# --- shape ----------------------------------------------------------------------------------------------------------


def test_everything_in_the_contracts_shape() -> None:
    document = json.loads(json.dumps(_everything().to_json(), ensure_ascii=False))
    refs = [(plan, m["code"]) for row in document["rows"] for plan, found in row["members"].items() for m in found]
    assert len(refs) == len(set(refs)) == 413
    for row in document["rows"]:
        assert set(row["members"]) == {AG, BT, DN, KG}
        assert row["relation"] in ("same", "partial", "split_or_merged", "only_here")
        assert row["topic"]
        for difference in row["differences"]:
            assert difference["kind"] in ("value", "deadline", "lead", "scope", "missing")
            assert difference["text"]
            assert set(difference["plans"]) <= {AG, BT, DN, KG}
        for found in row["members"].values():
            for member in found:
                assert {"code", "text", "lines", "lead", "values"} <= set(member)


def test_every_difference_quotes_the_plans_with_their_lines() -> None:
    length = {
        plan.info.plan_id: len((DOCUMENTS / f"{plan.info.plan_id}.txt").read_text("utf-8").split("\n"))
        for plan in _plans()
    }
    for row in _everything().rows:
        for difference in row.differences:
            quoted = set(difference.quotes)
            assert quoted >= set(difference.plans) or difference.kind == "missing", difference.text
            for plan_id, quotes in difference.quotes.items():
                assert quotes
                assert all(1 <= q.lines[0] <= q.lines[1] <= length[plan_id] and q.text for q in quotes)


def test_the_number_of_a_difference_stands_on_the_lines_it_quotes() -> None:
    sources = {
        plan.info.plan_id: (DOCUMENTS / f"{plan.info.plan_id}.txt").read_text("utf-8").split("\n") for plan in _plans()
    }
    checked = 0
    for row in _everything().rows:
        for member in (member for members in row.members.values() for member in members):
            for value in member.values:
                said = "".join(sources[member.plan_id][value.lines[0] - 1 : value.lines[1]])
                number = re.findall(r"\d+(?:[.,]\d+)*", value.as_written)
                assert all(one in said for one in number), value
                checked += bool(number)
    assert checked > 300


# --- differences ----------------------------------------------------------------------------------------------------


def test_values_of_targets_tasks_measures_and_indicators_side_by_side() -> None:
    sport = next(d for d in _differences(_row("3.3"), "value") if "trên 50% (2030)" in d.plans.get(AG, ""))
    assert sport.plans == {AG: "trên 50% (2030)", DN: "trên 30% (2030)"}
    assert sport.without == (BT, KG)
    assert sport.quotes[AG][0].lines == (342, 342)
    trained = next(d for d in _differences(_row("4.3"), "value") if "67% (2020)" in d.plans.get(KG, ""))
    assert trained.quotes[KG][0].lines == (457, 457)
    growth = _differences(_row("8.1"), "value")
    assert any("8 - 9%" in d.plans.get(KG, "") for d in growth)
    assert any(d.plans.get(BT, "").startswith("trên 7%") and d.plans.get(DN) == "khoảng 8%" for d in growth)


def test_an_indicator_and_a_target_in_words_measure_the_same_thing() -> None:
    toilets = _differences(_row("6.2"), "value")
    assert [d.plans[BT] for d in toilets if BT in d.plans] == ["100% (2030)"]
    assert "80% (2030)" in next(d.plans[KG] for d in toilets if BT in d.plans)


def test_dangerous_and_urban_waste_water_are_two_things() -> None:
    assert all(
        "một nửa" not in d.plans.get(AG, "") or "100%" not in d.plans[AG] for d in _differences(_row("6.3"), "value")
    )
    dangerous = next(d for d in _differences(_row("6.3"), "value") if d.plans.get(BT, "").startswith("100%"))
    assert KG in dangerous.without


def test_growth_is_compared_with_an_aim_not_with_where_another_plan_starts() -> None:
    growth = next(d for d in _differences(_row("SDG 8.1"), "value") if DN in d.plans)
    assert growth.plans[DN] == "khoảng 8%"
    assert growth.plans[BT].startswith("trên 7%")
    assert "8 - 9%" in growth.plans[KG]
    start = next(d for d in _differences(_row("SDG 8.1"), "value") if d.plans.get(KG, "").startswith("5,6"))
    assert set(start.plans) == {KG}


def test_what_is_set_for_the_country_is_not_compared_with_what_is_set_for_a_province() -> None:
    found = _differences(_row("SDG 15.2"), "value")
    country = next(d for d in found if "44-45%" in d.plans.get(BT, ""))
    assert set(country.plans) == {BT}
    province = next(d for d in found if DN in d.plans)
    assert province.plans[BT] == "lên khoảng trên 55%"
    assert "12,0% (2030)" in province.plans[KG]


def test_a_number_that_a_plan_states_outside_its_numbered_targets_is_compared() -> None:
    row = _row("SDG 7.1")
    assert row.members[DN] == ()
    (power,) = _differences(row, "value")
    assert power.plans[DN] == "cơ bản 100% (2020), đạt 100% (2025)"
    assert power.plans[BT].startswith("cơ bản 99,95% (2020)")
    assert power.quotes[DN][0].lines == (695, 695)
    (gap,) = _differences(row, "missing")
    assert "nằm ngoài các mục tiêu đánh số, ở đoạn văn, dòng 695" in gap.text


def test_what_only_touches_the_subject_lends_no_number() -> None:
    lent = 0
    for row in _everything().rows:
        gaps = {d.without[0]: d.searched or {} for d in _differences(row, "missing")}
        for difference in _differences(row, "value"):
            for plan in set(difference.plans) & set(gaps):
                assert gaps[plan]["nearest_score"] >= 0.6
                lent += 1
    assert lent


def test_every_plan_that_seems_to_have_mistaken_its_unit_is_named() -> None:
    (infants,) = (d for d in _differences(_row("3.1"), "value") if "1 tuổi" in d.topic)
    assert "Đắk Nông ghi xuống dưới 21,5%" in infants.text
    assert "Kiên Giang ghi 10,0%" in infants.text


def test_what_is_measured_is_told_by_the_whole_clause() -> None:
    topics = [d.topic for d in _differences(_row("5.1"), "value")]
    assert "Hàng năm trung bình … hộ gia đình có bạo lực" in topics
    assert all(
        topic.count("(") <= topic.count(")")
        for row in _everything().rows
        for d in row.differences
        if (topic := d.topic)
    )


def test_a_phrase_is_never_said_to_be_both_there_and_missing() -> None:
    for row in _everything().rows:
        seen: dict[str, tuple[str, ...]] = {}
        for difference in _differences(row, "scope"):
            phrase = difference.text.split("”")[0]
            assert seen.setdefault(phrase, difference.without) == difference.without
            assert not set(difference.without) & set(difference.plans)


def test_a_plan_that_contradicts_itself_is_named() -> None:
    assert any("Kiên Giang ghi hai số cho năm 2030" in d.text for d in _differences(_row("9.3"), "value"))


def test_leads_differ_by_identity_not_by_spelling() -> None:
    safety = _differences(_row("3.5"), "lead")
    assert len(safety) == 1
    assert safety[0].plans[DN] == "Ban an toàn giao thông tỉnh"
    assert "Ban An toàn giao thông tỉnh" in safety[0].text
    assert _differences(_row("3.4"), "lead") == []
    # State Bank branches are written five ways.
    assert _differences(_row("8.10"), "lead") == []


def test_leads_are_told_by_part_where_a_plan_has_parts() -> None:
    (difference,) = _differences(_row("3.5"), "lead")
    assert "Kiên Giang: a) Ban An toàn giao thông tỉnh, b) Công an tỉnh" in difference.text


def test_programmes_with_different_periods() -> None:
    found = [d for d in _differences(_row("5.6"), "deadline") if "Dân số" in d.text]
    assert len(found) == 1
    assert found[0].plans[KG] == "giai đoạn 2017 -2020"
    assert found[0].quotes[KG][0].lines == (494, 494)
    (other,) = (d for d in _differences(_row("3.6"), "deadline") if "Dân số" in d.text)
    assert set(other.plans) == {AG, BT, DN}


def test_rows_that_differ_in_nothing() -> None:
    assert _row("3.4").differences == ()
    assert {d.kind for d in _row("11.3").differences} <= {"value"}


def test_a_gap_names_the_search_and_the_nearest_thing() -> None:
    (gap,) = _differences(_row("16.9"), "missing")
    assert gap.plans == {DN: ""}
    assert gap.searched is not None
    assert gap.searched["targets"] == 95
    assert gap.nearest[DN].text
    assert "95 mục tiêu" in gap.text


def test_a_gap_that_another_target_of_the_plan_says_it_fills() -> None:
    (gap,) = _differences(_row("11.9"), "missing")
    assert gap.nearest[KG].code == "11.9"
    assert "tự ghi" in gap.text


def test_plan_facts_are_compared_too() -> None:
    reports = _comparer().compare("thời hạn báo cáo tổng hợp lên Ủy ban nhân dân tỉnh").rows[0]
    (difference,) = reports.differences
    assert difference.plans[BT] == "trước ngày 10 tháng 12 hằng năm"
    assert difference.plans[DN] == "trước ngày 05/12 hằng năm"
    assert difference.without == (KG,)
    counts = next(row for row in _everything().rows if row.topic.startswith("Số mục tiêu"))
    assert "108 mục tiêu cụ thể" in counts.differences[0].plans[BT]
    assert "đếm trong phụ lục" in counts.differences[0].plans[AG]
    second = next(row for row in _everything().rows if row.topic == "Giai đoạn thực hiện thứ hai")
    assert second.differences == ()
    assert {plan: quotes[0].text for plan, quotes in second.stated.items()}[BT] == "2021 - 2030"
    assert second.to_json()["stated"][KG] == [{"text": "2021-2030", "lines": [118, 118], "code": None}]
    assert "Kiên Giang: 2021-2030 (dòng 118)" in to_text(_comparer().compare("Giai đoạn thực hiện thứ hai"))


# --- topics ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("tảo hôn", "5.3"),
        ("tham nhũng", "16.5"),
        ("tăng trưởng GRDP", "8.1"),
        ("doanh nghiệp nhỏ và vừa vay vốn", "9.3"),
        ("dich vu tai chinh ngan hang va bao hiem", "8.10"),
        ("ai chu tri viec mo rong tiep can dich vu tai chinh ngan hang va bao hiem o tung tinh", "8.10"),
        ("Năng suất lao động nông nghiệp tới 2030 mấy tỉnh định tăng gấp mấy lần, tỉnh nào tham nhất?", "2.3"),
        ("Vụ tảo hôn, kết hôn sớm ở từng tỉnh giao cho ai lo?", "5.3"),
        ("6.1", "6.1"),
        ("SDG 6.1", "6.1"),
        ("mục tiêu 6.1", "6.1"),
        ("MTCT 6.1", "6.1"),
    ],
)
def test_a_topic_finds_its_row(topic: str, code: str) -> None:
    assert _row(topic).national_codes == (code,)


def test_traffic_safety_finds_both_rows_about_it() -> None:
    codes = {row.national_codes for row in _comparer().compare("an toàn giao thông").rows}
    assert {("3.5",), ("11.2",)} <= codes


def test_a_code_names_another_target_elsewhere_too() -> None:
    rows = _comparer().compare("8.2").rows
    assert [row.national_codes for row in rows] == [("8.2",), ("8.3",)]
    assert rows[1].members[AG][0].code == "8.2"


def test_a_goal_brings_its_rows() -> None:
    rows = _comparer().compare("mục tiêu 14").rows
    assert {row.goal.split(".")[0] for row in rows} == {"14", "15"}
    assert rows[0].goal.startswith("14")


@pytest.mark.parametrize("topic", ["quang hợp lượng tử", "zzz", "?!", "99.99", "mục tiêu 99"])
def test_a_topic_nobody_speaks_of_finds_nothing(topic: str) -> None:
    assert _comparer().compare(topic).rows == ()


def test_a_search_for_the_targets_of_a_topic_can_be_given() -> None:
    found = ((DN, "6.1", 0.9), (BT, "6.1", 0.8), (AG, "6.2", 0.5), (DN, "x", 0.1))
    rows = _comparer().compare("bất kỳ", rank=lambda topic: Ranked(topic, found)).rows
    assert [row.national_codes for row in rows] == [("6.1",)]


WORDS = TopicIndex(
    [
        TopicText("a", "Cấp nước", "nước uống và sinh hoạt an toàn", ""),
        TopicText("b", "An toàn giao thông", "giảm tai nạn giao thông", ""),
        TopicText("c", "Phát triển nông thôn", "xây dựng nông thôn mới", "cấp nước sạch cho nông thôn"),
        TopicText("document:x", "Thời hạn báo cáo", "", ""),
    ]
)


def test_rows_of_a_search_come_first_and_words_add_what_holds_them_all() -> None:
    assert [row for row, _ in merged(Ranked("xe cộ", ()), {"b": 0.9, "a": 0.8, "c": 0.5}, WORDS)] == ["b", "a"]
    assert [row for row, _ in merged(Ranked("an toàn giao thông", ()), {"a": 0.9, "b": 0.9}, WORDS)] == ["b"]
    assert [row for row, _ in merged(Ranked("giao thông", ()), {"c": 0.9}, WORDS)] == ["b"]
    assert merged(Ranked("xe cộ", ()), {}, WORDS) == []
    assert merged(Ranked("", ()), {}, WORDS) == []


def test_a_question_about_the_documents_is_not_answered_with_targets() -> None:
    asked = Ranked("hạn nộp báo cáo của từng sở", (), is_of_documents=True)
    assert [row for row, _ in merged(asked, {"a": 0.9}, WORDS)] == ["document:x"]
    assert [row for row, _ in merged(replace(asked, is_of_documents=False), {"a": 0.9}, WORDS)] == ["a"]


def test_a_fact_of_the_documents_is_found_by_its_title_alone() -> None:
    found = Ranked("thời hạn báo cáo", ((BT, "17.4", 0.99),))
    rows = _comparer().compare("thoi han bao cao", rank=lambda topic: found).rows
    assert {row.row_id for row in rows} == {"document:report-bodies", "document:report-province"}
    assert all(row.score is not None and row.score <= 1 for row in rows)


def test_counted_words_from_the_build_change_nothing() -> None:
    words = vocabulary_of([plan for plan in _plans() if plan.info.kind == "sdg"])
    again = Vocabulary.of_counts(words.texts, json.loads(json.dumps(words.counts)))
    plans = Comparer(_plans(), _comparer().alignment, again)
    assert plans.compare("mục tiêu 3").to_json() == _comparer().compare("mục tiêu 3").to_json()


def test_an_index_without_plans_to_compare_can_be_warmed() -> None:
    nothing = Comparer([], align([]))
    nothing.warm()
    assert nothing.compare().rows == ()


def test_a_topic_is_compared_in_time() -> None:
    _comparer().warm()
    for topic in ("nước sạch nông thôn", "an toàn giao thông", "rừng"):
        assert_within(0.1, lambda topic=topic: _comparer().compare(topic))


# --- provinces ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provinces", "plans", "absent"),
    [
        (["Vĩnh Long"], (BT,), ["vinh-long", "tra-vinh"]),
        (["an-giang"], (AG, KG), []),
        (["Lâm Đồng"], (DN,), ["lam-dong", "binh-thuan"]),
        (["an-giang", "ben-tre"], (AG, BT), []),
        (["An Giang 2025", "ben-tre"], (AG, BT, KG), []),
        (["An Giang (mới)"], (AG, KG), []),
        (["kien-giang"], (KG,), []),
        (["tra-vinh"], (), ["tra-vinh"]),
        ([], (AG, BT, DN, KG), []),
    ],
)
def test_provinces_by_old_and_todays_name(provinces: list[str], plans: tuple[str, ...], absent: list[str]) -> None:
    compared = _comparer().compare("6.1", provinces=provinces)
    assert compared.plans == plans
    assert [one.province_id for one in compared.absent] == absent
    assert len(compared.rows) == bool(plans)


def test_absent_predecessors_are_told_from_todays_province() -> None:
    compared = _comparer().compare("6.1", provinces=["Vĩnh Long"])
    assert "Không có kế hoạch của Vĩnh Long (trước sáp nhập) trong kho dữ liệu." in {one.why for one in compared.absent}
    assert any("Chỉ có kế hoạch của Bến Tre" in note for note in compared.notes)
    assert "chỉ một nơi có" not in to_text(compared)
    (absent,) = _comparer().compare("6.1", provinces=["Trà Vinh"]).absent
    assert absent.why.endswith("(nay thuộc Vĩnh Long) trong kho dữ liệu; cùng tỉnh mới có kế hoạch của Bến Tre.")


def test_todays_an_giang_has_its_predecessors_side_by_side() -> None:
    row = _comparer().compare("3.5", provinces=["An Giang"]).rows[0]
    assert set(row.members) == {AG, KG}
    assert [d.kind for d in row.differences] == ["value", "lead"]


@pytest.mark.parametrize("names", [["Atlantis"], [""], ["   "], ["x" * 5000]])
def test_a_province_nobody_knows_is_refused(names: list[str]) -> None:
    with pytest.raises(QueryError, match="không có tỉnh"):
        _comparer().compare(provinces=names)


def test_a_plan_nobody_knows_is_refused() -> None:
    with pytest.raises(QueryError, match="khong-co"):
        _comparer().compare(plans=["khong-co"])
    with pytest.raises(QueryError, match="ben-tre-ttx"):
        _comparer().compare(plans=["ben-tre-ttx"])


def test_two_plans_alone_are_compared_between_them() -> None:
    row = _row("16.9", (BT, DN))
    assert row.relation == "only_here"
    assert [d.kind for d in row.differences] == ["missing"]
    assert set(row.members) == {BT, DN}


# --- views ----------------------------------------------------------------------------------------------------------


def test_coverage_counts_goal_by_plan() -> None:
    found = coverage(_everything())
    assert len(found) == 17
    sea = next(one for one in found if one.goal.startswith("14."))
    assert sea.targets == {AG: 0, BT: 6, DN: 0, KG: 6}
    assert len(sea.lacking[AG]) == 6
    assert {plan: sum(one.targets[plan] for one in found) for plan in (AG, BT, DN, KG)} == {
        AG: 100,
        BT: 108,
        DN: 95,
        KG: 110,
    }


def test_roads_to_2030() -> None:
    found = list(roads(_comparer().compare("6.3")))
    assert road_years(found) == ["2015", "2020", "2025", "2030"]
    assert any(list(road.years.values()) == ["0,0%", "15,0%", "25,0%", "35,0%"] for road in found)


def test_who_leads_where() -> None:
    (row,) = leading(_comparer().compare("16.9"))
    assert row.leads[KG] == ("Sở Thông tin và Truyền thông",)
    assert row.leads[DN] == ()
    assert not row.same


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_views_are_the_same_in_every_form(view: str) -> None:
    compared = _comparer().compare("mục tiêu 6")
    document = json.loads(json.dumps(view_to_json(compared, view)))
    table = list(csv.reader(io.StringIO(view_to_csv(compared, view).removeprefix("\ufeff"))))
    assert len(document["items"]) == len(table) - 1 > 0
    assert {len(row) for row in table} == {len(table[0])}
    text = view_to_text(compared, view)
    assert max(map(len, text.split("\n"))) <= 80
    assert "Bến Tre" in text
    assert view_to_text(Comparison("x", (), {}, ()), view) == "\n"


def test_coverage_names_what_a_plan_lacks() -> None:
    text = view_to_text(_comparer().compare("SDG 14"), "coverage")
    assert "14. Đại dương, biển (6 nội dung): An Giang 0, Bến Tre 6, Đắk Nông 0, Kiên" in text
    assert "Đắk Nông thiếu: Kiểm soát ô nhiễm biển;" in text


# --- files ----------------------------------------------------------------------------------------------------------


def _evil() -> Comparison:
    """Return a comparison with a plan whose words try to be a formula."""
    row = _row("6.1")
    member = replace(row.members[BT][0], text='=HYPERLINK("http://x","y")\x07')
    evil = replace(row, topic="=1+1", goal="6: [x]/*?", members={**row.members, BT: (member,)})
    return Comparison("=cmd()", (AG, BT, DN, KG), _comparer().names, (evil,))


def test_csv_is_a_table_and_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(_everything()).removeprefix("\ufeff"))))
    assert len(rows) == 1 + len(_everything().rows)
    assert {len(row) for row in rows} == {13}
    assert all(
        not cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(to_csv(_evil()))) for cell in row
    )
    assert safe_cell("=1") == "'=1"
    assert safe_cell("1") == "1"


def test_workbook_has_a_sheet_a_goal_with_colours_and_links() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(to_xlsx(_everything(), lambda plan, code: f"http://x/doan?id={plan}:{code}"))
    )
    assert len(book.sheetnames) == 17 + 4
    assert book.sheetnames[0] == "Độ phủ"
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert "8. Tăng trưởng kinh tế, việc" in book.sheetnames
    sheet = book[next(name for name in book.sheetnames if name.startswith("6. "))]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(cell.hyperlink and cell.hyperlink.target == "http://x/doan?id=ben-tre-ptbv:6.1" for cell in cells)
    coloured = {cell.fill.fgColor.rgb[2:] for cell in cells if cell.fill.fill_type == "solid"}
    assert {COLOURS["value"], COLOURS["lead"], COLOURS["scope"]} <= coloured


def test_workbook_takes_no_text_for_a_formula() -> None:
    data = to_xlsx(_evil())
    book = openpyxl.load_workbook(io.BytesIO(data))
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in types
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if name.endswith(".xml"))


def test_report_reads_as_a_document() -> None:
    data = to_docx(
        _comparer().compare("3.5", provinces=["Vĩnh Long", "dak-nong"]), lambda plan, code: f"http://x/{plan}"
    )
    document = docx.Document(io.BytesIO(data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Kiềm chế, giảm tai nạn giao thông (3.5)" in text
    assert "Không có kế hoạch của Trà Vinh (nay thuộc Vĩnh Long)" in text
    assert "Chủ trì: Cơ quan chủ trì khác nhau" in text
    links = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert links == {f"http://x/{plan}" for plan in (BT, DN)}
    assert docx.Document(io.BytesIO(to_docx(_evil())))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (297, 210)


def test_what_another_plan_of_the_province_does_for_a_target_is_shown() -> None:
    (shown,) = (line for line in to_text(_comparer().compare("6.1"), 200).split("\n") if "liên quan:" in line)
    assert "ben-tre-ttx nhiệm vụ 15.4" in shown
    assert "ben-tre-ttx" not in to_text(_comparer().compare("6.1", provinces=["An Giang"]))
    document = docx.Document(io.BytesIO(to_docx(_comparer().compare("6.1"))))
    assert any("liên quan: ben-tre-ttx" in paragraph.text for paragraph in document.paragraphs)


def test_text_fits_a_terminal() -> None:
    text = to_text(_comparer().compare("3.5"), 80)
    assert max(len(line) for line in text.split("\n")) <= 80
    assert "[Chủ trì]" in text
    assert to_text(Comparison("x", (), {}, ())) == "\n"


def test_nothing_found_makes_empty_files() -> None:
    nothing = _comparer().compare("zzz")
    assert len(to_csv(nothing).splitlines()) == 1
    assert openpyxl.load_workbook(io.BytesIO(to_xlsx(nothing))).sheetnames == [
        "Độ phủ",
        "Lộ trình chỉ tiêu",
        "Cơ quan chủ trì",
    ]
    assert docx.Document(io.BytesIO(to_docx(nothing)))


# --- the development gold -------------------------------------------------------------------------------------------


def test_the_gold_numbers_are_reported_as_differences(gold_dir: Path) -> None:
    rows = _everything().to_json()["rows"]
    figures = difference_figures(load_gold(gold_dir).differences, rows)
    assert figures["number"] > 30
    assert figures["shown"] >= 0.9, figures["missing"]


def test_a_topic_of_the_gold_set_brings_the_row_with_its_numbers(gold_dir: Path) -> None:
    gold = load_gold(gold_dir).differences
    shown = [difference_figures([one], _comparer().compare(one.topic).to_json()["rows"])["shown"] for one in gold]
    assert sum(share or 0.0 for share in shown) >= 0.9 * len(gold)
