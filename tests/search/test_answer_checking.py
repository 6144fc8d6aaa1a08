"""The last look: nothing leaves that is not in a quote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.reading import document_from_text
from search.answers.model import StatedBody, StatedValue, Statement
from search.answers.writing.checking import names_body, problems
from search.citing import Citation

SOURCE = "Đến năm 2030 đạt 95,5%\tCác Sở: LĐTB&XH, Y tế; UBND các huyện\n"
DOCUMENT = document_from_text("x", SOURCE)
CITATION = Citation(
    "1", "x:6.1", "x", "ben-tre", "Kế hoạch", "2699/QĐ-UBND", ("Mục tiêu 6",), "6.1", (1, 1), (0, len(SOURCE) - 1),
    "Đến năm 2030 đạt 95,5% Các Sở: LĐTB&XH, Y tế; UBND các huyện", DOCUMENT.sha256, "http://h/doan?id=x:6.1",
)  # fmt: skip


def body(as_written: str) -> StatedBody:
    return StatedBody("lead", as_written, as_written, "id", "explicit", ())


def found(statement: Statement, sentence: str, citation: Citation = CITATION) -> list[str]:
    return list(problems(statement, sentence, {"1": citation}, {"x": DOCUMENT}))


STATEMENT = Statement("x", "ben-tre", "6.1", "Đạt 95,5%", ("1",))


def test_what_is_quoted_may_leave() -> None:
    good = replace(STATEMENT, agencies=(body("Sở Y tế"), body("Sở LĐTB&XH"), body("UBND các huyện")))
    assert found(good, "Bến Tre (mục tiêu 6.1): 95,5% vào năm 2030 [1]") == []


@pytest.mark.parametrize("sentence", ["đạt 96%", "đạt 95,55%", "năm 2031", "15 cơ quan"])
def test_a_number_that_is_not_quoted_is_found(sentence: str) -> None:
    assert found(STATEMENT, sentence)


@pytest.mark.parametrize("name", ["Sở Xây dựng", "Sở Công Thương", "Công an tỉnh", "UBND các xã"])
def test_a_body_that_is_not_quoted_is_found(name: str) -> None:
    assert not names_body([CITATION.quote], body(name))
    assert found(replace(STATEMENT, agencies=(body(name),)), "")


def test_a_value_that_is_not_quoted_is_found() -> None:
    assert found(replace(STATEMENT, values=(StatedValue("tỷ lệ", "2030", "98"),)), "") == [
        "value «98» is not in a quote",
    ]


def test_a_citation_that_does_not_verify_is_found() -> None:
    assert found(STATEMENT, "", replace(CITATION, quote="Đến năm 2030 đạt 95,5% Sở Xây dựng"))
