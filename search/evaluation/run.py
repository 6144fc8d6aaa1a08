"""The whole evaluation: every part that is asked for, as one JSON document and a flat list of figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.evaluation import alignment_metrics, answers_metrics, records_metrics, retrieval_metrics
from search.evaluation.forms import AS_WRITTEN, FORMS, in_form
from search.evaluation.gold import Gold
from search.evaluation.statistics import RESAMPLES, SEED, Interval, mean_with_interval, percentile, share
from search.evaluation.system import System

PARTS = ("retrieval", "forms", "answers", "records", "alignment")
FORM_MEASURES = ("hit@1", "hit@5", "mrr@10")
Figures = dict[str, float | None]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured.

    `document` is the JSON document; `figures` are the single numbers of it that floors may name; `measured` the parts.
    """

    document: Mapping[str, Any]
    figures: Mapping[str, float | None]
    measured: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Part:
    section: Mapping[str, Any] | None
    figures: Figures
    failures: Sequence[Mapping[str, Any]] = ()


def evaluate(
    system: System,
    gold: Gold,
    parts: Sequence[str] = PARTS,
    *,
    seed: int = SEED,
    resamples: int = RESAMPLES,
    progress: Progress = lambda line: None,
) -> Evaluation:
    """Measure a system on a gold set.

    Args:
        system: what is measured.
        gold: what is right.
        parts: of `PARTS`.
        seed: of typos, half marks and the bootstrap.
        resamples: of the bootstrap.
        progress: takes the name of each part when it begins.
    """
    document: dict[str, Any] = {"gold": gold.counts(), "seed": seed, "resamples": resamples}
    figures: Figures = {}
    failures: dict[str, Any] = {}
    measured = set()
    for name in PARTS:
        if name not in parts:
            continue
        progress(name)
        part = _PARTS[name](system, gold, seed, resamples)
        document[name] = part.section
        if part.section is not None:
            measured.add(name)
        figures |= {f"{name}.{figure}": value for figure, value in part.figures.items()}
        failures[name] = list(part.failures)
    rounded = {name: None if value is None else round(value, 4) for name, value in figures.items()}
    document |= {"figures": rounded, "failures": failures}
    return Evaluation(document, rounded, frozenset(measured))


def _found(system: System, texts: Mapping[str, str]) -> tuple[dict[str, retrieval_metrics.Found], list[float]]:
    """Search every text and return what was found, and how many milliseconds each search took."""
    found: dict[str, retrieval_metrics.Found] = {}
    milliseconds: list[float] = []
    for question_id, text in texts.items():
        started = time.perf_counter()
        hits = system.search(text, retrieval_metrics.DEPTH)
        milliseconds.append((time.perf_counter() - started) * 1000)
        found[question_id] = retrieval_metrics.found_of(hits)
    return found, milliseconds


def _retrieval(system: System, gold: Gold, seed: int, resamples: int) -> _Part:
    found, milliseconds = _found(system, {question.id: question.text for question in gold.questions})
    scores = retrieval_metrics.question_scores(gold.questions, found, system.passages())
    groups = retrieval_metrics.grouped(gold.questions, scores, resamples=resamples, seed=seed)
    figures: Figures = {}
    for group in groups:
        prefix = "" if group.by == "all" else f"{group.by}.{group.name}."
        figures |= {f"{prefix}{measure}": interval.value for measure, interval in group.figures.items()}
    section = {
        "groups": [
            {
                "by": group.by,
                "name": group.name,
                "questions": group.questions,
                **{measure: interval.to_json() for measure, interval in group.figures.items()},
            }
            for group in groups
        ],
        "milliseconds": _times(milliseconds),
    }
    return _Part(section, figures, retrieval_metrics.failures(gold.questions, found))


def _times(milliseconds: Sequence[float]) -> dict[str, float | None]:
    """Return median and 95th percentile; the first call pays for what is loaded once and is left out."""
    warm = milliseconds[1:]
    return {name: _rounded(percentile(warm, at)) for name, at in (("p50", 50), ("p95", 95))}


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def _forms(system: System, gold: Gold, seed: int, resamples: int) -> _Part:
    passages = system.passages()
    rows: list[dict[str, Any]] = []
    figures: Figures = {}
    failures: list[dict[str, Any]] = []
    base: retrieval_metrics.Scores = {}
    for name in FORMS:
        texts = {question.id: in_form(name, question.id, question.text, seed) for question in gold.questions}
        found, _ = _found(system, texts)
        scores = retrieval_metrics.question_scores(gold.questions, found, passages)
        base = base or scores
        changed = [question.id for question in gold.questions if texts[question.id] != question.text]
        row = _form_row(name, scores, base, changed, (seed, resamples))
        rows.append(row)
        figures |= {f"{name}.{key}": row[key] for key in ("hit@5", "hit@5_kept", "mrr@10_kept")}
        failures += [
            {"form": name, "id": question_id, "question": texts[question_id]}
            for question_id in changed
            if scores[question_id]["hit@5"] < base[question_id]["hit@5"]
        ]
    for measure in ("hit@5_kept", "mrr@10_kept"):
        kept = [row[measure] for row in rows if row["form"] != AS_WRITTEN and row[measure] is not None]
        figures[f"worst.{measure}"] = min(kept, default=None)
    return _Part({"rows": rows}, figures, failures)


def _form_row(
    name: str,
    scores: retrieval_metrics.Scores,
    base: retrieval_metrics.Scores,
    changed: Sequence[str],
    draws: tuple[int, int],
) -> dict[str, Any]:
    """Return one row: each measure, the share of "as written" that is kept, and the same over what the form changed."""
    seed, resamples = draws
    row: dict[str, Any] = {"form": name, "questions": len(scores), "changed": len(changed)}
    for measure in FORM_MEASURES:
        interval: Interval = mean_with_interval(
            [score[measure] for score in scores.values()], resamples=resamples, seed=seed
        )
        row[measure] = _rounded(interval.value, 4)
        row[f"{measure}_interval"] = [_rounded(interval.low, 4), _rounded(interval.high, 4)]
        row[f"{measure}_kept"] = _kept(scores, base, list(scores), measure)
        row[f"{measure}_kept_where_changed"] = _kept(scores, base, changed, measure)
    return row


def _kept(
    scores: retrieval_metrics.Scores, base: retrieval_metrics.Scores, ids: Sequence[str], measure: str
) -> float | None:
    now, before = sum(scores[item][measure] for item in ids), sum(base[item][measure] for item in ids)
    return _rounded(share(now, before), 4)


def _answers(system: System, gold: Gold, seed: int, resamples: int) -> _Part:
    milliseconds: list[float] = []

    def asked(text: str) -> Mapping[str, Any]:
        started = time.perf_counter()
        answer = system.ask(text)
        milliseconds.append((time.perf_counter() - started) * 1000)
        return answer

    answers = {question.id: asked(question.text) for question in gold.questions}
    judged = [answers_metrics.judge(question, answers[question.id]) for question in gold.questions]
    refused = {question.id: asked(question.text) for question in gold.unanswerable}
    abstained = answers_metrics.abstentions(gold.unanswerable, refused)
    compared = {comparison.id: asked(comparison.text) for comparison in gold.comparisons}
    cells = [cell for item in gold.comparisons for cell in answers_metrics.judge_cells(item, compared[item.id])]
    given = [*answers.values(), *refused.values(), *compared.values()]
    right, total, wrong = answers_metrics.verified(given, system.documents())
    figures = _answer_figures(judged, cells) | {
        "unanswerable_abstained": share(abstained["abstained"], abstained["questions"]),
        "citations_verified": share(right, total),
    }
    section = {
        "by_intent": _by(judged, lambda item: item.question.intent),
        "by_style": _by(judged, lambda item: item.question.style),
        "unanswerable": abstained,
        "cells": len(cells),
        "citations": {"number": total, "wrong": wrong},
        "milliseconds": _times(milliseconds),
        "intervals": {
            "right_and_cited": mean_with_interval(
                [float(item.right_and_cited) for item in judged], seed=seed, resamples=resamples
            ).to_json()
        },
    }
    poor = [item for item in judged if not item.right_and_cited or item.lead_right is False]
    failures = [answers_metrics.failure(item) for item in poor]
    failures += [
        {"id": cell.comparison.id, "question": cell.comparison.text, "plan_id": cell.plan_id, "why": cell.why}
        for cell in cells
        if not cell.right
    ]
    failures += abstained["answered"]
    return _Part(section, figures, failures)


def _answer_figures(judged: Sequence[answers_metrics.Judged], cells: Sequence[answers_metrics.JudgedCell]) -> Figures:
    number = len(judged)
    leads = [item.lead_right for item in judged if item.lead_right is not None]
    bodies = [item.body_right for item in judged if item.body_right is not None]
    answered = [len(str(item.answer.get("answer") or "")) for item in judged if not item.abstained]
    return {
        "right": share(sum(item.right for item in judged), number),
        "right_and_cited": share(sum(item.right_and_cited for item in judged), number),
        "cited@1": share(sum(item.cited_first for item in judged), number),
        "first_lead_right": share(sum(leads), len(leads)),
        "first_body_right": share(sum(bodies), len(bodies)),
        "false_abstentions": share(sum(item.abstained for item in judged), number),
        "intent_right": share(sum(item.answer.get("intent") == item.question.intent for item in judged), number),
        "comparison_cells_right": share(sum(cell.right for cell in cells), len(cells)),
        "median_length": percentile([float(length) for length in answered], 50),
    }


def _by(
    judged: Sequence[answers_metrics.Judged], name_of: Callable[[answers_metrics.Judged], str]
) -> list[dict[str, Any]]:
    names = sorted({name_of(item) for item in judged})
    groups = {name: [item for item in judged if name_of(item) == name] for name in names}
    return [
        {"name": name, "questions": len(group)}
        | {figure: _rounded(value, 4) for figure, value in _answer_figures(group, ()).items()}
        for name, group in groups.items()
    ]


def _records(system: System, gold: Gold, seed: int, resamples: int) -> _Part:
    plans = system.plans()
    headings = list(records_metrics.headings(gold.headings, plans))
    tasks = list(records_metrics.tasks(gold.tasks, plans))
    indicators = list(records_metrics.indicators(gold.indicators, plans))
    by_level = records_metrics.heading_figures(headings)
    of_tasks, of_indicators = records_metrics.task_figures(tasks), records_metrics.indicator_figures(indicators)
    groups = {**{f"headings.{level}": item for level, item in by_level.items()}}
    groups |= {"tasks": of_tasks, "indicators": of_indicators}
    figures: Figures = {
        f"{group}.{name}": value for group, items in groups.items() for name, value in items.items() if name != "number"
    }
    section = {
        group: {name: _rounded(value, 4) for name, value in items.items()} for group, items in groups.items()
    } | {"counts": records_metrics.counts(plans)}
    return _Part(section, figures, records_metrics.failures(headings, tasks, indicators))


def _alignment(system: System, gold: Gold, seed: int, resamples: int) -> _Part:
    rows = system.compare()
    if rows is None:
        return _Part(None, {})
    targets = alignment_metrics.pair_figures(gold.targets_aligned, rows)
    differences = alignment_metrics.difference_figures(gold.differences, rows)
    section: dict[str, Any] = {"targets": targets, "differences": differences}
    figures: Figures = {f"targets.{name}": targets[name] for name in ("precision", "recall", "f1")}
    figures["differences.shown"] = differences["shown"]
    goal_rows = system.compare_goals()
    if goal_rows is not None:
        section["goals"] = alignment_metrics.pair_figures(gold.goals_aligned, goal_rows)
        figures["goals.f1"] = section["goals"]["f1"]
    failures = [{"missing": pair} for pair in targets["missing"]] + [{"wrong": pair} for pair in targets["wrong"]]
    return _Part(section, figures, failures + [{"difference": topic} for topic in differences["missing"]])


_PARTS: Mapping[str, Callable[[System, Gold, int, int], _Part]] = {
    "retrieval": _retrieval,
    "forms": _forms,
    "answers": _answers,
    "records": _records,
    "alignment": _alignment,
}
