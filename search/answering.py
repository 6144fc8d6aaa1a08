"""From a question and what was found to an answer: refuse, compose, number, check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.provinces import predecessors
from search.answers.abstaining import Refusal, refusal_after, refusal_before
from search.answers.asking import Asking
from search.answers.checking import problems
from search.answers.claims import claims
from search.answers.deadlines import deadlines, deadlines_by_words, phases, reports
from search.answers.definitions import definitions
from search.answers.drafts import Draft, Numbered, numbered
from search.answers.extractive import extractive, quoted
from search.answers.facts import document_fact
from search.answers.funding import funding
from search.answers.joining import joined_sentences
from search.answers.model import Answer
from search.answers.portfolio import portfolio
from search.answers.projects import listed_projects
from search.answers.reporters import reporters
from search.answers.responsibility import responsibility
from search.answers.splitting import split_question
from search.answers.tasks import task_lists
from search.answers.values import indicator_values, nominal_value
from search.answers.wording import merged, place
from search.citing import Citation, cite

__all__ = ["Asking", "answer", "split_question"]

Composer = Callable[[Asking], "list[Draft] | Refusal"]

# What is asked for → the composers that may answer it; the first that has something to say does.
_COMPOSERS: Mapping[str, tuple[Composer, ...]] = {
    "responsibility": (reporters, responsibility),
    "indicator_value": (indicator_values,),
    "tasks_list": (listed_projects, task_lists),
    "agency_portfolio": (portfolio,),
    "document_fact": (document_fact,),
    "deadline_or_period": (deadlines,),
    "reporting": (reporters, reports, deadlines),
    "funding": (reporters, funding),
    "definition": (definitions,),
    "scope": (definitions,),
    "comparison": (claims,),
    "other": (listed_projects, nominal_value, deadlines_by_words),
}
_OF_A_BODY = frozenset({"agency_portfolio", "tasks_list", "responsibility", "other"})
_OF_THE_PLAN: Mapping[str, Composer] = {"document_fact": document_fact, "deadline_or_period": phases}
_DISAGREE = ("Lưu ý: các chỗ được trích không thống nhất với nhau.", "Note: the places cited disagree.")
_NEAREST = 3
MAX_STATEMENTS = 12


def answer(asking: Asking, parts: Sequence[Asking] = ()) -> Answer:
    """Return the answer to a question, or why there is none with what comes nearest.

    Six stages: refuse by the question alone, refuse by what was found, compose by intent, number the citations, check
    every word against them, put the answer together.

    Args:
        asking: the question.
        parts: its parts as questions of their own, where it has several.
    """
    refused = refusal_before(asking)
    if refused is not None:
        return abstained(asking, refused)
    refused = refusal_after(asking)
    drafts = compose(asking, parts) if refused is None else _from_facts(asking) or refused
    if isinstance(drafts, Refusal):
        return abstained(asking, drafts)
    if not any(draft.stated for draft in drafts):
        return _unstated(asking, drafts)
    proven = checked(asking, drafts[:MAX_STATEMENTS])
    if not proven.statements:
        return abstained(asking, Refusal("no_match", ""))
    return _answered(asking, proven, conflict=any(draft.conflict for draft in drafts))


def _from_facts(asking: Asking) -> list[Draft]:
    """Return what a named plan says of itself by its own records, which no passage's nearness can overrule."""
    composer = _OF_THE_PLAN.get(asking.intent)
    if composer is None or not asking.scope.is_named:
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
    for part in parts or (asking,):
        drafts = _composed(part)
        if not isinstance(drafts, Refusal):
            said += [draft for draft in drafts if draft not in said]
        elif not parts:
            return drafts
    if asking.query.intent != "comparison":
        return said
    by_plan = {draft.plan_id: place for place, draft in reversed(list(enumerate(said)))}
    said.sort(key=lambda draft: by_plan[draft.plan_id])
    return [*said, *_silent_plans(asking, said)]


def _composed(asking: Asking) -> list[Draft] | Refusal:
    for composer in _composers(asking):
        drafts = composer(asking)
        if isinstance(drafts, Refusal) or drafts:
            return drafts
    return extractive(asking)


def _composers(asking: Asking) -> tuple[Composer, ...]:
    """Return who may answer: a question with a body and no other subject asks for what the body does."""
    if asking.query.agencies and not asking.query.topic_text.strip() and asking.intent in _OF_A_BODY:
        return (portfolio,)
    return _COMPOSERS.get(asking.intent, ())


def _silent_plans(asking: Asking, said: Sequence[Draft]) -> Iterator[Draft]:
    """Yield a statement for each plan compared that says nothing of it; of a province with two plans, one may."""
    kinds = {asking.infos[draft.plan_id].kind for draft in said}
    spoken = {draft.plan_id for draft in said}
    for plan in asking.plans:
        if plan.info.plan_id in spoken or plan.info.kind not in kinds:
            continue
        words = "not stated" if asking.in_english else "không nêu"
        yield Draft(
            plan_id=plan.info.plan_id,
            province=plan.info.province,
            target_code=None,
            sentence=f"{place(asking, plan.info.plan_id)}: {words}",
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


def _answered(asking: Asking, proven: Numbered, *, conflict: bool) -> Answer:
    said = [sentence for sentence in proven.sentences if sentence]
    sentences = (*said, *([_DISAGREE[asking.in_english]] if conflict else []), *_of_today(asking, proven))
    return Answer(
        question=asking.question,
        status="answered",
        reason=None,
        intent=asking.query.intent,
        confidence=_confidence(asking),
        language=asking.query.language,
        query=asking.query.to_json(),
        answer=joined_sentences(sentences, brief=asking.brief),
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
        if older and len(members) > 1:
            yield merged(asked, members, older, in_english=asking.in_english)


def _confidence(asking: Asking) -> float:
    """Return how sure the answer is: how near the best passage is and how much of the subject it holds."""
    hits = asking.best(1)
    if not hits:
        return 0.0
    dense = float(asking.ranking.raw["dense"][hits[0].position])
    near = min(1.0, max(0.0, (dense - 0.75) / 0.15))
    return 0.5 * near + 0.5 * asking.coverage(hits[0].position)


def _unstated(asking: Asking, drafts: Sequence[Draft]) -> Answer:
    """Return that no plan states it, with the places that show the gap first among the nearest."""
    said = ". ".join(dict.fromkeys(draft.sentence.rstrip(" .") for draft in drafts))
    shown = [
        cite(
            piece.passage,
            asking.infos[piece.passage.plan_id],
            asking.store.documents[piece.passage.plan_id],
            span=piece.span,
            public_url=asking.public_url,
        )
        for draft in drafts
        for piece in draft.evidence
    ]
    refused = abstained(asking, Refusal("not_stated", said))
    return replace(refused, nearest=(*shown, *refused.nearest)[:_NEAREST])


def abstained(asking: Asking, refusal: Refusal) -> Answer:
    """Return an answer that says why there is none, with the nearest passages."""
    hits = asking.retriever.hits(asking.ranking, _NEAREST) if refusal.reason != "out_of_scope" else []
    nearest: list[Citation] = [
        cite(
            hit.passage,
            asking.infos[hit.passage.plan_id],
            asking.store.documents[hit.passage.plan_id],
            public_url=asking.public_url,
            score=hit.score(),
        )
        for hit in hits
    ]
    return Answer(
        question=asking.question,
        status="abstained",
        reason=refusal.reason,
        intent=asking.query.intent,
        confidence=_confidence(asking),
        language=asking.query.language,
        query=asking.query.to_json(),
        answer=f"{refusal.sentence.rstrip('.')}.",
        nearest=tuple(nearest),
        suggestions=_suggestions(asking),
        as_of=asking.as_of.isoformat(),
    )


def _suggestions(asking: Asking) -> tuple[str, ...]:
    """Return what else can be asked: questions on the nearest targets."""
    seen: dict[str, None] = {}
    for hit in asking.best(_NEAREST):
        target = asking.store.target(hit.passage.plan_id, hit.passage.target_code or "")
        if target is None or asking.query.flags:
            continue
        name = asking.province_name(hit.passage.plan_id)
        if asking.in_english:
            seen[f"Who leads target {target.code} of {name}?"] = None
        else:
            seen[f"Ai chủ trì mục tiêu {target.code} của {name}?"] = None
    return tuple(seen)
