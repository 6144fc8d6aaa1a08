"""Settings: option before variable before default, and wrong values named."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SettingsError
from search.settings import SETTINGS, load_settings


def test_an_option_wins_over_a_variable_and_a_variable_over_the_default() -> None:
    environ = {"KEHOACH_INDEX": "/tu/bien", "KEHOACH_TOP_K": "7"}
    assert load_settings({}).top_k == 10
    assert load_settings(environ).index == Path("/tu/bien")
    assert load_settings(environ, index="/tu/tuy-chon", top_k=3).index == Path("/tu/tuy-chon")
    assert load_settings(environ, index="/tu/tuy-chon", top_k=3).top_k == 3


def test_the_default_corpus_is_the_five_plans_that_ship() -> None:
    assert len(list(load_settings({}).corpus.glob("*.txt"))) == 5


@pytest.mark.parametrize("value", ["0", "101", "-1", "mười", "1.5", "٣", "9" * 30])
def test_a_number_of_results_out_of_range_is_named(value: str) -> None:
    with pytest.raises(SettingsError, match="KEHOACH_TOP_K phải là số nguyên từ 1 đến 100"):
        load_settings({"KEHOACH_TOP_K": value})


@pytest.mark.parametrize("value", ["javascript:alert(1)", "vd.vn", "http://", "http://[::1"])
def test_a_public_address_must_be_an_address(value: str) -> None:
    with pytest.raises(SettingsError, match="KEHOACH_PUBLIC_URL"):
        load_settings({"KEHOACH_PUBLIC_URL": value})


def test_every_setting_says_what_it_is() -> None:
    assert all(setting.variable.startswith("KEHOACH_") and setting.about.endswith(".") for setting in SETTINGS)
