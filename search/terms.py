"""From an understood question to what is looked up and what is wanted of a passage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corpus.records import PlanInfo
from index.passages import Filter
from index.text import folded_tokens, tokens, unmark
from search.query import Query
from search.retrieval import Mask, Terms, Wanted
from search.weights import Weights

_SAME_MEANING = frozenset({"translation", "abbreviation"})


def search_terms(query: Query, weights: Weights) -> Terms:
    """Return the weighted tokens, the text to embed and the exact phrases of a question.

    The folded view takes part only where marks were missing: a word typed with marks means these marks.
    """
    expansion = _expansion_weights(query, weights)
    subject = frozenset(tokens(query.topic_text)) if query.topic_text.strip() else frozenset(tokens(query.search_text))
    words = _weighted(tokens(query.search_text), weights.asking)
    for token in subject:
        words[token] = max(words.get(token, 0.0), weights.subject)
    for token, weight in expansion.items():
        words[token] = max(words.get(token, 0.0), weight)
    return Terms(
        words=words,
        folded=_folded(query, weights) if _came_unmarked(query) else {},
        dense=dense_text(query),
        phrases=query.phrases,
        subject=subject,
    )


def _expansion_weights(query: Query, weights: Weights) -> dict[str, float]:
    found: dict[str, float] = {}
    for expansion in query.expansions:
        weight = weights.translation if expansion.kind in _SAME_MEANING else weights.expansion
        for token in tokens(expansion.meant):
            found[token] = max(found.get(token, 0.0), weight)
    return found


def _folded(query: Query, weights: Weights) -> dict[str, float]:
    found = _weighted(folded_tokens(query.search_text), weights.asking)
    for token in folded_tokens(query.topic_text):
        found[token] = weights.subject
    return found


def _weighted(items: Iterable[str], weight: float) -> dict[str, float]:
    return dict.fromkeys(items, weight)


def _came_unmarked(query: Query) -> bool:
    if query.language == "en":
        return False
    return "diacritics" in query.changes or query.normalized == unmark(query.normalized)


def dense_text(query: Query) -> str:
    """Return what is embedded: the subject of the question, or all of it where no subject was found."""
    subject = query.topic_text.strip()
    if query.language == "en":
        return f"{query.normalized} {query.expansion_text}".strip()
    return subject if len(subject.split()) > 1 else query.normalized


def wanted_passages(query: Query, where: Filter, infos: Mapping[str, PlanInfo], stating: Mapping[str, Mask]) -> Wanted:
    """Return what is wanted of a passage besides its words.

    Args:
        query: the question.
        where: the exact filter (of options, or of provinces the question names).
        infos: what is known of the plans, for the kind of plan named.
        stating: by intent, the passages that state the kind of fact asked for.
    """
    of_kind = {plan_id for plan_id, info in infos.items() if info.kind in query.plan_kinds}
    return Wanted(
        where=where,
        agencies=frozenset(query.agencies),
        roles=frozenset(query.roles),
        target_codes=frozenset(query.target_codes),
        plans_of_kind=frozenset(of_kind) if query.plan_kinds else frozenset(),
        provinces=frozenset(query.provinces),
        years=frozenset(query.years),
        intent=query.intent,
        spread=not (where.plans or where.provinces),
        stating=stating.get(query.intent),
    )
