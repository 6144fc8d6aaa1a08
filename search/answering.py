"""From a question and what was found to an answer: refuse, compose, number, check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.provinces import predecessors
from corpus.records import Passage, Target
from search.answers.abstaining import Refusal, nearness, refusal_after, refusal_before
from search.answers.asking import Asking
from search.answers.checking import problems
from search.answers.claims import claims
from search.answers.cues import line_of
from search.answers.deadlines import deadlines, deadlines_by_words, phases, reports
from search.answers.definitions import definitions, stated_codes
from search.answers.drafts import Draft, Numbered, numbered
from search.answers.excerpts import record_words
from search.answers.extractive import by_plan, extractive, nearest_of_plan, quoted
from search.answers.facts import document_fact
from search.answers.funding import funding
from search.answers.goal_leads import goal_leads
from search.answers.joining import joined_sentences
from search.answers.model import Answer
from search.answers.neutral import neutral
from search.answers.portfolio import nothing_given, portfolio
from search.answers.projects import listed_projects
from search.answers.renaming import todays_names
from search.answers.reporters import reporters
from search.answers.responsibility import responsibility
from search.answers.splitting import split_question
from search.answers.tasks import task_lists
from search.answers.values import compared_values, indicator_values, nominal_value
from search.answers.wording import merged, place, table_remark
from search.citing import Citation, cite, shorten
from search.retrieval import Hit

__all__ = ["Asking", "answer", "split_question"]

Composer = Callable[[Asking], "list[Draft] | Refusal"]

# What is asked for → the composers that may answer it; the first that has something to say does.
_COMPOSERS: Mapping[str, tuple[Composer, ...]] = {
    "responsibility": (reporters, goal_leads, responsibility),
    "indicator_value": (indicator_values,),
    "tasks_list": (listed_projects, task_lists),
    "agency_portfolio": (portfolio,),
    "document_fact": (document_fact,),
    "deadline_or_period": (deadlines,),
    "reporting": (reporters, reports, deadlines),
    "funding": (reporters, funding),
    "definition": (stated_codes, definitions),
    "scope": (stated_codes, definitions),
    "comparison": (claims, compared_values, by_plan),
    "other": (stated_codes, listed_projects, nominal_value, deadlines_by_words),
}
_OF_A_BODY = frozenset({"agency_portfolio", "tasks_list", "responsibility", "other"})
_OF_THE_PLAN: Mapping[str, Composer] = {"document_fact": document_fact, "deadline_or_period": phases}
_DISAGREE = ("Lưu ý: các chỗ được trích không thống nhất với nhau.", "Note: the places cited disagree.")
_UNSTATED = ("không nêu", "not stated")
_UNSTATED_NUMBER = ("có nội dung này nhưng không nêu con số", "speaks of this but states no number")
_NEAREST = 3
# What may be answered beside a question that plans do not answer.
_PLAIN = frozenset({"responsibility", "indicator_value", "tasks_list", "deadline_or_period", "agency_portfolio"})
MAX_STATEMENTS = 12
_SHOWN_WORDS = 140
_PLAINLY_NEAR = 0.6


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
        return _partly(asking, parts, refused) or abstained(asking, refused)
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


def _partly(asking: Asking, parts: Sequence[Asking], refused: Refusal) -> Answer | None:
    """Return an answer to what plans do hold of a question that also asks for what they do not, saying the latter."""
    if refused.reason != "not_stated":
        return None
    for part in parts:
        if part.intent not in _PLAIN or refusal_before(part) is not None or refusal_after(part) is not None:
            continue
        hits = part.best(1)
        drafts = _composed(part) if hits and nearness(part, hits[0]) >= _PLAINLY_NEAR else []
        proven = Numbered((), (), ()) if isinstance(drafts, Refusal) else checked(part, drafts[:MAX_STATEMENTS])
        if any(statement.stated for statement in proven.statements) and not isinstance(drafts, Refusal):
            said = _answered(part, proven, conflict=any(draft.conflict for draft in drafts))
            sentences = (*said.sentences, f"{refused.sentence.rstrip('.')}.")
            text = joined_sentences(sentences, brief=asking.brief)
            query = asking.query.to_json()
            return replace(said, question=asking.question, sentences=sentences, answer=text, query=query)
    return None


def _from_facts(asking: Asking) -> list[Draft]:
    """Return what a named plan says of itself by its own records, which no passage's nearness can overrule."""
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
    for part in parts or (asking,):
        drafts = _composed(part)
        if not isinstance(drafts, Refusal):
            said = _each_once([*said, *drafts])
        elif not parts:
            return drafts
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
    for composer in _composers(asking):
        drafts = composer(asking)
        if isinstance(drafts, Refusal) or drafts:
            return drafts
    return extractive(asking)


def _composers(asking: Asking) -> tuple[Composer, ...]:
    """Return who may answer: a question with a body and no other subject asks for what the body does."""
    if asking.asks_todays_name:
        return (todays_names, portfolio, nothing_given)
    if asking.intent in _OF_A_BODY and _asks_of_a_body(asking):
        return (portfolio, nothing_given) if asking.query.agencies else (portfolio,)
    return _COMPOSERS.get(asking.intent, ())


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
    sentences = (
        *said,
        *([_DISAGREE[asking.in_english]] if conflict else []),
        *_of_today(asking, proven),
        *table_remark(proven.statements, said, in_english=asking.in_english),
    )
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
        # Who names the old provinces themselves asks for them, not for today's.
        named = set(older) & (set(asking.query.provinces_asked) - {asked})
        if older and len(members) > 1 and not named:
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
    spoken = _target_that_speaks(asking, refusal, hits)
    own = asking.store.own_passage(spoken) if spoken is not None else None
    shown = [hit.passage for hit in hits]
    return Answer(
        question=asking.question,
        status="abstained",
        reason=refusal.reason,
        intent=asking.query.intent,
        confidence=_confidence(asking),
        language=asking.query.language,
        query=asking.query.to_json(),
        answer=" ".join([f"{refusal.sentence.rstrip('.')}.", *_what_there_is(asking, spoken)]),
        nearest=tuple(_nearest(asking, passage) for passage in _distinct([own, *shown])[:_NEAREST]),
        suggestions=_suggestions(asking),
        as_of=asking.as_of.isoformat(),
    )


def _distinct(passages: Sequence[Passage | None]) -> list[Passage]:
    return list({passage.passage_id: passage for passage in passages if passage is not None}.values())


def _nearest(asking: Asking, passage: Passage) -> Citation:
    info, document = asking.infos[passage.plan_id], asking.store.documents[passage.plan_id]
    return cite(passage, info, document, public_url=asking.public_url, score=asking.scores(passage))


def _target_that_speaks(asking: Asking, refusal: Refusal, hits: Sequence[Hit]) -> Target | None:
    """Return the target that speaks of the subject without stating what was asked."""
    named = asking.of_codes if asking.query.target_codes else []
    near = [hit for hit in hits[:1] if nearness(asking, hit) >= _PLAINLY_NEAR]
    if refusal.reason != "not_stated" or not (named or near):
        return None
    passage = (named or near)[0].passage
    return asking.store.target(passage.plan_id, passage.target_code or "")


def _what_there_is(asking: Asking, target: Target | None) -> Iterator[str]:
    """Yield a sentence on what a plan does say where it does not state what was asked."""
    if target is None:
        return
    about = place(asking, target.plan_id, target.full_code)
    words = neutral(shorten(record_words(asking, target), _SHOWN_WORDS).rstrip(" .;:"))
    yield f"{'What there is' if asking.in_english else 'Nội dung gần nhất'}: {about}: «{words}»."


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
