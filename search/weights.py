"""How much each part of a search counts: the one place with numbers, so that they can be tuned and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# By what is asked for: the levels of passage that usually state it.
_LEVELS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "responsibility": MappingProxyType({"task": 0.04, "target": 0.02}),
        "tasks_list": MappingProxyType({"task": 0.05, "target": 0.03, "goal": 0.03}),
        "agency_portfolio": MappingProxyType({"task": 0.06, "target": 0.06}),
        "indicator_value": MappingProxyType({"indicator": 0.06, "target": 0.04}),
        "definition": MappingProxyType({"definition": 0.12}),
        "document_fact": MappingProxyType({"section": 0.10}),
        "reporting": MappingProxyType({"section": 0.10}),
        "funding": MappingProxyType({"section": 0.10}),
        "scope": MappingProxyType({"section": 0.08}),
        "deadline_or_period": MappingProxyType({"section": 0.03, "task": 0.02}),
    }
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of a search; boosts are added to a fused score between 0 and 1.

    Attributes:
        dense: share of the dense leg in the fused score; the lexical leg has the rest.
        folded: share of the folded view in the lexical leg when the question came without marks.
        subject: how much a word of the subject counts.
        asking: how much a word counts that only asks, or names a plan or body.
        expansion: how much a word counts that was not asked but is close in meaning (glossary).
        translation: how much a word counts that was not typed but is what was typed (translation, full name).
        lead_agency: the passage's body in charge is the one asked about.
        portfolio: the same, when what a body does is asked.
        named_agency: the passage names the body asked about.
        lead_target: a task of the target, which names no body itself, is led by the one asked about.
        asked_level: the question names this level of passage ("dự án", "mục tiêu").
        quantity: the passage states a quantity of the kind asked for.
        topic: the passage belongs to the target of which the glossary knows a word that was used.
        target_code: the passage belongs to the target whose number was asked.
        plan_kind: the passage's plan is of the kind named ("tăng trưởng xanh").
        fact: the passage states a fact of the kind asked for (a count, a deadline, a number).
        levels: by intent, what a level of passage gains.
        per_target: how many passages of one target stand before others have had their turn.
        crowding: what a passage loses for each earlier one of its plan, when no province or plan is named.
        one_word: below this many words a passage must hold one of them.
    """

    dense: float = 0.5
    folded: float = 0.5
    subject: float = 1.0
    asking: float = 0.5
    expansion: float = 0.75
    translation: float = 1.0
    lead_agency: float = 0.2
    portfolio: float = 0.4
    named_agency: float = 0.06
    lead_target: float = 0.15
    asked_level: float = 0.12
    quantity: float = 0.08
    topic: float = 0.03
    target_code: float = 0.5
    plan_kind: float = 0.10
    fact: float = 0.1
    levels: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: _LEVELS)
    per_target: int = 3
    crowding: float = 0.02
    one_word: int = 2
