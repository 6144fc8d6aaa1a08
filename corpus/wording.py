"""Comparing words of the plans in spite of case, marks, dashes and tone placement (the corpus layer's own, small)."""

from __future__ import annotations

import unicodedata

_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "\xa0": " ", "Ð": "Đ", "ð": "đ"})


def casefold_plain(text: str) -> str:
    """Return text in NFC, lower case, one kind of dash and single spaces; marks are kept."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_DASHES).lower().split())


def without_marks(text: str) -> str:
    """Return text in lower case without any mark (đ becomes d): the form that OCR and typing habits share."""
    decomposed = unicodedata.normalize("NFD", casefold_plain(text).replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def key(text: str) -> str:
    """Return letters and digits of the unmarked text: equal for texts that differ only in marks and punctuation."""
    return "".join(c for c in without_marks(text) if c.isalnum())
