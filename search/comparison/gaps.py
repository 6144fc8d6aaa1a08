"""Looking for what a plan does not have: through all it says, with the nearest thing it does say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.records import Plan, Span
from search.comparison.features import Vocabulary, word_terms
from search.comparison.model import Difference, Lines, Member, Quote
from search.comparison.values import values_of_text

_LEAST_WORDS = 4
# From here on a piece says the same in nearly the same words; what merely touches the subject stays below a half.
_SAYS_IT = 0.6
# What is like a few words of a topic only touches it, however like.
_TOUCHES_IT = 0.5
_QUOTED = 300


@dataclass(frozen=True, slots=True)
class _Piece:
    level: str
    code: str
    text: str
    span: Span

    @property
    def lines(self) -> Lines:
        return self.span.first_line, self.span.last_line


class Gaps:
    """Everything the plans say, to be searched."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self._pieces = {plan.info.plan_id: list(_pieces(plan)) for plan in plans}
        terms = {plan_id: [word_terms(piece.text) for piece in found] for plan_id, found in self._pieces.items()}
        self._vocabulary = Vocabulary([one for found in terms.values() for one in found])
        self._vectors = {plan_id: self._vocabulary.matrix(found) for plan_id, found in terms.items()}
        self._targets = {plan.info.plan_id: sum(t.level == "target" for t in plan.targets) for plan in plans}

    def difference(
        self,
        plan_id: str,
        topic: str,
        members: Mapping[str, Sequence[Member]],
        names: Mapping[str, str],
        stands_in: Member | None = None,
    ) -> Difference:
        """Return that a plan has no such target, what was searched, and the nearest thing it says.

        Args:
            plan_id: the plan without the target.
            topic: of the row.
            members: plan → its targets in the row.
            names: plan → name for the reader.
            stands_in: a target of the plan that says itself that it covers the missing one.
        """
        piece, score = self._nearest(plan_id, topic, members)
        searched = {
            "plan_id": plan_id,
            "query": topic,
            "targets": self._targets[plan_id],
            "records": len(self._pieces[plan_id]),
            "nearest_score": round(score, 3),
        }
        having = ", ".join(names[other] for other, found in members.items() if found)
        text = (
            f"{names[plan_id]} không có mục tiêu “{topic}” (có ở {having}): đã đối chiếu {self._targets[plan_id]} mục "
            f"tiêu và tìm trong {len(self._pieces[plan_id])} đoạn của kế hoạch."
        )
        nearest: dict[str, Quote] = {}
        if stands_in is not None:
            nearest[plan_id] = Quote(_cut(stands_in.text), stands_in.lines, stands_in.code)
            text += f" Mục tiêu {stands_in.code} (dòng {stands_in.lines[0]}) tự ghi là gộp cả nội dung này."
        elif piece is not None:
            nearest[plan_id] = Quote(_cut(piece.text), piece.lines, piece.code or None)
            likeness = f"{score:.2f}".replace(".", ",")
            if score >= _SAYS_IT:
                text += " Nội dung này nằm ngoài các mục tiêu đánh số, ở"
            else:
                text += " Gần nhất:"
            text += f" {_place(piece)}: “{_cut(piece.text, 120)}” (độ giống {likeness})."
        return Difference("missing", text, {plan_id: ""}, _quotes(members), (plan_id,), nearest, searched)

    def said_elsewhere(self, plan_id: str, topic: str, members: Mapping[str, Sequence[Member]]) -> Member | None:
        """Return what a plan without the target says in nearly the same words in another place, with its numbers.

        Args:
            plan_id: the plan without the target.
            topic: of the row.
            members: plan → its targets in the row.
        """
        piece, score = self._nearest(plan_id, topic, members)
        if piece is None or score < _SAYS_IT:
            return None
        values = tuple(values_of_text(plan_id, piece.text, piece.lines, "task", piece.text))
        return Member(plan_id, piece.code, piece.code, piece.text, piece.lines, (), values)

    def _nearest(
        self, plan_id: str, topic: str, members: Mapping[str, Sequence[Member]]
    ) -> tuple[_Piece | None, float]:
        """Return the nearest to what the other plans say; where none says the same, the nearest to the topic counts."""
        texts = [member.text for found in members.values() for member in found]
        if not self._pieces[plan_id] or not texts:
            return None, 0.0
        piece, score = self._best(plan_id, texts)
        if score < _SAYS_IT:
            other, likeness = self._best(plan_id, [topic])
            if likeness > score:
                piece, score = other, min(likeness, _TOUCHES_IT)
        return (piece, score) if score > 0 else (None, 0.0)

    def _best(self, plan_id: str, texts: Sequence[str]) -> tuple[_Piece, float]:
        wanted = self._vocabulary.matrix([word_terms(text) for text in texts])
        scores = np.asarray((self._vectors[plan_id] @ wanted.T).toarray()).max(axis=1)
        best = int(scores.argmax())
        return self._pieces[plan_id][best], float(scores[best])


_LEVELS = {"target": "mục tiêu", "task": "nhiệm vụ của mục tiêu", "indicator": "chỉ tiêu", "section": "đoạn văn"}
# The plan's own list of goals names every goal and says nothing of targets.
_GOAL_NAME = re.compile(r"mục tiêu \d{1,2}\s{0,2}[:.]", re.IGNORECASE)


def _place(piece: _Piece) -> str:
    level = f"{_LEVELS[piece.level]} {piece.code}" if piece.code else "đoạn văn"
    return f"{level}, dòng {piece.span.first_line}"


def _pieces(plan: Plan) -> Iterator[_Piece]:
    for target in plan.targets:
        yield _Piece("target", target.code, target.text, target.span)
    for task in plan.tasks:
        yield _Piece("task", task.target_code, task.text, task.span)
    for indicator in plan.indicators:
        yield _Piece("indicator", indicator.code, indicator.name, indicator.span)
    for section in plan.sections:
        if len(section.text.split()) >= _LEAST_WORDS and not _GOAL_NAME.match(section.text):
            yield _Piece("section", "", section.text, section.span)


def _quotes(members: Mapping[str, Sequence[Member]]) -> dict[str, tuple[Quote, ...]]:
    return {
        plan_id: tuple(Quote(member.text, member.lines, member.code) for member in found)
        for plan_id, found in members.items()
        if found
    }


def _cut(text: str, limit: int = _QUOTED) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit].rpartition(" ")[0] + "…"
