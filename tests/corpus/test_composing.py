"""Plans saved in decomposed Unicode."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from corpus.composing import composed_document
from corpus.parsing import parse_plan
from corpus.passages import plan_passages
from corpus.reading import document_from_text
from corpus.records import plan_records

SOURCE = (
    "KẾ HOẠCH\nThực hiện Chương trình nghị sự 2030\n\nPHỤ LỤC\n\n"
    "| Nhiệm vụ | Phân công trách nhiệm |\n|---|---|\n| (1) Mục tiêu 6.1 (MTUT): Đến năm 2030, nước sạch | |\n"
    "| - Đẩy mạnh xã hội hóa; đạt 95% | Chủ trì: Sở Xây dựng Phối hợp: Sở Y tế, các đơn vị |\n"
)


def test_composed_text_is_taken_as_it_is() -> None:
    document = document_from_text("x", SOURCE)
    assert composed_document(document) == (document, None)


def test_records_are_equal_and_their_spans_point_into_the_decomposed_source() -> None:
    composed = parse_plan(document_from_text("x", SOURCE))
    source = unicodedata.normalize("NFD", SOURCE)
    assert source != SOURCE
    plan = parse_plan(document_from_text("x", source))
    pairs = list(zip(plan_records(composed), plan_records(plan), strict=True))
    assert len(pairs) >= 2
    for one, other in pairs:
        quoted = source[other.span.start : other.span.end]
        assert unicodedata.normalize("NFC", quoted) == SOURCE[one.span.start : one.span.end]
        assert one.span.lines == other.span.lines
        # Equal but for the place: whatever holds offsets is compared without them.
        assert replace(other, span=one.span, **_places(one)) == one
    assert [p.text for p in plan_passages(plan)] == [p.text for p in plan_passages(composed)]


def _places(record: object) -> dict[str, object]:
    names = ("lead_span", "coordinating_span")
    return {name: getattr(record, name) for name in names if hasattr(record, name)}
