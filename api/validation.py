"""What is wrong with a request's fields, in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.problems import Problem

_WORDS: Mapping[str, str] = {
    "missing": "thiếu trường này",
    "extra_forbidden": "không có trường này",
    "string_too_long": "dài quá {max_length} ký tự",
    "string_too_short": "cần ít nhất {min_length} ký tự",
    "too_long": "nhiều quá {max_length} mục",
    "too_short": "cần ít nhất {min_length} mục",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "tối đa {le}",
    "literal_error": "chỉ nhận {expected}",
    "json_invalid": "thân yêu cầu không phải JSON",
    "string_type": "phải là chuỗi",
    "string_unicode": "có ký tự không hợp lệ",
    "list_type": "phải là danh sách",
    "dict_type": "phải là đối tượng",
    "model_attributes_type": "phải là đối tượng JSON",
    "model_type": "phải là đối tượng JSON",
}
_KINDS: tuple[tuple[str, str], ...] = (
    ("int", "phải là số nguyên"),
    ("float", "phải là số"),
    ("bool", "phải là true hoặc false"),
    ("date", "phải là ngày, viết 2026-01-31"),
)
# Pydantic names in the path of a field which member of a union failed; nobody sent those words.
_INNER = frozenset({"body", "query", "path", "str", "int", "function-after", "list[dict[str,any]]"})


def validation_problem(errors: Sequence[Mapping[str, Any]], *, as_openai: bool) -> Problem:
    """Return the problem of a request whose fields are wrong.

    Args:
        errors: as pydantic lists them.
        as_openai: whether OpenAI's clients asked; there a wrong field is 400.
    """
    found = [{"field": _field(error), "message": _message(error)} for error in errors[:20]]
    first = found[0]
    detail = f"{first['field']}: {first['message']}" if first["field"] else first["message"]
    if len(errors) > 1:
        detail += f" (và {len(errors) - 1} lỗi nữa)"
    broken = any(error["type"] == "json_invalid" for error in errors)
    status = 400 if as_openai or broken else 422
    return Problem(status, "bad-json" if broken else "bad-field", detail, errors=found)


def _field(error: Mapping[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return ""
    return ".".join(str(part) for part in error["loc"] if str(part) not in _INNER)[:200]


def _message(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    words = _WORDS.get(kind)
    if words is not None:
        return words.format(**error.get("ctx", {}))
    for start, text in _KINDS:
        if kind.startswith(start):
            return text
    return f"không hợp lệ ({error['msg']})"
