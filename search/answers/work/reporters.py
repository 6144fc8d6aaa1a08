"""Which body reports an indicator: the column of the plan's indicator table, which is not who leads the target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Indicator
from index.text import tokens
from search.answers.asking import Asking
from search.answers.bodies.groups import OTHER_PLAN_SHARE
from search.answers.bodies.stated import stated_bodies
from search.answers.cues import asks, narrowed_by
from search.answers.model import StatedBody
from search.answers.writing.checking import names_body
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.excerpts import source_words
from search.answers.writing.wording import named, place, today
from search.retrieval import Hit

_LOOKED_AT = 25
_NEAR_BEST = 0.8
_LEAST_HELD = 0.6
_REPORTING = frozenset(
    tokens("báo cáo chịu trách nhiệm chỉ tiêu theo dõi thống kê cung cấp số liệu đơn vị cơ quan phải")
)
_NARROWER = 0.12


def reporters(asking: Asking) -> list[Draft]:
    """Return who reports the indicator asked about; nothing when the question is not about reporting a number."""
    if not asks(asking.query.normalized, "reporter"):
        return []
    hits = (asking.of_codes if asking.query.target_codes else []) or asking.best(_LOOKED_AT)
    asked = narrowed_by(asking.query.search_text)
    rows = _rows(asking, hits)
    near = _NEAR_BEST * max((hit.final for hit, _ in rows), default=0.0)
    drafts: dict[str, Draft] = {}
    # A row on a part ("đô thị") that was not asked for comes after the whole.
    for hit, record in sorted(rows, key=lambda row: -row[0].final + _NARROWER * bool(narrowed_by(row[1].name) - asked)):
        if hit.passage.plan_id not in drafts and hit.final >= near:
            drafts[hit.passage.plan_id] = reporter_draft(asking, hit, record)
    least = max((draft.score["final"] for draft in drafts.values()), default=0.0) * OTHER_PLAN_SHARE
    return [draft for draft in drafts.values() if draft.score["final"] >= least]


def _rows(asking: Asking, hits: Sequence[Hit]) -> list[tuple[Hit, Indicator]]:
    """Return the rows that name who reports them and hold what is to be reported; a row may itself be about reports."""
    most = max((asking.coverage(hit.position, without=_REPORTING) for hit in hits), default=0.0)
    found = [
        (hit, record)
        for hit in hits
        if isinstance(record := asking.store.record_of(hit.passage), Indicator) and record.responsible
    ]
    least = _LEAST_HELD * most
    return [(hit, row) for hit, row in found if asking.coverage(hit.position, without=_REPORTING) >= least]


def reporter_draft(asking: Asking, hit: Hit, indicator: Indicator) -> Draft:
    """Return who reports an indicator, as its row or the merged cell above it says.

    Args:
        asking: the question.
        hit: the row as found.
        indicator: the row.
    """
    info = asking.infos[indicator.plan_id]
    bodies = tuple(
        stated_bodies(indicator.responsible, "responsible", "explicit", info.province, asking.as_of, indicator.name)
    )
    about = place(asking, indicator.plan_id, indicator.target_code or None)
    who = named(bodies, in_english=asking.in_english)
    if asking.in_english:
        said = f"{about}: {who} reports the indicator «{indicator.name}»"
    else:
        said = f"{about}: {who} chịu trách nhiệm báo cáo chỉ tiêu «{indicator.name}»"
    return Draft(
        plan_id=indicator.plan_id,
        province=info.province,
        target_code=indicator.target_code or None,
        sentence=said,
        after=today(bodies, info.province, in_english=asking.in_english),
        agencies=bodies,
        evidence=tuple(_evidence(asking, hit, indicator, bodies)),
        score=hit.score(),
    )


def _evidence(asking: Asking, hit: Hit, indicator: Indicator, bodies: Sequence[StatedBody]) -> Iterator[Evidence]:
    """Yield where the body is named, then the indicator: a merged cell stands in the row of an indicator above."""
    rows = asking.store.plans[indicator.plan_id].indicators
    above = [row for row in rows if row.span.start <= indicator.span.start]
    named_in = next((row for row in reversed(above) if all(_names(asking, row, body) for body in bodies)), None)
    if named_in is not None and named_in is not indicator:
        evidence = asking.evidence(named_in)
        if evidence is not None:
            yield evidence
    yield Evidence(hit.passage, indicator.span)


def _names(asking: Asking, row: Indicator, body: StatedBody) -> bool:
    return names_body([source_words(asking, row.plan_id, row.span.start, row.span.end)], body)
