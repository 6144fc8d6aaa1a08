"""What things are called on the pages: plans, targets, bodies of today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.agencies import load_registry
from ui.formatting import province_name
from ui.source import Json
from ui.texts import Texts


class Plans:
    """The plans by id, and how each is called."""

    def __init__(self, plans: Sequence[Json], texts: Texts) -> None:
        """Hold the plans as the source lists them."""
        self.by_id: dict[str, Json] = {plan["plan_id"]: plan for plan in plans}
        self._texts = texts

    def name(self, plan_id: str) -> str:
        """Return a plan's province and kind: "Bến Tre · phát triển bền vững"."""
        plan = self.by_id.get(plan_id, {})
        province, kind = plan.get("province"), plan.get("kind")
        if not province:
            return str(plan.get("title") or plan_id)
        return f"{province_name(province)} · {self._texts.word('kinds', kind)}" if kind else province_name(province)

    def short(self, plan_id: str) -> str:
        """Return a name as short as it can be: the province, with the kind where the province has several plans."""
        plan = self.by_id.get(plan_id, {})
        province = plan.get("province")
        alone = sum(other.get("province") == province for other in self.by_id.values()) == 1
        return province_name(province) if province and alone else self.name(plan_id)

    def code(self, plan_id: str, code: str | None) -> str:
        """Return a code with what it numbers: "mục tiêu 6.1", "nhiệm vụ 14.8"."""
        green = self.by_id.get(plan_id, {}).get("kind") == "green_growth"
        level = ("task" if "." in (code or "") else "theme") if green else "target"
        return self._texts("ask.code_" + level, code=code or "")

    @property
    def provinces(self) -> list[str]:
        """The ids of the provinces that have a plan."""
        return list(dict.fromkeys(plan["province"] for plan in self.by_id.values() if plan.get("province")))


def agency_name(agency_id: str) -> str:
    """Return the official name of a body; its id where the table of bodies does not hold it."""
    known = load_registry().by_id(agency_id)
    return known.canonical if known else agency_id


def today_name(body: Mapping[str, Any]) -> str:
    """Return today's body with its province: "Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long"."""
    from corpus.successors import CurrentBody
    from search.answers.bodies.stated import body_today

    return body_today(CurrentBody(str(body["name"]), body.get("province"), str(body.get("rule") or "")))
