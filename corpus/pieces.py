"""A cell's content → pieces: goal and target headings, lettered parts, numeric targets, tasks.

A task is one bullet or paragraph. Where a list lost its bullets it is cut at sentence ends, and before the words that
open tasks (`tables/task_openers.toml`); a dash inside a name or a period ("Lao động - Thương binh", "2016 - 2020") cuts
nothing.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal

from corpus.layouts.base import Cell
from corpus.layouts.lines import MUC_TIEU
from corpus.markup import Block, blocks, trim, visible_with_offsets
from corpus.numbering import roman_value
from corpus.reading import Document
from corpus.records import Span
from corpus.wording import casefold_plain

PieceKind = Literal["goal", "target", "part", "measure", "task"]

_KEYWORD = rf"(?:{MUC_TIEU}|mtcc?t|mt|v?sdgs?)"
_TARGET_KEYWORD = rf"(?:{MUC_TIEU}|mtcc?t|mt|chỉ\s+tiêu|v?sdgs?)"
_NUMBERED = r"(?:\d{1,3}(?:\.\d{1,2})?|[IVXL]{1,6})[.)]\s*"
_TAG = r"\((?:mục\s+tiêu[^()]{0,40}|MT[A-ZĐ]{2,3})(?:\s*\([^()]{0,10}\))?\)"
TARGET = re.compile(
    rf"(?:\(\s*(?P<ordinal>\d{{1,3}})\s*\)\s*|{_NUMBERED})?{_TARGET_KEYWORD}\s*(?:số\s*)?(?P<code>\d{{1,2}}\s?\.\s?\d{{1,2}}(?:\.\d{{1,2}})?)"
    rf"(?!\d)\s*(?P<tag1>{_TAG})?\s*[:.–-]?\s*(?P<tag2>{_TAG})?\s*[:.]?\s*",
    re.I,
)
# Without a stop the title must begin with a capital: "mục tiêu 6 của Kế hoạch" is no heading.
GOAL = re.compile(
    rf"(?:{_NUMBERED})?{_KEYWORD}\s*(?:số\s*)?(?P<code>\d{{1,2}}|(?-i:[IVX]{{1,5}}(?=\s*[.:])))(?:\s*\([^()]{{1,40}}\))?"
    r"(?:\s*[:.](?!\d)\s*|\s*[-–]\s+(?=[^\W\d_])|\s+(?-i:(?=[A-ZÀ-ỸĐ]))|\s*\Z)",
    re.I,
)
PART = re.compile(r"(?P<letter>[a-hđ])\s*(?:[.)](?!\w\))|\Z)\s*")
MEASURE = re.compile(r"ch[ỉi]\s+tiêu(?:\s+cụ\s+thể)?\s*:\s*", re.I)
BULLET = re.compile(r"(?:[-–+•*●▪]\s*)+")
_DASH = re.compile(r"(?<=[\s.;])[-–+•](?=\s+[^\W\d_])")
_STOP = re.compile(r"[.;](?=\s+[^\W\d_])")
# Marks of footnotes: a raised figure, or a figure in brackets glued to a word.
_FOOTNOTE_MARK = re.compile(r"[⁰¹²³⁴-⁹]+|(?<=[^\W\d_])\(\d{1,2}\)")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a cell: `text` without label and bullet, `span` with them.

    `code` is the number or letter of a heading, `ordinal` the running number before it, `priority` its tag; `bullet`
    says that the piece began with a bullet mark, `goes_on` that it could be the rest of a piece before it.
    """

    kind: PieceKind
    text: str
    span: Span
    code: str = ""
    ordinal: str = ""
    priority: str | None = None
    bullet: bool = False
    goes_on: bool = False

    def joined(self, rest: Piece) -> Piece:
        """Return this piece with the rest of its sentence, which stood in another cell."""
        return replace(self, text=f"{self.text} {rest.text}".strip(), span=self.span.cover(rest.span))


@dataclass(frozen=True, slots=True)
class Openers:
    """The words that open a task, and the words after which a capital belongs to a name."""

    openers: frozenset[str]
    name_heads: frozenset[str]


@cache
def load_openers() -> Openers:
    """Read `tables/task_openers.toml`."""
    data = tomllib.loads(resources.files("corpus").joinpath("tables/task_openers.toml").read_text(encoding="utf-8"))
    return Openers(frozenset(data["openers"]), frozenset(data["name_heads"]))


def cell_pieces(document: Document, cell: Cell) -> Iterator[Piece]:
    """Yield the pieces of a body cell in order."""
    for block in blocks(document.source, cell.start, cell.end):
        yield from block_pieces(document, block)


def block_pieces(document: Document, block: Block) -> Iterator[Piece]:
    """Yield the pieces of one block: headings first, then the tasks they stand before."""
    source, start = document.source, block.start
    text, offsets = visible_with_offsets(source, start, block.end)
    heading, used = _heading(document, text, offsets, block.end)
    if heading is not None and heading.kind in ("goal", "target"):
        yield heading
        yield from _tasks(document, text[used:], offsets[used:], block)
        return
    if heading is not None:
        yield heading
        text, offsets = text[used:], offsets[used:]
        again, used = _heading(document, text, offsets, block.end)
        if again is not None and again.kind == "measure":
            yield again
            return
        if heading.kind == "measure":
            return
    if text.strip():
        yield from _tasks(document, text, offsets, block)


def _heading(document: Document, text: str, offsets: Sequence[int], end: int) -> tuple[Piece | None, int]:
    if not text:
        return None, 0
    mark = BULLET.match(text)
    match = TARGET.match(text) or (_behind_bullet(TARGET, text, mark) if mark else None)
    if match:
        stop = _heading_end(text, match.end())
        tag = match.group("tag1") or match.group("tag2")
        piece = Piece(
            "target",
            without_footnote_marks(text[match.end() : stop]),
            _span_to(document, offsets, stop, end),
            match.group("code").replace(" ", ""),
            match.group("ordinal") or "",
            _priority(tag),
        )
        return piece, stop
    match = GOAL.match(text) or (_behind_bullet(GOAL, text, mark) if mark else None)
    if match:
        stop = _heading_end(text, match.end())
        title = without_footnote_marks(text[match.end() : stop])
        return Piece("goal", title, _span_to(document, offsets, stop, end), _goal_number(match.group("code"))), stop
    match = MEASURE.match(text)
    if match:
        span = document.span(*trim(document.source, offsets[0], end))
        return Piece("measure", without_footnote_marks(text[match.end() :]), span), len(text)
    match = PART.match(text)
    if match and (match.end() == len(text) or text[match.start("letter") + 1 : match.end()].strip()):
        stop = offsets[match.end() - 1] + 1
        return Piece("part", "", document.span(offsets[0], stop), match.group("letter")), match.end()
    return None, 0


def _behind_bullet(pattern: re.Pattern[str], text: str, mark: re.Match[str]) -> re.Match[str] | None:
    """Return the heading behind a bullet; there it must end in a colon, because tasks may speak of targets."""
    match = pattern.match(text, mark.end())
    return match if match and ":" in match.group() else None


def _goal_number(code: str) -> str:
    return code if code.isdigit() else str(roman_value(code))


def _heading_end(text: str, start: int) -> int:
    """Return where a heading ends whose tasks follow on the same line, behind dashes and with words that open tasks."""
    known = load_openers()
    dashes = (m.start() for m in _DASH.finditer(text, start) if _opens_task(text, m, known))
    return next(dashes, len(text))


def _span_to(document: Document, offsets: Sequence[int], stop: int, end: int) -> Span:
    return document.span(*trim(document.source, offsets[0], offsets[stop] if stop < len(offsets) else end))


def _priority(tag: str | None) -> str | None:
    """Return MTUT (ưu tiên) or MTKK (khuyến khích); OCR turns the last letters into others."""
    if not tag:
        return None
    return "MTUT" if re.search(r"ưu|MTU|MTƯ", tag, re.I) else "MTKK"


def _tasks(document: Document, text: str, offsets: Sequence[int], block: Block) -> Iterator[Piece]:
    cuts = [0, *_cuts(text, block), len(text)]
    for left, right in itertools.pairwise(cuts):
        raw = text[left:right]
        lead = len(raw) - len(raw.lstrip())
        body = raw.strip()
        match = BULLET.match(body)
        marked = match is not None and (match.end() < len(body))
        words = body[match.end() :] if match else body
        if not words.strip(" .;,:-–"):
            continue
        first = left + lead
        last = left + len(raw.rstrip()) - 1
        span = document.span(offsets[first], offsets[last] + 1)
        goes_on = not marked and left == 0 and words[:1].islower()
        yield Piece("task", without_footnote_marks(words), span, bullet=marked or left > 0, goes_on=goes_on)


def _cuts(text: str, block: Block) -> list[int]:
    """Return where tasks begin inside a block (never 0).

    Only blocks of running HTML are cut anywhere: where the export kept one bullet a line, a line is one task, unless
    items that end in a stop and open like tasks stand in it behind dashes.
    """
    known = load_openers()
    running = block.opener in ("ul", "li", "ol", "p", "/p", "/ul")
    if block.opener == "line" or not (running or BULLET.match(text)):
        return [m.start() for m in _DASH.finditer(text) if _surely_opens_item(text, m, known)]
    dashes = [m.start() for m in _DASH.finditer(text) if _opens_item(text, m, known)]
    if dashes or BULLET.match(text):
        return dashes
    if block.opener not in ("ul", "ol"):
        return []
    return sorted(set(_sentence_cuts(text)) | set(_opener_cuts(text, known)))


def _opens_item(text: str, dash: re.Match[str], known: Openers) -> bool:
    if dash.start() == 0 or not text[dash.end() :].lstrip()[:1].isupper():
        return False
    before = text[: dash.start()].rstrip()
    if before[-1:] in ".;:,”…)!?":
        return True
    return _opener_at(text, dash.end(), known)


def _opens_task(text: str, dash: re.Match[str], known: Openers) -> bool:
    return text[dash.end() :].lstrip()[:1].isupper() and _opener_at(text, dash.end(), known)


def _surely_opens_item(text: str, dash: re.Match[str], known: Openers) -> bool:
    """Whether a dash inside a line opens an item: what stands before it came to its end, what follows opens a task."""
    before = text[: dash.start()].rstrip()
    return before[-1:] in (".", ";", ":") and _opener_at(text, dash.end(), known)


def _opener_at(text: str, position: int, known: Openers) -> bool:
    words = [m.group() for _, m in zip(range(2), _WORD.finditer(text, position), strict=False)]
    return len(words) == 2 and casefold_plain(" ".join(words)).rstrip(",.;:") in known.openers


def _ends_in_name_head(before: str, known: Openers) -> bool:
    words = casefold_plain(before[-40:]).split()
    return bool(words) and (words[-1] in known.name_heads or " ".join(words[-2:]) in known.name_heads)


def _sentence_cuts(text: str) -> Iterator[int]:
    for match in _STOP.finditer(text):
        following = text[match.end() :].lstrip()
        if following[:1].isupper() and not (match.group() == ";" and _names_document(following)):
            yield len(text) - len(following)


def _names_document(text: str) -> bool:
    """Whether a text begins with a thing ("Đề án …"), so that after a semicolon it goes on with a list of things."""
    words = [m.group() for _, m in zip(range(2), _WORD.finditer(text), strict=False)]
    return casefold_plain(" ".join(words)) in load_openers().name_heads


def _opener_cuts(text: str, known: Openers) -> Iterator[int]:
    """Yield where a task opens after a word in lower case, without any stop between them."""
    words = list(_WORD.finditer(text))
    for before, word in itertools.pairwise(words):
        if not word.group()[0].isupper() or not before.group()[-1].isalpha() or not before.group().islower():
            continue
        if _ends_in_name_head(text[: before.end()], known):
            continue
        if _opener_at(text, word.start(), known):
            yield word.start()


def without_footnote_marks(text: str) -> str:
    """Return a record's text without the marks that point at footnotes ("đại dương¹", "quy hoạch(3)")."""
    return _FOOTNOTE_MARK.sub("", text).strip()
