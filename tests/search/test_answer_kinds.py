"""Each kind of question is answered from the records that state it, and what is not stated is said so."""

from __future__ import annotations

from datetime import date

import pytest

from search.answers.model import Answer
from search.engine import Engine


def leads(answer: Answer, at: int = 0) -> list[str]:
    return [body.canonical for body in answer.statements[at].agencies if body.role == "lead"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Kế hoạch phát triển bền vững của Bến Tre ra theo quyết định số mấy, ngày nào vậy?", ("2699", "14/12/2018")),
        ("so hieu va ngay cua quyet dinh ban hanh ke hoach tang truong xanh ben tre", ("2082", "18 tháng 9 năm 2023")),
        ("Sở Kế hoạch và Đầu tư An Giang đã đề nghị phê duyệt kế hoạch tại văn bản nào?", ("567", "20/4/2018")),
        ("Ai ký kế hoạch phát triển bền vững của Đắk Nông?", ("người ký: Nguyễn Bốn",)),
        ("Kế hoạch Kiên Giang gồm bao nhiêu mục tiêu cụ thể?", ("110",)),
        ("ke hoach phat trien ben vung ben tre gom may muc tieu tong quat va bao nhieu muc tieu cu the", ("17", "108")),
    ],
)
def test_facts_about_the_document(pages: Engine, question: str, words: tuple[str, ...]) -> None:
    answer = pages.ask(question)
    assert answer.status == "answered"
    assert all(word in answer.answer for word in words), answer.answer


def test_a_number_stated_twice_and_differently_is_a_conflict(pages: Engine) -> None:
    answer = pages.ask("Kế hoạch Kiên Giang số bao nhiêu?")
    assert answer.conflict
    assert "144/KH-UBND" in answer.answer
    assert "không thống nhất" in answer.answer
    assert len({statement.citations for statement in answer.statements}) == len(answer.statements)


def test_who_signed_is_not_stated_where_the_text_does_not_say_it(pages: Engine) -> None:
    answer = pages.ask("Ai ký quyết định 2082/QĐ-UBND?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "không nêu người ký" in answer.answer


def test_a_blank_number_is_shown_as_blank(pages: Engine) -> None:
    answer = pages.ask("Kế hoạch của Đắk Nông số mấy, ai ký?")
    assert "Nguyễn Bốn" in answer.answer
    assert [statement.stated for statement in answer.statements] == [True, False]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Ở An Giang các sở báo cáo kết quả phát triển bền vững hằng năm trước ngày nào?", "05 tháng 12"),
        (
            "báo cáo đầu tiên về phát triển bền vững các sở ngành Bến Tre phải nộp chậm nhất ngày nào",
            "30 tháng 11 năm 2019",
        ),
        ("By what date every year do Dak Nong's departments report their results?", "20/11"),
        ("Các nhiệm vụ của kế hoạch An Giang được chia theo những giai đoạn nào?", "2018 – 2020"),
        ("An Giang đánh giá giữa kỳ kế hoạch vào năm nào?", "2020"),
    ],
)
def test_deadlines_and_periods(pages: Engine, question: str, words: str) -> None:
    assert words in pages.ask(question).answer


def test_two_days_for_one_report_are_a_conflict(pages: Engine) -> None:
    answer = pages.ask("Hằng năm các sở của Kiên Giang gửi báo cáo trước ngày nào?")
    assert answer.conflict
    assert "30/11" in answer.answer
    assert "15 tháng 11" in answer.answer


def test_forest_cover_of_two_plans_is_a_conflict(pages: Engine) -> None:
    answer = pages.ask("Tỷ lệ che phủ rừng của Bến Tre đến năm 2030 là bao nhiêu?")
    assert answer.conflict
    assert {statement.plan_id for statement in answer.statements} == {"ben-tre-ptbv-trich", "ben-tre-ttx-trich"}
    assert "2,1%" in answer.answer
    assert "trên 55%" in answer.answer


def test_a_value_has_its_year_unit_and_comparator(pages: Engine) -> None:
    answer = pages.ask("Tỷ lệ chất thải rắn sinh hoạt nông thôn được thu gom, xử lý của Bến Tre năm 2030 bao nhiêu %?")
    (value,) = answer.statements[0].values
    assert (value.year, value.as_written, value.value, value.comparator, value.unit) == ("2030", ">90", 90.0, ">", "%")


def test_a_number_in_another_unit_is_no_answer(pages: Engine) -> None:
    answer = pages.ask("Bến Tre phấn đấu sản xuất bao nhiêu tấn lúa năm 2030?")
    assert (answer.status, answer.reason) in {("abstained", "not_stated"), ("abstained", "no_match")}


def test_projects_are_listed_with_their_places(pages: Engine) -> None:
    answer = pages.ask("Có những dự án nào về nhà máy nước trong kế hoạch tăng trưởng xanh Bến Tre?")
    assert all(name in answer.answer for name in ("An Hiệp", "Phú Thuận", "Tân Thành Bình", "Chợ Lách"))
    assert len(answer.answer) < 1000


def test_a_portfolio_counts_in_words_and_cites_the_plans_own_list(pages: Engine) -> None:
    answer = pages.ask("Sở Giao thông vận tải Kiên Giang chủ trì những mục tiêu nào?")
    assert "ba mục tiêu: 9.1" in answer.answer
    assert "11.2" in answer.answer
    assert "Sở Giao thông vận tải chủ trì các mục tiêu" in answer.citations[0].quote


def test_a_portfolio_tells_what_the_part_on_organisation_gives_the_body_to_do(pages: Engine) -> None:
    answer = pages.ask("Cục Thống kê tỉnh Kiên Giang được giao việc gì?")
    assert "được giao ở phần tổ chức thực hiện" in answer.answer
    assert "hệ thống chỉ tiêu thống kê" in answer.answer
    assert any("tham mưu xây dựng hệ thống chỉ tiêu" in citation.quote for citation in answer.citations)


def test_a_body_without_work_in_a_plan_is_not_answered_by_the_work_of_others(pages: Engine) -> None:
    answer = pages.ask("Trung tâm Xúc tiến Đầu tư, Thương mại và Du lịch được giao việc gì ở Đắk Nông?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "không nêu việc nào của Trung tâm Xúc tiến" in answer.answer


def test_a_collective_named_in_short_has_a_portfolio(pages: Engine) -> None:
    answer = pages.ask("ubnd huyen o kien giang duoc giao viec gi")
    bodies = {body.canonical for statement in answer.statements for body in statement.agencies}
    assert "UBND các huyện, thị xã, thành phố" in bodies


def test_what_a_law_says_is_out_of_scope_and_who_reviews_one_is_not(pages: Engine) -> None:
    answer = pages.ask("Luật Đất đai 2024 quy định bồi thường thu hồi đất như thế nào?")
    assert (answer.status, answer.reason) == ("abstained", "out_of_scope")
    assert pages.ask("Ai chủ trì rà soát luật và quy định về nước sạch ở Bến Tre?").reason != "out_of_scope"


@pytest.mark.parametrize(
    "question", ["Sở Giao thông vận tải Kiên Giang nay là sở nào?", "so gtvt kien giang gio ten gi"]
)
def test_what_a_body_is_called_today_is_read_from_the_table(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert "Hiện nay là Sở Xây dựng tỉnh An Giang" in answer.answer
    assert [body.canonical for body in answer.statements[0].agencies] == ["Sở Giao thông vận tải"]


def test_who_holds_an_office_is_not_what_the_body_is_called(pages: Engine) -> None:
    assert pages.ask("giám đốc Sở Giao thông vận tải Kiên Giang tên gì").status == "abstained"


def test_work_that_was_divided_is_listed_and_not_guessed(pages: Engine) -> None:
    answer = pages.ask("Sở LĐTBXH Kiên Giang nay là sở nào?")
    assert "chia theo lĩnh vực" in answer.answer


def test_a_goal_that_no_plan_asked_has_is_not_answered(pages: Engine) -> None:
    answer = pages.ask("ai chu tri muc tieu 20 kien giang")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "không có mục tiêu 20" in answer.answer


def test_a_phrase_that_stands_nowhere_is_said_to_be_searched_as_words(pages: Engine) -> None:
    assert "phrase_not_found" in pages.ask('"xe buýt bay trên trời" nước sạch Bến Tre').query["changes"]


def test_who_reports_an_indicator_is_not_who_leads(pages: Engine) -> None:
    answer = pages.ask("Cơ quan nào báo cáo tỷ lệ người nghèo đa chiều ở Kiên Giang?")
    bodies = answer.statements[0].agencies
    assert [(body.role, body.agency_id) for body in bodies] == [
        ("responsible", "so-lao-dong-thuong-binh-va-xa-hoi"),
    ]
    assert "Sở LĐ-TB&XH" in answer.citations[0].quote
    assert "người nghèo đa chiều" in answer.citations[1].quote


def test_who_coordinates_comes_before_who_leads(engine: Engine) -> None:
    answer = engine.ask("Những cơ quan nào phối hợp cấp nước sạch nông thôn ở Bến Tre?")
    first = answer.statements[0]
    assert first.agencies[0].role == "coordinating"
    assert answer.answer.index("phối hợp:") < answer.answer.index("Sở Nông nghiệp và Phát triển nông thôn chủ trì")


def test_other_leads_of_a_target_are_named_after_the_one_asked_for(engine: Engine) -> None:
    answer = engine.ask("Ai lo nước sạch nông thôn ở Bến Tre?")
    assert leads(answer) == ["Sở Nông nghiệp và Phát triển nông thôn"]
    assert "phần việc khác do" in answer.answer
    assert "Sở Xây dựng" in leads(answer, 1)


def test_a_comparison_says_which_plan_states_nothing(pages: Engine) -> None:
    answer = pages.ask("So sánh tỷ lệ che phủ rừng của Bến Tre và An Giang")
    stated = {statement.province: statement.stated for statement in answer.statements}
    assert stated["ben-tre"]
    assert not stated.get("an-giang", False)


def test_todays_province_reaches_the_old_plans_and_says_so(engine: Engine) -> None:
    answer = engine.ask("Ai lo nước sạch nông thôn ở Vĩnh Long?", as_of=date(2026, 1, 1))
    assert answer.statements[0].province == "ben-tre"
    assert "Vĩnh Long hiện nay gồm" in answer.answer
    assert "kế hoạch của Bến Tre" in answer.answer


def test_a_body_without_a_known_successor_has_no_current_and_says_so(engine: Engine) -> None:
    answers = [engine.ask("Ai lo nước sạch nông thôn?", as_of=date(2026, 1, 1)) for _ in range(1)]
    bodies = [body for answer in answers for statement in answer.statements for body in statement.agencies]
    assert bodies
    for body in bodies:
        assert body.current is not None or body.current_note
        if body.current:
            assert all(current.rule for current in body.current)


def test_an_english_question_gets_english_with_a_gloss(engine: Engine) -> None:
    answer = engine.ask("Who leads clean water in rural areas of Ben Tre?")
    assert (
        "Sở Nông nghiệp và Phát triển nông thôn (Department of Agriculture and Rural Development) leads"
        in answer.answer
    )


def test_a_phrase_in_quotes_that_stands_nowhere_is_read_as_words(engine: Engine) -> None:
    assert engine.ask('Ai chủ trì "nước sạch ở nông thôn tỉnh Bến Tre ta"?').status == "answered"
