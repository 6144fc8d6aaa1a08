"""Citations: the words of a source, where they stand, and whether they really stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote as percent_encoded

from corpus.errors import QueryError
from corpus.markup import trim, visible
from corpus.reading import Document
from corpus.records import Passage, PlanInfo, Span


def quote(source: str, start: int, end: int) -> str:
    """Return the words of `source[start:end]`: markup removed, white space collapsed.

    This is the only way a quote is made, when it is cited and when it is verified.
    """
    return visible(source, start, end)


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited place of a source, in the shape every surface hands out."""

    label: str
    passage_id: str
    plan_id: str
    province: str | None
    plan_title: str | None
    plan_number: str | None
    heading_path: tuple[str, ...]
    target_code: str | None
    lines: tuple[int, int]
    offsets: tuple[int, int]
    quote: str
    source_sha256: str
    url: str
    score: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the citation in the contract's shape."""
        return {
            "label": self.label,
            "passage_id": self.passage_id,
            "plan_id": self.plan_id,
            "province": self.province,
            "plan_title": self.plan_title,
            "plan_number": self.plan_number,
            "heading_path": list(self.heading_path),
            "target_code": self.target_code,
            "lines": list(self.lines),
            "offsets": list(self.offsets),
            "quote": self.quote,
            "source_sha256": self.source_sha256,
            "url": self.url,
            "score": dict(self.score),
        }


def passage_url(public_url: str, passage_id: str) -> str:
    """Return the absolute address at which a passage is shown."""
    return f"{public_url.rstrip('/')}/doan?id={percent_encoded(passage_id, safe=':')}"


def cite(
    passage: Passage,
    info: PlanInfo,
    document: Document,
    *,
    span: Span | None = None,
    label: str = "",
    public_url: str,
    score: Mapping[str, float] | None = None,
) -> Citation:
    """Cite a passage, or the piece of its plan that `span` names.

    Args:
        passage: what was found.
        info: its plan.
        document: its plan's source.
        span: the piece that states what is cited; the passage's own when not given.
        label: the number it carries in the answer.
        public_url: where the front end or API is reached.
        score: of the hit, when it came from a search.
    """
    piece = span or passage.span
    start, end = trim(document.source, piece.start, piece.end)
    tight = document.span(start, end)
    return Citation(
        label=label,
        passage_id=passage.passage_id,
        plan_id=passage.plan_id,
        province=passage.province,
        plan_title=info.title,
        plan_number=info.number,
        heading_path=passage.heading_path,
        target_code=passage.target_code,
        lines=(tight.first_line, tight.last_line),
        offsets=(start, end),
        quote=quote(document.source, start, end),
        source_sha256=document.sha256,
        url=passage_url(public_url, passage.passage_id),
        score=dict(score or {}),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one citation holds; `problem` is one Vietnamese line, `None` when it does."""

    position: int
    label: str
    plan_id: str
    problem: str | None

    @property
    def ok(self) -> bool:
        """Whether the citation holds."""
        return self.problem is None

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as JSON."""
        return {
            "position": self.position,
            "label": self.label,
            "plan_id": self.plan_id,
            "ok": self.ok,
            "problem": self.problem,
        }


def verify(citations: Iterable[Mapping[str, Any]], sources: Mapping[str, Document]) -> Iterator[Verdict]:
    """Yield, for each citation in order, whether its quote is what its source says at its offsets.

    Args:
        citations: objects in the contract's shape.
        sources: plan_id → decoded source.
    """
    for position, citation in enumerate(citations, start=1):
        plan_id = citation.get("plan_id")
        yield Verdict(
            position=position,
            label=str(citation.get("label") or position),
            plan_id=plan_id if isinstance(plan_id, str) else "",
            problem=problem_of(citation, sources),
        )


def problem_of(citation: Mapping[str, Any], sources: Mapping[str, Document]) -> str | None:
    """Return why a citation does not hold, or `None` when it does."""
    plan_id = citation.get("plan_id")
    document = sources.get(plan_id) if isinstance(plan_id, str) else None
    if document is None:
        return f"không có nguồn '{plan_id}'"
    quoted = citation.get("quote")
    if not isinstance(quoted, str) or not quoted.strip():
        return "không có đoạn trích (quote)"
    stated = citation.get("source_sha256")
    if stated is not None and stated != document.sha256:
        return f"nguồn '{plan_id}' không phải bản được trích: mã SHA-256 là {document.sha256}, trích dẫn ghi {stated}"
    offsets = _pair(citation.get("offsets"))
    if offsets is None:
        return "không có vị trí (offsets) gồm hai số nguyên"
    return _place_problem(document, offsets, quoted, citation.get("lines"))


def _place_problem(document: Document, offsets: tuple[int, int], quoted: str, lines: object) -> str | None:
    start, end = offsets
    if not 0 <= start < end <= len(document.source):
        return f"vị trí {start}–{end} nằm ngoài nguồn '{document.plan_id}' (0–{len(document.source)})"
    found = quote(document.source, start, end)
    if found != quoted:
        return f"ở vị trí {start}–{end} nguồn '{document.plan_id}' ghi «{shorten(found)}», không phải đoạn trích"
    if lines is None:
        return None
    span = document.span(start, end)
    if _pair(lines) != (span.first_line, span.last_line):
        return f"vị trí {start}–{end} là dòng {span.first_line}–{span.last_line}, trích dẫn ghi {lines}"
    return None


def _pair(value: object) -> tuple[int, int] | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    first, last = value
    if type(first) is not int or type(last) is not int:
        return None
    return first, last


def citations_in(document: object) -> Iterator[Mapping[str, Any]]:
    """Yield the citations of one JSON value: a citation, an answer that lists some, or a list of either.

    Raises:
        QueryError: the value is none of these.
    """
    if isinstance(document, list):
        for item in document:
            yield from citations_in(item)
    elif isinstance(document, Mapping) and isinstance(document.get("citations"), list):
        yield from citations_in(document["citations"])
    elif isinstance(document, Mapping):
        yield document
    else:
        raise QueryError("mỗi dòng phải là một trích dẫn (đối tượng JSON) hoặc một câu trả lời có 'citations'")


def shorten(text: str, limit: int = 90) -> str:
    """Return at most `limit` characters of a text, cut at a word, with an ellipsis when cut."""
    if len(text) <= limit:
        return text
    head, _, _ = text[: limit - 1].rpartition(" ")
    return (head or text[: limit - 1]) + "…"
