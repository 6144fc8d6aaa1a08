"""Statements in as few words as a short message has room for: who leads, plan by plan; numbers without their text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from search.answers.asking import Asking
from search.answers.model import Statement
from search.answers.writing.drafts import Numbered
from search.answers.writing.wording import place
from search.citing import shorten

_LETTERS = 3
_ROOM, _LITTLE_ROOM, _FEW = 90, 50, 5
_DATED = frozenset({"deadline_or_period", "reporting"})
_MARKS = re.compile(r" ?\[\d{1,3}\]")
_DAY = re.compile(r"\d{1,2}(?: tháng |/)\d{1,2}(?:/\d{4})?(?: h[ằà]ng năm)?")
_YEAR = re.compile(r"(?:20\d\d ?- ?)?20\d\d")


def condensed(asking: Asking, proven: Numbered) -> list[str]:
    """Return short sentences that keep every lead, number and province of an answer; none where they cannot.

    Args:
        asking: the question; where it asks who supports as well, a list of leads would be no answer.
        proven: statements with their marks, and their sentences.
    """
    if asking.intent == "responsibility" and "coordinate" not in asking.query.roles:
        return list(_leads(asking, proven.statements))
    told = [pair for pair in zip(proven.sentences, proven.statements, strict=True) if pair[0] and pair[1].citations]
    if asking.intent in _DATED or any(statement.values for _, statement in told):
        room = _ROOM if len(told) <= _FEW else _LITTLE_ROOM
        return _plan_after_plan([(_told(sentence, statement, room), statement) for sentence, statement in told])
    return []


def _plan_after_plan(told: Sequence[tuple[str, Statement]]) -> list[str]:
    """Return the first sentence of every plan, then the second ones: what is left out at the end is no whole plan."""
    seen: Counter[str] = Counter()
    turns: list[tuple[int, str]] = []
    for sentence, statement in told:
        turns.append((seen[statement.plan_id], sentence))
        seen[statement.plan_id] += 1
    return [sentence for _, sentence in sorted(turns, key=lambda turn: turn[0])]


def _leads(asking: Asking, statements: tuple[Statement, ...]) -> Iterator[str]:
    """Yield a sentence on each target: the bodies that lead it, each with its first mark."""
    of_target: dict[tuple[str, str | None], dict[str, str]] = {}
    for statement in statements:
        part = statement.part if statement.part and len(statement.part) <= _LETTERS else ""
        mark = "".join(f" [{label}]" for label in statement.citations[:1])
        named = of_target.setdefault((statement.plan_id, statement.target_code), {})
        for body in statement.agencies:
            if body.role == "lead":
                letter = f" ({'part' if asking.in_english else 'phần'} {part})" if part else ""
                named.setdefault(body.agency_id, f"{body.canonical}{letter}{mark}")
    for (plan_id, code), bodies in of_target.items():
        if bodies:
            verb = "" if asking.in_english else " chủ trì"
            yield f"{place(asking, plan_id, code)}: {'led by ' * asking.in_english}{', '.join(bodies.values())}{verb}."


def _told(sentence: str, statement: Statement, room: int) -> str:
    """Return a sentence up to its last number or date, with the words right before it."""
    marks = "".join(f"[{label}]" for label in statement.citations[:1])
    about, colon, words = _MARKS.split(sentence, maxsplit=1)[0].partition(": ")
    if not colon:
        about, words = "", about
    name = statement.values[0].name if statement.values else ""
    if name and words.startswith(f"{name}:"):
        # The name of a row loses its end: its beginning says what is counted.
        return f"{about}{colon}{shorten(name, room)}{words[len(name) :].strip(' .;')} {marks}."
    days = [match.end() for match in _DAY.finditer(words)] or [match.end() for match in _YEAR.finditer(words)]
    ends = [_end_of(words, value.as_written) for value in statement.values] or days
    end = max(ends, default=0) or min(len(words), room)
    start = 0 if end <= room else words.find(" ", end - room) + 1
    kept = f"{'…' * bool(start)}{words[start:end].strip()}{'…' * (end < len(words) and not ends)}"
    return f"{about}{colon}{kept} {marks}."


def _end_of(words: str, number: str) -> int:
    """Return where a number ends with the unit that is written to it ("2,1%"); 0 where it does not stand."""
    at = words.rfind(number)
    if at < 0:
        return 0
    end = at + len(number)
    while end < len(words) and not (words[end].isspace() or words[end] in ";,."):
        end += 1
    return end
