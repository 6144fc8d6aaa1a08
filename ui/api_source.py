"""The pages' data from the API of another process (`KEHOACH_API_URL`)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from corpus.errors import QueryError, SettingsError
from corpus.reading import Document, document_from_text
from ui.context import Context, context_of
from ui.source import Json, NotOffered, SourceError
from ui.tables import to_xlsx

_PAGE = 500
_SECONDS = 30.0
_MOST_PAGES = 100
_FRESH = 120.0
_MOST_DOCUMENTS = 32


class ApiSource:
    """Data over HTTP, in the shapes of the contract."""

    def __init__(self, url: str, key: str = "", transport: httpx2.BaseTransport | None = None) -> None:
        """Hold the address of the API.

        Args:
            url: where it is, without `/v1`.
            key: sent as a bearer token when not "".
            transport: another way to reach it, for tests.

        Raises:
            SettingsError: the address is none.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise SettingsError(f"KEHOACH_API_URL phải là địa chỉ http:// hoặc https://, không phải '{url[:80]}'")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._url = url.rstrip("/")
        self._documents: dict[str, tuple[float, Document | None]] = {}
        self._client = httpx2.Client(base_url=self._url, headers=headers, timeout=_SECONDS, transport=transport)

    def close(self) -> None:
        """Close the connections; the source is of no use afterwards."""
        self._client.close()

    def _send(self, method: str, path: str, **options: Any) -> Any:
        """Return the JSON of an answer, None for 404.

        Raises:
            QueryError: the API says that the question cannot be read.
            SourceError: it cannot be reached, or does not answer as agreed.
        """
        response = self._response(method, path, **options)
        if response.status_code == 404:
            return None
        try:
            document = response.json()
        except ValueError as error:
            raise SourceError(f"API '{self._url}' trả lời không phải JSON (mã {response.status_code})") from error
        if response.status_code >= 400:
            said = str(document.get("detail") or document.get("title") or "") if isinstance(document, dict) else ""
            kind = QueryError if response.status_code in (400, 422) else SourceError
            raise kind(said or f"API '{self._url}' từ chối yêu cầu (mã {response.status_code})")
        return document

    def _response(self, method: str, path: str, **options: Any) -> httpx2.Response:
        try:
            return self._client.request(method, path, **options)
        except httpx2.HTTPError as error:
            raise SourceError(
                f"không gọi được API '{self._url}' ({type(error).__name__}); hãy kiểm tra địa chỉ"
            ) from error

    def _all(self, path: str, **parameters: Any) -> Iterator[Json]:
        """Yield the items of a list over all its pages."""
        for page in range(_MOST_PAGES):
            asked = {**parameters, "limit": _PAGE, "offset": page * _PAGE}
            document = self._send("GET", path, params=asked)
            if document is None:
                return
            items = document["items"]
            yield from items
            if len(items) < _PAGE:
                return

    def plans(self) -> list[Json]:
        """Return the plans as documents."""
        return list(self._all("/v1/plans"))

    def ask(self, question: str, *, provinces: Sequence[str], plans: Sequence[str], history: Sequence[str]) -> Json:
        """Return an answer; the questions before go along as a conversation."""
        body: Json = {"provinces": list(provinces), "plans": list(plans)}
        if history:
            body["messages"] = [{"role": "user", "content": text} for text in [*history, question]]
        else:
            body["question"] = question
        return self._found(self._send("POST", "/v1/ask", json=body))

    def _found(self, document: Any) -> Json:
        if not isinstance(document, dict):
            raise SourceError(f"API '{self._url}' không có đường dẫn được hỏi; hãy kiểm tra phiên bản API")
        return document

    def search(
        self,
        query: str,
        *,
        provinces: Sequence[str],
        plans: Sequence[str],
        levels: Sequence[str],
        agency: str | None,
        top_k: int,
    ) -> Json:
        """Return ranked passages."""
        asked: dict[str, Any] = {"q": query, "province": provinces, "plan": plans, "level": levels, "top_k": top_k}
        if agency:
            asked["agency"] = agency
        return self._found(self._send("GET", "/v1/search", params=asked))

    def compare(self, topic: str | None, *, provinces: Sequence[str]) -> Json:
        """Return corresponding targets side by side."""
        asked: dict[str, Any] = {"province": provinces} | ({"topic": topic} if topic else {})
        return self._found(self._send("GET", "/v1/compare", params=asked))

    def comparison_file(self, topic: str | None, *, provinces: Sequence[str], kind: str) -> bytes:
        """Return a comparison as a file; an API that makes none still gives what a workbook needs.

        Raises:
            NotOffered: the API makes no such file and it cannot be made here.
        """
        asked: dict[str, Any] = {"province": provinces, "format": kind} | ({"topic": topic} if topic else {})
        response = self._response("GET", "/v1/compare", params=asked)
        if response.status_code == 200 and "json" not in response.headers.get("content-type", ""):
            return response.content
        if kind != "xlsx":
            raise NotOffered("API không làm tệp Word cho bản so sánh; hãy tải bảng tính")
        comparison = self.compare(topic, provinces=provinces)
        plans = comparison["plans"]
        rows = [[row["topic"], row["relation"], *_cells(row, plans), _said(row)] for row in comparison["rows"]]
        return to_xlsx("So sánh", ["Nội dung", "Quan hệ", *(p["name"] for p in plans), "Khác biệt"], rows)

    def agencies(self) -> list[Json]:
        """Return every body the plans name."""
        return list(self._all("/v1/agencies"))

    def agency_tasks(self, agency_id: str) -> list[Json]:
        """Return the tasks of a body, each with its role; an older API lists only those it leads."""
        path = f"/v1/agencies/{quote(agency_id, safe='')}"
        tasks = list(self._all(f"{path}/tasks"))
        if tasks:
            return [{**task, "goal": task.get("goal") or str(task["target_code"]).partition(".")[0]} for task in tasks]
        found = self._send("GET", path) or {}
        return [
            {
                **task,
                "role": "lead" if any(body["agency_id"] == agency_id for body in task["lead"]) else "coordinating",
                "goal": task.get("goal") or str(task["target_code"]).partition(".")[0],
            }
            for task in found.get("tasks", ())
        ]

    def goals(self, plan_id: str) -> list[Json]:
        """Return the goals of a plan; of an older API those its targets name."""
        goals = list(self._all(f"/v1/plans/{quote(plan_id, safe='')}/goals"))
        if goals:
            return goals
        named = dict.fromkeys(str(target["goal"]) for target in self.targets(plan_id))
        return [{"code": code, "full_code": code, "text": "", "lines": [1, 1]} for code in named if code]

    def targets(self, plan_id: str) -> list[Json]:
        """Return the targets of a plan."""
        return list(self._all(f"/v1/plans/{quote(plan_id, safe='')}/targets"))

    def indicators(self) -> list[Json]:
        """Return the indicators of all plans."""
        return list(self._all("/v1/indicators"))

    def passage(self, passage_id: str) -> Json | None:
        """Return a passage."""
        found = self._send("GET", f"/v1/passages/{quote(passage_id, safe=':')}")
        return found if isinstance(found, dict) else None

    def context(self, citation: Mapping[str, Any]) -> Context:
        """Return a cited piece inside its lines; the quoted words alone where the API does not hand out the source."""
        first, last = citation["lines"]
        said = str(citation.get("quote") or citation.get("text") or "")
        alone = Context((), said, (), first, last)
        document = self._document(str(citation["plan_id"]))
        if document is None or not citation.get("offsets"):
            return alone
        start, end = (int(each) for each in citation["offsets"])
        if not 0 <= start < end <= len(document.source):
            return alone
        found = context_of(document, start, end)
        # Another text than the one quoted from means that the plan was read anew in between.
        return alone if citation.get("quote") and found.quote != said else found

    def _document(self, plan_id: str) -> Document | None:
        """Return the source of a plan, asked for again after a while; None where the API does not offer it."""
        held = self._documents.get(plan_id)
        if held is not None and time.monotonic() - held[0] < _FRESH:
            return held[1]
        lines = [str(line["text"]) for line in self._all(f"/v1/plans/{quote(plan_id, safe='')}/lines")]
        document = document_from_text(plan_id, "\n".join([*lines, ""])) if lines else None
        if len(self._documents) >= _MOST_DOCUMENTS:
            self._documents.clear()
        self._documents[plan_id] = (time.monotonic(), document)
        return document

    def lines(self, plan_id: str) -> Sequence[str]:
        """Return the source of a plan as lines.

        Raises:
            NotOffered: the API hands out passages only.
        """
        document = self._document(plan_id)
        if document is None:
            raise NotOffered("API không cung cấp nguyên văn từng dòng; ở đây chỉ có mục lục và các đoạn được trích")
        return [document.source[start:end] for _, start, end in document.lines()]

    def records_at(self, plan_id: str, first: int, last: int) -> list[Json]:
        """Return the passages that begin in some lines of a plan; none where the API does not list them by line."""
        return list(self._all(f"/v1/plans/{quote(plan_id, safe='')}/passages", first=first, last=last))

    def leftovers(self, plan_id: str) -> Json:
        """Return what was not understood of a plan.

        Raises:
            NotOffered: the API does not list it.
        """
        path = f"/v1/plans/{quote(plan_id, safe='')}/leftovers"
        found = self._send("GET", path, params={"limit": 1})
        if found is None:
            raise NotOffered("API không liệt kê phần chưa hiểu của văn bản")
        return {"leftovers": list(self._all(path)), "counts": found.get("counts", [])}

    def give_feedback(self, feedback: Json) -> None:
        """Send what a reader thinks of an answer."""
        self._send("POST", "/v1/feedback", json=feedback)


def _cells(row: Json, plans: Sequence[Json]) -> list[str]:
    return [
        "\n".join(f"{member['code']}: {member['text']}" for member in row["members"].get(plan["plan_id"]) or ())
        for plan in plans
    ]


def _said(row: Json) -> str:
    return "\n".join(str(difference["text"]) for difference in row["differences"])
