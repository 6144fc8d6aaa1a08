"""From the question as typed to its normalised text: Unicode, keystrokes, short forms, marks, typos."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.normalization import normalize, place_tones
from search.diacritics import DiacriticModel
from search.spelling import Token, has_marks, is_syllable, strip_marks, tokenise
from search.telex import decode

_VOWELS = frozenset("aeiouy")
_CAPITALS_SHARE = 0.6
MIN_DECODED = 2
SHORT_QUESTION = 3
CLEAR_KEYSTROKES = 3


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
    # Every letter of Vietnamese composes; a mark that is left over belongs to none, and a row of them is no word.
    text = "".join(character for character in normalize(question) if not unicodedata.combining(character))
    changes = []
    if composed != plain or text != place_tones(composed):
        changes.append("unicode")
    if place_tones(composed) != composed:
        changes.append("tone_placement")
    return Rewriting(text, tuple(changes), (("normalised", text),))


def read_keystrokes(text: str, model: DiacriticModel, is_english: Callable[[str], bool]) -> Rewriting:
    """Turn raw Telex or VNI into letters, only where the question really is typed so.

    It is when at least two words are no syllable as they stand, become known ones as keystrokes, and are no fewer
    than the marked and the English words; or when a question of up to three words has one such word and no other
    evidence. Once it is clear, words that could also be English ("car", "bar") and letters alone are keystrokes too.

    Args:
        text: normalised text.
        model: the known syllables.
        is_english: whether a word is a known English one.
    """
    tokens = [token for token in tokenise(text) if token.is_word]
    possible = {token: meant for token in tokens if (meant := _keystrokes(token.text, model)) is not None}
    sure = [token for token, meant in possible.items() if len(meant) >= MIN_DECODED and not is_english(token.text)]
    against = sum(has_marks(token.text) or is_english(token.text) for token in tokens if token not in possible)
    enough = len(sure) > 1 or (len(sure) == 1 and len(tokens) <= SHORT_QUESTION)
    if not enough or len(sure) < against:
        return Rewriting(text, (), ())
    kind = "vni" if any(char.isdigit() for token in sure for char in token.text) else "telex"
    used = possible if len(sure) >= CLEAR_KEYSTROKES else {token: possible[token] for token in sure}
    short = {
        token: _typed_d(token.text) for token in tokens if token not in used and _typed_d(token.text) != token.text
    }
    new = _replace(text, sorted([*used.items(), *short.items()], key=lambda item: item[0].start))
    return Rewriting(new, (kind,), ((kind, new),))


def _keystrokes(word: str, model: DiacriticModel) -> str | None:
    if not word.isascii() or (word.isalpha() and is_syllable(word) and model.knows_folded(word)):
        return None
    meant = decode(word)
    if meant is None:
        return None
    meant = place_tones(meant)
    return meant if model.knows(meant) else None


def _typed_d(word: str) -> str:
    """Return an abbreviation with its last typed "đ" ("bddkh", "bd9kh" are "bđkh"); any other word as it is."""
    if not word.isascii() or _VOWELS & set(word):
        return word
    for keys in ("d9", "dd"):
        head, found, tail = word.rpartition(keys)
        if found:
            return f"{head}đ{tail}"
    return word


def expand_shorthand(
    text: str, shorthand: Mapping[tuple[str, ...], str], names: Sequence[tuple[int, int]] = ()
) -> Rewriting:
    """Replace words typed short ("ko", "bn") by what they stand for.

    Args:
        text: normalised text.
        shorthand: a short word, or a short word and what follows it ("#" for a number), to what it stands for.
        names: where names of bodies stand; their letters are no short words.
    """
    tokens = tokenise(text)
    found = []
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if any(start <= token.start < end for start, end in names):
            continue
        next_word = "#" if after is not None and after.text.isdigit() else after.text if after is not None else ""
        meant = shorthand.get((token.text, next_word)) or shorthand.get((token.text,))
        if meant is not None:
            found.append((token, meant))
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


def capitals(question: str) -> frozenset[str]:
    """Return, in lower case, the words typed in capitals, unless the whole question is."""
    tokens = [token.text for token in tokenise(unicodedata.normalize("NFC", question)) if token.is_word]
    letters = [char for token in tokens for char in token if char.isalpha()]
    if sum(char.isupper() for char in letters) > _CAPITALS_SHARE * len(letters):
        return frozenset()
    return frozenset(token.lower() for token in tokens if len(token) > 1 and token.isupper())


def words_to_keep(question: str, text: str, is_english: Callable[[str], bool]) -> frozenset[str]:
    """Return the words that are no Vietnamese syllables to be marked or mended: abbreviations and English words.

    Args:
        question: as typed; words in capitals are abbreviations unless the whole question is in capitals.
        text: its normalised text; words without a vowel are abbreviations.
        is_english: whether a word is a known English one.
    """
    words = {token.text for token in tokenise(text) if token.is_word}
    vowelless = {word for word in words if not _VOWELS & set(strip_marks(word))}
    return capitals(question) | vowelless | {word for word in words if is_english(word) and not is_syllable(word)}


def restore_names(text: str, model: DiacriticModel, is_english: Callable[[str], bool]) -> Rewriting:
    """Add marks to the Vietnamese words inside an English question ("Cong an tinh"), where several stand together.

    Args:
        text: normalised English text.
        model: the known syllables.
        is_english: whether a word is a known English one.
    """
    tokens = [token for token in tokenise(text) if token.is_word]
    foreign = [
        not has_marks(t.text) and not is_english(t.text) and is_syllable(t.text) and model.knows_folded(t.text)
        for t in tokens
    ]
    found: list[tuple[Token, str]] = []
    for first, last in _runs(foreign, [is_syllable(t.text) and model.knows_folded(t.text) for t in tokens]):
        said = " ".join(token.text for token in tokens[first:last])
        meant = model.restore(said)[0].split()
        found += list(zip(tokens[first:last], meant, strict=True))
    new = _replace(text, found)
    return Rewriting(new, ("diacritics",) if new != text else (), (("names", new),) if new != text else ())


def _runs(foreign: list[bool], possible: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield runs of possible syllables that start and end with a foreign one and hold at least two of these."""
    at = 0
    while at < len(foreign):
        if not foreign[at]:
            at += 1
            continue
        end = at
        while end < len(possible) and possible[end]:
            end += 1
        while not foreign[end - 1]:
            end -= 1
        if sum(foreign[at:end]) > 1:
            yield at, end
        at = end


def _replace(text: str, found: list[tuple[Token, str]]) -> str:
    pieces, done = [], 0
    for token, meant in found:
        pieces += [text[done : token.start], meant]
        done = token.end
    return "".join(pieces) + text[done:]
