"""What a number measures: the thing asked for and the thing stated are told apart, whatever words they share."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from search.answers.numbers import measures
from search.answers.numbers.measures import (
    asked_measures,
    asks_for_a_number,
    gives,
    heads_of,
    in_contrast,
    is_of,
    load_measures,
    measured,
    parts_named,
    speaks_of_the_whole,
    what_people_get,
)
from tests.timing import assert_within

GROWTH = "Duy trì tăng trưởng GRDP hàng năm trung bình khoảng 8%"
EXPORTS = "Phấn đấu đạt tốc độ tăng trưởng xuất khẩu trên 12%/năm"
TFP = "Đóng góp của TFP vào tăng trưởng GRDP khoảng 40%"
INCOME_OF_THE_POOR = "thu nhập bình quân đầu người của hộ nghèo cuối năm 2020 tăng lên 2 lần so với cuối năm 2015"
CARDS_OF_THE_POOR = "100% hộ nghèo, hộ cận nghèo được cấp thẻ bảo hiểm y tế"


def things(question: str, topic: str = "") -> list[str]:
    return [each.thing for each in asked_measures(question, topic)]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("tăng trưởng kinh tế đắk nông đến 2030", ["growth"]),
        ("tỷ lệ bảo hiểm thất nghiệp", ["unemployment-insurance"]),
        ("tỷ lệ thất nghiệp", ["unemployment"]),
        ("số người chết vì tai nạn giao thông", ["traffic-deaths"]),
        ("số vụ tai nạn giao thông", ["traffic-accidents"]),
        ("What annual export growth rate does it aim for?", ["export-growth"]),
        ("giảm phát thải so với kịch bản tăng trưởng kinh tế", ["greenhouse-gases"]),
        ("tỷ lệ hoàn thành tiểu học của kiên giang", ["school-completion"]),
        ("tỷ lệ học sinh tiêu học bô học", ["dropout"]),
        ("tỷ lệ hộ gia đình có internet", ["internet"]),
        ("hệ thống thông tin truyền thông", ["information-systems"]),
        ("tăng trưởng xuất khẩu thủy sản", ["fish-export-growth"]),
        ("kim ngạch xuất khẩu thủy sản", ["export-of-fish"]),
        ("tỷ lệ sử dụng điện ở kiên giang", ["electricity-access"]),
        ("tỷ lệ sử dụng điện thoại di động", ["mobile-phones"]),
        ("giảm suất tiêu thụ điện", ["power-saving"]),
        ("diện tích rừng ven biển", ["protection-forest"]),
        ("diện tích rừng trồng mới", ["forest-planting"]),
        ("độ che phủ rừng", ["forest-cover"]),
        ("điện mặt trời mái nhà", ["solar"]),
        ("điện gió, điện khí", ["wind"]),
        ("mẹ chết khi sinh con", ["maternal-mortality"]),
        ("an toàn thực phẩm", ["food-safety"]),
        ("ngộ độc thực phẩm", ["food-poisoning"]),
        ("bao nhiêu phần trăm hộ nghèo được cấp thẻ bảo hiểm y tế", ["health-insurance"]),
        ("ai lo việc này", []),
        ("", []),
        ("???", []),
    ],
)
def test_the_thing_a_question_counts(question: str, wanted: list[str]) -> None:
    assert things(question) == wanted


def test_some_words_name_a_thing_only_where_they_are_all_of_the_subject() -> None:
    assert things("dân số kiên giang năm 2030", "dân số") == ["population"]
    assert things("dân số tham gia thể thao", "dân số tham gia thể thao") == []


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("tăng trưởng kinh tế là bao nhiêu", GROWTH, True),
        ("tăng trưởng kinh tế là bao nhiêu", EXPORTS, False),
        ("tăng trưởng kinh tế là bao nhiêu", TFP, False),
        ("TFP đóng góp bao nhiêu vào tăng trưởng GRDP", TFP, True),
        ("GRDP tăng bao nhiêu", GROWTH, True),
        ("tốc độ tăng xuất khẩu", EXPORTS, True),
        ("nhập khẩu tăng bao nhiêu", EXPORTS, False),
        ("tỷ lệ hộ nghèo giảm bao nhiêu", INCOME_OF_THE_POOR, False),
        ("thu nhập của hộ nghèo tăng mấy lần", INCOME_OF_THE_POOR, True),
        ("tỷ lệ hộ nghèo là bao nhiêu", CARDS_OF_THE_POOR, False),
        ("tỷ lệ bảo hiểm y tế của hộ nghèo", CARDS_OF_THE_POOR, True),
        ("tỷ lệ bảo hiểm xã hội", "Tỷ lệ dân số tham gia bảo hiểm y tế", False),
        ("tỷ lệ nữ đại biểu quốc hội", "Tỷ lệ nữ là đại biểu HĐND tỉnh", False),
        ("tỷ trọng công nghiệp chế biến trong GRDP", "Tỷ trọng GRDP ngành công nghiệp chế biến chế tạo", True),
        ("số giường bệnh", "Tỷ lệ dân số hài lòng với dịch vụ y tế", True),
    ],
)
def test_a_number_is_of_the_thing_its_words_name(question: str, text: str, *, fits: bool) -> None:
    assert is_of(asked_measures(question), text) is fits


def test_a_text_that_names_nothing_gives_no_number_of_a_thing_of_the_list() -> None:
    asked = asked_measures("số giường bệnh")
    assert not gives(asked, "Tỷ lệ dân số hài lòng với dịch vụ y tế: 80%")
    assert gives((), "Tỷ lệ dân số hài lòng với dịch vụ y tế: 80%")


def test_a_kind_of_a_thing_answers_for_the_thing_but_not_the_other_way_round() -> None:
    assert gives(asked_measures("kim ngạch xuất khẩu"), EXPORTS)
    assert not gives(asked_measures("kim ngạch xuất khẩu thủy sản"), EXPORTS)


def test_whose_a_number_is_and_what_it_is_a_share_of_is_not_what_it_measures() -> None:
    assert heads_of(INCOME_OF_THE_POOR) == {"income-per-head", "income"}
    assert "poverty" in measured(INCOME_OF_THE_POOR)
    assert heads_of(TFP) == frozenset()


def test_things_joined_by_and_are_each_measured() -> None:
    text = "tăng gấp 1,5 lần năng suất lao động trong nông nghiệp và thu nhập của lao động nông nghiệp"
    assert heads_of(text) == {"labour-productivity", "income"}


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("rác nông thôn được thu gom", "Tỷ lệ chất thải rắn (CTR) đô thị được thu gom", True),
        ("rác đô thị được thu gom", "Tỷ lệ chất thải rắn (CTR) đô thị được thu gom", False),
        ("rác được thu gom", "Tỷ lệ chất thải rắn (CTR) đô thị được thu gom", False),
        ("tỷ lệ thấp còi", "Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể nhẹ cân", True),
        ("trẻ dưới 1 tuổi", "giảm tỷ suất tử vong trẻ dưới 5 tuổi", True),
        ("trẻ dưới 1 tuổi và dưới 5 tuổi", "giảm tỷ suất tử vong trẻ dưới 5 tuổi", False),
        ("xã nông thôn mới", "Tỷ lệ đô thị hóa toàn tỉnh", False),
        ("nước thải y tế", "Tỷ lệ thu gom, xử lý nước thải sinh hoạt thành phố Bến Tre", True),
        ("nước thải sinh hoạt", "Tỷ lệ thu gom, xử lý nước thải sinh hoạt thành phố Bến Tre", False),
        ("nước thải đô thị", "Tỷ lệ thu gom, xử lý nước thải sinh hoạt các đô thị loại IV trở lên", False),
        ("khu công nghiệp", "Phấn đấu tỷ lệ cụm công nghiệp đi vào hoạt động có hệ thống xử lý nước thải", True),
        ("cụm công nghiệp", "Phấn đấu tỷ lệ cụm công nghiệp đi vào hoạt động có hệ thống xử lý nước thải", False),
        ("khu công nghiệp", "Tỷ lệ khu, cụm công nghiệp đi vào hoạt động có hệ thống xử lý nước thải", False),
        ("cụm công nghiệp", "Tỷ lệ khu, cụm công nghiệp đi vào hoạt động có hệ thống xử lý nước thải", False),
        ("trường tiểu học", "Tỷ lệ các trường mầm non đạt chuẩn", True),
    ],
)
def test_another_part_of_a_whole_is_told_apart(question: str, text: str, *, other: bool) -> None:
    assert in_contrast(question, text) is other


def test_parts_are_named_but_not_inside_other_names() -> None:
    assert {part.words[0] for part in parts_named("giảm tỷ lệ hộ nghèo xã đặc biệt khó khăn")} == {
        "xã đặc biệt khó khăn"
    }
    assert parts_named("Tỷ lệ xã đạt tiêu chí nông thôn mới") == frozenset()
    assert parts_named("diện tích khu bảo tồn biển và ven biển") == frozenset()
    assert {part.words[0] for part in parts_named("rừng phòng hộ ven biển")} == {"vùng ven biển"}
    assert parts_named("tỷ lệ mẹ chết khi sinh con") == frozenset()
    assert {part.words[0] for part in parts_named("phụ nữ sinh con tại cơ sở y tế")} == {"nữ"}
    assert parts_named("") == frozenset()


@pytest.mark.parametrize(
    ("text", "share"),
    [
        (CARDS_OF_THE_POOR, ("hộ nghèo, hộ cận nghèo", "được cấp thẻ bảo hiểm y tế")),
        ("100% xã đạt chuẩn", None),
        ("100%", None),
        ("", None),
    ],
)
def test_a_share_of_people_is_of_what_they_get(text: str, share: tuple[str, str] | None) -> None:
    assert what_people_get(text, 0, len("100%")) == share


def test_what_another_number_gives_is_not_taken_for_this_one() -> None:
    text = "giảm tỷ lệ hộ nghèo bình quân 1,5%/năm; 100% hộ nghèo được cấp thẻ bảo hiểm y tế"
    at = text.index("1,5%")
    assert what_people_get(text, at, at + len("1,5%/năm")) is None


def test_the_whole_is_named() -> None:
    assert speaks_of_the_whole("toàn dân và riêng đô thị")
    assert not speaks_of_the_whole("riêng đô thị")


@pytest.mark.parametrize(
    ("question", "topic", "number"),
    [
        ("số giường bệnh trên vạn dân năm 2030", "", True),
        ("tuổi thọ trung bình của bến tre", "", True),
        ("dân số kiên giang năm 2030", "dân số", True),
        ("kinh tế số ở bến tre", "", False),
        ("xuất khẩu của đắk nông", "", False),
        ("sở nào lo xuất khẩu", "", False),
    ],
)
def test_a_noun_phrase_asks_for_a_number_by_its_head(question: str, topic: str, *, number: bool) -> None:
    assert asks_for_a_number(question, asked_measures(question, topic)) is number


def test_the_table_names_its_source_and_each_name_once() -> None:
    data = tomllib.loads((Path(measures.__file__).parents[2] / "data" / "measures.toml").read_text(encoding="utf-8"))
    rows = data["measure"]
    ids = [row["id"] for row in rows]
    names = [name.lower() for row in rows for name in (*row["names"], *row.get("alone", ()))]
    assert data["source"]
    assert len(ids) == len(set(ids))
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
    assert {kind for row in rows for kind in row.get("is_a", ())} <= set(ids)
    assert load_measures().longest >= max(len(name.split()) for name in load_measures().by_name)


def test_a_long_text_is_read_in_linear_time() -> None:
    text = "100% hộ nghèo của tỉnh vào " * 2000
    assert_within(2.0, lambda: (heads_of(text), measured(text), in_contrast(text, text)))
