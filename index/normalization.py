"""One spelling for one word: Unicode forms, invisible characters, look-alikes, tone placement.

Written here because neither small library serves: `vn-text` keeps Ð (U+00D0) apart from Đ by design, `vi-textmatch`
moves tones only in open syllables, and neither says where a character of the result stood in the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_TONES: Final = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_HANGUL_VOWELS_AND_TAILS: Final = range(0x1160, 0x1200)


def _replacements() -> dict[int, str | None]:
    """Return the table of single characters that are dropped (`None`) or written another way."""
    table: dict[int, str | None] = {}
    invisible = [(0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E)]
    for first, last in [*invisible, (0x2060, 0x2064), (0x2066, 0x206F), (0xFEFF, 0xFEFF)]:
        table.update(dict.fromkeys(range(first, last + 1)))
    blank = [(0x00, 0x1F), (0x7F, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F)]
    # A lone surrogate cannot be encoded, so it must not reach a file or an engine written in C.
    for first, last in [*blank, (0x205F, 0x205F), (0x3000, 0x3000), (0xD800, 0xDFFF)]:
        table.update(dict.fromkeys(range(first, last + 1), " "))
    table.update(dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-"))
    table.update(dict.fromkeys([0x2018, 0x2019, 0x02BC, 0x02B9, 0x0374, 0xB4, 0x1FFD], "'"))
    pairs = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "²": "2", "³": "3", "₂": "2", "₃": "3"}
    table.update({ord(seen): meant for seen, meant in pairs.items()})
    return table


_REPLACEMENTS: Final = _replacements()


def _toned(vowel: str) -> list[str]:
    return [unicodedata.normalize("NFC", vowel + tone) for tone in _TONES]


def _both_cases(pairs: dict[str, str]) -> dict[str, str]:
    """Add the Title and UPPER forms of every pair of two letters."""
    return {
        change(seen): change(meant) for seen, meant in pairs.items() for change in (str.lower, str.title, str.upper)
    }


def _tone_pairs(first: str, seconds: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the two moves of a tone over a vowel pair: to the first vowel (oà → òa), to the second (òa → oà)."""
    on_first = [toned + second for second in seconds for toned in _toned(first)]
    on_second = [first + toned for second in seconds for toned in _toned(second)]
    to_first = _both_cases(dict(zip(on_second, on_first, strict=True)))
    return to_first, {meant: seen for seen, meant in to_first.items()}


_LETTER: Final = r"[^\W\d_]"
_OPEN_OA, _CLOSED_OA = _tone_pairs("o", "ae")
_OPEN_UY, _CLOSED_UY = _tone_pairs("u", "y")
_AFTER_Q: Final = _tone_pairs("u", "aeiy")[1]


def _any_of(pairs: dict[str, str]) -> str:
    return "(?:" + "|".join(pairs) + ")"


_TONE_MOVES: Final = (
    (re.compile(f"{_any_of(_OPEN_OA)}(?!{_LETTER})"), _OPEN_OA),
    (re.compile(f"{_any_of(_CLOSED_OA)}(?={_LETTER})"), _CLOSED_OA),
    (re.compile(f"(?<![qQ]){_any_of(_OPEN_UY)}(?!{_LETTER})"), _OPEN_UY),
    (re.compile(f"(?<![qQ]){_any_of(_CLOSED_UY)}(?={_LETTER})"), _CLOSED_UY),
    (re.compile(f"(?<=[qQ]){_any_of(_AFTER_Q)}"), _AFTER_Q),
)


def place_tones(text: str) -> str:
    """Return NFC `text` with every tone where today's dictionaries put it, length unchanged.

    Open syllables carry it on the first vowel (hoà → hòa, thuỷ → thủy), closed ones on the second (tòan → toàn,
    hoàn and suýt stay), and the u of qu- carries none (qúy → quý).
    """
    if text.isascii():
        return text
    for pattern, pairs in _TONE_MOVES:
        text = pattern.sub(lambda match, pairs=pairs: pairs[match.group()], text)  # type: ignore[misc]
    return text


def clean(text: str) -> str:
    """Return `text` as one line of NFC without invisible characters, look-alikes or old tone placement, case kept.

    This is what is embedded; `normalize` is the same in lower case.
    """
    composed = unicodedata.normalize("NFC", text.translate(_REPLACEMENTS))
    return place_tones(_single_spaced(composed))


def normalize(text: str) -> str:
    """Return the one lower-case spelling under which index and query meet.

    Args:
        text: Any text, in any Unicode form.

    Returns:
        One line: NFC, lower case, single plain spaces, plain hyphens, Đ for its look-alikes, tones in one place.
    """
    composed = unicodedata.normalize("NFC", text.translate(_REPLACEMENTS))
    return place_tones(_single_spaced(_lower(composed)))


def _lower(text: str) -> str:
    # Python's lower() writes a final Σ as ς by looking at its neighbours; one form keeps it a matter of the letter.
    return text.lower().replace("ς", "σ")


def _single_spaced(text: str) -> str:
    return " ".join(part for part in text.split(" ") if part)


@dataclass(frozen=True, slots=True)
class Aligned:
    """Normalised text that remembers where each of its characters stood in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span `[start, end)` of the normalised text as a span of the original."""
        return self.starts[start], self.ends[end - 1]


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each letter with the marks that follow it, replaced as in `_REPLACEMENTS`, and where it stood."""
    letters: list[str] = []
    first = last = 0
    for position, character in enumerate(text):
        replaced = _REPLACEMENTS.get(ord(character), character)
        if replaced is None:
            continue
        joins = unicodedata.category(replaced)[0] == "M" or ord(replaced) in _HANGUL_VOWELS_AND_TAILS
        if letters and not joins:
            yield "".join(letters), first, last
            letters = []
        if not letters:
            first = position
        letters.append(replaced)
        last = position + 1
    if letters:
        yield "".join(letters), first, last


def align(text: str) -> Aligned:
    """Return `normalize(text)` with the place in `text` of each of its characters.

    A letter written as several code points (NFD) is one place, from its base to its last mark.
    """
    plain = text.translate(_REPLACEMENTS)
    direct = normalize(text)
    # İ is two characters in lower case, so equal lengths alone could hide one letter gained and one space lost.
    if len(direct) == len(text) == len(plain) == len(plain.lower()) and unicodedata.is_normalized("NFC", plain):
        return Aligned(direct, range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster, start, end in _clusters(text):
        for character in _lower(unicodedata.normalize("NFC", cluster)):
            if character == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(character)
            starts.append(start)
            ends.append(end)
    if characters and characters[-1] == " ":
        characters.pop()
    return Aligned(place_tones("".join(characters)), starts, ends)


def _unmarked(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    return {"đ": "d", "Đ": "D"}.get(base, base)


_UNMARKED: Final = {code: _unmarked(chr(code)) for block in ((0xC0, 0x250), (0x1E00, 0x1F00)) for code in range(*block)}


def unmark(text: str) -> str:
    """Return NFC `text` without tone and vowel marks and with d for đ, one character for one of Vietnamese."""
    if text.isascii():
        return text
    unmarked = text.translate(_UNMARKED)
    if unmarked.isascii():
        return unmarked
    return "".join(c for c in unicodedata.normalize("NFD", unmarked) if unicodedata.category(c) != "Mn")


def fold(text: str) -> str:
    """Return `normalize(text)` without marks: "Đường thuỷ" and "duong thuy" both become "duong thuy"."""
    return unmark(normalize(text))
