"""Provinces by old and new name, found in running text; today's province of each.

Source: Resolution 202/2025/QH15, by which 63 provinces became 34; the new administrations work from 1 July 2025.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache

from corpus.agency_names import AND, COMMA, HARD, SLASH, Word, fold, marked_form, slug, words
from corpus.tables_loading import Province, load_provinces

__all__ = [
    "Province",
    "find_provinces",
    "load_provinces",
    "predecessors",
    "province_by_id",
    "province_named",
    "today_id",
]

_LONGEST = 4
_QUESTION = 600
# Syllables that are one word where the second one also begins the name of a province.
_COMPOUNDS = frozenset({("cong", "nghe")})


@cache
def _by_id() -> Mapping[str, Province]:
    return {province.province_id: province for province in load_provinces()}


@cache
def _by_words() -> Mapping[tuple[str, ...], Sequence[tuple[Province, tuple[str, ...]]]]:
    """Map folded words to the provinces spelt so, each with the marked words: "Đắk Nông" and "Đăk Nông" are two."""
    table: dict[tuple[str, ...], list[tuple[Province, tuple[str, ...]]]] = {}
    for province in load_provinces():
        for name in (province.name, *province.spellings):
            marked = tuple(word.text for word in words(name))
            table.setdefault(tuple(fold(word) for word in marked), []).append((province, marked))
    return table


def province_by_id(province_id: str) -> Province | None:
    """Return the province with this id ("ben-tre"), or None."""
    return _by_id().get(province_id)


def province_named(name: str) -> Province | None:
    """Return the province of a name or id in any spelling ("Đăk Nông", "dak nong", "tỉnh Bến Tre"), or None."""
    folded = tuple(word.folded for word in words(name))
    for prefix in (("tinh",), ("thanh", "pho"), ("tp",)):
        if folded[: len(prefix)] == prefix and len(folded) > len(prefix):
            folded = folded[len(prefix) :]
            break
    found = _by_words().get(folded)
    return found[0][0] if found else _by_id().get(slug(name))


def today_id(province_id: str, as_of: date | None = None) -> str | None:
    """Return the id of the province that covers this one on a date.

    Args:
        province_id: id of one of the 63 provinces.
        as_of: the date; None means after all changes the table knows.

    Returns:
        Its own id before the merger or where it was not merged; None for an id that is not known.
    """
    province = province_by_id(province_id)
    if province is None:
        return None
    if province.merged_into and (as_of is None or province.merged_from is None or as_of >= province.merged_from):
        return province.merged_into
    return province_id


def predecessors(province_id: str) -> tuple[Province, ...]:
    """Return the provinces of before July 2025 that make up today's province, itself first.

    Args:
        province_id: id of one of today's 34 provinces; for a merged province the result is empty.
    """
    members = [p for p in load_provinces() if p.today_id == province_id]
    return tuple(sorted(members, key=lambda p: p.province_id != province_id))


def find_provinces(text: str, folded: bool = False) -> Iterator[tuple[int, int, Province]]:
    """Yield the provinces named in a text with their offsets, longest name first at each place.

    Args:
        text: running text or a question.
        folded: the text has no marks, so names are compared without them.

    Yields:
        Start and end offset of the name and the province. A word without marks agrees with its marked form only where
        the whole name has none ("ben tre"), so that "hà giang" is not found in "ha giảng".
    """
    # One question is looked through many times, a plan once.
    yield from _in_question(text, folded) if len(text) <= _QUESTION else _provinces_in(text, folded)


@lru_cache(maxsize=1024)
def _in_question(text: str, folded: bool) -> tuple[tuple[int, int, Province], ...]:
    return tuple(_provinces_in(text, folded))


def _provinces_in(text: str, folded: bool) -> Iterator[tuple[int, int, Province]]:
    text_words = words(text)
    at = 0
    while at < len(text_words):
        hit = None if _ends_a_word(text_words, at) else _province_at(text_words, at, folded)
        if hit is None:
            at += 1
            continue
        end, province = hit
        yield text_words[at].start, text_words[end - 1].end, province
        at = end


def _ends_a_word(text_words: tuple[Word, ...], at: int) -> bool:
    """Return whether a syllable belongs to the one before: "công nghệ An Giang" names An Giang, not Nghệ An."""
    return at > 0 and not text_words[at].before and (text_words[at - 1].folded, text_words[at].folded) in _COMPOUNDS


def _province_at(text_words: tuple[Word, ...], at: int, folded: bool) -> tuple[int, Province] | None:
    for length in range(_LONGEST, 0, -1):
        piece = text_words[at : at + length]
        if len(piece) < length or any(word.before & (HARD | COMMA | AND | SLASH) for word in piece[1:]):
            continue
        for province, marked in _by_words().get(tuple(word.folded for word in piece), ()):
            if folded or _marks_agree(piece, marked):
                return at + length, province
    return None


def _marks_agree(piece: tuple[Word, ...], marked: tuple[str, ...]) -> bool:
    forms = [marked_form(word.text) for word in piece]
    if all(form == word.folded for form, word in zip(forms, piece, strict=True)):
        return len(piece) > 1 or marked_form(marked[0]) == forms[0]
    return forms == [marked_form(word) for word in marked]
