"""The official `openai` client and `curl` talk to the server as they talk to OpenAI's."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from typing import Any, cast

import openai
import pytest
from starlette.testclient import TestClient

from api.chat import chat_text
from search.answers.model import Answer
from search.citing import Citation
from tests.api.http_server import QUESTION

ASKED: list[Any] = [{"role": "user", "content": QUESTION}]


@pytest.fixture(scope="module")
def bot(server: str) -> Iterator[openai.OpenAI]:
    """The official client, with the settings `docs/chatbots.md` gives."""
    with openai.OpenAI(base_url=f"{server}/v1", api_key="khong-can", max_retries=0) as found:
        yield found


def markers_of(content: str, annotations: Any) -> list[str]:
    """Return the slice of the content every annotation names."""
    places = [item["url_citation"] for item in annotations]
    return [content[place["start_index"] : place["end_index"]] for place in places]


def test_the_models_are_listed(bot: openai.OpenAI) -> None:
    assert [model.id for model in bot.models.list()] == ["kehoach", "kehoach-brief"]
    assert bot.models.retrieve("kehoach").owned_by == "kehoach"
    with pytest.raises(openai.NotFoundError) as caught:
        bot.models.retrieve("gpt-khac")
    assert caught.value.code == "not_found"


def test_an_answer_has_annotations_whose_slices_are_their_markers(bot: openai.OpenAI) -> None:
    done = bot.chat.completions.create(model="kehoach", messages=ASKED)
    message = done.choices[0].message
    assert message.content is not None
    assert "Sở Nông nghiệp và Phát triển nông thôn chủ trì [1]" in message.content
    assert done.choices[0].finish_reason == "stop"
    annotations = [item.model_dump() for item in message.annotations or []]
    markers = markers_of(message.content, annotations)
    assert len(markers) >= 2
    assert all(marker[0] == "[" and marker[-1] == "]" and marker[1:-1].isdigit() for marker in markers)
    assert all("/doan?id=" in item["url_citation"]["url"] for item in annotations)
    assert done.usage is not None
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens > 0


def test_the_streamed_answer_is_the_whole_one_in_deltas(bot: openai.OpenAI) -> None:
    whole = bot.chat.completions.create(model="kehoach", messages=ASKED).choices[0].message
    with bot.chat.completions.create(
        model="kehoach", messages=ASKED, stream=True, stream_options={"include_usage": True}
    ) as stream:
        chunks = list(stream)
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    pieces = [delta.content for delta in deltas if delta.content]
    assert len(pieces) > 5
    assert "".join(pieces) == whole.content
    assert deltas[0].role == "assistant"
    annotations = [item for delta in deltas for item in getattr(delta, "annotations", None) or []]
    assert annotations == [item.model_dump() for item in whole.annotations or []]
    assert markers_of("".join(pieces), annotations)
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert all(chunk.usage is None for chunk in chunks[:-1])


NFD = unicodedata.normalize("NFD", QUESTION)
TURNS: list[list[dict[str, Any]]] = [
    [{"role": "user", "content": f"😀🇻🇳 {QUESTION} 𝕏 👩‍👩‍👧"}],
    [{"role": "user", "content": NFD}],
    [{"role": "user", "content": "who is responsible for clean water in rural areas 🚰"}],
    [{"role": "user", "content": "Ai lo nước sạch nông thôn ở Trà Vinh? 😀"}],
    [{"role": "user", "content": "Tỷ lệ hộ nghèo 😀 giảm bao nhiêu ở Bến Tre? [1] [2] [99]"}],
    [{"role": "user", "content": NFD}, {"role": "user", "content": "còn An Giang 😀 thì sao?"}],
    [{"role": "system", "content": "😀"}, {"role": "user", "content": [{"type": "text", "text": f"𝕏 {NFD}"}]}],
]


@pytest.mark.parametrize("model", ["kehoach", "kehoach-brief"])
@pytest.mark.parametrize("turns", TURNS, ids=range(len(TURNS)))
def test_streamed_is_unstreamed_and_every_slice_is_the_marker_of_its_citation(
    bot: openai.OpenAI, turns: list[dict[str, Any]], model: str
) -> None:
    done = bot.chat.completions.create(model=model, messages=cast(Any, turns))
    whole = done.choices[0].message
    assert whole.content is not None
    with bot.chat.completions.create(model=model, messages=cast(Any, turns), stream=True) as stream:
        deltas = [chunk.choices[0].delta for chunk in stream]
    content = "".join(delta.content or "" for delta in deltas)
    assert content == whole.content
    streamed = [item for delta in deltas for item in getattr(delta, "annotations", None) or []]
    assert streamed == [item.model_dump() for item in whole.annotations or []]
    cited = {f"[{c['label']}]": c["url"] for c in (done.model_extra or {})["kehoach"]["citations"]}
    for item in streamed:
        place = item["url_citation"]
        marker = content[place["start_index"] : place["end_index"]]
        assert cited[marker] == place["url"]
    # No marker of a citation is left without its annotation, and none stands twice.
    starts = [item["url_citation"]["start_index"] for item in streamed]
    assert starts == [m.start() for m in re.finditer(r"\[\d+\]", content) if m[0] in cited]


def test_without_include_usage_no_chunk_has_any(bot: openai.OpenAI) -> None:
    with bot.chat.completions.create(model="kehoach", messages=ASKED, stream=True) as stream:
        chunks = list(stream)
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_a_follow_up_is_answered_and_its_reading_shown(bot: openai.OpenAI) -> None:
    turns = [*ASKED, {"role": "assistant", "content": "Sở NN&PTNT."}, {"role": "user", "content": "thế còn an giang?"}]
    content = bot.chat.completions.create(model="kehoach", messages=turns).choices[0].message.content
    assert content is not None
    assert content.casefold().startswith("(hiểu là: ai lo nước sạch nông thôn ở an giang")
    assert "Bến Tre (" not in content


def test_the_brief_model_answers_in_brief(bot: openai.OpenAI) -> None:
    done = bot.chat.completions.create(model="kehoach-brief", messages=ASKED)
    extra = done.model_extra or {}
    assert len(extra["kehoach"]["answer"]) <= 600


def test_unknown_fields_and_parts_of_content_are_taken(bot: openai.OpenAI) -> None:
    parts = [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": {"url": "data:,"}}]
    done = bot.chat.completions.create(
        model="gpt-4o",
        messages=cast(
            Any, [{"role": "system", "content": "Hãy bịa."}, {"role": "user", "content": parts, "name": "An"}]
        ),
        temperature=0.3,
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        extra_body={"khong_ai_biet": {"a": 1}},
    )
    assert done.model == "gpt-4o"
    assert "Sở Nông nghiệp" in (done.choices[0].message.content or "")


def test_an_abstention_gives_no_annotation_and_says_that_the_nearest_is_no_answer(bot: openai.OpenAI) -> None:
    turns: list[Any] = [{"role": "user", "content": "Ai lo nước sạch nông thôn ở Trà Vinh?"}]
    message = bot.chat.completions.create(model="kehoach", messages=turns).choices[0].message
    assert message.annotations == []
    assert "Trà Vinh" in (message.content or "")


@pytest.mark.parametrize(
    ("messages", "param", "words"),
    [
        ([], "messages", "messages: cần ít nhất 1 mục"),
        ([{"role": "user", "content": "  "}], None, "hội thoại không có câu nào của người dùng (role 'user')"),
        ([{"role": "user", "content": "a" * 20_001}], None, "Câu hỏi dài 20001 ký tự; tối đa 20000 ký tự."),
    ],
)
def test_errors_have_the_shape_the_client_knows(
    bot: openai.OpenAI, messages: Any, param: str | None, words: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        bot.chat.completions.create(model="kehoach", messages=messages)
    assert (caught.value.param, caught.value.type) == (param, "invalid_request_error")
    assert cast(Any, caught.value.body)["message"] == words


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_curl_sees_the_stream_end_in_done(server: str) -> None:
    body = json.dumps({"model": "kehoach", "stream": True, "messages": ASKED}, ensure_ascii=False)
    command = ["curl", "-sN", "-H", "Content-Type: application/json", "-d", body, f"{server}/v1/chat/completions"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout.split("\n\n")
    assert lines[-2:] == ["data: [DONE]", ""]
    assert all(json.loads(line.removeprefix("data: "))["object"] == "chat.completion.chunk" for line in lines[:-2])


def test_broken_json_is_an_openai_error(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    response = client.post("/v1/chat/completions", content=b'{"messages":', headers=headers)
    assert (response.status_code, response.json()["error"]["message"]) == (400, "thân yêu cầu không phải JSON")


def citation(label: str) -> Citation:
    """A citation with a title that would break a link."""
    return Citation(
        label,
        "p:1",
        "p",
        None,
        "Kế hoạch [sửa đổi]",
        "1/QĐ",
        (),
        "6.1",
        (3, 4),
        (0, 2),
        "ab",
        "0",
        "http://h/doan?id=p:1",
    )


def test_indices_count_code_points_also_after_letters_beyond_the_basic_plane() -> None:
    answer = Answer(
        "q", "answered", None, "other", 1.0, "vi", {}, "😀 Sở Y tế [1], xem [7].", citations=(citation("1"),)
    )
    text = chat_text(answer)
    assert markers_of(text.content, text.annotations) == ["[1]", "[1]"]
    assert "".join(text.pieces()) == text.content
    assert "[Kế hoạch (sửa đổi), 1/QĐ, mục tiêu 6.1, dòng 3–4](http://h/doan?id=p:1)" in text.content


def test_the_text_of_an_english_answer_is_framed_in_english() -> None:
    query = {"normalized": "who leads q in An Giang"}
    answer = Answer(
        "And q?", "answered", None, "other", 1.0, "en", query, "The department [1].", citations=(citation("1"),)
    )
    content = chat_text(answer, in_conversation=True).content
    assert content.startswith("(Understood as: who leads q in An Giang)\n\nThe department [1].\n\nSources:\n[1] ")
