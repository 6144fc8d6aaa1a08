"""The server as a process: it listens, answers to its end, and follows the index without losing a request."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from api.serve import listen
from corpus.errors import SettingsError
from index import store
from tests.api.http_server import QUESTION, running

ROOT = Path(__file__).parents[2]


@contextmanager
def process(index: Path, tmp_path: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run `kehoach serve` and give the process and its address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KEHOACH_")}
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--index", str(index), *options]
    errors = tmp_path / "stderr"
    with errors.open("wb") as stream:
        started = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stream, stdout=subprocess.DEVNULL)
    try:
        yield started, _address(errors)
    finally:
        if started.poll() is None:
            started.kill()
        started.wait(10)


def _address(errors: Path) -> str:
    for _ in range(400):
        for line in errors.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["event"] == "listening":
                return str(entry["address"])
        time.sleep(0.05)
    raise AssertionError(errors.read_text(encoding="utf-8"))


def get(address: str, path: str, body: Any = None) -> tuple[int, Any, dict[str, str]]:
    """Return status, document and headers of one request."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        data = None if body is None else json.dumps(body)
        connection.request("GET" if body is None else "POST", path, data, {"content-type": "application/json"})
        response = connection.getresponse()
        return response.status, json.loads(response.read()), {k.lower(): v for k, v in response.getheaders()}
    finally:
        connection.close()


def test_the_command_serves_its_own_links_and_ends_in_order(small_index: Path, tmp_path: Path) -> None:
    answers: list[int] = []
    with process(small_index, tmp_path) as (server, address):
        assert get(address, "/ready")[0] == 200
        status, answer, _ = get(address, "/v1/ask", {"question": QUESTION})
        assert status == 200
        url = answer["citations"][0]["url"]
        assert url.startswith(f"{address}/doan?id=")
        assert get(address, url.removeprefix(address))[0] == 200

        def ask() -> None:
            try:
                answers.append(get(address, "/v1/ask", {"question": QUESTION})[0])
            except OSError:
                # The system refuses a connection that the server had not yet taken when the signal came.
                answers.append(0)

        threads = [threading.Thread(target=ask) for _ in range(12)]
        for thread in threads:
            thread.start()
        while not answers:
            time.sleep(0.005)
        server.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join(20)
        assert server.wait(20) in {0, -signal.SIGTERM}
    # What was begun when the signal came is answered in full: never an error, never half an answer.
    assert len(answers) == 12
    assert 200 in answers
    assert set(answers) <= {200, 0}
    lines = [json.loads(line) for line in (tmp_path / "stderr").read_text(encoding="utf-8").splitlines()]
    assert QUESTION not in json.dumps(lines, ensure_ascii=False)
    assert {line["level"] for line in lines} == {"info"}


def test_a_taken_port_is_told_in_one_line() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError) as caught:
            listen("127.0.0.1", port)
    assert str(caught.value) == f"cổng {port} ở '127.0.0.1' đang được dùng; chọn cổng khác bằng --port"


def switch(index: Path, number: int) -> str:
    """Switch in another generation with the same passages, as a build does; return its name."""
    with store.writing(index) as folder:
        current = store.open_current(index)
        for name in current.manifest.files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(current.folder / name, folder / name)
        return store.commit(index, folder, replace(current.manifest, created=f"2026-01-01T00:00:{number:02d}")).name


def test_no_request_is_lost_while_the_index_switches_under_32_clients(small_index: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    seconds, switches = 8.0, 20
    seen: list[tuple[int, str]] = []
    failures: list[str] = []
    end = time.monotonic() + seconds

    def ask(address: str) -> None:
        while time.monotonic() < end:
            try:
                status, answer, headers = get(address, "/v1/ask", {"question": QUESTION})
                seen.append((status, headers["x-kehoach-generation"]))
                if answer["status"] != "answered":
                    failures.append(str(answer))
            except Exception as error:
                failures.append(repr(error))

    with running(index, feedback=tmp_path / "f.sqlite") as address:
        threads = [threading.Thread(target=ask, args=(address,)) for _ in range(32)]
        for thread in threads:
            thread.start()
        names = [store.open_current(index).name]
        for number in range(switches):
            time.sleep(seconds / switches * 0.8)
            names.append(switch(index, number))
        for thread in threads:
            thread.join(30)
        for _ in range(100):
            if get(address, "/ready")[1]["generation"] == names[-1]:
                break
            time.sleep(0.1)
        ready = get(address, "/ready")[1]
    assert failures == []
    assert {status for status, _ in seen} == {200}
    assert {generation for _, generation in seen} <= set(names)
    assert len({generation for _, generation in seen}) > 2
    assert ready == {"status": "ready", "generation": names[-1], "warnings": []}
