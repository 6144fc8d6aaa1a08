"""The one text function of index and query.

`tokens` turns a text into what the lexical index knows it by:

* every syllable, in order, lower-case, in one spelling (see `index.normalization`; kĩ = kỹ, qui = quy);
* after the last syllable of a compound word, the compound itself ("nông_nghiệp"), as underthesea segments it;
* numbers in one form ("95,0" is "95", "1.000" is "1000", "10 vạn" is "100000"), codes whole ("6.1", "1.2.a");
* besides its parts, one token for what is looked up whole: a percentage ("95%"), a ratio ("45/100000"), a date
  ("10/5/2017"), the number of a document ("622/qd-ttg", Đ written D because people do both), an abbreviation of
  several pieces ("nn&ptnt" is also "nnptnt").

`folded_tokens` is the same without marks and without compounds, for questions typed without marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from index.normalization import Aligned, align, clean, fold, normalize, place_tones, unmark
from index.segmentation import continues_word, segmenter_identity

__all__ = [
    "VIEWS",
    "Token",
    "clean",
    "fold",
    "folded_tokens",
    "normalize",
    "place_tones",
    "token_spans",
    "tokenizer_identity",
    "tokens",
    "unmark",
]

_RULES_VERSION: Final = 1

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3}){2,}(?!\d)|\d++(?:\.\d++)*+(?:,\d++)?+)"
_BASE: Final = re.compile(rf"(?P<number>{_NUMBER})|(?P<word>[^\W\d_][^\W_]*+)|(?P<mark>[^\w\s]|_)")
_SPECIAL: Final = re.compile(
    # A number is read from its first digit only; trying again behind each of its dots would be quadratic.
    rf"""(?<![\w/])(?<!\d[.,])(?:
      (?P<document>\d{{1,6}}(?:
          (?:\ ?/\d{{4}})?\ ?/[a-zđ]{{1,8}}(?:-[a-zđ]{{1,8}}){{1,3}} | -[a-zđ]{{1,5}}/[a-zđ]{{2,8}}))(?!\w)
    | (?P<date>\d{{1,2}}/\d{{1,2}}/\d{{4}})(?![\d/])
    | (?P<long_date>\d{{1,2}}\ tháng\ \d{{1,2}}\ năm\ \d{{4}})(?!\d)
    | (?P<ratio>{_NUMBER}\ ?/\ ?{_NUMBER}(?:\ vạn\b)?)(?![\w/])
    | (?P<percent>{_NUMBER}\ ?(?:%|phần\ trăm\b))
    | (?P<myriad>\d{{1,6}}\ vạn)\b
    | (?P<code>\d{{1,3}}(?:\.\d{{1,3}})+\.?[a-zđ])(?!\w)
    | (?P<joined>[^\W\d_]++(?:[&-][^\W\d_]++)+)
    )""",
    re.VERBOSE,
)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?!\d)")
_VOWEL: Final = re.compile("[aeiouy]")


class Token(NamedTuple):
    """One token and the span `[start, end)` of the original text it was read from."""

    text: str
    start: int
    end: int


class _Piece(NamedTuple):
    """A token of the normalised text before compounds are made; `kind` is number, word or mark."""

    key: str
    start: int
    end: int
    kind: str


def _same_syllables() -> dict[str, str]:
    """Return the syllables that i and y write two ways, under the way most plans write them."""
    # Only open syllables: "tỉnh" or "hiện" have one spelling.
    pairs = {}
    for i, y in zip("iìíỉĩị", "yỳýỷỹỵ", strict=True):
        pairs.update({place_tones(onset + i): place_tones(onset + y) for onset in ("h", "k", "l", "m", "t", "qu")})
        pairs["s" + y] = "s" + i
    return pairs


_SAME_SYLLABLES: Final = _same_syllables()


def number_key(number: str, *, decimal_point: bool = False) -> str:
    """Return one form for all the ways to write a number, by Vietnamese rules: "." groups thousands, "," is decimal.

    Args:
        number: Digits with "." and "," as written.
        decimal_point: Read "12.5" as twelve and a half (true before a percent sign) instead of as a code.

    Returns:
        "1000" for 1.000, "1,5" for 1,50, "95" for 95,0, "5" for 05; a code such as "6.1" stays.
    """
    grouped = _THOUSANDS.fullmatch(number)
    if grouped and ("." in number or number.count(",") > 1 or number.endswith(",000")):
        whole, _, fraction = number.replace(".", "").partition(",") if "." in number else (number, "", "")
        return _decimal(whole.replace(",", ""), fraction)
    if decimal_point and number.count(".") == 1 and "," not in number:
        number = number.replace(".", ",")
    if "." in number:
        return number
    whole, _, fraction = number.partition(",")
    return _decimal(whole, fraction)


def _decimal(whole: str, fraction: str) -> str:
    fraction = fraction.rstrip("0")
    if len(whole) == 2:
        whole = whole.removeprefix("0")
    return f"{whole},{fraction}" if fraction else whole


def _amount(text: str) -> str:
    """Return the key of a number that may be followed by "vạn" (ten thousand)."""
    digits = text.strip().removesuffix("vạn").rstrip()
    key = number_key(digits)
    return key + "0000" if text.rstrip().endswith("vạn") and key.isdecimal() else key


def _date_key(text: str) -> str:
    return "/".join(number_key(part) for part in re.findall(r"\d+", text))


def _ratio_key(text: str) -> str:
    above, _, below = text.partition("/")
    return f"{_amount(above)}/{_amount(below)}"


def _percent_key(text: str) -> str:
    digits = text.removesuffix("%").removesuffix("phần trăm").rstrip()
    return number_key(digits, decimal_point=True) + "%"


def _code_key(text: str) -> str:
    return f"{text[:-1].rstrip('.')}.{text[-1]}"


def _joined_key(text: str) -> str | None:
    """Return the pieces of an abbreviation as one word; two plain words with a hyphen between are not one."""
    pieces = re.split("[&-]", text)
    if "&" in text or not any(_VOWEL.search(unmark(piece)) for piece in pieces):
        return "".join(pieces)
    return None


_SPECIAL_KEYS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "document": lambda text: unmark(text.replace(" ", "")),
    "date": _date_key,
    "long_date": _date_key,
    "ratio": _ratio_key,
    "percent": _percent_key,
    "myriad": _amount,
    "code": _code_key,
    "joined": _joined_key,
}


def _pieces(text: str) -> Iterator[_Piece]:
    for match in _BASE.finditer(text):
        kind = match.lastgroup or "mark"
        written = match.group()
        key = number_key(written) if kind == "number" else _SAME_SYLLABLES.get(written, written)
        yield _Piece(key, match.start(), match.end(), kind)


def _specials(text: str) -> Iterator[_Piece]:
    for match in _SPECIAL.finditer(text):
        kind = match.lastgroup or ""
        key = _SPECIAL_KEYS[kind](match.group())
        if key is not None:
            yield _Piece(key, match.start(), match.end(), kind)


def _compounds(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Yield the words of two or more syllables; a number or a mark inside ends a word."""
    flags = continues_word([piece.key for piece in pieces]) if pieces else []
    run: list[_Piece] = []
    for piece, continued in [*zip(pieces, flags, strict=True), (_Piece("", 0, 0, "mark"), False)]:
        if continued and run and piece.kind == "word":
            run.append(piece)
            continue
        if len(run) > 1:
            yield _Piece("_".join(part.key for part in run), run[0].start, run[-1].end, "compound")
        run = [piece] if piece.kind == "word" else []


def _scan(text: str) -> list[_Piece]:
    """Return all tokens of a normalised text by where they end, shorter ones first."""
    pieces = list(_pieces(text))
    kept = [piece for piece in pieces if piece.kind != "mark"]
    return sorted([*kept, *_specials(text), *_compounds(pieces)], key=lambda piece: (piece.end, -piece.start))


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[str, ...]:
    """Return the tokens under which a text is indexed, and under which a query finds it.

    Args:
        text: Any text, in any Unicode form and case.

    Returns:
        Syllables, numbers, compounds and whole things, in the order of the text; see the module's docstring.
    """
    return tuple(piece.key for piece in _scan(normalize(text)))


@lru_cache(maxsize=1024)
def folded_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of a text without marks: syllables, numbers and whole things, no compounds.

    Words cannot be segmented without their marks, so a compound would depend on how the question was typed.
    """
    normal = normalize(text)
    pieces = sorted(
        [*(piece for piece in _pieces(normal) if piece.kind != "mark"), *_specials(normal)],
        key=lambda piece: (piece.end, -piece.start),
    )
    return tuple(unmark(piece.key) for piece in pieces)


def token_spans(text: str) -> list[Token]:
    """Return `tokens(text)` with the span of the original text behind each, for highlighting.

    Args:
        text: The original, as it will be shown.

    Returns:
        The same tokens in the same order; a compound spans from its first syllable to its last.
    """
    aligned: Aligned = align(text)
    return [Token(piece.key, *aligned.original(piece.start, piece.end)) for piece in _scan(aligned.text)]


# What the lexical index holds: a name and the function that makes its tokens. A third view is one more line.
VIEWS: Final[Mapping[str, Callable[[str], tuple[str, ...]]]] = {"words": tokens, "folded": folded_tokens}


def tokenizer_identity() -> str:
    """Return what tells an index made by other rules of text from one made by these."""
    return f"kehoach text {_RULES_VERSION}; {segmenter_identity()}"
