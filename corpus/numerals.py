"""Numbers as Vietnamese documents write them: decimal comma, thousands dot, leading zeros, and in words."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

# A run of digits with separators inside; never the tail of a word ("PTR0") or of a code ("QL.57").
NUMBER = re.compile(r"(?<!\w)(?<!\w\.)\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?\Z")
_THOUSANDS_COMMA = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d+)?\Z")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?\Z")
_MAX_DIGITS = 40

_DIGITS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_WORD = "|".join([*_DIGITS, "mươi", "trăm", "linh", "lẻ"])
NUMBER_WORDS = re.compile(rf"(?<!\w)(?:{_WORD})(?:\s(?:{_WORD})){{0,9}}(?!\w)")


def parse_number(written: str) -> Decimal | None:
    """Return the number that a run of digits stands for; None when it is a code ("6.1.2") and no number.

    "1.000" is a thousand, "1,5" one and a half, "4.0" and "95.5" have a decimal point (a dot before other than three
    digits separates no thousands).
    """
    if len(written) > _MAX_DIGITS:
        return None
    if _THOUSANDS.match(written):
        digits = written.replace(".", "").replace(",", ".")
    elif _THOUSANDS_COMMA.match(written):
        digits = written.replace(",", "")
    elif _PLAIN.match(written):
        digits = written.replace(",", ".")
    else:
        return None
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def has_decimal_point(written: str) -> bool:
    """Whether a dot in a number separates decimals, which only codes do in these plans ("mục tiêu 6.1")."""
    return "." in written and not _THOUSANDS.match(written)


def parse_number_words(words: str) -> Decimal | None:
    """Return the number below a thousand that number words stand for ("sáu mươi lăm"); None when they do not fit."""
    total, pending = 0, None
    for word in words.split():
        if word in _DIGITS:
            if pending is not None:
                return None
            pending = _DIGITS[word]
        elif word in ("linh", "lẻ"):
            continue
        elif pending is None:
            return None
        else:
            total += pending * (10 if word == "mươi" else 100)
            pending = None
        if pending == 10:
            total, pending = total + 10, None
    return Decimal(total + (pending or 0))


def composed(text: str) -> tuple[str, list[int]]:
    """Return text in NFC and in lower case, one character for one, and the place of each character in the input.

    The list has one more entry, the length of the input.
    """
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        pairs = [(_lower(character), place) for place, character in enumerate(text)]
    else:
        pairs = [
            (_lower(character), place)
            for place, cluster in _clusters(text)
            for character in unicodedata.normalize("NFC", cluster)
        ]
    return "".join(c for c, _ in pairs), [*(i for _, i in pairs), len(text)]


def _clusters(text: str) -> list[tuple[int, str]]:
    starts = [i for i, c in enumerate(text) if i == 0 or not unicodedata.combining(c)]
    return [(left, text[left:right]) for left, right in zip(starts, [*starts[1:], len(text)], strict=True)]


def _lower(character: str) -> str:
    lowered = character.lower()
    return {"\xa0": " ", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}.get(character, lowered[:1] or character)
