"""Aligning the targets of several plans: goals first, then the targets within corresponding goals.

Plans drop, merge, split and renumber targets, so codes count for nothing: texts, the words of the tasks, the order
within the goal and the numbers decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.records import Plan
from search.comparison.aligned import AlignedRow, Alignment, GoalRow, Pair, Ref, Related, Relation, pairs_of
from search.comparison.assigning import Rows, assign_rows
from search.comparison.merging import joined_rows
from search.comparison.national import NationalPlan, load_national_plan, named_codes
from search.comparison.overrides import Override, load_overrides, resolve
from search.comparison.related import related_links
from search.comparison.scoring import Item, Scores, Vectors, items_of, lexical_similarity, score_items
from search.comparison.wording import says_alike

NATIONAL = "622/QĐ-TTg"
SDG = "sdg"
_GOAL = 0.30
_TARGET = 0.26
# A target is partly the same when one of it and its nearest shares this little, and neither is contained in the other.
_SAME, _WITHIN = 0.60, 0.90
# A target that changed its goal must be worded much as it was.
_ELSEWHERE = 0.60


def compared_plans(plans: Sequence[Plan]) -> list[Plan]:
    """Return the plans whose targets are aligned: those of the SDG kind, and of unknown kind if they have targets."""
    return [
        plan
        for plan in plans
        if plan.info.kind == SDG
        or (plan.info.kind is None and any(target.level == "target" for target in plan.targets))
    ]


def align(
    plans: Sequence[Plan],
    vectors: Vectors | None = None,
    *,
    overrides: Sequence[Override] | None = None,
    national: NationalPlan | None = None,
) -> Alignment:
    """Line up the targets of all plans.

    Args:
        plans: all plans; those of other kinds are linked to the rows as related.
        vectors: (plan, full code) → what a dense encoder makes of the target; not needed.
        overrides: corrections; those of `alignment_overrides.toml` when not given.
        national: anchors; those of `national_targets.toml` when not given.

    Raises:
        ErratumError: the words a correction quotes are no longer in its plan.
    """
    chosen = compared_plans(plans)
    anchors = national or load_national_plan()
    goals = _aligned_goals(chosen, anchors)
    items = _items(chosen, anchors)
    scores = score_items(items, vectors)
    found = [_Found(goal.goal_id, members) for goal in goals for members in _rows_within(goal, scores)]
    found = _moved_between_goals(found, scores)
    by_pair = _overridden(found, scores, plans, load_overrides() if overrides is None else overrides)
    rows = [row for row in (_row(one, scores, anchors, by_pair) for one in found) if row is not None]
    rows = _ordered(rows, goals, scores)
    others = [plan for plan in plans if plan not in chosen]
    return Alignment(tuple(plan.info.plan_id for plan in chosen), tuple(goals), _with_related(rows, chosen, others))


@dataclass(slots=True)
class _Found:
    """A row while it is being made."""

    goal_id: str
    members: list[int]


def _items(plans: Sequence[Plan], anchors: NationalPlan) -> list[Item]:
    by_goal: defaultdict[str, list[str]] = defaultdict(list)
    for anchor in anchors.targets:
        by_goal[anchor.goal].append(anchor.code)
    national = [
        Item(
            plan_id=NATIONAL,
            code=anchor.code,
            goal=anchor.goal,
            text=anchor.text,
            position=(by_goal[anchor.goal].index(anchor.code) + 0.5) / len(by_goal[anchor.goal]),
        )
        for anchor in anchors.targets
    ]
    return [*national, *(item for plan in plans for item in items_of(plan))]


def _aligned_goals(plans: Sequence[Plan], anchors: NationalPlan) -> list[GoalRow]:
    """Line the goals up by their titles and by all their targets say; a goal without targets by its title."""
    places: list[tuple[str, str]] = [(NATIONAL, anchor.code) for anchor in anchors.goals]
    titles = [anchor.text for anchor in anchors.goals]
    bodies = [" ".join(t.text for t in anchors.targets if t.goal == anchor.code) for anchor in anchors.goals]
    for plan in plans:
        named = {goal.code: goal.text for goal in plan.goals}
        for code in dict.fromkeys([*named, *(target.goal for target in plan.targets)]):
            places.append((plan.info.plan_id, code))
            titles.append(named.get(code, ""))
            bodies.append(" ".join(t.text for t in plan.targets if t.goal == code and t.level == "target"))
    by_title, by_body = lexical_similarity(titles)[1], lexical_similarity(bodies)[1]
    both = 0.5 * by_title + 0.5 * by_body
    for at, body in enumerate(bodies):
        if not body:
            both[at, :], both[:, at] = by_title[at, :], by_title[:, at]
    groups: dict[str, list[int]] = {}
    for at, (plan_id, _) in enumerate(places):
        groups.setdefault(plan_id, []).append(at)
    rows = assign_rows(groups, both, _GOAL)
    made = [_goal_row(row, places, titles, anchors) for row in rows]
    return sorted((goal for goal in made if goal is not None), key=_goal_order)


def _goal_row(
    row: Mapping[str, int], places: Sequence[tuple[str, str]], titles: Sequence[str], anchors: NationalPlan
) -> GoalRow | None:
    members = {plan_id: places[at][1] for plan_id, at in row.items() if plan_id != NATIONAL}
    if not members:
        return None
    national = places[row[NATIONAL]][1] if NATIONAL in row else None
    first = next(iter(sorted(members)))
    title = (anchors.title(national) if national else None) or titles[row[first]]
    return GoalRow(f"goal-{national}" if national else f"goal-{first}-{members[first]}", title, members, national)


def _goal_order(goal: GoalRow) -> tuple[int, int, str]:
    code = goal.national_code or next(iter(goal.members.values()))
    return (0 if goal.national_code else 1, int(code) if code.isdigit() else 999, goal.goal_id)


def _rows_within(goal: GoalRow, scores: Scores) -> list[list[int]]:
    codes = {**goal.members, **({NATIONAL: goal.national_code} if goal.national_code else {})}
    groups: dict[str, list[int]] = {plan_id: [] for plan_id in codes}
    for at, item in enumerate(scores.items):
        if codes.get(item.plan_id) == item.goal:
            groups[item.plan_id].append(at)
    rows: Rows = assign_rows(groups, scores.together, _TARGET)
    return joined_rows(rows, scores, frozenset({NATIONAL}))


def _moved_between_goals(found: list[_Found], scores: Scores) -> list[_Found]:
    """Join a target that stands alone in its goal with its like in another goal, where its plan has none."""
    for alone in found:
        own = [at for at in alone.members if scores.items[at].plan_id != NATIONAL]
        if len(own) != 1 or len(alone.members) > 1:
            continue
        plan_id = scores.items[own[0]].plan_id
        near = max(
            (other for other in found if other is not alone and _lacks(other, plan_id, scores)),
            key=lambda other: float(scores.lexical[own[0], other.members].max()),
            default=None,
        )
        if near is not None and scores.lexical[own[0], near.members].max() >= _ELSEWHERE:
            near.members.extend(own)
            alone.members.clear()
    return [one for one in found if one.members]


def _lacks(row: _Found, plan_id: str, scores: Scores) -> bool:
    return bool(row.members) and all(scores.items[at].plan_id != plan_id for at in row.members)


def _overridden(
    found: list[_Found], scores: Scores, plans: Sequence[Plan], overrides: Sequence[Override]
) -> dict[frozenset[int], str]:
    """Apply the corrections; return the pairs they made with their reasons."""
    targets = [target for plan in plans for target in plan.targets if target.level == "target"]
    places = {item.ref: at for at, item in enumerate(scores.items)}
    reasons: dict[frozenset[int], str] = {}
    for override, left, right in resolve(overrides, targets):
        first, second = (places[targets[at].plan_id, targets[at].full_code] for at in (left, right))
        home = next(one for one in found if first in one.members)
        source = next(one for one in found if second in one.members)
        if override.action == "part" and home is source:
            source.members.remove(second)
            found.append(_Found(home.goal_id, [second]))
        elif override.action == "join" and home is not source:
            source.members.remove(second)
            home.members.append(second)
            reasons[frozenset((first, second))] = override.reason
    return reasons


def _row(
    one: _Found, scores: Scores, anchors: NationalPlan, reasons: Mapping[frozenset[int], str]
) -> AlignedRow | None:
    codes = tuple(scores.items[at].code for at in one.members if scores.items[at].plan_id == NATIONAL)
    own = [at for at in one.members if scores.items[at].plan_id != NATIONAL]
    if not own:
        return None
    members: defaultdict[str, list[str]] = defaultdict(list)
    for at in own:
        members[scores.items[at].plan_id].append(scores.items[at].code)
    pairs = tuple(
        scores.pair(left, right, reasons.get(frozenset((left, right)), ""))
        for left, right in pairs_of(own)
        if scores.items[left].plan_id != scores.items[right].plan_id
    )
    named = {
        scores.items[at].ref: cited for at in own if (cited := tuple(dict.fromkeys(named_codes(scores.items[at].text))))
    }
    merged = any(len(cited) > 1 for cited in named.values())
    first = scores.items[own[0]]
    return AlignedRow(
        row_id=f"{first.plan_id}:{first.code}",
        goal_id=one.goal_id,
        topic="; ".join(title for code in codes if (title := anchors.title(code))) or _topic(first.text),
        relation=_relation(members, pairs, {scores.items[at].ref: scores.items[at].text for at in own}, merged),
        members={plan_id: tuple(found) for plan_id, found in members.items()},
        national_codes=codes,
        pairs=pairs,
        notes=tuple(
            f"mục tiêu {code} ({plan_id}) tự ghi ứng với mục tiêu {', '.join(cited)} của Quyết định 622/QĐ-TTg"
            for (plan_id, code), cited in named.items()
        ),
    )


def _relation(
    members: Mapping[str, Sequence[str]], pairs: Sequence[Pair], texts: Mapping[Ref, str], merged: bool
) -> Relation:
    if len(members) == 1:
        return "only_here"
    if merged or any(len(codes) > 1 for codes in members.values()):
        return "split_or_merged"
    return "partial" if any(_is_other(ref, pairs, texts) for ref in texts) else "same"


def _is_other(ref: Ref, pairs: Sequence[Pair], texts: Mapping[Ref, str]) -> bool:
    """Whether a target shares part of what it says with its nearest, and each says something else besides."""
    own = [pair for pair in pairs if ref in (pair.left, pair.right)]
    nearest = max(own, key=lambda pair: pair.lexical)
    shares = says_alike(texts[nearest.left], texts[nearest.right])
    return min(shares) < _SAME and max(shares) < _WITHIN


def _topic(text: str, limit: int = 12) -> str:
    words = text.split()
    return " ".join(words[:limit]) + ("…" if len(words) > limit else "")


def _ordered(rows: list[AlignedRow], goals: Sequence[GoalRow], scores: Scores) -> list[AlignedRow]:
    """Return the rows by goal and, within it, by where their targets stand."""
    order = {goal.goal_id: at for at, goal in enumerate(goals)}
    positions = {item.ref: item.position for item in scores.items}

    def place(row: AlignedRow) -> tuple[int, float, str]:
        first = row.national_codes[:1]
        at = [positions[NATIONAL, first[0]]] if first else [positions[ref] for ref in row.refs]
        return order[row.goal_id], sum(at) / len(at), row.row_id

    return sorted(rows, key=place)


def _with_related(rows: Sequence[AlignedRow], plans: Sequence[Plan], others: Sequence[Plan]) -> tuple[AlignedRow, ...]:
    by_ref = {ref: at for at, row in enumerate(rows) for ref in row.refs}
    links: defaultdict[int, list[Related]] = defaultdict(list)
    beside = {ref: [other for other in row.refs if other[0] != ref[0]] for row in rows for ref in row.refs}
    for link in related_links(plans, others, beside):
        links[by_ref[link.target]].append(link)
    return tuple(replace(row, related=tuple(links[at])) if links[at] else row for at, row in enumerate(rows))


__all__ = ["NATIONAL", "align", "compared_plans"]
