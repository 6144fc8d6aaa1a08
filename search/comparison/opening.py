"""The alignment as a file of an index generation: written by the build, read by whoever compares."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import IndexDamaged
from corpus.records import Plan
from search.comparison.aligned import Alignment
from search.comparison.comparing import Comparer, vocabulary_of
from search.comparison.features import Vocabulary

ALIGNMENT_FILE = "alignment.json"
# Counting the words of all targets and tasks takes a second or two, so the build does it; older files have none.
_WORDS = "words"


def write_alignment(folder: Path, plans: Sequence[Plan]) -> None:
    """Align the targets of all plans and write the result into a generation's folder."""
    # Only the build assigns; whoever compares need not load what does.
    from search.comparison.alignment import align, compared_plans

    words = vocabulary_of(compared_plans(plans))
    document = align(plans).to_json() | {_WORDS: {"texts": words.texts, "counts": words.counts}}
    (folder / ALIGNMENT_FILE).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def open_comparer(folder: Path, plans: Sequence[Plan]) -> Comparer:
    """Return what compares the plans of a generation.

    Raises:
        IndexDamaged: the alignment is missing or cannot be read.
    """
    path = folder / ALIGNMENT_FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return Comparer(plans, Alignment.from_json(document), _words(document))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(
            f"không đọc được bảng đối chiếu mục tiêu '{path}' ({error}); hãy chạy 'kehoach build'"
        ) from error


def _words(document: Mapping[str, Any]) -> Vocabulary | None:
    stored = document.get(_WORDS)
    if stored is None:
        return None
    return Vocabulary.of_counts(int(stored["texts"]), {str(word): int(n) for word, n in stored["counts"].items()})
