"""A small HTTP client of the API, with nothing but the standard library."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from corpus.errors import KehoachError

DEFAULT_URL = "http://127.0.0.1:8000"


class ApiError(KehoachError):
    """The API could not be reached, or refused; the message is what it said."""


class _NoRedirects(HTTPRedirectHandler):
    """A redirect would carry the key to another server."""

    def redirect_request(self, *arguments: Any, **named: Any) -> None:
        """Follow none."""
        return None


@dataclass(frozen=True, slots=True)
class Client:
    """Where the API is, the key it wants, and how long to wait for it."""

    base_url: str = DEFAULT_URL
    api_key: str | None = None
    seconds: float = 30.0

    def search(self, query: str, *, provinces: Sequence[str] = (), top_k: int = 10) -> list[dict[str, Any]]:
        """Return the hits of a search, best first.

        Raises:
            ApiError: the API cannot be reached, or refuses.
        """
        values = [("q", query), ("top_k", str(top_k)), *(("province", name) for name in provinces)]
        hits = self._call(f"/v1/search?{urlencode(values)}")["hits"]
        return [dict(hit) for hit in hits]

    def ask(self, question: str, *, provinces: Sequence[str] = (), brief: bool = False) -> dict[str, Any]:
        """Return an answer in the contract's shape.

        Raises:
            ApiError: the API cannot be reached, or refuses.
        """
        return self._call("/v1/ask", {"question": question, "provinces": list(provinces), "brief": brief})

    def _call(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if urlsplit(self.base_url).scheme not in {"http", "https"}:
            raise ApiError(f"địa chỉ API phải là http:// hoặc https://, không phải '{self.base_url[:80]}'")
        headers = {"accept": "application/json", "content-type": "application/json"}
        if self.api_key:
            headers["authorization"] = f"Bearer {self.api_key}"
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.base_url.rstrip("/") + path, data, headers)
        try:
            with build_opener(_NoRedirects).open(request, timeout=self.seconds) as response:
                document: dict[str, Any] = json.load(response)
        except HTTPError as error:
            raise ApiError(_said(error)) from error
        except (URLError, OSError, ValueError) as error:
            raise ApiError(f"không gọi được API ở '{self.base_url[:80]}': {error}") from error
        return document


def _said(error: HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (ValueError, KeyError, TypeError):
        return f"API trả lời {error.code}"
