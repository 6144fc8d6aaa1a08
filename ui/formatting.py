"""How Vietnamese readers expect dates, numbers and alphabetical order."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from corpus.provinces import load_provinces, predecessors, province_by_id

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: at for at, letter in enumerate(_ALPHABET, start=10)}
# The order of tones in Vietnamese dictionaries: level, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}
_PIECE = re.compile(r"\d+|[^\W\d_]+")

SortKey = tuple[tuple[tuple[int, ...], int], ...]


def sort_key(text: str) -> SortKey:
    """Return a key that sorts as Vietnamese dictionaries do: syllable by syllable, letters first, then tones."""
    return tuple(_syllable_key(piece) for piece in _PIECE.findall(text.lower()))


def _syllable_key(piece: str) -> tuple[tuple[int, ...], int]:
    if piece.isdigit():
        return (0, int(piece[:18])), 0
    letters: list[str] = []
    tone = 0
    for character in unicodedata.normalize("NFD", piece):
        if character in _TONES:
            tone = _TONES[character]
        elif character in _SHAPES and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + character)
        else:
            letters.append(character)
    return tuple(_ORDER.get(letter, 99 + ord(letter[0])) for letter in letters), tone


def date_text(iso: str | None) -> str | None:
    """Return an ISO date as dd/mm/yyyy; None for none, the text itself where it is no date."""
    if not iso:
        return None
    try:
        return date.fromisoformat(iso).strftime("%d/%m/%Y")
    except ValueError:
        return iso


def number_text(value: float | int | Decimal, digits: int = 2) -> str:
    """Return a number with a decimal comma and dots between thousands."""
    text = f"{value:,.{digits}f}" if isinstance(value, float | Decimal) else f"{value:,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def province_name(province_id: str | None) -> str:
    """Return the name of a province; its id where it is not known."""
    province = province_by_id(province_id) if province_id else None
    return province.name if province else province_id or "?"


def new_provinces(old: list[str]) -> dict[str, list[str]]:
    """Return today's provinces that cover the given old ones: id → the old ones it covers.

    Only those that were merged with others count; the id may also be that of an old province.
    """
    found: dict[str, list[str]] = {}
    for province in load_provinces():
        members = [member.province_id for member in predecessors(province.province_id)]
        covered = [each for each in members if each in old]
        if len(members) > 1 and covered:
            found[province.province_id] = covered
    return found


def code_key(code: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts codes as numbers: 2.9 before 2.10, 1.1.1.a before 1.1.1.b."""
    return tuple((int(part), "") if part.isdigit() and len(part) < 9 else (10**9, part) for part in code.split("."))


def shortened(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut at a word."""
    if len(text) <= limit:
        return text
    return (text[: limit - 1].rpartition(" ")[0] or text[: limit - 1]) + "…"
