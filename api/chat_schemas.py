"""The shapes of other people's protocols: OpenAI's chat completions and Dify's external knowledge."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import QUESTION_EXAMPLE, Written


class ChatMessage(BaseModel):
    """Một lượt hội thoại theo OpenAI. / A message in OpenAI's shape."""

    model_config = ConfigDict(extra="ignore")
    role: str
    content: str | list[dict[str, Any]] | None = None


class StreamOptions(BaseModel):
    """Tùy chọn khi truyền dần. / Options of streaming."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool | None = False


class ChatRequest(BaseModel):
    """Yêu cầu hội thoại; trường lạ bị bỏ qua. / A chat request; unknown fields are ignored."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [{"model": "kehoach", "messages": [{"role": "user", "content": QUESTION_EXAMPLE}]}]
        },
    )
    messages: list[ChatMessage] = Field(min_length=1)
    model: str = "kehoach"
    stream: bool | None = False
    stream_options: StreamOptions | None = None


class ChatCompletionOut(Written):
    """Câu trả lời theo OpenAI. / An answer in OpenAI's shape."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, int]


class ModelOut(Written):
    """Một mô hình. / A model."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsOut(Written):
    """Các mô hình. / The models."""

    object: Literal["list"]
    data: list[ModelOut]


class OpenAIErrorOut(Written):
    """Lỗi theo OpenAI. / An error in OpenAI's shape."""

    error: dict[str, Any]


class RetrievalSetting(BaseModel):
    """Dify: số đoạn và ngưỡng điểm. / How many, and from which score on."""

    model_config = ConfigDict(extra="ignore")
    top_k: int = Field(5, ge=1, le=100)
    score_threshold: float = Field(0.0, ge=0.0, le=1.0)


class RetrievalRequest(BaseModel):
    """Dify hỏi kho kiến thức ngoài. / Dify asks an external knowledge base.

    knowledge_id là một mã kế hoạch, một tỉnh, hoặc "all".
    """

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "knowledge_id": "all",
                    "query": QUESTION_EXAMPLE,
                    "retrieval_setting": {"top_k": 5, "score_threshold": 0.0},
                }
            ]
        },
    )
    knowledge_id: str = Field("all", examples=["all", "ben-tre-ptbv"], max_length=200)
    query: str = Field(min_length=1, examples=[QUESTION_EXAMPLE])
    retrieval_setting: RetrievalSetting = RetrievalSetting(top_k=5, score_threshold=0.0)


class RetrievalRecord(Written):
    """Một đoạn cho Dify. / A passage for Dify."""

    content: str
    score: float
    title: str
    metadata: dict[str, Any]


class RetrievalOut(Written):
    """Các đoạn cho Dify. / The passages for Dify."""

    records: list[RetrievalRecord]
