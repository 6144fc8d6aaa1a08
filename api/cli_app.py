"""`kehoach app`: the front end in a browser."""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from api.arguments import UsageError, add_index_option
from api.output import note
from corpus.errors import SettingsError
from search.settings import load_settings

_HOST, _PORT = "127.0.0.1", "8501"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", default=_HOST, metavar="H", help=f"Địa chỉ lắng nghe (mặc định {_HOST}).")
    parser.add_argument("--port", default=_PORT, metavar="N", help=f"Cổng (mặc định {_PORT}).")
    parser.add_argument("--api-url", metavar="URL", help="Lấy dữ liệu từ API này (thay KEHOACH_API_URL).")
    parser.add_argument("--encoder", metavar="TÊN", help="Mô hình nhúng (thay KEHOACH_ENCODER).")
    add_index_option(parser)


def run(options: argparse.Namespace) -> int:
    """Open the front end and stay until it is stopped."""
    port = checked_port(options.port)
    given = {"KEHOACH_INDEX": options.index, "KEHOACH_ENCODER": options.encoder, "KEHOACH_API_URL": options.api_url}
    environment = {**os.environ, **{name: value for name, value in given.items() if value}}
    load_settings(environment)
    note(f"Mở trình duyệt tại http://{options.host}:{port} (dừng bằng Ctrl+C)")
    return run_until_stopped(command(options.host, port), environment)


def run_until_stopped(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run a command until it ends; who asks this process to end (SIGTERM, Ctrl+C) ends the command as well.

    Args:
        arguments: the command.
        environment: its environment, this process's own when missing.

    Returns:
        Its exit code; 0 when it was ended from outside.
    """
    child = subprocess.Popen(arguments, env=environment)
    before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        return max(0, child.wait())
    except KeyboardInterrupt:
        # A terminal sends Ctrl+C to both.
        return max(0, child.wait())
    finally:
        signal.signal(signal.SIGTERM, before)


def checked_port(text: str) -> int:
    """Return a port between 1 and 65535.

    Raises:
        UsageError: it is none.
    """
    if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536:
        return int(text)
    raise UsageError(f"--port phải là số nguyên từ 1 đến 65535, không phải '{text[:40]}'")


def command(host: str, port: int) -> list[str]:
    """Return the command that runs the front end, with its look and without anything that calls elsewhere.

    Raises:
        SettingsError: the front end is not installed.
    """
    found = importlib.util.find_spec("app_streamlit")
    if found is None or found.origin is None:
        raise SettingsError("không tìm thấy giao diện web (app_streamlit.py); hãy cài lại kehoach")
    theme = Path(found.origin).parent / "ui" / "assets" / "theme.toml"
    flags = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "theme.base": str(theme),
    }
    options = [part for name, value in flags.items() for part in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", found.origin, *options]
