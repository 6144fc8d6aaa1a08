"""The forms in which one question is typed."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from random import Random

import pytest

from corpus.wording import without_marks
from index.normalization import normalize
from search.evaluation.forms import FORMS, in_form
from search.evaluation.gold import load_gold
from search.telex import decode

ASKED = "Sở Nông nghiệp và Phát triển nông thôn chủ trì việc nào về nước sạch, vệ sinh môi trường ở tỉnh Đắk Nông?"


def form(name: str, text: str) -> str:
    return in_form(name, "q", text, seed=1)


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("as_written", "Ai lo nước sạch?", "Ai lo nước sạch?"),
        ("no_marks", "Ai lo nước sạch ở Đắk Nông?", "Ai lo nuoc sach o Dak Nong?"),
        ("nfd", "nước", "nu\u031bo\u031b\u0301c"),
        ("capitals", "Ai lo nước sạch?", "AI LO NƯỚC SẠCH?"),
        ("telex", "nước sạch ở Đắk Nông", "nuowcs sachj owr DDawks Noong"),
        ("telex", "tiếp cận điện, ưu tiên", "tieeps caanj ddieenj, uwu tieen"),
        ("telex", "ĐẮK", "DDAWKS"),
        ("vni", "nước sạch ở Đắk Nông", "nuoc71 sach5 o73 D9ak81 Nong6"),
        ("abbreviations_expanded", "Sở TNMT lo gì?", "Sở Tài nguyên và Môi trường lo gì?"),
        ("abbreviations_expanded", "ngành GDĐT ứng phó BĐKH", "ngành Giáo dục và Đào tạo ứng phó biến đổi khí hậu"),
        ("abbreviations_contracted", "Sở Kế hoạch và Đầu tư làm gì?", "Sở KH&ĐT làm gì?"),
        ("abbreviations_contracted", "ứng phó Biến đổi khí hậu", "ứng phó BĐKH"),
        ("old_tones", "hòa bình, thủy lợi, ủy ban", "hoà bình, thuỷ lợi, uỷ ban"),
        ("old_tones", "hoàn thành quý, hóa", "hoàn thành quý, hoá"),
        ("old_tones", "HÒA", "HOÀ"),
    ],
)
def test_a_form_is_what_such_a_person_types(name: str, typed: str, expected: str) -> None:
    assert form(name, typed) == expected


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_form_without_anything_to_change_returns_the_text(name: str) -> None:
    assert form(name, "a 1?").lower() == "a 1?"


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_same_seed_gives_the_same_text(name: str) -> None:
    assert form(name, ASKED) == form(name, ASKED)


def test_another_seed_gives_another_typo() -> None:
    assert len({in_form("one_typo", "q", ASKED, seed) for seed in range(20)}) > 5


def test_half_of_the_marked_words_lose_their_marks() -> None:
    before, after = ASKED.split(), form("half_marks", ASKED).split()
    marked = [word for word in before if word.lower() != without_marks(word)]
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]

    assert len(changed) == (len(marked) + 1) // 2
    assert all(new.lower() == without_marks(old) for old, new in changed)


@pytest.mark.parametrize("seed", range(50))
def test_a_typo_is_one_slip_in_one_word(seed: int) -> None:
    before, after = ASKED.split(), in_form("one_typo", "q", ASKED, seed).split()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]

    assert len(changed) == 1
    (old, new) = changed[0]
    assert old[0] == new[0]
    assert abs(len(old) - len(new)) <= 1


@pytest.mark.parametrize("name", ["telex", "vni"])
def test_keystrokes_are_those_of_the_input_method(name: str) -> None:
    word = {"telex": "nuowcs", "vni": "nuoc71"}[name]

    assert form(name, "nước") == word
    assert decode(word) == "nước"


@pytest.mark.parametrize("name", ["nfd", "capitals", "old_tones"])
def test_forms_of_writing_are_the_same_text_to_the_index(name: str) -> None:
    assert form(name, ASKED) != ASKED or name == "old_tones"
    assert normalize(form(name, ASKED)) == normalize(ASKED)


def test_every_form_changes_some_question_and_keeps_numbers(gold_dir: Path) -> None:
    questions = load_gold(gold_dir).questions
    for name in set(FORMS) - {"as_written"}:
        texts = {item.id: in_form(name, item.id, item.text, seed=1) for item in questions}
        assert any(texts[item.id] != item.text for item in questions), name
        if name != "vni":
            for item in questions:
                digits = [char for char in item.text if char.isdigit()]
                assert digits == [char for char in texts[item.id] if char.isdigit()], (name, item.id)


def test_nothing_but_marks_goes_when_marks_go() -> None:
    bare = FORMS["no_marks"](ASKED, Random(0))

    assert bare.isascii()
    assert len(bare) == len(unicodedata.normalize("NFC", ASKED))
