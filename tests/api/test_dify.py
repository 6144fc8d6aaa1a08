"""Dify's external knowledge API."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.chat_schemas import RetrievalOut

PLAN = "ben-tre-ptbv-trich"


def retrieve(client: TestClient, knowledge_id: str, **setting: Any) -> list[dict[str, Any]]:
    """Ask as Dify asks."""
    body = {
        "knowledge_id": knowledge_id,
        "query": "nước sạch nông thôn",
        "retrieval_setting": {"top_k": 5, "score_threshold": 0.0, **setting},
        "metadata_condition": None,
    }
    response = client.post("/retrieval", json=body, headers={"authorization": "Bearer x"})
    assert response.status_code == 200, response.text
    RetrievalOut.model_validate(response.json())
    records: list[dict[str, Any]] = response.json()["records"]
    return records


@pytest.mark.parametrize(
    ("knowledge_id", "plans"),
    [
        (PLAN, {PLAN}),
        ("An Giang", {"an-giang-ptbv-trich"}),
        ("all", {PLAN, "an-giang-ptbv-trich", "dak-nong-ptbv-trich"}),
    ],
)
def test_the_knowledge_id_names_the_plans(client: TestClient, knowledge_id: str, plans: set[str]) -> None:
    records = retrieve(client, knowledge_id, top_k=40)
    assert records
    assert {record["metadata"]["plan_id"] for record in records} <= plans
    assert all(0.0 <= record["score"] <= 1.0 and record["content"] and record["title"] for record in records)
    assert all("/doan?id=" in record["metadata"]["url"] for record in records)


def test_number_and_threshold_are_kept(client: TestClient) -> None:
    records = retrieve(client, "all", top_k=5)
    assert len(records) == 5
    least = records[2]["score"]
    assert [r["score"] >= least for r in retrieve(client, "all", top_k=5, score_threshold=least)] != []
    assert retrieve(client, "all", top_k=5, score_threshold=1.0) == [r for r in records if r["score"] == 1.0]


def test_an_unknown_knowledge_has_difys_code(client: TestClient) -> None:
    response = client.post("/retrieval", json={"knowledge_id": "khong-co", "query": "nước"})
    assert response.status_code == 404
    problem = response.json()
    assert problem["error_code"] == 2001
    assert problem["error_msg"] == problem["detail"]
    assert problem["detail"].startswith("không có kho kiến thức 'khong-co'; dùng: all, ")
