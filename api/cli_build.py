"""`kehoach build`: read the plans, build the index, switch it in; then say what was read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from api.arguments import add_index_option, add_json_option
from api.output import complain, print_json, table, wrapped
from search.settings import load_settings

if TYPE_CHECKING:
    from corpus.records import Plan
    from search.building import Outcome

_COLUMNS = ("kế hoạch", "mục tiêu", "cụ thể", "nhiệm vụ", "chỉ tiêu", "dự án", "đoạn", "chưa hiểu")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--corpus", metavar="DIR", help="Thư mục các kế hoạch .txt (thay KEHOACH_CORPUS).")
    parser.add_argument("--encoder", metavar="TÊN", help="Mô hình nhúng: tên hoặc thư mục (thay KEHOACH_ENCODER).")
    parser.add_argument("--report", action="store_true", help="In thêm từng dòng chưa thành bản ghi và vì sao.")
    parser.add_argument("--force", action="store_true", help="Dựng lại dù không có gì thay đổi.")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Build; a failed build leaves the previous index serving."""
    from search.building import build

    settings = load_settings(index=options.index, corpus=options.corpus, encoder=options.encoder)
    outcome = build(settings, force=options.force, progress=sys.stderr)
    for warning in outcome.result.warnings:
        complain(warning)
    if options.json:
        print_json(_document(outcome, with_leftovers=options.report))
    else:
        print(_rendered(outcome, with_leftovers=options.report))
    return 0


def _passages_of(outcome: Outcome, plan_id: str) -> int:
    return sum(passage.plan_id == plan_id for passage in outcome.passages)


def _leftover_lines(plan: Plan) -> int:
    return len({line for left in plan.leftovers for line in range(left.span.first_line, left.span.last_line + 1)})


def _document(outcome: Outcome, *, with_leftovers: bool) -> dict[str, Any]:
    from search.exporting import counts, info_json

    plans = []
    for plan in outcome.plans:
        entry = info_json(plan.info) | {
            "counts": {**counts(plan), "passages": _passages_of(outcome, plan.info.plan_id)},
            "declared": dict(plan.declared),
            "lines_not_understood": _leftover_lines(plan),
        }
        if with_leftovers:
            entry["leftovers"] = [
                {"lines": left.span.lines, "text": left.text, "why": left.why} for left in plan.leftovers
            ]
        plans.append(entry)
    result = outcome.result
    return {
        "generation": result.generation.name,
        "is_new": result.is_new,
        "seconds": round(result.seconds, 2),
        "embedded": result.embedded,
        "reused": result.reused,
        "plans": plans,
    }


def _rendered(outcome: Outcome, *, with_leftovers: bool) -> str:
    result = outcome.result
    rows = [
        (
            plan.info.plan_id,
            len(plan.goals),
            len(plan.targets),
            len(plan.tasks),
            len(plan.indicators),
            len(plan.projects),
            _passages_of(outcome, plan.info.plan_id),
            _leftover_lines(plan),
        )
        for plan in outcome.plans
    ]
    if result.is_new:
        done = f"Đã dựng chỉ mục {result.generation.name} trong {result.seconds:.1f} giây"
        done += f" (tính véc-tơ {result.embedded} đoạn, dùng lại {result.reused})."
    else:
        done = f"Không có gì thay đổi; chỉ mục {result.generation.name} vẫn dùng được."
    blocks = [table(_COLUMNS, rows), wrapped(done)]
    if with_leftovers:
        blocks += [block for plan in outcome.plans for block in _leftovers(plan)]
    return "\n\n".join(blocks)


def _leftovers(plan: Plan) -> Sequence[str]:
    head = f"{plan.info.plan_id}: {len(plan.leftovers)} chỗ chưa thành bản ghi"
    if plan.declared:
        head += "; văn bản tự nêu: " + ", ".join(f"{name} {number}" for name, number in plan.declared.items())
    lines = [head]
    for left in plan.leftovers:
        first, last = left.span.lines
        lines.append(wrapped(f"dòng {first}–{last} ({left.why}): {left.text[:300]}", "    ", "  "))
    return ["\n".join(lines)]
