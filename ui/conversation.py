"""Reading a question that continues the one before: "còn Kiên Giang thì sao?", "ai phối hợp?"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.source import Turn

Read = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Reading:
    """The question as it is put to the engine; `said` tells the reader what was taken from the one before, or ""."""

    question: str
    provinces: tuple[str, ...] = ()
    said: str = ""


def continued(question: str, history: Sequence[Turn], read: Read) -> Reading:
    """Return a question made whole by the one before it.

    What the question itself names always counts; the subject is taken over when it has none of its own, the province
    when it names none.

    Args:
        question: as asked.
        history: the questions before, oldest first.
        read: what is understood of a question (`search.query.Query.explain`).
    """
    if not history:
        return Reading(question)
    before = history[-1]
    own = read(question)
    has_subject = bool(own.get("topic_text") or own.get("target_codes") or own.get("agencies"))
    provinces: tuple[str, ...] = ()
    if not own.get("provinces_asked") and not own.get("plans"):
        provinces = tuple(before.query.get("provinces") or ())
    if has_subject:
        return Reading(question, provinces, ", ".join(provinces) if provinces else "")
    subject = _subject(read(before.question))
    asked = _asked(own, read(before.question))
    return Reading(f"{asked} {subject} {question}".strip(), provinces, subject)


def _subject(query: Mapping[str, Any]) -> str:
    codes = " ".join(f"mục tiêu {code}" for code in query.get("target_codes") or ())
    return " ".join(part for part in (query.get("topic_text") or "", codes) if part)


def _asked(own: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Return the words that say what is asked, when the continuing question only names another place."""
    if own.get("intent") not in (None, "other", "comparison"):
        return ""
    return {"responsibility": "ai chủ trì", "indicator_value": "chỉ tiêu", "tasks_list": "nhiệm vụ"}.get(
        str(before.get("intent")), ""
    )
