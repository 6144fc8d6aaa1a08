"""What one text says and another does not, as phrases; wording, spelling and damage by a scanner are no difference.

Two texts are laid over each other word by word (Ratcliff and Obershelp, as `difflib` has it) with marks folded away.
What is left over counts when enough of its words say something of their own and stand nowhere in the other text.
Which words say nothing of their own, and which say the same, is data: `wording.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from corpus.errors import CorpusError
from corpus.provinces import load_provinces
from corpus.years import find_years
from index.normalization import align, unmark

_TABLE = "wording.toml"
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*%?")
_PUNCTUATION = re.compile(r"[,;:.()]")
# Own words that make a phrase worth naming.
_ENOUGH = 2
_LONGEST = 6
_MISREAD = 2
_MOST, _MUCH = 0.5, 0.3
_SAID = 0.5
_LONG = 1000


@dataclass(frozen=True, slots=True)
class Wording:
    """The rows of `wording.toml`: phrases that say nothing of their own, and phrases → the one they equal.

    They count as spelt: without its marks "cơ bản" would begin with "có".
    """

    empty: frozenset[tuple[str, ...]]
    equal: Mapping[tuple[str, ...], tuple[str, ...]]


@cache
def load_wording() -> Wording:
    """Read `wording.toml`.

    Raises:
        CorpusError: the table cannot be read or lacks a section.
    """
    try:
        data = tomllib.loads(files("corpus").joinpath("tables", _TABLE).read_text(encoding="utf-8"))
        equal = {_spelt(other): _spelt(row["phrases"][0]) for row in data["equal"] for other in row["phrases"][1:]}
        empty = frozenset(_spelt(phrase) for row in data["empty"] for phrase in row["phrases"])
        # A plan that names its own province says no more than one that does not.
        empty |= {name for province in load_provinces() if len(name := _spelt(province.name)) > 1}
        return Wording(empty, equal)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"không đọc được bảng {_TABLE}: {error}") from error


def _spelt(phrase: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(align(phrase).text))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `marked` as spelt, `folded` without marks; `own` says whether it can make a difference."""

    marked: str
    folded: str
    start: int
    end: int
    own: bool
    breaks: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a text, `text[start:end]`, that another text does not say."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text, equal phrases brought to one form, years and numbers as words that say nothing."""
    aligned = align(text)
    found = list(_WORD.finditer(aligned.text))
    marked = [match.group() for match in found]
    spans = [aligned.original(*match.span()) for match in found]
    breaks = [
        at > 0 and bool(_PUNCTUATION.search(aligned.text, found[at - 1].end(), match.start()))
        for at, match in enumerate(found)
    ]
    years = [(mention.start, mention.end) for mention in find_years(text)]
    wording = load_wording()
    words: list[Word] = []
    at = 0
    while at < len(found):
        length, said, own = _phrase_at(marked, at, wording)
        start, end = spans[at][0], spans[at + length - 1][1]
        own = own and not any(s <= start < e for s, e in years) and not marked[at][0].isdigit()
        words.extend(
            Word(word, unmark(word), start, end, own, breaks[at] and step == 0) for step, word in enumerate(said)
        )
        at += length
    return tuple(words)


def _phrase_at(marked: Sequence[str], at: int, wording: Wording) -> tuple[int, tuple[str, ...], bool]:
    for length in range(min(_LONGEST, len(marked) - at), 0, -1):
        phrase = tuple(marked[at : at + length])
        if phrase in wording.equal:
            said = wording.equal[phrase]
            return length, said, said not in wording.empty
        if phrase in wording.empty:
            return length, phrase, False
    return 1, (marked[at],), True


def own_words(text: str) -> list[str]:
    """Return the folded words of a text that say something of their own."""
    return [word.folded for word in words_of(text) if word.own]


def only_in(left: str, right: str) -> tuple[Phrase, ...]:
    """Return the phrases that the first text says and the second does not.

    Args:
        left: the text whose phrases are wanted.
        right: the text they are looked for in.

    Returns:
        Phrases in order; where most of a clause is missing, or two pieces of it, the whole clause.
    """
    runs = list(_leftovers(words_of(left), words_of(right)))
    phrases: list[Phrase] = []
    for start, end in _clauses(left):
        inside = [(first, last) for first, last in runs if start <= first and last <= end]
        missing = sum(last - first for first, last in inside)
        if missing > _MOST * (end - start) or (len(inside) > 1 and missing > _MUCH * (end - start)):
            phrases.append(Phrase(left[start:end], start, end))
        else:
            phrases.extend(Phrase(left[first:last], first, last) for first, last in inside)
    return tuple(phrases)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each clause begins and ends, without its punctuation and the words that only join it."""
    words = words_of(text)
    starts = [0, *(at for at, word in enumerate(words) if word.breaks and at)]
    for first, last in zip(starts, [*starts[1:], len(words)], strict=True):
        if first < last:
            yield words[first].start, words[last - 1].end


def _leftovers(ours: Sequence[Word], theirs: Sequence[Word]) -> Iterator[tuple[int, int]]:
    said = {word.marked for word in theirs}
    pairs = {(left.folded, right.folded) for left, right in pairwise(theirs)}
    # Laying out texts far longer than any target takes time with the square of their length unless frequent words wait.
    long = max(len(ours), len(theirs)) > _LONG
    matcher = SequenceMatcher(None, [w.folded for w in ours], [w.folded for w in theirs], autojunk=long)
    for tag, first, last, other_first, other_last in matcher.get_opcodes():
        block = ours[first:last]
        if tag not in ("delete", "replace") or _misread(block, theirs[other_first:other_last]):
            continue
        for run in _runs(block):
            if _says_more(run, said, pairs):
                yield run[0].start, run[-1].end


def _says_more(run: Sequence[Word], said: set[str], pairs: set[tuple[str, str]]) -> bool:
    """Whether a run holds two own words the other text lacks, or two neighbours of which it lacks one and the pair."""
    if len({word.folded for word in run if word.own and word.marked not in said}) >= _ENOUGH:
        return True
    return any(
        left.own
        and right.own
        and (left.marked not in said or right.marked not in said)
        and (left.folded, right.folded) not in pairs
        for left, right in pairwise(run)
    )


def _runs(block: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Split a block at punctuation, and trim words that say nothing off the ends of each piece."""
    pieces: list[list[Word]] = [[]]
    for word in block:
        if word.breaks and pieces[-1]:
            pieces.append([])
        pieces[-1].append(word)
    for piece in pieces:
        own = [at for at, word in enumerate(piece) if word.own]
        if own:
            yield tuple(piece[own[0] : own[-1] + 1])


def _misread(block: Sequence[Word], facing: Sequence[Word]) -> bool:
    """Whether two pieces in the same place are one, misread: as many words, each nearly the other."""
    if len(block) != len(facing) or len(block) > _LONGEST:
        return False
    return all(
        left.folded[0] == right.folded[0] and Levenshtein.distance(left.folded, right.folded) <= _MISREAD
        for left, right in zip(block, facing, strict=True)
    )


def says_alike(left: str, right: str) -> tuple[float, float]:
    """Return how much of what each of two texts says of its own stands in the other, from 0 to 1."""
    ours, theirs = set(own_words(left)), set(own_words(right))
    both = len(ours & theirs)
    return (both / len(ours) if ours else 1.0), (both / len(theirs) if theirs else 1.0)


def says(text: str, phrase: str) -> bool:
    """Whether a text says a phrase: most of its neighbouring own words are neighbours in the text too."""
    wanted, said = _neighbours(phrase), _neighbours(text)
    return bool(wanted) and len(wanted & said) >= _SAID * len(wanted)


def _neighbours(text: str) -> set[tuple[str, str]]:
    own = own_words(text)
    return set(pairwise(own))
