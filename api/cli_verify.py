"""`kehoach verify`: is every quoted span really in its source?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from api.arguments import add_index_option, add_json_option
from api.output import print_json, refusal
from corpus.containers import plan_document, plan_files
from corpus.errors import InputError
from corpus.reading import MAX_BYTES, Document, read_at_most
from search.settings import load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file", metavar="TỆP.jsonl", help="Mỗi dòng một trích dẫn, hoặc một câu trả lời có 'citations'; '-' là stdin."
    )
    parser.add_argument("--corpus", metavar="DIR", help="Đối chiếu với thư mục kế hoạch này thay vì với chỉ mục.")
    add_index_option(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> int:
    """Check every citation; exit code 1 when one does not hold."""
    from search.citing import verify

    citations = list(read_citations(options.file))
    verdicts = list(verify(citations, _sources(options)))
    failed = [verdict for verdict in verdicts if not verdict.ok]
    if options.json:
        report = {"checked": len(verdicts), "failed": len(failed), "results": [v.to_json() for v in verdicts]}
        print_json(report)
    else:
        for verdict in failed:
            print(f"[{verdict.label}] {verdict.plan_id}: {verdict.problem}")
        print(f"{len(verdicts) - len(failed)}/{len(verdicts)} trích dẫn đúng nguồn")
    return 1 if failed else 0


def _sources(options: argparse.Namespace) -> Mapping[str, Document]:
    settings = load_settings(index=options.index, corpus=options.corpus)
    if options.corpus:
        if not settings.corpus.is_dir():
            raise InputError(f"không có thư mục kế hoạch '{settings.corpus}'")
        return {path.stem: plan_document(path) for path in plan_files(settings.corpus)}
    from search.engine import open_store

    return open_store(settings.index).documents


def read_citations(name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the citations of a JSON-lines file (or of one JSON document).

    Raises:
        InputError: the file cannot be read, or a line is not JSON.
    """
    from search.citing import citations_in

    text = read_text(name)
    try:
        documents = [(1, json.loads(text))]
    except (ValueError, RecursionError):
        documents = list(json_lines(text, name))
    for _, document in documents:
        yield from citations_in(document)


def read_text(name: str) -> str:
    """Return the text of a file, or of stdin for "-".

    Raises:
        InputError: it cannot be read, is too large or not UTF-8.
    """
    try:
        data = read_at_most(Path(name)) if name != "-" else sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise InputError(f"đầu vào quá lớn, tối đa {MAX_BYTES} byte")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"không đọc được tệp '{name}': {refusal(error)}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"tệp '{name}' không phải UTF-8 (byte thứ {error.start})") from error


def json_lines(text: str, name: str) -> Iterator[tuple[int, Any]]:
    """Yield each non-blank line's number and JSON value.

    Raises:
        InputError: a line is not JSON.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"tệp '{name}' dòng {number} không phải JSON: {shorten_line(line)}") from error


def shorten_line(line: str) -> str:
    """Return the beginning of a line, for a message."""
    return repr(line[:60])
