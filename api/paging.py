"""Lists page by page, as JSON or CSV, and answers a cache can keep until the index changes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.cli_export import flattened
from api.serving import PinnedEngine
from corpus.errors import QueryError
from search.comparison.tables import safe_cell

DEFAULT_PAGE = 50
CACHING = {"cache-control": "private, no-cache", "vary": "Accept, Authorization"}


def package_version() -> str:
    """Return the version of this program."""
    try:
        return version("kehoach")
    except PackageNotFoundError:
        return "0.0.0"


def json_response(document: Any, *, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Return a document as JSON, Vietnamese letters as they are."""
    content = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return Response(content, status, dict(headers or {}), "application/json")


def etag(request: Request, engine: PinnedEngine, *extra: str) -> str:
    """Return the tag of what this address says as long as the corpus, the index and the program stay the same."""
    manifest = engine.session.reader.manifest
    parts = [
        manifest.corpus_hash,
        engine.generation,
        package_version(),
        engine.settings.public_url,
        str(request.url.path),
        str(request.url.query),
        *extra,
    ]
    return f'"{hashlib.sha256(chr(0).join(parts).encode("utf-8", "replace")).hexdigest()[:32]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """Return "304 Not Modified" when the client has this tag already (RFC 9110, 13.1.2)."""
    known = [item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(None, 304, {"etag": tag, **CACHING})
    return None


def cached(document: Any, tag: str) -> Response:
    """Return a document that a cache may keep and ask about."""
    return json_response(document, headers={"etag": tag, **CACHING})


def wants_csv(request: Request) -> bool:
    """Return whether a list is asked for as CSV, by `format` or by `Accept`.

    Raises:
        QueryError: the format is none of ours.
    """
    wanted = request.query_params.get("format")
    if wanted is not None:
        if wanted not in {"json", "csv"}:
            raise QueryError(f"không có định dạng '{wanted[:40]}'; các định dạng: json, csv")
        return wanted == "csv"
    kinds = [item.partition(";")[0].strip().lower() for item in request.headers.get("accept", "").split(",")]
    return "text/csv" in kinds and "application/json" not in kinds


def page_response(
    request: Request,
    engine: PinnedEngine,
    rows: Sequence[Mapping[str, Any]],
    limit: int,
    offset: int,
    name: str,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    """Return one page of a list; as CSV the page without its frame, with the next address in `Link`.

    Args:
        request: what was asked.
        engine: whose rows they are.
        rows: the whole list.
        limit: rows of a page.
        offset: rows before it.
        name: of the file, for CSV.
        more: fields beside the items, for JSON.
    """
    as_csv = wants_csv(request)
    tag = etag(request, engine, "csv" if as_csv else "json")
    if (known := unchanged(request, tag)) is not None:
        return known
    page = rows[offset : offset + limit]
    # The server puts the prefix a proxy took off back into the path (ASGI, "path" and "root_path").
    address = quote(request.scope["path"], safe="/:@")
    following = following_address(address, request.query_params.multi_items(), limit, offset, len(rows))
    if not as_csv:
        return cached({"items": list(page), "next": following, "total": len(rows), **more}, tag)
    headers = {"etag": tag, **CACHING, "content-disposition": f'attachment; filename="{name}.csv"'}
    headers["x-total-count"] = str(len(rows))
    if following:
        headers["link"] = f'<{following}>; rel="next"'
    return Response(csv_text(page).encode("utf-8", "replace"), 200, headers, "text/csv; charset=utf-8")


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return records as CSV, as `kehoach export --format csv` writes them."""
    flat = [flattened(row) for row in rows]
    columns = dict.fromkeys(name for row in flat for name in row)
    stream = io.StringIO(newline="")
    stream.write("\ufeff")  # Excel reads a CSV as UTF-8 only with this mark.
    writer = csv.DictWriter(stream, fieldnames=list(columns), lineterminator="\r\n")
    writer.writeheader()
    for row in flat:
        writer.writerow({name: safe_cell(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    return stream.getvalue()


def following_address(
    path: str, asked: Mapping[str, str] | Sequence[tuple[str, str]], limit: int, offset: int, total: int
) -> str | None:
    """Return the address of the page after this one, `None` after the last.

    Args:
        path: of the list.
        asked: the query parameters of this page.
        limit: rows of a page.
        offset: rows before this one.
        total: rows of the whole list.
    """
    if offset + limit >= total:
        return None
    pairs = asked.items() if isinstance(asked, Mapping) else asked
    others = [(name, value) for name, value in pairs if name not in {"limit", "offset"}]
    return f"{path}?{urlencode([*others, ('limit', limit), ('offset', offset + limit)])}"
