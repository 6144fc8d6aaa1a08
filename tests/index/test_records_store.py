"""`plans.sqlite`: what goes in comes out, other tools can read it, damage is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import IndexDamaged, IndexMissing, IndexTooNew, IndexUnwritable
from corpus.reading import document_from_text
from corpus.records import (
    AgencyMention,
    Assignment,
    Conflict,
    Definition,
    Goal,
    Indicator,
    Leftover,
    Plan,
    PlanInfo,
    Project,
    Section,
    Span,
    Target,
    Task,
)
from index.records_store import read_records
from index.records_writing import write_records

SOURCE = "Mục tiêu 6\nMTCT 6.1: nước sạch\n- cấp nước nông thôn\tSở NN&PTNT\n"
SPAN = Span(3, 3, 31, 64)
TARGET_SPAN = Span(2, 2, 11, 30)
RURAL = AgencyMention(
    "Sở NN&PTNT",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "so-nong-nghiep-va-phat-trien-nong-thon",
    "so",
    None,
)
PLAN = Plan(
    info=PlanInfo("x-ptbv", "ben-tre", "sdg", "Kế hoạch", "1/KH", notes=("số in trong văn bản",)),
    goals=(Goal("x-ptbv", "6", "6", "goal", "Nước", Span(1, 1, 0, 10)),),
    targets=(
        Target("x-ptbv", "6.1", "6.1", "target", "6", "nước sạch", "MTUT", TARGET_SPAN, (RURAL,), (), SPAN, "6.2"),
        Target("x-ptbv", "6.3", "6.3", "target", "6", "nước thải", None, TARGET_SPAN),
    ),
    tasks=(
        Task(
            "x-ptbv",
            "6.1",
            "6.1.task-1",
            "cấp nước nông thôn",
            (RURAL,),
            (AgencyMention("UBND các huyện", "UBND các huyện", "ubnd-cac-huyen", "collective", "cấp huyện"),),
            "explicit",
            SPAN,
            Span(3, 3, 52, 62),
            None,
            period="2018-2020",
            conflicts=(Conflict("lead", "Sở Xây dựng", (9, 9), "phụ lục ghi khác"),),
        ),
        Task("x-ptbv", "99.9", "99.9.task-1", "không có mục tiêu", (), (), "unknown", SPAN, None, None),
    ),
    indicators=(Indicator("x-ptbv", "6.1", "1", "Tỷ lệ", "%", {"2025": "> 90", "2020": "85"}, (RURAL,), SPAN),),
    projects=(Project("x-ptbv", "1", "1", "Nước", "Nhà máy", "Ba Tri", SPAN),),
    definitions=(Definition("x-ptbv", "TTX", "tăng trưởng xanh", SPAN),),
    sections=(Section("x-ptbv", ("I", "1."), "Quan điểm", SPAN, "deadline"),),
    assignments=(Assignment("x-ptbv", ("6.1", "6.2"), (RURAL,), SPAN),),
    leftovers=(Leftover("x-ptbv", SPAN, "???", "không hiểu"),),
    declared={"targets": 108},
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "plans.sqlite"
    write_records(path, [PLAN], {"x-ptbv": document_from_text("x-ptbv", SOURCE)})
    return path


def test_what_is_written_is_read_back_equal(database: Path) -> None:
    (stored,) = read_records(database)
    assert stored.plan == PLAN
    assert stored.document == document_from_text("x-ptbv", SOURCE)
    assert list(stored.plan.indicators[0].values) == ["2025", "2020"]


def test_foreign_keys_hold_and_a_task_without_a_known_target_keeps_its_code(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = connection.execute("SELECT target_code, target_id IS NULL FROM tasks ORDER BY task_id").fetchall()
    assert rows == [("6.1", 0), ("99.9", 1)]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("SELECT agency, target_text, first_line FROM who_leads", [(RURAL.canonical, "nước sạch", 3)]),
        ("SELECT year, as_written FROM indicator_roadmap", [("2025", "> 90"), ("2020", "85")]),
        (
            "SELECT agency_id, role, tasks FROM agency_portfolio ORDER BY role",
            [("ubnd-cac-huyen", "coordinating", 1), (RURAL.agency_id, "lead", 1)],
        ),
    ],
)
def test_views_answer_what_people_ask(database: Path, view: str, expected: list[tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute(view).fetchall() == expected


def test_a_missing_file_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"plans\.sqlite.*kehoach build"):
        read_records(tmp_path / "plans.sqlite")


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00" + b"\x00" * 200])
def test_a_file_that_is_no_database_is_damage(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plans.sqlite"
    path.write_bytes(content)
    with pytest.raises(IndexDamaged, match="hỏng"):
        read_records(path)


def test_a_truncated_database_is_damage(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:9000])
    with pytest.raises(IndexDamaged):
        read_records(database)


def test_a_newer_format_is_said_to_be_newer(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.commit()
    with pytest.raises(IndexTooNew, match="99"):
        read_records(database)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnwritable, match="nowhere"):
        write_records(tmp_path / "nowhere" / "plans.sqlite", [], {})
