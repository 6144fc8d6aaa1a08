"""An engine of the small corpus for the pages, opened once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engine import Engine
from search.settings import load_settings
from tests.small_corpus import build_small_index
from ui.engine_source import EngineSource


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of a few goals of three plans."""
    return build_small_index(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def source(small_index: Path) -> EngineSource:
    """Return the pages' data from that index."""
    settings = load_settings({}, index=str(small_index))
    return EngineSource(Engine.open(settings), settings)


@pytest.fixture
def app_environment(small_index: Path) -> Iterator[None]:
    """Let the pages open that index."""
    os.environ["KEHOACH_INDEX"] = str(small_index)
    yield
    del os.environ["KEHOACH_INDEX"]
