"""Which provinces, plans and bodies a question means.

Provinces merged on 1 July 2025 (Resolution 202/2025/QH15), so a name can mean the province that made a plan or today's;
which plans there are comes from the index, never from code.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.agencies import load_registry
from corpus.provinces import Province, find_provinces, load_provinces, predecessors
from corpus.records import AgencyMention, PlanInfo
from index.text import fold, normalize
from search.phrases import PhraseTable
from search.references import same_number
from search.spelling import Token, is_syllable, strip_marks, tokenise
from search.tables import QuestionCues, load_cues
from search.vocabulary import Vocabulary, word_list

MIN_JOINED = 5
_SURE_JOINED = 6
_NEAR = 3
_LETTERS = 2
_PLAN_WORDS_NEAR = 4
_BETWEEN = "|"
# People say "bên tư pháp" for "Sở Tư pháp".
_SPOKEN_HEAD = re.compile(r"(?<!\w)(?:bên|phía)(?= \w)")
# "Kế hoạch của Bến Tre năm 2018", "the plan of 2018"; not what is to be reached by a year, nor a period.
_PLAN_OF_YEAR = re.compile(
    r"(?<!\w)(?:kế hoạch|plan)(?: (?!đến |tới |vào |trước |by |until )\w{1,12}){0,4}? (?:năm|of|from|issued in) "
    r"(?P<year>20\d\d)(?![\w/]|\s?(?:-|–|đến|tới)\s?20)"
)


@dataclass(frozen=True, slots=True)
class NamedProvinces:
    """Provinces with a plan that are meant, all that were named, their places, and whether today's are meant.

    `beside` are the places of today's names that only explain an older one, with the words that say so.
    """

    meant: tuple[str, ...]
    asked: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    today: bool
    beside: tuple[tuple[int, int], ...] = ()


def name_provinces(
    text: str, original: str, plans: Sequence[PlanInfo], cues: QuestionCues, words: Vocabulary
) -> NamedProvinces:
    """Find the provinces a question names, and those whose plans it means.

    A province with a plan means that plan, unless the question speaks of today's province; today's province without a
    plan of its own means its predecessors' plans; a province merged away without a plan means none.

    Args:
        text: normalised text.
        original: the question as typed (capitals tell a name from a common word).
        plans: the plans of the index.
        cues: words that mean today's province.
        words: places inside provinces.
    """
    with_plan = {plan.province for plan in plans if plan.province}
    meant: dict[str, None] = {}
    asked: dict[str, None] = {}
    spans: list[tuple[int, int]] = []
    tokens = [token for token in tokenise(text) if token.is_word]
    anywhere = _has_phrase(tokens, cues.today_anywhere)
    today = False
    mentions = [hit for hit in mentioned_provinces(text) if _is_name(text, hit[0], hit[1], original, cues)]
    renamed, beside = _renamed(tokens, mentions, cues)
    for start, end, province in mentions:
        if province.province_id in renamed:
            beside.append((start, end))
            continue
        spans.append((start, end))
        asked[province.province_id] = None
        now = anywhere or _has_phrase(_around(tokens, start, end), cues.today_near)
        today = today or now
        meant.update(dict.fromkeys(_plans_meant(province, with_plan, now)))
    if not asked:
        for place in _places(tokens, words):
            asked[place] = None
            if place in with_plan:
                meant[place] = None
    return NamedProvinces(tuple(meant), tuple(asked), tuple(spans), today, tuple(beside))


def _renamed(
    tokens: list[Token], mentions: Sequence[tuple[int, int, Province]], cues: QuestionCues
) -> tuple[frozenset[str], list[tuple[int, int]]]:
    """Return today's provinces that only explain an older name beside them, and where the words stand that say so."""
    found: set[str] = set()
    said: list[tuple[int, int]] = []
    for start, end, old in mentions:
        near = _phrase_spans(_around(tokens, start, end), cues.former)
        explained = {new.province_id for _, _, new in mentions if new != old and old.today_id == new.province_id}
        if near and explained:
            found |= explained
            said += near
    for (_, end, old), (start, _, new) in itertools.pairwise(mentions):
        between = _phrase_spans([t for t in tokens if t.start >= end and t.end <= start], cues.renamed)
        if between and old.today_id == new.province_id != old.province_id:
            found.add(new.province_id)
            said += between
    return frozenset(found), said


def _phrase_spans(tokens: list[Token], phrases: Sequence[str]) -> list[tuple[int, int]]:
    """Return where phrases without marks stand among tokens, whose marks may be missing or guessed wrong."""
    hits = _phrase_set(tuple(phrases)).find([strip_marks(token.text) for token in tokens])
    return [(tokens[first].start, tokens[last - 1].end) for first, last, _ in hits]


def mentioned_provinces(text: str) -> list[tuple[int, int, Province]]:
    """Return every province a text names, in any spelling of the table or run together ("bentre"), in order.

    Args:
        text: normalised text.
    """
    found = list(find_provinces(text))
    tokens = [token for token in tokenise(text) if token.is_word]
    for first, last, province in _other_spellings().find([token.text for token in tokens]):
        start, end = tokens[first].start, tokens[last - 1].end
        if not any(start < known_end and known_start < end for known_start, known_end, _ in found):
            found.append((start, end, province))
    return sorted(found, key=lambda hit: hit[0])


def mark_provinces(text: str) -> str:
    """Return normalised English text with every province's name in its marked spelling, however many marks it had."""
    pieces, done = [], 0
    # Bare letters and marked ones are as many, so places in one are places in the other.
    for start, end, province in mentioned_provinces(strip_marks(text)) or mentioned_provinces(text):
        pieces += [text[done:start], normalize(province.name)]
        done = end
    return "".join(pieces) + text[done:]


@cache
def _other_spellings() -> PhraseTable[Province]:
    rows: list[tuple[list[str], Province]] = []
    for province in load_provinces():
        for name in (province.name, *province.spellings):
            words = word_list(normalize(name))
            rows.append((words, province))
            joined = fold("".join(words))
            if len(words) > 1 and _is_clear(joined):
                rows.append(([joined], province))
            # "AGiang", "BTre": the letters of the first syllables and the last one in full.
            short = "".join(word[0] for word in words[:-1]) + words[-1]
            if len(words) > 1 and not is_syllable(fold(short)) and len(words[-1]) > _LETTERS:
                rows += [([spelling], province) for spelling in dict.fromkeys((short, fold(short)))]
    return PhraseTable(rows)


def _is_clear(joined: str) -> bool:
    """Return whether a name run together is no word of its own: long, or no syllable of Vietnamese."""
    return len(joined) >= _SURE_JOINED or (len(joined) >= MIN_JOINED and not is_syllable(joined))


def joined_names(text: str) -> frozenset[str]:
    """Return the words of a text that are names of provinces run together ("phuyen"); they are no typing errors."""
    listed = word_list(text)
    return frozenset(listed[first] for first, last, _ in _other_spellings().find(listed) if last - first == 1)


def _plans_meant(province: Province, with_plan: set[str], now: bool) -> list[str]:
    name = province.province_id
    if name in with_plan and not now:
        return [name]
    if province.today_id != name:
        return [name] if name in with_plan else []
    return [old.province_id for old in predecessors(name) if old.province_id in with_plan]


def _is_name(text: str, start: int, end: int, original: str, cues: QuestionCues) -> bool:
    name, before = text[start:end], word_list(text[:start])
    if any(tuple(before[-len(words) :]) == words for words in cues.not_before_names):
        return False
    if strip_marks(name) not in {strip_marks(common) for common in cues.common_names}:
        return True
    capitals = " ".join(word.capitalize() for word in name.split())
    return _bare(capitals) in _bare(original) or (bool(before) and before[-1] in cues.before_names)


def _bare(text: str) -> str:
    """Return a text without Vietnamese marks, its capitals kept."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return bare.replace("đ", "d").replace("Đ", "D")


def _around(tokens: list[Token], start: int, end: int) -> list[Token]:
    before = [token for token in tokens if token.end <= start][-_NEAR:]
    after = [token for token in tokens if token.start >= end][:_NEAR]
    return before + after


def _has_phrase(tokens: list[Token], phrases: Sequence[str]) -> bool:
    return any(True for _ in _phrase_set(tuple(phrases)).find([token.text for token in tokens]))


def _places(tokens: list[Token], words: Vocabulary) -> Iterator[str]:
    for _, _, province in words.places.find([token.text for token in tokens]):
        yield province


def name_bodies(text: str, province: str | None) -> list[tuple[int, int, AgencyMention]]:
    """Find the bodies a question names.

    Args:
        text: normalised Vietnamese text.
        province: the one province the question means, where there is one.
    """
    registry = load_registry()
    found = list(registry.find(text, province=province))
    spoken = _SPOKEN_HEAD.sub(lambda head: "sở".rjust(len(head.group())), text)
    if spoken != text:
        taken = [(start, end) for start, end, _ in found]
        for start, end, mention in registry.find(spoken, province=province):
            if not any(start < last and first < end for first, last in taken):
                found.append((start, end, mention))
    return sorted((hit for hit in found if not _is_subject(text, hit[0], hit[1])), key=lambda hit: hit[0])


def mark_heads(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Mark the head word of bodies named by letters ("so nv" is "sở nv"), and return where such names stand.

    Letters say nothing to a model of syllables, and some of them are short for other things too.

    Args:
        text: normalised Vietnamese text.
    """
    spans: list[tuple[int, int]] = []
    for start, end, mention in load_registry().find(text):
        said, (head, *rest) = text[start:end].split(), normalize(mention.canonical).split()
        letters = not is_syllable(said[-1]) or (len(said[-1]) <= _LETTERS and said[-1] not in rest)
        if len(said) > 1 and strip_marks(said[0]) == strip_marks(head) and letters:
            text = f"{text[:start]}{head}{text[start + len(head) :]}"
            spans.append((start, end))
    return text, tuple(spans)


def _is_subject(text: str, start: int, end: int) -> bool:
    """Return whether what looks like a body is the subject.

    It is where the name of a field has no head ("TT&TT") and follows a word such as "hệ thống", and where the head is
    the end of a longer word ("cơ sở y tế").
    """
    before = word_list(text[:start])
    if before[-1:] == ["cơ"]:
        return True
    subject = any(tuple(before[-len(words) :]) == words for words in load_cues().before_subjects)
    return subject and word_list(text[start:end])[0] not in load_cues().heads_of_bodies


def collective_spans(text: str, cues: QuestionCues) -> list[tuple[int, int]]:
    """Return where a question names the bodies of districts or communes as such ("UBND các huyện, thành phố")."""
    tokens = [token for token in tokenise(text) if token.is_word]
    found = _phrase_set(cues.collective).find([token.text for token in tokens])
    return [(tokens[first].start, tokens[last - 1].end) for first, last, _ in found]


@dataclass(frozen=True, slots=True)
class NamedPlans:
    """Kinds of plan and plans a question names, the places of the words, and what was asked for and is not here."""

    kinds: tuple[str, ...]
    plans: tuple[str, ...]
    not_here: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def name_plans(
    text: str, provinces: NamedProvinces, numbers: Sequence[str], plans: Sequence[PlanInfo], cues: QuestionCues
) -> NamedPlans:
    """Find the plans a question means, by document number or by kind and province.

    Args:
        text: normalised text.
        provinces: the provinces it means.
        numbers: the document numbers it names.
        plans: the plans of the index.
        cues: words for kinds of plan.
    """
    tokens = [token for token in tokenise(text) if token.is_word]
    words = [token.text for token in tokens]
    kinds: dict[str, None] = {}
    spans: list[tuple[int, int]] = []
    for kind, phrases in cues.plan_kinds.items():
        for first, last, _ in _phrase_set(phrases).find(words):
            spans.append((tokens[first].start, tokens[last - 1].end))
            if " ".join(words[first:last]) in cues.always_plans or _is_plan(words, first, last, cues.plan_words):
                kinds[kind] = None
    by_number = [p.plan_id for p in plans for number in numbers if p.number and same_number(number, p.number)]
    if by_number:
        return NamedPlans(tuple(kinds), tuple(dict.fromkeys(by_number)), (), tuple(spans))
    here = {(plan.province, plan.kind) for plan in plans}
    asked_for = [kind for kind in kinds if _names_a_plan(words, cues.plan_kinds[kind], cues)]
    missing = tuple(f"{name}:{kind}" for name in provinces.meant for kind in asked_for if (name, kind) not in here)
    chosen = () if provinces_unknown(provinces) else _of_kind(plans, kinds, provinces.meant)
    if provinces.meant and not kinds:
        chosen = _of_year(text, plans, provinces.meant)
    decided = provinces.meant or len(chosen) == 1
    return NamedPlans(tuple(kinds), chosen if decided else (), missing, tuple(spans))


def _of_kind(plans: Sequence[PlanInfo], kinds: Container[str], provinces: Sequence[str]) -> tuple[str, ...]:
    return tuple(p.plan_id for p in plans if p.kind in kinds and (not provinces or p.province in provinces))


def _of_year(text: str, plans: Sequence[PlanInfo], provinces: Sequence[str]) -> tuple[str, ...]:
    """Return the plans of these provinces that were issued in the year by which the text names a plan, if any."""
    years = {match["year"] for match in _PLAN_OF_YEAR.finditer(text)}
    return tuple(p.plan_id for p in plans if p.province in provinces and (p.date or "")[:4] in years)


def provinces_unknown(provinces: NamedProvinces) -> bool:
    """Return whether provinces were named and none of them leads to a plan."""
    return bool(provinces.asked) and not provinces.meant


def _is_plan(words: list[str], first: int, last: int, plan_words: frozenset[str]) -> bool:
    near = [*words[max(0, first - _PLAN_WORDS_NEAR) : first], _BETWEEN, *words[last : last + _NEAR]]
    return any(True for _ in _phrase_set(tuple(sorted(plan_words))).find(near))


def _names_a_plan(words: list[str], phrases: tuple[str, ...], cues: QuestionCues) -> bool:
    """Return whether a question speaks of a plan of this kind as a document, not of its subject alone."""
    return any(
        any(True for _ in _phrase_set(cues.documents).find(words[max(0, first - _PLAN_WORDS_NEAR) : first]))
        or any(True for _ in _phrase_set(cues.documents).find(words[last : last + _NEAR]))
        for first, last, _ in _phrase_set(phrases).find(words)
    )


@cache
def _phrase_set(phrases: tuple[str, ...]) -> PhraseTable[bool]:
    return PhraseTable((phrase.split(), True) for phrase in phrases)
