"""What readers think of answers, kept beside the index until someone exports it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import IndexUnwritable

REASONS = ("wrong_citation", "wrong_body", "missing", "off_topic")
MAX_COMMENT = 2000
_SCHEMA = "CREATE TABLE IF NOT EXISTS page_feedback (at TEXT NOT NULL, feedback TEXT NOT NULL)"


class FeedbackStore:
    """An SQLite file of feedback; opened for every write, so that no connection outlives a session."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is made at the first write."""
        self._path = path

    def add(self, feedback: dict[str, Any]) -> None:
        """Keep one opinion.

        Raises:
            IndexUnwritable: the file cannot be written.
        """
        kept = {**feedback, "comment": str(feedback.get("comment") or "")[:MAX_COMMENT]}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            with closing(sqlite3.connect(self._path, timeout=5)) as connection, connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute(_SCHEMA)
                connection.execute("INSERT INTO page_feedback VALUES (?, ?)", (at, json.dumps(kept, ensure_ascii=False)))
        except sqlite3.Error as error:
            raise IndexUnwritable(f"không lưu được phản hồi vào '{self._path}': {error}") from error

    def all(self) -> Iterator[dict[str, Any]]:
        """Yield all opinions, oldest first."""
        if not self._path.is_file():
            return
        with closing(sqlite3.connect(self._path)) as connection:
            for at, text in connection.execute("SELECT at, feedback FROM page_feedback ORDER BY rowid"):
                yield {"at": at, **json.loads(text)}
