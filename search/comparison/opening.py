"""The alignment as a file of an index generation: written by the build, read by whoever compares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import IndexDamaged
from corpus.records import Plan
from search.comparison.aligned import Alignment
from search.comparison.alignment import align
from search.comparison.comparing import Comparer

ALIGNMENT_FILE = "alignment.json"


def write_alignment(folder: Path, plans: Sequence[Plan]) -> None:
    """Align the targets of all plans and write the result into a generation's folder."""
    document = align(plans).to_json()
    (folder / ALIGNMENT_FILE).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def open_comparer(folder: Path, plans: Sequence[Plan]) -> Comparer:
    """Return what compares the plans of a generation.

    Raises:
        IndexDamaged: the alignment is missing or cannot be read.
    """
    path = folder / ALIGNMENT_FILE
    try:
        alignment = Alignment.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(
            f"không đọc được bảng đối chiếu mục tiêu '{path}' ({error}); hãy chạy 'kehoach build'"
        ) from error
    return Comparer(plans, alignment)
