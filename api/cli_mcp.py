"""`kehoach mcp`: the tools of the Model Context Protocol on stdin and stdout."""

from __future__ import annotations

import argparse

from api.arguments import add_index_option
from search.settings import load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--public-url", metavar="URL", help="Địa chỉ trong trích dẫn (thay KEHOACH_PUBLIC_URL).")
    parser.add_argument("--encoder", metavar="TÊN", help="Mô hình nhúng (thay KEHOACH_ENCODER).")
    add_index_option(parser)


def run(options: argparse.Namespace) -> int:
    """Serve one client until it closes stdin."""
    settings = load_settings(index=options.index, encoder=options.encoder, public_url=options.public_url)
    import anyio

    from api.logs import write_to_stderr
    from api.mcp_server import run_on_stdio
    from api.serving import EngineHolder, PinnedEngine

    holder = EngineHolder(settings)
    holder.refresh()
    if not holder.is_ready:
        # An index that cannot be opened is told now, not at the first call: this raises.
        _ = holder.engine
    write_to_stderr()

    def engine() -> PinnedEngine:
        holder.refresh()
        return holder.engine

    anyio.run(run_on_stdio, engine)
    return 0
