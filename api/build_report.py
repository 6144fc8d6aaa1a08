"""What `kehoach build` says: how many records each plan yielded and, with `--report`, an account of every line."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from api.output import table, wrapped
from corpus.accounting import count_checks, unrecorded_lines
from corpus.baselines import LostCount
from corpus.records import Leftover, Plan

if TYPE_CHECKING:
    from index.build import BuildResult
    from search.building import Reading

_COLUMNS = ("kế hoạch", "mục tiêu", "cụ thể", "nhiệm vụ", "chỉ tiêu", "dự án", "đoạn", "chưa hiểu")
_KINDS = {
    "goals": "mục tiêu",
    "themes": "chủ đề",
    "targets": "mục tiêu cụ thể",
    "task_groups": "nhóm nhiệm vụ",
    "tasks": "nhiệm vụ",
    "indicators": "chỉ tiêu",
    "projects": "dự án",
    "definitions": "định nghĩa",
}


def build_json(read: Reading, result: BuildResult | None, lost: Sequence[LostCount], *, report: bool) -> dict[str, Any]:
    """Return what a build read and made as one JSON document; `result` is None where nothing was switched in."""
    from search.exporting import counts, info_json

    plans = []
    for plan in read.plans:
        entry = info_json(plan.info) | {
            "counts": {**counts(plan), "passages": _passages_of(read, plan.info.plan_id)},
            "declared": dict(plan.declared),
            "lines_not_understood": _leftover_lines(plan),
        }
        if report:
            entry["leftovers"] = [_left_json(left) for left in plan.leftovers]
            entry["unrecorded"] = [_left_json(left) for left in _unrecorded(read, plan)]
            entry["checks"] = [
                {"name": check.name, "declared": check.declared, "found": check.found, "holds": check.holds}
                for check in count_checks(plan)
            ]
        plans.append(entry)
    document: dict[str, Any] = {
        "generation": result.generation.name if result else None,
        "is_new": result is not None and result.is_new,
        "seconds": round(result.seconds, 2) if result else 0.0,
        "embedded": result.embedded if result else 0,
        "reused": result.reused if result else 0,
        "plans": plans,
    }
    if report:
        document["lost"] = [
            {"plan_id": one.plan_id, "name": one.name, "expected": one.expected, "found": one.found, "by": one.source}
            for one in lost
        ]
    return document


def build_text(read: Reading, result: BuildResult | None, *, report: bool) -> str:
    """Return what a build read and made as text; `result` is None where nothing was switched in."""
    blocks = [_table_of(read)]
    if result is not None:
        blocks.append(wrapped(_done(result)))
    if report:
        blocks += ["\n".join(_account(read, plan)) for plan in read.plans]
    return "\n\n".join(blocks)


def lost_text(lost: LostCount) -> str:
    """Return one line about a count that no longer holds."""
    name = count_name(lost.name)
    said = "văn bản tự nêu" if lost.declared else "trước đây đọc được"
    return f"{lost.plan_id}: {name}: {said} {lost.expected}, nay đọc được {lost.found} (theo {lost.source})"


def count_name(name: str) -> str:
    """Return a count's name in words ("targets:6": "mục tiêu cụ thể của mục tiêu 6")."""
    kind, _, code = name.partition(":")
    words = _KINDS.get(kind, kind)
    if not code:
        return words
    return f"{words} của {'chủ đề' if kind == 'tasks' else 'mục tiêu'} {code}"


def _table_of(read: Reading) -> str:
    rows = [
        (
            plan.info.plan_id,
            len(plan.goals),
            len(plan.targets),
            len(plan.tasks),
            len(plan.indicators),
            len(plan.projects),
            _passages_of(read, plan.info.plan_id),
            _leftover_lines(plan),
        )
        for plan in read.plans
    ]
    return table(_COLUMNS, rows)


def _done(result: BuildResult) -> str:
    if not result.is_new:
        return f"Không có gì thay đổi; chỉ mục {result.generation.name} vẫn dùng được."
    done = f"Đã dựng chỉ mục {result.generation.name} trong {result.seconds:.1f} giây"
    return f"{done} (tính véc-tơ {result.embedded} đoạn, dùng lại {result.reused})."


def _passages_of(read: Reading, plan_id: str) -> int:
    return sum(passage.plan_id == plan_id for passage in read.passages)


def _leftover_lines(plan: Plan) -> int:
    return len({line for left in plan.leftovers for line in range(left.span.first_line, left.span.last_line + 1)})


def _left_json(left: Leftover) -> dict[str, Any]:
    return {"lines": left.span.lines, "text": left.text, "why": left.why}


def _unrecorded(read: Reading, plan: Plan) -> Iterator[Leftover]:
    yield from unrecorded_lines(read.documents[plan.info.plan_id], plan)


def _account(read: Reading, plan: Plan) -> Iterator[str]:
    """Yield the account of one plan: its declared counts, what was not understood, and lines without a record."""
    yield f"{plan.info.plan_id}: {len(plan.leftovers)} chỗ chưa thành bản ghi"
    checks = list(count_checks(plan))
    if checks:
        met = [check for check in checks if check.holds]
        yield wrapped(f"số văn bản tự nêu: khớp {len(met)}/{len(checks)}", "    ", "  ")
    for check in checks:
        if not check.holds:
            said = f"{count_name(check.name)}: văn bản nêu {check.declared}, đọc được {check.found}"
            yield wrapped(said, "      ", "    ")
    for left in plan.leftovers:
        first, last = left.span.lines
        yield wrapped(f"dòng {first}–{last} ({left.why}): {left.text[:300]}".rstrip(": "), "    ", "  ")
    unrecorded = sorted(_unrecorded(read, plan), key=lambda left: left.why)
    for why, group in itertools.groupby(unrecorded, key=lambda left: left.why):
        yield wrapped(f"{why}: dòng {', '.join(map(_place, group))}", "    ", "  ")


def _place(left: Leftover) -> str:
    first, last = left.span.lines
    return str(first) if first == last else f"{first}–{last}"
