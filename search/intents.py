"""Which kind of answer a question wants, and what in it no plan can answer: cue phrases from a table, added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from index.text import fold
from search.phrases import CueTable
from search.tables import Cue, load_cues

Intent = Literal[
    "responsibility",
    "indicator_value",
    "tasks_list",
    "deadline_or_period",
    "agency_portfolio",
    "definition",
    "document_fact",
    "funding",
    "reporting",
    "scope",
    "comparison",
    "other",
]
MIN_SCORE = 0.6
_FOLDED_WEIGHT = 0.9
_Y_FOR_I = {
    onset + i: onset + y for onset in ("k", "l", "m", "s", "t") for i, y in zip("iìíỉĩị", "yỳýỷỹỵ", strict=True)
}


@dataclass(frozen=True, slots=True)
class IntentGuess:
    """The intent, how sure it is, the runner-up, and the cues that spoke for the intent.

    `compared` is what is asked of each province when the intent is "comparison", else the intent itself.
    """

    intent: Intent
    compared: Intent
    confidence: float
    margin: float
    second: str | None
    cues: tuple[str, ...]


def cue_form(word: str) -> str:
    """Return the one spelling of syllables written with i and with y ("tỉ" is "tỷ")."""
    return _Y_FOR_I.get(word, word)


@cache
def _tables(kind: str) -> tuple[CueTable, CueTable]:
    """Return a table of cues as written, and one without marks for phrases of two words or more."""
    cues: Sequence[Cue] = getattr(load_cues(), kind)
    return CueTable(cues, key=cue_form), CueTable([cue for cue in cues if len(cue.words) > 1], key=fold)


def _found(kind: str, words: Sequence[str], unmarked: bool) -> list[tuple[Cue, float]]:
    marked, folded = _tables(kind)
    hits = {(cue.name, cue.words): (cue, cue.weight) for cue in marked.find(words)}
    if unmarked:
        for cue in folded.find(words):
            hits.setdefault((cue.name, cue.words), (cue, cue.weight * _FOLDED_WEIGHT))
    return list(hits.values())


def guess_intent(words: Sequence[str], *, unmarked: bool = False) -> IntentGuess:
    """Guess what a question asks for.

    Args:
        words: its lower-case words, with placeholders for what was recognised ("{agency}").
        unmarked: it was typed without marks, so cues are also compared without them.

    Returns:
        The guess; intent "other" where no cue speaks clearly enough.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    found = _found("intents", words, unmarked)
    for cue, weight in found:
        scores[cue.name] += weight
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < MIN_SCORE:
        return IntentGuess("other", "other", 0.0, 0.0, ranked[0][0] if ranked else None, ())
    best, top = ranked[0]
    second, next_score = ranked[1] if len(ranked) > 1 else (None, 0.0)
    spoke = tuple(" ".join(cue.words) for cue, _ in found if cue.name == best)
    margin = top - max(next_score, 0.0)
    asked = second if best == "comparison" and second and next_score >= MIN_SCORE else best
    return IntentGuess(
        intent=cast(Intent, best),
        compared=cast(Intent, asked),
        confidence=round(top / (top + max(next_score, 0.0) + 1), 3),
        margin=round(margin, 3),
        second=second,
        cues=spoke,
    )


def find_flags(words: Sequence[str], *, unmarked: bool = False) -> tuple[str, ...]:
    """Return the signs that a question asks for what plans do not hold ("asks_phone", "small_talk"), in table order."""
    names = {cue.name for cue, _ in _found("flags", words, unmarked)}
    return tuple(dict.fromkeys(cue.name for cue in load_cues().flags if cue.name in names))


def find_roles(words: Sequence[str], *, unmarked: bool = False) -> tuple[str, ...]:
    """Return the roles a question speaks of: "lead", "coordinate"."""
    names = {cue.name for cue, _ in _found("roles", words, unmarked)}
    return tuple(role for role in ("lead", "coordinate") if role in names)
