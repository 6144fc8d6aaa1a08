"""The mark-restoring model, on a small text."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexDamaged, IndexTooNew
from search.diacritics import DiacriticModel
from search.spelling import has_marks, tokenise
from tests.timing import assert_within

# Excerpts of the plans (Bến Tre 6.1 and 15.2, Đắk Nông 5.2) and question words.
_TEXT = """
Đến năm 2030, đảm bảo khả năng tiếp cận đầy đủ và công bằng với nước uống sinh hoạt an toàn, trong khả năng chi trả cho
tất cả mọi người. Cấp nước sạch nông thôn. Sở NN&PTNT chủ trì. Sở Nông nghiệp và Phát triển nông thôn tỉnh Bến Tre.
Hạn chế tiến tới xóa bỏ các hủ tục như tảo hôn, kết hôn sớm và hôn nhân ép buộc. Tỷ lệ che phủ rừng. Tỉnh Đắk Nông.
Ai lo nước sạch nông thôn ở Bến Tre? Sở nào chủ trì? Đường giao thông. Đương nhiên. Dương.
"""
MODEL = DiacriticModel.fit([_TEXT], [("sở nn&ptnt. ai lo. ở bến tre", 3)])
_VOCABULARY = sorted({token.text.lower() for token in tokenise(_TEXT) if token.text.isalpha()})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ai lo nuoc sach nong thon o ben tre", "ai lo nước sạch nông thôn ở bến tre"),
        ("so nn&ptnt chu tri", "sở nn&ptnt chủ trì"),
        ("ti le che phu rung", "tỷ lệ che phủ rừng"),
        ("NUOC SACH NONG THON", "NƯỚC SẠCH NÔNG THÔN"),
        ("tinh Dak Nong", "tỉnh Đắk Nông"),
        ("tao hon, ket hon som", "tảo hôn, kết hôn sớm"),
    ],
)
def test_marks_come_back(typed: str, meant: str) -> None:
    assert MODEL.restore(typed) == (meant, True)


def test_half_marked_text_is_completed() -> None:
    assert MODEL.restore("nước sach nong thôn")[0] == "nước sạch nông thôn"


def test_other_marks_are_never_replaced() -> None:
    assert MODEL.restore("đương nhiên đường dương") == ("đương nhiên đường dương", False)


def test_who_marks_every_word_that_needs_it_has_left_out_no_mark() -> None:
    model = DiacriticModel.fit(["chỉ tiêu nước sạch, chỉ tiêu rừng, chỉ tiêu đường; hướng dẫn chi tiền"] * 20)
    assert model.restore("chi tieu nuoc sach")[0] == "chỉ tiêu nước sạch"
    marked = "hướng dẫn chi tiêu đường nước sạch"
    assert model.restore(marked) == (marked, False)


def test_words_to_keep_stay() -> None:
    assert MODEL.restore("the nuoc", frozenset({"nuoc"})) == ("the nuoc", False)


def test_a_writer_who_marks_means_unmarked_syllables_so() -> None:
    marked = "sở nào chủ trì cấp nước sạch nông thôn ở bến tre, ai lo"
    assert MODEL.restore(marked) == (marked, False)


@pytest.mark.parametrize(
    ("typed", "meant", "typo"),
    [
        ("nghiepp", "nghiệp", ("nghiepp", "nghiệp")),
        ("nông nghệip", "nông nghiệp", ("nghệip", "nghiệp")),
        ("nươc sạch", "nước sạch", None),
    ],
)
def test_typos_of_one_edit_are_mended_where_no_syllable_fits(
    typed: str, meant: str, typo: tuple[str, str] | None
) -> None:
    reading = MODEL.correct(typed)
    assert reading.text == meant
    assert reading.typos == ((typo,) if typo else ())


def test_a_known_syllable_is_no_typo() -> None:
    assert MODEL.correct("đương").text == "đương"
    assert MODEL.correct("xyzxyz").text == "xyzxyz"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*_VOCABULARY, "nuoc", "sach", "o", "2030", "GRDP", ",", "?", "xuat"]), max_size=14))
def test_restoring_twice_is_restoring_once_and_marked_words_stay(words: list[str]) -> None:
    text = " ".join(words)
    once, _ = MODEL.restore(text)
    assert MODEL.restore(once) == (once, False)
    for before, after in zip(tokenise(text), tokenise(once), strict=True):
        if has_marks(before.text):
            assert after.text == before.text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_VOCABULARY), max_size=10))
def test_composed_and_decomposed_text_read_the_same(words: list[str]) -> None:
    text = " ".join(words)
    assert MODEL.restore(unicodedata.normalize("NFD", text))[0] == MODEL.restore(text)[0]


def test_the_model_survives_json() -> None:
    again = DiacriticModel.from_json(MODEL.to_json())
    assert again.to_json() == MODEL.to_json()
    assert again.restore("nuoc sach nong thon") == MODEL.restore("nuoc sach nong thon")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":1}', "null", '{"format":1,"syllables":["a"],"counts":[]}'])
def test_damaged_json_is_named(text: str) -> None:
    with pytest.raises(IndexDamaged, match="kehoach build"):
        DiacriticModel.from_json(text)


def test_an_index_out_of_range_is_damage() -> None:
    data = json.loads(MODEL.to_json())
    data["left"][0] = 10**9
    with pytest.raises(IndexDamaged):
        DiacriticModel.from_json(json.dumps(data))


def test_a_newer_format_is_refused() -> None:
    data = json.loads(MODEL.to_json())
    data["format"] = 99
    with pytest.raises(IndexTooNew, match="99"):
        DiacriticModel.from_json(json.dumps(data))


@pytest.mark.parametrize("text", ["", " ", "?!.,", "2030 - 2045 %", "." * 500])
def test_text_without_words_is_left_alone(text: str) -> None:
    assert MODEL.restore(text) == (text, False)


def test_long_text_is_read_in_linear_time() -> None:
    assert_within(3.0, lambda: MODEL.restore("nuoc sach nong thon o ben tre " * 600))
