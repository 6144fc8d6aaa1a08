"""`kehoach snapshot`: back up the index that serves into a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from api.arguments import add_index_option, add_json_option
from api.output import complain, print_json
from search.settings import load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", metavar="DIR", help="Thư mục chứa bản sao lưu (mới, rỗng hoặc một bản sao lưu cũ).")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Copy the index; the one that served before stays as the older generation."""
    from index.snapshot import copy_index

    settings = load_settings(index=options.index)
    folder = Path(options.folder)
    generation = copy_index(settings.index, folder)
    for warning in generation.warnings:
        complain(warning)
    if options.json:
        print_json({"folder": str(folder), "generation": generation.name, "files": len(generation.manifest.files)})
    else:
        print(f"Đã sao lưu chỉ mục vào '{folder}': {len(generation.manifest.files)} tệp, bản {generation.name}.")
    return 0
