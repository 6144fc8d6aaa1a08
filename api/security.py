"""Who may call: API keys, kept as hashes only, and which addresses may be listened on without any."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError
from corpus.reading import MAX_TABLE_BYTES, read_at_most

_PREFIX = "kh_"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHORTEST = 16


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key: its name, the SHA-256 of its text, and its own requests a minute where it has some.

    A plain digest is enough: keys are made by `new_key` from 256 random bits, so there is no dictionary to try.
    """

    name: str
    digest: str
    per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys that open the door; an empty one leaves it open."""

    keys: tuple[ApiKey, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.keys)

    def find(self, text: str) -> ApiKey | None:
        """Return the key with this text, `None` when there is none; every key is compared, in constant time."""
        digest = digest_of(text)
        found = None
        for key in self.keys:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found


def digest_of(text: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def new_key() -> str:
    """Return a new random key."""
    return _PREFIX + secrets.token_urlsafe(32)


def key_ring(listed: str, file: str) -> KeyRing:
    """Return the keys of a setting and of a file.

    Args:
        listed: `name:key` or `name:sha256:digest`, separated by commas.
        file: a TOML file of `[[key]]` tables with `name`, `sha256` and perhaps `per_minute`; "" for none.

    Raises:
        SettingsError: an entry cannot be read, or a name stands twice.
    """
    keys = [*_listed_keys(listed), *(_filed_keys(Path(file).expanduser()) if file else ())]
    names = [key.name for key in keys]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"có hai khóa API cùng tên '{name}'")
    return KeyRing(tuple(keys))


def _listed_keys(listed: str) -> Iterator[ApiKey]:
    for number, item in enumerate((part.strip() for part in listed.split(",") if part.strip()), start=1):
        name, colon, text = item.partition(":")
        if not colon:
            # Never the text itself: it may be a key without a name.
            raise SettingsError(f"KEHOACH_API_KEYS: mục thứ {number} phải có dạng tên:khóa hoặc tên:sha256:mã")
        if text.startswith("sha256:"):
            yield ApiKey(_checked_name(name), _checked_digest(text.removeprefix("sha256:"), name))
        elif len(text) < _SHORTEST:
            raise SettingsError(f"khóa API '{name[:64]}' quá ngắn; cần ít nhất {_SHORTEST} ký tự")
        else:
            yield ApiKey(_checked_name(name), digest_of(text))


def _filed_keys(path: Path) -> Iterator[ApiKey]:
    try:
        rows = tomllib.loads(read_at_most(path, MAX_TABLE_BYTES).decode("utf-8")).get("key", [])
    except OSError as error:
        raise SettingsError(f"không đọc được tệp khóa API '{path}': {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"tệp khóa API '{path}' không phải TOML: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SettingsError(f"tệp khóa API '{path}': mỗi khóa là một bảng [[key]]")
    for row in rows:
        yield _filed_key(row)


def _filed_key(row: dict[str, Any]) -> ApiKey:
    name = _checked_name(str(row.get("name", "")))
    limit = row.get("per_minute")
    if limit is not None and (type(limit) is not int or limit < 1):
        raise SettingsError(f"khóa API '{name}': per_minute phải là số nguyên dương, không phải '{limit}'")
    return ApiKey(name, _checked_digest(str(row.get("sha256", "")), name), limit)


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise SettingsError("tên khóa API gồm 1–64 chữ không dấu, số, '.', '_' hoặc '-'")
    return name


def _checked_digest(digest: str, name: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise SettingsError(f"khóa API '{name[:64]}': sha256 phải là 64 chữ số thập lục phân viết thường")
    return digest


def add_key(path: Path, name: str, per_minute: int | None = None) -> str:
    """Add a new key to a file of keys and return its text, which is kept nowhere.

    Raises:
        SettingsError: the name is taken or not allowed, or the file cannot be read.
    """
    _checked_name(name)
    if path.exists() and any(key.name == name for key in _filed_keys(path)):
        raise SettingsError(f"đã có khóa API tên '{name}' trong '{path}'")
    text = new_key()
    path.parent.mkdir(parents=True, exist_ok=True)
    entry = f'[[key]]\nname = "{name}"\nsha256 = "{digest_of(text)}"\n'
    entry += f"per_minute = {per_minute}\n" if per_minute else ""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as stream:
        stream.write(entry + "\n")
    return text


def is_loopback(host: str) -> bool:
    """Return whether an address is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_address(host: str, keys: KeyRing, *, allow_open: bool) -> None:
    """Refuse to serve others than this machine when nothing keeps them out.

    Raises:
        SettingsError: the address is not a loopback one, there is no key, and nobody said that this is meant.
    """
    if keys or allow_open or is_loopback(host):
        return
    raise SettingsError(
        f"không mở máy chủ ở '{host[:80]}' khi chưa có khóa API; hãy tạo khóa bằng 'kehoach serve --add-key TÊN', "
        "hoặc thêm --open nếu thật sự muốn ai cũng gọi được"
    )


def presented_key(authorization: str | None, api_key: str | None) -> str | None:
    """Return the key a request carries: `Authorization: Bearer …`, or `X-API-Key`."""
    scheme, _, text = (authorization or "").partition(" ")
    if scheme.lower() == "bearer" and text.strip():
        return text.strip()
    return api_key.strip() if api_key and api_key.strip() else None
