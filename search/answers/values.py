"""How much by when: the rows of indicator tables, and the quantities inside targets, tasks and running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.quantities import Quantity, find_quantities
from corpus.records import Indicator, Passage
from corpus.units import unit_of
from corpus.values import parse_value
from corpus.years import find_years
from index.text import tokens
from search.answers.abstaining import Refusal, nearness, not_stated
from search.answers.asking import Asking
from search.answers.contradicting import contradictions
from search.answers.cues import asked_units, asks, counted_noun, line_of, narrowed_by, unit_fits
from search.answers.drafts import Draft, Evidence
from search.answers.excerpts import record_words, sentences, source_words
from search.answers.groups import OTHER_PLAN_SHARE
from search.answers.model import StatedValue
from search.answers.wording import place
from search.citing import shorten
from search.retrieval import Hit

_CLAUSE = 260
_PER_PLAN = 3
_NEAR_BEST = 0.8
_LOOKED_AT = 40
# Calibrated on the development questions: below this the number found is about something else, which is worse than
# none. A number in the very unit asked for needs less proof than one in any unit: of tourists or tonnes of ore, which
# the plans do not count, the nearest number has 0.42; of shares that plans do state, asked in other words, 0.40.
LEAST_NEARNESS_OF_VALUE = 0.5
LEAST_NEARNESS_IN_UNIT = 0.38
# The share of the subject that the passage must hold: 0.43 is the least of any number rightly found.
LEAST_HELD_OF_VALUE = 0.36
_OF_A_PLAN = 12
_OTHER_TARGET = 0.9
_OF_THE_MOST = 0.7
_COMPARED = 0.5
_UNIT_GAIN, _YEAR_GAIN = 0.1, 0.05
_NARROWER = 0.2
# A further number of a plan is about the same thing only when it holds nearly as much of the subject as the first.
_HELD = 0.85
_LONGEST_PERIOD = 40
_LAST = re.compile(r"20\d\d")
_SIGNS = {"=": "=", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈"}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage that states a number that may be the one asked for."""

    draft: Draft
    passage: Passage
    score: float
    coverage: float


def indicator_values(asking: Asking) -> list[Draft] | Refusal:
    """Return what the plans state as numbers about the subject, best first; of a contradiction, both sides."""
    candidates = _candidates(asking)
    chosen = _chosen(asking, candidates)
    if not chosen:
        return not_stated(asking, "a value" if asking.in_english else "con số này")
    issued = {(info.date or "")[:4] for info in asking.infos.values()}
    # "The plan of 2018" names a plan, no year of a value.
    years = [year for year in asking.query.years if year not in issued]
    if years and not any(_holds_for(asking, each) for each in chosen):
        year = years[0]
        return not_stated(asking, f"a value for {year}" if asking.in_english else f"giá trị cho năm {year}")
    return _with_contradictions(asking, chosen, candidates)


def compared_values(asking: Asking) -> list[Draft]:
    """Return the numbers of a comparison that names a target or a rate but does not say that it asks for numbers."""
    text = asking.query.normalized
    named = any(_is_wanted(each, asked_units(text)) for each in find_quantities(text))
    if not asks(text, "levels") or (asks(text, "which_province") and not named):
        return []
    found = indicator_values(asking)
    return [] if isinstance(found, Refusal) else found


def nominal_value(asking: Asking) -> list[Draft]:
    """Return the value of the indicator that a question of no clear kind names ("độ che phủ rừng Bến Tre")."""
    hits = asking.best(1)
    if not hits or not isinstance(asking.store.record_of(hits[0].passage), Indicator):
        return []
    found = indicator_values(asking)
    return [] if isinstance(found, Refusal) else found


def _candidates(asking: Asking) -> list[_Candidate]:
    """Return the passages that state a number in the unit asked for and are near enough, best first."""
    wanted = asked_units(asking.query.normalized)
    least = LEAST_NEARNESS_IN_UNIT if wanted else LEAST_NEARNESS_OF_VALUE
    found: list[_Candidate] = []
    asked = narrowed_by(asking.query.search_text)
    counted = counted_noun(asking.query.normalized, asking.ranking.terms.subject)
    for hit in _looked_at(asking):
        if nearness(asking, hit) < least or asking.coverage(hit.position) < LEAST_HELD_OF_VALUE:
            continue
        draft = _draft(asking, hit, wanted)
        if draft is None or not draft.values or not asking.holds(hit.position, counted):
            continue
        gain = _UNIT_GAIN * bool(wanted) + _YEAR_GAIN * _names_year(draft, asking.query.years)
        gain -= _NARROWER * bool(_measured(draft) - asked)
        found.append(_Candidate(draft, hit.passage, hit.final + gain, asking.coverage(hit.position)))
    return sorted(found, key=lambda each: -each.score)


def _looked_at(asking: Asking) -> list[Hit]:
    """Return the passages that may state the number: the best, and in a comparison the best of every plan."""
    if asking.query.intent != "comparison":
        return asking.best(_LOOKED_AT)
    return [hit for plan in asking.plans for hit in asking.best_of_plan(plan.info.plan_id, _OF_A_PLAN)]


def _measured(draft: Draft) -> frozenset[str]:
    """Return the words that narrow what the first number of a draft measures ("đô thị", "ven biển")."""
    return narrowed_by(draft.values[0].name)


def _chosen(asking: Asking, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the best of each plan and what answers nearly as well, each value once."""
    most = max((each.coverage for each in candidates), default=0.0)
    best: dict[str, _Candidate] = {}
    covered: dict[str, set[str]] = {}
    chosen: list[_Candidate] = []
    for each in candidates:
        plan_id = each.draft.plan_id
        if each.coverage < _OF_THE_MOST * most:
            continue
        first = best.setdefault(plan_id, each)
        if each.score < _NEAR_BEST * first.score or each.coverage < _HELD * first.coverage:
            continue
        if _names_subject(asking, first) and not _names_subject(asking, each):
            continue
        if each.draft.target_code != first.draft.target_code and each.score < _OTHER_TARGET * first.score:
            continue
        seen = covered.setdefault(plan_id, set())
        said = {f"{value.year} {value.as_written}" for value in each.draft.values}
        if sum(other.draft.plan_id == plan_id for other in chosen) < _PER_PLAN and not said <= seen:
            seen |= said
            chosen.append(each)
    share = _COMPARED if asking.query.intent == "comparison" else OTHER_PLAN_SHARE
    least = chosen[0].score * share if chosen else 0.0
    return [each for each in chosen if each.score >= least]


def _with_contradictions(asking: Asking, chosen: Sequence[_Candidate], candidates: Sequence[_Candidate]) -> list[Draft]:
    """Return the drafts chosen; where another place says otherwise, its draft follows and both are marked."""
    against = contradictions(asking, [each.passage for each in chosen], [each.passage for each in candidates])
    drafts: list[Draft] = []
    said: set[str] = set()
    by_id = {each.passage.passage_id: each.draft for each in candidates}
    for each in chosen:
        others = against.get(each.passage.passage_id, ())
        for passage_id in (each.passage.passage_id, *others):
            if passage_id not in said:
                said.add(passage_id)
                drafts.append(replace(by_id[passage_id], conflict=bool(others)))
    return drafts


def _names_subject(asking: Asking, each: _Candidate) -> bool:
    """Return whether a passage names the subject of several words in the very words of the question."""
    subject = line_of(asking.query.topic_text)
    return len(subject.split()) > 1 and subject in line_of(f"{each.draft.sentence} {each.draft.detail}")


def _holds_for(asking: Asking, each: _Candidate) -> bool:
    """Return whether a number holds for a year asked for: it, its period or its heading names it."""
    of_values = [year.strip() for value in each.draft.values for year in (value.year or "").split(",")]
    of_words = [year for mention in find_years(each.draft.detail) for year in mention.years]
    # A period in a heading is that of all it holds, a year is the one to reach them by.
    above = [year for mention in find_years(" ".join(each.passage.heading_path)) for year in mention.years]
    named = {year for years in (*of_values, *of_words) for year in _spanned(years)}
    named |= {year for year in above if year.isdigit()}
    # What names no year is to be reached when the plan ends.
    named |= set() if named else set(_LAST.findall(asking.infos[each.draft.plan_id].period or "")[-1:])
    return any(year in named for asked in asking.query.years for year in _spanned(asked))


def _spanned(years: str) -> Iterator[str]:
    """Yield the years of "2030" or "2021-2030"."""
    first, _, last = years.partition("-")
    if first.isdigit() and (not last or last.isdigit()):
        yield from map(str, range(int(first), min(int(last or first), int(first) + _LONGEST_PERIOD) + 1))


def _names_year(draft: Draft, years: Sequence[str]) -> bool:
    return any(year in (value.year or "").split(", ") for value in draft.values for year in years)


def _draft(asking: Asking, hit: Hit, wanted: tuple[str, ...]) -> Draft | None:
    record = asking.store.record_of(hit.passage)
    if isinstance(record, Indicator):
        return of_indicator(asking, hit, record, wanted)
    return _of_text(asking, hit, wanted)


def of_indicator(asking: Asking, hit: Hit, indicator: Indicator, wanted: tuple[str, ...]) -> Draft | None:
    """Return a row of an indicator table as a statement, for the years asked for; nothing in another unit.

    Args:
        asking: the question.
        hit: the row as found.
        indicator: the row.
        wanted: units asked for, any when empty.
    """
    if not indicator.values:
        return None
    years = [year for year in indicator.values if not asking.query.years or year in asking.query.years]
    chosen = {year: indicator.values[year] for year in years or indicator.values}
    values = tuple(_cell_value(indicator, year, cell) for year, cell in chosen.items())
    if wanted and not any(unit_fits(value.unit or "", wanted) for value in values):
        return None
    shares = indicator.unit == "%" and all(_with_unit(cell, "%").endswith("%") for cell in chosen.values())
    unit = f" ({indicator.unit})" if indicator.unit and not shares else ""
    stated = "; ".join(
        f"{_year_words(asking, year)}{_with_unit(cell, indicator.unit)}" for year, cell in chosen.items()
    )
    about = place(asking, indicator.plan_id, indicator.target_code or None)
    return Draft(
        plan_id=indicator.plan_id,
        province=hit.passage.province,
        target_code=indicator.target_code or None,
        sentence=f"{about}: {indicator.name}{unit}: {stated}",
        evidence=(Evidence(hit.passage, indicator.span),),
        values=values,
        score=hit.score(),
    )


def _with_unit(cell: str, unit: str) -> str:
    return f"{cell}%" if unit == "%" and cell[-1:].isdigit() else cell


def _year_words(asking: Asking, year: str) -> str:
    if year == "unspecified":
        return ""
    return f"{year}: " if asking.in_english or "-" in year else f"năm {year}: "


def _cell_value(indicator: Indicator, year: str, cell: str) -> StatedValue:
    read = parse_value(cell, indicator.unit)
    return StatedValue(
        name=indicator.name,
        year=None if year == "unspecified" else year,
        as_written=cell,
        value=None if read.value is None else float(read.value),
        comparator=_SIGNS.get(read.comparator),
        unit=read.unit or indicator.unit or None,
    )


def _of_text(asking: Asking, hit: Hit, wanted: tuple[str, ...]) -> Draft | None:
    passage = hit.passage
    text = source_words(asking, passage.plan_id, passage.span.start, passage.span.end)
    found = asking.store.once(("quantities", passage.passage_id), lambda: find_quantities(text))
    quantities = [each for each in found if _is_wanted(each, wanted)]
    if not quantities:
        return None
    record = asking.store.record_of(passage)
    own = record_words(asking, record) if record is not None and record.span == passage.span else text
    own = own if any(quantity.text in own for quantity in quantities) else text
    clause = _best_clause(asking, own, [each for each in find_quantities(own) if _is_wanted(each, wanted)])
    values = tuple(_text_value(text, quantity) for quantity in quantities if quantity.text in clause)
    return Draft(
        plan_id=passage.plan_id,
        province=passage.province,
        target_code=passage.target_code,
        sentence=f"{place(asking, passage.plan_id, passage.target_code)}: {clause}",
        detail=text,
        evidence=(Evidence(passage, passage.span),),
        values=values,
        score=hit.score(),
    )


def _is_wanted(quantity: Quantity, wanted: tuple[str, ...]) -> bool:
    """Return whether a quantity has the unit asked for; where none was, an age only says whom a rate is of."""
    unit = unit_of(quantity.unit)
    return unit_fits(quantity.unit, wanted) if wanted else unit is None or unit.dimension != "age"


def _text_value(text: str, quantity: Quantity) -> StatedValue:
    before = text[: quantity.start].rsplit(";", 1)[-1].rsplit(". ", 1)[-1]
    return StatedValue(
        name=shorten(before.strip(" -–+•*,:"), 120) or quantity.text,
        year=", ".join(quantity.years) or None,
        as_written=quantity.text,
        value=float(quantity.value),
        comparator=_SIGNS.get(quantity.comparator),
        unit=quantity.unit or None,
    )


def _best_clause(asking: Asking, text: str, quantities: Sequence[Quantity]) -> str:
    """Return the sentence with a quantity that holds most of the subject, word for word."""
    if len(text) <= _CLAUSE:
        return text
    subject = asking.ranking.terms.subject
    asked = frozenset(asking.query.years)
    best, best_score = "", -1.0
    for start, end in sentences(text):
        own = [quantity for quantity in quantities if start <= quantity.start < end]
        if not own:
            continue
        held = subject & set(tokens(text[start:end]))
        score = len(held) + 0.5 * any(asked & set(quantity.years) for quantity in own)
        if score > best_score:
            best, best_score = text[start:end], score
    return _around(best.strip(), [quantity.text for quantity in quantities if quantity.text in best])


def _around(sentence: str, written: Sequence[str]) -> str:
    """Return at most `_CLAUSE` characters of a sentence that hold its first quantities."""
    if len(sentence) <= _CLAUSE or not written:
        return shorten(sentence.lstrip("-–+•* "), _CLAUSE)
    last = max(sentence.find(each) + len(each) for each in written if each in sentence)
    if last <= _CLAUSE:
        return shorten(sentence, _CLAUSE)
    first = min(sentence.find(each) for each in written if each in sentence)
    begin = sentence.rfind(" ", 0, max(0, first - _CLAUSE // 2)) + 1
    return ("…" if begin else "") + shorten(sentence[begin:], _CLAUSE)
