"""Follow-ups of a conversation, made whole from what was said before."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.conversation import asked_of, text_of
from api.serving import PinnedEngine
from corpus.errors import QueryError
from search.settings import load_settings

FIRST = "Ai lo nước sạch nông thôn ở Bến Tre?"


@pytest.fixture(scope="module")
def engine(small_index: Path) -> PinnedEngine:
    return PinnedEngine.open(load_settings({}, index=str(small_index)))  # type: ignore[return-value]


def asked(engine: PinnedEngine, *turns: str) -> str:
    """Return the question that the user's turns amount to."""
    messages = [message for turn in turns for message in ({"role": "user", "content": turn}, {"role": "assistant"})]
    return asked_of(messages[:-1], engine).question


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        ((FIRST,), FIRST),
        ((FIRST, "Còn An Giang?"), "Ai lo nước sạch nông thôn ở An Giang?"),
        ((FIRST, "the con kien giang thi sao"), "Ai lo nước sạch nông thôn ở Kiên Giang?"),
        ((FIRST, "And An Giang?"), "Ai lo nước sạch nông thôn ở An Giang?"),
        ((FIRST, "An Giang và Đắk Nông?"), "Ai lo nước sạch nông thôn ở An Giang và Đắk Nông?"),
        ((FIRST, "Còn An Giang?", "thế Đắk Nông?"), "Ai lo nước sạch nông thôn ở Đắk Nông?"),
        (("Ai lo nước sạch nông thôn?", "ở An Giang"), "Ai lo nước sạch nông thôn ở An Giang?"),
        ((FIRST, "cơ quan nào phối hợp?"), f"cơ quan nào phối hợp: {FIRST}"),
        ((FIRST, "Mục tiêu 6.2 thì sao?"), "Mục tiêu 6.2 thì sao?"),
        ((FIRST, "Ai lo vệ sinh môi trường?"), "Ai lo vệ sinh môi trường?"),
        (("Nước sạch ở Bến Tre, Bến Tre", "An Giang?"), "Nước sạch ở An Giang, "),
    ],
)
def test_a_follow_up_takes_what_it_leaves_out_from_before(
    engine: PinnedEngine, turns: tuple[str, ...], question: str
) -> None:
    assert asked(engine, *turns) == question


def test_what_was_written_is_kept_beside_its_reading(engine: PinnedEngine) -> None:
    messages = [{"role": "user", "content": FIRST}, {"role": "user", "content": "Còn An Giang?"}]
    assert asked_of(messages, engine).said == "Còn An Giang?"
    assert asked_of(messages[:1], engine).said is None


@pytest.mark.parametrize("messages", [[], [{"role": "assistant", "content": "a"}], [{"role": "user", "content": " "}]])
def test_a_conversation_without_a_question_is_refused(engine: PinnedEngine, messages: list[dict[str, str]]) -> None:
    with pytest.raises(QueryError, match="hội thoại không có câu nào của người dùng"):
        asked_of(messages, engine)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("a", "a"),
        (None, ""),
        ([{"type": "text", "text": "a"}, {"type": "image_url"}, "x", {"type": "text"}], "a"),
        (3, ""),
    ],
)
def test_the_text_of_a_message_in_any_form(content: object, text: str) -> None:
    assert text_of(content) == text
