"""Years and periods as plans write them: "đến năm 2030", "các năm 2020, 2025 và 2030", "giai đoạn 2021 - 2030"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.numerals import composed

_YEAR = r"(?:19|20)\d{2}"
_END = r"(?![\d/%])(?![.,]\d)"
_PERIOD = re.compile(rf"(?P<first>{_YEAR})\s{{0,2}}(?P<link>-|đến|tới)\s{{0,2}}(?:năm\s)?(?P<last>{_YEAR}){_END}")
_LIST_LINK = r"\s{0,2}(?:,|;|:|và)\s{0,2}(?:đến\s|tới\s)?(?:năm\s)?"
_LIST = re.compile(rf"{_YEAR}(?:{_LIST_LINK}{_YEAR}(?!\d|\s?-\s?\d)){{1,9}}{_END}")
_ONE = re.compile(rf"{_YEAR}{_END}")
_ANY = re.compile(rf"(?<![\w/.,]){_YEAR}(?!\d)")
_YEAR_DIGITS = re.compile(_YEAR)
_BASE = ("so với", "giá so sánh", "giá", "chuẩn", "như")
_BEFORE = "kể|từ|ngay|tính|đến|hết|tới|vào|trong|trước|sau|cuối|đầu|giữa|ở|thời|điểm|giai|đoạn|kỳ|kì|nhiệm|năm|học|các"
_INTRODUCTION = re.compile(rf"(?:(?:{'|'.join(_BASE)})\s)?(?:(?:{_BEFORE})\s{{1,2}}){{0,8}}\Z")
_SETS_YEAR = re.compile(r"(?<!\w)(?:năm|giai|thời|nhiệm|đến|tới|hết|cuối|đầu|giữa|trước|vào|từ|giá|so|trong|sau)(?!\w)")
_OPENS_PERIOD = re.compile(r"(?<!\w)(?:từ|giai|thời|trong)(?!\w)")
_WORD_START = re.compile(r"(?<!\w)\w")
_MONTH = re.compile(r"tháng\s{1,2}\d{1,2}\s{0,2}\Z")
# The words that introduce a year are few: looking back a fixed distance keeps a long text linear.
_REACH = 48


@dataclass(frozen=True, slots=True)
class YearMention:
    """Years named in a text: ("2030",), ("2020", "2025", "2030") or a period ("2021-2030",).

    `start` is where the words that introduce it begin, `digits` where its first year stands. `base` says that the
    year is what something is compared with ("so với năm 2015", "giá 2010").
    """

    years: tuple[str, ...]
    start: int
    digits: int
    end: int
    base: bool = False


def find_years(text: str) -> tuple[YearMention, ...]:
    """Return the years and periods of a text in order; dates ("30/11/2019") and document numbers are none."""
    lowered, places = composed(text)
    return tuple(
        YearMention(m.years, places[m.start], places[m.digits], places[m.end], m.base) for m in scan_years(lowered)
    )


def scan_years(lowered: str) -> tuple[YearMention, ...]:
    """Return the years of a text that is in NFC and in lower case already."""
    found: list[YearMention] = []
    for digits in _ANY.finditer(lowered):
        last = found[-1].end if found else 0
        if digits.start() >= last and (mention := _mention(lowered, last, digits.start())):
            found.append(mention)
    return tuple(found)


def _mention(lowered: str, left: int, position: int) -> YearMention | None:
    start = _introduction(lowered, max(left, position - _REACH), position)
    words = lowered[start:position]
    if words.startswith("năm") and _MONTH.search(lowered, max(0, start - 14), start):
        return None
    base = words.startswith(_BASE)
    match = _PERIOD.match(lowered, position)
    # "50% năm 2015 đến năm 2020 đạt 60%" names two years, "từ năm 2015 đến năm 2020" a period.
    if match and (match["link"] == "-" or _OPENS_PERIOD.search(words)):
        return YearMention((f"{match['first']}-{match['last']}",), start, position, match.end(), base)
    if match := _LIST.match(lowered, position):
        return YearMention(tuple(_YEAR_DIGITS.findall(match.group())), start, position, match.end(), base)
    match = _ONE.match(lowered, position)
    if match and (_SETS_YEAR.search(words) or _bracketed(lowered, position, match.end())):
        return YearMention((match.group(),), start, position, match.end(), base)
    return None


def _introduction(lowered: str, left: int, position: int) -> int:
    for word in _WORD_START.finditer(lowered, left, position):
        if _INTRODUCTION.match(lowered[word.start() : position]):
            return word.start()
    return position


def _bracketed(lowered: str, position: int, end: int) -> bool:
    return lowered[max(0, position - 1) : position] == "(" and lowered[end : end + 1] in (")", ";", ",")
