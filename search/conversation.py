"""From a conversation to the one question asked last: what it leaves out is taken from the turns before.

Nothing is remembered between calls: the messages given are all there is. Only what the user said counts; what an
assistant is quoted as saying is no source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from corpus.agencies import load_registry
from corpus.errors import QueryError
from corpus.provinces import Province, find_provinces, province_by_id
from index.text import unmark
from search.answers.cues import asks, holds, line_of, load_answer_cues, narrowed_by
from search.answers.numbers.measures import things_named
from search.query import Query

if TYPE_CHECKING:
    from search.understanding import UnderstandingContext

# Turns before the last that are read; who goes back further starts anew.
MAX_TURNS = 8
_FEW_WORDS = 9
_OF_BODIES = frozenset({"agency_portfolio", "tasks_list", "responsibility"})
_NO_QUESTION = frozenset({"small_talk", "instruction"})
_YEAR = re.compile(r"(?:19|20)\d\d")
# A year, or a period with the words that open it; "và" before a further one goes with it.
_YEARS = re.compile(
    r"(?:,\s|,?\s(?:và|hay|hoặc|and|or)\s)?(?:năm\s)?"
    r"(?P<years>(?:giai đoạn\s)?(?:19|20)\d\d\s?(?:-|–|đến|to)\s?(?:năm\s)?(?:19|20)\d\d(?![\d/])"
    r"|(?<![\d/.,])(?:19|20)\d\d(?![\d/]))"
)
# Kinds of waste narrow one another, but are no kind of clean water.
_MATTER = frozenset({"nuoc thai", "chat thai", "khi thai", "rac thai", "chat thai nguy hai"})
_COUNTING = ("bao nhiêu", "mấy")
PLAN_WORDS = {
    "sdg": ("kế hoạch phát triển bền vững", "sustainable development plan"),
    "green_growth": ("kế hoạch tăng trưởng xanh", "green growth plan"),
}
# How each kind of question is put when only its subject changes.
_FRAMES = {
    "responsibility": ("ai chủ trì {}", "who leads {}"),
    "indicator_value": ("{} phải đạt bao nhiêu", "what is the value set for {}"),
    "tasks_list": ("có những nhiệm vụ gì về {}", "what tasks are there on {}"),
    "deadline_or_period": ("{} khi nào", "by when {}"),
    "funding": ("kinh phí cho {} lấy từ nguồn nào", "how is {} funded"),
    "definition": ("{} nghĩa là gì", "what does {} mean"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question to answer, made whole, and what the user said last."""

    question: str
    said: str


def text_of(content: Any) -> str:
    """Return the text of a message's content: a string, or a list of parts with `text`."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, Mapping) and part.get("type") == "text"]
        return "\n".join(part for part in parts if isinstance(part, str))
    return ""


def user_turns(messages: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what the user said, in order, without blank turns."""
    return [text for item in messages if item.get("role") == "user" and (text := text_of(item.get("content"))).strip()]


def resolved(messages: Sequence[Mapping[str, Any]], context: UnderstandingContext) -> Asked:
    """Return the last question of a conversation, made whole.

    Args:
        messages: `role` and `content`, oldest first.
        context: what a question is read against.

    Raises:
        QueryError: the user said nothing, or a turn cannot be read.
    """
    turns = user_turns(messages)
    if not turns:
        raise QueryError("hội thoại không có câu nào của người dùng (role 'user')")
    *earlier, last = turns[-MAX_TURNS:]
    whole = ""
    for said in earlier:
        # Who says thanks in between has not changed the subject.
        made = _made_whole(said, whole, context)
        whole = whole if _is_no_question(made, context) else made
    return Asked(_made_whole(last, whole, context), last)


def _is_no_question(said: str, context: UnderstandingContext) -> bool:
    from search.understanding import understand

    return any(flag in _NO_QUESTION for flag in understand(said, context).flags)


def _made_whole(said: str, earlier: str, context: UnderstandingContext) -> str:
    """Return what was said as a question that stands alone, with the earlier question to lean on."""
    from search.understanding import understand

    if not earlier:
        return said
    new, before = understand(said, context), understand(earlier, context)
    if any(flag in _NO_QUESTION for flag in new.flags):
        return said
    if _stands_alone(new, before):
        return _in_the_same_place(said, new, before)
    named = _provinces(new)
    rest = _own_words(new)
    points_back = _points_back(new)
    if _points_at_body(new) and asks(new.normalized, "renamed"):
        return _about(new, before, _subject(before), named, frame="responsibility")
    if not rest and new.agencies and before.agencies and new.intent in ("other", "responsibility"):
        return _with_other_body(new, before)
    if not rest and not _asks_anew(new, before):
        return _again(new, before, named)
    if rest and not points_back and not _asks_anew(new, before) and _opens_as_follow_up(new):
        return _about(new, before, _other_subject(rest, before), named)
    return _asked_of_the_same(new, before, named)


def _again(new: Query, before: Query, named: Sequence[Province]) -> str:
    """Return the earlier question for what the new turn changes: its numbers, its place, its year, or how it asks."""
    if new.target_codes or new.goal_codes:
        return _about(new, before, "", named)
    if named and before.intent == "comparison":
        return _about(new, before, _subject(before), named)
    if not named and not new.years and new.intent != "other":
        return _asked_of_the_same(new, before, named)
    return _with_other_place_or_time(new, before, named)


def _asked_of_the_same(new: Query, before: Query, named: Sequence[Province]) -> str:
    """Return what the new turn asks of the subject of the earlier question; of a body, where that had one instead."""
    if before.intent == "document_fact" and new.intent == "document_fact":
        return _about(new, before, "", named, asking=True)
    subject = _subject(before)
    if _only_narrows(_own_words(new), new):
        subject = _without_narrowing(subject)
    if before.intent in _OF_BODIES and before.agencies and not new.agencies and not subject.strip():
        return _about(new, before, " ".join(_names(before)), named, asking=True, subject_first=True)
    first = new.language == "vi" and _speaks_of_reports(before) and bool(subject)
    return _about(new, before, subject, named, asking=True, subject_first=first)


def _speaks_of_reports(query: Query) -> bool:
    return query.intent == "reporting" or holds(line_of(query.normalized), "bao cao")


def _names(query: Query) -> list[str]:
    """Return the full names of the bodies a question names."""
    registry = load_registry()
    return [agency.name_in(None) for each in query.agencies if (agency := registry.by_id(each)) is not None]


def _in_the_same_place(said: str, new: Query, before: Query) -> str:
    """Return a short question that names no plan and no province for those that were spoken of."""
    if len(new.normalized.split()) > _FEW_WORDS or new.plans or new.intent == "comparison":
        return said
    if new.document_numbers or new.provinces_asked or not before.provinces_asked:
        return said
    return f"{said.rstrip(' ?.!')} {' '.join(_places(new, before, _provinces(before)))}?"


def _stands_alone(query: Query, before: Query) -> bool:
    """Return whether a question has a subject of its own, does not point back, and does not open as a follow-up."""
    if query.target_codes or query.goal_codes:
        only_numbers = query.intent == "other" and not _own_words(query) and _opens_as_follow_up(query)
        return not _points_back(query) and not (only_numbers and before.intent in _FRAMES)
    if query.document_numbers:
        return not _points_back(query)
    if _points_back(query) and len(query.normalized.split()) <= 2 * _FEW_WORDS:
        return False
    if len(query.normalized.split()) > _FEW_WORDS:
        return True
    rest = _own_words(query)
    narrows = _only_narrows(rest, query) and bool(before.topic_text.strip())
    return bool(rest) and not _opens_as_follow_up(query) and not narrows


def _own_words(query: Query) -> str:
    """Return the subject without words that only carry a follow-up ("còn … thì sao"); marks may be missing."""
    cues = load_answer_cues()
    if "diacritics" in query.changes or query.normalized == unmark(query.normalized):
        return " ".join(word for word in query.topic_text.split() if unmark(word) not in cues.unmarked_fillers)
    return " ".join(word for word in query.topic_text.split() if word not in cues.fillers)


def _subject(query: Query) -> str:
    """Return what a question is about, without the words around it that only ask; "" where it names numbers."""
    if query.target_codes:
        return ""
    words = query.topic_text.split()
    content = [place for place, word in enumerate(words) if word not in load_answer_cues().fillers]
    return " ".join(words[content[0] : content[-1] + 1] if content else words)


def _without_pronouns(query: Query) -> str:
    """Return a question without the words that stand for a body named before."""
    pointers = [pointer.split() for pointer in load_answer_cues().body_pointers]
    words = query.normalized.rstrip(" ?.!").split()
    plain = [unmark(word).strip("?,.") for word in words]
    kept: list[str] = []
    at = 0
    while at < len(words):
        size = max((len(each) for each in pointers if plain[at : at + len(each)] == each), default=0)
        kept += words[at : at + 1] if not size else []
        at += size or 1
    return " ".join(kept)


def _points_back(query: Query) -> bool:
    line = line_of(query.normalized)
    return any(holds(line, word) for word in load_answer_cues().pointers) or _points_at_body(query)


def _points_at_body(query: Query) -> bool:
    """Return whether a question speaks of a body without its name ("cơ quan đó")."""
    line = line_of(query.normalized)
    return any(holds(line, word) for word in load_answer_cues().body_pointers)


def _opens_as_follow_up(query: Query) -> bool:
    line = line_of(query.normalized)
    return any(line.startswith(f" {word} ") for word in load_answer_cues().openers)


def _asks_anew(new: Query, before: Query) -> bool:
    """Return whether the new turn asks for another kind of thing than the one before, or for another role."""
    if new.roles and new.roles != before.roles:
        return True
    return new.intent not in ("other", before.intent, before.compared_intent)


def _provinces(query: Query) -> list[Province]:
    return [found for each in query.provinces_asked if (found := province_by_id(each)) is not None]


def _with_other_place_or_time(new: Query, before: Query, named: Sequence[Province]) -> str:
    """Return the earlier question for another province or year."""
    text = before.normalized
    if new.years:
        text = _with_years(text, before, new)
    if named:
        return _with_provinces(text, [province.name for province in named])
    return text if new.years else f"{new.normalized} {text}"


def _with_years(text: str, before: Query, new: Query) -> str:
    """Return a question for other years: the first it names, a period as a whole, gives way; the others go."""
    wanted = " và ".join(match["years"] for match in _YEARS.finditer(new.normalized)) or " và ".join(new.years)
    old = {year for each in before.years for year in _YEAR.findall(each)}
    found = [match for match in _YEARS.finditer(text) if old & set(_YEAR.findall(match["years"]))]
    if not found:
        return f"{text.rstrip(' ?.!')} {'in' if before.language == 'en' else 'năm'} {wanted}"
    bare = found[0]["years"].startswith("giai") and wanted[0].isdigit() and "-" not in wanted
    result = f"{text[: found[0].start('years')]}{'năm ' * bare}{wanted}"
    for match, following in zip_longest(found, found[1:]):
        result += text[match.end() : following.start() if following is not None else len(text)]
    return " ".join(result.split())


def _with_provinces(text: str, names: Sequence[str]) -> str:
    """Return a question about other provinces: the first it names is replaced, any other removed."""
    places = list(find_provinces(text))
    joined = " và ".join(dict.fromkeys(names))
    if not places:
        return f"{text.rstrip(' ?.!')} ở {joined}?"
    result, end = "", 0
    for number, (start, stop, _) in enumerate(places):
        result += text[end:start] + (joined if number == 0 else "")
        end = stop
    return result + text[end:]


def _with_other_body(new: Query, before: Query) -> str:
    """Return the earlier question about another body."""
    names = _names(new)
    spans = load_registry().find(before.normalized)
    found = [(start, end) for start, end, body in spans if body.agency_id in before.agencies]
    if not found or not names:
        return f"{new.normalized} {before.normalized}"
    start, end = found[0]
    text = before.normalized[:start] + " và ".join(names) + before.normalized[end:]
    return _with_provinces(text, [each.name for each in _provinces(new)]) if new.provinces_asked else text


def _without_narrowing(subject: str) -> str:
    """Return a subject without the words that narrow it; all of it where nothing else is left."""
    words = subject.split()
    plain = [line_of(word).strip() for word in words]
    dropped: set[int] = set()
    for phrase in map(str.split, narrowed_by(subject)):
        for at in range(len(words) - len(phrase) + 1):
            if plain[at : at + len(phrase)] == phrase:
                dropped.update(range(at, at + len(phrase)))
    return " ".join(word for at, word in enumerate(words) if at not in dropped) or subject


def _only_narrows(subject: str, new: Query) -> bool:
    """Return whether words only narrow another subject ("đô thị"); "tỷ lệ nghèo" is a number of its own."""
    if any(things_named(new.normalized)):
        return False
    narrowing = {word for phrase in load_answer_cues().narrowing for word in phrase.split()}
    words = line_of(subject).split()
    return bool(words) and all(word in narrowing for word in words) and (len(words) < 2 or bool(narrowed_by(subject)))


def _other_subject(subject: str, before: Query) -> str:
    """Return the new subject; a word that only narrows ("đô thị") narrows the earlier one instead of its like."""
    if not narrowed_by(subject) or len(subject.split()) > 3:
        return subject
    old = before.topic_text
    if _MATTER & narrowed_by(subject) and not _MATTER & narrowed_by(old):
        return subject
    for word in _by_likeness(narrowed_by(old), subject, old):
        size = len(word.split())
        syllables = old.split()
        for at in range(len(syllables) - size + 1):
            if line_of(" ".join(syllables[at : at + size])).strip() == word:
                return " ".join([*syllables[:at], subject, *syllables[at + size :]])
    return f"{old} {subject}".strip()


def _by_likeness(words: frozenset[str], subject: str, old: str) -> list[str]:
    """Return words that narrow the old subject, in order: first those of the new one's kind (what it is or where)."""
    matter = bool(_MATTER & narrowed_by(subject))
    return sorted(words, key=lambda word: ((word in _MATTER) != matter, line_of(old).find(f" {word} "), word))


def _about(
    new: Query,
    before: Query,
    subject: str,
    named: Sequence[Province],
    *,
    asking: bool = False,
    frame: str = "",
    subject_first: bool = False,
) -> str:
    """Return a question on a subject for the plans, targets and years of the earlier one unless new ones are named.

    Args:
        new: what was said last.
        before: the question it leans on.
        subject: what is asked about.
        named: the provinces named last.
        asking: it is asked as the new turn asks, else as the earlier question did.
        frame: the intent whose wording is taken instead.
        subject_first: the subject stands before what is asked.
    """
    english = new.language == "en"
    pattern = _FRAMES.get(frame or before.compared_intent, ("{}", "{}"))[english]
    if asking:
        parts = [_without_pronouns(new), subject]
        pieces = [" ".join(reversed(parts) if subject_first else parts)]
    else:
        pieces = [pattern.format(subject)]
    if not asking or not new.target_codes:
        codes = new.target_codes or new.goal_codes or before.target_codes
        pieces = with_codes(pieces, [f"{'target' if english else 'mục tiêu'} {code}" for code in codes])
    if not new.years and not asking and not frame:
        pieces += [f"{'in' if english else 'năm'} {year}" for year in before.years]
    places = named or _provinces(before)
    pieces += _places(new, before, places if not (asking and named) else ())
    return f"{' '.join(' '.join(pieces).split())}?"


def with_codes(pieces: Sequence[str], codes: Sequence[str]) -> list[str]:
    """Return the pieces of a question with the targets it is about: "bao nhiêu mục tiêu 8.5" would count targets.

    Args:
        pieces: what is asked.
        codes: the targets' numbers, each with its word.
    """
    counts = any(piece.rstrip(" ?").endswith(_COUNTING) for piece in pieces[-1:])
    return [*codes, *pieces] if counts else [*pieces, *codes]


def _places(new: Query, before: Query, named: Sequence[Province]) -> list[str]:
    """Return the words for the plan that is meant: its number or kind as it was named before, and the provinces."""
    english = new.language == "en"
    pieces: list[str] = []
    if not new.plan_kinds and not new.document_numbers:
        pieces += [f"{'decision' if english else 'quyết định'} {number}" for number in before.document_numbers]
        pieces += [PLAN_WORDS[kind][english] for kind in before.plan_kinds if kind in PLAN_WORDS]
    if named:
        pieces.append(f"{'in' if english else 'ở'} {(' and ' if english else ' và ').join(p.name for p in named)}")
    return pieces
