"""Facts of the documents themselves side by side: how many targets, which periods, when to report and to review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from corpus.records import Fact, Plan, Section, Span
from index.normalization import normalize
from search.comparison.model import FACT, Difference, Quote, Row

GOAL_ID = "documents"
GOAL = "Văn bản kế hoạch"
_ORDINALS = ("thứ nhất", "thứ hai", "thứ ba", "thứ tư")
_TO_THE_TOP = re.compile(r"(?:trình|tham mưu|báo cáo) (?:ubnd|ủy ban nhân dân)(?: tỉnh)?")
_BY_THE_BODIES = re.compile(r"(?:các|những) sở|gửi (?:về )?(?:sở|ubnd|ủy ban)|thông qua sở|ubnd cấp huyện")
_YEARLY_TO_THE_TOP = re.compile(r"(?:hằng|hàng) năm,? (?:tổng hợp )?báo cáo (?:ubnd|ủy ban nhân dân)")
_SPACED = re.compile(r"\s{0,2}-\s{0,2}")
_LEADS = re.compile(r"(?:giao )?sở kế hoạch và đầu tư (?:chủ trì|theo dõi|tham mưu|tổng hợp)")

Stated = dict[str, list[Quote]]


def document_rows(plans: Sequence[Plan], names: Mapping[str, str]) -> Iterator[Row]:
    """Yield a row for each fact of which several plans say something, in the shape of a row of targets.

    Args:
        plans: those compared.
        names: plan → name for the reader.
    """
    yield from _row("counts", "Số mục tiêu chung và mục tiêu cụ thể", "value", _counts(plans), plans, names)
    periods = {plan.info.plan_id: _facts(plan, "period", "heading") for plan in plans}
    for at in range(max((len(found) for found in periods.values()), default=0)):
        stated = {plan_id: [_period(found[at])] for plan_id, found in periods.items() if at < len(found)}
        ordinal = _ORDINALS[at] if at < len(_ORDINALS) else f"thứ {at + 1}"
        yield from _row(f"period-{at + 1}", f"Giai đoạn thực hiện {ordinal}", "deadline", stated, plans, names)
    by_bodies, to_the_top = _reports(plans)
    topic = "Thời hạn báo cáo hằng năm của các sở, ngành, địa phương"
    yield from _row("report-bodies", topic, "deadline", by_bodies, plans, names)
    topic = "Thời hạn báo cáo tổng hợp lên Ủy ban nhân dân tỉnh"
    yield from _row("report-province", topic, "deadline", to_the_top, plans, names)
    reviews = {plan.info.plan_id: [_quote(f, f.value) for f in _facts(plan, "review")] for plan in plans}
    yield from _row("review", "Năm đánh giá, tổng kết", "deadline", reviews, plans, names)


def _row(
    row_id: str, topic: str, kind: str, stated: Stated, plans: Sequence[Plan], names: Mapping[str, str]
) -> Iterator[Row]:
    stated = {plan_id: quotes for plan_id, quotes in stated.items() if quotes}
    if not stated:
        return
    order = [plan.info.plan_id for plan in plans]
    shown = {p: "; ".join(dict.fromkeys(q.text for q in stated[p])) for p in order if p in stated}
    without = tuple(p for p in order if p not in stated)
    told_apart = {_SPACED.sub("-", normalize(text)) for text in shown.values()}
    differs = len(plans) > 1 and (bool(without) or len(told_apart) > 1)
    parts = [f"{names[p]}: {text}" for p, text in shown.items()] + [f"{names[p]}: không nêu" for p in without]
    difference = Difference(
        kind="value" if kind == "value" else "deadline",
        text=f"{topic}. {'; '.join(parts)}.",
        plans=shown,
        quotes={p: tuple(stated[p]) for p in shown},
        without=without,
        topic=topic,
    )
    yield Row(
        row_id=f"{FACT}{row_id}",
        goal_id=GOAL_ID,
        goal=GOAL,
        topic=topic,
        national_codes=(),
        relation="only_here" if len(stated) == 1 else "partial" if without else "same",
        members=dict.fromkeys(order, ()),
        differences=(difference,) if differs else (),
        stated=difference.quotes,
    )


def _facts(plan: Plan, kind: str, name: str | None = None) -> list[Fact]:
    return [fact for fact in plan.facts if fact.kind == kind and name in (None, fact.name)]


def _quote(fact: Fact, text: str) -> Quote:
    return Quote(text, (fact.span.first_line, fact.span.last_line))


def _period(fact: Fact) -> Quote:
    found = re.search(r"\d{4}\s{0,3}[-–]\s{0,3}\d{4}", fact.text)
    return _quote(fact, found.group() if found else fact.value)


def _counts(plans: Sequence[Plan]) -> Stated:
    """Return how many goals and targets each plan says it has, or how many it lists where it does not say."""
    stated: Stated = {}
    for plan in plans:
        goals = next((f for f in plan.facts if f.name == "goals" and f.kind.endswith("_count")), None)
        targets = next((f for f in plan.facts if f.name == "targets" and f.kind == "declared_count"), None)
        listed = [target for target in plan.targets if target.level == "target"]
        quotes = [_quote(goals, f"{goals.value} mục tiêu")] if goals else []
        if targets:
            quotes.append(_quote(targets, f"{targets.value} mục tiêu cụ thể"))
        elif listed:
            span = listed[0].span.cover(listed[-1].span)
            text = f"{len(listed)} mục tiêu cụ thể (đếm trong phụ lục)"
            quotes.append(Quote(text, (span.first_line, span.last_line)))
        stated[plan.info.plan_id] = quotes
    return stated


def _reports(plans: Sequence[Plan]) -> tuple[Stated, Stated]:
    """Return the yearly deadlines of the bodies that report, and of the report to the province that sums them up."""
    by_bodies: Stated = {}
    to_the_top: Stated = {}
    for plan in plans:
        plan_id = plan.info.plan_id
        by_bodies[plan_id], to_the_top[plan_id] = [], []
        for fact in _facts(plan, "report_deadline", "yearly"):
            said = normalize(_around(fact.text, fact.span, plan.sections))
            summed_up = _TO_THE_TOP.search(normalize(fact.text)) and _LEADS.search(said)
            bodies = _BY_THE_BODIES.search(normalize(fact.text))
            (to_the_top if summed_up and not bodies else by_bodies)[plan_id].append(_deadline(fact))
        if not to_the_top[plan_id]:
            to_the_top[plan_id] = list(_undated(plan.sections))
    return by_bodies, to_the_top


def _around(text: str, span: Span, sections: Iterable[Section]) -> str:
    """Return the whole paragraph a fact stands in, with the headings above it."""
    for section in sections:
        if section.span.start <= span.start and span.end <= section.span.end:
            return " ".join([*section.path, section.text])
    return text


def _deadline(fact: Fact) -> Quote:
    day = re.search(r"(?:chậm nhất|trước)?(?: vào)?(?: ngày)? ?\d{1,2}(?:/| tháng )\d{1,2}", fact.text, re.IGNORECASE)
    return _quote(fact, f"{day.group().strip() if day else fact.value} hằng năm")


def _undated(sections: Iterable[Section]) -> Iterator[Quote]:
    for section in sections:
        if section.role == "reporting" and (found := _YEARLY_TO_THE_TOP.search(normalize(section.text))):
            lines = (section.span.first_line, section.span.last_line)
            yield Quote(f"hằng năm, không ghi ngày (“{found.group()} …”)", lines)
            return
