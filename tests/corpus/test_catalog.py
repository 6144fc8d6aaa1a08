"""`catalog.toml`: what it says, and how it complains."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.catalog import complete, load_catalog
from corpus.errors import CorpusError
from corpus.layouts import find_tables
from corpus.metadata import read_metadata
from corpus.reading import read_document
from corpus.records import PlanInfo
from corpus.sections import parse_sections

PLANS = {"an-giang-ptbv", "ben-tre-ptbv", "ben-tre-ttx", "dak-nong-ptbv", "kien-giang-ptbv"}


def folder(tmp_path: Path, catalog: str, **plans: str) -> Path:
    (tmp_path / "catalog.toml").write_text(catalog, encoding="utf-8")
    for name, text in {"a": "một kế hoạch", **plans}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_shipped_catalog_agrees_with_the_texts(documents: Path) -> None:
    catalog = load_catalog(documents)
    assert set(catalog) == PLANS
    for plan_id, info in catalog.items():
        document = read_document(documents / f"{plan_id}.txt")
        said = read_metadata(document, parse_sections(document, [t.span for t in find_tables(document)]))
        for field in ("province", "kind", "title", "number", "date", "issuer", "signer", "period", "sha256"):
            assert getattr(info, field) == getattr(said, field), (plan_id, field)


def test_what_is_unknown_says_why(documents: Path) -> None:
    kien_giang = load_catalog(documents)["kien-giang-ptbv"]
    assert kien_giang.number is None
    assert any("194/KH-UBND" in note and "144/KH-UBND" in note for note in kien_giang.notes)
    assert kien_giang.source_note is not None
    assert "Không lấy từ văn bản" in kien_giang.source_note
    assert "124/KH-UBND" in kien_giang.source_note


def test_no_catalog_is_no_error(tmp_path: Path) -> None:
    assert load_catalog(tmp_path) == {}


def test_short_entry_and_names_of_provinces(tmp_path: Path) -> None:
    path = folder(tmp_path, '[[plan]]\nid = "a"\nprovince = "Bến Tre"\ndate = "2018-12-14"\n')
    assert load_catalog(path)["a"] == PlanInfo("a", "ben-tre", None, None, date="2018-12-14")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('nummer = "1"', ["'nummer'", "number"]),
        ('kind = "brown"', ["kind", "'brown'", "sdg", "green_growth"]),
        ('province = "atlantis"', ["province", "'atlantis'"]),
        ('date = "14/12/2018"', ["date", "14/12/2018", "2018-12-14"]),
        ("title = 5", ["title", "'5'"]),
        ('number = " "', ["number"]),
        ('sha256 = "abc"', ["sha256", "64"]),
        ('unknown = {colour = "?"}', ["unknown.colour", "signer"]),
        ('number = "1"\nunknown = {number = "mất"}', ["unknown.number", "number"]),
        (f'sha256 = "{"0" * 64}"', ["sha256", "a.txt"]),
    ],
)
def test_wrong_entries_name_file_plan_key_and_way_out(tmp_path: Path, entry: str, words: list[str]) -> None:
    path = folder(tmp_path, f'[[plan]]\nid = "a"\n{entry}\n')
    with pytest.raises(CorpusError) as raised:
        load_catalog(path)
    message = str(raised.value)
    assert "\n" not in message
    assert "catalog.toml" in message
    assert "'a'" in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize(
    ("catalog", "word"),
    [
        ("[[plan]\n", "TOML"),
        ("[plans]\n", "'plans'"),
        ('plan = "x"\n', "[[plan]]"),
        ("[[plan]]\ntitle = 'x'\n", "id"),
        ('[[plan]]\nid = "../a"\n', "../a"),
        ('[[plan]]\nid = "a"\n[[plan]]\nid = "a"\n', "hai mục"),
        ('[[plan]]\nid = "b"\n', "b.txt"),
    ],
)
def test_wrong_catalogs(tmp_path: Path, catalog: str, word: str) -> None:
    with pytest.raises(CorpusError, match=r"catalog\.toml") as raised:
        load_catalog(folder(tmp_path, catalog))
    assert word in str(raised.value)


def test_catalog_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CorpusError, match="UTF-8"):
        load_catalog(tmp_path)


def test_changed_plan_is_a_note_when_not_strict(tmp_path: Path) -> None:
    right = hashlib.sha256("một kế hoạch".encode()).hexdigest()
    path = folder(tmp_path, f'[[plan]]\nid = "a"\nsha256 = "{right}"\n')
    assert load_catalog(path)["a"].notes == ()
    (path / "a.txt").write_text("đã sửa", encoding="utf-8")
    note = load_catalog(path, strict=False)["a"].notes[0]
    assert "sha256" in note
    with pytest.raises(CorpusError, match="sha256"):
        load_catalog(path)


def test_text_fills_what_the_catalog_leaves_open_but_not_what_it_calls_unknown(tmp_path: Path) -> None:
    path = folder(tmp_path, '[[plan]]\nid = "a"\ntitle = "Kế hoạch A"\n[plan.unknown]\nnumber = "bị mờ"\n')
    text = PlanInfo("a", "ben-tre", "sdg", "Tên khác", "1/KH-UBND", "2018-01-01", sha256="f" * 64, notes=("ghi chú",))
    info = complete(load_catalog(path)["a"], text)
    assert (info.title, info.province, info.date, info.number) == ("Kế hoạch A", "ben-tre", "2018-01-01", None)
    assert info.notes == ("number: bị mờ", "ghi chú")
    assert info.sha256 == "f" * 64
