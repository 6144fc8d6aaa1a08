"""An evaluation as Markdown: tables a person reads in a terminal or pastes into a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.evaluation.floors import Broken, Floor
from search.evaluation.retrieval_metrics import MEASURES
from search.evaluation.run import Evaluation

_GROUPS = {"all": "tất cả", "style": "cách hỏi", "intent": "ý hỏi", "plan": "kế hoạch", "province": "nêu tỉnh"}
_FORMS = {
    "as_written": "như đã viết",
    "no_marks": "không dấu",
    "half_marks": "mất nửa số dấu",
    "nfd": "NFD",
    "capitals": "CHỮ HOA",
    "telex": "Telex thô",
    "vni": "VNI thô",
    "abbreviations_expanded": "viết đủ chữ tắt",
    "abbreviations_contracted": "viết tắt",
    "old_tones": "dấu kiểu cũ",
    "one_typo": "một lỗi gõ",
}
_ANSWERS = {
    "right_and_cited": "đúng và có trích dẫn đúng trong 5 trích dẫn đầu",
    "right": "đúng (đủ mọi ý phải có)",
    "cited@1": "trích dẫn đầu tiên đúng",
    "first_lead_right": "cơ quan chủ trì của ý đầu đúng",
    "first_body_right": "cơ quan (mọi vai trò) của ý đầu đúng",
    "false_abstentions": "từ chối nhầm",
    "unanswerable_abstained": "từ chối đúng câu không trả lời được",
    "comparison_cells_right": "ô so sánh theo tỉnh đúng",
    "intent_right": "hiểu đúng ý hỏi",
    "citations_verified": "trích dẫn kiểm được",
    "median_length": "độ dài câu trả lời (trung vị, ký tự)",
}
_TASKS = ("found", "own_target", "lines", "text", "lead", "lead_as_written", "lead_basis", "coordinating", "details")
_INDICATORS = ("found", "name", "unit", "lines", "values")


def markdown(evaluation: Evaluation) -> str:
    """Return the tables of every part that was measured."""
    document = evaluation.document
    makers = {
        "retrieval": _retrieval,
        "forms": _forms,
        "answers": _answers,
        "records": _records,
        "alignment": _alignment,
    }
    blocks = [maker(document) for name, maker in makers.items() if document.get(name) is not None]
    return "\n\n".join(blocks)


def floors_markdown(floors: Sequence[Floor], evaluation: Evaluation, broken: Sequence[Broken]) -> str:
    """Return the table of floors of the parts that were measured."""
    failing = {item.floor.figure for item in broken}
    rows = [
        (
            floor.figure,
            _number(evaluation.figures.get(floor.figure)),
            floor.bound,
            "" if floor.target is None else f"{floor.target:g}",
            "không đạt" if floor.figure in failing else "đạt",
        )
        for floor in floors
        if floor.figure.partition(".")[0] in evaluation.measured
    ]
    return f"## Sàn chất lượng\n\n{_table(('số đo', 'giá trị', 'sàn', 'đích', ''), rows)}"


def failures_markdown(evaluation: Evaluation) -> str:
    """Return everything that went wrong, one line each."""
    blocks = []
    for part, items in evaluation.document["failures"].items():
        lines = [f"- {_told(item)}" for item in items]
        if lines:
            blocks.append("\n".join([f"## Chưa đúng: {part} ({len(lines)})", "", *lines]))
    return "\n\n".join(blocks)


def _told(item: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {_short(value)}" for name, value in item.items() if value not in (None, [], ""))


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= 300 else text[:299] + "…"


def _retrieval(document: Mapping[str, Any]) -> str:
    section = document["retrieval"]
    rows = [
        (
            _GROUPS[group["by"]] if group["by"] == "all" else f"{_GROUPS[group['by']]}: {group['name']}",
            group["questions"],
            *(_with_interval(group[measure]) for measure in MEASURES),
        )
        for group in section["groups"]
    ]
    head = "## Tìm kiếm\n\nKhoảng trong ngoặc: 95%, bootstrap theo câu hỏi."
    times = section["milliseconds"]
    foot = f"Mỗi lần tìm: trung vị {_number(times['p50'])} ms, p95 {_number(times['p95'])} ms."
    return f"{head}\n\n{_table(('nhóm', 'câu', *MEASURES), rows)}\n\n{foot}"


def _forms(document: Mapping[str, Any]) -> str:
    rows = [
        (
            _FORMS[row["form"]],
            row["changed"],
            *(_number(row[name]) for name in ("hit@1", "hit@5", "mrr@10")),
            "–".join(_number(bound) for bound in row["hit@5_interval"]),
            _number(row["hit@5_kept"]),
            _number(row["hit@5_kept_where_changed"]),
            _number(row["mrr@10_kept"]),
        )
        for row in document["forms"]["rows"]
    ]
    header = (
        "dạng",
        "câu đổi",
        "hit@1",
        "hit@5",
        "mrr@10",
        "hit@5 (95%)",
        "giữ hit@5",
        "giữ hit@5 (câu đổi)",
        "giữ mrr@10",
    )
    return f"## Cùng câu hỏi, cách gõ khác\n\n{_table(header, rows)}"


def _answers(document: Mapping[str, Any]) -> str:
    figures, section = document["figures"], document["answers"]
    rows = [(words, _number(figures.get(f"answers.{name}"))) for name, words in _ANSWERS.items()]
    shown = ("right_and_cited", "cited@1", "first_lead_right", "false_abstentions", "intent_right")
    groups = [
        (item["name"], item["questions"], *(_number(item[name]) for name in shown))
        for item in [*section["by_intent"], *section["by_style"]]
    ]
    reasons = ", ".join(f"{reason} {number}" for reason, number in section["unanswerable"]["reasons"].items())
    times = section["milliseconds"]
    notes = [
        f"Lý do từ chối các câu không trả lời được: {reasons or 'không có'}.",
        f"Mỗi câu: trung vị {_number(times['p50'])} ms, p95 {_number(times['p95'])} ms.",
    ]
    tables = [_table(("số đo", "giá trị"), rows), _table(("nhóm", "câu", *shown), groups)]
    return "\n\n".join(["## Trả lời", *tables, *notes])


def _records(document: Mapping[str, Any]) -> str:
    section = document["records"]
    fields = ("number", "found", "text", "lines", "exact")
    levels = [
        (
            name.removeprefix("headings."),
            *(_number(item[field]) for field in fields),
        )
        for name, item in section.items()
        if name.startswith("headings.")
    ]
    counted = section["counts"]
    kinds = ("goals", "targets", "tasks", "indicators", "projects", "definitions", "sections", "leftovers")
    return "\n\n".join(
        [
            "## Bản ghi",
            _table(("cấp", "số", "tìm thấy", "đúng lời", "đúng dòng", "đúng cả"), levels),
            _table(("nhiệm vụ", *_TASKS), [_row(section["tasks"], _TASKS)]),
            _table(("chỉ tiêu", *_INDICATORS), [_row(section["indicators"], _INDICATORS)]),
            _table(("kế hoạch", *kinds), [(plan, *(item[kind] for kind in kinds)) for plan, item in counted.items()]),
        ]
    )


def _row(item: Mapping[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    return (str(item["number"]), *(_number(item[name]) for name in names))


def _alignment(document: Mapping[str, Any]) -> str:
    section = document["alignment"]
    rows = [
        (name, *(_number(section[name][field]) for field in ("pairs", "found", "precision", "recall", "f1")))
        for name in ("targets", "goals")
        if name in section
    ]
    differences = section["differences"]
    foot = f"Khác biệt về số và thời hạn nêu ra được: {_number(differences['shown'])} của {differences['number']}."
    return f"## Đối chiếu giữa các tỉnh\n\n{_table(('', 'cặp', 'tìm ra', 'precision', 'recall', 'F1'), rows)}\n\n{foot}"


def _with_interval(item: Mapping[str, float | None]) -> str:
    if item["value"] is None:
        return "–"
    return f"{item['value']:.2f} ({item['low']:.2f}–{item['high']:.2f})"


def _number(value: float | int | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) and abs(value) <= 1 else f"{value:g}"


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    cells = [[str(value).replace("|", "\\|") for value in row] for row in rows]
    widths = [max(len(row[column]) for row in [list(header), *cells]) for column in range(len(header))]
    lines = [list(header), ["-" * width for width in widths], *cells]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )
