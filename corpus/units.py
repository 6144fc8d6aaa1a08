"""Units of measure: one canonical name for every spelling, and which units can be compared."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from corpus.wording import casefold_plain

# "per 1,000", "per 10 vạn", … as they stand after "/" or "trên".
_ZEROS = {"nghìn": "000", "ngàn": "000", "vạn": "0000", "triệu": "000000"}
_DENOMINATOR = (
    r"(?P<denominator>(?:1|10|100)[. ]?000(?:[. ]?000)?|(?:1|10|100)\s{0,2}(?:nghìn|ngàn|vạn|triệu)"
    r"|một\s(?:trăm\s)?(?:nghìn|ngàn|vạn|triệu))(?![\d])"
)
_CASES = "ca|người|trẻ em|trẻ|vụ|trường hợp|nạn nhân|số ca"
RATE = re.compile(rf"\s{{0,2}}(?:(?:{_CASES})\s{{0,2}})?(?:/|trên|phần)\s{{0,2}}{_DENOMINATOR}")
_PER = re.compile(r"\s{0,2}(?:/|mỗi|hàng|hằng|một|trên)\s{0,2}(?P<per>năm|người|ngày đêm|ngày|tháng|ha|hộ|lần)(?!\w)")
_PREFIX = re.compile(r"(?:số lượng|số|tổng số|khối lượng)\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `value * factor` is on the scale that all units of its `dimension` share."""

    id: str
    dimension: str
    factor: Decimal
    noun: bool = False


@dataclass(frozen=True, slots=True)
class UnitTable:
    """The units of `tables/units.toml`, and one pattern that matches any of their spellings."""

    units: Mapping[str, Unit]
    spellings: Mapping[str, str]
    scales: Mapping[str, tuple[str, Decimal]]
    pattern: re.Pattern[str]


@cache
def load_units() -> UnitTable:
    """Read `tables/units.toml`."""
    data = tomllib.loads(resources.files("corpus").joinpath("tables/units.toml").read_text(encoding="utf-8"))
    units: dict[str, Unit] = {}
    spellings: dict[str, str] = {}
    for row in data["unit"]:
        units[row["id"]] = Unit(row["id"], row["dimension"], Decimal(row["factor"]), row.get("noun", False))
        spellings.update((spelling, row["id"]) for spelling in row["spellings"])
    scales = {s: (row["word"], Decimal(row["factor"])) for row in data["scale"] for s in row["spellings"]}
    names = "|".join(_boundary(s) for s in sorted(spellings, key=len, reverse=True))
    words = "|".join(re.escape(s) for s in sorted(scales, key=len, reverse=True))
    scale = rf"(?:(?P<scale2>{words})\s{{1,2}})?(?:(?P<scale>{words})\s{{1,2}})?"
    return UnitTable(units, spellings, scales, re.compile(rf"\s{{0,2}}{scale}(?P<name>{names})"))


def _boundary(spelling: str) -> str:
    return re.escape(spelling) + (r"(?!\w)" if spelling[-1].isalnum() else "")


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """A unit found in a text: its canonical name, where it ends, and whether it is a counted noun."""

    name: str
    end: int
    noun: bool


def match_unit(lowered: str, position: int) -> UnitMatch | None:
    """Return the unit that begins at a position of a lower-case text ("/100.000 dân", "triệu USD", "%/năm")."""
    rate = RATE.match(lowered, position)
    if rate:
        return UnitMatch(_rate_name(rate.group("denominator")), rate.end(), False)
    table = load_units()
    found = table.pattern.match(lowered, position)
    if not found:
        return None
    unit = table.units[table.spellings[found.group("name")]]
    if unit.id == "lần" and lowered.startswith(" thứ", found.end()):
        return None
    scales = [table.scales[word][0] for word in (found.group("scale2"), found.group("scale")) if word]
    name, end = " ".join([*scales, unit.id]), found.end()
    rate = RATE.match(lowered, end)
    if rate and unit.noun:
        return UnitMatch(_rate_name(rate.group("denominator")), rate.end(), False)
    per = _PER.match(lowered, end)
    if per and unit.dimension not in ("interval", "age") and per.group("per") != unit.id:
        name, end = f"{name}/{per.group('per')}", per.end()
    return UnitMatch(name, end, unit.noun and not scales)


def _rate_name(denominator: str) -> str:
    digits = "".join(c for c in denominator if c.isdigit()) or ("100" if "trăm" in denominator else "1")
    number = int(digits + next((zeros for word, zeros in _ZEROS.items() if word in denominator), ""))
    return "/" + f"{number:,}".replace(",", ".")


def canonical_unit(written: str) -> str:
    """Return the canonical unit of a unit cell ("Số trạm", "ca/1000 người", "% huyện, xã, hộ"), "" when unknown.

    A cell that names two units ("% , người") has none.
    """
    lowered = casefold_plain(written).strip(" .;:")
    rate = RATE.search(lowered)
    if rate and "triệu đồng" not in lowered:
        return _rate_name(rate.group("denominator"))
    lowered = lowered[prefix.end() :] if (prefix := _PREFIX.match(lowered)) else lowered
    found = match_unit(lowered, 0)
    if found is None:
        return ""
    rest = lowered[found.end :].strip()
    return "" if rest.startswith((",", ";", "hoặc", "và")) else found.name


def unit_of(name: str) -> Unit | None:
    """Return what a canonical unit measures, composed ones ("triệu USD", "%/năm") included; None when unknown."""
    table = load_units()
    whole = name.startswith("/") or name in table.units
    base, _, per = (name, "", "") if whole else name.partition("/")
    factor = Decimal(1)
    words = base.split()
    by_word = dict(table.scales.values())
    while words and words[0] in by_word and " ".join(words) not in table.units:
        factor *= by_word[words.pop(0)]
    unit = table.units.get(" ".join(words))
    if unit is None:
        return None
    dimension = f"{unit.dimension} per {per}" if per else unit.dimension
    return Unit(name, dimension, unit.factor * factor, unit.noun)
