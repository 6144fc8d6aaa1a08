"""An answer as cards: real answers of the small corpus, and answers that hold what they should not."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import docx
import pytest

from ui.answer_files import addressed, answer_docx, answer_text, curl_line
from ui.cards import AnswerCards
from ui.context import Context
from ui.engine_source import EngineSource
from ui.naming import Plans
from ui.texts import Texts

VI = Texts("vi")
QUESTION = "ai lo nuoc sach nong thon o ben tre"


def asked(source: EngineSource, question: str, history: tuple[str, ...] = ()) -> dict[str, Any]:
    return source.ask(question, provinces=(), plans=(), history=history) | {"follows": bool(history)}


def cards_of(answer: dict[str, Any], source: EngineSource) -> AnswerCards:
    return AnswerCards(answer, VI, Plans(source.plans(), VI), source.context)


def test_a_card_names_lead_todays_body_and_the_cited_words(source: EngineSource) -> None:
    answer = asked(source, QUESTION)
    cards = list(cards_of(answer, source).statements())
    card = cards[0]
    words = html.unescape(re.sub(r"<[^>]+>", " ", card))
    assert "Sở Nông nghiệp và Phát triển nông thôn" in words
    assert "văn bản ghi: Sở NN&PTNT" in words
    assert "Hiện nay: Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long" in words
    marked = [html.unescape(each) for each in re.findall(r'<mark class="kh-mark">(.*?)</mark>', "".join(cards))]
    assert sorted(marked) == sorted(citation["quote"] for citation in answer["citations"])
    assert card.index("Chủ trì") < card.index("<summary>Cơ quan phối hợp")


def test_marks_of_the_answer_open_its_citations(source: EngineSource) -> None:
    answer = asked(source, QUESTION)
    cards = cards_of(answer, source)
    opened = set(re.findall(r'data-kh-open="([^"]+)"', cards.headline()))
    there = set(re.findall(r'<details class="kh-fold kh-citation" id="([^"]+)"', "".join(cards.statements())))
    assert opened == there == {f"a-cite-{citation['label']}" for citation in answer["citations"]}


def test_what_was_understood_is_said_in_words(source: EngineSource) -> None:
    said = cards_of(asked(source, QUESTION), source).understood()
    assert "ai lo nước sạch nông thôn ở bến tre" in said
    assert "thêm dấu" in said
    assert "diacritics" not in said
    assert re.search(r"kh-(sure|unsure)", said)


def test_abstaining_says_why_and_shows_what_is_near(source: EngineSource) -> None:
    answer = asked(source, "ai lo nước sạch ở Trà Vinh")
    cards = cards_of(answer, source)
    assert answer["status"] == "abstained"
    assert "Chưa có kế hoạch này trong kho" in cards.headline()
    assert len(list(cards.nearest())) == len(answer["nearest"]) > 0
    assert "kh-sure" not in cards.understood()


def test_a_question_that_goes_on_is_read_with_the_one_before(source: EngineSource) -> None:
    answer = asked(source, "còn Đắk Nông thì sao?", (QUESTION,))
    assert answer["status"] == "answered"
    assert {statement["province"] for statement in answer["statements"]} == {"dak-nong"}
    assert "đọc tiếp theo câu trước" in cards_of(answer, source).understood()


HOSTILE = "</mark><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"


def hostile_answer() -> dict[str, Any]:
    body = {"role": "lead", "as_written": HOSTILE, "canonical": HOSTILE, "agency_id": "x", "basis": "explicit",
            "current": [{"name": HOSTILE, "province": None, "rule": HOSTILE}], "note": HOSTILE}  # fmt: skip
    citation = {"label": "1", "passage_id": '"><script>', "plan_id": HOSTILE, "province": None, "plan_title": HOSTILE,
                "plan_number": HOSTILE, "heading_path": [HOSTILE], "target_code": HOSTILE, "lines": [1, 2],
                "offsets": [0, 1], "quote": HOSTILE, "url": "http://127.0.0.1/doan?id=x"}  # fmt: skip
    statement = {"plan_id": HOSTILE, "province": None, "target_code": HOSTILE, "part": HOSTILE, "stated": False,
                 "text": HOSTILE, "agencies": [body, {**body, "role": "coordinating", "current": []}],
                 "values": [{"name": HOSTILE, "year": HOSTILE, "as_written": HOSTILE, "unit": HOSTILE}],
                 "citations": ["1"]}  # fmt: skip
    return {"question": HOSTILE, "status": "answered", "reason": None, "conflict": True, "confidence": 0.4,
            "query": {"normalized": HOSTILE, "changes": [HOSTILE], "target_codes": [HOSTILE]},
            "answer": f"{HOSTILE} [1][7]", "statements": [statement], "citations": [citation],
            "nearest": [citation], "suggestions": []}  # fmt: skip


def test_no_word_of_a_document_becomes_markup() -> None:
    context = Context((HOSTILE,), HOSTILE, (HOSTILE,), 1, 2)
    cards = AnswerCards(hostile_answer(), VI, Plans([], VI), lambda citation: context)
    page = "".join([cards.headline(), cards.understood(), *cards.statements(), *cards.nearest()])
    assert "&lt;script&gt;" in page
    assert re.findall(r"<(?:script|img)", page) == []
    assert not re.search(r"<[^<>]*\son\w+=", page)


def test_a_mark_without_citation_stays_text() -> None:
    cards = AnswerCards(hostile_answer(), VI, Plans([], VI), lambda citation: Context((), "", (), 1, 1))
    assert "[1][7]" in html.unescape(cards.headline())


def test_a_long_run_of_marks_is_shortened() -> None:
    citations = [{**hostile_answer()["citations"][0], "label": str(at)} for at in range(1, 34)]
    answer = {
        **hostile_answer(),
        "answer": "Sở Y tế " + "".join(f"[{at}]" for at in range(1, 34)),
        "citations": citations,
    }
    cards = AnswerCards(answer, VI, Plans([], VI), lambda citation: Context((), "", (), 1, 1))
    assert re.findall(r">([^<>]+)</button>", cards.headline()) == ["1", "2", "3", "4", "+29"]


@pytest.mark.parametrize(("confidence", "said"), [(0.9, "Rất khớp"), (0.6, "Khá khớp"), (0.2, "Chưa chắc")])
def test_confidence_is_in_words(confidence: float, said: str) -> None:
    answer = {**hostile_answer(), "confidence": confidence}
    cards = AnswerCards(answer, VI, Plans([], VI), lambda citation: Context((), "", (), 1, 1))
    assert said in cards.understood()


def test_the_text_to_copy_holds_quote_and_address_of_every_citation(source: EngineSource) -> None:
    answer = asked(source, QUESTION)
    text = answer_text(answer, Plans(source.plans(), VI), VI)
    assert text.startswith(f"{QUESTION}\n\n{answer['answer']}")
    for citation in answer["citations"]:
        assert f"“{citation['quote']}” <{citation['url']}>" in text


def test_citations_taken_along_lead_to_their_very_words_here(source: EngineSource) -> None:
    answer = addressed(asked(source, QUESTION), "https://kehoach.example/tra-cuu")
    for citation in answer["citations"]:
        start, end = citation["offsets"]
        address = f"https://kehoach.example/tra-cuu/doan?id={citation['passage_id'].replace(':', '%3A')}"
        assert citation["url"] == f"{address}&vi-tri={start}-{end}"
    assert addressed(asked(source, QUESTION), "")["citations"][0]["url"].startswith("http://127.0.0.1:8501/doan?id=")


def test_many_lines_are_a_list_whose_codes_lead_to_their_targets() -> None:
    lines = "\n".join(f"{at}.1: Mục tiêu {at}\n- Việc {at}" for at in range(1, 8))
    statement = {**hostile_answer()["statements"][0], "plan_id": "p", "text": lines, "values": []}
    cards = AnswerCards(
        {**hostile_answer(), "statements": [statement]}, VI, Plans([], VI), lambda citation: Context((), "", (), 1, 1)
    )
    card = next(cards.statements())
    assert '<a href="./van-ban?ke-hoach=p&amp;muc=7.1" class="kh-tag">7.1</a> Mục tiêu 7' in card
    assert "Xem thêm 6 dòng" in card


def test_the_word_document_opens_and_holds_the_same(source: EngineSource) -> None:
    answer = asked(source, QUESTION)
    document = docx.Document(io.BytesIO(answer_docx(answer, Plans(source.plans(), VI), VI)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Chủ trì: Sở Nông nghiệp và Phát triển nông thôn (Hiện nay: Sở Nông nghiệp và Môi trường" in text
    assert all(citation["quote"] in text for citation in answer["citations"])


def test_characters_that_xml_forbids_do_not_break_the_word_document() -> None:
    answer = {**hostile_answer(), "answer": "a\x00b\x0bc \ud800"}
    assert docx.Document(io.BytesIO(answer_docx(answer, Plans([], VI), VI)))


def test_the_call_of_the_api_survives_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_API_URL", "http://127.0.0.1:9000/")
    line = curl_line("ai lo 'nước' $(rm)", ("ben-tre",), ())
    assert line.startswith("curl -s http://127.0.0.1:9000/v1/ask")
    assert """'{"question": "ai lo '"'"'nước'"'"' $(rm)", "provinces": ["ben-tre"]}'""" in line
