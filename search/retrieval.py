"""From what is wanted to ranked passages: legs, fusion, boosts, and an order in which one target does not crowd out.

Every number of a score stays at hand (`Ranking`), because answering needs the score of passages that were not shown,
abstaining needs raw scores, and an explanation needs all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage
from index.dense import best
from index.engines.base import NO_POSITIONS
from index.engines.local import LocalEngine
from index.passages import Filter
from index.text import folded_tokens, normalize, unmark
from search.fusion import Leg, Scores, min_max, of_all, weighted_sum
from search.weights import Weights

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.engines.base import Engine as SearchEngine
    from index.reader import IndexReader

Mask = NDArray[np.bool_]
# How many of the best by words are compared by meaning even where an engine knows only the nearest.
_ALSO = 300
_WEAK = 0.2
# How many candidates there are for each hit that is shown.
_MORE = 6
_WORD = re.compile(r"[^\W_]+")
# A share, and an amount: a number that is no year, date, code or number of a document.
PERCENT = re.compile(r"\d ?%|\d phần trăm|\(%\)")
AMOUNT = re.compile(r"(?<![\w./,-])(?!(?:19|20)\d\d(?!\d))\d{1,9}(?:[.,]\d{1,9})?(?![\w./-])")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked up: weighted tokens of each lexical view, the text to embed, exact phrases.

    `subject` are the tokens that say what is asked about; the others are asked-for words and may go unmatched.
    `beside_phrases` says that there are words outside the quoted phrases.
    """

    words: Mapping[str, float]
    folded: Mapping[str, float]
    dense: str
    phrases: tuple[str, ...] = ()
    subject: frozenset[str] = frozenset()
    beside_phrases: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a passage besides its words; `where` is exact, everything else only raises a score.

    `stating` are the passages that state the kind of fact asked for; `quantity` is the kind of number asked for
    ("percent", "number" or none), `asked_levels` the levels of passage the question names ("dự án");
    `topics` are passages of the targets that words of the question belong to, by national number.
    """

    where: Filter = field(default_factory=Filter)
    agencies: frozenset[str] = frozenset()
    target_codes: frozenset[str] = frozenset()
    plans_of_kind: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    intent: str = "other"
    spread: bool = True
    stating: Mask | None = None
    quantity: str = ""
    asked_levels: frozenset[str] = frozenset()
    topics: Mapping[str, Mask] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Boost:
    """What a group of passages gains, and why."""

    name: str
    gain: float
    members: Mask


@dataclass(frozen=True, slots=True)
class Ranking:
    """All scores of one search; `raw`, `fused` and `final` hold one number a passage, `normal` gives that of any.

    `dropped_phrases` are quoted phrases that stand nowhere, in a question that has other words to search by.
    """

    terms: Terms
    wanted: Wanted
    allowed: Mask
    raw: Mapping[str, Scores]
    normal: Mapping[str, Leg]
    fused: Scores
    boosts: tuple[Boost, ...]
    final: Scores
    dropped_phrases: tuple[str, ...] = ()


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
        self,
        reader: IndexReader,
        passages: Sequence[Passage],
        encoder: Callable[[], Encoder],
        weights: Weights,
        engine: SearchEngine | None = None,
    ) -> None:
        self._engine = engine or LocalEngine(reader)
        self._reader = reader
        self._passages = passages
        self._encoder = encoder
        self._weights = weights

    def rank(self, terms: Terms, wanted: Wanted) -> Ranking:
        """Score every passage that may be found."""
        passages = self._reader.passages
        mask = passages.mask(wanted.where)
        allowed = np.ones(len(passages), np.bool_) if mask is None else mask
        raw = self._raw(terms, wanted.where, mask)
        holding = self._with_phrases(terms, allowed, raw)
        dropped = terms.phrases if terms.phrases and terms.beside_phrases and not holding.any() else ()
        allowed = allowed if dropped else holding
        normal = self._normal(raw, allowed)
        lexical_and_dense = {"lexical": 1 - self._weights.dense, "dense": self._weights.dense}
        fused = of_all(weighted_sum({name: normal[name] for name in lexical_and_dense}, lexical_and_dense), allowed)
        boosts = tuple(self._boosts(wanted))
        # Without boosts it is what was fused already: a copy for every passage of a million is felt.
        final = fused.copy() if boosts else fused
        for boost in boosts:
            final[boost.members & allowed] += boost.gain
        return Ranking(terms, wanted, allowed, raw, normal, fused, boosts, final, dropped)

    def _raw(self, terms: Terms, where: Filter, mask: Mask | None) -> dict[str, Scores]:
        engine = self._engine
        raw = {view: engine.sparse_scores(view, getattr(terms, view), where) for view in ("words", "folded")}
        also = () if engine.is_exact else [_strongest(scores, mask) for scores in raw.values()]
        raw["dense"] = self._dense(terms.dense, where, np.unique(np.concatenate(also)) if also else NO_POSITIONS)
        return raw

    def _dense(self, text: str, where: Filter, also: NDArray[np.int64]) -> Scores:
        size = len(self._reader.passages)
        if not text.strip() or size == 0:
            return np.zeros(size)
        return self._engine.dense_scores(self._encoder().encode_queries([text])[0], where, also)

    def _normal(self, raw: Mapping[str, Scores], allowed: Mask) -> dict[str, Leg]:
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
        near = allowed & ((raw["words"] > 0) | (raw["folded"] > 0))
        candidates = self._reader.lexical["folded"].holding(chain.from_iterable(map(_syllables, wanted)))
        candidates = candidates[near[candidates]]
        texts = {at: normalize(self._passages[at].text) for at in candidates.tolist()}
        kept = np.zeros(len(allowed), np.bool_)
        kept[[at for at, text in texts.items() if all(_contains(text, phrase) for phrase in wanted)]] = True
        if kept.any() or any(phrase != unmark(phrase) for phrase in wanted):
            return kept
        # Typed without any mark, a phrase means its marked form too.
        kept[[at for at, text in texts.items() if all(_contains(unmark(text), phrase) for phrase in wanted)]] = True
        return kept

    def _boosts(self, wanted: Wanted) -> Iterator[Boost]:
        weights, passages = self._weights, self._reader.passages
        groups: list[tuple[str, float, Filter]] = []
        if wanted.agencies:
            gain = weights.portfolio if wanted.intent == "agency_portfolio" else weights.lead_agency
            groups.append(("agency_leads", gain, Filter(leads=wanted.agencies)))
            groups.append(("agency_named", weights.named_agency, Filter(agencies=wanted.agencies)))
            led = self._led_targets(wanted.agencies)
            if led.any():
                whole = wanted.intent == "agency_portfolio"
                yield Boost("agency_leads_tasks", weights.portfolio if whole else weights.lead_target, led)
        if wanted.target_codes:
            groups.append(("target_code", weights.target_code, Filter(target_codes=wanted.target_codes)))
        if wanted.plans_of_kind:
            groups.append(("plan_kind", weights.plan_kind, Filter(plans=wanted.plans_of_kind)))
        for level, gain in weights.levels.get(wanted.intent, {}).items():
            groups.append((f"level_{level}", gain, Filter(levels=frozenset({level}))))
        if wanted.asked_levels:
            groups.append(("level_asked", weights.asked_level, Filter(levels=wanted.asked_levels)))
        for name, gain, where in groups:
            members = passages.mask(where)
            if members is not None and members.any() and gain:
                yield Boost(name, gain, members)
        if wanted.stating is not None and wanted.stating.any():
            yield Boost("states_fact", weights.fact, wanted.stating)
        if wanted.quantity:
            members = self._quantities[wanted.quantity]
            if members.any():
                yield Boost("states_quantity", weights.quantity, members)
        for target, members in wanted.topics.items():
            yield Boost(f"topic_{target}", weights.topic, members)

    def _led_targets(self, agencies: frozenset[str]) -> Mask:
        """Return the targets without a lead of their own that have a task led by one of these bodies."""
        led = self._reader.passages.mask(Filter(leads=agencies))
        own, pairs, lead_free = self._targets
        if led is None or not led.any():
            return np.zeros(len(own), np.bool_)
        return own & lead_free & np.isin(pairs, np.unique(pairs[led & (pairs >= 0)]))

    @cached_property
    def _targets(self) -> tuple[Mask, NDArray[np.int64], Mask]:
        """Which passages are targets, a number for the plan and target of each (-1: none), and which name no lead."""
        passages = self._reader.passages
        size = len(passages)
        plans, codes = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
        for number, plan in enumerate(passages.values("plan")):
            plans[_flags(passages.mask(Filter(plans=frozenset({plan}))), size)] = number
        for number, code in enumerate(passages.values("target_code")):
            codes[_flags(passages.mask(Filter(target_codes=frozenset({code}))), size)] = number
        pairs = np.where(codes >= 0, codes * len(passages.values("plan")) + plans, -1)
        leads = frozenset(passages.values("lead"))
        led = _flags(passages.mask(Filter(leads=leads)) if leads else None, size)
        return _flags(passages.mask(Filter(levels=frozenset({"target"}))), size), pairs, ~led

    @cached_property
    def _quantities(self) -> Mapping[str, Mask]:
        """By kind of quantity, the passages that state one."""
        percent, number = np.zeros(len(self._passages), np.bool_), np.zeros(len(self._passages), np.bool_)
        for position, passage in enumerate(self._passages):
            percent[position] = PERCENT.search(passage.text) is not None
            number[position] = percent[position] or AMOUNT.search(passage.text) is not None
        return {"percent": percent, "number": number}

    def hits(self, ranking: Ranking, limit: int) -> list[Hit]:
        """Return the best passages in the order in which they are shown."""
        found = self.best(ranking, _MORE * limit)
        # Of what a body does, every target counts once before any counts twice.
        per_target = 1 if ranking.wanted.intent == "agency_portfolio" else self._weights.per_target
        return list(_spread(found, limit, per_target, self._weights.crowding * ranking.wanted.spread))

    def best(self, ranking: Ranking, limit: int) -> list[Hit]:
        """Return the best passages by score alone."""
        positions = best(ranking.final, limit, ranking.allowed).positions
        return list(self._hits(ranking, positions[ranking.final[positions] > 0]))

    def hit(self, ranking: Ranking, position: int) -> Hit:
        """Return one passage with its scores."""
        return next(self._hits(ranking, np.asarray([position])))

    def _hits(self, ranking: Ranking, positions: NDArray[np.int64]) -> Iterator[Hit]:
        columns = (ranking.final[positions], ranking.normal["lexical"][positions], ranking.normal["dense"][positions])
        for position, *scores in zip(positions.tolist(), *(column.tolist() for column in columns), strict=True):
            yield Hit(self._passages[position], position, *scores)


def _strongest(scores: Scores, mask: Mask | None) -> NDArray[np.int64]:
    """Return the best by words, without those that are weak beside the best."""
    positions = best(scores, _ALSO, mask).positions
    strong: NDArray[np.int64] = positions[scores[positions] > _WEAK * scores[positions].max(initial=0.0)]
    return strong


def _flags(mask: Mask | None, size: int) -> Mask:
    return np.zeros(size, np.bool_) if mask is None else mask


def _syllables(phrase: str) -> Iterator[str]:
    """Yield the tokens that every passage with a phrase has in the folded view: numbers may be read with neighbours."""
    for word in _WORD.findall(phrase):
        if word.isalpha():
            yield from folded_tokens(word)


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


def _spread(hits: Sequence[Hit], limit: int, per_target: int, crowding: float) -> Iterator[Hit]:
    """Yield hits best first, holding back what crowds out other targets and, by `crowding`, other plans."""
    waiting = list(hits)
    shown: Counter[tuple[str, str]] = Counter()
    per_plan: Counter[str] = Counter()
    held: list[Hit] = []
    while waiting and limit > 0:
        best = max(waiting, key=lambda hit: hit.final - crowding * per_plan[hit.passage.plan_id])
        waiting.remove(best)
        target = (best.passage.plan_id, best.passage.target_code or best.passage.passage_id)
        if shown[target] >= per_target:
            held.append(best)
            continue
        shown[target] += 1
        per_plan[best.passage.plan_id] += 1
        limit -= 1
        yield best
    yield from held[:limit]
