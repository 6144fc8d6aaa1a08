"""Every limit the OpenAPI document states holds: its last value is taken, one past it is refused in these words."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.openapi import operations
from search.settings import load_settings
from tests.api.test_app import ROUTES

WORDS: Mapping[str, str] = {
    "maxLength": "dài quá {} ký tự",
    "minLength": "cần ít nhất {} ký tự",
    "maxItems": "nhiều quá {} mục",
    "minItems": "cần ít nhất {} mục",
    "maximum": "tối đa {}",
    "minimum": "phải từ {} trở lên",
}
PAST: Mapping[str, Callable[[int], int]] = {
    keyword: (lambda limit: limit + 1) if keyword.startswith("max") else (lambda limit: limit - 1) for keyword in WORDS
}
CITATION = {"plan_id": "p", "quote": "a", "offsets": [0, 1], "lines": [1, 1]}
# A body for every POST that has each of its limited fields somewhere.
BODIES: list[tuple[str, dict[str, Any]]] = [
    ("/v1/ask", {"question": "nước", "provinces": [], "plans": []}),
    ("/v1/ask", {"messages": [{"role": "user", "content": "nước"}]}),
    ("/v1/citations/verify", {"citations": [CITATION]}),
    (
        "/v1/feedback",
        {
            "thumb": "up",
            "question": "a",
            "comment": "a",
            "answer": "a",
            "plan_id": "p",
            "citations": [{}],
            "request_id": "r",
        },
    ),
    ("/v1/chat/completions", {"messages": [{"role": "user", "content": "nước"}]}),
    ("/retrieval", {"knowledge_id": "all", "query": "a", "retrieval_setting": {"top_k": 1, "score_threshold": 0.0}}),
]
DOCUMENT = create_app(load_settings({}, index="none")).openapi()
SCHEMAS: Mapping[str, Any] = DOCUMENT["components"]["schemas"]
ADDRESSES = {route: address for _, route, address, *_ in ROUTES}
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Stated:
    """A limit of one field: of a parameter, or of a place in a body."""

    route: str
    where: Path
    keyword: str
    limit: int
    kind: str
    body: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.route} {'.'.join(map(str, self.where))} {self.keyword}"

    def value(self, size: int) -> Any:
        """Return a value of this size."""
        if self.kind == "string":
            return "a" * size
        if self.kind == "array":
            known = self.in_body()
            return [copy.deepcopy(known[0]) if isinstance(known, list) and known else "a"] * size
        return size

    def in_body(self) -> Any:
        """Return what stands at this place of the body."""
        found: Any = self.body
        for step in self.where:
            found = found[step] if found is not None else None
        return found

    def send(self, client: TestClient, value: Any) -> Any:
        """Send the request with a value at this place."""
        if self.body is None:
            return client.get(ADDRESSES[self.route].partition("?")[0], params={**self.others(), self.where[0]: value})
        body = copy.deepcopy(dict(self.body))
        found: Any = body
        for step in self.where[:-1]:
            found = found[step]
        found[self.where[-1]] = value
        return client.post(self.route, json=body)

    def others(self) -> dict[str, str]:
        """Return the other query parameters of the address in the table of routes."""
        query = ADDRESSES[self.route].partition("?")[2]
        return dict(part.split("=", 1) for part in query.split("&") if part)


def limits_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Yield keyword, limit and type of a schema and of the alternatives in it."""
    yield from ((keyword, int(schema[keyword]), schema.get("type", "")) for keyword in WORDS if keyword in schema)
    for one in schema.get("anyOf", ()):
        yield from limits_of(one)


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema a reference means."""
    for one in (schema, *schema.get("anyOf", ())):
        if "$ref" in one:
            return SCHEMAS[str(one["$ref"]).rpartition("/")[2]]  # type: ignore[no-any-return]
        if "items" in one:
            return one
    return schema


def in_bodies(route: str, body: Mapping[str, Any]) -> Iterator[Stated]:
    """Yield the limits of a body's schema, down to where the body has a value."""
    media = DOCUMENT["paths"][route]["post"]["requestBody"]["content"]["application/json"]["schema"]

    def walk(schema: Mapping[str, Any], value: Any, where: Path) -> Iterator[Stated]:
        own = resolved(schema)
        if isinstance(value, dict):
            for name, inner in own.get("properties", {}).items():
                if name in value:
                    yield from (Stated(route, (*where, name), *limit, body) for limit in limits_of(inner))
                    yield from walk(inner, value[name], (*where, name))
        elif isinstance(value, list) and value and "items" in own:
            yield from walk(own["items"], value[0], (*where, 0))

    return walk(media, body, ())


def in_parameters() -> Iterator[Stated]:
    """Yield the limits of all parameters."""
    for route, _, operation in operations(DOCUMENT):
        for parameter in operation.get("parameters", ()):
            yield from (Stated(route, (parameter["name"],), *limit) for limit in limits_of(parameter["schema"]))


STATED = [*in_parameters(), *(stated for route, body in BODIES for stated in in_bodies(route, body))]


def test_every_limit_of_what_is_sent_is_looked_at() -> None:
    sent = {content["schema"]["$ref"].rpartition("/")[2] for _, _, operation in operations(DOCUMENT)
            for content in operation.get("requestBody", {}).get("content", {}).values()}  # fmt: skip
    inner = {"Message", "CitationIn", "RetrievalSetting"}
    limited = {
        (field, keyword)
        for name in sent | inner
        for field, schema in SCHEMAS[name]["properties"].items()
        for keyword, _, _ in limits_of(schema)
    }
    looked_at = {(stated.where[-1], stated.keyword) for stated in STATED if stated.body is not None}
    assert limited == looked_at
    assert len(STATED) > 60


@pytest.mark.parametrize("stated", STATED, ids=str)
def test_one_past_a_stated_limit_is_refused_in_these_words_and_the_limit_itself_is_not(
    client: TestClient, stated: Stated
) -> None:
    refused = stated.send(client, stated.value(PAST[stated.keyword](stated.limit)))
    words = f"{'.'.join(map(str, stated.where))}: {WORDS[stated.keyword].format(stated.limit)}"
    if stated.route.startswith("/v1/chat/"):
        assert (refused.status_code, refused.json()["error"]["message"]) == (400, words)
    else:
        assert (refused.status_code, refused.json()["detail"]) == (422, words)
    taken = stated.send(client, stated.value(stated.limit))
    assert words not in taken.text
    assert taken.status_code != 422
