"""Whatever is asked: every citation verifies, and no body, number or date stands in an answer without a source."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.agencies import load_registry
from index.text import normalize
from search.answers.model import Answer
from search.answers.writing.joining import joined_sentences
from search.citing import verify
from search.engine import Engine

ROOT = Path(__file__).parents[2]
BLIND = ROOT / "benchmarks" / "questions"
DEVELOPMENT = (ROOT / ".." / "shared" / "gold").resolve()
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MARK = re.compile(r"\[(\d{1,3})\]")
ODD = (
    "6.1", "mục tiêu 99.9 của Bến Tre", "tỉnh", "Sở Y tế", "2030", "5%", "Bến Tre Kiên Giang An Giang Đắk Nông",
    "so sánh mục tiêu 6.1 của bốn tỉnh", "Who signed it?", "a" * 400, "Ai? Ở đâu? Khi nào? Bao nhiêu?",
    "Ai lo nước sạch nông thôn ở Bến Tre và số điện thoại là gì?", "Ai chủ trì mục tiêu 6 của Bến Tre?",
    "Sở Nông nghiệp và Môi trường Vĩnh Long chủ trì gì?", "Mục tiêu 6.1 là gì?",
    "Bến Tre hay An Giang nước sạch cao hơn?",
    "Sở Y tế và Sở Xây dựng Bến Tre chủ trì gì, phối hợp gì", "tỉnh nào có 100%, tỉnh nào giảm một nửa nước thải",
)  # fmt: skip


def questions() -> list[str]:
    found = list(ODD)
    for folder in (BLIND, DEVELOPMENT):
        for name in ("questions.jsonl", "unanswerable.jsonl", "comparison_questions.jsonl"):
            if (folder / name).is_file():
                lines = (folder / name).read_text(encoding="utf-8").splitlines()
                found += [json.loads(line)["question"] for line in lines if line.strip()]
    return found


def words_of(texts: Iterable[str]) -> str:
    return re.sub(r"[\W_]+", "", normalize(" ".join(texts)))


def numbers_of(text: str) -> set[str]:
    return {match.lstrip("0") or "0" for match in NUMBER.findall(text)}


def unproven(answer: Answer) -> list[str]:
    """Return what an answer says in digits or names of bodies that stands in none of its sources."""
    sources = [citation.quote for citation in answer.citations]
    headings = [part for citation in answer.citations for part in citation.heading_path]
    codes = [f"{each.target_code} {each.plan_number} {each.plan_title}" for each in answer.citations]
    years = [value.year or "" for statement in answer.statements for value in statement.values]
    today = [now.name for each in answer.statements for body in each.agencies for now in body.current or ()]
    bodies = [body.canonical for each in answer.statements for body in each.agencies]
    text = MARK.sub(" ", answer.answer)
    allowed = numbers_of(" ".join([*sources, *headings, *codes, *years]))
    wrong = sorted(numbers_of(text) - allowed)
    known = words_of([*sources, *today, *bodies])
    # An English gloss names the same body: what counts is who it is.
    stated = {body.agency_id for each in answer.statements for body in each.agencies}
    stated |= {load_registry().resolve(name).agency_id for name in today}
    for _, _, mention in load_registry().find(text):
        if (
            mention.kind != "collective"
            and mention.agency_id not in stated
            and words_of([mention.as_written]) not in known
        ):
            wrong.append(mention.as_written)
    labels = {citation.label for citation in answer.citations}
    wrong += [mark for mark in MARK.findall(answer.answer) if mark not in labels]
    return wrong


def named_bodies_are_quoted(answer: Answer) -> list[str]:
    quotes = {citation.label: citation.quote for citation in answer.citations}
    wrong = []
    for statement in answer.statements:
        held = words_of(quotes[label] for label in statement.citations)
        for body in statement.agencies:
            written = words_of([body.as_written])
            head, _, rest = body.as_written.partition(" ")
            if written not in held and not (words_of([rest]) in held and words_of([head]) in held):
                loose = [word for word in normalize(body.as_written).split() if words_of([word]) not in held]
                wrong += loose
    return wrong


def check(engine: Engine) -> None:
    asked = questions()
    assert len(asked) > 150
    for question in asked:
        answer = engine.ask(question)
        cited = [citation.to_json() for citation in (*answer.citations, *answer.nearest)]
        assert all(verdict.ok for verdict in verify(cited, engine.session.store.documents)), question
        assert not any(unicodedata.category(character) == "Cf" for character in answer.answer), question
        if answer.status == "answered":
            assert answer.citations, question
            assert unproven(answer) == [], (question, answer.answer)
            assert named_bodies_are_quoted(answer) == [], question
            brief = joined_sentences(answer.sentences, brief=True)
            assert len(brief) <= 600, question
            assert unproven(replace(answer, answer=brief)) == [], (question, brief)
            assert MARK.search(brief), question
            used = {label for statement in answer.statements for label in statement.citations}
            assert used == {citation.label for citation in answer.citations}, question
            firsts = list(dict.fromkeys(each.citations[0] for each in answer.statements if each.citations))
            assert [citation.label for citation in answer.citations][: len(firsts)] == firsts, question


def test_on_a_few_pages(engine: Engine) -> None:
    check(engine)


def test_on_pages_of_every_kind(pages: Engine) -> None:
    check(pages)


def test_on_the_whole_plans(whole_engine: Engine) -> None:
    check(whole_engine)


@pytest.mark.parametrize("question", ["Ai lo nước sạch nông thôn?", "Kế hoạch của bốn tỉnh do ai ký?"])
def test_brief_answers_are_short_and_proven(pages: Engine, question: str) -> None:
    answer = pages.ask(question, brief=True)
    assert len(answer.answer) <= 600
    assert unproven(answer) == []


def test_the_check_itself_finds_what_is_not_proven(engine: Engine) -> None:
    answer = engine.ask("Ai lo nước sạch nông thôn ở Bến Tre?")
    assert unproven(answer) == []
    assert unproven(replace(answer, answer=f"{answer.answer} 77% [40] Sở Ngoại vụ")) == ["77", "Sở Ngoại vụ", "40"]
