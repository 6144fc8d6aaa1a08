"""Raw Telex and VNI keystrokes ("nuowcs sachj", "nuoc71 sach5") back to Vietnamese letters.

The key tables are those of the two input methods as every Vietnamese keyboard driver implements them (TCVN 5712 input
conventions; unikey.org). Where a mark stands inside a syllable does not matter; the tone goes to the vowel that the
modern spelling rule gives it.
"""

from __future__ import annotations

import unicodedata

from search.spelling import is_syllable, strip_marks

_TONES = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "4": "\u0303", "3": "\u0309", "5": "\u0323"}
_CIRCUMFLEX, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_VOWELS = frozenset("aeiouyâêôăơư")
MAX_KEYS = 12


def decode(word: str) -> str | None:
    """Read one word as Telex or VNI keystrokes.

    Args:
        word: one lower-case word of plain letters and digits.

    Returns:
        The marked syllable, or None when the word holds no such keystroke or does not become a syllable.
    """
    if not word.isascii() or not word.isalnum() or not 2 <= len(word) <= MAX_KEYS or not word[0].isalpha():
        return None
    if any(char.isdigit() for char in word):
        return _finish(*_read_vni(word))
    return _finish(*_read_telex(word))


def _finish(letters: list[str], tone: str, used: int) -> str | None:
    text = "".join(letters).replace("ưo", "ươ")
    if not used or not is_syllable(text):
        return None
    return _with_tone(text, tone) if tone else text


def _read_telex(word: str) -> tuple[list[str], str, int]:
    letters: list[str] = []
    tone, used = "", 0
    for place, char in enumerate(word):
        has_vowel = any(letter in _VOWELS for letter in letters)
        if char in _TONES and has_vowel and not (char in "sxr" and not has_vowel):
            tone, used = _TONES[char], used + 1
        elif char == "w" and _add_horn_or_breve(letters):
            used += 1
        elif char == "w" and letters and not has_vowel and place < len(word) - 1:
            letters, used = [*letters, "ư"], used + 1
        elif char in "aeo" and _double(letters, char):
            used += 1
        elif char == "d" and letters[:1] == ["d"]:
            letters[0], used = "đ", used + 1
        else:
            letters.append(char)
    return letters, tone, used


def _read_vni(word: str) -> tuple[list[str], str, int]:
    letters: list[str] = []
    tone, used = "", 0
    for char in word:
        if char in _VNI_TONES:
            tone, used = _VNI_TONES[char], used + 1
        elif (
            (char == "6" and _mark_last(letters, "aeo", _CIRCUMFLEX))
            or (char == "7" and _add_horn(letters))
            or (char == "8" and _mark_last(letters, "a", _BREVE))
            or (char == "9" and letters[:1] == ["d"])
        ):
            used += 1
            if char == "9":
                letters[0] = "đ"
        else:
            letters.append(char)
    return letters, tone, used


def _double(letters: list[str], char: str) -> bool:
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] == char:
            letters[place] = unicodedata.normalize("NFC", char + _CIRCUMFLEX)
            return True
    return False


def _mark_last(letters: list[str], allowed: str, mark: str) -> bool:
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in allowed:
            letters[place] = unicodedata.normalize("NFC", letters[place] + mark)
            return True
    return False


def _add_horn(letters: list[str]) -> bool:
    text = "".join(letters)
    place = text.rfind("uo")
    if place >= 0 and len(letters) == len(text):
        letters[place : place + 2] = ["ư", "ơ"]
        return True
    if text.endswith("uu"):
        letters[-2] = "ư"
        return True
    return _mark_last(letters, "uo", _HORN)


def _add_horn_or_breve(letters: list[str]) -> bool:
    text = "".join(letters)
    if "uo" in text or (text.endswith("ua") and not text.endswith("qua")):
        place = text.rfind("uo") if "uo" in text else len(text) - 2
        letters[place] = "ư"
        if letters[place + 1] == "o":
            letters[place + 1] = "ơ"
        return True
    if "a" in text:
        return _mark_last(letters, "a", _BREVE)
    if text.endswith("uu"):
        letters[-2] = "ư"
        return True
    return _mark_last(letters, "uo", _HORN)


def _with_tone(text: str, tone: str) -> str:
    place = _tone_place(text)
    marked = unicodedata.normalize("NFC", text[place] + tone)
    return text[:place] + marked + text[place + 1 :]


def _tone_place(text: str) -> int:
    """Return where the tone mark stands: on a signed vowel, else before a final consonant, else on the first vowel."""
    start = 2 if strip_marks(text[:2]) in {"gi", "qu"} and any(c in _VOWELS for c in text[2:]) else 0
    places = [index for index in range(start, len(text)) if text[index] in _VOWELS]
    signed = [index for index in places if text[index] in "âêôăơư"]
    if signed:
        return signed[-1]
    if len(places) > 1 and (places[-1] < len(text) - 1 or len(places) == 3):
        return places[-1] if len(places) == 2 else places[1]
    return places[0] if places else 0
