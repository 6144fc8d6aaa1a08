"""`kehoach feedback`: what users said about answers, as gold rows; and how it is deleted."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, time
from pathlib import Path

from api.arguments import UsageError, add_index_option, add_json_option, as_of_date
from api.configuration import load_server_settings
from api.feedback import FEEDBACK_FILE, FeedbackStore, gold_row
from api.output import note, print_json
from search.settings import load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", metavar="VIỆC", choices=("export", "delete"), help="export hoặc delete.")
    parser.add_argument("--usable", action="store_true", help="export: chỉ dòng đủ căn cứ để 'kehoach evaluate' chấm.")
    parser.add_argument("--id", metavar="MÃ", help="delete: chỉ phản hồi này.")
    parser.add_argument("--before", type=as_of_date, metavar="NGÀY", help="delete: các phản hồi trước ngày này.")
    parser.add_argument("--all", action="store_true", help="delete: mọi phản hồi.")
    parser.add_argument("--file", metavar="TỆP", help="Tệp phản hồi (thay KEHOACH_FEEDBACK).")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Export or delete."""
    server = load_server_settings(feedback=options.file)
    path = server.feedback or load_settings(index=options.index).index / FEEDBACK_FILE
    store = FeedbackStore(Path(path), server.feedback_days)
    return _export(store, options) if options.action == "export" else _delete(store, options)


def _export(store: FeedbackStore, options: argparse.Namespace) -> int:
    store.purge()
    kept = list(store)
    rows = [gold_row(row) for row in kept if row["question"]]
    if options.usable:
        rows = [row for row in rows if row["evidence"]]
    if options.json:
        print_json(rows)
    else:
        for row in rows:
            print_json(row, indent=None)
    note(f"{len(rows)} dòng từ {len(kept)} phản hồi ở {store.path}")
    return 0 if rows else 1


def _delete(store: FeedbackStore, options: argparse.Namespace) -> int:
    if sum((options.id is not None, options.before is not None, options.all)) != 1:
        raise UsageError("delete cần đúng một trong: --id MÃ, --before NGÀY, --all")
    before = datetime.combine(options.before, time.min, UTC) if options.before else None
    gone = store.delete(feedback_id=options.id, before=before)
    if options.json:
        print_json({"deleted": gone})
    else:
        print(f"đã xóa {gone} phản hồi")
    return 0 if gone else 1
