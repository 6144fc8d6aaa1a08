"""The words of the interface, Vietnamese first, English on demand; they stand in `texts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("vi", "en")
_FILE = Path(__file__).parent / "texts.toml"


@cache
def load_texts() -> Mapping[str, tuple[str, str]]:
    """Return every string of the interface by its dotted key, as a pair of Vietnamese and English."""
    sections = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        f"{section}.{name}": (pair[0], pair[1])
        for section, entries in sections.items()
        for name, pair in entries.items()
    }


class Texts:
    """The strings of one language."""

    def __init__(self, language: str) -> None:
        """Hold a language; anything but "en" is Vietnamese."""
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._at = LANGUAGES.index(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a string with its places filled in.

        Raises:
            KeyError: no string has this key; a fault of the program, never of the user.
        """
        text = load_texts()[key][self._at]
        return text.format(**values) if values else text

    def word(self, section: str, name: str | None) -> str:
        """Return the word for a code of the data (an intent, a level); the code itself where there is none."""
        pair = load_texts().get(f"{section}.{name}")
        return pair[self._at] if pair else str(name or "")
