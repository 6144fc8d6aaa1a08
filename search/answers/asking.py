"""What a composer of answers is given: the question as understood, the records, and the scores of every passage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from corpus.provinces import province_by_id
from corpus.records import Passage, Plan, PlanInfo, Span
from index.passages import StoredPassages
from index.reader import IndexReader
from index.text import tokens
from search.answers.drafts import Evidence
from search.query import Query
from search.records_store import Record, RecordsStore
from search.retrieval import Hit, Ranking, Retriever
from search.scope import Scope

POOL = 80


@dataclass(frozen=True)
class Asking:
    """One question on its way to an answer."""

    question: str
    query: Query
    scope: Scope
    store: RecordsStore
    reader: IndexReader
    retriever: Retriever
    ranking: Ranking
    infos: Mapping[str, PlanInfo]
    as_of: date
    brief: bool
    public_url: str

    @property
    def in_english(self) -> bool:
        """Whether the answer is to be in English."""
        return self.query.language == "en"

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans the question is put to."""
        return tuple(
            plan for plan_id, plan in self.store.plans.items() if not self.scope.plans or plan_id in self.scope.plans
        )

    @property
    def intent(self) -> str:
        """What is asked for, also when several provinces are compared."""
        return self.query.compared_intent if self.query.intent == "comparison" else self.query.intent

    def best(self, limit: int = POOL) -> list[Hit]:
        """Return the best passages by score alone, without spreading them over targets and plans."""
        return self.retriever.best(self.ranking, limit)

    def score(self, record: Record) -> float:
        """Return the score of a record's own passage, 0 where it has none."""
        passage = self.store.own_passage(record)
        return 0.0 if passage is None else self.score_of(passage)

    def score_of(self, passage: Passage) -> float:
        """Return the final score of a passage."""
        position = self.position(passage)
        return 0.0 if position is None else float(self.ranking.final[position])

    def position(self, passage: Passage) -> int | None:
        """Return where a passage stands in the index."""
        passages: StoredPassages = self.reader.passages
        return passages.position(passage.passage_id)

    def scores(self, passage: Passage) -> dict[str, float]:
        """Return the scores of a passage as a citation shows them."""
        position = self.position(passage)
        return {} if position is None else self.retriever.hit(self.ranking, position).score()

    def evidence(self, record: Record, span: Span | None = None) -> Evidence | None:
        """Return the piece of the plan a record stands on, or a piece of it."""
        passage = self.store.passage_of(record)
        return None if passage is None else Evidence(passage, span or record.span)

    def weights(self, words: Iterable[str], view: str = "words") -> dict[str, float]:
        """Return how much each token says: its IDF in a lexical view of the index ("words" or "folded")."""
        index = self.reader.lexical[view]
        return {token: _idf(index.document_frequency(token), index.size) for token in words}

    def coverage(self, position: int, without: frozenset[str] = frozenset()) -> float:
        """Return the share of the subject's weight (by IDF) that a passage holds, 0…1.

        A word counts as held, too, when the passage holds what the word means (glossary).

        Args:
            position: of the passage.
            without: tokens of the subject that do not count.
        """
        words = self.reader.lexical["words"]
        subject = self.ranking.terms.subject - without
        idf = self.weights(subject)
        total = sum(idf.values())
        if not total:
            return 0.0
        looked_up = dict.fromkeys([*subject, *(token for _, meant in self._meanings for token in meant)], 1.0)
        held = set(words.contributions(looked_up, position))
        for said, meant in self._meanings:
            if meant and all(token in held for token in meant):
                held |= said
        return sum(weight for token, weight in idf.items() if token in held) / total

    @cached_property
    def _meanings(self) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
        return tuple((frozenset(tokens(item.said)), frozenset(tokens(item.meant))) for item in self.query.expansions)

    def province_name(self, plan_id: str) -> str:
        """Return the name of a plan's province, or what is known instead."""
        info = self.infos[plan_id]
        province = province_by_id(info.province) if info.province else None
        return province.name if province else info.title or plan_id


def _idf(frequency: int, size: int) -> float:
    return float(np.log(1 + (size - frequency + 0.5) / (frequency + 0.5)))
