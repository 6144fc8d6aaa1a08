"""`/doan?id=…`: the address of every citation."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.paging import cached, etag, unchanged
from api.passages import passage_document
from api.record_schemas import PassageOut
from api.services import services

router = APIRouter(tags=["Tra cứu / look-up"])


@router.get(
    "/doan",
    response_model=PassageOut,
    summary="Mở một trích dẫn / open a citation",
    responses={307: {"description": "Chuyển tới giao diện web / redirected to the front end"}},
)
async def deep_link(
    request: Request,
    id: Annotated[
        str, Query(description="Mã đoạn / id", min_length=1, max_length=300, examples=["ben-tre-ptbv:6.1:task-1"])
    ],
) -> Response:
    """Đoạn được trích, dạng JSON; hoặc chuyển tới giao diện web khi có. / The passage, or a redirect to its page."""
    parts = services(request)
    if parts.server.front_end:
        address = f"{parts.server.front_end}/doan?id={quote(id, safe=':')}"
        return RedirectResponse(address, 307, headers={"cache-control": "no-store"})
    engine = parts.holder.engine
    tag = etag(request, engine)
    document = await parts.workers.run(lambda: passage_document(engine, id))
    return unchanged(request, tag) or cached(document, tag)
