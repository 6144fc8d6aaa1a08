"""The pages over the real API server: the same data as from the engine itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.http_server import running
from tests.ui.test_pages import opened, text_of
from ui.api_source import ApiSource
from ui.engine_source import EngineSource

QUESTION = "ai lo nước sạch nông thôn ở Bến Tre"


@pytest.fixture(scope="module")
def api_address(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(small_index, feedback=tmp_path_factory.mktemp("feedback") / "feedback.sqlite") as address:
        yield address


@pytest.fixture(scope="module")
def api(api_address: str) -> Iterator[ApiSource]:
    found = ApiSource(api_address)
    yield found
    found.close()


def test_plans_bodies_and_targets_are_the_same(api: ApiSource, source: EngineSource) -> None:
    assert [plan["plan_id"] for plan in api.plans()] == [plan["plan_id"] for plan in source.plans()]
    assert {body["agency_id"] for body in api.agencies()} == {body["agency_id"] for body in source.agencies()}
    plan_id = source.plans()[0]["plan_id"]
    assert [each["full_code"] for each in api.targets(plan_id)] == [
        each["full_code"] for each in source.targets(plan_id)
    ]


def test_an_answer_and_what_follows_on_it_are_the_same(api: ApiSource, source: EngineSource) -> None:
    for history in ([], [QUESTION]):
        question = "còn Đắk Nông thì sao?" if history else QUESTION
        both = [each.ask(question, provinces=[], plans=[], history=history) for each in (api, source)]
        assert both[0]["answer"] == both[1]["answer"]
        assert both[0]["question"] == both[1]["question"] == question


def test_passages_comparisons_and_searches_are_the_same(api: ApiSource, source: EngineSource) -> None:
    citation = source.ask(QUESTION, provinces=[], plans=[], history=[])["citations"][0]
    passage = api.passage(citation["passage_id"])
    assert passage is not None
    assert passage["text"] == (source.passage(citation["passage_id"]) or {})["text"]
    assert api.context(citation).quote == source.context(citation).quote == citation["quote"]
    rows = [each.compare("nước sạch", provinces=[])["rows"] for each in (api, source)]
    assert [row["row_id"] for row in rows[0]] == [row["row_id"] for row in rows[1]]
    hits = [
        each.search("nước sạch", provinces=[], plans=[], levels=["task"], agency=None, top_k=3)["hits"]
        for each in (api, source)
    ]
    assert [hit["passage_id"] for hit in hits[0]] == [hit["passage_id"] for hit in hits[1]]


def test_goals_lines_records_and_tasks_are_the_same(api: ApiSource, source: EngineSource) -> None:
    plan_id = source.plans()[0]["plan_id"]
    assert [goal["text"] for goal in api.goals(plan_id)] == [goal["text"] for goal in source.goals(plan_id)]
    assert list(api.lines(plan_id)) == list(source.lines(plan_id))
    both = [[each["passage_id"] for each in one.records_at(plan_id, 1, 30)] for one in (api, source)]
    assert sorted(both[0]) == sorted(both[1])
    assert both[0]
    assert api.leftovers(plan_id) == source.leftovers(plan_id)
    body = "so-nong-nghiep-va-phat-trien-nong-thon"
    tasks = [
        sorted((t["full_code"] or "", t["role"], t["goal"]) for t in one.agency_tasks(body)) for one in (api, source)
    ]
    assert tasks[0] == tasks[1] != []


def test_a_cited_piece_stands_in_the_same_lines(api: ApiSource, source: EngineSource) -> None:
    for citation in source.ask(QUESTION, provinces=[], plans=[], history=[])["citations"]:
        assert api.context(citation) == source.context(citation)


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_comparisons_can_be_taken_along(api: ApiSource, kind: str) -> None:
    assert api.comparison_file("nước sạch", provinces=[], kind=kind)[:2] == b"PK"


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("ask", {"q": "ai lo nuoc sach nong thon o ben tre"}),
        ("compare", {"chu_de": "6.1"}),
        ("agencies", {"id": "so-nong-nghiep-va-phat-trien-nong-thon"}),
        ("indicators", {}),
        ("documents", {"ke_hoach": "ben-tre-ptbv-trich", "muc": "6.1"}),
        ("passage", {"id": "ben-tre-ptbv-trich:6.1"}),
    ],
)
def test_every_page_shows_the_same_over_the_api(
    page: str, address: dict[str, str], api_address: str, small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_INDEX", str(small_index))
    own = text_of(opened(page, **address))
    monkeypatch.setenv("KEHOACH_API_URL", api_address)
    monkeypatch.delenv("KEHOACH_INDEX")
    over = text_of(opened(page, **address))
    assert 'role="alert"' not in over
    ports = re.compile(r"127\.0\.0\.1:\d+")
    assert ports.sub("", over) == ports.sub("", own)


def test_feedback_is_accepted(api: ApiSource) -> None:
    api.give_feedback({"thumb": "down", "reason": "missing", "question": QUESTION, "citations": []})
