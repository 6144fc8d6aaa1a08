"""Which projects a plan lists: the rows of its project list that speak of the subject, each with where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.records import Plan, Project
from index.text import tokens
from search.answers.asking import Asking
from search.answers.cues import asks
from search.answers.drafts import Draft, Evidence
from search.answers.wording import place
from search.citing import shorten
from search.retrieval import Hit

_FIRST = 3
_MOST = 10
_NEAR_BEST = 0.4
_ROOM = 640
_LEAST_WORDS = 60
# Words that any row of a project list answers to.
PROJECT_WORDS = frozenset(tokens("dự án công trình trọng điểm danh mục có nào các những"))


@dataclass(frozen=True, slots=True)
class _Row:
    """A project, its passage as found, and the share of the subject it holds."""

    project: Project
    hit: Hit
    held: float


def listed_projects(asking: Asking) -> list[Draft]:
    """Return the projects a question asks for by that word, where the best of them are among the best passages."""
    if not asks(asking.query.normalized, "projects") or not _among_the_best(asking):
        return []
    return projects(asking)


def _among_the_best(asking: Asking) -> bool:
    return any(isinstance(asking.store.record_of(hit.passage), Project) for hit in asking.best(_FIRST))


def projects(asking: Asking) -> list[Draft]:
    """Return a statement per plan that lists the projects that speak of the subject, best first."""
    return [draft for plan in asking.plans for draft in _list(asking, plan)]


def _list(asking: Asking, plan: Plan) -> Iterator[Draft]:
    rows = sorted(_rows(asking, plan), key=lambda row: (-row.held, -row.hit.final))
    if not rows:
        return
    shown = [row for row in rows if row.held >= _NEAR_BEST * rows[0].held][:_MOST]
    room = max(_LEAST_WORDS, _ROOM // len(shown))
    items = [shorten(_words(row.project), room) for row in shown]
    yield Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {'; '.join(items)}",
        detail="\n".join(_words(row.project) for row in shown),
        evidence=tuple(Evidence(row.hit.passage, row.project.span) for row in shown),
        score=shown[0].hit.score(),
    )


def _rows(asking: Asking, plan: Plan) -> Iterator[_Row]:
    """Yield the projects of a plan; that a row of the list is a project says nothing of its subject."""
    for project in plan.projects:
        passage = asking.store.own_passage(project)
        position = asking.position(passage) if passage is not None else None
        if position is not None:
            held = asking.coverage(position, without=PROJECT_WORDS)
            yield _Row(project, asking.retriever.hit(asking.ranking, position), held)


def _words(project: Project) -> str:
    name = project.name.rstrip(" .;")
    return f"{name} ({project.location})" if project.location else name
