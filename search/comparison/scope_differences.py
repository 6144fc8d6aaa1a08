"""Phrases that stand in one plan's target and in others' not; wording, spelling and OCR noise are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.quantities import find_quantities
from search.comparison.model import Difference, Member, Quote
from search.comparison.national import without_names
from search.comparison.wording import only_in, says, says_alike

_SAME_PHRASE = 0.6
# How far behind a rate stands what it is counted on ("45/100.000 trẻ đẻ sống").
_BASE = 16


@dataclass
class _Said:
    """A phrase, by the plans that say it (each in its words) and those that do not."""

    phrases: dict[str, str] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)


def scope_differences(members: Mapping[str, Sequence[Member]], names: Mapping[str, str]) -> list[Difference]:
    """Return one difference for each phrase that some plans have in the target and others have not.

    Args:
        members: plan → its targets in the row.
        names: plan → name for the reader.
    """
    texts = {
        plan_id: " ".join(without_names(member.text) for member in found) for plan_id, found in members.items() if found
    }
    groups: list[_Said] = []
    for plan_id, phrase, lacking in _phrases(texts):
        group = next((g for g in groups if _same(phrase, plan_id, lacking, g, texts)), None)
        if group is None:
            groups.append(group := _Said())
        group.phrases.setdefault(plan_id, phrase)
        group.lacking |= lacking
    return [_difference(group, texts, members, names) for group in groups]


def _phrases(texts: Mapping[str, str]) -> Iterator[tuple[str, str, set[str]]]:
    """Yield each plan's phrases that others lack, overlapping ones as the longest; numbers are told elsewhere."""
    for plan_id, text in texts.items():
        spans: list[tuple[int, int, set[str]]] = []
        for other, other_text in texts.items():
            if other == plan_id:
                continue
            for phrase in only_in(text, other_text):
                spans.append((phrase.start, phrase.end, {other}))
        numbers = [(q.start, q.end + _BASE * q.unit.startswith("/")) for q in find_quantities(text) if q.unit != "tuổi"]
        for start, end, lacking in _united(spans):
            if all(last <= start or end <= first for first, last in numbers):
                yield plan_id, " ".join(text[start:end].split()), lacking


def _united(spans: Sequence[tuple[int, int, set[str]]]) -> list[tuple[int, int, set[str]]]:
    result: list[tuple[int, int, set[str]]] = []
    for start, end, lacking in sorted(spans, key=lambda span: (span[0], -span[1])):
        if result and start < result[-1][1]:
            last = result[-1]
            result[-1] = (last[0], max(last[1], end), last[2] | lacking)
        else:
            result.append((start, end, set(lacking)))
    return result


def _same(phrase: str, plan_id: str, lacking: set[str], group: _Said, texts: Mapping[str, str]) -> bool:
    """Whether another plan's phrase says this too: much the same words, and lacking where this is lacking."""
    if plan_id in group.lacking or lacking & group.phrases.keys():
        return False
    first = next(iter(group.phrases.values()))
    if any(says(texts[other], first) for other in lacking - group.lacking):
        return False
    return any(max(says_alike(phrase, other)) >= _SAME_PHRASE for other in group.phrases.values())


def _difference(
    group: _Said, texts: Mapping[str, str], members: Mapping[str, Sequence[Member]], names: Mapping[str, str]
) -> Difference:
    first = next(iter(group.phrases.values()))
    having = [p for p, text in texts.items() if p in group.phrases or (p not in group.lacking and says(text, first))]
    lacking = [plan_id for plan_id in texts if plan_id not in having]
    return Difference(
        kind="scope",
        text=(
            f"“{first}”: có ở {', '.join(names[plan_id] for plan_id in having)}; "
            f"không có ở {', '.join(names[plan_id] for plan_id in lacking)}."
        ),
        plans=dict(group.phrases),
        quotes={
            plan_id: tuple(Quote(member.text, member.lines, member.code) for member in members[plan_id])
            for plan_id in texts
        },
        without=tuple(lacking),
    )
