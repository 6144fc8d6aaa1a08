"""What a number measures: the counted thing a question asks for, and the one a piece of a plan gives a number of.

A number of a neighbouring thing is worse than none (exports for growth, health insurance for social insurance), and
shares so many words with the question that no score tells the two apart. Things that are counted are a known list.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from search.answers.cues import holds, line_of

_TABLE = Path(__file__).parents[2] / "data" / "measures.toml"
_COMPARED = re.compile(r"\sso với\s|\scompared (?:with|to)\s")
# "100% hộ nghèo được cấp thẻ": what is given, not who gets it, is measured.
_POPULATION = re.compile(
    r"(?:%|phần trăm)\s(?:tổng\s)?(?:số\s)?(?P<people>[^;.%\d]{1,60}?)\s"
    r"(?=(?:được|có|đủ|tiếp cận|sử dụng|dùng|biết|tham gia|hoạt động)\s)"
)
_FARTHEST = 100
_JOINED = re.compile(r"\s(?:và|với|and)\s|,\s")
# Whose a number is, and what it is a share of, is not what it measures ("thu nhập của hộ nghèo", "đóng góp vào GRDP").
_WHOSE = re.compile(
    r"\s(?:của|vào|so với|trong tổng|trên tổng)\s[^,;.:\d]{1,80}?"
    r"(?=\s(?:và|đạt|tăng|giảm|lên|xuống|năm|đến|là|phải|phấn đấu|còn|vào)\s|[,;.:\d]|$)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the people or places, as texts name it and as an answer says it."""

    names: tuple[str, ...]
    words: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Measures:
    """The rows of `measures.toml`: names without marks → the thing; what each thing is a kind of."""

    by_name: Mapping[str, str]
    alone: Mapping[str, str]
    kinds_of: Mapping[str, frozenset[str]]
    contrasts: tuple[tuple[tuple[str, ...], ...], ...]
    parts: tuple[Part, ...]
    no_part: tuple[str, ...]
    whole: tuple[str, ...]
    heads: tuple[str, ...]
    longest: int


@cache
def load_measures() -> Measures:
    """Read `measures.toml`."""
    data = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    rows = data["measure"]
    by_name = {_flat(name): row["id"] for row in rows for name in row["names"]}
    return Measures(
        by_name=by_name,
        alone={_flat(name): row["id"] for row in rows for name in row.get("alone", ())},
        kinds_of={row["id"]: frozenset(row.get("is_a", ())) for row in rows},
        contrasts=tuple(
            tuple(tuple(map(_flat, group)) for group in contrast["groups"]) for contrast in data["contrast"]
        ),
        parts=tuple(Part(tuple(map(_flat, row["names"])), (row["vi"], row["en"])) for row in data["part"]),
        no_part=tuple(sorted(map(_flat, data["no_part"]), key=len, reverse=True)),
        whole=tuple(map(_flat, data["whole"])),
        heads=tuple(data["heads"]),
        longest=max(len(name.split()) for name in by_name),
    )


def _flat(name: str) -> str:
    return line_of(name).strip()


@dataclass(frozen=True, slots=True)
class Named:
    """A counted thing named in a text, and the words that name it."""

    thing: str
    words: str


def asked_measures(question: str, topic: str = "") -> tuple[Named, ...]:
    """Return the counted things a question asks a number of.

    Args:
        question: normalised; what comes behind "so với" is compared with, not asked for.
        topic: its subject alone; some words ("dân số") name a thing only where they are all of it.
    """
    head = _COMPARED.split(question, maxsplit=1)[0]
    found = tuple(_named(_without_people(head))) or tuple(_named(head))
    alone = load_measures().alone.get(_flat(topic)) if not found else None
    return (Named(alone, _flat(topic)),) if alone else found


@lru_cache(maxsize=4096)
def things_named(text: str) -> tuple[Named, ...]:
    """Return every counted thing a text names, in its order."""
    return tuple(_named(text))


def measured(text: str) -> frozenset[str]:
    """Return the counted things that a text with a number names, and all that they are kinds of."""
    return _measured(text)


@lru_cache(maxsize=4096)
def _measured(text: str) -> frozenset[str]:
    things = {each.thing for each in _named(_without_people(text))}
    return frozenset(things.union(*(load_measures().kinds_of[thing] for thing in things)))


def _without_people(text: str) -> str:
    return _POPULATION.sub(" ", text)


def what_people_get(text: str, start: int, end: int) -> tuple[str, str] | None:
    """Return whom a share is of and what they get ("hộ nghèo", "được vay vốn"), None where it is no share of people.

    Args:
        text: with the number.
        start: where the number with its unit begins.
        end: where it ends.
    """
    match = _POPULATION.search(text, start, min(len(text), end + _FARTHEST))
    return (match["people"], text[match.end() :]) if match and match.start() < end else None


def _named(text: str) -> Iterator[Named]:
    """Yield the things named, the longest name at each place."""
    table = load_measures()
    words = line_of(text).split()
    at = 0
    while at < len(words):
        for size in range(min(table.longest, len(words) - at), 0, -1):
            name = " ".join(words[at : at + size])
            if name in table.by_name:
                yield Named(table.by_name[name], name)
                at += size
                break
        else:
            at += 1


def heads_of(text: str) -> frozenset[str]:
    """Return the counted things a number in a text is of: the first one named, and those joined to it by "và"."""
    return _heads_of(text)


@lru_cache(maxsize=4096)
def _heads_of(text: str) -> frozenset[str]:
    plain = _WHOSE.sub(" ", f" {_without_people(text)} ")
    first, *rest = [piece for piece in _JOINED.split(plain) if next(_named(piece), None)] or [""]
    things = {thing for piece in (first, *rest) for thing in _first_of(piece)}
    return frozenset(things.union(*(load_measures().kinds_of[thing] for thing in things)))


def _first_of(text: str) -> Iterator[str]:
    """Yield the first thing named, and what narrows it behind ("suy dinh dưỡng thể nhẹ cân")."""
    named = [each.thing for each in _named(text)]
    yield from (each for each in named if each == named[0] or named[0] in load_measures().kinds_of[each])


def is_of(asked: Sequence[Named], text: str) -> bool:
    """Return whether a number is of a thing asked for, as far as the words around it name any thing.

    Args:
        asked: the things the question names.
        text: the words around the number.
    """
    heads = heads_of(text)
    wanted = {each.thing for each in asked}
    if not wanted:
        return True
    if not heads:
        # "Đóng góp của TFP vào tăng trưởng" is of TFP: what is contributed to comes after.
        named = things_named(text)
        return not named or named[0].thing in wanted
    return bool(heads & wanted)


def gives(asked: Sequence[Named], text: str) -> bool:
    """Return whether a text gives a number of every thing asked for; any text does where none of the list was asked."""
    return {each.thing for each in asked} <= measured(text)


def in_contrast(question: str, text: str) -> bool:
    """Return whether a text speaks of another part ("đô thị") than the one a question asks for ("nông thôn")."""
    asked, said = _line_of_parts(question), _line_of_parts(text)
    for groups in load_measures().contrasts:
        wanted = [group for group in groups if any(holds(asked, name) for name in group)]
        stated = [group for group in groups if any(holds(said, name) for name in group)]
        if wanted and stated and not any(group in stated for group in wanted):
            return True
    return False


def speaks_of_the_whole(text: str) -> bool:
    """Return whether a text says that it means all, so that a part beside it is only one thing asked ("toàn dân")."""
    line = line_of(text)
    return any(holds(line, name) for name in load_measures().whole)


def parts_named(text: str) -> frozenset[Part]:
    """Return the parts of the people or places that a text names."""
    return _parts_named(text)


@lru_cache(maxsize=4096)
def _parts_named(text: str) -> frozenset[Part]:
    line = _line_of_parts(text)
    return frozenset(part for part in load_measures().parts if any(holds(line, name) for name in part.names))


def _line_of_parts(text: str) -> str:
    line = line_of(text)
    for name in load_measures().no_part:
        line = line.replace(f" {name} ", " ")
    return line


def asks_for_a_number(question: str, asked: Sequence[Named]) -> bool:
    """Return whether a question without a verb names a number: by a word like "tỷ lệ" or "số" before the thing.

    Args:
        question: normalised.
        asked: the things it names.
    """
    table = load_measures()
    words = question.lower().split()
    for each in asked:
        if each.words in table.alone:
            return True
        for at in range(len(words)):
            if f"{line_of(' '.join(words[at:]))}".startswith(f" {each.words} "):
                before = f" {' '.join(words[:at])} {' '.join(words[at : at + 2])} "
                if any(f" {head} " in before for head in table.heads):
                    return True
    return False
