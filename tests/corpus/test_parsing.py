"""Whole plans: the shipped ones against their known damage, and every layout written and read back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.parsing import load_plans
from corpus.records import Plan, Target, Task
from tests.corpus.rendering import PREAMBLE, Style, part_of, render, same_kind, signature

N4 = ("number", "body", "lead", "coordinating")
N6 = ("number", "body", "period", "lead", "coordinating", "output")
B3 = ("body", "lead", "coordinating")
A3 = ("number", "body", "assigned")
A2 = ("body", "assigned")
GOALS = {
    "an-giang-ptbv": ("3",),
    "dak-nong-ptbv": ("6", "12"),
    "ben-tre-ptbv": ("2", "5"),
    "kien-giang-ptbv": ("6", "16"),
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Plan]:
    folder = Path(__file__).resolve().parents[2] / "corpus" / "documents"
    return {plan.info.plan_id: plan for plan in load_plans(folder)}


def at(plan: Plan, line: int) -> list[Task]:
    return [t for t in plan.tasks if t.target_code and t.span.first_line <= line <= t.span.last_line]


# ── the shipped plans ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_found_in_each_plan(shipped: dict[str, Plan]) -> None:
    found = {
        plan_id: (len(plan.goals), len(plan.targets), sum(bool(t.target_code) for t in plan.tasks))
        for plan_id, plan in shipped.items()
    }
    assert found == {
        "an-giang-ptbv": (16, 100, 442),
        "ben-tre-ptbv": (17, 108, 344),
        "ben-tre-ttx": (18, 10, 110),
        "dak-nong-ptbv": (16, 95, 354),
        "kien-giang-ptbv": (17, 110, 496),
    }


BEN_TRE_INHERITS = """
201->204; 208->209; 211->212; 218->219,220; 221->222; 224->225-227; 229->233-235; 250->251; 263->264; 266->267-269;
271->272-274; 285->286-288; 305->306; 315->316,317; 320->321,322; 334->335; 337->338,339; 341->342,345; 347->348,349;
359->360; 363->364-366; 368->369; 378->379,380; 381->382,383; 386->389,390; 392->393,394; 396->397; 400->401,402;
412->413; 422->427,428; 430->431; 433->434,435; 437->438; 440->443,444; 457->458; 461->462; 465->466,467; 492->493;
496->497; 499->500; 502->503; 505->508,509; 513->514; 533->534,537; 542->543; 545->546; 550->553-555; 563->564,565;
579->580; 589->593,594; 596->597,598; 603->604; 608->609-611; 615->616; 625->626,627; 632->635; 639->640,641; 650->651;
653->654; 239->237,238,240-242; 310->308,309,311; 325->324,326,331,332; 375->374,376; 447->446,448; 452->450,451;
473->472,474; 477->476,478; 528->527,529,530; 574->573,575; 660->657-659,661; 243->244; 350->351-353
"""


def test_merged_cells_of_ben_tre_are_inherited_from_the_rows_that_carry_them(shipped: dict[str, Plan]) -> None:
    plan = shipped["ben-tre-ptbv"]
    seen = 0
    for carrier, rows in re.findall(r"(\d+)->([\d,\-]+)", BEN_TRE_INHERITS):
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", rows):
            for line in range(int(first), int(last or first) + 1):
                tasks = at(plan, line)
                assert tasks, line
                for task in tasks:
                    assert task.lead_basis == "inherited", line
                    assert task.lead_span is not None
                    assert task.lead_span.first_line == int(carrier), line
                    seen += 1
    assert seen > 120
    assert [(t.lead, t.lead_basis) for line in (300, 301, 302, 303) for t in at(plan, line)] == [((), "unknown")] * 4


@pytest.mark.parametrize(
    ("line", "code", "basis", "lead", "lead_lines"),
    [
        (418, "2.3", "inherited", "Sở Nông nghiệp và Phát triển nông thôn", [414, 414]),
        (425, "3.1", "inherited", "Sở Y tế", [421, 421]),
        (463, "4.4", "explicit", "Sở Lao động - Thương binh và Xã hội", [463, 463]),
        (497, "5.7.b", "explicit", "Ban Dân tộc tỉnh", [497, 497]),
        (527 - 1, "6.4.b", "inherited", "Sở Tài nguyên và Môi trường", [527, 527]),
        (513, "6.2", "assigned", "Sở Xây dựng", [329, 329]),
        (519, "6.3.b", "assigned", "Sở Nông nghiệp và Phát triển nông thôn", [320, 320]),
        (520, "6.3.c", "assigned", "Ban Quản lý Khu kinh tế tỉnh", [337, 337]),
        (553, "8.2.đ", "explicit", "Sở Nông nghiệp và Phát triển nông thôn", [553, 553]),
        (560, "8.5", "explicit", "Sở Lao động - Thương binh và Xã hội", [560, 560]),
        (577, "8.10", "explicit", "Ngân hàng Nhà nước Chi nhánh tỉnh Kiên Giang", [577, 577]),
        (621, "11.7", "explicit", "Sở Xây dựng", [621, 621]),
        (649, "12.7", "explicit", "Sở Tài chính", [649, 649]),
        (715, "16.2.a", "assigned", "Sở Lao động - Thương binh và Xã hội", [312, 312]),
        (726, "16.5.a", "assigned", "Thanh tra tỉnh", [338, 338]),
        (730, "16.6.a", "assigned", "Sở Y tế", [316, 316]),
        (738, "16.7.b", "explicit", "Hội đồng nhân dân tỉnh", [738, 738]),
    ],
)
def test_damaged_rows_of_kien_giang(
    shipped: dict[str, Plan], line: int, code: str, basis: str, lead: str, lead_lines: list[int]
) -> None:
    task = at(shipped["kien-giang-ptbv"], line)[-1]
    assert (task.full_code, task.lead_basis, [m.canonical for m in task.lead]) == (code, basis, [lead])
    assert task.lead_span is not None
    assert task.lead_span.lines == lead_lines


def test_stacked_blocks_of_kien_giang_go_to_their_own_tasks(shipped: dict[str, Plan]) -> None:
    plan = shipped["kien-giang-ptbv"]
    first = {}
    for task in plan.tasks:
        first.setdefault(task.full_code, (task.lead[0].canonical if task.lead else "", task.lead_basis))
    assert first["8.4"] == ("Sở Công Thương", "inherited")
    assert [first[code] for code in ("9.3.a", "9.3.b", "9.4")] == [
        ("Ngân hàng Nhà nước Chi nhánh tỉnh Kiên Giang", "explicit"),
        ("Sở Công Thương", "explicit"),
        ("Sở Khoa học và Công nghệ", "explicit"),
    ]
    assert [first[code] for code in ("6.1.a", "6.1.b", "6.1.c")] == [
        ("Sở Xây dựng", "explicit"),
        ("Sở Nông nghiệp và Phát triển nông thôn", "assigned"),
        ("Sở Tài chính", "inherited"),
    ]
    assert [first[code] for code in ("12.2.b", "12.3.a", "12.3.b")] == [
        ("Sở Công Thương", "inherited"),
        ("Sở Nông nghiệp và Phát triển nông thôn", "explicit"),
        ("Sở Công Thương", "assigned"),
    ]


def test_contradictions_inside_kien_giang_are_shown(shipped: dict[str, Plan]) -> None:
    conflicts = {
        (task.full_code, task.span.first_line): [c.as_written for c in task.conflicts]
        for task in shipped["kien-giang-ptbv"].tasks
        if task.conflicts
    }
    assert conflicts == {
        ("5.5", 489): ["Sở Nội vụ"],
        ("8.1", 544): ["Sở Công Thương"],
        ("13.1.b", 655): ["Sở Tài nguyên và Môi trường"],
    }


def test_headings_of_kien_giang(shipped: dict[str, Plan]) -> None:
    targets = {target.code: target for target in shipped["kien-giang-ptbv"].targets}
    assert [m.canonical for m in targets["3.4"].lead] == ["Sở Y tế"]
    assert targets["4.4"].text.startswith("Đến năm 2030, tăng đáng kể số lao động")
    assert targets["14.4"].span.lines == [677, 681]
    assert {t.priority for t in targets.values()} == {"MTUT", "MTKK"}
    assert "10.5" not in targets
    assert "17.1" not in targets


def test_each_row_of_an_giang_and_dak_nong_states_its_own_lead(shipped: dict[str, Plan]) -> None:
    for plan_id in ("an-giang-ptbv", "dak-nong-ptbv"):
        tasks = [t for t in shipped[plan_id].tasks if t.target_code]
        assert {t.lead_basis for t in tasks} == {"explicit"}
        assert {len(t.lead) for t in tasks} == {1}
        assert all(t.lead_span is not None and t.lead_span.first_line >= t.span.last_line for t in tasks)
    numbers = {t.code: t.number for t in shipped["an-giang-ptbv"].targets if t.number}
    assert numbers == {f"8.{n}": f"8.{n + 1}" for n in range(2, 10)}
    dak_nong = shipped["dak-nong-ptbv"]
    assert [t.full_code for t in at(dak_nong, 696)] == ["7"]
    assert [t.duplicate_of for t in at(dak_nong, 1163)] == ["12.6"]
    assert at(dak_nong, 505) == []


def test_the_green_growth_plan_states_every_lead_and_restarts_its_letters(shipped: dict[str, Plan]) -> None:
    plan = shipped["ben-tre-ttx"]
    tasks = [t for t in plan.tasks if t.target_code]
    assert {t.lead_basis for t in tasks} == {"explicit"}
    assert len({t.full_code for t in tasks}) == len(tasks)
    assert [t.full_code for t in tasks][:7] == [f"1.1.1.{c}" for c in "abcdđe"] + ["1.1.2.a"]
    assert not [t for t in tasks if t.full_code.startswith("7.")]
    fourteen = next(t for t in tasks if t.full_code == "14.4")
    assert fourteen.span.lines == [1870, 1903]
    assert fourteen.period == "2024 - 2027"


def test_every_record_points_into_its_plan_and_holds_its_own_words(shipped: dict[str, Plan], documents: Path) -> None:
    for plan in shipped.values():
        source = (documents / f"{plan.info.plan_id}.txt").read_bytes().decode("utf-8")
        records: list[Task | Target] = [*plan.tasks, *plan.targets]
        for record in records:
            quoted = source[record.span.start : record.span.end]
            assert quoted == quoted.strip() != ""
            numbers = re.findall(r"\d+", record.text)
            assert not [n for n in numbers if n not in quoted], record.full_code
            assert source.count("\n", 0, record.span.start) + 1 == record.span.first_line


# ── every layout, written and read back ─────────────────────────────────────────────────────────────────────────

STYLES = {
    "tsv, merged cells in the first row": Style("tsv", N4, per_task=True, merged="first", page=7),
    "tsv, merged cells in the last row": Style("tsv", N4, per_task=True, merged="last"),
    "tsv, repeated cells without numbers": Style("tsv", B3, per_task=True),
    "tsv, lists and headings in one cell": Style(
        "tsv", N4, bullets="<li>", joined=True, heading="<b>MTCT {code}:</b> {text}"
    ),
    "tsv, labelled": Style("tsv", A2, bullets="<br>", list_mark=", "),
    "pipes, unclosed lists": Style("pipes", A2, bullets="<ul>", joined=True, page=5, list_mark=", "),
    "pipes, labels in one run": Style("pipes", A3, labels="run", page=9),
    "pipes, columns with dates": Style("pipes", N6, bullets="<li>"),
    "pipes, other titles": Style(
        "pipes",
        N4,
        titles={
            "number": "TT",
            "body": "Nhiệm vụ chủ yếu",
            "lead": "Đơn vị chủ trì",
            "coordinating": "Đơn vị phối hợp",
        },
    ),
    "cells, labelled lists": Style("cells", A3, labels="list", heading="Mục tiêu {code}:\xa0{text}"),
    "cells, agency labels": Style("cells", A2, labels="agency", list_mark=", "),
    "cells, four columns": Style("cells", N4, per_task=True, merged="first", page=11),
    "grid": Style("grid", N4, page=10),
    "grid with dates": Style("grid", N6, per_task=True),
    "bare numbers": Style("tsv", N4, heading="{text}", goal_heading="{text}"),
    "bare numbers with dots": Style("cells", N4, heading="{text}", goal_heading="{text}", number="{code}."),
    "numbers before the text": Style("pipes", A2, heading="{code}. {text}", goal_heading="{code}. {text}"),
    "SDG": Style("pipes", N4, heading="SDG {code}: {text}"),
    "Chỉ tiêu": Style("tsv", A3, heading="Chỉ tiêu {code}: {text}"),
    "Mục tiêu cụ thể": Style(
        "cells", A3, heading="Mục tiêu cụ thể {code}. {text}", goal_heading="MỤC TIÊU {code}. {text}"
    ),
}


@pytest.mark.parametrize("plan_id", sorted(GOALS))
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_plan_in_another_layout_parses_to_equal_records(shipped: dict[str, Plan], plan_id: str, style: Style) -> None:
    plan = part_of(shipped[plan_id], GOALS[plan_id])
    assert signature(same_kind(plan, render(plan, style, PREAMBLE))) == signature(plan)


# ── folders ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_without_plans_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"không có kế hoạch nào"):
        load_plans(tmp_path)
    with pytest.raises(CorpusError, match="không có thư mục"):
        load_plans(tmp_path / "khong-co")


def test_a_plan_without_a_catalog_and_without_tables_is_read(tmp_path: Path) -> None:
    (tmp_path / "tra-vinh.txt").write_text("KẾ HOẠCH\nI. MỤC TIÊU\n- Một việc\n", encoding="utf-8")
    (plan,) = load_plans(tmp_path)
    assert plan.info.plan_id == "tra-vinh"
    assert plan.tasks == ()
    assert plan.sections
