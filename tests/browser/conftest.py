"""A real Chromium and the real front end, started as `kehoach app` starts it, on a free port of this machine.

`BROWSER_INDEX=DIR` chooses the index (default: the one of `make build`, else one of the small corpus);
`SCREENSHOTS=DIR` keeps the pictures.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from search.building import build
from search.settings import default_index, load_settings
from tests.small_corpus import build_small_index

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
SCRIPT = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1"><svg onload="window.hacked=1">'
# A full document of ours with markup planted in a task and in a body's cell.
HOSTILE_ID = "ke-hoach-la"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@contextmanager
def front_end_of(index: Path, log: Path) -> Iterator[str]:
    """Run the front end over an index and yield its address."""
    process, url = started(index, log)
    try:
        yield url
    finally:
        stop(process)


def started(index: Path, log: Path, attempts: int = 5) -> tuple[subprocess.Popen[str], str]:
    """Start the front end; once more, on another port, where somebody took the free port before it could."""
    environment = {**os.environ, "KEHOACH_INDEX": str(index), "KEHOACH_FEEDBACK": str(log.with_name("feedback.sqlite"))}
    for _ in range(attempts):
        port = free_port()
        command = [sys.executable, "-m", "api.cli", "app", "--port", str(port)]
        with log.open("w") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output, text=True, start_new_session=True
            )
        if answers(process, port, log):
            return process, f"http://127.0.0.1:{port}"
        stop(process)
        if not re.search(r"(?i)port \S+ is (?:not available|already in use)|address already in use", log.read_text()):
            break
    pytest.fail(f"the front end did not start:\n{log.read_text()}")


def free_port() -> int:
    """Return a port that is free now; Streamlit cannot be given a socket and does not say which port it chose."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(process: subprocess.Popen[str], port: int, log: Path, seconds: float = 40) -> bool:
    """Wait until this very process answers: on a port it lost another one would, so its own word is waited for too."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).read()
        except OSError:
            time.sleep(0.1)
            continue
        if re.search(rf"URL: \S*:{port}\b", log.read_text()):
            return True
        time.sleep(0.1)
    return False


def stop(process: subprocess.Popen[str]) -> None:
    """End the front end and what it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 15)
    process.wait(20)


@pytest.fixture(scope="session")
def front_end(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the front end."""
    chosen = Path(os.environ.get("BROWSER_INDEX") or default_index())
    index = chosen if (chosen / "CURRENT").exists() else build_small_index(tmp_path_factory.getbasetemp())
    with front_end_of(index, tmp_path_factory.mktemp("front-end") / "log") as url:
        yield url


@pytest.fixture(scope="session")
def hostile_front_end(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a front end whose one plan holds markup that would run."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = folder / "corpus"
    corpus.mkdir()
    lines = (ROOT / "corpus" / "documents" / "ben-tre-ptbv.txt").read_text("utf-8").split("\n")
    text = "\n".join([*lines[:6], *lines[181:186], *lines[360:370]])
    assert "nước sạch" in text
    hostile = text.replace("nước sạch", f"nước sạch {SCRIPT}").replace("Sở Xây dựng", f"Sở Xây dựng {SCRIPT}")
    (corpus / f"{HOSTILE_ID}.txt").write_text(f"{hostile}\n", encoding="utf-8")
    build(load_settings({}, index=str(folder / "index"), corpus=str(corpus)))
    with front_end_of(folder / "index", folder / "log") as url:
        yield url


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Yield a browser; skips where there is none."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """Yield a page of a fresh context, 1440 px wide."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where pictures go."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
