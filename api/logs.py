"""Logs: one JSON object a line on stderr; the text of a question is there only where that was allowed."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LOGGER = "kehoach.api"
# Until somebody says where logs go they go nowhere: a command has its own words on stderr.
logging.getLogger(LOGGER).addHandler(logging.NullHandler())


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON; `extra={"fields": {…}}` adds to it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, Mapping):
            line |= {name: value for name, value in fields.items() if value is not None}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log(event: str, level: int = logging.INFO, **fields: Any) -> None:
    """Write one event with its fields."""
    logging.getLogger(LOGGER).log(level, event, extra={"fields": fields})


def write_to_stderr() -> None:
    """Send the logs of the API and of its server to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in (LOGGER, "uvicorn", "uvicorn.error"):
        known = logging.getLogger(name)
        known.handlers = [handler]
        known.propagate = False
        known.setLevel(logging.INFO)
    # The access log would hold the question of a search in its address.
    logging.getLogger("uvicorn.access").disabled = True
    # Reports every session of every request; its own errors are told as ours.
    logging.getLogger("mcp").setLevel(logging.WARNING)
