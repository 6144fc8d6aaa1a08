"""Everything of a plan that is not a table → sections: a paragraph or a bullet each, with heading path and role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.headings import heading_role, plain
from corpus.outline import Entry, footnote_number, outline
from corpus.paragraphs import paragraphs, visible_nfc
from corpus.reading import Document
from corpus.records import Section, Span

LIST_ITEM_LENGTH = 170
LIST_MEAN_LENGTH = 100
LIST_LENGTH = 1500
_DAY = re.compile(r"\b\d{1,2}\s*(?:/|tháng)\s*\d{1,2}\b")
_BULLET = re.compile(r"(?:[-–—•●▪*+]\s*)+")
# Elsewhere an item is something to be done, by somebody, and is cited alone.
_LISTED_ROLES = frozenset(("body", "glossary"))
_LISTS = frozenset(("bullet", "plus"))
_WHOLE_BLOCKS = frozenset(("recipients", "signature"))


def parse_sections(document: Document, taken: Sequence[Span] = ()) -> list[Section]:
    """Return the running text of a plan as sections, in the order of the source.

    Every line outside the taken spans that holds anything ends in exactly one section. Headings are sections of their
    own (role "heading" or "title") besides standing in the paths of what they head.

    Args:
        document: the plan.
        taken: spans of tables, which are left out.
    """
    entries = outline(paragraphs(document, taken))
    return [_section(document, group, entries) for group in _groups(entries)]


def path_before(sections: Sequence[Section], offset: int) -> tuple[str, ...]:
    """Return the headings over the text at an offset (say, of a table): the path of the section before it.

    Args:
        sections: the sections of one document, in order.
        offset: a code-point offset into its source.
    """
    before = [section for section in sections if section.span.start <= offset]
    if not before:
        return ()
    last = before[-1]
    if last.role == "title" and last.path and last.path[0].startswith("Phụ lục"):
        titles = [s.text for s in before if s.role == "title" and s.path[:1] == last.path[:1]]
        named = next((t for t in titles[1:] if not t.startswith("(")), None)
        return (last.path[0], named) if named else last.path[:1]
    return (*last.path, last.text) if last.role == "heading" else last.path


def _groups(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield runs of paragraphs that make one section: signature blocks, recipients, lists of short items."""
    position = 0
    while position < len(entries):
        stop = position + 1
        while stop < len(entries) and _same_block(entries[position], entries[stop]):
            stop += 1
        run = list(entries[position:stop])
        named = role_of(entries[position]) in _LISTED_ROLES
        if entries[position].place in _WHOLE_BLOCKS or (named and _is_short_list(run, entries[stop : stop + 1])):
            yield run
        else:
            yield from ([entry] for entry in run)
        position = stop


def _same_block(first: Entry, other: Entry) -> bool:
    if other.paragraph.after_table:
        return False
    if first.place in _WHOLE_BLOCKS:
        return first.place == other.place
    items = first.kind == other.kind and first.kind in _LISTS
    return items and first.place == other.place == "body" and first.above == other.above


def _is_short_list(run: Sequence[Entry], following: Sequence[Entry]) -> bool:
    """Whether a list is one of names rather than of statements: short items, most of them without figures."""
    lengths = [len(entry.paragraph.text) for entry in run]
    if len(run) < 2 or max(lengths) > LIST_ITEM_LENGTH or sum(lengths) > LIST_LENGTH:
        return False
    if sum(lengths) > LIST_MEAN_LENGTH * len(run):
        return False
    if any(entry.node in follower.above for follower in following for entry in run):
        return False
    figures = sum(any(c.isdigit() for c in entry.paragraph.text) for entry in run)
    return figures * 2 <= len(run)


def _section(document: Document, group: Sequence[Entry], entries: Sequence[Entry]) -> Section:
    first, last = group[0], group[-1]
    start, end = first.paragraph.start, last.paragraph.end
    text = first.paragraph.text if len(group) == 1 else visible_nfc(document, start, end)
    if first.kind in _LISTS:
        text = text[_bullet_length(text) :]
    path = first.path
    if first.place == "footnote":
        path = (*path, *_footnote_host(first, entries))
    return Section(document.plan_id, path, text, document.span(start, end), role_of(first))


def _bullet_length(text: str) -> int:
    match = _BULLET.match(text)
    return match.end() if match and match.end() < len(text) else 0


def _footnote_host(note: Entry, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the words of the running text at the mark of a footnote, so that the note is found under them."""
    mark = f"({footnote_number(note.paragraph.text)})"
    for entry in entries:
        text = entry.paragraph.text
        position = text.find(mark)
        if entry.place == "body" and position > 0 and text[position - 1] != " ":
            return (text[_bullet_length(text) : position][-160:].strip(),)
    return ()


def role_of(entry: Entry) -> str:
    """Return the role of a paragraph from its place, its headings and its words.

    Args:
        entry: a paragraph in its outline.
    """
    if entry.place != "body":
        return entry.place
    text = plain(entry.paragraph.text)
    levels = (node.text for node in reversed(entry.above) if node.kind not in _LISTS)
    inherited = heading_role([*levels, *reversed(entry.part)])
    if inherited in ("glossary", "funding", "reporting"):
        return inherited
    if "bao cao" in text and _DAY.search(entry.paragraph.text) and "hang nam" in text.replace("hằng", "hang"):
        return "reporting"
    if inherited == "organisation" and ("kinh phi" in text or "du toan" in text):
        return "funding"
    if inherited is None and entry.above and entry.above[-1].kind == "article" and _assigns(text):
        return "organisation"
    if inherited is None and entry.kind == "article" and _assigns(text):
        return "organisation"
    return inherited or "body"


def _assigns(text: str) -> bool:
    return any(words in text for words in ("chiu trach nhiem", "co trach nhiem", " giao "))
