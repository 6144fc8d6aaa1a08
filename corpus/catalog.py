"""`catalog.toml` of a corpus folder: what is known of each plan as a document, beyond or besides its text."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from corpus.agency_names import slug
from corpus.containers import plan_path
from corpus.errors import CorpusError
from corpus.reading import MAX_TABLE_BYTES, read_at_most
from corpus.records import PlanInfo
from corpus.tables_loading import load_provinces

CATALOG = "catalog.toml"
KINDS = ("sdg", "green_growth")
_TEXTS = ("title", "number", "issuer", "signer", "period", "source_note")
_UNKNOWABLE = ("province", "kind", "title", "number", "date", "issuer", "signer", "period")
_KEYS = ("id", *_UNKNOWABLE, "source_note", "sha256", "unknown")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,20}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def load_catalog(directory: Path, strict: bool = True) -> Mapping[str, PlanInfo]:
    """Read the catalog of a corpus folder.

    A plan's entry is a table `[[plan]]` with `id` (the file's stem) and any of province, kind, title, number, date,
    issuer, signer, period, source_note, sha256. What is not known is left out and named in its `unknown` table with the
    reason, which becomes a note.

    Args:
        directory: the corpus folder.
        strict: whether a plan whose file is missing or has another SHA-256 is an error; else it is a note of the plan.

    Returns:
        Plan id → what the catalog says; empty when the folder has no catalog.

    Raises:
        CorpusError: the catalog cannot be read, or an entry has an unknown key, a wrong type or a wrong value.
    """
    path = directory / CATALOG
    if not path.exists():
        return {}
    plans: dict[str, PlanInfo] = {}
    for entry in _entries(path):
        info = _plan(path, entry)
        if info.plan_id in plans:
            raise CorpusError(f"'{path}': kế hoạch '{info.plan_id}' có hai mục; mỗi kế hoạch chỉ có một [[plan]]")
        plans[info.plan_id] = _checked(path, info, strict)
    return plans


def complete(info: PlanInfo, from_text: PlanInfo) -> PlanInfo:
    """Return a catalog entry with what it leaves open filled in from the plan's text.

    What the catalog states, or declares unknown, stands; the notes of both are kept.

    Args:
        info: the catalog's entry.
        from_text: what `read_metadata` found.
    """
    declared = {note.split(":", 1)[0] for note in info.notes}
    filled = {
        field.name: getattr(from_text, field.name)
        for field in fields(PlanInfo)
        if getattr(info, field.name) is None and field.name not in declared and field.name in _UNKNOWABLE
    }
    notes = dict.fromkeys((*info.notes, *from_text.notes))
    return replace(info, **filled, sha256=from_text.sha256, notes=tuple(notes))


def _entries(path: Path) -> list[Mapping[str, Any]]:
    try:
        data = tomllib.loads(read_at_most(path, MAX_TABLE_BYTES).decode("utf-8"))
    except OSError as error:
        raise CorpusError(f"không đọc được '{path}': {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"không đọc được '{path}': {error}; hãy lưu lại dưới dạng UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"'{path}' không phải TOML hợp lệ: {error}") from error
    other = next((key for key in data if key != "plan"), None)
    if other is not None:
        raise CorpusError(f"'{path}': khóa '{other}' không có nghĩa; chỉ nhận các bảng [[plan]]")
    entries = data.get("plan", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CorpusError(f"'{path}': 'plan' phải là các bảng [[plan]]")
    return entries


def _plan(path: Path, entry: Mapping[str, Any]) -> PlanInfo:
    plan_id = entry.get("id")
    if not isinstance(plan_id, str) or not _ID.match(plan_id):
        raise CorpusError(
            f"'{path}': id '{plan_id}' không dùng được; id là tên tệp không đuôi (chữ thường không dấu, số, gạch nối)"
        )
    for key in entry:
        if key not in _KEYS:
            raise CorpusError(f"'{path}', kế hoạch '{plan_id}': khóa '{key}' không có nghĩa; chỉ có {', '.join(_KEYS)}")
    texts = {key: _text(path, plan_id, key, entry.get(key)) for key in _TEXTS}
    return PlanInfo(
        plan_id=plan_id,
        province=_province(path, plan_id, entry.get("province")),
        kind=_kind(path, plan_id, entry.get("kind")),
        date=_date(path, plan_id, entry.get("date")),
        sha256=_sha256(path, plan_id, entry.get("sha256")),
        notes=_unknown(path, plan_id, entry),
        **texts,
    )


def _text(path: Path, plan_id: str, key: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise _wrong(path, plan_id, key, value, "một chuỗi không rỗng (bỏ khóa khi không biết)")
    return " ".join(value.split())


def _province(path: Path, plan_id: str, value: object) -> str | None:
    if value is None:
        return None
    known = {province.province_id for province in load_provinces()}
    if not isinstance(value, str) or slug(value) not in known:
        raise _wrong(path, plan_id, "province", value, "tên hoặc mã một tỉnh, như 'ben-tre'")
    return slug(value)


def _kind(path: Path, plan_id: str, value: object) -> str | None:
    if value is not None and value not in KINDS:
        raise _wrong(path, plan_id, "kind", value, " hoặc ".join(KINDS))
    return None if value is None else str(value)


def _date(path: Path, plan_id: str, value: object) -> str | None:
    if value is None:
        return None
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()[:10]
    except ValueError:
        raise _wrong(path, plan_id, "date", value, "ngày dạng năm-tháng-ngày, như 2018-12-14") from None


def _sha256(path: Path, plan_id: str, value: object) -> str | None:
    if value is not None and (not isinstance(value, str) or not _SHA256.match(value)):
        raise _wrong(path, plan_id, "sha256", value, "64 chữ số thập lục phân viết thường")
    return None if value is None else str(value)


def _unknown(path: Path, plan_id: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
    unknown = entry.get("unknown", {})
    if not isinstance(unknown, dict):
        raise _wrong(path, plan_id, "unknown", unknown, "một bảng: tên trường = lý do")
    for key, reason in unknown.items():
        if key not in _UNKNOWABLE or not isinstance(reason, str) or not reason.strip():
            raise _wrong(path, plan_id, f"unknown.{key}", reason, f"lý do của một trong {', '.join(_UNKNOWABLE)}")
        if key in entry:
            raise _wrong(path, plan_id, f"unknown.{key}", reason, f"bỏ '{key}' hoặc bỏ lý do: không thể có cả hai")
    return tuple(f"{key}: {reason}" for key, reason in unknown.items())


def _wrong(path: Path, plan_id: str, key: str, value: object, allowed: str) -> CorpusError:
    return CorpusError(f"'{path}', kế hoạch '{plan_id}': {key} = '{value}' không dùng được; chỉ nhận {allowed}")


def _checked(path: Path, info: PlanInfo, strict: bool) -> PlanInfo:
    """Return the entry after comparing its SHA-256 with the plan's file."""
    plan = plan_path(path.parent, info.plan_id)
    try:
        actual = hashlib.sha256(plan.read_bytes()).hexdigest()
    except OSError:
        problem = f"không đọc được tệp '{plan}'; hãy thêm tệp hoặc bỏ mục này"
    else:
        if info.sha256 in (None, actual):
            return info
        problem = f"sha256 = '{info.sha256}' khác với tệp '{plan.name}' ({actual}); hãy sửa sha256 hoặc khôi phục tệp"
    if strict:
        raise CorpusError(f"'{path}', kế hoạch '{info.plan_id}': {problem}")
    return replace(info, notes=(*info.notes, problem))
