"""How much by when: the rows of indicator tables, and the quantities inside targets, tasks and running text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.quantities import find_quantities
from corpus.records import Indicator
from search.answers.asking import Asking
from search.answers.bodies.groups import OTHER_PLAN_SHARE, with_codes_missed
from search.answers.bodies.row_bodies import with_bodies
from search.answers.cues import asked_units, asks, line_of
from search.answers.numbers.contradicting import contradictions
from search.answers.numbers.measures import asked_measures, asks_for_a_number, parts_named, speaks_of_the_whole
from search.answers.numbers.named_rows import CLEARLY_FURTHER, NamedRow, named_rows
from search.answers.numbers.value_candidates import Candidate, asks_a_rate, candidates, holds_for, looked_at, years_of
from search.answers.numbers.value_drafts import is_wanted, of_indicator
from search.answers.numbers.value_remarks import is_national, national_last, other_years, with_remarks
from search.answers.silence.abstaining import Refusal, not_stated
from search.answers.writing.drafts import Draft

__all__ = ["compared_values", "indicator_values", "nominal_value", "of_indicator"]

_PER_PLAN = 3
_NEAR_BEST = 0.8
# What holds for the year asked may be a little further from the words of the question than what does not.
_NEAR_OF_YEAR = 0.75
_OTHER_TARGET = 0.9
_OF_THE_MOST = 0.7
_COMPARED = 0.5
# The number of all is told to who asks for that of a part only where it is plainly a number of the same thing.
_SAME_WITHOUT_PART = 0.55
# A further number of a plan is about the same thing only when it holds nearly as much of the subject as the first.
_HELD = 0.85


def indicator_values(asking: Asking) -> list[Draft] | Refusal:
    """Return what the plans state as numbers about the subject, best first; of a contradiction, both sides."""
    hits = looked_at(asking)
    rows = named_rows(asking, hits)
    found = candidates(asking, hits)
    may = [each for each in found if _may_answer(each, rows.get(each.draft.plan_id))]
    chosen = [each for each in _chosen(asking, may) if _of_asked_part(asking, each)]
    if not chosen:
        return _unstated(asking, rows)
    if asks_a_rate(asking) and chosen[0].rate:
        chosen = [each for each in chosen if each.rate]
    issued = {(info.date or "")[:4] for info in asking.infos.values()}
    # "The plan of 2018" names a plan, no year of a value.
    years = [year for year in asking.query.years if year not in issued]
    if years:
        holding = [each for each in chosen if holds_for(asking, each)] or _as_good_of_year(asking, chosen, found)
        if not holding:
            return other_years(asking, chosen[0].passage, years[0])
        # "Hằng năm … và giai đoạn 2016-2020": what names no year stands beside what holds for the one asked.
        chosen = [*holding, *(each for each in chosen if each not in holding and not years_of(each))]
        found = [each for each in found if holds_for(asking, each)]
    chosen = national_last(asking, with_remarks(asking, chosen))
    # A number of the country does not gainsay one of the province.
    found = [each for each in found if not is_national(each)]
    return with_codes_missed(asking, with_bodies(asking, _with_contradictions(asking, chosen, found)))


def compared_values(asking: Asking) -> list[Draft]:
    """Return the numbers of a comparison that names a target or a rate but does not say that it asks for numbers."""
    text = asking.query.normalized
    named = any(is_wanted(each, asked_units(text)) for each in find_quantities(text))
    of_a_year = bool(asking.query.years and asked_measures(text, asking.query.topic_text))
    if not (asks(text, "levels") or of_a_year) or (asks(text, "which_province") and not named):
        return []
    found = indicator_values(asking)
    return [] if isinstance(found, Refusal) else found


def nominal_value(asking: Asking) -> list[Draft] | Refusal:
    """Return the value of what a question of no clear kind names ("độ che phủ rừng Bến Tre").

    That a number is not stated is the answer only where the words ask for a number ("số giường bệnh …").
    """
    hits = asking.best(1)
    things = asked_measures(asking.query.normalized, asking.query.topic_text)
    of_a_row = bool(hits) and isinstance(asking.store.record_of(hits[0].passage), Indicator)
    if not (of_a_row or things):
        return []
    found = indicator_values(asking)
    if isinstance(found, Refusal):
        return found if asks_for_a_number(asking.query.normalized, things) else []
    return found


def _may_answer(each: Candidate, named: NamedRow | None) -> bool:
    """Return whether a candidate may answer beside the row of its plan that the question names.

    Where that row is empty for what was asked, only the words of its own target may; the next row is another thing.
    """
    if named is None:
        return True
    if each.closeness:
        return each.closeness >= named.closeness - CLEARLY_FURTHER
    if named.missing & years_of(each):
        return True
    return not named.answers and each.draft.target_code == (named.row.target_code or None)


def _of_asked_part(asking: Asking, each: Candidate) -> bool:
    """Return whether a number is of the part asked for ("nữ"), or a row's of all, of plainly the same thing."""
    if not each.closeness or speaks_of_the_whole(asking.query.normalized):
        return True
    return parts_named(asking.query.search_text) <= each.parts or each.closeness >= _SAME_WITHOUT_PART


def _as_good_of_year(asking: Asking, chosen: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return what holds for the year where the best is a text of another year; an empty cell of a row has no double."""
    best = chosen[0]
    if best.closeness:
        return []
    near = [
        each
        for each in candidates
        if each.score >= _NEAR_OF_YEAR * best.score
        and each.coverage >= _HELD * best.coverage
        and holds_for(asking, each)
    ]
    return _chosen(asking, near)


def _unstated(asking: Asking, rows: Mapping[str, NamedRow]) -> list[Draft] | Refusal:
    """Return that no plan states the number; of a row that the question names, what it does state."""
    best = max(rows.values(), key=lambda named: named.closeness, default=None)
    if best is None or not best.row.values or best.answers:
        return not_stated(asking, "a value" if asking.in_english else "con số này")
    return other_years(asking, best.hit.passage, asking.query.years[0])


def _chosen(asking: Asking, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the best of each plan (of several targets named, of each) and what answers nearly as well, once."""
    several = len(asking.query.target_codes) > 1
    most = max((each.coverage for each in candidates), default=0.0)
    best: dict[tuple[str, str | None], Candidate] = {}
    covered: dict[tuple[str, str | None], set[str]] = {}
    told: Counter[tuple[str, str | None]] = Counter()
    chosen: list[Candidate] = []
    for each in candidates:
        place = (each.draft.plan_id, each.draft.target_code if several else None)
        if each.coverage < _OF_THE_MOST * most:
            continue
        first = best.setdefault(place, each)
        if each.score < _NEAR_BEST * first.score or each.coverage < _HELD * first.coverage:
            continue
        if _names_subject(asking, first) and not _names_subject(asking, each):
            continue
        if each.draft.target_code != first.draft.target_code and each.score < _OTHER_TARGET * first.score:
            continue
        seen = covered.setdefault(place, set())
        said = {
            f"{value.year} {value.as_written if value.value is None else value.value}" for value in each.draft.values
        }
        if told[place] < _PER_PLAN and not said <= seen:
            seen |= said
            told[place] += 1
            chosen.append(each)
    if several:
        return sorted(chosen, key=lambda each: _order_of_code(asking, each))
    share = _COMPARED if asking.query.intent == "comparison" else OTHER_PLAN_SHARE
    least = chosen[0].score * share if chosen else 0.0
    return [each for each in chosen if each.score >= least]


def _order_of_code(asking: Asking, each: Candidate) -> int:
    """Return where a question names the target of a number among several."""
    codes, code = asking.query.target_codes, each.draft.target_code or ""
    return codes.index(code) if code in codes else len(codes)


def _with_contradictions(asking: Asking, chosen: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Draft]:
    """Return the drafts chosen; where another place says otherwise, its draft follows and both are marked."""
    against = contradictions(asking, [each.passage for each in chosen], [each.passage for each in candidates])
    drafts: list[Draft] = []
    said: set[str] = set()
    by_id = {each.passage.passage_id: each.draft for each in (*candidates, *chosen)}
    for each in chosen:
        others = against.get(each.passage.passage_id, ())
        for passage_id in (each.passage.passage_id, *others):
            if passage_id not in said:
                said.add(passage_id)
                drafts.append(replace(by_id[passage_id], conflict=bool(others)))
    return drafts


def _names_subject(asking: Asking, each: Candidate) -> bool:
    """Return whether a passage names the subject of several words in the very words of the question."""
    subject = line_of(asking.query.topic_text)
    return len(subject.split()) > 1 and subject in line_of(f"{each.draft.sentence} {each.draft.detail}")
