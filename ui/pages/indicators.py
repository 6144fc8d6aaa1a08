"""Chỉ tiêu: every indicator of the plans; find, filter, draw, take along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from index.normalization import fold
from ui import charts, state
from ui.formatting import shortened, sort_key
from ui.markup import Html, el, link
from ui.naming import Plans
from ui.roads import indicator_points, legend
from ui.shell import current_texts, foot, open_source, show, title
from ui.source import Json
from ui.tables import XLSX, table, to_xlsx
from ui.texts import Texts

_PAGE = 50
_DRAWN, _UNASKED = 6, 3


def page() -> None:
    """Show the page."""
    texts = current_texts()
    title(texts("indicators.title"), texts("indicators.about"))
    source = open_source()
    plans = Plans(source.plans(), texts)
    indicators = source.indicators()
    words = _search(texts)
    plan_id = _plan(indicators, plans, texts)
    found = [each for each in indicators if (not plan_id or each["plan_id"] == plan_id) and _matches(each, words)]
    show(el("p", texts("indicators.count", count=len(found), all=len(indicators)), cls="kh-note", role="status"))
    if found:
        _chart(found, bool(words or plan_id), plans, texts)
        _table(found, plans, texts)
    else:
        ask = link("", q=words)
        show(
            el(
                "div",
                el("p", texts("indicators.nothing")),
                el("a", texts("indicators.ask", words=shortened(words, 80)), href=ask, target="_self", cls="kh-link"),
                cls="kh-answer kh-abstain",
            )
        )
    foot(texts, plans)


def _search(texts: Texts) -> str:
    given = state.one("tim")
    if st.session_state.get("i_shown") != given:
        st.session_state["i_shown"] = st.session_state["i_words"] = given
    with (
        st.form("indicators", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="indicatorbox"),
    ):
        st.text_input(
            texts("indicators.label"), key="i_words", placeholder=texts("indicators.placeholder"), max_chars=200
        )
        st.form_submit_button(texts("indicators.submit"), type="primary", on_click=_find)
    return given


def _find() -> None:
    state.put(tim=str(st.session_state.get("i_words") or "").strip() or None, tu=None)


def _plan(indicators: Sequence[Json], plans: Plans, texts: Texts) -> str:
    options = [plan_id for plan_id in plans.by_id if any(each["plan_id"] == plan_id for each in indicators)]
    given = state.one("ke-hoach")
    chosen = st.pills(
        texts("filters.plans"),
        options,
        default=given if given in options else None,
        format_func=plans.name,
        key="i_plan",
    )
    if (chosen or "") != given:
        state.put(ke_hoach=chosen or None, tu=None)
    return chosen or ""


def _matches(indicator: Json, words: str) -> bool:
    """Return whether an indicator holds all the words, marked as typed or, typed without marks, in any marking."""
    text = f"{indicator['name']} {indicator['code']} {indicator['target_code']}".casefold()
    if words.isascii():
        text = fold(text)
    return all(word in text for word in words.casefold().split())


def _chart(found: Sequence[Json], chosen: bool, plans: Plans, texts: Texts) -> None:
    drawable = [each for each in found if len(indicator_points(each)) > 1]
    if not drawable:
        show(el("p", texts("indicators.no_chart"), cls="kh-note"))
        return
    # Flat lines tell nothing; without a choice of the reader they are passed over.
    moving = [each for each in drawable if len({point["value"] for point in indicator_points(each)}) > 1]
    pool = drawable if chosen or not moving else moving
    unit = Counter(str(each.get("unit") or "") for each in pool).most_common(1)[0][0]
    alike = [each for each in pool if str(each.get("unit") or "") == unit][: _DRAWN if chosen else _UNASKED]
    names = [f"{plans.short(str(each['plan_id']))}: {shortened(str(each['name']), 90)}" for each in alike]
    rows = [
        {**point, "series": name} for name, each in zip(names, alike, strict=True) for point in indicator_points(each)
    ]
    label = texts("indicators.chart", unit=unit or texts("compare.no_unit"))
    show(el("h2", label))
    titles = (texts("indicators.year"), unit or texts("indicators.value"), texts("indicators.name"))
    series = list(dict.fromkeys(names))
    show(legend(series))
    spec = charts.roads(rows, names=titles, series=series)
    st.vega_lite_chart(spec=spec, theme=None, width="stretch", alt=label)
    if len(alike) < len(drawable):
        show(el("p", texts("indicators.drawn", count=len(alike), all=len(drawable)), cls="kh-note"))


def _years(found: Sequence[Json]) -> list[str]:
    there = {str(year) for each in found for year in each["values"]}
    return sorted(year for year in there if year.isdigit()) + sorted(year for year in there if not year.isdigit())


def _table(found: Sequence[Json], plans: Plans, texts: Texts) -> None:
    years = _years(found)
    head = [texts("indicators.plan"), texts("indicators.code"), texts("indicators.name"), texts("indicators.unit")]
    head += [texts("indicators.unspecified") if year == "unspecified" else year for year in years]
    head.append(texts("indicators.responsible"))
    plain = [_cells(each, years, plans) for each in found]
    st.download_button(
        texts("indicators.export"),
        data=lambda: to_xlsx(texts("nav.indicators"), head, plain),
        file_name="chi-tieu.xlsx",
        mime=XLSX,
        on_click="ignore",
    )
    first = state.number("tu", 1, 1, len(found))
    _window(found[first - 1 : first - 1 + _PAGE], plans, texts)
    show(_turning(first, len(found), texts))


def _window(window: Sequence[Json], plans: Plans, texts: Texts) -> None:
    """Show some indicators with the years they have; values of whole periods share a column."""
    years = [year for year in _years(window) if year.isdigit()]
    periods = any(not str(year).isdigit() for each in window for year in each["values"])
    head = [texts("indicators.plan"), texts("indicators.code"), texts("indicators.name"), texts("indicators.unit")]
    head += [*years, *([texts("indicators.period")] if periods else ()), texts("indicators.responsible")]
    rows = []
    for each in window:
        row = _linked(_cells(each, years, plans), each)
        rows.append([*row[:-1], *([_periods(each, texts)] if periods else ()), row[-1]])
    show(table(head, rows, texts("indicators.title"), tuple(range(4, 4 + len(years)))))


def _periods(indicator: Json, texts: Texts) -> str:
    return "; ".join(
        f"{texts('indicators.unspecified') if year == 'unspecified' else year}: {value}"
        for year, value in indicator["values"].items()
        if not str(year).isdigit()
    )


def _cells(indicator: Json, years: Sequence[str], plans: Plans) -> list[str]:
    bodies = dict.fromkeys(str(each["canonical"]) for each in indicator.get("responsible") or ())
    code = str(indicator["code"] or indicator["target_code"] or "")
    values = [str(indicator["values"].get(year, "")) for year in years]
    start = [plans.short(str(indicator["plan_id"])), code, str(indicator["name"]), str(indicator.get("unit") or "")]
    return [*start, *values, "; ".join(sorted(bodies, key=sort_key))]


def _linked(row: list[str], indicator: Json) -> list[str]:
    if not indicator.get("passage_id"):
        return row
    name = el("a", row[2], href=link("doan", id=str(indicator["passage_id"])), cls="kh-link")
    return [*row[:2], name, *row[3:]]


def _turning(first: int, count: int, texts: Texts) -> Html:
    last = min(count, first + _PAGE - 1)
    kept = {"tim": state.one("tim") or None, "ke_hoach": state.one("ke-hoach") or None}
    before, after = link("chi-tieu", tu=max(1, first - _PAGE), **kept), link("chi-tieu", tu=first + _PAGE, **kept)
    return el(
        "div",
        el("span", texts("agencies.range", first=first, last=last, count=count)),
        el("a", texts("agencies.before"), href=before, target="_self") if first > 1 else None,
        el("a", texts("agencies.after"), href=after, target="_self") if last < count else None,
        cls="kh-links",
    )
