"""How right answers are, judged on the JSON every surface hands out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from corpus.reading import Document
from search.citing import verify
from search.evaluation.gold import Comparison, Place, Question, Unanswerable

CITED_WITHIN = 5
_ROLES = frozenset({"lead", "coordinating", "responsible"})
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer to a question of the gold set, judged.

    `lead_right` and `body_right` are `None` where no responsibility was asked for. Some of those questions ask who
    coordinates: there `lead_right` cannot be true, `body_right` takes a body of the first statement in any role.
    """

    question: Question
    answer: Json
    missing_keys: tuple[tuple[str, ...], ...]
    cited_at: int | None
    lead_right: bool | None
    body_right: bool | None

    @property
    def abstained(self) -> bool:
        """Whether there was no answer although the plans have one."""
        return is_abstained(self.answer)

    @property
    def right(self) -> bool:
        """Whether every key of a right answer is there."""
        return not self.abstained and not self.missing_keys

    @property
    def right_and_cited(self) -> bool:
        """Whether it is right and one of the first citations proves it."""
        return self.right and self.cited_at is not None and self.cited_at <= CITED_WITHIN

    @property
    def cited_first(self) -> bool:
        """Whether the first citation proves it."""
        return not self.abstained and self.cited_at == 1


@dataclass(frozen=True, slots=True)
class JudgedCell:
    """What an answer says of one plan, judged."""

    comparison: Comparison
    plan_id: str
    right: bool
    why: str
    said: str


def judge(question: Question, answer: Json) -> Judged:
    """Judge one answer.

    Args:
        question: of the gold set.
        answer: in the shape of `ask --json`.
    """
    words = said(answer)
    responsible = question.intent == "responsibility"
    missing = tuple(key for key in question.keys if not any(holds(words, alternative) for alternative in key))
    return Judged(
        question=question,
        answer=answer,
        missing_keys=missing,
        cited_at=_first_right_citation(question, answer),
        lead_right=_body_right(question, answer, {"lead"}) if responsible else None,
        body_right=_body_right(question, answer, _ROLES) if responsible else None,
    )


def judge_cells(comparison: Comparison, answer: Json) -> Iterator[JudgedCell]:
    """Yield the judgement of each province's part of a comparison.

    A plan that says nothing on the matter is right when no statement of it claims otherwise; an answer that abstains as
    a whole is right nowhere.
    """
    for cell in comparison.cells:
        mine = [item for item in answer.get("statements") or () if item.get("plan_id") == cell.plan_id]
        stated = [item for item in mine if item.get("stated", True)]
        words = _plain(" ".join(piece for item in stated for piece in _statement_words(item)))
        if is_abstained(answer):
            right, why = False, "abstained"
        elif not cell.keys:
            right, why = not stated, "" if not stated else "says something, the plan says nothing"
        else:
            missing = [key[0] for key in cell.keys if not any(holds(words, alternative) for alternative in key)]
            right, why = not missing, f"missing: {', '.join(missing)}" if missing else ""
        yield JudgedCell(comparison, cell.plan_id, right, why, words)


def is_abstained(answer: Json) -> bool:
    """Return whether an answer abstains."""
    return bool(answer.get("status") != "answered")


def said(answer: Json) -> str:
    """Return what an answer says in words: its text, and its statements with bodies and values as the plan has them.

    Today's bodies (`current`) count only where the text itself names them, quotations of citations do not count.
    """
    pieces = [answer.get("answer") or ""]
    for statement in answer.get("statements") or ():
        pieces += _statement_words(statement)
    return _plain(" ".join(pieces))


def _statement_words(statement: Json) -> Iterator[str]:
    yield statement.get("text") or ""
    yield statement.get("target_code") or ""
    for body in statement.get("agencies") or ():
        yield from (body.get("as_written") or "", body.get("canonical") or "")
    for value in statement.get("values") or ():
        yield from (value.get("name") or "", value.get("year") or "", f"{value.get('as_written') or ''}")
        yield f"{value.get('as_written') or ''}{value.get('unit') or ''}"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def holds(words: str, alternative: str) -> bool:
    """Return whether a key stands in words that `said` returned; "16" does not stand in "2016", nor "1,5" in "1,55".

    Args:
        words: in NFC, case-folded, with single spaces.
        alternative: one alternative of a key, in any case and spacing.
    """
    wanted = _plain(alternative)
    start = words.find(wanted)
    while wanted and start != -1:
        end = start + len(wanted)
        if not _number_goes_on(words[max(0, start - 2) : start][::-1], wanted[0]) and not _number_goes_on(
            words[end : end + 2], wanted[-1]
        ):
            return True
        start = words.find(wanted, start + 1)
    return False


def _number_goes_on(beyond: str, edge: str) -> bool:
    """Return whether a digit at the edge of a match is only part of the number that stands there."""
    if not edge.isdigit() or not beyond:
        return False
    return beyond[0].isdigit() or (beyond[0] in ".," and beyond[1:2].isdigit())


def _first_right_citation(question: Question, answer: Json) -> int | None:
    for rank, citation in enumerate(answer.get("citations") or (), start=1):
        place = Place(citation["plan_id"], (citation["lines"][0], citation["lines"][1]))
        if any(place.overlaps(accepted) for accepted in question.accepted):
            return rank
    return None


def _body_right(question: Question, answer: Json, roles: AbstractSet[str]) -> bool:
    """Return whether a body of the first statement in one of the roles is right for the statement's plan."""
    statements = [item for item in answer.get("statements") or () if item.get("stated", True)]
    if is_abstained(answer) or not statements:
        return False
    first = statements[0]
    names = [
        _plain(name)
        for body in first.get("agencies") or ()
        if body.get("role") in roles
        for name in (body.get("as_written") or "", body.get("canonical") or "")
        if name
    ]
    if any(holds(name, alternative) for name in names for key in question.keys for alternative in key):
        return first.get("plan_id") in {place.plan_id for place in question.accepted}
    others = [_plain(item.answer) for item in question.also if item.place.plan_id == first.get("plan_id")]
    return any(name in other for name in names for other in others)


def abstentions(questions: Sequence[Unanswerable], answers: Mapping[str, Json]) -> dict[str, Any]:
    """Return how many unanswerable questions were refused, with which reasons, and which were answered.

    Args:
        questions: that the plans do not answer.
        answers: question id → answer.
    """
    refused = [question for question in questions if is_abstained(answers[question.id])]
    reasons = Counter(str(answers[question.id].get("reason")) for question in refused)
    return {
        "questions": len(questions),
        "abstained": len(refused),
        "reasons": dict(sorted(reasons.items())),
        "by_question": {question.id: answers[question.id].get("reason") for question in questions},
        "answered": [
            {"id": question.id, "question": question.text, "answer": answers[question.id].get("answer")}
            for question in questions
            if question not in refused
        ],
    }


def verified(answers: Iterable[Json], sources: Mapping[str, Document]) -> tuple[int, int, list[dict[str, Any]]]:
    """Check every citation, the nearest passages of an abstention included.

    Args:
        answers: in the shape of `ask --json`.
        sources: plan_id → source.

    Returns:
        How many hold, how many there are, and those that do not hold.
    """
    cited = [item for answer in answers for item in [*(answer.get("citations") or ()), *(answer.get("nearest") or ())]]
    verdicts = [verdict.to_json() for verdict in verify(cited, sources)]
    wrong = [verdict for verdict in verdicts if not verdict["ok"]]
    return len(verdicts) - len(wrong), len(verdicts), wrong


def failure(judged: Judged) -> dict[str, Any]:
    """Return what is wrong with an answer, for a list people read."""
    answer = judged.answer
    return {
        "id": judged.question.id,
        "question": judged.question.text,
        "style": judged.question.style,
        "intent": judged.question.intent,
        "status": answer.get("status"),
        "reason": answer.get("reason"),
        "intent_understood": answer.get("intent"),
        "missing": [key[0] for key in judged.missing_keys],
        "cited_at": judged.cited_at,
        "lead_right": judged.lead_right,
        "answer": answer.get("answer"),
    }
