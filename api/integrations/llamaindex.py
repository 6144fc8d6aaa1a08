"""A retriever for LlamaIndex; needs the extra `kehoach[llamaindex]`."""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from api.integrations.client import DEFAULT_URL, Client


class KehoachRetriever(BaseRetriever):
    """Passages of the plans as LlamaIndex nodes; `metadata` holds the place and the address."""

    def __init__(
        self,
        base_url: str = DEFAULT_URL,
        api_key: str | None = None,
        provinces: Sequence[str] = (),
        top_k: int = 5,
    ) -> None:
        super().__init__()
        self._client = Client(base_url, api_key)
        self._provinces = tuple(provinces)
        self._top_k = top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._client.search(query_bundle.query_str, provinces=self._provinces, top_k=self._top_k)
        return [
            NodeWithScore(
                node=TextNode(id_=hit["passage_id"], text=hit.pop("text"), metadata=hit),
                score=float(hit["score"]["final"]),
            )
            for hit in hits
        ]
