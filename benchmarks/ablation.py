"""What each part of the search is worth: every one switched off alone, on the questions of a gold set.

    python -m benchmarks.ablation [--gold DIR | --topics] [--index DIR]

Prints a Markdown table: hit@5 and MRR@10 as written and without marks, and the change of MRR@10 against everything on
with its paired bootstrap interval. A part whose interval holds 0 has not been shown to help.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np

from benchmarks.topics import topic_questions
from index.encoder import Encoder, Progress, Vectors, no_progress, open_encoder
from index.passages import Filter
from search.diacritics import DiacriticModel, Reading
from search.engine import Engine, Session
from search.evaluation.forms import in_form
from search.evaluation.gold import Place, Question, load_gold
from search.evaluation.retrieval_metrics import DEPTH, Found, Scores, question_scores
from search.evaluation.statistics import SEED, mean_with_interval
from search.evaluation.system import EngineSystem
from search.fusion import of_all
from search.query import Query
from search.retrieval import Hit, Ranking, Retriever, Terms, Wanted
from search.scope import scope_of_query
from search.settings import load_settings
from search.terms import search_terms, wanted_passages
from search.understanding import UnderstandingContext, understand
from search.weights import Weights

TYPED = ("as_written", "no_marks")
RRF_K = 60
_NO_LEVELS: Mapping[str, Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True)
class Variant:
    """The search with one part changed; what is not given stays as it is."""

    name: str
    weights: Weights = field(default_factory=Weights)
    query: Callable[[Query], Query] = lambda query: query
    terms: Callable[[Terms], Terms] = lambda terms: terms
    wanted: Callable[[Wanted], Wanted] = lambda wanted: wanted
    ranking: Callable[[Ranking], Ranking] = lambda ranking: ranking
    restores: bool = True


class NoRestoration(DiacriticModel):
    """The model of the index, knowing every syllable but restoring and mending nothing."""

    def __init__(self, model: DiacriticModel) -> None:
        self.__dict__.update(model.__dict__)

    def restore(self, text: str, keep: frozenset[str] = frozenset()) -> tuple[str, bool]:
        """Return the text as it is."""
        return text, False

    def correct(self, text: str, keep: frozenset[str] = frozenset()) -> Reading:
        """Return the text as it is."""
        return Reading(text, False)


class RememberingEncoder:
    """An encoder that embeds each query once, however many variants ask for it."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Vectors] = {}
        self.name, self.identity, self.dimension = encoder.name, encoder.identity, encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of queries."""
        for text in texts:
            if text not in self._vectors:
                self._vectors[text] = self._encoder.encode_queries([text])[0]
        return np.stack([self._vectors[text] for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """Return the vectors of passages."""
        return self._encoder.encode_passages(texts, progress)


def without_kinds(*kinds: str) -> Callable[[Query], Query]:
    """Return what drops the expansions of some kinds from a query."""

    def change(query: Query) -> Query:
        kept = tuple(item for item in query.expansions if item.kind not in kinds)
        return replace(query, expansions=kept, expansion_text=" ".join(dict.fromkeys(item.meant for item in kept)))

    return change


def no_compounds(terms: Terms) -> Terms:
    """Look up syllables only, no segmented words."""
    return replace(terms, words={token: weight for token, weight in terms.words.items() if "_" not in token})


def no_syllables(terms: Terms) -> Terms:
    """Look up segmented words only: a syllable counts where it is no part of a longer word."""
    inside = {part for token in terms.words if "_" in token for part in token.split("_")}
    return replace(terms, words={token: weight for token, weight in terms.words.items() if token not in inside})


def no_words_view(terms: Terms) -> Terms:
    """Look up the folded view only."""
    return replace(terms, words={}) if terms.folded else terms


def reciprocal_ranks(ranking: Ranking) -> Ranking:
    """Fuse the legs by reciprocal ranks, stretched to 0…1 (Cormack, Clarke, Büttcher 2009, k = 60)."""
    total = np.zeros(len(ranking.fused))
    legs = [
        of_all(ranking.normal[name], ranking.allowed) for name in ("lexical", "dense") if ranking.normal[name].any()
    ]
    for scores in legs:
        order = np.argsort(-scores, kind="stable")
        ranks = np.empty(len(scores))
        ranks[order] = np.arange(1, len(scores) + 1)
        total += (RRF_K + 1) / (RRF_K + ranks) / len(legs)
    return _refused(ranking, total)


def best_of_legs(ranking: Ranking) -> Ranking:
    """Fuse the legs by taking the better normalised score."""
    lexical, dense = (of_all(ranking.normal[name], ranking.allowed) for name in ("lexical", "dense"))
    return _refused(ranking, np.maximum(lexical, dense))


def _refused(ranking: Ranking, fused: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Ranking:
    final = fused.copy()
    for boost in ranking.boosts:
        final[boost.members] += boost.gain
    final[~ranking.allowed] = 0.0
    return replace(ranking, fused=fused, final=final)


def variants() -> Iterator[Variant]:
    """Yield everything on, then each part off."""
    on = Weights()
    quiet = replace(on, lead_agency=0.0, named_agency=0.0, portfolio=0.0)
    yield Variant("everything on")
    yield Variant("no segmented words", terms=no_compounds)
    yield Variant("no syllables", terms=no_syllables)
    yield Variant("no folded view", weights=replace(on, folded=0.0))
    yield Variant("folded view alone where marks are missing", terms=no_words_view)
    yield Variant("no dense leg", weights=replace(on, dense=0.0))
    yield Variant("dense leg alone", weights=replace(on, dense=1.0))
    yield Variant("fusion: reciprocal ranks", ranking=reciprocal_ranks)
    yield Variant("fusion: better of the two", ranking=best_of_legs)
    yield Variant("no restoration of marks or typos", restores=False)
    yield Variant("no colloquial glossary", query=without_kinds("colloquial"))
    yield Variant("no official wordings", query=without_kinds("official"))
    yield Variant("no abbreviations expanded", query=without_kinds("abbreviation"))
    yield Variant("no translation", query=without_kinds("translation"))
    yield Variant("no expansion at all", query=without_kinds("colloquial", "official", "abbreviation", "translation"))
    yield Variant("all words weigh the same", weights=replace(on, asking=on.subject))
    yield Variant("whole question embedded", query=lambda query: replace(query, topic_text=query.normalized))
    yield Variant("no boost of agencies", weights=quiet)
    yield Variant("no boost of levels", weights=replace(on, levels=_NO_LEVELS))
    yield Variant("no boost of facts", weights=replace(on, fact=0.0))
    yield Variant("no boost of plan kind", weights=replace(on, plan_kind=0.0))
    yield Variant("no boost of the target a word points to", weights=replace(on, topic=0.0))
    yield Variant("no boost of levels named", weights=replace(on, asked_level=0.0))
    yield Variant("no boost of quantities", weights=replace(on, quantity=0.0))
    none = replace(quiet, levels=_NO_LEVELS, fact=0.0, plan_kind=0.0, topic=0.0, target_code=0.0)
    none = replace(none, asked_level=0.0, quantity=0.0, lead_target=0.0)
    yield Variant("no boost at all", weights=none)
    yield Variant("no province or plan filter", wanted=lambda wanted: replace(wanted, where=Filter(), spread=True))
    yield Variant("no spreading over targets and plans", weights=replace(on, per_target=DEPTH, crowding=0.0))


class Bench:
    """One index, one gold set, and the search of each variant over both."""

    def __init__(self, session: Session, encoder: Encoder, questions: Sequence[Question]) -> None:
        self._session = session
        self._encoder = RememberingEncoder(encoder)
        self._questions = questions
        self._understood: dict[tuple[bool, str], Query] = {}

    @cached_property
    def _unrestored(self) -> UnderstandingContext:
        context = self._session.understanding
        return replace(context, model=NoRestoration(context.model))

    def found(self, variant: Variant, form: str) -> dict[str, Found]:
        """Return what a variant finds for every question, typed in one form."""
        retriever = Retriever(
            self._session.reader, self._session.store.passages, lambda: self._encoder, variant.weights
        )
        return {
            question.id: [_place(hit) for hit in self._hits(variant, retriever, self._typed(question, form))]
            for question in self._questions
        }

    def _read(self, text: str, restores: bool) -> Query:
        """Understand a text once, however many variants search with it."""
        key = (restores, text)
        if key not in self._understood:
            self._understood[key] = understand(text, self._session.understanding if restores else self._unrestored)
        return self._understood[key]

    def _typed(self, question: Question, form: str) -> str:
        return in_form(form, question.id, question.text, SEED)

    def _hits(self, variant: Variant, retriever: Retriever, text: str) -> Sequence[Hit]:
        session = self._session
        query = variant.query(self._read(text, variant.restores))
        scope = scope_of_query(query, session.infos)
        wanted = wanted_passages(
            query, Filter(plans=scope.plans), session.infos, session.stating, lambda: session.national
        )
        terms = variant.terms(search_terms(query, variant.weights))
        ranking = variant.ranking(retriever.rank(terms, variant.wanted(wanted)))
        return retriever.hits(ranking, DEPTH)


def _place(hit: Hit) -> tuple[str, Place]:
    span = hit.passage.span
    return hit.passage.passage_id, Place(hit.passage.plan_id, (span.first_line, span.last_line))


def table(rows: Sequence[tuple[str, Mapping[str, Scores]]]) -> str:
    """Return the Markdown table; the first row is everything on."""
    header = ["part", *(f"{measure} {form}" for form in TYPED for measure in ("hit@5", "mrr@10"))]
    header += [f"Δ mrr@10 {form} (95%)" for form in TYPED]
    lines = [header, ["---"] * len(header)]
    base = rows[0][1]
    for name, by_form in rows:
        cells = [name]
        for form in TYPED:
            cells += [f"{_mean(by_form[form], measure):.3f}" for measure in ("hit@5", "mrr@10")]
        cells += ["" if by_form is base else _change(by_form[form], base[form]) for form in TYPED]
        lines.append(cells)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _mean(scores: Scores, measure: str) -> float:
    return sum(score[measure] for score in scores.values()) / len(scores)


def _change(scores: Scores, base: Scores) -> str:
    change = mean_with_interval([scores[item]["mrr@10"] - base[item]["mrr@10"] for item in base])
    return f"{change.value:+.3f} ({change.low:+.3f} … {change.high:+.3f})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every variant and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=__doc__.split("\n")[0])
    parser.add_argument("--gold", default=str(Path(__file__).resolve().parents[2] / "shared" / "gold"))
    parser.add_argument("--index")
    parser.add_argument("--topics", action="store_true", help="the phrases of questions/topics.jsonl instead")
    options = parser.parse_args(arguments)
    settings = load_settings(index=options.index)
    engine = Engine.open(settings)
    questions = topic_questions(engine.session) if options.topics else load_gold(Path(options.gold)).questions
    if not questions:
        print("bộ chuẩn không có câu hỏi nào", file=sys.stderr)
        return 2
    passages = EngineSystem(engine).passages()
    bench = Bench(engine.session, open_encoder(settings.encoder), questions)
    rows: list[tuple[str, Mapping[str, Scores]]] = []
    for variant in variants():
        print(f"{variant.name}…", file=sys.stderr, flush=True)
        by_form = {form: question_scores(questions, bench.found(variant, form), passages) for form in TYPED}
        rows.append((variant.name, by_form))
    print(f"{len(questions)} questions, {len(passages)} passages.\n\n{table(rows)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
