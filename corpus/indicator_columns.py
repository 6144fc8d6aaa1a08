"""Which columns of an indicator table hold target, name, unit, years and body: by titles, else by content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.layouts.base import Row, Table
from corpus.layouts.lines import plain
from corpus.listing import LaidRow, first_column, lay_row, titles_of, unmerged
from corpus.pieces import TARGET
from corpus.reading import Document
from corpus.units import canonical_unit
from corpus.years import find_years

_YEAR_TITLE = re.compile(r"(?:(?:19|20)\d{2})(?:\s*[-–]\s*(?:19|20)\d{2})?\Z")
_YEAR = re.compile(r"(?:19|20)\d{2}")
# What may stand beside the year in the title of a column: "Năm gốc 2015", "2020 (KH)", "Ước thực hiện năm 2019".
_YEAR_WORDS = frozenset(
    "nam goc ky th kh uth uoc thuc hien ke hoach trang muc tieu chi den cuoi dau du kien tinh".split()
)
# A longer text under the titles is a task or a target that names a year.
LONGEST_YEAR_TITLE = 40
_BODY = ("chiu trach nhiem", "co quan", "bao cao", "chu tri", "trach nhiem", "don vi thuc hien", "theo doi")
_UNIT = ("don vi tinh", "dvt", "don vi do", "don vi")
_NAME = ("chi tieu", "chi so", "ten muc tieu", "ten chi tieu")
_CODED = re.compile(r"\d{1,2}\.\d{1,2}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where an indicator table holds what; `years` are (column, key) in order, `width` how many columns it has.

    `header_rows` are the indexes of the rows that hold titles or years and no indicator.
    """

    name: int
    years: tuple[tuple[int, str], ...]
    width: int
    number: int | None = None
    target: int | None = None
    unit: int | None = None
    body: int | None = None
    header_rows: frozenset[int] = frozenset()


def indicator_columns(document: Document | None, table: Table) -> Columns | None:
    """Return the columns of an indicator table; None for any other table.

    Args:
        document: the source of the rows; without it only the titles decide.
        table: any table.
    """
    written, used = titles_of(document, table)
    titles = [plain(title) for title in written]
    years = [(index, key) for index, title in enumerate(written) if (key := _year_key(title))]
    year_row: frozenset[int] = frozenset()
    if document is not None and len(years) < 2:
        found = _year_row(document, table.rows[: 4 + used], titles)
        if found:
            year_row, years = frozenset({found[0]}), found[1]
    unit = first_column(titles, *_UNIT, unless=(*_BODY, "phoi hop", "thuc hien", "dau moi"))
    roadmap = first_column(titles, "lo trinh", "gia tri") is not None and unit is not None
    if not years and not roadmap:
        return None
    by_titles = _by_titles(titles, years, year_row | frozenset(range(used)))
    return by_titles or _by_content(document, table, years, year_row)


def _year_key(title: str) -> str:
    """Return the year or period that a title names ("Mục tiêu đến năm 2025"), "" for none or several."""
    text = title.strip()
    if not text or len(text) > 60:
        return ""
    if _YEAR_TITLE.match(text):
        return re.sub(r"\s*[-–]\s*", "-", text)
    words: list[str] = re.findall(r"\w+", plain(text))
    named = [word for word in words if _YEAR.fullmatch(word)]
    if len(named) == 1 and all(word in _YEAR_WORDS for word in words if word != named[0]):
        return named[0]
    mentions = find_years(text)
    if (
        len(mentions) == 1
        and len(mentions[0].years) == 1
        and not re.search(r"quyết định|nghị quyết|kế hoạch số", text, re.I)
    ):
        return mentions[0].years[0]
    return ""


def _year_row(
    document: Document, rows: Sequence[Row], titles: Sequence[str]
) -> tuple[int, list[tuple[int, str]]] | None:
    """Return the row of a two-line header that holds the years under "Lộ trình", with its columns."""
    for index, row in enumerate(rows):
        laid = lay_row(document, row, max(len(titles), len(row.cells)))
        keys = [(column, _year_key(text)) for column, text in enumerate(laid.texts) if text]
        years = [(column, key) for column, key in keys if key and len(laid.texts[column]) <= LONGEST_YEAR_TITLE]
        named = {column for column, _ in years}
        others = [laid.texts[column] for column, _ in keys if column not in named]
        if len(years) >= 2 and all(plain(text) in titles for text in others):
            return index, years
    return None


def _by_titles(titles: list[str], years: Sequence[tuple[int, str]], header_rows: frozenset[int]) -> Columns | None:
    taken = {column for column, _ in years}
    own = ["" if index in taken else title for index, title in enumerate(titles)]
    number = first_column(own, "stt", "tt", "so tt", "so thu tu")
    body = first_column(own, *_BODY, unless=("chi tieu",))
    unit = first_column(own, *_UNIT, unless=(*_BODY, "phoi hop"))
    name = first_column(own, *_NAME, unless=("don vi tinh", "dvt", *_BODY))
    target = first_column(own, "muc tieu", unless=_NAME)
    if name is None:
        name, target = target, None
    if name is None:
        name = first_column(own, "noi dung")
    if name is None or (unit is None and body is None):
        return None
    if not years:
        first = max(name, unit or 0) + 1
        years = [(column, "") for column in range(first, len(titles)) if column != body]
    width = max(len(titles), max((column for column, _ in years), default=0) + 1)
    return Columns(name, tuple(years), width, number, target, unit, body, header_rows)


def _by_content(
    document: Document | None, table: Table, years: Sequence[tuple[int, str]], header_rows: frozenset[int]
) -> Columns | None:
    """Guess the columns before and behind the years from what stands in them; a table needs units or bodies."""
    if document is None or len(years) < 2:
        return None
    widths = [len(unmerged(document, row.cells)) for row in table.rows]
    width = max(set(widths), key=widths.count)
    rows = [lay_row(document, row, width) for row in table.rows]
    taken = {column for column, _ in years}
    free = [column for column in range(width) if column not in taken]
    unit = next((c for c in free if _share(rows, c, lambda t: bool(canonical_unit(t)) and len(t) < 30) > 0.5), None)
    target = next((c for c in free if _share(rows, c, lambda t: bool(TARGET.match(t))) > 0.4), None)
    number = next((c for c in free if _share(rows, c, lambda t: bool(re.fullmatch(r"\d{1,3}[.)]?", t))) > 0.6), None)
    coded = [c for c in free if c not in (unit, target, number)]
    name = next((c for c in coded if _share(rows, c, lambda t: bool(_CODED.match(t))) > 0.5), None)
    if name is None and coded:
        name = max(coded, key=lambda c: sum(len(row.text(c)) for row in rows))
    body = next((c for c in coded if c != name and _share(rows, c, lambda t: len(t) < 120) > 0.8), None)
    if name is None or unit is None:
        return None
    return Columns(name, tuple(years), width, number, target, unit, body, header_rows)


def _share(rows: Sequence[LaidRow], column: int, test: object) -> float:
    texts = list(_filled(rows, column))
    return sum(map(test, texts)) / len(texts) if texts and callable(test) else 0.0


def _filled(rows: Sequence[LaidRow], column: int) -> Iterator[str]:
    return (row.text(column) for row in rows if row.text(column))
