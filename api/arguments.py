"""The command line's grammar: an argument parser whose every complaint is one clear Vietnamese line."""

from __future__ import annotations

import argparse
import re
from datetime import date
from typing import NoReturn

from corpus.errors import InputError, SettingsError
from search.settings import checked_top_k

# argparse words its complaints in English only; the patterns are anchored and tried in order.
_TRANSLATIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"unrecognized arguments: (?P<a>.*)", re.S), "không có tham số '{a}'"),
    (re.compile(r"the following arguments are required: (?P<a>.*)", re.S), "thiếu {a}"),
    (re.compile(r"argument (?P<a>[^:]*): expected one argument"), "{a} cần một giá trị"),
    (re.compile(r"argument (?P<a>[^:]*): expected at least one argument"), "{a} cần ít nhất một giá trị"),
    (
        re.compile(r"argument (?P<a>[^:]*): invalid choice: (?P<b>.*) \(choose from (?P<c>.*)\)", re.S),
        "{a} không nhận {b}; chỉ nhận: {c}",
    ),
    (re.compile(r"argument (?P<a>[^:]*): not allowed with argument (?P<b>.*)"), "{a} không đi cùng {b}"),
    (re.compile(r"argument (?P<a>[^:]*): ignored explicit argument (?P<b>.*)"), "{a} không nhận giá trị {b}"),
    # A value refused by its own `type=` function comes with a sentence of its own.
    (re.compile(r"argument (?P<a>[^:]*): (?P<b>.*)", re.S), "{b}"),
)


class UsageError(InputError):
    """The command line is not a sentence of this program's grammar."""


class Parser(argparse.ArgumentParser):
    """An `ArgumentParser` that raises `UsageError` in Vietnamese instead of printing usage and leaving."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            allow_abbrev=False,
            add_help=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self._positionals.title = "đối số"
        self._optionals.title = "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="In phần này rồi thoát.")

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as a `UsageError`."""
        raise UsageError(f"{_translated(message)}; xem '{self.prog} --help'")


def _translated(message: str) -> str:
    for pattern, wording in _TRANSLATIONS:
        match = pattern.fullmatch(message)
        if match:
            return wording.format(**{name: value[:200] for name, value in match.groupdict().items()})
    return f"tham số không hợp lệ ({message[:200]})"


def top_k(text: str) -> int:
    """Return a number of results, for `type=`."""
    try:
        return checked_top_k(text, "--top-k")
    except SettingsError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def as_of_date(text: str) -> date:
    """Return a date written as 2026-01-31 or 31/01/2026, for `type=`."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4})", text.strip(), re.ASCII)
    if match:
        year, month, day, day_first, month_second, year_last = match.groups()
        try:
            return date(int(year or year_last), int(month or month_second), int(day or day_first))
        except ValueError:
            pass
    raise argparse.ArgumentTypeError(f"--as-of: '{text[:40]}' không phải ngày; viết 2026-01-31 hoặc 31/01/2026")


def add_index_option(parser: argparse.ArgumentParser) -> None:
    """Add `--index DIR`."""
    parser.add_argument("--index", metavar="DIR", help="Thư mục chỉ mục (thay KEHOACH_INDEX).")


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="In JSON trên stdout, không có gì khác.")


def add_scope_options(parser: argparse.ArgumentParser) -> None:
    """Add `--province` and `--plan`, each as often as wanted."""
    parser.add_argument(
        "--province", action="append", default=[], metavar="P", help="Chỉ tỉnh này (tên hoặc mã; có thể lặp lại)."
    )
    parser.add_argument(
        "--plan", action="append", default=[], metavar="ID", help="Chỉ kế hoạch này (mã; có thể lặp lại)."
    )
