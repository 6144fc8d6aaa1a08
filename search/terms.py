"""From an understood question to what is looked up and what is wanted of a passage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from corpus.provinces import province_by_id
from corpus.records import PlanInfo
from index.passages import Filter
from index.text import folded_tokens, tokens, unmark
from search.naming import mentioned_provinces
from search.query import Expansion, Query
from search.retrieval import Mask, Terms, Wanted
from search.weights import Weights

PHRASE_NOT_FOUND = "phrase_not_found"
_POINTING = frozenset({"colloquial", "translation"})
_SAME_MEANING = frozenset({"translation", "abbreviation"})
_PERCENT_SIGNS = ("%", "phần trăm", "percent", "share", "tỷ lệ")
_COMPOUND = "_"
_WORD = re.compile(r"\w+")
_LISTS = frozenset({"tasks_list", "scope", "other"})
_NAMED_LEVELS = {"project": "dự án"}
_TARGETS, _NAME_OF_PLANS = "mục tiêu", "mục tiêu phát triển bền vững"
# An encoder needs time that grows with the square of the pieces it cuts a text into: two for a syllable, and for what
# is longer than a syllable as many as it has letters.
MOST_PIECES = 240
_SYLLABLE_PIECES, _SYLLABLE_LETTERS = 2, 8


def search_terms(query: Query, weights: Weights) -> Terms:
    """Return the weighted tokens, the text to embed and the exact phrases of a question.

    The folded view takes part only where marks were missing: a word typed with marks means these marks.
    """
    expansion = _expansion_weights(query, weights)
    words = _weighted(tokens(_without_provinces(query.search_text, query)), weights.asking)
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
        for token in tokens(expansion.meant):
            found[token] = max(found.get(token, 0.0), _weight_of(expansion, weights))
    return found


def _weight_of(expansion: Expansion, weights: Weights) -> float:
    return weights.translation if expansion.kind in _SAME_MEANING else weights.expansion


def _folded(query: Query, weights: Weights) -> dict[str, float]:
    found = _weighted(folded_tokens(_without_provinces(query.search_text, query)), weights.asking)
    for token in folded_tokens(query.topic_text):
        found[token] = weights.subject
    for expansion in query.expansions:
        for token in folded_tokens(expansion.meant):
            found[token] = max(found.get(token, 0.0), _weight_of(expansion, weights))
    return found


def _without_provinces(text: str, query: Query) -> str:
    """Return a text without the names of provinces, where they choose the plans: a filter says nothing of the subject.

    A passage that happens to name its own province would stand before those that speak of what is asked.
    """
    if not query.provinces:
        return text
    named = {*query.provinces, *query.provinces_asked}
    named |= {province.today_id for each in named if (province := province_by_id(each)) is not None}
    kept, done = [], 0
    for start, end, province in mentioned_provinces(text):
        if province.province_id not in named:
            continue
        kept.append(text[done:start])
        done = max(done, end)
    return " ".join(" ".join([*kept, text[done:]]).split())


def _weighted(items: Iterable[str], weight: float) -> dict[str, float]:
    return dict.fromkeys(items, weight)


def _came_unmarked(query: Query) -> bool:
    if query.language == "en":
        return False
    return "diacritics" in query.changes or query.normalized == unmark(query.normalized)


def dense_text(query: Query) -> str:
    """Return what is embedded: the subject in full words, and what its words of the street mean in a plan's words.

    All of the question stands for the subject where none was found. What is longer than questions are is cut.
    """
    return " ".join(_affordable(_dense_words(query).split()))


def _affordable(words: Iterable[str]) -> Iterator[str]:
    left = MOST_PIECES
    for word in words:
        left -= _SYLLABLE_PIECES if len(word) <= _SYLLABLE_LETTERS else len(word)
        if left < 0:
            return
        yield word


def _dense_words(query: Query) -> str:
    if query.language == "en":
        return f"{query.normalized} {query.expansion_text}".strip()
    subject = _in_full(query.topic_text.strip(), query)
    said = subject if len(subject.split()) > 1 else _in_full(_without_provinces(query.normalized, query), query)
    meant = {item.said: item.meant.lower() for item in reversed(query.expansions) if item.kind == "colloquial"}
    return " ".join([said, *reversed(meant.values())])


def _in_full(text: str, query: Query) -> str:
    """Return a text with its abbreviations written out: an encoder knows words, not the letters of an office."""
    full = {item.said: item.meant for item in reversed(query.expansions) if item.kind == "abbreviation"}
    return " ".join(full[word] if len(full.get(word, "")) > len(word) else word for word in text.split())


def wanted_passages(
    query: Query,
    where: Filter,
    infos: Mapping[str, PlanInfo],
    stating: Mapping[str, Mask],
    national: Callable[[], Mapping[str, Mask]] = dict,
) -> Wanted:
    """Return what is wanted of a passage besides its words.

    Args:
        query: the question.
        where: the exact filter (of options, or of provinces the question names).
        infos: what is known of the plans, for the kind of plan named.
        stating: by intent, the passages that state the kind of fact asked for.
        national: gives, by number in the national plan, the passages of the targets that answer to it.
    """
    of_kind = {plan_id for plan_id, info in infos.items() if info.kind in query.plan_kinds}
    return Wanted(
        where=where,
        agencies=frozenset(query.agencies),
        target_codes=frozenset(query.target_codes),
        plans_of_kind=frozenset(of_kind) if query.plan_kinds else frozenset(),
        provinces=frozenset(query.provinces),
        intent=query.intent,
        spread=not (where.plans or where.provinces),
        stating=stating.get(query.intent),
        quantity=_quantity(query),
        asked_levels=_asked_levels(query),
        topics=_topics(query, national),
    )


def _topics(query: Query, national: Callable[[], Mapping[str, Mask]]) -> Mapping[str, Mask]:
    """Return the passages of the targets to which the words of the street, or the English ones, belong."""
    pointed = dict.fromkeys(item.target for item in query.expansions if item.target and item.kind in _POINTING)
    if not pointed:
        return {}
    passages = national()
    return {target: passages[target] for target in pointed if target in passages}


def _quantity(query: Query) -> str:
    """Return the kind of quantity asked for."""
    if "indicator_value" not in (query.intent, query.compared_intent):
        return ""
    words = f"{query.normalized} {query.expansion_text.lower()}"
    return "percent" if any(sign in words for sign in _PERCENT_SIGNS) else "number"


def _asked_levels(query: Query) -> frozenset[str]:
    """Return the levels of passage that a question for a list, or one that only names something, asks for."""
    if query.intent not in _LISTS:
        return frozenset()
    words = f" {query.topic_text.lower()} "
    named = frozenset(level for level, name in _NAMED_LEVELS.items() if f" {name} " in words)
    # Tasks repeat the words of their target, so a question for the target itself would find them first.
    asks_targets = f" {_TARGETS} " in f" {query.search_text} ".replace(_NAME_OF_PLANS, "")
    return named or (frozenset({"target", "goal"}) if asks_targets else named)
