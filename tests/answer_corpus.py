"""Real pages on which answers of many kinds stand: forest cover, projects, indicators, reports, deadlines."""

from __future__ import annotations

from pathlib import Path

from tests.small_corpus import build_once, write_excerpts

# Whole appendices where a table needs its head; the ids are others than those of the whole plans (see small_corpus).
LINES: dict[str, tuple[tuple[int, int], ...]] = {
    "ben-tre-ptbv-trich": ((1, 51), (73, 73), (95, 112), (182, 200), (356, 372), (602, 612)),
    "ben-tre-ttx-trich": ((1, 36), (112, 118), (157, 165), (2425, 2445), (2565, 2720)),
    "kien-giang-ptbv-trich": (
        *((1, 9), (56, 62), (82, 84), (118, 120), (158, 169), (264, 345)),
        *((383, 397), (583, 586), (757, 775), (873, 873)),
    ),
    "dak-nong-ptbv-trich": ((1, 8), (24, 64), (69, 71), (84, 110), (114, 127), (581, 612)),
    "an-giang-ptbv-trich": ((1, 64), (111, 120), (682, 700), (1854, 1866)),
}


def write_answer_corpus(folder: Path) -> Path:
    """Write the excerpts as `<plan_id>.txt` into a folder."""
    return write_excerpts(folder, LINES)


def build_answer_index(base: Path) -> Path:
    """Return an index of these pages, built once in `base`."""
    return build_once(base / "answer-index", write_answer_corpus(base / "answer-corpus"))
