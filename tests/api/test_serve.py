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
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from api.serve import listen
from api.serving import EngineHolder, PinnedEngine
from corpus.errors import IndexDamaged, SettingsError
from index import store
from index.store import Generation
from search.building import build
from search.engine import Engine
from search.settings import load_settings
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


def switch(index: Path, content: Generation, number: int) -> str:
    """Switch in another generation with some content, as a build does; return its name."""
    with store.writing(index) as folder:
        for name in content.manifest.files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(content.folder / name, folder / name)
        return store.commit(index, folder, replace(content.manifest, created=f"2026-01-01T00:00:{number:02d}")).name


@pytest.fixture(scope="module")
def contents(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Generation]:
    """Two generations whose citations can be told apart: every plan of the second has one line more at its head."""
    folder = tmp_path_factory.mktemp("second")
    corpus = folder / "corpus"
    corpus.mkdir()
    for path in sorted((small_index.parent / "small-corpus").glob("*.txt")):
        (corpus / path.name).write_text(f"\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    # The vectors of the first one are used again.
    shutil.copytree(small_index, folder / "index")
    build(load_settings({}, index=str(folder / "index"), corpus=str(corpus)))
    return [store.open_current(small_index), store.open_current(folder / "index")]


def told(answer: dict[str, Any]) -> str:
    """Return what an answer says and proves, without its times and addresses."""
    citations = [{**citation, "url": ""} for citation in answer["citations"]]
    return json.dumps([answer["status"], answer["answer"], answer["statements"], citations], sort_keys=True)


def test_no_request_is_lost_while_the_index_switches_under_32_clients(
    small_index: Path, tmp_path: Path, contents: list[Generation]
) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    seconds, switches = 10.0, 20
    seen: list[tuple[int, str, str]] = []
    failures: list[str] = []
    end = time.monotonic() + seconds

    def ask(address: str) -> None:
        while time.monotonic() < end:
            try:
                status, answer, headers = get(address, "/v1/ask", {"question": QUESTION})
                seen.append((status, headers["x-kehoach-generation"], told(answer)))
            except Exception as error:
                failures.append(repr(error))

    homes = [content.folder.parents[1] for content in contents]
    answers = [told(Engine.open(load_settings({}, index=str(home))).ask(QUESTION).to_json()) for home in homes]
    assert answers[0] != answers[1]
    expected = {store.open_current(index).name: answers[0]}
    with running(index, feedback=tmp_path / "f.sqlite") as address:
        threads = [threading.Thread(target=ask, args=(address,)) for _ in range(32)]
        for thread in threads:
            thread.start()
        for number in range(switches):
            time.sleep(seconds / switches * 0.8)
            turn = (number + 1) % 2
            last = switch(index, contents[turn], number)
            expected[last] = answers[turn]
        for thread in threads:
            thread.join(30)
        assert wait_until(lambda: get(address, "/ready")[1]["generation"] == last)
        ready = get(address, "/ready")[1]
    assert failures == []
    assert {status for status, _, _ in seen} == {200}
    assert len({generation for _, generation, _ in seen}) >= 2
    # Every answer is word for word that of the one generation it names.
    assert [generation for _, generation, answer in seen if answer != expected[generation]] == []
    assert {answer for _, _, answer in seen} == set(answers)
    assert ready == {"status": "ready", "generation": last, "warnings": []}


def wait_until(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Return whether something comes to hold in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_a_generation_no_request_reads_any_more_leaves_the_memory(
    small_index: Path, tmp_path: Path, contents: list[Generation]
) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    holder = EngineHolder(load_settings({}, index=str(index)))
    assert holder.refresh()
    held = holder.engine
    for number in range(3):
        switch(index, contents[number % 2], number)
        assert holder.refresh()
        holder.engine.ask(QUESTION)
    holder.refresh()
    # The first is still read by a request; those between are gone without waiting for the garbage collector.
    assert holder.generations == 2
    assert held.ask(QUESTION).citations
    del held
    assert not holder.refresh()
    assert holder.generations == 1


def test_a_generation_that_cannot_be_opened_is_told_and_leaves_the_memory(
    small_index: Path, tmp_path: Path, contents: list[Generation], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    holder = EngineHolder(load_settings({}, index=str(index)))
    assert holder.refresh()
    opened: list[weakref.ref[Any]] = []

    def broken(self: PinnedEngine) -> None:
        opened.append(weakref.ref(self.session))
        raise RuntimeError("hỏng")

    with monkeypatch.context() as patched:
        patched.setattr(PinnedEngine, "warm", broken)
        switch(index, contents[1], 0)
        assert not holder.refresh()
    assert holder.is_degraded
    assert "không mở được chỉ mục (RuntimeError: hỏng)" in holder.state()["warnings"][0]
    assert [session() for session in opened] == [None]
    switch(index, contents[1], 1)
    assert holder.refresh()
    assert holder.state()["status"] == "ready"


def test_a_generation_the_next_build_removed_is_no_fault(
    small_index: Path, tmp_path: Path, contents: list[Generation], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    holder = EngineHolder(load_settings({}, index=str(index)))
    assert holder.refresh()

    def overtaken(self: PinnedEngine) -> None:
        switch(index, contents[0], 7)
        raise IndexDamaged("tệp đã bị dọn")

    with monkeypatch.context() as patched:
        patched.setattr(PinnedEngine, "warm", overtaken)
        switch(index, contents[1], 0)
        assert not holder.refresh()
    assert holder.state()["status"] == "ready"
    assert holder.refresh()
    assert holder.engine.generation == store.open_current(index).name
