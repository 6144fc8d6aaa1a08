"""Which targets of a plan are about a subject: those whose own words, or whose goal's heading, speak of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Indicator, Plan, Project, Target
from index.text import tokens
from search.answers.asking import Asking
from search.records_store import Record

# "Bình đẳng về giới" speaks of "bình đẳng giới": so many other syllables may stand between those of the subject.
_BETWEEN = 3
# A subject of more syllables names one task and not what targets are about.
_MOST_SYLLABLES = 6
_FEW_TARGETS = 2


def speaks_of(asking: Asking, record: Record) -> bool:
    """Return whether a record's own words hold the whole subject of the question in one place."""
    words = _syllables(asking, record)
    return any(_stand_together(wanted, words) for wanted in _subjects(asking))


def holds_subject(asking: Asking, record: Record) -> bool:
    """Return whether a record's own words hold the whole subject anywhere; its headings do not count."""
    words = frozenset(_syllables(asking, record))
    return any(wanted <= words for wanted in _subjects(asking))


def targets_on(asking: Asking, plan: Plan, goal_code: str) -> list[Target]:
    """Return the targets of a plan that are about the subject, in its order; none where fewer than two are.

    Where the heading of the goal in question speaks of the subject, these are all its targets and no others.

    Args:
        asking: the question.
        plan: a plan.
        goal_code: of the goal under which the target stands that answers best.
    """
    if not any(_subjects(asking)):
        return []
    own = [target for target in plan.targets if target.level == "target"]
    goal = asking.store.goal(plan.info.plan_id, goal_code)
    if goal is not None and speaks_of(asking, goal):
        found = [target for target in own if target.goal == goal_code]
    else:
        found = [target for target in own if speaks_of(asking, target)]
    return found if len(found) >= _FEW_TARGETS else []


def _subjects(asking: Asking) -> Iterator[frozenset[str]]:
    """Yield the syllables of the subject, then those of what its words mean (glossary)."""
    subject = frozenset(token for token in asking.ranking.terms.subject if "_" not in token)
    if not 1 < len(subject) <= _MOST_SYLLABLES:
        return
    yield subject
    for item in asking.query.expansions:
        said = frozenset(tokens(item.said))
        if said & subject:
            yield (subject - said) | {token for token in tokens(item.meant) if "_" not in token}


def _syllables(asking: Asking, record: Record) -> tuple[str, ...]:
    text = record.name if isinstance(record, Indicator | Project) else record.text
    key = ("syllables", f"{record.plan_id} {type(record).__name__} {record.span.start} {record.span.end}")
    return asking.store.once(key, lambda: tuple(token for token in tokens(text) if "_" not in token))


def _stand_together(wanted: frozenset[str], words: Sequence[str]) -> bool:
    """Return whether all wanted syllables stand among so few others that they say one thing."""
    if not wanted.issubset(words):
        return False
    room = len(wanted) + _BETWEEN
    places = [(at, word) for at, word in enumerate(words) if word in wanted]
    return any(
        {word for place, word in places[first:] if place < start + room} == wanted
        for first, (start, _) in enumerate(places)
    )
