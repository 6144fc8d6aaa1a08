"""An answer to take along: as plain text, as a Word document, as the API call that gives the same."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from datetime import date

import docx
from docx.shared import Pt, RGBColor

from ui.cards import lines_text, span_text, today_words
from ui.markup import link
from ui.naming import Plans
from ui.source import Json
from ui.texts import Texts

_DEFAULT_API = "http://127.0.0.1:8000"
_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def addressed(answer: Json, base: str) -> Json:
    """Return an answer whose citations have the address at which this front end shows their very words.

    Args:
        answer: in the contract's shape.
        base: where the front end is; "" keeps the addresses as they are.
    """
    if not base:
        return dict(answer)
    cited = {key: [_addressed(each, base) for each in answer.get(key, ())] for key in ("citations", "nearest")}
    return {**answer, **cited}


def _addressed(citation: Json, base: str) -> Json:
    address = link("doan", id=str(citation["passage_id"]), vi_tri=span_text(citation)).removeprefix(".")
    return {**citation, "url": f"{base}{address}"}


def answer_text(answer: Json, plans: Plans, texts: Texts) -> str:
    """Return an answer with its citations as plain text."""
    lines = [str(answer["question"]), "", str(answer["answer"])]
    cited = [*answer.get("citations", ()), *answer.get("nearest", ())]
    if cited:
        lines += ["", texts("file.citations")]
    for citation in cited:
        lines.append(f"{_place(citation, plans, texts)}: “{citation['quote']}” <{citation['url']}>")
    return "\n".join(lines)


def _place(citation: Json, plans: Plans, texts: Texts) -> str:
    label = f"[{citation['label']}] " if citation.get("label") else ""
    number = str(citation.get("plan_number") or "")
    where = lines_text(citation["lines"], texts)
    parts = [plans.name(str(citation["plan_id"])), number, str(citation.get("target_code") or ""), where]
    return label + ", ".join(part for part in parts if part)


def answer_docx(answer: Json, plans: Plans, texts: Texts) -> bytes:
    """Return an answer with its statements and citations as a Word document."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    document.add_heading(_plain(texts("file.title")), 1)
    document.add_paragraph().add_run(_plain(str(answer["question"]))).bold = True
    for line in str(answer["answer"]).split("\n"):
        document.add_paragraph(_plain(line))
    for statement in answer.get("statements", ()):
        _statement(document, statement, plans, texts)
    cited = [*answer.get("citations", ()), *answer.get("nearest", ())]
    if cited:
        document.add_heading(_plain(texts("file.citations")), 2)
    for citation in cited:
        document.add_paragraph(_plain(f"{_place(citation, plans, texts)}:")).add_run()
        document.add_paragraph(_plain(f"“{citation['quote']}”"), style="Intense Quote")
        address = document.add_paragraph().add_run(_plain(str(citation["url"])))
        address.font.size, address.font.color.rgb = Pt(10), RGBColor(0x0B, 0x5C, 0x6B)
    made = texts("file.made", date=date.today().strftime("%d/%m/%Y"))
    document.add_paragraph().add_run(_plain(made)).italic = True
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _statement(document: docx.document.Document, statement: Json, plans: Plans, texts: Texts) -> None:
    code = statement.get("target_code")
    place = plans.name(str(statement["plan_id"])) + (f", {plans.code(statement['plan_id'], code)}" if code else "")
    document.add_heading(_plain(place), 3)
    document.add_paragraph(_plain(str(statement["text"])))
    for line in _bodies(statement, texts):
        document.add_paragraph(_plain(line), style="List Bullet")
    for value in statement.get("values") or ():
        line = f"{value['name']} ({value.get('year') or '–'}): {value['as_written']}"
        document.add_paragraph(_plain(line), style="List Bullet")


def _bodies(statement: Json, texts: Texts) -> Iterator[str]:
    for body in statement.get("agencies", ()):
        yield f"{texts('roles.' + body['role'])}: {body['canonical']} ({today_words(body, texts)})"


def _plain(text: str) -> str:
    """Return a text without the characters XML 1.0 does not allow."""
    return _XML.sub("", text)


def curl_line(question: str, provinces: Sequence[str], plans: Sequence[str]) -> str:
    """Return the call that puts the same question to the API."""
    base = os.environ.get("KEHOACH_API_URL", "").strip().rstrip("/") or _DEFAULT_API
    body: dict[str, object] = {"question": question}
    if provinces:
        body["provinces"] = list(provinces)
    if plans:
        body["plans"] = list(plans)
    data = shlex.quote(json.dumps(body, ensure_ascii=False))
    return f"curl -s {shlex.quote(base + '/v1/ask')} \\\n  -H 'Content-Type: application/json' \\\n  -d {data}"
