"""An index of a few real pages of three plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_corpus import build_small_index


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_index(tmp_path_factory.getbasetemp())
