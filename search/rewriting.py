"""From the question as typed to its normalised text: Unicode, keystrokes, short forms, marks, typos."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from index.normalization import normalize, place_tones
from search.diacritics import DiacriticModel
from search.language import Language
from search.spelling import Token, has_marks, is_syllable, strip_marks, tokenise
from search.telex import decode

_VOWELS = frozenset("aeiouy")
_CAPITALS_SHARE = 0.6
MIN_DECODED = 2


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Normalised text, what was changed on the way, and each change in words for the trace."""

    text: str
    changes: tuple[str, ...]
    trace: tuple[tuple[str, str], ...]
    unmarked: bool = False


def normalise(question: str) -> Rewriting:
    """Bring a question to one Unicode form, lower case and one tone placement, and say what that changed."""
    plain = " ".join(question.lower().split())
    composed = unicodedata.normalize("NFC", plain)
    text = normalize(question)
    changes = []
    if composed != plain or text != place_tones(composed):
        changes.append("unicode")
    if place_tones(composed) != composed:
        changes.append("tone_placement")
    return Rewriting(text, tuple(changes), (("normalised", text),))


def read_keystrokes(text: str, model: DiacriticModel, is_english: Callable[[str], bool]) -> Rewriting:
    """Turn raw Telex or VNI into letters, only where the question really is typed so.

    It is when at least two words are no syllable as they stand, become known ones as keystrokes, and outnumber the marked
    and the English words; or when a question of up to three words has one such word and no other evidence.

    Args:
        text: normalised text.
        model: the known syllables.
        is_english: whether a word is a known English one.
    """
    tokens = [token for token in tokenise(text) if token.is_word]
    decoded: dict[Token, str] = {}
    for token in tokens:
        meant = _keystrokes(token.text, model, is_english)
        if meant is not None:
            decoded[token] = meant
    against = sum(has_marks(token.text) or is_english(token.text) for token in tokens if token not in decoded)
    enough = len(decoded) > 1 or (len(decoded) == 1 and len(tokens) <= 3)
    if not decoded or not enough or len(decoded) <= against:
        return Rewriting(text, (), ())
    kind = "vni" if any(char.isdigit() for token in decoded for char in token.text) else "telex"
    new = _replace(text, [(token, meant) for token, meant in decoded.items()])
    return Rewriting(new, (kind,), ((kind, new),))


def _keystrokes(word: str, model: DiacriticModel, is_english: Callable[[str], bool]) -> str | None:
    if not word.isascii() or is_english(word) or (word.isalpha() and is_syllable(word) and model.knows_folded(word)):
        return None
    meant = decode(word)
    if meant is None:
        return None
    meant = place_tones(meant)
    return meant if len(meant) >= MIN_DECODED and model.knows(meant) else None


def expand_shorthand(text: str, shorthand: dict[str, str]) -> Rewriting:
    """Replace words typed short ("ko", "bn") by what they stand for."""
    found = [(token, shorthand[token.text]) for token in tokenise(text) if token.text in shorthand]
    if not found:
        return Rewriting(text, (), ())
    new = _replace(text, found)
    return Rewriting(new, ("abbreviation",), (("short forms", new),))


def restore_marks(text: str, model: DiacriticModel, keep: frozenset[str]) -> Rewriting:
    """Add the marks that are missing and mend typos where no syllable fits."""
    reading = model.correct(text, keep)
    changes, trace = [], []
    if reading.restored:
        changes.append("diacritics")
        trace.append(("marks", reading.text))
    if reading.typos:
        changes.append("typo")
        trace.append(("typos", ", ".join(f"{wrong} → {right}" for wrong, right in reading.typos)))
    return Rewriting(reading.text, tuple(changes), tuple(trace), unmarked=reading.restored)


def words_to_keep(question: str, language: Language, is_english: Callable[[str], bool]) -> frozenset[str]:
    """Return the words that are no Vietnamese syllables to be marked or mended.

    Abbreviations in capitals (unless the whole question is in capitals), words without a vowel, and in an English
    question every English word.
    """
    tokens = [token.text for token in tokenise(unicodedata.normalize("NFC", question)) if token.is_word]
    letters = [char for token in tokens for char in token if char.isalpha()]
    shouted = bool(letters) and sum(char.isupper() for char in letters) > _CAPITALS_SHARE * len(letters)
    keep = {token.lower() for token in tokens if not shouted and len(token) > 1 and token.isupper()}
    keep |= {token.lower() for token in tokens if not _VOWELS & set(strip_marks(token))}
    if language == "en":
        keep |= {token.lower() for token in tokens if is_english(token.lower())}
    return frozenset(keep)


def _replace(text: str, found: list[tuple[Token, str]]) -> str:
    pieces, done = [], 0
    for token, meant in found:
        pieces += [text[done : token.start], meant]
        done = token.end
    return "".join(pieces) + text[done:]
