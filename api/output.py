"""Words on the terminal: JSON alone on stdout, wrapped text, plain tables; progress and complaints go to stderr."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

MAX_WIDTH = 80


def use_utf8() -> None:
    """Make stdin, stdout and stderr speak UTF-8 whatever the locale; Vietnamese needs it."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "replace")


def complain(message: str) -> None:
    """Print one line about what went wrong on stderr."""
    line = " ".join(message.split())
    print(f"kehoach: {line}", file=sys.stderr, flush=True)


def note(message: str) -> None:
    """Print progress or a remark on stderr."""
    print(message, file=sys.stderr, flush=True)


def print_json(value: Any, *, indent: int | None = 2, stream: TextIO | None = None) -> None:
    """Print one JSON document; `indent=None` puts it on one line."""
    print(json.dumps(value, ensure_ascii=False, indent=indent), file=stream or sys.stdout, flush=True)


def refusal(error: OSError) -> str:
    """Return in Vietnamese why the system refused a file."""
    for kind, words in _REFUSALS:
        if isinstance(error, kind):
            return words
    return error.strerror or str(error)


_REFUSALS: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "không có tệp hay thư mục này"),
    (PermissionError, "không có quyền"),
    (IsADirectoryError, "đây là thư mục"),
    (NotADirectoryError, "đây không phải thư mục"),
    (FileExistsError, "đã có rồi"),
)


def width() -> int:
    """Return how many columns to write in: the terminal's, at most 80, at least 40."""
    return max(40, min(MAX_WIDTH, shutil.get_terminal_size((MAX_WIDTH, 24)).columns))


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """Return a text wrapped to the terminal's width.

    Args:
        text: one paragraph, or several separated by line feeds.
        indent: stands before every line.
        first: stands before the first line instead.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(
            paragraph,
            width(),
            initial_indent=(indent if first is None else first) if not lines else indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a plain table: text to the left, numbers to the right."""
    cells = [[str(value) for value in row] for row in rows]
    numeric = [
        bool(cells) and all(row[column].replace(".", "").replace(",", "").isdigit() for row in cells)
        for column in range(len(header))
    ]
    widths = [max(len(row[column]) for row in [list(header), *cells]) for column in range(len(header))]
    lines = [_line(header, widths, numeric), "  ".join("-" * size for size in widths)]
    lines += [_line(row, widths, numeric) for row in cells]
    return "\n".join(lines)


def _line(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    pieces = [
        cell.rjust(size) if right else cell.ljust(size) for cell, size, right in zip(row, widths, numeric, strict=True)
    ]
    return "  ".join(pieces).rstrip()
