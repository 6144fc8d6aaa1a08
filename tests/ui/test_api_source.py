"""The pages' data over HTTP: the shapes of the contract, and what is said when the API does not answer."""

from __future__ import annotations

import json

import httpx2
import pytest

from corpus.errors import QueryError, SettingsError
from ui.api_source import ApiSource
from ui.source import NotOffered, SourceError


def source_of(answer: httpx2.Response | Exception, seen: list[httpx2.Request] | None = None) -> ApiSource:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if seen is not None:
            seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ApiSource("http://api.example/", "bí-mật".encode().hex(), httpx2.MockTransport(handle))


def test_a_question_alone_and_one_of_a_conversation() -> None:
    seen: list[httpx2.Request] = []
    source = source_of(httpx2.Response(200, json={"status": "answered"}), seen)
    source.ask("ai lo nước sạch", provinces=["ben-tre"], plans=[], history=[])
    source.ask("còn Kiên Giang?", provinces=[], plans=["a"], history=["ai lo nước sạch"])
    assert [json.loads(request.content) for request in seen] == [
        {"provinces": ["ben-tre"], "plans": [], "question": "ai lo nước sạch"},
        {
            "provinces": [],
            "plans": ["a"],
            "messages": [
                {"role": "user", "content": "ai lo nước sạch"},
                {"role": "user", "content": "còn Kiên Giang?"},
            ],
        },
    ]
    assert seen[0].headers["authorization"].startswith("Bearer ")


def test_lists_are_read_over_all_pages() -> None:
    pages = {0: [{"plan_id": str(at)} for at in range(500)], 500: [{"plan_id": "last"}]}

    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"items": pages[int(request.url.params["offset"])], "next": None})

    assert len(ApiSource("http://api.example", transport=httpx2.MockTransport(handle)).plans()) == 501


def test_search_repeats_its_filters() -> None:
    seen: list[httpx2.Request] = []
    source_of(httpx2.Response(200, json={"hits": []}), seen).search(
        "nước", provinces=["a", "b"], plans=[], levels=["task"], agency=None, top_k=5
    )
    assert seen[0].url.params.get_list("province") == ["a", "b"]
    assert "agency" not in seen[0].url.params


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (httpx2.ConnectError("x"), SourceError, "không gọi được API 'http://api.example'"),
        (httpx2.Response(200, text="<html>"), SourceError, "không phải JSON"),
        (httpx2.Response(400, json={"detail": "câu hỏi quá dài"}), QueryError, "câu hỏi quá dài"),
        (httpx2.Response(503, json={}), SourceError, "mã 503"),
        (httpx2.Response(404, json={}), SourceError, "không có đường dẫn"),
    ],
)
def test_what_goes_wrong_is_said_in_vietnamese(answer: httpx2.Response | Exception, kind: type, said: str) -> None:
    with pytest.raises(kind, match=said):
        source_of(answer).ask("x", provinces=[], plans=[], history=[])


def test_what_the_api_does_not_hold_is_refused_or_empty() -> None:
    source = source_of(httpx2.Response(404, json={}))
    assert source.passage("x:1") is None
    assert source.agency_tasks("x") == []
    cited = {"plan_id": "x", "lines": [3, 4], "offsets": [0, 5], "quote": "nguyên văn"}
    assert source.context(cited).quote == "nguyên văn"
    assert source.records_at("x", 1, 9) == []
    for refused in (source.lines, source.leftovers):
        with pytest.raises(NotOffered):
            refused("x")


def test_an_api_of_before_still_gives_a_workbook_but_no_word_document() -> None:
    comparison = {"plans": [{"plan_id": "a", "name": "A"}], "rows": []}
    source = source_of(httpx2.Response(200, json=comparison))
    assert source.comparison_file("nước", provinces=[], kind="xlsx")[:2] == b"PK"
    with pytest.raises(NotOffered, match="Word"):
        source.comparison_file("nước", provinces=[], kind="docx")


def test_a_quotation_of_a_text_read_anew_is_shown_alone() -> None:
    lines = [{"line": at, "start": 0, "text": text} for at, text in enumerate(("một", "hai ba", "bốn"), start=1)]
    source = source_of(httpx2.Response(200, json={"items": lines, "next": None}))
    cited = {"plan_id": "x", "lines": [2, 2], "offsets": [4, 10], "quote": "hai ba"}
    assert source.context(cited).before == ("một",)
    assert source.context({**cited, "quote": "hai bà"}).before == ()
    assert source.context({**cited, "offsets": [4, 999]}).quote == "hai ba"


@pytest.mark.parametrize("address", ["ftp://x", "api.example", "http://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="KEHOACH_API_URL"):
        ApiSource(address)
