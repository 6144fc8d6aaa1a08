"""Finds known phrases in a list of words: longest first, never overlapping; and cues, which may hold gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from search.tables import Cue

Value = TypeVar("Value")
GAP = "*"
MAX_GAP = 12
ARTICLE = "the"
# So many words in a row are no accident, however a segmenter joins the words around them.
PLAIN = 3


class PhraseTable(Generic[Value]):
    """Phrases with what each stands for, found word by word."""

    __slots__ = ("_key", "_longest", "_phrases")

    def __init__(self, rows: Iterable[tuple[Sequence[str], Value]], key: Callable[[str], str] = str) -> None:
        self._key = key
        self._phrases: dict[tuple[str, ...], Value] = {}
        self._longest: defaultdict[str, int] = defaultdict(int)
        for words, value in rows:
            phrase = tuple(key(word) for word in words)
            if phrase:
                self._phrases.setdefault(phrase, value)
                self._longest[phrase[0]] = max(self._longest[phrase[0]], len(phrase))

    def find(self, words: Sequence[str], inside: Collection[int] = frozenset()) -> Iterator[tuple[int, int, Value]]:
        """Yield first and last+1 word and the value of every phrase found, left to right, longest at each place.

        Args:
            words: lower-case words.
            inside: places at which no short phrase may begin, and before which none may end: they go on with a word.
        """
        keys = [self._key(word) for word in words]
        at = 0
        while at < len(keys):
            for length in range(min(self._longest.get(keys[at], 0), len(keys) - at), 0, -1):
                phrase = tuple(keys[at : at + length])
                apart = at not in inside and at + length not in inside
                if phrase in self._phrases and (apart or length >= PLAIN):
                    yield at, at + length, self._phrases[phrase]
                    at += length - 1
                    break
            at += 1


class CueTable:
    """Cue phrases, found anywhere and allowed to overlap.

    "*" in a cue skips up to `MAX_GAP` words; "the" is left out of cues and questions.
    """

    __slots__ = ("_by_first", "_key")

    def __init__(self, cues: Iterable[Cue], key: Callable[[str], str] = str) -> None:
        self._key = key
        self._by_first: defaultdict[str, list[tuple[tuple[str, ...], Cue]]] = defaultdict(list)
        for cue in cues:
            words = tuple(word if word == GAP else key(word) for word in cue.words if word != ARTICLE)
            self._by_first[words[0]].append((words, cue))

    def find(self, words: Sequence[str]) -> Iterator[Cue]:
        """Yield every cue that occurs, each once.

        Args:
            words: lower-case words, recognised things as placeholders ("{agency}").
        """
        keys = [self._key(word) for word in words if word != ARTICLE]
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for at, word in enumerate(keys):
            for pattern, cue in self._by_first.get(word, ()):
                if (cue.name, cue.words) not in seen and _matches(pattern, keys, at):
                    seen.add((cue.name, cue.words))
                    yield cue


def _matches(pattern: tuple[str, ...], keys: Sequence[str], at: int) -> bool:
    """Return whether `pattern` stands at `at`; after a gap the nearest occurrence of the next words is taken."""
    for index, part in enumerate(_parts(pattern)):
        last = at + (MAX_GAP if index else 0)
        place = _first_at(part, keys, at, last)
        if place is None:
            return False
        at = place + len(part)
    return True


def _parts(pattern: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    part: list[str] = []
    for word in pattern:
        if word == GAP:
            yield tuple(part)
            part = []
        else:
            part.append(word)
    yield tuple(part)


def _first_at(part: tuple[str, ...], keys: Sequence[str], first: int, last: int) -> int | None:
    for at in range(first, min(last, len(keys) - len(part)) + 1):
        if tuple(keys[at : at + len(part)]) == part:
            return at
    return None
