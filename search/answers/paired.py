"""Two numbers asked for in one breath ("tỷ lệ đô thị hóa và che phủ rừng") → a question for each.

No passage states both, so the whole question would be answered for one of them only. What is counted, and the parts of
the people and places, are known (`measures.toml`); two of them joined by "và" share what stands around them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from corpus.provinces import find_provinces
from search.answers.cues import line_of
from search.answers.numbers.measures import asked_measures, asks_for_a_number, load_measures, measured, parts_named
from search.query import Query

_JOINS = frozenset({"va", "con", "cung", "and"})
_BESIDE = frozenset({"rieng", "ca", "cho", "cua", "the", "o", "of", "for", "in"})
_LONGEST_HEAD, _FEW = 3, 2
_MOST = 4
_LEAST = 2
_ASKED = frozenset({"indicator_value", "other"})


@dataclass(frozen=True, slots=True)
class _Named:
    """Words first…last of a question that name a counted thing, or a part of the people or places."""

    first: int
    last: int
    thing: str
    part: str


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the things joined: where it is named, and where the words of its own end."""

    named: _Named
    end: int


def paired_questions(query: Query) -> list[str]:
    """Return a question for each of the numbers joined in a question; none where it asks for one.

    Args:
        query: the question as understood.
    """
    things = asked_measures(query.normalized, query.topic_text)
    if query.intent not in _ASKED or query.flags or query.agencies or query.roles:
        return []
    if query.intent == "other" and not (query.years or asks_for_a_number(query.normalized, things)):
        return []
    words = query.normalized.rstrip(" ?.;").split()
    sides = _sides(words)
    if not _LEAST <= len(sides) <= _MOST:
        return []
    before, after = words[: sides[0].named.first], words[sides[-1].end :]
    return [_whole(query, " ".join(_asked(words, side, before, after))) for side in sides]


def _asked(words: Sequence[str], side: _Side, before: Sequence[str], after: Sequence[str]) -> list[str]:
    own = [word.rstrip(",") for word in words[side.named.first : side.end]]
    shared = after if side.end == side.named.last else ()
    return [*before, *own, *shared]


def _sides(words: Sequence[str]) -> list[_Side]:
    """Return the things joined, in order; none where what is joined is not of one kind."""
    folded = [line_of(word).strip() for word in words]
    named = list(_named(folded))
    sides: list[_Side] = []
    for left, right in pairwise(named):
        join = _join(words, folded, left.last, right.first)
        if join is None or not _are_alike(left, right):
            continue
        between = folded[join[1] : right.first]
        repeated = folded[left.first - len(between) : left.first] == between
        own = _behind_head(between)
        if not (repeated or all(word in _BESIDE for word in between) or own is not None):
            continue
        if own is not None and not repeated:
            left = replace(left, first=left.first - _since_head(folded[: left.first]))
            right = replace(right, first=right.first - own)
        if sides and sides[-1].named.last != left.last:
            return []
        first = _Side(sides[-1].named if sides else left, join[0])
        sides = [*sides[:-1], first, _Side(right, right.last)]
    return sides


def _join(words: Sequence[str], folded: Sequence[str], start: int, end: int) -> tuple[int, int] | None:
    """Return where the words of the first thing end and those of the second begin, None where nothing joins them."""
    for at in range(start, end):
        if folded[at] in _JOINS:
            return at, at + 1
        if words[at].endswith(","):
            then = at + 1
            return at + 1, then + (folded[then] in _JOINS)
    return (start, start) if words[start - 1].endswith(",") else None


def _behind_head(words: Sequence[str]) -> int | None:
    """Return how many words follow the head of the name of a number ("tỷ lệ tham gia …"); None without such a head."""
    for size in range(min(_LONGEST_HEAD, len(words)), 0, -1):
        if " ".join(words[:size]) in _heads():
            return len(words) - size if len(words) - size <= _FEW else None
    return None


def _since_head(words: Sequence[str]) -> int:
    """Return how many words stand behind the last head ("tỷ lệ bao phủ" …); 0 where none is near."""
    for own in range(_FEW + 1):
        end = len(words) - own
        if any(" ".join(words[max(0, end - size) : end]) in _heads() for size in range(1, _LONGEST_HEAD + 1)):
            return own
    return 0


@cache
def _heads() -> frozenset[str]:
    return frozenset(line_of(head).strip() for head in load_measures().heads)


def _are_alike(left: _Named, right: _Named) -> bool:
    """Return whether both name things, neither a kind of the other, or both a part of one thing."""
    if left.thing and right.thing and left.thing != right.thing:
        kinds = load_measures().kinds_of
        return right.thing not in kinds[left.thing] and left.thing not in kinds[right.thing]
    return bool(left.part and right.part and left.part != right.part)


@cache
def _names() -> Mapping[str, tuple[str, str]]:
    """Return every name of a thing or a part, with the thing it is and the part it is."""
    table = load_measures()
    found: dict[str, tuple[str, str]] = dict.fromkeys(table.no_part, ("", ""))
    for groups in table.contrasts:
        found |= {name: ("", group[0]) for group in groups for name in group}
    found |= {name: ("", part.names[0]) for part in table.parts for name in part.names}
    found |= dict.fromkeys(table.whole, ("", "whole"))
    return found | {name: (thing, found.get(name, ("", ""))[1]) for name, thing in table.by_name.items()}


def _named(folded: Sequence[str]) -> Iterator[_Named]:
    """Yield what is named in the words of a question, the longest name at each place."""
    names = _names()
    at = 0
    while at < len(folded):
        for size in range(min(load_measures().longest, len(folded) - at), 0, -1):
            found = names.get(" ".join(folded[at : at + size]))
            if found is not None:
                yield _Named(at, at + size, *found)
                at += size
                break
        else:
            at += 1


def _whole(query: Query, text: str) -> str:
    """Return a question with the year and the place it shares with the others."""
    english = query.language == "en"
    pieces = [f"how much is {text}" if english else f"{text} là bao nhiêu"] if query.intent == "other" else [text]
    return " ".join([*pieces, *shared_years(query, text), *shared_places(query, text)])


def shared_years(query: Query, text: str) -> list[str]:
    """Return the years that a part of a question shares with the whole, each with its word.

    Args:
        query: the whole question.
        text: the part; nothing is added where it names a year itself.
    """
    if any(year in text for year in query.years):
        return []
    return [f"{'in' if query.language == 'en' else 'năm'} {year}" for year in query.years]


def shared_places(query: Query, text: str) -> list[str]:
    """Return the provinces that a part of a question shares with the whole, in its words.

    Args:
        query: the whole question.
        text: the part; nothing is added where it names a province itself.
    """
    places = list(dict.fromkeys(query.normalized[start:end] for start, end, _ in find_provinces(query.normalized)))
    if not places or any(find_provinces(text)):
        return []
    english = query.language == "en"
    return [f"{'in' if english else 'ở'} {(' and ' if english else ' và ').join(places)}"]


def speaks_for(question: str, sentence: str) -> bool:
    """Return whether a statement gives a number of the thing and the part that a question names.

    Args:
        question: normalised.
        sentence: of the statement.
    """
    things = {each.thing for each in asked_measures(question)}
    return things <= measured(sentence) and parts_named(question) <= parts_named(sentence)
