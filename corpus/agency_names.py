"""Words, spellings and a trie of names: what recognising a body in a text needs, and nothing about bodies themselves.

Names are compared word by word in folded form (lower case, no marks, đ = d); punctuation between words is kept apart as
a set of flags, so that "Sở Văn hóa, Thể thao và Du lịch" is one name and "Sở Văn hóa và Thể thao, Sở Du lịch" two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

COMMA, AND, SLASH, BREAK, HARD = 1, 2, 4, 8, 16
"""What may stand between two words: a comma, "và" or "&", a slash, a line break, anything that always separates."""

_WORD = re.compile(r"[\w\u0300-\u036f\u200b\u200c\u200d\ufeff]+|&")
_PIECE = re.compile(r"\[([^\[\]]*)\]|([^\[\]]+)")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_AND_WORDS = frozenset(("va", "&"))
_HARD_CHARS = frozenset(';:.()[]{}|•*+\t"“”!?…')
_DASHES = frozenset("-–—−")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the text in lower case without Vietnamese marks.

    Args:
        text: any text, composed (NFC) or decomposed (NFD).

    Returns:
        The folded text; đ and the look-alike ð become d, zero-width characters go.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold())
    kept = (c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return "".join(kept).replace("đ", "d").replace("ð", "d")


@lru_cache(maxsize=65536)
def marked_form(word: str) -> str:
    """Return a key under which old and new tone placement agree (hoà = hòa), but different marks do not."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    tones = "".join(c for c in decomposed if c in _TONES)
    rest = "".join(c for c in decomposed if c not in _TONES and unicodedata.category(c) != "Cf")
    return rest.replace("ð", "đ") + tones


def slug(text: str) -> str:
    """Return the id made of a name: folded, every run of other characters a hyphen."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands, its folded form, and the flags of what stands before it."""

    text: str
    start: int
    end: int
    folded: str
    before: int


def words(text: str) -> tuple[Word, ...]:
    """Cut a text into words; "và" and "&" become the flag AND of the word after them.

    Args:
        text: the text of a cell, a sentence or a question.

    Returns:
        The words in order, with offsets into `text` as it was given.
    """
    return tuple(_words(text))


def _words(text: str) -> Iterator[Word]:
    last, flags = 0, 0
    for match in _WORD.finditer(text):
        flags |= _between(text[last : match.start()])
        last = match.end()
        folded = fold(match.group())
        if folded in _AND_WORDS:
            flags |= AND
        elif folded:
            yield Word(match.group(), match.start(), match.end(), folded, flags)
            flags = 0


def _between(gap: str) -> int:
    if gap in (" ", ""):
        return 0
    flags = 0
    for char in gap:
        if char in _HARD_CHARS:
            flags |= HARD
        elif char == ",":
            flags |= COMMA
        elif char == "/":
            flags |= SLASH
        elif char in "\n\r":
            flags |= BREAK
        elif char in _DASHES and flags & BREAK:
            flags |= HARD
    return flags


def spellings(pattern: str) -> Iterator[str]:
    """Yield every spelling of a pattern such as "[Văn phòng|VP] UBND [tỉnh|]"; an empty choice leaves the words out."""
    choices = [m.group(1).split("|") if m.group(1) is not None else [m.group(2)] for m in _PIECE.finditer(pattern)]
    for chosen in product(*choices):
        yield " ".join("".join(chosen).split())


def department_spellings(
    parts: Sequence[Sequence[str]], joins: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], tuple[int, ...], bool]]:
    """Yield every mixture of full and abbreviated parts of a department's name, without the word "Sở".

    Args:
        parts: per part the full form and its abbreviations ("Kế hoạch", "KH").
        joins: per boundary what may stand there besides a space or a dash: "," or "và", or both.

    Returns:
        Words, the flags allowed before each word, and whether the whole is an abbreviation; neighbouring abbreviations
        are also yielded joined ("KH", "ĐT" → "KHĐT").
    """
    allowed = [0, *(_between(join.replace("và", "")) | (AND if "và" in join else 0) for join in joins)]
    for chosen in product(*parts):
        short = [form != part[0] for form, part in zip(chosen, parts, strict=True)]
        for glue in product((False, True), repeat=len(parts) - 1):
            if all(short[i] and short[i + 1] for i, joined in enumerate(glue) if joined):
                yield (*_glued(chosen, glue, allowed), all(short))


def _glued(
    chosen: Sequence[str], glue: Sequence[bool], allowed: Sequence[int]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    out: list[str] = []
    flags: list[int] = []
    for index, form in enumerate(chosen):
        if index and glue[index - 1]:
            out[-1] += form
            continue
        for word in _words(form):
            out.append(word.text)
            flags.append(word.before)
        first = len(flags) - len(tuple(_words(form)))
        flags[first] |= allowed[index]
    return tuple(out), tuple(flags)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a body: its words, what may stand before each, and what kind of writing it is.

    `role` is "name", "core" (a department without "Sở"), "short" (such a core that is an abbreviation), "spoken" or
    "misread"; `rank` decides between bodies that share a spelling (lower first).
    """

    agency_id: str
    role: str
    words: tuple[str, ...]
    allowed: tuple[int, ...]
    rank: int = 0
    used_in: tuple[str, ...] = ()


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    ends: list[Spelling] = field(default_factory=list)


class NameTrie:
    """All spellings, word by word; finds the spellings that begin at a given word of a text."""

    def __init__(self, all_spellings: Iterable[Spelling]) -> None:
        """Build the trie.

        Args:
            all_spellings: spellings with folded words.
        """
        self._root = _Node()
        for spelling in all_spellings:
            node = self._root
            for word in spelling.words:
                node = node.children.setdefault(fold(word), _Node())
            node.ends.append(spelling)
        self._first = frozenset(self._root.children)

    def begins(self, folded: str) -> bool:
        """Tell whether any spelling begins with this folded word."""
        return folded in self._first

    def matches(self, text: Sequence[Word], at: int) -> Iterator[tuple[int, Spelling]]:
        """Yield (end, spelling) for every spelling that begins at word `at`, longest first.

        Args:
            text: the words of the text.
            at: index of the first word.
        """
        found: list[tuple[int, Spelling]] = []
        node: _Node | None = self._root
        flags: list[int] = []
        for index in range(at, len(text)):
            word = text[index]
            if index > at and word.before & HARD:
                break
            node = node.children.get(word.folded) if node else None
            if node is None:
                break
            flags.append(0 if index == at else word.before & ~BREAK)
            found += [(index + 1, s) for s in node.ends if _fits(flags, s.allowed)]
        found.sort(key=lambda pair: (-pair[0], pair[1].rank))
        yield from found


def _fits(flags: Sequence[int], allowed: Sequence[int]) -> bool:
    return all(not (flag & ~ok) for flag, ok in zip(flags[1:], allowed[1:], strict=True))
