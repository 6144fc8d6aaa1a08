"""The plans that a question on a document names by the initials of their province ("kế hoạch KG")."""

from __future__ import annotations

from corpus.provinces import province_by_id
from corpus.records import Plan
from index.text import unmark
from search.answers.asking import Asking


def plans_by_initials(asking: Asking) -> tuple[Plan, ...]:
    """Return the plans whose province's initials stand in the subject; nothing where one is named otherwise.

    Initials that fit two provinces with plans, or a word of the plans, name none.

    Args:
        asking: the question.
    """
    if asking.scope.is_named:
        return ()
    words = {unmark(word) for word in asking.query.topic_text.split()}
    named = [plan for plan in asking.store.plans.values() if _initials(plan) in words]
    return tuple(named) if len({plan.info.province for plan in named}) == 1 else ()


def _initials(plan: Plan) -> str:
    province = province_by_id(plan.info.province) if plan.info.province else None
    return "".join(word[0] for word in unmark(province.name.lower()).split()) if province is not None else ""
