"""What is said of plans that are not here: which there are, and what a province is part of today."""

from __future__ import annotations

from corpus.provinces import predecessors, province_by_id
from search.answers.asking import Asking
from search.answers.writing.wording import joined, provinces
from search.conversation import PLAN_WORDS

_ANY_KIND = ("kế hoạch", "plan")


def missing_plan(asking: Asking) -> str:
    """Return that the plans asked for are not here, and which are.

    Args:
        asking: the question.
    """
    english = asking.in_english
    kinds = dict.fromkeys(pair.partition(":")[2] for pair in asking.query.plans_not_here)
    wanted = [*asking.scope.missing, *(pair.partition(":")[0] for pair in asking.query.plans_not_here)]
    names = provinces(dict.fromkeys(wanted))
    what = joined([_kind(kind, english) for kind in kinds]) or ("plan" if english else "kế hoạch này")
    if english:
        return f"There is no {what} of {names} here; the plans loaded: {plans_here(asking)}"
    remarks = [sentence for each in dict.fromkeys(asking.scope.missing) if (sentence := province_today(each))]
    return ". ".join([f"Chưa có {what} của {names}; các kế hoạch đã nạp: {plans_here(asking)}", *remarks])


def plans_here(asking: Asking) -> str:
    """Return which plans there are: by kind, the provinces."""
    by_kind: dict[str | None, list[str]] = {}
    for info in asking.infos.values():
        by_kind.setdefault(info.kind, []).append(info.province or info.title or info.plan_id)
    of = "of" if asking.in_english else "của"
    return "; ".join(f"{_kind(kind, asking.in_english)} {of} {provinces(names)}" for kind, names in by_kind.items())


def _kind(kind: str | None, english: bool) -> str:
    return PLAN_WORDS.get(kind or "", _ANY_KIND)[english]


def province_today(province_id: str) -> str:
    """Return which older provinces one of today holds, or of which an older one is part now; "" where neither is known.

    Args:
        province_id: the province.
    """
    province = province_by_id(province_id)
    members = [] if province is None else [old.name for old in predecessors(province.province_id)]
    if province is not None and province.merged_into is None and len(members) > 1:
        return f"{province.name} hiện nay gồm {joined(members)} trước đây"
    if province is None or province.merged_into is None:
        return ""
    new = province_by_id(province.merged_into)
    return f"{province.name} nay thuộc {new.name}" if new else ""
