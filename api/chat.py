"""An answer as a chat message: text with markers, a list of sources, and where each marker stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.text import folded_tokens
from search.answers.model import Answer
from search.citing import Citation

# Whole words with the white space after them: a delta never cuts a letter from its marks or a marker in two.
_PIECES = re.compile(r"\S+\s*|\s+")
_MARKER = re.compile(r"\[(\d{1,4})\]")
_WORDS_A_PIECE = 4


@dataclass(frozen=True, slots=True)
class ChatText:
    """The content of a message and its annotations in OpenAI's shape; indices are of code points."""

    content: str
    annotations: tuple[dict[str, Any], ...]

    def pieces(self) -> Iterator[str]:
        """Yield the content in order, a few words at a time."""
        words = _PIECES.findall(self.content)
        for at in range(0, len(words), _WORDS_A_PIECE):
            yield "".join(words[at : at + _WORDS_A_PIECE])


def chat_text(answer: Answer, *, in_conversation: bool = False) -> ChatText:
    """Return an answer as a message.

    Args:
        answer: what is told.
        in_conversation: there were earlier turns; how the question was read is then shown where it says more.
    """
    english = answer.language == "en"
    blocks = []
    reading = str(answer.query.get("normalized", ""))
    if in_conversation and folded_tokens(reading) != folded_tokens(answer.question):
        blocks.append(f"({'Understood as' if english else 'Hiểu là'}: {reading})")
    blocks.append(answer.answer)
    if answer.citations:
        head = "Sources:" if english else "Nguồn:"
        blocks.append("\n".join([head, *(f"[{c.label}] {_source(c, english)}" for c in answer.citations)]))
    elif answer.nearest:
        head = "Nearest passages (not an answer):" if english else "Đoạn gần nhất (không phải câu trả lời):"
        blocks.append("\n".join([head, *(f"- {_source(c, english)}" for c in answer.nearest)]))
    if answer.suggestions and answer.status == "abstained":
        head = "You could ask:" if english else "Có thể hỏi:"
        blocks.append("\n".join([head, *(f"- {text}" for text in answer.suggestions)]))
    content = "\n\n".join(block for block in blocks if block)
    return ChatText(content, tuple(_annotations(content, answer.citations)))


def citation_title(citation: Citation, english: bool = False) -> str:
    """Return the line that names a citation's place."""
    first, last = citation.lines
    word = ("lines" if last > first else "line") if english else "dòng"
    place = f"{word} {first}–{last}" if last > first else f"{word} {first}"
    named = [citation.plan_title or citation.plan_id, citation.plan_number]
    if citation.target_code:
        named.append(f"{'target' if english else 'mục tiêu'} {citation.target_code}")
    return ", ".join([*(part for part in named if part), place])


def _source(citation: Citation, english: bool) -> str:
    # Brackets in a title would end the link.
    title = citation_title(citation, english).replace("[", "(").replace("]", ")")
    return f"[{title}]({citation.url})"


def _annotations(content: str, citations: Sequence[Citation]) -> Iterator[dict[str, Any]]:
    by_label = {citation.label: citation for citation in citations}
    for match in _MARKER.finditer(content):
        citation = by_label.get(match[1])
        if citation is not None:
            yield {
                "type": "url_citation",
                "url_citation": {
                    "start_index": match.start(),
                    "end_index": match.end(),
                    "url": citation.url,
                    "title": citation_title(citation),
                },
            }


def token_count(text: str) -> int:
    """Return the number of words; there is no language model here whose tokens could be counted."""
    return len(text.split())
