"""Which row of an indicator table a question names in nearly the row's own words: no other row may answer for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.records import Indicator
from index.text import folded_tokens
from search.answers.asking import Asking
from search.answers.cues import asks, holds, line_of
from search.answers.numbers.measures import asked_measures, parts_named, things_named
from search.answers.numbers.value_drafts import cells_asked, spanned
from search.retrieval import Hit

# Calibrated on every row of the shipped tables asked by its own first words, and on the development questions: nearer
# names are the row asked for, and what is further by this much from the question than the best row is another row.
NAMED = 0.72
CLEARLY_FURTHER = 0.12
_OTHER_PART = 0.06
_FIRST_WORDS = 16
_YEARLY = ("toc do tang", "tang truong", "hang nam", "moi nam")
_ASIDE = re.compile(r"\([^()]{0,200}\)|\sphân theo\s.*")
_NO_NAME = frozenset(
    "ty le ti trong suat so luong cac cua va duoc tren la dat o tai theo voi cho nhung trong den tu ve phan dau tang "
    "giam toan tinh".split()
)


@dataclass(frozen=True, slots=True)
class NamedRow:
    """The row of a plan's table that a question names; `missing` are the years asked for without a cell."""

    row: Indicator
    hit: Hit
    closeness: float
    answers: bool
    missing: frozenset[str]


def named_rows(asking: Asking, hits: Iterable[Hit]) -> dict[str, NamedRow]:
    """Return, plan by plan, the row that a question names in nearly its own words.

    Args:
        asking: the question.
        hits: the passages found.
    """
    asked_parts = parts_named(asking.query.normalized)
    yearly = asks(asking.query.normalized, "yearly")
    found: dict[str, NamedRow] = {}
    for hit in hits:
        row = asking.store.record_of(hit.passage)
        if not isinstance(row, Indicator) or (yearly and not is_rate(row.unit, row.name)):
            continue
        near = closeness(asking, row) - _OTHER_PART * (parts_named(row_words(row)) != asked_parts)
        best = found.get(row.plan_id)
        if near >= NAMED and (best is None or near > best.closeness):
            cells = cells_asked(asking, row)
            missing = frozenset(year for year in asking.query.years if not any(year in spanned(key) for key in cells))
            found[row.plan_id] = NamedRow(row, hit, near, bool(cells), missing if cells else frozenset())
    return found


def closeness(asking: Asking, row: Indicator) -> float:
    """Return how nearly a question's subject and the name of a row are the same words, 0…1.

    Twice the weight (IDF) of the words both have, over the weight of each (Dice's coefficient). The names of one
    counted thing ("NSLĐ", "năng suất lao động") are the same words.

    Args:
        asking: the question.
        row: of an indicator table.
    """
    subject = frozenset(word for token in asking.ranking.terms.subject for word in folded_tokens(token)) - _NO_NAME
    name, things = _words_of(row.name), _things_of(row.name)
    asked = [each for each in asked_measures(asking.query.normalized) if each.thing in things]
    alike = frozenset(word for each in asked for word in each.words.split()) - _NO_NAME
    subject, name = subject - alike, name - alike - _words_for({each.thing for each in asked}, row.name)
    weights = asking.weights(subject | name | alike, view="folded")
    same = sum(weights[word] for word in alike)
    both = same + sum(weights[word] for word in subject & name)
    whole = 2 * same + sum(weights[word] for word in subject) + sum(weights[word] for word in name)
    return 2 * both / whole if whole else 0.0


def _words_for(things: set[str], name: str) -> frozenset[str]:
    return frozenset(word for each in things_named(name) if each.thing in things for word in each.words.split())


def _things_of(name: str) -> frozenset[str]:
    return frozenset(each.thing for each in things_named(name))


def is_rate(unit: str, name: str) -> bool:
    """Return whether a number says how much something changes in a year ("1,5%/năm", "tốc độ tăng").

    Args:
        unit: of the number.
        name: what it measures.
    """
    line = line_of(name)
    return unit.endswith("/năm") or any(holds(line, word) for word in _YEARLY)


def row_words(row: Indicator) -> str:
    """Return the name of a row without asides and without how its number is broken down."""
    return _plain(row.name)


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return " ".join(_ASIDE.sub(" ", name).split()[:_FIRST_WORDS])


@lru_cache(maxsize=4096)
def _words_of(name: str) -> frozenset[str]:
    plain = _plain(name)
    return frozenset(word for word in folded_tokens(plain) if "_" not in word) - _NO_NAME
