"""What a plan's part on organisation gives a body to do, apart from any target; and bodies that are meant together."""

from __future__ import annotations

from corpus.records import Plan
from index.text import folded_tokens
from search.answers.asking import Asking
from search.answers.bodies.leads import evidence_of
from search.answers.bodies.stated import mention_of, stated_bodies
from search.answers.writing.drafts import Draft
from search.answers.writing.wording import named, place, today
from search.citing import shorten
from search.naming import collective_spans
from search.tables import load_cues

_SHOWN = 3
# Characters of the duties together, and of one at the least.
_ROOM = 480
_LEAST = 120
# "các", "cấp" and "các cấp" say nothing of which body is meant.
_FILLERS = frozenset({"cac", "cap"})


def duties(asking: Asking, plan: Plan, wanted: frozenset[str], *, also: bool) -> Draft | None:
    """Return what the running text of a plan gives a body to do; None where it gives nothing.

    Args:
        asking: the question.
        plan: a plan.
        wanted: ids of the body asked about.
        also: something else that it does has been said before.
    """
    tasks = [task for task in plan.tasks if not task.target_code and mention_of(task.lead, wanted)]
    passages = [(task, passage) for task in tasks if (passage := asking.store.passage_of(task)) is not None]
    mention = mention_of((body for task, _ in passages for body in task.lead), wanted)
    if mention is None:
        return None
    bodies = tuple(stated_bodies([mention], "lead", "explicit", plan.info.province, asking.as_of, ""))
    shown = passages[:_SHOWN]
    room = max(_LEAST, _ROOM // len(shown))
    english = asking.in_english
    listed = "; ".join(shorten(task.text, room).rstrip(" .;:") for task, _ in shown)
    verb = f"is {'also ' * also}charged with" if english else f"{'còn ' * also}được giao ở phần tổ chức thực hiện"
    return Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {named(bodies, in_english=english)} {verb}: {listed}",
        detail="\n".join(f"- {task.text}" for task, _ in passages) if len(passages) > len(shown) else "",
        after=today(bodies, plan.info.province, in_english=english),
        agencies=bodies,
        evidence=tuple(
            piece for task, passage in passages for piece in evidence_of(passage, task, with_coordinating=False)
        ),
    )


def collectives_meant(asking: Asking) -> list[str]:
    """Return the collective bodies a question names in short: "UBND huyện" means "UBND các huyện, thành phố".

    Args:
        asking: the question.
    """
    text = asking.query.normalized
    found: dict[str, None] = {}
    for start, end in collective_spans(text, load_cues()):
        said = _words(" ".join(folded_tokens(text[start:end])))
        for agency_id, name in asking.store.collectives.items():
            if said and _words(name)[: len(said)] == said:
                found[agency_id] = None
    return list(found)


def _words(folded: str) -> list[str]:
    return [word for word in folded.replace("uy ban nhan dan", "ubnd").split() if word not in _FILLERS]
