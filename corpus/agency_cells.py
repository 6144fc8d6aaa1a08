"""Reading the text of an agency cell: where one body ends and the next begins.

The text is read left to right, one body at a time. At each place a body is, in this order: a known name (longest
spelling), a collective ("các sở, ban, ngành tỉnh", "UBND các huyện, thị xã, thành phố"), or words up to the next
separator. Commas and "và" separate only where no known name and no collective runs across them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.agency_names import AND, BREAK, COMMA, HARD, NameTrie, Spelling, Word, words

_PARENTHESIS = re.compile(r"\([^()]{0,400}\)")
_SEPARATOR = COMMA | AND | BREAK | HARD

# The grammar of collectives and of the words around names; folded, without spaces.
_ORGANS = frozenset(
    "so ban nganh coquan donvi tochuc diaphuong doanthe hoi hiephoi truong vien doanhnghiep coso cap hoidoanthe"
    " congdong phong chudautu".split()
)
_PLACES = frozenset("huyen thixa thi thanhpho tp quan xa phuong thitran tritran tinh".split())
_OPENERS = frozenset("coquan donvi tochuc diaphuong doanthe doanhnghiep congdong hoidoanthe chudautu".split())
_COMMITTEE = (("ubnd",), ("uy", "ban", "nhan", "dan"))
_CLOSING = frozenset("quan tinh ban hoi nghiep".split())
_LEVELS = frozenset("huyen xa cap phuong quan".split())
_MANY = frozenset(("cac", "nhung", "toan"))
_LINKS = frozenset("cua thuoc tai trong voi do gom".split())
_NOISE_BEFORE = (
    ("de", "nghi"),
    ("tham", "van", "voi"),
    ("phoi", "hop", "cung"),
    ("phoi", "hop", "voi"),
    ("phoi", "hop"),
    ("chu", "tri"),
    ("co", "quan", "chu", "tri"),
    ("co", "quan", "phoi", "hop"),
    ("cung", "voi"),
    ("cung",),
    ("voi",),
    ("do",),
    ("giao",),
    ("thu", "truong"),
    ("nguoi", "dung", "dau"),
    ("chu", "tich"),
    ("giam", "doc"),
    ("lanh", "dao"),
)
_NOISE_AFTER = (("chu", "tri", "phoi", "hop"), ("chu", "tri"), ("phoi", "hop"), ("thuc", "hien"))
_OF_THE_PROVINCE = frozenset(("tinh",))
_BARE = ("core", "short", "bare misread")


@dataclass(frozen=True, slots=True)
class Piece:
    """One body of a cell before it is named: its words, the known spelling if any, and how it was read.

    `glued` tells that nothing but a space stands between the body and the one before it.
    """

    as_written: str
    spelling: Spelling | None
    collective: bool = False
    glued: bool = False
    aside: str | None = None


@dataclass(slots=True)
class CellReader:
    """Cuts the text of one cell into pieces.

    Args:
        names: all spellings of all bodies.
        heads: folded first words that announce a body, each as a tuple of words.
        provinces: folded province names, each as a tuple of words.
        text: the text of the cell.
    """

    names: NameTrie
    heads: Collection[tuple[str, ...]]
    provinces: Collection[tuple[str, ...]]
    text: str
    cell: tuple[Word, ...] = ()
    in_list: bool = False

    def pieces(self) -> Iterator[Piece]:
        """Yield the bodies of the cell in order; what stands in brackets after a body becomes its `aside`."""
        asides = [(m.start(), m.group()) for m in _PARENTHESIS.finditer(self.text)]
        outside = _PARENTHESIS.sub(lambda aside: " " * len(aside.group()), self.text)
        if words(outside):
            self.text = outside
        else:
            asides = []
        self.cell = words(self.text)
        at = 0
        while at < len(self.cell):
            first = at
            glued = at > 0 and not self.cell[at].before & _SEPARATOR
            at = self._skip(at, _NOISE_BEFORE)
            at = self._list_prefix(at) or at
            piece, at = self._piece(at)
            until = self.cell[at].start if at < len(self.cell) else len(self.text)
            within = [aside for start, aside in asides if self.cell[first].start < start < until]
            yield replace(piece, glued=glued, aside=" ".join(within) or None)

    def _piece(self, at: int) -> tuple[Piece, int]:
        known = self._known(at)
        group_end = self._collective(at)
        if known and (known[1].role in _BARE or not group_end or known[0] >= group_end):
            return self._known_piece(at, *known)
        if group_end:
            self.in_list = False
            return Piece(self._slice(at, group_end), None, collective=True), self._skip_after(group_end)
        return self._unknown_piece(at)

    # ---- known names

    def _known(self, at: int) -> tuple[int, Spelling] | None:
        for end, spelling in self.names.matches(self.cell, at):
            if spelling.role in (*_BARE, "spoken", "cell") and not self._stands_alone(end):
                continue
            if not self._lower_level(end):
                return end, spelling
        return None

    def _stands_alone(self, end: int) -> bool:
        """A department without "Sở" must fill its place up to a separator or another body."""
        return end >= len(self.cell) or bool(self.cell[end].before & _SEPARATOR) or self._starts_body(end)

    def _lower_level(self, end: int) -> bool:
        """ "Công an huyện", "Hội Phụ nữ các cấp": not the provincial body."""
        if end >= len(self.cell) or self.cell[end].before & _SEPARATOR:
            return False
        at = end + 1 if self.cell[end].folded in _MANY else end
        if at >= len(self.cell) or self._starts_committee(end):
            return False
        return self.cell[at].folded in _LEVELS or (self._place(at) is not None and at > end)

    def _known_piece(self, at: int, end: int, spelling: Spelling) -> tuple[Piece, int]:
        bare = spelling.role in _BARE
        if not bare:
            self.in_list = self.in_list and self.cell[at].folded == "so"
        end = self._tail(end)
        written = self._slice(at, end)
        collective = False
        if self._goes_on(end):
            collective = self.cell[end].folded in _MANY
            end = self._until_separator(end)
            written = self._slice(at, end)
        if bare:
            written = "Sở " + written
        return Piece(written, spelling, collective=collective), self._skip_after(end)

    def _goes_on(self, end: int) -> bool:
        """Tell whether words that are neither a body nor "chủ trì, phối hợp với" follow a name without separator."""
        if end >= len(self.cell) or self.cell[end].before & _SEPARATOR or self._starts_body(end):
            return False
        return self._skip_after(end) == end and self._skip(end, _NOISE_BEFORE) == end

    def _tail(self, end: int) -> int:
        """Take in "tỉnh", "tỉnh Kiên Giang", "Kiên Giang" and ", huyện" after a name."""
        start = end
        while end < len(self.cell) and not self.cell[end].before & _SEPARATOR:
            if self.cell[end].folded in _OF_THE_PROVINCE:
                end += 1
                continue
            length = self._province(end)
            if not length:
                break
            end += length
        if end > 0 and self.cell[end - 1].folded == "tinh" and end < len(self.cell):
            after = end + 1
            alone = after >= len(self.cell) or bool(self.cell[after].before & _SEPARATOR)
            if self.cell[end].before == COMMA and self.cell[end].folded in _LEVELS and alone:
                return after
        return max(start, end)

    def _province(self, at: int) -> int:
        for length in (5, 4, 3, 2, 1):
            name = tuple(w.folded for w in self.cell[at : at + length])
            if len(name) == length and name in self.provinces:
                return length
        return 0

    # ---- collectives

    def _list_prefix(self, at: int) -> int:
        """Return the end of "Các Sở:", "Các sở, ngành:" or "Các Sở," before a department's name, else 0."""
        end = at + (self.cell[at].folded in _MANY)
        first = end
        while end < len(self.cell) and self.cell[end].folded in ("so", "ban", "nganh"):
            if end > first and self.cell[end].before & ~COMMA:
                break
            end += 1
        named = end > first and self.cell[first].folded == "so" and (first > at or end > first + 1)
        if not named or end >= len(self.cell):
            return 0
        gap = self.text[self.cell[end - 1].end : self.cell[end].start]
        known = self._known(end)
        department = known is not None and known[1].role in _BARE
        if ":" in gap or (department and end == first + 1):
            self.in_list = True
            return end
        return 0

    def _collective(self, at: int) -> int:
        """Return the end of the collective that begins at a word, or 0."""
        committee = self._starts_committee(at)
        if committee:
            return self._group(committee, _PLACES) if self._many_places(committee) else 0
        many = self.cell[at].folded in _MANY
        places = self._place(at + many) if at + many < len(self.cell) else None
        if many:
            places_only = places is not None and self.cell[at + 1].folded != "tinh"
            group = self._group(at + 1, _PLACES if places_only else _ORGANS) or self._modifiers(at + 1)
            return self._loose_end(at, group)
        if places is not None and places < len(self.cell) and self.cell[places].before == COMMA and self._place(places):
            return self._group(at, _PLACES)
        noun = self._noun(at, _ORGANS)
        if noun is None:
            return 0
        opener = "".join(w.folded for w in self.cell[at:noun]) in _OPENERS
        following = self._noun(noun, _ORGANS) if noun < len(self.cell) else None
        joined = following is not None and not self.cell[noun].before & (HARD | BREAK | AND)
        if opener or (joined and following is not None and self._knows_nothing(noun)):
            return self._loose_end(at, self._group(at, _ORGANS))
        return 0

    def _loose_end(self, at: int, end: int) -> int:
        """Take in "…, cao đẳng trên địa bàn": small words after a comma that begin no body, until a closing word."""
        while (
            at < end < len(self.cell)
            and self.cell[end].before == COMMA
            and self.cell[end].text[:1].islower()
            and self.cell[end - 1].folded not in _CLOSING
            and self._collective_free(end)
        ):
            end = self._until_separator(end)
        return end

    def _collective_free(self, at: int) -> bool:
        return self.cell[at].folded not in _MANY and not (
            self._starts_committee(at) or self._known(at) or self._has_head(at) or self._noun(at, _ORGANS - {"truong"})
        )

    def _starts_committee(self, at: int) -> int:
        for form in _COMMITTEE:
            if tuple(w.folded for w in self.cell[at : at + len(form)]) == form:
                return at + len(form)
        return 0

    def _many_places(self, at: int) -> bool:
        """Tell "UBND các huyện", "UBND huyện, thành phố", "UBND cấp huyện" from "UBND huyện Ba Tri"."""
        if at >= len(self.cell) or self.cell[at].before & _SEPARATOR:
            return False
        if self.cell[at].folded in _MANY or self.cell[at].folded == "cap":
            return True
        end = self._place(at)
        if end is None or self.cell[at].folded == "tinh":
            return False
        return end >= len(self.cell) or bool(self.cell[end].before) or self._place(end) is not None

    def _group(self, at: int, nouns: frozenset[str]) -> int:
        """Follow nouns over commas while they are bare, then the words that qualify the last one."""
        if nouns is _PLACES and at < len(self.cell) and self.cell[at].folded in _MANY | {"cap"}:
            at += 1
        end = self._noun(at, nouns)
        if end is None:
            return 0
        while end < len(self.cell):
            after = self._noun(end, nouns)
            gap = self.cell[end].before
            if after is None or gap & (HARD | BREAK) or (gap and not self._knows_nothing(end)):
                break
            if gap & AND and self._starts_body(end) and nouns is _PLACES:
                break
            end = after
        return self._modifiers(end)

    def _noun(self, at: int, nouns: frozenset[str]) -> int | None:
        """Match one noun written in one to four words ("thị xã", "huy ện"); return its end."""
        joined, best = "", None
        for end in range(at, min(at + 4, len(self.cell))):
            if end > at and self.cell[end].before:
                break
            joined += self.cell[end].folded
            if joined in nouns:
                best = end + 1
        return best

    def _place(self, at: int) -> int | None:
        return self._noun(at, _PLACES)

    def _knows_nothing(self, at: int) -> bool:
        """Tell whether no listed body of more than one word begins here."""
        found = self.names.matches(self.cell, at)
        return not any(spelling.role not in (*_BARE, "spoken") and end > at + 1 for end, spelling in found)

    def _modifiers(self, at: int) -> int:
        """Take in the words up to the next separator or body."""
        while at < len(self.cell) and not self.cell[at].before & _SEPARATOR:
            linked = at > 0 and self.cell[at - 1].folded in _LINKS
            if not linked and self._starts_body(at):
                break
            at += 1
        return at

    # ---- the rest

    def _starts_body(self, at: int) -> bool:
        """Tell whether a body surely begins at a word: a listed name with its head, a committee, "các" with a noun."""
        if at >= len(self.cell):
            return False
        word = self.cell[at].folded
        if word in _MANY:
            noun = self._noun(at + 1, _ORGANS) if at + 1 < len(self.cell) else None
            return noun is not None
        committee = self._starts_committee(at)
        if committee and committee < len(self.cell):
            return True
        if not self.names.begins(word):
            return False
        return any(end > at + 1 and s.role in ("name", "misread") for end, s in self.names.matches(self.cell, at))

    def _unknown_piece(self, at: int) -> tuple[Piece, int]:
        end = self._until_separator(at)
        written = self._slice(at, end)
        if self.in_list and not self._has_head(at) and self.cell[at].text[:1].isupper():
            return Piece("Sở " + written, None), self._skip_after(end)
        self.in_list = False
        while end < len(self.cell) and self._continues(at, end):
            end = self._until_separator(end)
        return Piece(self._slice(at, end), None), self._skip_after(end)

    def _has_head(self, at: int) -> bool:
        return any(tuple(w.folded for w in self.cell[at : at + n]) in self.heads for n in (5, 4, 3, 2, 1))

    def _continues(self, at: int, end: int) -> bool:
        """Tell whether a comma or "và" stands inside an unlisted name ("Trung tâm Xúc tiến Đầu tư, Du lịch")."""
        if self.cell[end].before & (HARD | BREAK) or not self._has_head(at):
            return False
        if self._has_head(end) or self._collective(end):
            return False
        known = self._known(end)
        if known is not None and known[1].role not in _BARE:
            return False
        if self.cell[end].before & AND or self.cell[end].text[:1].islower():
            return True
        after = self._until_separator(end)
        last = after < len(self.cell) and bool(self.cell[after].before & AND)
        return last and known is None and self._continues(at, after)

    def _until_separator(self, at: int) -> int:
        end = at + 1
        while end < len(self.cell) and not self.cell[end].before & _SEPARATOR:
            linked = self.cell[end - 1].folded in _LINKS
            if not linked and self._starts_body(end):
                break
            end += 1
        return end

    def _skip(self, at: int, phrases: Sequence[tuple[str, ...]]) -> int:
        moved = True
        while moved and at < len(self.cell):
            moved = False
            for phrase in phrases:
                end = at + len(phrase)
                inside = end < len(self.cell) and not any(w.before & HARD for w in self.cell[at + 1 : end])
                if inside and tuple(w.folded for w in self.cell[at:end]) == phrase:
                    at, moved = end, True
                    break
        return at

    def _skip_after(self, at: int) -> int:
        """Drop "chủ trì", "phối hợp thực hiện" after a name."""
        for phrase in _NOISE_AFTER:
            end = at + len(phrase)
            same = tuple(w.folded for w in self.cell[at:end]) == phrase
            within = same and not any(w.before & _SEPARATOR for w in self.cell[at:end])
            if within and (end >= len(self.cell) or self.cell[end].before & _SEPARATOR):
                return end
        return at

    def _slice(self, at: int, end: int) -> str:
        return " ".join(self.text[self.cell[at].start : self.cell[end - 1].end].split())


def fold_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name, "và" left out."""
    return tuple(word.folded for word in words(text))
