"""The pages over the real API server: the same data as from the engine itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.http_server import running
from ui.api_source import ApiSource
from ui.engine_source import EngineSource

QUESTION = "ai lo nước sạch nông thôn ở Bến Tre"


@pytest.fixture(scope="module")
def api(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiSource]:
    with running(small_index, feedback=tmp_path_factory.mktemp("feedback") / "feedback.sqlite") as address:
        found = ApiSource(address)
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


def test_feedback_is_accepted(api: ApiSource) -> None:
    api.give_feedback({"thumb": "down", "reason": "missing", "question": QUESTION, "citations": []})
