"""Known errors of the sources: each row is still needed, and says so when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus.errata
from corpus.errata import KINDS, Errata, Erratum, errata_for, load_errata
from corpus.errors import ErratumError
from corpus.reading import document_from_text, read_document

ROW = Erratum("thu-nghiem", "no_task", "- Phối hợp đưa nội dung", {"text": "mẩu câu"}, "Câu bị cắt")


def test_every_row_names_a_shipped_plan_and_stands_exactly_once_in_it(documents: Path) -> None:
    rows = load_errata()
    assert rows
    for row in rows:
        document = read_document(documents / f"{row.plan}.txt")
        assert document.source.count(row.quote) == 1, row.quote
        assert row.kind in KINDS
        assert len(row.reason) > 20
    for plan in {row.plan for row in rows}:
        found = errata_for(read_document(documents / f"{plan}.txt"))
        assert len(found.found) == sum(row.plan == plan for row in rows)


@pytest.mark.parametrize("source", ["Không còn câu ấy", "- Phối hợp đưa nội dung. - Phối hợp đưa nội dung"])
def test_a_quote_that_is_gone_or_doubled_stops_the_build(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(corpus.errata, "load_errata", lambda: (ROW,))
    with pytest.raises(ErratumError, match="đúng một lần trong 'thu-nghiem'"):
        errata_for(document_from_text("thu-nghiem", source))


def test_another_copy_of_the_plan_uses_what_it_still_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.errata, "load_errata", lambda: (ROW,))
    gone = errata_for(document_from_text("ban-sao", "Không còn câu ấy"), same_as="thu-nghiem")
    assert gone == Errata(missing=(ROW,))
    assert gone.notes("ban-sao") == ()
    (note,) = gone.notes("thu-nghiem")
    assert "Phối hợp đưa nội dung" in note
    copy = document_from_text("ban-sao", "x\n- Phối hợp đưa nội dung\ny")
    found = errata_for(copy, same_as="thu-nghiem")
    assert found.no_task(copy.span(2, 25)) is ROW
    assert found.no_task(copy.span(0, 1)) is None
    assert errata_for(copy) == Errata()


def test_another_container_of_a_shipped_plan_is_no_error_under_its_own_id() -> None:
    """Cells stand on lines of their own, bullets are others, and the words are still found."""
    quote = (
        "8.1b(UT): Tốc độ tăng tăng GRDP | % | | 7,42% | Giai đoạn 2016-2020: 7,5-8,0% | Giai đoạn 2020-2030: 8 - 9%"
    )
    lines = "\n".join(f"\t<p>{cell.strip()}</p>" for cell in quote.split("|"))
    copy = document_from_text("kien-giang-ptbv", f"KẾ HOẠCH\n{lines}\n")
    errata = errata_for(copy)
    (found,) = [(start, end) for start, end, row in errata.found if row.quote == quote]
    assert copy.source[found[0] : found[1]].startswith("8.1b(UT)")
    assert copy.source[found[0] : found[1]].endswith("8 - 9")
    assert len(errata.missing) == sum(row.plan == "kien-giang-ptbv" for row in load_errata()) - 1
    assert len(errata.notes("kien-giang-ptbv")) == len(errata.missing)


@pytest.mark.parametrize(
    "row",
    [
        {"plan": "a", "kind": "lead", "quote": "x", "reading": {"lead": "Sở Y tế"}},
        {"plan": "a", "kind": "đoán", "quote": "x", "reading": {"lead": "Sở Y tế"}, "reason": "vì"},
    ],
)
def test_a_row_that_lacks_a_field_or_has_an_unknown_kind_is_named(row: dict[str, object]) -> None:
    with pytest.raises(ErratumError, match=r"errata\.toml"):
        corpus.errata._erratum(row)


def test_readings_of_bodies_are_found_by_the_place_of_their_quote() -> None:
    row = Erratum("a", "lead", "câu", {"lead": "Sở Y tế"}, "vì")
    errata = Errata(((10, 13, row),))
    document = document_from_text("a", "x" * 40)
    assert errata.bodies("lead", document.span(5, 30)) is row
    assert errata.bodies("coordinating", document.span(5, 30)) is None
    assert errata.bodies("lead", document.span(11, 30)) is None
