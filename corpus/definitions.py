"""Terms that a plan explains → definitions: its glossary, its abbreviations, "gọi tắt là", its footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.headings import heading_role, plain
from corpus.outline import footnote_number
from corpus.paragraphs import Paragraph, single_paragraphs, slice_span, text_with_offsets, visible_nfc
from corpus.reading import Document
from corpus.records import Definition, Section
from corpus.tables_loading import load_abbreviations

_ENTRY = re.compile(
    r"(?:\d{1,2}\s*[.)]\s*|[a-zđ]\s*[.)]\s*|[-–•+]\s*)?(?P<term>[^:;.]{2,90}?)\s*(?:[:–]\s+|\s(?=là\s))(?P<text>.+)",
    re.S,
)
_NUMBERED = re.compile(r"\d{1,2}\s*[.)]\s*\S")
_CALLED = re.compile(r"\((?:sau đây\s+)?(?:được\s+)?(?:gọi|viết)\s+(?:tắt\s+)?là:?\s+(?P<term>[^()]{2,90})\)", re.I)
_ABBREVIATION = re.compile(r"(?<=[\wđ]) \((?P<short>[A-ZĐ][A-ZĐ&]{1,6})\)")
_REVERSED = re.compile(r"(?<![\w(])(?P<short>[A-Z]{3,6}) \((?P<text>[^\W\d_][^()]{14,120})\)")
_WORD = re.compile(r"[^\W\d_]+|&")
_REACH = 160
_LONGEST_SENTENCE = 2000


def parse_definitions(document: Document, sections: Sequence[Section]) -> list[Definition]:
    """Return what the plan defines, in the order of the source.

    Args:
        document: the plan; its tables are read too, for the abbreviations they explain.
        sections: its sections, as `parse_sections` gives them.
    """
    found = [*_glossary(document, sections), *_footnotes(document, sections)]
    seen: set[str] = set()
    for paragraph in single_paragraphs(document):
        for said in _inline(paragraph.text):
            if said.term not in seen:
                seen.add(said.term)
                found.append(_record(document, paragraph, said))
    return sorted(found, key=lambda d: (d.span.start, d.span.end))


@dataclass(frozen=True, slots=True)
class _Said:
    """A term explained inside a paragraph: where the explanation stands, and where the whole passage does."""

    term: str
    begin: int
    stop: int
    first: int
    last: int


def _glossary(document: Document, sections: Sequence[Section]) -> Iterator[Definition]:
    """Yield the glossary's entries; paragraphs and lists under an entry belong to it."""
    entry: tuple[str, Section, Section] | None = None
    numbered = any(_in_glossary(s) and _NUMBERED.match(s.text) for s in sections)
    for section in sections:
        if not _in_glossary(section) or (section.text.endswith(":") and "tu ngu" in plain(section.text)):
            continue
        match = _ENTRY.match(section.text)
        begins = match is not None and (_NUMBERED.match(section.text) is not None or not numbered)
        if begins and match is not None:
            if entry is not None:
                yield _entry_record(document, *entry)
            entry = (match.group("term"), section, section)
        elif entry is not None:
            entry = (entry[0], entry[1], section)
    if entry is not None:
        yield _entry_record(document, *entry)


def _in_glossary(section: Section) -> bool:
    under = section.role == "heading" and heading_role(reversed(section.path)) == "glossary"
    return under or section.role == "glossary"


def _entry_record(document: Document, term: str, first: Section, last: Section) -> Definition:
    span = document.span(first.span.start, last.span.end)
    text = visible_nfc(document, span.start, span.end)
    position = text.find(term)
    explained = text[position + len(term) :].lstrip(" :–") if position >= 0 else text
    return Definition(document.plan_id, term.strip(' "“”'), explained, span)


def _footnotes(document: Document, sections: Sequence[Section]) -> Iterator[Definition]:
    for section in sections:
        number = footnote_number(section.text) if section.role == "footnote" else None
        if number is not None:
            yield Definition(document.plan_id, f"Chú thích {number}", section.text.split(" ", 1)[1], section.span)


def _inline(text: str) -> Iterator[_Said]:
    if "(" not in text:
        return
    for match in _CALLED.finditer(text):
        begin = _antecedent(text, match.start(), match.group("term"))
        yield _Said(match.group("term").strip(), begin, match.start(), begin, match.end())
    for match in _ABBREVIATION.finditer(text):
        first = _spelt_out(text, match.start(), match.group("short"))
        if first is not None:
            yield _Said(match.group("short"), first, match.start(), first, match.end())
    for match in _REVERSED.finditer(text):
        if _explains(match.group("text"), match.group("short")):
            yield _Said(match.group("short"), *match.span("text"), *match.span())


def _record(document: Document, paragraph: Paragraph, said: _Said) -> Definition:
    explained = paragraph.text[said.begin : said.stop].strip(" ,;:")
    _, offsets = text_with_offsets(document, paragraph.start, paragraph.end)
    return Definition(document.plan_id, said.term, explained, slice_span(document, offsets, said.first, said.last))


def _antecedent(text: str, end: int, term: str) -> int:
    """Return where the phrase that "gọi tắt là" renames begins: at the term's own first words in the sentence."""
    window = max(0, end - _LONGEST_SENTENCE)
    sentence = max(text.rfind(stop, window, end) + 1 for stop in (". ", "; "))
    sentence = max(sentence, window)
    head = " ".join(term.split()[:2])
    for words in (head, head.split()[0]):
        position = text.find(words, sentence, end)
        if position >= 0:
            return position
    return sentence


def _spelt_out(text: str, end: int, short: str) -> int | None:
    """Return where the words begin that an abbreviation in brackets shortens, or None where that is not certain.

    Vietnamese abbreviations take the first letter of every word ("tăng trưởng xanh (TTX)"; "và" may be skipped).
    Foreign ones ("(ODA)") do not: there the words must be those that `abbreviations.toml` lists.
    """
    window = max(0, end - _REACH)
    words = list(_WORD.finditer(text, window, end))
    first = _initials(words, short)
    if first is None:
        first = _listed(words, short)
    return None if first is None else words[first].start()


def _initials(words: Sequence[re.Match[str]], short: str) -> int | None:
    position = len(words)
    for letter in reversed(short.replace("&", "")):
        position -= 1
        if position > 0 and words[position].group().lower() in ("và", "&") and letter != "V":
            position -= 1
        if position < 0 or plain(words[position].group()[0]) != plain(letter):
            return None
    return position


def _listed(words: Sequence[re.Match[str]], short: str) -> int | None:
    folded = [plain(word.group()) for word in words]
    for expansion in _expansions().get(short, ()):
        if folded[-len(expansion) :] == list(expansion):
            return len(words) - len(expansion)
    return None


@cache
def _expansions() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the words (unmarked) of every expansion of the abbreviations that are listed."""
    return {
        row.short: tuple(tuple(plain(m.group()) for m in _WORD.finditer(text)) for text in row.expansions)
        for row in load_abbreviations()
    }


def _explains(text: str, short: str) -> bool:
    """Whether a bracket after an abbreviation holds what it stands for."""
    words = list(_WORD.finditer(text))
    if _initials(words, short) == 0:
        return True
    folded = " ".join(plain(word.group()) for word in words)
    return any(" ".join(expansion) in folded for expansion in _expansions().get(short, ()))
