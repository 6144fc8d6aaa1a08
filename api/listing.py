"""What every route of lists and single things shares: its parameters, its paging, its filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from api.paging import cached, etag, page_response, unchanged
from api.services import services
from api.serving import PinnedEngine
from index.text import folded_tokens

MAX_PAGE = 500
MAX_OFFSET = 10_000_000
LOOK_UP = "Tra cứu / look-up"
Limit = Annotated[int, Query(description="Số mục một trang / items of a page", ge=1, le=MAX_PAGE)]
Offset = Annotated[int, Query(description="Số mục bỏ qua / items before the page", ge=0, le=MAX_OFFSET)]
Format = Annotated[str, Query(description="json, csv (hoặc Accept: text/csv) / or by Accept")]
Words = Annotated[str | None, Query(description="Chỉ mục có các từ này / only items with these words", max_length=300)]
PlanIds = Annotated[
    tuple[str, ...],
    Query(description="Mã kế hoạch, lặp lại được / plan id, repeatable", max_length=64, examples=[["ben-tre-ptbv"]]),
]
Rows = Sequence[Mapping[str, Any]]


async def list_response(
    request: Request,
    limit: int,
    offset: int,
    name: str,
    rows: Callable[[PinnedEngine], Rows],
    more: Callable[[PinnedEngine], Mapping[str, Any]] = lambda engine: {},
) -> Response:
    """Return one page of a list in the form asked for; `more` is said beside it where the form is JSON."""
    return await services(request).with_engine(
        lambda engine: page_response(request, engine, rows(engine), limit, offset, name, more(engine))
    )


async def one_response(request: Request, document: Callable[[PinnedEngine], Any], *extra: str) -> Response:
    """Return one thing as JSON; `extra` is what it depends on besides the index and its address."""

    def work(engine: PinnedEngine) -> Response:
        tag = etag(request, engine, *extra)
        found = document(engine)
        return unchanged(request, tag) or cached(found, tag)

    return await services(request).with_engine(work)


def matching(rows: Rows, words: str | None, *fields: str) -> list[Mapping[str, Any]]:
    """Return the rows whose fields hold all words, marks and case aside."""
    wanted = folded_tokens(words or "")
    if not wanted:
        return list(rows)
    return [row for row in rows if _holds(" ".join(str(row.get(field) or "") for field in fields), wanted)]


def _holds(text: str, wanted: Sequence[str]) -> bool:
    here = set(folded_tokens(text))
    return all(word in here for word in wanted)
