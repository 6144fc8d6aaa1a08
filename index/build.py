"""Passages in, a new generation out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar

from corpus.errors import IndexDamaged, IndexMissing, IndexTooNew
from corpus.records import Passage
from index import dense, lexical, store
from index import passages as passage_files
from index.embedding_cache import SHIPPED, EmbeddingCache
from index.encoder import Encoder
from index.fields import dense_text
from index.lexical import Bm25Parameters
from index.store import Generation, Manifest
from index.text import VIEWS, tokenizer_identity
from index.tokenizing import tokens_of

BUILDER: Final = "kehoach index 1"
CACHE: Final = "cache"
_LINES_APART: Final = 5.0

WriteExtras = Callable[[Path], None]
Report = Callable[[int, int], None]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did; `embedded` and `reused` count passages, `warnings` are lines for stderr."""

    generation: Generation
    is_new: bool
    seconds: float
    embedded: int = 0
    reused: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything besides the encoder that decides what a generation holds."""

    corpus_hash: str
    parameters: Mapping[str, Bm25Parameters] = field(default_factory=dict)

    def of_view(self, view: str) -> Bm25Parameters:
        """Return the BM25 constants of a view."""
        return self.parameters.get(view, Bm25Parameters())

    def as_manifest(self, encoder: Encoder, counts: Mapping[str, int]) -> Manifest:
        """Return the manifest of a generation made by this recipe, its files not yet listed."""
        return Manifest(
            builder=BUILDER,
            tokenizer=tokenizer_identity(),
            encoder=encoder.identity,
            encoder_name=encoder.name,
            dimension=encoder.dimension,
            corpus_hash=self.corpus_hash,
            parameters={view: asdict(self.of_view(view)) for view in VIEWS},
            counts=dict(counts),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def up_to_date(index_dir: Path, recipe: Recipe, encoder: Encoder) -> Generation | None:
    """Return the generation that serves when building again would make the same one, else `None`.

    A damaged, missing or newer index is not up to date.
    """
    try:
        generation = store.open_current(index_dir)
    except (IndexMissing, IndexDamaged, IndexTooNew):
        return None
    wanted = recipe.as_manifest(encoder, {})
    made_from = ("builder", "tokenizer", "encoder", "corpus_hash", "parameters")
    same = all(getattr(generation.manifest, name) == getattr(wanted, name) for name in made_from)
    return generation if same and not generation.warnings else None


def build_index(
    passages: Iterable[Passage],
    *,
    index_dir: Path,
    encoder: Encoder,
    recipe: Recipe,
    write_extras: WriteExtras | None = None,
    counts: Mapping[str, int] | None = None,
    force: bool = False,
    progress: TextIO | None = None,
    shipped: Sequence[Path] | None = None,
) -> BuildResult:
    """Build a generation and switch it in; until then, and if this fails, the one before serves.

    Args:
        passages: The passages; read once, not at all when nothing changed.
        index_dir: The index; created when it is not there.
        encoder: Makes the dense vectors.
        recipe: `corpus_hash` must change whenever the passages or the extra files would: hash the plans, the tables and
            the version of the parser.
        write_extras: Called with the folder of the new generation, to put more files there; they get a checksum too.
        counts: Numbers for the manifest besides the count of passages.
        force: Build even when nothing changed.
        progress: Where progress goes (a bar on a terminal, else a line now and then); `None` for nowhere.
        shipped: Read-only embedding caches; default: those in `index/data/`.

    Raises:
        IndexUnwritable: The folder cannot be written, or another build is running.
    """
    started = time.monotonic()
    current = None if force else up_to_date(index_dir, recipe, encoder)
    if current is not None:
        return BuildResult(current, False, time.monotonic() - started)
    warnings: list[str] = []
    with store.writing(index_dir) as folder:
        stored = _write_passages(passages, folder, recipe, progress)
        if write_extras is not None:
            write_extras(folder)
        cache = EmbeddingCache(
            index_dir / CACHE,
            encoder,
            sorted(SHIPPED.glob("*.npz")) if shipped is None else shipped,
            warnings.append,
        )
        with _reporting(progress, "Tính véc-tơ") as report:
            rows = cache.prepared(map(dense_text, stored), report)
        dense.build_from(rows.at, len(rows), encoder.dimension).save(folder)
        manifest = recipe.as_manifest(encoder, {"passages": len(stored), **(counts or {})})
        generation = store.commit(index_dir, folder, manifest)
    seconds = time.monotonic() - started
    return BuildResult(generation, True, seconds, cache.embedded, cache.reused, tuple(warnings))


def _write_passages(
    passages: Iterable[Passage], folder: Path, recipe: Recipe, progress: TextIO | None
) -> passage_files.StoredPassages:
    """Write the passages and their lexical views; from there on they are read from the disk, one at a time."""
    passage_files.save(passages, folder)
    stored = passage_files.StoredPassages(folder)
    for view in VIEWS:
        with _reporting(progress, f"Tách từ ({view})", says_the_end=False) as report:
            documents = _told(tokens_of(folder, view, len(stored)), len(stored), report)
            lexical.save(lexical.fit(documents, recipe.of_view(view)), folder, view)
    return stored


def _told(items: Iterable[Item], total: int, report: Report) -> Iterator[Item]:
    """Yield what there is and report how many were taken."""
    for done, item in enumerate(items, 1):
        yield item
        report(done, total)


def _reporting(stream: TextIO | None, label: str, says_the_end: bool = True) -> AbstractContextManager[Report]:
    if stream is None:
        return nullcontext(lambda done, total: None)
    return _Bar(stream, label) if stream.isatty() else _Lines(stream, label, says_the_end)


class _Bar:
    """A tqdm bar, made when the total is known."""

    def __init__(self, stream: TextIO, label: str) -> None:
        self._stream, self._label = stream, label
        self._bar: Any = None

    def __enter__(self) -> Report:
        return self._report

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def _report(self, done: int, total: int) -> None:
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(total=total, desc=self._label, unit=" đoạn", file=self._stream)
        self._bar.update(done - self._bar.n)


class _Lines:
    """A plain line every few seconds, for logs; what is over sooner says nothing but, where wanted, its end."""

    def __init__(self, stream: TextIO, label: str, says_the_end: bool) -> None:
        self._stream, self._label, self._says_the_end = stream, label, says_the_end
        self._last = time.monotonic()

    def __enter__(self) -> Report:
        return self._report

    def __exit__(self, *error: object) -> None:
        """Nothing stays open."""

    def _report(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not (done == total and self._says_the_end) and now - self._last < _LINES_APART:
            return
        self._last = now
        print(f"{self._label}: {done}/{total} đoạn ({100 * done // total}%)", file=self._stream, flush=True)
