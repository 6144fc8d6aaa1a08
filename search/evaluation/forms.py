"""The same question as other people would type it: without marks, in capitals, in raw Telex, with a typo, and so on.

Every form is a function of the text and a seeded random source; the meaning never changes. A form that has nothing to
change in a question returns it as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from random import Random

from corpus.agencies import load_registry
from corpus.tables_loading import Abbreviation, load_abbreviations
from index.normalization import place_tones

Form = Callable[[str, Random], str]
AS_WRITTEN = "as_written"

_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_TONES = {"\u0300": ("f", "2"), "\u0301": ("s", "1"), "\u0303": ("x", "4"), "\u0309": ("r", "3"), "\u0323": ("j", "5")}
_SHAPES_TELEX = {"\u0302": None, "\u031b": "w", "\u0306": "w"}
_SHAPES_VNI = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
_NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol", "a": "qsz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli",
    "l": "ko", "z": "ax", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nj",
}  # fmt: skip
_MIN_TYPO_WORD = 4
_MIN_SHORT = 3


def as_written(text: str, random: Random) -> str:
    """Return the question as the gold set has it."""
    return text


def no_marks(text: str, random: Random) -> str:
    """Return the text without any mark, đ as d."""
    return "".join(_unmarked(char) for char in text)


def half_marks(text: str, random: Random) -> str:
    """Return the text with the marks of half of its marked words removed."""
    marked = [match.span() for match in _WORD.finditer(text) if no_marks(match.group(), random) != match.group()]
    chosen = set(random.sample(range(len(marked)), (len(marked) + 1) // 2))
    return _rewritten(
        text, ((start, end, no_marks(text[start:end], random)) for n, (start, end) in enumerate(marked) if n in chosen)
    )


def decomposed(text: str, random: Random) -> str:
    """Return the text in NFD, as some keyboards and file systems write it."""
    return unicodedata.normalize("NFD", text)


def capitals(text: str, random: Random) -> str:
    """Return the text in capitals."""
    return text.upper()


def telex(text: str, random: Random) -> str:
    """Return the keys a Telex typist presses, with the input method switched off ("nuowcs sachj")."""
    return _WORD.sub(lambda match: _telex_word(unicodedata.normalize("NFC", match.group())), text)


def vni(text: str, random: Random) -> str:
    """Return the keys a VNI typist presses ("nuoc71 sach5")."""
    return _WORD.sub(lambda match: _vni_word(unicodedata.normalize("NFC", match.group())), text)


def expanded(text: str, random: Random) -> str:
    """Return the text with abbreviations written out, those of bodies and those of the field."""
    bodies = [
        (start, end, _as_named(text[start:end], mention.canonical))
        for start, end, mention in load_registry().find(text)
        if _is_short(text[start:end])
    ]
    return _abbreviations_expanded(_rewritten(text, bodies))


def contracted(text: str, random: Random) -> str:
    """Return the text with the full names of departments and the field's terms abbreviated."""
    bodies = []
    for start, end, mention in load_registry().find(text):
        agency = load_registry().by_id(mention.agency_id)
        name = text[start:end]
        if agency and agency.abbreviations and _same(name, agency.canonical):
            head, _, _ = name.partition(" ")
            bodies.append((start, end, f"{head} {agency.abbreviations[0]}"))
    return _terms_contracted(_rewritten(text, bodies))


def old_tones(text: str, random: Random) -> str:
    """Return the text with tones placed as before the reform (hòa → hoà, thủy → thuỷ)."""
    composed = unicodedata.normalize("NFC", text)
    return _LETTERS.sub(lambda match: _old_word(match.group()), composed)


def one_typo(text: str, random: Random) -> str:
    """Return the text with one slip of the finger: a letter dropped, doubled, swapped, or its neighbour hit."""
    words = [match.span() for match in _LETTERS.finditer(text) if _can_slip(match.group())]
    if not words:
        return text
    start, end = random.choice(words)
    return text[:start] + _slipped(text[start:end], random) + text[end:]


FORMS: Mapping[str, Form] = {
    AS_WRITTEN: as_written,
    "no_marks": no_marks,
    "half_marks": half_marks,
    "nfd": decomposed,
    "capitals": capitals,
    "telex": telex,
    "vni": vni,
    "abbreviations_expanded": expanded,
    "abbreviations_contracted": contracted,
    "old_tones": old_tones,
    "one_typo": one_typo,
}


def in_form(name: str, question_id: str, text: str, seed: int) -> str:
    """Return a question in one form; the same seed and id give the same text.

    Args:
        name: a key of `FORMS`.
        question_id: of the question, so that each has draws of its own.
        text: of the question.
        seed: of all draws.
    """
    return FORMS[name](text, Random(f"{seed}/{name}/{question_id}"))


def _unmarked(char: str) -> str:
    if char in "đĐ":
        return "d" if char == "đ" else "D"
    kept = [part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part)]
    return "".join(kept) if kept else ""


def _rewritten(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    pieces, at = [], 0
    for start, end, new in changes:
        pieces += [text[at:start], new]
        at = end
    return "".join(pieces) + text[at:]


def _telex_word(word: str) -> str:
    keys: list[str] = []
    tone = ""
    parts = [unicodedata.normalize("NFD", char) for char in word]
    for place, (char, part) in enumerate(zip(word, parts, strict=True)):
        letter, marks = part[0], part[1:]
        keys.append("dd" if char == "đ" else "DD" if char == "Đ" else letter)
        tone = next((_TONES[mark][0] for mark in marks if mark in _TONES), tone)
        for mark in marks:
            if mark in _SHAPES_TELEX and not _shares_horn(parts, place):
                key = _SHAPES_TELEX[mark]
                keys.append(letter if key is None else key.upper() if char.isupper() else key)
    return _same_case("".join(keys), tone, word)


def _shares_horn(parts: list[str], place: int) -> bool:
    """Return whether the next letter has a horn too: one "w" after both makes ươ."""
    return "\u031b" in parts[place] and place + 1 < len(parts) and "\u031b" in parts[place + 1]


def _vni_word(word: str) -> str:
    keys: list[str] = []
    shape = tone = ""
    for char in word:
        part = unicodedata.normalize("NFD", char)
        keys.append({"đ": "d9", "Đ": "D9"}.get(char, part[0]))
        tone = next((_TONES[mark][1] for mark in part[1:] if mark in _TONES), tone)
        shape = next((_SHAPES_VNI[mark] for mark in part[1:] if mark in _SHAPES_VNI), shape)
    return "".join(keys) + shape + tone


def _same_case(keys: str, tone: str, word: str) -> str:
    return keys + (tone.upper() if len(word) > 1 and word.isupper() else tone)


def _is_short(name: str) -> bool:
    return re.search(r"[A-ZĐ]{2}", unicodedata.normalize("NFC", name)) is not None


def _as_named(written: str, canonical: str) -> str:
    """Return the full name, without its head word ("Sở") where the short name came without it."""
    head, _, rest = canonical.partition(" ")
    return canonical if not rest or written.lower().startswith(head.lower()) else rest


def _same(left: str, right: str) -> bool:
    return place_tones(left.lower()) == place_tones(right.lower())


@cache
def _field_terms() -> tuple[Abbreviation, ...]:
    """Return the field's abbreviations, those with the longest meaning first."""
    listed = [item for item in load_abbreviations() if len(item.short) >= _MIN_SHORT and item.expansions]
    return tuple(sorted(listed, key=lambda item: -len(item.expansions[0])))


def _abbreviations_expanded(text: str) -> str:
    meant = {short: item.expansions[0] for item in _field_terms() for short in (item.short, *item.spellings)}
    return re.sub(r"[^\W_]+(?:-[^\W_]+)*", lambda match: meant.get(match.group(), match.group()), text)


def _terms_contracted(text: str) -> str:
    for item in _field_terms():
        text = _replaced_words(text, item.expansions[0], item.short)
    return text


def _replaced_words(text: str, phrase: str, short: str) -> str:
    lowered, wanted = place_tones(text.lower()), place_tones(phrase.lower())
    if len(lowered) != len(text):
        return text
    changes = [
        (match.start(), match.end(), short) for match in re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", lowered)
    ]
    return _rewritten(text, changes)


def _old_word(word: str) -> str:
    """Move the tone of a final òa, òe, ùy to its second vowel; qu- and gi- are not such pairs."""
    if len(word) < 2:
        return word
    first, second = unicodedata.normalize("NFD", word[-2]), word[-1]
    tones = [mark for mark in first[1:] if mark in _TONES]
    pair = (first[0] + second).lower()
    if len(tones) != 1 or len(first) != 2 or pair not in {"oa", "oe", "uy"}:
        return word
    return word[:-2] + first[0] + unicodedata.normalize("NFC", second + tones[0])


def _can_slip(word: str) -> bool:
    plain = any(letter.lower() in _NEIGHBOURS for letter in word[1:])
    return len(word) >= _MIN_TYPO_WORD and plain and not word.isupper()


def _slipped(word: str, random: Random) -> str:
    place = random.choice([place for place in range(1, len(word)) if word[place].lower() in _NEIGHBOURS])
    letter, before, after = word[place], word[:place], word[place + 1 :]
    beside = random.choice(_NEIGHBOURS[letter.lower()])
    kinds = [before + after, before + letter + letter + after, before + beside + after]
    if before[-1] != letter:
        kinds.append(before[:-1] + letter + before[-1] + after)
    return random.choice(kinds)
