"""The official `mcp` client over HTTP, and what a model is told; `test_docs.py` runs the tools on stdio."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from starlette.testclient import TestClient

from tests.api.http_server import QUESTION

ROOT = Path(__file__).parents[2]
TOOLS = {"search", "fetch", "ask", "compare", "who_is_responsible"}
Work = Callable[[Client], Awaitable[Any]]


def over_http(address: str, work: Work, mode: str = "auto") -> Any:
    """Do some work with a client over streamable HTTP."""

    async def run() -> Any:
        async with Client(f"{address}/mcp", mode=mode) as client:  # type: ignore[arg-type]
            return await work(client)

    return anyio.run(run)


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """Call a tool and return its structured content."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    # What a client without structured content reads is the same document.
    assert json.loads(result.content[0].text) == result.structured_content  # type: ignore[union-attr]
    return result.structured_content


async def use_every_tool(client: Client) -> None:
    """Go the way a model goes: look at the tools, ask, search, read, compare."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == TOOLS
    for tool in tools.values():
        assert "Use it" in (tool.description or "")
        assert tool.output_schema
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
    found = await call(client, "search", query="nước sạch nông thôn", provinces=["Bến Tre"], top_k=3)
    assert 1 <= len(found["results"]) <= 3
    assert {"id", "title", "url", "text"} <= found["results"][0].keys()
    read = await call(client, "fetch", id=found["results"][0]["id"])
    assert {"id", "title", "text", "url", "metadata"} <= read.keys()
    assert (read["text"], read["url"]) == (found["results"][0]["text"], found["results"][0]["url"])
    answer = await call(client, "ask", question=QUESTION)
    assert (answer["status"], answer["statements"][0]["province"]) == ("answered", "ben-tre")
    rows = (await call(client, "compare", topic="6.1"))["rows"]
    assert rows[0]["members"]
    who = await call(client, "who_is_responsible", subject="cấp nước sạch nông thôn", provinces=["ben-tre"])
    leads = [body["canonical"] for s in who["statements"] for body in s["agencies"] if body["role"] == "lead"]
    assert "Sở Nông nghiệp và Phát triển nông thôn" in leads
    assert who["citations"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_over_http(server: str, mode: str) -> None:
    over_http(server, use_every_tool, mode)


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("fetch", {"id": "nowhere:1"}, "không có đoạn 'nowhere:1'"),
        ("search", {"query": "  "}, "Câu hỏi trống"),
        ("ask", {"question": "nước", "provinces": ["Atlantis"]}, "không có tỉnh 'Atlantis'"),
        ("search", {"query": "nước", "top_k": 101}, "less than or equal to 100"),
    ],
)
def test_what_the_model_can_mend_is_told_to_it(server: str, tool: str, arguments: dict[str, Any], words: str) -> None:
    async def work(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert words in result.content[0].text  # type: ignore[union-attr]

    over_http(server, work)


def test_without_an_index_the_command_says_so_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "api.cli", "mcp", "--index", str(tmp_path / "none")]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "chưa có chỉ mục" in done.stderr


def test_there_is_no_stream_to_listen_on(client: TestClient) -> None:
    response = client.get("/mcp", headers={"accept": "text/event-stream"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_a_web_page_of_another_site_cannot_call_the_tools(client: TestClient) -> None:
    response = client.post("/mcp", json={}, headers={"origin": "https://attacker.example"})
    assert response.status_code == 403
