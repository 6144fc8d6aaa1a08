"""What must hold of every table, whatever stands in it: bounded and quick; `make fuzz` goes further."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import random
import re
import unicodedata
from collections import Counter, deque
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
import corpus.layouts
from benchmarks.fuzz import cases, failure
from corpus.agencies import load_registry
from corpus.layouts import find_tables
from corpus.parsing import load_plans
from corpus.reading import document_from_text, read_document
from corpus.records import Plan
from tests.corpus.rendering import PREAMBLE, Style, parsed, part_of, render, same_kind, signature
from tests.timing import cpu_seconds, limit

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
N4 = ("number", "body", "lead", "coordinating")
A2 = ("body", "assigned")
LAYOUTS = {
    "tsv": Style("tsv", N4, per_task=True, merged="first"),
    "pipes": Style("pipes", A2, bullets="<li>"),
    "cells": Style("cells", A2),
    "grid": Style("grid", N4, per_task=True),
}

# Words that open tasks in the plans, so that what is drawn reads like one.
WORDS = st.sampled_from(
    "Rà soát|Tăng cường|Xây dựng|nước sạch|nông thôn|đạt 95%|đến năm 2030|1,5 lần|45/100.000|<3%|(MTUT)|vệ sinh".split(
        "|"
    )
)
TASK = st.lists(WORDS, min_size=2, max_size=7).map(lambda words: f"Tăng cường {' '.join(words)} số")
BODIES = st.sampled_from(["Sở Y tế", "Sở Nội vụ", "Sở Tư pháp", "Công an tỉnh", "Sở Văn hóa, Thể thao và Du lịch"])


@st.composite
def drawn(draw: st.DrawFn) -> Plan:
    """Draw a plan of one goal, parsed from a plain form of it; texts are numbered, so that none stands twice."""
    lines = ["STT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp", "\tMục tiêu 6: Nước\t\t"]
    number = 0
    for target in range(1, draw(st.integers(1, 4)) + 1):
        lines.append(f"{target}\tMục tiêu 6.{target}: Đến năm 2030, việc {target}\t\t")
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            lines.append(f"-\t{draw(TASK)} {number}\t{draw(BODIES)}\tUBND các huyện, thành phố")
    return part_of(parsed(PREAMBLE + "\n".join(lines)), ("6",))


@pytest.fixture(scope="module")
def shipped() -> dict[str, Plan]:
    folder = Path(__file__).resolve().parents[2] / "corpus" / "documents"
    return {plan.info.plan_id: plan for plan in load_plans(folder)}


@pytest.mark.parametrize("style", LAYOUTS.values(), ids=LAYOUTS)
@given(plan=drawn())
@QUICK
def test_what_is_written_in_a_layout_is_read_from_it(style: Style, plan: Plan) -> None:
    assert signature(same_kind(plan, render(plan, style, PREAMBLE))) == signature(plan)


@pytest.mark.parametrize("container", ["tsv", "pipes", "cells", "grid"])
@given(
    rows=st.lists(
        st.lists(st.text("aĐộ1- ", min_size=1, max_size=9).map(lambda t: f"x{t}y"), min_size=3, max_size=3),
        min_size=2,
        max_size=8,
    )
)
@QUICK
def test_rows_in_are_rows_out(container: str, rows: list[list[str]]) -> None:
    titles = ["Nhiệm vụ", "Cơ quan chủ trì", "Sản phẩm"]
    # Equal neighbours of a grid are one merged cell.
    rows = [[f"{mark}{cell}" for mark, cell in zip("uvw", row, strict=True)] for row in rows]
    if container == "tsv":
        text = "\n".join("\t".join(row) for row in [titles, *rows])
    elif container == "pipes":
        lines = [f"| {' | '.join(row)} |" for row in [titles, *rows]]
        text = "\n".join([lines[0], "|---|---|---|", *lines[1:]])
    else:
        copies = [3, 2, 2] if container == "grid" else [1, 1, 1]
        written = [[cell for cell, n in zip(row, copies, strict=True) for _ in range(n)] for row in [titles, *rows]]
        text = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in written)
    document = document_from_text("x", text)
    (table,) = find_tables(document)
    assert [list(row.texts(document)) for row in table.rows] == [[" ".join(c.split()) for c in row] for row in rows]
    position = 0
    for row in table.rows:
        assert position <= row.span.start <= row.span.end <= len(text)
        for cell in row.cells:
            assert position <= cell.start <= cell.end <= row.span.end
            position = cell.end


@pytest.mark.parametrize("style", LAYOUTS.values(), ids=LAYOUTS)
@given(plan=drawn())
@QUICK
def test_every_number_of_a_record_stands_in_its_span(style: Style, plan: Plan) -> None:
    text = render(plan, style, PREAMBLE)
    for record in (*(read := same_kind(plan, text)).targets, *read.tasks):
        quoted = text[record.span.start : record.span.end]
        assert not [n for n in re.findall(r"\d+", record.text) if n not in quoted]


@pytest.mark.parametrize("style", LAYOUTS.values(), ids=LAYOUTS)
@given(plan=drawn())
@QUICK
def test_decomposed_text_and_other_line_ends_change_no_record(style: Style, plan: Plan) -> None:
    text = render(plan, style, PREAMBLE)
    assert signature(same_kind(plan, unicodedata.normalize("NFD", text))) == signature(plan)
    assert signature(same_kind(plan, text.replace("\n", "\r\n"))) == signature(plan)


@given(plan=drawn(), page=st.integers(1, 6), container=st.sampled_from(sorted(LAYOUTS)))
@QUICK
def test_page_headers_change_no_record(plan: Plan, page: int, container: str) -> None:
    style = LAYOUTS[container]
    paged = Style(container, style.columns, per_task=style.per_task, bullets=style.bullets, page=page)
    assert signature(same_kind(plan, render(plan, paged, PREAMBLE))) == signature(plan)


@given(plan=drawn(), at=st.integers(0, 10_000))
@QUICK
def test_a_cell_cut_by_a_page_is_put_together(plan: Plan, at: int) -> None:
    """The rest of a sentence on the next page goes on with it where it begins with a small letter."""
    task = plan.tasks[at % len(plan.tasks)]
    places = [m.start() for m in re.finditer(r" (?=[a-zđ])", task.text)]
    place = places[at % len(places)]
    lines = render(plan, LAYOUTS["tsv"], PREAMBLE).split("\n")
    header = next(line for line in lines if line.startswith("STT"))
    row = next(i for i, line in enumerate(lines) if task.text in line)
    head, rest = lines[row].replace(task.text, task.text[:place]), f"\t{task.text[place + 1 :]}\t\t"
    cut = "\n".join([*lines[:row], head, "", header, rest, *lines[row + 1 :]])
    assert signature(same_kind(plan, cut)) == signature(plan)


def test_the_order_of_goals_changes_no_record(shipped: dict[str, Plan]) -> None:
    plan = part_of(shipped["ben-tre-ptbv"], ("3", "5", "8"))
    expected = signature(plan)
    for seed in range(3):
        goals = list(plan.goals)
        random.Random(seed).shuffle(goals)
        shuffled = Plan(plan.info, tuple(goals), plan.targets, plan.tasks)
        for style in LAYOUTS.values():
            read = signature(same_kind(plan, render(shuffled, style, PREAMBLE)))
            assert {name: Counter(rows) for name, rows in read.items()} == {
                name: Counter(rows) for name, rows in expected.items()
            }


def test_the_name_of_the_province_changes_only_the_province(documents: Path, shipped: dict[str, Plan]) -> None:
    source = read_document(documents / "an-giang-ptbv.txt").source.replace("An Giang", "Trà Vinh")
    read = same_kind(shipped["an-giang-ptbv"], source)
    renamed = [t.text.replace("An Giang", "Trà Vinh") for t in shipped["an-giang-ptbv"].tasks]
    assert [t.text for t in read.tasks] == renamed
    assert [t.lead_basis for t in read.tasks] == [t.lead_basis for t in shipped["an-giang-ptbv"].tasks]


def test_the_shipped_plans_in_decomposed_text_give_equal_records(documents: Path, shipped: dict[str, Plan]) -> None:
    for plan_id in ("dak-nong-ptbv", "kien-giang-ptbv"):
        source = unicodedata.normalize("NFD", read_document(documents / f"{plan_id}.txt").source)
        assert signature(same_kind(shipped[plan_id], source)) == signature(shipped[plan_id])


def test_random_mutations_raise_only_named_errors_and_take_no_two_seconds(documents: Path) -> None:
    plans = {path.stem: read_document(path).source for path in documents.glob("*.txt")}
    registry = load_registry()
    failed = [(case.number, wrong) for case in cases(range(120), plans) if (wrong := failure(case, registry)[0])]
    assert failed == []


@pytest.mark.parametrize(
    "text", ["", "\n", "\t", "|", "| |\n|---|\n", "\t\n\t\n", "STT\tNhiệm vụ", "\ufeff", "Mục tiêu 6.1:"]
)
def test_nearly_nothing_is_a_plan_without_records(text: str) -> None:
    plan = parsed(text)
    assert (plan.targets, plan.tasks) == ((), ())


# ── regular expressions ─────────────────────────────────────────────────────────────────────────────────────────

UNITS = (
    *" \t\n\xa0aAđ1.-|<&();,I\"“*#[+%",
    "|-", "- ", " -", "1.", "1,", "<p ", "a ", "A ", "Sở ", "mục tiêu ", "chủ trì ", "phối hợp: ", "và ", ", ", "1 ",
    "năm ", "giai đoạn ", "Điều ", ":-", "--", "(1", "1/", "x.", "một ", "a.", " \t", "UBND ", "|---",
    "tiêu 1.1 ", "(mục tiêu ",
)  # fmt: skip
SIZE = 100_000
SMALL = 4_000


@functools.cache
def patterns() -> dict[str, tuple[re.Pattern[str], bool]]:
    """Return the compiled patterns of the parser's modules, and whether each is searched for or matched at a place."""
    names = [m.name for p in (corpus, corpus.layouts) for m in pkgutil.iter_modules(p.__path__, f"{p.__name__}.")]
    modules = {name: importlib.import_module(name) for name in names}
    sources = {name: Path(str(module.__file__)).read_text(encoding="utf-8") for name, module in modules.items()}
    found = {}
    for name, module in modules.items():
        several = {f"{k}[{n}]": p for k, v in vars(module).items() if isinstance(v, tuple) for n, p in enumerate(v)}
        for label, value in (vars(module) | several).items():
            if isinstance(value, re.Pattern):
                users = "\n".join(text for text in sources.values() if re.search(rf"\b{re.escape(label)}", text))
                searched = re.search(rf"\b{re.escape(label)}\.(?:finditer|search|sub|split|findall)\b", users)
                found[f"{name}.{label}"] = (value, searched is not None)
    return found


@pytest.mark.parametrize("name", sorted(patterns()))
def test_regular_expressions_are_linear(name: str) -> None:
    pattern, searched = patterns()[name]
    for unit in UNITS:
        for end in ("", "z"):
            # What is quadratic shows in a small input already, and would take minutes in a large one.
            assert seconds(pattern, searched, unit, end, SMALL) < limit(0.1), unit
    worst = max(UNITS, key=lambda unit: seconds(pattern, searched, unit, "z", SMALL))
    assert seconds(pattern, searched, worst, "z", SIZE) < limit(1.0), worst


def seconds(pattern: re.Pattern[str], searched: bool, unit: str, end: str, size: int) -> float:
    text = unit * (size // len(unit)) + end
    if searched:
        return cpu_seconds(lambda: deque(pattern.finditer(text), maxlen=0), enough=limit(0.1))
    return cpu_seconds(lambda: (pattern.match(text), pattern.fullmatch(text)), enough=limit(0.1))
