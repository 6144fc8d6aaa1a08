"""Milvus, the way out of one machine: our sparse and dense vectors in collections, a generation each.

A generation is one collection, `<prefix>_<generation>`, whose primary key is the passage's position. An alias,
`<prefix>`, names the collection that serves, for operators and other programs; this engine asks the collection of its
generation by name, because positions mean nothing in another one. A generation's name holds the digest of its
manifest, so equal names are equal contents, and loading one twice is loading it once.

Source: the manual of Milvus 2.6 and `pymilvus` 3; what was tested where stands in `docs/scaling.md`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final, TypeVar

import numpy as np
from scipy.sparse import csc_array, csr_array

from corpus.errors import SettingsError
from corpus.records import Passage
from index.dense import FLAT_LIMIT, Nearest
from index.encoder import Vectors
from index.engines.base import NO_POSITIONS, EngineUnavailable, Positions, Progress, Scores, scattered
from index.lexical import LexicalIndex, Terms, weights_of
from index.passages import Filter, StoredPassages, column_values
from index.reader import IndexReader
from index.text import VIEWS

_EVERYTHING: Final = Filter()
_SCHEMA: Final = "v1"
_KEPT: Final = 2
# Milvus returns at most 16,384 hits of a search; this many decide a top ten with room to spare.
POOL: Final = 1000
_BATCH: Final = 500
# So many besides the wanted ones, because the last places of a search may be shared.
_MARGIN: Final = 64
_SCALARS: Final = ("plan", "province", "level", "target_code")
_LISTS: Final = ("agency", "lead")

_TIMEOUT: Final = 20.0
# Optional, and without types of its own.
_CLIENT: Final = "pymilvus"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is made again when Milvus refuses it, and how long is waited before."""

    times: int = 4
    first_wait: float = 0.2
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class MilvusEngine:
    """Searches a generation in Milvus.

    Args:
        client: A `pymilvus.MilvusClient`.
        reader: The generation to serve; it is put and switched to by `open_milvus`, not here.
        prefix: Alias, and beginning of the collections' names.
        retries: See `Retries`.
        progress: Told how many passages of how many were put.
    """

    client: Any
    reader: IndexReader
    prefix: str = "kehoach"
    retries: Retries = field(default_factory=Retries)
    progress: Progress = lambda done, total: None
    _readers: dict[str, IndexReader] = field(default_factory=dict)

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        return self.reader.generation

    @property
    def is_exact(self) -> bool:
        """Whether there are so few passages that a search returns them all."""
        return len(self.reader.passages) <= POOL

    def collection(self, generation: str) -> str:
        """Return the name of the collection of a generation."""
        return f"{self.prefix}_{_SCHEMA}_" + re.sub(r"\W", "_", generation)

    def put(self, reader: IndexReader) -> None:
        """Load a generation, or what an interrupted load left out of it.

        Raises:
            EngineUnavailable: Milvus cannot be reached, or does not hold afterwards what was put.
        """
        name, size = self.collection(reader.generation), len(reader.passages)
        if not self._call(self.client.has_collection, name):
            self._call(self._create, name, reader)
        self._call(self.client.load_collection, name)
        if (there := self._count(name)) != size:
            # Batches go in order, so what is there is the beginning, but for the batch that was cut.
            self._load(name, reader, there // _BATCH * _BATCH)
            if self._count(name) != size:
                self._load(name, reader, 0)
        if (there := self._count(name)) != size:
            raise EngineUnavailable(f"Milvus giữ {there} thay vì {size} đoạn của bản chỉ mục {reader.generation}")
        self._readers[reader.generation] = reader

    def _create(self, name: str, reader: IndexReader) -> None:
        kinds = pymilvus().DataType
        client, passages = self.client, reader.passages
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("position", kinds.INT64, is_primary=True)
        index = client.prepare_index_params()
        for view in VIEWS:
            schema.add_field(view, kinds.SPARSE_FLOAT_VECTOR)
            index.add_index(view, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        schema.add_field("dense", kinds.FLOAT_VECTOR, dim=reader.dense.dimension)
        index.add_index("dense", metric_type="IP", **dense_index(len(passages)))
        for column in _SCALARS:
            schema.add_field(column, kinds.VARCHAR, max_length=_longest(passages, column))
        for column in _LISTS:
            schema.add_field(
                column,
                kinds.ARRAY,
                element_type=kinds.VARCHAR,
                max_capacity=_MOST_BODIES,
                max_length=_longest(passages, column),
            )
        client.create_collection(name, schema=schema, index_params=index, consistency_level="Strong")

    def _load(self, name: str, reader: IndexReader, first: int) -> None:
        rows, total = rows_of(reader), len(reader.passages)
        for start in range(first, total, _BATCH):
            end = min(start + _BATCH, total)
            self._call(self.client.upsert, name, [rows(position) for position in range(start, end)])
            self.progress(end, total)
        self._call(self.client.flush, name)

    def _count(self, name: str) -> int:
        found = self._call(self.client.query, name, filter="", output_fields=["count(*)"], consistency_level="Strong")
        return int(found[0]["count(*)"])

    def switch(self, generation: str) -> None:
        """Answer from a generation that was put, point the alias to it, and drop all but the one before.

        Raises:
            KeyError: It was not put.
        """
        reader, before = self._readers[generation], self.generation
        self._call(self._point, self.collection(generation))
        self.reader = reader
        self._readers = {generation: reader}
        kept = {self.collection(generation), self.collection(before)}
        own = re.compile(re.escape(f"{self.prefix}_{_SCHEMA}_") + r"\d{6}_[0-9a-f]{16}")
        others = sorted(name for name in self._call(self.client.list_collections) if own.fullmatch(name))
        for name in [name for name in reversed(others) if name not in kept][max(_KEPT - len(kept), 0) :]:
            self._call(self.client.drop_collection, name)

    def _point(self, collection: str) -> None:
        if self.prefix in self._aliases():
            self.client.alter_alias(collection, self.prefix)
        else:
            self.client.create_alias(collection, self.prefix)

    def _aliases(self) -> set[str]:
        found: set[str] = set()
        for name in self.client.list_collections():
            found.update(self.client.list_aliases(name)["aliases"])
        return found

    def search_sparse(self, view: str, terms: Terms, limit: int, where: Filter = _EVERYTHING) -> Nearest:
        """Return the best passages by BM25 in a view; passages that score 0 are left out."""
        lexical = self.reader.lexical[view]
        known = ((lexical.terms.get(term), float(weight)) for term, weight in weights_of(terms).items())
        vector = {row: weight for row, weight in known if row is not None}
        if not vector or not any(vector.values()):
            return _NOTHING
        found = self._search(view, vector, limit, where)
        kept = found.scores != 0
        return Nearest(found.positions[kept], found.scores[kept])

    def search_dense(self, vector: Vectors, limit: int, where: Filter = _EVERYTHING) -> Nearest:
        """Return the best passages by inner product."""
        query = np.ascontiguousarray(vector, np.float32).reshape(-1)
        if query.size != self.reader.dense.dimension:
            raise ValueError(f"the vector has {query.size} numbers, the index {self.reader.dense.dimension}")
        return self._search("dense", query, limit, where)

    def _search(self, vectors: str, query: Any, limit: int, where: Filter, among: Positions = NO_POSITIONS) -> Nearest:
        reader = self.reader
        size = len(reader.passages)
        if limit <= 0 or size == 0:
            return _NOTHING
        hits = self._call(
            self.client.search,
            self.collection(reader.generation),
            data=[query],
            anns_field=vectors,
            limit=min(limit + _MARGIN, size, POOL),
            filter=expression(where, among),
            output_fields=["position"],
            search_params={"metric_type": "IP", "params": search_parameters(vectors, size, limit)},
        )[0]
        positions = np.asarray([hit["position"] for hit in hits], np.int64)
        scores = np.asarray([hit["distance"] for hit in hits], np.float32)
        order = np.lexsort((positions, -scores))[:limit]
        return Nearest(positions[order], scores[order])

    def passages(self, positions: Sequence[int]) -> list[Passage]:
        """Return the passages at positions."""
        return [self.reader.passages[position] for position in positions]

    def sparse_scores(self, view: str, terms: Terms, where: Filter = _EVERYTHING) -> Scores:
        """Return the BM25 score of the best `POOL` passages, 0 for the others."""
        return scattered(self.search_sparse(view, terms, POOL, where), len(self.reader.passages))

    def dense_scores(self, vector: Vectors, where: Filter = _EVERYTHING, also: Positions = NO_POSITIONS) -> Scores:
        """Return the inner product of the best `POOL` passages and of `also`, for the others the lowest of all."""
        nearest = self.search_dense(vector, POOL, where)
        if len(nearest.positions) < POOL:
            return scattered(nearest, len(self.reader.passages), float(nearest.scores.min(initial=0.0)))
        # The farthest from a vector is the nearest to its opposite.
        farthest = self.search_dense(-np.asarray(vector, np.float32), 1, where)
        scores = scattered(nearest, len(self.reader.passages), -float(farthest.scores[0]))
        others = np.setdiff1d(also, nearest.positions)
        for start in range(0, len(others), POOL):
            some = others[start : start + POOL]
            found = self._search("dense", np.asarray(vector, np.float32), len(some), where, some)
            scores[found.positions] = found.scores
        return scores

    def _call(self, action: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Make a request; make it again a few times when Milvus refuses it or cannot be reached.

        Raises:
            EngineUnavailable: It was refused every time.
        """
        errors = pymilvus().exceptions
        wait = self.retries.first_wait
        for left in reversed(range(self.retries.times)):
            try:
                return action(*arguments, **options)
            except errors.ParamError:
                raise
            except (errors.MilvusException, OSError) as error:
                if not left:
                    raise EngineUnavailable(
                        f"Milvus không trả lời ({' '.join(str(error).split())[:200]}); hãy kiểm tra KEHOACH_MILVUS_URI"
                    ) from error
            self.retries.sleep(wait)
            wait *= 4
        raise AssertionError("unreachable")


_NOTHING: Final = Nearest(np.zeros(0, np.int64), np.zeros(0, np.float32))
_MOST_BODIES: Final = 256


def _longest(passages: StoredPassages, column: str) -> int:
    """Return the length in bytes a column needs."""
    return max([len(value.encode()) for value in passages.values(column)], default=0) + 1


def dense_index(size: int) -> Mapping[str, Any]:
    """Return the kind of dense index for a number of passages: exact up to the limit of the local engine."""
    if size <= FLAT_LIMIT:
        return {"index_type": "FLAT"}
    return {"index_type": "HNSW", "params": {"M": 32, "efConstruction": 200}}


def search_parameters(vectors: str, size: int, limit: int) -> dict[str, Any]:
    """Return how thoroughly is searched: everything, or a graph with room around the limit."""
    if vectors != "dense":
        return {"drop_ratio_search": 0.0}
    return {} if size <= FLAT_LIMIT else {"ef": max(128, limit + _MARGIN)}


def expression(where: Filter, among: Positions = NO_POSITIONS) -> str:
    """Return a filter in Milvus's language; values are quoted as JSON strings, which its grammar shares."""
    parts = [f"position in {among.tolist()}"] if len(among) else []
    for column, values in where.columns().items():
        listed = json.dumps(sorted(values), ensure_ascii=False)
        parts.append(f"array_contains_any({column}, {listed})" if column in _LISTS else f"{column} in {listed}")
    return " and ".join(parts)


def rows_of(reader: IndexReader) -> Callable[[int], dict[str, Any]]:
    """Return what makes the row of a passage: position, vectors and filter columns."""
    sparse = {view: _by_passage(reader.lexical[view]) for view in VIEWS}

    def row(position: int) -> dict[str, Any]:
        passage = reader.passages[position]
        values = column_values(passage)
        return {
            "position": position,
            **{view: dict(_impacts(matrix, position)) for view, matrix in sparse.items()},
            "dense": reader.dense.vectors(position, 1)[0],
            **{column: next(iter(values[column]), "") for column in _SCALARS},
            **{column: list(dict.fromkeys(values[column]))[:_MOST_BODIES] for column in _LISTS},
        }

    return row


def _by_passage(index: LexicalIndex) -> csr_array:
    """Return the impacts with a row a passage; the stored matrix has a row a term."""
    shape = (index.size, len(index.indptr) - 1)
    return csc_array((index.data, index.indices, index.indptr), shape=shape).tocsr()


def _impacts(matrix: csr_array, position: int) -> Iterator[tuple[int, float]]:
    """Yield term and impact; a passage without any gets a term no question has, because Milvus wants one."""
    start, end = matrix.indptr[position], matrix.indptr[position + 1]
    found = False
    for term, impact in zip(matrix.indices[start:end].tolist(), matrix.data[start:end].tolist(), strict=True):
        if impact:
            found = True
            yield term, impact
    if not found:
        yield matrix.shape[1], 1.0


def pymilvus() -> Any:
    """Return the client library, which only this engine needs.

    Raises:
        SettingsError: It is not installed.
    """
    try:
        return import_module(_CLIENT)
    except ImportError as error:
        raise SettingsError('Thiếu gói pymilvus; hãy cài bằng "pip install kehoach[milvus]"') from error


def open_milvus(uri: str, reader: IndexReader, *, token: str = "", progress: Progress | None = None) -> MilvusEngine:
    """Connect to Milvus and have it serve a generation, loading it when it is not there yet.

    Args:
        uri: "http://host:19530" of a server or cluster, or a file "….db" for Milvus Lite in this process.
        reader: The generation.
        token: "user:password", where the server asks for one.
        progress: Told how many passages of how many were put.

    Raises:
        SettingsError: `pymilvus` is not installed, or the address cannot be used.
        EngineUnavailable: Milvus cannot be reached.
    """
    library = pymilvus()
    try:
        client = library.MilvusClient(uri, token=token, timeout=_TIMEOUT)
    except (library.MilvusException, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise EngineUnavailable(f"Không nối được tới Milvus ở “{uri}” ({reason})") from error
    engine = MilvusEngine(client, reader) if progress is None else MilvusEngine(client, reader, progress=progress)
    engine.put(reader)
    engine.switch(reader.generation)
    return engine
