"""A real server on a free port, in a thread of the test's own process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn
from starlette.testclient import TestClient

from api.app import create_app
from api.configuration import ServerSettings
from api.serve import address_of, listen, server_config
from search.settings import load_settings

QUESTION = "Ai lo nước sạch nông thôn ở Bến Tre?"


@contextmanager
def client_of(index: Path, **server: object) -> Iterator[TestClient]:
    """A client of an application, without a socket between."""
    settings = load_settings({}, index=str(index), public_url="http://127.0.0.1:8000")
    app = create_app(settings, replace(ServerSettings(workers=2), **server))  # type: ignore[arg-type]
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


@contextmanager
def running(index: Path, root_path: str = "", **server: object) -> Iterator[str]:
    """The address of a server that answers requests as long as the context lasts.

    Args:
        index: what it answers from.
        root_path: the prefix that a proxy before it would take off every address.
        **server: settings of the server.
    """
    with listen("127.0.0.1", 0) as listener:
        address = address_of(listener, "127.0.0.1")
        settings = load_settings({}, index=str(index), public_url=address)
        app = create_app(settings, replace(ServerSettings(workers=2), **server))  # type: ignore[arg-type]
        config = server_config(app, shutdown_seconds=5)
        config.root_path = root_path
        own = uvicorn.Server(config)
        thread = threading.Thread(target=own.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            for _ in range(600):
                if own.started:
                    break
                time.sleep(0.05)
            assert own.started
            yield address
        finally:
            own.should_exit = True
            thread.join(20)
            assert not thread.is_alive()
