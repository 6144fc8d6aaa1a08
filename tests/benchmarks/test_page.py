"""The page is written from the figures, says what was not measured, and where a peer is faster."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.growth import kept
from benchmarks.page import page, write_page
from benchmarks.results import read_results, write_results


def _timed(p50: float) -> dict[str, float]:
    return {"p50": p50, "p95": 2 * p50, "processor p50": p50, "processor p95": 2 * p50, "runs": 5}


def _peer(ten: float) -> dict[str, object]:
    return {"fit, processor s": 1.0, "all scores, ms": _timed(ten), "best ten, ms": _timed(ten)}


def test_what_was_not_measured_is_said(tmp_path: Path) -> None:
    lines = "\n".join(page(tmp_path))
    assert lines.count("Not measured yet.") == 7


def test_where_a_peer_is_faster_it_is_named(tmp_path: Path) -> None:
    lexical = {"10000": {"kehoach": _peer(0.2), "bm25s": _peer(0.1), "rank-bm25": _peer(9.0), "x": {"left out": "no"}}}
    quality = {"hit@5": 0.9, "hit@10": 0.95, "mrr@10": 0.8, "ndcg@10": 0.7}
    row = {"blind": {"as_written": quality, "no_marks": quality}, "search, ms": _timed(9.0)}
    whole = {
        "kehoach": row | {"ready after, processor s": 1.0, "memory gained, MiB": 100},
        "txtai": {"left out": "No module named 'txtai'"},
    }
    asked = {"blind": 70}
    figures = {"lexical": lexical, "questions": asked, "passages": 3000, "whole": whole}
    write_results("peers", figures, "Beside other work.", tmp_path)
    text = "\n".join(page(tmp_path))
    assert "bm25s at 10000 (0.1 against 0.2)" in text
    assert "rank-bm25 at 10000 (9.0" not in text
    assert "| kehoach | blind | 0.9 / 0.9 | 0.95 / 0.95 | 0.8 / 0.8 | 0.7 / 0.7 |" in text
    assert "| txtai | not installed |" in text
    assert "Beside other work." in text
    found = read_results("peers", tmp_path)
    assert found is not None
    assert found["figures"] == figures


def test_growth_and_durability_have_their_tables(tmp_path: Path) -> None:
    size = {f"{leg} leg, ms": _timed(1.0) for leg in ("words", "folded", "dense")}
    size |= {"search without embedding, ms": _timed(7.0), "dense, processor s": 2.0, "open, processor s": 9.0}
    size |= {"build peak memory, MiB": 5, "index, MiB": 6, "open, s": 7, "serving, MiB": 8}
    size |= {"dense kind": "lists", "dense recall at 10": 0.97}
    write_results("growth", {"sizes": {"1000000": size}, "resemblance": {}}, "", tmp_path)
    killed = {"trials": 9, "outcomes": {"seed 1": 8, "seed 2": 1}, "failures": []}
    write_results("durability", {"seed": 1, "steps": ["a", "b"], "killed at a step": killed}, "", tmp_path)
    write_page(tmp_path / "page.md", tmp_path)
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| 1,000,000 | 2.0 | 5 | 6 | 7 | 1.0 | 1.0 | 1.0 | 7.0 / 14.0 (wall 7.0 / 14.0) | not measured | 8 |" in text
    assert "| lists | 0.97 |  |" in text
    assert "| killed at a step | 9 | seed 1: 8; seed 2: 1 | 0 |" in text


def test_the_server_under_load_has_its_table(tmp_path: Path) -> None:
    figures = {"clients": 32, "switches": 20, "seconds": 60.1, "answers": 1500, "failures": 0, "per_second": 24.9}
    figures |= {"p50_ms": 1200.0, "p95_ms": 1800.0, "p99_ms": 2000.0, "memory_growth_mb": 5}
    write_results("soak", {**figures, "memory_mb": [320, 410, 330]}, "", tmp_path)
    text = "\n".join(page(tmp_path))
    assert "32 clients ask without a pause for 60.1 s while the index switches 20 times" in text
    assert "| 1500 | 0 | 24.9 | 1200.0 | 1800.0 | 2000.0 | 320 to 410 | 5 |" in text


def grown(search: float) -> dict[str, object]:
    """The figures of one size, as `benchmarks.growth` hands them over."""
    row: dict[str, object] = {f"{leg} leg, ms": _timed(1.0) for leg in ("words", "folded", "dense")}
    row |= {"search without embedding, ms": _timed(search), "search in one province, ms": _timed(2.0)}
    row |= {"build peak memory, MiB": 5, "index, MiB": 6, "open, s": 7, "serving, MiB": 8}
    return row | {"dense kind": "lists", "dense recall at 10": 0.97}


def test_a_run_of_some_sizes_keeps_the_others_with_their_own_date_and_conditions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.growth.today", lambda: "2026-01-02")
    sample = {"with the synthetic vector": 0.9, "with the source": 0.9, "with another passage": 0.8}
    kept({"sizes": {"1000000": grown(70.0), "1000": grown(1.0)}}, "On a quiet machine.", tmp_path)
    kept({"resemblance": {"sample": 2000, **sample}}, "On a quiet machine.", tmp_path)
    monkeypatch.setattr("benchmarks.growth.today", lambda: "2026-03-04")
    kept({"sizes": {"1000": grown(1.5)}}, "Beside other work.", tmp_path)
    kept({"resemblance": {"sample": 300, **sample}}, "Beside other work.", tmp_path)
    text = "\n".join(page(tmp_path))
    assert text.index("| 1,000 |") < text.index("| 1,000,000 |")
    assert "70.0 / 140.0 (wall 70.0 / 140.0) | 2.0 / 4.0 | 8 | lists | 0.97 | 2026-01-02 |" in text
    assert "1.5 / 3.0 (wall 1.5 / 3.0) | 2.0 / 4.0 | 8 | lists | 0.97 | 2026-03-04 |" in text
    assert "\n1,000,000 passages: On a quiet machine." in text
    assert "\n1,000 passages: Beside other work." in text
    assert "of 2000 synthetic texts" in text


def test_figures_written_before_rows_had_dates_keep_that_of_their_file(tmp_path: Path) -> None:
    write_results("growth", {"sizes": {"1000": grown(1.0)}, "resemblance": {}}, "An old run.", tmp_path)
    kept({"sizes": {"10000": grown(2.0)}}, "A new one.", tmp_path)
    found = read_results("growth", tmp_path)
    assert found is not None
    assert {size: row["note"] for size, row in found["figures"]["sizes"].items()} == {
        "1000": "An old run.",
        "10000": "A new one.",
    }


def test_where_a_peer_is_better_the_page_says_so(tmp_path: Path) -> None:
    quality = {"hit@5": 0.9, "hit@10": 0.95, "mrr@10": 0.8, "ndcg@10": 0.7}
    row = {"blind": {"as_written": quality, "no_marks": quality}, "search, ms": _timed(9.0)}
    row |= {"build, processor s": 9.0, "ready after, processor s": 1.0, "memory gained, MiB": 100}
    peer = row | {"ready after, processor s": 0.4, "memory gained, MiB": 50, "build, processor s": 0.4}
    worse = {"as_written": quality | {"mrr@10": 0.5}, "no_marks": quality}
    whole = {"kehoach": row, "Haystack": peer | {"blind": worse, "search, ms": _timed(80.0)}}
    figures = {"lexical": {"10": {"kehoach": _peer(0.2)}}, "questions": {"blind": 70}, "passages": 3000, "whole": whole}
    write_results("peers", figures, "", tmp_path)
    text = "\n".join(page(tmp_path))
    assert "- Ready after: better than this project (1.0): Haystack (0.4)." in text
    assert "- Build: better than this project (9.0): Haystack (0.4)." in text
    assert "- Memory: better than this project (100): Haystack (50)." in text
    assert "- blind, mrr@10: no peer is better." in text


def test_milvus_has_its_table_and_says_what_failed(tmp_path: Path) -> None:
    figures = {"questions": 200, "passages": 3167, "same ten passages": {"words": 200, "dense": 199}}
    figures |= {"a request, ms": _timed(5.0), "switches under load": 4, "answers meanwhile": 48, "failures": ["x"]}
    write_results("milvus", figures | {"an interrupted load went on": True}, "Milvus Lite", tmp_path)
    text = "\n".join(page(tmp_path))
    assert "| dense | 199 of 200 |" in text
    assert "4 switches while 48 questions were answered: 1 failures." in text
    assert "cores. Milvus Lite*" in text
