"""A question of several parts → one question for each.

It asks for the provinces of several things ("tỉnh nào …, tỉnh nào …"), for several things of one subject ("ai chủ trì …
và chỉ tiêu bao nhiêu"), for two numbers at once, or besides what plans hold for what they do not ("… và số điện thoại
là gì").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.agencies import load_registry
from corpus.provinces import find_provinces
from search.answers.asking import Asking
from search.answers.cues import holds, line_of, load_answer_cues
from search.answers.numbers.measures import things_named
from search.answers.paired import paired_questions, shared_places, shared_years
from search.answers.silence.abstaining import unstated
from search.answers.silence.reasons import NEGATED
from search.conversation import PLAN_WORDS, with_codes
from search.intents import guess_intent
from search.query import Query
from search.spelling import tokenise
from search.tables import load_cues
from search.vocabulary import load_vocabulary

_WHICH = re.compile(r"(?<!\w)(?:tỉnh nào|nơi nào|địa phương nào|which provinces?)(?!\w)")
_LEAST = 2
_PERCENT = "%"
_MOST = 4
_BETWEEN = re.compile(r"[?;.](?=\s|$)|,?\s(?:và|với lại|cũng như|and|also)\s|,\s|:\s")
_ASKS = re.compile(
    r"(?<!\w)(?:ai|gì|nào|mấy|bao nhiêu|bao giờ|bao lâu|khi nào|ra sao|thế nào|(?:từ|ở) đâu|hạn chót|thời hạn|"
    r"(?:cơ quan|đơn vị|sở) (?:chủ trì|phối hợp|chịu trách nhiệm|phụ trách|thực hiện|theo dõi)|"
    r"who|whom|what|which|when|how|where)(?!\w)"
)
_ASKED_OF_A_SUBJECT = frozenset(
    {"responsibility", "indicator_value", "tasks_list", "deadline_or_period", "funding", "reporting", "definition"}
)
# One record answers all of it, or one composer.
_WHOLE = frozenset({"comparison", "document_fact", "agency_portfolio", "reporting"})
# A shorter subject ("thu gom") says only what happens to the subject of another part, unless it is a thing of its own
# that is counted ("giảm nghèo").
_FULL = 3
_MEASURES = frozenset("tỷ lệ suất số trọng tốc độ mức chỉ".split())


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    intent: str
    subject: str


def split_question(query: Query) -> list[str]:
    """Return the parts of a question of several parts as questions of their own; none where it has one.

    What stands before the first part ("Về xử lý nước thải đến 2030, …") belongs to every part.
    """
    if query.intent == "comparison" and not query.flags:
        return _by_province(query.normalized)
    if NEGATED in query.flags or query.intent == "document_fact":
        return []
    if not query.flags and (query.agencies or query.intent in _WHOLE):
        return []
    parts = list(_parts(query)) if query.flags else _joined(list(_parts(query)))
    if len(parts) < _LEAST or not (query.flags or _differ(parts)):
        return paired_questions(query)
    shared = max((part.subject for part in parts), key=lambda subject: min(len(subject.split()), _FULL))
    return [_whole(query, part, shared) for part in parts[:_MOST]]


def _by_province(text: str) -> list[str]:
    starts = [match.start() for match in _WHICH.finditer(text)]
    if len(starts) < _LEAST:
        return []
    ends = [*starts[1:], len(text)]
    parts = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    # "…, tỉnh nào không?" asks nothing of its own.
    full = [part for part in parts if len(_WHICH.sub(" ", part).split()) >= _LEAST]
    return [f"{text[: starts[0]]}{part}".strip(" ,;") for part in full] if len(full) >= _LEAST else []


def _joined(parts: Sequence[_Part]) -> list[_Part]:
    """Return parts, what asks for bodies of the part before it with that part: one statement names them all."""
    found: list[_Part] = []
    for part in parts:
        before = found[-1] if found else None
        if before is not None and part.intent == before.intent == "responsibility" and not part.subject:
            found[-1] = _Part(f"{before.text}, {part.text}", before.intent, before.subject)
        else:
            found.append(part)
    return found


def not_found(part: Asking) -> str:
    """Return a sentence that says that one part of a question was not found; of a number, what it is of.

    Args:
        part: the part as a question of its own.
    """
    words = _subject(part.query.normalized, part.query) if part.intent == "indicator_value" else ""
    if not words:
        return unstated(part)
    if part.in_english:
        return f"No number was found in the plans for: {words}"
    return f"Không tìm thấy con số về {words} trong kế hoạch"


def _differ(parts: Sequence[_Part]) -> bool:
    """Return whether parts ask for different things, or for one thing of different subjects."""
    if any(part.intent not in _ASKED_OF_A_SUBJECT for part in parts):
        return False
    subjects = {part.subject for part in parts}
    return len({part.intent for part in parts}) > 1 or (len(subjects) == len(parts) and "" not in subjects)


def _parts(query: Query) -> Iterator[_Part]:
    """Yield the pieces of a question that each ask something; what asks nothing belongs to its neighbour.

    A piece whose kind is not clear belongs to the one before, unless the question asks for what no plan holds.
    """
    text = query.normalized
    said: list[str] = []
    for piece in _pieces(text):
        asks = bool(_ASKS.search(piece))
        clear = bool(query.flags) or _is_clear(piece, query)
        if said and asks and clear and _ASKS.search(said[-1]):
            said.append(piece)
        elif said:
            said[-1] += piece
        else:
            said.append(piece)
    for piece in said:
        stripped = _BETWEEN.sub("", piece, count=1) if _BETWEEN.match(piece) else piece
        yield _Part(stripped.strip(" ,;:?."), _intent(piece), _subject(stripped, query))


def _is_clear(piece: str, query: Query) -> bool:
    """Return whether a piece plainly asks for one kind of thing; "kết quả là gì" explains no word."""
    intent = _intent(piece)
    return intent in _ASKED_OF_A_SUBJECT and (intent != "definition" or bool(_subject(piece, query)))


def _pieces(text: str) -> Iterator[str]:
    """Yield a text cut before each word or sign that may join two questions."""
    start = 0
    for match in _BETWEEN.finditer(text):
        yield text[start : match.start()]
        start = match.start()
    yield text[start:]


def _intent(piece: str) -> str:
    known = (token for token in tokenise(piece) if token.is_word or token.text == _PERCENT)
    return guess_intent(["{percent}" if token.text == _PERCENT else token.text for token in known]).intent


def _subject(piece: str, query: Query) -> str:
    """Return what a piece is about: its words of the subject, with the name of the measure before them."""
    words = [token.text for token in tokenise(piece) if token.is_word]
    fillers = load_answer_cues().fillers
    if query.language == "en":
        places = {word for start, end, _ in find_provinces(piece) for word in piece[start:end].split()}
        known = load_vocabulary().is_function_word
        held = [not (known(word) or word in fillers or word in places or word.isdigit()) for word in words]
    else:
        topic = set(query.topic_text.split())
        held = [word in topic and word not in fillers for word in words]
    if True not in held:
        return ""
    first, last = held.index(True), len(held) - held[::-1].index(True)
    while first and words[first - 1] in _MEASURES and query.language == "vi":
        first -= 1
    topic = set(query.topic_text.split()) | _MEASURES
    return " ".join(word for word in words[first:last] if query.language == "en" or word in topic)


def _whole(query: Query, part: _Part, shared: str) -> str:
    """Return a part with what it shares with the others: subject, numbers, plan, province, years."""
    english = query.language == "en"
    text = _without_pointers(part.text, query)
    pieces = [text]
    names_body = query.agencies and any(holds(line_of(part.text), word) for word in load_answer_cues().body_pointers)
    is_full = len(part.subject.split()) >= _FULL or bool(things_named(part.subject))
    if not is_full and shared != part.subject and not names_body:
        pieces.append(f"for {shared}" if english else shared)
    if query.target_codes and not any(code in text for code in query.target_codes):
        codes = [f"{'target' if english else 'mục tiêu'} {code}" for code in query.target_codes]
        pieces = with_codes(pieces, codes)
    if part.intent == "indicator_value":
        pieces += shared_years(query, text)
    kinds = [kind for kind in query.plan_kinds if not any(word in text for word in load_cues().plan_kinds[kind])]
    pieces += [PLAN_WORDS[kind][english] for kind in kinds if kind in PLAN_WORDS]
    return " ".join([*pieces, *shared_places(query, text)])


def _without_pointers(text: str, query: Query) -> str:
    """Return a text without the words that point at what another part says ("việc này"), a body's with its name."""
    registry, cues = load_registry(), load_answer_cues()
    names = [agency.name_in(None) for each in query.agencies if (agency := registry.by_id(each)) is not None]
    words = text.split()
    for pointer in (*cues.pointers, *cues.body_pointers):
        size = pointer.count(" ") + 1
        for at in range(len(words) - size, -1, -1):
            if line_of(" ".join(words[at : at + size])).strip() == pointer:
                words[at : at + size] = names[:1] if pointer in cues.body_pointers else []
    return " ".join(words)
