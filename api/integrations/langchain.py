"""A retriever for LangChain; needs the extra `kehoach[langchain]`."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from api.integrations.client import DEFAULT_URL, Client


class KehoachRetriever(BaseRetriever):
    """Passages of the plans as LangChain documents; `metadata` holds the place, the address and the scores."""

    base_url: str = DEFAULT_URL
    api_key: str | None = None
    provinces: tuple[str, ...] = ()
    top_k: int = 5

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        hits = Client(self.base_url, self.api_key).search(query, provinces=self.provinces, top_k=self.top_k)
        return [
            Document(id=hit["passage_id"], page_content=hit.pop("text"), metadata=hit | {"source": hit["url"]})
            for hit in hits
        ]
