"""Questions that leave a body out ("ngoài Sở Y tế, còn ai …") or ask who has no role, which no plan states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.records import Task
from search.answers.asking import Asking
from search.answers.bodies.groups import Group
from search.answers.bodies.leads import bodies_of, each_body_once, evidence_of, lead_ids
from search.answers.cues import asks, line_of
from search.answers.silence.abstaining import Refusal
from search.answers.silence.reasons import NEGATED, WHY
from search.answers.writing.drafts import Draft
from search.answers.writing.wording import named, place

_EXCEPT = re.compile(
    r"(?<!\w)(?:ngoài|trừ|ngoại trừ|except(?: for)?|besides|apart from|other than)\s"
    r"(?:các |cái |the )?(?:sở|ban|bộ|ubnd|ủy ban|công an|thanh tra|hội|đoàn|ngân hàng|cục|chi cục|trung tâm|đài"
    r"|mặt trận|liên minh|department|provincial|people)"
)
# "Không phải Sở Y tế thì ai": without marks, for "thì" alone sets it apart from "có phải … không".
_IF_NOT = re.compile(
    r"(?:khong phai|if not|if it is not) (?:la |do |the )?"
    r"(?:so|ban|bo|ubnd|uy ban|cong an|thanh tra|hoi|doan|ngan hang|cuc|chi cuc|trung tam|dai|mat tran|lien minh"
    r"|department|provincial|people) .{0,80}(?:thi|ma|who|which|what) "
)
# "Chi hỗ trợ" with its marks is money spent; without marks it may be "chỉ hỗ trợ".
_SPENDING = re.compile(r"(?<!\w)chi (?:phối hợp|tham gia|hỗ trợ)")


def asks_who_has_no_role(asking: Asking) -> Refusal | None:
    """Return why a question for those without a role has no answer; None where it asks for those with one."""
    text = asking.query.normalized
    if not asks(text, "without_role") or only_supports(asking):
        return None
    return Refusal("not_stated", WHY[NEGATED][asking.in_english])


def only_supports(asking: Asking) -> bool:
    """Return whether bodies are asked for that coordinate and do not lead."""
    return asks(asking.query.normalized, "only_supports") and not _SPENDING.search(asking.query.normalized)


def groups_without_excluded(asking: Asking, groups: Sequence[Group]) -> list[Group]:
    """Return targets with only those of their tasks that others lead than the bodies the question leaves out.

    A target that nobody else leads is left out, unless those who coordinate are asked for.
    """
    left_out = frozenset(asking.query.agencies)
    if not left_out or not _leaves_out(asking):
        return list(groups)
    kept = [
        replace(group, tasks=tuple(task for task in group.tasks if _others_lead(task, left_out))) for group in groups
    ]
    if asking.query.roles != ("lead",):
        return [rest if rest.is_led else group for rest, group in zip(kept, groups, strict=True)]
    return [rest for rest in kept if rest.is_led]


def nobody_else(asking: Asking, group: Group) -> Draft:
    """Return that a plan names no other lead of a target than the bodies the question leaves out."""
    english = asking.in_english
    led = [task for task in group.tasks if task.lead]
    bodies = each_body_once(body for task in led for body in bodies_of(asking, task, task.lead, "lead"))
    words = named(bodies, in_english=english)
    said = (
        f"apart from {words}, the plan names no other lead body"
        if english
        else f"ngoài {words}, kế hoạch không ghi cơ quan nào khác chủ trì"
    )
    return Draft(
        plan_id=group.plan_id,
        province=asking.infos[group.plan_id].province,
        target_code=group.target_code,
        sentence=f"{place(asking, group.plan_id, group.target_code)}: {said}",
        evidence=tuple(evidence_of(group.passage, led[0], with_coordinating=False)),
        stated=False,
    )


def _leaves_out(asking: Asking) -> bool:
    text = asking.query.normalized
    return bool(_EXCEPT.search(text) or _IF_NOT.search(line_of(text)))


def _others_lead(task: Task, left_out: frozenset[str]) -> bool:
    return not task.lead or not left_out.issuperset(lead_ids(task))


def without_excluded(asking: Asking, drafts: Sequence[Draft]) -> list[Draft]:
    """Return statements with those behind that only name leads the question leaves out."""
    left_out = frozenset(asking.query.agencies)
    if not left_out or not _leaves_out(asking):
        return list(drafts)
    return sorted(drafts, key=lambda draft: _only_names(draft, left_out))


def _only_names(draft: Draft, left_out: frozenset[str]) -> bool:
    leads = {body.agency_id for body in draft.agencies if body.role == "lead"}
    return bool(leads) and leads <= left_out
