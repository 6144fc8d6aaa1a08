"""Which indicators a body reports by a plan's table of indicators: a part of its work that no task names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.records import Indicator, Plan
from index.text import tokens
from search.answers.asking import Asking, lettered_code
from search.answers.bodies.stated import stated_bodies
from search.answers.cues import asks, holds, line_of
from search.answers.model import StatedBody
from search.answers.writing.checking import names_body
from search.answers.writing.drafts import Draft, Evidence, Piece
from search.answers.writing.excerpts import source_words
from search.answers.writing.wording import count_words, named, place, today
from search.citing import shorten
from search.retrieval import Hit

_SHOWN = 8
_ROOM = 480
_LEAST = 50
_LOOKED_AT = 25
_NEAR_BEST, _HELD = 0.7, 0.95
_INDICATOR = ("chi tieu", "indicator")
_OF_INDICATORS = frozenset(tokens("chỉ tiêu indicator"))


def reporting_bodies(asking: Asking) -> frozenset[str]:
    """Return the ids of the bodies that tables of indicators make responsible for one."""
    plans = asking.store.plans.values()
    return asking.store.once(
        ("bodies that report", ""),
        lambda: frozenset(body.agency_id for plan in plans for row in plan.indicators for body in row.responsible),
    )


def reported(asking: Asking, plan: Plan, wanted: frozenset[str], rows: Sequence[Indicator]) -> Draft | None:
    """Return which indicators a body reports in a plan; None where there are none.

    Args:
        asking: the question.
        plan: a plan.
        wanted: ids of the body asked about.
        rows: the indicators of the plan that name it.
    """
    mentions = [body for row in rows for body in row.responsible if body.agency_id in wanted]
    if not mentions:
        return None
    bodies = tuple(stated_bodies(mentions, "responsible", "explicit", plan.info.province, asking.as_of, ""))
    shown = rows[:_SHOWN]
    room = max(_LEAST, _ROOM // len(shown))
    pieces = [Piece(_words(row, room), tuple(_evidence(asking, row, bodies))) for row in shown]
    english = asking.in_english
    count = count_words(len(rows), in_english=english)
    reports = f"reports {count} indicator{'s' * (len(rows) > 1)}" if english else f"chịu trách nhiệm {count} chỉ tiêu"
    left = count_words(len(rows) - len(shown), in_english=english)
    rest = (f" and {left} more" if english else f" và {left} chỉ tiêu khác") if len(rows) > len(shown) else ""
    about = place(asking, plan.info.plan_id)
    return Draft(
        plan_id=plan.info.plan_id,
        province=plan.info.province,
        target_code=None,
        sentence=f"{about}: {named(bodies, in_english=english)} {reports}: {'; '.join(p.words for p in pieces)}{rest}",
        after=today(bodies, plan.info.province, in_english=english),
        agencies=bodies,
        evidence=tuple(evidence for piece in pieces for evidence in piece.evidence),
        pieces=tuple(pieces),
    )


def reported_by(asking: Asking) -> list[Draft]:
    """Return who is responsible for the indicator a question names by that word; nothing where it names none."""
    line = line_of(asking.query.normalized)
    if asking.query.target_codes:
        rows = _of_codes(asking) if asks(asking.query.normalized, "indicators") else []
    else:
        rows = list(_by_name(asking)) if holds(line, _INDICATOR[asking.in_english]) else []
    drafts: dict[str, Draft] = {}
    for hit, row in rows:
        wanted = frozenset(body.agency_id for body in row.responsible)
        draft = reported(asking, asking.store.plans[row.plan_id], wanted, [row])
        if draft is not None:
            said = replace(draft, target_code=row.target_code or None, score=hit.score())
            drafts.setdefault(f"{row.plan_id} {row.code if asking.query.target_codes else ''}", said)
    return list(drafts.values())


def _of_codes(asking: Asking) -> list[tuple[Hit, Indicator]]:
    """Return the indicators whose own number, with its letter, a question names."""
    rows = [(hit, asking.store.record_of(hit.passage)) for hit in asking.of_codes]
    codes = asking.query.target_codes
    return [(hit, row) for hit, row in rows if isinstance(row, Indicator) and lettered_code(row.code) in codes]


def _by_name(asking: Asking) -> Iterator[tuple[Hit, Indicator]]:
    """Yield the indicators that hold the whole subject and are found well, best first."""
    hits = asking.best(_LOOKED_AT)
    for hit in hits:
        row = asking.store.record_of(hit.passage)
        held = asking.coverage(hit.position, without=_OF_INDICATORS)
        if isinstance(row, Indicator) and held >= _HELD and hit.final >= _NEAR_BEST * hits[0].final:
            yield hit, row


def _words(row: Indicator, room: int) -> str:
    return f"{row.code} {shorten(row.name, room)}".strip().rstrip(" .;:")


def _evidence(asking: Asking, row: Indicator, bodies: Sequence[StatedBody]) -> Iterator[Evidence]:
    """Yield where the body is named, then the indicator: a merged cell stands in the row of an indicator above."""
    rows = asking.store.plans[row.plan_id].indicators
    above = [each for each in rows if each.span.start <= row.span.start]
    naming = next((each for each in reversed(above) if all(_names(asking, each, body) for body in bodies)), row)
    for each in dict.fromkeys((naming.span, row.span)):
        found = asking.evidence(naming if each == naming.span else row)
        if found is not None:
            yield found


def _names(asking: Asking, row: Indicator, body: StatedBody) -> bool:
    return names_body([source_words(asking, row.plan_id, row.span.start, row.span.end)], body)
