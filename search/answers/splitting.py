"""A question that asks for the provinces of several things ("tỉnh nào …, tỉnh nào …") → one question for each."""

from __future__ import annotations

import re

from search.query import Query

_WHICH = re.compile(r"(?<!\w)(?:tỉnh nào|nơi nào|địa phương nào|which provinces?)(?!\w)")
_LEAST = 2


def split_question(query: Query) -> list[str]:
    """Return the parts of a question of several parts as questions of their own; none where it has one.

    What stands before the first part ("Về xử lý nước thải đến 2030, …") belongs to every part.
    """
    text = query.normalized
    starts = [match.start() for match in _WHICH.finditer(text)]
    if query.intent != "comparison" or len(starts) < _LEAST:
        return []
    ends = [*starts[1:], len(text)]
    return [f"{text[: starts[0]]}{text[start:end]}".strip(" ,;") for start, end in zip(starts, ends, strict=True)]
