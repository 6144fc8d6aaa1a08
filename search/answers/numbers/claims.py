"""Which plans set the very number a question names ("tỉnh nào cam kết giảm một nửa …")."""

from __future__ import annotations

from corpus.quantities import Quantity, comparable, find_quantities
from corpus.units import unit_of
from search.answers.asking import Asking
from search.answers.silence.abstaining import nearness
from search.answers.writing.drafts import Draft
from search.answers.writing.excerpts import source_words
from search.answers.writing.extractive import quoted

_LOOKED_AT = 40
_NEAR_BEST = 0.62
_LEAST_NEARNESS = 0.5
_TIMES = frozenset({"date", "duration", "age"})


def claims(asking: Asking) -> list[Draft]:
    """Return, for each plan that sets the number the question names, the passage nearest to the question."""
    wanted = [each for each in find_quantities(asking.query.normalized) if _is_level(each)]
    if not wanted:
        return []
    drafts: dict[str, Draft] = {}
    hits = asking.best(_LOOKED_AT)
    for hit in hits:
        plan_id = hit.passage.plan_id
        if plan_id in drafts or hit.final < _NEAR_BEST * hits[0].final or nearness(asking, hit) < _LEAST_NEARNESS:
            continue
        text = source_words(asking, plan_id, hit.passage.span.start, hit.passage.span.end)
        if any(_same(one, other) for one in wanted for other in find_quantities(text)):
            drafts[plan_id] = quoted(asking, hit)
    return list(drafts.values())


def _is_level(quantity: Quantity) -> bool:
    unit = unit_of(quantity.unit)
    return unit is not None and unit.dimension not in _TIMES


def _same(one: Quantity, other: Quantity) -> bool:
    values = comparable(one, other)
    return values is not None and values[0] == values[1]
