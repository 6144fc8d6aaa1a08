"""The page is written from the figures, says what was not measured, and where a peer is faster."""

from __future__ import annotations

from pathlib import Path

from benchmarks.page import page, write_page
from benchmarks.results import read_results, write_results


def _timed(p50: float) -> dict[str, float]:
    return {"p50": p50, "p95": 2 * p50, "processor p50": p50, "processor p95": 2 * p50, "runs": 5}


def _peer(ten: float) -> dict[str, object]:
    return {"fit, processor s": 1.0, "all scores, ms": _timed(ten), "best ten, ms": _timed(ten)}


def test_what_was_not_measured_is_said(tmp_path: Path) -> None:
    lines = "\n".join(page(tmp_path))
    assert lines.count("Not measured yet.") == 6


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
    assert "| 1,000,000 | 2.0 | 5 | 6 | 7 | 1.0 | 1.0 | 1.0 | 7.0 / 14.0 (wall 7.0 / 14.0) | 8 | lists | 0.97 |" in text
    assert "| killed at a step | 9 | seed 1: 8; seed 2: 1 | 0 |" in text


def test_the_server_under_load_has_its_table(tmp_path: Path) -> None:
    figures = {"clients": 32, "switches": 20, "seconds": 60.1, "answers": 1500, "failures": 0, "per_second": 24.9}
    figures |= {"p50_ms": 1200.0, "p95_ms": 1800.0, "p99_ms": 2000.0, "memory_growth_mb": 5}
    write_results("soak", {**figures, "memory_mb": [320, 410, 330]}, "", tmp_path)
    text = "\n".join(page(tmp_path))
    assert "32 clients ask without a pause for 60.1 s while the index switches 20 times" in text
    assert "| 1500 | 0 | 24.9 | 1200.0 | 1800.0 | 2000.0 | 320 to 410 | 5 |" in text
