"""HTML in which text is always escaped: whatever a plan or a user wrote is text, never markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import urlencode

_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_VOID = frozenset({"br", "hr", "col"})
_SCHEMES = ("http://", "https://", "./", "#")


class Html(str):
    """A piece of HTML made by `el`; any other string is text and gets escaped."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"


def el(name: str, *children: Child, **attributes: str | bool | None) -> Html:
    """Return an element.

    Args:
        name: of the element.
        *children: text (escaped), elements, or iterables of either; None is nothing.
        **attributes: `cls` is `class`, `for_` is `for`, "_" inside a name is "-"; None and False leave it out.

    Raises:
        ValueError: a link that is neither http(s) nor relative, or a name that is none.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    if not _NAME.match(name):
        raise ValueError(f"not an element: {name!r}")
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(children: Iterable[Child], between: str = "") -> Html:
    """Return children one after another, text escaped."""
    return Html(between.join(_pieces(children)))


def _pieces(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, Html):
            yield str(child)
        elif isinstance(child, str):
            yield html.escape(child)
        else:
            yield from _pieces(child)


def _attribute(key: str, value: str | bool | None) -> str:
    name = {"cls": "class", "for_": "for"}.get(key, key.replace("_", "-"))
    if not _NAME.match(name) or name.startswith("on"):
        raise ValueError(f"not an attribute: {name!r}")
    if value is True:
        return f" {name}"
    text = str(value)
    if name in {"href", "src"} and not text.startswith(_SCHEMES):
        raise ValueError(f"not an address: {text[:80]!r}")
    return f' {name}="{html.escape(text)}"'


def link(page: str, **parameters: str | int | Iterable[str] | None) -> str:
    """Return the relative address of a page in a state; parameters that are None or "" are left out."""
    kept = {key.replace("_", "-"): value for key, value in parameters.items() if value not in (None, "", ())}
    query = urlencode(kept, doseq=True)
    return f"./{page}?{query}" if query else f"./{page}"
