"""Questions full of marks or quotes take no longer than a long question."""

from __future__ import annotations

import pytest

from corpus.errors import QueryError
from search.engine import Engine
from tests.timing import assert_within


@pytest.mark.parametrize(
    "question",
    [
        "a" + "\u0301" * 1_400,
        "ai lo " + "\u0301\u0323" * 9_000,
        "nước " + "o\u0302\u0323 " * 400,
        "ộ" * 1_400,
        " ".join(f'"nước sạch {number}"' for number in range(100)),
        '"rừng" "nước" "sạch" ' * 70,
        "ai lo nước, " * 120,
        "ai lo gì và " * 120,
    ],
)
def test_an_odd_question_is_answered_in_time(engine: Engine, question: str) -> None:
    engine.ask("ai lo nước sạch")

    def ask() -> None:
        try:
            engine.ask(question)
        except QueryError:
            return

    assert_within(0.9, ask)
