"""Citations: a quote is the source's own words, and a changed one is found out."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import QueryError
from corpus.reading import document_from_text
from corpus.records import Passage, PlanInfo, Span
from search.citing import citations_in, cite, passage_url, quote, shorten, verify

# Line 363 of the Bến Tre plan and the line before it, as the export wrote them.
SOURCE = (
    "1\t<b>MTCT 6.1:</b> Đến năm 2030, đảm bảo khả năng tiếp cận đầy đủ nước uống và sinh hoạt an toàn\t\t\n"
    "-\tHoàn thiện cơ chế chính sách về cấp nước nông thôn, khuyến khích\tSở NN&PTNT\tCác Sở: TN&MT; KH&CN;\n"
)
DOCUMENT = document_from_text("ben-tre-ptbv", SOURCE)
INFO = PlanInfo("ben-tre-ptbv", "ben-tre", "sdg", "Kế hoạch hành động", "2699/QĐ-UBND")
LINE = DOCUMENT.span(SOURCE.index("-\tHoàn"), len(SOURCE))
PASSAGE = Passage(
    "ben-tre-ptbv:6.1:task-1", "ben-tre-ptbv", "ben-tre", "task", "6.1", ("Phụ lục", "6.1"), "Hoàn thiện", "", LINE
)


def cited(**changes: Any) -> dict[str, Any]:
    return {**cite(PASSAGE, INFO, DOCUMENT, label="1", public_url="https://vd.vn/").to_json(), **changes}


def problem(citation: object) -> str | None:
    return next(verify(citations_in(citation), {"ben-tre-ptbv": DOCUMENT})).problem


def test_a_citation_has_the_contracts_shape_and_verifies() -> None:
    citation = cited()
    assert citation["lines"] == [2, 2]
    assert citation["url"] == "https://vd.vn/doan?id=ben-tre-ptbv:6.1:task-1"
    assert citation["quote"] == (
        "- Hoàn thiện cơ chế chính sách về cấp nước nông thôn, khuyến khích Sở NN&PTNT Các Sở: TN&MT; KH&CN;"
    )
    start, end = citation["offsets"]
    assert SOURCE[start:end].startswith("-\tHoàn")
    assert problem(citation) is None


def test_markup_and_white_space_do_not_reach_a_quote() -> None:
    assert quote(SOURCE, 2, SOURCE.index(" Đến")) == "MTCT 6.1:"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quote": "Sở Xây dựng"}, "không phải đoạn trích"),
        ({"quote": "  "}, "không có đoạn trích"),
        ({"quote": None}, "không có đoạn trích"),
        ({"offsets": [0, 10_000]}, "nằm ngoài nguồn"),
        ({"offsets": [50, 40]}, "nằm ngoài nguồn"),
        ({"offsets": [-5, 10]}, "nằm ngoài nguồn"),
        ({"offsets": None}, "không có vị trí"),
        ({"offsets": [True, 10]}, "không có vị trí"),
        ({"offsets": "0-10"}, "không có vị trí"),
        ({"lines": [1, 2]}, "là dòng 2–2"),
        ({"plan_id": "khong-co"}, "không có nguồn 'khong-co'"),
        ({"plan_id": ["ben-tre-ptbv"]}, "không có nguồn"),
        ({"source_sha256": "0" * 64}, "không phải bản được trích"),
    ],
)
def test_each_kind_of_false_citation_is_found(changes: dict[str, Any], words: str) -> None:
    assert words in (problem(cited(**changes)) or "")


def test_citations_are_taken_out_of_answers_and_lists() -> None:
    answer = {"citations": [cited(), cited(label="2")], "answer": "…"}
    assert [citation["label"] for citation in citations_in([answer, cited(label="3")])] == ["1", "2", "3"]
    with pytest.raises(QueryError, match="citations"):
        list(citations_in("một câu"))


def test_a_passage_id_is_encoded_in_its_address() -> None:
    assert passage_url("http://h", "a b:đ?&x") == "http://h/doan?id=a%20b:%C4%91%3F%26x"


def test_a_span_of_white_space_around_a_name_is_cited_tight() -> None:
    start = SOURCE.index("\tSở NN")
    citation = cite(PASSAGE, INFO, DOCUMENT, span=Span(2, 2, start, start + 12), public_url="http://h")
    assert citation.quote == "Sở NN&PTNT"


def test_long_text_is_cut_at_a_word() -> None:
    assert shorten("một hai ba bốn", 10) == "một hai…"
    assert shorten("một", 10) == "một"
