"""`kehoach ask` in its other forms: Markdown for chats, plain text for messengers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.cli import main

QUESTION = "Ai lo nước sạch nông thôn ở Bến Tre?"
Captured = pytest.CaptureFixture[str]


def printed(index: Path, captured: Captured, *arguments: str) -> str:
    assert main(["ask", *arguments, "--index", str(index)]) in (0, 1)
    return captured.readouterr().out


def test_markdown_links_every_mark_to_its_source(small_index: Path, capsys: Captured) -> None:
    out = printed(small_index, capsys, QUESTION, "--format", "markdown")
    assert "[\\[1\\]](http://127.0.0.1:8501/doan?id=ben-tre-ptbv-trich:6.1:task-" in out
    assert "**Nguồn**" in out
    assert "> Sở NN&PTNT" in out


def test_plain_text_has_no_markup_and_names_its_sources(small_index: Path, capsys: Captured) -> None:
    out = printed(small_index, capsys, QUESTION, "--format", "plain", "--brief")
    answer, _, sources = out.partition("\n\n")
    assert len(answer) <= 600
    assert "chủ trì [1]" in answer
    assert re.match(r"\[1\] .*mục tiêu 6\.1, dòng \d+", sources)
    assert "**" not in out
    assert "](" not in out


def test_an_abstention_shows_the_nearest_as_what_they_are(small_index: Path, capsys: Captured) -> None:
    question = "Cho xin số điện thoại của Sở Xây dựng Bến Tre"
    for form in ("plain", "markdown"):
        assert "Đoạn gần nhất (không phải câu trả lời)" in printed(small_index, capsys, question, "--format", form)
