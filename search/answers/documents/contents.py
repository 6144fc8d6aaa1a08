"""What a plan is made of: its goals or themes by name, for a question on the plan as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.records import Plan
from index.text import unmark
from search.answers.asking import Asking
from search.answers.cues import asks
from search.answers.silence.abstaining import Refusal, not_stated
from search.answers.writing.drafts import Draft
from search.answers.writing.wording import count_words, place
from search.citing import shorten

_NAME_WORDS = 70
# Words, without marks, that ask for the extent of a plan and name nothing in it.
_OF_THE_WHOLE = frozenset(
    "pham vi ap dung doi tuong dieu chinh gom bao linh vuc noi dung nhom muc tieu chu de nhung cac tong quat chung lon"
    " ve ai gi the nao cua plan scope fields areas goals themes cover covers".split()
)


def contents(asking: Asking) -> list[Draft] | Refusal:
    """Return the goals or themes of each plan where its parts are asked for; nothing for a question on a subject.

    To whom and where a plan applies is told by no record.
    """
    topic = {unmark(word) for word in asking.query.topic_text.split()}
    if topic - _OF_THE_WHOLE or asking.query.target_codes or asking.query.goal_codes:
        return []
    if not asks(asking.query.normalized, "parts_of_plan"):
        return not_stated(asking, "its scope" if asking.in_english else "phạm vi, đối tượng áp dụng") if topic else []
    kinds = asking.query.plan_kinds
    plans = [plan for plan in asking.plans if not kinds or plan.info.kind in kinds]
    return [draft for plan in plans for draft in _of_plan(asking, plan)]


def _of_plan(asking: Asking, plan: Plan) -> Iterator[Draft]:
    pieces = [(goal, piece) for goal in plan.goals if (piece := asking.evidence(goal)) is not None]
    level = "theme" if any(goal.level == "theme" for goal, _ in pieces) else "goal"
    shown = [(goal, piece) for goal, piece in pieces if goal.level == level]
    if not shown:
        return
    names = "; ".join(f"{goal.code} ({shorten(goal.text, _NAME_WORDS)})" for goal, _ in shown)
    count = count_words(len(shown), in_english=asking.in_english)
    noun = {"theme": ("chủ đề", "themes"), "goal": ("mục tiêu", "goals")}[level][asking.in_english]
    yield Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {count} {noun}: {names}",
        evidence=tuple(piece for _, piece in shown),
    )
