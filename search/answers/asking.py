"""What a composer of answers is given: the question as understood, the records, and the scores of every passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from corpus.provinces import province_by_id
from corpus.records import Indicator, Passage, Plan, PlanInfo, Span, Task
from index.passages import StoredPassages
from index.reader import IndexReader
from index.text import tokens
from search.answers.cues import asks
from search.answers.writing.drafts import Evidence
from search.query import Expansion, Query
from search.records_store import Record, RecordsStore
from search.retrieval import Hit, Ranking, Retriever
from search.scope import Scope

POOL = 80
_MANY = 600
_LETTER = re.compile(r"(\d)([a-zđ])$")
_WHETHER = frozenset({"có", "không", "chưa", "hông"})
THEME_WORDS = ("chủ đề", "chu de", "theme")
_CODE_WORDS = frozenset(
    "mục tiêu chủ đề nhiệm vụ chỉ mtct mtut mtkk mt sdg cụ thể số và target targets task tasks goal and"
    " nói rõ giải thích explain clarify".split()
)


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

    @property
    def asks_todays_name(self) -> bool:
        """Whether a body is named and asked for is what it is called today ("Sở GTVT nay là sở nào?")."""
        return bool(self.query.agencies) and asks(self.query.normalized, "renamed")

    def best(self, limit: int = POOL) -> list[Hit]:
        """Return the best passages by score alone, without spreading them over targets and plans."""
        return self.retriever.best(self.ranking, limit)

    @property
    def names_codes_only(self) -> bool:
        """Whether the question names targets by their numbers and no subject of its own."""
        codes = {*self.query.target_codes, *self.query.goal_codes}
        left = [word for word in self.query.topic_text.split() if word not in codes and word not in _CODE_WORDS]
        return bool(codes) and not left

    @cached_property
    def of_codes(self) -> list[Hit]:
        """The passages of the goals, targets and tasks whose numbers the question names, best first."""
        codes = {*self.query.target_codes, *self.query.goal_codes}
        lettered = {code for code in codes if code[-1:].isalpha()}
        wanted = self.ranking.wanted.plans_of_kind
        found = [
            position
            for passage in self.store.passages
            if (passage.target_code in codes or (lettered & self._own_codes(passage)))
            and (passage.level != "goal" or self._is_of_kind(passage))
            and (not wanted or passage.plan_id in wanted)
            and (position := self.position(passage)) is not None
            and self.ranking.allowed[position]
        ]
        return sorted((self.retriever.hit(self.ranking, position) for position in found), key=lambda hit: -hit.final)

    def _own_codes(self, passage: Passage) -> set[str]:
        """Return the number of a lettered part or an indicator ("6.3.b"), which its target's number does not hold."""
        record = self.store.record_of(passage) if passage.level in {"task", "indicator"} else None
        if isinstance(record, Task):
            return {record.full_code}
        return {lettered_code(record.code)} if isinstance(record, Indicator) else set()

    def _is_of_kind(self, passage: Passage) -> bool:
        """Return whether a goal or theme is what the question calls it ("chủ đề 6", "mục tiêu 6")."""
        goal = self.store.goal(passage.plan_id, passage.target_code or "")
        asks_for_theme = any(word in self.query.normalized for word in THEME_WORDS)
        return goal is not None and (goal.level == "theme") == asks_for_theme

    def best_of_plan(self, plan_id: str, limit: int) -> list[Hit]:
        """Return the best passages of one plan."""
        return [hit for hit in self._many if hit.passage.plan_id == plan_id][:limit]

    @cached_property
    def _many(self) -> list[Hit]:
        return self.best(_MANY)

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
        key = (position, without)
        if key not in self._covered:
            self._covered[key] = self._coverage(position, without)
        return self._covered[key]

    @cached_property
    def _covered(self) -> dict[tuple[int, frozenset[str]], float]:
        return {}

    def _coverage(self, position: int, without: frozenset[str]) -> float:
        if without not in self._covering:
            self._covering[without] = self._covering_terms(without)
        idf, total, looked_up = self._covering[without]
        if not total:
            return 0.0
        held = set(self.reader.lexical["words"].contributions(looked_up, position))
        for said, meant in self._meanings:
            if meant and all(token in held for token in meant):
                held |= said
        return sum(weight for token, weight in idf.items() if token in held) / total

    @cached_property
    def _covering(self) -> dict[frozenset[str], tuple[dict[str, float], float, dict[str, float]]]:
        return {}

    def _covering_terms(self, without: frozenset[str]) -> tuple[dict[str, float], float, dict[str, float]]:
        """Return the weights of the subject's tokens, their sum, and every token to look up; the same for each hit."""
        subject = self.ranking.terms.subject - without
        idf = self.weights(subject)
        looked_up = dict.fromkeys([*subject, *(token for _, meant in self._meanings for token in meant)], 1.0)
        return idf, sum(idf.values()), looked_up

    def literal_coverage(self, hit: Hit) -> float:
        """Return the share of the subject's weight that a passage holds in its very words, 0…1; "có … không" asks."""
        idf = self.weights(self.ranking.terms.subject - _WHETHER)
        held = self.reader.lexical["words"].contributions(dict.fromkeys(idf, 1.0), hit.position)
        return sum(idf[token] for token in held) / (sum(idf.values()) or 1.0)

    def explained_coverage(self, hit: Hit) -> float:
        """Return the share of the subject's weight that a passage holds, in its words or in what they mean, 0…1."""
        return self.coverage(hit.position, _WHETHER)

    def holds(self, position: int, wanted: frozenset[str]) -> bool:
        """Return whether a passage holds all of these tokens, or what they mean (glossary)."""
        if not wanted:
            return True
        meant = {token for said, words in self._meanings if said & wanted for token in words}
        looked_up = dict.fromkeys([*wanted, *meant], 1.0)
        held = set(self.reader.lexical["words"].contributions(looked_up, position))
        return wanted <= held or bool(meant & held)

    @cached_property
    def _meanings(self) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
        return tuple(
            (frozenset(tokens(self._said_in_plan_words(item))), frozenset(tokens(item.meant)))
            for item in self.query.expansions
        )

    def _said_in_plan_words(self, item: Expansion) -> str:
        """Return what stands in the text that is searched: of an English word, the first of its meanings."""
        if item.kind != "translation":
            return item.said
        return next(each.meant for each in self.query.expansions if each.said == item.said)

    def province_name(self, plan_id: str) -> str:
        """Return the name of a plan's province, or what is known instead."""
        info = self.infos[plan_id]
        province = province_by_id(info.province) if info.province else None
        return province.name if province else info.title or plan_id


def lettered_code(code: str) -> str:
    """Return a number with a dot before its letter: "6.3b" and "6.3.b" are one."""
    return _LETTER.sub(r"\1.\2", code.lower())


def _idf(frequency: int, size: int) -> float:
    return float(np.log(1 + (size - frequency + 0.5) / (frequency + 0.5)))
