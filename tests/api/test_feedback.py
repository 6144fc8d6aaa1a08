"""Feedback: what was acknowledged stays, until it is deleted or its time is over."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.cli import main
from api.feedback import Feedback, FeedbackStore, FeedbackUnavailable, gold_row
from search.evaluation.gold import load_gold
from tests.api.http_server import QUESTION, client_of

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CITATION = {"plan_id": "p", "lines": [3, 4], "quote": "Sở Y tế chủ trì", "passage_id": "p:1"}

# A server takes opinions over HTTP from four clients and is killed at some moment, thirty times over; what a client has
# read "201" for must be in the file. (Feedback needs no index, so that each server starts at once.)
KILLING = """
import http.client, json, os, random, signal, sys, threading, time
from pathlib import Path
import uvicorn
from api.app import create_app
from api.configuration import ServerSettings
from api.feedback import FeedbackStore
from api.serve import listen
from search.settings import load_settings

path, rounds = Path(sys.argv[1]), int(sys.argv[2])
app = create_app(load_settings({}, index=str(path.parent / "no-index")), ServerSettings(feedback=path))
random.seed(7)

def write(port, acknowledged):
    body = json.dumps({"thumb": "up", "question": "câu hỏi " * 50})
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        while True:
            connection.request("POST", "/v1/feedback", body, {"content-type": "application/json"})
            response = connection.getresponse()
            said = json.loads(response.read())
            assert response.status == 201, said
            acknowledged.append(said["id"])
    except (OSError, http.client.HTTPException, ValueError):
        pass

said = lost = silent = 0
for _ in range(rounds):
    listener = listen("127.0.0.1", 0)
    child = os.fork()
    if child == 0:
        uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listener])
    port = listener.getsockname()[1]
    listener.close()
    acknowledged = []
    clients = [threading.Thread(target=write, args=(port, acknowledged)) for _ in range(4)]
    for client in clients:
        client.start()
    end = time.monotonic() + 20
    while not acknowledged and time.monotonic() < end:
        time.sleep(0.002)
    time.sleep(random.uniform(0.0, 0.1))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for client in clients:
        client.join()
    kept = {row["feedback_id"] for row in FeedbackStore(path)}
    silent += not acknowledged
    said += len(acknowledged)
    lost += sum(one not in kept for one in acknowledged)
print(said, lost, silent)
"""


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path / "deep" / "feedback.sqlite", days=30)


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_thirty_times(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLING, str(tmp_path / "feedback.sqlite"), "30"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said, lost, silent = map(int, done.stdout.split())
    assert said >= 30
    assert (lost, silent) == (0, 0)


def test_what_is_sent_is_kept_in_write_ahead_mode(small_index: Path, tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    with client_of(small_index, feedback=path, feedback_days=90) as client:
        body = {"thumb": "down", "reason": "wrong_body", "question": QUESTION, "comment": "Sai sở \ud83d\ude00"}
        response = client.post("/v1/feedback", content=json.dumps(body), headers={"content-type": "application/json"})
        assert response.status_code == 201, response.text
        assert response.json()["kept_days"] == 90
        assert 'kehoach_feedback_total{thumb="down"} 1.0' in client.get("/metrics").text
        (row,) = FeedbackStore(path)
        assert (row["feedback_id"], row["reason"]) == (response.json()["id"], "wrong_body")
        assert row["generation"] == client.get("/v1/meta").json()["generation"]
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "thumb: thiếu trường này"),
        ({"thumb": "sideways"}, "thumb: chỉ nhận 'up' or 'down'"),
        ({"thumb": "up", "reason": "because"},
         "reason: chỉ nhận 'wrong_citation', 'wrong_body', 'missing' or 'off_topic'"),
    ],
)  # fmt: skip
def test_an_opinion_without_a_known_thumb_or_reason_is_refused(client: TestClient, body: Any, words: str) -> None:
    response = client.post("/v1/feedback", json=body)
    assert (response.status_code, response.json()["detail"]) == (422, words)


def test_what_is_older_than_the_retention_goes_by_itself(store: FeedbackStore) -> None:
    old = store.add(Feedback("up", "cũ"), NOW - timedelta(days=31))
    kept = store.add(Feedback("up", "mới"), NOW - timedelta(days=29))
    assert {row["feedback_id"] for row in store} == {old, kept}
    again = FeedbackStore(store.path, days=30)
    new = again.add(Feedback("down", "nay"), NOW)
    assert [row["feedback_id"] for row in again] == [kept, new]


def test_one_or_all_can_be_deleted_and_leave_no_trace_in_the_file(store: FeedbackStore) -> None:
    first = store.add(Feedback("up", "điều bí mật này"), NOW)
    store.add(Feedback("up", "điều thứ hai"), NOW)
    assert store.delete(feedback_id="khong-co") == 0
    assert store.delete(feedback_id=first) == 1
    assert [row["question"] for row in store] == ["điều thứ hai"]
    connection = sqlite3.connect(store.path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert "điều bí mật này".encode() not in store.path.read_bytes()
    assert store.delete() == 1
    assert list(store) == []


def test_threads_may_write_at_once(store: FeedbackStore) -> None:
    threads = [threading.Thread(target=lambda: [store.add(Feedback("up", "x")) for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store)) == 40


def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(FeedbackUnavailable, match="không ghi hay đọc được phản hồi"):
        FeedbackStore(path).add(Feedback("up", "x"))
    with pytest.raises(FeedbackUnavailable):
        list(FeedbackStore(path))


def test_a_thumb_up_vouches_for_its_citations_and_a_thumb_down_for_nothing(store: FeedbackStore) -> None:
    store.add(Feedback("up", "Ai chủ trì ở Bến Tre?", answer="Sở Y tế", citations=(CITATION,)), NOW)
    store.add(Feedback("down", "sai rồi", "wrong_body", answer="Sở Y tế", citations=(CITATION,)), NOW)
    up, down = map(gold_row, store)
    assert (up["doc_id"], up["names_province"]) == ("p", True)
    assert up["evidence"] == [{"lines": [3, 4], "quote": "Sở Y tế chủ trì"}]
    assert (down["evidence"], down["answer"], down["feedback"]["reason"]) == ([], "", "wrong_body")


def test_the_exported_rows_are_read_by_the_evaluation(
    store: FeedbackStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store.add(Feedback("up", "Ai chủ trì?", citations=(CITATION,)), datetime.now(UTC))
    store.add(Feedback("down", "sai rồi"), datetime.now(UTC))
    store.add(Feedback("down"), datetime.now(UTC))
    assert main(["feedback", "export", "--file", str(store.path)]) == 0
    said = capsys.readouterr()
    assert "2 dòng từ 3 phản hồi" in said.err
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "questions.jsonl").write_text(said.out, encoding="utf-8")
    read = load_gold(gold).questions
    assert [(question.text, len(question.evidence)) for question in read] == [("Ai chủ trì?", 1), ("sai rồi", 0)]
    assert main(["feedback", "export", "--usable", "--json", "--file", str(store.path)]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_the_command_deletes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite", days=36_500)
    store.add(Feedback("up", "cũ"), datetime(2025, 1, 1, tzinfo=UTC))
    store.add(Feedback("up", "mới"), datetime.now(UTC))
    assert main(["feedback", "delete", "--file", str(store.path)]) == 2
    assert "delete cần đúng một trong: --id MÃ, --before NGÀY, --all" in capsys.readouterr().err
    assert main(["feedback", "delete", "--before", "31/12/2025", "--file", str(store.path)]) == 0
    assert [row["question"] for row in store] == ["mới"]
    assert main(["feedback", "delete", "--all", "--json", "--file", str(store.path)]) == 0
    assert main(["feedback", "export", "--file", str(store.path)]) == 1
