"""From a folder of plans to an index generation with everything a question needs: passages, records, spelling model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import corpus
import index
import search
from corpus.baselines import LostCount, baseline_of, lost_counts, shipped_baselines
from corpus.catalog import CATALOG
from corpus.containers import SUFFIXES, plan_document, plan_files
from corpus.errors import CorpusError, IndexDamaged, IndexError_, IndexMissing
from corpus.parsing import load_plans
from corpus.passages import plan_passages
from corpus.reading import Document
from corpus.records import Passage, Plan
from index.build import BuildResult, Recipe, build_index
from index.encoder import Encoder, open_encoder
from index.records_store import FILE_NAME, read_records
from index.records_writing import write_records
from index.store import open_current
from search.comparison.opening import write_alignment
from search.diacritics import DiacriticModel
from search.records_store import RecordsStore
from search.settings import Settings
from search.understanding import UnderstandingContext, fit_model

SPELLING_FILE = "spelling.json"

# What decides the contents of a generation besides the plans; the tables lie beside the code that reads them.
_SOURCES: tuple[tuple[str, str], ...] = (
    ("corpus", "*.py"),
    ("corpus", "layouts/*.py"),
    ("corpus", "tables/*.toml"),
    ("index", "records_writing.py"),
    ("index", "fields.py"),
    ("index", "data/*.sql"),
    ("search", "building.py"),
    ("search", "comparison/*.py"),
    ("search", "vocabulary.py"),
    ("search", "tables.py"),
    ("search", "diacritics.py"),
    ("search", "spelling.py"),
    ("search", "understanding.py"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the plans of a folder say, and the texts that say it."""

    plans: tuple[Plan, ...]
    passages: tuple[Passage, ...]
    documents: Mapping[str, Document]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build read and made."""

    plans: tuple[Plan, ...]
    passages: tuple[Passage, ...]
    result: BuildResult


def read_corpus(settings: Settings) -> Reading:
    """Read the plans of a folder.

    Raises:
        CorpusError: there is no plan, or one that cannot be read.
    """
    plans = load_plans(settings.corpus)
    if not plans:
        raise CorpusError(f"thư mục '{settings.corpus}' không có kế hoạch nào (tệp {', '.join(SUFFIXES)})")
    passages = tuple(passage for plan in plans for passage in plan_passages(plan))
    return Reading(plans, passages, dict(_documents(settings.corpus, plans)))


def counts_lost(plans: Iterable[Plan], index_dir: Path) -> tuple[list[LostCount], list[str]]:
    """Return the counts that held in the shipped table or in the index as it is, and no longer do.

    Args:
        plans: the plans as they are read now.
        index_dir: the index they are about to replace; there may be none.

    Returns:
        The lost counts, and lines for stderr: why a previous generation could not be compared with.
    """
    warnings = []
    baselines = list(shipped_baselines())
    try:
        generation = open_current(index_dir)
        source = f"bản dựng {generation.name}"
        stored = read_records(generation.folder / FILE_NAME)
        baselines += [baseline_of(one.plan, source) for one in stored]
    except IndexMissing:
        pass
    except IndexError_ as error:
        warnings.append(f"không so được với bản dựng trước: {error}")
    return [lost for plan in plans for lost in lost_counts(plan, baselines)], warnings


def build(
    settings: Settings, *, force: bool = False, progress: TextIO | None = None, reading: Reading | None = None
) -> Outcome:
    """Read the plans and switch in an index generation of them.

    Args:
        settings: where the plans and the index are, and which encoder to use.
        force: build even when nothing changed.
        progress: where progress goes.
        reading: the plans of `settings.corpus`, where they have been read already.

    Raises:
        CorpusError: a plan cannot be read; the index stays as it was.
        IndexUnwritable: the index folder cannot be written.
        SettingsError: the encoder cannot be loaded.
    """
    encoder = open_encoder(settings.encoder)
    read = reading or read_corpus(settings)
    result = _switch_in(settings, encoder, read, force, progress)
    return Outcome(read.plans, read.passages, result)


def _switch_in(
    settings: Settings,
    encoder: Encoder,
    read: Reading,
    force: bool,
    progress: TextIO | None,
) -> BuildResult:
    def write_extras(folder: Path) -> None:
        write_records(folder / FILE_NAME, read.plans, read.documents)
        _write_spelling(folder, read.documents.values())
        write_alignment(folder, read.plans)

    return build_index(
        read.passages,
        index_dir=settings.index,
        encoder=encoder,
        recipe=Recipe(corpus_hash=corpus_hash(settings.corpus)),
        write_extras=write_extras,
        counts={"plans": len(read.plans), "tasks": sum(len(plan.tasks) for plan in read.plans)},
        force=force,
        progress=progress,
    )


def _write_spelling(folder: Path, documents: Iterable[Document]) -> None:
    """Write the model that restores marks, learnt from the plans' own spellings."""
    model = fit_model(document.source for document in documents)
    (folder / SPELLING_FILE).write_text(model.to_json(), encoding="utf-8")


def open_understanding(folder: Path, store: RecordsStore) -> UnderstandingContext:
    """Return what a question is read against: the plans of a generation and the model built with them.

    Raises:
        IndexDamaged: the model cannot be read.
    """
    try:
        text = (folder / SPELLING_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(
            f"tệp chỉ mục '{folder / SPELLING_FILE}' bị mất hoặc hỏng; hãy chạy lại 'kehoach build'"
        ) from error
    return UnderstandingContext(store.infos, DiacriticModel.from_json(text))


def _documents(folder: Path, plans: Sequence[Plan]) -> Iterator[tuple[str, Document]]:
    paths = {path.stem: path for path in plan_files(folder)}
    for plan in plans:
        plan_id = plan.info.plan_id
        if plan_id not in paths:
            raise CorpusError(f"kế hoạch '{plan_id}' bị xóa trong lúc đọc; hãy chạy lại")
        document = plan_document(paths[plan_id], plan_id)
        if plan.info.sha256 not in (None, document.sha256):
            raise CorpusError(f"kế hoạch '{plan_id}' bị thay đổi trong lúc đọc; hãy chạy lại")
        yield plan_id, document


def corpus_hash(folder: Path) -> str:
    """Return a hash of everything a generation is made of: the plans, the tables and the code that reads them."""
    digest = hashlib.sha256()
    packages = {"corpus": corpus.__file__, "index": index.__file__, "search": search.__file__}
    files = [(name, path) for name, pattern in _SOURCES for path in Path(packages[name] or "").parent.glob(pattern)]
    files += [("plans", path) for path in (*plan_files(folder), folder / CATALOG) if path.is_file()]
    for kind, path in sorted(files):
        digest.update(f"{kind}/{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
