"""Figures as files: one JSON a benchmark in `benchmarks/results/`, with the machine they were measured on."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "results"


def machine() -> dict[str, Any]:
    """Return what figures depend on besides the code."""
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    return {
        "python": platform.python_version(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load when written": load,
    }


def today() -> str:
    """Return the date figures are of."""
    return datetime.now(UTC).date().isoformat()


def write_results(name: str, figures: dict[str, Any], note: str = "", folder: Path = FOLDER) -> Path:
    """Keep the figures of a benchmark; `note` says what a reader must know ("measured beside other work")."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    content = {
        "measured": today(),
        "machine": machine(),
        "note": note,
        "figures": figures,
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def read_results(name: str, folder: Path = FOLDER) -> dict[str, Any] | None:
    """Return what `write_results` wrote, `None` where it was not measured."""
    path = folder / f"{name}.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
