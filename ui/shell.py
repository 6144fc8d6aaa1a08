"""What stands around every page: look, masthead, language, and errors in plain words."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import streamlit as st

from corpus.errors import KehoachError
from search.settings import load_settings
from ui import state
from ui.markup import Html, el, link
from ui.naming import Plans
from ui.source import Source
from ui.texts import Texts

ASSETS = Path(__file__).parent / "assets"
_LOG = logging.getLogger("kehoach.ui")


@cache
def asset(name: str) -> str:
    """Return the text of a file of `assets/`."""
    return (ASSETS / name).read_text("utf-8")


def current_texts() -> Texts:
    """Return the strings in the language of this session: that of the address, else the one chosen before."""
    chosen = state.one("lang")
    if chosen:
        st.session_state["lang"] = chosen
    return Texts(str(st.session_state.get("lang", "vi")))


@st.cache_resource(show_spinner=False)
def _opened(index: str, encoder: str, api_url: str) -> Source:
    """Open the engine, or the client of the API, once for all sessions; the arguments are what it depends on."""
    if api_url:
        from ui.api_source import ApiSource

        return ApiSource(api_url, os.environ.get("KEHOACH_API_KEY", ""))
    from search.engine import Engine
    from ui.engine_source import EngineSource

    settings = load_settings()
    source = EngineSource(Engine.open(settings, report=_LOG.warning), settings)
    # The first question should not wait for the encoder; whoever asks earlier waits on the same lock.
    threading.Thread(target=_warm, args=(source.warm,), daemon=True).start()
    return source


def _warm(warm: Callable[[], None]) -> None:
    try:
        warm()
    except KehoachError as error:
        _LOG.warning("%s", error)


def open_source() -> Source:
    """Return where the pages get their data.

    Raises:
        KehoachError: there is no index, a setting is wrong, or the address of the API is none.
    """
    settings = load_settings()
    return _opened(str(settings.index), settings.encoder or "", os.environ.get("KEHOACH_API_URL", "").strip())


def public_address() -> str:
    """Return the address under which others reach this front end: the one set, else the one asked for."""
    chosen = os.environ.get("KEHOACH_PUBLIC_URL", "").strip()
    return (chosen or str(st.context.url or "").partition("?")[0]).rstrip("/")


def show(piece: Html) -> None:
    """Put a piece of HTML on the page; everything in it that is not ours was escaped by `ui.markup.el`."""
    st.html(piece)


def dress(texts: Texts, path: str, pages: list[tuple[str, object]]) -> None:
    """Put style, masthead and navigation on the page.

    Args:
        texts: of the language.
        path: of the page shown.
        pages: (name of its label, page) of the navigation.
    """
    st.html(f"<style>{asset('style.css')}</style>")
    script = asset("behaviour.js")
    marks = f'data-language="{texts.language}" data-skip="{texts("app.skip")}"'
    st.html(f"<script {marks}>{script}</script>", unsafe_allow_javascript=True)
    with st.container(horizontal=True, key="masthead", vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(_brand(texts), width="content")
        with st.container(horizontal=True, key="nav", width="content", gap="small"):
            for label, page in pages:
                st.page_link(page, label=texts(f"nav.{label}"))  # type: ignore[arg-type]
            st.html(_language_link(texts, path), width="content")


def _brand(texts: Texts) -> Html:
    return el(
        "a",
        el("span", "KH", cls="kh-brand-mark", aria_hidden="true"),
        el(
            "span",
            el("span", texts("app.name"), cls="kh-brand-name"),
            el("span", texts("app.about"), cls="kh-brand-sub"),
        ),
        href=link("", lang="en" if texts.language == "en" else None),
        cls="kh-brand",
        target="_self",
    )


def _language_link(texts: Texts, path: str) -> Html:
    other = "en" if texts.language == "vi" else "vi"
    kept = {name: state.many(name) for name in st.query_params if name != "lang"}
    address = link(path, **kept, lang=other)
    label = el("a", texts("app.other_language"), href=address, lang=other, target="_self")
    return el("div", label, cls="kh-lang")


def foot(texts: Texts, plans: Plans | None) -> None:
    """Put what the data is and what it is not at the foot of the page."""
    count = len(plans.by_id) if plans else 0
    show(el("div", texts("app.foot", count=count), cls="kh-foot", role="contentinfo"))


def title(text: str, about: str) -> None:
    """Put the heading of a page and the sentence about it."""
    show(el("div", el("h1", text), el("p", about, cls="kh-lede") if about else None))


@contextmanager
def plain_errors(texts: Texts) -> Iterator[None]:
    """Show what goes wrong inside in plain words: ours as they are, others as a fault of the program."""
    try:
        yield
    except KehoachError as error:
        show(el("div", _sentence(str(error)), cls="kh-warn", role="alert"))
    except Exception:
        _LOG.exception("a page failed")
        show(el("div", texts("app.fault"), cls="kh-warn", role="alert"))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
