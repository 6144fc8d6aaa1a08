"""A language model may only reword: a real server on this machine misbehaves in every way, and the answer stands."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from corpus.errors import SettingsError
from search.engine import Engine
from search.rephrasing import API_KEY, BASE_URL, MODEL, TIMEOUT, Rephraser, load_rephraser, says_the_same

QUESTION = "Ai lo nước sạch nông thôn ở Bến Tre?"
Behaviour = Callable[["Handler", list[str]], None]


class Handler(BaseHTTPRequestHandler):
    """Answers one chat completion as the server's behaviour says."""

    server: Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.headers.get("Authorization"), request))
        sentences = json.loads(request["messages"][-1]["content"])["sentences"]
        with suppress(BrokenPipeError, ConnectionResetError):
            self.server.behaviour(self, sentences)

    def reply(self, content: str) -> None:
        message = {"role": "assistant", "content": content}
        self.send({"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message}]})

    def send(self, document: Any, status: int = 200) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour = behaviour
        self.requests: list[tuple[str | None, dict[str, Any]]] = []


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Server]:
    server = Server(behaviour)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rephraser(server: Server, said: list[str], timeout: float = 3.0) -> Rephraser:
    host, port = server.server_address[:2]
    environ = {BASE_URL: f"http://{host!s}:{port}/v1", MODEL: "thu", API_KEY: "khoa", TIMEOUT: str(timeout)}
    made = load_rephraser(environ, said.append)
    assert made is not None
    return made


def sentences_reply(change: Callable[[str], str]) -> Behaviour:
    def behave(handler: Handler, sentences: list[str]) -> None:
        handler.reply(json.dumps({"sentences": [change(sentence) for sentence in sentences]}, ensure_ascii=False))

    return behave


def test_a_faithful_rewording_is_taken(engine: Engine) -> None:
    answer = engine.ask(QUESTION)
    said: list[str] = []
    with serving(sentences_reply(lambda sentence: sentence.replace("): ", "), ").replace("; ", ", "))) as server:
        reworded = rephraser(server, said).rephrased(answer, brief=False)
    assert said == []
    assert reworded.composer == "llm"
    assert reworded.answer != answer.answer
    assert reworded.statements == answer.statements
    assert reworded.citations == answer.citations
    authorization, request = server.requests[0]
    assert authorization == "Bearer khoa"
    assert request["model"] == "thu"


CHANGES: dict[str, Callable[[str], str]] = {
    "adds a body": lambda text: text.replace("chủ trì", "và Sở Tài chính chủ trì", 1),
    "loses a body": lambda text: text.replace("Sở Nông nghiệp và Phát triển nông thôn", "Sở này"),
    "another body": lambda text: text.replace("Sở Nông nghiệp và Phát triển nông thôn", "Sở Xây dựng"),
    "adds a number": lambda text: text.replace("chủ trì", "chủ trì 3 việc", 1),
    "loses a number": lambda text: text.replace("6.1", "này"),
    "adds a date": lambda text: f"{text} Từ ngày 01/3/2025.",
    "adds a citation": lambda text: f"{text} [9]",
    "loses a citation": lambda text: text.replace("[1]", ""),
    "swaps citations": lambda text: text.replace("[1]", "[7]"),
    "another province": lambda text: text.replace("Bến Tre", "An Giang"),
    "an unknown name": lambda text: f"{text} Theo ông Nguyễn Văn Tám.",
    "turns the meaning": lambda text: text.replace("chủ trì", "không chủ trì"),
    "turns the role": lambda text: text.replace("chủ trì", "phối hợp"),
    "a link": lambda text: f"{text} https://vi.example/x",
    "markup": lambda text: f"<b>{text}</b>",
    "bidirectional characters": lambda text: f"{text}\u202e",
    "much longer": lambda text: text + " và như vậy là rất tốt đẹp cho mọi người dân" * 20,
    "nothing": lambda text: "",
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_says_anything_else_is_dropped(engine: Engine, name: str) -> None:
    answer = engine.ask(QUESTION)
    said: list[str] = []
    with serving(sentences_reply(CHANGES[name])) as server:
        assert rephraser(server, said).rephrased(answer, brief=False) == answer
    assert len(said) == 1
    assert "giữ câu trả lời gốc" in said[0]


def fewer(handler: Handler, sentences: list[str]) -> None:
    handler.reply(json.dumps({"sentences": sentences[:-1]}))


def no_json(handler: Handler, sentences: list[str]) -> None:
    handler.reply("Tôi không thể")


def no_completion(handler: Handler, sentences: list[str]) -> None:
    handler.send({"error": "?"})


def html(handler: Handler, sentences: list[str]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.wfile.write(b"<html>")


def refuses(handler: Handler, sentences: list[str]) -> None:
    handler.send({"error": {"message": "no key"}}, 401)


def breaks(handler: Handler, sentences: list[str]) -> None:
    handler.send({"error": {"message": "down"}}, 500)


def hangs_up(handler: Handler, sentences: list[str]) -> None:
    handler.connection.close()


def endless(handler: Handler, sentences: list[str]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b" " * 4096)


@pytest.mark.parametrize("behaviour", [fewer, no_json, no_completion, html, refuses, breaks, hangs_up, endless])
def test_a_server_that_fails_costs_nothing(engine: Engine, behaviour: Behaviour) -> None:
    answer = engine.ask(QUESTION)
    said: list[str] = []
    with serving(behaviour) as server:
        assert rephraser(server, said).rephrased(answer, brief=False) == answer
    assert len(said) == 1


def silent(handler: Handler, sentences: list[str]) -> None:
    time.sleep(5)


def drips(handler: Handler, sentences: list[str]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize("behaviour", [silent, drips])
def test_a_slow_server_is_not_waited_for(engine: Engine, behaviour: Behaviour) -> None:
    answer = engine.ask(QUESTION)
    with serving(behaviour) as server:
        slow = rephraser(server, [], timeout=0.5)
        slow.rephrased(answer, brief=False)
        started = time.monotonic()
        assert slow.rephrased(answer, brief=False) == answer
        assert time.monotonic() - started < 2.5


def test_a_server_that_fails_once_is_asked_again(engine: Engine) -> None:
    answer = engine.ask(QUESTION)
    calls: list[int] = []

    def behave(handler: Handler, sentences: list[str]) -> None:
        calls.append(1)
        if len(calls) == 1:
            breaks(handler, sentences)
        else:
            handler.reply(json.dumps({"sentences": sentences}))

    with serving(behave) as server:
        assert rephraser(server, []).rephrased(answer, brief=False).composer == "llm"
    assert len(calls) == 2


def test_nobody_listening_costs_nothing(engine: Engine) -> None:
    said: list[str] = []
    with serving(refuses) as server:
        gone = rephraser(server, said)
    answer = engine.ask(QUESTION)
    assert gone.rephrased(answer, brief=False) == answer
    assert len(said) == 1


def test_an_abstention_is_not_sent(engine: Engine) -> None:
    with serving(no_json) as server:
        answer = engine.ask("xin chào")
        assert rephraser(server, []).rephrased(answer, brief=False) == answer
    assert server.requests == []


def test_the_engine_uses_the_model_that_is_configured(
    engine: Engine, small_index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.settings import load_settings

    with serving(sentences_reply(lambda sentence: sentence)) as server:
        host, port = server.server_address[:2]
        monkeypatch.setenv(BASE_URL, f"http://{host!s}:{port}/v1")
        monkeypatch.setenv(MODEL, "thu")
        configured = Engine.open(load_settings({}, index=str(small_index)))
        answer = configured.ask(QUESTION, brief=True)
    assert answer.composer == "llm"
    assert len(answer.answer) <= 600
    assert engine.ask(QUESTION).composer == "extractive"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({BASE_URL: "localhost"}, "không phải địa chỉ"),
        ({BASE_URL: "ftp://x"}, "không phải địa chỉ"),
        ({BASE_URL: "http://x/v1"}, MODEL),
        ({BASE_URL: "http://x/v1", MODEL: "m", TIMEOUT: "mười"}, TIMEOUT),
        ({BASE_URL: "http://x/v1", MODEL: "m", TIMEOUT: "-1"}, TIMEOUT),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_rephraser(environ, print)


def test_without_an_address_there_is_no_model() -> None:
    assert load_rephraser({MODEL: "m"}, print) is None


def test_wording_may_change() -> None:
    original = "Bến Tre (mục tiêu 6.1): Sở Xây dựng chủ trì [1]."
    assert says_the_same(original, "Ở Bến Tre, mục tiêu 6.1 do Sở Xây dựng chủ trì [1].")
    assert not says_the_same(original, "Ở Bến Tre, mục tiêu 6.1 do Sở Xây dựng chủ trì.")
