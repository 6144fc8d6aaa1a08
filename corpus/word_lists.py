"""Automatic bullets and numbers of a Word document, which are no text in the file (ECMA-376, part 1, 17.9)."""

from __future__ import annotations

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
DEEPEST = 9


class ListNumbers:
    """Counts the numbered paragraphs of one document, in order.

    Args:
        document: an opened Word document (python-docx).
    """

    def __init__(self, document: Any) -> None:
        self._formats: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        root = _numbering(document)
        if root is not None:
            self._read(root)

    def mark(self, paragraph: Any) -> str:
        """Return what Word shows before a paragraph ("- ", "6.1. "), and count it; "" for one outside a list."""
        number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        level_of = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
        if number is None:
            return ""
        abstract = self._abstract.get(number.get(f"{_W}val", ""))
        level = _small(level_of)
        if abstract is None or (abstract, level) not in self._formats:
            return ""
        counts = self._counts.setdefault(abstract, [0] * DEEPEST)
        kind, shown, start = self._formats[abstract, level]
        counts[level] = counts[level] + 1 if counts[level] else start
        counts[level + 1 :] = [0] * (DEEPEST - level - 1)
        if kind == "bullet":
            return "- "
        if kind == "none":
            return ""
        for place in range(level + 1):
            own_kind, _, own_start = self._formats.get((abstract, place), ("decimal", "", 1))
            shown = shown.replace(f"%{place + 1}", _written(counts[place] or own_start, own_kind))
        return f"{shown} " if shown else ""

    def _read(self, root: Any) -> None:
        for abstract in root.iter(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId", "")
            for level in abstract.iter(f"{_W}lvl"):
                place = level.get(f"{_W}ilvl", "")
                if len(place) == 1 and place.isascii() and place.isdigit() and int(place) < DEEPEST:
                    self._formats[name, int(place)] = _format(level)
        for number in root.iter(f"{_W}num"):
            abstract = number.find(f"{_W}abstractNumId")
            if abstract is not None:
                self._abstract[number.get(f"{_W}numId", "")] = abstract.get(f"{_W}val", "")


def _numbering(document: Any) -> Any:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            return relation.target_part.element
    return None


def _format(level: Any) -> tuple[str, str, int]:
    kind, shown, start = (level.find(f"{_W}{name}") for name in ("numFmt", "lvlText", "start"))
    return (
        "decimal" if kind is None else kind.get(f"{_W}val", "decimal"),
        "" if shown is None else shown.get(f"{_W}val", ""),
        1 if start is None else max(_small(start, 9999), 1),
    )


def _small(element: Any, most: int = DEEPEST - 1) -> int:
    value = "" if element is None else element.get(f"{_W}val", "")
    return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _written(number: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman"):
        written, rest = "", number
        for value, digits in _ROMAN:
            written += digits * (rest // value)
            rest %= value
        return written.lower() if kind == "lowerRoman" else written
    return str(number)
