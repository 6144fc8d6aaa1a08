"""Plans in decomposed Unicode: they are parsed in composed form, and every span is led back to the source as it stands.

The rules of the corpus are written in NFC; a file saved elsewhere may hold "ê" as "e" and a combining mark.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from corpus.reading import Document, document_from_text
from corpus.records import Plan, Span


def composed_document(document: Document) -> tuple[Document, list[int] | None]:
    """Return the document in NFC, and for every offset in it the offset in the source; None when it is NFC already."""
    if unicodedata.is_normalized("NFC", document.source):
        return document, None
    characters: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(document.source):
        composed = unicodedata.normalize("NFC", document.source[start:end])
        characters.append(composed)
        offsets.extend([start] * len(composed))
    offsets.append(len(document.source))
    return document_from_text(document.plan_id, "".join(characters), document.sha256), offsets


def _clusters(text: str) -> list[tuple[int, int]]:
    """Return the runs of a letter and the marks on it."""
    starts = [i for i, c in enumerate(text) if i == 0 or not unicodedata.combining(c)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def led_back(plan: Plan, document: Document, offsets: Sequence[int]) -> Plan:
    """Return a plan that was parsed from a composed copy with its spans in the source.

    Args:
        plan: what was parsed.
        document: the source as it stands.
        offsets: what `composed_document` returned with the copy.
    """
    led: Plan = _led_back(plan, document, offsets)
    return led


def _led_back(value: Any, document: Document, offsets: Sequence[int]) -> Any:
    if isinstance(value, Span):
        return document.span(offsets[value.start], offsets[value.end])
    if isinstance(value, tuple):
        return tuple(_led_back(item, document, offsets) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _led_back(getattr(value, f.name), document, offsets) for f in fields(value)}
        return replace(value, **changes)
    return value
