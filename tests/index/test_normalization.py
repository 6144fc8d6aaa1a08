"""VIETNAMESE items 2 to 5: Unicode forms, invisible characters, tone placement, look-alikes, folding, places."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.normalization import align, clean, fold, normalize, place_tones
from tests.timing import assert_within


@pytest.mark.parametrize(
    ("written", "placed"),
    [
        ("hoà", "hòa"),
        ("hoá chất", "hóa chất"),
        ("thuỷ", "thủy"),
        ("uỷ ban", "ủy ban"),
        ("Uỷ Ban", "Ủy Ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("HOÀ", "HÒA"),
        ("toà án", "tòa án"),
        ("khoẻ", "khỏe"),
        ("tòan", "toàn"),
        ("hòai", "hoài"),
        ("xóay", "xoáy"),
        ("khủyu", "khuỷu"),
        ("qúy", "quý"),
        ("qủa", "quả"),
        *[(word, word) for word in ["hoàn", "quý", "suýt", "hoặc", "ngoài", "quả", "hòa", "thủy", "ngoéo", "khuya"]],
    ],
)
def test_a_tone_has_one_place(written: str, placed: str) -> None:
    assert place_tones(written) == placed


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Mục\u00a0tiêu\u00a04.4:\u00a0Đến năm 2030", "mục tiêu 4.4: đến năm 2030"),
        (unicodedata.normalize("NFD", "Sở Nông nghiệp"), "sở nông nghiệp"),
        (unicodedata.normalize("NFD", "Hoà") + " Bình", "hòa bình"),
        ("n\u200bướ\u00adc s\ufeffạch", "nước sạch"),
        ("e\u200b\u0302", "ê"),
        ("Ðắk Nông", "đắk nông"),
        ("ÐỒNG THÁP", "đồng tháp"),
        ("  hai \t dòng\r\n một ", "hai dòng một"),
        ("2016 – 2020", "2016 - 2020"),
        ("N’Thôn Hạ", "n'thôn hạ"),
        ("m³/ngày", "m3/ngày"),
        ("a\x00b\x1fc", "a b c"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_normalize(written: str, normal: str) -> None:
    assert normalize(written) == normal


def test_clean_keeps_the_case() -> None:
    assert clean("Uỷ\u00a0ban  nhân dân Ðồng Tháp") == "Ủy ban nhân dân Đồng Tháp"


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Đường Thuỷ", "duong thuy"), ("ÐẮK NÔNG", "dak nong"), ("Nước sạch", "nuoc sach"), ("İ x", "i x")],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_marks_stay_apart_when_not_folded() -> None:
    assert len({normalize(word) for word in ["đường", "đương", "dương", "duong"]}) == 4
    assert len({fold(word) for word in ["đường", "đương", "dương", "duong"]}) == 1


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_align_points_into_the_original(form: str) -> None:
    original = unicodedata.normalize(form, "\u200b Uỷ  ban\u00a0nhân\u200b dân tỉnh Ðắk Nông")
    aligned = align(original)
    for word in ["ủy", "ban", "nhân", "dân", "tỉnh", "đắk", "nông"]:
        start = aligned.text.index(word)
        first, last = aligned.original(start, start + len(word))
        assert normalize(original[first:last]) == word


_TEXT = st.text(
    st.one_of(
        st.sampled_from("aàoòuùyýqhHĐđÐ \u00a0\t\u200b\u0301\u0323\u0302İΣς-–’²"),
        st.characters(max_codepoint=0x2FFF),
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(_TEXT)
def test_align_is_normalize_with_places(text: str) -> None:
    aligned = align(text)
    assert aligned.text == normalize(text)
    spans = [aligned.original(at, at + 1) for at in range(len(aligned.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@settings(max_examples=300, deadline=None)
@given(_TEXT)
def test_normalize_twice_is_normalize_once(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@pytest.mark.parametrize("unit", ["a", "oà", "òa", "q\u0301", " ", "\u200b", "u\u0309y", "Ð"])
def test_worst_input_is_linear(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert_within(1.0, lambda: (normalize(text), align(text), fold(text)))
