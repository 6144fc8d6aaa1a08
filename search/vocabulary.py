"""What the glossary knows, ready for matching: English words and phrases, street words, abbreviations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from corpus.tables_loading import load_abbreviations, load_agencies
from index.text import fold, normalize
from search.language import english_words, stem
from search.phrases import PhraseTable
from search.query import Expansion
from search.spelling import EditIndex, is_syllable, tokenise
from search.tables import EnglishWords, Entry, Glossary, load_cues, load_english_words, load_glossary

MIN_ENGLISH_TYPO = 5
MIN_SHORT = 2
MIN_FOLDED = 3
# What separates the wordings of a row stands in none of them.
_BETWEEN = " | "
_folded = lru_cache(maxsize=8192)(fold)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: the terms, the kind of expansion, its source, whether it names a body, its target."""

    said: str
    terms: tuple[str, ...]
    kind: str
    source: str
    body: bool = False
    target: str = ""

    def expansions(self) -> Iterator[Expansion]:
        """Yield one expansion per term."""
        for term in self.terms:
            yield Expansion(self.said, term, self.kind, self.source, self.target)


class Vocabulary:
    """The tables of words, indexed once; those only an English question needs, when the first one comes."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        colloquial = tuple(_rows(glossary, glossary.colloquial, "colloquial"))
        self.colloquial = PhraseTable(colloquial)
        self.colloquial_folded = PhraseTable(
            ((words, meaning) for words, meaning in colloquial if len(words) >= MIN_FOLDED), key=_folded
        )
        self.official = PhraseTable(_both_ways(glossary))
        self.abbreviations = PhraseTable(_abbreviations(glossary), key=fold)
        self.capital_abbreviations = PhraseTable(_abbreviations(glossary, syllables=True), key=fold)
        self.expanded = PhraseTable(_abbreviated())
        self.shorthand = {tuple(entry.said.split()): entry.meant[0] for entry in glossary.shorthand}
        self.places = PhraseTable((entry.said.split(), entry.meant[0]) for entry in glossary.places)
        self._english_stems = frozenset(
            stem(word)
            for entry in _glossary_english(glossary)
            for word in english_words(entry.said)
            if word not in glossary.english_words and not word.isdigit() and len(word) > 1
        )
        self._english_words = glossary.english_words
        cue_words = {word for cue in (*load_cues().intents, *load_cues().flags) for word in cue.words if word.isascii()}
        self._english_cues = frozenset(
            word for word in cue_words if word.isalpha() and len(word) > 3 and not is_syllable(word)
        )

    @cached_property
    def english(self) -> PhraseTable[Meaning]:
        """English wordings by their stems; the glossary's first where both tables know one."""
        return PhraseTable((*_english_rows(self._glossary), *_other_english_rows(load_english_words())), key=stem)

    @cached_property
    def _english_edits(self) -> EditIndex:
        return EditIndex(
            word
            for entry in _glossary_english(self._glossary)
            for word in english_words(entry.said)
            if len(word) >= MIN_ENGLISH_TYPO
        )

    @cached_property
    def _other_stems(self) -> frozenset[str]:
        """The stems of the words that only `english_words.toml` knows."""
        words = {word for entry in load_english_words().entries for word in entry.said.split() if len(word) > 1}
        return frozenset(map(stem, words))

    def is_english(self, word: str) -> bool:
        """Return whether a lower-case word is an English one this program knows."""
        return (
            word in self._english_words
            or word in self._english_cues
            or (word.isascii() and stem(word) in self._english_stems)
        )

    def is_known(self, word: str) -> bool:
        """Return whether a lower-case word of an English question stands in any of the tables."""
        return self.is_english(word) or self.carries_nothing(word) or stem(word) in self._other_stems

    def is_function_word(self, word: str) -> bool:
        """Return whether an English word asks or joins and is never the subject."""
        return word.removesuffix("'s") in self._english_words

    def carries_nothing(self, word: str) -> bool:
        """Return whether an English word that means nothing in the plans says nothing of the subject either."""
        return self.is_function_word(word) or word.removesuffix("'s") in load_english_words().function_words

    def english_near(self, word: str) -> str | None:
        """Return the glossary's English word one edit away from an unknown one, if there is exactly one stem of it."""
        near = self._english_edits.near(word) if len(word) >= MIN_ENGLISH_TYPO else []
        return near[0] if near and len({stem(other) for other in near}) == 1 else None

    def vietnamese_texts(self) -> Iterator[str]:
        """Yield the Vietnamese side of the glossary, for the mark-restoring model."""
        glossary = load_glossary()
        for entry in (
            *glossary.english,
            *glossary.english_agencies,
            *glossary.colloquial,
            *glossary.official,
            *glossary.short_forms,
            *glossary.shorthand,
        ):
            yield from entry.meant
        for entry in (*glossary.colloquial, *glossary.official, *glossary.places):
            yield entry.said


@cache
def load_vocabulary() -> Vocabulary:
    """Return the vocabulary of the shipped tables.

    Raises:
        CorpusError: a table cannot be read.
    """
    return Vocabulary(load_glossary())


def word_list(text: str) -> list[str]:
    """Return the words of normalised text, as the phrase tables compare them."""
    return [token.text for token in tokenise(text) if token.is_word]


def _rows(glossary: Glossary, entries: Sequence[Entry], kind: str) -> Iterator[tuple[list[str], Meaning]]:
    # One text for all: thousands of short ones would take longer to normalise than the rest of the start.
    spelled = normalize(_BETWEEN.join(entry.said for entry in entries)).split(_BETWEEN)
    for said, entry in zip(spelled, entries, strict=bool(entries)):
        words = said.split() if said.replace(" ", "").isalnum() else word_list(said)
        yield words, Meaning(said, entry.meant, kind, glossary.source_of(entry), False, glossary.target_of(entry))


def _glossary_english(glossary: Glossary) -> Sequence[Entry]:
    return (*glossary.english_agencies, *glossary.english)


def _english_entries(glossary: Glossary) -> Sequence[Entry]:
    bodies = tuple(
        Entry(agency.english, (agency.name_in(None),), "TT37")
        for agency in load_agencies()
        if not agency.english.startswith("(") and agency.kind != "trung-uong"
    )
    return (*glossary.english_agencies, *bodies, *glossary.english)


def _english_rows(glossary: Glossary) -> Iterator[tuple[list[str], Meaning]]:
    terms = len(glossary.english)
    entries = _english_entries(glossary)
    for index, entry in enumerate(entries):
        body = index < len(entries) - terms
        yield (
            english_words(entry.said),
            Meaning(entry.said, entry.meant, "translation", glossary.source_of(entry), body, glossary.target_of(entry)),
        )


def _other_english_rows(other: EnglishWords) -> Iterator[tuple[list[str], Meaning]]:
    for entry in other.entries:
        # The table writes its wordings in the very words that `english_words` would find in them.
        yield entry.said.split(), Meaning(entry.said, entry.meant, "translation", entry.source)


def _both_ways(glossary: Glossary) -> Iterator[tuple[list[str], Meaning]]:
    for entry in glossary.official:
        source = glossary.source_of(entry)
        said = normalize(entry.said)
        yield word_list(said), Meaning(said, entry.meant, "official", source)
        for term in entry.meant:
            yield word_list(normalize(term)), Meaning(normalize(term), (entry.said,), "official", source)


def _abbreviations(glossary: Glossary, *, syllables: bool = False) -> Iterator[tuple[list[str], Meaning]]:
    """Yield the abbreviations that are no syllables, or those that are and stand for a name only in capitals ("TE")."""
    listed = [
        (short, row.expansions, row.source) for row in load_abbreviations() for short in (row.short, *row.spellings)
    ]
    listed += [(entry.said, entry.meant, glossary.source_of(entry)) for entry in glossary.short_forms]
    for short, meant, source in listed:
        words = word_list(normalize(short))
        if (len(words) == 1 and is_syllable(words[0])) == syllables:
            yield words, Meaning(normalize(short), meant, "abbreviation", source)


def _abbreviated() -> Iterator[tuple[list[str], Meaning]]:
    plan_words = {fold(word) for kind in load_cues().plan_kinds.values() for word in kind}
    for row in load_abbreviations():
        # Two letters stand for too much, and every passage is of a plan.
        if len(row.short) <= MIN_SHORT or fold(row.short) in plan_words:
            continue
        for long in row.expansions:
            yield word_list(normalize(long)), Meaning(normalize(long), (row.short,), "abbreviation", row.source)
