"""From a conversation to the one question asked last: what it leaves out is taken from the turns before.

Nothing is remembered between calls: the messages given are all there is. Only what the user said counts; what an
assistant is quoted as saying is no source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.agencies import load_registry
from corpus.errors import QueryError
from corpus.provinces import Province, find_provinces, province_by_id
from index.text import unmark
from search.answers.cues import holds, line_of, load_answer_cues, narrowed_by
from search.query import Query

if TYPE_CHECKING:
    from search.understanding import UnderstandingContext

# Turns before the last that are read; who goes back further starts anew.
MAX_TURNS = 8
_FEW_WORDS = 9
_NO_QUESTION = frozenset({"small_talk", "instruction"})
_PLAN_WORDS = {
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
    whole, *later = turns[-MAX_TURNS:]
    for said in later:
        whole = _made_whole(said, whole, context)
    return Asked(whole, turns[-1])


def _made_whole(said: str, earlier: str, context: UnderstandingContext) -> str:
    """Return what was said as a question that stands alone, with the earlier question to lean on."""
    from search.understanding import understand

    new, before = understand(said, context), understand(earlier, context)
    if any(flag in _NO_QUESTION for flag in (*new.flags, *before.flags)):
        return said
    if _stands_alone(new):
        return _in_the_same_place(said, new, before)
    named = _provinces(new)
    rest = _own_words(new)
    points_back = _points_back(new)
    if not rest and new.agencies and before.agencies and new.intent in ("other", "responsibility"):
        return _with_other_body(new, before)
    if not rest and not _asks_anew(new, before):
        return _with_other_place_or_time(new, before, named)
    if rest and not points_back and not _asks_anew(new, before) and _opens_as_follow_up(new):
        return _about(new, before, _other_subject(rest, before), named)
    subject = "" if before.target_codes else before.topic_text
    return _about(new, before, subject, named, asking=new.normalized)


def _in_the_same_place(said: str, new: Query, before: Query) -> str:
    """Return a short question that names no province for the one that was spoken of."""
    long = len(new.normalized.split()) > _FEW_WORDS
    if long or new.provinces_asked or new.plans or new.intent == "comparison" or not before.provinces_asked:
        return said
    names = [province.name for province in _provinces(before)]
    joined = (" and " if new.language == "en" else " và ").join(names)
    return f"{said.rstrip(' ?.!')} {'in' if new.language == 'en' else 'ở'} {joined}?"


def _stands_alone(query: Query) -> bool:
    """Return whether a question has a subject of its own, does not point back, and does not open as a follow-up."""
    if query.target_codes or query.goal_codes or query.document_numbers:
        return not _points_back(query)
    if _points_back(query) and len(query.normalized.split()) <= 2 * _FEW_WORDS:
        return False
    if len(query.normalized.split()) > _FEW_WORDS:
        return True
    return bool(_own_words(query)) and not _opens_as_follow_up(query)


def _own_words(query: Query) -> str:
    """Return the subject without words that only carry a follow-up ("còn … thì sao"); marks may be missing."""
    cues = load_answer_cues()
    if "diacritics" in query.changes or query.normalized == unmark(query.normalized):
        return " ".join(word for word in query.topic_text.split() if unmark(word) not in cues.unmarked_fillers)
    return " ".join(word for word in query.topic_text.split() if word not in cues.fillers)


def _points_back(query: Query) -> bool:
    line = line_of(query.normalized)
    return any(holds(line, word) for word in load_answer_cues().pointers)


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
        text = _with_years(text, before.years, new.years)
    if named:
        return _with_provinces(text, [province.name for province in named])
    return text if new.years else f"{new.normalized} {text}"


def _with_years(text: str, old: Sequence[str], years: Sequence[str]) -> str:
    wanted = " và ".join(years)
    for year in old:
        if year in text:
            text = text.replace(year, wanted, 1)
            wanted = ""
    return f"{text.rstrip(' ?.!')} năm {wanted}" if wanted else " ".join(text.split())


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
    registry = load_registry()
    names = [agency.name_in(None) for each in new.agencies if (agency := registry.by_id(each)) is not None]
    found = [(start, end) for start, end, body in registry.find(before.normalized) if body.agency_id in before.agencies]
    if not found or not names:
        return f"{new.normalized} {before.normalized}"
    start, end = found[0]
    text = before.normalized[:start] + " và ".join(names) + before.normalized[end:]
    return _with_provinces(text, [each.name for each in _provinces(new)]) if new.provinces_asked else text


def _other_subject(subject: str, before: Query) -> str:
    """Return the new subject; a word that only narrows ("đô thị") narrows the earlier one instead of its like."""
    if not narrowed_by(subject) or len(subject.split()) > 3:
        return subject
    old = before.topic_text
    for word in narrowed_by(old):
        size = len(word.split())
        syllables = old.split()
        for at in range(len(syllables) - size + 1):
            if line_of(" ".join(syllables[at : at + size])).strip() == word:
                return " ".join([*syllables[:at], subject, *syllables[at + size :]])
    return f"{old} {subject}".strip()


def _about(new: Query, before: Query, subject: str, named: Sequence[Province], asking: str = "") -> str:
    """Return a question on a subject for the plans, targets and years of the earlier one unless new ones are named."""
    english = new.language == "en"
    frame = _FRAMES.get(before.compared_intent, ("{}", "{}"))[english]
    pieces = [f"{asking.rstrip(' ?.!')} {subject}" if asking else frame.format(subject)]
    if not new.target_codes:
        pieces += [f"{'target' if english else 'mục tiêu'} {code}" for code in before.target_codes]
    if not new.years and not asking:
        pieces += [f"{'in' if english else 'năm'} {year}" for year in before.years]
    kinds = new.plan_kinds or before.plan_kinds
    pieces += [_PLAN_WORDS[kind][english] for kind in kinds if kind in _PLAN_WORDS and not new.plan_kinds]
    places = named or _provinces(before)
    if places and not (asking and named):
        pieces.append(f"{'in' if english else 'ở'} {(' and ' if english else ' và ').join(p.name for p in places)}")
    return f"{' '.join(' '.join(pieces).split())}?"
