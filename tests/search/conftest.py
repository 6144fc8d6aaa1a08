"""Engines over a few real pages, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import KehoachError
from search.engine import Engine
from search.settings import default_index, load_settings
from tests.answer_corpus import build_answer_index
from tests.small_corpus import build_small_index


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_index(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def engine(small_index: Path) -> Engine:
    return Engine.open(load_settings({}, index=str(small_index)))


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over pages on which answers of many kinds stand."""
    return Engine.open(load_settings({}, index=str(build_answer_index(tmp_path_factory.getbasetemp()))))


@pytest.fixture(scope="session")
def whole_engine() -> Engine:
    """An engine over the five whole plans, where an index of them was built."""
    try:
        return Engine.open(load_settings({}, index=str(default_index())))
    except KehoachError as error:
        pytest.skip(f"no index of the whole plans: {error}")
