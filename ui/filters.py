"""The filters of a question: provinces old and new, plans, levels of passage, a body; all of them in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from corpus.records import PASSAGE_LEVELS
from ui import state
from ui.formatting import new_provinces, province_name, sort_key
from ui.markup import el
from ui.naming import Plans
from ui.shell import show
from ui.source import Json, Source
from ui.texts import Texts

_NEW = "nay-"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is chosen; `chosen` are the provinces as chosen, old or new, `provinces` the old ones they mean."""

    chosen: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    agency: str = ""

    @property
    def count(self) -> int:
        """How many filters are set."""
        return len(self.chosen) + len(self.plans) + len(self.levels) + bool(self.agency)

    @property
    def narrows_details(self) -> bool:
        """Whether one is set that a question does not take: it narrows the details and the passages found."""
        return bool(self.levels or self.agency)

    def keeps(self, passages: Iterable[Json], bodies: Iterable[Json]) -> bool:
        """Return whether a part of an answer is of a level and names the body that were chosen.

        Args:
            passages: that the part cites, each with its `level`.
            bodies: that the part names, each with its `agency_id`.
        """
        if self.levels and not any(passage["level"] in self.levels for passage in passages):
            return False
        return not self.agency or any(body["agency_id"] == self.agency for body in bodies)


def province_options(plans: Plans) -> list[str]:
    """Return the provinces that can be chosen: the old ones with a plan, then today's that cover them."""
    old = sorted(plans.provinces, key=lambda each: sort_key(province_name(each)))
    return [*old, *(f"{_NEW}{each}" for each in new_provinces(plans.provinces))]


def province_label(option: str, plans: Plans, texts: Texts) -> str:
    """Return how an option is called: today's provinces say which old ones they cover."""
    if not option.startswith(_NEW):
        return province_name(option)
    new = option.removeprefix(_NEW)
    old = new_provinces(plans.provinces).get(new, [])
    return texts("filters.today", name=province_name(new), old=", ".join(map(province_name, old)))


def old_provinces(chosen: tuple[str, ...], plans: Plans) -> tuple[str, ...]:
    """Return the old provinces that a choice means."""
    merged = new_provinces(plans.provinces)
    found = [old for each in chosen for old in merged.get(each.removeprefix(_NEW), [each]) if each.startswith(_NEW)]
    return tuple(dict.fromkeys([*(each for each in chosen if not each.startswith(_NEW)), *found]))


def filters_of_address(plans: Plans) -> Filters:
    """Return the filters of the address; what is not known there is left out."""
    chosen = tuple(each for each in state.many("tinh") if each in province_options(plans))
    return Filters(
        chosen=chosen,
        provinces=old_provinces(chosen, plans),
        plans=tuple(each for each in state.many("ke-hoach") if each in plans.by_id),
        levels=tuple(each for each in state.many("cap") if each in PASSAGE_LEVELS),
        agency=state.one("co-quan"),
    )


def show_filters(source: Source, plans: Plans, texts: Texts, given: Filters) -> Filters:
    """Show the filters folded away, set as in the address, and write what is chosen into it."""
    label = texts("filters.some", count=given.count) if given.count else texts("filters.none")
    with st.expander(label, key="filters", expanded=False):
        chosen = st.pills(
            texts("filters.provinces"),
            province_options(plans),
            selection_mode="multi",
            default=list(given.chosen),
            format_func=lambda option: province_label(option, plans, texts),
            key="f_provinces",
        )
        kept = st.pills(
            texts("filters.plans"),
            sorted(plans.by_id, key=lambda each: sort_key(plans.name(each))),
            selection_mode="multi",
            default=list(given.plans),
            format_func=plans.name,
            key="f_plans",
        )
        show(el("p", texts("filters.details"), cls="kh-note"))
        levels = st.pills(
            texts("filters.levels"),
            PASSAGE_LEVELS,
            selection_mode="multi",
            default=list(given.levels),
            format_func=lambda level: texts.word("levels", level),
            key="f_levels",
        )
        agency = _agency(source, texts, given.agency)
    found = Filters(tuple(chosen), old_provinces(tuple(chosen), plans), tuple(kept), tuple(levels), agency)
    state.put(tinh=found.chosen, ke_hoach=found.plans, cap=found.levels, co_quan=found.agency)
    return found


def _agency(source: Source, texts: Texts, given: str) -> str:
    names = {body["agency_id"]: str(body["canonical"]) for body in source.agencies()}
    options = sorted(names, key=lambda each: sort_key(names[each]))
    chosen = st.selectbox(
        texts("filters.agency"),
        options,
        index=options.index(given) if given in names else None,
        format_func=lambda each: names[each],
        placeholder=texts("filters.any_agency"),
        key="f_agency",
    )
    return chosen or ""
