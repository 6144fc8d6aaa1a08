"""The pages, their addresses, and what is done before and after each."""

from __future__ import annotations

import streamlit as st

from ui import shell
from ui.pages import agencies, ask, compare, documents, indicators, passage

# (label in the navigation, address, page); the addresses are those of deep links.
_PAGES = (
    ("ask", "", ask.page),
    ("compare", "so-sanh", compare.page),
    ("agencies", "co-quan", agencies.page),
    ("indicators", "chi-tieu", indicators.page),
    ("documents", "van-ban", documents.page),
    ("passage", "doan", passage.page),
)


def run() -> None:
    """Show the page of the address."""
    texts = shell.current_texts()
    st.set_page_config(page_title=texts("app.title"), page_icon=str(shell.ASSETS / "favicon.svg"), layout="wide")
    pages = [
        (label, st.Page(page, title=texts(f"nav.{label}"), url_path=path or None, default=not path))
        for label, path, page in _PAGES
    ]
    chosen = st.navigation([page for _, page in pages], position="hidden")
    shell.dress(texts, chosen.url_path, [(label, page) for label, page in pages if label != "passage"])
    with shell.plain_errors(texts):
        chosen.run()
