"""Markup in flattened plans: HTML fragments, entities, emphasis marks, and the text without them.

Everything here keeps code-point offsets into the source, so that a cleaned text can always point back.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK_TAGS = "p|ul|ol|li|br|div|tr|td|th|table|tbody|thead|hr|h[1-6]"
_INLINE_TAGS = "b|i|u|em|strong|span|sup|sub|font|a|s|del|small"
# Only known tags are tags: "<3%" and "< 2" are numbers of the plans.
TAG = re.compile(rf"<(?P<close>/?)(?P<name>{_BLOCK_TAGS}|{_INLINE_TAGS})(?P<attributes>\s[^<>]{{0,300}})?/?>", re.I)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|hellip|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_BLOCK = re.compile(rf"(?:{_BLOCK_TAGS})\Z", re.I)
_EMPHASIS = re.compile(r"\*\*|~~|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])")
_RULE_LINE = re.compile(r"(?=[^-]*--)[ \t|:-]*\Z")
_HASHES = re.compile(r"(?m)^[ \t]*#{1,6}[ \t]+")
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between block-level tags or line ends: `source[start:end]`, trimmed, not empty.

    `opener` is the tag (or "line") that began it.
    """

    start: int
    end: int
    opener: str


def blocks(source: str, start: int, end: int) -> Iterator[Block]:
    """Yield the non-blank runs of `source[start:end]` between block tags and line feeds, in order."""
    position, opener = start, "text"
    for match in _breaks(source, start, end):
        yield from _trimmed(source, position, match.start(), opener)
        position = match.end()
        name = match.group("name")
        opener = "line" if name is None else ("/" if match.group("close") else "") + name.lower()
    yield from _trimmed(source, position, end, opener)


_BREAK = re.compile(rf"\n|{TAG.pattern}", re.I)


def _breaks(source: str, start: int, end: int) -> Iterator[re.Match[str]]:
    for match in _BREAK.finditer(source, start, end):
        if match.group("name") is None or _BLOCK.match(match.group("name")):
            yield match


def _trimmed(source: str, start: int, end: int, opener: str) -> Iterator[Block]:
    start, end = trim(source, start, end)
    if start < end and visible(source, start, end):
        yield Block(start, end, opener)


def trim(source: str, start: int, end: int) -> tuple[int, int]:
    """Shrink `[start, end)` so that it begins and ends with something that is not white space."""
    while start < end and (source[start].isspace() or source[start] in _ZERO_WIDTH):
        start += 1
    while end > start and (source[end - 1].isspace() or source[end - 1] in _ZERO_WIDTH):
        end -= 1
    return start, end


def visible(source: str, start: int, end: int) -> str:
    """Return `source[start:end]` with markup removed and white space collapsed: the one form of every quote.

    Tags, entities, emphasis marks, heading hashes and table rules go; cell separators (TAB, "|") become a space.
    """
    text = source[start:end]
    if "\n" in text and "|" in text:
        text = "\n".join(line for line in text.split("\n") if not _RULE_LINE.match(line))
    text = TAG.sub(" ", text)
    text = _ENTITY.sub(lambda m: html.unescape(m.group()), text)
    text = _HASHES.sub("", text)
    text = _EMPHASIS.sub("", text)
    text = text.replace("|", " ")
    if not _ZERO_WIDTH.isdisjoint(text):
        text = "".join(c for c in text if c not in _ZERO_WIDTH)
    return " ".join(text.split())


def visible_with_offsets(source: str, start: int, end: int) -> tuple[str, list[int]]:
    """Return the visible text of a piece on one line, and for every character its offset in the source."""
    characters: list[str] = []
    offsets: list[int] = []
    hidden = _hidden_ranges(source, start, end)
    position = start
    pending_space = False
    while position < end:
        skip = hidden.get(position)
        if skip is not None:
            stop, shown = skip
            pending_space = pending_space or shown == " "
            if shown.strip():
                pending_space = _push(characters, offsets, shown, position, pending_space)
            position = stop
            continue
        character = source[position]
        if character.isspace() or character == "|":
            pending_space = True
        elif character not in _ZERO_WIDTH:
            pending_space = _push(characters, offsets, character, position, pending_space)
        position += 1
    return "".join(characters), offsets


def _push(characters: list[str], offsets: list[int], shown: str, position: int, space_before: bool) -> bool:
    if space_before and characters:
        characters.append(" ")
        offsets.append(position)
    for character in shown:
        characters.append(character)
        offsets.append(position)
    return False


def _hidden_ranges(source: str, start: int, end: int) -> dict[int, tuple[int, str]]:
    hidden: dict[int, tuple[int, str]] = {}
    for match in _EMPHASIS.finditer(source, start, end):
        hidden[match.start()] = (match.end(), "")
    for match in _HASHES.finditer(source, start, end):
        hidden[match.start()] = (match.end(), "")
    for match in _ENTITY.finditer(source, start, end):
        hidden[match.start()] = (match.end(), html.unescape(match.group()).replace("\xa0", " "))
    for match in TAG.finditer(source, start, end):
        hidden[match.start()] = (match.end(), " ")
    return hidden
