"""From a conversation to the one question that is asked last, with what it leaves out taken from earlier turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.serving import PinnedEngine
from corpus.errors import QueryError
from corpus.provinces import find_provinces
from index.text import folded_tokens
from search.understanding import understand

# Said around what is new in a follow-up; folded, so that "thế còn" and "the con" are one.
_FILLERS = frozenset(
    "con the vay thi sao nhe a u ha nhi va o tai tinh cua nua roi tiep thoi han den khi nao bao gio gi "
    "what about how and in for the then is it when".split()
)
_FEW_WORDS = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """The question to answer; `said` is what the user wrote when the two differ."""

    question: str
    said: str | None = None


def text_of(content: Any) -> str:
    """Return the text of a message's content: a string, or OpenAI's list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, Mapping) and part.get("type") == "text"]
        return "\n".join(part for part in parts if isinstance(part, str))
    return ""


def user_turns(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what the user said, in order, without blank turns."""
    return [text for item in messages if item.get("role") == "user" and (text := text_of(item.get("content"))).strip()]


def asked_of(messages: Sequence[Mapping[str, Any]], engine: PinnedEngine) -> Asked:
    """Return the last question of a conversation, made whole.

    Raises:
        QueryError: the user said nothing, or the question cannot be read.
    """
    turns = user_turns(messages)
    if not turns:
        raise QueryError("hội thoại không có câu nào của người dùng (role 'user')")
    last = turns[-1]
    for earlier in reversed(turns[:-1]):
        if _stands_alone(last, engine):
            break
        last = _completed(last, earlier)
    return Asked(last) if last == turns[-1] else Asked(last, turns[-1])


def _stands_alone(question: str, engine: PinnedEngine) -> bool:
    """Return whether a question has a subject of its own; long ones always have."""
    if len(question.split()) > _FEW_WORDS:
        return True
    understood = understand(question, engine.session.understanding)
    if understood.target_codes or understood.goal_codes or understood.document_numbers:
        return True
    return any(word not in _FILLERS for word in folded(understood.topic_text).split())


def _completed(follow_up: str, earlier: str) -> str:
    """Return the earlier question with what the follow-up says anew: another province, or another thing asked."""
    named = [province.name for _, _, province in _provinces(follow_up)]
    if named and _only_names_provinces(follow_up):
        return _with_provinces(earlier, named)
    return f"{follow_up.rstrip(' ?.!')}: {earlier}"


def _only_names_provinces(text: str) -> bool:
    rest = _without_provinces(text)
    return all(word in _FILLERS for word in folded(rest).split())


def _with_provinces(question: str, names: Sequence[str]) -> str:
    """Return a question about other provinces: the first it names is replaced, any other removed."""
    places = list(_provinces(question))
    joined = " và ".join(dict.fromkeys(names))
    if not places:
        return f"{question.rstrip(' ?.!')} ở {joined}?"
    result, end = "", 0
    for number, (start, stop, _) in enumerate(places):
        result += question[end:start] + (joined if number == 0 else "")
        end = stop
    return result + question[end:]


def _without_provinces(text: str) -> str:
    result, end = "", 0
    for start, stop, _ in _provinces(text):
        result += text[end:start] + " "
        end = stop
    return result + text[end:]


def _provinces(text: str) -> list[tuple[int, int, Any]]:
    return list(find_provinces(text))


def folded(text: str) -> str:
    """Return lower-cased text without marks and punctuation, words apart."""
    return " ".join(folded_tokens(text))
