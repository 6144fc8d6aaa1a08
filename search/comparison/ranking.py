"""Which targets a topic in words means, by the search that answers questions: typed as people type, or in English."""

from __future__ import annotations

from search.answers.asking import Asking
from search.answers.silence.abstaining import LEAST_NEARNESS, STRANGE, nearness, strangeness
from search.comparison.topics import Ranked

_LEVELS = frozenset({"target", "task", "indicator"})
_OF_DOCUMENTS = frozenset({"reporting", "document_fact", "deadline_or_period"})
_HITS, _JUDGED = 80, 5


def ranked_targets(asking: Asking) -> Ranked:
    """Return the targets that speak of a topic, best first; none where no plan speaks of it.

    What counts as speaking of it is what counts when a question is answered.

    Args:
        asking: the topic, looked up in the plans that are compared.
    """
    hits = [hit for hit in asking.retriever.hits(asking.ranking, _HITS) if hit.passage.level in _LEVELS]
    strange = STRANGE * strangeness(asking)
    is_of_documents = asking.intent in _OF_DOCUMENTS
    if max((nearness(asking, hit) for hit in hits[:_JUDGED]), default=0.0) - strange < LEAST_NEARNESS:
        # What the glossary makes of some words of a foreign topic is not the topic.
        return Ranked("" if asking.in_english and not is_of_documents else asking.query.normalized, (), is_of_documents)
    said = (asking.in_english and asking.query.expansion_text) or asking.query.normalized
    found: dict[tuple[str, str], float] = {}
    for hit in hits:
        if hit.passage.target_code is not None:
            place = hit.passage.plan_id, hit.passage.target_code
            found[place] = max(hit.final, found.get(place, 0.0))
    best = sorted(found.items(), key=lambda one: -one[1])
    return Ranked(said, tuple((plan_id, code, min(score, 1.0)) for (plan_id, code), score in best), is_of_documents)
