"""From what is wanted to ranked passages: legs, fusion, boosts, and an order in which one target does not crowd out.

Every number of a score stays at hand (`Ranking`), because answering needs the score of passages that were not shown,
abstaining needs raw scores, and an explanation needs all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage
from index.passages import Filter
from index.text import normalize, unmark
from search.fusion import Scores, min_max, weighted_sum
from search.weights import Weights

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.reader import IndexReader

Mask = NDArray[np.bool_]
# How many passages a graph index is asked for, and how many candidates there are for each hit that is shown.
_POOL = 200
_MORE = 6


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked up: weighted tokens of each lexical view, the text to embed, exact phrases.

    `subject` are the tokens that say what is asked about; the others are asked-for words and may go unmatched.
    """

    words: Mapping[str, float]
    folded: Mapping[str, float]
    dense: str
    phrases: tuple[str, ...] = ()
    subject: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a passage besides its words; `where` is exact, everything else only raises a score.

    `stating` are the passages that state the kind of fact asked for.
    """

    where: Filter = field(default_factory=Filter)
    agencies: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    target_codes: frozenset[str] = frozenset()
    plans_of_kind: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    intent: str = "other"
    spread: bool = True
    stating: Mask | None = None


@dataclass(frozen=True, slots=True)
class Boost:
    """What a group of passages gains, and why."""

    name: str
    gain: float
    members: Mask


@dataclass(frozen=True, slots=True)
class Ranking:
    """All scores of one search; arrays hold one number a passage."""

    terms: Terms
    wanted: Wanted
    allowed: Mask
    raw: Mapping[str, Scores]
    normal: Mapping[str, Scores]
    fused: Scores
    boosts: tuple[Boost, ...]
    final: Scores


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found; `lexical` and `dense` are normalised, `explanation` is there when asked for."""

    passage: Passage
    position: int
    final: float
    lexical: float
    dense: float
    explanation: Mapping[str, Any] | None = None

    def score(self) -> dict[str, float]:
        """Return the scores as every surface shows them."""
        return {"final": round(self.final, 4), "lexical": round(self.lexical, 4), "dense": round(self.dense, 4)}

    def to_json(self) -> dict[str, Any]:
        """Return the hit in the contract's shape."""
        passage = self.passage
        document: dict[str, Any] = {
            "passage_id": passage.passage_id,
            "plan_id": passage.plan_id,
            "province": passage.province,
            "level": passage.level,
            "target_code": passage.target_code,
            "heading_path": list(passage.heading_path),
            "lines": passage.span.lines,
            "text": passage.text,
            "score": self.score(),
        }
        if self.explanation is not None:
            document["explain"] = dict(self.explanation)
        return document


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search gives back: what was understood, the hits, and a remark where there are none."""

    query: Mapping[str, Any]
    hits: tuple[Hit, ...]
    remark: str | None = None
    explain: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the result in the contract's shape."""
        document: dict[str, Any] = {"query": dict(self.query), "hits": [hit.to_json() for hit in self.hits]}
        if self.remark is not None:
            document["remark"] = self.remark
        if self.explain is not None:
            document["explain"] = dict(self.explain)
        return document


class Retriever:
    """Searches one generation of an index; it only reads, so threads may share it."""

    def __init__(
        self, reader: IndexReader, passages: Sequence[Passage], encoder: Callable[[], Encoder], weights: Weights
    ) -> None:
        self._reader = reader
        self._passages = passages
        self._encoder = encoder
        self._weights = weights

    def rank(self, terms: Terms, wanted: Wanted) -> Ranking:
        """Score every passage that may be found."""
        passages = self._reader.passages
        mask = passages.mask(wanted.where)
        allowed = np.ones(len(passages), np.bool_) if mask is None else mask
        raw = self._raw(terms)
        allowed = self._with_phrases(terms, allowed, raw)
        normal = self._normal(raw, allowed)
        lexical_and_dense = {"lexical": 1 - self._weights.dense, "dense": self._weights.dense}
        fused = weighted_sum({name: normal[name] for name in lexical_and_dense}, lexical_and_dense)
        boosts = tuple(self._boosts(wanted, raw))
        final = fused.copy()
        for boost in boosts:
            final[boost.members] += boost.gain
        final[~allowed] = 0.0
        return Ranking(terms, wanted, allowed, raw, normal, fused, boosts, final)

    def _raw(self, terms: Terms) -> dict[str, Scores]:
        lexical = self._reader.lexical
        raw = {"words": lexical["words"].scores(terms.words), "folded": lexical["folded"].scores(terms.folded)}
        raw["dense"] = self._dense(terms.dense)
        return raw

    def _dense(self, text: str) -> Scores:
        size = len(self._reader.passages)
        if not text.strip() or size == 0:
            return np.zeros(size)
        vector = self._encoder().encode_queries([text])[0]
        dense = self._reader.dense
        if dense.is_exact:
            return dense.scores(vector).astype(np.float64)
        # A graph knows only the nearest; the others count as no better than the last of them.
        nearest = dense.search(vector, _POOL)
        scores = np.full(size, float(nearest.scores.min(initial=0.0)))
        scores[nearest.positions] = nearest.scores
        return scores

    def _normal(self, raw: Mapping[str, Scores], allowed: Mask) -> dict[str, Scores]:
        words = min_max(raw["words"], allowed, 0.0)
        folded = min_max(raw["folded"], allowed, 0.0)
        share = self._weights.folded
        return {
            "words": words,
            "folded": folded,
            "lexical": weighted_sum({"words": words, "folded": folded}, {"words": 1 - share, "folded": share}),
            "dense": min_max(raw["dense"], allowed),
        }

    def _with_phrases(self, terms: Terms, allowed: Mask, raw: Mapping[str, Scores]) -> Mask:
        """Keep what holds every quoted phrase; of a one-word query, what holds the word when anything does."""
        if terms.phrases:
            return self._holding(terms.phrases, allowed, raw)
        if len(terms.words) <= self._weights.one_word:
            holding = allowed & ((raw["words"] > 0) | (raw["folded"] > 0))
            return holding if holding.any() else allowed
        return allowed

    def _holding(self, phrases: Sequence[str], allowed: Mask, raw: Mapping[str, Scores]) -> Mask:
        wanted = [normalize(phrase) for phrase in phrases]
        kept = np.zeros(len(allowed), np.bool_)
        near = allowed & ((raw["words"] > 0) | (raw["folded"] > 0))
        for position in np.flatnonzero(near).tolist():
            text = normalize(self._passages[position].text)
            kept[position] = all(_contains(text, phrase) for phrase in wanted)
        if kept.any() or any(phrase != unmark(phrase) for phrase in wanted):
            return kept
        # Typed without any mark, a phrase means its marked form too.
        for position in np.flatnonzero(near).tolist():
            text = unmark(normalize(self._passages[position].text))
            kept[position] = all(_contains(text, phrase) for phrase in wanted)
        return kept

    def _boosts(self, wanted: Wanted, raw: Mapping[str, Scores]) -> Iterator[Boost]:
        weights, passages = self._weights, self._reader.passages
        groups: list[tuple[str, float, Filter]] = []
        if wanted.agencies:
            gain = weights.portfolio if wanted.intent == "agency_portfolio" else weights.lead_agency
            groups.append(("agency_leads", gain, Filter(leads=wanted.agencies)))
            groups.append(("agency_named", weights.named_agency, Filter(agencies=wanted.agencies)))
        if wanted.target_codes:
            groups.append(("target_code", weights.target_code, Filter(target_codes=wanted.target_codes)))
        if wanted.plans_of_kind:
            groups.append(("plan_kind", weights.plan_kind, Filter(plans=wanted.plans_of_kind)))
        for level, gain in weights.levels.get(wanted.intent, {}).items():
            groups.append((f"level_{level}", gain, Filter(levels=frozenset({level}))))
        for name, gain, where in groups:
            members = passages.mask(where)
            if members is not None and members.any() and gain:
                yield Boost(name, gain, members)
        if wanted.stating is not None and wanted.stating.any():
            yield Boost("states_fact", weights.fact, wanted.stating)
        for year in wanted.years:
            members = self._reader.lexical["words"].scores({year: 1.0}) > 0
            if members.any() and weights.year:
                yield Boost(f"year_{year}", weights.year, members)

    def hits(self, ranking: Ranking, limit: int) -> list[Hit]:
        """Return the best passages in the order in which they are shown."""
        found = self.best(ranking, _MORE * limit)
        return list(_spread(found, limit, self._weights, ranking.wanted.spread))

    def best(self, ranking: Ranking, limit: int) -> list[Hit]:
        """Return the best passages by score alone."""
        return [self.hit(ranking, position) for position in _best(ranking.final, ranking.allowed, limit)]

    def hit(self, ranking: Ranking, position: int) -> Hit:
        """Return one passage with its scores."""
        return Hit(
            passage=self._passages[position],
            position=position,
            final=float(ranking.final[position]),
            lexical=float(ranking.normal["lexical"][position]),
            dense=float(ranking.normal["dense"][position]),
        )


def _contains(text: str, phrase: str) -> bool:
    """Return whether a phrase stands in a text as whole words."""
    start = text.find(phrase)
    while start != -1:
        end = start + len(phrase)
        if not (start and text[start - 1].isalnum() and phrase[:1].isalnum()) and not (
            end < len(text) and text[end].isalnum() and phrase[-1:].isalnum()
        ):
            return True
        start = text.find(phrase, start + 1)
    return False


def _best(scores: Scores, allowed: Mask, limit: int) -> list[int]:
    candidates = np.flatnonzero(allowed & (scores > 0))
    if limit < len(candidates):
        values = scores[candidates]
        threshold = np.partition(values, len(values) - limit)[len(values) - limit]
        candidates = candidates[values >= threshold]
    order = np.argsort(-scores[candidates], kind="stable")[:limit]
    return [int(position) for position in candidates[order]]


def _spread(hits: Sequence[Hit], limit: int, weights: Weights, over_plans: bool) -> Iterator[Hit]:
    """Yield hits best first, holding back the third of a target and, when asked, what crowds out other plans."""
    waiting = list(hits)
    per_target: Counter[tuple[str, str]] = Counter()
    per_plan: Counter[str] = Counter()
    held: list[Hit] = []
    while waiting and limit > 0:
        best = max(waiting, key=lambda hit: hit.final - (weights.crowding * per_plan[hit.passage.plan_id] * over_plans))
        waiting.remove(best)
        target = (best.passage.plan_id, best.passage.target_code or best.passage.passage_id)
        if per_target[target] >= weights.per_target:
            held.append(best)
            continue
        per_target[target] += 1
        per_plan[best.passage.plan_id] += 1
        limit -= 1
        yield best
    yield from held[:limit]
