"""Bytes of a plan → decoded text that knows its lines and offsets."""

from __future__ import annotations

import bisect
import errno
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import CorpusError
from corpus.records import Span

MAX_BYTES = 64 * 1024 * 1024
# A table of settings that somebody writes: the catalog, keys, floors.
MAX_TABLE_BYTES = 4 * 1024 * 1024
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v")


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded plan: `source[start:end]` is what every span of its records points at."""

    plan_id: str
    source: str
    sha256: str
    line_starts: tuple[int, ...] = field(repr=False)

    def line_at(self, offset: int) -> int:
        """Return the 1-based line that holds a code-point offset."""
        return bisect.bisect_right(self.line_starts, offset)

    def span(self, start: int, end: int) -> Span:
        """Return the span of `source[start:end]`; an empty piece lies on one line."""
        last = max(start, end - 1)
        return Span(self.line_at(start), self.line_at(last), start, end)

    def lines(self) -> Iterator[tuple[int, int, int]]:
        """Yield `(number, start, end)` of every physical line, without its line feed."""
        for index, start in enumerate(self.line_starts):
            following = index + 1 < len(self.line_starts)
            end = self.line_starts[index + 1] - 1 if following else len(self.source)
            if not following and end > start and self.source[end - 1] == "\n":
                end -= 1
            yield index + 1, start, end

    @property
    def line_count(self) -> int:
        """How many physical lines there are."""
        return len(self.line_starts)


def document_from_text(plan_id: str, source: str, sha256: str | None = None) -> Document:
    """Wrap decoded text as a document.

    Args:
        plan_id: the id of the plan.
        source: its text; lines are split on "\\n" only, an empty string after the last "\\n" is not a line.
        sha256: of the file's bytes; of the UTF-8 text when not given.
    """
    starts = [0]
    position = source.find("\n")
    while position != -1:
        starts.append(position + 1)
        position = source.find("\n", position + 1)
    if len(starts) > 1 and starts[-1] == len(source):
        starts.pop()
    digest = sha256 or hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(plan_id, source, digest, tuple(starts))


def read_at_most(path: Path, most: int = MAX_BYTES) -> bytes:
    """Return the content of a file, of which no more than the limit is ever read.

    Raises:
        OSError: it cannot be read, or is larger (EFBIG).
    """
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"quá lớn, tối đa {most} byte")
    return data


def read_document(path: Path, plan_id: str | None = None) -> Document:
    """Read one plan file.

    Args:
        path: a UTF-8 text file.
        plan_id: its id; the file's stem when not given.

    Raises:
        CorpusError: the file cannot be read, is empty, too large, binary or not UTF-8.
    """
    try:
        data = read_at_most(path)
    except OSError as error:
        raise CorpusError(f"không đọc được kế hoạch '{path}': {error.strerror or error}") from error
    try:
        source = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"kế hoạch '{path}' không phải văn bản UTF-8 (byte thứ {error.start}); hãy lưu lại dưới dạng UTF-8"
        ) from error
    if not source.strip("\ufeff \t\r\n\xa0"):
        raise CorpusError(f"kế hoạch '{path}' rỗng; hãy bỏ tệp khỏi thư mục hoặc thay bằng tệp có nội dung")
    control = next((c for c in source if c < " " and c not in _ALLOWED_CONTROLS), None)
    if control is not None:
        raise CorpusError(
            f"kế hoạch '{path}' là tệp nhị phân (có ký tự điều khiển U+{ord(control):04X}); chỉ nhận văn bản"
        )
    return document_from_text(plan_id or path.stem, source, hashlib.sha256(data).hexdigest())
