"""A question that asks several things gets an answer to each, or hears which of them no plan states."""

from __future__ import annotations

import pytest

from search.answers.splitting import split_question
from search.engine import Engine
from search.understanding import understand


def parts(engine: Engine, question: str) -> list[str]:
    return split_question(understand(question, engine.session.understanding))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (
            "Ai lo nước sạch nông thôn ở Bến Tre và chỉ tiêu năm 2030 là bao nhiêu?",
            [
                "ai lo nước sạch nông thôn ở bến tre",
                "chỉ tiêu năm 2030 là bao nhiêu nước sạch nông thôn ở bến tre",
            ],
        ),
        (
            "Tỷ lệ che phủ rừng của Đắk Nông năm 2030 là bao nhiêu, do ai chủ trì?",
            [
                "tỷ lệ che phủ rừng của đắk nông năm 2030 là bao nhiêu",
                "do ai chủ trì tỷ lệ che phủ rừng ở đắk nông",
            ],
        ),
        (
            "Cấp nước đô thị An Giang: ai lo, đến khi nào?",
            ["cấp nước đô thị an giang: ai lo", "đến khi nào cấp nước đô thị ở an giang"],
        ),
        (
            "Mục tiêu 6.1 của Bến Tre ai chủ trì và thời hạn đến bao giờ?",
            ["mục tiêu 6.1 của bến tre ai chủ trì", "thời hạn đến bao giờ mục tiêu 6.1 ở bến tre"],
        ),
        (
            "Mục tiêu 8.5 của Bến Tre do ai chủ trì và kinh phí bao nhiêu?",
            ["mục tiêu 8.5 của bến tre do ai chủ trì", "mục tiêu 8.5 kinh phí bao nhiêu ở bến tre"],
        ),
        (
            "Who leads child mortality in Ben Tre, and what is the value for 2030?",
            ["who leads child mortality in bến tre", "what is the value for 2030 for child mortality in bến tre"],
        ),
        (
            "Who leads rural water in Ben Tre and what is the target for 2030?",
            ["who leads rural water in bến tre", "what is the target for 2030 for rural water in bến tre"],
        ),
        (
            "Ai lo cấp nước nông thôn và ai lo bảo vệ rừng đặc dụng ở Đắk Nông?",
            ["ai lo cấp nước nông thôn ở đắk nông", "ai lo bảo vệ rừng đặc dụng ở đắk nông"],
        ),
    ],
)
def test_each_part_stands_alone(engine: Engine, question: str, wanted: list[str]) -> None:
    assert parts(engine, question) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "Ai bảo vệ rừng, đất và nước ở Bến Tre?",
        "Cơ quan nào chủ trì và cơ quan nào phối hợp cấp nước sạch ở Bến Tre?",
        "Sở Y tế Bến Tre chủ trì những việc gì và phối hợp những việc gì?",
        "Các sở báo cáo kết quả cho ai và trước ngày nào?",
        "Kế hoạch của Bến Tre số mấy, ngày nào, ai ký?",
        "Có những nhiệm vụ gì về sản xuất và tiêu dùng nước sạch?",
        "",
    ],
)
def test_one_question_stays_one(engine: Engine, question: str) -> None:
    assert parts(engine, question or "và, và; và") == []


def test_both_halves_are_answered(pages: Engine) -> None:
    answer = pages.ask("Tỷ lệ che phủ rừng của Bến Tre năm 2030 là bao nhiêu và ai chủ trì bảo vệ rừng?")
    assert answer.status == "answered"
    assert any(statement.values for statement in answer.statements)
    assert any(body.role == "lead" for statement in answer.statements for body in statement.agencies)


def test_the_half_no_plan_states_is_named(pages: Engine) -> None:
    answer = pages.ask("Ai lo nước sạch nông thôn ở Bến Tre và kinh phí cho việc này lấy từ đâu?")
    assert answer.status == "answered"
    assert answer.statements[0].agencies
    assert "Không tìm thấy nguồn kinh phí riêng cho việc này trong kế hoạch." in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "Tỷ lệ bác sĩ và điều dưỡng trên vạn dân đến 2030?",
        "Số giường bệnh trên vạn dân và số bác sĩ trên vạn dân của An Giang năm 2025?",
    ],
)
def test_where_no_part_is_stated_the_answer_says_so(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert answer.status == "abstained"
    assert any(letter.isalpha() for letter in answer.answer.partition("Nội dung gần nhất")[0])


def test_what_is_counted_of_a_body_is_not_the_total_of_the_plan(pages: Engine) -> None:
    answer = pages.ask("Bao nhiêu mục tiêu do Sở Xây dựng Bến Tre chủ trì?")
    assert "108" not in answer.answer
    assert "Sở Xây dựng" in answer.answer
    assert "108" in pages.ask("Kế hoạch Bến Tre có bao nhiêu mục tiêu cụ thể?").answer


def test_a_body_named_in_one_part_is_the_body_of_the_other(pages: Engine) -> None:
    answer = pages.ask("Giám đốc Sở Xây dựng Bến Tre là ai và sở này chủ trì mục tiêu nào?")
    assert answer.status == "answered"
    assert "Sở Xây dựng chủ trì" in answer.answer
    assert "không nêu ai đang giữ chức vụ" in answer.answer


def test_nothing_is_answered_where_no_part_is_stated(pages: Engine) -> None:
    answer = pages.ask("Ai nuôi gấu trúc ở Bến Tre và bao nhiêu con?")
    assert answer.status == "abstained"


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (
            "Bến Tre 2030 tỷ lệ đô thị hóa và tỷ lệ che phủ rừng",
            ["bến tre 2030 tỷ lệ đô thị hóa", "bến tre 2030 tỷ lệ che phủ rừng"],
        ),
        (
            "Kiên Giang 2030: tỷ lệ bỏ học tiểu học và trung học cơ sở",
            ["kiên giang 2030: tỷ lệ bỏ học tiểu học", "kiên giang 2030: tỷ lệ bỏ học trung học cơ sở"],
        ),
        (
            "Tỷ lệ rác đô thị và rác nông thôn được thu gom ở Kiên Giang năm 2030",
            [
                "tỷ lệ rác đô thị được thu gom ở kiên giang năm 2030",
                "tỷ lệ rác nông thôn được thu gom ở kiên giang năm 2030",
            ],
        ),
        (
            "Kiên Giang 2025 thấp còi và nhẹ cân",
            ["kiên giang 2025 thấp còi là bao nhiêu", "kiên giang 2025 nhẹ cân là bao nhiêu"],
        ),
        (
            "Kiên Giang 2030: tỷ lệ bao phủ bảo hiểm y tế và tỷ lệ hộ nghèo",
            ["kiên giang 2030: tỷ lệ bao phủ bảo hiểm y tế", "kiên giang 2030: tỷ lệ hộ nghèo"],
        ),
        (
            "Bến Tre năm 2030: tỷ lệ đô thị hóa, tỷ lệ che phủ rừng và tỷ lệ hộ nghèo là bao nhiêu?",
            [
                "bến tre năm 2030: tỷ lệ đô thị hóa là bao nhiêu",
                "bến tre năm 2030: tỷ lệ che phủ rừng là bao nhiêu",
                "bến tre năm 2030: tỷ lệ hộ nghèo là bao nhiêu",
            ],
        ),
        (
            "Kiên Giang 2030: tỷ lệ hộ nghèo và tỷ lệ bao phủ bảo hiểm y tế là bao nhiêu?",
            [
                "kiên giang 2030: tỷ lệ hộ nghèo là bao nhiêu",
                "kiên giang 2030: tỷ lệ bao phủ bảo hiểm y tế là bao nhiêu",
            ],
        ),
    ],
)
def test_two_numbers_are_two_questions(engine: Engine, question: str, wanted: list[str]) -> None:
    assert parts(engine, question) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "Tỷ lệ che phủ rừng của Bến Tre và Kiên Giang năm 2030 là bao nhiêu?",
        "Tỷ lệ doanh nghiệp khoa học và công nghệ năm 2030 ở Bến Tre là bao nhiêu?",
        "Tỷ lệ đô thị hóa năm 2025 và 2030 của Bến Tre",
        "Giảm nghèo và nước sạch ở Bến Tre",
        "Tỷ lệ hộ nghèo giảm còn bao nhiêu?",
    ],
)
def test_one_number_is_one_question(engine: Engine, question: str) -> None:
    assert parts(engine, question) == []


def test_both_numbers_are_told(pages: Engine) -> None:
    answer = pages.ask("Bến Tre 2030: tỷ lệ thu gom chất thải rắn sinh hoạt đô thị và nông thôn là bao nhiêu?")
    assert answer.status == "answered"
    assert "98,5%" in answer.answer
    assert ">90%" in answer.answer


def test_both_things_are_told(pages: Engine) -> None:
    answer = pages.ask("Kiên Giang 2030: tỷ lệ người nghèo đa chiều và tỷ lệ tham gia bảo hiểm y tế là bao nhiêu?")
    assert answer.status == "answered"
    assert "nghèo đa chiều: năm 2030: 2,0%" in answer.answer
    assert "bảo hiểm y tế: năm 2030: 90,0%" in answer.answer


def test_the_number_that_was_not_found_is_named(pages: Engine) -> None:
    answer = pages.ask("Bến Tre 2030 tỷ lệ đô thị hóa và tỷ lệ che phủ rừng")
    assert answer.status == "answered"
    assert "che phủ rừng: năm 2030: 2,1%" in answer.answer
    assert answer.answer.count("Không tìm thấy con số về tỷ lệ đô thị hóa trong kế hoạch.") == 1


def test_an_empty_cell_is_told_with_what_the_row_states(pages: Engine) -> None:
    answer = pages.ask("Kiên Giang 2015: tỷ lệ bảo hiểm y tế và tỷ lệ người nghèo cùng cực là bao nhiêu?")
    assert answer.status == "answered"
    assert "80,25%" in answer.answer
    assert "không nêu giá trị năm 2015" in answer.answer


def test_who_leads_and_who_supports_is_one_part(engine: Engine) -> None:
    assert parts(engine, "Nhiệm vụ 13.3 của Bến Tre do ai làm, ai phối hợp, giai đoạn nào?") == [
        "nhiệm vụ 13.3 của bến tre do ai làm, ai phối hợp",
        "giai đoạn nào mục tiêu 13.3 ở bến tre",
    ]


def test_the_body_beside_a_number_is_that_of_its_own_record(pages: Engine) -> None:
    answer = pages.ask("Tỷ trọng năng lượng tái tạo ở Bến Tre năm 2030 là bao nhiêu, ai lo?")
    assert answer.status == "answered"
    assert "15%" in answer.answer
    assert {body.canonical for each in answer.statements for body in each.agencies} == {"Sở Công Thương"}
