"""How many goals, targets, tasks or projects a plan declares or lists, or its tables hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.facts import Fact
from corpus.records import Goal, Indicator, Plan, Project, Target
from index.text import tokens, unmark
from search.answers.asking import THEME_WORDS, Asking
from search.answers.cues import asks
from search.answers.documents.fact_cues import counted_things, load_cues
from search.answers.documents.fact_drafts import asked_plans, fact_draft, score_at
from search.answers.silence.abstaining import Refusal
from search.answers.work.projects import PROJECT_WORDS, projects
from search.answers.writing.drafts import Draft
from search.answers.writing.excerpts import source_words
from search.answers.writing.wording import count_words, place
from search.citing import shorten

_WORDS = 320
_MOST_PARTS = 3
_NOT_COUNTED = (
    "Các kế hoạch không ghi số lượng riêng cho phần được hỏi",
    "The plans do not say how many there are for that part",
)
_PART_FILLERS = frozenset(
    "linh vuc nhom muc chu de thuoc cua trong so luong tong cong voi va tat ca ke hoach cac nhung quat cu the".split()
)


def counts(asking: Asking, line: str) -> list[Draft] | Refusal:
    """Return how many of something the plans declare, or list where they declare nothing.

    A part that the plans do not count is not answered with the whole.
    """
    names = counted_things(line)
    if not names or any("." in code for code in asking.query.target_codes):
        return []
    if names == {"projects"} and asking.ranking.terms.subject - PROJECT_WORDS:
        return projects(asking)
    drafts = [draft for plan in asked_plans(asking) for draft in _counts_of_a_part(asking, plan, names)]
    if drafts:
        return drafts
    if _asks_of_a_part(asking):
        return Refusal("not_stated", _NOT_COUNTED[asking.in_english])
    return [draft for plan in asked_plans(asking) for draft in _counts_of(asking, plan, names)]


def _asks_of_a_part(asking: Asking) -> bool:
    """Return whether only those of one goal, one subject or one body are to be counted."""
    text = asking.query.normalized
    if _goals_named(asking) or (asking.query.roles and (asking.query.agencies or asks(text, "without_lead"))):
        return True
    return bool(_part_words(asking)) and asks(text, "on_a_subject")


def _goals_named(asking: Asking) -> frozenset[str]:
    return frozenset(code for code in (*asking.query.target_codes, *asking.query.goal_codes) if code.isdigit())


def _is_called_so(asking: Asking, plan: Plan, code: str) -> bool:
    """Return whether what has this number in a plan is what the question calls it, a goal or a theme."""
    goal = asking.store.goal(plan.info.plan_id, code)
    themes = any(word in asking.query.normalized for word in THEME_WORDS)
    return goal is None or (goal.level == "theme") == themes


def _counts_of_a_part(asking: Asking, plan: Plan, names: frozenset[str]) -> Iterator[Draft]:
    """Yield how many there are under the goal or theme a question names by its number or its words."""
    numbered = _goals_named(asking)
    goals = {code for code in numbered if _is_called_so(asking, plan, code)}
    words = _part_words(asking)
    found: list[Fact] = []
    for fact in asking.store.facts(plan.info.plan_id):
        name, _, goal = fact.name.partition(":")
        # "Mục tiêu 8 có bao nhiêu mục tiêu cụ thể" counts targets, though it speaks of a goal as well.
        if not goal or fact.kind != "declared_count" or name not in names:
            continue
        if goal in goals or (not numbered and words and words <= set(tokens(fact.text))):
            found.append(replace(fact, name=name))
    # Words that stand everywhere name no part.
    for fact in found if len(found) <= _MOST_PARTS else ():
        yield from _count_draft(asking, plan, fact, disputed=False, whole=False)


def _part_words(asking: Asking) -> frozenset[str]:
    """Return the words of the subject without those for what is counted."""
    counted = {token for _, words in load_cues().names for phrase in words for token in phrase.split()}
    subject = asking.ranking.terms.subject
    return frozenset(token for token in subject if not set(unmark(token).split("_")) <= counted | _PART_FILLERS)


def _counts_of(asking: Asking, plan: Plan, names: frozenset[str]) -> Iterator[Draft]:
    for kind in ("declared_count", "listed_count"):
        facts = [fact for fact in asking.store.facts(plan.info.plan_id) if fact.kind == kind and fact.name in names]
        told: dict[tuple[str, str], Fact] = {}
        for fact in facts:
            told.setdefault((fact.name, fact.value), fact)
        places = {fact.span: fact for fact in reversed(told.values())}
        if not places:
            continue
        values = {name: {value for each, value in told if each == name} for name in names}
        disputed = any(len(each) > 1 for each in values.values())
        for span in sorted(places, key=lambda span: -score_at(asking, plan.info.plan_id, span)):
            yield from _count_draft(asking, plan, places[span], disputed=disputed)
        return
    for name in names:
        yield from _counted_here(asking, plan, name)


def _counted_here(asking: Asking, plan: Plan, name: str) -> Iterator[Draft]:
    """Yield how many there are in the tables of a plan that does not say it: in words, from the first to the last."""
    records = _records(plan, name)
    if not records:
        return
    first, last = asking.evidence(records[0]), asking.evidence(records[-1])
    words = count_words(len(records), in_english=asking.in_english)
    # The rows of a list of projects are numbered anew in every field.
    ends = None if name == "projects" else (records[0].code, records[-1].code)
    if asking.in_english:
        said = f"the plan does not say how many; its tables list {words}"
        said += f", from {ends[0]} to {ends[1]}" if ends else ""
    else:
        said = f"kế hoạch không ghi thành số; đếm trong bảng được {words}"
        said += f", từ {ends[0]} đến {ends[1]}" if ends else ""
    yield Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {said}",
        evidence=tuple(piece for piece in (first, last) if piece is not None),
    )


def _records(plan: Plan, name: str) -> Sequence[Goal | Target | Indicator | Project]:
    """Return the records of a kind that is counted."""
    if name in ("goals", "themes"):
        level = name.removesuffix("s")
        return [goal for goal in plan.goals if goal.level == level]
    if name == "targets":
        return [target for target in plan.targets if target.level == "target"]
    if name == "indicators":
        return plan.indicators
    return plan.projects if name == "projects" else ()


def _count_draft(asking: Asking, plan: Plan, fact: Fact, *, disputed: bool, whole: bool = True) -> Iterator[Draft]:
    words = source_words(asking, plan.info.plan_id, fact.span.start, fact.span.end)
    if fact.kind == "listed_count":
        first = shorten(words, _WORDS // 2)
        count = f"{fact.value} {'items (counted in the list)' if asking.in_english else 'mục (đếm trong danh sách)'}"
        words = f"{count}: {first} – {shorten(fact.text, _WORDS // 2)}" if asks_last(asking) else f"{count}: {first}"
    else:
        words = shorten(words, _WORDS)
    for draft in fact_draft(asking, plan, fact, words, conflict=disputed):
        yield replace(draft, after=_found_otherwise(asking, plan, fact) if whole else "")


def asks_last(asking: Asking) -> bool:
    """Return whether the question asks for the last of what is listed."""
    return asks(asking.query.normalized, "last_item")


def _found_otherwise(asking: Asking, plan: Plan, fact: Fact) -> str:
    """Return how many there are in the tables, in words, where that is not what the plan declares."""
    counted = len(_records(plan, fact.name))
    if not counted or str(counted) == fact.value:
        return ""
    words = count_words(counted, in_english=asking.in_english)
    if asking.in_english:
        return f"The tables of the plan list {words}."
    return f"Đếm trong bảng của kế hoạch: {words}."
