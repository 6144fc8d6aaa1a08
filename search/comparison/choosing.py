"""Which plans are compared: all, those of named plans, or of provinces under their old or today's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from corpus.errors import QueryError
from corpus.provinces import Province, predecessors, province_by_id, province_named
from corpus.records import PlanInfo
from index.normalization import fold
from search.comparison.model import Absent

# "An Giang 2025", "An Giang (mới)": today's province, not the one that wrote a plan.
_TODAY = re.compile(r"[\s(-]{1,3}(?:2025|moi|hien nay|ngay nay|sau sap nhap)\)?\s{0,2}\Z")


@dataclass(frozen=True, slots=True)
class Choice:
    """The plans to compare, provinces without one, and what the reader should know of the reading."""

    plans: tuple[str, ...]
    absent: tuple[Absent, ...] = ()
    notes: tuple[str, ...] = ()


def choose(provinces: Sequence[str], plans: Sequence[str], infos: Mapping[str, PlanInfo]) -> Choice:
    """Return the plans that names of provinces and plans mean.

    A name that is today's and an old one ("An Giang") means today's province when it stands alone, since one plan is
    no comparison, and the old one beside others; "An Giang 2025" always means today's.

    Args:
        provinces: names or ids, old or today's.
        plans: plan ids.
        infos: the plans that can be compared.

    Raises:
        QueryError: a province or plan nobody knows.
    """
    for plan_id in plans:
        if plan_id not in infos:
            raise QueryError(f"không có kế hoạch '{plan_id[:60]}' để so sánh; các kế hoạch: {', '.join(infos)}")
    if not provinces:
        return Choice(tuple(p for p in infos if p in plans) if plans else tuple(infos))
    chosen: set[str] = set()
    absent: list[Absent] = []
    notes: list[str] = []
    for name in provinces:
        province, today = _province(name, infos)
        members = predecessors(province.province_id)
        own = [p for p, info in infos.items() if info.province == province.province_id]
        if len(members) > 1 and (today or not own or len(provinces) == 1):
            notes.append(_merged(province, members))
            for member in members:
                found = [p for p, info in infos.items() if info.province == member.province_id]
                chosen.update(found)
                if not found:
                    absent.append(_absent(member, province))
        elif own:
            chosen.update(own)
        else:
            absent.append(_absent(province, None, infos))
    if plans:
        chosen &= set(plans)
    if len(chosen) == 1:
        notes.append(f"Chỉ có kế hoạch của {plan_names(infos)[next(iter(chosen))]} để xem: không có gì để đặt cạnh.")
    return Choice(tuple(p for p in infos if p in chosen), tuple(dict.fromkeys(absent)), tuple(notes))


def _province(name: str, infos: Mapping[str, PlanInfo]) -> tuple[Province, bool]:
    today = _TODAY.search(fold(name))
    bare = name[: today.start()] if today and len(fold(name)) == len(name) else name
    province = province_named(bare) if bare.strip() else None
    if province is None:
        here = dict.fromkeys(info.province for info in infos.values() if info.province)
        raise QueryError(f"không có tỉnh '{name[:60]}'; các tỉnh có kế hoạch: {', '.join(here)}")
    return province, today is not None


def _merged(province: Province, members: Sequence[Province]) -> str:
    named = ", ".join(member.name for member in members)
    return f"{province.name} từ 01/7/2025 gồm {named}: so sánh kế hoạch của các tỉnh trước sáp nhập."


def _absent(member: Province, today: Province | None, infos: Mapping[str, PlanInfo] = MappingProxyType({})) -> Absent:
    """Return that a province has no plan here, by its name of then and with where it belongs today.

    Args:
        member: the province.
        today: what it was asked for as part of.
        infos: the plans there are, to name those of the provinces it was merged with.
    """
    home = today or province_by_id(member.today_id)
    name = (
        f"{member.name} (trước sáp nhập)"
        if home == member and len(predecessors(member.province_id)) > 1
        else member.name
    )
    where = f" (nay thuộc {home.name})" if home is not None and home != member else ""
    beside = {province.province_id for province in predecessors(home.province_id)} if home is not None else set()
    others = [plan_names(infos)[plan_id] for plan_id, info in infos.items() if info.province in beside]
    having = f"; cùng tỉnh mới có kế hoạch của {', '.join(others)}" if others else ""
    return Absent(member.province_id, member.name, f"Không có kế hoạch của {name}{where} trong kho dữ liệu{having}.")


def plan_names(infos: Mapping[str, PlanInfo]) -> dict[str, str]:
    """Return the name by which a reader knows each plan: its province, with the id where a province has several."""
    names: dict[str, str] = {}
    for plan_id, info in infos.items():
        province = province_by_id(info.province) if info.province else None
        names[plan_id] = province.name if province else info.title or plan_id
    repeated = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {plan_id: f"{name} ({plan_id})" if name in repeated else name for plan_id, name in names.items()}
