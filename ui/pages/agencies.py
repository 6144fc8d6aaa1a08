"""Cơ quan: what a body leads and coordinates, plan by plan and goal by goal; who it is today; with whom it works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from corpus.successors import current_bodies
from search.answers.bodies.stated import body_today
from ui import charts, state
from ui.cards import lines_number
from ui.formatting import code_key, province_name, shortened, sort_key
from ui.markup import Html, el, join, link
from ui.naming import Plans
from ui.shell import current_texts, foot, open_source, show, title
from ui.source import Json, Source
from ui.tables import XLSX, table, to_xlsx
from ui.texts import Texts

_PARTNERS = 14
_PAGE = 60


def page() -> None:
    """Show the page."""
    texts = current_texts()
    title(texts("agencies.title"), texts("agencies.about"))
    source = open_source()
    plans = Plans(source.plans(), texts)
    agencies = {str(each["agency_id"]): each for each in source.agencies()}
    chosen = _choose(agencies, texts)
    if chosen:
        _body(agencies[chosen], source, plans, texts)
    else:
        _busiest(agencies, plans, texts)
    foot(texts, plans)


def _choose(agencies: dict[str, Json], texts: Texts) -> str:
    options = sorted(agencies, key=lambda each: sort_key(str(agencies[each]["canonical"])))
    given = state.one("id")
    if given and given not in agencies:
        show(el("div", texts("agencies.unknown", id=given[:120]), cls="kh-warn", role="alert"))
    chosen = st.selectbox(
        texts("agencies.choose"),
        options,
        index=options.index(given) if given in agencies else None,
        format_func=lambda each: str(agencies[each]["canonical"]),
        placeholder=texts("agencies.placeholder"),
        key="a_body",
    )
    state.put(id=chosen or None)
    return chosen or ""


def _busiest(agencies: dict[str, Json], plans: Plans, texts: Texts) -> None:
    ranked = sorted(agencies.values(), key=lambda each: (-each["leads"], sort_key(str(each["canonical"]))))
    rows = [
        [_body_link(str(each["agency_id"]), str(each["canonical"])), *_plain(each, plans)[1:]]
        for each in ranked[:_PAGE]
    ]
    head = [texts(f"agencies.column_{key}") for key in ("body", "leads", "coordinates", "plans")]
    show(el("h2", texts("agencies.all", count=len(agencies))))
    st.download_button(
        texts("agencies.export"),
        data=lambda: to_xlsx(texts("nav.agencies"), head, [_plain(each, plans) for each in ranked]),
        file_name="co-quan.xlsx",
        mime=XLSX,
        on_click="ignore",
    )
    show(table(head, rows, texts("agencies.title"), (1, 2)))
    if len(ranked) > _PAGE:
        show(el("p", texts("agencies.more", count=len(ranked) - _PAGE), cls="kh-note"))


def _plain(agency: Json, plans: Plans) -> list[str]:
    named = ", ".join(plans.short(plan_id) for plan_id in agency["plans"])
    return [str(agency["canonical"]), str(agency["leads"]), str(agency["coordinates"]), named]


def _body(agency: Json, source: Source, plans: Plans, texts: Texts) -> None:
    tasks = source.agency_tasks(str(agency["agency_id"]))
    show(_identity(agency, plans, texts))
    if not tasks:
        show(el("p", texts("agencies.nothing"), cls="kh-note"))
        return
    if agency["coordinates"] and all(task["role"] == "lead" for task in tasks):
        show(el("p", texts("agencies.only_led"), cls="kh-note"))
    plan_id = _plan_filter(tasks, plans, texts)
    shown = [task for task in tasks if not plan_id or task["plan_id"] == plan_id]
    _goal_charts(shown, source, plans, texts)
    _network(agency, shown, texts)
    _table(agency, shown, plans, texts)


def _identity(agency: Json, plans: Plans, texts: Texts) -> Html:
    provinces = dict.fromkeys(plans.by_id.get(plan_id, {}).get("province") for plan_id in agency["plans"])
    now = [
        el("li", f"{province_name(province)}: ", _now(str(agency["agency_id"]), province, texts))
        for province in provinces
        if province
    ]
    written = ", ".join(sorted(map(str, agency["as_written"]), key=sort_key))
    figures = [
        el("div", el("b", str(count)), el("span", texts(f"agencies.{key}")), cls="kh-figure")
        for key, count in (
            ("leads", agency["leads"]),
            ("coordinates", agency["coordinates"]),
            ("plans", len(agency["plans"])),
        )
    ]
    return el(
        "article",
        el("h2", str(agency["canonical"])),
        el("div", figures, cls="kh-figures"),
        el("div", texts("agencies.today"), cls="kh-label"),
        el("ul", now),
        el("div", texts("agencies.written"), cls="kh-label"),
        el("div", written),
        cls="kh-card",
    )


def _now(agency_id: str, province: str, texts: Texts) -> Html:
    bodies = current_bodies(agency_id, province, date.today())
    if bodies is None:
        return el("span", texts("agencies.unverified"))
    if not bodies:
        return el("span", texts("agencies.abolished"))
    names = dict.fromkeys(body_today(body) for body in bodies)
    rules = "; ".join(dict.fromkeys(body.rule for body in bodies if body.rule))
    said = el("strong", texts("ask.or").join(names))
    return join([said, el("span", f" ({rules})", cls="kh-written") if rules else None])


def _plan_filter(tasks: Sequence[Json], plans: Plans, texts: Texts) -> str:
    options = [plan_id for plan_id in plans.by_id if any(task["plan_id"] == plan_id for task in tasks)]
    given = state.one("ke-hoach")
    chosen = st.pills(
        texts("filters.plans"),
        options,
        default=given if given in options else None,
        format_func=plans.name,
        key="a_plan",
    )
    state.put(ke_hoach=chosen or None)
    return chosen or ""


def _goal_charts(tasks: Sequence[Json], source: Source, plans: Plans, texts: Texts) -> None:
    """Show, plan by plan on one scale, how many tasks of each goal the body leads and coordinates."""
    show(el("h2", texts("agencies.by_goal")))
    by_plan: dict[str, Counter[tuple[str, str]]] = {}
    for task in tasks:
        by_plan.setdefault(str(task["plan_id"]), Counter())[str(task["goal"] or ""), str(task["role"])] += 1
    most = max(max(_sums(counted).values()) for counted in by_plan.values())
    for plan_id in sorted(by_plan, key=lambda each: sort_key(plans.name(each))):
        titles = {str(goal["code"]): str(goal["text"]) for goal in source.goals(plan_id)}
        if len(by_plan) > 1:
            show(el("h3", plans.name(plan_id)))
        _goal_chart(by_plan[plan_id], titles, most, plans.name(plan_id), texts)


def _sums(counted: Counter[tuple[str, str]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for (goal, _), count in counted.items():
        sums[goal] += count
    return sums


def _goal_chart(
    counted: Counter[tuple[str, str]], titles: Mapping[str, str], most: int, plan: str, texts: Texts
) -> None:
    roles = {"lead": texts("roles.lead"), "coordinating": texts("roles.coordinating")}
    named = {goal: _goal_name(goal, titles, texts) for goal, _ in sorted(counted, key=lambda each: code_key(each[0]))}
    rows = [{"goal": named[goal], "role": roles[role], "count": count} for (goal, role), count in counted.items()]
    spec = charts.stacked_bars(
        rows,
        order=list(named.values()),
        roles=list(roles.values()),
        names=(texts("agencies.count"), texts("compare.goal"), texts("agencies.role")),
        most=most,
    )
    st.vega_lite_chart(spec=spec, theme=None, width="stretch", alt=f"{texts('agencies.by_goal')}: {plan}")


def _goal_name(goal: str, titles: Mapping[str, str], texts: Texts) -> str:
    if not goal:
        return texts("agencies.no_goal")
    title = titles.get(goal)
    return f"{goal}. {shortened(title, 33)}" if title else texts("ask.code_target", code=goal)


def _network(agency: Json, tasks: Sequence[Json], texts: Texts) -> None:
    shared: Counter[str] = Counter()
    names: dict[str, str] = {}
    for task in tasks:
        named = {str(each["agency_id"]): str(each["canonical"]) for each in [*task["lead"], *task["coordinating"]]}
        named.pop(str(agency["agency_id"]), None)
        names |= named
        shared.update(named.keys())
    partners = sorted(shared.items(), key=lambda each: (-each[1], sort_key(names[each[0]])))[:_PARTNERS]
    if not partners:
        return
    label = texts("agencies.network")
    show(join([el("h2", label), el("p", texts("agencies.network_about", count=len(partners)), cls="kh-note")]))
    short = [(shortened(names[each], 44), count) for each, count in partners]
    spec = charts.network(
        str(agency["canonical"]), short, names=(texts("agencies.column_body"), texts("agencies.shared"))
    )
    with st.container(key="network"):
        show(el("p", texts("agencies.network_lines"), cls="kh-note"))
        st.vega_lite_chart(spec=spec, theme=None, width="stretch", alt=label)
    rows = [[_body_link(each, names[each]), str(count)] for each, count in partners]
    head = [texts("agencies.column_body"), texts("agencies.shared")]
    with st.expander(texts("agencies.as_table")):
        show(table(head, rows, label, (1,)))


def _body_link(agency_id: str, name: str) -> Html:
    return el("a", name, href=link("co-quan", id=agency_id), cls="kh-link", target="_self")


def _table(agency: Json, tasks: Sequence[Json], plans: Plans, texts: Texts) -> None:
    ordered = sorted(
        tasks, key=lambda task: (task["role"] != "lead", task["plan_id"], code_key(str(task["target_code"])))
    )
    head = [texts(f"agencies.column_{key}") for key in ("plan", "target", "role", "task", "lines")]
    plain = [
        [
            plans.name(str(task["plan_id"])),
            str(task["target_code"]),
            texts(f"roles.{task['role']}"),
            str(task["text"]),
            lines_number(task["lines"]),
        ]
        for task in ordered
    ]
    show(el("h2", texts("agencies.tasks", count=len(ordered))))
    st.download_button(
        texts("agencies.export"),
        data=lambda: to_xlsx(str(agency["canonical"]), head, plain),
        file_name=f"{agency['agency_id'][:80]}.xlsx",
        mime=XLSX,
        on_click="ignore",
    )
    first = state.number("tu", 1, 1, max(len(plain), 1))
    rows = [_linked(row, task) for row, task in zip(plain, ordered, strict=True)][first - 1 : first - 1 + _PAGE]
    show(table(head, rows, texts("agencies.tasks", count=len(ordered))))
    show(_turning(agency, first, len(plain), texts))


def _linked(row: list[str], task: Json) -> list[str]:
    if not task.get("passage_id"):
        return row
    return [*row[:3], el("a", row[3], href=link("doan", id=str(task["passage_id"])), cls="kh-link"), row[4]]


def _turning(agency: Json, first: int, count: int, texts: Texts) -> Html:
    last = min(count, first + _PAGE - 1)
    kept = {"id": str(agency["agency_id"]), "ke_hoach": state.one("ke-hoach") or None}
    before = link("co-quan", tu=max(1, first - _PAGE), **kept)
    after = link("co-quan", tu=first + _PAGE, **kept)
    return el(
        "div",
        el("span", texts("agencies.range", first=first, last=last, count=count)),
        el("a", texts("agencies.before"), href=before, target="_self") if first > 1 else None,
        el("a", texts("agencies.after"), href=after, target="_self") if last < count else None,
        cls="kh-links",
    )
