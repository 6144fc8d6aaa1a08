"""A cited piece among the lines around it."""

from __future__ import annotations

from pathlib import Path

from corpus.reading import document_from_text, read_document
from search.citing import quote
from ui.context import cells_of_line, context_of


def test_the_quote_is_the_quote_of_the_citation(documents: Path) -> None:
    document = read_document(documents / "ben-tre-ptbv.txt")
    start = document.source.index("Sở NN&PTNT")
    end = document.source.index("\n", start)
    context = context_of(document, start, end)
    assert context.quote == quote(document.source, start, end)
    assert context.first_line == context.last_line == document.line_at(start)
    assert context.before
    assert context.after
    assert len(context.before) <= 5


def test_the_ends_of_a_document_have_nothing_beyond_them() -> None:
    document = document_from_text("p", "một\nhai\nba")
    assert context_of(document, 0, 3).before == ()
    assert context_of(document, 0, 3).after == ("hai", "ba")
    assert context_of(document, 8, 10).before == ("một", "hai")
    assert context_of(document, 8, 10).after == ()


def test_rules_and_blank_lines_are_no_context() -> None:
    document = document_from_text("p", "|---|---|\n\nmột\n<br>\nhai")
    start = document.source.index("hai")
    assert context_of(document, start, start + 3).before == ("một",)


def test_cells_are_kept_apart_and_markup_goes() -> None:
    assert cells_of_line("1\t**Sở Y tế**\t<b>Các sở</b>") == "1 │ Sở Y tế │ Các sở"
    assert cells_of_line("|a| |b|") == "a │ b"
    assert cells_of_line("|---|----|") == ""
