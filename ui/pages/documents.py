"""Văn bản: a plan line by line, with its outline, the records found in it, and what was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from ui import state
from ui.cards import fold, lines_number, lines_text
from ui.context import cells_of_line
from ui.formatting import code_key, date_text, province_name, shortened, sort_key
from ui.markup import Html, el, join, link
from ui.naming import Plans
from ui.shell import current_texts, foot, open_source, show, title
from ui.source import Json, NotOffered, Source
from ui.tables import XLSX, table, to_xlsx
from ui.texts import Texts

_WINDOW = 40
_BEFORE = 3
_LONG = 900
_EVERY_LINE = 1_000_000
_HEADING, _DEPTH = 90, 2


def page() -> None:
    """Show the page."""
    texts = current_texts()
    title(texts("documents.title"), texts("documents.about"))
    source = open_source()
    plans = Plans(source.plans(), texts)
    plan_id = _choose(plans, texts)
    if plan_id:
        show(_facts(plans.by_id[plan_id], texts))
        lines = _lines(source, plan_id)
        _files(source, plan_id, lines, texts)
        _read(source, plan_id, lines, texts)
        _not_understood(source, plan_id, texts)
    foot(texts, plans)


def _choose(plans: Plans, texts: Texts) -> str:
    options = sorted(plans.by_id, key=lambda each: sort_key(plans.name(each)))
    given = state.one("ke-hoach")
    chosen = st.pills(
        texts("documents.choose"),
        options,
        default=given if given in options else options[0] if options else None,
        format_func=plans.name,
        key="d_plan",
    )
    plan_id = chosen or (given if given in options else "")
    if plan_id and plan_id != given:
        # A line or target of the address was one of the plan named beside it.
        gone = {"dong": None, "muc": None} if given else {}
        state.put(ke_hoach=plan_id, **gone)
    return plan_id


def _facts(plan: Json, texts: Texts) -> Html:
    unknown = texts("documents.unknown")
    counts = plan.get("counts") or {}
    rows = [
        (texts("documents.name"), str(plan.get("title") or unknown)),
        (texts("documents.number"), str(plan.get("number") or unknown)),
        (texts("documents.date"), date_text(plan.get("date")) or unknown),
        (texts("documents.signer"), str(plan.get("signer") or unknown)),
        (texts("documents.province"), province_name(plan.get("province"))),
    ]
    figures = [
        el("div", el("b", str(counts.get(kind, 0))), el("span", texts(f"documents.{kind}")), cls="kh-figure")
        for kind in ("goals", "targets", "tasks", "indicators")
    ]
    notes = [el("li", str(each)) for each in plan.get("notes") or ()]
    return join(
        [
            el("dl", [join([el("dt", name), el("dd", value)]) for name, value in rows], cls="kh-facts"),
            fold(texts("documents.notes", count=len(notes)), el("ul", notes)) if notes else None,
            el("div", figures, cls="kh-figures"),
        ]
    )


def _lines(source: Source, plan_id: str) -> Sequence[str]:
    """Return the source as lines; none, and why, where it cannot be had."""
    try:
        return source.lines(plan_id)
    except NotOffered as error:
        show(el("div", str(error), cls="kh-warn", role="note"))
        return ()


def _files(source: Source, plan_id: str, lines: Sequence[str], texts: Texts) -> None:
    """Show what can be taken along: everything read from the plan, and its text as it is."""
    head = [texts(f"documents.column_{key}") for key in ("lines", "level", "code", "text")]

    def records() -> bytes:
        found = source.records_at(plan_id, 1, _EVERY_LINE)
        return to_xlsx(plan_id, head, [[*_cells(record, texts), str(record["text"])] for record in found])

    with st.container(horizontal=True, key="documenttools", gap="small"):
        st.download_button(
            texts("documents.export"), data=records, file_name=f"{plan_id}.xlsx", mime=XLSX, on_click="ignore"
        )
        if lines:
            st.download_button(
                texts("documents.export_text"),
                data=lambda: "\n".join(lines),
                file_name=f"{plan_id}.txt",
                mime="text/plain",
                on_click="ignore",
            )


def _cells(record: Json, texts: Texts) -> list[str]:
    level = texts.word("levels", record["level"])
    return [lines_number(record["lines"]), level, str(record.get("target_code") or "")]


def _read(source: Source, plan_id: str, lines: Sequence[str], texts: Texts) -> None:
    line = _line_of_address(source, plan_id, len(lines))
    with st.container(key="reader"):
        outline, text = st.columns([1, 2.4], gap="medium")
        with outline:
            show(_outline(source, plan_id, texts))
        with text:
            if lines:
                _jump(line, len(lines), texts)
                _page_of(source, plan_id, lines, line, texts)


def _line_of_address(source: Source, plan_id: str, count: int) -> int:
    """Return the line asked for: by number, or where a target stands."""
    code = state.one("muc")
    if code and not state.one("dong"):
        for record in [*source.targets(plan_id), *source.goals(plan_id)]:
            if code in (record["full_code"], record["code"]):
                return int(record["lines"][0])
    return state.number("dong", 1, 1, max(count, 1))


def _outline(source: Source, plan_id: str, texts: Texts) -> Html:
    targets: dict[str, list[Json]] = {}
    for target in source.targets(plan_id):
        targets.setdefault(str(target["goal"]), []).append(target)
    items = []
    for goal in sorted(source.goals(plan_id), key=lambda each: code_key(str(each["code"]))):
        below = [
            el("li", _outline_link(plan_id, target, f"{target['full_code']}. {shortened(target['text'], 90)}"))
            for target in targets.get(str(goal["code"]), ())
        ]
        name = f"{goal['code']}. {shortened(str(goal['text']), 80)}"
        own = el("li", _outline_link(plan_id, goal, texts("documents.goal_itself")))
        items.append(el("li", fold(f"{name} ({len(below)})", el("ul", [own, *below]))))
    sections = list(_sections(source, plan_id))
    first = min((int(goal["lines"][0]) for goal in source.goals(plan_id)), default=0)
    before, after = [[each for at, each in sections if (at < first) == early] for early in (True, False)]
    inside = el("ul", before, items, after)
    return el(
        "nav", el("h2", texts("documents.outline")), inside, cls="kh-outline", aria_label=texts("documents.outline")
    )


def _sections(source: Source, plan_id: str) -> Iterator[tuple[int, Html]]:
    """Yield the headings of the running text, each with the line at which its first paragraph stands."""
    seen: set[tuple[str, ...]] = set()
    for record in source.records_at(plan_id, 1, _EVERY_LINE):
        path = tuple(str(each) for each in record.get("heading_path") or ())[:_DEPTH]
        if record["level"] == "section" and path and path not in seen:
            seen.add(path)
            heading = _outline_link(plan_id, record, shortened(path[-1], _HEADING))
            yield int(record["lines"][0]), el("li", heading, cls="kh-below" if len(path) > 1 else None)


def _outline_link(plan_id: str, record: Json, text: str) -> Html:
    return el("a", text, href=link("van-ban", ke_hoach=plan_id, dong=record["lines"][0]), target="_self")


def _jump(line: int, count: int, texts: Texts) -> None:
    with st.form("jump", border=False), st.container(horizontal=True, vertical_alignment="bottom", key="jumpbox"):
        st.text_input(texts("documents.jump", count=count), value=str(line), key=f"line-{line}", max_chars=8)
        st.form_submit_button(texts("documents.go"), on_click=_go, args=(f"line-{line}",))


def _go(key: str) -> None:
    text = str(st.session_state.get(key) or "").strip()
    if text.isascii() and text.isdigit():
        state.put(dong=text, muc=None)


def _page_of(source: Source, plan_id: str, lines: Sequence[str], line: int, texts: Texts) -> None:
    first = max(1, line - _BEFORE)
    last = min(len(lines), first + _WINDOW - 1)
    raw = state.one("nguyen-dang") == "1"
    show(_turning(plan_id, first, last, len(lines), raw, texts))
    records = source.records_at(plan_id, first, last)
    beside: dict[int, list[Json]] = {}
    for record in records:
        beside.setdefault(int(record["lines"][0]), []).append(record)
    numbered = [
        el(
            "div",
            el("a", str(at), href=link("van-ban", ke_hoach=plan_id, dong=at), target="_self"),
            el("span", _shown(lines[at - 1], raw)),
            el("span", [_tag(record, texts) for record in beside.get(at, ())], cls="kh-line-tags"),
            cls="kh-line kh-line-on" if at == line and line > 1 else "kh-line",
            id=f"dong-{at}",
        )
        for at in range(first, last + 1)
    ]
    show(el("div", numbered, cls="kh-lines"))
    show(_turning(plan_id, first, last, len(lines), raw, texts))
    show(_records(records, texts))


def _tag(record: Json, texts: Texts) -> Html:
    said = f"{texts.word('levels', record['level'])} {record.get('target_code') or ''}".strip()
    return el("a", said, href=link("doan", id=str(record["passage_id"])))


def _shown(text: str, raw: bool) -> str:
    shown = text if raw else cells_of_line(text)
    return shown if len(shown) <= _LONG or raw else f"{shown[:_LONG].rpartition(' ')[0]}…"


def _turning(plan_id: str, first: int, last: int, count: int, raw: bool, texts: Texts) -> Html:
    kept = "1" if raw else None
    before = link("van-ban", ke_hoach=plan_id, dong=max(1, first - _WINDOW + _BEFORE), nguyen_dang=kept)
    after = link("van-ban", ke_hoach=plan_id, dong=min(count, last + 1 + _BEFORE), nguyen_dang=kept)
    other = link("van-ban", ke_hoach=plan_id, dong=first + _BEFORE, nguyen_dang=None if raw else "1")
    return el(
        "div",
        el("span", lines_text((first, last), texts)),
        el("a", texts("documents.before"), href=before, target="_self") if first > 1 else None,
        el("a", texts("documents.after"), href=after, target="_self") if last < count else None,
        el("a", texts("documents.clean" if raw else "documents.raw"), href=other, target="_self"),
        cls="kh-links",
    )


def _records(records: Sequence[Json], texts: Texts) -> Html:
    rows = [
        [
            *_cells(record, texts),
            el(
                "a", shortened(str(record["text"]), 160), href=link("doan", id=str(record["passage_id"])), cls="kh-link"
            ),
        ]
        for record in records
    ]
    head = [texts(f"documents.column_{key}") for key in ("lines", "level", "code", "text")]
    label = texts("documents.records", count=len(rows))
    return fold(label, table(head, rows, label))


def _not_understood(source: Source, plan_id: str, texts: Texts) -> None:
    try:
        report = source.leftovers(plan_id)
    except NotOffered:
        return
    left = report["leftovers"]
    show(el("h2", texts("documents.not_understood")))
    if left:
        rows = [
            [
                el("a", lines_number(each["lines"]),
                   href=link("van-ban", ke_hoach=plan_id, dong=each["lines"][0]), cls="kh-link", target="_self"),
                shortened(str(each["text"]), 240),
                str(each["why"]),
            ]
            for each in left
        ]  # fmt: skip
        head = [texts(f"documents.column_{key}") for key in ("lines", "text", "why")]
        show(table(head, rows, texts("documents.not_understood")))
    else:
        show(el("p", texts("documents.all_understood"), cls="kh-note"))
    counts = [each for each in report["counts"] if ":" not in each["name"]]
    if counts:
        said = [
            texts(
                "documents.count",
                name=texts.word("documents", each["name"]),
                declared=each["declared"],
                found=each["found"],
            )
            for each in counts
        ]
        show(el("ul", [el("li", each) for each in said], cls="kh-note"))
