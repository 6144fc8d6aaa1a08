"""The vocabulary of headings: which words open a part, a signature block, a legal basis, or give text a role."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from corpus.errors import CorpusError
from corpus.wording import without_marks

_TABLE = "headings.toml"
_APPENDIX = re.compile(r"ph[uụ]\s+l[uụ]c(?:\s+(?:số\s+)?(?P<number>[ivx]{1,5}|\d{1,2}|[a-e]))?(?P<rest>\b.*|$)", re.I)
_REFERENCE = re.compile(r"\(.{0,40}k[eè]m theo", re.I)


@dataclass(frozen=True, slots=True)
class HeadingRole:
    """Words (unmarked) of a heading and the role they give."""

    role: str
    words: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`headings.toml` as records."""

    roles: tuple[HeadingRole, ...]
    parts: frozenset[str]
    legal_basis: tuple[str, ...]
    letterhead: tuple[str, ...]
    prefixes: tuple[str, ...]
    offices: frozenset[str]


@cache
def load_vocabulary() -> Vocabulary:
    """Read `tables/headings.toml`.

    Raises:
        CorpusError: the table cannot be read or a field is missing.
    """
    try:
        data: dict[str, Any] = tomllib.loads(files("corpus").joinpath("tables", _TABLE).read_text(encoding="utf-8"))
        return Vocabulary(
            tuple(
                HeadingRole(row["role"], tuple(row["words"]), tuple(row.get("unless", ()))) for row in data["heading"]
            ),
            frozenset(data["parts"]["words"]),
            tuple(data["legal_basis"]["words"]),
            tuple(data["letterhead"]["words"]),
            tuple(data["signature"]["prefixes"]),
            frozenset(data["signature"]["offices"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(f"không đọc được bảng dữ liệu '{_TABLE}': {error}") from error


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return text without marks, case and double spaces."""
    return without_marks(text)


def in_capitals(text: str) -> bool:
    """Whether all letters of a text are capitals (and it has at least three)."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 3 and all(c.isupper() for c in letters)


def part_word(text: str, emphasised: bool) -> bool:
    """Whether a line is nothing but the kind of document that begins here ("QUYẾT ĐỊNH", "## KẾ HOẠCH")."""
    return len(text) < 40 and (emphasised or in_capitals(text)) and plain(text) in load_vocabulary().parts


def appendix_title(text: str, emphasised: bool) -> tuple[str, str] | None:
    """Return the number and the rest of a line that opens an appendix, or None for any other line."""
    if len(text) > 300:
        return None
    match = _APPENDIX.match(text)
    if match is None:
        return None
    number, rest = match.group("number") or "", match.group("rest").strip(" .:-–")
    shouted = text[:7].isupper()
    if not (shouted or emphasised or (not rest and len(text) < 14)):
        return None
    return number.upper() if number.isalpha() else number, rest


def heading_role(texts: Iterable[str]) -> str | None:
    """Return the role that the innermost heading with a role gives.

    Args:
        texts: headings, innermost first.
    """
    for text in texts:
        folded = plain(text)
        for row in load_vocabulary().roles:
            if any(word in folded for word in row.words) and not any(word in folded for word in row.unless):
                return row.role
    return None


def is_legal_basis(text: str) -> bool:
    """Whether a paragraph opens like a legal basis ("Căn cứ Luật …")."""
    return plain(text[:60]).startswith(load_vocabulary().legal_basis)


def is_letterhead(text: str) -> bool:
    """Whether a line names the issuing body or the state as letterheads do."""
    return len(text) < 120 and in_capitals(text) and plain(text).startswith(load_vocabulary().letterhead)


def is_office(text: str) -> bool:
    """Whether a line belongs to a signature block ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")."""
    folded = plain(text).rstrip(" .:")
    vocabulary = load_vocabulary()
    if folded in vocabulary.offices:
        return in_capitals(text) or folded.startswith("(")
    return len(text) < 90 and folded.startswith(vocabulary.prefixes) and in_capitals(text)


def is_person(text: str) -> bool:
    """Whether a line is written like a person's name: two to five words with a capital each and nothing else."""
    words = text.split() if len(text) < 45 else []
    return 2 <= len(words) <= 5 and all(w.isalpha() and w[0].isupper() and w[1:].islower() for w in words)


def is_issue_reference(text: str) -> bool:
    """Whether a line says with which decision it was issued ("(Ban hành kèm theo Quyết định số …)")."""
    return _REFERENCE.search(text[:700]) is not None
