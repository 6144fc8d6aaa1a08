"""From a question and what was found to an answer: refuse, compose, number, check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from corpus.provinces import predecessors
from corpus.years import find_years
from search.answers.asking import Asking
from search.answers.bodies.goal_leads import goal_leads
from search.answers.bodies.portfolio import nothing_given, portfolio
from search.answers.bodies.renaming import todays_names
from search.answers.bodies.responsibility import responsibility
from search.answers.bodies.row_bodies import beside_numbers
from search.answers.cues import asks, line_of
from search.answers.documents.cited import asks_of_a_document, cited_documents
from search.answers.documents.contents import contents
from search.answers.documents.definitions import defined, definitions, stated_codes
from search.answers.documents.fact_cues import COUNTS, asked_kinds
from search.answers.documents.facts import document_fact
from search.answers.model import Answer
from search.answers.numbers.claims import claims
from search.answers.numbers.values import compared_values, indicator_values, nominal_value
from search.answers.paired import speaks_for
from search.answers.silence.abstaining import Refusal, nearness, no_match, not_stated, refusal_after, refusal_before
from search.answers.silence.lacking import lacking
from search.answers.silence.refusing import PLAINLY_NEAR, abstained, confidence, unstated_anywhere
from search.answers.splitting import not_found, split_question
from search.answers.work.deadlines import compared_times, deadlines, deadlines_by_words, phases, reports
from search.answers.work.funding import asks_of_the_plan, funding
from search.answers.work.projects import listed_projects
from search.answers.work.reporters import reporters
from search.answers.work.tasks import task_lists
from search.answers.writing.checking import problems
from search.answers.writing.condensing import condensed
from search.answers.writing.drafts import Draft, Numbered, numbered
from search.answers.writing.extractive import by_plan, extractive, nearest_of_plan, quoted
from search.answers.writing.joining import joined_sentences
from search.answers.writing.wording import merged, plan_place, table_remark

__all__ = ["Asking", "answer", "split_question"]

Composer = Callable[[Asking], "list[Draft] | Refusal"]

# What is asked for → the composers that may answer it; the first that has something to say does.
_COMPOSERS: Mapping[str, tuple[Composer, ...]] = {
    "responsibility": (reporters, goal_leads, responsibility),
    "indicator_value": (indicator_values,),
    "tasks_list": (listed_projects, task_lists),
    "agency_portfolio": (portfolio,),
    "document_fact": (document_fact,),
    "deadline_or_period": (compared_times, deadlines),
    "reporting": (compared_times, reporters, reports, deadlines),
    "funding": (reporters, funding),
    "definition": (stated_codes, definitions),
    "scope": (stated_codes, contents),
    "comparison": (lacking, compared_times, claims, compared_values, by_plan),
    "other": (stated_codes, listed_projects, nominal_value, deadlines_by_words),
}
_OF_A_BODY = frozenset({"agency_portfolio", "tasks_list", "responsibility", "other"})
_OF_NUMBERS = frozenset({"indicator_value", "other"})
_OF_REPORTS = frozenset({"reporting", "deadline_or_period"})
_OF_THE_PLAN: Mapping[str, Composer] = {"document_fact": document_fact, "deadline_or_period": phases}
_DISAGREE = ("Lưu ý: các chỗ được trích không thống nhất với nhau.", "Note: the places cited disagree.")
_UNSTATED = ("không nêu", "not stated")
_UNSTATED_NUMBER = ("có nội dung này nhưng không nêu con số", "speaks of this but states no number")
_TIMED = re.compile(r"(?<!\w)(?:ngày|tháng|quý|h[ằà]ng năm|mỗi năm|định kỳ|thường xuyên)(?!\w)", re.IGNORECASE)
# What may be answered beside a question that plans do not answer.
_PLAIN = frozenset({"responsibility", "indicator_value", "tasks_list", "deadline_or_period", "agency_portfolio"})
MAX_STATEMENTS = 12
_SEVERAL, _PER_PART = 2, 4


def answer(asking: Asking, parts: Sequence[Asking] = ()) -> Answer:
    """Return the answer to a question, or why there is none with what comes nearest.

    Six stages: refuse by the question alone, refuse by what was found, compose by intent, number the citations, check
    every word against them, put the answer together.

    Args:
        asking: the question.
        parts: its parts as questions of their own, where it has several.
    """
    refused = refusal_before(asking)
    several = _of_parts(asking, parts, refused)
    if several is not None:
        return several
    if refused is not None:
        return abstained(asking, refused)
    refused = refusal_after(asking)
    drafts = compose(asking, parts) if refused is None else _from_facts(asking) or refused
    if isinstance(drafts, Refusal):
        return abstained(asking, drafts)
    if not drafts:
        return abstained(asking, not_stated(asking))
    if not any(draft.stated for draft in drafts):
        return unstated_anywhere(asking, drafts)
    proven = checked(asking, drafts[:MAX_STATEMENTS])
    if not proven.statements:
        return abstained(asking, no_match(asking))
    return _answered(asking, proven, conflict=any(draft.conflict for draft in drafts))


def _of_parts(asking: Asking, parts: Sequence[Asking], refused: Refusal | None) -> Answer | None:
    """Return an answer to each part of a question, saying which of them no plan states; nothing where none is stated.

    Args:
        asking: the whole question.
        parts: its parts as questions of their own.
        refused: why the whole cannot be answered, where it asks for what plans do not hold as well.
    """
    if len(parts) < _SEVERAL or asking.query.intent == "comparison":
        return None
    if refused is not None and refused.reason != "not_stated":
        return None
    if _answers_all(asking, parts):
        return None
    said: list[Draft] = []
    silent = [f"{refused.sentence.rstrip('.')}."] if refused is not None else []
    for part in parts:
        drafts = _of_part(part, surely=refused is not None)
        stated = [draft for draft in drafts if draft.stated]
        joined = beside_numbers(part, said, stated[:_PER_PART])
        if joined != said:
            said = _each_once(joined)
        elif not stated and refused is None:
            silent += [f"{draft.sentence.rstrip(' .')}." for draft in drafts[:1]] or [f"{not_found(part)}."]
    proven = checked(asking, _plan_by_plan(said)[:MAX_STATEMENTS])
    if not any(statement.stated for statement in proven.statements):
        return None
    closing = list(dict.fromkeys(silent))
    return _answered(asking, proven, conflict=any(draft.conflict for draft in said), closing=closing)


def _answers_all(asking: Asking, parts: Sequence[Asking]) -> bool:
    """Return whether a question for several numbers is answered for each of them as it stands: one row may hold all."""
    if asking.query.intent not in _OF_NUMBERS or not all(part.intent in _OF_NUMBERS for part in parts):
        return False
    found = indicator_values(asking) if refusal_before(asking) is None and refusal_after(asking) is None else []
    said = [] if isinstance(found, Refusal) else [draft.sentence for draft in found if draft.stated]
    return all(any(speaks_for(part.query.normalized, sentence) for sentence in said) for part in parts)


def _of_part(part: Asking, *, surely: bool) -> list[Draft]:
    """Return what plans state of one part of a question, or that they do not; a passage near it states nothing.

    Args:
        part: the part as a question of its own.
        surely: only where the best passage is plainly near.
    """
    if refusal_before(part) is not None or refusal_after(part) is not None:
        return []
    hits = part.best(1)
    near = part.intent == "agency_portfolio" or (hits and nearness(part, hits[0]) >= PLAINLY_NEAR)
    if surely and (part.intent not in _PLAIN or not near):
        return []
    drafts = _by_composers(part)
    return [] if isinstance(drafts, Refusal) else drafts


def _plan_by_plan(drafts: Sequence[Draft]) -> list[Draft]:
    """Return drafts in the order of their plans' first ones: what one plan says of all parts stands together."""
    first = {draft.plan_id: place for place, draft in reversed(list(enumerate(drafts)))}
    return sorted(drafts, key=lambda draft: first[draft.plan_id])


def _from_facts(asking: Asking) -> list[Draft] | Refusal:
    """Return what the plans say of themselves by their own records, which no passage's nearness can overrule."""
    if asks_of_a_document(asking):
        return _by_composers(asking)
    if asking.intent == "definition":
        return defined(asking)
    if asking.intent == "scope":
        return contents(asking)
    if asking.query.intent == "comparison" and asking.intent in _OF_REPORTS:
        return compared_times(asking)
    if asking.intent == "funding" and asks_of_the_plan(asking):
        return funding(asking)
    composer = _OF_THE_PLAN.get(asking.intent)
    if composer is None or not asking.scope.is_named or asking.query.target_codes:
        return []
    drafts = composer(asking)
    return [] if isinstance(drafts, Refusal) or not any(draft.stated for draft in drafts) else drafts


def compose(asking: Asking, parts: Sequence[Asking] = ()) -> list[Draft] | Refusal:
    """Return the statements for what was asked, or why there are none.

    Args:
        asking: the question.
        parts: its parts as questions of their own, where it has several.
    """
    said: list[Draft] = []
    refused: Refusal | None = None
    for part in parts or (asking,):
        drafts = _composed(part)
        if isinstance(drafts, Refusal):
            refused = refused or drafts
        else:
            said = _each_once([*said, *drafts])
    if not said and refused is not None:
        return refused
    if asking.query.intent != "comparison":
        return said
    by_plan = {draft.plan_id: place for place, draft in reversed(list(enumerate(said)))}
    said.sort(key=lambda draft: by_plan[draft.plan_id])
    return [*said, *_silent_plans(asking, said)]


def _each_once(drafts: Sequence[Draft]) -> list[Draft]:
    """Return drafts without those that say what one before them says."""
    first: dict[str, Draft] = {}
    for draft in drafts:
        first.setdefault(draft.sentence, draft)
    return list(first.values())


def _composed(asking: Asking) -> list[Draft] | Refusal:
    found = _by_composers(asking)
    if not found and asking.query.intent == "deadline_or_period" and not asks(asking.query.normalized, "reports"):
        dated = [draft for draft in extractive(asking) if find_years(draft.sentence) or _TIMED.search(draft.sentence)]
        return dated or _target_with_years(asking) or not_stated(asking, "a time" if asking.in_english else "thời hạn")
    if found or not _names_no_body(asking):
        return found or extractive(asking)
    return not_stated(asking, "which body does it" if asking.in_english else "cơ quan nào làm")


def _target_with_years(asking: Asking) -> list[Draft]:
    """Return the target above the best passage where that is plainly near and the target's own words set a year."""
    for hit in asking.best(1):
        target = asking.store.target(hit.passage.plan_id, hit.passage.target_code or "")
        own = asking.store.own_passage(target) if target is not None else None
        position = asking.position(own) if own is not None and nearness(asking, hit) >= PLAINLY_NEAR else None
        if own is not None and position is not None and find_years(own.text):
            return [quoted(asking, asking.retriever.hit(asking.ranking, position))]
    return []


def _names_no_body(asking: Asking) -> bool:
    """Return whether a body is asked for, of a thing that one passage holds whole, and that passage names none."""
    if asking.query.intent != "responsibility" or asking.query.agencies:
        return False
    hits = asking.best(1)
    return bool(hits) and not hits[0].passage.agency_ids and asking.coverage(hits[0].position) >= PLAINLY_NEAR


def _by_composers(asking: Asking) -> list[Draft] | Refusal:
    if asks_of_a_document(asking):
        return _first_to_say((document_fact, cited_documents), asking)
    return _first_to_say(_composers(asking), asking)


def _first_to_say(composers: Sequence[Composer], asking: Asking) -> list[Draft] | Refusal:
    for composer in composers:
        drafts = composer(asking)
        if isinstance(drafts, Refusal) or drafts:
            return drafts
    return []


def _composers(asking: Asking) -> tuple[Composer, ...]:
    """Return who may answer: a question with a body and no other subject asks for what the body does."""
    if asking.asks_todays_name:
        return (todays_names, portfolio, nothing_given)
    if _counts_of_a_body(asking):
        return (portfolio, nothing_given)
    if asking.intent in _OF_A_BODY and _asks_of_a_body(asking):
        return (portfolio, nothing_given) if asking.query.agencies else (portfolio,)
    return _COMPOSERS.get(asking.intent, ())


def _counts_of_a_body(asking: Asking) -> bool:
    """Return whether what is counted is what one body is given, which the plan's own totals do not tell."""
    if asking.intent != "document_fact" or not (asking.query.agencies and asking.query.roles):
        return False
    kinds = asked_kinds(line_of(asking.query.normalized))
    return bool(kinds) and COUNTS.issuperset(kinds)


def _asks_of_a_body(asking: Asking) -> bool:
    """Return whether a question has no subject but a body; one that only plans know may look like a subject."""
    if asking.query.agencies:
        return not asking.query.topic_text.strip()
    own = line_of(asking.query.topic_text).strip()
    if not own or not asking.query.roles or asking.query.target_codes:
        return False
    found = asking.store.body_named(asking.query.normalized)
    return found is not None and set(own.split()) <= set(found.name.split())


def _silent_plans(asking: Asking, said: Sequence[Draft]) -> Iterator[Draft]:
    """Yield a statement for each plan compared that says nothing of it; of a province with two plans, one may.

    A plan whose best passage is near is not silent: that passage is quoted, unless a number was asked for.
    """
    kinds = {asking.infos[draft.plan_id].kind for draft in said}
    spoken = {draft.plan_id for draft in said}
    for plan in asking.plans:
        if plan.info.plan_id in spoken or plan.info.kind not in kinds:
            continue
        best = nearest_of_plan(asking, plan.info.plan_id) if asking.intent != "indicator_value" else None
        if best is not None:
            yield quoted(asking, best)
            continue
        words = _UNSTATED[asking.in_english]
        if asking.intent == "indicator_value" and nearest_of_plan(asking, plan.info.plan_id) is not None:
            words = _UNSTATED_NUMBER[asking.in_english]
        yield Draft(
            plan_id=plan.info.plan_id,
            province=plan.info.province,
            target_code=None,
            sentence=f"{plan_place(asking, plan.info.plan_id)}: {words}",
            evidence=(),
            stated=False,
        )


def checked(asking: Asking, drafts: Sequence[Draft]) -> Numbered:
    """Return numbered statements of which every one is proven; what is not becomes a plain quotation."""
    for _ in range(2):
        result = _numbered(asking, drafts)
        citations = {citation.label: citation for citation in result.citations}
        failed = {
            index
            for index, (draft, statement) in enumerate(zip(drafts, result.statements, strict=True))
            if any(problems(statement, draft.sentence, citations, asking.store.documents))
        }
        if not failed:
            return result
        drafts = [_plain(asking, draft) if index in failed else draft for index, draft in enumerate(drafts)]
    return _numbered(asking, [draft for index, draft in enumerate(drafts) if index not in failed])


def _numbered(asking: Asking, drafts: Sequence[Draft]) -> Numbered:
    return numbered(drafts, asking.infos, asking.store.documents, asking.public_url)


def _plain(asking: Asking, draft: Draft) -> Draft:
    position = asking.position(draft.evidence[0].passage) if draft.evidence else None
    return draft if position is None else quoted(asking, asking.retriever.hit(asking.ranking, position))


def _answered(asking: Asking, proven: Numbered, *, conflict: bool, closing: Sequence[str] = ()) -> Answer:
    said = [sentence for sentence in proven.sentences if sentence]
    remarks = [*closing, *([_DISAGREE[asking.in_english]] if conflict else [])]
    sentences = (*said, *remarks, *_of_today(asking, proven))
    silent = [
        said for said, each in zip(proven.sentences, proven.statements, strict=True) if not each.citations and said
    ]
    short = condensed(asking, proven) if asking.brief else ()
    join = partial(joined_sentences, brief=asking.brief, kept=[*silent, *remarks], condensed=short)
    # What a brief text leaves out needs no remark on its names.
    shown = join(sentences).split(". ") if asking.brief else said
    sentences = (*sentences, *table_remark(proven.statements, shown, in_english=asking.in_english))
    return Answer(
        question=asking.question,
        status="answered",
        reason=None,
        intent=asking.query.intent,
        confidence=confidence(asking),
        language=asking.query.language,
        query=asking.query.to_json(),
        answer=join(sentences),
        sentences=sentences,
        statements=proven.statements,
        citations=proven.citations,
        conflict=conflict,
        as_of=asking.as_of.isoformat(),
    )


def _of_today(asking: Asking, proven: Numbered) -> Iterator[str]:
    """Yield, where today's province was asked for and an older one's plan answers, a sentence that says so."""
    spoken = {statement.province for statement in proven.statements if statement.province}
    for asked in asking.query.provinces_asked:
        members = [member.province_id for member in predecessors(asked)]
        older = [each for each in members if each in spoken and (each != asked or asking.query.asks_today)]
        # Who names the old provinces themselves asks for them, not for today's.
        named = set(older) & (set(asking.query.provinces_asked) - {asked})
        if older and len(members) > 1 and not named:
            yield merged(asked, members, older, in_english=asking.in_english)
