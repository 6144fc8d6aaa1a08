"""Which plans do not speak of a subject ("tỉnh nào không có mục tiêu về biển"): silent ones first, then the others."""

from __future__ import annotations

from corpus.records import Plan
from index.text import tokens
from search.answers.asking import Asking
from search.answers.cues import holds, line_of, load_answer_cues
from search.answers.writing.drafts import Draft
from search.answers.writing.extractive import quoted
from search.answers.writing.wording import place
from search.retrieval import Hit

_LOOKED_AT = 40
# A plan speaks of the subject when one of its passages holds this share of it.
_HELD = 0.7
_ASKING = frozenset(
    tokens("mục tiêu chỉ tiêu nhiệm vụ không có chưa nhắc nói đến tới đề cập đặt nêu tỉnh kế hoạch nào")
)
_SILENT = ("không tìm thấy nội dung này", "nothing on this was found")


def asks_who_lacks(asking: Asking) -> bool:
    """Return whether a question asks for the plans that lack something, not for those that have it.

    "Tỉnh nào có …, tỉnh nào không?" asks for both, and gets what each plan says.
    """
    line = line_of(asking.query.normalized).rstrip()
    phrases = load_answer_cues().asks["who_lacks"]
    return any(holds(f"{line} ", phrase) for phrase in phrases) and not any(line.endswith(each) for each in phrases)


def lacking(asking: Asking) -> list[Draft]:
    """Return a statement for each plan: those in which nothing speaks of the subject first; else nothing."""
    if not asks_who_lacks(asking) or not asking.ranking.terms.subject - _ASKING:
        return []
    kinds = asking.query.plan_kinds
    plans = [plan for plan in asking.plans if not kinds or plan.info.kind in kinds]
    drafts = [_of_plan(asking, plan) for plan in plans]
    return sorted(drafts, key=lambda draft: draft.stated)


def _of_plan(asking: Asking, plan: Plan) -> Draft:
    plan_id = plan.info.plan_id
    speaking = _speaking(asking, plan_id)
    if speaking is not None:
        return quoted(asking, speaking)
    return Draft(
        plan_id=plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan_id)}: {_SILENT[asking.in_english]}",
        evidence=(),
        stated=False,
    )


def _speaking(asking: Asking, plan_id: str) -> Hit | None:
    hits = asking.best_of_plan(plan_id, _LOOKED_AT)
    return next((hit for hit in hits if asking.coverage(hit.position, without=_ASKING) >= _HELD), None)
