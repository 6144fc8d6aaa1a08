"""What users said about answers, kept in SQLite until its time is over.

Write-ahead log and `synchronous=FULL`: what was acknowledged is on the disk (https://sqlite.org/pragma.html).
"""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from corpus.errors import KehoachError
from corpus.provinces import find_provinces

# Beside the generations of the index, which no build touches.
FEEDBACK_FILE = "feedback.sqlite"
REASONS = ("wrong_citation", "wrong_body", "missing", "off_topic")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    feedback_id TEXT PRIMARY KEY,
    created TEXT NOT NULL,
    thumb TEXT NOT NULL CHECK (thumb IN ('up', 'down')),
    reason TEXT,
    comment TEXT,
    question TEXT,
    answer TEXT,
    plan_id TEXT,
    citations TEXT NOT NULL,
    request_id TEXT,
    generation TEXT
) STRICT
"""
_PURGE_EVERY = timedelta(days=1)


class FeedbackUnavailable(KehoachError):
    """The feedback cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One opinion on one answer; `citations` are those of the answer that it is about."""

    thumb: str
    question: str | None = None
    reason: str | None = None
    comment: str | None = None
    answer: str | None = None
    plan_id: str | None = None
    citations: tuple[Mapping[str, Any], ...] = ()
    request_id: str | None = None
    generation: str | None = None


class FeedbackStore:
    """Feedback in a file; every write is a transaction of its own."""

    def __init__(self, path: Path, days: int = 365) -> None:
        self.path = path
        self.days = days
        self._lock = threading.Lock()
        self._purged: datetime | None = None

    def add(self, feedback: Feedback, now: datetime | None = None) -> str:
        """Keep an opinion and return its id; when this returns it is on the disk.

        Raises:
            FeedbackUnavailable: it cannot be written.
        """
        moment = now or datetime.now(UTC)
        feedback_id = uuid.uuid4().hex
        row = (
            feedback_id,
            moment.isoformat(timespec="seconds"),
            feedback.thumb,
            feedback.reason,
            feedback.comment,
            feedback.question,
            feedback.answer,
            feedback.plan_id,
            json.dumps([dict(citation) for citation in feedback.citations]),
            feedback.request_id,
            feedback.generation,
        )
        with self._lock, self._writing() as connection:
            connection.execute("INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            if self._purged is None or moment - self._purged >= _PURGE_EVERY:
                self._delete_before(connection, moment - timedelta(days=self.days))
                self._purged = moment
        return feedback_id

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield what is kept, oldest first."""
        if not self.path.exists():
            return
        try:
            with closing(self._open()) as connection:
                connection.row_factory = sqlite3.Row
                for row in connection.execute("SELECT * FROM feedback ORDER BY created, rowid"):
                    yield {**dict(row), "citations": json.loads(row["citations"])}
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def delete(self, *, feedback_id: str | None = None, before: datetime | None = None) -> int:
        """Delete one opinion, those older than a moment, or all; return how many went.

        Raises:
            FeedbackUnavailable: the file cannot be written.
        """
        if not self.path.exists():
            return 0
        with self._lock, self._writing() as connection:
            if feedback_id is not None:
                gone = connection.execute("DELETE FROM feedback WHERE feedback_id = ?", (feedback_id,)).rowcount
            elif before is not None:
                gone = self._delete_before(connection, before)
            else:
                gone = connection.execute("DELETE FROM feedback").rowcount
        return gone

    def purge(self, now: datetime | None = None) -> int:
        """Delete what is older than the retention; return how many went."""
        return self.delete(before=(now or datetime.now(UTC)) - timedelta(days=self.days))

    @staticmethod
    def _delete_before(connection: sqlite3.Connection, moment: datetime) -> int:
        # ISO 8601 in UTC sorts as time does.
        limit = moment.astimezone(UTC).isoformat(timespec="seconds")
        return connection.execute("DELETE FROM feedback WHERE created < ?", (limit,)).rowcount

    def _writing(self) -> _Transaction:
        return _Transaction(self)

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=10, check_same_thread=False)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            # What is deleted is gone from the file too.
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise self._unavailable(error) from error
        return connection

    def _unavailable(self, error: Exception) -> FeedbackUnavailable:
        return FeedbackUnavailable(f"không ghi hay đọc được phản hồi ở '{self.path}': {error}")


class _Transaction:
    """A connection inside a transaction that is committed at the end, or rolled back."""

    def __init__(self, store: FeedbackStore) -> None:
        self._store = store
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> sqlite3.Connection:
        self._connection = self._store._open()
        return self._connection

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        connection = self._connection
        assert connection is not None
        try:
            if error is None:
                connection.commit()
            else:
                connection.rollback()
        except sqlite3.Error as failure:
            raise self._store._unavailable(failure) from failure
        finally:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise self._store._unavailable(error) from error


def gold_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an opinion as a row for `kehoach evaluate`.

    A thumb up vouches for the citations: they become the evidence. A thumb down says only that something was wrong: the
    row has no evidence and no keys, `feedback` says what was the matter, and somebody has to fill them in.
    """
    vouched = row["thumb"] == "up"
    cited = [citation for citation in row["citations"] if isinstance(citation.get("lines"), list)]
    plan_id = row["plan_id"] or (cited[0].get("plan_id") if cited else None)
    own = [citation for citation in cited if vouched and citation.get("plan_id") == plan_id]
    return {
        "id": f"feedback-{row['feedback_id'][:12]}",
        "question": row["question"],
        "style": "feedback",
        "intent": "other",
        "names_province": any(True for _ in find_provinces(row["question"])),
        "doc_id": plan_id or "unknown",
        "answer": (row["answer"] or "") if vouched else "",
        "answer_keys": [],
        "evidence": [{"lines": citation["lines"], "quote": citation.get("quote", "")} for citation in own],
        "also": [],
        "feedback": {name: row[name] for name in ("thumb", "reason", "comment", "created", "generation")},
    }
