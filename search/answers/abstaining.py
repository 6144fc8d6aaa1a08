"""When there is no answer, and why: said plainly, with what comes nearest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from corpus.provinces import province_by_id
from index.text import tokens
from search.answers.asking import Asking
from search.answers.model import Reason
from search.answers.wording import joined, provinces
from search.retrieval import Hit

# Signs in the question, the most telling first → why plans cannot answer it. What plans speak of but do not state is
# "not_stated".
_BY_FLAG: dict[str, Reason] = {
    "small_talk": "out_of_scope",
    "instruction": "out_of_scope",
    "asks_penalty": "not_stated",
    "asks_law": "out_of_scope",
    "asks_phone": "not_stated",
    "asks_person": "not_stated",
    "asks_validity": "not_stated",
    "asks_procedure": "not_stated",
    "asks_actual_result": "not_stated",
    "asks_now": "not_stated",
    "asks_budget_amount": "not_stated",
    "asks_plan_text_only": "out_of_scope",
}
_WHY: dict[str, tuple[str, str]] = {
    "small_talk": (
        "Câu này không hỏi về nội dung các kế hoạch; tôi chỉ trả lời về các kế hoạch hành động đã nạp",
        "This is not about the plans; only questions on the loaded plans can be answered",
    ),
    "instruction": (
        "Đây là yêu cầu khác, không phải câu hỏi về các kế hoạch; tôi chỉ trả lời về nội dung kế hoạch",
        "This is an instruction, not a question on the plans; only questions on the loaded plans can be answered",
    ),
    "asks_phone": ("Các kế hoạch không nêu số điện thoại hay địa chỉ liên hệ", "The plans give no contact details"),
    "asks_person": (
        "Các kế hoạch giao việc cho cơ quan, không nêu ai đang giữ chức vụ",
        "The plans give work to bodies; they do not say who holds an office",
    ),
    "asks_actual_result": (
        "Các kế hoạch nêu mục tiêu và nhiệm vụ, không nêu kết quả thực tế",
        "The plans set targets and tasks; they do not report actual results",
    ),
    "asks_procedure": (
        "Các kế hoạch không hướng dẫn hồ sơ, thủ tục",
        "The plans do not explain procedures or the papers they need",
    ),
    "asks_now": (
        "Các kế hoạch nêu mục tiêu và nhiệm vụ, không nêu số liệu hiện nay",
        "The plans set targets and tasks; they do not give today's figures",
    ),
    "asks_budget_amount": ("Các kế hoạch không nêu số tiền này", "The plans do not state this amount"),
    "asks_penalty": ("Các kế hoạch không quy định mức xử phạt", "The plans set no penalties"),
    "asks_law": (
        "Tôi chỉ trả lời về nội dung các kế hoạch, không trả lời luật quy định gì",
        "Only questions on the plans can be answered, not what a law says",
    ),
    "asks_validity": (
        "Các kế hoạch không nêu hiện còn hiệu lực hay không",
        "The plans do not say whether they are still in force",
    ),
    "asks_plan_text_only": (
        "Tôi trả lời câu hỏi kèm trích dẫn, không gửi toàn văn văn bản",
        "Questions are answered with citations; whole documents are not sent",
    ),
}
# Calibrated by cross-validation on some 430 questions that plans answer and 60 on what no plan speaks of (cooking,
# prices, nuclear power, bitcoin): at 0.42 one or two in a hundred of the first are refused, and six in seven of the
# second.
LEAST_NEARNESS = 0.42
# How much of nearness is lost when no plan holds a single word of the subject.
STRANGE = 0.36
LEAST_CODE_COVERAGE = 0.3
_SEVERAL = 2
# Who asks whether a plan has something gets no for an answer when the thing itself stands in none of the best passages.
_WHETHER = re.compile(r"(?<!\w)có (?:[^?]{1,200} )?(?:không|hông|chưa)\W{0,3}$")
LEAST_LITERAL = 0.4
_YEAR = re.compile(r"20\d\d")
_NO_YEAR_OF_A_VALUE = frozenset({"document_fact", "definition"})
_KINDS: dict[str, tuple[str, str]] = {
    "sdg": ("kế hoạch phát triển bền vững", "sustainable development plan"),
    "green_growth": ("kế hoạch tăng trưởng xanh", "green growth plan"),
}
_ANY_KIND = ("kế hoạch", "plan")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in the contract's word and in a sentence."""

    reason: Reason
    sentence: str


def refusal_before(asking: Asking) -> Refusal | None:
    """Return why a question cannot be answered, as far as the question itself tells."""
    query, english = asking.query, asking.in_english
    for flag in query.flags:
        if flag in ("small_talk", "instruction"):
            return Refusal(_BY_FLAG[flag], _WHY[flag][english])
    if asking.scope.missing and not asking.scope.plans:
        return Refusal("plan_not_in_corpus", _missing(asking))
    if query.plans_not_here and not query.plans:
        return Refusal("plan_not_in_corpus", _missing(asking))
    absent = _absent_goals(asking)
    if absent:
        what = f"goal {absent}" if english else f"mục tiêu {absent}"
        return Refusal(
            "not_stated", f"The plans asked have no {what}" if english else f"Kế hoạch được hỏi không có {what}"
        )
    for flag in _BY_FLAG:
        if flag in query.flags and not _answers_anyway(asking, flag):
            return Refusal(_BY_FLAG[flag], _WHY[flag][english])
    return None


def _absent_goals(asking: Asking) -> str:
    """Return the numbers of the goals asked for, where they lie behind the last goal of every plan asked, else ""."""
    codes = [code for code in asking.query.goal_codes if code.isdecimal()] if not asking.query.target_codes else []
    numbers = [int(goal.code) for plan in asking.plans for goal in plan.goals if goal.code.isdecimal()]
    numbers += [plan.declared.get("goals", 0) for plan in asking.plans]
    return ", ".join(codes) if numbers and all(int(code) > max(numbers) for code in codes) else ""


def _answers_anyway(asking: Asking, flag: str) -> bool:
    """Return whether a sign of what plans do not hold is outweighed by a question they do answer."""
    if asking.asks_todays_name:
        return True
    if flag == "asks_actual_result":
        # "Bây giờ ai lo việc này" asks for today's body.
        of_a_body = asking.query.roles or asking.query.agencies
        return asking.intent in {"responsibility", "agency_portfolio"} and bool(of_a_body)
    if flag == "asks_law":
        return bool(asking.query.roles or asking.query.agencies)
    if flag == "asks_now":
        return asking.intent not in {"indicator_value", "other"}
    return flag == "asks_budget_amount" and asking.intent in {"responsibility", "document_fact"}


def refusal_after(asking: Asking) -> Refusal | None:
    """Return why what was found is no answer: nothing speaks of what was asked."""
    hits = asking.best(5)
    english = asking.in_english
    if not hits:
        return Refusal("no_match", _NO_MATCH[english])
    late = _unstated_years(asking, hits)
    if late:
        return not_stated(asking, f"a value for {late}" if english else f"giá trị cho năm {late}")
    if asking.query.target_codes:
        return _code_refusal(asking)
    of_a_body = asking.intent == "agency_portfolio" or not asking.query.topic_text.strip()
    if (asking.query.agencies and of_a_body) or asking.asks_todays_name:
        return None
    stating = asking.ranking.wanted.stating
    if stating is not None and stating[hits[0].position]:
        return None
    if _WHETHER.search(asking.query.normalized) and max(map(asking.literal_coverage, hits)) < LEAST_LITERAL:
        return Refusal("no_match", _NO_MATCH[english])
    if max(nearness(asking, hit) for hit in hits) - STRANGE * strangeness(asking) < LEAST_NEARNESS:
        return Refusal("no_match", _NO_MATCH[english])
    return None


def _unstated_years(asking: Asking, hits: Sequence[Hit]) -> str:
    """Return a year asked for that lies behind the period of every plan asked, "" where a passage found names it."""
    if asking.intent in _NO_YEAR_OF_A_VALUE:
        return ""
    ends = [int(year) for plan in asking.plans for year in _YEAR.findall(plan.info.period or "")]
    late = [year for year in asking.query.years if year.isdigit() and ends and int(year) > max(ends)]
    return "" if any(year in hit.passage.text for year in late for hit in hits) else "".join(late[:1])


def nearness(asking: Asking, hit: Hit) -> float:
    """Return how near a passage is to the question by its raw scores: similarity, and the share of the subject held."""
    dense = float(asking.ranking.raw["dense"][hit.position])
    return 6 * (dense - 0.8) + 0.5 * asking.coverage(hit.position)


def strangeness(asking: Asking) -> float:
    """Return the share of the subject's weight (by IDF) that no plan asked holds and that the glossary cannot explain.

    Where a passage is near, but the one word that matters ("hạt nhân", "bitcoin") is in none, the plans are silent; so
    is the plan of a province that lacks a word which only other provinces have ("axit hóa" away from the sea).
    """
    words = asking.reader.lexical["words"]
    explained = {token for item in asking.query.expansions for token in tokens(item.said)}
    known = strange = 0.0
    for token in asking.ranking.terms.subject:
        frequency = words.document_frequency(token)
        weight = log(1 + (words.size - frequency + 0.5) / (frequency + 0.5))
        held = frequency and bool((words.scores([token]) > 0)[asking.ranking.allowed].any())
        if held or token in explained or token.isdigit():
            known += weight
        else:
            strange += weight
    return strange / (known + strange) if strange else 0.0


def _code_refusal(asking: Asking) -> Refusal | None:
    """Return why the numbers asked for are not there, or belong to another subject in this plan."""
    found = asking.of_codes
    if not found:
        return not_stated(asking)
    if asking.names_codes_only:
        return None
    subject = [token for token in asking.ranking.terms.subject if "_" in token]
    if len(subject) >= _SEVERAL and max(asking.coverage(hit.position) for hit in found) < LEAST_CODE_COVERAGE:
        return not_stated(asking)
    return None


_NO_GOAL = ("Kế hoạch được hỏi không có mục tiêu", "The plans asked have no goal")
_NO_MATCH = (
    "Không tìm thấy nội dung này trong các kế hoạch đã nạp",
    "Nothing in the loaded plans speaks of this",
)


def not_stated(asking: Asking, what: str = "") -> Refusal:
    """Return that the plans speak of it but do not state what was asked."""
    if asking.in_english:
        return Refusal("not_stated", f"The plans speak of this but do not state {what or 'what was asked'}")
    return Refusal("not_stated", f"Các kế hoạch có nói đến nội dung này nhưng không nêu {what or 'điều được hỏi'}")


def _missing(asking: Asking) -> str:
    english = asking.in_english
    kinds = dict.fromkeys(pair.partition(":")[2] for pair in asking.query.plans_not_here)
    wanted = [*asking.scope.missing, *(pair.partition(":")[0] for pair in asking.query.plans_not_here)]
    names = provinces(dict.fromkeys(wanted))
    what = joined([_kind(kind, english) for kind in kinds]) or ("plan" if english else "kế hoạch này")
    if english:
        return f"There is no {what} of {names} here; the plans loaded: {_here(asking)}"
    remarks = [sentence for each in dict.fromkeys(asking.scope.missing) if (sentence := _today(each))]
    return ". ".join([f"Chưa có {what} của {names}; các kế hoạch đã nạp: {_here(asking)}", *remarks])


def _here(asking: Asking) -> str:
    """Return which plans there are: by kind, the provinces."""
    by_kind: dict[str | None, list[str]] = {}
    for info in asking.infos.values():
        by_kind.setdefault(info.kind, []).append(info.province or info.title or info.plan_id)
    of = "of" if asking.in_english else "của"
    return "; ".join(f"{_kind(kind, asking.in_english)} {of} {provinces(names)}" for kind, names in by_kind.items())


def _kind(kind: str | None, english: bool) -> str:
    return _KINDS.get(kind or "", _ANY_KIND)[english]


def _today(province_id: str) -> str:
    province = province_by_id(province_id)
    if province is None or province.merged_into is None:
        return ""
    new = province_by_id(province.merged_into)
    return f"{province.name} nay thuộc {new.name}" if new else ""
