"""API keys, and the addresses that may be listened on without any."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from api.cli import main
from api.configuration import load_server_settings
from api.security import KeyRing, add_key, check_address, digest_of, key_ring, presented_key
from corpus.errors import SettingsError

LONG = "mot-khoa-rat-dai-1"


def test_a_key_is_found_by_its_text_alone() -> None:
    ring = key_ring(f"cong:{LONG}, bot:sha256:{digest_of('khoa-thu-hai')}", "")
    assert [ring.find(text) and ring.find(text).name for text in (LONG, "khoa-thu-hai")] == ["cong", "bot"]  # type: ignore[union-attr]
    assert ring.find(LONG[:-1]) is None
    assert ring.find("") is None
    assert ring.find("\udce1") is None


def test_no_key_is_kept_as_text() -> None:
    assert LONG not in repr(load_server_settings({"KEHOACH_API_KEYS": f"cong:{LONG}"}))


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (LONG, "KEHOACH_API_KEYS: mục thứ 1 phải có dạng tên:khóa hoặc tên:sha256:mã"),
        ("cong:ngan", "khóa API 'cong' quá ngắn; cần ít nhất 16 ký tự"),
        (f"cổng:{LONG}", "tên khóa API gồm 1–64 chữ không dấu, số, '.', '_' hoặc '-'"),
        ("cong:sha256:ABC", "khóa API 'cong': sha256 phải là 64 chữ số thập lục phân viết thường"),
        (f"a:{LONG},a:{LONG}x", "có hai khóa API cùng tên 'a'"),
    ],
)
def test_an_entry_that_is_no_key_is_refused_without_showing_it(listed: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        key_ring(listed, "")
    assert str(caught.value) == words
    assert LONG not in str(caught.value)


def test_a_key_is_made_once_and_only_its_hash_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "keys.toml"
    assert main(["serve", "--add-key", "cong", "--per-minute", "30", "--keys-file", str(path)]) == 0
    text = capsys.readouterr().out.strip()
    assert len(text) > 40
    assert text not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = key_ring("", str(path)).find(text)
    assert key is not None
    assert (key.name, key.per_minute) == ("cong", 30)
    other = add_key(path, "bot")
    assert {key.name for key in key_ring("", str(path)).keys} == {"cong", "bot"}
    assert other != text
    assert main(["serve", "--add-key", "bot", "--keys-file", str(path)]) == 2
    assert "đã có khóa API tên 'bot'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", ["[[key]", "[[key]]\nname = 'a'\nsha256 = 'x'\n", "key = 3\n", "[[key]]\nname='a'\nper_minute=0\n"]
)
def test_a_broken_file_of_keys_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError):
        key_ring("", str(path))


def test_a_missing_file_of_keys_does_not_leave_the_door_open(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="không đọc được tệp khóa API"):
        key_ring("", str(tmp_path / "none.toml"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_this_machine_needs_no_key(host: str) -> None:
    check_address(host, KeyRing(), allow_open=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "kehoach.example", "127.0.0.1.example", ""])
def test_another_address_needs_a_key_or_a_word(host: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check_address(host, KeyRing(), allow_open=False)
    assert str(caught.value) == (
        f"không mở máy chủ ở '{host}' khi chưa có khóa API; hãy tạo khóa bằng 'kehoach serve --add-key TÊN', "
        "hoặc thêm --open nếu thật sự muốn ai cũng gọi được"
    )
    check_address(host, KeyRing(), allow_open=True)
    check_address(host, key_ring(f"a:{LONG}", ""), allow_open=False)


def test_the_command_refuses_before_anything_is_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "0.0.0.0", "--index", str(tmp_path)]) == 2
    assert "không mở máy chủ ở '0.0.0.0' khi chưa có khóa API" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("authorization", "api_key", "found"),
    [
        ("Bearer abc", None, "abc"),
        ("bearer  abc ", None, "abc"),
        ("Basic abc", None, None),
        ("Bearer", "xyz", "xyz"),
        (None, " xyz ", "xyz"),
        ("Bearer ", " ", None),
    ],
)
def test_where_a_request_carries_its_key(authorization: str | None, api_key: str | None, found: str | None) -> None:
    assert presented_key(authorization, api_key) == found


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("KEHOACH_PORT", "65536", "KEHOACH_PORT phải là số nguyên từ 0 đến 65535, không phải '65536'"),
        ("KEHOACH_QUEUE", "-1", "KEHOACH_QUEUE phải là số nguyên từ 0 đến 100000, không phải '-1'"),
        ("KEHOACH_MAX_BODY", "1023", "KEHOACH_MAX_BODY phải là số nguyên từ 1024 đến 67108864, không phải '1023'"),
        (
            "KEHOACH_FRONT_END",
            "kehoach",
            "KEHOACH_FRONT_END phải là địa chỉ http:// hoặc https://, không phải 'kehoach'",
        ),
    ],
)
def test_a_setting_one_past_its_bound_is_refused(variable: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_server_settings({variable: value})
    assert str(caught.value) == words
