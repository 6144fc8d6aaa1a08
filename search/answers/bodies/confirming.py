"""Whether the body a question names is the one ("Sở Y tế chủ trì … phải không?"): yes or no before the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.agencies import load_registry
from corpus.records import Task
from search.answers.asking import Asking
from search.answers.bodies.duties import collectives_meant
from search.answers.bodies.groups import Group
from search.answers.bodies.leads import lead_ids
from search.answers.cues import asks, narrowed_by
from search.answers.writing.drafts import Draft

_WHETHER = re.compile(r"(?<!\w)có (?:phải |đúng |là )?(?:chủ trì|phụ trách|đứng đầu|chịu trách nhiệm|đầu mối|phối hợp)")
_DOES = re.compile(r"^(?:does|do|is|are|did)\s")
_LEADS, _PARTLY = ("Đúng", "Yes"), ("Đúng một phần", "In part")
_ONLY_PARTS = ("chỉ phần", "only part")
_SUPPORTS = ("Không chủ trì, chỉ phối hợp", "No, it only coordinates")
_NEITHER = ("Không", "No")
_HELPS = ("Đúng, có phối hợp", "Yes, it coordinates")
_LEADS_INSTEAD = ("Không chỉ phối hợp, mà chủ trì", "It does not only coordinate: it leads")
_NOT_NAMED = ("Không được nêu tên trong các cơ quan phối hợp", "It is not named among those who coordinate")
_LETTERS = 1

_Words = tuple[str, str]


def asks_to_confirm(asking: Asking) -> bool:
    """Return whether one body is named and asked for is whether it has the role, not who has it."""
    text = asking.query.normalized
    named = len(asking.query.agencies) or len(collectives_meant(asking)[:1])
    return named == 1 and bool(asks(text, "confirming") or _WHETHER.search(text) or _DOES.match(text))


def with_body_first(asking: Asking, groups: Sequence[Group]) -> list[Group]:
    """Return targets with those of their tasks first that name the body in the role it is asked about.

    Args:
        asking: the question; one that does not ask to confirm leaves the targets as they are.
        groups: the targets that answer.
    """
    if not asks_to_confirm(asking):
        return list(groups)
    asked = _asked(asking)
    return [
        replace(group, tasks=tuple(sorted(group.tasks, key=lambda task: not _names(asking, task, asked))))
        for group in groups
    ]


def confirmed(asking: Asking, groups: Sequence[Group], drafts: Sequence[Draft]) -> list[Draft]:
    """Return statements that begin with yes or no, where the question asks whether one body leads or coordinates.

    No is said of one target named by its number: of a subject, a plan may speak elsewhere, too.

    Args:
        asking: the question.
        groups: the targets that answer, best first.
        drafts: who leads them, best first.
    """
    if not groups or not drafts or not asks_to_confirm(asking):
        return list(drafts)
    asked = _asked(asking)
    role = "coordinating" if _asks_of_support(asking) else "lead"
    ranked = sorted(drafts, key=lambda draft: (not _has_role(draft, asked, role), not _has_role(draft, asked, "lead")))
    verdict = _verdict(asking, groups, ranked[0])
    if verdict is None:
        return list(drafts)
    return [replace(ranked[0], sentence=f"{verdict[asking.in_english]}. {ranked[0].sentence}"), *ranked[1:]]


def confirms(asking: Asking, drafts: Sequence[Draft]) -> bool:
    """Return whether the first statement names the body asked about as a lead."""
    return bool(drafts) and _has_role(drafts[0], _asked(asking), "lead")


def _asked(asking: Asking) -> frozenset[str]:
    return frozenset(asking.query.agencies or collectives_meant(asking))


def _asks_of_support(asking: Asking) -> bool:
    return asking.query.roles == ("coordinate",)


def _names(asking: Asking, task: Task, asked: frozenset[str]) -> bool:
    bodies = task.coordinating if _asks_of_support(asking) else task.lead
    return any(body.agency_id in asked for body in bodies)


def _verdict(asking: Asking, groups: Sequence[Group], first: Draft) -> _Words | None:
    """Return what is said before the first statement; nothing where a plan may say otherwise elsewhere."""
    asked = _asked(asking)
    tasks = groups[0].tasks
    known = len(groups) == 1 and _all_known(tasks)
    if _asks_of_support(asking):
        if _has_role(first, asked, "coordinating"):
            return _HELPS
        return _of_support(tasks, asked) if asking.query.target_codes and known else None
    if asking.query.target_codes:
        return _of_target(tasks, asked) if known else None
    if not _has_role(first, asked, "lead"):
        return None
    return _LEADS if len(groups) > 1 or _is_narrowed_to(asking, first) else _of_letters(tasks, asked) or _LEADS


def _is_narrowed_to(asking: Asking, draft: Draft) -> bool:
    """Return whether a question asks for just the part of the people or places that a statement is about."""
    asked = narrowed_by(asking.query.search_text)
    return bool(asked) and asked <= narrowed_by(f"{draft.sentence} {draft.detail}")


def _all_known(tasks: Sequence[Task]) -> bool:
    """Return whether every lead is a known body; one that is not may be the body asked about, written wrongly."""
    bodies = [body for task in tasks for body in task.lead]
    known = [load_registry().by_id(body.agency_id) for body in bodies if body.kind != "collective"]
    return all(agency is not None and not agency.english.startswith("(") for agency in known)


def _has_role(draft: Draft, asked: frozenset[str], role: str) -> bool:
    return any(body.role == role and body.agency_id in asked for body in draft.agencies)


def _of_target(tasks: Sequence[Task], asked: frozenset[str]) -> _Words:
    """Return what is true of a body and a target: it leads all of its tasks, some of them, supports, or neither."""
    leads = [asked & set(lead_ids(task)) for task in tasks if task.lead]
    if any(leads):
        return _LEADS if all(leads) else _of_letters(tasks, asked) or _PARTLY
    supports = any(body.agency_id in asked for task in tasks for body in task.coordinating)
    return _SUPPORTS if supports else _NEITHER


def _of_letters(tasks: Sequence[Task], asked: frozenset[str]) -> _Words | None:
    """Return that a body leads some lettered parts only, with their letters; nothing where no letter says it."""
    led = [task for task in tasks if task.lead]
    letters = {task.part for task in led}
    own = {task.part for task in led if asked & set(lead_ids(task))}
    others = {task.part for task in led if not asked & set(lead_ids(task))}
    if not own or not letters - own or own & others or any(len(letter) != _LETTERS for letter in letters):
        return None
    words = ", ".join(sorted(own))
    return (f"{_PARTLY[0]}: {_ONLY_PARTS[0]} {words}", f"{_PARTLY[1]}: {_ONLY_PARTS[1]} {words}")


def _of_support(tasks: Sequence[Task], asked: frozenset[str]) -> _Words:
    """Return what is true of a body that no task of a target names among those who coordinate."""
    return _LEADS_INSTEAD if any(asked & set(lead_ids(task)) for task in tasks) else _NOT_NAMED
