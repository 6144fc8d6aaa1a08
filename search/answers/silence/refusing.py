"""An answer that says why there is none, with what comes nearest and what else can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.records import Passage, Target
from search.answers.asking import Asking
from search.answers.model import Answer
from search.answers.silence.abstaining import Refusal, nearness
from search.answers.silence.reasons import HELP
from search.answers.writing.drafts import Draft
from search.answers.writing.excerpts import record_words
from search.answers.writing.neutral import neutral
from search.answers.writing.wording import place
from search.citing import Citation, cite, shorten
from search.retrieval import Hit

_NEAREST = 3
_SHOWN_WORDS = 140
PLAINLY_NEAR = 0.6
_ABOUT_NOTHING = frozenset({"small_talk", HELP})


def confidence(asking: Asking) -> float:
    """Return how sure the answer is: how near the best passage is and how much of the subject it holds."""
    hits = asking.best(1)
    if not hits:
        return 0.0
    dense = float(asking.ranking.raw["dense"][hits[0].position])
    near = min(1.0, max(0.0, (dense - 0.75) / 0.15))
    return 0.5 * near + 0.5 * asking.coverage(hits[0].position)


def unstated_anywhere(asking: Asking, drafts: Sequence[Draft]) -> Answer:
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
    passages = tuple(_distinct([piece.passage for draft in drafts for piece in draft.evidence]))
    refused = abstained(asking, Refusal("not_stated", said, shown=passages))
    return replace(refused, nearest=(*shown, *refused.nearest[len(passages) :])[:_NEAREST])


def abstained(asking: Asking, refusal: Refusal) -> Answer:
    """Return an answer that says why there is none, with the nearest passages."""
    hits = asking.retriever.hits(asking.ranking, _NEAREST) if refusal.reason != "out_of_scope" else []
    spoken = _target_that_speaks(asking, refusal, hits)
    own = asking.store.own_passage(spoken) if spoken is not None and not refusal.shown else None
    shown = [*refusal.shown, *(hit.passage for hit in hits)]
    return Answer(
        question=asking.question,
        status="abstained",
        reason=refusal.reason,
        intent=asking.query.intent,
        confidence=confidence(asking),
        language=asking.query.language,
        query=asking.query.to_json(),
        answer=" ".join([f"{refusal.sentence.rstrip('.')}.", *_what_there_is(asking, spoken)]),
        nearest=tuple(_nearest(asking, passage) for passage in _distinct([own, *shown])[:_NEAREST]),
        suggestions=_examples(asking) if refusal.reason == "out_of_scope" else _suggestions(asking),
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
    near = [hit for hit in hits[:1] if nearness(asking, hit) >= PLAINLY_NEAR]
    if refusal.reason != "not_stated" or refusal.shown or not (named or near):
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


def _examples(asking: Asking) -> tuple[str, ...]:
    """Return questions that can be asked, on the first target there is, of who asked about no plan."""
    if not _ABOUT_NOTHING.intersection(asking.query.flags):
        return _suggestions(asking)
    target = next((each for plan in asking.plans for each in plan.targets), None)
    if target is None:
        return ()
    name = asking.province_name(target.plan_id)
    if asking.in_english:
        return (f"Who leads target {target.code} of {name}?", f"What tasks does target {target.code} of {name} have?")
    return (f"Ai chủ trì mục tiêu {target.code} của {name}?", f"Mục tiêu {target.code} của {name} có nhiệm vụ gì?")


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
