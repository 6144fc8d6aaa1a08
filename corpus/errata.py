"""Known errors of the sources that no rule can mend: `tables/errata.toml`, each with quoted text, reading and reason.

An erratum names its plan and quotes the text it applies to; when the text is no longer there (or stands there twice)
the build fails, so that no correction outlives its cause. Plans that are not in the corpus have no errata to check.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from corpus.errors import ErratumError
from corpus.reading import Document
from corpus.records import Span

KINDS = ("heading_before", "no_task", "lead", "coordinating", "indicator_values", "note")


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction: at `quote` in the plan `plan`, read `reading` because `reason`."""

    plan: str
    kind: str
    quote: str
    reading: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class LostHeading:
    """A heading that the export lost: its code, and its text where another place of the plan has it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Errata:
    """The errata of one plan with the offsets of their quotes."""

    found: tuple[tuple[int, int, Erratum], ...] = ()

    def heading_before(self, span: Span) -> LostHeading | None:
        """Return the lost heading that belongs before a piece that begins with the quote."""
        for start, _, erratum in self._of("heading_before"):
            if span.start <= start < span.end:
                return LostHeading(str(erratum.reading["code"]), str(erratum.reading.get("text", "")))
        return None

    def no_task(self, span: Span) -> Erratum | None:
        """Return the erratum that says that a piece is no task; `reading.is` may call it the target's own "measure"."""
        return self.bodies("no_task", span)

    def bodies(self, kind: str, span: Span) -> Erratum | None:
        """Return the erratum that states the lead or the coordinating bodies of the task at a span."""
        return next((e for start, _, e in self._of(kind) if span.start <= start < span.end), None)

    def _of(self, kind: str) -> Iterator[tuple[int, int, Erratum]]:
        return (entry for entry in self.found if entry[2].kind == kind)


@cache
def load_errata() -> tuple[Erratum, ...]:
    """Read `tables/errata.toml`.

    Raises:
        ErratumError: a row lacks a field or has an unknown kind.
    """
    data = tomllib.loads(resources.files("corpus").joinpath("tables/errata.toml").read_text(encoding="utf-8"))
    return tuple(_erratum(row) for row in data.get("erratum", []))


def _erratum(row: Mapping[str, Any]) -> Erratum:
    missing = [name for name in ("plan", "kind", "quote", "reading", "reason") if not row.get(name)]
    if missing:
        raise ErratumError(f"errata.toml: một mục thiếu {', '.join(missing)}: {dict(row)!r}")
    if row["kind"] not in KINDS:
        raise ErratumError(f"errata.toml: loại '{row['kind']}' không hợp lệ; chỉ nhận: {', '.join(KINDS)}")
    return Erratum(row["plan"], row["kind"], row["quote"], row["reading"], row["reason"])


def errata_for(document: Document, same_as: str | None = None) -> Errata:
    """Return the errata of a document, located.

    Args:
        document: the plan.
        same_as: the id of the plan that this document is another copy of (same province and kind, other container);
            there a quote that is missing is no error.

    Raises:
        ErratumError: a quote of this plan's errata does not stand exactly once in it.
    """
    found: list[tuple[int, int, Erratum]] = []
    for erratum in load_errata():
        if erratum.plan not in (document.plan_id, same_as):
            continue
        count = document.source.count(erratum.quote)
        if erratum.plan == document.plan_id and count != 1:
            raise ErratumError(
                f"errata.toml: đoạn '{erratum.quote[:60]}' phải có đúng một lần trong '{document.plan_id}', "
                f"nhưng có {count} lần; hãy sửa hoặc bỏ mục này"
            )
        if count == 1:
            start = document.source.index(erratum.quote)
            found.append((start, start + len(erratum.quote), erratum))
    return Errata(tuple(found))
