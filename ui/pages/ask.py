"""Hỏi đáp: a question, its answer first, everything cited; questions that follow on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui import state
from ui.answer_files import addressed, answer_docx, answer_text, curl_line
from ui.cards import AnswerCards, fold
from ui.filters import Filters, filters_of_address, show_filters
from ui.formatting import date_text, shortened, sort_key
from ui.markup import Html, el, join, link
from ui.naming import Plans
from ui.opinions import ask_opinion
from ui.shell import current_texts, foot, open_source, public_address, show, title
from ui.source import Json, Source
from ui.texts import Texts

_MAX_TURNS = 12
_EXAMPLES = 5
_PASSAGES = 8


def page() -> None:
    """Show the page."""
    texts = current_texts()
    turns = state.many("q")[-_MAX_TURNS:]
    title(texts("ask.title"), "" if turns else texts("ask.about"))
    _question_form(texts, turns)
    if not turns:
        _examples(texts)
    source = _opened(texts)
    plans = Plans(source.plans(), texts)
    filters = show_filters(source, plans, texts, filters_of_address(plans))
    if turns:
        _conversation(turns, source, plans, filters, texts)
    else:
        show(_shelf(plans, texts))
    foot(texts, plans)


def _shelf(plans: Plans, texts: Texts) -> Html:
    """Return the plans that can be asked about, each a way into its text."""
    kinds = ("targets", "tasks", "indicators")
    cards = []
    for plan_id in sorted(plans.by_id, key=lambda each: sort_key(plans.name(each))):
        plan = plans.by_id[plan_id]
        issued = [str(each) for each in (plan.get("number"), date_text(plan.get("date"))) if each]
        counts = [(int(plan.get("counts", {}).get(kind) or 0), texts(f"documents.{kind}")) for kind in kinds]
        cards.append(
            el(
                "li",
                el("a", plans.name(plan_id), href=link("van-ban", ke_hoach=plan_id), target="_self", cls="kh-plan"),
                el("div", " · ".join(issued) or texts("documents.unknown"), cls="kh-note"),
                el("div", " · ".join(f"{count} {word}" for count, word in counts if count), cls="kh-note"),
            )
        )
    return join([el("h2", texts("ask.shelf", count=len(cards))), el("ul", cards, cls="kh-shelf")])


def _opened(texts: Texts) -> Source:
    with st.spinner(texts("app.opening")):
        return open_source()


def _question_form(texts: Texts, turns: Sequence[str]) -> None:
    if st.session_state.get("asked_turns") != list(turns):
        st.session_state["asked_turns"] = list(turns)
        st.session_state["question"] = turns[0] if turns else ""
    with (
        st.form("ask", border=False, clear_on_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="askbox"),
    ):
        st.text_area(
            texts("ask.label"),
            key="question",
            placeholder=texts("ask.placeholder"),
            max_chars=state.MAX_LENGTH,
            height="content",
        )
        st.form_submit_button(texts("ask.submit"), type="primary", on_click=_ask_new)


def _ask_new() -> None:
    question = str(st.session_state.get("question") or "").strip()
    state.put(q=[question] if question else None)


def _ask_this(questions: list[str]) -> None:
    state.put(q=questions)


def _examples(texts: Texts) -> None:
    show(el("div", texts("ask.examples"), cls="kh-label"))
    with st.container(horizontal=True, key="examples", gap="small"):
        for at in range(1, _EXAMPLES + 1):
            example = texts(f"examples.q{at}")
            st.button(example, key=f"example-{at}", on_click=_ask_this, args=([example],))


def _conversation(turns: Sequence[str], source: Source, plans: Plans, filters: Filters, texts: Texts) -> None:
    answers: list[Json] = []
    with st.spinner(texts("ask.searching")):
        for at in range(len(turns)):
            answers.append(_answered(turns[at], turns[:at], source, filters))
    for at, answer in enumerate(answers[:-1]):
        with st.expander(texts("ask.earlier", question=shortened(turns[at], 90))):
            cards = AnswerCards(answer, texts, plans, source.context, prefix=f"t{at}")
            show(join([cards.headline(), *cards.statements()]))
    if len(turns) > 1:
        show(el("h2", turns[-1]))
    _show_answer(answers[-1], source, plans, filters, texts)
    _follow_up(turns, answers[-1], texts)


def _answered(question: str, history: Sequence[str], source: Source, filters: Filters) -> Json:
    """Return the answer, from this session's memory where it was asked before."""
    held: dict[Any, Json] = st.session_state.setdefault("answers", {})
    key = (question, tuple(history), filters.provinces, filters.plans)
    if key not in held:
        answer = source.ask(question, provinces=filters.provinces, plans=filters.plans, history=history)
        held[key] = addressed(answer, public_address()) | {"follows": bool(history)}
    return held[key]


def _show_answer(answer: Json, source: Source, plans: Plans, filters: Filters, texts: Texts) -> None:
    cards = AnswerCards(answer, texts, plans, source.context)
    show(cards.headline())
    show(cards.understood())
    _details(source, filters, cards, texts)
    nearest = [] if filters.narrows_details else list(cards.nearest())
    if nearest:
        show(join([el("h2", texts("ask.nearest")), el("p", texts("ask.nearest_about"), cls="kh-note"), *nearest]))
    if filters.narrows_details:
        _passages(answer, source, plans, filters, texts, cards)
    _tools(answer, plans, filters, texts)
    if not filters.narrows_details:
        _passages(answer, source, plans, filters, texts, cards)


def _details(source: Source, filters: Filters, cards: AnswerCards, texts: Texts) -> None:
    """Show the statements; those that a filter of the details does not keep are folded away, and that is said."""

    def keeps(statement: Json, citations: Sequence[Json]) -> bool:
        cited = (source.passage(str(citation["passage_id"])) for citation in citations) if filters.levels else ()
        return filters.keeps((passage for passage in cited if passage), statement.get("agencies", ()))

    kept, others = cards.narrowed(keeps)
    if not kept and not others:
        return
    show(el("h2", texts("ask.statements")))
    if filters.narrows_details:
        show(el("p", texts("filters.narrowed" if kept else "filters.nothing"), cls="kh-note", role="status"))
    show(join([*kept, fold(texts("filters.aside", count=len(others)), others) if others else None]))


def _tools(answer: Json, plans: Plans, filters: Filters, texts: Texts) -> None:
    text = answer_text(answer, plans, texts)
    with st.container(horizontal=True, key="tools", gap="small", vertical_alignment="center"):
        copy = el(
            "button", texts("ask.copy"), cls="kh-copy", type="button", data_kh_copy="kh-answer-text",
            data_kh_done=texts("ask.copied"),
        )  # fmt: skip
        hidden = el("pre", text, id="kh-answer-text", cls="kh-hidden", aria_hidden="true")
        st.html(el("div", copy, hidden), width="content")
        st.download_button(
            texts("ask.word"),
            data=lambda: answer_docx(answer, plans, texts),
            file_name="kehoach-tra-loi.docx",
            mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            on_click="ignore",
        )
        with st.popover(texts("ask.api")):
            show(_api_call(answer, filters, texts))
    ask_opinion(answer, texts)


def _api_call(answer: Json, filters: Filters, texts: Texts) -> Any:
    line = curl_line(str(answer["question"]), filters.provinces, filters.plans)
    return el(
        "div",
        el("p", texts("ask.api_about"), cls="kh-note"),
        el("pre", line, cls="kh-code", id="kh-curl", tabindex="0"),
        el(
            "button", texts("ask.copy_api"), cls="kh-copy", type="button", data_kh_copy="kh-curl",
            data_kh_done=texts("ask.copied"),
        ),
    )  # fmt: skip


def _passages(answer: Json, source: Source, plans: Plans, filters: Filters, texts: Texts, cards: AnswerCards) -> None:
    """Show what a search finds, with the filters an answer does not take; open when they are set."""
    with st.expander(texts("ask.passages"), expanded=filters.narrows_details):
        show(el("p", texts("ask.passages_about"), cls="kh-note"))
        found = source.search(
            str(answer["question"]),
            provinces=filters.provinces or _provinces(answer),
            plans=filters.plans,
            levels=filters.levels,
            agency=filters.agency or None,
            top_k=_PASSAGES,
        )
        if not found["hits"]:
            show(el("p", texts("ask.no_passages"), cls="kh-note"))
        for hit in found["hits"]:
            passage = source.passage(str(hit["passage_id"])) or hit
            code = plans.code(hit["plan_id"], hit["target_code"]) if hit.get("target_code") else None
            tags = [el("span", each, cls="kh-tag") for each in (texts.word("levels", hit["level"]), code) if each]
            head = el("div", el("span", plans.name(hit["plan_id"]), cls="kh-plan"), tags, cls="kh-card-head")
            cited = cards.citation({**hit, **passage, "label": "", "quote": "", "named_at": ()})
            show(el("article", head, el("p", shortened(hit["text"], 420), cls="kh-text"), cited, cls="kh-card"))


def _provinces(answer: Json) -> tuple[str, ...]:
    return tuple((answer.get("query") or {}).get("provinces") or ())


def _follow_up(turns: Sequence[str], answer: Json, texts: Texts) -> None:
    suggestions = list(answer.get("suggestions") or ())
    show(el("h2", texts("ask.follow_up")))
    if suggestions:
        with st.container(horizontal=True, key="suggestions", gap="small"):
            for at, suggestion in enumerate(suggestions):
                st.button(suggestion, key=f"suggestion-{at}", on_click=_ask_this, args=([suggestion],))
    with (
        st.form("follow", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", key="followbox"),
    ):
        st.text_area(
            texts("ask.follow_label"),
            key="follow_question",
            placeholder=texts("ask.follow_placeholder"),
            max_chars=state.MAX_LENGTH,
            height="content",
        )
        st.form_submit_button(texts("ask.follow_submit"), on_click=_ask_more, args=(list(turns),))
    if len(turns) > 1:
        st.button(texts("ask.new"), on_click=_ask_this, args=([],))


def _ask_more(turns: list[str]) -> None:
    question = str(st.session_state.get("follow_question") or "").strip()
    if question:
        state.put(q=[*turns, question][-_MAX_TURNS:])
