"""Dates, numbers and order as Vietnamese readers expect them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ui.formatting import code_key, date_text, new_provinces, number_text, shortened, sort_key


def test_vietnamese_order_is_letters_before_tones_and_d_before_crossed_d() -> None:
    names = ["Đắk Nông", "Sở Y tế", "An Giang", "Dân tộc", "Sở Xây dựng", "Ân Thi", "Ăn", "Bến Tre", "Bên"]
    assert sorted(names, key=sort_key) == [
        "An Giang",
        "Ăn",
        "Ân Thi",
        "Bên",
        "Bến Tre",
        "Dân tộc",
        "Đắk Nông",
        "Sở Xây dựng",
        "Sở Y tế",
    ]


def test_the_order_of_tones() -> None:
    words = ["mạ", "má", "mã", "mả", "mà", "ma"]
    assert sorted(words, key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


@pytest.mark.parametrize(("iso", "shown"), [("2018-12-14", "14/12/2018"), (None, None), ("", None), ("2018", "2018")])
def test_dates(iso: str | None, shown: str | None) -> None:
    assert date_text(iso) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1234567, "1.234.567"), (9.78, "9,78"), (3.0, "3"), (Decimal("1250.5"), "1.250,5"), (0, "0"), (100.0, "100")],
)
def test_numbers(number: float | Decimal, shown: str) -> None:
    assert number_text(number) == shown


def test_codes_sort_as_numbers() -> None:
    assert sorted(["2.10", "2.9", "10", "2", "1.1.1.b", "1.1.1.a"], key=code_key) == [
        "1.1.1.a", "1.1.1.b", "2", "2.9", "2.10", "10",
    ]  # fmt: skip


def test_todays_provinces_cover_the_old_ones_that_have_plans() -> None:
    found = new_provinces(["ben-tre", "an-giang", "kien-giang", "dak-nong"])
    assert found == {"vinh-long": ["ben-tre"], "an-giang": ["an-giang", "kien-giang"], "lam-dong": ["dak-nong"]}


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shortened("Sở Nông nghiệp và Phát triển nông thôn", 20) == "Sở Nông nghiệp và…"
    assert shortened("Sở Y tế", 20) == "Sở Y tế"
