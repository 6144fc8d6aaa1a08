"""Number, date, issuer, signer, period and counts, as the text states them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.facts import declared_counts, document_facts
from corpus.layouts import find_tables
from corpus.metadata import read_metadata
from corpus.reading import Document, document_from_text, read_document
from corpus.records import Fact, PlanInfo, Section
from corpus.sections import parse_sections

PLANS = ("an-giang-ptbv", "ben-tre-ptbv", "ben-tre-ttx", "dak-nong-ptbv", "kien-giang-ptbv")

LETTERHEAD = """\
ỦY BAN NHÂN DÂN
TỈNH CÀ MAU
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 45/KH-UBND
Cà Mau, ngày 12 tháng 3 năm 2018

KẾ HOẠCH
Thực hiện Chương trình nghị sự 2030 vì sự phát triển bền vững tỉnh Cà Mau giai đoạn 2018 - 2030

Căn cứ Quyết định số 622/QĐ-TTg ngày 10/5/2017 của Thủ tướng Chính phủ;
Căn cứ Kế hoạch số 4674/KH-UBND ngày 05/10/2018 của Ủy ban nhân dân tỉnh;
I. MỤC TIÊU
1. Mục tiêu
Kế hoạch gồm 17 mục tiêu và 105 mục tiêu cụ thể. Mỗi năm 3 dự án khác được 100% cơ sở đề xuất.
II. TỔ CHỨC THỰC HIỆN
1. Sở Kế hoạch và Đầu tư tổng hợp, báo cáo UBND tỉnh trước ngày 20 tháng 12 hằng năm.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Lê Văn Sử
"""


def read(document: Document) -> tuple[list[Section], list[Fact], PlanInfo]:
    sections = parse_sections(document, [table.span for table in find_tables(document)])
    facts = document_facts(document, sections)
    return sections, facts, read_metadata(document, sections, facts)


def of_kind(facts: list[Fact], kind: str) -> list[tuple[str, list[int]]]:
    return [(fact.value, fact.span.lines) for fact in facts if fact.kind == kind]


@pytest.fixture(scope="module")
def plans(documents: Path) -> dict[str, tuple[list[Section], list[Fact], PlanInfo]]:
    return {plan_id: read(read_document(documents / f"{plan_id}.txt")) for plan_id in PLANS}


@pytest.mark.parametrize(
    ("plan_id", "province", "kind", "number", "date", "signer", "period"),
    [
        ("ben-tre-ptbv", "ben-tre", "sdg", "2699/QĐ-UBND", "2018-12-14", "Cao Văn Trọng", "đến năm 2030"),
        ("ben-tre-ttx", "ben-tre", "green_growth", "2082/QĐ-UBND", "2023-09-18", None, "2021-2030"),
        ("kien-giang-ptbv", "kien-giang", "sdg", None, "2018-07-25", "Phạm Vũ Hồng", "2017-2030"),
        ("an-giang-ptbv", "an-giang", "sdg", "1015/QĐ-UBND", "2018-05-08", None, "2018-2030"),
        ("dak-nong-ptbv", "dak-nong", "sdg", None, None, "Nguyễn Bốn", "2018-2030"),
    ],
)
def test_shipped_plans_from_their_text_alone(
    plans: dict[str, tuple[list[Section], list[Fact], PlanInfo]],
    plan_id: str,
    province: str,
    kind: str,
    number: str | None,
    date: str | None,
    signer: str | None,
    period: str,
) -> None:
    info = plans[plan_id][2]
    assert (info.province, info.kind, info.number) == (province, kind, number)
    assert (info.date, info.signer, info.period) == (date, signer, period)
    assert info.title is not None
    assert info.title.startswith("Kế hoạch ")
    assert info.issuer is not None
    assert "Ủy ban nhân dân tỉnh" in info.issuer


def test_contradictory_numbers_are_named_with_their_lines(
    plans: dict[str, tuple[list[Section], list[Fact], PlanInfo]],
) -> None:
    info = plans["kien-giang-ptbv"][2]
    assert info.notes == ("văn bản tự mâu thuẫn về số của kế hoạch: 194/KH-UBND (dòng 387) và 144/KH-UBND (dòng 760)",)
    blank = plans["dak-nong-ptbv"][2].notes
    assert blank == (
        "văn bản để trống số của kế hoạch (dòng 116)",
        "văn bản để trống ngày ban hành (dòng 116)",
    )


def test_declared_counts(plans: dict[str, tuple[list[Section], list[Fact], PlanInfo]]) -> None:
    ben_tre = declared_counts(plans["ben-tre-ptbv"][1])
    assert (ben_tre["goals"], ben_tre["targets"]) == (17, 108)
    assert sum(ben_tre[f"targets:{goal}"] for goal in range(1, 18)) == 108
    kien_giang = declared_counts(plans["kien-giang-ptbv"][1])
    assert (kien_giang["targets"], kien_giang["targets:10"]) == (110, 5)
    assert sum(kien_giang[f"targets:{goal}"] for goal in range(1, 18)) == 110
    green = declared_counts(plans["ben-tre-ttx"][1])
    assert (green["themes"], green["tasks"], green["tasks:14"]) == (18, 85, 9)
    assert sum(green[f"tasks:{theme}"] for theme in range(1, 19)) == 85
    assert declared_counts(plans["an-giang-ptbv"][1]) == {}


def test_goals_that_are_only_listed_are_counted(plans: dict[str, tuple[list[Section], list[Fact], PlanInfo]]) -> None:
    assert of_kind(plans["an-giang-ptbv"][1], "listed_count") == [("16", [33, 48])]
    assert of_kind(plans["dak-nong-ptbv"][1], "listed_count") == [("16", [28, 58])]
    assert of_kind(plans["kien-giang-ptbv"][1], "listed_count") == [("17", [37, 54])]


def test_report_deadlines(plans: dict[str, tuple[list[Section], list[Fact], PlanInfo]]) -> None:
    assert of_kind(plans["ben-tre-ptbv"][1], "report_deadline") == [
        ("30/11/2019", [110, 110]),
        ("10/12", [184, 184]),
        ("30/11", [186, 188]),
    ]
    assert of_kind(plans["kien-giang-ptbv"][1], "report_deadline") == [
        ("30/11", [162, 162]),
        ("15/11", [302, 302]),
        ("15/11", [304, 304]),
    ]
    assert of_kind(plans["dak-nong-ptbv"][1], "report_deadline") == [("20/11", [88, 88]), ("05/12", [89, 89])]
    assert of_kind(plans["kien-giang-ptbv"][1], "review") == [
        ("2020", [164, 164]),
        ("2025", [166, 166]),
        ("2030", [168, 168]),
    ]


def test_legal_basis_effect_and_signer_have_their_lines(
    plans: dict[str, tuple[list[Section], list[Fact], PlanInfo]],
) -> None:
    green = plans["ben-tre-ttx"][1]
    assert ("1658/QĐ-TTg", [6, 6]) in of_kind(green, "legal_basis")
    assert ("882/QĐ-TTg", [7, 7]) in of_kind(green, "legal_basis")
    assert of_kind(green, "effective") == [("từ ngày ký", [15, 15])]
    assert of_kind(plans["kien-giang-ptbv"][1], "signer") == [("Phạm Vũ Hồng", [383, 383])]
    assert of_kind(plans["ben-tre-ptbv"][1], "signer") == [("Cao Văn Trọng", [40, 40])]


@pytest.mark.parametrize("plan_id", PLANS)
def test_every_figure_of_a_fact_stands_in_its_span(documents: Path, plan_id: str) -> None:
    document = read_document(documents / f"{plan_id}.txt")
    _, facts, _ = read(document)
    assert facts
    for fact in facts:
        said = unicodedata.normalize("NFC", document.source[fact.span.start : fact.span.end])
        figures = {int(n) for n in re.findall(r"\d+", said)}
        assert {int(n) for n in re.findall(r"\d+", fact.value)} <= figures, fact


def test_letterhead_in_another_form() -> None:
    _, facts, info = read(document_from_text("ca-mau", LETTERHEAD))
    assert (info.province, info.number, info.date) == ("ca-mau", "45/KH-UBND", "2018-03-12")
    assert (info.issuer, info.signer, info.period) == ("Ủy ban nhân dân tỉnh Cà Mau", "Lê Văn Sử", "2018-2030")
    assert declared_counts(facts) == {"goals": 17, "targets": 105}
    assert of_kind(facts, "report_deadline") == [("20/12", [18, 18])]


def test_nfd_reads_the_same() -> None:
    _, facts, info = read(document_from_text("ca-mau", LETTERHEAD))
    _, decomposed, again = read(document_from_text("ca-mau", unicodedata.normalize("NFD", LETTERHEAD)))
    assert replace(again, sha256=None) == replace(info, sha256=None)
    assert [(f.kind, f.value, f.text) for f in decomposed] == [(f.kind, f.value, f.text) for f in facts]


def test_a_text_without_any_of_it_is_unknown_not_guessed() -> None:
    _, facts, info = read(
        document_from_text("x", "Căn cứ Quyết định số 622/QĐ-TTg ngày 10/5/2017, các sở thực hiện.\n")
    )
    assert facts == [] or all(fact.kind == "legal_basis" for fact in facts)
    assert (info.province, info.kind, info.title, info.number, info.date) == (None, None, None, None, None)
    assert "văn bản không nêu người ký" in info.notes
