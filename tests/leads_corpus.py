"""Real pages on which several bodies lead parts of one subject, and some where nobody leads."""

from __future__ import annotations

from pathlib import Path

from tests.small_corpus import build_once, write_excerpts

# Letterheads and table heads, then: targets 1.4, 3.2, 4.4 and 4.5 (Bến Tre), 3.1 and 3.2 of its green growth plan;
# 11.8 to 11.10 (An Giang); goal 5 (Đắk Nông); the list of who leads what, 6.1, 8.1 and their indicators (Kiên Giang).
LINES: dict[str, tuple[tuple[int, int], ...]] = {
    "ben-tre-ptbv-trich": ((1, 12), (198, 200), (210, 214), (246, 252), (292, 304)),
    "ben-tre-ttx-trich": ((1, 12), (164, 196), (640, 690)),
    "an-giang-ptbv-trich": ((1, 8), (18, 23), (111, 120), (1297, 1335)),
    "dak-nong-ptbv-trich": ((1, 8), (118, 127), (499, 580)),
    "kien-giang-ptbv-trich": ((1, 9), (308, 345), (383, 386), (508, 514), (541, 544), (757, 765), (829, 837)),
}


def build_leads_index(base: Path) -> Path:
    """Return an index of these pages, built once in `base`."""
    return build_once(base / "leads-index", write_excerpts(base / "leads-corpus", LINES))
