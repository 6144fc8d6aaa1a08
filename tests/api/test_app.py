"""The application around its routes: keys on every route, headers, readiness, documents."""

from __future__ import annotations

import http.client
import json
import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api.configuration import load_server_settings
from api.field_words import FIELD_WORDS
from api.logs import LOGGER, JsonLines
from api.openapi import operations
from tests.api.http_server import QUESTION, client_of

KEY = "mot-khoa-du-dai-de-dung"
PLAN = "ben-tre-ptbv-trich"
ASK = {"question": QUESTION}
CHAT = {"model": "kehoach", "messages": [{"role": "user", "content": QUESTION}]}
MCP = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}  # fmt: skip
MCP_HEADERS = {"accept": "application/json, text/event-stream"}

# method, route, address, body, answer with the right key, whether a key is needed
ROUTES: list[tuple[str, str, str, Any, int, bool]] = [
    ("POST", "/v1/ask", "/v1/ask", ASK, 200, True),
    ("GET", "/v1/search", "/v1/search?q=nước", None, 200, True),
    ("GET", "/v1/compare", "/v1/compare?topic=6.1", None, 200, True),
    ("GET", "/v1/plans", "/v1/plans", None, 200, True),
    ("GET", "/v1/plans/{plan_id}/targets", f"/v1/plans/{PLAN}/targets", None, 200, True),
    ("GET", "/v1/plans/{plan_id}/goals", f"/v1/plans/{PLAN}/goals", None, 200, True),
    ("GET", "/v1/plans/{plan_id}/lines", f"/v1/plans/{PLAN}/lines", None, 200, True),
    ("GET", "/v1/plans/{plan_id}/passages", f"/v1/plans/{PLAN}/passages", None, 200, True),
    ("GET", "/v1/plans/{plan_id}/leftovers", f"/v1/plans/{PLAN}/leftovers", None, 200, True),
    ("GET", "/v1/targets/{plan_id}/{code}", f"/v1/targets/{PLAN}/6.1", None, 200, True),
    ("GET", "/v1/passages/{passage_id}", f"/v1/passages/{PLAN}:6.1", None, 200, True),
    ("GET", "/v1/agencies", "/v1/agencies", None, 200, True),
    ("GET", "/v1/agencies/{agency_id}", "/v1/agencies/so-y-te", None, 200, True),
    ("GET", "/v1/agencies/{agency_id}/tasks", "/v1/agencies/so-y-te/tasks", None, 200, True),
    ("GET", "/v1/indicators", "/v1/indicators", None, 200, True),
    ("POST", "/v1/citations/verify", "/v1/citations/verify", {"citations": []}, 200, True),
    ("POST", "/v1/feedback", "/v1/feedback", {"thumb": "up", "question": QUESTION}, 201, True),
    ("GET", "/v1/meta", "/v1/meta", None, 200, True),
    ("GET", "/v1/models", "/v1/models", None, 200, True),
    ("GET", "/v1/models/{model}", "/v1/models/kehoach", None, 200, True),
    ("POST", "/v1/chat/completions", "/v1/chat/completions", CHAT, 200, True),
    ("POST", "/retrieval", "/retrieval", {"query": "nước sạch"}, 200, True),
    ("POST", "/mcp", "/mcp", MCP, 200, True),
    ("GET", "/doan", f"/doan?id={PLAN}:6.1", None, 200, True),
    ("GET", "/metrics", "/metrics", None, 200, True),
    ("GET", "/health", "/health", None, 200, False),
    ("GET", "/ready", "/ready", None, 200, False),
    ("GET", "/openapi.json", "/openapi.json", None, 200, False),
    ("GET", "/docs", "/docs", None, 200, False),
]


@pytest.fixture(scope="module")
def locked(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an application that wants a key."""
    server = load_server_settings({"KEHOACH_API_KEYS": f"cong:{KEY}", "KEHOACH_RATE_LIMIT": "0"})
    feedback = tmp_path_factory.mktemp("locked") / "feedback.sqlite"
    with pytest.MonkeyPatch.context() as patched, client_of(small_index, keys=server.keys, feedback=feedback) as client:
        # The table holds more wrong keys than one address may try in a minute.
        patched.setattr("api.middleware._GUESSES_A_MINUTE", 10_000)
        yield client


def all_routes(client: TestClient) -> set[tuple[str, str]]:
    """Return method and path of every route of an application, nested ones too."""

    def walk(routes: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
        for route in routes:
            inner = getattr(route, "original_router", None) or getattr(route, "app", None)
            if getattr(route, "methods", None):
                yield from ((method, prefix + route.path) for method in route.methods - {"HEAD"})
            elif hasattr(inner, "routes"):
                yield from walk(inner.routes, prefix)
            else:
                yield "POST", prefix + route.path

    return {(method, path.replace(":path}", "}")) for method, path in walk(client.app.routes)}  # type: ignore[attr-defined]


def test_every_route_is_in_the_table(locked: TestClient) -> None:
    assert all_routes(locked) == {(method, route) for method, route, *_ in ROUTES}


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: f"{row[0]} {row[1]}")
@pytest.mark.parametrize("key", [None, "sai-khoa-mat-roi-nhe", KEY], ids=["none", "wrong", "right"])
@pytest.mark.parametrize("form", ["authorization", "x-api-key"])
def test_every_route_with_no_wrong_and_right_key(locked: TestClient, row: Any, key: str | None, form: str) -> None:
    method, _, address, body, status, needs_key = row
    headers = dict(MCP_HEADERS) if address == "/mcp" else {}
    if key is not None:
        headers[form] = f"Bearer {key}" if form == "authorization" else key
    response = locked.request(method, address, json=body, headers=headers)
    assert response.status_code == (status if key == KEY or not needs_key else 401), response.text
    if response.status_code == 401:
        assert response.headers["www-authenticate"] == 'Bearer realm="kehoach"'
        problem = response.json()
        words = problem["error"]["message"] if "error" in problem else problem["detail"]
        assert words.startswith("thiếu khóa API" if key is None else "khóa API không đúng")


def test_without_keys_any_authorization_is_accepted(client: TestClient) -> None:
    assert client.post("/v1/ask", json=ASK, headers={"authorization": "Bearer anything"}).status_code == 200


def test_openapi_is_3_1_and_describes_everything_in_both_languages(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    undescribed = {("POST", "/mcp"), ("GET", "/openapi.json"), ("GET", "/docs")}
    assert described == {(method, route) for method, route, *_ in ROUTES} - undescribed
    for _, _, operation in operations(document):
        assert " / " in operation["summary"]
        assert operation["description"]
        for parameter in operation.get("parameters", ()):
            assert " / " in parameter["description"], parameter
            assert not parameter["required"] or "examples" in parameter["schema"], parameter


def test_every_schema_and_field_is_described_and_every_body_has_an_example(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert [name for name, schema in schemas.items() if " / " not in schema.get("description", "")] == []
    fields = ((name, field, words) for name, schema in schemas.items() for field, words in schema["properties"].items())
    assert [f"{name}.{field}" for name, field, words in fields if " / " not in words.get("description", "")] == []
    for path, _, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            (example,) = schemas[content["schema"]["$ref"].rpartition("/")[2]]["examples"]
            assert client.post(path, json=example).status_code in {200, 201}, path
    known = {f"{name}.{field}" for name, schema in schemas.items() for field in schema["properties"]}
    assert {words for words in FIELD_WORDS if words not in known | {name.partition(".")[2] for name in known}} == set()


def test_the_docs_page_needs_nothing_from_elsewhere(client: TestClient) -> None:
    response = client.get("/docs")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "/v1/ask" in response.text
    assert "http" not in response.text.replace("http://127.0.0.1", "").replace("https://json-schema.org", "")
    assert "<script" not in response.text


def test_every_response_carries_the_security_headers_and_the_request_id(client: TestClient) -> None:
    for path in ("/health", "/v1/plans", "/khong-co"):
        headers = client.get(path, headers={"x-request-id": "ma-cua-toi_1"}).headers
        assert headers["x-request-id"] == "ma-cua-toi_1"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "access-control-allow-origin" not in headers
    made = client.get("/health", headers={"x-request-id": "a b\t"}).headers["x-request-id"]
    assert len(made) == 32


def test_a_page_of_another_site_is_refused_on_an_open_server(client: TestClient) -> None:
    response = client.get("/v1/plans", headers={"origin": "https://example.org"})
    assert response.status_code == 403
    assert response.json()["detail"] == "trang 'https://example.org' không được gọi API này; xem KEHOACH_CORS_ORIGINS"
    assert client.get("/v1/plans", headers={"host": "attacker.example"}).status_code == 421
    assert client.get("/v1/plans", headers={"origin": "http://127.0.0.1:8000"}).status_code == 200
    assert client.get("/v1/plans", headers={"host": "[::1]:8000"}).status_code == 200


def test_a_named_origin_may_read(small_index: Path) -> None:
    with client_of(small_index, cors_origins=("https://cong.example",)) as client:
        response = client.get("/health", headers={"origin": "https://cong.example"})
        assert response.headers["access-control-allow-origin"] == "https://cong.example"
        asked = {"origin": "https://cong.example", "access-control-request-method": "POST"}
        assert client.options("/v1/ask", headers=asked).status_code == 200
        assert client.get("/health", headers={"origin": "https://khac.example"}).status_code == 403
        refused = client.get("/v1/plans?limit=0", headers={"origin": "https://cong.example"})
        assert refused.headers["access-control-allow-origin"] == "https://cong.example"


def test_a_link_goes_to_the_front_end_where_there_is_one(small_index: Path) -> None:
    with client_of(small_index, front_end="https://kehoach.example") as client:
        response = client.get(f"/doan?id={PLAN}:6.1&next=https://x", follow_redirects=False)
        assert response.status_code == 307
        assert response.headers["location"] == f"https://kehoach.example/doan?id={PLAN}:6.1"


def test_readiness_follows_the_index(small_index: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    with client_of(index) as client:
        assert client.get("/health").status_code == 200
        response = client.get("/ready")
        assert (response.status_code, response.json()["status"]) == (503, "unavailable")
        refused = client.post("/v1/ask", json=ASK)
        assert refused.status_code == 503
        assert "chưa có chỉ mục" in refused.json()["detail"]
        assert refused.headers["retry-after"] == "5"
        shutil.copytree(small_index, index)
        assert wait_for(lambda: client.get("/ready").status_code == 200)
        assert client.post("/v1/ask", json=ASK).status_code == 200
        (index / "CURRENT").write_text("000009-0000000000000000\n", encoding="utf-8")
        assert wait_for(lambda: client.get("/ready").json()["status"] == "degraded")
        assert client.get("/ready").status_code == 200
        assert "000009-0000000000000000" in client.get("/ready").json()["warnings"][0]
        assert client.post("/v1/ask", json=ASK).status_code == 200
        assert "kehoach_degraded 1.0" in client.get("/metrics").text


def wait_for(holds: Any, seconds: float = 15.0) -> bool:
    """Return whether something comes to hold in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_metrics_count_by_route_and_never_by_id(client: TestClient) -> None:
    client.get("/v1/passages/khong-co-doan-nay")
    page = client.get("/metrics").text
    assert 'kehoach_requests_total{method="GET",route="/v1/passages/{passage_id:path}",status="404"}' in page
    assert "khong-co-doan-nay" not in page
    client.request("BREW", "/v1/plans")
    assert 'method="BREW"' not in client.get("/metrics").text


def test_the_log_holds_the_question_only_where_that_was_allowed(
    small_index: Path, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger=LOGGER):
        client.post("/v1/ask", json=ASK, headers={"x-request-id": "dong-nay"})
        client.get("/v1/search", params={"q": QUESTION})
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert QUESTION not in json.dumps(lines, ensure_ascii=False)
    line = next(line for line in lines if line.get("request_id") == "dong-nay")
    assert (line["route"], line["status"], line["characters"]) == ("/v1/ask", 200, len(QUESTION))
    caplog.clear()
    with client_of(small_index, log_questions=True) as talkative, caplog.at_level(logging.INFO, logger=LOGGER):
        talkative.post("/v1/ask", json=ASK)
    assert any(getattr(record, "fields", {}).get("question") == QUESTION for record in caplog.records)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions", "/retrieval"])
def test_a_body_that_is_not_said_to_be_json_is_told_so(client: TestClient, path: str) -> None:
    sent = {"content-type": "application/x-www-form-urlencoded"}
    response = client.post(path, content=json.dumps(ASK), headers=sent)
    words = "thân yêu cầu phải là JSON; gửi kèm 'Content-Type: application/json'"
    problem = response.json()
    assert response.status_code == 400
    assert (problem["error"]["message"] if "error" in problem else problem["detail"]) == words


def test_head_is_get_without_the_body(server: str) -> None:
    for path in ("/health", "/v1/plans"):
        answers = []
        for method in ("HEAD", "GET"):
            connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=20)
            connection.request(method, path)
            response = connection.getresponse()
            answers.append((response.status, response.getheader("etag"), response.read()))
            connection.close()
        assert answers[0] == (*answers[1][:2], b"")
        assert answers[1][2]
