"""When there is no answer, and why: said plainly, with what comes nearest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from corpus.records import Passage
from index.text import tokens
from search.answers.asking import Asking
from search.answers.cues import asks
from search.answers.documents.initials import plans_by_initials
from search.answers.model import Reason
from search.answers.silence.absent_plans import missing_plan, plans_here, province_today
from search.answers.silence.reasons import BY_FLAG, HELP, MERGER, NEGATED, WHY
from search.answers.work.projects import rows_that_lack
from search.answers.work.report_duties import asks_for_changes
from search.answers.writing.wording import joined
from search.retrieval import Hit

# What is left of a question for help that names no subject.
_OF_HELP = frozenset("bạn làm thể cho với giúp đỡ tôi mình em tao được hỏi biết trả lời câu những gì".split())
# Calibrated by cross-validation on some 430 questions that plans answer and 60 on what no plan speaks of (cooking,
# prices, nuclear power, bitcoin): at 0.42 one or two in a hundred of the first are refused, and six in seven of the
# second.
LEAST_NEARNESS = 0.42
PLAIN = 0.6
# How much of nearness is lost when no plan holds a single word of the subject.
STRANGE = 0.36
# A Vietnamese word counts with its syllables and as their compound, an English one that no table knows only once.
UNTRANSLATED = 1.5
LEAST_CODE_COVERAGE = 0.3
_SEVERAL = 2
_OF_A_SUBJECT = frozenset({"responsibility", "tasks_list"})
_FOR_ONE_WORD = 0.1
# Who asks whether a plan has something gets no for an answer when the thing itself stands in none of the best passages.
_WHETHER = re.compile(r"(?<!\w)có (?:[^?]{1,200} )?(?:không|hông|chưa)\W{0,3}$")
LEAST_LITERAL = 0.4
# What the glossary says a word means is wider than the word ("đua xe" is traffic safety, too), so it must hold more.
LEAST_EXPLAINED = 0.6
# Who names no subject here asks of the plan, or of the very word quoted.
_OF_THE_WHOLE = frozenset({"definition", "scope"})
# What is asked of any target whatever its subject.
_OF_ANY_TARGET = frozenset(tokens("mục tiêu nhiệm vụ hoàn thành thực hiện kinh phí nguồn vốn báo cáo kết quả thời hạn"))
_YEAR = re.compile(r"20\d\d")
_NO_YEAR_OF_A_VALUE = frozenset({"document_fact", "definition"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in the contract's word and in a sentence; the passages that come nearest by record."""

    reason: Reason
    sentence: str
    shown: tuple[Passage, ...] = ()


def refusal_before(asking: Asking) -> Refusal | None:
    """Return why a question cannot be answered, as far as the question itself tells."""
    query, english = asking.query, asking.in_english
    for flag in query.flags:
        if flag in ("small_talk", "instruction") and not (flag == "small_talk" and _asks_of_plans(asking)):
            return Refusal(BY_FLAG[flag], WHY[flag][english])
    if asking.scope.missing and not asking.scope.plans:
        return Refusal("plan_not_in_corpus", missing_plan(asking))
    if query.plans_not_here and not query.plans:
        return Refusal("plan_not_in_corpus", missing_plan(asking))
    if _asks_for_another_period(asking):
        years = ", ".join(query.periods)
        said = f"There is no plan for {years} here" if english else f"Chưa có kế hoạch giai đoạn {years}"
        here = f"the plans loaded: {plans_here(asking)}" if english else f"các kế hoạch đã nạp: {plans_here(asking)}"
        return Refusal("plan_not_in_corpus", f"{said}; {here}")
    absent = _absent_goals(asking)
    if absent:
        what = f"goal {absent}" if english else f"mục tiêu {absent}"
        return Refusal(
            "not_stated", f"The plans asked have no {what}" if english else f"Kế hoạch được hỏi không có {what}"
        )
    if MERGER in query.flags and (names := [said for each in query.provinces_asked if (said := province_today(each))]):
        return Refusal("out_of_scope", ". ".join([*names, WHY[MERGER][english]]))
    for flag in BY_FLAG:
        if flag in query.flags and flag != "small_talk" and not _answers_anyway(asking, flag):
            return Refusal(BY_FLAG[flag], WHY[flag][english])
    return None


def _asks_of_plans(asking: Asking) -> bool:
    """Return whether a question with words of small talk has a clear subject that a near passage holds, or a number."""
    if asking.intent == "other":
        return False
    if asking.query.target_codes:
        return True
    hits = asking.best(1)
    return bool(hits) and nearness(asking, hits[0]) >= PLAIN and asking.literal_coverage(hits[0]) >= LEAST_EXPLAINED


def _asks_for_another_period(asking: Asking) -> bool:
    """Return whether a question names no subject but a plan of years that no plan asked speaks of."""
    query = asking.query
    if not query.periods or query.topic_text.strip() or query.target_codes or query.goal_codes or query.agencies:
        return False
    known = {
        year
        for plan in asking.plans
        for fact in asking.store.facts(plan.info.plan_id)
        if fact.kind == "period"
        for year in _YEAR.findall(f"{fact.value} {fact.text}")
    }
    return bool(known) and not any(set(period.split("-")) <= known for period in query.periods)


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
    if flag == HELP:
        named = asking.query.target_codes or asking.query.goal_codes or asking.query.agencies
        return bool(named) or not _OF_HELP.issuperset(asking.query.topic_text.split())
    if flag == NEGATED:
        # Who does not lead may support, which plans do say.
        return asking.intent == "responsibility" and asks(asking.query.normalized, "only_supports")
    if flag == "asks_person":
        return asking.intent == "document_fact" and asks(asking.query.normalized, "signs")
    if flag in {"asks_actual_result", "asks_now"} and asks(asking.query.normalized, "kept_as_now"):
        return asking.intent not in {"indicator_value", "other"}
    if flag == "asks_actual_result":
        # "Bây giờ ai lo việc này" asks for today's body.
        of_a_body = bool(asking.query.roles or asking.query.agencies) or asks(asking.query.normalized, "which_body")
        return asking.intent in {"responsibility", "agency_portfolio"} and of_a_body
    if flag == "asks_procedure":
        of_a_task = asking.intent in {"tasks_list", "deadline_or_period"} and asks(
            asking.query.normalized, "task_words"
        )
        return of_a_task or asking.intent in {"responsibility", "agency_portfolio"}
    if flag == "asks_law":
        return bool(asking.query.roles or asking.query.agencies)
    if flag == "asks_now":
        return asking.intent not in {"indicator_value", "other"}
    if flag != "asks_budget_amount":
        return False
    # A share is no amount of money: "tỷ lệ doanh nghiệp có vay vốn là bao nhiêu".
    share = asking.intent == "indicator_value" and asks(asking.query.normalized, "shares")
    return share or asking.intent in {"responsibility", "document_fact"}


def refusal_after(asking: Asking) -> Refusal | None:
    """Return why what was found is no answer: nothing speaks of what was asked."""
    hits = asking.best(5)
    english = asking.in_english
    if not hits:
        return no_match(asking)
    late = _unstated_years(asking, hits)
    if late:
        return not_stated(asking, f"a value for {late}" if english else f"giá trị cho năm {late}")
    if asking.query.target_codes:
        return _code_refusal(asking)
    rows = rows_that_lack(asking)
    if rows:
        return Refusal("not_stated", _OF_A_PROJECT[english], rows)
    if asking.intent in _OF_THE_WHOLE and not asking.query.topic_text.strip():
        return None
    if asking.intent == "document_fact" and plans_by_initials(asking):
        return None
    if asking.intent == "reporting" and asks_for_changes(asking):
        return None
    # A word that plans use is not unknown to them, even if none explains it.
    if asking.intent == "definition" and all(_stands_somewhere(asking, each) for each in asking.ranking.terms.subject):
        return None
    of_a_body = asking.intent == "agency_portfolio" or not asking.query.topic_text.strip()
    if (asking.query.agencies and of_a_body) or asking.asks_todays_name:
        return None
    stating = asking.ranking.wanted.stating
    if stating is not None and stating[hits[0].position]:
        return None
    if _WHETHER.search(asking.query.normalized) and not any(_names_it(asking, hit) for hit in hits):
        return no_match(asking)
    if asking.in_english and asking.intent in _OF_A_SUBJECT and _holds_all(asking, hits[0]):
        return None
    if max(nearness(asking, hit) for hit in hits) - STRANGE * strangeness(asking) < LEAST_NEARNESS:
        return no_match(asking)
    return None


def _holds_all(asking: Asking, hit: Hit) -> bool:
    """Return whether a passage holds every word of a translated subject; one word alone is near to none ("forests")."""
    held = asking.literal_coverage(hit) >= 1.0 and not strangeness(asking)
    return held and nearness(asking, hit) >= LEAST_NEARNESS - _FOR_ONE_WORD


def _names_it(asking: Asking, hit: Hit) -> bool:
    """Return whether a passage names the thing that is asked about, in the words of the question or of the plans."""
    return asking.literal_coverage(hit) >= LEAST_LITERAL or asking.explained_coverage(hit) >= LEAST_EXPLAINED


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
    explained = _explained(asking)
    known = strange = 0.0
    for token in asking.ranking.terms.subject:
        frequency = words.document_frequency(token)
        weight = log(1 + (words.size - frequency + 0.5) / (frequency + 0.5))
        if token in explained or token.isdigit() or _stands_somewhere(asking, token):
            known += weight
        else:
            untranslated = asking.in_english and not frequency and token.isascii()
            strange += weight * (UNTRANSLATED if untranslated else 1)
    return strange / (known + strange) if strange else 0.0


def _stands_somewhere(asking: Asking, token: str) -> bool:
    """Return whether any passage of the plans asked holds a token."""
    return bool(asking.ranking.allowed[asking.reader.lexical["words"].holding([token])].any())


def _explained(asking: Asking) -> frozenset[str]:
    """Return the tokens that the glossary explains: what was said, and every translation of it if one is in a plan."""
    said: set[str] = set()
    meant: dict[str, list[frozenset[str]]] = {}
    for item in asking.query.expansions:
        said.update(tokens(item.said))
        if item.kind == "translation":
            meant.setdefault(item.said, []).append(frozenset(tokens(item.meant)))
    for meanings in meant.values():
        if any(all(_stands_somewhere(asking, token) for token in each) for each in meanings):
            said.update(*meanings)
    return frozenset(said)


def _code_refusal(asking: Asking) -> Refusal | None:
    """Return why the numbers asked for are not there, or belong to another subject in this plan."""
    found = asking.of_codes
    if not found:
        return _unless_part_of_one(asking)
    if asking.names_codes_only:
        return None
    subject = [token for token in asking.ranking.terms.subject - _OF_ANY_TARGET if "_" in token]
    if len(subject) >= _SEVERAL and max(asking.coverage(hit.position) for hit in found) < LEAST_CODE_COVERAGE:
        return not_stated(asking)
    return None


def _unless_part_of_one(asking: Asking) -> Refusal | None:
    """Return that there is no target of a number; of a lettered part ("6.3.b") only where its target lacks as well."""
    bases = {".".join(code.split(".")[:2]) for code in asking.query.target_codes}
    if not any(target.code in bases for plan in asking.plans for target in plan.targets):
        return _no_such_code(asking)
    return None if asks(asking.query.normalized, "reporter") else not_stated(asking)


def _no_such_code(asking: Asking) -> Refusal:
    """Return that the plans asked have no target of a number, with the numbers that there are beside it."""
    english = asking.in_english
    asked = joined(list(asking.query.target_codes))
    goals = {code.partition(".")[0] for code in asking.query.target_codes}
    kinds = asking.query.plan_kinds
    plans = [plan for plan in asking.plans if not kinds or plan.info.kind in kinds]
    beside = {
        plan.info.plan_id: [each.code for each in plan.targets if each.code.split(".")[0] in goals] for plan in plans
    }
    has = "has" if english else "có"
    there = [
        f"{asking.province_name(plan_id)} {has} {joined(list(dict.fromkeys(codes)))}"
        for plan_id, codes in beside.items()
        if codes
    ]
    listed = f" ({'; '.join(there)})" if 0 < len(there) <= _SEVERAL else ""
    if english:
        return Refusal("not_stated", f"The plans asked have no target {asked}{listed}")
    return Refusal("not_stated", f"Kế hoạch được hỏi không có mục tiêu hay nhiệm vụ {asked}{listed}")


_OF_A_PROJECT = (
    "Danh mục dự án của kế hoạch chỉ nêu tên, lĩnh vực và địa điểm, không nêu điều được hỏi",
    "The plan's list of projects states only name, field and place, not what was asked",
)
_NO_MATCH = (
    "Không tìm thấy nội dung này trong các kế hoạch đã nạp",
    "Nothing in the loaded plans speaks of this",
)


def no_match(asking: Asking) -> Refusal:
    """Return that nothing in the plans speaks of it."""
    return Refusal("no_match", _NO_MATCH[asking.in_english])


def not_stated(asking: Asking, what: str = "") -> Refusal:
    """Return that the plans speak of it but do not state what was asked."""
    if asking.in_english:
        return Refusal("not_stated", f"The plans speak of this but do not state {what or 'what was asked'}")
    return Refusal("not_stated", f"Các kế hoạch có nói đến nội dung này nhưng không nêu {what or 'điều được hỏi'}")


# What a part of a question asks for → how it is said that no plan states it.
_UNSTATED = {
    "responsibility": ("cơ quan nào làm việc này", "which body does this"),
    "indicator_value": ("con số này", "this number"),
    "deadline_or_period": ("thời hạn của việc này", "a time for this"),
    "funding": ("nguồn kinh phí riêng cho việc này", "funds of its own for this"),
    "reporting": ("báo cáo riêng về việc này", "a report of its own on this"),
    "tasks_list": ("nhiệm vụ nào về việc này", "a task on this"),
    "definition": ("từ này nghĩa là gì", "what this word means"),
}


def unstated(part: Asking) -> str:
    """Return a sentence that says that what one part of a question asks for was not found: that proves no gap."""
    vietnamese, english = _UNSTATED.get(part.intent, ("điều này", "this"))
    if part.in_english:
        return f"Not found in the plans: {english}"
    return f"Không tìm thấy {vietnamese} trong kế hoạch"
