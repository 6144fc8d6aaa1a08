"""`kehoach`: the commands, and what happens when one of them fails.

A command is a module `api.cli_<name>` with `configure(parser)` and `run(options) -> exit code`; it is imported only
when it is used, so that help is immediate.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from api.arguments import Parser, UsageError
from api.output import complain, refusal, use_utf8
from corpus.errors import KehoachError

DONE, NOTHING_FOUND, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name, the line about it in the list, and the module that does it."""

    name: str
    about: str
    module: str


COMMANDS: tuple[Command, ...] = (
    Command("ask", "Trả lời một câu hỏi, có trích dẫn.", "api.cli_ask"),
    Command("search", "Tìm các đoạn của kế hoạch.", "api.cli_search"),
    Command("build", "Đọc các kế hoạch và dựng chỉ mục.", "api.cli_build"),
    Command("export", "Xuất các bản ghi đã đọc được.", "api.cli_export"),
    Command("verify", "Kiểm tra các trích dẫn có đúng nguồn không.", "api.cli_verify"),
    Command("compare", "So sánh mục tiêu giữa các tỉnh.", "api.cli_compare"),
    Command("evaluate", "Đo chất lượng trên bộ câu hỏi phát triển.", "api.cli_evaluate"),
    Command("serve", "Chạy máy chủ API.", "api.cli_serve"),
    Command("app", "Mở giao diện web.", "api.cli_app"),
    Command("mcp", "Chạy máy chủ MCP trên stdio.", "api.cli_mcp"),
    Command("feedback", "Xuất phản hồi của người dùng.", "api.cli_feedback"),
    Command("snapshot", "Sao lưu chỉ mục vào một thư mục.", "api.cli_snapshot"),
    Command("restore", "Khôi phục chỉ mục từ bản sao lưu.", "api.cli_restore"),
)


class CommandModule(Protocol):
    """What a command's module offers."""

    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 nothing found or a check failed, 2 bad input."""
    use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(given)
        sys.stdout.flush()
        return code
    except KehoachError as error:
        complain(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        complain("đã dừng theo yêu cầu")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (`kehoach search … | head`); Python would complain once more while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else DONE
    except OSError as error:
        complain(f"hệ điều hành từ chối '{error.filename or 'không rõ tệp'}': {refusal(error)}")
        return BAD_INPUT
    except Exception as error:
        # Our own mistake, not the user's; who looks for it asks for the whole story.
        if os.environ.get("KEHOACH_DEBUG"):
            raise
        complain(f"lỗi ngoài dự kiến ({type(error).__name__}: {error}); đặt KEHOACH_DEBUG=1 để xem chi tiết")
        return BAD_INPUT


def _run(arguments: list[str]) -> int:
    if not arguments:
        print(_overview(), file=sys.stderr)
        return BAD_INPUT
    if arguments[0] in {"-h", "--help", "help"}:
        print(_overview())
        return DONE
    if arguments[0] in {"-V", "--version"}:
        from importlib.metadata import version

        print(f"kehoach {version('kehoach')}")
        return DONE
    command = next((known for known in COMMANDS if known.name == arguments[0]), None)
    if command is None:
        names = ", ".join(known.name for known in COMMANDS if _exists(known))
        raise UsageError(f"không có lệnh '{arguments[0][:40]}'; các lệnh: {names}")
    if not _exists(command):
        raise UsageError(f"lệnh '{command.name}' chưa có trong bản này")
    module = cast(CommandModule, importlib.import_module(command.module))
    parser = Parser(f"kehoach {command.name}", command.about)
    module.configure(parser)
    return module.run(parser.parse_args(arguments[1:]))


def _exists(command: Command) -> bool:
    return importlib.util.find_spec(command.module) is not None


def _overview() -> str:
    lines = [
        "Cách dùng: kehoach LỆNH [tùy chọn]",
        "",
        "Tìm kiếm và trả lời trên các kế hoạch hành động của tỉnh, có trích dẫn.",
        "",
        "Các lệnh:",
    ]
    lines += [f"  {command.name:<9} {command.about}" for command in COMMANDS if _exists(command)]
    lines += ["", "Xem thêm: kehoach LỆNH --help"]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
