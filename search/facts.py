"""What the plans say about themselves, found once per generation: which passages state a kind of fact."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.passages import StoredPassages
from search.records_store import RecordsStore
from search.retrieval import Mask

# What is asked for → the kinds of fact that state it (see `corpus.facts.Fact`).
_KINDS: Mapping[str, frozenset[str]] = {
    "document_fact": frozenset(
        {"number", "date", "signer", "issuer", "legal_basis", "declared_count", "listed_count", "effective", "period"}
    ),
    "reporting": frozenset({"report_deadline", "review"}),
    "deadline_or_period": frozenset({"report_deadline", "review", "period", "effective"}),
    "funding": frozenset({"funding"}),
}


def fact_passages(store: RecordsStore, passages: StoredPassages) -> Mapping[str, Mask]:
    """Return, by intent, which passages state a fact of the kinds asked for."""
    masks = {intent: np.zeros(len(passages), np.bool_) for intent in _KINDS}
    for plan_id in store.plans:
        for fact in store.facts(plan_id):
            # A count of one goal's targets answers no question about the plan as a whole.
            passage = None if ":" in fact.name else store.passage_at(plan_id, fact.span)
            position = passages.position(passage.passage_id) if passage is not None else None
            if position is None:
                continue
            for intent, kinds in _KINDS.items():
                masks[intent][position] |= fact.kind in kinds
    return masks
