"""An index of a few real pages of three plans."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.http_server import client_of, running
from tests.small_corpus import build_small_index


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_index(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def client(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the application on the small index, open to everyone."""
    with client_of(small_index, feedback=tmp_path_factory.mktemp("feedback") / "feedback.sqlite") as found:
        yield found


@pytest.fixture(scope="session")
def server(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server on the small index."""
    with running(small_index, feedback=tmp_path_factory.mktemp("feedback") / "feedback.sqlite") as address:
        yield address
