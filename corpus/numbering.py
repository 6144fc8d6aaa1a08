"""Numbers and letters before headings and list items, and the outline they spell.

A level is known by its kind of mark and by succession ("1." after "1." restarts a list, "l." follows "k."), not by a
fixed depth: plans nest their marks differently, and exports damage them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# The Vietnamese order of list letters: "đ" has its place, "f", "j", "w" and "z" have none.
LETTERS = "abcdđeghiklmnopqrstuvxy"
DEEPEST = 12
_ROMAN = {"I": 1, "V": 5, "X": 10}
_CHAPTERS = {"phần": 2, "chương": 4, "mục": 6}

MARK = re.compile(
    r"""
    (?P<article>Điều\s+(?P<article_number>\d{1,3})\s*[.:])
  | (?P<chapter>(?P<chapter_word>Phần|Chương|Mục|PHẦN|CHƯƠNG|MỤC)\s+(?P<chapter_number>[IVX]{1,5}|\d{1,2})\b)
  | (?P<roman>[IVX]{1,6})\s*[.)](?=\s*[^\W\d])
  | (?P<upper>[A-EGHĐ])\s*[.)](?=\s*[^\W\d])
  | (?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})\s*[.):]?(?=\s*[^\W\d]|\s+\S)
  | (?P<arabic>\d{1,2})\s*[.)](?=\s*[^\s\d])
  | \((?P<paren>\d{1,2})\)\s*\.?(?=\s*\S)
  | \((?P<small>[ivx]{1,4})\)(?=\s*\S)
  | (?P<letter>[a-zđ])\s*[.)](?=\s*\S)
  | (?P<bullet>[-–—•●▪*])(?=\s|[^\W\d])
  | (?P<plus>\+)(?=\s|[^\W\d])
    """,
    re.X,
)

RANKS = {
    "chapter": 2,
    "upper": 5,
    "caps": 8,
    "roman": 10,
    "article": 12,
    "arabic": 20,
    "dotted": 21,
    "letter": 30,
    "paren": 40,
    "small": 42,
    "bold": 44,
    "intro": 46,
    "bullet": 50,
    "plus": 60,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark that opens a paragraph: its kind, its place in the succession (0 for bullets) and where the text begins.

    `depth` tells "1.1" (2) from "1.1.1" (3).
    """

    kind: str
    number: int
    depth: int
    label: str
    text_start: int


@dataclass(frozen=True, slots=True)
class Node:
    """An open level of the outline: the mark that opened it and the text that stands in heading paths."""

    kind: str
    number: int
    depth: int
    text: str
    label: str = ""
    invites: bool = False
    heading: bool = False
    start: int = 0
    end: int = 0

    @property
    def rank(self) -> int:
        """How far inside this level belongs when nothing else is known."""
        return RANKS[self.kind] + (self.depth if self.kind == "dotted" else 0)


def read_mark(text: str) -> Mark | None:
    """Return the mark that a paragraph begins with, or None.

    Args:
        text: the paragraph's visible text in NFC.
    """
    match = MARK.match(text)
    if match is None:
        return None
    kind = next(k for k in RANKS if k in match.groupdict() and match.group(k) is not None)
    value = match.group(kind)
    number, depth = _number(kind, value, match)
    return Mark(kind, number, depth, value if kind not in ("article", "chapter") else match.group(), match.end())


def _number(kind: str, value: str, match: re.Match[str]) -> tuple[int, int]:
    if kind == "article":
        return int(match.group("article_number")), 1
    if kind == "chapter":
        inner = match.group("chapter_number")
        return (int(inner) if inner.isdigit() else roman_value(inner)), _CHAPTERS[match.group("chapter_word").lower()]
    if kind in ("roman", "small"):
        return roman_value(value.upper()), 1
    if kind == "dotted":
        return int(value.rsplit(".", 1)[1]), value.count(".") + 1
    if kind in ("arabic", "paren"):
        return int(value), 1
    if kind == "letter":
        return LETTERS.find(value) + 1, 1
    if kind == "upper":
        return ord(value) - ord("A") + 1, 1
    return 0, 1


def roman_value(text: str) -> int:
    """Return the value of a Roman numeral made of I, V and X."""
    values = [_ROMAN[c] for c in text]
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


def mend_mark(mark: Mark, stack: Sequence[Node]) -> Mark:
    """Return the mark as succession reads it: "I." or "1." after "k." is the letter l, "i." after "h." a letter.

    Args:
        mark: the mark as written.
        stack: the open levels, outermost first.
    """
    letter = _innermost(stack, "letter")
    if letter is None or letter.invites:
        return mark
    awaited = LETTERS[letter.number : letter.number + 1]
    # "I" and "1" are how OCR prints a small L; they stand for one where the letter is due and their own row is not.
    if awaited == "l" and mark.number == 1 and mark.kind in ("roman", "arabic") and _innermost(stack, mark.kind):
        return Mark("letter", letter.number + 1, 1, mark.label, mark.text_start)
    return mark


def _innermost(stack: Sequence[Node], kind: str) -> Node | None:
    return next((node for node in reversed(stack) if node.kind == kind), None)


def level_of(mark: Mark, stack: Sequence[Node]) -> int:
    """Return how many of the open levels stay open above a paragraph with this mark.

    The innermost open level of the same kind whose successor this is takes it; a first number after a line that invites
    a list ("…:") opens a list inside it; else the innermost level of the kind; else its rank decides.

    Args:
        mark: the mended mark.
        stack: the open levels, outermost first.
    """
    same = [i for i, node in enumerate(stack) if node.kind == mark.kind and _same_depth(mark, node)]
    if mark.number:
        for index in reversed(same):
            if stack[index].number + 1 == mark.number:
                return index
    first = mark.number <= 1 and mark.kind not in ("roman", "article", "chapter", "upper")
    open_list = bool(stack) and len(stack) < DEEPEST and _invites(stack[-1], mark)
    if first and open_list and not (same and mark.number == 0):
        return len(stack)
    if same:
        return same[-1]
    rank = RANKS[mark.kind] + (mark.depth if mark.kind == "dotted" else 0)
    return next((i for i, node in enumerate(stack) if node.rank >= rank), len(stack))


def _same_depth(mark: Mark, node: Node) -> bool:
    return mark.kind not in ("dotted", "chapter") or mark.depth == node.depth


def _invites(node: Node, mark: Mark) -> bool:
    return node.invites and node.kind != mark.kind
