"""Would other weights find better? What is chosen on some questions is judged on others; ours were set by hand.

    python -m benchmarks.tuning [--gold DIR] [--index DIR] [--folds N]

The questions (development set where it is there, own, phrases by topic) are dealt into folds. For each fold, coordinate
ascent over `GRID` chooses weights on the other folds; the held-out fold then compares them with the weights that ship
(cross-validation: Stone, 1974). Weights are worth changing only when the held-out difference is positive beyond its
interval. Prints Markdown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.ablation import RememberingEncoder
from benchmarks.topics import topic_questions
from index.encoder import Encoder, open_encoder
from index.passages import Filter
from search.engine import Engine, Session
from search.evaluation.forms import in_form
from search.evaluation.gold import Place, load_gold
from search.evaluation.statistics import SEED, mean_with_interval
from search.fusion import Scores
from search.query import Query
from search.retrieval import Retriever, Terms
from search.scope import scope_of_query
from search.settings import load_settings
from search.terms import search_terms, wanted_passages
from search.understanding import understand
from search.weights import Weights

FORMS: Final = ("as_written", "no_marks")
FOLDS: Final = 5
DEPTH: Final = 10
# A change on the training folds below this is noise, and would only make the weights harder to explain.
LEAST_GAIN: Final = 0.001
LEVELS: Final = "levels"
GRID: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "dense": (0.4, 0.6),
        "folded": (0.25, 0.75),
        "asking": (0.3, 0.7),
        "expansion": (0.5, 1.0),
        "topic": (0.0, 0.08),
        "lead_agency": (0.1, 0.3),
        "fact": (0.05, 0.15),
        LEVELS: (0.5, 1.5),
        "per_target": (2, 5),
    }
)


@dataclass(frozen=True, slots=True)
class Item:
    """A question of one set, and every place a right hit may overlap."""

    id: str
    text: str
    accepted: tuple[Place, ...]
    group: str


class RememberingRetriever(Retriever):
    """A retriever that looks the same words up once, however the weights of the rest change."""

    def __init__(
        self, session: Session, encoder: Encoder, weights: Weights, seen: dict[Any, dict[str, Scores]]
    ) -> None:
        super().__init__(session.reader, session.store.passages, lambda: encoder, weights)
        self._seen = seen

    def _raw(self, terms: Terms, where: Filter) -> dict[str, Scores]:
        key = (tuple(terms.words.items()), tuple(terms.folded.items()), terms.dense)
        if key not in self._seen:
            self._seen[key] = {name: leg.astype(np.float32) for name, leg in super()._raw(terms, where).items()}
        return {name: leg.astype(np.float64) for name, leg in self._seen[key].items()}


class Course:
    """Scores weights on all questions; the same weights are scored once."""

    def __init__(self, session: Session, encoder: Encoder, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        self._session = session
        self._encoder = RememberingEncoder(encoder)
        self._queries = [[self._understood(item, form) for form in FORMS] for item in items]
        self._raw: dict[Any, dict[str, Scores]] = {}
        self._scores: dict[str, NDArray[np.float64]] = {}

    def _understood(self, item: Item, form: str) -> Query:
        return understand(in_form(form, item.id, item.text, SEED), self._session.understanding)

    def scores(self, weights: Weights) -> NDArray[np.float64]:
        """Return the reciprocal rank of every question, averaged over the forms."""
        key = repr(weights)
        if key not in self._scores:
            retriever = RememberingRetriever(self._session, self._encoder, weights, self._raw)
            self._scores[key] = np.array(
                [
                    sum(self._reciprocal(retriever, item, query, weights) for query in queries) / len(FORMS)
                    for item, queries in zip(self.items, self._queries, strict=True)
                ]
            )
        return self._scores[key]

    def _reciprocal(self, retriever: Retriever, item: Item, query: Query, weights: Weights) -> float:
        session = self._session
        scope = scope_of_query(query, session.infos)
        where = Filter(plans=scope.plans)
        wanted = wanted_passages(query, where, session.infos, session.stating, lambda: session.national)
        for rank, hit in enumerate(
            retriever.hits(retriever.rank(search_terms(query, weights), wanted), DEPTH), start=1
        ):
            span = hit.passage.span
            place = Place(hit.passage.plan_id, (span.first_line, span.last_line))
            if any(place.overlaps(accepted) for accepted in item.accepted):
                return 1 / rank
        return 0.0


def changed(weights: Weights, name: str, value: float) -> Weights:
    """Return weights with one of them moved; `LEVELS` multiplies all boosts of levels."""
    if name != LEVELS:
        kind = type(getattr(weights, name))
        return replace(weights, **{name: kind(value)})
    levels = {intent: {level: gain * value for level, gain in row.items()} for intent, row in Weights().levels.items()}
    return replace(weights, levels=levels)


def objective(scores: NDArray[np.float64], items: Sequence[Item], taken: NDArray[np.bool_]) -> float:
    """Return the mean over the sets of each set's mean, so that a large set does not outweigh a small one."""
    groups = np.array([item.group for item in items])
    present = sorted(set(groups[taken]))
    return float(np.mean([scores[taken & (groups == group)].mean() for group in present]))


def ascend(course: Course, taken: NDArray[np.bool_], start: Weights) -> Weights:
    """Move one weight after the other to where the taken questions are found best; one pass."""
    best, top = start, objective(course.scores(start), course.items, taken)
    for name, values in GRID.items():
        for value in values:
            tried = changed(best, name, value)
            reached = objective(course.scores(tried), course.items, taken)
            if reached > top + LEAST_GAIN:
                best, top = tried, reached
    return best


def folds(items: Sequence[Item], number: int) -> Iterator[NDArray[np.bool_]]:
    """Yield which questions each fold holds out: every set is spread evenly over the folds."""
    place: dict[str, int] = {}
    at = []
    for item in items:
        at.append(place.get(item.group, 0) % number)
        place[item.group] = place.get(item.group, 0) + 1
    for fold in range(number):
        yield np.array(at) == fold


def difference(weights: Weights, base: Weights) -> str:
    """Return what was moved, in words."""
    names = [field.name for field in fields(Weights) if getattr(weights, field.name) != getattr(base, field.name)]
    told = [
        name if name == LEVELS else f"{name} {getattr(base, name):g} → {getattr(weights, name):g}" for name in names
    ]
    return ", ".join(told) or "nothing"


def report(course: Course, number: int, base: Weights) -> Iterator[str]:
    """Yield the lines of the Markdown report."""
    yield "| held out | questions | weights that ship | chosen on the rest | change | moved |"
    yield "| --- | --- | --- | --- | --- | --- |"
    shipped = course.scores(base)
    gains = np.zeros(len(shipped))
    for fold, held in enumerate(folds(course.items, number), start=1):
        chosen = ascend(course, ~held, base)
        scores = course.scores(chosen)
        gains[held] = (scores - shipped)[held]
        before, after = (objective(each, course.items, held) for each in (shipped, scores))
        moved = difference(chosen, base)
        yield f"| {fold} | {held.sum()} | {before:.3f} | {after:.3f} | {after - before:+.3f} | {moved} |"
    for group in sorted({item.group for item in course.items}):
        of_group = [float(gain) for gain, item in zip(gains, course.items, strict=True) if item.group == group]
        change = mean_with_interval(of_group)
        yield (
            f"| all, {group} | {len(of_group)} | | | {change.value:+.3f} ({change.low:+.3f} … {change.high:+.3f}) | |"
        )
    whole = ascend(course, np.ones(len(shipped), np.bool_), base)
    yield f"\nChosen on all questions: {difference(whole, base)}."


def gold_items(folder: Path, group: str) -> list[Item]:
    """Return the questions of a gold set."""
    return [Item(q.id, q.text, q.accepted, group) for q in load_gold(folder).questions]


def topic_items(session: Session) -> list[Item]:
    """Return phrases by topic."""
    return [Item(q.id, q.text, q.accepted, "topics") for q in topic_questions(session)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Cross-validate and print the report."""
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tuning", description=__doc__.split("\n")[0])
    parser.add_argument("--gold", default=str(here.parents[1] / "shared" / "gold"))
    parser.add_argument("--index")
    parser.add_argument("--folds", type=int, default=FOLDS)
    options = parser.parse_args(arguments)
    settings = load_settings(index=options.index)
    session = Engine.open(settings).session
    items = topic_items(session) + gold_items(here / "questions", "own")
    if Path(options.gold).is_dir():
        items += gold_items(Path(options.gold), "development")
    if len(items) < options.folds or options.folds < 2:
        print("không đủ câu hỏi để chia phần", file=sys.stderr)
        return 2
    course = Course(session, open_encoder(settings.encoder), items)
    for line in report(course, options.folds, Weights()):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
