"""When there is no answer, and why: said plainly, with what comes nearest."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.provinces import province_by_id
from search.answers.asking import Asking
from search.answers.model import Reason
from search.answers.wording import provinces
from search.retrieval import Hit

# Signs in the question → why plans cannot answer it. What plans speak of but do not state is "not_stated".
_BY_FLAG: dict[str, Reason] = {
    "small_talk": "out_of_scope",
    "instruction": "out_of_scope",
    "asks_phone": "not_stated",
    "asks_person": "not_stated",
    "asks_actual_result": "not_stated",
    "asks_budget_amount": "not_stated",
    "asks_penalty": "not_stated",
    "asks_validity": "not_stated",
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
    "asks_budget_amount": ("Các kế hoạch không nêu số tiền này", "The plans do not state this amount"),
    "asks_penalty": ("Các kế hoạch không quy định mức xử phạt", "The plans set no penalties"),
    "asks_validity": (
        "Các kế hoạch không nêu hiện còn hiệu lực hay không",
        "The plans do not say whether they are still in force",
    ),
    "asks_plan_text_only": (
        "Tôi trả lời câu hỏi kèm trích dẫn, không gửi toàn văn văn bản",
        "Questions are answered with citations; whole documents are not sent",
    ),
}
# Calibrated on the development questions: below this the passages found speak of something else. Of questions that
# plans answer the lowest has 0.42; of questions about cooking, football or prices the highest has 0.40.
LEAST_NEARNESS = 0.41
LEAST_CODE_COVERAGE = 0.3
_SEVERAL = 2


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
    if query.plans_not_here and not query.plans and not asking.scope.plans:
        return Refusal("plan_not_in_corpus", _missing(asking))
    for flag in query.flags:
        if flag in _BY_FLAG and not _answers_anyway(asking, flag):
            return Refusal(_BY_FLAG[flag], _WHY[flag][english])
    return None


def _answers_anyway(asking: Asking, flag: str) -> bool:
    """Return whether a sign of what plans do not hold is outweighed by a question they do answer."""
    return flag == "asks_budget_amount" and asking.intent in {"responsibility", "document_fact"}


def refusal_after(asking: Asking) -> Refusal | None:
    """Return why what was found is no answer: nothing speaks of what was asked."""
    hits = asking.best(5)
    english = asking.in_english
    if not hits:
        return Refusal("no_match", _NO_MATCH[english])
    if asking.query.target_codes:
        return _code_refusal(asking)
    if asking.query.agencies and asking.intent == "agency_portfolio":
        return None
    stating = asking.ranking.wanted.stating
    if stating is not None and stating[hits[0].position]:
        return None
    if max(nearness(asking, hit) for hit in hits) < LEAST_NEARNESS:
        return Refusal("no_match", _NO_MATCH[english])
    return None


def nearness(asking: Asking, hit: Hit) -> float:
    """Return how near a passage is to the question by its raw scores: similarity, and the share of the subject held."""
    dense = float(asking.ranking.raw["dense"][hit.position])
    return 6 * (dense - 0.8) + 0.5 * asking.coverage(hit.position)


def _code_refusal(asking: Asking) -> Refusal | None:
    """Return why the numbers asked for are not there, or belong to another subject in this plan."""
    wanted = set(asking.query.target_codes)
    found = [hit for hit in asking.best(20) if hit.passage.target_code in wanted]
    if not found:
        return not_stated(asking)
    subject = [token for token in asking.ranking.terms.subject if "_" in token]
    if len(subject) >= _SEVERAL and max(asking.coverage(hit.position) for hit in found) < LEAST_CODE_COVERAGE:
        return not_stated(asking)
    return None


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
    wanted = [*asking.scope.missing, *(pair.partition(":")[0] for pair in asking.query.plans_not_here)]
    names = provinces(dict.fromkeys(wanted))
    here = provinces(dict.fromkeys(info.province for info in asking.infos.values() if info.province))
    now = [_today(each) for each in dict.fromkeys(asking.scope.missing)]
    remark = "".join(f" {sentence}." for sentence in now if sentence)
    if asking.in_english:
        return f"There is no such plan of {names} here; the plans loaded are those of {here}"
    return f"Chưa có kế hoạch này của {names}; các kế hoạch đã nạp là của {here}.{remark}".rstrip(".")


def _today(province_id: str) -> str:
    province = province_by_id(province_id)
    if province is None or province.merged_into is None:
        return ""
    new = province_by_id(province.merged_into)
    return f"{province.name} nay thuộc {new.name}" if new else ""
