"""Project lists: the green-growth appendix, and lists with other columns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.layouts import find_tables
from corpus.listing import appendix_code
from corpus.projects import ProjectReading, is_project_table, parse_projects, read_project_table
from corpus.reading import document_from_text, read_document

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "targets.jsonl"


@pytest.fixture(scope="module")
def shipped() -> ProjectReading:
    document = read_document(ROOT / "corpus" / "documents" / "ben-tre-ttx.txt")
    tables = [table for table in find_tables(document) if is_project_table(table, document)]
    assert len(tables) == 1
    return read_project_table(document, tables[0], "ben-tre-ttx")


def test_numbers_restart_in_every_group(shipped: ProjectReading) -> None:
    assert len(shipped.projects) == 37
    assert [group.full_code for group in shipped.groups] == [f"PL2.{n}" for n in ("I", "II", "III", "IV", "V", "VI")]
    sizes = [sum(p.field == group.text for p in shipped.projects) for group in shipped.groups]
    assert sizes == [7, 8, 11, 3, 5, 3]
    assert len({project.full_code for project in shipped.projects}) == 37
    assert not shipped.leftovers
    project = next(p for p in shipped.projects if p.full_code == "PL2.II.5")
    assert (project.code, project.location) == ("5", "Các huyện, thành phố")
    assert project.field == "Thủy lợi, đê điều và phòng chống thiên tai, ứng phó với biến đổi khí hậu"


@pytest.mark.skipif(not GOLD.exists(), reason="the development gold is not part of the project")
def test_the_development_gold(shipped: ProjectReading) -> None:
    found = {p.full_code: (p.code, p.name, p.span.lines) for p in shipped.projects}
    found.update({g.full_code: (g.code, g.text, g.span.lines) for g in shipped.groups})
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["level"] in ("project", "project_group")]
    assert rows
    for row in rows:
        assert found[row["full_code"]] == (row["code"], row["text"], row["lines"])


ROWS = [
    ["TT", "Danh mục dự án", "Địa điểm", "Quy mô", "Chủ đầu tư"],
    ["A", "Giao thông", "", "", ""],
    ["1", "Nâng cấp đường tỉnh 885", "Huyện Ba Tri", "12 km", "Sở GTVT"],
    ["", "đoạn qua thị trấn", "", "", ""],
    ["2", "Cầu An Hóa", "Huyện Châu Thành", "", ""],
    ["B", "Thủy lợi", "", "", ""],
    ["1", "Kè sông", "Huyện Bình Đại", "", ""],
]


@pytest.mark.parametrize("layout", ["tsv", "pipes", "cells"])
def test_other_columns_and_layouts(layout: str) -> None:
    if layout == "tsv":
        body = "\n".join("\t".join(row) for row in ROWS)
    elif layout == "pipes":
        lines = ["| " + " | ".join(row) + " |" for row in ROWS]
        body = "\n".join([lines[0], "|---|---|---|---|---|", *lines[1:]])
    else:
        body = "\n\n".join("\n".join("\t" + (cell or "\xa0") for cell in row) for row in ROWS)
    document = document_from_text("x", f"PHỤ LỤC III\nDanh mục\n{body}\n")
    table = next(table for table in find_tables(document) if is_project_table(table, document))
    assert appendix_code(document, table) == "PLIII"
    projects = parse_projects(document, table, "x")
    assert [(p.full_code, p.name, p.location, p.field) for p in projects] == [
        ("PLIII.A.1", "Nâng cấp đường tỉnh 885 đoạn qua thị trấn", "Huyện Ba Tri", "Giao thông"),
        ("PLIII.A.2", "Cầu An Hóa", "Huyện Châu Thành", "Giao thông"),
        ("PLIII.B.1", "Kè sông", "Huyện Bình Đại", "Thủy lợi"),
    ]
    for project in projects:
        piece = document.source[project.span.start : project.span.end]
        assert project.name.split(" đoạn")[0] in piece


def test_a_task_table_that_speaks_of_projects_is_none() -> None:
    source = "STT\tNhiệm vụ, dự án\tĐịa điểm\tCơ quan chủ trì\n1\ta\tb\tc\n2\td\te\tf\n"
    document = document_from_text("x", source)
    for table in find_tables(document):
        assert not is_project_table(table, document)
        assert parse_projects(document, table, "x") == []
