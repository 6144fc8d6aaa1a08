"""Asking a reader whether an answer helped, and if not, why."""

from __future__ import annotations

import streamlit as st

from api.feedback import REASONS
from ui.markup import el
from ui.shell import open_source, show
from ui.source import Json
from ui.texts import Texts

MAX_COMMENT = 2000
_CITATIONS = 50


def ask_opinion(answer: Json, texts: Texts) -> None:
    """Show the thumbs; a thumb down asks for the reason."""
    key = str(answer["question"])
    given: dict[str, str] = st.session_state.setdefault("opinions", {})
    if given.get(key) == "sent":
        show(el("p", texts("feedback.thanks"), cls="kh-note", role="status"))
        return
    with st.container(horizontal=True, key="opinion", gap="small", vertical_alignment="center"):
        st.html(el("span", texts("feedback.question"), cls="kh-note"), width="content")
        if st.button(texts("feedback.up"), icon=":material/thumb_up:", key="thumb-up"):
            _send(answer, "up", None, "")
            given[key] = "sent"
            st.rerun()
        if st.button(texts("feedback.down"), icon=":material/thumb_down:", key="thumb-down"):
            given[key] = "why"
    if given.get(key) == "why":
        _ask_why(answer, texts, given, key)


def _ask_why(answer: Json, texts: Texts, given: dict[str, str], key: str) -> None:
    with st.form("why"):
        reason = st.radio(
            texts("feedback.why"), REASONS, format_func=lambda each: texts(f"feedback.{each}"), horizontal=True
        )
        comment = st.text_area(texts("feedback.comment"), max_chars=MAX_COMMENT, height=80)
        if st.form_submit_button(texts("feedback.send")):
            _send(answer, "down", reason, comment)
            given[key] = "sent"
            st.rerun()


def _send(answer: Json, thumb: str, reason: str | None, comment: str) -> None:
    citations = list(answer.get("citations", ()))[:_CITATIONS]
    open_source().give_feedback(
        {
            "question": answer["question"],
            "thumb": thumb,
            "reason": reason,
            "comment": comment,
            "answer": answer["answer"],
            "plan_id": citations[0]["plan_id"] if citations else None,
            "citations": citations,
        }
    )
