"""A corpus small enough to index in a test: real lines of three plans around target 6.1, with their letterheads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from search.building import build
from search.settings import load_settings

DOCUMENTS = Path(__file__).parents[1] / "corpus" / "documents"
# Letterhead and first sections; head of the table; goal 6 with its targets and tasks. The ids are others than those of
# the whole plans: errata of a plan insist on finding their place in it.
LINES: dict[str, tuple[tuple[int, int], ...]] = {
    "ben-tre-ptbv-trich": ((1, 12), (44, 51), (160, 168), (182, 200), (356, 372)),
    "an-giang-ptbv-trich": ((1, 8), (18, 23), (50, 60), (111, 120), (682, 716)),
    "dak-nong-ptbv-trich": ((1, 8), (61, 64), (118, 127), (581, 612)),
}


def write_excerpts(folder: Path, lines_of: Mapping[str, Sequence[tuple[int, int]]]) -> Path:
    """Write lines of the plans as `<plan_id>.txt` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for plan_id, ranges in lines_of.items():
        lines = (DOCUMENTS / f"{plan_id.removesuffix('-trich')}.txt").read_text(encoding="utf-8").split("\n")
        kept = [line for first, last in ranges for line in lines[first - 1 : last]]
        (folder / f"{plan_id}.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder


def build_once(index: Path, corpus: Path) -> Path:
    """Return an index of a corpus, built where there is none."""
    if not (index / "CURRENT").exists():
        build(load_settings({}, index=str(index), corpus=str(corpus)))
    return index


def write_small_corpus(folder: Path) -> Path:
    """Write the excerpts as `<plan_id>.txt` into a folder."""
    return write_excerpts(folder, LINES)


def build_small_index(base: Path) -> Path:
    """Return an index of the small corpus, built once in `base`."""
    return build_once(base / "small-index", write_small_corpus(base / "small-corpus"))
