"""`kehoach evaluate`: the figures of a gold set, and whether they keep to the floors."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from api.arguments import add_index_option, add_json_option
from api.output import complain, note, print_json
from corpus.errors import InputError
from search.settings import load_settings

if TYPE_CHECKING:
    from search.evaluation.floors import Broken, Floor
    from search.evaluation.run import Evaluation

_PARTS = ("retrieval", "forms", "answers", "records", "alignment")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--gold", metavar="DIR", help="Thư mục bộ chuẩn (mặc định: ../shared/gold cạnh mã nguồn).")
    parser.add_argument(
        "--part", action="append", default=[], metavar="PHẦN", choices=_PARTS,
        help=f"Chỉ đo phần này (có thể lặp lại): {', '.join(_PARTS)}.",
    )  # fmt: skip
    parser.add_argument("--check", action="store_true", help="Thoát với mã 1 khi một số đo dưới sàn.")
    parser.add_argument("--floors", metavar="TỆP", help="Bảng sàn khác (mặc định: search/floors.toml).")
    parser.add_argument("--failures", action="store_true", help="In thêm từng câu, từng bản ghi chưa đúng.")
    parser.add_argument("--encoder", metavar="TÊN", help="Mô hình nhúng (thay KEHOACH_ENCODER).")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Measure; exit code 1 when `--check` finds a figure below its floor."""
    from api.opening import open_engine
    from search.evaluation.floors import broken, default_floors, load_floors
    from search.evaluation.gold import load_gold
    from search.evaluation.run import evaluate
    from search.evaluation.system import EngineSystem

    gold = load_gold(_gold_folder(options.gold))
    floors = load_floors(Path(options.floors) if options.floors else default_floors())
    engine = open_engine(load_settings(index=options.index, encoder=options.encoder))
    evaluation = evaluate(EngineSystem(engine), gold, options.part or _PARTS, progress=_said)
    missed = broken(floors, evaluation.figures, evaluation.measured)
    if options.json:
        print_json({**evaluation.document, "floors": _floors_json(floors, evaluation, missed)})
    else:
        _print_report(evaluation, floors, missed, with_failures=options.failures)
    if not options.check:
        return 0
    for item in missed:
        complain(item.line())
    return 1 if missed else 0


def _gold_folder(given: str | None) -> Path:
    if given:
        return Path(given)
    beside = Path(corpus.__file__).resolve().parents[2] / "shared" / "gold"
    if not beside.is_dir():
        raise InputError("không có bộ chuẩn cạnh mã nguồn (../shared/gold); hãy nêu thư mục bằng --gold")
    return beside


def _said(part: str) -> None:
    note(f"Đang đo: {part}…")


def _print_report(
    evaluation: Evaluation, floors: tuple[Floor, ...], missed: list[Broken], *, with_failures: bool
) -> None:
    from search.evaluation.report import failures_markdown, floors_markdown, markdown

    print(markdown(evaluation))
    print("\n" + floors_markdown(floors, evaluation, missed))
    if with_failures:
        print("\n" + failures_markdown(evaluation))


def _floors_json(
    floors: tuple[Floor, ...], evaluation: Evaluation, missed: list[Broken]
) -> list[dict[str, str | float | bool | None]]:
    failing = {item.floor.figure for item in missed}
    return [
        {
            "figure": floor.figure,
            "value": evaluation.figures.get(floor.figure),
            "at_least": floor.at_least,
            "at_most": floor.at_most,
            "target": floor.target,
            "ok": floor.figure not in failing,
        }
        for floor in floors
        if floor.figure.partition(".")[0] in evaluation.measured
    ]
