"""Which plans a question is put to: from options and from the question itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import QueryError
from corpus.provinces import Province, predecessors, province_by_id, province_named
from corpus.records import PASSAGE_LEVELS, PlanInfo
from search.query import Query


@dataclass(frozen=True, slots=True)
class Scope:
    """The plans to search (empty: all), and the provinces that were named but have no plan here."""

    plans: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether a province or plan was named at all."""
        return bool(self.plans or self.missing)


def scope_of_options(provinces: Iterable[str], plans: Iterable[str], infos: Mapping[str, PlanInfo]) -> Scope:
    """Return the scope that options name.

    Args:
        provinces: names or ids, old or today's.
        plans: plan ids.
        infos: the plans there are.

    Raises:
        QueryError: a province or plan nobody knows.
    """
    wanted = [_known_plan(plan_id, infos) for plan_id in plans]
    found: set[str] = set()
    missing: list[str] = []
    named = False
    for name in provinces:
        named = True
        province = _known_province(name, infos)
        reached = plans_of_province(province, infos)
        found.update(reached)
        if not reached:
            missing.append(province.province_id)
    if named and wanted:
        both = found & set(wanted)
        return Scope(frozenset(both), tuple(missing) if both else (*missing, *_provinces_of(wanted, infos)))
    return Scope(frozenset(found or wanted), tuple(missing))


def _provinces_of(plans: Iterable[str], infos: Mapping[str, PlanInfo]) -> list[str]:
    return [province for plan_id in plans if (province := infos[plan_id].province)]


def _known_plan(plan_id: str, infos: Mapping[str, PlanInfo]) -> str:
    if plan_id not in infos:
        raise QueryError(f"không có kế hoạch '{plan_id[:60]}'; các kế hoạch: {', '.join(infos)}")
    return plan_id


def _known_province(name: str, infos: Mapping[str, PlanInfo]) -> Province:
    province = province_named(name) if name.strip() else None
    if province is None:
        here = dict.fromkeys(info.province for info in infos.values() if info.province)
        raise QueryError(f"không có tỉnh '{name[:60]}'; các tỉnh có kế hoạch: {', '.join(here)}")
    return province


def plans_of_province(province: Province, infos: Mapping[str, PlanInfo]) -> list[str]:
    """Return the plans of a province, or of the provinces that were merged into it when it has none of its own."""
    own = [plan_id for plan_id, info in infos.items() if info.province == province.province_id]
    if own:
        return own
    members = {member.province_id for member in predecessors(province.province_id)}
    return [plan_id for plan_id, info in infos.items() if info.province in members]


def scope_of_query(query: Query, infos: Mapping[str, PlanInfo]) -> Scope:
    """Return the scope that the question itself names: its provinces, and a plan where it names one exactly."""
    plans = {plan_id for plan_id in query.plans if plan_id in infos}
    if not plans and query.provinces:
        plans = {plan_id for plan_id, info in infos.items() if info.province in query.provinces}
    missing = tuple(
        province
        for province in query.provinces_asked
        if (known := province_by_id(province)) is not None and not plans_of_province(known, infos)
    )
    return Scope(frozenset(plans), missing)


def checked_levels(levels: Sequence[str]) -> frozenset[str]:
    """Return levels of passage.

    Raises:
        QueryError: one of them is none.
    """
    for level in levels:
        if level not in PASSAGE_LEVELS:
            raise QueryError(f"không có cấp '{level[:40]}'; các cấp: {', '.join(PASSAGE_LEVELS)}")
    return frozenset(levels)
