"""A comparison as a file: which kind was asked for, and its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from starlette.requests import Request

from corpus.errors import QueryError
from search.citing import passage_url
from search.comparison.model import Comparison
from search.comparison.spreadsheet import Link

_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv; charset=utf-8",
        "xlsx": f"{_OFFICE}spreadsheetml.sheet",
        "docx": f"{_OFFICE}wordprocessingml.document",
    }
)


def wanted_file(request: Request) -> str | None:
    """Return the kind of file asked for by `format` or else by `Accept`; `None` for JSON.

    Raises:
        QueryError: the format is none of ours.
    """
    wanted = request.query_params.get("format")
    if wanted is not None:
        if wanted != "json" and wanted not in MEDIA_TYPES:
            known = ", ".join(["json", *MEDIA_TYPES])
            raise QueryError(f"không có định dạng '{wanted[:40]}'; các định dạng: {known}")
        return None if wanted == "json" else wanted
    kinds = [item.partition(";")[0].strip().lower() for item in request.headers.get("accept", "").split(",")]
    if "application/json" in kinds:
        return None
    return next((name for name, kind in MEDIA_TYPES.items() if kind.partition(";")[0] in kinds), None)


def file_of(comparison: Comparison, kind: str, public_url: str) -> bytes:
    """Return a comparison as a file, its targets linked to their passages where the kind of file has links."""

    def link(plan_id: str, code: str) -> str:
        return passage_url(public_url, f"{plan_id}:{code}")

    if kind == "csv":
        from search.comparison.tables import to_csv

        return to_csv(comparison).encode("utf-8", "replace")
    return _writer(kind)(comparison, link)


def _writer(kind: str) -> Callable[[Comparison, Link], bytes]:
    if kind == "xlsx":
        from search.comparison.spreadsheet import to_xlsx

        return to_xlsx
    from search.comparison.report import to_docx

    return to_docx
