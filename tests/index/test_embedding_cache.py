"""Only what changed is embedded, and a damaged cache costs time, never an answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import embedding_cache
from index.embedding_cache import EmbeddingCache, write_shipped
from tests.index.conftest import SyllableEncoder

TEXTS = [f"nước sạch nông thôn số {number}" for number in range(20)]


def test_only_new_texts_are_embedded(tmp_path: Path, encoder: SyllableEncoder) -> None:
    first = EmbeddingCache(tmp_path, encoder).vectors(TEXTS)
    assert sorted(encoder.embedded) == sorted(TEXTS)
    encoder.embedded.clear()
    cache = EmbeddingCache(tmp_path, encoder)
    second = cache.vectors([*TEXTS, "một đoạn mới", TEXTS[0]])
    assert encoder.embedded == ["một đoạn mới"]
    assert (cache.embedded, cache.reused) == (1, 21)
    assert (second[:20] == first).all()
    assert (second[21] == first[0]).all()


def test_vectors_are_of_length_one_and_nearly_the_encoders(tmp_path: Path, encoder: SyllableEncoder) -> None:
    vectors = EmbeddingCache(tmp_path, encoder).vectors(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(vectors, encoder.encode_passages(TEXTS), atol=1e-3)


def test_another_encoder_does_not_get_these_vectors(tmp_path: Path, encoder: SyllableEncoder) -> None:
    EmbeddingCache(tmp_path, encoder).vectors(TEXTS)
    other = SyllableEncoder("syllables 2")
    EmbeddingCache(tmp_path, other).vectors(TEXTS)
    assert len(other.embedded) == 20
    encoder.embedded.clear()
    EmbeddingCache(tmp_path, encoder).vectors(TEXTS)
    assert encoder.embedded == []


def test_an_interrupted_build_keeps_what_was_embedded(
    tmp_path: Path, encoder: SyllableEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding_cache, "_SEGMENT", 5)

    def stop_after_ten(done: int, total: int) -> None:
        if done == 15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        EmbeddingCache(tmp_path, encoder).vectors(TEXTS, stop_after_ten)
    encoder.embedded.clear()
    told: list[tuple[int, int]] = []
    EmbeddingCache(tmp_path, encoder).vectors(TEXTS, lambda done, total: told.append((done, total)))
    assert len(encoder.embedded) == 10
    assert told == [(5, 10), (10, 10)]


def test_many_small_files_become_one(tmp_path: Path, encoder: SyllableEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_cache, "_SEGMENT", 2)
    vectors = EmbeddingCache(tmp_path, encoder).vectors(TEXTS)
    assert len(list(tmp_path.iterdir())) == 1
    encoder.embedded.clear()
    assert (EmbeddingCache(tmp_path, encoder).vectors(TEXTS) == vectors).all()
    assert encoder.embedded == []


def test_merged_files_stay_small_however_many_texts_there_are(
    tmp_path: Path, encoder: SyllableEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding_cache, "_SEGMENT", 1)
    monkeypatch.setattr(embedding_cache, "_MAX_SEGMENTS", 2)
    monkeypatch.setattr(embedding_cache, "_MERGED", 4)
    vectors = EmbeddingCache(tmp_path, encoder).vectors(TEXTS)
    sizes = []
    for path in tmp_path.iterdir():
        content = embedding_cache.read_cache_file(path, encoder.identity, encoder.dimension)
        assert content is not None
        sizes.append(len(content[0]))
    assert sum(sizes) == len(TEXTS)
    assert max(sizes) == 4
    encoder.embedded.clear()
    assert (EmbeddingCache(tmp_path, encoder).vectors(TEXTS) == vectors).all()
    assert encoder.embedded == []


def _flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    path.write_bytes(content)


@pytest.mark.parametrize("damage", ["flip vectors", "flip keys", "truncate", "empty", "not a cache"])
def test_a_damaged_file_is_named_and_its_texts_embedded_again(
    tmp_path: Path, encoder: SyllableEncoder, damage: str
) -> None:
    whole = EmbeddingCache(tmp_path, encoder).vectors(TEXTS)
    (path,) = tmp_path.glob("*.npz")
    content = path.read_bytes()
    if damage.startswith("flip"):
        inside = content.rindex(b"vectors.npy", 0, content.index(b"PK\x01\x02"))
        _flip(path, inside + 500 if damage == "flip vectors" else inside - 100)
    else:
        path.write_bytes(
            {"truncate": content[: len(content) // 2], "empty": b"", "not a cache": b"xin ch\xc3\xa0o"}[damage]
        )
    encoder.embedded.clear()
    warnings: list[str] = []
    again = EmbeddingCache(tmp_path, encoder, warn=warnings.append).vectors(TEXTS)
    assert (again == whole).all()
    assert len(encoder.embedded) == 20
    assert len(warnings) == 1
    assert path.name in warnings[0]
    encoder.embedded.clear()
    EmbeddingCache(tmp_path, encoder).vectors(TEXTS)
    assert encoder.embedded == []


def test_vectors_of_every_flipped_byte_are_right_or_made_again(tmp_path: Path, encoder: SyllableEncoder) -> None:
    whole = EmbeddingCache(tmp_path, encoder).vectors(TEXTS[:3])
    (path,) = tmp_path.glob("*.npz")
    content = path.read_bytes()
    for at in range(0, len(content), 7):
        path.write_bytes(content)
        _flip(path, at)
        assert (EmbeddingCache(tmp_path, encoder).vectors(TEXTS[:3]) == whole).all(), at


def test_shipped_vectors_are_used_and_never_written(tmp_path: Path, encoder: SyllableEncoder) -> None:
    shipped = tmp_path / "data" / "shipped.npz"
    vectors = EmbeddingCache(tmp_path / "one", encoder).vectors(TEXTS)
    assert write_shipped(shipped, encoder, [*TEXTS, TEXTS[0]], EmbeddingCache(tmp_path / "one", encoder)) == 20
    content = shipped.read_bytes()
    encoder.embedded.clear()
    cache = EmbeddingCache(tmp_path / "two", encoder, [shipped])
    assert (cache.vectors(TEXTS) == vectors).all()
    assert encoder.embedded == []
    assert not (tmp_path / "two").exists()
    assert shipped.read_bytes() == content
    other = SyllableEncoder("syllables 2")
    EmbeddingCache(tmp_path / "two", other, [shipped]).vectors(TEXTS)
    assert len(other.embedded) == 20


def test_no_texts(tmp_path: Path, encoder: SyllableEncoder) -> None:
    assert EmbeddingCache(tmp_path, encoder).vectors([]).shape == (0, 32)
