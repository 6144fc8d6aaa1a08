"""A question as the program understands it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from search.intents import Intent
from search.language import Language


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words added for the search: what stood in the question, what was added, why, and the source of the pair.

    `kind` is "abbreviation", "colloquial", "official" or "translation"; `target` is the number of the target of the
    national plan whose wording it is, where the glossary names one.
    """

    said: str
    meant: str
    kind: str
    source: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A question, read.

    `search_text` is what the lexical legs read, `expansion_text` the words added for them; `topic_text` is the subject
    alone (what a dense encoder compares best): no question words, bodies, provinces or names of plans.
    `provinces` are the old provinces whose plans are meant, `provinces_asked` all named, with a plan or without;
    `plans_not_here` are pairs "province:kind" that were asked for and have no plan.
    `compared_intent` is what is asked of each province when the intent is "comparison", else the intent itself.
    `changes` names what was altered on the way to `normalized`: "truncated", "unicode", "tone_placement", "telex",
    "vni", "abbreviation", "diacritics", "typo", "translation".
    """

    original: str
    normalized: str
    language: Language
    changes: tuple[str, ...]
    provinces: tuple[str, ...]
    provinces_asked: tuple[str, ...]
    agencies: tuple[str, ...]
    target_codes: tuple[str, ...]
    goal_codes: tuple[str, ...]
    years: tuple[str, ...]
    periods: tuple[str, ...]
    document_numbers: tuple[str, ...]
    plan_kinds: tuple[str, ...]
    plans: tuple[str, ...]
    plans_not_here: tuple[str, ...]
    phrases: tuple[str, ...]
    roles: tuple[str, ...]
    flags: tuple[str, ...]
    intent: Intent
    compared_intent: Intent
    intent_confidence: float
    intent_margin: float
    expansions: tuple[Expansion, ...]
    search_text: str
    expansion_text: str
    topic_text: str
    asks_today: bool
    trace: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the part of the query the contract shows in an answer."""
        return {
            "normalized": self.normalized,
            "changes": list(self.changes),
            "provinces": list(self.provinces),
            "plans": list(self.plans),
            "agencies": list(self.agencies),
            "target_codes": list(self.target_codes),
            "years": list(self.years),
        }

    def explain(self) -> dict[str, Any]:
        """Return everything that was understood, for `--explain`."""
        return asdict(self)
