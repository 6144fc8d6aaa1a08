"""The Zalo bridge: only Zalo gets in, it never waits, and every question is answered once."""

from __future__ import annotations

import importlib.util
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

PATH = Path(__file__).parents[2] / "examples" / "zalo_webhook" / "webhook.py"


def load(path: Path) -> ModuleType:
    """Import a module by its path, as an operator's own folder has it."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


zalo = load(PATH)
ACCOUNT = zalo.Account("123", "bi-mat")


def event(text: str = "ai lo nước sạch ở Bến Tre", message_id: str = "m1", **changes: Any) -> bytes:
    """The body of one event as Zalo sends it."""
    document = {
        "app_id": "123",
        "event_name": "user_send_text",
        "timestamp": "1700000000000",
        "sender": {"id": "u1"},
        "recipient": {"id": "oa"},
        "message": {"text": text, "msg_id": message_id},
        **changes,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def post(client: TestClient, body: bytes, signature: str | None = None) -> int:
    """Send a body, signed unless a signature is given, and return the status."""
    signed = signature if signature is not None else zalo.signature_of(ACCOUNT, body, "1700000000000")
    return client.post("/webhook", content=body, headers={"x-zevent-signature": signed}).status_code


class Replies:
    """What was sent, and an answer that can be held back."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.gate = threading.Event()
        self.gate.set()

    def ask(self, question: str) -> str:
        self.gate.wait(10)
        return f"trả lời: {question}"

    def send(self, user: str, text: str) -> None:
        self.sent.append((user, text))

    def wait_for(self, number: int) -> list[tuple[str, str]]:
        end = time.monotonic() + 5
        while len(self.sent) < number and time.monotonic() < end:
            time.sleep(0.01)
        return self.sent


@pytest.fixture
def replies() -> Replies:
    return Replies()


def test_the_signature_is_that_of_zalos_manual() -> None:
    # printf '%s' '123{"timestamp":"9"}9bi-mat' | sha256sum
    expected = "mac=015370a6faa8acd8c31385acb1c241fb47134af396a337377514bfe5cb52e101"
    assert zalo.signature_of(ACCOUNT, b'{"timestamp":"9"}', "9") == expected


def test_a_signed_question_is_answered(replies: Replies) -> None:
    with TestClient(zalo.create_app(ACCOUNT, replies.ask, replies.send)) as client:
        assert post(client, event()) == 200
        assert replies.wait_for(1) == [("u1", "trả lời: ai lo nước sạch ở Bến Tre")]


@pytest.mark.parametrize("signature", ["", "mac=", "mac=" + "0" * 64, "é"])
def test_a_wrong_signature_is_refused(replies: Replies, signature: str) -> None:
    with TestClient(zalo.create_app(ACCOUNT, replies.ask, replies.send)) as client:
        headers = {"x-zevent-signature": signature.encode()}
        assert client.post("/webhook", content=event(), headers=headers).status_code == 403
    assert replies.sent == []


def test_a_signature_holds_for_its_own_body_alone(replies: Replies) -> None:
    signature = zalo.signature_of(ACCOUNT, event(), "1700000000000")
    other = zalo.signature_of(zalo.Account("123", "khac"), event(), "1700000000000")
    with TestClient(zalo.create_app(ACCOUNT, replies.ask, replies.send)) as client:
        assert post(client, event("câu khác"), signature) == 403
        assert post(client, event(), other) == 403
        assert post(client, event(), signature) == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"a": 1}', b"\xff"])
def test_what_is_no_event_is_refused(replies: Replies, body: bytes) -> None:
    with TestClient(zalo.create_app(ACCOUNT, replies.ask, replies.send)) as client:
        assert post(client, body) == 400
        assert post(client, b" " * (64 * 1024 + 1)) == 413


def test_zalo_is_answered_within_two_seconds_however_slow_the_api_is(replies: Replies) -> None:
    replies.gate.clear()
    with TestClient(zalo.create_app(ACCOUNT, replies.ask, replies.send)) as client:
        started = time.monotonic()
        for number in range(20):
            assert post(client, event(message_id=f"m{number}")) == 200
        assert time.monotonic() - started < 2.0
        assert replies.sent == []
        replies.gate.set()
        assert len(replies.wait_for(20)) == 20


def test_an_event_that_comes_again_is_answered_once(replies: Replies) -> None:
    with TestClient(zalo.create_app(ACCOUNT, replies.ask, replies.send)) as client:
        for message_id in ("m1", "m1", "m2"):
            assert post(client, event(message_id=message_id)) == 200
        assert len(replies.wait_for(2)) == 2
        time.sleep(0.05)
    assert len(replies.sent) == 2


def test_a_full_queue_asks_zalo_to_come_again(replies: Replies) -> None:
    replies.gate.clear()
    with TestClient(zalo.create_app(ACCOUNT, replies.ask, replies.send, waiting=1)) as client:
        statuses = [post(client, event(message_id=f"m{number}")) for number in range(4)]
        assert 503 in statuses
        refused = statuses.index(503)
        replies.gate.set()
        replies.wait_for(statuses.count(200))
        assert post(client, event(message_id=f"m{refused}")) == 200
        assert len(replies.wait_for(statuses.count(200) + 1)) == statuses.count(200) + 1


def test_other_events_are_taken_and_left(replies: Replies) -> None:
    with TestClient(zalo.create_app(ACCOUNT, replies.ask, replies.send)) as client:
        assert post(client, event(event_name="follow")) == 200
        assert post(client, event(message={"attachments": []})) == 400
        assert post(client, event("  ")) == 200
    assert replies.sent == []


def test_when_the_api_is_away_the_user_is_told(replies: Replies) -> None:
    ask = zalo.asker(zalo.Client("http://127.0.0.1:9", seconds=1))
    with TestClient(zalo.create_app(ACCOUNT, ask, replies.send)) as client:
        assert post(client, event()) == 200
        assert replies.wait_for(1) == [("u1", "Hiện chưa tra cứu được, xin hỏi lại sau ít phút.")]


def test_a_reply_names_its_source_and_an_abstention_says_what_is_none() -> None:
    source = {"url": "https://kehoach.example/doan?id=p:1"}
    answered = {"answer": "Sở Y tế.", "status": "answered", "citations": [source], "nearest": [], "suggestions": ["x"]}
    assert zalo.reply_text(answered) == "Sở Y tế.\nNguồn: https://kehoach.example/doan?id=p:1"
    abstained = {**answered, "status": "abstained", "citations": [], "nearest": [source]}
    assert "Đoạn gần nhất (không phải câu trả lời): https" in zalo.reply_text(abstained)
    assert zalo.reply_text(abstained).endswith("Có thể hỏi: x")


def test_a_message_goes_out_as_zalos_api_wants_it() -> None:
    seen: dict[str, Any] = {}

    class Zalo(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen["token"] = self.headers["access_token"]
            seen["body"] = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"error": -216, "message": "Access token is invalid"}')

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Zalo) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        send = zalo.sender("ma", f"http://127.0.0.1:{server.server_port}/")
        with pytest.raises(ValueError, match="Access token is invalid"):
            send("u1", "chào")
    assert seen == {"token": "ma", "body": {"recipient": {"user_id": "u1"}, "message": {"text": "chào"}}}
