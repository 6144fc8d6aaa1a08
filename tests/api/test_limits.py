"""Every limit the document does not state, one past it, with the exact words."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api.limits import OutOfTime, RateLimiter, ServerBusy, Workers
from api.security import ApiKey, KeyRing, digest_of
from tests.api.http_server import QUESTION, client_of


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/v1/plans?limit=x", "limit: phải là số nguyên"),
        ("/v1/search?q=a&explain=x", "explain: phải là true hoặc false"),
    ],
)
def test_a_parameter_of_another_kind(client: TestClient, path: str, words: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["detail"]) == (422, words)


def test_a_search_one_character_past_its_limit(client: TestClient) -> None:
    response = client.get("/v1/search", params={"q": "a" * 20_001})
    assert (response.status_code, response.json()["detail"]) == (400, "Câu hỏi dài 20001 ký tự; tối đa 20000 ký tự.")
    assert client.get("/v1/search", params={"q": "nuoc " * 4_000}).status_code == 200


def test_the_last_allowed_value_is_allowed(client: TestClient) -> None:
    assert client.get("/v1/plans?limit=500&offset=10000000").json()["items"] == []
    assert client.get("/v1/search?q=nước&top_k=100").status_code == 200
    assert client.post("/v1/ask", json={"question": "nước " * 4_000}).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/v1/ask", {"question": "a" * 20_001}, 400, "Câu hỏi dài 20001 ký tự; tối đa 20000 ký tự."),
        ("/v1/ask", {"messages": [{"role": "user", "content": "a"}] * 201}, 400,
         "201 lượt hội thoại trong một yêu cầu; tối đa 200"),
        ("/v1/citations/verify", {"citations": [{"plan_id": "a", "quote": "b", "offsets": [0, 1]}] * 201}, 400,
         "201 trích dẫn trong một yêu cầu; tối đa 200"),
        ("/retrieval", {"query": "a" * 20_001}, 400, "Câu hỏi dài 20001 ký tự; tối đa 20000 ký tự."),
    ],
)  # fmt: skip
def test_a_body_one_past_its_limit(client: TestClient, path: str, body: Any, status: int, words: str) -> None:
    response = client.post(path, json=body)
    assert (response.status_code, response.json()["detail"]) == (status, words)


@pytest.fixture(scope="module")
def small_body(small_index: Path) -> Iterator[TestClient]:
    with client_of(small_index, max_body=2_048) as client:
        yield client


def test_a_body_of_one_byte_too_many(small_body: TestClient) -> None:
    frame = json.dumps({"question": ""}).encode()
    fits = frame.replace(b'""', b'"' + b"a" * (2_048 - len(frame)) + b'"')
    headers = {"content-type": "application/json"}
    assert len(fits) == 2_048
    assert small_body.post("/v1/ask", content=fits, headers=headers).status_code == 200
    response = small_body.post("/v1/ask", content=fits + b" ", headers=headers)
    assert (response.status_code, response.json()["detail"]) == (413, "thân yêu cầu quá lớn; tối đa 2048 byte")
    chunks = small_body.post("/v1/ask", content=iter([fits, b" "]), headers=headers)
    assert (chunks.status_code, chunks.json()["detail"]) == (413, "thân yêu cầu quá lớn; tối đa 2048 byte")


def test_one_request_too_many_in_a_minute(small_index: Path) -> None:
    with client_of(small_index, rate_limit=3) as client:
        seen = [client.get("/v1/models") for _ in range(4)]
        assert [response.status_code for response in seen] == [200, 200, 200, 429]
        assert [response.headers["ratelimit-remaining"] for response in seen] == ["2", "1", "0", "0"]
        refused = seen[-1]
        wait = refused.headers["retry-after"]
        assert 1 <= int(wait) <= 60
        assert refused.headers["ratelimit-limit"] == "3"
        assert refused.headers["ratelimit-reset"] == wait
        message = f"quá 3 yêu cầu mỗi phút; hãy thử lại sau {wait} giây"
        assert refused.json()["error"] == {
            "message": message, "type": "rate_limit_error", "param": None, "code": "too_many_requests",
        }  # fmt: skip
        assert client.get("/v1/plans").json()["detail"].startswith("quá 3 yêu cầu mỗi phút")
        assert client.get("/health").status_code == 200


def test_every_key_has_its_own_rate(small_index: Path) -> None:
    ring = KeyRing((ApiKey("a", digest_of("khoa-a"), 1), ApiKey("b", digest_of("khoa-b"))))
    with client_of(small_index, keys=ring, rate_limit=2) as client:
        statuses = {
            name: [client.get("/v1/models", headers={"x-api-key": f"khoa-{name}"}).status_code for _ in range(3)]
            for name in "ab"
        }
    assert statuses == {"a": [200, 429, 429], "b": [200, 200, 429]}


def test_a_minute_begins_with_the_first_request_and_callers_are_bounded() -> None:
    now = [0.0]
    limiter = RateLimiter(clock=lambda: now[0], most_callers=2)
    assert limiter.take("a", 1).retry_after is None
    now[0] = 59.5
    assert limiter.take("a", 1).retry_after == 1
    now[0] = 60.0
    assert limiter.take("a", 1).retry_after is None
    limiter.take("b", 1)
    limiter.take("c", 1)
    assert limiter.take("a", 1).retry_after is None


def test_one_request_too_many_in_the_queue_and_the_place_is_free_again() -> None:
    async def run() -> None:
        workers, gate = Workers(1, 1, 5.0), threading.Event()
        first, second = (asyncio.create_task(workers.run(gate.wait)) for _ in range(2))
        await asyncio.sleep(0.05)
        with pytest.raises(ServerBusy) as caught:
            await workers.run(lambda: None)
        assert str(caught.value) == "máy chủ đang bận: 2 yêu cầu đang chờ; hãy thử lại sau 1 giây"
        gate.set()
        assert await asyncio.gather(first, second) == [True, True]
        await asyncio.sleep(0.05)
        assert workers.pending == 0
        assert await workers.run(lambda: 7) == 7
        workers.close()

    asyncio.run(run())


def test_work_beyond_its_time_keeps_its_place_until_it_ends() -> None:
    async def run() -> None:
        workers, gate = Workers(1, 0, 0.05), threading.Event()
        with pytest.raises(OutOfTime) as caught:
            await workers.run(gate.wait)
        assert str(caught.value) == "không trả lời kịp trong 0.05 giây; hãy thử lại hoặc hỏi gọn hơn"
        with pytest.raises(ServerBusy):
            await workers.run(lambda: None)
        gate.set()
        await asyncio.sleep(0.05)
        assert workers.pending == 0
        workers.close()

    asyncio.run(run())


def test_a_request_out_of_time_is_503(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with client_of(small_index, seconds=0.05) as client:
        engine = client.app.state.services.holder.engine  # type: ignore[attr-defined]
        monkeypatch.setattr(type(engine), "ask", lambda self, question, **options: time.sleep(0.3))
        response = client.post("/v1/ask", json={"question": QUESTION})
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert response.json()["detail"] == "không trả lời kịp trong 0.05 giây; hãy thử lại hoặc hỏi gọn hơn"


def test_a_request_too_many_in_the_queue_is_503(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    with client_of(small_index, workers=1, queue=0) as client, ThreadPoolExecutor(1) as pool:
        engine = client.app.state.services.holder.engine  # type: ignore[attr-defined]
        search = type(engine).search

        def held(self: Any, query: str, **options: Any) -> Any:
            gate.wait(20)
            return search(self, query, **options)

        monkeypatch.setattr(type(engine), "search", held)
        first = pool.submit(client.get, "/v1/search?q=a")
        end = time.monotonic() + 20
        while client.app.state.services.workers.pending == 0 and time.monotonic() < end:  # type: ignore[attr-defined]
            time.sleep(0.01)
        refused = client.get("/v1/plans")
        gate.set()
        assert first.result().status_code == 200
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.json()["detail"] == "máy chủ đang bận: 1 yêu cầu đang chờ; hãy thử lại sau 1 giây"


def test_an_unexpected_error_is_a_problem_without_its_words(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Any, question: str, **options: Any) -> Any:
        raise RuntimeError("mật khẩu là 123")

    with client_of(small_index) as client:
        engine = client.app.state.services.holder.engine  # type: ignore[attr-defined]
        monkeypatch.setattr(type(engine), "ask", broken)
        response = client.post("/v1/ask", json={"question": QUESTION})
    assert response.status_code == 500
    assert "123" not in response.text
    assert response.json()["request_id"] == response.headers["x-request-id"]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_body_that_stops_coming_is_given_up(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.middleware._BODY_SECONDS", 0.2)
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=10)
    connection.putrequest("POST", "/v1/ask")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", "100")
    connection.endheaders(b'{"question"')
    response = connection.getresponse()
    assert response.status == 408
    assert json.load(response)["detail"] == "thân yêu cầu không tới đủ trong 0.2 giây"
    connection.close()
