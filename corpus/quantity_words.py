"""The words around a number: comparators, change, bases, and words that make a number a name."""

from __future__ import annotations

import re
from typing import Literal

Comparator = Literal["=", ">", ">=", "<", "<=", "~"]
Change = Literal["", "increase", "decrease", "multiply"]

_COMPARATORS: tuple[tuple[Comparator, tuple[str, ...]], ...] = (
    (">=", ("≥", ">=", "=>", "ít nhất", "tối thiểu", "thấp nhất", "không dưới", "không thấp hơn", "không ít hơn")),
    (
        "<=",
        (
            "≤",
            "<=",
            "=<",
            "không quá",
            "không vượt quá",
            "không vượt",
            "tối đa",
            "nhiều nhất",
            "cao nhất",
            "không cao hơn",
            "không hơn",
        ),
    ),
    (">", (">", "trên", "hơn", "vượt", "lớn hơn", "cao hơn", "nhiều hơn", "vượt quá", "quá")),
    ("<", ("<", "dưới", "thấp hơn", "nhỏ hơn", "ít hơn", "chưa đến", "chưa tới", "chưa đầy")),
    ("~", ("~", "≈", "khoảng", "xấp xỉ", "gần", "ước", "ước đạt", "cơ bản", "chừng", "tương đương")),
)
_BY_WORD = {word: sign for sign, words in _COMPARATORS for word in words}
_CUE = "|".join(re.escape(word) for word in sorted(_BY_WORD, key=len, reverse=True))
_FILLER = "đạt|ở mức|mức|có|là|còn|chiếm|bằng|từ|được|lên|xuống|tới|đến|bình quân|trung bình|thêm|đi|chỉ"
_REACH = 40
_BEFORE = re.compile(rf"(?:(?<=\W)|^)(?P<cues>(?:(?:{_CUE}|{_FILLER})\s{{0,2}}){{1,5}})\Z")
_SIGN = re.compile(rf"(?<!\w)(?:{_CUE})(?!\w)|[<>≥≤~≈]=?|=[<>]")
_REACHES = re.compile(r"(?<!\w)(?:đạt|ở mức|là|còn|chiếm|bằng)(?!\w)")
_UPWARDS = re.compile(r"\s{0,2}(?:[^\W\d_]{1,10}\s{1,2}){0,3}trở (?P<way>lên|xuống)(?!\w)")
_CHANGE = re.compile(
    r"(?<!\w)(?P<verb>gấp|tăng thêm|tăng|nâng|giảm bớt|giảm|cắt giảm|kéo giảm)(?P<rest>(?:\s(?:"
    rf"{_FILLER}|{_CUE}|gấp|hàng năm|hằng năm|mỗi năm|trưởng)){{0,5}})\s{{0,2}}\Z"
)
_LEVEL = re.compile(r"(?<!\w)(?:xuống|lên|đạt|còn|ở mức)(?!\w)")
_CLAUSE_VERB = re.compile(r"(?<!\w)(?<!tốc độ )(?:giảm|tăng)(?!\w)(?!\s(?:trưởng|cường))")
_BASE = re.compile(r"[^.;\n]{0,60}?(?<!\w)so với\s(?P<base>[^,.;:()\n]{2,60})")
_BASELINE = re.compile(r"(?<!\w)từ\s{1,2}(?:mức\s|khoảng\s)?\Z")
_RISES = re.compile(r"[^.;,\n]{0,30}?(?<!\w)(?<!trở )(?:lên|xuống|còn|tăng|giảm)(?!\w)")
_NAMED = re.compile(
    r"(?<!\w)(?:điều|khoản|điểm|mục|phụ lục|chương|phần|lần thứ|thứ|khóa|khoá|số|loại|cấp|quốc lộ|khu vực|giai đoạn|"
    r"mức độ|mục tiêu|mtct|mtcct|tiêu chí|hình|bảng|biểu|trang|ngày|tháng|quý|năm|qcvn|tcvn|iso|đề án|chương trình|"
    r"lớp|kênh|tuyến|chủ đề|nhóm|bước|phương án|luật|nghị quyết|quyết định|chỉ thị|công văn|kế hoạch số)"
    r"\s{1,2}(?:số\s{1,2})?\Z"
)
_MARK = re.compile(r"(?:\A|[\n])[\s#*|(-]{0,8}\Z")


def comparator_around(lowered: str, start: int, end: int) -> tuple[Comparator, bool]:
    """Return the comparator of the number at `lowered[start:end]`, and whether any word before it says it is a value.

    A bound beats an approximation: "khoảng trên 55%" is more than 55.
    """
    upwards = _UPWARDS.match(lowered, end)
    if upwards:
        return (">=" if upwards["way"] == "lên" else "<="), True
    window = lowered[max(0, start - _REACH) : start]
    before = _BEFORE.search(window)
    if not before:
        return "=", False
    signs = [_BY_WORD[m.group()] for m in _SIGN.finditer(before["cues"]) if m.group() in _BY_WORD]
    bounds = [sign for sign in signs if sign != "~"]
    if bounds:
        return bounds[-1], True
    return ("~", True) if signs else ("=", bool(_REACHES.search(before["cues"])))


def change_before(lowered: str, start: int) -> Change:
    """Return whether the number is a change ("giảm 20%", "tăng bình quân 10%") or a level ("tăng lên 60%" is one)."""
    match = _CHANGE.search(lowered[max(0, start - _REACH) : start])
    if not match:
        return ""
    if match["verb"] == "gấp" or "gấp" in match["rest"]:
        return "multiply"
    if _LEVEL.search(match["rest"]):
        return ""
    return "decrease" if "giảm" in match["verb"] else "increase"


def change_in_clause(lowered: str, start: int) -> Change:
    """Return the change that the clause before a number speaks of ("giảm tỷ lệ hộ nghèo bình quân 1,5%/năm")."""
    window = re.split(r"[,.;:\n]", lowered[max(0, start - 90) : start])[-1]
    verbs = list(_CLAUSE_VERB.finditer(window))
    if not verbs or _LEVEL.search(window, verbs[-1].end()):
        return ""
    return "decrease" if verbs[-1].group() == "giảm" else "increase"


def base_after(lowered: str, end: int) -> str:
    """Return what a quantity is compared with: the words after "so với" in the same clause."""
    match = _BASE.match(lowered, end)
    return match["base"].strip() if match else ""


def is_baseline(lowered: str, start: int, end: int) -> bool:
    """Whether a quantity is the "from" of "từ 52% năm 2015 lên 67%"."""
    return bool(_BASELINE.search(lowered[max(0, start - 16) : start]) and _RISES.match(lowered, end))


def names_a_number(lowered: str, start: int) -> bool:
    """Whether the words before a number make it part of a name ("Phụ lục 2", "lần thứ 5", "tháng 6")."""
    return bool(_NAMED.search(lowered[max(0, start - 24) : start]))


def is_list_mark(lowered: str, start: int) -> bool:
    """Whether a number opens a line, where it numbers a list rather than counts."""
    return bool(_MARK.search(lowered[max(0, start - 12) : start])) and start > 0
