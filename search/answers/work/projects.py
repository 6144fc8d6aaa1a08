"""Which projects a plan lists: the rows of its project list that speak of the subject, each with where.

A list states name, field and place of a project; who invests, when it begins and what it costs stand in none of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Passage, Plan, Project
from index.text import tokens
from search.answers.asking import Asking
from search.answers.cues import asks
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.wording import count_words, place
from search.citing import shorten
from search.retrieval import Hit

_FIRST = 3
_MOST = 10
_NEAR_BEST = 0.4
_ROOM = 640
_LEAST_WORDS = 60
# Words that any row of a project list answers to.
PROJECT_WORDS = frozenset(tokens("dự án công trình trọng điểm danh mục có nào các những gồm bao"))
# Words that ask for what a row of a project list does not state.
_ASKED = PROJECT_WORDS | frozenset(
    tokens(
        "chủ đầu tư nhà đầu tư làm đơn vị khởi công động thổ khánh thành bắt đầu hoàn thành xây dựng xong thời hạn số"
    )
)
_NAMED, _WHOLE = 0.6, 0.95
_LOOKED_AT = 8


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


def rows_that_lack(asking: Asking) -> tuple[Passage, ...]:
    """Return the rows of a project list that name the project asked about, where they do not state what is asked.

    Nothing where the question is not for a project's investor, time or body, or another passage holds as much of it.

    Args:
        asking: the question.
    """
    # "DA", "CĐT": what short forms stand for asks too.
    text = " ".join([asking.query.normalized, *(each.meant for each in asking.query.expansions)])
    best = asking.best(1)
    first = bool(best) and _is_row(asking, best[0])
    if not (first or asks(text, "projects")) or asking.query.target_codes or asks(text, "place_asked"):
        return ()
    invests = asks(text, "invests")
    body = asking.intent == "responsibility" or invests
    time = asking.intent == "deadline_or_period" or asks(text, "works_begin")
    if not (body or time):
        return ()
    rows = sorted((row for plan in asking.plans for row in _rows(asking, plan, _ASKED)), key=lambda row: -row.held)
    if not rows or rows[0].held < _NAMED:
        return ()
    if body and not invests and not first and rows[0].held < _WHOLE:
        return ()
    if time and first:
        return _level_rows(rows)
    rivals = [] if invests else [hit for hit in asking.best(_LOOKED_AT) if not _is_row(asking, hit)]
    if any(asking.coverage(hit.position, without=_ASKED) >= rows[0].held for hit in rivals):
        return ()
    return _level_rows(rows)


def _level_rows(rows: Sequence[_Row]) -> tuple[Passage, ...]:
    return tuple(row.hit.passage for row in rows if row.held >= rows[0].held)[:_FIRST]


def _is_row(asking: Asking, hit: Hit) -> bool:
    return isinstance(asking.store.record_of(hit.passage), Project)


def _list(asking: Asking, plan: Plan) -> Iterator[Draft]:
    rows = sorted(_rows(asking, plan), key=lambda row: (-row.held, -row.hit.final))
    if not rows:
        return
    near = [row for row in rows if row.held >= _NEAR_BEST * rows[0].held]
    shown = near[:_MOST]
    room = max(_LEAST_WORDS, _ROOM // len(shown))
    items = [shorten(_words(row.project), room) for row in shown]
    yield Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{place(asking, plan.info.plan_id)}: {'; '.join(items)}{_left(asking, len(near) - len(shown))}",
        detail="\n".join(_words(row.project) for row in shown),
        evidence=tuple(Evidence(row.hit.passage, row.project.span) for row in shown),
        score=shown[0].hit.score(),
    )


def _left(asking: Asking, count: int) -> str:
    """Return how many projects on the subject are not listed, in words."""
    if count <= 0:
        return ""
    words = count_words(count, in_english=asking.in_english)
    return f"; and {words} more" if asking.in_english else f"; và {words} dự án khác"


def _rows(asking: Asking, plan: Plan, without: frozenset[str] = PROJECT_WORDS) -> Iterator[_Row]:
    """Yield the projects of a plan; that a row of the list is a project says nothing of its subject."""
    for project in plan.projects:
        passage = asking.store.own_passage(project)
        position = asking.position(passage) if passage is not None else None
        if position is not None:
            held = asking.coverage(position, without=without)
            yield _Row(project, asking.retriever.hit(asking.ranking, position), held)


def _words(project: Project) -> str:
    name = project.name.rstrip(" .;")
    return f"{name} ({project.location})" if project.location else name
