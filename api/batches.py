"""Batch files: one JSON object a line, each with an id and a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.cli_verify import json_lines, read_text
from corpus.errors import InputError, QueryError


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One line of a batch: where it stands, its id, its question and all its values."""

    number: int
    id: Any
    text: str
    values: Mapping[str, Any]

    def strings(self, name: str) -> list[str]:
        """Return a list of strings of the line; a single string counts as a list of one.

        Raises:
            QueryError: the value is something else.
        """
        value = self.values.get(name)
        if value is None:
            return []
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise QueryError(f"dòng {self.number}: '{name}' phải là danh sách chuỗi")
        return items


def read_batch(name: str, field: str) -> list[BatchLine]:
    """Read a whole batch before anything of it is answered.

    Args:
        name: a file, or "-" for stdin.
        field: the key of the question ("question" or "query").

    Raises:
        InputError: the file cannot be read, a line is no JSON object or lacks the question.
    """
    lines: list[BatchLine] = []
    for number, value in json_lines(read_text(name), name):
        if not isinstance(value, Mapping) or not isinstance(value.get(field), str):
            raise InputError(f"tệp '{name}' dòng {number}: cần một đối tượng JSON có 'id' và '{field}' là chuỗi")
        lines.append(BatchLine(number, value.get("id"), value[field], value))
    return lines
