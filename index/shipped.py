"""Writes the embeddings that ship with the plans: `python -m index.shipped`, after a change of parser or encoder."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import corpus
from corpus.parsing import load_plans
from corpus.passages import plan_passages
from index.embedding_cache import SHIPPED, EmbeddingCache, write_shipped
from index.encoder import EmbeddedEncoder
from index.fields import dense_text

FILE: Path = SHIPPED / "embeddings.npz"


def main() -> int:
    """Embed what the shipped file lacks and write it anew."""
    encoder = EmbeddedEncoder()
    plans = load_plans(Path(corpus.__file__).parent / "documents")
    texts = [dense_text(passage) for plan in plans for passage in plan_passages(plan)]
    with tempfile.TemporaryDirectory() as folder:
        cache = EmbeddingCache(Path(folder), encoder, [FILE] if FILE.exists() else [])
        count = write_shipped(FILE, encoder, texts, cache)
    print(f"{FILE}: {count} véc-tơ, tính mới {cache.embedded}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
