"""Paragraphs → an outline: what every paragraph is, and the headings it stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from corpus.headings import (
    appendix_title,
    in_capitals,
    is_issue_reference,
    is_legal_basis,
    is_letterhead,
    is_office,
    is_person,
    part_word,
)
from corpus.numbering import Mark, Node, level_of, mend_mark, read_mark
from corpus.paragraphs import Paragraph

HEADING_LENGTH = 160
PATH_LENGTH = 200
_STOPS = (".", ";", ",", "!", "?", "…")
_LIST_KINDS = frozenset(("bullet", "plus"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A paragraph in its place: `above` are the open levels over it, `kind` its mark ("" for none).

    `place` is what it is in the document: "title", "recipients", "signature", "legal_basis", "footnote", "heading" or
    "body"; `part` the document part it belongs to.
    """

    paragraph: Paragraph
    kind: str
    place: str
    part: tuple[str, ...]
    above: tuple[Node, ...]
    node: Node | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """The headings above, outermost first."""
        return (*self.part, *(node.text for node in self.above))


@dataclass(slots=True)
class _State:
    part: tuple[str, ...] = ()
    stack: list[Node] = field(default_factory=list)
    mode: str = "title"
    titles: int = 0
    preamble: bool = True


def outline(paragraphs: Sequence[Paragraph]) -> list[Entry]:
    """Return every paragraph with its place, its headings and its level.

    Args:
        paragraphs: the running text of one document, in order.
    """
    state = _State()
    notes = _footnotes(paragraphs)
    entries = [
        _footnote(paragraph) if index in notes else _entry(state, paragraph)
        for index, paragraph in enumerate(paragraphs)
    ]
    return [_settled(entry, follower) for entry, follower in zip_longest(entries, entries[1:])]


def _settled(entry: Entry, follower: Entry | None) -> Entry:
    """Return a short numbered sentence that heads nothing as body; only what follows can tell it from a heading."""
    sentence = entry.place == "heading" and entry.paragraph.text.endswith(".") and not entry.paragraph.emphasised
    if not sentence or (follower is not None and entry.node in follower.above):
        return entry
    return replace(entry, place="body")


def _footnotes(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Return the indexes of the footnotes: a run at the very end, numbered without a stop, marked in the text."""
    found: set[int] = set()
    for index in range(len(paragraphs) - 1, -1, -1):
        number = footnote_number(paragraphs[index].text)
        if number is None:
            break
        found.add(index)
    body = [p.text for i, p in enumerate(paragraphs) if i not in found]
    numbers = [footnote_number(paragraphs[i].text) or "" for i in sorted(found)]
    return found if any(f"({number})" in text for number in numbers for text in body) else set()


def footnote_number(text: str) -> str | None:
    """Return the number of a line that is written like a footnote ("2 Chỉ số HDI …")."""
    number, _, rest = text.partition(" ")
    number = number.strip("()[]")
    return number if number.isdigit() and len(number) < 3 and rest[:1].isupper() else None


def _footnote(paragraph: Paragraph) -> Entry:
    return Entry(paragraph, "", "footnote", ("Chú thích",), ())


def _entry(state: _State, paragraph: Paragraph) -> Entry:
    text = paragraph.text
    appendix = appendix_title(text, paragraph.emphasised)
    if appendix is not None:
        number, rest = appendix
        name = f"Phụ lục {number}".strip()
        _open_part(state, (name, shorten(_without_reference(rest))) if rest else (name,))
        return _plain(state, paragraph, "title", part=(name,))
    if part_word(text, paragraph.emphasised):
        if state.mode == "title" and state.titles == 0 and state.part:
            return _plain(state, paragraph, "title")
        _open_part(state, (text.capitalize(),))
        return _plain(state, paragraph, "title", part=state.part)
    if part_word(text.rstrip(" :"), paragraph.emphasised):
        state.mode, state.preamble = "body", False
        return _plain(state, paragraph, "title", part=state.part)
    closing = _closing_block(state, paragraph)
    return closing if closing is not None else _inside(state, paragraph)


def _open_part(state: _State, part: tuple[str, ...]) -> None:
    state.part, state.stack, state.mode, state.titles, state.preamble = part, [], "title", 0, True


def _plain(state: _State, paragraph: Paragraph, place: str, part: tuple[str, ...] | None = None) -> Entry:
    return Entry(paragraph, "", place, state.part[:1] if part is None else part, ())


def _closing_block(state: _State, paragraph: Paragraph) -> Entry | None:
    """Return the entry of a line of the recipients' list or of the signature block, if it is one."""
    text = paragraph.text
    if text.lower().startswith("nơi nhận"):
        state.mode, state.stack = "recipients", []
        return _plain(state, paragraph, "recipients")
    if is_office(text) and not (state.mode == "title" and not state.part):
        state.mode, state.stack = "signature", []
        return _plain(state, paragraph, "signature")
    if state.mode in ("recipients", "signature") and is_person(text):
        state.mode = "signature"
        return _plain(state, paragraph, "signature")
    if state.mode == "recipients":
        mark = read_mark(text)
        if (mark is not None and mark.kind in _LIST_KINDS) or text.startswith("Lưu"):
            return _plain(state, paragraph, "recipients")
    if state.mode in ("recipients", "signature"):
        state.mode = "body"
    return None


def _inside(state: _State, paragraph: Paragraph) -> Entry:
    text = paragraph.text
    mark = read_mark(text)
    if state.preamble and is_legal_basis(text) and not (state.mode == "title" and _is_title(state, paragraph)):
        state.mode = "body"
        return _plain(state, paragraph, "legal_basis")
    if state.mode == "title" and mark is None and _is_title(state, paragraph):
        return _title(state, paragraph)
    state.mode = "body"
    if mark is not None:
        return _marked(state, paragraph, mend_mark(mark, state.stack))
    if state.preamble and is_letterhead(text):
        return _plain(state, paragraph, "title")
    return _unmarked(state, paragraph)


def _is_title(state: _State, paragraph: Paragraph) -> bool:
    """Whether a line after the kind of document goes on with its title, its reference or its letterhead."""
    text = paragraph.text
    if is_issue_reference(text) or is_letterhead(text):
        return len(text) < 700
    if not state.part:
        return len(text) < HEADING_LENGTH and not text.endswith((*_STOPS, ":"))
    if state.titles == 0:
        return len(text) < 400 and not text.endswith((";", ":", ","))
    return len(text) < 400 and not paragraph.after_blank and (in_capitals(text) or paragraph.emphasised)


def _title(state: _State, paragraph: Paragraph) -> Entry:
    text = paragraph.text
    entry = _plain(state, paragraph, "title", part=state.part[:1])
    named = state.part and not is_letterhead(text)
    if named and not text.startswith("("):
        state.titles += 1
        if state.part[0].startswith("Phụ lục"):
            title = _without_reference(text)
            state.part = (state.part[0], shorten(" ".join([*state.part[1:], title])))
    return entry


def _without_reference(text: str) -> str:
    position = text.find("(")
    return text[:position].strip() if position > 0 and is_issue_reference(text[position:]) else text


def _marked(state: _State, paragraph: Paragraph, mark: Mark) -> Entry:
    level = level_of(mark, state.stack)
    del state.stack[level:]
    above = tuple(state.stack)
    if mark.kind not in _LIST_KINDS:
        state.preamble = False
    heading = mark.kind not in _LIST_KINDS and _reads_like_heading(paragraph, mark.kind)
    node = Node(
        mark.kind,
        mark.number,
        mark.depth,
        shorten(_without_bullet(paragraph.text)),
        mark.label,
        paragraph.text.endswith(":"),
        heading,
        paragraph.start,
        paragraph.end,
    )
    state.stack.append(node)
    return Entry(paragraph, mark.kind, "heading" if heading else "body", state.part, above, node)


def _without_bullet(text: str) -> str:
    return text.lstrip("-–—•●▪*+ ")


def _reads_like_heading(paragraph: Paragraph, kind: str) -> bool:
    text = paragraph.text
    if kind == "article" and text.endswith("."):
        return False
    if paragraph.emphasised or (in_capitals(text) and len(text) < PATH_LENGTH):
        return True
    if len(text) > HEADING_LENGTH:
        return False
    return not text.endswith(_STOPS) or (len(text) < 60 and text.count(".") < 3 and text.endswith("."))


def _unmarked(state: _State, paragraph: Paragraph) -> Entry:
    text = paragraph.text
    if text.endswith("./."):
        # The sentence that closes a document belongs to its last main part, not to the last item of a list.
        del state.stack[1 if state.stack and state.stack[0].kind == "roman" else 0 :]
        return Entry(paragraph, "", "body", state.part, tuple(state.stack))
    kind = "intro"
    if len(text) < HEADING_LENGTH and not text.endswith((*_STOPS, ":")) and not paragraph.after_table:
        if in_capitals(text):
            kind = "caps"
        elif paragraph.emphasised:
            kind = "bold"
    outer = ("caps",) if kind == "caps" else ("intro", "bullet", "plus", *(("bold",) if kind == "bold" else ()))
    state.stack = _closed(state.stack, outer)
    above = tuple(state.stack)
    if kind == "intro" and not text.endswith(":"):
        return Entry(paragraph, "", "body", state.part, above)
    node = Node(kind, 0, 1, shorten(text), "", text.endswith(":"), kind != "intro", paragraph.start, paragraph.end)
    state.stack.append(node)
    return Entry(paragraph, kind, "body" if kind == "intro" else "heading", state.part, above, node)


def _closed(stack: Sequence[Node], kinds: Sequence[str]) -> list[Node]:
    """Return the levels that stay open when the innermost levels of these kinds close."""
    if kinds == ("caps",):
        return [node for node in stack if node.kind == "chapter"]
    kept = list(stack)
    while kept and kept[-1].kind in kinds:
        kept.pop()
    return kept


def shorten(text: str) -> str:
    """Return a heading as it stands in paths: at most 200 characters, cut between words."""
    if len(text) <= PATH_LENGTH:
        return text
    return text[: PATH_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
