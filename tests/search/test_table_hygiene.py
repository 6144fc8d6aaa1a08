"""No table holds a question: what was written to measure the product must not have taught it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from corpus.provinces import load_provinces
from corpus.tables_loading import load_abbreviations
from index.text import normalize
from search.tables import load_cues, load_english_words, load_glossary, load_question_language
from search.vocabulary import word_list

ROOT = Path(__file__).resolve().parents[2]
LONG = 4
# Everyday phrases of four or five words meet by chance: they do so too in sets written after the tables.
LONG_BY_CHANCE = 6
# Words that only ask: every question is made of them, so a phrase of nothing else is nobody's.
ASKING = frozenset(
    "ai sở cơ quan đơn vị bên ngành nào gì nhiêu bao mấy là có được phải đạt những các giảm tăng tối thiểu phần trăm "
    "chủ trì chịu trách nhiệm giao cho giải pháp nhiệm vụ mục tiêu thế gọi who is in charge what will be done how many "
    "does the".split()
)


def flat(text: str) -> str:
    """The words of a text, as the tables are compared with it."""
    return f" {' '.join(word_list(normalize(text)))} "


@cache
def plans() -> str:
    """The words of all plans."""
    return " ".join(
        flat(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "corpus/documents").glob("*.txt"))
    )


def asked(folder: Path) -> list[str]:
    """The words of every question of a set."""
    files = sorted(folder.glob("*questions.jsonl")) + sorted(folder.glob("unanswerable.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [flat(row["question"]) for row in rows]


def phrases() -> Iterator[str]:
    """Every wording of the tables that a question is compared with; names of bodies in English are official."""
    glossary, cues = load_glossary(), load_cues()
    entries = (*glossary.english, *glossary.colloquial, *glossary.official, *glossary.shorthand, *glossary.places)
    yield from (entry.said for entry in entries)
    yield from (entry.said for entry in load_english_words().entries)
    for cue in (*cues.intents, *cues.flags, *cues.roles):
        yield from (part for part in " ".join(cue.words).split("*") if "{" not in part)
    yield from (*cues.not_topic, *cues.topic_anyway)
    yield from load_question_language().sentences.split(".")
    yield from (name for province in load_provinces() for name in (province.name, *province.spellings))
    yield from (short for row in load_abbreviations() for short in (row.short, *row.spellings))


def copied(questions: list[str], least: int = LONG) -> list[str]:
    """The phrases of the tables of so many words that stand in a question and in no plan."""
    everything = "\n".join(questions)
    return [
        phrase.strip()
        for phrase in dict.fromkeys(phrases())
        if len(words := flat(phrase).split()) >= least
        and not set(words) <= ASKING
        and flat(phrase) in everything
        and flat(phrase) not in plans()
    ]


def test_no_phrase_of_the_tables_is_copied_from_our_own_questions() -> None:
    questions = asked(ROOT / "benchmarks/questions")
    if not questions:
        pytest.skip("our own questions do not stand here")
    assert copied(questions) == []


@pytest.mark.parametrize("folder", sorted((ROOT / "benchmarks/blind").glob("?")), ids=lambda folder: folder.name)
def test_no_phrase_of_the_tables_is_copied_from_the_blind_questions(folder: Path) -> None:
    assert copied(asked(folder), LONG_BY_CHANCE) == []


def test_no_phrase_of_the_tables_is_copied_from_the_development_questions(gold_dir: Path) -> None:
    assert copied(asked(gold_dir)) == []


def test_a_copied_phrase_would_be_seen() -> None:
    entry = next(said for said in phrases() if len(flat(said).split()) > LONG and flat(said) not in plans())
    assert entry.strip() in copied([f" cho hỏi {flat(entry)} vậy "])
