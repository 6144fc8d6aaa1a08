"""By when, and in which period: reports, reviews, phases, and the time a task is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus.facts import Fact
from corpus.quantities import find_quantities
from corpus.records import Plan, Span, Task
from corpus.years import find_years
from index.text import tokens
from search.answers.asking import Asking
from search.answers.bodies.responsibility import bodies_of, evidence_of
from search.answers.cues import asks
from search.answers.silence.abstaining import Refusal, not_stated
from search.answers.work.report_duties import (
    changes_sent,
    day_of,
    days_named,
    evidence_of_heading,
    heading_of,
    said_of_report,
    with_subject,
)
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.extractive import quoted
from search.answers.writing.wording import named, place, today
from search.citing import shorten
from search.retrieval import Hit

Choice = Callable[[Asking, Sequence[Fact]], list[Fact]]
_WORDS = 380
_PER_PLAN = 3
_NEAR_BEST = 0.75
_LOOKED_AT = 12
_TIMED_LEAST = 0.8
_HELD, _LEAST_HELD, _FIRST = 0.5, 0.4, 6
_DURATIONS = frozenset({"ngày", "tháng", "năm", "giờ"})
_SEVERAL, _SUBJECT_WORDS = 4, 3
_OF_REPORTS = frozenset({"reporting", "deadline_or_period", "comparison"})
_OF_THE_PLAN = frozenset(
    tokens(
        "kế hoạch hành động nhiệm vụ mục tiêu chủ yếu chính chia theo giai đoạn thời gian thời kỳ thực hiện triển khai"
    )
)
_GATHERS = ("tổng hợp", "tham mưu")


def deadlines(asking: Asking) -> list[Draft] | Refusal:
    """Return when something is due or over which years it runs, plan by plan; nothing when no record says so."""
    text = asking.query.normalized
    if asking.query.target_codes:
        return (
            _timed(asking) or _of_targets(asking) or not_stated(asking, "a time" if asking.in_english else "thời hạn")
        )
    reporting = asks(text, "reports")
    if reporting and (asks(text, "yearly") or asks(text, "first_report")):
        return reports(asking)
    if reporting and asks(text, "days"):
        return reports(asking) or _timed(asking)
    if asks(text, "frequency") and (recurring := _recurring(asking)):
        return recurring
    # A question about one subject of the plan is answered by what stands on that subject.
    own = _timed(asking)
    if not reporting and _names_a_subject(asking):
        narrowed = _on_the_subject(asking, own)
        if asks(text, "phases"):
            return narrowed or not_stated(asking, "a time" if asking.in_english else "thời hạn")
        own = narrowed or own
    if own and (_is_of_a_task(asking) or not _speaks_of_the_plan(asking)):
        return own
    if asks(text, "phases"):
        return _of_facts(asking, _phases) or own
    if asks(text, "reviews") and not reporting:
        return _of_facts(asking, _reviews) or own
    return (reports(asking) if reporting else []) or own


def deadlines_by_words(asking: Asking) -> list[Draft] | Refusal:
    """Return deadlines for a question of no clear kind that names a time by a word ("mấy ngày", "giai đoạn nào")."""
    named = any(asks(asking.query.normalized, name) for name in ("phases", "days", "year_only"))
    return deadlines(asking) if named else []


def phases(asking: Asking) -> list[Draft]:
    """Return the phases that a plan divides its time into, where they are asked for by that word and of no subject."""
    asked = asks(asking.query.normalized, "phases") and not _names_a_subject(asking)
    return _of_facts(asking, _phases) if asked else []


def reports(asking: Asking) -> list[Draft]:
    """Return who reports to whom by when, plan by plan; of a first report, where a plan sets a day for one."""
    text = asking.query.normalized
    if asks(text, "frequency") and not asks(text, "reports"):
        return _recurring(asking)
    changes = changes_sent(asking)
    if changes:
        return changes
    dated = _of_facts(asking, _dated_reports)
    if dated:
        return dated
    first = _of_facts(asking, _first_reports) if asks(text, "first_report") else []
    return first or _of_facts(asking, _reports)


def compared_times(asking: Asking) -> list[Draft]:
    """Return when each plan is to be evaluated or reported on, where that is compared; else nothing."""
    if asking.query.intent != "comparison" or asking.intent not in _OF_REPORTS:
        return []
    if asks(asking.query.normalized, "reviews") and not asks(asking.query.normalized, "reports"):
        return _reviews_asked_for(asking)
    return reports(asking) if asks(asking.query.normalized, "reports") else []


def _reviews_asked_for(asking: Asking) -> list[Draft]:
    """Return when the plans are to be evaluated, those of the years asked for where there are any."""
    found = _of_facts(asking, _reviews)
    wanted = [draft for draft in found if any(year in draft.sentence for year in asking.query.years)]
    return wanted or found


def _speaks_of_the_plan(asking: Asking) -> bool:
    """Return whether the best passages state something of the plan as a whole: its phases, reviews or reports."""
    stating = asking.ranking.wanted.stating
    if stating is None:
        return asks(asking.query.normalized, "reports")
    phased = asks(asking.query.normalized, "phases") and not _has_own_subject(asking)
    return any(stating[hit.position] for hit in asking.best(3)) or phased


def _has_own_subject(asking: Asking) -> bool:
    """Return whether the best passage speaks of a subject that is more than the plan, its tasks and its time."""
    own = asking.ranking.terms.subject - _OF_THE_PLAN
    hits = asking.best(1)
    return len(own) >= _SEVERAL and bool(hits) and asking.coverage(hits[0].position, without=_OF_THE_PLAN) >= _HELD


def _names_a_subject(asking: Asking) -> bool:
    """Return whether a question names a subject of its own, not just the plan and its tasks."""
    own = asking.ranking.terms.subject & frozenset(tokens(asking.query.topic_text)) - _OF_THE_PLAN
    return len(own) >= _SUBJECT_WORDS


def _on_the_subject(asking: Asking, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts whose passages hold the subject, without those that hold plainly less of it than the best."""
    held = [
        max(
            (asking.coverage(position, without=_OF_THE_PLAN) for position in _positions(asking, draft)),
            default=0.0,
        )
        for draft in drafts
    ]
    least = max(_LEAST_HELD, _TIMED_LEAST * max(held, default=0.0))
    return [draft for draft, share in zip(drafts, held, strict=True) if share >= least]


def _positions(asking: Asking, draft: Draft) -> Iterator[int]:
    for piece in draft.evidence:
        position = asking.position(piece.passage)
        if position is not None:
            yield position


def _recurring(asking: Asking) -> list[Draft]:
    """Return the passages on the subject that say how often: a task's period, or words such as "định kỳ 02 năm"."""
    said = [
        hit
        for hit in asking.best(_LOOKED_AT)
        if asks(_period_or_words(asking, hit), "recurring") and asking.coverage(hit.position) >= _HELD
    ]
    most = max((asking.coverage(hit.position) for hit in said), default=0.0)
    best = [hit for hit in said if asking.coverage(hit.position) >= _TIMED_LEAST * most]
    return [_with_time(asking, hit) or quoted(asking, hit) for hit in best[:_PER_PLAN]]


def _period_or_words(asking: Asking, hit: Hit) -> str:
    record = asking.store.record_of(hit.passage)
    return f"{record.period} {record.text}" if isinstance(record, Task) and record.period else hit.passage.text


def _is_of_a_task(asking: Asking) -> bool:
    """Return whether one of the best passages is a task with a period of its own that holds the subject."""
    return any(_has_period(asking, hit) and asking.coverage(hit.position) >= _HELD for hit in asking.best(_FIRST))


def _has_period(asking: Asking, hit: Hit) -> bool:
    record = asking.store.record_of(hit.passage)
    return isinstance(record, Task) and bool(record.period)


def _of_facts(asking: Asking, choose: Choice) -> list[Draft]:
    kinds = asking.query.plan_kinds
    drafts = [
        draft
        for plan in asking.plans
        if not kinds or plan.info.kind in kinds
        for draft in _drafts(asking, plan, choose(asking, asking.store.facts(plan.info.plan_id)))
    ]
    best: dict[str, float] = {}
    for draft in drafts:
        best[draft.plan_id] = max(best.get(draft.plan_id, 0.0), draft.score.get("final", 0.0))
    return sorted(drafts, key=lambda draft: -best[draft.plan_id])


def _phases(asking: Asking, facts: Sequence[Fact]) -> list[Fact]:
    """Return the headings that divide the plan's time; with fewer than two, the period of its title."""
    headings = [fact for fact in facts if fact.kind == "period" and fact.name == "heading"]
    return headings if len(headings) > 1 else [fact for fact in facts if fact.kind == "period"][:1]


def _reviews(asking: Asking, facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.kind == "review"]


def _reports(asking: Asking, facts: Sequence[Fact]) -> list[Fact]:
    """Return the deadlines of reports, the one whose words are the nearest to the question first."""
    found = [fact for fact in facts if fact.kind == "report_deadline"]
    same = [fact for fact in found if fact.name == "yearly"] or found
    return sorted(same, key=lambda fact: -_fit(asking, fact))[:_PER_PLAN]


def _first_reports(asking: Asking, facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.kind == "report_deadline" and fact.name == "once"]


def _dated_reports(asking: Asking, facts: Sequence[Fact]) -> list[Fact]:
    """Return the deadlines of reports on a day, or of a single year, that the question names."""
    found = [fact for fact in facts if fact.kind == "report_deadline"]
    days = days_named(asking.query.normalized)
    if days:
        return [fact for fact in found if day_of(fact.value) in days]
    years = set(asking.query.years)
    return [fact for fact in found if fact.name == "once" and fact.value.rpartition("/")[2] in years]


def _fit(asking: Asking, fact: Fact) -> float:
    """Return how well a duty to report fits: the question's words it holds, its passage, and which step it is."""
    wanted = set(asking.ranking.terms.words)
    weights = asking.weights(wanted)
    share = sum(weights[word] for word in wanted & set(tokens(fact.text))) / (sum(weights.values()) or 1.0)
    gathers = any(word in fact.text.lower() for word in _GATHERS)
    passage = asking.store.passage_at(fact.plan_id, fact.span)
    found = asking.score_of(passage) if passage is not None else 0.0
    return share + 0.5 * found + 0.25 * (gathers == asks(asking.query.normalized, "gathers"))


def _drafts(asking: Asking, plan: Plan, facts: Sequence[Fact]) -> Iterator[Draft]:
    """Yield a draft for each place; deadlines of one duty that differ contradict each other."""
    plan_id = plan.info.plan_id
    disputed = _disputed(facts)
    said: set[Span] = set()
    for fact in facts:
        passage = asking.store.passage_at(plan_id, fact.span)
        if passage is None or fact.span in said:
            continue
        said.add(fact.span)
        span = with_subject(asking, fact) if fact.kind == "report_deadline" else fact.span
        words = said_of_report(asking, fact, span)
        above = heading_of(asking, fact) if fact.kind == "report_deadline" else None
        if above is not None:
            words = f"{shorten(above.text, _WORDS // 3)} {words}"
        yield Draft(
            plan_id=plan_id,
            province=plan.info.province,
            target_code=None,
            sentence=f"{place(asking, plan_id)}: {words}",
            evidence=(Evidence(passage, span), *evidence_of_heading(asking, above)),
            conflict=fact.span in disputed,
            score=asking.scores(passage),
        )


def _disputed(facts: Sequence[Fact]) -> set[Span]:
    """Return the yearly deadlines for sending reports to the same receiver that set another day."""
    found: set[Span] = set()
    duties = [fact for fact in facts if fact.kind == "report_deadline" and fact.name == "yearly" and _receiver(fact)]
    for fact in duties:
        if any(fact.value != other.value and _receiver(fact) == _receiver(other) for other in duties):
            found.add(fact.span)
    return found


def _receiver(fact: Fact) -> str:
    """Return to whom reports are sent, "" where others' reports are gathered or no receiver is named."""
    head, _, tail = fact.text.lower().partition(" gửi ")
    if any(word in head for word in _GATHERS):
        return ""
    for word in (" chậm", " để", " trước", " muộn"):
        tail = tail.partition(word)[0]
    return tail.strip()


def _timed(asking: Asking) -> list[Draft]:
    """Return the best passages that name a time: the period of a task, years, or a number of days."""
    drafts: list[Draft] = []
    codes = asking.query.target_codes
    hits = asking.of_codes if codes else asking.best(_LOOKED_AT)
    if asks(asking.query.normalized, "phases"):
        # Who asks for the period of some work is answered by the period the plan gives that work.
        hits = sorted(hits, key=lambda hit: not (_has_period(asking, hit) and asking.coverage(hit.position) >= _HELD))
    best: dict[str, float] = {}
    top = max((hit.final for hit in hits), default=0.0)
    for hit in hits:
        plan_id = hit.passage.plan_id
        if hit.final < _NEAR_BEST * best.setdefault(plan_id, hit.final) or hit.final < _TIMED_LEAST * top:
            continue
        draft = _with_time(asking, hit)
        if draft is not None and sum(other.plan_id == plan_id for other in drafts) < _PER_PLAN:
            drafts.append(draft)
    return drafts


def _of_targets(asking: Asking) -> list[Draft]:
    """Return the targets named by their numbers whose own words set a year ("Đến năm 2020, đạt …")."""
    own = [hit for hit in asking.of_codes if hit.passage.level == "target" and find_years(hit.passage.text)]
    return [quoted(asking, hit) for hit in own[:_PER_PLAN]]


def _with_time(asking: Asking, hit: Hit) -> Draft | None:
    record = asking.store.record_of(hit.passage)
    if isinstance(record, Task) and record.period:
        about = place(asking, record.plan_id, record.target_code or None)
        period = f"{'period' if asking.in_english else 'thời gian thực hiện'}: {record.period}"
        draft = replace(quoted(asking, hit), sentence=f"{about}: {period} – {shorten(record.text, _WORDS // 2)}")
        return _with_lead(asking, draft, record, hit) if "lead" in asking.query.roles and record.lead else draft
    text = hit.passage.text
    if find_years(text) or any(quantity.unit in _DURATIONS for quantity in find_quantities(text)):
        return quoted(asking, hit)
    return None


def _with_lead(asking: Asking, draft: Draft, task: Task, hit: Hit) -> Draft:
    """Add who leads a task to when it is due, for a question that asks both."""
    english = asking.in_english
    bodies = tuple(bodies_of(asking, task, task.lead, "lead"))
    who = f"{named(bodies, in_english=english)} {'leads' if english else 'chủ trì'}"
    return replace(
        draft,
        sentence=f"{draft.sentence}; {who}",
        after=today(bodies, asking.infos[task.plan_id].province, in_english=english),
        agencies=bodies,
        evidence=(*draft.evidence, *evidence_of(hit.passage, task, with_coordinating=False)),
    )
