"""From an understood question to what is looked up and what is wanted of a passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus.records import PlanInfo
from index.passages import Filter
from index.text import folded_tokens, tokens, unmark
from search.query import Query
from search.retrieval import Mask, Terms, Wanted
from search.weights import Weights

PHRASE_NOT_FOUND = "phrase_not_found"
_SAME_MEANING = frozenset({"translation", "abbreviation"})
_PERCENT_SIGNS = ("%", "phần trăm", "percent", "share", "tỷ lệ")
_COMPOUND = "_"
_WORD = re.compile(r"\w+")
_LISTS = frozenset({"tasks_list", "scope", "other"})
_NAMED_LEVELS = {"project": "dự án"}


def search_terms(query: Query, weights: Weights) -> Terms:
    """Return the weighted tokens, the text to embed and the exact phrases of a question.

    The folded view takes part only where marks were missing: a word typed with marks means these marks.
    """
    expansion = _expansion_weights(query, weights)
    words = _weighted(tokens(query.search_text), weights.asking)
    subject = _subject(query) or frozenset(words)
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
        beside_phrases=len(_WORD.findall(query.original)) > sum(len(_WORD.findall(phrase)) for phrase in query.phrases),
    )


def with_dropped_phrases(query: Query, dropped: tuple[str, ...]) -> Query:
    """Return the question as it was searched in the end: says in `changes` that quoted phrases stand nowhere.

    Args:
        query: the question.
        dropped: the phrases of a ranking that were looked up as words instead.
    """
    return replace(query, changes=(*query.changes, PHRASE_NOT_FOUND)) if dropped else query


def _subject(query: Query) -> frozenset[str]:
    """Return the tokens of the subject.

    It is cut out of the question, so words that were apart can stand together there and look like a compound.
    """
    whole = frozenset(tokens(query.search_text))
    return frozenset(token for token in tokens(query.topic_text) if _COMPOUND not in token or token in whole)


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
    """Return what is embedded: the subject in full words, and what its words of the street mean in a plan's words.

    All of the question stands for the subject where none was found.
    """
    if query.language == "en":
        return f"{query.normalized} {query.expansion_text}".strip()
    subject = _in_full(query.topic_text.strip(), query)
    said = subject if len(subject.split()) > 1 else _in_full(query.normalized, query)
    meant = {item.said: item.meant.lower() for item in reversed(query.expansions) if item.kind == "colloquial"}
    return " ".join([said, *reversed(meant.values())])


def _in_full(text: str, query: Query) -> str:
    """Return a text with its abbreviations written out: an encoder knows words, not the letters of an office."""
    full = {item.said: item.meant for item in reversed(query.expansions) if item.kind == "abbreviation"}
    return " ".join(full[word] if len(full.get(word, "")) > len(word) else word for word in text.split())


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
        quantity=_quantity(query),
        asked_levels=_asked_levels(query),
    )


def _quantity(query: Query) -> str:
    """Return the kind of quantity asked for."""
    if "indicator_value" not in (query.intent, query.compared_intent):
        return ""
    words = f"{query.normalized} {query.expansion_text.lower()}"
    return "percent" if any(sign in words for sign in _PERCENT_SIGNS) else "number"


def _asked_levels(query: Query) -> frozenset[str]:
    """Return the levels of passage that the subject of a list names."""
    if query.intent not in _LISTS:
        return frozenset()
    words = f" {query.topic_text.lower()} "
    return frozenset(level for level, name in _NAMED_LEVELS.items() if f" {name} " in words)
