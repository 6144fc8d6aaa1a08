"""Loads the tables a question is read with: glossary, English words, cue phrases, question language.

The tables stand in `corpus/tables`, every row with its source; a table that cannot be read is a `CorpusError`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.errors import CorpusError

ROW_FIELDS = 3
# The letters of three sources: the national plan, the agenda of the United Nations that it follows, and everyday
# speech, which names the target it speaks of.
NATIONAL_PLAN, AGENDA, SPEECH = "622", "UN", "NOI"
_TARGET = re.compile(r"\d{1,2}\.\d{1,2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording and what it means: `said` in one wording, `meant` with the translation first."""

    said: str
    meant: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """The rows of `glossary.toml` by section, and what the letters of their sources stand for."""

    sources: Mapping[str, str]
    national: Mapping[str, str]
    english: tuple[Entry, ...]
    english_agencies: tuple[Entry, ...]
    english_words: frozenset[str]
    colloquial: tuple[Entry, ...]
    official: tuple[Entry, ...]
    short_forms: tuple[Entry, ...]
    shorthand: tuple[Entry, ...]
    places: tuple[Entry, ...]

    def source_of(self, entry: Entry) -> str:
        """Return the source of an entry in words."""
        short, _, place = entry.source.partition(":")
        return f"{self.sources[short]}, {place}" if place else self.sources[short]

    def target_of(self, entry: Entry) -> str:
        """Return the target of the national plan whose wording an entry uses; "" where its source is another."""
        short, _, place = entry.source.partition(":")
        if short in {NATIONAL_PLAN, SPEECH}:
            return place if _TARGET.fullmatch(place) else ""
        return self.national.get(place, "") if short == AGENDA else ""


@dataclass(frozen=True, slots=True)
class EnglishWords:
    """The rows of `english_words.toml`, each with its source in words, and the words that are never a subject."""

    entries: tuple[Entry, ...]
    function_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that speaks for an intent, with its weight; "*" among the words is a gap."""

    words: tuple[str, ...]
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class QuestionCues:
    """The rows of `intents.toml`."""

    intents: tuple[Cue, ...]
    flags: tuple[Cue, ...]
    roles: tuple[Cue, ...]
    plan_kinds: Mapping[str, tuple[str, ...]]
    plan_words: frozenset[str]
    always_plans: frozenset[str]
    collective: tuple[str, ...]
    heads_of_bodies: frozenset[str]
    before_subjects: tuple[tuple[str, ...], ...]
    today_near: tuple[str, ...]
    today_anywhere: tuple[str, ...]
    former: tuple[str, ...]
    renamed: tuple[str, ...]
    common_names: frozenset[str]
    before_names: frozenset[str]
    not_before_names: tuple[tuple[str, ...], ...]
    documents: tuple[str, ...]
    not_topic: tuple[str, ...]
    topic_anyway: tuple[str, ...]
    before_year: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuestionLanguage:
    """Text of questions for the mark-restoring model, and the weight it counts with."""

    sentences: str
    weight: int


def _read(name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(files("corpus").joinpath("tables", name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"Không đọc được bảng dữ liệu {name}: {error}") from error


def _entries(table: Mapping[str, Any], section: str, sources: Mapping[str, str]) -> Iterator[Entry]:
    for row in table[section]["rows"]:
        if len(row) != ROW_FIELDS or row[2].partition(":")[0] not in sources:
            raise CorpusError(f"Bảng glossary.toml, mục [{section}]: dòng {row} thiếu trường hoặc nguồn không có tên.")
        said, meant, source = row
        terms = tuple(term.strip() for term in meant.split(";"))
        for wording in said.split("|"):
            yield Entry(wording.strip(), terms, source)


@cache
def load_glossary() -> Glossary:
    """Return the glossary.

    Raises:
        CorpusError: the table cannot be read, or a row lacks a field or its source.
    """
    table = _read("glossary.toml")
    try:
        sources: Mapping[str, str] = table["sources"]
        sections = {
            name: tuple(_entries(table, name, sources))
            for name in (
                "english",
                "english_agencies",
                "colloquial",
                "official",
                "short_forms",
                "shorthand",
                "places",
            )
        }
        words = frozenset(str(table["english_words"]["words"]).split())
        national = {str(code): str(other) for code, other in table["agenda_targets"]["national"].items()}
    except (KeyError, TypeError) as error:
        raise CorpusError(f"Bảng glossary.toml thiếu mục {error}.") from error
    return Glossary(sources=sources, national=national, english_words=words, **sections)


def _english_entries(section: Mapping[str, Any], sources: Mapping[str, str]) -> Iterator[Entry]:
    source = sources[section["source"]]
    for line in section["said_and_meant"].strip().splitlines():
        said, equals, meant = line.partition(" = ")
        if not (equals and said.strip() and meant.strip()):
            raise CorpusError(f"Bảng english_words.toml: dòng «{line}» không có dạng «từ tiếng Anh = nghĩa».")
        terms = tuple(term.strip() for term in meant.split(";"))
        for wording in said.split("|"):
            yield Entry(wording.strip(), terms, source)


@cache
def load_english_words() -> EnglishWords:
    """Return the English words that stand beside the glossary's.

    Raises:
        CorpusError: the table cannot be read, or a row lacks a side or its source.
    """
    table = _read("english_words.toml")
    try:
        sources: Mapping[str, str] = table["sources"]
        entries = tuple(entry for section in table["rows"].values() for entry in _english_entries(section, sources))
        words = frozenset(str(table["function_words"]["words"]).split())
    except (KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"Bảng english_words.toml thiếu mục {error}.") from error
    return EnglishWords(entries, words)


def _weighted_cues(section: Mapping[str, Any]) -> Iterator[Cue]:
    for name, rows in section.items():
        for phrase, weight in rows:
            yield Cue(tuple(phrase.split()), name, float(weight))


def _plain_cues(section: Mapping[str, Any]) -> Iterator[Cue]:
    for name, phrases in section.items():
        for phrase in phrases:
            yield Cue(tuple(phrase.split()), name, 1.0)


@cache
def load_cues() -> QuestionCues:
    """Return the cue phrases of `intents.toml`.

    Raises:
        CorpusError: the table cannot be read or lacks a section.
    """
    table = _read("intents.toml")
    try:
        kinds = dict(table["plan_kinds"])
        plan_words = frozenset(kinds.pop("plan_words"))
        always = frozenset(kinds.pop("always"))
        documents = tuple(kinds.pop("documents"))
        today = table["today"]
        return QuestionCues(
            intents=tuple(_weighted_cues(table["intents"])),
            flags=tuple(_plain_cues(table["flags"])),
            roles=tuple(_plain_cues(table["roles"])),
            plan_kinds={kind: tuple(phrases) for kind, phrases in kinds.items()},
            plan_words=plan_words,
            always_plans=always,
            collective=tuple(table["collective"]["words"]),
            heads_of_bodies=frozenset(table["bodies"]["heads"]),
            before_subjects=tuple(tuple(phrase.split()) for phrase in table["bodies"]["before_subjects"]),
            today_near=tuple(today["near"]),
            today_anywhere=tuple(today["anywhere"]),
            former=tuple(today["former"]),
            renamed=tuple(today["renamed"]),
            common_names=frozenset(today["common_words"]),
            before_names=frozenset(today["before"]),
            not_before_names=tuple(tuple(phrase.split()) for phrase in today["not_after"]),
            documents=documents,
            not_topic=tuple(table["topic"]["drop"]),
            topic_anyway=tuple(table["topic"]["keep"]),
            before_year=frozenset(table["topic"]["before_year"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"Bảng intents.toml sai ở mục {error}.") from error


@cache
def load_question_language() -> QuestionLanguage:
    """Return the text of questions.

    Raises:
        CorpusError: the table cannot be read.
    """
    table = _read("question_language.toml")
    return QuestionLanguage(str(table["sentences"]), int(table["weight"]))
