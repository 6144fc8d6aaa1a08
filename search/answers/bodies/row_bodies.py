"""Who answers for a number: the body in the very row of the indicator, or who leads the target that sets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.records import Indicator
from search.answers.asking import Asking
from search.answers.bodies.leads import bodies_of, evidence_of
from search.answers.cues import holds, line_of
from search.answers.numbers.named_rows import named_rows
from search.answers.numbers.value_drafts import cells_asked, of_indicator
from search.answers.work.reporters import reporter_draft
from search.answers.writing.drafts import Draft
from search.answers.writing.wording import named, today
from search.retrieval import Hit

_LOOKED_AT = 25
# A row that holds the whole subject and is found nearly as well as the best passage is the one a rate is named for.
_HELD, _NEAR_BEST = 0.95, 0.85
_SAME_SUBJECT = 0.85
_RATES = (
    "ty le",
    "ti le",
    "ty trong",
    "ti trong",
    "ty suat",
    "ty so",
    "chi so",
    "toc do",
    "rate",
    "share",
    "ratio",
    "index",
)
_LEADS = ("chu tri", "lead", "leads")
_ANSWERS_FOR = ("chiu trach nhiem", "responsible", "accountable")


def row_bodies(asking: Asking) -> list[Draft]:
    """Return who is responsible for the indicator a question names, where its table has no targets with leads.

    Args:
        asking: a question for a body.
    """
    found = named_rows(asking, asking.best(_LOOKED_AT))
    ranked = sorted(found.values(), key=lambda each: -each.closeness)
    rows = [(each.hit, each.row) for each in ranked] or _of_a_rate(asking)
    return [reporter_draft(asking, hit, row) for hit, row in rows if row.responsible and not row.target_code]


def row_values(asking: Asking, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the numbers of the rows that statements are about, for the years a question names; none without years.

    Args:
        asking: the question.
        drafts: who is responsible for an indicator, as `row_bodies` says it.
    """
    found: list[Draft] = []
    for draft in drafts if asking.query.years else ():
        passage = draft.evidence[-1].passage
        position, row = asking.position(passage), asking.store.record_of(passage)
        if position is None or not isinstance(row, Indicator) or not cells_asked(asking, row):
            continue
        value = of_indicator(asking, asking.retriever.hit(asking.ranking, position), row, ())
        if value is not None:
            found.append(value)
    return found


def asks_who_answers_for(asking: Asking) -> bool:
    """Return whether a question asks in so many words who is responsible, or asks it of a rate or an index."""
    line = line_of(asking.query.normalized)
    return names_rate(asking) or any(holds(line, word) for word in _ANSWERS_FOR)


def asks_who_leads(asking: Asking) -> bool:
    """Return whether a question asks for a lead in the very word, which no table of indicators names."""
    line = line_of(asking.query.normalized)
    return any(holds(line, word) for word in _LEADS)


def names_rate(asking: Asking) -> bool:
    """Return whether a question names a rate, a share or an index, which tables of indicators have rows for."""
    line = line_of(asking.query.normalized)
    return any(holds(line, word) for word in _RATES)


def _of_a_rate(asking: Asking) -> list[tuple[Hit, Indicator]]:
    """Return the best row of a rate that holds the whole subject of a question for a rate, none for another."""
    hits = asking.best(_LOOKED_AT) if names_rate(asking) else []
    for hit in hits:
        row = asking.store.record_of(hit.passage)
        near = hit.final >= _NEAR_BEST * hits[0].final and asking.coverage(hit.position) >= _HELD
        if near and isinstance(row, Indicator) and any(holds(line_of(row.name), word) for word in _RATES):
            return [(hit, row)]
    return []


def with_bodies(asking: Asking, drafts: Sequence[Draft]) -> list[Draft]:
    """Return numbers with who answers for the first one of each plan, where the question asks for a body as well.

    Args:
        asking: the question.
        drafts: statements of numbers.
    """
    if not asking.query.roles or asking.query.intent == "comparison":
        return list(drafts)
    return _bodied(asking, drafts)


def _bodied(asking: Asking, drafts: Sequence[Draft]) -> list[Draft]:
    told: set[str] = set()
    said: list[Draft] = []
    for draft in drafts:
        said.append(draft if draft.plan_id in told else _with_body(asking, draft))
        told.add(draft.plan_id)
    return said


def beside_numbers(asking: Asking, said: Sequence[Draft], found: Sequence[Draft]) -> list[Draft]:
    """Return what was said with who answers for its numbers: the bodies of the very records, never of another's.

    Args:
        asking: a later part of a question, which may ask for a body of the same subject.
        said: statements of the parts before it.
        found: statements of this part.
    """
    numbers = [draft for draft in said if draft.values and _is_of_subject(asking, draft)]
    if asking.intent != "responsibility" or not numbers:
        return [*said, *found]
    same = [draft for draft in found if any(_is_of_record(draft, number) for number in numbers)]
    if same:
        return [*said, *same]
    bodied = [draft for draft in _bodied(asking, numbers) if draft.agencies]
    if not bodied or asking.query.roles == ("coordinate",):
        return [*said, *found]
    by_evidence = {draft.evidence[0]: draft for draft in bodied}
    return [by_evidence.get(draft.evidence[0], draft) if draft.evidence else draft for draft in said]


def _is_of_subject(asking: Asking, draft: Draft) -> bool:
    position = asking.position(draft.evidence[0].passage) if draft.evidence else None
    return position is not None and asking.coverage(position) >= _SAME_SUBJECT


def _is_of_record(draft: Draft, number: Draft) -> bool:
    """Return whether a statement is about the target of a number, or about its very row where it has no target."""
    if (draft.plan_id, draft.target_code) != (number.plan_id, number.target_code):
        return False
    return bool(draft.target_code) or number.evidence[0].span in [each.span for each in draft.evidence]


def _with_body(asking: Asking, draft: Draft) -> Draft:
    passage = draft.evidence[0].passage
    position, row = asking.position(passage), asking.store.record_of(passage)
    if position is not None and isinstance(row, Indicator) and row.responsible and not row.target_code:
        keeper = reporter_draft(asking, asking.retriever.hit(asking.ranking, position), row)
        bodies, evidence = keeper.agencies, keeper.evidence
        does = "is responsible" if asking.in_english else "chịu trách nhiệm"
    else:
        tasks = [task for task in asking.store.tasks_of(draft.plan_id, draft.target_code or "") if task.lead]
        if not tasks:
            return draft
        best = max(tasks, key=asking.score)
        home = asking.store.passage_of(best) or passage
        bodies = bodies_of(asking, best, best.lead, "lead")
        evidence = tuple(evidence_of(home, best, with_coordinating=False))
        does = "leads" if asking.in_english else "chủ trì"
    english = asking.in_english
    succeeded = today(bodies, asking.infos[draft.plan_id].province, in_english=english)
    return replace(
        draft,
        sentence=f"{draft.sentence.rstrip(' .;')}; {named(bodies, in_english=english)} {does}",
        after=f"{draft.after} {succeeded}".strip(),
        agencies=bodies,
        evidence=(*draft.evidence, *(each for each in evidence if each not in draft.evidence)),
    )
