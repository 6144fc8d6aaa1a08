"""`kehoach ask`: an answer with citations, for one question or a file of them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from api.arguments import UsageError, add_index_option, add_json_option, add_scope_options, as_of_date
from api.batches import BatchLine, read_batch
from api.output import print_json, wrapped
from corpus.errors import InputError, QueryError
from search.settings import Settings, load_settings

if TYPE_CHECKING:
    from search.answers.model import Answer, StatedBody, Statement
    from search.citing import Citation
    from search.engine import Engine

_ROLES = {
    "lead": ("Chủ trì", "Leads"),
    "coordinating": ("Phối hợp", "Coordinating"),
    "responsible": ("Chịu trách nhiệm", "Responsible"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("question", nargs="?", metavar="CÂU_HỎI", help="Câu hỏi, có dấu hay không dấu, Việt hay Anh.")
    parser.add_argument("--batch", metavar="TỆP.jsonl", help='Nhiều câu hỏi, mỗi dòng {"id", "question"}; cần --json.')
    add_scope_options(parser)
    parser.add_argument("--as-of", type=as_of_date, metavar="NGÀY", help="Tên cơ quan tính đến ngày này.")
    parser.add_argument("--brief", action="store_true", help="Trả lời gọn, tối đa 600 ký tự.")
    parser.add_argument(
        "--format",
        choices=("text", "plain", "markdown"),
        default="text",
        help="In ra màn hình (text), văn bản trơn cho tin nhắn (plain) hoặc Markdown.",
    )
    parser.add_argument("--explain", action="store_true", help="In thêm câu hỏi được hiểu thế nào và điểm từng đoạn.")
    parser.add_argument("--encoder", metavar="TÊN", help="Mô hình nhúng (thay KEHOACH_ENCODER).")
    parser.add_argument("--public-url", metavar="URL", help="Địa chỉ trong trích dẫn (thay KEHOACH_PUBLIC_URL).")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Answer; exit code 1 when abstaining."""
    settings = load_settings(index=options.index, encoder=options.encoder, public_url=options.public_url)
    if options.batch is not None:
        return _run_batch(options, settings)
    if options.question is None:
        raise UsageError('thiếu câu hỏi; ví dụ: kehoach ask "Ai lo nước sạch nông thôn ở Bến Tre?"')
    engine = _open_engine(settings)
    answer = engine.ask(
        options.question,
        provinces=options.province,
        plans=options.plan,
        as_of=options.as_of,
        brief=options.brief,
        explain=options.explain,
    )
    if options.json:
        print_json(answer.to_json())
    else:
        print(_formatted(answer, options.format))
    return 0 if answer.status == "answered" else 1


def _formatted(answer: Answer, form: str) -> str:
    from search.answers.writing.rendering import markdown, plain_text

    if form == "markdown":
        return markdown(answer)
    return plain_text(answer) if form == "plain" else rendered(answer)


def _open_engine(settings: Settings) -> Engine:
    from api.opening import open_engine

    return open_engine(settings)


def _run_batch(options: argparse.Namespace, settings: Settings) -> int:
    if options.question is not None:
        raise UsageError("--batch không đi cùng một câu hỏi trên dòng lệnh")
    if not options.json:
        raise UsageError("--batch in JSON; hãy thêm --json")
    lines = read_batch(options.batch, "question")
    engine = _open_engine(settings)
    for line in lines:
        print_json(_batch_answer(engine, line, options), indent=None)
    return 0


def _batch_answer(engine: Engine, line: BatchLine, options: argparse.Namespace) -> Mapping[str, Any]:
    """Answer one line; a line that cannot be understood abstains and says why, so that the batch goes on."""
    from search.engine import refused_answer

    try:
        answer = engine.ask(
            line.text,
            provinces=line.strings("provinces") or options.province,
            plans=line.strings("plans") or options.plan,
            as_of=_batch_date(line) or options.as_of,
            brief=options.brief,
            explain=options.explain,
            id=line.id,
        )
    except InputError as error:
        answer = refused_answer(line.text, str(error), id=line.id)
    return answer.to_json()


def _batch_date(line: BatchLine) -> date | None:
    value = line.values.get("as_of")
    if value is None:
        return None
    try:
        return as_of_date(str(value))
    except argparse.ArgumentTypeError as error:
        raise QueryError(str(error)) from error


def rendered(answer: Answer) -> str:
    """Return an answer for the terminal: the answer, its statements, its numbered citations."""
    blocks = [wrapped(answer.answer)]
    if len(answer.statements) > 1 or any(statement.agencies or statement.values for statement in answer.statements):
        blocks += [_rendered_statement(each, in_english=answer.language == "en") for each in answer.statements]
    if answer.citations:
        blocks.append("Trích dẫn" if answer.language != "en" else "Citations")
        blocks += [_rendered_citation(each, in_english=answer.language == "en") for each in answer.citations]
    if answer.nearest:
        blocks.append("Các đoạn gần nhất" if answer.language != "en" else "Nearest passages")
        blocks += [_rendered_citation(each, in_english=answer.language == "en") for each in answer.nearest]
    if answer.suggestions:
        blocks.append("\n".join(wrapped(text, "  ", "- ") for text in answer.suggestions))
    if answer.explain is not None:
        from search.explain import rendered_explanation

        blocks.append(rendered_explanation(answer.explain))
    return "\n\n".join(block for block in blocks if block)


def _rendered_statement(statement: Statement, *, in_english: bool) -> str:
    from search.citing import shorten

    title = f"■ {statement.plan_id}"
    if statement.target_code:
        title += f", {'target' if in_english else 'mục tiêu'} {statement.target_code}"
    if statement.part:
        title += f" ({statement.part})"
    marks = "".join(f"[{label}]" for label in statement.citations)
    lines = [wrapped(f"{title} {marks}".rstrip())]
    if statement.text:
        lines.append(wrapped(shorten(" ".join(statement.text.split("\n")), 300), "  "))
    for role, names in _ROLES.items():
        bodies = [_rendered_body(body, in_english=in_english) for body in statement.agencies if body.role == role]
        if bodies:
            lines.append(wrapped(f"{names[in_english]}: {'; '.join(bodies)}", "    ", "  · "))
    for value in statement.values:
        year = f" ({value.year})" if value.year else ""
        lines.append(wrapped(f"{value.name}{year}: {value.as_written}", "    ", "  · "))
    return "\n".join(lines)


def _rendered_body(body: StatedBody, *, in_english: bool) -> str:
    """Return a body with how the plan writes it and who it is today, where these differ."""
    remarks = []
    if body.as_written.casefold() != body.canonical.casefold():
        remarks.append(f"{'written' if in_english else 'văn bản ghi'} «{body.as_written}»")
    if body.note:
        remarks.append(body.note)
    today = _today(body, in_english=in_english)
    if today:
        remarks.append(f"{'today' if in_english else 'nay'}: {today}")
    return f"{body.canonical} ({'; '.join(remarks)})" if remarks else body.canonical


def _today(body: StatedBody, *, in_english: bool) -> str:
    """Return who a body is today, "" where it goes on under its name or nobody asks (a collective)."""
    if body.current is None:
        return "" if body.collective else "not verified" if in_english else "chưa xác minh"
    if not body.current:
        return "abolished, no successor" if in_english else "không còn, không có cơ quan kế thừa"
    names = list(dict.fromkeys(current.name for current in body.current))
    if names == [body.canonical]:
        return ""
    from search.answers.writing.wording import is_unsure

    if is_unsure(body):
        return f"perhaps {names[0]}, not verified" if in_english else f"có thể là {names[0]}, chưa xác minh"
    if len(names) > 1:
        return ("divided by subject: " if in_english else "chia theo lĩnh vực: ") + ", ".join(names)
    return names[0]


def _rendered_citation(citation: Citation, *, in_english: bool) -> str:
    first, last = citation.lines
    word = ("line" if first == last else "lines") if in_english else "dòng"
    place = f"{word} {first}" if first == last else f"{word} {first}–{last}"
    head = f"[{citation.label}] {citation.plan_id}, {place}" if citation.label else f"• {citation.plan_id}, {place}"
    if citation.target_code:
        head += f", {'target' if in_english else 'mục tiêu'} {citation.target_code}"
    from search.answers.writing.neutral import without_hidden
    from search.citing import shorten

    words = shorten(without_hidden(citation.quote), 400)
    return f"{wrapped(head)}\n{wrapped(f'«{words}»', '    ')}"
