"""Questions made from the tables themselves: every province, every body, every plan, in every way of typing."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from corpus.agencies import load_registry
from corpus.provinces import load_provinces
from corpus.tables_loading import load_abbreviations
from index.normalization import place_tones
from search.evaluation.forms import FORMS, Form, in_form, telex, vni
from search.query import Query
from search.spelling import has_marks, is_syllable
from search.telex import decode
from search.understanding import UnderstandingContext, understand
from tests.search.test_understanding import PLANS, model

TYPED = ("as_written", "no_marks", "half_marks", "nfd", "capitals", "telex", "vni")
# "qu" before ơ, oo, and tones the plans put on the wrong letter cannot be told from other spellings by their keys.
UNTYPABLE = 0.01


def ask(question: str, form: str = "as_written", seed: int = 1) -> Query:
    """Understand a question typed in a form."""
    return understand(in_form(form, question, question, seed), UnderstandingContext(PLANS, model()))


@pytest.mark.parametrize("form", TYPED)
def test_every_old_province_is_found_however_it_is_typed(form: str) -> None:
    provinces = load_provinces()
    assert len(provinces) == 63
    for province in provinces:
        query = ask(f"Ai lo nước sạch nông thôn ở tỉnh {province.name}?", form)
        assert query.provinces_asked == (province.province_id,), (province.name, query.normalized)


def test_todays_provinces_are_thirty_four_and_reach_the_plans_of_those_they_took_in() -> None:
    here = {plan.province for plan in PLANS}
    today = {province.today_id: province for province in load_provinces()}
    assert len(today) == 34
    names = {province.province_id: province.name for province in load_provinces()}
    for province_id in today:
        merged = [
            old.province_id for old in load_provinces() if old.today_id == province_id and old.province_id in here
        ]
        for question in (f"{names[province_id]} hiện nay có mục tiêu gì", f"tỉnh {names[province_id]} mới làm gì"):
            assert set(ask(question).provinces) == set(merged), question


@pytest.mark.parametrize("form", ["as_written", "no_marks", "half_marks"])
def test_a_province_is_found_in_an_english_question(form: str) -> None:
    for province in load_provinces():
        query = ask(f"Who is in charge of clean water in {in_form(form, 'x', province.name, 3)}?")
        assert query.language == "en"
        assert query.provinces_asked == (province.province_id,), query.normalized


def bodies() -> Iterator[tuple[str, str]]:
    """Every provincial department, by its name and by each of its abbreviations."""
    for agency in load_registry().all():
        if agency.abbreviations:
            yield agency.canonical, agency.agency_id
            yield from ((f"Sở {short}", agency.agency_id) for short in agency.abbreviations)


@pytest.mark.parametrize("form", [*TYPED, "old_tones"])
def test_every_department_is_found_by_name_and_by_letters(form: str) -> None:
    for name, agency_id in bodies():
        query = ask(f"{name} chủ trì những nhiệm vụ gì?", form)
        assert agency_id in query.agencies, (name, query.normalized)


def test_an_abbreviation_of_the_field_and_its_meaning_lead_to_each_other() -> None:
    for row in load_abbreviations():
        if len(row.short) < 3 or not row.expansions:
            continue
        said = ask(f"Bến Tre làm gì về {row.short}?")
        reached = (
            f"{said.normalized} {said.expansion_text} {' '.join(said.plan_kinds)} {' '.join(said.agencies)}".lower()
        )
        known = any(meant.lower() in reached for meant in row.expansions)
        assert known or said.agencies or said.plan_kinds, (row.short, reached)


NUMBERED = tuple((plan.plan_id, plan.number) for plan in PLANS if plan.number)


@pytest.mark.parametrize(("plan_id", "number"), NUMBERED)
def test_a_plan_is_found_by_its_number_however_it_is_written(plan_id: str, number: str) -> None:
    short = number.partition("/")[0]
    written = [number, number.lower(), number.replace("Đ", "D"), number.replace("/", " / ").replace("-", " - ")]
    spoken = [f"{word} {short}" for word in ("quyết định", "quyet dinh so", "qđ", "văn bản số", "kh số", "decision")]
    for name in [*written, *spoken]:
        assert ask(f"{name} nói gì về nước sạch").plans == (plan_id,), name


@pytest.mark.parametrize("typist", [telex, vni])
def test_every_syllable_of_the_plans_can_be_typed(typist: Form) -> None:
    syllables = [word for word in model()._counts if has_marks(word) and word.isalpha() and is_syllable(word)]
    wrong = [word for word in syllables if place_tones(decode(typist(word, Random(0))) or "") != place_tones(word)]
    assert len(wrong) <= UNTYPABLE * len(syllables), wrong[:20]


def test_every_form_is_a_form_of_the_evaluation() -> None:
    assert set(TYPED) <= set(FORMS)
