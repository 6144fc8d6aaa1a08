"""`kehoach compare`: the same target, province by province, on screen or as a file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.arguments import UsageError, add_index_option, add_json_option, add_scope_options
from api.opening import open_engine
from api.output import print_json
from search.settings import load_settings

if TYPE_CHECKING:
    from search.comparison.model import Comparison
    from search.settings import Settings

_FORMATS = ("table", "json", "csv", "xlsx", "docx")
_FILES = ("xlsx", "docx")
_SHOWN = 80
_VIEWS = ("rows", "coverage", "roadmaps", "leads")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "topic",
        nargs="?",
        metavar="CHỦ_ĐỀ",
        help='Chủ đề, mã số ("6.1") hay mục tiêu ("mục tiêu 6"); bỏ trống là tất cả.',
    )
    add_scope_options(parser)
    parser.add_argument("--format", choices=_FORMATS, default="table", help="Dạng kết quả (mặc định: table).")
    parser.add_argument(
        "--view",
        choices=_VIEWS,
        default="rows",
        help="rows: từng nội dung và khác biệt (mặc định); coverage: tỉnh nào có, thiếu mục tiêu nào; "
        "roadmaps: lộ trình số liệu từng năm; leads: ai chủ trì. Tệp xlsx luôn có đủ.",
    )
    parser.add_argument("--output", "-o", metavar="TỆP", help="Ghi vào tệp này thay vì stdout.")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Compare; exit code 1 when no target of the plans fits."""
    form = "json" if options.json else options.format
    if options.view != "rows" and form in _FILES:
        raise UsageError(f"--view {options.view} chỉ dùng với --format table, json hoặc csv; tệp {form} đã có đủ")
    settings = load_settings(index=options.index)
    comparison = open_engine(settings).compare(options.topic, options.province, options.plan)
    if form == "json":
        document = _document(comparison, options.view)
        if options.output:
            _write(json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n", options.output)
        else:
            print_json(document)
    else:
        _write(_rendered(comparison, form, options.view, settings), options.output)
    if not comparison.rows:
        about = f" về '{options.topic[:_SHOWN]}'" if options.topic else ""
        print(f"không có mục tiêu nào{about} trong các kế hoạch được so sánh", file=sys.stderr)
    return 0 if comparison.rows else 1


def _document(comparison: Comparison, view: str) -> dict[str, Any]:
    from search.comparison.view_tables import view_to_json

    return comparison.to_json() if view == "rows" else view_to_json(comparison, view)


def _rendered(comparison: Comparison, form: str, view: str, settings: Settings) -> bytes:
    from search.citing import passage_url
    from search.comparison.report import to_docx
    from search.comparison.spreadsheet import to_xlsx
    from search.comparison.tables import to_csv, to_text
    from search.comparison.view_tables import view_to_csv, view_to_text

    def link(plan_id: str, code: str) -> str:
        return passage_url(settings.public_url, f"{plan_id}:{code}")

    if form == "xlsx":
        return to_xlsx(comparison, link)
    if form == "docx":
        return to_docx(comparison, link)
    if view == "rows":
        text = to_csv(comparison) if form == "csv" else to_text(comparison)
    else:
        text = view_to_csv(comparison, view) if form == "csv" else view_to_text(comparison, view)
    return f"{text.rstrip()}\n".encode()


def _write(data: bytes, path: str | None) -> None:
    if path is not None:
        Path(path).write_bytes(data)
    elif sys.stdout.isatty() and data[:2] == b"PK":
        raise UsageError("kết quả là tệp nhị phân; thêm --output TỆP hoặc chuyển hướng stdout vào tệp")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
