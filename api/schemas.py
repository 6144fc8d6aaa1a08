"""What the API reads and writes, described in Vietnamese and English; the shapes are those of every other surface."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

QUESTION_EXAMPLE = "Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?"


def _shown(*, examples: list[JsonValue]) -> ConfigDict:
    """Return what a body that refuses unknown fields is configured with, and how it looks."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": examples})


class Read(BaseModel):
    """What a client sends: a field nobody knows is an error, because a misspelt filter would answer for all plans."""

    model_config = ConfigDict(extra="forbid")


class Written(BaseModel):
    """What the API sends; fields may be added."""

    model_config = ConfigDict(extra="allow")


class Message(BaseModel):
    """Một lượt hội thoại. / One turn of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool"] = Field(description="Vai / who speaks")
    content: str = Field(description="Nội dung / the text", max_length=20_000)


class AskRequest(Read):
    """Một câu hỏi, hoặc một hội thoại mà câu cuối là câu hỏi. / A question, or a conversation that ends with one."""

    model_config = _shown(examples=[{"question": QUESTION_EXAMPLE, "provinces": ["Bến Tre"]}])
    question: str | None = Field(
        None, description="Câu hỏi, có dấu hay không / the question", min_length=1, examples=[QUESTION_EXAMPLE]
    )
    messages: list[Message] | None = Field(None, description="Hội thoại, thay cho question / a conversation instead")
    provinces: list[str] = Field(
        [], description="Chỉ các tỉnh này (tên, mã) / only these provinces", max_length=64, examples=[["ben-tre"]]
    )
    plans: list[str] = Field([], description="Chỉ các kế hoạch này / only these plans", max_length=64)
    as_of: date | None = Field(None, description="Tên cơ quan tính đến ngày này / bodies as of this date")
    brief: bool = Field(False, description="Gọn, tối đa 600 ký tự / at most 600 characters")
    explain: bool = Field(False, description="Kèm cách hiểu và điểm số / with what was understood and the scores")
    id: str | int | None = Field(None, description="Trả lại nguyên vẹn / handed back")


class CurrentBodyOut(Written):
    """Cơ quan hiện nay. / A body of today."""

    name: str
    province: str | None
    rule: str = Field(description="Căn cứ / the rule that says so")


class StatedBodyOut(Written):
    """Cơ quan được nêu. / A body that is named."""

    role: Literal["lead", "coordinating", "responsible"]
    as_written: str = Field(description="Nguyên văn / as the plan writes it")
    canonical: str = Field(description="Tên chính thức / official name")
    agency_id: str
    basis: str
    current: list[CurrentBodyOut] | None = Field(
        description="Hiện nay; null: chưa xác minh, []: bãi bỏ / today; null: unknown, []: abolished"
    )


class StatedValueOut(Written):
    """Giá trị được nêu. / A value that is stated."""

    name: str
    year: str | None
    as_written: str
    value: float | None
    comparator: str | None
    unit: str | None


class StatementOut(Written):
    """Điều một kế hoạch nói. / What one plan says."""

    plan_id: str
    province: str | None
    target_code: str | None
    stated: bool = Field(description="false: kế hoạch không nêu / the plan does not say")
    text: str
    agencies: list[StatedBodyOut]
    values: list[StatedValueOut]
    citations: list[str] = Field(description="Nhãn trích dẫn / labels of citations")


class CitationOut(Written):
    """Một đoạn trích nguyên văn. / A verbatim quotation and its place."""

    label: str
    passage_id: str = Field(examples=["ben-tre-ptbv:6.1:task-1"])
    plan_id: str
    province: str | None
    plan_title: str | None
    plan_number: str | None
    heading_path: list[str]
    target_code: str | None
    lines: list[int] = Field(description="Dòng đầu, dòng cuối / first and last line", min_length=2, max_length=2)
    offsets: list[int] = Field(description="Vị trí ký tự / code-point offsets", min_length=2, max_length=2)
    quote: str
    source_sha256: str
    url: str
    score: dict[str, float]


class AnswerOut(Written):
    """Câu trả lời, hoặc lý do không có. / An answer, or why there is none."""

    id: str | int | None
    question: str
    status: Literal["answered", "abstained"]
    reason: Literal["not_stated", "no_match", "plan_not_in_corpus", "out_of_scope"] | None
    conflict: bool
    intent: str
    confidence: float
    language: str
    composer: str
    query: dict[str, Any]
    answer: str
    statements: list[StatementOut]
    citations: list[CitationOut]
    nearest: list[CitationOut]
    suggestions: list[str]
    timings_ms: dict[str, float]


class HitOut(Written):
    """Một đoạn tìm thấy. / A passage found."""

    passage_id: str
    plan_id: str
    level: str
    target_code: str | None
    heading_path: list[str]
    lines: list[int]
    text: str
    score: dict[str, float]
    url: str


class SearchOut(Written):
    """Kết quả tìm kiếm; items là hits theo lối danh sách. / What was found; items is hits as every list has it."""

    query: dict[str, Any]
    hits: list[HitOut]
    items: list[HitOut]
    next: str | None
    total: int
    remark: str | None = None


class CompareOut(Written):
    """Các mục tiêu tương ứng cạnh nhau. / Corresponding targets side by side."""

    rows: list[dict[str, Any]]


class CitationIn(BaseModel):
    """Một trích dẫn để kiểm. / A citation to check."""

    model_config = ConfigDict(extra="allow")
    plan_id: str
    quote: str = Field(max_length=100_000)
    offsets: list[int] = Field(min_length=2, max_length=2)
    lines: list[int] | None = Field(None, min_length=2, max_length=2)
    source_sha256: str | None = None
    label: str | None = None


class VerifyRequest(Read):
    """Các trích dẫn để kiểm. / Citations to check."""

    model_config = _shown(
        examples=[{"citations": [{"plan_id": "ben-tre-ptbv", "quote": "Sở NN&PTNT", "offsets": [63169, 63179]}]}]
    )
    citations: list[CitationIn] = Field(description="Như trong câu trả lời / as an answer has them")


class VerdictOut(Written):
    """Một trích dẫn có đúng nguồn không. / Whether a citation holds."""

    position: int
    label: str
    plan_id: str
    ok: bool
    problem: str | None


class VerifyOut(Written):
    """Kết quả kiểm. / The verdicts."""

    checked: int
    failed: int
    results: list[VerdictOut]


class FeedbackRequest(BaseModel):
    """Ý kiến về một câu trả lời. / An opinion on an answer."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [{"thumb": "down", "reason": "wrong_body", "question": QUESTION_EXAMPLE, "comment": "Sai sở."}]
        },
    )
    thumb: Literal["up", "down"] = Field(description="Đúng hay sai / right or wrong")
    question: str | None = Field(None, description="Câu hỏi / the question", max_length=20_000)
    reason: Literal["wrong_citation", "wrong_body", "missing", "off_topic"] | None = Field(
        None, description="Sai trích dẫn, sai cơ quan, thiếu, lạc đề / what was wrong"
    )
    comment: str | None = Field(None, description="Lời góp ý / in words", max_length=4_000)
    answer: str | None = Field(None, description="Câu trả lời đã nhận / the answer", max_length=20_000)
    plan_id: str | None = Field(None, description="Kế hoạch / the plan", max_length=200)
    citations: list[dict[str, Any]] = Field([], description="Trích dẫn của câu trả lời / its citations", max_length=50)
    request_id: str | None = Field(None, description="X-Request-ID của câu trả lời / of the answer", max_length=128)


class FeedbackOut(Written):
    """Đã nhận. / Received."""

    id: str
    kept_days: int


class MetaOut(Written):
    """Đang chạy gì, trên dữ liệu nào. / What runs, on what."""

    name: str
    version: str
    generation: str
    corpus_hash: str
    encoder: str
    built: str
    counts: dict[str, int]
    plans: list[str]
    limits: dict[str, float]


class HealthOut(Written):
    """Máy chủ sống. / The server is alive."""

    status: Literal["ok"]


class ReadyOut(Written):
    """Chỉ mục đã mở chưa. / Whether an index is loaded."""

    status: Literal["ready", "degraded", "unavailable"]
    generation: str | None
    warnings: list[str]


class FieldProblem(Written):
    """Một trường sai. / A field that is wrong."""

    field: str
    message: str


class ProblemOut(Written):
    """Lỗi theo RFC 9457. / An error as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str = Field(description="Một dòng tiếng Việt / one line in Vietnamese")
    instance: str
    request_id: str | None
    errors: list[FieldProblem] | None = None
