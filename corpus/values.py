"""The cell of an indicator table → value: what is written stays, what it means is added where it is certain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.numerals import NUMBER, composed, parse_number
from corpus.quantities import Change, Comparator, Quantity, find_quantities
from corpus.quantity_words import comparator_around
from corpus.units import canonical_unit, match_unit, unit_of
from corpus.years import scan_years

_LEAD = re.compile(
    r"(?:(?:≥|>=|≤|<=|>|<|~|≈|từ|trên|dưới|hơn|đạt|khoảng|gần|ít nhất|tối thiểu|tối đa|không quá|bình quân)"
    r"\s{0,2}){0,3}"
)
_RANGE = re.compile(r"\s{0,2}%?\s{0,2}(?:-|đến)\s{0,2}")
# What may follow the number of a cell without changing it: a note in brackets, a comparison, "trở lên".
_TAIL = re.compile(
    r"\s{0,2}(?:\([^()]{0,80}\)\s{0,2}|(?:như|so với|theo|trở lên|trở xuống)(?!\w)[^\d]{0,80})?[.;,]?\s{0,2}\Z"
)
_NO_VALUE = frozenset({"", "-", "*", "x", "…", "...", "kxđ", "n/a"})


@dataclass(frozen=True, slots=True)
class Value:
    """A cell as written and as read; `value` is None for words, for no data, and where a cell holds several numbers.

    `parts` are then the quantities in it. `years` are those that the cell itself names.
    """

    as_written: str
    value: Decimal | None = None
    upper: Decimal | None = None
    comparator: Comparator = "="
    unit: str = ""
    change: Change = ""
    years: tuple[str, ...] = ()
    base: str = ""
    parts: tuple[Quantity, ...] = ()

    @property
    def is_level(self) -> bool:
        """Whether the cell states one number (or range) that is reached, not a change and not words."""
        return self.value is not None and not self.change


def parse_value(cell: str, unit: str = "") -> Value:
    """Read a cell of an indicator table.

    Args:
        cell: its visible text ("< 8,0", "98-100", "7,42%", "Giảm 15% so với năm gốc", "Loại II: ≥10; Loại IV: ≥05").
        unit: what stands in the unit cell of its row; a unit in the cell itself wins.
    """
    written = " ".join(cell.split())
    lowered, _ = composed(written)
    row_unit = canonical_unit(unit)
    if lowered in _NO_VALUE:
        return Value(written, unit=row_unit)
    return _plain(written, lowered, row_unit) or _in_words(written, row_unit)


def _plain(written: str, lowered: str, row_unit: str) -> Value | None:
    """Read a cell that is one number or range, with a sign before and a note behind at most."""
    lead = _LEAD.match(lowered)
    start = lead.end() if lead else 0
    negative = start == 0 and lowered[:1] == "-" and lowered[1:2].isdigit()
    first = NUMBER.match(lowered, start + negative)
    value = parse_number(first.group()) if first else None
    if first is None or value is None:
        return None
    end, upper = _upper(lowered, first.end(), value)
    unit = match_unit(lowered, end)
    if not _TAIL.match(lowered, unit.end if unit else end):
        return None
    comparator, _ = comparator_around(lowered, start, unit.end if unit else end)
    years = tuple(year for m in scan_years(lowered) if not m.base and m.digits > end for year in m.years)
    name = unit.name if unit else row_unit
    return Value(written, -value if negative else value, upper, comparator, name, years=years)


def _upper(lowered: str, end: int, value: Decimal) -> tuple[int, Decimal | None]:
    link = _RANGE.match(lowered, end)
    second = NUMBER.match(lowered, link.end()) if link else None
    upper = parse_number(second.group()) if second else None
    return (second.end(), upper) if second and upper is not None and upper > value else (end, None)


def _in_words(written: str, row_unit: str) -> Value:
    found = find_quantities(written)
    fitting = [q for q in found if _fits(q, row_unit)]
    if len(fitting) != 1 or len(found) > len(fitting) + 1 or _labelled(written[: fitting[0].start], fitting[0].change):
        return Value(written, unit=row_unit, parts=found)
    q = fitting[0]
    return Value(written, q.value, q.upper, q.comparator, q.unit or row_unit, q.change, q.years, q.base, found)


def _labelled(before: str, change: Change) -> bool:
    """Whether words before a level say that it is the value of a part ("Thu gom 88%", "Loại II: ≥10")."""
    if change:
        return False
    before, _ = composed(before)
    for mention in reversed(scan_years(before)):
        before = before[: mention.start] + before[mention.end :]
    before = _LEAD.sub("", before)
    return any(c.isalpha() for c in before)


def _fits(quantity: Quantity, row_unit: str) -> bool:
    """Whether a quantity can be the value of a row: one of its unit's dimension, never a stray age or duration."""
    if not quantity.unit or quantity.unit == row_unit:
        return True
    own, row = unit_of(quantity.unit), unit_of(row_unit)
    if own is None or own.dimension in ("age", "duration", "days"):
        return False
    return row is None or own.dimension.startswith(row.dimension) or own.dimension.startswith("share")
