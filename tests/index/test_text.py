"""VIETNAMESE items 2 to 7 as tokens: what meets in the index and what stays apart."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.records import Passage
from index.text import VIEWS, folded_tokens, normalize, number_key, token_spans, tokenizer_identity, tokens
from tests.timing import assert_within

NAME = "Sở Nông nghiệp và Phát triển nông thôn"


def test_syllables_and_compounds() -> None:
    assert tokens(NAME) == (
        *("sở", "nông", "nghiệp", "nông_nghiệp", "và", "phát", "triển", "phát_triển"),
        *("nông", "thôn", "nông_thôn"),
    )


@pytest.mark.parametrize(
    "written",
    [
        NAME.upper(),
        NAME.lower(),
        unicodedata.normalize("NFD", NAME),
        NAME.replace(" ", "\u00a0"),
        NAME.replace("n", "n\u200b"),
        f"  {NAME}\t\n",
    ],
)
def test_one_name_in_every_spelling_is_one_name(written: str) -> None:
    assert tokens(written) == tokens(NAME)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà giải", "hòa giải"),
        ("thuỷ lợi", "thủy lợi"),
        ("uỷ ban", "ủy ban"),
        ("kĩ thuật", "kỹ thuật"),
        ("lí do", "lý do"),
        ("bác sỹ", "bác sĩ"),
        ("qui hoạch", "quy hoạch"),
        ("quí I", "quý I"),
        ("tỉ lệ", "tỷ lệ"),
        ("Ðắk Nông", "Đắk Nông"),
        ("2016 – 2020", "2016-2020"),
        ("dưới 1.000 người", "dưới 1000 người"),
        ("08/5/2018", "8/05/2018"),
    ],
)
def test_two_spellings_are_one_word(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("đường", "đương"), ("đường", "dương"), ("hoàn", "hòa"), ("tỉnh", "tính"), ("1,5", "1.5"), ("6.1", "61")],
)
def test_two_words_stay_two(one: str, other: str) -> None:
    assert not set(tokens(one)) & set(tokens(other))


@pytest.mark.parametrize("written", ["95%", "95 %", "95,0%", "95.0%", "95 phần trăm", "95\u00a0%"])
def test_a_percentage_has_one_token_and_its_number(written: str) -> None:
    assert "95%" in tokens(f"đạt {written} số hộ")
    assert "95%" in folded_tokens(f"đạt {written} số hộ")
    assert "95" in tokens("95%")


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("1.000", "1000"),
        ("100.000", "100000"),
        ("60.542.000", "60542000"),
        ("1.250,50", "1250,5"),
        ("1,5", "1,5"),
        ("1,25", "1,25"),
        ("95,0", "95"),
        ("100,000,000", "100000000"),
        ("1,000", "1000"),
        ("08", "8"),
        ("2030", "2030"),
        ("007", "007"),
        ("6.1", "6.1"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_numbers(number: str, key: str) -> None:
    assert number_key(number) == key
    assert key in tokens(f"là {number} nhé")


@pytest.mark.parametrize("written", ["45/100.000", "45 / 100.000", "45/10 vạn", "45/100000"])
def test_a_ratio_has_one_token(written: str) -> None:
    assert "45/100000" in tokens(f"tử vong mẹ dưới {written} trẻ đẻ sống")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Mục tiêu 6.1: Đến năm 2030", "6.1"),
        ("MTCT 6.1", "6.1"),
        ("SDG 6.1?", "6.1"),
        ("1.2a. Giảm nghèo", "1.2.a"),
        ("chỉ tiêu 1.2.a)", "1.2.a"),
        ("8.10(KK)", "8.10"),
    ],
)
def test_a_code_is_one_token(written: str, code: str) -> None:
    assert code in tokens(written)
    assert code in folded_tokens(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Quyết định số 622/QĐ-TTg ngày 10/5/2017", "622/qd-ttg"),
        ("quyet dinh 622/QD-TTg", "622/qd-ttg"),
        ("Kế hoạch 194 /KH-UBND", "194/kh-ubnd"),
        ("Thông tư 39/2016/TT-BLĐTBXH", "39/2016/tt-bldtbxh"),
        ("Nghị quyết 21-NQ/TW,", "21-nq/tw"),
        ("NGHỊ ĐỊNH 45/2025/ND-CP", "45/2025/nd-cp"),
    ],
)
def test_a_document_number_is_one_token(written: str, number: str) -> None:
    assert number in tokens(written)
    assert number in folded_tokens(written)


def test_a_date_is_the_same_in_digits_and_words() -> None:
    assert "10/5/2017" in tokens("ngày 10 tháng 5 năm 2017")
    assert "10/5/2017" in tokens("(10/05/2017)")
    assert "2017" in tokens("10/5/2017")


@pytest.mark.parametrize("written", ["NN&PTNT", "NN-PTNT", "nnptnt"])
def test_an_abbreviation_in_pieces_is_also_one_word(written: str) -> None:
    assert "nnptnt" in tokens(written)


def test_two_words_with_a_hyphen_are_not_joined() -> None:
    assert "tếxã" not in tokens("kinh tế-xã hội")
    assert {"kinh_tế", "xã_hội"} <= set(tokens("kinh tế-xã hội"))


def test_folded_tokens_meet_what_was_typed_without_marks() -> None:
    assert folded_tokens("Ai lo nước sạch nông thôn ở Đắk Nông") == tuple(
        "ai lo nuoc sach nong thon o dak nong".split()
    )
    assert folded_tokens("ai lo nuoc sach nong thon o dak nong") == folded_tokens(
        "Ai lo nước sạch nông thôn ở Đắk Nông"
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_spans_show_the_original(form: str) -> None:
    original = unicodedata.normalize(form, "• Uỷ\u00a0ban nhân dân, 95 % \u200bsố hộ – QĐ 622/QĐ-TTg")
    spans = token_spans(original)
    assert tuple(span.text for span in spans) == tokens(original)
    shown = {span.text: unicodedata.normalize("NFC", original[span.start : span.end]) for span in spans}
    assert shown["ủy"] == "Uỷ"
    assert shown["nhân"] == "nhân"
    assert shown["95%"] == "95 %"
    assert shown["số"] == "số"
    assert shown["622/qd-ttg"] == "622/QĐ-TTg"


def test_spans_of_every_line_of_a_plan_are_the_tokens(ben_tre: list[Passage]) -> None:
    for passage in ben_tre[::7]:
        spans = token_spans(passage.text)
        assert tuple(span.text for span in spans) == tokens(passage.text)
        for span in spans:
            piece = passage.text[span.start : span.end]
            assert piece == piece.strip() != ""
            if "_" not in span.text and span.text.isalpha() and "&" not in piece and "-" not in piece:
                assert span.text in tokens(piece)


def test_words_are_those_of_underthesea(ben_tre: list[Passage]) -> None:
    """The tagger is called on our own tokens; nearly all compounds must be those of the library's own function."""
    program = (
        "import sys, json; from underthesea import word_tokenize\n"
        "print(json.dumps([word_tokenize(line) for line in json.load(sys.stdin)]))"
    )
    lines = [normalize(passage.text) for passage in ben_tre[:150]]
    run = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(lines), capture_output=True, text=True, check=True
    )
    same = different = 0
    for line, words in zip(lines, json.loads(run.stdout), strict=True):
        theirs = {word.replace(" ", "_") for word in words if " " in word}
        ours = {token for token in tokens(line) if "_" in token}
        same += len(ours & theirs)
        different += len(ours ^ theirs)
    assert same > 1000
    assert different / (same + different) < 0.05


def test_neither_words_nor_folding_import_torch() -> None:
    program = (
        "import sys; from index.text import tokens, folded_tokens; tokens('nước sạch nông thôn'); folded_tokens('x')\n"
        "assert not {'torch', 'transformers', 'underthesea'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_threads_share_one_segmenter() -> None:
    texts = [f"Sở Nông nghiệp và Phát triển nông thôn {number}" for number in range(200)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(tokens.__wrapped__, texts))
    assert found == [tokens(text) for text in texts]


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "\u200b", "…?!", "_", "\ud800"])
def test_nothing_to_read_is_no_token(text: str) -> None:
    assert tokens(text) == folded_tokens(text) == ()
    assert token_spans(text) == []


@pytest.mark.parametrize(
    "unit", ["1.1.", "a-", "1,234,", "a&", "1/", "9", "1 vạn/", "a", "1.", "10 tháng 1", "1/1/", "1-a/", "45/10 ", "._"]
)
def test_worst_input_is_read_in_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert_within(1.0, lambda: folded_tokens(text))


def test_the_identity_names_the_segmenter() -> None:
    assert "underthesea 9." in tokenizer_identity()
    assert set(VIEWS) == {"words", "folded"}
