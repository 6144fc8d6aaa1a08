"""Restores Vietnamese marks by a syllable-bigram model, and reads one-edit typos in the same pass.

The most probable marked reading of a question is the shortest path through a lattice of spellings (Viterbi, 1967), with
bigram probabilities discounted and backed off to unigrams (absolute discounting: Ney, Essen and Kneser, 1994). Counts
come from the plans themselves, so the field's spellings win.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from corpus.errors import IndexDamaged, IndexTooNew
from search.spelling import EditIndex, Token, has_marks, is_syllable, strip_marks, tokenise

FORMAT = 1
MAX_CANDIDATES = 10
MAX_TYPO_CANDIDATES = 12
DISCOUNT = 0.75
FLOOR = 1e-9
MIN_BACKOFF = 0.1
# Who marks so many words, so many times those without marks (in prose, some three in four syllables have one), and
# leaves out no mark that must be there, has left out none ("hai năm", "chi tiêu").
SURELY_MARKED, SURELY_TIMES = 4, 2
NEVER_COST = 40.0
COMPLETION_COST, EDIT_COST, KEEP_UNKNOWN_COST = 1.0, 5.0, 30.0
MIN_TYPO_LENGTH = 3
_START, _OTHER = "<s>", "<o>"
_MARKUP = re.compile(r"<[^<>]{0,200}>")
_STOPS = frozenset(".?!;:")
_SIGNS = frozenset(',&-/()"“”')
_I_OR_Y = frozenset("h k l m s t v qu".split())

Candidates = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as the model reads it: the text, whether marks were added, and the typos it mended."""

    text: str
    restored: bool
    typos: tuple[tuple[str, str], ...] = ()


class DiacriticModel:
    """Syllable and syllable-pair counts, and what follows from them."""

    def __init__(self, counts: dict[str, int], pairs: dict[tuple[str, str], int]) -> None:
        self._counts = counts
        followers: Counter[str] = Counter(left for left, _ in pairs)
        total = sum(counts.values()) + 1
        self._base = {word: count / total + FLOOR for word, count in counts.items()}
        self._backoff = {
            word: max(MIN_BACKOFF, min(1.0, DISCOUNT * followers[word] / count)) for word, count in counts.items()
        }
        self._pairs = {
            (left, right): max(count - DISCOUNT, 0.0) / max(counts.get(left, 1), count)
            for (left, right), count in pairs.items()
        }
        self._raw_pairs = pairs
        by_fold: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(counts, key=lambda word: (-counts[word], word)):
            if word.isalpha():
                for bare in _bare_forms(strip_marks(word)):
                    by_fold[bare].append(word)
        self._by_fold = {bare: tuple(words[:MAX_CANDIDATES]) for bare, words in by_fold.items()}

    @classmethod
    def fit(cls, texts: Iterable[str], general: Iterable[tuple[str, int]] = ()) -> DiacriticModel:
        """Count the syllables and pairs of marked Vietnamese text.

        Args:
            texts: text of the plans and tables, counted once.
            general: further text with the weight each counts with (question language, word lists).

        Returns:
            The model.
        """
        counts: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for text, weight in _weighted(texts, general):
            for sentence in _training_sentences(text):
                for word in sentence:
                    counts[word] += weight
                for pair in pairwise(sentence):
                    pairs[pair] += weight
        return cls(dict(counts), dict(pairs))

    def to_json(self) -> str:
        """Return the counts as JSON text: plain arrays, no code."""
        words = sorted(self._counts)
        place = {word: index for index, word in enumerate(words)}
        ordered = sorted((place[left], place[right], count) for (left, right), count in self._raw_pairs.items())
        return json.dumps(
            {
                "format": FORMAT,
                "syllables": words,
                "counts": [self._counts[word] for word in words],
                "left": [row[0] for row in ordered],
                "right": [row[1] for row in ordered],
                "pair_counts": [row[2] for row in ordered],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> DiacriticModel:
        """Read what `to_json` wrote.

        Args:
            text: the JSON text.

        Returns:
            The model.

        Raises:
            IndexDamaged: the text is not such a model.
            IndexTooNew: a newer version wrote it.
        """
        try:
            data: dict[str, Any] = json.loads(text)
            version = int(data["format"])
            if version > FORMAT:
                raise IndexTooNew(f"Bảng dấu thanh có phiên bản {version}, phần mềm này chỉ đọc được đến {FORMAT}.")
            words: list[str] = data["syllables"]
            counts = dict(zip(words, data["counts"], strict=True))
            rows = zip(data["left"], data["right"], data["pair_counts"], strict=True)
            return cls(counts, {(words[left], words[right]): count for left, right, count in rows})
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise IndexDamaged("Bảng dấu thanh trong chỉ mục bị hỏng, hãy chạy lại `kehoach build`.") from error

    def knows(self, word: str) -> bool:
        """Return whether `word` occurs, as it is spelled, in the text the model was built from."""
        return word in self._counts

    def knows_folded(self, bare: str) -> bool:
        """Return whether some spelling of the unmarked word `bare` is known."""
        return bare in self._by_fold

    def restore(self, text: str, keep: frozenset[str] = frozenset()) -> tuple[str, bool]:
        """Add the marks that `text` lacks; a syllable with any mark never changes.

        Args:
            text: Vietnamese text, unmarked, half marked or marked.
            keep: lower-case words to leave alone (English words, abbreviations).

        Returns:
            The text with marks (NFC), and whether anything changed.
        """
        reading = self._read(text, keep, typos=False)
        return reading.text, reading.restored

    def correct(self, text: str, keep: frozenset[str] = frozenset()) -> Reading:
        """Add marks and mend words one edit away from a known syllable, where no spelling of the word is known.

        Args:
            text: Vietnamese text.
            keep: lower-case words to leave alone.

        Returns:
            The reading.
        """
        return self._read(text, keep, typos=True)

    def _read(self, text: str, keep: frozenset[str], *, typos: bool) -> Reading:
        text = unicodedata.normalize("NFC", text)
        tokens = tokenise(text)
        words = [token.text.lower() for token in tokens]
        cost = self._cost_of_change(words, keep)
        lattice = [self._candidates(word, keep, cost, typos=typos) for word in words]
        chosen = self._best_path(words, lattice)
        return self._rewrite(text, tokens, words, chosen)

    def _cost_of_change(self, words: Sequence[str], keep: frozenset[str]) -> float:
        """Return what changing an unmarked syllable costs: who marks the others means it unmarked."""
        marked = plain = dropped = 0
        for word in words:
            if word in keep or not word.isalpha():
                continue
            if has_marks(word):
                marked += 1
            elif word in self._by_fold and word not in self._counts:
                dropped += 1
            else:
                plain += 1
        if not dropped and marked >= max(SURELY_MARKED, SURELY_TIMES * plain):
            return NEVER_COST
        return -math.log((dropped + 0.5) / (dropped + marked + 0.5))

    def _candidates(self, word: str, keep: frozenset[str], cost: float, *, typos: bool) -> Candidates:
        if word in keep or not word.isalpha():
            return [(word, 0.0)]
        if word.isascii():
            options = self._by_fold.get(word)
            if options:
                return [(option, 0.0 if option == word else cost) for option in options]
        elif word in self._counts:
            return [(word, 0.0)]
        if typos and len(word) >= MIN_TYPO_LENGTH:
            return self._typo_candidates(word)
        return [(word, 0.0)]

    def _typo_candidates(self, word: str) -> Candidates:
        bare = strip_marks(word)
        found: dict[str, float] = {word: KEEP_UNKNOWN_COST}
        for option in self._by_fold.get(bare, ()):
            found[option] = COMPLETION_COST if _completes(word, option) else EDIT_COST
        if len(found) == 1 or is_syllable(word) is False:
            for near in self._edits.near(bare):
                for option in self._by_fold[near]:
                    if _marks_agree(word, option):
                        found.setdefault(option, EDIT_COST)
        ranked = sorted(found.items(), key=lambda item: (item[1], -self._counts.get(item[0], 0), item[0]))
        return [*ranked[:MAX_TYPO_CANDIDATES], (word, KEEP_UNKNOWN_COST)]

    @cached_property
    def _edits(self) -> EditIndex:
        return EditIndex(bare for bare in self._by_fold if is_syllable(bare) and len(bare) > 1)

    def _best_path(self, words: Sequence[str], lattice: Sequence[Candidates]) -> list[str]:
        column: dict[str, float] = {_START: 0.0}
        back: list[dict[str, str]] = []
        for word, options in zip(words, lattice, strict=True):
            stop = word in _STOPS
            step: dict[str, float] = {}
            origin: dict[str, str] = {}
            for option, cost in options:
                key = option if option in self._counts else _OTHER
                base = self._base.get(key, FLOOR)
                best, best_left = math.inf, ""
                for left, so_far in column.items():
                    left_key = left if left in self._counts else _OTHER
                    chance = self._pairs.get((left_key, key), 0.0) + self._backoff.get(left_key, 1.0) * base
                    total = so_far - math.log(chance)
                    if total < best:
                        best, best_left = total, left
                if option not in step or best + cost < step[option]:
                    step[option], origin[option] = best + cost, best_left
            back.append(origin)
            column = {_START: min(step.values())} if stop else step
            if stop:
                back[-1] = {_START: min(step, key=lambda option: step[option]), **origin}
        return _trace(column, back, words)

    def _rewrite(self, text: str, tokens: list[Token], words: list[str], chosen: list[str]) -> Reading:
        pieces: list[str] = []
        typos: list[tuple[str, str]] = []
        restored = False
        done = 0
        for token, word, option in zip(tokens, words, chosen, strict=True):
            if option == word:
                continue
            pieces += [text[done : token.start], _match_case(token.text, option)]
            done = token.end
            if strip_marks(word) in _bare_forms(strip_marks(option)):
                restored = True
            else:
                typos.append((word, option))
        return Reading("".join(pieces) + text[done:], restored, tuple(typos))


def _trace(column: dict[str, float], back: list[dict[str, str]], words: Sequence[str]) -> list[str]:
    if not words:
        return []
    state = min(column, key=lambda option: column[option])
    path: list[str] = []
    for place in range(len(back) - 1, -1, -1):
        origin = back[place]
        if state == _START and _START in origin:
            state = origin[_START]
        path.append(state)
        state = origin[state]
    path.reverse()
    return path


def _weighted(texts: Iterable[str], general: Iterable[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    for text in texts:
        yield text, 1
    yield from general


def _training_sentences(text: str) -> Iterable[list[str]]:
    clean = _MARKUP.sub(" ", unicodedata.normalize("NFC", text)).lower()
    sentence: list[str] = [_START]
    for token in tokenise(clean):
        if token.text in _STOPS:
            yield sentence
            sentence = [_START]
        elif token.is_word:
            sentence.append(token.text if token.text.isalpha() and len(token.text) <= 12 else _OTHER)
        else:
            sentence.append(token.text if token.text in _SIGNS else _OTHER)
    yield sentence


def _bare_forms(bare: str) -> tuple[str, ...]:
    """Return how people type an unmarked syllable: as it is, and with i for a final y ("ti le" is "tỷ lệ")."""
    if bare.endswith("y") and bare[:-1] in _I_OR_Y:
        return bare, bare[:-1] + "i"
    return (bare,)


def _match_case(written: str, option: str) -> str:
    if len(written) > 1 and written.isupper():
        return option.upper()
    return option.capitalize() if written[0].isupper() else option


def _signs(word: str) -> list[tuple[str, frozenset[str]]]:
    letters: list[tuple[str, frozenset[str]]] = []
    for char in unicodedata.normalize("NFD", word.replace("đ", "d\u0335")):
        if (unicodedata.combining(char) or char == "\u0335") and letters:
            base, marks = letters[-1]
            letters[-1] = (base, marks | {char})
        else:
            letters.append((char, frozenset()))
    return letters


def _completes(word: str, option: str) -> bool:
    """Return whether `option` is `word` with more marks and none taken away."""
    left, right = _signs(word), _signs(option)
    return len(left) == len(right) and all(a[0] == b[0] and a[1] <= b[1] for a, b in zip(left, right, strict=True))


def _marks_agree(word: str, option: str) -> bool:
    """Return whether every mark of `word` also stands somewhere in `option`."""
    wanted = {mark for _, marks in _signs(word) for mark in marks}
    return wanted <= {mark for _, marks in _signs(option) for mark in marks}
