"""The state of a page in its address: whoever opens the address sees the same."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

MAX_VALUES = 20
MAX_LENGTH = 2000


def one(name: str) -> str:
    """Return a parameter of the address, or ""."""
    return (many(name) or [""])[-1]


def many(name: str) -> list[str]:
    """Return all values of a parameter of the address, at most `MAX_VALUES`, none longer than `MAX_LENGTH`."""
    values = [value.strip()[:MAX_LENGTH] for value in st.query_params.get_all(name)[:MAX_VALUES]]
    return [value for value in values if value]


def put(**parameters: str | Iterable[str] | None) -> None:
    """Write parameters into the address; empty ones leave it. Underscores in names are hyphens there."""
    for key, value in parameters.items():
        name = key.replace("_", "-")
        values = [value] if isinstance(value, str) else list(value or ())
        kept = [each for each in values if each]
        if kept:
            if st.query_params.get_all(name) != kept:
                st.query_params[name] = kept
        elif name in st.query_params:
            del st.query_params[name]


def number(name: str, default: int, least: int, most: int) -> int:
    """Return a whole number of the address within bounds, the default where it is none."""
    text = one(name)
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return default
    return min(max(int(text), least), most)
