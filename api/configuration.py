"""Settings of the API server, declared once as data like those of the search, and read once at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from api.security import KeyRing, key_ring
from corpus.errors import SettingsError
from search.settings import Setting

API_SETTINGS: tuple[Setting, ...] = (
    Setting("KEHOACH_HOST", "127.0.0.1", "Địa chỉ máy chủ API lắng nghe."),
    Setting("KEHOACH_PORT", "8000", "Cổng của máy chủ API (0: cổng trống bất kỳ)."),
    Setting("KEHOACH_API_KEYS", "", "Khóa API, cách nhau dấu phẩy: tên:khóa hoặc tên:sha256:mã băm."),
    Setting("KEHOACH_API_KEYS_FILE", "", "Tệp TOML các khóa API đã băm (kehoach serve --add-key TÊN ghi vào đây)."),
    Setting("KEHOACH_ALLOW_OPEN", "", "Khác rỗng: cho phép lắng nghe ngoài máy này mà không có khóa API."),
    Setting("KEHOACH_OPEN_LINKS", "", "Khác rỗng: /doan không cần khóa API."),
    Setting("KEHOACH_FRONT_END", "", "Địa chỉ giao diện web; khi có, /doan của API chuyển tới đó."),
    Setting("KEHOACH_ALLOWED_HOSTS", "", "Các tên máy (Host) được nhận thêm khi không có khóa, cách nhau dấu phẩy."),
    Setting("KEHOACH_CORS_ORIGINS", "", "Các nguồn (Origin) trang web được gọi API, cách nhau dấu phẩy."),
    Setting("KEHOACH_RATE_LIMIT", "", "Số yêu cầu mỗi phút cho một khóa hay một máy (0: không hạn chế)."),
    Setting("KEHOACH_MAX_BODY", "1048576", "Số byte tối đa của thân một yêu cầu."),
    Setting("KEHOACH_TIME_BUDGET", "20", "Số giây tối đa để trả lời một yêu cầu."),
    Setting("KEHOACH_WORKERS", "2", "Số yêu cầu được xử lý cùng lúc."),
    Setting("KEHOACH_QUEUE", "128", "Số yêu cầu được chờ; nhiều hơn thì từ chối ngay (503)."),
    Setting("KEHOACH_LOG_QUESTIONS", "", "Khác rỗng: ghi nội dung câu hỏi vào nhật ký."),
    Setting("KEHOACH_FEEDBACK", "", "Tệp SQLite lưu phản hồi (mặc định: feedback.sqlite trong thư mục chỉ mục)."),
    Setting("KEHOACH_FEEDBACK_DAYS", "365", "Số ngày giữ phản hồi rồi xóa."),
)
_KEYED_RATE = 600


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the API server listens, whom it lets in and how much it does at once.

    Attributes:
        rate_limit: Requests a minute for one caller, 0 for no limit; a key may carry its own.
        max_body: Bytes of one request.
        seconds: The time budget of one request.
        workers: Requests worked on at once.
        queue: Requests that may wait for a worker.
        max_page: Items of one page of a list.
        max_batch: Citations verified, or messages read, in one request.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    keys: KeyRing = field(default_factory=KeyRing)
    allow_open: bool = False
    open_links: bool = False
    front_end: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    rate_limit: int = 0
    max_body: int = 1_048_576
    seconds: float = 20.0
    workers: int = 2
    queue: int = 128
    log_questions: bool = False
    feedback: Path | None = None
    feedback_days: int = 365
    max_page: int = 500
    max_batch: int = 200


def load_server_settings(environ: Mapping[str, str] | None = None, **options: str | int | None) -> ServerSettings:
    """Read the settings of the server: options first, then `KEHOACH_*` variables, then defaults.

    Args:
        environ: the environment; the process's own when not given.
        **options: values by setting name in lower case without prefix (`host`, `port`, …); `None` is "not given".

    Raises:
        SettingsError: a value is not allowed.
    """
    given = os.environ if environ is None else environ
    values = {setting.variable: _value(setting, given, options) for setting in API_SETTINGS}
    keys = key_ring(values["KEHOACH_API_KEYS"], values["KEHOACH_API_KEYS_FILE"])
    rate = values["KEHOACH_RATE_LIMIT"] or str(_KEYED_RATE if keys else 0)
    feedback = values["KEHOACH_FEEDBACK"]
    return ServerSettings(
        host=values["KEHOACH_HOST"],
        port=_number("KEHOACH_PORT", values["KEHOACH_PORT"], 0, 65_535),
        keys=keys,
        allow_open=bool(values["KEHOACH_ALLOW_OPEN"]),
        open_links=bool(values["KEHOACH_OPEN_LINKS"]),
        front_end=_address("KEHOACH_FRONT_END", values["KEHOACH_FRONT_END"]),
        allowed_hosts=_listed(values["KEHOACH_ALLOWED_HOSTS"]),
        cors_origins=tuple(
            address
            for origin in _listed(values["KEHOACH_CORS_ORIGINS"])
            if (address := _address("KEHOACH_CORS_ORIGINS", origin))
        ),
        rate_limit=_number("KEHOACH_RATE_LIMIT", rate, 0, 1_000_000),
        max_body=_number("KEHOACH_MAX_BODY", values["KEHOACH_MAX_BODY"], 1_024, 64 * 1_048_576),
        seconds=_number("KEHOACH_TIME_BUDGET", values["KEHOACH_TIME_BUDGET"], 1, 600),
        workers=_number("KEHOACH_WORKERS", values["KEHOACH_WORKERS"], 1, 64),
        queue=_number("KEHOACH_QUEUE", values["KEHOACH_QUEUE"], 0, 100_000),
        log_questions=bool(values["KEHOACH_LOG_QUESTIONS"]),
        feedback=Path(feedback).expanduser() if feedback else None,
        feedback_days=_number("KEHOACH_FEEDBACK_DAYS", values["KEHOACH_FEEDBACK_DAYS"], 1, 36_500),
    )


def _value(setting: Setting, environ: Mapping[str, str], options: Mapping[str, str | int | None]) -> str:
    option = options.get(setting.variable.removeprefix("KEHOACH_").lower())
    if option is not None:
        return str(option).strip()
    return environ.get(setting.variable, "").strip() or setting.default


def _number(name: str, text: str, least: int, most: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not least <= number <= most:
        raise SettingsError(f"{name} phải là số nguyên từ {least} đến {most}, không phải '{text[:40]}'")
    return number


def _listed(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _address(name: str, value: str) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SettingsError(f"{name} phải là địa chỉ http:// hoặc https://, không phải '{value[:80]}'")
    return value.rstrip("/")
