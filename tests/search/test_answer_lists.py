"""What a body or a goal has to do, as a list: marks behind each item, counts, indicators, whole goals, nothing lost."""

from __future__ import annotations

import re

import pytest

from search.answers.writing.drafts import Draft, Evidence, Piece, numbered
from search.answers.writing.joining import BRIEF_CHARACTERS, joined_sentences
from search.engine import Engine
from search.settings import load_settings
from tests.leads_corpus import build_leads_index


@pytest.fixture(scope="module")
def leads(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine.open(load_settings({}, index=str(build_leads_index(tmp_path_factory.getbasetemp()))))


def longest_run(text: str) -> int:
    return max((run.count("[") for run in re.findall(r"(?:\[\d+\])+", text)), default=0)


@pytest.mark.parametrize(
    "question",
    [
        "Sở Lao động - Thương binh và Xã hội chủ trì những mục tiêu nào ở Đắk Nông?",
        "Các nhiệm vụ của mục tiêu 6.1 Kiên Giang là gì?",
        "Mục tiêu 5 của Đắk Nông có những nhiệm vụ gì?",
    ],
)
def test_marks_stand_behind_what_they_prove(leads: Engine, question: str) -> None:
    answer = leads.ask(question)
    assert answer.status == "answered"
    assert longest_run(answer.answer) <= 5
    marked = set(re.findall(r"\[(\d+)\]", answer.answer))
    assert marked == {citation.label for citation in answer.citations}


def test_a_target_is_followed_by_a_citation_of_its_own(leads: Engine) -> None:
    answer = leads.ask("Hội Liên hiệp Phụ nữ tỉnh phối hợp ở mục tiêu nào của Đắk Nông?")
    cited = {citation.label: citation.target_code for citation in answer.citations}
    items = re.findall(r"(5\.\d)(?:\.[ab])?(?: \([^)]*\))? \[(\d+)\]", answer.answer)
    assert len(items) > 2
    assert all(cited[label].startswith(code) for code, label in items)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Hội Liên hiệp Phụ nữ tỉnh chủ trì mục tiêu nào ở Đắk Nông?", "không được giao chủ trì, chỉ phối hợp ở"),
        ("Hội Liên hiệp Phụ nữ tỉnh phối hợp ở mục tiêu nào của Đắk Nông?", "Hội Liên hiệp Phụ nữ tỉnh phối hợp ở"),
    ],
)
def test_a_body_that_leads_nothing_is_said_to_lead_nothing(leads: Engine, question: str, words: str) -> None:
    answer = leads.ask(question)
    assert words in answer.answer
    assert ("không được giao" in answer.answer) == ("không được giao" in words)


def test_indicators_are_part_of_what_a_body_does(leads: Engine) -> None:
    answer = leads.ask("Ban Quản lý Khu kinh tế Kiên Giang phụ trách chỉ tiêu nào?")
    reports = next(each for each in answer.statements if any(body.role == "responsible" for body in each.agencies))
    assert "6.3b Tỷ lệ KCN, KCX (CCN) có hệ thống xử lý nước thải tập trung" in answer.answer
    quotes = {citation.label: citation.quote for citation in answer.citations}
    assert "BQL KKT tỉnh" in quotes[reports.citations[0]]


def test_indicators_come_first_only_where_they_are_asked_for(leads: Engine) -> None:
    asked = leads.ask("Ban Quản lý Khu kinh tế Kiên Giang phụ trách chỉ tiêu nào?")
    assert asked.statements[0].agencies[0].role == "responsible"
    everything = leads.ask("Ban Quản lý Khu kinh tế Kiên Giang làm gì?")
    assert everything.statements[0].agencies[0].role != "responsible"
    assert any(statement.agencies[0].role == "responsible" for statement in everything.statements)


def test_a_goal_by_its_number_lists_its_targets_and_their_leads(leads: Engine) -> None:
    answer = leads.ask("Mục tiêu 5 của Đắk Nông có những nhiệm vụ gì?")
    assert answer.answer.startswith("Đắk Nông (mục tiêu 5): sáu mục tiêu cụ thể – 5.1 ")
    assert re.findall(r"(?:– |; )(5\.\d) ", answer.answer) == [f"5.{number}" for number in range(1, 7)]
    assert "(Sở Y tế chủ trì)" in answer.answer
    assert {citation.plan_id for citation in answer.citations} == {"dak-nong-ptbv-trich"}


def test_tasks_of_a_target_by_its_number_keep_the_order_of_the_plan(leads: Engine) -> None:
    answer = leads.ask("Các nhiệm vụ của mục tiêu 5.4 Đắk Nông là gì?")
    tasks = leads.session.store.tasks_of("dak-nong-ptbv-trich", "5.4")
    places = [answer.statements[0].text.index(task.text) for task in tasks]
    assert len(places) == 4
    assert places == sorted(places)


def test_every_task_of_one_target_is_told(leads: Engine) -> None:
    answer = leads.ask("Các nhiệm vụ cấp nước sạch ở Kiên Giang là gì?")
    tasks = leads.session.store.tasks_of("kien-giang-ptbv-trich", "6.1")
    assert len(tasks) == 7
    assert all(task.text in answer.statements[0].text for task in tasks)
    assert "việc khác" not in answer.answer


def test_tasks_that_are_not_listed_are_counted(leads: Engine) -> None:
    answer = leads.ask("Các nhiệm vụ giảm nghèo ở Bến Tre và Đắk Nông")
    lists = [sentence for sentence in answer.sentences if sentence.startswith("Bến Tre (mục tiêu 1.1)")]
    assert lists
    assert lists[0].count(";") >= 2
    assert re.search(r"; và (?:một|hai|ba|bốn|năm) việc khác", lists[0])


def test_pieces_carry_their_own_marks_and_the_rest_stand_at_the_end(leads: Engine) -> None:
    plan = "dak-nong-ptbv-trich"
    store = leads.session.store
    tasks = store.tasks_of(plan, "5.4")[:3]
    passages = [passage for task in tasks if (passage := store.passage_of(task)) is not None]
    proofs = [Evidence(passage, task.span) for passage, task in zip(passages, tasks, strict=True)]
    draft = Draft(
        plan_id=plan,
        province="dak-nong",
        target_code="5.4",
        sentence="Đầu: một; hai; ba",
        evidence=tuple(proofs),
        pieces=(Piece("một", (proofs[0],)), Piece("không có", (proofs[1],)), Piece("hai", (proofs[1],))),
    )
    said = numbered([draft], {info.plan_id: info for info in store.infos}, store.documents, "http://x").sentences
    assert said == ("Đầu: một [1]; hai [2]; ba [3].",)


def test_a_brief_list_loses_words_and_marks_but_not_all(leads: Engine) -> None:
    sentence = "Đầu: " + "; ".join(f"việc thứ {number} của cơ quan [{number}]" for number in range(1, 60)) + "."
    brief = joined_sentences([sentence], brief=True)
    assert len(brief) <= BRIEF_CHARACTERS
    assert re.findall(r"\[(\d+)\]", brief) == ["1", "2", "3", "4", "5"]
    assert brief.startswith("Đầu: việc thứ 1 của cơ quan; việc thứ 2")


def test_tasks_of_several_targets_are_listed_target_by_target(leads: Engine) -> None:
    answer = leads.ask("Các nhiệm vụ của mục tiêu 6.1 và 8.1 Kiên Giang là gì?")
    assert [statement.target_code for statement in answer.statements] == ["6.1", "8.1"]
    alone = leads.ask("Các nhiệm vụ của mục tiêu 8.1 Kiên Giang là gì?")
    assert [statement.target_code for statement in alone.statements] == ["8.1"]


def test_projects_that_are_not_listed_are_counted(pages: Engine) -> None:
    every = pages.ask("Danh mục dự án của Bến Tre gồm những dự án nào?")
    assert re.search(r"; và [\w ]+ dự án khác", every.answer), every.answer
    few = pages.ask("Dự án điện gió của Bến Tre")
    assert few.status == "answered"
    assert "dự án khác" not in few.answer
