"""The manual says what is true: every block runs as written, every setting is in its table."""

from __future__ import annotations

import json
import os
import re
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from starlette.testclient import TestClient

from api.cli import main
from api.configuration import API_SETTINGS
from tests.api.test_app import ROUTES
from tests.api.test_mcp import use_every_tool
from tests.examples.test_zalo_webhook import zalo

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ADDRESS = "http://127.0.0.1:8000"
UNTRIED = "không chạy thử với bản thật"


@dataclass(frozen=True)
class Block:
    """A block of code of a page, and the heading it stands under."""

    page: str
    heading: str
    language: str
    code: str

    def __str__(self) -> str:
        return f"{self.page} {self.heading} {self.language}"


def blocks(*pages: str) -> Iterator[Block]:
    """Yield the blocks of some pages."""
    for page in pages:
        text = (DOCS / page).read_text(encoding="utf-8")
        for found in re.finditer(r"^```(\w*)\n(.*?)^```", text, re.M | re.S):
            headings = re.findall(r"^## (.*)$", text[: found.start()], re.M)
            yield Block(page, headings[-1] if headings else "", found[1], found[2])


BLOCKS = list(blocks("chatbots.md", "api.md"))
PYTHON = [block for block in BLOCKS if block.language == "python"]
CURL = [block for block in BLOCKS if block.language == "sh" and block.code.startswith("curl")]
(KEYS,) = (block for block in BLOCKS if block.heading == "Keys")
(MCP,) = (block for block in BLOCKS if block.heading == "Model Context Protocol" and block.language == "json")
RASA = [block for block in BLOCKS if block.heading == "Rasa"]
ZALO = [block for block in BLOCKS if block.heading == "Zalo Official Account"]


def test_every_block_is_run_by_a_test_of_this_module() -> None:
    assert [str(block) for block in BLOCKS if block not in [*PYTHON, *CURL, KEYS, MCP, *RASA, *ZALO]] == []
    assert (len(PYTHON), len(CURL), len(RASA), len(ZALO)) == (5, 4, 3, 1)


def test_what_was_not_tried_with_the_real_product_is_said_so() -> None:
    text = (DOCS / "chatbots.md").read_text(encoding="utf-8")
    sections = dict(zip(*[iter(re.split(r"^## (.*)$", text, flags=re.M)[1:])] * 2, strict=True))
    for product in ("Dify", "Open WebUI", "Rasa", "Zalo Official Account"):
        assert UNTRIED in sections[product].casefold(), product
    for tried in ("OpenAI client, Python", "curl", "LangChain", "LlamaIndex"):
        assert UNTRIED not in sections[tried].casefold(), tried


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_every_python_recipe_runs_as_written(
    block: Block, server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ADDRESS in block.code
    path = tmp_path / "recipe.py"
    path.write_text(block.code.replace(ADDRESS, server), encoding="utf-8")
    runpy.run_path(str(path))
    said = capsys.readouterr().out
    assert len(said) > 40
    assert "Nông nghiệp" in said or "nước" in said


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
@pytest.mark.parametrize("block", CURL, ids=str)
def test_every_curl_recipe_runs_as_written(block: Block, server: str) -> None:
    commands = re.findall(r"^curl .*(?:\n  .*)*", block.code, re.M)
    assert "".join(f"{command}\n" for command in commands) == block.code
    for command in commands:
        assert ADDRESS in command
        written = command.replace(ADDRESS, server)
        done = subprocess.run(["sh", "-c", written], capture_output=True, text=True, timeout=20, check=True)
        document = json.loads(done.stdout)
        assert any(document.get(name) for name in ("choices", "hits", "records", "citations", "items"))


def test_the_configuration_of_a_desktop_client_starts_the_tools(small_index: Path, tmp_path: Path) -> None:
    (entry,) = json.loads(MCP.code)["mcpServers"].values()
    assert set(entry) == {"command", "args"}
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HF_HUB_OFFLINE": "1",
        "KEHOACH_INDEX": str(small_index),
    }
    # The console script stands beside the interpreter where the package is installed.
    script = shutil.which(entry["command"], path=environment["PATH"])
    start = [script] if script else [sys.executable, "-m", "api.cli"]
    home = tmp_path if script else ROOT
    server = StdioServerParameters(command=start[0], args=[*start[1:], *entry["args"]], env=environment, cwd=home)

    async def run() -> None:
        with (tmp_path / "stderr").open("w", encoding="utf-8") as stream:
            async with Client(stdio_client(server, errlog=stream)) as client:
                await use_every_tool(client)

    anyio.run(run)


def test_the_commands_about_keys_run_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served: list[Any] = []
    monkeypatch.setenv("KEHOACH_INDEX", str(tmp_path))
    monkeypatch.setenv("KEHOACH_PORT", "0")
    monkeypatch.setattr("api.serve.write_to_stderr", lambda: None)
    monkeypatch.setattr("api.serve.uvicorn.Server.run", lambda self, sockets: served.append(sockets[0].getsockname()))
    for line in KEYS.code.splitlines():
        program, *arguments = shlex.split(line, comments=True)
        assert program == ".venv/bin/kehoach"
        assert main(arguments) == 0, capsys.readouterr().err
    key = capsys.readouterr().out.strip()
    stored = tomllib.loads((tmp_path / "keys.toml").read_text(encoding="utf-8"))["key"]
    assert [(row["name"], row["per_minute"]) for row in stored] == [("cong-thong-tin", 120)]
    assert key.startswith("kh_")
    assert served[0][0] == "0.0.0.0"


@contextmanager
def bridge(block: Block, server: str, folder: Path) -> Iterator[str]:
    """Run the command of a block on a free port and give its address."""
    command = re.sub(r"--port \d+", "--port 0", block.code.replace(ADDRESS, server))
    assert "../../.venv/bin/uvicorn" in command
    assert "--port 0" in command
    command = command.replace("../../.venv/bin/uvicorn", f"{shlex.quote(sys.executable)} -m uvicorn")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["sh", "-ec", command], cwd=ROOT, env=environment, stderr=output, start_new_session=True
        )
    try:
        yield address_in(log, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def address_in(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait until a server says where it listens: it chose its port itself, so nobody else can have it."""
    for _ in range(600):
        said = log.read_text(encoding="utf-8")
        if found := re.search(r"Uvicorn running on (http://[\d.]+:\d+)", said):
            return found[1]
        assert process.poll() is None, said
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


def post(address: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Return status and content of a POST."""
    try:
        with urlopen(Request(address, body, headers), timeout=20) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()


def test_the_rasa_action_server_starts_as_written_and_speaks_as_written(server: str, tmp_path: Path) -> None:
    command, sent, received = RASA
    with bridge(command, server, tmp_path) as address:
        status, content = post(f"{address}/webhook", sent.code.encode(), {"content-type": "application/json"})
    assert status == 200
    said, written = json.loads(content), json.loads(received.code)
    assert said["events"] == written["events"]
    assert [set(response) for response in said["responses"]] == [set(response) for response in written["responses"]]
    sources = said["responses"][0]["custom"]["citations"]
    assert set(sources[0]) == set(written["responses"][0]["custom"]["citations"][0])


def test_the_zalo_bridge_starts_as_written_and_lets_only_zalo_in(server: str, tmp_path: Path) -> None:
    (block,) = ZALO
    values = dict(re.findall(r"(ZALO_\w+)=(\S+)", block.code))
    account = zalo.Account(values["ZALO_APP_ID"], values["ZALO_OA_SECRET"])
    body = json.dumps({"event_name": "follow", "timestamp": "1700000000000"}).encode()
    signature = zalo.signature_of(account, body, "1700000000000")
    with bridge(block, server, tmp_path) as address:
        headers = {"content-type": "application/json"}
        assert post(f"{address}/webhook", body, headers)[0] == 403
        assert post(f"{address}/webhook", body, headers | {"x-zevent-signature": signature})[0] == 200


def test_the_extras_of_the_recipes_are_there() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = re.findall(r"pip install '\.\[(\w+)\]'", (DOCS / "chatbots.md").read_text(encoding="utf-8"))
    assert named == ["langchain", "llamaindex"]
    assert set(named) <= set(extras)


def test_the_retrievers_need_nothing_else_of_the_project() -> None:
    code = "import sys, api.integrations.client; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    loaded = {name for name in done.stdout.split() if name not in sys.stdlib_module_names}
    assert {"api", "corpus"} <= loaded
    assert not loaded & {"index", "search", "fastapi", "pydantic", "numpy", "torch", "faiss", "underthesea", "mcp"}


def test_the_table_of_routes_names_them_all(client: TestClient) -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    table = text[text.index("| route | gives |") : text.index("Filters that repeat")]
    undescribed = {"/openapi.json", "/docs", "/v1/models/{model}"}
    assert [route for _, route, *_ in ROUTES if f"{route}`" not in table and f"{route}?" not in table
            and route not in undescribed] == []  # fmt: skip


def settings_table() -> str:
    """Return the table of settings as it should stand in the manual."""
    rows = [f"| `{s.variable}` | {f'`{s.default}`' if s.default else ''} | {s.about} |\n" for s in API_SETTINGS]
    return "".join(["| variable | default | about |\n", "|---|---|---|\n", *rows])


def test_every_setting_of_the_server_is_in_the_manual() -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    assert f"<!-- settings:begin -->\n{settings_table()}<!-- settings:end -->" in text
