"""Vietnamese spelling as rules: which letters carry marks, what a syllable looks like, one-edit neighbours.

The shape of a syllable (onset, rhyme, final consonant) follows the table of initials and rhymes in
Quyết định 240/QĐ ngày 05/3/1984 của Bộ Giáo dục (quy định về chính tả tiếng Việt).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LETTERS = re.compile(r"[^\W_]+|[^\s\w]|_")
_ONSETS = frozenset(
    "ngh ng nh ch gh gi kh ph qu th tr b c d g h k l m n p r s t v x".split(),
)
_NUCLEI = frozenset(
    "a e i o u y ai ao au ay eo eu ia ie ieu iu oa oai oao oay oe oeo oi oo ua uai uao uay uau ue ueu ui uo uoi uou "
    "uy uya uye uyu uu ye yeu".split(),
)
_CODAS = frozenset("ch ng nh c m n p t".split())
_PLACE_NAME_RHYMES = frozenset({("a", "k"), ("e", "k")})
_CLOSED_ONLY = frozenset("ie ye uye oo".split())
_OPEN_ONLY = frozenset(
    "ai ao au ay eo eu ia ieu iu oai oao oay oeo oi uai uao uay uau ueu ui uoi uou uya uyu uu yeu".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One run of letters and digits (or one sign) of a text, with its place."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether the token holds letters or digits."""
        return self.text[0].isalnum()


def tokenise(text: str) -> list[Token]:
    """Split `text` into runs of letters and digits and single signs.

    Args:
        text: NFC text.

    Returns:
        The tokens in order; white space is left out.
    """
    return [Token(match.group(), match.start(), match.end()) for match in _LETTERS.finditer(text)]


def strip_marks(text: str) -> str:
    """Return lower-case `text` with every Vietnamese mark removed, "đ" included.

    Args:
        text: any text.

    Returns:
        The unmarked text; as long as the NFC form of `text` where that has no loose combining mark.
    """
    decomposed = unicodedata.normalize("NFD", text.lower())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.replace("đ", "d")


def has_marks(word: str) -> bool:
    """Return whether `word` carries a Vietnamese mark (a tone, a vowel sign or "đ")."""
    return strip_marks(word) != word.lower()


def is_syllable(word: str) -> bool:
    """Return whether `word`, marks aside, has the shape of a Vietnamese syllable.

    Args:
        word: one lower-case word, marked or not.

    Returns:
        True when an onset, a rhyme and a final consonant of Vietnamese make up the word.
    """
    bare = strip_marks(word)
    if not bare.isascii() or not bare.isalpha():
        return False
    return any(_is_rhyme(bare[len(onset) :], onset) for onset in _possible_onsets(bare))


def _possible_onsets(bare: str) -> Iterator[str]:
    yield ""
    for length in (1, 2, 3):
        if bare[:length] in _ONSETS:
            yield bare[:length]


def _is_rhyme(rest: str, onset: str) -> bool:
    if not rest:
        return onset == "gi"
    for length in (0, 1, 2):
        nucleus, coda = rest[: len(rest) - length], rest[len(rest) - length :]
        if nucleus not in _NUCLEI or (coda and coda not in _CODAS and (nucleus, coda) not in _PLACE_NAME_RHYMES):
            continue
        if (coda and nucleus in _OPEN_ONLY) or (not coda and nucleus in _CLOSED_ONLY):
            continue
        return True
    return False


def _deletions(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


class EditIndex:
    """Finds the words one edit (insert, delete, replace, swap) away from a word.

    The deletion neighbourhood of SymSpell (Garbe, 2012): words that are one edit apart share a form with at most one
    letter deleted, so the vocabulary is stored once under each of these.
    """

    __slots__ = ("_by_form", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        by_form: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            for form in {word, *_deletions(word)}:
                by_form[form].append(word)
        self._by_form = dict(by_form)

    def near(self, word: str) -> list[str]:
        """Return the known words exactly one edit away from `word`, in alphabetical order."""
        found: set[str] = set()
        for form in {word, *_deletions(word)}:
            found.update(self._by_form.get(form, ()))
        return sorted(other for other in found if other != word and one_edit(word, other))


def one_edit(left: str, right: str) -> bool:
    """Return whether one insertion, deletion, replacement or swap of neighbours turns `left` into `right`."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    tail_left, tail_right = left[start:], right[start:]
    if len(left) == len(right):
        swapped = len(tail_left) > 1 and tail_left[:2] == tail_right[1::-1] and tail_left[2:] == tail_right[2:]
        return swapped or tail_left[1:] == tail_right[1:]
    return tail_left == tail_right[1:] or tail_left[1:] == tail_right
