"""`kehoach export`: the parsed records as JSON lines, CSV or XLSX."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from api.arguments import add_index_option, add_json_option
from api.output import note, print_json
from corpus.errors import InputError
from corpus.numerals import NUMBER, parse_number
from search.settings import load_settings

KINDS = ("plans", "goals", "targets", "tasks", "indicators", "projects", "definitions", "agencies", "passages")
FORMATS = ("jsonl", "csv", "xlsx")
_YEAR = "value_"
_BODY_FIELDS = ("lead", "coordinating", "responsible")
_TITLES: Mapping[str, str] = {
    "plan_id": "Mã kế hoạch",
    "province": "Tỉnh",
    "kind": "Loại",
    "title": "Tên văn bản",
    "number": "Số, ký hiệu",
    "date": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "signer": "Người ký",
    "period": "Thời gian",
    "source_note": "Ghi chú về nguồn",
    "sha256": "Mã SHA-256",
    "notes": "Ghi chú",
    "code": "Mã số",
    "full_code": "Mã đầy đủ",
    "level": "Cấp",
    "goal": "Mục tiêu chung",
    "text": "Nội dung",
    "priority": "Ưu tiên",
    "first_line": "Từ dòng",
    "last_line": "Đến dòng",
    "target_code": "Mục tiêu cụ thể",
    "lead": "Chủ trì",
    "lead_as_written": "Chủ trì (nguyên văn)",
    "lead_ids": "Chủ trì (mã)",
    "coordinating": "Phối hợp",
    "coordinating_as_written": "Phối hợp (nguyên văn)",
    "coordinating_ids": "Phối hợp (mã)",
    "responsible": "Chịu trách nhiệm",
    "responsible_as_written": "Chịu trách nhiệm (nguyên văn)",
    "responsible_ids": "Chịu trách nhiệm (mã)",
    "lead_basis": "Căn cứ chủ trì",
    "lead_lines": "Dòng nêu chủ trì",
    "coordinating_lines": "Dòng nêu phối hợp",
    "part": "Phần",
    "part_title": "Tên phần",
    "output": "Sản phẩm",
    "funding": "Kinh phí",
    "conflicts": "Chỗ khác ghi khác",
    "duplicate_of": "Trùng với",
    "name": "Tên",
    "unit": "Đơn vị",
    "values": "Giá trị theo năm",
    "field": "Lĩnh vực",
    "location": "Địa điểm",
    "term": "Thuật ngữ",
    "agency_id": "Mã cơ quan",
    "canonical": "Tên cơ quan",
    "as_written": "Các cách viết",
    "plans": "Các kế hoạch",
    "leads": "Số nhiệm vụ chủ trì",
    "coordinates": "Số nhiệm vụ phối hợp",
    "passage_id": "Mã đoạn",
    "heading_path": "Đường dẫn đề mục",
    "offsets": "Vị trí ký tự",
    "agency_ids": "Các cơ quan (mã)",
    "counts": "Số bản ghi",
    "declared": "Số do văn bản nêu",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("kind", metavar="LOẠI", choices=KINDS, help="Loại bản ghi: " + ", ".join(KINDS) + ".")
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="Định dạng (mặc định jsonl).")
    parser.add_argument("--output", metavar="TỆP", help="Ghi vào tệp thay vì in ra stdout.")
    parser.add_argument("--plan", action="append", default=[], metavar="ID", help="Chỉ kế hoạch này (có thể lặp lại).")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Export the records asked for."""
    from search.engine import open_store
    from search.exporting import EXPORTS

    store = open_store(load_settings(index=options.index).index)
    unknown = [plan_id for plan_id in options.plan if plan_id not in store.plans]
    if unknown:
        raise InputError(f"không có kế hoạch '{unknown[0]}'; các kế hoạch: {', '.join(store.plans)}")
    rows = (row for row in EXPORTS[options.kind](store) if not options.plan or _belongs(row, options.plan))
    if options.json:
        print_json(list(rows))
    elif options.format == "xlsx" or options.output:
        _to_file(options, rows)
    else:
        _write_text(sys.stdout, options.format, rows)
    return 0


def _belongs(row: Mapping[str, Any], plans: list[str]) -> bool:
    return row.get("plan_id") in plans or any(plan in plans for plan in row.get("plans", ()))


def _to_file(options: argparse.Namespace, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write beside the file asked for, then rename, so that a failure leaves the old file."""
    if not options.output and sys.stdout.isatty():
        raise InputError("định dạng xlsx là tệp nhị phân; hãy thêm --output TỆP.xlsx")
    folder = Path(options.output).parent if options.output else Path(tempfile.gettempdir())
    handle, name = tempfile.mkstemp(dir=folder, prefix=".kehoach-", suffix=f".{options.format}")
    try:
        with os.fdopen(handle, "wb") as raw:
            if options.format == "xlsx":
                raw.write(workbook_bytes(options.kind, rows))
            else:
                with open(os.dup(raw.fileno()), "w", encoding="utf-8", newline="") as text:
                    _write_text(text, options.format, rows)
        if options.output:
            # The same rights as a file written by any other program, not those of a temporary file.
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
            os.replace(name, options.output)
            note(f"đã ghi {options.output}")
        else:
            sys.stdout.buffer.write(Path(name).read_bytes())
    finally:
        Path(name).unlink(missing_ok=True)


def _write_text(stream: Any, form: str, rows: Iterable[Mapping[str, Any]]) -> None:
    if form == "jsonl":
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    flat = [flattened(row) for row in rows]
    writer = csv.DictWriter(stream, fieldnames=_columns(flat), lineterminator="\r\n")
    stream.write("\ufeff")  # Excel reads a CSV as UTF-8 only with this mark.
    writer.writeheader()
    writer.writerows({name: _unarmed(value) for name, value in row.items()} for row in flat)


def _unarmed(value: object) -> object:
    """Keep a spreadsheet from running a cell of a document as a formula (OWASP, CSV injection)."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} and not value[1:2].strip().isdigit():
        return "'" + value
    return value


def flattened(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as one line of a table: text, numbers and `None` only."""
    return dict(_flat_fields(row))


def _flat_fields(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if name == "lines":
            yield "first_line", value[0]
            yield "last_line", value[1]
        elif name in _BODY_FIELDS:
            yield name, "; ".join(body["canonical"] for body in value)
            yield f"{name}_as_written", "; ".join(body["as_written"] for body in value)
            yield f"{name}_ids", "; ".join(body["agency_id"] for body in value)
        elif name == "conflicts":
            yield name, "; ".join(f"{c['field']}: {c['as_written']} (dòng {c['lines'][0]})" for c in value)
        elif isinstance(value, Mapping):
            yield name, "; ".join(f"{key}: {item}" for key, item in value.items())
        elif isinstance(value, list) and name in {"lead_lines", "coordinating_lines", "offsets"}:
            yield name, "–".join(str(item) for item in value)
        elif isinstance(value, list):
            yield name, " › ".join(value) if name == "heading_path" else "; ".join(str(item) for item in value)
        else:
            yield name, value


def _sheet_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as one line of a workbook: as `flattened`, with dates as dates and a column for every year."""
    cells = flattened(row)
    if isinstance(cells.get("date"), str):
        cells["date"] = date.fromisoformat(cells["date"])
    values = row.get("values")
    if isinstance(values, Mapping):
        cells |= {f"{_YEAR}{year}": _number(text) for year, text in values.items()}
    return cells


def _number(text: str) -> object:
    """Return a value cell as a number where it is nothing but one; "> 90", "65-70" and words stay as written."""
    match = NUMBER.fullmatch(text.strip())
    value = parse_number(text.strip()) if match else None
    return text if value is None else float(value)


def _title(name: str) -> str:
    return name.removeprefix(_YEAR) if name.startswith(_YEAR) else _TITLES.get(name, name)


def _columns(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    columns: dict[str, None] = {}
    for row in rows:
        columns.update(dict.fromkeys(row))
    return list(columns)


def workbook_bytes(kind: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return an XLSX workbook of the records: Vietnamese titles, frozen header, filter, typed cells."""
    from io import BytesIO

    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    flat = [_sheet_row(row) for row in rows]
    columns = _columns(flat) or ["plan_id"]
    years = sorted(name for name in columns if name.startswith(_YEAR))
    columns = [name for name in columns if name not in years] + years
    book = Workbook()
    sheet = book.active
    sheet.title = kind
    for column, name in enumerate(columns, start=1):
        cell = sheet.cell(1, column, _title(name))
        cell.font = Font(bold=True)
        longest = max((len(str(row.get(name) or "")) for row in flat), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(60, max(12, longest + 2))
    for number, row in enumerate(flat, start=2):
        for column, name in enumerate(columns, start=1):
            value = row.get(name)
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                # A text that begins with "=" stays a text: openpyxl would make it a formula.
                cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:32767]
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=len(value) > 60, vertical="top")
            else:
                cell.value = value
                if isinstance(value, date):
                    cell.number_format = "dd/mm/yyyy"
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(flat) + 1}"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
