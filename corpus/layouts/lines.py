"""What one physical line looks like to the layouts, and titles that stand between tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

TITLE_SIMILARITY = 75.0
_HEADER_WORDS = (
    "stt",
    "so tt",
    "tt",
    "ma so",
    "nhiem vu",
    "muc tieu",
    "noi dung",
    "chi tieu",
    "phan cong",
    "trach nhiem",
    "chu tri",
    "phoi hop",
    "co quan",
    "don vi",
    "dvt",
    "thoi gian",
    "tien do",
    "lo trinh",
    "san pham",
    "ket qua",
    "kinh phi",
    "nguon von",
    "nguon luc",
    "ten du an",
    "dia diem",
    "ghi chu",
    "nhom",
    "danh muc",
    "quy mo",
    "chu dau tu",
    "dau moi",
    "tham gia",
    "giai doan",
    "nam thuc hien",
    "hoat dong",
    "cong viec",
    "giai phap",
    "dien thoai",
    "ten bao cao",
)
# The keyword of headings, with the slips of a scan ("Muc tiêu", "Mục tiểu").
MUC_TIEU = (
    r"m[ụuúùũ]c\s*ti[êeểếềẻ]u(?:\s+(?:cụ\s+thể|chung|tổng\s+quát|quốc\s+gia|thứ|ptbv|phát\s+triển\s+bền\s+vững)){0,2}"
)
HEADING = re.compile(
    r"(?:\(\d{1,3}\)\s*|(?:\d{1,3}(?:\.\d{1,2})?|[IVXL]{1,6})[.)]?\s+)?(?:"
    rf"(?:{MUC_TIEU}|mtcc?t|mt|chủ\s+đề|v?sdgs?)\s*(?:số\s*)?\d{{1,2}}(?:\.\d{{1,2}})?|"
    r"chỉ\s+tiêu\s*\d{1,2}\.\d{1,2})\b",
    re.I,
)
# A bullet, or a label with something behind it.
_NO_TITLE = re.compile(r"\s*[-–+•*]\s|[^:]{1,60}:\s*[^\s(]")
_TARGET_CODE = re.compile(r"\d\.\d{1,2}\Z")
CODE = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXL]{1,6}|[a-zđ]|-|\+)[.)]?\Z")
_YEAR_TITLE = re.compile(
    r"(?:(?:th|kh|ước|ước\s+th|thực\s+hiện|kế\s+hoạch|hiện\s+trạng|mục\s+tiêu|chỉ\s+tiêu|đến)\s+)?(?:đến\s+)?(?:năm\s+)?"
    r"(?:19|20)\d\d\Z",
    re.I,
)
_APPENDIX = re.compile(r"(?:[#*\s]*)(?:PHỤ\s+LỤC|Phụ\s+lục|PHỤ\s+BIỂU|BIỂU\s+SỐ|Biểu\s+số)\b")


def plain(text: str) -> str:
    """Return a title without marks, case and double spaces, for comparing titles."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def is_title_word(text: str) -> bool:
    """Whether a cell's text reads like a column title: short, and with a word that titles have."""
    folded = " ".join(plain(text).replace("/", " ").replace(",", " ").split())
    if not folded or len(folded) > 90 or HEADING.match(text) or _NO_TITLE.match(text):
        return False
    return is_year_title(text) or any(
        folded == word or folded.startswith(word + " ") or f" {word}" in folded for word in _HEADER_WORDS
    )


def is_goal_heading(text: str) -> bool:
    """Whether a heading is one of a goal or a theme ("Mục tiêu 6"), not of a target ("Mục tiêu 6.1")."""
    match = HEADING.match(text)
    return match is not None and _TARGET_CODE.search(match.group()) is None


def is_year_title(text: str) -> bool:
    """Whether a column title names one year ("2025", "Đến năm 2030", "KH 2020")."""
    return bool(_YEAR_TITLE.match(text))


def title_is_number(text: str) -> bool:
    """Whether a column title says that the column holds running numbers or codes."""
    return plain(text) in ("stt", "tt", "so tt", "so thu tu", "ma", "ma so", "ky hieu")


def is_header(texts: Sequence[str]) -> bool:
    """Whether a row of cell texts is a row of column titles."""
    filled = [text for text in texts if text]
    return len(filled) >= 2 and sum(map(is_title_word, filled)) * 2 > len(filled)


def same_header(header: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a row repeats a table's header, OCR errors allowed."""
    if not any(texts) or not any(header):
        return False
    left, right = plain(" | ".join(filter(None, header))), plain(" | ".join(filter(None, texts)))
    return abs(len(left) - len(right)) < 40 and fuzz.ratio(left, right) >= TITLE_SIMILARITY


def ends_table(text: str) -> bool:
    """Whether a line outside cells says that the table above it is over (an appendix title, a line of capitals)."""
    stripped = text.strip()
    if _APPENDIX.match(stripped):
        return True
    letters = [c for c in stripped if c.isalpha()]
    return len(letters) >= 8 and all(c.isupper() for c in letters) and not stripped.startswith("-")
