"""The one object every surface uses: open an index, search it, ask it, look a passage up."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.agencies import load_registry
from corpus.errors import IndexError_, QueryError
from corpus.records import Passage, PlanInfo
from index.encoder import Encoder, open_encoder
from index.passages import Filter, StoredPassages
from index.reader import IndexReader, open_index
from index.records_store import FILE_NAME, read_records
from index.store import CURRENT, open_current
from search.answers.model import Answer
from search.conversation import Asked, resolved
from search.facts import fact_passages
from search.query import Query
from search.records_store import RecordsStore
from search.rephrasing import load_rephraser
from search.reranking import open_reranker, reranked
from search.retrieval import Hit, Mask, Retriever, SearchResult
from search.scope import Scope, checked_levels, scope_of_options, scope_of_query
from search.settings import Settings
from search.terms import search_terms, wanted_passages, with_dropped_phrases
from search.topics import national_passages
from search.weights import Weights

if TYPE_CHECKING:
    from index.engines.base import Engine as SearchEngine
    from search.answers.asking import Asking
    from search.comparison.comparing import Comparer
    from search.comparison.model import Comparison
    from search.comparison.topics import Ranked
    from search.understanding import UnderstandingContext

_LOOK_EVERY = 1.0

Report = Callable[[str], None]


def open_store(index_dir: Path) -> RecordsStore:
    """Open the records and passages of an index without its search parts.

    Raises:
        IndexMissing, IndexDamaged, IndexTooNew: as `index.store.open_current`.
    """
    folder = open_current(index_dir).folder
    return RecordsStore(read_records(folder / FILE_NAME), StoredPassages(folder))


@dataclass(frozen=True)
class Session:
    """One generation, open; a request is answered from one session from start to end."""

    reader: IndexReader
    store: RecordsStore
    retriever: Retriever

    @cached_property
    def infos(self) -> Mapping[str, PlanInfo]:
        """The plans of this generation as documents, by id."""
        return {info.plan_id: info for info in self.store.infos}

    @cached_property
    def stating(self) -> Mapping[str, Mask]:
        """By intent, the passages that state the kind of fact asked for."""
        return fact_passages(self.store, self.reader.passages)

    @cached_property
    def national(self) -> Mapping[str, Mask]:
        """By number in the national plan, the passages of the targets that answer to it."""
        return national_passages(self.comparer.alignment.rows, self.reader.passages)

    @cached_property
    def understanding(self) -> UnderstandingContext:
        """What understanding a question needs of this generation."""
        from search.building import open_understanding

        return open_understanding(self.reader.folder, self.store)

    @cached_property
    def comparer(self) -> Comparer:
        """What lines up the targets of this generation's plans."""
        from search.comparison.opening import open_comparer

        # Reports, periods and counts are compared too; the store reads them only when it is asked for them.
        plans = [replace(plan, facts=tuple(self.store.facts(name))) for name, plan in self.store.plans.items()]
        return open_comparer(self.reader.folder, plans)


class Engine:
    """Answers questions from an index; reads only, so threads may share one."""

    def __init__(self, settings: Settings, session: Session, report: Report, weights: Weights) -> None:
        self.settings = settings
        self._session = session
        self._report = report
        self._weights = weights
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._pointer = _pointer(settings.index)
        self._reranker = open_reranker(settings.reranker)
        self._rephraser = load_rephraser(os.environ, report)

    @classmethod
    def open(cls, settings: Settings, report: Report = lambda line: None, weights: Weights | None = None) -> Engine:
        """Open the index of the settings.

        Args:
            settings: where the index is and which encoder made it.
            report: takes one line about damage that was found.
            weights: of the search; the tuned ones when not given.

        Raises:
            IndexMissing, IndexDamaged, IndexTooNew: there is no index that can answer.
            SettingsError: the encoder cannot be loaded, or is not the one of the index.
        """
        chosen = weights or Weights()
        return cls(settings, _open_session(settings, report, chosen), report, chosen)

    @property
    def session(self) -> Session:
        """The generation that serves now; a newer one is opened when it was switched in."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_EVERY and self._lock.acquire(blocking=False):
            try:
                self._looked = now
                self._reopen_if_switched()
            finally:
                self._lock.release()
        return self._session

    def _reopen_if_switched(self) -> None:
        pointer = _pointer(self.settings.index)
        if pointer == self._pointer:
            return
        self._pointer = pointer
        try:
            self._session = _open_session(self.settings, self._report, self._weights)
        except IndexError_ as error:
            self._report(f"{error}; vẫn dùng bản đang mở")

    def passage(self, passage_id: str) -> Passage | None:
        """Return a passage by its id."""
        return self.session.reader.passages.by_id(passage_id)

    def compare(self, topic: str | None = None, provinces: Sequence[str] = (), plans: Sequence[str] = ()) -> Comparison:
        """Return corresponding targets of several plans side by side.

        Args:
            topic: a topic in words, a code ("6.1"), a goal ("mục tiêu 6"); every target when not given.
            provinces: only these (names or ids, old or today's).
            plans: only these (ids).

        Raises:
            QueryError: a province or plan nobody knows.
        """
        session = self.session
        return session.comparer.compare(topic, provinces=provinces, plans=plans, rank=partial(self._ranked, session))

    def _ranked(self, session: Session, topic: str) -> Ranked:
        """Look a topic up in the plans that can be compared."""
        from search.comparison.ranking import ranked_targets

        scope = Scope(frozenset(session.comparer.plans))
        return ranked_targets(self._asking(session, scope, date.today(), False, self._understand(session, topic)))

    def search(
        self,
        query: str,
        *,
        provinces: Sequence[str] = (),
        plans: Sequence[str] = (),
        levels: Sequence[str] = (),
        agency: str | None = None,
        top_k: int = 10,
        explain: bool = False,
    ) -> SearchResult:
        """Return ranked passages.

        Args:
            query: words, a question, or a "quoted phrase".
            provinces: only these (names or ids).
            plans: only these (ids).
            levels: only these levels of passage.
            agency: only passages that name this body (any spelling, or its id).
            top_k: how many.
            explain: say what was understood and where every score comes from.

        Raises:
            QueryError: the query is blank or too long, or a filter names what is not known.
        """
        session = self.session
        understood = self._understand(session, query)
        scope = scope_of_options(provinces, plans, session.infos)
        own = scope_of_query(understood, session.infos)
        chosen = scope if scope.is_named else own
        if chosen.missing and not chosen.plans:
            return SearchResult(understood.to_json(), (), f"không có kế hoạch của tỉnh: {', '.join(chosen.missing)}")
        where = Filter(
            plans=chosen.plans, levels=checked_levels(levels), agencies=_agency_filter(agency, session.store)
        )
        wanted = wanted_passages(understood, where, session.infos, session.stating, lambda: session.national)
        ranking = session.retriever.rank(search_terms(understood, self._weights), wanted)
        understood = with_dropped_phrases(understood, ranking.dropped_phrases)
        ranking = reranked(ranking, understood.normalized, session.store.passages, self._reranker)
        hits = session.retriever.hits(ranking, top_k)
        if not explain:
            return SearchResult(understood.to_json(), tuple(hits), None if hits else "không tìm thấy đoạn nào")
        from search.explain import explained_hit, explained_search

        return SearchResult(
            understood.to_json(),
            tuple(replace(hit, explanation=explained_hit(session.reader, ranking, hit)) for hit in hits),
            None if hits else "không tìm thấy đoạn nào",
            explained_search(understood, ranking),
        )

    def ask(
        self,
        question: str = "",
        *,
        messages: Sequence[Mapping[str, Any]] = (),
        provinces: Sequence[str] = (),
        plans: Sequence[str] = (),
        as_of: date | None = None,
        brief: bool = False,
        explain: bool = False,
        id: str | None = None,
    ) -> Answer:
        """Return an answer composed from records, every statement cited; or the reason there is none.

        Args:
            question: in Vietnamese, with or without marks, or in English.
            messages: a conversation (`role`, `content`) instead; its last user turn is the question, what that leaves
                out is taken from the user turns before.
            provinces: only these (names or ids).
            plans: only these (ids).
            as_of: the date for today's bodies; today when not given.
            brief: at most 600 characters.
            explain: say what was understood and where every score comes from.
            id: handed back with the answer.

        Raises:
            QueryError: the question is blank or too long, or a filter names what is not known.
        """
        from search.answering import answer, split_question

        started = time.perf_counter()
        session = self.session
        asked = resolved(messages, session.understanding) if messages else Asked(question, question)
        understood = self._understand(session, asked.question)
        read = time.perf_counter()
        scope = scope_of_options(provinces, plans, session.infos)
        ask = partial(self._asking, session, scope, as_of or date.today(), brief)
        asking = replace(ask(understood), question=asked.said)
        parts = [ask(self._understand(session, part)) for part in split_question(understood)]
        found = time.perf_counter()
        composed = answer(asking, parts)
        ended = time.perf_counter()
        composed = self._rephraser.rephrased(composed, brief=brief) if self._rephraser is not None else composed
        timings = {
            "understanding": _milliseconds(started, read),
            "retrieval": _milliseconds(read, found),
            "composition": _milliseconds(found, ended),
            "total": _milliseconds(started, time.perf_counter()),
        }
        return replace(composed, id=id, timings_ms=timings, explain=self._explained(asking) if explain else None)

    def _asking(self, session: Session, options: Scope, as_of: date, brief: bool, understood: Query) -> Asking:
        """Look up what a question needs; a quoted phrase that stands nowhere is looked up as words."""
        from search.answers.asking import Asking

        chosen = options if options.is_named else scope_of_query(understood, session.infos)
        wanted = wanted_passages(
            understood, Filter(plans=chosen.plans), session.infos, session.stating, lambda: session.national
        )
        terms = search_terms(understood, self._weights)
        ranking = session.retriever.rank(terms, wanted)
        if terms.phrases and not ranking.allowed.any():
            ranking = replace(session.retriever.rank(replace(terms, phrases=()), wanted), dropped_phrases=terms.phrases)
        understood = with_dropped_phrases(understood, ranking.dropped_phrases)
        ranking = reranked(ranking, understood.normalized, session.store.passages, self._reranker)
        return Asking(
            question=understood.original,
            query=understood,
            scope=chosen,
            store=session.store,
            reader=session.reader,
            retriever=session.retriever,
            ranking=ranking,
            infos=session.infos,
            as_of=as_of,
            brief=brief,
            public_url=self.settings.public_url,
        )

    def _explained(self, asking: Any) -> Mapping[str, Any]:
        from search.explain import explained_hit, explained_search

        hits = asking.retriever.hits(asking.ranking, self.settings.top_k)
        return explained_search(asking.query, asking.ranking) | {
            "hits": [hit.to_json() | {"explain": explained_hit(asking.reader, asking.ranking, hit)} for hit in hits]
        }

    def _understand(self, session: Session, question: str) -> Query:
        from search.understanding import understand

        return understand(question, session.understanding)


def refused_answer(question: str, error: str, id: Any = None) -> Answer:
    """Return an answer that abstains because the question cannot be read, for batches."""
    return Answer(
        question=question,
        status="abstained",
        reason="out_of_scope",
        intent="other",
        confidence=0.0,
        language="vi",
        query={},
        answer=error,
        id=id,
        error=error,
    )


def _agency_filter(agency: str | None, store: RecordsStore) -> frozenset[str]:
    if agency is None:
        return frozenset()
    known = load_registry().by_id(agency)
    agency_id = known.agency_id if known else load_registry().resolve(agency).agency_id
    if not any(agency_id in passage.agency_ids for passage in store.passages):
        raise QueryError(f"không kế hoạch nào nêu cơ quan '{agency[:80]}'; xem 'kehoach export agencies'")
    return frozenset({agency_id})


def _pointer(index_dir: Path) -> bytes:
    try:
        return (index_dir / CURRENT).read_bytes()
    except OSError:
        return b""


def _open_session(settings: Settings, report: Report, weights: Weights) -> Session:
    reader = open_index(settings.index)
    for warning in reader.warnings:
        report(warning)
    store = RecordsStore(read_records(reader.folder / FILE_NAME), reader.passages)
    encoder, engine = _lazy_encoder(settings, reader), _search_engine(settings, reader)
    return Session(reader, store, Retriever(reader, store.passages, encoder, weights, engine))


def _search_engine(settings: Settings, reader: IndexReader) -> SearchEngine | None:
    """Return the engine the settings name, serving this generation; `None` is the one in this process."""
    if settings.engine == "local":
        return None
    from index.engines.milvus import open_milvus

    return open_milvus(settings.milvus_uri, reader, token=settings.milvus_token)


def _lazy_encoder(settings: Settings, reader: IndexReader) -> Callable[[], Encoder]:
    """Return what loads the encoder at the first question: a lookup or an export never needs it."""
    lock = threading.Lock()
    loaded: list[Encoder] = []

    def encoder() -> Encoder:
        with lock:
            if not loaded:
                opened = open_encoder(settings.encoder)
                reader.check_encoder(opened)
                loaded.append(opened)
        return loaded[0]

    return encoder


def _milliseconds(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)


__all__ = ["Engine", "Hit", "Scope", "Session", "open_store", "refused_answer"]
