"""Judging answers: each case is one whose judgement a person knows."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.reading import document_from_text
from search.citing import quote
from search.evaluation.answers_metrics import (
    abstentions,
    failure,
    holds,
    judge,
    judge_cells,
    said,
    verified,
)
from search.evaluation.gold import AlsoRight, Cell, Comparison, Place, Question, Unanswerable

WATER = Question(
    id="w",
    text="Ai lo nước sạch nông thôn ở Bến Tre?",
    style="colloquial",
    intent="responsibility",
    names_province=True,
    plan_id="ben-tre-ptbv",
    keys=(("Sở Nông nghiệp và Phát triển nông thôn", "Sở NN&PTNT"),),
    evidence=(Place("ben-tre-ptbv", (363, 364)),),
    also=(AlsoRight(Place("an-giang-ptbv", (700, 702)), "Sở Xây dựng (6.1)"),),
)


def body(as_written: str, canonical: str = "", role: str = "lead") -> dict[str, Any]:
    return {"role": role, "as_written": as_written, "canonical": canonical or as_written, "current": [{"name": "Sở X"}]}


def statement(plan_id: str = "ben-tre-ptbv", text: str = "", *bodies: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"plan_id": plan_id, "text": text, "stated": True, "agencies": list(bodies), "values": [], **more}


def citation(first: int, last: int, plan_id: str = "ben-tre-ptbv") -> dict[str, Any]:
    return {"label": "1", "plan_id": plan_id, "lines": [first, last]}


def answer(*statements: dict[str, Any], cited: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "status": "answered",
        "reason": None,
        "answer": "",
        "statements": list(statements),
        "citations": list(cited),
    } | more


def test_right_and_cited() -> None:
    judged = judge(WATER, answer(statement("ben-tre-ptbv", "", body("Sở NN&PTNT")), cited=(citation(360, 363),)))

    assert (judged.right, judged.right_and_cited, judged.cited_first, judged.lead_right) == (True, True, True, True)


def test_a_key_may_stand_in_any_case_spacing_and_unicode_form() -> None:
    text = "SỞ  NÔNG NGHIỆP\nvà Phát triển nông thôn chủ trì"
    assert judge(WATER, answer(answer=text)).right


def test_right_words_with_wrong_evidence_are_not_cited() -> None:
    judged = judge(WATER, answer(statement("ben-tre-ptbv", "", body("Sở NN&PTNT")), cited=(citation(1, 362),)))

    assert (judged.right, judged.right_and_cited, judged.cited_at) == (True, False, None)


@pytest.mark.parametrize(("rank", "counts"), [(2, True), (5, True), (6, False)])
def test_evidence_counts_among_the_first_five_citations(rank: int, counts: bool) -> None:
    others = tuple(citation(1, 2) for _ in range(rank - 1))

    judged = judge(WATER, answer(cited=(*others, citation(364, 400)), answer="Sở NN&PTNT"))

    assert (judged.right_and_cited, judged.cited_first, judged.cited_at) == (counts, False, rank)


def test_the_plan_that_also_answers_may_be_cited() -> None:
    judged = judge(WATER, answer(cited=(citation(702, 702, "an-giang-ptbv"),), answer="Sở NN&PTNT"))

    assert judged.right_and_cited


def test_a_wrong_body_is_wrong_even_when_the_citation_is_right() -> None:
    judged = judge(WATER, answer(statement("ben-tre-ptbv", "", body("Sở Y tế")), cited=(citation(363, 363),)))

    assert (judged.right, judged.lead_right, judged.cited_first) == (False, False, True)
    assert failure(judged)["missing"] == ["Sở Nông nghiệp và Phát triển nông thôn"]


def test_todays_body_in_the_record_is_no_answer() -> None:
    asked = Question("x", "?", "formal", "responsibility", True, "ben-tre-ptbv", (("Sở X",),), WATER.evidence)

    judged = judge(asked, answer(statement("ben-tre-ptbv", "", body("Sở Y tế")), cited=(citation(363, 363),)))

    assert not judged.right


def test_the_lead_of_the_first_statement_decides() -> None:
    first_wrong = answer(
        statement("ben-tre-ptbv", "", body("Sở Y tế")), statement("ben-tre-ptbv", "", body("Sở NN&PTNT"))
    )
    only_coordinating = answer(statement("ben-tre-ptbv", "", body("Sở NN&PTNT", role="coordinating")))

    assert judge(WATER, first_wrong).right
    assert judge(WATER, first_wrong).lead_right is False
    assert judge(WATER, only_coordinating).lead_right is False
    assert judge(WATER, only_coordinating).body_right is True
    assert judge(WATER, first_wrong).body_right is False


def test_a_lead_of_another_plan_is_right_when_that_plan_answers_so() -> None:
    assert judge(WATER, answer(statement("an-giang-ptbv", "", body("Sở XD", "Sở Xây dựng")))).lead_right
    assert judge(WATER, answer(statement("an-giang-ptbv", "", body("Sở Y tế")))).lead_right is False
    assert judge(WATER, answer(statement("dak-nong-ptbv", "", body("Sở NN&PTNT")))).lead_right is False


def test_other_intents_have_no_lead() -> None:
    asked = Question("x", "?", "formal", "definition", True, "p", (("a",),), ())

    assert judge(asked, answer()).lead_right is None


def test_an_abstention_is_neither_right_nor_cited() -> None:
    refused = answer(answer="Sở NN&PTNT", cited=(citation(363, 363),), status="abstained", reason="no_match")

    judged = judge(WATER, refused)

    assert (judged.abstained, judged.right, judged.cited_first, judged.lead_right) == (True, False, False, False)


def test_an_empty_answer_is_judged_without_complaint() -> None:
    judged = judge(WATER, {"status": "answered"})

    assert (judged.right, judged.cited_at, judged.lead_right) == (False, None, False)


@pytest.mark.parametrize(
    ("words", "key", "found"),
    [
        ("đến năm 2016", "16", False),
        ("16 mục tiêu", "16", True),
        ("có 16.", "16", True),
        ("mục tiêu 16.8", "16", False),
        ("mục tiêu 15.10", "15.1", False),
        ("gấp 1,5 lần", "1,5", True),
        ("gấp 11,5 lần", "1,5", False),
        ("1.500 tỷ", "500", False),
        ("đạt 150%", "50%", False),
        ("trên 50%.", "50%", True),
        ("trên 2016 rồi 16 nữa", "16", True),
        ("", "16", False),
        ("gì đó", "", False),
    ],
)
def test_a_number_stands_whole_or_not_at_all(words: str, key: str, found: bool) -> None:
    assert holds(words, key) is found


def test_values_count_with_their_unit() -> None:
    value = {"name": "Tỷ lệ", "year": "2030", "as_written": "> 90", "unit": "%"}

    assert holds(said(answer(statement(values=[value]))), "> 90%")


COMPARED = Comparison(
    "c",
    "Mỗi tỉnh bao nhiêu phần trăm?",
    "formal",
    (Cell("an-giang-ptbv", (("50%",),), ()), Cell("ben-tre-ptbv", (), ())),
)


def cells(given: dict[str, Any]) -> dict[str, bool]:
    return {cell.plan_id: cell.right for cell in judge_cells(COMPARED, given)}


def test_a_comparison_is_judged_by_province() -> None:
    silent = statement("ben-tre-ptbv", "Bến Tre không nêu.", stated=False)

    given = answer(statement("an-giang-ptbv", "trên 50% dân số"), silent)

    assert cells(given) == {"an-giang-ptbv": True, "ben-tre-ptbv": True}


def test_the_number_of_another_province_does_not_count() -> None:
    assert cells(answer(statement("ben-tre-ptbv", "50%"), statement("an-giang-ptbv", "30%"))) == {
        "an-giang-ptbv": False,
        "ben-tre-ptbv": False,
    }


def test_a_comparison_that_abstains_is_right_nowhere() -> None:
    assert cells(answer(status="abstained")) == {"an-giang-ptbv": False, "ben-tre-ptbv": False}


def test_abstentions_are_counted_with_their_reasons() -> None:
    asked = [Unanswerable(name, f"{name}?", "formal") for name in "abc"]
    given = {
        "a": answer(status="abstained", reason="not_stated"),
        "b": answer(status="abstained", reason="out_of_scope"),
        "c": answer(answer="0123"),
    }

    counted = abstentions(asked, given)

    assert (counted["questions"], counted["abstained"]) == (3, 2)
    assert counted["reasons"] == {"not_stated": 1, "out_of_scope": 1}
    assert counted["answered"] == [{"id": "c", "question": "c?", "answer": "0123"}]
    assert abstentions([], {})["questions"] == 0


def test_citations_are_checked_against_the_source() -> None:
    source = document_from_text("ben-tre-ptbv", "Mục tiêu 6.1\nSở NN&PTNT chủ trì\n")
    good = {"plan_id": "ben-tre-ptbv", "quote": quote(source.source, 0, 12), "offsets": [0, 12], "lines": [1, 1]}
    bad = {**good, "quote": "Mục tiêu 6.2"}

    right, total, wrong = verified([answer(cited=(good, bad)), answer(nearest=[good])], {"ben-tre-ptbv": source})

    assert (right, total) == (2, 3)
    assert [item["position"] for item in wrong] == [2]
