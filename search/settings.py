"""Settings, declared once as data: name, default, sentence. They drive the command line, the API and the manual."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import corpus
from corpus.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its environment variable, what it is without one, and a sentence about it."""

    variable: str
    default: str
    about: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "KEHOACH_INDEX", "", "Thư mục chỉ mục (mặc định: .kehoach/index của bản mã nguồn, hoặc thư mục dữ liệu riêng)."
    ),
    Setting("KEHOACH_CORPUS", "", "Thư mục các kế hoạch (.txt, .md, .docx; mặc định: năm kế hoạch đi kèm)."),
    Setting(
        "KEHOACH_ENCODER",
        "",
        "Mô hình nhúng: để trống để dùng mô hình đi kèm, multilingual-e5-small-onnx để chạy nó nhanh hơn (cần gói "
        "onnx), hoặc tên, thư mục của một mô hình khác.",
    ),
    Setting("KEHOACH_RERANKER", "", "Mô hình cross-encoder xếp lại các đoạn đầu: tên, thư mục, hay trống là không."),
    Setting("KEHOACH_PUBLIC_URL", "http://127.0.0.1:8501", "Địa chỉ công khai đứng trước /doan?id=… trong trích dẫn."),
    Setting("KEHOACH_ENGINE", "local", "Nơi tìm kiếm: local (trong tiến trình này) hoặc milvus (xem docs/scaling.md)."),
    Setting("KEHOACH_MILVUS_URI", "", "Địa chỉ Milvus: http://MÁY:19530, hoặc tệp .db để dùng Milvus Lite."),
    Setting("KEHOACH_MILVUS_TOKEN", "", "Tên và mật khẩu Milvus dạng TÊN:MẬT_KHẨU, nếu máy chủ đòi."),
    Setting("KEHOACH_TOP_K", "10", "Số đoạn tìm kiếm trả về khi không nêu --top-k (1–100)."),
    Setting("KEHOACH_DEBUG", "", "Khác rỗng: lỗi ngoài dự kiến được in đầy đủ thay vì một dòng."),
)
MAX_TOP_K = 100
ENGINES = ("local", "milvus")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how much is returned, read once at the start."""

    index: Path
    corpus: Path
    encoder: str | None
    public_url: str
    top_k: int
    engine: str = "local"
    milvus_uri: str = ""
    milvus_token: str = field(default="", repr=False)
    reranker: str | None = None


def load_settings(environ: Mapping[str, str] | None = None, **options: str | int | None) -> Settings:
    """Read the settings: options first, then `KEHOACH_*` variables, then defaults.

    Args:
        environ: the environment; the process's own when not given.
        **options: values by setting name in lower case without prefix (`index`, `public_url`); `None` is "not given".

    Raises:
        SettingsError: a value is not allowed.
    """
    given = os.environ if environ is None else environ
    values = {setting.variable: _value(setting, given, options) for setting in SETTINGS}
    return Settings(
        index=Path(values["KEHOACH_INDEX"] or default_index()).expanduser(),
        corpus=Path(values["KEHOACH_CORPUS"] or default_corpus()).expanduser(),
        encoder=values["KEHOACH_ENCODER"] or None,
        public_url=_web_address("KEHOACH_PUBLIC_URL", values["KEHOACH_PUBLIC_URL"]),
        top_k=checked_top_k(values["KEHOACH_TOP_K"], "KEHOACH_TOP_K"),
        engine=_engine(values["KEHOACH_ENGINE"], values["KEHOACH_MILVUS_URI"]),
        milvus_uri=values["KEHOACH_MILVUS_URI"],
        milvus_token=values["KEHOACH_MILVUS_TOKEN"],
        reranker=values["KEHOACH_RERANKER"] or None,
    )


def _engine(name: str, milvus_uri: str) -> str:
    if name not in ENGINES:
        raise SettingsError(f"KEHOACH_ENGINE phải là {' hoặc '.join(ENGINES)}, không phải '{name[:40]}'")
    if name == "milvus" and not milvus_uri:
        raise SettingsError("KEHOACH_ENGINE=milvus cần KEHOACH_MILVUS_URI, ví dụ http://127.0.0.1:19530")
    return name


def _value(setting: Setting, environ: Mapping[str, str], options: Mapping[str, str | int | None]) -> str:
    option = options.get(setting.variable.removeprefix("KEHOACH_").lower())
    if option is not None:
        return str(option)
    return environ.get(setting.variable, "").strip() or setting.default


def default_corpus() -> Path:
    """Return the folder of the plans that ship with the package."""
    return Path(corpus.__file__).parent / "documents"


def default_index() -> Path:
    """Return where the index lies: inside a source checkout, else in the user's data folder (XDG)."""
    root = Path(corpus.__file__).resolve().parent.parent
    if (root / "pyproject.toml").is_file():
        return root / ".kehoach" / "index"
    data_home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data_home) / "kehoach" / "index"


def checked_top_k(value: str | int, name: str) -> int:
    """Return a number of results between 1 and `MAX_TOP_K`.

    Raises:
        SettingsError: it is not such a number.
    """
    text = str(value).strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if not 1 <= number <= MAX_TOP_K:
        raise SettingsError(f"{name} phải là số nguyên từ 1 đến {MAX_TOP_K}, không phải '{text[:40]}'")
    return number


def _web_address(name: str, value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SettingsError(f"{name} phải là địa chỉ http:// hoặc https://, không phải '{value[:80]}'")
    return value.rstrip("/")
