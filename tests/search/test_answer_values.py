"""Numbers: what a plan states is answered, with its year and base; a neighbour's number never is."""

from __future__ import annotations

from datetime import date

import pytest

from search.answers.bodies.row_bodies import row_bodies
from search.answers.model import Answer
from search.engine import Engine
from search.scope import scope_of_options
from search.understanding import understand


def said(engine: Engine, question: str) -> Answer:
    return engine.ask(question)


def values(answer: Answer) -> list[tuple[str | None, str]]:
    return [(value.year, value.as_written) for value in answer.statements[0].values]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("tăng trưởng kinh tế Đắk Nông đến 2030 là bao nhiêu?", "khoảng 8%"),
        ("tốc độ tăng trưởng xuất khẩu Đắk Nông", "trên 12%/năm"),
        ("tỷ lệ lao động nữ qua đào tạo Kiên Giang năm 2030", "năm 2030: 70%"),
        ("Tỷ lệ lao động qua đào tạo Kiên Giang 2030", "Đào tạo 80/ dạy nghề 70"),
        ("hộ nghèo Kiên Giang 2020", "năm 2020: 3,0%"),
        ("hộ nghèo Kiên Giang 2030 là bao nhiêu phần trăm", "năm 2030: 2,0%"),
        ("tỷ lệ dân số tham gia bảo hiểm y tế Kiên Giang 2015", "năm 2015: 80,25%"),
        ("chỉ số HDI Bến Tre 2030", ">0,7"),
        ("tốc độ tăng năng suất lao động Kiên Giang 2020", "6-7"),
        ("tỷ lệ nghèo cùng cực Kiên Giang 2020", "năm 2020: 0%"),
        ("tỷ trọng công nghiệp chế biến trong GRDP Kiên Giang 2025", "năm 2025: 19%"),
        ("GRDP đầu người Bến Tre 2020", "2.100 USD"),
        ("nợ xấu ngân hàng ở Kiên Giang phải dưới mấy phần trăm?", "<3%"),
        ("Kiên Giang tới 2025 mỗi người dân đô thị có bao nhiêu mét vuông cây xanh?", "10-12"),
    ],
)
def test_a_stated_number_is_answered(whole_engine: Engine, question: str, words: str) -> None:
    answer = said(whole_engine, question)
    assert answer.status == "answered"
    assert words in answer.sentences[0]


@pytest.mark.parametrize(
    "question",
    [
        "tỷ lệ thất nghiệp Kiên Giang năm 2025",
        "số giường bệnh trên vạn dân của Kiên Giang năm 2030",
        "Bến Tre có bao nhiêu bác sĩ trên một vạn dân vào 2025?",
        "tuổi thọ trung bình của Bến Tre 2030",
        "dân số Kiên Giang năm 2030 là bao nhiêu",
        "tỷ lệ đô thị hóa An Giang năm 2030",
        "tỷ lệ dân số tham gia bảo hiểm xã hội Kiên Giang 2030",
        "tỷ lệ nữ đại biểu quốc hội Kiên Giang",
        "tốc độ tăng trưởng nhập khẩu của Kiên Giang",
        "tỷ lệ chất thải rắn nông thôn được thu gom Kiên Giang 2030",
        "tỷ lệ chất thải rắn y tế được xử lý Kiên Giang",
        "số người chết vì tai nạn giao thông Kiên Giang 2025",
        "lượng khách du lịch Kiên Giang 2030",
        "tỷ lệ năng lượng tái tạo Đắk Nông 2030",
        "tăng trưởng kinh tế An Giang đến 2030",
        "chỉ số PCI Bến Tre 2030",
        "số ca nhiễm lao Kiên Giang 2030",
        "What is Kien Giang's unemployment rate target for 2030?",
        "Đắk Nông có chỉ tiêu về tỷ lệ hộ nghèo không?",
    ],
)
def test_what_no_plan_counts_is_not_answered_with_a_neighbour(whole_engine: Engine, question: str) -> None:
    answer = said(whole_engine, question)
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert answer.statements == ()


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("kien giang nam 2025 nguoi ngheo da chieu con may phan tram", ("năm 2020: 3,0%", "năm 2030: 2,0%")),
        ("Số vụ tai nạn giao thông Kiên Giang 2022", ("năm 2020: 182", "năm 2025: 173")),
        ("Kiên Giang năm 2025: tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể nhẹ cân?", ("năm 2020: 12,0%",)),
    ],
)
def test_an_empty_cell_is_said_with_the_years_that_are_stated(
    whole_engine: Engine, question: str, cells: tuple[str, ...]
) -> None:
    answer = said(whole_engine, question)
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "không nêu giá trị năm 202" in answer.answer
    assert all(cell in answer.answer for cell in cells)
    assert answer.nearest[0].passage_id.startswith("kien-giang-ptbv:indicator-")


def test_an_empty_cell_is_said_in_english_too(whole_engine: Engine) -> None:
    answer = said(whole_engine, "How many traffic accidents may Kien Giang have in 2022?")
    assert answer.status == "abstained"
    assert "no value for 2022 is stated" in answer.answer


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Tới 2025 Bến Tre muốn mấy phần trăm bà con bỏ xe xăng qua xe điện?", "02%", "05%"),
        ("tỷ lệ chất thải rắn đô thị được thu gom Bến Tre 2025", "95,5%", "98,5%"),
        ("tỷ lệ nước thải đô thị được xử lý Kiên Giang năm 2025", "25,0%", "100"),
        ("Kiên Giang tăng trưởng GRDP giai đoạn 2020-2030 bao nhiêu?", "Giai đoạn 2020-2030: 8 - 9%", "7,42"),
        ("tỷ lệ suy dinh dưỡng thấp còi Kiên Giang 2025", "20%", "nhẹ cân"),
    ],
)
def test_only_the_number_of_the_year_and_the_thing_asked_is_given(
    whole_engine: Engine, question: str, right: str, wrong: str
) -> None:
    answer = said(whole_engine, question)
    assert right in answer.answer
    assert wrong not in answer.answer
    assert not answer.conflict


def test_two_years_of_two_places_are_both_given(whole_engine: Engine) -> None:
    answer = said(whole_engine, "HDI của Bến Tre năm 2020 và năm 2030 là bao nhiêu?")
    assert "0,664" in answer.answer
    assert ">0,7" in answer.answer


def test_a_bullet_has_the_year_of_its_heading(whole_engine: Engine) -> None:
    answer = said(
        whole_engine, "Bến Tre thu gom xử lý nước thải sinh hoạt đô thị loại IV trở lên năm 2030 mấy phần trăm?"
    )
    bullets = [each for each in answer.statements if "30 - 40%" in each.text]
    assert [value.year for value in bullets[0].values] == ["2030", "2030"]
    assert ", đến năm 2030:" in answer.answer


def test_what_is_counted_by_thousands_is_shown_as_no_per_cent(whole_engine: Engine) -> None:
    answer = said(whole_engine, "ty suat tu vong tre em duoi 1 tuoi kien giang 2015")
    assert "năm 2015: 13,6 " in answer.answer
    assert "13,6%" not in answer.answer
    assert "đơn vị ghi trong bảng: %" in answer.answer
    assert values(answer) == [("2015", "13,6")]


def test_of_several_numbers_in_a_sentence_the_one_asked_is_the_value(whole_engine: Engine) -> None:
    answer = said(whole_engine, "An Giang đặt mức tử vong trẻ dưới 5 tuổi năm 2030 là bao nhiêu?")
    assert [value.as_written for value in answer.statements[0].values] == ["15 ca trên 1.000"]


def test_a_number_in_brackets_that_explains_is_no_value(whole_engine: Engine) -> None:
    answer = said(whole_engine, "Năng suất lao động Kiên Giang tăng mấy phần trăm năm 2030")
    assert "85%" not in answer.answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Kim ngạch xuất khẩu thủy sản Bến Tre đặt bao nhiêu?", "1.200 triệu USD"),
        ("sp OCOP mỗi năm tăng bao nhiêu %", "10%/năm"),
        ("Mỗi năm số công trình xanh ở Bến Tre phải tăng bao nhiêu phần trăm?", "10%/năm"),
    ],
)
def test_the_result_of_a_task_is_a_number_too(whole_engine: Engine, question: str, words: str) -> None:
    answer = said(whole_engine, question)
    assert "kết quả phải đạt" in answer.sentences[0]
    assert words in answer.sentences[0]
    assert "I, II, III" not in answer.answer


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        ("Tỷ lệ hộ nghèo Kiên Giang giảm bao nhiêu mỗi năm?", "Con số này chỉ tính cho xã đặc biệt khó khăn"),
        ("Diện tích cây xanh công cộng trên đầu người ở Kiên Giang năm 2025", "Con số này chỉ tính cho đô thị"),
    ],
)
def test_a_number_of_a_part_is_said_to_be_one(whole_engine: Engine, question: str, remark: str) -> None:
    answer = said(whole_engine, question)
    assert remark in answer.answer


@pytest.mark.parametrize(
    "question",
    ["tỷ lệ xã đạt chuẩn NTM Kiên Giang 2020", "Tỷ lệ đô thị hóa của Bến Tre năm 2030", "tỷ lệ che phủ rừng Đắk Nông"],
)
def test_a_number_of_the_whole_is_not_said_to_be_of_a_part(whole_engine: Engine, question: str) -> None:
    answer = said(whole_engine, question)
    assert answer.status == "answered"
    assert "chỉ tính cho" not in answer.answer


def test_the_body_stands_in_the_row_of_the_number(whole_engine: Engine) -> None:
    question = "Chỉ tiêu tỷ lệ hộ phân loại rác tại nguồn của Bến Tre năm 2025 và đơn vị chịu trách nhiệm"
    answer = said(whole_engine, question)
    assert "70%" in answer.answer
    assert "Sở Tài nguyên và Môi trường" in [body.canonical for each in answer.statements for body in each.agencies]


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("Ai chịu trách nhiệm chỉ số phát triển con người của Bến Tre?", ["Cục Thống kê tỉnh"]),
        ("Sở nào lo trẻ em ở Bến Tre?", []),
    ],
)
def test_the_row_itself_names_who_is_responsible(whole_engine: Engine, question: str, bodies: list[str]) -> None:
    session = whole_engine.session
    query = understand(question, session.understanding)
    asking = whole_engine._asking(session, scope_of_options((), (), session.infos), date(2018, 12, 31), False, query)
    assert [body.canonical for draft in row_bodies(asking) for body in draft.agencies] == bodies


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("tỷ lệ doanh nghiệp nhỏ và vừa vay vốn ngân hàng ở Kiên Giang năm 2030", ("25%", "20%")),
        ("tỷ lệ che phủ rừng Bến Tre", ("2,1%", "trên 55%")),
        ("tỷ lệ thu gom xử lý nước thải sinh hoạt các đô thị loại IV trở lên Bến Tre 2030", ("25-40%", "30 - 40%")),
        ("cán bộ bảo tồn động vật hoang dã được tập huấn Kiên Giang 2025 bao nhiêu phần trăm", ("80%", "70%")),
    ],
)
def test_what_two_places_set_differently_is_a_conflict(
    whole_engine: Engine, question: str, sides: tuple[str, ...]
) -> None:
    answer = said(whole_engine, question)
    assert answer.conflict
    assert all(side in answer.answer for side in sides)


@pytest.mark.parametrize(
    "question",
    [
        "tỷ lệ suy dinh dưỡng thể thấp còi Kiên Giang 2020",
        "tỷ lệ dân số tham gia bảo hiểm y tế Kiên Giang 2025",
        "tỷ lệ hộ gia đình được tiếp cận điện Kiên Giang 2020",
        "tỷ lệ hộ dân sử dụng nước sạch Bến Tre 2025",
        "tỷ lệ doanh nghiệp nhỏ và vừa vay vốn ngân hàng ở Kiên Giang năm 2025",
    ],
)
def test_numbers_of_different_things_do_not_disagree(whole_engine: Engine, question: str) -> None:
    answer = said(whole_engine, question)
    assert answer.status == "answered"
    assert not answer.conflict


@pytest.mark.parametrize(
    ("question", "words", "others"),
    [
        ("Mục tiêu 3.1 của Bến Tre phải đạt bao nhiêu?", ["45/10 vạn"], ["OCOP", "108"]),
        ("Chỉ tiêu mục tiêu 3.1 Bến Tre", ["45/10 vạn"], ["HDI"]),
        ("Target 3.1 of Ben Tre: what value is set?", ["45/10 vạn"], ["OCOP"]),
        ("Mục tiêu 3.1 và 15.1 của Kiên Giang đặt bao nhiêu năm 2025?", ["17,5", "11,5", "12,0%"], ["18,2"]),
        ("Mục tiêu 4.1 Kiên Giang: tỷ lệ học sinh tiểu học bỏ học năm 2025?", ["0,19%"], ["0,35%"]),
    ],
)
def test_a_number_is_of_the_target_named_by_its_number(
    whole_engine: Engine, question: str, words: list[str], others: list[str]
) -> None:
    answer = said(whole_engine, question)
    assert answer.status == "answered"
    assert all(each in answer.answer for each in words)
    assert not any(each in answer.answer for each in others)


def test_two_targets_are_answered_in_the_order_of_the_question(whole_engine: Engine) -> None:
    answer = said(whole_engine, "Mục tiêu 15.1 và 3.1 của Kiên Giang đặt bao nhiêu năm 2025?")
    assert answer.answer.index("mục tiêu 15.1") < answer.answer.index("mục tiêu 3.1")


def test_a_target_named_by_number_without_a_value_is_not_answered_with_another(whole_engine: Engine) -> None:
    answer = said(whole_engine, "Mục tiêu 4.1 của Đắk Nông đặt bao nhiêu phần trăm?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")


def test_what_the_poor_get_is_no_poverty_rate(whole_engine: Engine, pages: Engine) -> None:
    answer = said(whole_engine, "Tỷ lệ hộ nghèo của Bến Tre năm 2030 là bao nhiêu?")
    assert "giảm ít nhất một nửa tỷ lệ nghèo" in answer.answer
    for engine in (whole_engine, pages):
        assert "vay vốn" not in said(engine, "Tỷ lệ hộ nghèo của Bến Tre năm 2030 là bao nhiêu?").answer
        assert "vay vốn" in said(engine, "Bao nhiêu phần trăm hộ nghèo Bến Tre được vay vốn?").answer


@pytest.mark.parametrize(
    "question",
    [
        "Tỷ lệ xử lý nước thải y tế Bến Tre 2030?",
        "chỉ tiêu an toàn thực phẩm Kiên Giang",
        "Tỷ lệ hoàn thành tiểu học của Kiên Giang?",
        "Tỷ lệ hộ gia đình có internet Đắk Nông?",
        "Tăng trưởng xuất khẩu thủy sản Kiên Giang 2030",
        "Diện tích rừng ven biển Bến Tre là bao nhiêu?",
    ],
)
def test_a_neighbouring_thing_is_no_answer(whole_engine: Engine, question: str) -> None:
    answer = said(whole_engine, question)
    assert (answer.status, answer.reason) == ("abstained", "not_stated")


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Tỷ lệ khu công nghiệp có hệ thống xử lý nước thải tập trung Bến Tre 2025", "Tỷ lệ khu công", "cụm"),
        ("Tỷ lệ cụm công nghiệp có hệ thống xử lý nước thải tập trung Bến Tre 2025", "tỷ lệ cụm công", "khu công"),
        ("Tỷ lệ nước thải sinh hoạt được xử lý Bến Tre 2030", "sinh hoạt", "cụm công nghiệp"),
        ("Tỷ lệ bỏ học cấp tiểu học của Kiên Giang?", "0,35%", "trung học"),
        ("Tỷ lệ sử dụng điện ở Kiên Giang năm 2030?", "100,0%", "tiêu hao"),
        ("tỷ lệ tiếp cận thông tin truyền thông Đắk Nông", "100% hộ gia đình", "9.4"),
        ("điện mặt trời mái nhà ở Bến Tre", "mặt trời áp mái", "1 Dự án"),
        ("tỷ lệ mẹ chết khi sinh con An Giang 2030", "45/100.000", "không thấy kế hoạch nêu riêng"),
        ("Diện tích khu bảo tồn biển và ven biển Kiên Giang", "khu bảo tồn biển", "chỉ tính cho"),
    ],
)
def test_the_thing_itself_is_answered_without_its_neighbour(
    whole_engine: Engine, question: str, right: str, wrong: str
) -> None:
    answer = said(whole_engine, question)
    assert answer.status == "answered"
    assert right in answer.answer
    assert wrong.lower() not in answer.answer.lower()


def test_a_number_of_the_country_is_none_of_the_province(pages: Engine, whole_engine: Engine) -> None:
    own = said(whole_engine, "Tỷ lệ che phủ rừng các tỉnh năm 2030 là bao nhiêu?")
    assert "44-45%" not in own.answer
    assert "2,1%" in own.answer
    named = said(pages, "Mục tiêu 15.2 của Bến Tre đặt bao nhiêu?")
    assert "44-45% trên toàn quốc [1]. Con số này là của cả nước." in named.answer
    assert named.answer.count("Con số này là của cả nước.") == 1
    asked = said(pages, "độ che phủ rừng Bến Tre trên toàn quốc là bao nhiêu?")
    assert "Con số này là của cả nước." not in asked.answer


def test_of_two_targets_the_one_without_a_number_is_said_to_be_missing(whole_engine: Engine) -> None:
    answer = said(whole_engine, "Mục tiêu 3.1 và 3.2 của An Giang đặt bao nhiêu?")
    assert "45/100.000" in answer.answer
    assert "Không tìm thấy câu trả lời cho mục tiêu 3.2." in answer.answer
    both = said(whole_engine, "Mục tiêu 3.1 và 15.1 của Kiên Giang đặt bao nhiêu năm 2025?")
    assert "Không tìm thấy" not in both.answer


def test_a_question_of_nothing_but_a_label_is_answered_with_no_row(whole_engine: Engine) -> None:
    assert "Người dân hài lòng hơn" not in said(whole_engine, "chỉ tiêu Kiên Giang").answer
    assert "173" in said(whole_engine, "Chỉ tiêu giảm tai nạn giao thông Kiên Giang 2025").answer
