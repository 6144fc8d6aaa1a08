"""Đoạn văn bản: where citations land, one passage among the lines around it."""

from __future__ import annotations

import re
from typing import Any

from ui import state
from ui.cards import cited_passage, lines_text
from ui.formatting import date_text
from ui.markup import el, join, link
from ui.naming import Plans
from ui.shell import current_texts, foot, open_source, show, title
from ui.source import Json, Source
from ui.texts import Texts

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})\Z")
# How far from its passage, in characters, a quotation may stand: the cell of a body merged over many rows is far away.
_NEAR = 20_000


def page() -> None:
    """Show the page."""
    texts = current_texts()
    passage_id = state.one("id")
    source = open_source()
    plans = Plans(source.plans(), texts)
    passage = source.passage(passage_id) if passage_id else None
    if passage is None:
        title(texts("passage.title"), texts("passage.none" if passage_id else "passage.which"))
        if passage_id:
            show(el("div", texts("passage.unknown", id=passage_id[:120]), cls="kh-warn", role="alert"))
        show(el("p", el("a", texts("passage.to_ask"), href=link(""), cls="kh-link", target="_self")))
    else:
        _show(passage, _span(passage), source, plans, texts)
    foot(texts, plans)


def _span(passage: Json) -> list[int] | None:
    """Return the quotation that the address names, or None: it must lie in or near the passage."""
    found = _SPAN.match(state.one("vi-tri"))
    if found is None or "offsets" not in passage:
        return None
    start, end = int(found[1]), int(found[2])
    first, last = passage["offsets"]
    near = first - _NEAR <= start < end <= last + _NEAR
    return [start, end] if near and [start, end] != [first, last] else None


def _show(passage: Json, span: list[int] | None, source: Source, plans: Plans, texts: Texts) -> None:
    """Show the quoted words where the address names them and they can be shown, else the whole passage."""
    context = None
    if span is not None:
        context = source.context({**passage, "offsets": span, "text": "", "quote": ""})
        context = context if context.quote else None
    title(_heading(passage, plans, texts), texts("passage.about_span" if context else "passage.about"))
    shown = {**passage, "passage_id": None}
    if context is None:
        context = source.context(passage)
    else:
        shown |= {"lines": [context.first_line, context.last_line], "named_at": []}
        whole = link("doan", id=str(passage["passage_id"]))
        shown["whole"] = el("a", texts("passage.whole"), href=whole, target="_self")
    facts = _facts({**passage, "lines": shown["lines"]}, plans, texts)
    show(join([el("article", cited_passage(shown, context, texts), facts, cls="kh-card")]))


def _heading(passage: Json, plans: Plans, texts: Texts) -> str:
    code = passage.get("target_code")
    level = texts.word("levels", passage["level"])
    place = f"{level} · {plans.code(passage['plan_id'], code)}" if code and passage["level"] != "target" else (
        plans.code(passage["plan_id"], code) if code else level
    )  # fmt: skip
    return f"{plans.name(passage['plan_id'])}: {place}"


def _facts(passage: Json, plans: Plans, texts: Texts) -> Any:
    plan = plans.by_id.get(passage["plan_id"], {})
    unknown = texts("documents.unknown")
    rows = [
        (texts("passage.lines"), lines_text(passage["lines"], texts)),
        (texts("passage.id"), str(passage["passage_id"])),
        (texts("documents.number"), str(plan.get("number") or unknown)),
        (texts("documents.date"), date_text(plan.get("date")) or unknown),
    ]
    return el("dl", [join([el("dt", name), el("dd", value)]) for name, value in rows], cls="kh-facts")
