"""What every test may use, and what no test may depend on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# A test that needs a hub or the developer's own settings would pass here and fail elsewhere.
os.environ["HF_HUB_OFFLINE"] = "1"
for _name in [name for name in os.environ if name.startswith("KEHOACH_")]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def documents() -> Path:
    """Return the folder of the plans that ship."""
    return ROOT / "corpus" / "documents"


@pytest.fixture(scope="session")
def gold_dir() -> Path:
    """Return the folder of the development gold set; skips the test where it does not stand beside the project."""
    folder = (ROOT / ".." / "shared" / "gold").resolve()
    if not folder.is_dir():
        pytest.skip("the development gold set is not beside the project")
    return folder
