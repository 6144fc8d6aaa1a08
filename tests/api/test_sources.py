"""What stands in a plan's text, a body's tasks, and comparisons as files: what a reader's page needs of the API."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from starlette.testclient import TestClient

from api.record_schemas import GoalOut, IndicatorOut, LeftoversOut, LineOut, SourcePassageOut
from search.building import build
from search.settings import load_settings
from tests.api.http_server import QUESTION, client_of
from tests.small_corpus import DOCUMENTS, LINES

PLAN = "ben-tre-ptbv-trich"
BODY = "so-nong-nghiep-va-phat-trien-nong-thon"
TABLE = "kien-giang-ptbv-trich"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an index of one plan: its letterhead and the head of its table of indicators."""
    folder = tmp_path_factory.mktemp("table")
    lines = (DOCUMENTS / "kien-giang-ptbv.txt").read_text(encoding="utf-8").split("\n")
    (folder / "corpus").mkdir()
    kept = [*lines[:9], *lines[756:772]]
    (folder / "corpus" / f"{TABLE}.txt").write_text("\n".join(kept), encoding="utf-8")
    build(load_settings({}, index=str(folder / "index"), corpus=str(folder / "corpus")))
    with client_of(folder / "index") as client:
        yield client


def items(client: TestClient, address: str | None) -> list[dict[str, Any]]:
    """Return a list over all its pages."""
    found: list[dict[str, Any]] = []
    while address:
        response = client.get(address)
        assert response.status_code == 200, response.text
        page = response.json()
        found += page["items"]
        address = page["next"]
    assert len(found) == page["total"]
    return found


def source_of(plan_id: str) -> str:
    """Return the text of an excerpt as it was indexed."""
    lines = (DOCUMENTS / f"{plan_id.removesuffix('-trich')}.txt").read_text(encoding="utf-8").split("\n")
    return "\n".join(line for first, last in LINES[plan_id] for line in lines[first - 1 : last]) + "\n"


def test_goals_have_their_titles_and_places(client: TestClient) -> None:
    found = items(client, f"/v1/plans/{PLAN}/goals?limit=1")
    assert [goal["code"] for goal in found] == ["1", "6"]
    assert found[1]["text"].startswith("Đảm bảo đầy đủ và quản lý bền vững tài nguyên nước")
    for goal in found:
        GoalOut.model_validate(goal)
        assert client.get(goal["url"]).json()["lines"] == goal["lines"]


@pytest.mark.parametrize("plan_id", LINES)
def test_the_lines_of_a_plan_are_its_source(client: TestClient, plan_id: str) -> None:
    found = items(client, f"/v1/plans/{plan_id}/lines?limit=30")
    source = source_of(plan_id)
    assert "".join(f"{line['text']}\n" for line in found) == source
    assert [line["line"] for line in found] == list(range(1, len(found) + 1))
    for line in found:
        LineOut.model_validate(line)
        assert source[line["start"] : line["start"] + len(line["text"])] == line["text"]


def test_the_lines_around_a_citation_hold_its_words(client: TestClient) -> None:
    citation = client.post("/v1/ask", json={"question": QUESTION}).json()["citations"][0]
    first, last = citation["lines"]
    address = f"/v1/plans/{citation['plan_id']}/lines?first={first}&last={last}"
    found = items(client, address)
    text, start = "\n".join(line["text"] for line in found), found[0]["start"]
    begin, end = citation["offsets"]
    assert text[begin - start : end - start].split()[0] == citation["quote"].split()[0]
    assert items(client, f"/v1/plans/{PLAN}/lines?first=100000") == []


def test_the_passages_of_some_lines_come_in_the_order_of_the_text(client: TestClient) -> None:
    found = items(client, f"/v1/plans/{PLAN}/passages?first=47&last=60&limit=3")
    assert len(found) > 6
    assert all(47 <= passage["lines"][0] <= 60 for passage in found)
    assert [passage["offsets"] for passage in found] == sorted(passage["offsets"] for passage in found)
    for passage in found:
        SourcePassageOut.model_validate(passage)
        assert client.get(passage["url"]).json()["text"] == passage["text"]
    whole = items(client, f"/v1/plans/{PLAN}/passages?limit=500")
    assert {passage["plan_id"] for passage in whole} == {PLAN}
    assert [p["passage_id"] for p in whole if 47 <= p["lines"][0] <= 60] == [p["passage_id"] for p in found]


def test_what_was_not_understood_is_told_with_its_reason(table: TestClient) -> None:
    document = table.get(f"/v1/plans/{TABLE}/leftovers").json()
    LeftoversOut.model_validate(document)
    assert document["total"] == len(document["items"]) >= 1
    assert all(left["text"] and left["why"] for left in document["items"])
    shown = "".join(line["text"] for line in items(table, f"/v1/plans/{TABLE}/lines"))
    assert document["items"][0]["text"].split()[0] in shown


def test_a_plan_that_counts_itself_is_counted(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Check:
        name, declared, found = "targets", 110, 109

    monkeypatch.setattr("api.routers.sources.count_checks", lambda plan: [Check])
    counts = client.get(f"/v1/plans/{PLAN}/leftovers").json()["counts"]
    assert counts == [{"name": "targets", "declared": 110, "found": 109}]


def test_indicators_are_a_list_with_filters_and_places(table: TestClient) -> None:
    found = items(table, f"/v1/indicators?plan={TABLE}&limit=2")
    assert len(found) >= 3
    for indicator in found:
        IndicatorOut.model_validate(indicator)
        assert table.get(indicator["url"]).json()["passage_id"] == indicator["passage_id"]
    code = found[0]["target_code"]
    own = items(table, f"/v1/indicators?target={code}")
    assert own == [indicator for indicator in found if indicator["target_code"] == code]
    word = found[0]["name"].split()[0]
    assert found[0] in items(table, f"/v1/indicators?q={word.upper()}")
    assert items(table, "/v1/indicators?q=khongcochunay") == []


def test_a_body_has_all_its_tasks_those_it_leads_first(client: TestClient) -> None:
    found = items(client, f"/v1/agencies/{BODY}/tasks?limit=4")
    roles = [task["role"] for task in found]
    assert set(roles) == {"lead", "coordinating"}
    assert roles == sorted(roles, reverse=True)
    for task in found:
        assert BODY in {body["agency_id"] for body in task[task["role"]]}
        assert client.get(task["url"]).status_code == 200
    for role in ("lead", "coordinating"):
        assert items(client, f"/v1/agencies/{BODY}/tasks?role={role}") == [t for t in found if t["role"] == role]
    own = items(client, f"/v1/agencies/{BODY}/tasks?plan={PLAN}")
    assert own == [task for task in found if task["plan_id"] == PLAN]
    # What the targets of the plan themselves say.
    said = 0
    for target in items(client, f"/v1/plans/{PLAN}/targets"):
        detail = client.get(f"/v1/targets/{PLAN}/{target['full_code']}").json()
        said += sum(BODY in {b["agency_id"] for b in t["lead"] + t["coordinating"]} for t in detail["tasks"])
    assert said == len(own) > 3


def test_a_body_shows_its_first_tasks_and_where_the_others_are(client: TestClient) -> None:
    whole = client.get(f"/v1/agencies/{BODY}").json()
    assert (whole["next"], whole["total"]) == (None, len(whole["tasks"]))
    part = client.get(f"/v1/agencies/{BODY}?limit=3&role=coordinating").json()
    assert len(part["tasks"]) == 3
    assert part["tasks"] + items_after(client, part["next"]) == [
        task for task in whole["tasks"] if task["role"] == "coordinating"
    ]


def items_after(client: TestClient, address: str | None) -> list[dict[str, Any]]:
    """Return what stands on a page and those after it."""
    found: list[dict[str, Any]] = []
    while address:
        page = client.get(address).json()
        found += page["items"]
        address = page["next"]
    return found


@pytest.mark.parametrize("asked", [{"format": "xlsx"}, {"accept": XLSX}])
def test_a_comparison_is_a_workbook_on_demand(client: TestClient, asked: dict[str, str]) -> None:
    address = "/v1/compare?topic=6.1" + (f"&format={asked['format']}" if "format" in asked else "")
    response = client.get(address, headers={"accept": asked.get("accept", "*/*")})
    assert response.headers["content-type"] == XLSX
    assert response.headers["content-disposition"] == 'attachment; filename="so-sanh.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    rows = client.get("/v1/compare?topic=6.1").json()["rows"]
    shown = " ".join(str(cell.value) for cell in cells)
    assert all(
        member["text"][:40] in shown for row in rows for members in row["members"].values() for member in members
    )
    links = {cell.hyperlink.target for cell in cells if cell.hyperlink}
    assert f"http://127.0.0.1:8000/doan?id={PLAN}:6.1" in links


def test_a_comparison_is_a_word_document_on_demand(client: TestClient) -> None:
    response = client.get("/v1/compare?topic=6.1&format=docx")
    document = docx.Document(io.BytesIO(response.content))
    said = "\n".join(p.text for p in document.paragraphs)
    said += "\n".join(cell.text for t in document.tables for row in t.rows for cell in row.cells)
    assert "Đến năm 2030, đảm bảo khả năng tiếp cận đầy đủ và công bằng với nước uống" in said
    tag = response.headers["etag"]
    again = client.get("/v1/compare?topic=6.1&format=docx", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_comparison_is_json_for_who_takes_json_and_refused_in_another_form(client: TestClient) -> None:
    both = client.get("/v1/compare?topic=6.1", headers={"accept": f"application/json, {XLSX}"})
    assert both.headers["content-type"] == "application/json"
    refused = client.get("/v1/compare?topic=6.1&format=pdf")
    assert (refused.status_code, refused.json()["detail"]) == (
        400,
        "không có định dạng 'pdf'; các định dạng: json, csv, xlsx, docx",
    )


def test_lists_of_a_plan_that_is_not_here_are_not_found(client: TestClient, tmp_path: Path) -> None:
    for name in ("goals", "lines", "passages", "leftovers"):
        response = client.get(f"/v1/plans/ha-noi/{name}")
        assert response.status_code == 404, name
        assert response.json()["detail"].startswith("không có kế hoạch 'ha-noi'; các kế hoạch: ")
    assert client.get("/v1/agencies/so-nao-do/tasks").status_code == 404
    assert client.get(f"/v1/agencies/{BODY}/tasks?plan=ha-noi").status_code == 404
