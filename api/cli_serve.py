"""`kehoach serve`: the API server, and the making of its keys."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from api.arguments import UsageError, add_index_option
from api.output import note
from search.settings import load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", metavar="H", help="Địa chỉ lắng nghe (mặc định 127.0.0.1; thay KEHOACH_HOST).")
    parser.add_argument("--port", metavar="N", help="Cổng (mặc định 8000; 0: cổng trống; thay KEHOACH_PORT).")
    parser.add_argument("--public-url", metavar="URL", help="Địa chỉ trong trích dẫn (mặc định: địa chỉ máy chủ này).")
    parser.add_argument("--front-end", metavar="URL", help="Giao diện web /doan chuyển tới (thay KEHOACH_FRONT_END).")
    parser.add_argument("--keys-file", metavar="TỆP", help="Tệp khóa API (thay KEHOACH_API_KEYS_FILE).")
    parser.add_argument("--add-key", metavar="TÊN", help="Tạo một khóa trong tệp khóa, in ra một lần, rồi thoát.")
    parser.add_argument("--per-minute", metavar="N", help="Với --add-key: số yêu cầu mỗi phút của khóa ấy.")
    parser.add_argument("--rate-limit", metavar="N", help="Số yêu cầu mỗi phút (0: không hạn chế).")
    parser.add_argument("--open", action="store_true", help="Mở ra ngoài máy này dù không có khóa API.")
    parser.add_argument("--encoder", metavar="TÊN", help="Mô hình nhúng (thay KEHOACH_ENCODER).")
    add_index_option(parser)


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from api.configuration import load_server_settings

    settings = load_settings(index=options.index, encoder=options.encoder, public_url=options.public_url)
    if options.add_key is not None:
        return _add_key(options, settings.index / "keys.toml")
    if options.per_minute is not None:
        raise UsageError("--per-minute chỉ đi cùng --add-key")
    server = load_server_settings(
        host=options.host,
        port=options.port,
        front_end=options.front_end,
        api_keys_file=_keys_file(options, settings.index / "keys.toml"),
        allow_open="1" if options.open else None,
        rate_limit=options.rate_limit,
    )
    from api.serve import serve

    named = options.public_url or os.environ.get("KEHOACH_PUBLIC_URL", "").strip()
    serve(settings, server, own_public_url=not named)
    return 0


def _keys_file(options: argparse.Namespace, usual: Path) -> str | None:
    """Return the file of keys that was named, or the usual one when it is there."""
    named = options.keys_file or os.environ.get("KEHOACH_API_KEYS_FILE", "").strip()
    if named:
        return str(named)
    return str(usual) if usual.is_file() else None


def _add_key(options: argparse.Namespace, usual: Path) -> int:
    from api.security import add_key

    number = options.per_minute
    if number is not None and not (number.isascii() and number.isdigit() and 0 < len(number) < 8 and int(number)):
        raise UsageError(f"--per-minute phải là số nguyên dương, không phải '{number[:40]}'")
    path = Path(options.keys_file or os.environ.get("KEHOACH_API_KEYS_FILE", "").strip() or usual).expanduser()
    text = add_key(path, options.add_key, int(number) if number else None)
    note(f"khóa '{options.add_key}' đã thêm vào {path} (chỉ giữ mã băm); khóa dưới đây không hiện lại lần nữa:")
    print(text)
    return 0
