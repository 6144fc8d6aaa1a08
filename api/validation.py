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
# Where a field was, and which member of a union failed, stand in pydantic's path of a field; nobody sent those words.
_FIRST = frozenset({"body", "query", "path"})
_MEMBERS = frozenset({"str", "int", "function-after", "list[dict[str,any]]"})


def validation_problem(errors: Sequence[Mapping[str, Any]], *, as_openai: bool, is_json: bool = True) -> Problem:
    """Return the problem of a request whose fields are wrong.

    Args:
        errors: as pydantic lists them.
        as_openai: whether OpenAI's clients asked; there a wrong field is 400.
        is_json: whether the body was said to be JSON; it is not read when it was not.
    """
    if not is_json and any(tuple(error["loc"]) == ("body",) for error in errors):
        return Problem(400, "not-json", "thân yêu cầu phải là JSON; gửi kèm 'Content-Type: application/json'")
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
    where = list(error["loc"])
    own = where[1:] if where and where[0] in _FIRST else where
    return ".".join(str(part) for part in own if str(part) not in _MEMBERS)[:200]


def _whole(value: Any) -> Any:
    """Return a whole number without its ".0"; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _message(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    words = _WORDS.get(kind)
    if words is not None:
        return words.format(**{name: _whole(value) for name, value in error.get("ctx", {}).items()})
    for start, text in _KINDS:
        if kind.startswith(start):
            return text
    return f"không hợp lệ ({error['msg']})"
