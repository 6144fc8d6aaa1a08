"""Who leads: several targets on one subject, parts, nobody, one body asked about, bodies left out."""

from __future__ import annotations

import re

import pytest

from search.answers.model import Answer, Statement
from search.engine import Engine
from search.settings import load_settings
from tests.leads_corpus import build_leads_index

LABOUR = "Sở Lao động - Thương binh và Xã hội"
HEALTH = "Sở Y tế"
FARMING = "Sở Nông nghiệp và Phát triển nông thôn"


@pytest.fixture(scope="module")
def leads(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine.open(load_settings({}, index=str(build_leads_index(tmp_path_factory.getbasetemp()))))


def names(statement: Statement, role: str = "lead") -> list[str]:
    return [body.canonical for body in statement.agencies if body.role == role]


def first(answer: Answer) -> Statement:
    assert answer.status == "answered", answer.answer
    return answer.statements[0]


def test_a_subject_of_a_whole_goal_has_all_leads_of_its_targets(leads: Engine) -> None:
    answer = leads.ask("ai chủ trì bình đẳng giới ở Đắk Nông")
    assert (first(answer).target_code, names(first(answer))) == ("5.3", ["Sở Nội vụ"])
    others = answer.statements[1]
    assert others.target_code == "5"
    assert {LABOUR, HEALTH, "Sở Tư pháp", "Sở Văn hóa, Thể thao và Du lịch"} <= set(names(others))
    assert re.search(rf"{LABOUR}: 5\.1 \[\d+\]", answer.answer)
    quotes = {citation.label: citation.quote for citation in answer.citations}
    assert all(any(quotes[label].count("Chủ trì") for label in others.citations) for _ in names(others))


def test_one_task_of_a_goal_is_not_the_whole_goal(leads: Engine) -> None:
    answer = leads.ask("Ai lập các cơ sở tư vấn giáo dục tiền hôn nhân ở Đắk Nông?")
    assert names(first(answer)) == ["Sở Văn hóa, Thể thao và Du lịch"]
    assert "cùng nội dung" not in answer.answer


def test_the_target_that_is_the_subject_comes_first(leads: Engine) -> None:
    answer = leads.ask("ai chủ trì tăng trưởng GRDP Kiên Giang")
    assert (first(answer).target_code, names(first(answer))) == ("8.1", ["Sở Kế hoạch và Đầu tư"])


def test_parts_stand_in_their_order_and_say_what_they_are(leads: Engine) -> None:
    answer = leads.ask("ai lo nước sạch ở Kiên Giang")
    assert [statement.part for statement in answer.statements[:3]] == ["a", "b", "c"]
    assert [names(statement) for statement in answer.statements[:3]] == [["Sở Xây dựng"], [FARMING], ["Sở Tài chính"]]
    assert "(mục tiêu 6.1, phần a) – Tỷ lệ dân cư đô thị được cung cấp nước sạch" in answer.answer
    assert "(mục tiêu 6.1, phần b) – Tỷ lệ dân cư nông thôn" in answer.answer


def test_the_part_asked_for_comes_first(leads: Engine) -> None:
    answer = leads.ask("Sở nào lo nước sạch nông thôn ở Kiên Giang?")
    assert (first(answer).part, names(first(answer))) == ("b", [FARMING])


@pytest.mark.parametrize(
    ("question", "basis", "words"),
    [
        ("ai lo nước sạch nông thôn ở Kiên Giang", "assigned", "Theo danh mục phân công của kế hoạch."),
        ("ai kiến nghị sửa đổi chính sách thích ứng rủi ro cho người nghèo Bến Tre", "inherited", "được ghi chung cho"),
        ("ai chủ trì mục tiêu 5.3 Đắk Nông", "explicit", ""),
    ],
)
def test_where_a_lead_is_named_is_said(leads: Engine, question: str, basis: str, words: str) -> None:
    answer = leads.ask(question)
    assert {body.basis for body in first(answer).agencies if body.role == "lead"} == {basis}
    said = "Theo danh mục" in answer.sentences[0] or "ghi chung" in answer.sentences[0]
    assert words in answer.sentences[0] if words else not said


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Ở An Giang ai chủ trì kết nối kinh tế, xã hội giữa nội thành, ngoại thành và nông thôn?", "11.8"),
        ("Ai chủ trì mục tiêu 11.8 An Giang?", "11.8"),
        ("Bến Tre giao ai mở rộng giáo dục nghề cho người nghèo, cận nghèo, người khuyết tật?", "4.4"),
    ],
)
def test_work_without_a_lead_gets_no_other_targets_lead(leads: Engine, question: str, code: str) -> None:
    answer = leads.ask(question)
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert f"(mục tiêu {code}): kế hoạch không ghi cơ quan chủ trì" in answer.answer
    assert answer.nearest[0].target_code == code


def test_work_with_a_lead_beside_one_without_is_answered(leads: Engine) -> None:
    assert names(first(leads.ask("Ai chủ trì mục tiêu 11.9 An Giang?"))) == ["Sở Xây dựng"]
    assert names(first(leads.ask("Ai chủ trì phát triển nông thôn bền vững ở An Giang?"))) == [FARMING]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Sở Nội vụ có chủ trì mục tiêu 5.3 ở Đắk Nông không?", "Đúng. Đắk Nông (mục tiêu 5.3): Sở Nội vụ chủ trì"),
        ("Sở Y tế có chủ trì mục tiêu 5.2 ở Đắk Nông không?", "Không. Đắk Nông (mục tiêu 5.2): "),
        (
            "Sở Tư pháp có chủ trì mục tiêu 5.5 ở Đắk Nông không?",
            "Đúng một phần: chỉ phần a. Đắk Nông (mục tiêu 5.5, phần a)",
        ),
        (
            "Sở Tư pháp có chủ trì mục tiêu 5.2 ở Đắk Nông không?",
            "Không chủ trì, chỉ phối hợp. Đắk Nông (mục tiêu 5.2)",
        ),
        # The plan writes a lead that nobody knows ("BGD&ĐT"): it may be the very body asked about.
        ("Sở Giáo dục và Đào tạo có chủ trì mục tiêu 1.4 ở Bến Tre không?", "Bến Tre (mục tiêu 1.4): "),
        ("Sở Nội vụ chủ trì bình đẳng giới ở Đắk Nông phải không?", "Đúng. Đắk Nông (mục tiêu 5.3): Sở Nội vụ"),
        ("Ai chủ trì mục tiêu 5.3 ở Đắk Nông?", "Đắk Nông (mục tiêu 5.3): Sở Nội vụ chủ trì"),
    ],
)
def test_whether_a_body_leads_is_answered_by_yes_or_no(leads: Engine, question: str, begins: str) -> None:
    assert leads.ask(question).answer.startswith(begins)


def test_a_body_left_out_does_not_come_first(leads: Engine) -> None:
    answer = leads.ask("Ngoài Sở Xây dựng, còn ai chủ trì mục tiêu 6.1 ở Kiên Giang?")
    assert "Sở Xây dựng" not in names(first(answer))
    assert "Sở Xây dựng" in names(first(leads.ask("Ai chủ trì mục tiêu 6.1 ở Kiên Giang?")))


def test_who_has_no_role_is_not_stated(leads: Engine) -> None:
    answer = leads.ask("Cơ quan nào ở Kiên Giang không được giao chủ trì mục tiêu nào?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")


def test_a_target_is_no_task_of_a_green_growth_plan(leads: Engine) -> None:
    for label in ("mục tiêu", "MTCT"):
        target = leads.ask(f"Ai chủ trì {label} 3.2 của Bến Tre?")
        assert {statement.plan_id for statement in target.statements} == {"ben-tre-ptbv-trich"}
    task = leads.ask("Ai chủ trì nhiệm vụ 3.2 của Bến Tre?")
    assert any(names(each) == [LABOUR] and each.plan_id == "ben-tre-ttx-trich" for each in task.statements)


@pytest.mark.parametrize(
    "question",
    [
        "Sở Kế hoạch và Đầu tư Đắk Nông nay gọi là gì?",
        "Hiện nay việc của Sở Kế hoạch và Đầu tư Đắk Nông do sở nào làm?",
        "Bây giờ cơ quan nào làm thay Sở Kế hoạch và Đầu tư Đắk Nông?",
        "Sở Kế hoạch và Đầu tư Đắk Nông nay thành cơ quan nào?",
    ],
)
def test_todays_name_is_asked_in_many_ways(leads: Engine, question: str) -> None:
    answer = leads.ask(question)
    assert "kế hoạch nêu Sở" in answer.answer
    assert "Hiện nay là Sở" in answer.answer


def test_the_period_of_a_task_is_told_where_it_is_asked_for(leads: Engine) -> None:
    timed = leads.ask("Khảo sát nhu cầu nhân lực xanh ở Bến Tre do ai làm, giai đoạn nào?")
    assert "thời gian thực hiện: Hàng năm" in timed.answer
    assert LABOUR in timed.answer
    assert "thời gian thực hiện" not in leads.ask("Khảo sát nhu cầu nhân lực xanh ở Bến Tre do ai làm?").answer


def test_the_lead_comes_before_who_coordinates_when_both_are_asked(leads: Engine) -> None:
    both = leads.ask("Bình đẳng giới trong bổ nhiệm cán bộ ở Đắk Nông do ai làm, ai phối hợp?")
    assert re.match(r"Đắk Nông \(mục tiêu 5\.3\): Sở Nội vụ chủ trì", both.answer)
    support = leads.ask("Ai phối hợp bảo đảm bình đẳng giới trong bổ nhiệm cán bộ ở Đắk Nông?")
    assert next(body.role for body in first(support).agencies) == "coordinating"
    assert support.answer.startswith(f"Đắk Nông (mục tiêu 5.3): cơ quan phối hợp: {LABOUR}")


def test_who_is_responsible_does_not_ask_who_helps(leads: Engine) -> None:
    assert "phối hợp" not in leads.ask("Ai phụ trách bình đẳng giới ở Đắk Nông?").sentences[0]


@pytest.mark.parametrize("code", ["6.1.b", "6.1b"])
def test_a_lettered_part_is_found_by_its_number(leads: Engine, code: str) -> None:
    answer = leads.ask(f"Ai chủ trì mục tiêu {code} Kiên Giang?")
    assert [(each.part, names(each)) for each in answer.statements] == [("b", [FARMING])]


def test_a_part_that_is_not_there_is_not_answered_by_another(leads: Engine) -> None:
    assert leads.ask("Ai chủ trì mục tiêu 6.1.h Kiên Giang?").status == "abstained"


@pytest.mark.parametrize(
    "question",
    [
        "Kiên Giang: 6.3b chỉ tiêu do ai báo cáo?",
        "Chỉ tiêu 6.3b của Kiên Giang đơn vị nào chịu trách nhiệm?",
        "Chỉ tiêu tỷ lệ KCN có hệ thống xử lý nước thải tập trung ở Kiên Giang do ai chịu trách nhiệm?",
    ],
)
def test_an_indicator_has_a_body_of_its_own(leads: Engine, question: str) -> None:
    answer = leads.ask(question)
    assert names(first(answer), "responsible") == ["Ban Quản lý Khu kinh tế tỉnh"]
    assert "Tỷ lệ KCN, KCX (CCN) có hệ thống xử lý nước thải tập trung" in answer.answer


def test_a_list_of_projects_names_no_body(pages: Engine) -> None:
    store = pages.session.store
    project = next(project for plan in store.plans.values() for project in plan.projects if len(project.name) > 40)
    answer = pages.ask(f"Cơ quan nào chủ trì dự án {project.name}?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert answer.answer.startswith("Danh mục dự án của kế hoạch chỉ nêu tên")
    assert answer.nearest[0].quote.startswith(project.name[:20]) or project.name[:20] in answer.nearest[0].quote


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Ai chịu trách nhiệm về tỷ trọng năng lượng tái tạo ở Bến Tre?", "Sở Công Thương"),
        ("Tỷ lệ giảm phát thải khí nhà kính Bến Tre sở nào chịu trách nhiệm?", "Sở Tài nguyên và Môi trường"),
        ("Who is responsible for the renewable energy share in Ben Tre?", "Sở Công Thương"),
    ],
)
def test_the_row_of_a_rate_names_who_is_responsible(pages: Engine, question: str, body: str) -> None:
    answer = pages.ask(question)
    assert names(first(answer), "responsible") == [body]
    assert first(answer).plan_id == "ben-tre-ttx-trich"


def test_the_row_and_the_target_of_one_subject_are_both_told(pages: Engine) -> None:
    answer = pages.ask("Ai chịu trách nhiệm về tỷ lệ che phủ rừng ở Bến Tre?")
    assert names(first(answer), "responsible") == [FARMING]
    assert [(each.target_code, names(each)) for each in answer.statements[1:]] == [("15.2", [FARMING])]


def test_who_leads_comes_before_the_row_where_a_lead_is_asked_for(pages: Engine) -> None:
    answer = pages.ask("Ai chủ trì tỷ lệ che phủ rừng ở Bến Tre?")
    assert (first(answer).target_code, names(first(answer))) == ("15.2", [FARMING])
    assert names(answer.statements[-1], "responsible") == [FARMING]


@pytest.mark.parametrize("question", ["Ai chủ trì bảo vệ rừng ở Bến Tre?", "Ai lo trồng rừng ở Bến Tre?"])
def test_who_leads_work_is_not_answered_by_a_row(pages: Engine, question: str) -> None:
    roles = {body.role for statement in pages.ask(question).statements for body in statement.agencies}
    assert "responsible" not in roles


def test_a_rate_with_a_year_has_its_number_beside_its_body(pages: Engine) -> None:
    timed = pages.ask("Tỷ lệ che phủ rừng Bến Tre năm 2030 và sở nào chịu trách nhiệm?")
    assert [value.as_written for value in first(timed).values] == ["2,1"]
    assert names(timed.statements[1], "responsible") == [FARMING]
    assert not any(each.values for each in pages.ask("Tỷ lệ che phủ rừng Bến Tre ai chịu trách nhiệm?").statements)


@pytest.mark.parametrize(
    "question",
    [
        "Tỷ trọng năng lượng tái tạo Bến Tre năm 2030 là bao nhiêu và ai chịu trách nhiệm?",
        "What is the renewable energy share of Ben Tre in 2030 and who is responsible?",
    ],
)
def test_who_answers_for_a_number_is_of_the_record_of_the_number(pages: Engine, question: str) -> None:
    answer = pages.ask(question)
    assert "15%" in answer.answer
    assert {body.canonical for each in answer.statements for body in each.agencies} == {"Sở Công Thương"}
    assert {each.plan_id for each in answer.statements} == {"ben-tre-ttx-trich"}


def test_who_leads_another_thing_than_the_number_is_told_as_asked(pages: Engine) -> None:
    answer = pages.ask("Tỷ lệ che phủ rừng Bến Tre năm 2030 là bao nhiêu và ai chủ trì giảm nghèo?")
    assert "2,1%" in answer.answer
    assert LABOUR in [body for each in answer.statements for body in names(each)]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Sở Tài chính có phải là đơn vị chủ trì nước sạch ở Kiên Giang không?", "Đúng một phần: chỉ phần c. "),
        (
            "Sở Nông nghiệp có chủ trì nước sạch nông thôn ở Kiên Giang không?",
            "Đúng. Kiên Giang (mục tiêu 6.1, phần b)",
        ),
        ("Sở Tư pháp có phối hợp mục tiêu 5.2 ở Đắk Nông không?", "Đúng, có phối hợp. Đắk Nông (mục tiêu 5.2): "),
        ("Sở Nội vụ có phối hợp mục tiêu 5.3 ở Đắk Nông không?", "Không chỉ phối hợp, mà chủ trì. Đắk Nông"),
        ("Sở Xây dựng có phối hợp mục tiêu 5.3 ở Đắk Nông không?", "Không được nêu tên trong các cơ quan phối hợp. "),
        ("Is the Department of Home Affairs the lead for target 5.3 in Dak Nong?", "Yes. Đắk Nông (target 5.3): "),
        ("Is the Department of Justice in charge of target 5.2 in Dak Nong?", "No, it only coordinates. Đắk Nông"),
        ("Does the Department of Justice coordinate target 5.2 in Dak Nong?", "Yes, it coordinates. Đắk Nông"),
        # Who coordinates is no question for yes or no.
        ("Ai phối hợp mục tiêu 5.2 ở Đắk Nông?", "Đắk Nông (mục tiêu 5.2): cơ quan phối hợp: "),
    ],
)
def test_whether_a_body_has_a_role_is_said_first(leads: Engine, question: str, begins: str) -> None:
    assert leads.ask(question).answer.startswith(begins)


@pytest.mark.parametrize(
    "question",
    [
        "Không phải Sở Xây dựng thì ai chủ trì mục tiêu 6.1 ở Kiên Giang?",
        "Nếu không phải là Sở Xây dựng thì cơ quan nào chủ trì mục tiêu 6.1 ở Kiên Giang?",
        "If not the Department of Construction, who leads target 6.1 in Kien Giang?",
    ],
)
def test_a_body_that_is_ruled_out_is_not_named_as_lead(leads: Engine, question: str) -> None:
    answer = leads.ask(question)
    led_by = [body for each in answer.statements for body in names(each)]
    assert FARMING in led_by
    assert "Sở Xây dựng" not in led_by


def test_a_part_named_by_its_letter_comes_alone(leads: Engine) -> None:
    answer = leads.ask("Kiên Giang: mục tiêu 6.1 phần c do ai chủ trì?")
    assert [(each.part, names(each)) for each in answer.statements] == [("c", ["Sở Tài chính"])]
    whole = leads.ask("Kiên Giang: mục tiêu 6.1 do ai chủ trì?")
    assert [each.part for each in whole.statements] == ["a", "b", "c"]


def test_bodies_are_asked_for_in_english(leads: Engine) -> None:
    answer = leads.ask("What bodies coordinate target 5.3 in Dak Nong?")
    assert answer.intent == "responsibility"
    assert LABOUR in names(first(answer), "coordinating")


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Mục tiêu 8.1 và 6.1 của Kiên Giang do ai chủ trì?", ["8.1", "6.1"]),
        ("Ai chủ trì mục tiêu 5.3, 5.1 và 5.2 của Đắk Nông?", ["5.3", "5.1", "5.2"]),
        # One of them has no lead in the plan.
        ("Mục tiêu 11.8 và 11.9 của An Giang do ai chủ trì?", ["11.9", "11.8"]),
        ("Ai chủ trì mục tiêu 5.3 của Đắk Nông?", ["5.3"]),
    ],
)
def test_none_of_several_targets_is_dropped(leads: Engine, question: str, codes: list[str]) -> None:
    answer = leads.ask(question)
    assert list(dict.fromkeys(statement.target_code for statement in answer.statements)) == codes
    assert "Không tìm thấy câu trả lời" not in answer.answer


def test_a_number_that_is_not_there_is_said_beside_one_that_is(leads: Engine) -> None:
    answer = leads.ask("Ai chủ trì mục tiêu 5.3 và 5.99 của Đắk Nông?")
    assert names(first(answer)) == ["Sở Nội vụ"]
    assert "Không tìm thấy câu trả lời cho mục tiêu 5.99." in answer.answer


def test_a_body_left_out_is_not_the_answer(leads: Engine) -> None:
    answer = leads.ask("Cơ quan nào ngoài Sở Nội vụ chủ trì mục tiêu 5.3 của Đắk Nông?")
    assert (answer.status, answer.reason) == ("abstained", "not_stated")
    assert "ngoài Sở Nội vụ, kế hoạch không ghi cơ quan nào khác chủ trì" in answer.answer
    other = leads.ask("Cơ quan nào ngoài Sở Tư pháp chủ trì mục tiêu 5.3 của Đắk Nông?")
    assert names(first(other)) == ["Sở Nội vụ"]


@pytest.mark.parametrize(
    "question",
    [
        "Mục tiêu nào chưa có cơ quan chủ trì?",
        "Mục tiêu phát triển đô thị nào của An Giang chưa có cơ quan chủ trì?",
        "Which targets have no lead body in An Giang?",
    ],
)
def test_which_targets_nobody_leads_is_read_from_the_tables(leads: Engine, question: str) -> None:
    answer = leads.ask(question)
    assert re.match(r"An Giang: .*– 11\.8", first(answer).text)
    assert "11.9" not in answer.answer
    assert not any(statement.agencies for statement in answer.statements)
    assert answer.citations[0].target_code == "11.8"


def test_one_target_by_its_number_is_no_list_of_those_without_a_lead(leads: Engine) -> None:
    answer = leads.ask("Mục tiêu 11.9 nào của An Giang chưa có cơ quan chủ trì?")
    assert names(first(answer)) == ["Sở Xây dựng"]
    led = leads.ask("Mục tiêu nào của Đắk Nông do Sở Nội vụ chủ trì?")
    assert "5.3" in first(led).text


def test_what_a_body_replaced_is_not_what_it_is_called_today(leads: Engine) -> None:
    older = leads.ask("Sở Nông nghiệp và Môi trường thay cho sở nào ở Bến Tre?")
    assert FARMING in {each.canonical for statement in older.statements for each in statement.agencies}
    today = leads.ask("Sở nào thay cho Sở Nội vụ ở Đắk Nông?")
    assert [each.canonical for statement in today.statements for each in statement.agencies] == ["Sở Nội vụ"]
    none = leads.ask("Sở Tư pháp thay cho sở nào ở Đắk Nông?")
    assert (none.status, none.reason) == ("abstained", "not_stated")


def test_a_comparison_tells_the_other_targets_of_the_subject(leads: Engine) -> None:
    answer = leads.ask("So sánh ai chủ trì bình đẳng giới ở Đắk Nông và Kiên Giang")
    assert "Đắk Nông (mục tiêu 5): mục tiêu khác cùng nội dung, cơ quan chủ trì" in answer.answer
    numbered = leads.ask("So sánh ai chủ trì mục tiêu 5.3 của Đắk Nông và 6.1 của Kiên Giang")
    assert "cùng nội dung" not in numbered.answer


@pytest.mark.parametrize(
    ("question", "supports"),
    [
        ("Cơ quan nào chỉ phối hợp mục tiêu 5.3 của Đắk Nông?", True),
        ("Ai chủ trì chi hỗ trợ bình đẳng giới ở Đắk Nông?", False),
    ],
)
def test_money_spent_is_no_body_that_only_supports(leads: Engine, question: str, supports: bool) -> None:
    assert leads.ask(question).answer.split(": ")[1].startswith("cơ quan phối hợp") is supports
