"""Which rows a topic means: a code, a goal, or words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.normalization import fold, normalize
from search.comparison.aligned import Alignment
from search.comparison.features import Vocabulary
from search.comparison.model import FACT

_TARGET = re.compile(r"(?:(?:sdg|muc tieu|mtct|target|mt)\s{0,2}:?\s{0,2})?(?P<code>\d{1,2}\.\d{1,2})")
_GOAL = re.compile(r"(?:sdg|muc tieu|goal|mt)\s{0,2}:?\s{0,2}(?P<code>\d{1,2})")
_SYLLABLE = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*%?")
# A word of the title says most, one of a task least.
_FIELDS = (1.0, 0.9, 0.5)
_LEAST = 0.2
_NEAR_BEST = 0.7
_MOST = 8

# Of what a search finds, how near the best another row must be; how sure a row found by words alone must be; and what
# part of a score the words themselves are, more where one row is sure.
_NEAR_FIRST, _SURE, _WORDS, _WORDS_SURE = 0.85, 0.85, 0.25, 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a search makes of a topic.

    `said` is the topic as it was understood (in Vietnamese), `targets` are (plan, full code, score), best first, none
    where no plan speaks of it; `is_of_documents` says that it asks for what plans say of themselves.
    """

    said: str
    targets: tuple[tuple[str, str, float], ...]
    is_of_documents: bool = False


Rank = Callable[[str], Ranked]


@dataclass(frozen=True, slots=True)
class TopicText:
    """What a row can be found by: its title, what its targets say, and what hangs below them."""

    row_id: str
    title: str
    targets: str
    below: str


class TopicIndex:
    """The rows, to be found by words, with marks or without."""

    def __init__(self, texts: Sequence[TopicText]) -> None:
        self._ids = [text.row_id for text in texts]
        self._views = {
            marked: [
                tuple(frozenset(_terms(field, marked)) for field in (text.title, text.targets, text.below))
                for text in texts
            ]
            for marked in (True, False)
        }
        self._weights = {
            marked: Vocabulary([list(frozenset[str]().union(*fields)) for fields in rows])
            for marked, rows in self._views.items()
        }

    def find(self, topic: str) -> list[tuple[str, float]]:
        """Return the rows that a topic in words means, best first, with the share of its words they hold."""
        found = self.shares(topic)
        ranked = sorted(found.items(), key=lambda one: -one[1])
        return [(row_id, share) for row_id, share in ranked if share >= _NEAR_BEST * ranked[0][1]][:_MOST]

    def shares(self, topic: str) -> dict[str, float]:
        """Return every row that holds words of a topic, with the share it holds of them and of their neighbourhoods."""
        marked = not topic.isascii()
        wanted = set(_terms(topic, marked))
        weights = self._weights[marked]
        total = sum(weights.weight(term) for term in wanted if " " not in term)
        everything = sum(weights.weight(term) for term in wanted)
        scored: dict[str, float] = {}
        for row_id, fields in zip(self._ids, self._views[marked], strict=True):
            gained = {term: weights.weight(term) * _place(term, fields) for term in wanted}
            words = sum(value for term, value in gained.items() if " " not in term)
            both = sum(gained.values())
            # Syllables alone prove nothing: "lượng tử" is not found in "chất lượng" and "tử vong".
            if total and words >= _LEAST * total and (both > words or len(wanted) == 1):
                scored[row_id] = both / everything
        return scored


def merged(ranked: Ranked, searched: Mapping[str, float], by_words: TopicIndex) -> list[tuple[str, float]]:
    """Return rows and scores from what a search found and what words alone find, best first.

    Words tell rows apart that a search by meaning puts side by side, and add rows that hold them all. They decide alone
    where they are those of the title of a fact of the documents, which a search of targets cannot know.

    Args:
        ranked: the topic as it was understood.
        searched: row → score of the search.
        by_words: the rows, to be found by words.
    """
    found = by_words.find(ranked.said)
    if found and found[0][0].startswith(FACT) and (ranked.is_of_documents or found[0][1] >= _SURE):
        return [(row_id, min(share, 1.0)) for row_id, share in found if row_id.startswith(FACT)]
    shares = by_words.shares(ranked.said)
    words = _WORDS_SURE if found and found[0][1] >= _SURE else _WORDS
    scored = {
        row_id: score * (1 - words + words * min(shares.get(row_id, 0.0) / _SURE, 1.0))
        for row_id, score in searched.items()
    }
    for row_id, share in found:
        if share >= _SURE:
            scored[row_id] = max(scored.get(row_id, 0.0), _SURE * share)
    best = max(scored.values(), default=0.0)
    kept = [(row_id, score) for row_id, score in scored.items() if score >= _NEAR_FIRST * best]
    return sorted(kept, key=lambda one: -one[1])[:_MOST]


def _place(term: str, fields: Sequence[frozenset[str]]) -> float:
    return max((share for share, field in zip(_FIELDS, fields, strict=True) if term in field), default=0.0)


def _terms(text: str, marked: bool) -> list[str]:
    found = _SYLLABLE.findall(normalize(text) if marked else fold(text))
    return [*found, *(f"{left} {right}" for left, right in pairwise(found))]


def rows_of_code(topic: str, alignment: Alignment, plans: Sequence[str]) -> list[str] | None:
    """Return the rows a code or goal names, those of the national number first; None when the topic is neither.

    The same number is another target elsewhere, so "8.2" names a row for each plan that has such a number.

    Args:
        topic: as typed.
        alignment: of the plans.
        plans: whose numbers count.
    """
    folded = fold(topic).strip()
    if match := _TARGET.fullmatch(folded):
        code = match["code"]
        national = [row.row_id for row in alignment.rows if code in row.national_codes]
        own = [row.row_id for row in alignment.rows if any(code in row.members.get(plan, ()) for plan in plans)]
        return list(dict.fromkeys([*national, *own]))
    if match := _GOAL.fullmatch(folded):
        goals = [
            goal.goal_id
            for goal in alignment.goals
            if goal.national_code == match["code"] or any(goal.members.get(p) == match["code"] for p in plans)
        ]
        first = [g.goal_id for g in alignment.goals if g.national_code == match["code"]]
        order = {goal_id: at for at, goal_id in enumerate(dict.fromkeys([*first, *goals]))}
        rows = sorted((row for row in alignment.rows if row.goal_id in order), key=lambda row: order[row.goal_id])
        return [row.row_id for row in rows]
    return None
