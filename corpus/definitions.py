"""Terms that a plan explains → definitions: its glossary, its abbreviations, "gọi tắt là", its footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from corpus.headings import plain
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


def parse_definitions(document: Document, sections: Sequence[Section]) -> list[Definition]:
    """Return what the plan defines, in the order of the source.

    Args:
        document: the plan; its tables are read too, for the abbreviations they explain.
        sections: its sections, as `parse_sections` gives them.
    """
    found = [*_glossary(document, sections), *_footnotes(document, sections)]
    seen: set[str] = set()
    for paragraph in single_paragraphs(document):
        for definition in _inline(document, paragraph):
            if definition.term not in seen:
                seen.add(definition.term)
                found.append(definition)
    return sorted(found, key=lambda d: (d.span.start, d.span.end))


def _glossary(document: Document, sections: Sequence[Section]) -> Iterator[Definition]:
    """Yield the glossary's entries; paragraphs and lists under an entry belong to it."""
    entry: tuple[str, Section, Section] | None = None
    numbered = any(s.role == "glossary" and _NUMBERED.match(s.text) for s in sections)
    for section in sections:
        if section.role != "glossary" or (section.text.endswith(":") and "tu ngu" in plain(section.text)):
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


def _inline(document: Document, paragraph: Paragraph) -> Iterator[Definition]:
    text = paragraph.text
    if "(" not in text:
        return
    for match in _CALLED.finditer(text):
        begin = _antecedent(text[: match.start()], match.group("term"))
        yield _record(document, paragraph, match.group("term").strip(), begin, match.start(), match.end())
    for match in _ABBREVIATION.finditer(text):
        short = match.group("short")
        spelt = _spelt_out(text[: match.start()], short)
        if spelt is not None:
            yield _record(document, paragraph, short, spelt, match.start(), match.end())
    for match in _REVERSED.finditer(text):
        if _explains(match.group("text"), match.group("short")):
            yield _record(
                document,
                paragraph,
                match.group("short"),
                match.start("text"),
                match.end("text"),
                match.end(),
                match.start(),
            )


def _record(
    document: Document, paragraph: Paragraph, term: str, begin: int, stop: int, end: int, start: int | None = None
) -> Definition:
    first = begin if start is None else start
    text = paragraph.text[begin:stop].strip(" ,;:")
    _, offsets = text_with_offsets(document, paragraph.start, paragraph.end)
    span = slice_span(document, offsets, first, end)
    return Definition(document.plan_id, term, text, span)


def _antecedent(before: str, term: str) -> int:
    """Return where the phrase that "gọi tắt là" renames begins: at the first of the term's own words in the sentence."""
    sentence = max(before.rfind(". "), before.rfind("; ")) + 1
    head = " ".join(term.split()[:2])
    for words in (head, head.split()[0]):
        position = before.find(words, sentence)
        if position >= 0:
            return position
    return sentence


def _spelt_out(before: str, short: str) -> int | None:
    """Return where the words begin that an abbreviation in brackets shortens, or None where that is not certain.

    Vietnamese abbreviations take the first letter of every word ("tăng trưởng xanh (TTX)"; "và" may be skipped).
    Foreign ones ("(ODA)") do not: there the words must be those that `abbreviations.toml` lists.
    """
    tail = before[-_REACH:]
    words = list(_WORD.finditer(tail))
    first = _initials(words, short)
    if first is None:
        first = _listed(words, short)
    return None if first is None else len(before) - len(tail) + words[first].start()


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
