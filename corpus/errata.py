"""Known errors of the sources that no rule can mend: `tables/errata.toml`, each with quoted text, reading and reason.

An erratum names its plan and quotes the text it applies to; when the shipped text no longer holds the quote (or holds
it twice) the build fails, so that no correction outlives its cause. Another copy of the plan (in another container, or
another state of the text) takes what it still has, found by its words alone, and a note says what it lacks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from corpus.baselines import shipped_baselines
from corpus.errors import ErratumError
from corpus.markup import visible, visible_with_offsets
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
    """The errata of one plan with the offsets of their quotes; `missing` are those whose quote a copy lacks."""

    found: tuple[tuple[int, int, Erratum], ...] = ()
    missing: tuple[Erratum, ...] = ()

    def notes(self, plan_id: str) -> tuple[str, ...]:
        """Return what is to be said of the errata of a plan that its text does not hold."""
        return tuple(
            f"errata.toml: văn bản này không có đoạn “{erratum.quote[:60]}” đúng một lần, nên không sửa theo mục ấy"
            for erratum in self.missing
            if erratum.plan == plan_id
        )

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
        same_as: the id of the plan that this document is another copy of (same province and kind).

    Raises:
        ErratumError: a quote of the errata of this very text does not stand exactly once in it.
    """
    rows = [row for row in load_errata() if row.plan in (document.plan_id, same_as)]
    found: list[tuple[int, int, Erratum]] = []
    missing: list[Erratum] = []
    words: _Words | None = None
    for erratum in rows:
        count = document.source.count(erratum.quote)
        if count == 1:
            start = document.source.index(erratum.quote)
            found.append((start, start + len(erratum.quote), erratum))
            continue
        if erratum.plan == document.plan_id and _is_its_text(document):
            raise ErratumError(
                f"errata.toml: đoạn '{erratum.quote[:60]}' phải có đúng một lần trong '{document.plan_id}', "
                f"nhưng có {count} lần; hãy sửa hoặc bỏ mục này"
            )
        words = words or _Words.of(document)
        place = words.place(erratum.quote)
        if place is None:
            missing.append(erratum)
        else:
            found.append((*place, erratum))
    return Errata(tuple(found), tuple(missing))


def _is_its_text(document: Document) -> bool:
    """Whether a document is the text that the errata of its id were written for."""
    shipped = {row.plan_id: row.sha256 for row in shipped_baselines()}
    return shipped.get(document.plan_id, document.sha256) == document.sha256


@dataclass(frozen=True, slots=True)
class _Words:
    """The letters and digits of a document, whatever stands between them: markup, cell marks, bullets, spaces."""

    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, document: Document) -> _Words:
        text, offsets = visible_with_offsets(document.source, 0, len(document.source))
        kept = [(f, at) for c, at in zip(text, offsets, strict=True) for f in c.casefold() if f.isalnum()]
        return cls("".join(c for c, _ in kept), tuple(at for _, at in kept))

    def place(self, quote: str) -> tuple[int, int] | None:
        """Return where the words of a quote stand, None where they do not stand exactly once."""
        wanted = "".join(c for c in visible(quote, 0, len(quote)).casefold() if c.isalnum())
        at = self.text.find(wanted)
        if at < 0 or self.text.find(wanted, at + 1) >= 0:
            return None
        return self.offsets[at], self.offsets[at + len(wanted) - 1] + 1
