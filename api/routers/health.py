"""Alive, ready, figures: what an operator's tools ask."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.paging import json_response
from api.schemas import HealthOut, ReadyOut
from api.services import services

router = APIRouter(tags=["Vận hành / operation"])


@router.get("/health", response_model=HealthOut, summary="Máy chủ sống / the server is alive")
async def health() -> Response:
    """Luôn trả lời khi máy chủ chạy. / Answers whenever the server runs."""
    return json_response({"status": "ok"})


@router.get("/ready", response_model=ReadyOut, summary="Chỉ mục đã mở / an index is loaded")
async def ready(request: Request) -> Response:
    """200 khi trả lời được câu hỏi (degraded: đang dùng bản chỉ mục khác bản lẽ ra phải dùng), 503 khi chưa.

    200 when questions can be answered (degraded: by another generation than the one that should serve), else 503.
    """
    holder = services(request).holder
    return json_response(holder.state(), status=200 if holder.is_ready else 503, headers={"cache-control": "no-store"})


@router.get("/metrics", response_class=Response, summary="Số liệu Prometheus / figures")
async def metrics(request: Request) -> Response:
    """Số liệu theo định dạng của Prometheus. / Figures in Prometheus's text form."""
    parts = services(request)
    parts.metrics.ready.set(parts.holder.is_ready)
    parts.metrics.generations.set(parts.holder.generations)
    parts.metrics.degraded.set(parts.holder.is_degraded)
    return Response(parts.metrics.page(), media_type="text/plain; version=0.0.4; charset=utf-8")
