"""The retrievers, as the real frameworks call them, against the real server."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from api.integrations.client import ApiError, Client
from api.security import ApiKey, KeyRing, digest_of
from tests.api.http_server import QUESTION, running


def test_langchain_reads_documents(server: str) -> None:
    from api.integrations.langchain import KehoachRetriever

    documents = KehoachRetriever(base_url=server, provinces=("Bến Tre",), top_k=3).invoke(QUESTION)
    assert 1 <= len(documents) <= 3
    assert all(document.metadata["province"] == "ben-tre" for document in documents)
    assert documents[0].metadata["source"] == f"{server}/doan?id={documents[0].id}"
    assert documents[0].page_content


def test_llamaindex_reads_nodes(server: str) -> None:
    from api.integrations.llamaindex import KehoachRetriever

    nodes = KehoachRetriever(server, provinces=["Bến Tre"], top_k=3).retrieve(QUESTION)
    assert 1 <= len(nodes) <= 3
    assert nodes[0].score is not None
    assert nodes[0].metadata["plan_id"] == "ben-tre-ptbv-trich"
    assert nodes[0].get_content()


def test_the_client_sends_its_key_and_tells_what_the_api_said(small_index: Path, tmp_path: Path) -> None:
    ring = KeyRing((ApiKey("a", digest_of("khoa-a")),))
    with running(small_index, keys=ring, feedback=tmp_path / "f.sqlite") as address:
        assert Client(address, "khoa-a").ask(QUESTION, brief=True)["status"] == "answered"
        with pytest.raises(ApiError, match=r"^khóa API không đúng"):
            Client(address, "khoa-b").search("nước")
    with pytest.raises(ApiError, match=r"^không gọi được API"):
        Client(address).search("nước")
    with pytest.raises(ApiError, match=r"^địa chỉ API phải là"):
        Client("file:///etc").search("nước")


def test_the_client_never_carries_its_key_to_where_it_is_sent() -> None:
    seen: list[str] = []

    class Redirecting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Redirecting) as other:
        Thread(target=other.handle_request, daemon=True).start()
        with pytest.raises(ApiError, match="API trả lời 302"):
            Client(f"http://127.0.0.1:{other.server_port}", "khoa").search("a")
    assert len(seen) == 1
