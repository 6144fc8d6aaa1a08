"""`kehoach build`: read the plans, build the index, switch it in; then say what was read."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from api.arguments import add_index_option, add_json_option
from api.output import complain, print_json
from search.settings import load_settings

if TYPE_CHECKING:
    from corpus.baselines import LostCount
    from index.build import BuildResult
    from search.building import Reading


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--corpus", metavar="DIR", help="Thư mục các kế hoạch .txt, .md, .docx (thay KEHOACH_CORPUS).")
    parser.add_argument("--encoder", metavar="TÊN", help="Mô hình nhúng: tên hoặc thư mục (thay KEHOACH_ENCODER).")
    parser.add_argument(
        "--report",
        action="store_true",
        help="In thêm từng dòng chưa thành bản ghi và vì sao; một số đếm từng đúng mà nay sai thì không thay chỉ mục và"
        " mã thoát là 1.",
    )
    parser.add_argument("--force", action="store_true", help="Dựng lại dù không có gì thay đổi.")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Build; a failed build, or a report in which a count no longer holds, leaves the previous index serving."""
    from search.building import build, counts_lost, read_corpus

    settings = load_settings(index=options.index, corpus=options.corpus, encoder=options.encoder)
    reading = read_corpus(settings)
    if options.report:
        lost, warnings = counts_lost(reading.plans, settings.index)
        for warning in warnings:
            complain(warning)
        if lost:
            _show(options, reading, None, lost)
            return _refuse(lost)
    outcome = build(settings, force=options.force, progress=sys.stderr, reading=reading)
    for warning in outcome.result.warnings:
        complain(warning)
    _show(options, reading, outcome.result, [])
    return 0


def _show(options: argparse.Namespace, reading: Reading, result: BuildResult | None, lost: list[LostCount]) -> None:
    from api.build_report import build_json, build_text

    if options.json:
        print_json(build_json(reading, result, lost, report=options.report))
    else:
        print(build_text(reading, result, report=options.report))


def _refuse(lost: list[LostCount]) -> int:
    from api.build_report import lost_text
    from corpus.baselines import SHIPPED

    for one in lost:
        complain(lost_text(one))
    ways = {
        "hãy khôi phục văn bản của kế hoạch, hoặc sửa corpus/tables/counts.toml"
        if one.source == SHIPPED
        else "hãy chạy 'kehoach build' không có --report để lấy bản mới làm mốc"
        for one in lost
    }
    complain(
        f"{len(lost)} số đếm từng đúng mà nay không còn đúng; chỉ mục giữ nguyên."
        f" Nếu thay đổi này là đúng: {'; '.join(sorted(ways))}"
    )
    return 1
