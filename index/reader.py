"""One generation, open for reading from start to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexDamaged, SettingsError
from index import dense, lexical, store
from index.dense import DenseIndex
from index.encoder import Encoder
from index.lexical import LexicalIndex
from index.passages import StoredPassages
from index.store import Generation, Manifest
from index.text import VIEWS, tokenizer_identity


@dataclass(frozen=True, slots=True)
class IndexReader:
    """An open generation.

    Attributes:
        folder: Where its files are, for files others put there (`plans.sqlite`, …).
        manifest: What it was built from.
        passages: A sequence; `by_id`, `position` and `mask` besides.
        lexical: The BM25 index of each view: "words" and "folded".
        dense: The vectors.
        warnings: Lines for stderr: damage found on the way, an older generation in use.
    """

    folder: Path
    manifest: Manifest
    passages: StoredPassages
    lexical: Mapping[str, LexicalIndex]
    dense: DenseIndex
    warnings: tuple[str, ...] = ()

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self.folder.name

    @property
    def encoder_identity(self) -> str:
        """The identity of the encoder that made the vectors; questions must be embedded by the same."""
        return self.manifest.encoder

    @property
    def is_degraded(self) -> bool:
        """Whether this is not the generation that should serve."""
        return bool(self.warnings)

    def check_encoder(self, encoder: Encoder) -> None:
        """Refuse an encoder whose vectors cannot be compared with the index's.

        Raises:
            SettingsError: The index was built with another encoder.
        """
        if encoder.identity != self.encoder_identity:
            raise SettingsError(
                f"Chỉ mục được dựng bằng mô hình nhúng “{self.encoder_identity}”, "
                f"câu hỏi lại dùng “{encoder.identity}”; "
                "hãy dựng lại bằng “kehoach build” với cùng --encoder (KEHOACH_ENCODER)"
            )


def open_index(index_dir: Path) -> IndexReader:
    """Open the generation that serves, all its files verified.

    Raises:
        IndexMissing, IndexDamaged, IndexTooNew: As `index.store.open_current`.
    """
    generation = store.open_current(index_dir)
    folder, warnings = generation.folder, generation.warnings
    if generation.manifest.tokenizer != tokenizer_identity():
        warnings += (
            "Cảnh báo: chỉ mục được dựng bằng bộ tách từ khác "
            f"(“{generation.manifest.tokenizer}”); hãy dựng lại bằng “make build” hoặc “kehoach build”",
        )
    try:
        return _read(generation, warnings)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        # Every file was whole a moment ago: removed by builds meanwhile, or the disk cannot be read.
        raise IndexDamaged(
            f"Không đọc được bản chỉ mục “{folder}” ({type(error).__name__}: {' '.join(str(error).split())[:200]}); "
            "hãy thử lại, nếu vẫn vậy hãy dựng lại bằng “make build” hoặc “kehoach build”"
        ) from error


def _read(generation: Generation, warnings: tuple[str, ...]) -> IndexReader:
    folder = generation.folder
    return IndexReader(
        folder,
        generation.manifest,
        StoredPassages(folder),
        {view: lexical.load(folder, view) for view in VIEWS},
        dense.load(folder),
        warnings,
    )
