"""Running the API: one process, a listening socket of its own, an orderly end."""

from __future__ import annotations

import errno
import socket
import sys
from dataclasses import replace

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.configuration import ServerSettings
from api.connections import ImpatientProtocol
from api.logs import log, write_to_stderr
from api.output import note
from api.security import check_address
from corpus.errors import SettingsError
from search.settings import Settings

_SHUTDOWN_SECONDS = 15
_BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        SettingsError: the address is not ours, or the port is taken.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"không có địa chỉ '{host[:80]}' trên máy này") from error
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(f"cổng {port} ở '{host[:80]}' đang được dùng; chọn cổng khác bằng --port") from error
        raise SettingsError(f"không lắng nghe được ở '{host[:80]}' cổng {port}: {error.strerror or error}") from error
    return listener


def address_of(listener: socket.socket, host: str) -> str:
    """Return the address a browser on this machine types to reach a listening socket."""
    port = listener.getsockname()[1]
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def server_config(app: FastAPI, shutdown_seconds: int = _SHUTDOWN_SECONDS) -> uvicorn.Config:
    """Return how an application is served: quietly, with bounded heads of requests, ending what was begun."""
    return uvicorn.Config(
        app,
        http=ImpatientProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=shutdown_seconds,
        timeout_keep_alive=10,
        h11_max_incomplete_event_size=64 * 1024,
    )


def serve(settings: Settings, server: ServerSettings, *, own_public_url: bool) -> None:
    """Serve until a signal comes, then end what was begun.

    Args:
        settings: of the engine.
        server: of the API.
        own_public_url: citations point to this server, because no other address was named.

    Raises:
        SettingsError: the address may not, or cannot, be listened on.
    """
    check_address(server.host, server.keys, allow_open=server.allow_open)
    with listen(server.host, server.port) as listener:
        address = address_of(listener, server.host)
        chosen = replace(settings, public_url=address) if own_public_url else settings
        write_to_stderr()
        config = server_config(create_app(chosen, server))
        if sys.stderr.isatty():
            note(f"API: {address} (tài liệu: {address}/docs); Ctrl+C để dừng")
        log("listening", address=address, keys=len(server.keys.keys), index=str(settings.index))
        uvicorn.Server(config).run(sockets=[listener])
