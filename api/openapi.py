"""The OpenAPI document with the errors every operation may give, and a page that shows it without the Internet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.chat_schemas import OpenAIErrorOut
from api.comparison_files import MEDIA_TYPES
from api.field_words import words_of
from api.middleware import PUBLIC_PATHS
from api.problems import MEDIA_TYPE
from api.record_schemas import Page
from api.schemas import ProblemOut

_ERRORS: Mapping[str, str] = {
    "400": "Đầu vào không dùng được / bad input",
    "401": "Thiếu hay sai khóa API / no or wrong key",
    "403": "Không được phép / refused",
    "404": "Không có / not found",
    "408": "Thân yêu cầu tới quá chậm / the body came too slowly",
    "413": "Thân yêu cầu quá lớn / body too large",
    "421": "Tên máy lạ / unknown host",
    "422": "Trường sai / a field is wrong",
    "429": "Quá nhiều yêu cầu / too many requests",
    "500": "Lỗi ngoài dự kiến / unexpected error",
    "503": "Đang bận, hết giờ hoặc chưa có chỉ mục / busy, out of time or no index",
}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}"
    "code,pre{font:14px/1.4 ui-monospace,monospace;background:#f3f3f3;border-radius:4px}code{padding:.1rem .3rem}"
    "pre{padding:.6rem;overflow-x:auto}h2{margin-top:2.5rem;border-bottom:1px solid #ccc}h3{margin:1.6rem 0 .2rem}"
    "table{border-collapse:collapse}td,th{text-align:left;padding:.15rem .8rem .15rem 0;vertical-align:top}"
)


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of an application."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for model in (ProblemOut, OpenAIErrorOut):
        own = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(own.pop("$defs", {}))
        schemas[model.__name__] = own
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _describe_fields(schemas)
    document["components"]["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    }
    for path, _, operation in operations(document):
        _complete(path, operation)
    return document


def _describe_fields(schemas: Mapping[str, Any]) -> None:
    for name, schema in schemas.items():
        # Pydantic gives the concrete forms of a generic model no description.
        if name.startswith(f"{Page.__name__}_"):
            schema.setdefault("description", Page.__doc__)
        for field, properties in schema.get("properties", {}).items():
            words = words_of(name, field)
            if words and "description" not in properties:
                properties["description"] = words


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation of everything in a document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Add the errors, the CSV form, "304" and the need of a key to one operation."""
    responses = operation["responses"]
    for status, text in _ERRORS.items():
        responses[status] = {"description": text, "content": _error_content(path)}
    if path == "/ready":
        responses["503"] = {**responses["200"], "description": "Chưa có chỉ mục / no index"}
    if path == "/metrics":
        responses["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}
    if path == "/v1/chat/completions":
        responses["200"]["content"]["text/event-stream"] = {}
    if path == "/v1/compare":
        responses["200"]["content"] |= {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()}
    elif any(parameter["name"] == "format" for parameter in operation.get("parameters", ())):
        responses["200"]["content"]["text/csv"] = {"schema": {"type": "string"}}
    if path.startswith(("/v1/", "/doan")) and not path.startswith("/v1/models"):
        responses["304"] = {"description": "Không đổi (If-None-Match) / not modified"}
    if path not in PUBLIC_PATHS:
        operation["security"] = [{"bearer": []}, {"apiKey": []}, {}]


def _error_content(path: str) -> dict[str, Any]:
    if path.startswith(("/v1/chat/", "/v1/models")):
        return {"application/json": {"schema": {"$ref": "#/components/schemas/OpenAIErrorOut"}}}
    return {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}


def docs_page(document: Mapping[str, Any]) -> str:
    """Return the document as one page of HTML that needs nothing from elsewhere."""
    parts = [
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{escape(document["info"]["title"])}</title>',
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style>',
        f"<h1>{escape(document['info']['title'])} {escape(document['info']['version'])}</h1>",
        f"<p>{escape(document['info'].get('description') or '')}</p>",
        '<p>OpenAPI 3.1: <a href="openapi.json">openapi.json</a></p>',
    ]
    by_tag: dict[str, list[str]] = {}
    for path, method, operation in operations(document):
        by_tag.setdefault(operation.get("tags", ["…"])[0], []).append(_operation_html(path, method, operation))
    for tag, found in by_tag.items():
        parts += [f"<h2>{escape(tag)}</h2>", *found]
    schemas = document["components"]["schemas"]
    parts += ["<h2>Schemas</h2>", *(_schema_html(name, schema) for name, schema in schemas.items())]
    return "\n".join(parts)


def _operation_html(path: str, method: str, operation: Mapping[str, Any]) -> str:
    lines = [
        f"<h3><code>{method.upper()} {escape(path)}</code> {escape(operation.get('summary', ''))}</h3>",
        f"<p>{escape(operation.get('description', ''))}</p>",
    ]
    rows = [
        f"<tr><td><code>{escape(item['name'])}</code><td>{escape(_type_of(item['schema']))}"
        f"<td>{escape(item.get('description', ''))}"
        for item in operation.get("parameters", [])
    ]
    lines += ["<table>", *rows, "</table>"] if rows else []
    for content in operation.get("requestBody", {}).get("content", {}).values():
        lines.append(f"<p>Body: {_reference_html(content['schema'])}</p>")
    for content in operation["responses"].get("200", operation["responses"].get("201", {})).get("content", {}).values():
        lines.append(f"<p>Response: {_reference_html(content['schema'])}</p>")
        break
    return "\n".join(lines)


def _schema_html(name: str, schema: Mapping[str, Any]) -> str:
    rows = [
        f"<tr><td><code>{escape(field)}</code><td>{escape(_type_of(item))}<td>{escape(item.get('description', ''))}"
        for field, item in schema.get("properties", {}).items()
    ]
    shown = (json.dumps(example, ensure_ascii=False, indent=1) for example in schema.get("examples", []))
    examples = "".join(f"<pre>{escape(text)}</pre>" for text in shown)
    head = f'<h3 id="{escape(name)}"><code>{escape(name)}</code></h3><p>{escape(schema.get("description", ""))}</p>'
    return f"{head}<table>{''.join(rows)}</table>{examples}"


def _reference_html(schema: Mapping[str, Any]) -> str:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return f'<a href="#{escape(name)}"><code>{escape(name)}</code></a>' if name else escape(_type_of(schema))


def _type_of(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type_of(item) for item in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_type_of(schema.get('items', {}))}]"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("type", "…"))
