"""How well search finds: hit@k, MRR and nDCG, over all questions and by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
from ir_measures import RR, Success, nDCG

from search.evaluation.gold import Place, Question
from search.evaluation.statistics import RESAMPLES, SEED, Interval, mean_with_interval

DEPTH = 10
MEASURES: Mapping[str, Any] = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "hit@10": Success @ 10,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}
GROUPS: Mapping[str, Callable[[Question], str]] = {
    "style": lambda question: question.style,
    "intent": lambda question: question.intent,
    "plan": lambda question: question.plan_id,
    "province": lambda question: "named" if question.names_province else "not_named",
}

Found = Sequence[tuple[str, Place]]
Scores = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of some questions."""

    by: str
    name: str
    questions: int
    figures: Mapping[str, Interval]


def is_relevant(question: Question, place: Place) -> bool:
    """Return whether a passage at this place answers a question: its lines overlap evidence in an accepted plan."""
    return any(place.overlaps(accepted) for accepted in question.accepted)


def found_of(hits: Iterable[Mapping[str, Any]]) -> list[tuple[str, Place]]:
    """Return id and place of hits in the shape of `search --json`."""
    return [(hit["passage_id"], Place(hit["plan_id"], (hit["lines"][0], hit["lines"][1]))) for hit in hits]


def question_scores(questions: Sequence[Question], found: Mapping[str, Found], passages: Found) -> Scores:
    """Return question id → measure → score.

    Args:
        questions: of the gold set.
        found: question id → passages, best first; a question that is missing found nothing.
        passages: everything there is to find; the ideal order of nDCG is made of it.

    Returns:
        A score for every question and measure; 0 where nothing was found or nothing could be.
    """
    scores = {question.id: dict.fromkeys(MEASURES, 0.0) for question in questions}
    judged = list(_judgements(questions, found, passages))
    ranked = list(_ranked(questions, found))
    if judged and ranked:
        names = {measure: name for name, measure in MEASURES.items()}
        for metric in ir_measures.iter_calc(list(MEASURES.values()), judged, ranked):
            scores[metric.query_id][names[metric.measure]] = float(metric.value)
    return scores


def _judgements(
    questions: Sequence[Question], found: Mapping[str, Found], passages: Found
) -> Iterator[ir_measures.Qrel]:
    by_plan: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    for passage_id, place in [*passages, *(item for hits in found.values() for item in hits)]:
        by_plan[place.plan_id][passage_id] = place
    for question in questions:
        for plan_id in sorted({place.plan_id for place in question.accepted}):
            for passage_id, place in by_plan[plan_id].items():
                if is_relevant(question, place):
                    yield ir_measures.Qrel(question.id, passage_id, 1)


def _ranked(questions: Sequence[Question], found: Mapping[str, Found]) -> Iterator[ir_measures.ScoredDoc]:
    # The engine's order is what a user sees; its scores may be equal, so the rank itself is the score.
    for question in questions:
        distinct = dict.fromkeys(passage_id for passage_id, _ in found.get(question.id, ()))
        for rank, passage_id in enumerate(distinct):
            yield ir_measures.ScoredDoc(question.id, passage_id, float(-rank))


def grouped(
    questions: Sequence[Question], scores: Scores, *, resamples: int = RESAMPLES, seed: int = SEED
) -> list[Group]:
    """Return the figures over all questions, then by style, intent, plan and whether a province is named."""

    def group(by: str, name: str, members: Sequence[Question]) -> Group:
        figures = {
            measure: mean_with_interval([scores[item.id][measure] for item in members], resamples=resamples, seed=seed)
            for measure in MEASURES
        }
        return Group(by, name, len(members), figures)

    groups = [group("all", "all", questions)]
    for by, name_of in GROUPS.items():
        members: defaultdict[str, list[Question]] = defaultdict(list)
        for question in questions:
            members[name_of(question)].append(question)
        groups += [group(by, name, members[name]) for name in sorted(members)]
    return groups


def first_relevant(question: Question, found: Found) -> int | None:
    """Return the rank (1 is best) of the first relevant hit."""
    return next((rank for rank, (_, place) in enumerate(found, start=1) if is_relevant(question, place)), None)


def failures(questions: Sequence[Question], found: Mapping[str, Found], within: int = 5) -> list[dict[str, Any]]:
    """Return the questions without a relevant hit among the first `within`, and what was found instead."""
    missed = []
    for question in questions:
        hits = found.get(question.id, ())
        rank = first_relevant(question, hits)
        if rank is None or rank > within:
            missed.append(
                {
                    "id": question.id,
                    "question": question.text,
                    "style": question.style,
                    "intent": question.intent,
                    "first_relevant": rank,
                    "wanted": [f"{place.plan_id}:{place.lines[0]}-{place.lines[1]}" for place in question.accepted],
                    "found": [passage_id for passage_id, _ in hits[:within]],
                }
            )
    return missed
