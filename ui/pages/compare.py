"""So sánh các tỉnh: the same target, province by province; where they differ, and who has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from corpus.provinces import today_id
from ui import charts, state
from ui.cards import fold, lines_text
from ui.filters import old_provinces, province_label, province_options
from ui.formatting import province_name, shortened
from ui.markup import Html, el, join, link
from ui.naming import Plans
from ui.roads import legend, road_rows
from ui.shell import current_texts, foot, open_source, show, title
from ui.source import Json, Source
from ui.tables import DOCX, XLSX
from ui.texts import Texts

KINDS = ("value", "deadline", "lead", "scope", "missing")
_LISTED = 30
_CHARTS = 3


def page() -> None:
    """Show the page."""
    texts = current_texts()
    title(texts("compare.title"), texts("compare.about"))
    source = open_source()
    plans = Plans(source.plans(), texts)
    topic = _form(texts)
    provinces = _provinces(plans, texts)
    with st.spinner(texts("compare.working")):
        comparison = source.compare(topic or None, provinces=provinces)
    _remarks(comparison)
    if topic:
        _found(comparison, source, plans, provinces, texts)
    else:
        _files(source, None, provinces, texts)
        _coverage(comparison, plans, texts)
    foot(texts, plans)


def _form(texts: Texts) -> str:
    topic = state.one("chu-de")
    if st.session_state.get("c_shown") != topic:
        st.session_state["c_shown"] = st.session_state["c_topic"] = topic
    with (
        st.form("compare", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="comparebox"),
    ):
        st.text_input(texts("compare.label"), key="c_topic", placeholder=texts("compare.placeholder"), max_chars=300)
        st.form_submit_button(texts("compare.submit"), type="primary", on_click=_compare_this)
    return topic


def _compare_this() -> None:
    state.put(chu_de=str(st.session_state.get("c_topic") or "").strip() or None, loai=None)


def _provinces(plans: Plans, texts: Texts) -> tuple[str, ...]:
    options = province_options(plans)
    chosen = st.pills(
        texts("compare.provinces"),
        options,
        selection_mode="multi",
        default=[each for each in state.many("tinh") if each in options],
        format_func=lambda option: province_label(option, plans, texts),
        key="c_provinces",
    )
    state.put(tinh=chosen)
    return old_provinces(tuple(chosen), plans)


def _remarks(comparison: Json) -> None:
    said = [*comparison.get("notes", ()), *(each["why"] for each in comparison.get("absent", ()))]
    if said:
        show(el("ul", [el("li", str(each)) for each in said], cls="kh-note"))


def _coverage(comparison: Json, plan_names: Plans, texts: Texts) -> None:
    """Show goal × plan, every cell a way to that goal."""
    plans = comparison["plans"]
    goals: dict[str, list[Json]] = {}
    for row in comparison["rows"]:
        if row.get("level", "target") == "target":
            goals.setdefault(str(row["goal"]), []).append(row)
    most = max((_count(rows, plan["plan_id"]) for rows in goals.values() for plan in plans), default=1)
    body = [_coverage_row(goal, rows, plans, most, texts) for goal, rows in goals.items()]
    named = [el("th", str(plan["name"]), _today(plan, plan_names, texts), scope="col") for plan in plans]
    head = el("tr", el("th", texts("compare.goal"), scope="col"), named)
    whole = el("table", el("thead", head), el("tbody", body), cls="kh-table kh-heat")
    label = texts("compare.coverage")
    show(join([el("h2", label), el("p", texts("compare.coverage_about"), cls="kh-note")]))
    show(el("div", whole, cls="kh-scroll", tabindex="0", role="group", aria_label=label))
    facts = [row for row in comparison["rows"] if row.get("level") == "document"]
    if facts:
        shown = [_differences(row, KINDS, comparison, texts) for row in facts]
        show(join([el("h2", texts("compare.documents")), *shown]))


def _count(rows: Sequence[Json], plan_id: str) -> int:
    return sum(len(row["members"].get(plan_id, ())) for row in rows)


def _coverage_row(goal: str, rows: Sequence[Json], plans: Sequence[Json], most: int, texts: Texts) -> Html:
    number = goal.partition(".")[0]
    topic = texts("compare.goal_topic", number=number)
    cells = []
    for plan in plans:
        count = _count(rows, plan["plan_id"])
        shade = 0 if not count else min(4, 1 + count * 3 // max(most, 1))
        said = texts("compare.cell", count=count, goal=goal, plan=str(plan["name"]))
        inside = el("a", str(count), href=link("so-sanh", chu_de=topic), target="_self", aria_label=said, title=said)
        cells.append(el("td", inside, cls=f"kh-h{shade}"))
    return el("tr", el("td", goal, cls="kh-goal"), cells)


def _found(comparison: Json, source: Source, plans: Plans, provinces: tuple[str, ...], texts: Texts) -> None:
    rows = comparison["rows"]
    if not rows:
        show(el("div", texts("compare.nothing"), cls="kh-answer kh-abstain", role="status"))
        return
    kinds = _kinds(rows, texts)
    _files(source, str(comparison["topic"]), provinces, texts)
    show(el("p", texts("compare.count", count=len(rows)), cls="kh-note", role="status"))
    for at, row in enumerate(rows[:_LISTED]):
        show(_row(row, kinds, comparison, plans, texts))
        if at < _CHARTS:
            _roads(row, comparison, texts)
    if len(rows) > _LISTED:
        show(el("p", texts("compare.more", count=len(rows) - _LISTED), cls="kh-note"))


def _files(source: Source, topic: str | None, provinces: tuple[str, ...], texts: Texts) -> None:
    """Show what can be taken along, and the way back to everything."""
    with st.container(horizontal=True, key="comparetools", gap="small"):
        for kind, mime in (("xlsx", XLSX), ("docx", DOCX)):
            st.download_button(
                texts(f"compare.{kind}"),
                data=_file(source, topic, provinces, kind),
                file_name=f"so-sanh.{kind}",
                mime=mime,
                on_click="ignore",
            )
        if topic:
            st.button(texts("compare.all"), on_click=lambda: state.put(chu_de=None, loai=None))


def _file(source: Source, topic: str | None, provinces: tuple[str, ...], kind: str) -> Any:
    return lambda: source.comparison_file(topic, provinces=provinces, kind=kind)


def _kinds(rows: Sequence[Json], texts: Texts) -> tuple[str, ...]:
    present = [kind for kind in KINDS if any(d["kind"] == kind for row in rows for d in row["differences"])]
    if not present:
        return KINDS
    chosen = st.pills(
        texts("compare.kinds"),
        present,
        selection_mode="multi",
        default=[each for each in state.many("loai") if each in present],
        format_func=lambda kind: texts(f"differences.{kind}"),
        key="c_kinds",
    )
    state.put(loai=chosen)
    return tuple(chosen) or KINDS


def _today(plan: Json, plans: Plans, texts: Texts) -> Html | None:
    """Return which of today's provinces a plan's province is part of, where that is another."""
    province = plans.by_id.get(str(plan["plan_id"]), {}).get("province")
    now = today_id(province) if province else None
    if now is None or now == province:
        return None
    return el("span", texts("compare.today", name=province_name(now)), cls="kh-now")


def _row(row: Json, kinds: Sequence[str], comparison: Json, plans: Plans, texts: Texts) -> Html:
    tags = [el("span", texts.word("relations", row["relation"]), cls="kh-tag")]
    if row.get("national_code"):
        tags.append(el("span", texts("compare.national", code=str(row["national_code"])), cls="kh-tag"))
    heading = el("h2", str(row["topic"]))
    columns = []
    if row.get("level") != "document":
        columns = [_member(row, plan, _today(plan, plans, texts), texts) for plan in comparison["plans"]]
    return el(
        "article",
        heading,
        el("div", tags, cls="kh-card-head"),
        el("div", columns, cls="kh-side") if columns else None,
        _differences(row, kinds, comparison, texts, titled=False),
        cls="kh-card",
    )


def _member(row: Json, plan: Json, now: Html | None, texts: Texts) -> Html:
    plan_id = str(plan["plan_id"])
    members = row["members"].get(plan_id) or ()
    name = el("div", str(plan["name"]), now, cls="kh-plan")
    if not members:
        return el("div", name, el("span", texts("compare.absent"), cls="kh-tag kh-tag-warn"))
    return el("div", name, [_target(member, plan_id, texts) for member in members])


def _target(member: Json, plan_id: str, texts: Texts) -> Html:
    address = link("van-ban", ke_hoach=plan_id, dong=member["lines"][0])
    where = f"{member['code']} · {lines_text(member['lines'], texts)}"
    leads = list(dict.fromkeys(str(lead["canonical"]) for lead in member.get("lead") or ()))
    return el(
        "div",
        el("a", where, href=address, cls="kh-tag"),
        el("p", str(member["text"]), cls="kh-text"),
        el("div", texts("roles.lead"), cls="kh-label") if leads else None,
        el("div", "; ".join(leads)) if leads else None,
    )


def _differences(row: Json, kinds: Sequence[str], comparison: Json, texts: Texts, titled: bool = True) -> Html:
    shown = list(_difference_pieces(row, kinds, comparison, texts))
    if titled:
        return join([el("h3", str(row["topic"])), *shown]) if shown else Html("")
    return fold(texts("compare.differences", count=len(shown)), shown) if len(shown) > 4 else join(shown)


def _difference_pieces(row: Json, kinds: Sequence[str], comparison: Json, texts: Texts) -> Iterator[Html]:
    for difference in row["differences"]:
        kind = str(difference["kind"])
        if kind in kinds:
            places = list(_places(difference, comparison, texts))
            yield el(
                "div",
                el("b", f"{texts('differences.' + kind)}:"),
                str(difference["text"]),
                el("div", places, cls="kh-links") if places else None,
                cls=f"kh-diff kh-diff-{kind}",
            )


def _places(difference: Json, comparison: Json, texts: Texts) -> Iterator[Html]:
    names = {plan["plan_id"]: str(plan["name"]) for plan in comparison["plans"]}
    for plan_id, quotes in (difference.get("quotes") or {}).items():
        for quote in quotes[:3]:
            line = quote["lines"][0]
            said = f"{names.get(plan_id, plan_id)} · {lines_text(quote['lines'], texts)}"
            address = link("van-ban", ke_hoach=str(plan_id), dong=line)
            yield el("a", said, href=address, title=shortened(str(quote["text"]), 200))


def _roads(row: Json, comparison: Json, texts: Texts) -> None:
    """Show the values of a row's targets over the years, one chart for each unit."""
    for unit, rows in road_rows(row, comparison["plans"]).items():
        series = list(dict.fromkeys(str(each["series"]) for each in rows))
        label = texts("compare.roads", topic=str(row["topic"]), unit=unit or texts("compare.no_unit"))
        show(el("h3", label))
        names = (texts("indicators.year"), unit or texts("indicators.value"), texts("indicators.name"))
        show(legend(series))
        st.vega_lite_chart(spec=charts.roads(rows, names=names, series=series), theme=None, width="stretch", alt=label)
