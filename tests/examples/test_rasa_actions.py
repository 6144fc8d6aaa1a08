"""The Rasa action server, with the payload Rasa sends, against the real API."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.http_server import QUESTION, running
from tests.small_corpus import build_small_index

PATH = Path(__file__).parents[2] / "examples" / "rasa_actions" / "actions.py"


@pytest.fixture(scope="module")
def rasa() -> ModuleType:
    spec = importlib.util.spec_from_file_location("actions", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["actions"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def actions(rasa: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    index = build_small_index(tmp_path_factory.getbasetemp())
    with running(index, feedback=tmp_path_factory.mktemp("f") / "f.sqlite") as address:
        yield TestClient(rasa.create_app(rasa.Client(address)))


def call(text: object, action: str = "action_hoi_ke_hoach") -> dict[str, Any]:
    """What Rasa sends to run an action (Rasa's action server API)."""
    tracker = {
        "sender_id": "u1",
        "slots": {},
        "latest_message": {"text": text, "intent": {"name": "hoi"}},
        "events": [],
    }
    return {"next_action": action, "sender_id": "u1", "tracker": tracker, "domain": {}, "version": "3.6"}


def test_the_last_message_is_answered_with_its_sources(actions: TestClient) -> None:
    document = actions.post("/webhook", json=call(QUESTION)).json()
    response = document["responses"][0]
    assert "Sở Nông nghiệp và Phát triển nông thôn chủ trì [1]" in response["text"]
    assert "[1] http://127.0.0.1" in response["text"]
    assert response["custom"]["citations"][0]["quote"]
    assert {event["name"]: event["value"] for event in document["events"]} == {
        "ke_hoach_status": "answered", "ke_hoach_reason": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status"),
    [(call(QUESTION, "action_khac"), 404), (call("  "), 400), ({"next_action": "x"}, 400), ([], 400)],
)
def test_what_cannot_be_done_is_told_as_rasa_reads_it(actions: TestClient, body: Any, status: int) -> None:
    response = actions.post("/webhook", json=body)
    assert (response.status_code, set(response.json())) == (status, {"error", "action_name"})
    assert actions.get("/health").status_code == 200
