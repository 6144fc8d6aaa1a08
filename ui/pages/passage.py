"""Đoạn văn bản: where citations land, one passage among the lines around it."""

from __future__ import annotations

from typing import Any

from ui import state
from ui.cards import cited_passage, lines_text
from ui.formatting import date_text
from ui.markup import el, join, link
from ui.naming import Plans
from ui.shell import current_texts, foot, open_source, show, title
from ui.source import Json
from ui.texts import Texts


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
        title(_heading(passage, plans, texts), texts("passage.about"))
        shown = cited_passage({**passage, "passage_id": None}, source.context(passage), texts)
        show(join([el("article", _facts(passage, plans, texts), shown, cls="kh-card")]))
    foot(texts, plans)


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
