"""How much by when: the rows of indicator tables, and the quantities inside targets, tasks and running text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.quantities import Quantity, find_quantities
from corpus.records import Indicator, Passage
from corpus.values import parse_value
from index.text import tokens
from search.answers.abstaining import Refusal, nearness, not_stated
from search.answers.asking import Asking
from search.answers.contradicting import contradictions
from search.answers.cues import asked_units, unit_fits
from search.answers.drafts import Draft, Evidence
from search.answers.excerpts import sentences, source_words
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
_UNIT_GAIN, _YEAR_GAIN = 0.1, 0.05
_LAST_PLAN_YEAR = 2030
_SIGNS = {"=": "=", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈"}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage that states a number that may be the one asked for."""

    draft: Draft
    passage: Passage
    score: float


def indicator_values(asking: Asking) -> list[Draft] | Refusal:
    """Return what the plans state as numbers about the subject, best first; of a contradiction, both sides."""
    candidates = _candidates(asking)
    chosen = _chosen(asking, candidates)
    late = [year for year in asking.query.years if year.isdigit() and int(year) > _LAST_PLAN_YEAR]
    if late and not any(_names_year(each.draft, late) for each in chosen):
        return not_stated(asking, f"a value for {late[0]}" if asking.in_english else f"giá trị cho năm {late[0]}")
    if not chosen:
        return not_stated(asking, "a value" if asking.in_english else "con số này")
    return _with_contradictions(asking, chosen, candidates)


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
    for hit in asking.best(_LOOKED_AT):
        if nearness(asking, hit) < least:
            continue
        draft = _draft(asking, hit, wanted)
        if draft is None or not draft.values:
            continue
        gain = _UNIT_GAIN * bool(wanted) + _YEAR_GAIN * _names_year(draft, asking.query.years)
        found.append(_Candidate(draft, hit.passage, hit.final + gain))
    return sorted(found, key=lambda each: -each.score)


def _chosen(asking: Asking, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the best of each plan and what answers nearly as well, each value once."""
    best: dict[str, float] = {}
    covered: dict[str, set[str]] = {}
    chosen: list[_Candidate] = []
    for each in candidates:
        plan_id = each.draft.plan_id
        if each.score < _NEAR_BEST * best.setdefault(plan_id, each.score):
            continue
        seen = covered.setdefault(plan_id, set())
        said = {f"{value.year} {value.as_written}" for value in each.draft.values}
        if sum(other.draft.plan_id == plan_id for other in chosen) < _PER_PLAN and not said <= seen:
            seen |= said
            chosen.append(each)
    least = chosen[0].score * OTHER_PLAN_SHARE if chosen else 0.0
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


def _names_year(draft: Draft, years: Sequence[str]) -> bool:
    return any(year in (value.year or "").split(", ") for value in draft.values for year in years)


def _draft(asking: Asking, hit: Hit, wanted: tuple[str, ...]) -> Draft | None:
    record = asking.store.record_of(hit.passage)
    if isinstance(record, Indicator):
        return _of_indicator(asking, hit, record, wanted)
    return _of_text(asking, hit, wanted)


def _of_indicator(asking: Asking, hit: Hit, indicator: Indicator, wanted: tuple[str, ...]) -> Draft | None:
    if not indicator.values:
        return None
    years = [year for year in indicator.values if not asking.query.years or year in asking.query.years]
    chosen = {year: indicator.values[year] for year in years or indicator.values}
    values = tuple(_cell_value(indicator, year, cell) for year, cell in chosen.items())
    if wanted and not any(unit_fits(value.unit or "", wanted) for value in values):
        return None
    unit = f" ({indicator.unit})" if indicator.unit else ""
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
    quantities = [each for each in find_quantities(text) if not wanted or unit_fits(each.unit, wanted)]
    if not quantities:
        return None
    clause = _best_clause(asking, text, quantities)
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
