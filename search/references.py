"""What a question names exactly: target codes, document numbers, years, quoted phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index.text import fold

MAX_GOAL = 20
MAX_RANGE = 12
REACH = 12
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»\n]{2,200})[\"“”„«»]|(?<!\w)['‘]([^'‘’\n]{2,200})['’](?!\w)")
# More phrases than anybody quotes to find a passage; a question of nothing but quotes is no reason to look for all.
MAX_PHRASES = 8
_CODE_WORDS = (
    r"sdgs?|mục tiêu(?: cụ thể| số)?|muc tieu(?: cu the| so)?|mtct|mtut|mtkk|mt|chỉ tiêu|chi tieu|nhiệm vụ|nhiem vu|"
    r"chủ đề|chu de|targets?|goals?|tasks?|themes?|indicators?|mã số|ma so|mã|mục|muc|tiểu mục|nv|dự án|du an|projects?"
)
_GOAL_WORDS = (
    r"sdgs?|mục tiêu(?: chung| số| tổng quát)?|muc tieu(?: chung| so| tong quat)?|mt|chủ đề|chu de|goals?|themes?"
)
_CODE = r"\d{1,2}(?:\.\d{1,2}){1,3}(?:\.?[a-zđ](?!\w))?"
_UNIT_WORDS = (
    r"%|lần|lan|phần trăm|phan tram|tỷ|ty|triệu|trieu|nghìn|nghin|ngàn|ngan|ha|km|m2|m3|usd|đồng|dong|vạn|van|tuổi|"
    r"tuoi|percent|per cent|times|billion|million|kg|tấn|tan"
)
_UNITS = rf"(?:\s?(?:{_UNIT_WORDS})(?!\w)|[.,]\d|/\d)"
_LABELLED = re.compile(rf"(?<!\w)(?:{_CODE_WORDS})\s?(?P<code>{_CODE})(?!\w|[.,]\d|/\d)")
_BARE = re.compile(rf"(?<![\w.,/%-])(?P<code>{_CODE})(?!\w)(?!{_UNITS})")
_LINK = r"\s?(?:,|và|va|and|đến|den|tới|toi|to|-|hoặc|or)\s?"
_MORE = re.compile(rf"{_LINK}(?P<code>{_CODE})(?!\w)(?!{_UNITS})")
_RANGES = frozenset({"đến", "den", "tới", "toi", "to", "-"})
_APPENDIX = re.compile(r"(?<!\w)pl\s?(?P<code>\d{1,2}\.\d{1,2})(?!\w|[.,]\d)")
_NO_GOAL = r"(?![\w%/]|[.,]\d|\s?(?:%|phần trăm|lần|năm|percent))"
_GOAL = re.compile(rf"(?<!\w)(?:{_GOAL_WORDS})\s?(?P<goal>\d{{1,2}}){_NO_GOAL}")
_AMOUNT_BEFORE = re.compile(
    r"(?:tăng|giảm|đạt|khoảng|trên|dưới|hơn|gấp|tối thiểu|ít nhất|còn|tang|giam|dat|khoang|tren|duoi|gap|by|about|over|"
    r"under)\s?$"
)
# "Còn 6.2?" asks for another target; "giảm còn 6.2" is an amount.
_FOLLOW_UP = re.compile(r"(?:(?:thế|vậy|the|vay)\s)?(?:còn|con)\s?")
_YEAR = r"(?:19|20)\d{2}"
_NO_YEAR = r"(?![\w%]|[.,/]\d)"
_PERIOD_LINK = r"\s?(?:-|đến|den|tới|toi|to|until|through)\s?(?:năm |nam )?"
_PERIOD = re.compile(rf"(?<![\w/.,-])(?P<first>{_YEAR}){_PERIOD_LINK}(?P<last>{_YEAR}){_NO_YEAR}")
_ONE_YEAR = re.compile(
    rf"(?<![\w.,/-])(?P<said>(?:năm|nam|đến|den|tới|toi|cuối|cuoi|in|by)\s)?(?P<year>{_YEAR}){_NO_YEAR}"
    r"(?P<amount>\s?(?:usd|đồng|ha|tỷ(?! [lts])|triệu|nghìn)(?!\w))?"
)
_YEAR_OF_DATE = re.compile(rf"(?<![\w/])\d{{1,2}}/\d{{1,2}}/(?P<year>{_YEAR})(?![\w/])")
_DOCUMENT_WORDS = (
    r"quyết định|quyet dinh|qđ|qd|kế hoạch|ke hoach|kh|văn bản|van ban|nghị quyết|nghi quyet|nghị định|nghi dinh|"
    r"thông tư|thong tu|chỉ thị|chi thi|công văn|cong van|decision|plan|resolution|decree"
)
_NUMBER = re.compile(
    r"(?<![\w/.,])(?P<number>\d{1,5})\s?(?:/\s?(?P<year>\d{4})\s?)?/\s?(?P<kind>[a-zđ]{1,6})"
    r"(?P<issuer>(?:\s?-\s?[a-zđ0-9]{1,8}){0,2})(?!\w)"
)
# How the Party numbers its acts ("03-NQ/TU"): Guidance 36-HD/VPTW.
_PARTY_NUMBER = re.compile(
    r"(?<![\w/.,-])(?P<number>\d{1,5})\s?-\s?(?P<kind>nq|ct|kl|qđ|qd|kh|ctr|cthđ|cthd|tb)\s?/\s?(?P<issuer>tw|tu|hu)(?!\w)"
)
_SPOKEN_NUMBER = re.compile(
    rf"(?<!\w)(?:{_DOCUMENT_WORDS})\s(?:số |so |no\. ?|number )?(?P<number>\d{{2,5}})"
    r"(?![\w/.,%])(?!\s?(?:-|đến|tới)\s?\d{4})"
)
# How the letters of a document number are written: Decree 30/2020/NĐ-CP on clerical work, Annex VI.
_SPELLING = {
    "qd": "QĐ",
    "nd": "NĐ",
    "cp": "CP",
    "ttg": "TTg",
    "ubnd": "UBND",
    "hdnd": "HĐND",
    "tw": "TW",
    "tu": "TU",
    "kh": "KH",
    "nq": "NQ",
    "ct": "CT",
    "tt": "TT",
    "btnmt": "BTNMT",
    "bkhdt": "BKHĐT",
    "ldtbxh": "LĐTBXH",
    "gddt": "GDĐT",
    "qh": "QH",
    "bc": "BC",
    "cv": "CV",
}


@dataclass(frozen=True, slots=True)
class References:
    """The exact things a question names, and the places (in the normalised text) they stand at."""

    target_codes: tuple[str, ...]
    goal_codes: tuple[str, ...]
    document_numbers: tuple[str, ...]
    years: tuple[str, ...]
    periods: tuple[str, ...]
    spans: tuple[tuple[int, int, str], ...]


def quoted_phrases(text: str) -> tuple[str, ...]:
    """Return the phrases in quotation marks, in order, each once, `MAX_PHRASES` at most; they are to be found exactly.

    Args:
        text: the question, in any case.
    """
    said = (" ".join((match[1] or match[2]).split()) for match in _QUOTED.finditer(text))
    return tuple(islice(dict.fromkeys(phrase for phrase in said if phrase), MAX_PHRASES))


def find_references(text: str, not_years: tuple[tuple[int, int], ...] = ()) -> References:
    """Find target codes, goals, document numbers, years and periods.

    Args:
        text: normalised (lower-case, NFC) text.
        not_years: spans whose numbers are part of a name ("Chương trình nghị sự 2030").

    Returns:
        What was found; nothing that is a decimal, an amount or a date.
    """
    documents = list(_documents(text))
    taken = [span for span, _ in documents]
    codes = [hit for hit in _codes(text) if not _overlaps(hit[0], taken)]
    taken += [span for span, _ in codes]
    goals = [
        (match.span(), match["goal"])
        for match in _GOAL.finditer(text)
        if 0 < int(match["goal"]) <= MAX_GOAL and not _overlaps(match.span("goal"), taken)
    ]
    taken += [*not_years]
    dated = list(_years(_blanked(text, taken)))
    named = [year for _, year in dated]
    spans = [
        *((*span, "{document}") for span, _ in documents),
        *((*span, "{code}") for span, _ in codes),
        *((*span, "{year}") for span, _ in dated),
    ]
    return References(
        target_codes=_unique(code for _, code in codes),
        goal_codes=_unique(goal for _, goal in goals),
        document_numbers=_unique(number for _, number in documents),
        years=_unique(year for item in named for year in item.split("-")),
        periods=_unique(item for item in named if "-" in item),
        spans=tuple(sorted(spans)),
    )


def same_number(written: str, number: str) -> bool:
    """Return whether a document number of a question is that of a document ("2082" and "622/QD-TTg" count).

    Args:
        written: the number as found in the question.
        number: the document's full number.
    """
    left, right = fold(written), fold(number)
    return left == right or ("/" not in left and right.startswith((f"{left}/", f"{left}-")))


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in sorted(spans):
        if start >= done:
            pieces += [text[done:start], " " * (end - start)]
            done = end
    return "".join(pieces) + text[done:]


def _years(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    periods = [(match.span(), f"{match['first']}-{match['last']}") for match in _PERIOD.finditer(text)]
    taken = [span for span, _ in periods]
    ones = [(m.span("year"), m["year"]) for m in _ONE_YEAR.finditer(text) if m["said"] or not m["amount"]]
    dates = [(match.span("year"), match["year"]) for match in _YEAR_OF_DATE.finditer(text)]
    yield from sorted([*periods, *dates, *(hit for hit in ones if not _overlaps(hit[0], taken))])


def _unique(items: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _documents(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    found: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(text):
        kind = _spelled(match["kind"])
        if kind is None:
            continue
        issuer = "".join("-" + (_spelled(part) or part.upper()) for part in _pieces(match["issuer"]))
        year = f"/{match['year']}" if match["year"] else ""
        found.append(match.span())
        yield match.span(), f"{match['number']}{year}/{kind}{issuer}"
    for match in _PARTY_NUMBER.finditer(text):
        found.append(match.span())
        yield (
            match.span(),
            f"{match['number']}-{_spelled(match['kind']) or match['kind'].upper()}/{match['issuer'].upper()}",
        )
    for match in _SPOKEN_NUMBER.finditer(text):
        a_year = 1990 <= int(match["number"]) <= 2060
        if not a_year and not _overlaps(match.span("number"), found):
            yield match.span("number"), match["number"]


def _pieces(issuer: str) -> list[str]:
    return [piece.strip() for piece in issuer.split("-") if piece.strip()]


def _spelled(part: str) -> str | None:
    return _SPELLING.get(fold(part))


def _codes(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _APPENDIX.finditer(text):
        yield match.span("code"), f"PL{match['code']}"
    labelled_to = 0
    for match in _LABELLED.finditer(text):
        if match.start() < labelled_to:
            continue
        yield match.span("code"), _tidy(match["code"])
        labelled_to = match.end()
        before = match["code"]
        while more := _MORE.match(text, labelled_to):
            for code in _between(before, more["code"], text[labelled_to : more.start("code")]):
                yield more.span("code"), _tidy(code)
            labelled_to, before = more.end(), more["code"]
    for match in _BARE.finditer(text):
        code = match["code"]
        goal, _, rest = code.partition(".")
        before = text[max(0, match.start() - REACH) : match.start()]
        amount = rest.startswith("0") or (_AMOUNT_BEFORE.search(before) and not _FOLLOW_UP.fullmatch(before))
        if 0 < int(goal) <= MAX_GOAL and not amount:
            yield match.span("code"), _tidy(code)


def _tidy(code: str) -> str:
    return code if not code[-1].isalpha() or code[-2] == "." else f"{code[:-1]}.{code[-1]}"


def _between(first: str, last: str, link: str) -> list[str]:
    """Return the codes after `first` up to `last`: all of them for "7.1 đến 7.4", else `last` alone."""
    stem_first, _, low = first.rpartition(".")
    stem_last, _, high = last.rpartition(".")
    ranged = link.strip() in _RANGES and stem_first == stem_last and low.isdigit() and high.isdigit()
    if ranged and 0 < int(high) - int(low) <= MAX_RANGE:
        return [f"{stem_first}.{number}" for number in range(int(low) + 1, int(high) + 1)]
    return [last]
