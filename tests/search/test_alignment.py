"""Lining up the targets of several plans."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from corpus.errors import CorpusError, ErratumError, IndexDamaged, IndexTooNew
from corpus.parsing import load_plans
from corpus.records import Plan, Target
from search.comparison.aligned import Alignment
from search.comparison.alignment import align
from search.comparison.national import NationalPlan, load_national_plan, named_codes, without_names
from search.comparison.overrides import Override, load_overrides, parse_overrides
from tests.timing import assert_within

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
GOLD = Path(__file__).parents[2] / ".." / "shared" / "gold"
AG, BT, DN, KG = "an-giang-ptbv", "ben-tre-ptbv", "dak-nong-ptbv", "kien-giang-ptbv"
TTX = "ben-tre-ttx"
NO_ANCHORS = NationalPlan((), ())

Pairs = set[frozenset[tuple[str, str]]]


@cache
def _plans() -> tuple[Plan, ...]:
    return load_plans(DOCUMENTS)


def _sdg() -> list[Plan]:
    return [plan for plan in _plans() if plan.info.kind == "sdg"]


@cache
def _alignment() -> Alignment:
    return align(_plans())


def _pairs(alignment: Alignment) -> Pairs:
    return {
        frozenset((left, right))
        for row in alignment.rows
        for left in row.refs
        for right in row.refs
        if left[0] < right[0]
    }


def _f1(found: Pairs, wanted: Pairs) -> float:
    return 2 * len(found & wanted) / (len(found) + len(wanted))


def test_every_target_stands_in_exactly_one_row() -> None:
    refs = [ref for row in _alignment().rows for ref in row.refs]
    targets = {(t.plan_id, t.full_code) for plan in _sdg() for t in plan.targets if t.level == "target"}
    assert len(refs) == len(set(refs)) == 413
    assert set(refs) == targets


# Read by eye: codes that differ though the targets correspond, and the same code for another target.
CORRESPONDING = [
    ({AG: "4.6", BT: "4.5", DN: "4.6", KG: "4.6"}, "4.6"),
    ({AG: "5.6", BT: "5.7", DN: "5.5", KG: "5.7"}, "5.7"),
    ({AG: "8.2", BT: "8.3", DN: "8.3", KG: "8.3"}, "8.3"),
    ({AG: "10.4", BT: "10.6", DN: "10.5", KG: "10.6"}, "10.6"),
    ({AG: "14.3", DN: "14.3", KG: "15.3"}, "15.3"),
    ({AG: "14.6", BT: "15.3", KG: "15.6"}, "15.6"),
    ({BT: "16.8", DN: "15.8", KG: "16.8"}, "16.8"),
    ({AG: "15.8", BT: "16.9", KG: "16.9"}, "16.9"),
    ({BT: "8.1", DN: "8.1", KG: "8.1"}, "8.1"),
    ({BT: "12.7", DN: "12.6", KG: "12.7"}, "12.7"),
    ({AG: "16.1", BT: "17.2", DN: "16.1", KG: "17.2"}, "17.2"),
    ({AG: "2.5", BT: "2.5"}, "2.5"),
]


@pytest.mark.parametrize(("members", "national"), CORRESPONDING)
def test_renumbered_targets_are_lined_up_by_what_they_say(members: dict[str, str], national: str) -> None:
    plan_id, code = next(iter(members.items()))
    row = _alignment().row_of(plan_id, code)
    assert row is not None
    assert dict(row.members) == {plan: (code,) for plan, code in members.items()}
    assert row.national_codes == (national,)


def test_what_one_plan_writes_as_one_target_joins_two_of_another() -> None:
    row = _alignment().row_of(AG, "5.1")
    assert row is not None
    assert dict(row.members) == {AG: ("5.1",), BT: ("5.1", "5.2"), DN: ("5.1",), KG: ("5.1", "5.2")}
    assert row.relation == "split_or_merged"
    assert row.national_codes == ("5.1", "5.2")


def test_a_clause_taken_over_from_another_target_does_not_join_it() -> None:
    row = _alignment().row_of(BT, "5.4")
    assert row is not None
    assert DN not in row.members


def test_a_plan_that_says_it_merged_two_national_targets_is_believed() -> None:
    row = _alignment().row_of(KG, "11.9")
    assert row is not None
    assert row.members[BT] == ("11.10",)
    assert row.relation == "split_or_merged"
    assert "11.9, 11.10" in row.notes[0]


@pytest.mark.parametrize(
    ("plan_id", "code", "relation"),
    [(BT, "12.6", "only_here"), (KG, "17.4", "only_here"), (BT, "12.3", "partial"), (BT, "3.4", "same")],
)
def test_relations(plan_id: str, code: str, relation: str) -> None:
    row = _alignment().row_of(plan_id, code)
    assert row is not None
    assert row.relation == relation


def test_goals_without_the_sea_are_shifted() -> None:
    by_code = {goal.national_code: dict(goal.members) for goal in _alignment().goals}
    assert by_code["14"] == {BT: "14", KG: "14"}
    assert by_code["15"] == {AG: "14", BT: "15", DN: "14", KG: "15"}
    assert by_code["17"] == {AG: "16", BT: "17", DN: "16", KG: "17"}
    assert by_code["7"] == {AG: "7", BT: "7", DN: "7", KG: "7"}
    assert len(by_code) == 17


def test_each_pair_carries_its_evidence() -> None:
    row = _alignment().row_of(AG, "2.3")
    assert row is not None
    pair = next(p for p in row.pairs if {p.left[0], p.right[0]} == {AG, BT})
    assert pair.lexical == 1.0
    assert pair.numbers == ("1.5 lần",)
    assert "lao động" in " ".join(pair.shared)
    assert pair.dense is None


def test_the_alignment_is_the_same_after_a_round_through_json() -> None:
    data = json.loads(json.dumps(_alignment().to_json()))
    assert Alignment.from_json(data) == _alignment()


def test_a_damaged_or_newer_alignment_is_refused() -> None:
    with pytest.raises(IndexDamaged, match="hỏng"):
        Alignment.from_json({"format": 1, "plans": []})
    with pytest.raises(IndexDamaged):
        Alignment.from_json([])
    with pytest.raises(IndexTooNew):
        Alignment.from_json({"format": 99})


def test_the_order_of_the_plans_does_not_matter() -> None:
    assert _pairs(align(_plans()[::-1])) == _pairs(_alignment())


def test_texts_alone_align_without_the_national_plan() -> None:
    assert _f1(_pairs(align(_sdg(), national=NO_ANCHORS)), _pairs(_alignment())) >= 0.99


@pytest.mark.parametrize("left_out", [AG, BT, DN, KG])
def test_leaving_a_plan_out_changes_nothing_for_the_others(left_out: str) -> None:
    rest = align([plan for plan in _sdg() if plan.info.plan_id != left_out])
    wanted = {pair for pair in _pairs(_alignment()) if all(plan_id != left_out for plan_id, _ in pair)}
    assert _f1(_pairs(rest), wanted) >= 0.99


def test_vectors_are_evidence_and_may_be_missing_for_some() -> None:
    vectors = {(AG, "6.1"): [1.0, 0.0], (BT, "6.1"): [1.0, 0.0], (BT, "6.2"): [0.0, 1.0]}
    aligned = align(_sdg(), vectors)
    row = aligned.row_of(AG, "6.1")
    assert row is not None
    assert row.members[BT] == ("6.1",)
    assert next(p for p in row.pairs if {p.left[0], p.right[0]} == {AG, BT}).dense == 1.0
    assert _pairs(aligned) == _pairs(_alignment())


def test_alignment_takes_seconds() -> None:
    plans = _plans()
    assert_within(5, lambda: align(plans))


def test_nothing_to_align() -> None:
    assert align([]).rows == ()
    assert align([plan for plan in _plans() if plan.info.plan_id == TTX]).rows == ()


def test_one_plan_alone() -> None:
    aligned = align([plan for plan in _sdg() if plan.info.plan_id == DN])
    assert {row.relation for row in aligned.rows} == {"only_here"}
    assert len(aligned.rows) == 95


# --- the green-growth plan ------------------------------------------------------------------------------------------

RELATED = [
    ("task", "18.1", "8.9"),
    ("task", "16.2", "14.4"),
    ("task", "13.5", "15.2"),
    ("task", "14.8", "6.3"),
    ("task", "15.4", "6.1"),
    ("task", "2.2.1", "12.8"),
    ("task", "13.1", "2.4"),
    ("indicator", "19", "6.3"),
    ("indicator", "21", "11.2"),
]


@pytest.mark.parametrize(("level", "code", "target"), RELATED)
def test_green_growth_is_linked_to_the_targets_it_serves(level: str, code: str, target: str) -> None:
    links = [link for row in _alignment().rows for link in row.related if (link.level, link.code) == (level, code)]
    best = max(links, key=lambda link: link.score)
    assert best.target == (BT, target)
    assert best.plan_id == TTX
    assert best.shared


# --- a sixth plan ---------------------------------------------------------------------------------------------------

SYNONYMS = [
    ("đảm bảo", "bảo đảm"),
    ("bảo đảm", "giữ vững"),
    ("tất cả mọi người", "toàn thể người dân"),
    ("tăng cường", "đẩy mạnh"),
    ("giảm đáng kể", "hạ thấp rõ rệt"),
    ("phụ nữ", "nữ giới"),
    ("trẻ em", "thiếu nhi"),
    ("nâng cao", "cải thiện"),
    ("phát triển", "mở mang"),
    ("người nghèo", "hộ nghèo"),
    ("xây dựng", "thiết lập"),
    ("khuyến khích", "động viên"),
    ("thực hiện", "triển khai"),
    ("bao gồm cả", "kể cả"),
    ("hiệu quả", "hữu hiệu"),
    ("bền vững", "lâu dài"),
    ("người dân", "nhân dân"),
    ("ngăn chặn", "chặn đứng"),
    ("suy thoái", "xuống cấp"),
    ("bảo vệ", "giữ gìn"),
    ("doanh nghiệp", "công ty"),
    ("chấm dứt", "kết thúc"),
    ("kiểm soát", "khống chế"),
    ("thúc đẩy", "đẩy nhanh"),
    ("đặc biệt", "nhất là"),
    ("Đến năm 2030,", "Trước khi hết năm 2030"),
]
FILLERS = "toàn tỉnh chủ động trọng tâm đồng bộ quyết liệt kịp thời".split()


def _paraphrased(text: str, chance: random.Random, dropped: float) -> str:
    for said, other in SYNONYMS:
        if chance.random() < 0.8:
            text = text.replace(said, other)
    clauses = re.split(r"(?<=[;,])\s", text)
    chance.shuffle(clauses)
    words = [word for word in " ".join(clauses).split() if chance.random() >= dropped]
    return " ".join(chance.choice(FILLERS) if chance.random() < 0.05 else word for word in words) or text


def _sixth(base: Plan, seed: int, dropped: float) -> tuple[Plan, dict[str, list[str]]]:
    """Make a plan of another one: goals and targets renumbered, three dropped, two merged, everything reworded."""
    chance = random.Random(seed)
    targets = list(base.targets)
    gone = set(chance.sample(range(len(targets)), 3))
    merged = chance.choice(
        [
            at
            for at in range(len(targets) - 1)
            if {at, at + 1}.isdisjoint(gone) and targets[at].goal == targets[at + 1].goal
        ]
    )
    goals = {goal.code: str(number + 3) for number, goal in enumerate(base.goals)}
    made: list[Target] = []
    origins: dict[str, list[str]] = {}
    for at, target in enumerate(targets):
        if at in gone or at == merged + 1:
            continue
        sources = [target, targets[at + 1]] if at == merged else [target]
        goal = goals[target.goal]
        code = f"{goal}.{sum(t.goal == goal for t in made) + 1}"
        text = "; ".join(_paraphrased(source.text.rstrip(" ."), chance, dropped) for source in sources)
        made.append(replace(target, plan_id="sixth", code=code, full_code=code, goal=goal, text=text))
        origins[code] = [source.full_code for source in sources]
    named = tuple(
        replace(goal, plan_id="sixth", code=goals[goal.code], text=_paraphrased(goal.text, chance, dropped))
        for goal in base.goals
    )
    info = replace(base.info, plan_id="sixth", province="long-an")
    return replace(base, info=info, goals=named, targets=tuple(made), tasks=(), indicators=()), origins


@pytest.mark.parametrize(("base_id", "seed"), [(DN, 1), (KG, 2), (AG, 3), (BT, 4)])
@pytest.mark.parametrize("dropped", [0.0, 0.2])
def test_an_unseen_sixth_plan_aligns(base_id: str, seed: int, dropped: float) -> None:
    base = next(plan for plan in _sdg() if plan.info.plan_id == base_id)
    sixth, origins = _sixth(base, seed, dropped)
    # The plan it was made of is not there to help.
    aligned = align([*(plan for plan in _sdg() if plan is not base), sixth])
    found = {(code, ref) for code in origins for ref in _mates(aligned, "sixth", code)}
    wanted = {
        (code, ref)
        for code, sources in origins.items()
        for source in sources
        for ref in _mates(_alignment(), base_id, source)
    }
    assert 2 * len(found & wanted) / (len(found) + len(wanted)) >= 0.95


def _mates(alignment: Alignment, plan_id: str, code: str) -> list[tuple[str, str]]:
    row = alignment.row_of(plan_id, code)
    assert row is not None
    return [ref for ref in row.refs if ref[0] != plan_id]


def test_a_target_that_no_other_plan_has_stays_alone() -> None:
    base = next(plan for plan in _sdg() if plan.info.plan_id == DN)
    own = replace(
        base.targets[0],
        code="1.9",
        full_code="1.9",
        text="Trồng 5 triệu cây cà phê ghép cao sản thay giống già cỗi ở các nông trường",
    )
    aligned = align([*(p for p in _sdg() if p is not base), replace(base, targets=(*base.targets, own))])
    row = aligned.row_of(DN, "1.9")
    assert row is not None
    assert row.relation == "only_here"
    assert row.national_codes == ()


# --- corrections ----------------------------------------------------------------------------------------------------


def test_no_correction_is_needed_and_the_table_can_be_read() -> None:
    assert load_overrides() == ()


def test_a_correction_parts_and_joins() -> None:
    apart = Override("part", (BT, "biết đọc, viết"), (DN, "biết đọc, viết"), "thử")
    joined = Override("join", (BT, "quản lý chi NSNN chặt chẽ"), (KG, "mua sắm công bền vững"), "cùng nói về chi công")
    aligned = align(_sdg(), overrides=[apart, joined])
    row = aligned.row_of(BT, "4.5")
    assert row is not None
    assert DN not in row.members
    row = aligned.row_of(BT, "12.6")
    assert row is not None
    assert row.members[KG] == ("12.7",)
    assert "cùng nói về chi công" in {pair.by for pair in row.pairs}
    assert len([ref for r in aligned.rows for ref in r.refs]) == 413


def test_a_correction_whose_words_are_gone_fails_loudly() -> None:
    lost = Override("join", (BT, "không có đoạn này"), (KG, "mua sắm công"), "thử")
    with pytest.raises(ErratumError, match="không có đoạn này"):
        align(_sdg(), overrides=[lost])


def test_a_correction_for_a_plan_that_is_not_here_waits() -> None:
    waiting = Override("join", ("long-an-ptbv", "x"), (KG, "y"), "thử")
    assert _pairs(align(_sdg(), overrides=[waiting])) == _pairs(_alignment())


@pytest.mark.parametrize(
    "text", ["[[override]]\naction = 'join'", "[[override]]\naction = 'x'", "overr=", "override=1"]
)
def test_a_wrong_table_of_corrections_is_refused(text: str) -> None:
    with pytest.raises(CorpusError, match=r"alignment_overrides\.toml"):
        parse_overrides(text)


# --- the national plan ----------------------------------------------------------------------------------------------


def test_the_anchors_have_a_source_and_no_code_twice() -> None:
    plan = load_national_plan()
    assert len(plan.goals) == 17
    codes = [anchor.code for anchor in plan.targets]
    assert len(codes) == len(set(codes)) == 113
    assert all(anchor.source.startswith("622/QĐ-TTg; ") and anchor.text and anchor.title for anchor in plan.targets)


def test_codes_a_target_names_itself() -> None:
    text = "nâng cao dân chủ (Mục tiêu 11.9 và 11.10 của QĐ 622)."
    assert list(named_codes(text)) == ["11.9", "11.10"]
    assert without_names(text) == "nâng cao dân chủ (" + " " * 33 + ")."
    assert list(named_codes("Mục tiêu 11.9: phát triển")) == []


# --- the development gold -------------------------------------------------------------------------------------------


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold set is not here")
def test_the_gold_rows_align() -> None:
    found: Pairs = set()
    wanted: Pairs = set()
    for line in (GOLD / "alignment.jsonl").read_text(encoding="utf-8").splitlines():
        members = json.loads(line)["members"]
        refs = {(plan_id, code) for plan_id, codes in members.items() for code in codes}
        if any(code.startswith("Mục tiêu") for _, code in refs):
            continue
        wanted |= {frozenset((a, b)) for a in refs for b in refs if a[0] < b[0]}
        found |= {pair for pair in _pairs(_alignment()) if pair & refs}
    assert len(wanted) > 150
    assert _f1(found, wanted) >= 0.97


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold set is not here")
def test_the_gold_goals_align() -> None:
    goals = [dict(goal.members) for goal in _alignment().goals]
    for line in (GOLD / "goals.jsonl").read_text(encoding="utf-8").splitlines():
        members = {plan: codes[0].split()[-1] for plan, codes in json.loads(line)["members"].items() if codes}
        assert members in goals
