"""Files of other kinds → the text that layouts read: a Word document becomes paragraphs and one-cell-a-line tables.

Lines and offsets of such a plan are those of the text made here, not of the file: `plan_document(path).source` is what
its citations point at, and must be kept with the index.
"""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.columns import title_role
from corpus.errors import CorpusError
from corpus.layouts.base import MOST_COLUMNS
from corpus.layouts.lines import is_title_word
from corpus.reading import MAX_BYTES, Document, document_from_text, read_document
from corpus.word_lists import ListNumbers

SUFFIXES = (".txt", ".md", ".docx")
MAX_UNPACKED = 4 * MAX_BYTES
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REPEATED = ("lead", "coordinating", "assigned", "period", "output", "funding")
# How many rows of a table may hold titles.
_HEADER_ROWS = 2
# Empty lines that set a table apart from what stands around it.
APART = ["", "", ""]


def plan_files(directory: Path) -> list[Path]:
    """Return the files of a corpus folder that hold plans, in the order of their ids.

    Raises:
        CorpusError: two files have the same stem, so that one id would mean two plans.
    """
    files = sorted(
        (path for path in directory.iterdir() if path.is_file() and _is_plan(path)), key=lambda path: path.stem
    )
    for first, second in itertools.pairwise(files):
        if first.stem == second.stem:
            raise CorpusError(
                f"hai tệp '{first.name}' và '{second.name}' cùng mang mã kế hoạch '{first.stem}'; hãy chỉ giữ một tệp"
            )
    return files


def plan_path(directory: Path, plan_id: str) -> Path:
    """Return the file of a corpus folder that holds a plan: the one there is, else the text file there should be."""
    paths = [directory / f"{plan_id}{suffix}" for suffix in SUFFIXES]
    return next((path for path in paths if path.is_file()), paths[0])


def _is_plan(path: Path) -> bool:
    """Word keeps a lock file "~$…" beside an open document; a README is no plan."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", ".")) and path.stem.lower() != "readme"


def plan_document(path: Path, plan_id: str | None = None) -> Document:
    """Read a plan from a text file, a Markdown file or a Word document.

    Args:
        path: a file with one of the endings in `SUFFIXES`.
        plan_id: the plan's id; the file's stem when not given.

    Raises:
        CorpusError: the file cannot be read, is no document of its kind, is too large or empty.
    """
    if path.suffix.lower() != ".docx":
        return read_document(path, plan_id)
    text = word_text(path)
    if not text.strip():
        raise CorpusError(f"tệp Word '{path}' không có chữ nào (có thể chỉ gồm ảnh quét); hãy chuyển thành văn bản")
    return document_from_text(plan_id or path.stem, text)


def word_text(path: Path) -> str:
    """Return the text of a Word document: a line for every paragraph, one-cell-a-line tables in their places.

    Automatic bullets and numbers are written out. A cell merged over columns stands in the first of them; one merged
    over rows in its first row, and where its column names bodies or dates in every row that it covers.

    Raises:
        CorpusError: the file cannot be read or is no Word document (.docx).
    """
    _check(path)
    import docx  # a slow import, needed for Word documents alone

    try:
        document = docx.Document(str(path))
    except Exception as error:  # the library raises what zip, XML and its own code raise
        raise CorpusError(f"không đọc được tệp Word '{path}': tệp hỏng hoặc không phải .docx") from error
    numbers = ListNumbers(document)
    return "\n".join(_body_lines(document.element.body, numbers)) + "\n"


def _check(path: Path) -> None:
    try:
        size = path.stat().st_size
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except OSError as error:
        raise CorpusError(f"không đọc được tệp Word '{path}': {error.strerror or error}") from error
    except zipfile.BadZipFile as error:
        raise CorpusError(
            f"tệp '{path}' không phải tài liệu Word .docx; tệp .doc cũ cần lưu lại thành .docx"
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    # XML takes ten times its size in memory, pictures none.
    written = sum(entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
    if size > MAX_BYTES or unpacked > MAX_UNPACKED or written > MAX_BYTES:
        raise CorpusError(
            f"tệp Word '{path}' quá lớn: {unpacked} byte khi giải nén, tối đa {MAX_UNPACKED} byte, "
            f"riêng phần chữ {MAX_BYTES} byte"
        )


def _body_lines(body: Any, numbers: ListNumbers) -> Iterator[str]:
    for element in _blocks(body):
        if element.tag == f"{_W}tbl":
            yield from APART
            yield from _table_lines(element, numbers)
            yield from APART
        else:
            yield from _paragraph_lines(element, numbers)


def _blocks(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order, also those inside content controls."""
    for child in parent.iterchildren():
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            yield from _blocks(child)


def _paragraph_lines(paragraph: Any, numbers: ListNumbers) -> Iterator[str]:
    text = "".join(_runs(paragraph))
    mark = numbers.mark(paragraph) if text.strip() else ""
    for index, line in enumerate(text.split("\n")):
        yield (f"{mark}{line}" if index == 0 else line).strip(" ")


def _runs(paragraph: Any) -> Iterator[str]:
    """Yield the shown characters of a paragraph; what a tracked change deleted is not shown."""
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            yield node.text or ""
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
            yield " "
        elif node.tag == f"{_W}noBreakHyphen":
            yield "-"


def _table_lines(table: Any, numbers: ListNumbers) -> Iterator[str]:
    repeated: list[bool] = []
    above: list[list[str]] = []
    rows = (row for row in table.iter(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl")) is table)
    for number, row in enumerate(rows):
        cells = list(_row_cells(row, numbers))
        shown = [_shown(cell, place, repeated, above) for place, cell in enumerate(cells)]
        if not any(shown):
            continue
        titles = [" ".join(lines) for lines in shown]
        copies = [" ".join(lines) for lines in above]
        if number == 0 or (
            number < _HEADER_ROWS and all(is_title_word(title) for title in titles if title and title not in copies)
        ):
            roles = [title_role(title) in _REPEATED for title in titles]
            # A second row of titles says what stands under a title that is merged over several columns.
            repeated = [old or new for old, new in itertools.zip_longest(repeated, roles, fillvalue=False)]
        above = shown
        for lines in shown:
            yield "\t" + (lines[0] if lines else "")
            yield from lines[1:]
        yield ""


def _shown(cell: list[str] | None, place: int, repeated: list[bool], above: list[list[str]]) -> list[str]:
    """Return the lines of a cell; of one covered by a merged cell those of the row above, in columns that name bodies.

    There the file itself says whose task it is; a number or a text that was merged would be read twice.
    """
    if cell is not None:
        return cell
    known = place < len(repeated) and repeated[place] and place < len(above)
    return above[place] if known else []


def _row_cells(row: Any, numbers: ListNumbers) -> Iterator[list[str] | None]:
    """Yield the lines of every grid column of a row; None for one that a cell above covers."""
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    for _ in range(_number(before, 0)):
        yield []
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr")) is not row:
            continue
        properties = cell.find(f"{_W}tcPr")
        merge = properties.find(f"{_W}vMerge") if properties is not None else None
        covered = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        yield None if covered else [line for line in _cell_lines(cell, numbers) if line.strip("\xa0 ")]
        span = properties.find(f"{_W}gridSpan") if properties is not None else None
        for _ in range(_number(span, 1) - 1):
            yield []


def _cell_lines(cell: Any, numbers: ListNumbers) -> Iterator[str]:
    elements = list(_blocks(cell))
    if len(elements) == 1 and elements[0].tag == f"{_W}p" and not "".join(_runs(elements[0])).strip():
        # A column of running numbers holds empty paragraphs: what Word shows in them is the number alone.
        yield numbers.mark(elements[0]).strip()
        return
    for element in elements:
        if element.tag == f"{_W}tbl":
            for inner in element.iter(f"{_W}p"):
                yield from _paragraph_lines(inner, numbers)
        else:
            yield from _paragraph_lines(element, numbers)


def _number(element: Any, default: int) -> int:
    """Return the value of an element, bounded: a broken file may claim millions of columns."""
    value = "" if element is None else element.get(f"{_W}val", "")
    if not (value.isascii() and value.isdigit()):
        return default
    # Python refuses to read a number of thousands of digits.
    return min(int(value), MOST_COLUMNS) if len(value) < 10 else MOST_COLUMNS
