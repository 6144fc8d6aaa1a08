"""`kehoach search`: ranked passages, for one query or a file of them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from api.arguments import UsageError, add_index_option, add_json_option, add_scope_options, top_k
from api.batches import BatchLine, read_batch
from api.output import print_json, wrapped
from corpus.errors import InputError
from corpus.records import PASSAGE_LEVELS
from search.settings import Settings, load_settings

if TYPE_CHECKING:
    from search.engine import Engine
    from search.retrieval import Hit, SearchResult


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("query", nargs="?", metavar="TỪ_KHÓA", help='Nội dung; "trong ngoặc kép" là đúng cụm từ.')
    parser.add_argument("--batch", metavar="TỆP.jsonl", help='Nhiều lần tìm, mỗi dòng {"id", "query"}; cần --json.')
    add_scope_options(parser)
    parser.add_argument(
        "--level", action="append", default=[], metavar="CẤP", choices=PASSAGE_LEVELS, help="Chỉ cấp này."
    )
    parser.add_argument("--agency", metavar="A", help="Chỉ đoạn có cơ quan này (tên, tên tắt hoặc mã).")
    parser.add_argument("--top-k", type=top_k, metavar="N", help="Số đoạn trả về.")
    parser.add_argument("--explain", action="store_true", help="In vì sao từng đoạn được chọn.")
    parser.add_argument("--encoder", metavar="TÊN", help="Mô hình nhúng (thay KEHOACH_ENCODER).")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Search; exit code 1 when nothing is found."""
    settings = load_settings(index=options.index, encoder=options.encoder, top_k=options.top_k)
    if options.batch is not None:
        return _run_batch(options, settings)
    if options.query is None:
        raise UsageError('thiếu nội dung cần tìm; ví dụ: kehoach search "nước sạch nông thôn"')
    engine = _open_engine(settings)
    result = _search(engine, options.query, options, options.province, options.plan, settings)
    if options.json:
        print_json(result.to_json())
    else:
        print(rendered(result))
    return 0 if result.hits else 1


def _open_engine(settings: Settings) -> Engine:
    from api.opening import open_engine

    return open_engine(settings)


def _search(
    engine: Engine,
    query: str,
    options: argparse.Namespace,
    provinces: list[str],
    plans: list[str],
    settings: Settings,
) -> SearchResult:
    return engine.search(
        query,
        provinces=provinces,
        plans=plans,
        levels=options.level,
        agency=options.agency,
        top_k=settings.top_k,
        explain=options.explain,
    )


def _run_batch(options: argparse.Namespace, settings: Settings) -> int:
    if options.query is not None:
        raise UsageError("--batch không đi cùng nội dung cần tìm trên dòng lệnh")
    if not options.json:
        raise UsageError("--batch in JSON; hãy thêm --json")
    lines = read_batch(options.batch, "query")
    engine = _open_engine(settings)
    for line in lines:
        print_json(_batch_result(engine, line, options, settings), indent=None)
    return 0


def _batch_result(
    engine: Engine, line: BatchLine, options: argparse.Namespace, settings: Settings
) -> Mapping[str, Any]:
    """Search for one line; a line that cannot be understood has no hits and says why, so that the batch goes on."""
    try:
        provinces = line.strings("provinces") or options.province
        plans = line.strings("plans") or options.plan
        result = _search(engine, line.text, options, provinces, plans, settings)
    except InputError as error:
        return {"id": line.id, "query": {}, "hits": [], "error": str(error)}
    return {"id": line.id, **result.to_json()}


def rendered(result: SearchResult) -> str:
    """Return the hits for the terminal."""
    if not result.hits:
        return wrapped(result.remark or "Không tìm thấy đoạn nào.")
    blocks = [_rendered_hit(number, hit) for number, hit in enumerate(result.hits, start=1)]
    if result.explain is not None:
        from search.explain import rendered_explanation

        blocks.insert(0, rendered_explanation(result.explain))
    return "\n\n".join(blocks)


def _rendered_hit(number: int, hit: Hit) -> str:
    from search.citing import shorten

    passage = hit.passage
    first, last = passage.span.lines
    place = f"dòng {first}" if first == last else f"dòng {first}–{last}"
    lines = [wrapped(f"{number}. {passage.passage_id} ({passage.level}, {place}, điểm {hit.final:.2f})")]
    if passage.heading_path:
        lines.append(wrapped(shorten(" › ".join(passage.heading_path), 150), "   "))
    lines.append(wrapped(shorten(passage.text, 400), "   "))
    if hit.explanation is not None:
        from search.explain import rendered_hit_explanation

        lines.append(rendered_hit_explanation(hit.explanation, "   "))
    return "\n".join(lines)
