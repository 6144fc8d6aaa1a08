"""The passages that may state the number asked for, each with how well it fits what is counted, when and of whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Indicator, Passage
from corpus.years import find_years
from index.text import unmark
from search.answers.asking import Asking
from search.answers.bodies.groups import of_the_kind_named
from search.answers.cues import asked_units, asks, counted_noun, narrowed_by
from search.answers.numbers.measures import (
    Named,
    Part,
    asked_measures,
    gives,
    in_contrast,
    is_of,
    measured,
    parts_named,
    speaks_of_the_whole,
)
from search.answers.numbers.named_rows import NAMED, closeness, is_rate
from search.answers.numbers.outputs import output_shares
from search.answers.numbers.value_drafts import draft_of, spanned
from search.answers.silence.abstaining import nearness
from search.answers.writing.drafts import Draft
from search.retrieval import Hit

_LOOKED_AT = 40
_OF_A_PLAN = 12
# Calibrated on the development questions: below this the number found is about something else, which is worse than
# none. A number in the very unit asked for needs less proof than one in any unit: of tourists or tonnes of ore, which
# the plans do not count, the nearest number has 0.42; of shares that plans do state, asked in other words, 0.40.
LEAST_NEARNESS_OF_VALUE = 0.5
LEAST_NEARNESS_IN_UNIT = 0.38
# The share of the subject that the passage must hold: 0.43 is the least of any number rightly found.
LEAST_HELD_OF_VALUE = 0.36
_UNIT_GAIN, _YEAR_GAIN = 0.1, 0.05
_NARROWER = 0.2
_NAMED_GAIN, _RATE_GAIN = 0.25, 0.3
# "Từ bao nhiêu xuống bao nhiêu": such a word counts nothing.
_DIRECTIONS = frozenset({"xuống", "lên", "đến", "tới", "còn", "và", "tăng", "giảm"})
_LAST = re.compile(r"20\d\d")
# "Chỉ tiêu" calls for a number of whatever follows it; a row that has no more of the question than this is none of it.
_LABELS = frozenset({"chỉ", "tiêu", "chỉ_tiêu"})
# "phân theo thành thị, nông thôn" says how a number is broken down, not whose it is.
_BROKEN_DOWN = re.compile(r"\sphân theo\s|\sby (?:sex|age)\s")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that states a number that may be the one asked for.

    `parts` are the parts of the whole its number is of, `closeness` how nearly its row has the name asked for (0 for a
    text), `rate` whether it is a change in a year.
    """

    draft: Draft
    passage: Passage
    score: float
    coverage: float
    parts: frozenset[Part]
    closeness: float
    rate: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a question wants of a number."""

    things: tuple[Named, ...]
    units: tuple[str, ...]
    counted: frozenset[str]
    narrowed: frozenset[str]
    parts: frozenset[Part]
    also_whole: bool
    yearly: bool


def candidates(asking: Asking, hits: Sequence[Hit]) -> list[Candidate]:
    """Return the passages that state a number of what was asked for and are near enough, best first.

    Args:
        asking: the question.
        hits: the passages found; results of tasks that hold the subject come to them.
    """
    if asking.ranking.terms.subject <= _LABELS and not asking.query.target_codes and not asking.names_codes_only:
        return []
    text = asking.query.normalized
    wanted = _Wanted(
        things=asked_measures(text, asking.query.topic_text),
        units=asked_units(text),
        counted=counted_noun(text, asking.ranking.terms.subject) - _DIRECTIONS,
        narrowed=narrowed_by(asking.query.search_text),
        parts=parts_named(asking.query.search_text),
        also_whole=speaks_of_the_whole(text),
        yearly=asks_a_rate(asking),
    )
    shares = output_shares(asking)
    known = {hit.position for hit in hits}
    top = max((hit.final for hit in hits), default=0.0)
    results = [asking.retriever.hit(asking.ranking, position) for position in shares if position not in known]
    found = (_candidate(asking, hit, wanted, shares.get(hit.position, 0.0), top) for hit in (*hits, *results))
    return sorted((each for each in found if each is not None), key=lambda each: -each.score)


def asks_a_rate(asking: Asking) -> bool:
    """Return whether a question asks for a change in a year ("giảm bao nhiêu mỗi năm")."""
    return asks(asking.query.normalized, "yearly")


def _candidate(asking: Asking, hit: Hit, wanted: _Wanted, share: float, top: float) -> Candidate | None:
    """Return a passage as a candidate, None where it states no number of what was asked for.

    Args:
        asking: the question.
        hit: the passage.
        wanted: what the question wants of a number.
        share: of the subject, held by the result of a task; 0 for other passages.
        top: the best score of any passage found.
    """
    coverage = 1.0 if asking.names_codes_only else max(asking.coverage(hit.position, without=_LABELS), share)
    row = asking.store.record_of(hit.passage)
    close = closeness(asking, row) if isinstance(row, Indicator) else 0.0
    least = LEAST_NEARNESS_IN_UNIT if wanted.units else LEAST_NEARNESS_OF_VALUE
    known = bool(asking.query.target_codes) or close >= NAMED or bool(share)
    if not known and (nearness(asking, hit) < least or coverage < LEAST_HELD_OF_VALUE):
        return None
    # A unit in the name of the row itself ("dưới 1,25 USD") is none that is asked for.
    units = tuple(unit for unit in wanted.units if not isinstance(row, Indicator) or unit not in asked_units(row.name))
    draft = draft_of(asking, hit, units, wanted.things)
    if draft is None or not draft.values or not (share or asking.holds(hit.position, wanted.counted)):
        return None
    if not _gives(asking, hit.passage, draft, wanted.things):
        return None
    parts = parts_named(_own_name(draft))
    rate = any(is_rate(value.unit or "", value.name) for value in draft.values)
    narrowed = narrowed_by(_own_name(draft)) - wanted.narrowed
    gain = _UNIT_GAIN * bool(wanted.units) + _YEAR_GAIN * _names_year(draft, asking.query.years)
    gain -= _NARROWER * bool(narrowed or parts - wanted.parts)
    gain -= _NARROWER * bool(wanted.parts - parts and not wanted.also_whole)
    gain += _RATE_GAIN * (wanted.yearly and rate)
    gain += _NAMED_GAIN * close * (close >= NAMED and (rate or not wanted.yearly))
    coverage = max(coverage, _held_by_name(asking, hit, wanted.things))
    return Candidate(draft, hit.passage, max(hit.final, share * top) + gain, coverage, parts, close, rate)


def looked_at(asking: Asking) -> list[Hit]:
    """Return the passages that may state the number: of targets named by number, the best, those of every plan."""
    if asking.query.target_codes:
        return of_the_kind_named(asking, asking.of_codes)
    if asking.query.intent != "comparison":
        return asking.best(_LOOKED_AT)
    return [hit for plan in asking.plans for hit in asking.best_of_plan(plan.info.plan_id, _OF_A_PLAN)]


def _gives(asking: Asking, passage: Passage, draft: Draft, things: Sequence[Named]) -> bool:
    """Return whether a draft's number is of the things asked for, and of no other part of the whole."""
    if in_contrast(asking.query.normalized, _own_name(draft)):
        return False
    if not things:
        return True
    said = draft.sentence.partition(": ")[2]
    own = _own_name(draft)
    of_a_row = isinstance(asking.store.record_of(passage), Indicator)
    if of_a_row and not is_of(things, own):
        return False
    if gives(things, f"{own} {said}"):
        return True
    # A number in whose words nothing of the list stands may be of what its target speaks of.
    target = asking.store.target(passage.plan_id, passage.target_code or "")
    return not measured(said) and target is not None and gives(things, target.text)


def _own_name(draft: Draft) -> str:
    """Return what the first number of a draft measures, in the words of the plan."""
    return _BROKEN_DOWN.split(draft.values[0].name, maxsplit=1)[0]


def _held_by_name(asking: Asking, hit: Hit, things: Sequence[Named]) -> float:
    """Return the share of the subject held when a thing counts as held under any of its names, 0 without one asked."""
    named = {word for each in things for word in each.words.split()}
    subject = asking.ranking.terms.subject
    explained = frozenset(token for token in subject if named.issuperset(unmark(token).split("_")))
    if not explained:
        return 0.0
    weights = asking.weights(subject)
    known = sum(weights[token] for token in explained)
    rest = sum(weights.values()) - known
    return (known + rest * asking.coverage(hit.position, without=explained)) / (known + rest or 1.0)


def years_of(each: Candidate) -> frozenset[str]:
    """Return the years a number holds for, as it, its words or its heading name them; none where they do not."""
    of_values = [year.strip() for value in each.draft.values for year in (value.year or "").split(",")]
    named = {year for years in of_values for year in spanned(years)}
    if not named:
        of_words = [year for mention in find_years(each.draft.detail) for year in mention.years]
        # A period in a heading is that of all it holds, a year is the one to reach them by.
        above = [year for mention in find_years(" ".join(each.passage.heading_path)) for year in mention.years]
        named = {year for years in of_words for year in spanned(years)} | {year for year in above if year.isdigit()}
    return frozenset(named)


def holds_for(asking: Asking, each: Candidate) -> bool:
    """Return whether a number holds for a year asked for; what names no year is to be reached when the plan ends."""
    named = years_of(each) or frozenset(_LAST.findall(asking.infos[each.draft.plan_id].period or "")[-1:])
    return any(year in named for asked in asking.query.years for year in spanned(asked))


def _names_year(draft: Draft, years: Sequence[str]) -> bool:
    return any(year in (value.year or "").split(", ") for value in draft.values for year in years)
