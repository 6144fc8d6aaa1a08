"""An answer for people: as plain text for messengers, or as Markdown with its sources as links."""

from __future__ import annotations

import re

from search.answers.model import Answer
from search.answers.writing.neutral import neutral, without_hidden
from search.citing import Citation, shorten

_QUOTE = 300
_NEAREST = ("Đoạn gần nhất (không phải câu trả lời)", "Nearest passages (not an answer)")
_LABEL = re.compile(r"\[(\d{1,3})\]")
_MARKUP = re.compile(r"([\\`*_{}<>#|~])")
_LINE_START = re.compile(r"(?m)^(\s*)([-+=]|\d{1,9}[.)])(?=\s)")


def plain_text(answer: Answer) -> str:
    """Return the text of an answer and a line for each of its sources, without any markup."""
    english = answer.language == "en"
    blocks = [answer.answer]
    if answer.citations:
        used = sources_used(answer)
        blocks.append("\n".join(f"[{each.label}] {source_line(each, in_english=english)}" for each in used))
    elif answer.nearest:
        lines = [f"- {source_line(each, in_english=english)}" for each in answer.nearest]
        blocks.append("\n".join([f"{_NEAREST[english]}:", *lines]))
    return "\n\n".join(blocks)


def markdown(answer: Answer) -> str:
    """Return an answer as Markdown: words of plans escaped, marks linked to their sources, quotes as blocks."""
    english = answer.language == "en"
    addresses = {citation.label: citation.url for citation in answer.citations}
    said = "\n\n".join(_linked(escaped(line), addresses) for line in answer.answer.split("\n") if line)
    blocks = [said]
    shown = sources_used(answer) or answer.nearest
    if answer.citations:
        blocks.append("**Sources**" if english else "**Nguồn**")
    elif shown:
        blocks.append(f"**{_NEAREST[english]}**")
    blocks += [_source(citation, in_english=english) for citation in shown]
    return "\n\n".join(blocks)


def sources_used(answer: Answer) -> tuple[Citation, ...]:
    """Return the citations whose marks stand in the text of an answer, which may be brief; all where none does."""
    marks = set(_LABEL.findall(answer.answer))
    return tuple(each for each in answer.citations if each.label in marks) or tuple(answer.citations)


def escaped(text: str) -> str:
    """Return words in which no character is Markdown or HTML; marks like [1] stay."""
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", without_hidden(text)))


def _linked(text: str, addresses: dict[str, str]) -> str:
    return _LABEL.sub(
        lambda match: f"[\\[{match[1]}\\]]({addresses[match[1]]})" if match[1] in addresses else match[0], text
    )


def _source(citation: Citation, *, in_english: bool) -> str:
    label = f"\\[{citation.label}\\] " if citation.label else ""
    words = escaped(neutral(shorten(citation.quote, _QUOTE)))
    return f"{label}[{escaped(source_line(citation, in_english=in_english))}]({citation.url})\n\n> {words}"


def source_line(citation: Citation, *, in_english: bool) -> str:
    """Return the line that names a citation's place: plan, number, target, lines."""
    first, last = citation.lines
    if in_english:
        place = f"lines {first}–{last}" if last > first else f"line {first}"
        target = f"target {citation.target_code}" if citation.target_code else ""
    else:
        place = f"dòng {first}–{last}" if last > first else f"dòng {first}"
        target = f"mục tiêu {citation.target_code}" if citation.target_code else ""
    named = [citation.plan_title or citation.plan_id, citation.plan_number or "", target, place]
    return neutral(", ".join(part for part in named if part))
