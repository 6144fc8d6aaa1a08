"""Who is meant: from the text of an agency cell or a question to bodies with identity.

One body has many spellings; the table `corpus/tables/agencies.toml` lists them, this module applies it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from corpus.agency_cells import CellReader, Piece, fold_words
from corpus.agency_names import (
    NameTrie,
    Spelling,
    Word,
    department_spellings,
    fold,
    marked_form,
    slug,
    spellings,
    words,
)
from corpus.records import AgencyMention
from corpus.tables_loading import Agency, load_agencies, load_heads, load_provinces

_MISREAD_NOTE = "chữ viết trong văn bản có lỗi; hiểu là {}"
_ASIDE_NOTE = "văn bản ghi thêm: {}"
_MAPPED_NOTE = "không có cơ quan cấp tỉnh tên này; hiểu là {}"
# Wordings of one collective, and the scanning errors seen in them (kien-giang-ptbv 12.5, 16.8; dak-nong-ptbv 11.8).
_COLLECTIVE_WORDS = (
    (re.compile(r"huy ện|huyên\b"), "huyện"),
    (re.compile(r"th[ĩi] xã"), "thị xã"),
    (re.compile(r"tr[ịi] trấn"), "thị trấn"),
    (re.compile(r"^[Cc]ác\b"), "các"),
    (re.compile(r"(?<=^các )[SN](?=ở|gành)"), lambda first: first.group().lower()),
    (re.compile(r"\b(sở|[Bb]an),? +(?=ban\b|ngành\b)", re.IGNORECASE), lambda noun: noun.group(1) + ", "),
    (re.compile(r"(huyện|thị xã),? +(?=thị xã|thành phố)"), lambda noun: noun.group(1) + ", "),
    (re.compile(r"(huyện|thị xã) ?/ ?(?=thị xã|thành phố)"), lambda noun: noun.group(1) + ", "),
    (re.compile(r"(?<!có )liên quan$"), "có liên quan"),
)
_FUZZY_FROM = 12
_SHORT_FROM = 4


@dataclass(frozen=True, slots=True)
class AgencyRegistry:
    """All known bodies; splits cells, resolves names and finds bodies in running text."""

    _by_id: Mapping[str, Agency]
    _cells: NameTrie
    _mentions: NameTrie
    _long: Mapping[int, Mapping[str, Spelling]]
    _heads: Mapping[tuple[str, ...], str]
    _provinces: Mapping[tuple[str, ...], str]

    def all(self) -> tuple[Agency, ...]:
        """Return every body of the table, in its order."""
        return tuple(self._by_id.values())

    def by_id(self, agency_id: str) -> Agency | None:
        """Return the body with this id, or None for one that is not in the table."""
        return self._by_id.get(agency_id)

    def split(self, text: str, province: str | None = None) -> tuple[AgencyMention, ...]:
        """Return one mention per body named in the text of a cell.

        Args:
            text: the cell without tags and labels; line breaks separate paragraphs.
            province: name ("Bến Tre") or id of the plan's province, where known; fills canonical names that hold it.

        Returns:
            The bodies in order, repetitions kept. Words that name no known body stay one mention with kind "other" or
            the kind its first word announces.
        """
        place = self._province_name(province)
        return tuple(self._read(piece, place) for piece in self._pieces(text))

    def split_groups(self, text: str, province: str | None = None) -> tuple[tuple[AgencyMention, ...], ...]:
        """Return the bodies of a cell into which several cells were flattened, one group per original cell.

        A group ends where the next body follows without any separator ("… thành phố Các Sở: Tư pháp, …"). A forgotten
        comma looks the same, so use the groups only where their number is that of the rows.

        Args:
            text: as for `split`.
            province: as for `split`.
        """
        place = self._province_name(province)
        groups: list[list[AgencyMention]] = []
        for piece in self._pieces(text):
            if not groups or piece.glued:
                groups.append([])
            groups[-1].append(self._read(piece, place))
        return tuple(tuple(group) for group in groups)

    def _pieces(self, text: str) -> Iterator[Piece]:
        composed = unicodedata.normalize("NFC", text)
        return CellReader(self._cells, self._heads.keys(), self._provinces.keys(), composed).pieces()

    def resolve(self, name: str, province: str | None = None) -> AgencyMention:
        """Return the body one name means.

        Args:
            name: a name in any spelling.
            province: as for `split`.

        Returns:
            The mention; a text that names several bodies or none is taken as one unknown name.
        """
        mentions = self.split(name, province)
        if len(mentions) == 1:
            return replace(mentions[0], as_written=" ".join(unicodedata.normalize("NFC", name).split()))
        return self._unknown(Piece(" ".join(name.split()), None))

    def find(
        self, text: str, folded: bool = False, province: str | None = None
    ) -> Iterator[tuple[int, int, AgencyMention]]:
        """Yield the known bodies named in running text or a question, longest first at each place, never overlapping.

        Args:
            text: any text.
            folded: the text has no marks, so words are compared without them.
            province: as for `split`; decides between bodies that only differ by province.

        Yields:
            Start and end offset in `text` (of the name, without a province's name after it) and the body.
        """
        place = self._province_name(province)
        text_words = words(text)
        at = 0
        while at < len(text_words):
            hit = self._mention_at(text_words, at, folded, slug(place) if place else None)
            if hit is None:
                at += 1
                continue
            end, spelling = hit
            start_offset, end_offset = text_words[at].start, text_words[end - 1].end
            piece = Piece(text[start_offset:end_offset], spelling)
            yield start_offset, end_offset, self._known(piece, spelling, place, in_cell=False)
            at = end

    def _mention_at(
        self, text_words: tuple[Word, ...], at: int, folded: bool, province_id: str | None
    ) -> tuple[int, Spelling] | None:
        best: tuple[int, Spelling] | None = None
        for end, spelling in self._mentions.matches(text_words, at):
            if best and end < best[0]:
                break
            if not _same_marks(text_words[at:end], spelling, folded) or self._denied(text_words, end, spelling):
                continue
            if best is None or (province_id in spelling.used_in and province_id not in best[1].used_in):
                best = (end, spelling)
        return best

    def _denied(self, text_words: tuple[Word, ...], end: int, spelling: Spelling) -> bool:
        following = " ".join(word.folded for word in text_words[end : end + 2])
        stops = self._by_id[spelling.agency_id].unless_followed
        return any(following.startswith(fold(stop)) for stop in stops)

    def _province_name(self, province: str | None) -> str | None:
        if province is None:
            return None
        return self._provinces.get(tuple(fold(province).replace("-", " ").split()), province)

    def _read(self, piece: Piece, place: str | None) -> AgencyMention:
        mention = self._mention(piece, place)
        if piece.aside is None:
            return mention
        note = _ASIDE_NOTE.format(piece.aside)
        return replace(mention, note=f"{mention.note}; {note}" if mention.note else note)

    def _mention(self, piece: Piece, place: str | None) -> AgencyMention:
        spelling = piece.spelling
        if spelling is not None and not piece.collective:
            return self._known(piece, spelling, place, in_cell=True)
        listed = self._listed(piece.as_written)
        if listed is not None:
            return self._known(piece, listed, place, in_cell=True)
        if piece.collective:
            return self._collective(piece)
        near = self._near(piece.as_written)
        if near is not None:
            return self._known(piece, replace(near, role="misread"), place, in_cell=True)
        return self._unknown(piece)

    def _listed(self, name: str) -> Spelling | None:
        name_words = words(name)
        for end, spelling in self._cells.matches(name_words, 0):
            if end == len(name_words) and spelling.role in ("name", "misread"):
                return spelling
        return None

    def _known(self, piece: Piece, spelling: Spelling, place: str | None, in_cell: bool) -> AgencyMention:
        agency = self._by_id[spelling.agency_id]
        note = agency.note
        if agency.provincial and (in_cell or agency.kind != "trung-uong"):
            agency = self._by_id[agency.provincial]
            note = _MAPPED_NOTE.format(agency.name_in(place))
        elif spelling.role.endswith("misread"):
            note = _MISREAD_NOTE.format(agency.name_in(place))
        return AgencyMention(piece.as_written, agency.name_in(place), agency.agency_id, agency.kind, note)

    def _collective(self, piece: Piece) -> AgencyMention:
        canonical = _collective_name(piece.as_written)
        return AgencyMention(piece.as_written, canonical, slug(canonical), "collective")

    def _unknown(self, piece: Piece) -> AgencyMention:
        first = fold_words(piece.as_written)
        kind = next((self._heads[first[:n]] for n in (5, 4, 3, 2, 1) if first[:n] in self._heads), "other")
        canonical = piece.as_written
        if first[:1] == ("ubnd",):
            canonical = "Ủy ban nhân dân" + canonical[4:]
            if first[1:3] == ("thanh", "pho") and self._is_city(first[3:]):
                kind = "hdnd-ubnd-tinh"
        return AgencyMention(piece.as_written, canonical, slug(canonical), kind)

    def _is_city(self, name: tuple[str, ...]) -> bool:
        return any(province.kind == "thanh-pho" and fold_words(province.name) == name for province in load_provinces())

    def _near(self, name: str) -> Spelling | None:
        """Return the spelling one letter away from a name of twelve letters or more."""
        joined = "".join(fold_words(name))
        if len(joined) < _FUZZY_FROM:
            return None
        near = {
            candidates[full].agency_id: candidates[full]
            for length in (len(joined) - 1, len(joined), len(joined) + 1)
            if (candidates := self._long.get(length))
            for full, _, _ in process.extract_iter(
                joined, candidates.keys(), scorer=Levenshtein.distance, score_cutoff=1
            )
        }
        return next(iter(near.values())) if len(near) == 1 else None


def _collective_name(written: str) -> str:
    """Tidy the wording of a collective; what it names stays.

    Commas stand between the nouns ("sở ban ngành" → "sở, ban, ngành"), a slash between places becomes one, scanning
    errors in nouns go, "liên quan" is "có liên quan", "Ủy ban nhân dân" is "UBND", "Các" is "các".
    """
    name = ", ".join(part.strip() for part in written.split(",") if part.strip())
    if fold(name).startswith("uy ban nhan dan "):
        name = "UBND " + " ".join(name.split()[4:])
    for pattern, right in _COLLECTIVE_WORDS:
        name = pattern.sub(right, name)
    return name


def _same_marks(found: tuple[Word, ...], spelling: Spelling, folded: bool) -> bool:
    """Tell whether marks agree: a word without marks agrees with all, and a long name may hold one wrong mark."""
    if folded:
        return True
    wrong = 0
    for word, known in zip(found, spelling.words, strict=True):
        if marked_form(word.text) != marked_form(known) and fold(word.text) != marked_form(word.text):
            wrong += 1
    return wrong == 0 or (wrong == 1 and len(spelling.words) >= 4)


def _spellings_of(agency: Agency) -> Iterator[Spelling]:
    for pattern in (agency.name_in(None), *agency.names):
        yield from (_spelling(agency, "name", form) for form in spellings(pattern))
    for pattern in agency.misread:
        headless = agency.kind == "so" and fold_words(pattern)[:1] != ("so",)
        role = "bare misread" if headless else "misread"
        yield from (_spelling(agency, role, form) for form in spellings(pattern))
    for pattern in agency.spoken:
        yield from (_spelling(agency, "spoken", form) for form in spellings(pattern))
    if agency.kind not in ("collective", "other") and " " in agency.english:
        for form in {agency.english, agency.english.removeprefix("Provincial ")}:
            yield _spelling(agency, "english", form)
    for pattern in agency.cell_names:
        yield from (_spelling(agency, "cell", form) for form in spellings(pattern))
    if agency.parts:
        joins = agency.joins or ("và",) * (len(agency.parts) - 1)
        for form_words, allowed, short in department_spellings(agency.parts, joins):
            yield Spelling(agency.agency_id, "short" if short else "core", form_words, allowed, 1, agency.used_in)
            yield Spelling(agency.agency_id, "name", ("Sở", *form_words), (0, *allowed), 0, agency.used_in)
            if short:
                initials = ("S" + form_words[0], *form_words[1:])
                yield Spelling(agency.agency_id, "initials", initials, allowed, 1, agency.used_in)


def _spelling(agency: Agency, role: str, form: str) -> Spelling:
    form_words = words(form)
    rank = {"name": 0, "misread": 1, "bare misread": 1, "cell": 2}.get(role, 3)
    return Spelling(
        agency.agency_id,
        role,
        tuple(word.text for word in form_words),
        tuple(word.before for word in form_words),
        rank,
        agency.used_in,
    )


def _in_running_text(spelling: Spelling) -> bool:
    """Leave out what names a body only inside an agency cell: "Tài chính", "CT", "Mặt trận" is spoken and stays."""
    if spelling.role in ("short", "initials"):
        return len("".join(spelling.words)) >= _SHORT_FROM
    several = len(spelling.words) > 1
    return spelling.role == "name" or (several and spelling.role in ("misread", "spoken", "english"))


@cache
def load_registry() -> AgencyRegistry:
    """Return the registry made of the tables.

    Raises:
        CorpusError: a table cannot be read.
    """
    agencies = load_agencies()
    every = [spelling for agency in agencies for spelling in _spellings_of(agency)]
    kept = list(dict.fromkeys(every))
    provinces: dict[tuple[str, ...], str] = {}
    for province in load_provinces():
        for name in (province.name, *province.spellings):
            provinces.setdefault(fold_words(name), province.name)
    long: dict[int, dict[str, Spelling]] = {}
    for spelling in kept:
        joined = "".join(fold(word) for word in spelling.words)
        if spelling.role in ("name", "misread") and len(joined) >= _FUZZY_FROM:
            long.setdefault(len(joined), {}).setdefault(joined, spelling)
    return AgencyRegistry(
        _by_id={agency.agency_id: agency for agency in agencies},
        _cells=NameTrie(s for s in kept if s.role != "english"),
        _mentions=NameTrie(s for s in kept if _in_running_text(s)),
        _long=long,
        _heads={fold_words(head): kind for head, kind in load_heads().items()},
        _provinces=provinces,
    )
