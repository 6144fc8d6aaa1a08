"""REST on real pages of three plans: shapes, lists, caching, look-ups."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient

from api.record_schemas import AgencyDetailOut, PassageOut, TargetDetailOut
from api.schemas import AnswerOut, CompareOut, MetaOut, SearchOut, VerifyOut
from tests.api.http_server import QUESTION, running

PLAN = "ben-tre-ptbv-trich"


def ask(client: TestClient, **body: Any) -> dict[str, Any]:
    """Ask and return the answer."""
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 200, response.text
    document: dict[str, Any] = response.json()
    AnswerOut.model_validate(document)
    return document


def test_an_answer_names_the_body_and_quotes_the_plan(client: TestClient) -> None:
    answer = ask(client, question=QUESTION, id="câu 1")
    assert answer["id"] == "câu 1"
    assert answer["status"] == "answered"
    lead = next(body for body in answer["statements"][0]["agencies"] if body["role"] == "lead")
    assert lead["canonical"] == "Sở Nông nghiệp và Phát triển nông thôn"
    assert answer["citations"][0]["url"].startswith("http://127.0.0.1:8000/doan?id=")


def test_every_citation_of_an_answer_is_verified_and_a_changed_one_is_not(client: TestClient) -> None:
    citations = ask(client, question=QUESTION)["citations"]
    report = client.post("/v1/citations/verify", json={"citations": citations}).json()
    VerifyOut.model_validate(report)
    assert (report["checked"], report["failed"]) == (len(citations), 0)
    changed = {**citations[0], "quote": citations[0]["quote"] + " và Sở Y tế"}
    report = client.post("/v1/citations/verify", json={"citations": [changed]}).json()
    assert report["failed"] == 1
    assert "không phải đoạn trích" in report["results"][0]["problem"]


def test_the_address_of_a_citation_opens_the_passage(client: TestClient) -> None:
    citation = ask(client, question=QUESTION)["citations"][0]
    response = client.get(citation["url"])
    assert response.status_code == 200
    passage = response.json()
    PassageOut.model_validate(passage)
    assert passage["passage_id"] == citation["passage_id"]
    assert client.get(f"/v1/passages/{citation['passage_id']}").json() == passage


def test_abstaining_is_an_answer_too(client: TestClient) -> None:
    answer = ask(client, question="Ai chủ trì nước sạch nông thôn ở Trà Vinh?")
    assert (answer["status"], answer["reason"]) == ("abstained", "plan_not_in_corpus")


def test_filters_brief_explain_and_date_reach_the_engine(client: TestClient) -> None:
    answer = ask(
        client, question="ai lo nước sạch", provinces=["An Giang"], brief=True, explain=True, as_of="2020-01-01"
    )
    assert {statement["province"] for statement in answer["statements"]} == {"an-giang"}
    assert answer["as_of"] == "2020-01-01"
    assert len(answer["answer"]) <= 600
    assert answer["explain"]


def test_a_conversation_is_answered_at_its_last_turn(client: TestClient) -> None:
    messages = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "Sở NN&PTNT."}]
    answer = ask(client, messages=[*messages, {"role": "user", "content": "Còn An Giang?"}])
    assert answer["question"] == "Còn An Giang?"
    assert "nước sạch nông thôn ở an giang" in answer["query"]["normalized"].casefold()
    assert {statement["province"] for statement in answer["statements"]} == {"an-giang"}


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({}, 400, "cần đúng một trong hai: 'question' hoặc 'messages'"),
        ({"question": "a", "messages": []}, 400, "cần đúng một trong hai: 'question' hoặc 'messages'"),
        ({"question": " "}, 400, "Câu hỏi trống; hãy nhập ít nhất một từ."),
        ({"question": "nước", "province": "ben-tre"}, 422, "province: không có trường này"),
        ({"question": "nước", "as_of": "mai"}, 422, "as_of: phải là ngày, viết 2026-01-31"),
        ({"question": 5}, 422, "question: phải là chuỗi"),
        ({"messages": [{"role": "assistant", "content": "a"}]}, 400,
         "hội thoại không có câu nào của người dùng (role 'user')"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_used_is_refused_in_one_line(
    client: TestClient, body: dict[str, Any], status: int, detail: str
) -> None:
    response = client.post("/v1/ask", json=body)
    assert (response.status_code, response.json()["detail"]) == (status, detail)
    assert response.headers["content-type"] == "application/problem+json"


def test_an_unknown_province_is_named_with_what_there_is(client: TestClient) -> None:
    detail = client.get("/v1/search", params={"q": "nước", "province": "Atlantis"}).json()["detail"]
    assert detail.startswith("không có tỉnh 'Atlantis'; các tỉnh có kế hoạch: ")


def test_a_search_gives_hits_as_the_command_line_does_and_as_a_list(client: TestClient) -> None:
    found = client.get(
        "/v1/search", params={"q": "nước sạch nông thôn", "plan": PLAN, "level": "task", "top_k": 3}
    ).json()
    SearchOut.model_validate(found)
    assert 1 <= len(found["hits"]) <= 3
    assert found["items"] == found["hits"]
    assert {(hit["plan_id"], hit["level"]) for hit in found["hits"]} == {(PLAN, "task")}
    assert found["next"] is None


def test_behind_a_proxy_the_next_page_stands_under_its_prefix_once(small_index: Path, tmp_path: Path) -> None:
    with running(small_index, root_path="/ke-hoach", feedback=tmp_path / "feedback.sqlite") as address:
        with urlopen(f"{address}/v1/agencies?limit=4", timeout=20) as response:
            following = json.load(response)["next"]
        assert following == "/ke-hoach/v1/agencies?limit=4&offset=4"
        behind_the_proxy = following.removeprefix("/ke-hoach")
        with urlopen(f"{address}{behind_the_proxy}&format=csv", timeout=20) as response:
            assert response.headers["link"] == '</ke-hoach/v1/agencies?format=csv&limit=4&offset=8>; rel="next"'


def test_a_list_is_the_same_page_by_page_as_in_one(client: TestClient) -> None:
    whole = client.get("/v1/agencies", params={"limit": 500}).json()
    assert whole["next"] is None
    assert whole["total"] == len(whole["items"]) > 8
    items, address, pages = [], "/v1/agencies?limit=4&q=so", 0
    while address:
        page = client.get(address).json()
        items += page["items"]
        address, pages = page["next"], pages + 1
    assert pages > 1
    assert items == [row for row in whole["items"] if "so" in row["agency_id"].split("-")]


@pytest.mark.parametrize(("headers", "query"), [({"accept": "text/csv"}, ""), ({}, "&format=csv")])
def test_a_list_is_csv_on_demand(client: TestClient, headers: dict[str, str], query: str) -> None:
    address = f"/v1/plans/{PLAN}/targets?limit=2{query}"
    response = client.get(address, headers=headers)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    expected = client.get(f"/v1/plans/{PLAN}/targets?limit=2").json()
    assert [row["full_code"] for row in rows] == [item["full_code"] for item in expected["items"]]
    assert response.headers["x-total-count"] == str(expected["total"])


def test_a_format_nobody_knows_is_refused(client: TestClient) -> None:
    response = client.get("/v1/plans?format=xml")
    assert (response.status_code, response.json()["detail"]) == (
        400,
        "không có định dạng 'xml'; các định dạng: json, csv",
    )


@pytest.mark.parametrize("path", ["/v1/plans", "/v1/search?q=nước", "/v1/compare?topic=6.1", f"/v1/targets/{PLAN}/6.1"])
def test_what_has_not_changed_is_not_sent_again(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"if-none-match": f'"x", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"if-none-match": '"x"'}).status_code == 200


def test_another_form_or_page_has_another_tag(client: TestClient) -> None:
    paths = ["/v1/plans", "/v1/plans?limit=1", "/v1/plans?format=csv", "/v1/agencies"]
    assert len({client.get(path).headers["etag"] for path in paths}) == len(paths)


def test_a_target_has_its_tasks_and_indicators(client: TestClient) -> None:
    target = client.get(f"/v1/targets/{PLAN}/6.1").json()
    TargetDetailOut.model_validate(target)
    assert target["tasks"]
    assert all(task["target_code"] == "6.1" for task in target["tasks"])


def test_a_body_says_what_it_is_today_and_what_it_leads(client: TestClient) -> None:
    path = "/v1/agencies/so-nong-nghiep-va-phat-trien-nong-thon"
    body = client.get(path).json()
    AgencyDetailOut.model_validate(body)
    today = {entry["province"]: entry["current"][0]["name"] for entry in body["today"] if entry["current"]}
    assert today["ben-tre"] == "Sở Nông nghiệp và Môi trường"
    assert body["tasks"]
    before = client.get(path, params={"as_of": "2020-01-01"}).json()
    assert before["today"][0]["current"][0]["name"] == "Sở Nông nghiệp và Phát triển nông thôn"


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/v1/plans/ha-noi/targets", "không có kế hoạch 'ha-noi'; các kế hoạch: "),
        (f"/v1/targets/{PLAN}/99.9", f"kế hoạch '{PLAN}' không có mục tiêu '99.9'"),
        ("/v1/passages/nowhere:1", "không có đoạn 'nowhere:1'"),
        ("/v1/agencies/so-nao-do", "không kế hoạch nào nêu cơ quan 'so-nao-do'"),
        ("/doan?id=nowhere", "không có đoạn 'nowhere'"),
        ("/khong-co", "không có đường dẫn '/khong-co'; các đường dẫn ở /docs"),
    ],
)
def test_what_is_not_there_is_a_problem_of_404(client: TestClient, path: str, detail: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["detail"].startswith(detail)
    assert problem["status"] == 404
    assert problem["request_id"] == response.headers["x-request-id"]


def test_plans_are_compared_side_by_side(client: TestClient) -> None:
    found = client.get("/v1/compare", params={"topic": "6.1"}).json()
    CompareOut.model_validate(found)
    row = found["rows"][0]
    assert {"topic", "national_code", "relation", "members", "differences"} <= row.keys()
    assert sum(bool(members) for members in row["members"].values()) >= 2
    assert client.get("/v1/compare?topic=6.1&format=csv").headers["content-type"].startswith("text/csv")


def test_meta_says_what_runs(client: TestClient) -> None:
    meta = client.get("/v1/meta").json()
    MetaOut.model_validate(meta)
    assert set(meta["plans"]) == {PLAN, "an-giang-ptbv-trich", "dak-nong-ptbv-trich"}
