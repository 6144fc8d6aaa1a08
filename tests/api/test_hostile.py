"""What an attacker sends: nothing is a 5xx, nothing is held for ever, nothing foreign comes back in a header."""

from __future__ import annotations

import json
import socket
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api.configuration import load_server_settings
from tests.api.http_server import QUESTION, client_of, running

KEY = "mot-khoa-du-dai-de-dung"
JSON = {"content-type": "application/json"}
MCP = JSON | {"accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def keyed(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server that wants a key."""
    keys = load_server_settings({"KEHOACH_API_KEYS": f"cong:{KEY}"}).keys
    with running(small_index, keys=keys, feedback=tmp_path_factory.mktemp("keyed") / "f.sqlite") as address:
        yield address


def raw(address: str, *pieces: bytes, pause: float = 0.0, wait: float = 10.0) -> bytes:
    """Send pieces on one connection and return all that comes until the server closes it."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=wait) as connection:
        for piece in pieces:
            try:
                connection.sendall(piece)
            except OSError:
                break
            time.sleep(pause)
        found = b""
        try:
            while piece := connection.recv(65_536):
                found += piece
        except ConnectionResetError:
            pass
        return found


@pytest.mark.parametrize(
    "path", ["/v1/ask", "/v1/chat/completions", "/v1/feedback", "/v1/citations/verify", "/retrieval"]
)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 100_000, id="deep list"),
        pytest.param(b'{"a":' * 50_000, id="deep object"),
        pytest.param(b"\xff\xfe\xff", id="no letters"),
        pytest.param('{"question": "nướ'.encode()[:-1], id="half a letter"),
        pytest.param(b"\x1f\x8b\x08", id="gzip"),
        pytest.param(b"9" * 5_000, id="long number"),
    ],
)
def test_a_body_no_parser_takes_is_told_in_one_line(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(path, content=body, headers=JSON)
    assert 400 <= response.status_code < 500
    problem = response.json()
    words = problem["error"]["message"] if "error" in problem else problem["detail"]
    assert words in {"thân yêu cầu không phải JSON", "phải là đối tượng JSON"}


@pytest.mark.parametrize("body", [b"[" * 100_000, b"{}", b"[]", b"null", b'{"jsonrpc": "2.0", "id": 1, "method": "x"}'])
def test_what_is_no_call_of_a_tool_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/mcp", content=body, headers=MCP).status_code in {400, 404, 200}


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("host", "[", 421),
        ("host", "127.0.0.1@attacker.example", 421),
        ("host", "localhost.attacker.example", 421),
        ("host", "", 421),
        ("origin", "http://[", 403),
        ("origin", "null", 403),
        ("origin", "http://127.0.0.1:8000.attacker.example", 403),
        ("origin", "http://attacker.example/127.0.0.1:8000", 403),
    ],
)
def test_names_that_look_like_ours_are_not(client: TestClient, name: str, value: str, status: int) -> None:
    assert client.get("/v1/plans", headers={name: value}).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/v1/passages/..%2f..%2fetc%2fpasswd",
        "/v1/passages/%00",
        "/v1/passages/%ff%fe",
        "/v1/passages/%F0%9F%98%80",
        "/v1/passages/" + "a" * 5_000,
        "/v1/targets/ben-tre-ptbv-trich/..%2f..%2f6.1",
        "/v1/plans/..%2f..%2fetc/lines",
        "/v1/plans/%2e%2e/targets",
        "/v1/agencies/so-y-te%0d%0aset-cookie:%20a=b",
        "/v1/agencies/so-y-te%0d%0aset-cookie:%20a=b/tasks?format=csv",
        "/doan?id=..%2f..%2fetc%2fpasswd",
        "/doan?id=%0d%0alocation:%20https://attacker.example",
        "//etc/passwd",
        "/v1/plans;x=1",
    ],
)
def test_an_id_is_only_looked_up(client: TestClient, path: str) -> None:
    response = client.get(path, follow_redirects=False)
    assert response.status_code == 404, response.text
    assert "set-cookie" not in response.headers
    assert "location" not in response.headers
    assert len(response.content) < 12_000


def test_a_redirect_goes_to_the_front_end_whatever_the_id(small_index: Path) -> None:
    with client_of(small_index, front_end="https://kehoach.example") as client:
        for hostile in (
            "//attacker.example",
            "x\r\nset-cookie: a=b",
            "x#@attacker.example",
            "x&next=//attacker.example",
        ):
            response = client.get("/doan", params={"id": hostile}, follow_redirects=False)
            assert response.headers["location"].startswith("https://kehoach.example/doan?id=")
            assert not set(response.headers["location"].partition("id=")[2]) & set("/#&@\r\n ")
            assert "set-cookie" not in response.headers


def test_the_request_id_is_echoed_only_when_it_is_a_plain_one(server: str) -> None:
    head = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Request-ID: "
    for sent in (b"a\x00b", b"a b", b"a\tb", "mã".encode(), b"a" * 129, b"a\r\n b"):
        answer = raw(server, head + sent + b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 ")
        assert b"x-request-id: " + sent not in answer


def test_letters_that_are_not_seen_change_nothing(client: TestClient) -> None:
    plain = client.post("/v1/ask", json={"question": QUESTION}).json()["answer"]
    for shown in (
        unicodedata.normalize("NFD", QUESTION),
        "\ufeff" + QUESTION.replace(" ", "\u00a0"),
        QUESTION.replace("ước", "ước\u200b").replace("Bến", "Bế\u200dn"),
        "\u202e" + QUESTION + "\u202c",
    ):
        assert client.post("/v1/ask", json={"question": shown}).json()["answer"] == plain


def test_a_body_with_two_lengths_is_refused_and_nothing_after_it_is_read(server: str) -> None:
    head = b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    smuggled = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    lengths = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    answer = raw(server, head + lengths + smuggled)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert "Content-Length không đi cùng Transfer-Encoding".encode() in answer
    for other in (b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345", b"Content-Length: -5\r\n\r\n"):
        answer = raw(server, head + other + smuggled)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.count(b"HTTP/1.1 ") == 1


def test_a_head_that_drips_in_is_given_up_and_others_are_served(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.connections.HEAD_SECONDS", 2.0)
    place = urlsplit(server)
    slow = [socket.create_connection((place.hostname, place.port), timeout=10) for _ in range(50)]
    try:
        for connection in slow:
            connection.sendall(b"GET /health HTTP/1.1\r\nX-A: ")
        assert raw(server, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").startswith(
            b"HTTP/1.1 200"
        )
        # Byte by byte, as the first request and as the second one of a connection.
        assert raw(server, *[b"a"] * 30, pause=0.1, wait=10.0) == b""
        first = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        assert raw(server, first, *[b"a"] * 30, pause=0.1, wait=10.0).count(b"HTTP/1.1 200") == 1
        assert [connection.recv(10) for connection in slow] == [b""] * 50
    finally:
        for connection in slow:
            connection.close()


def test_a_request_that_takes_longer_than_its_head_may_is_answered(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.connections.HEAD_SECONDS", 1.0)
    body = json.dumps({"question": QUESTION}).encode()
    head = (
        f"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    answer = raw(server, f"{head}Connection: close\r\n\r\n".encode(), body[:10], body[10:], pause=1.2)
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_guesses_of_a_key_are_counted_and_hold_up_no_right_key(keyed: str) -> None:
    def status(key: str) -> bytes:
        head = f"GET /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\r\n"
        return raw(keyed, head.encode())

    seen = [status(f"khoa-doan-mo-so-{number}").split(b" ")[1] for number in range(62)]
    assert seen == [b"401"] * 60 + [b"429"] * 2
    refused = status("khoa-doan-mo-nua")
    assert b"retry-after: " in refused
    assert "quá 60 yêu cầu mỗi phút".encode() in refused
    assert status(KEY).split(b" ")[1] == b"200"


def test_no_page_of_another_site_may_read_a_server_with_keys(keyed: str) -> None:
    for method in ("OPTIONS", "GET"):
        head = f"{method} /v1/plans HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: https://attacker.example\r\n"
        asked = f"{head}Access-Control-Request-Method: GET\r\nAuthorization: Bearer {KEY}\r\n\r\n"
        assert b"access-control-allow-" not in raw(keyed, asked.encode()).lower()
