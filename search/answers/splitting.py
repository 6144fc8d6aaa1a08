"""A question of several parts → one question for each.

It asks for the provinces of several things ("tỉnh nào …, tỉnh nào …"), or besides what plans hold for what they do not
("ai chủ trì … và số điện thoại là gì").
"""

from __future__ import annotations

import re

from corpus.provinces import find_provinces
from search.query import Query

_WHICH = re.compile(r"(?<!\w)(?:tỉnh nào|nơi nào|địa phương nào|which provinces?)(?!\w)")
_LEAST = 2
_BETWEEN = re.compile(r"[?;.](?=\s|$)|,?\s(?:và|với lại|cũng như|and|also)\s|,\s")
_ASKS = re.compile(r"(?<!\w)(?:ai|gì|nào|mấy|bao nhiêu|bao giờ|khi nào|ra sao|thế nào|who|what|which|when|how)(?!\w)")


_POINTS_BACK = re.compile(r"(?<!\w)(?:này|đó|ấy|họ|nó|this|that|they|them|their|it)(?!\w)")


def _questions(text: str) -> list[str]:
    """Return the questions a text holds, each with the places named anywhere in it; none where it is one question."""
    pieces = [piece.strip(" ,;?.") for piece in _BETWEEN.split(text)]
    asked = [piece for piece in pieces if _ASKS.search(piece) and not _POINTS_BACK.search(piece)]
    if len([piece for piece in pieces if _ASKS.search(piece)]) < _LEAST:
        return []
    places = list(dict.fromkeys(text[start:end] for start, end, _ in find_provinces(text)))
    return [_with_places(piece, places) for piece in asked]


def _with_places(piece: str, places: list[str]) -> str:
    if not places or any(find_provinces(piece)):
        return piece
    return f"{piece} ở {' và '.join(places)}"


def split_question(query: Query) -> list[str]:
    """Return the parts of a question of several parts as questions of their own; none where it has one.

    What stands before the first part ("Về xử lý nước thải đến 2030, …") belongs to every part.
    """
    text = query.normalized
    if query.flags:
        return _questions(text)
    starts = [match.start() for match in _WHICH.finditer(text)]
    if query.intent != "comparison" or len(starts) < _LEAST:
        return []
    ends = [*starts[1:], len(text)]
    parts = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    # "…, tỉnh nào không?" asks nothing of its own.
    full = [part for part in parts if len(_WHICH.sub(" ", part).split()) >= _LEAST]
    return [f"{text[: starts[0]]}{part}".strip(" ,;") for part in full] if len(full) >= _LEAST else []
