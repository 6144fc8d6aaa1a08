"""What is said beside a number: that it is of a part, or of the whole, or for which years there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.records import Indicator, Passage
from search.answers.asking import Asking
from search.answers.numbers.measures import Part, parts_named, speaks_of_the_whole
from search.answers.numbers.value_candidates import Candidate
from search.answers.numbers.value_drafts import cells_in_words
from search.answers.silence.abstaining import Refusal, not_stated
from search.answers.writing.drafts import Draft, Evidence
from search.answers.writing.wording import joined, place

_OF_THE_COUNTRY = re.compile(r"\s(?:toàn quốc|cả nước|toan quoc|ca nuoc|nationwide|national|country)\s")
_ON_COUNTRY = re.compile(r"\s(?:trên|của|trong|ở)\s(?:phạm vi\s)?(?:toàn quốc|cả nước)\b")


def with_remarks(asking: Asking, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Say after a number that it is of a part where the whole was asked for, or of the whole instead of a part."""
    asked = parts_named(asking.query.search_text)
    if speaks_of_the_whole(asking.query.normalized):
        return list(chosen)
    said: list[Candidate] = []
    for plan_id in dict.fromkeys(each.draft.plan_id for each in chosen):
        own = [each for each in chosen if each.draft.plan_id == plan_id]
        narrower = frozenset.intersection(*(each.parts - asked for each in own))
        wider = frozenset.intersection(*(asked - each.parts for each in own))
        remark = " ".join(_remarks(asking, narrower, wider))
        said.append(replace(own[0], draft=replace(own[0].draft, after=remark)))
        said.extend(own[1:])
    return sorted(said, key=lambda each: chosen.index(next(one for one in chosen if one.passage is each.passage)))


def _remarks(asking: Asking, narrower: frozenset[Part], wider: frozenset[Part]) -> Iterator[str]:
    english = asking.in_english
    if narrower:
        names = joined(sorted(part.words[english] for part in narrower))
        yield (
            f"This number is of a part only ({names}); no overall number was found."
            if english
            else f"Con số này chỉ tính cho {names}; không thấy kế hoạch nêu con số chung."
        )
    if wider:
        names = joined(sorted(part.words[english] for part in wider))
        yield (
            f"No separate number was found ({names}); this is the overall one."
            if english
            else f"Không thấy kế hoạch nêu riêng cho {names}; đây là con số chung."
        )


def national_last(asking: Asking, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the numbers without those of the whole country; where a plan states no other, say that it is one.

    Args:
        asking: the question; one for the country takes them as they are, one for a target by its number takes all.
        found: the numbers, best first.
    """
    if _OF_THE_COUNTRY.search(f" {asking.query.normalized} "):
        return list(found)
    named = bool(asking.query.target_codes)
    own = set() if named else {each.draft.plan_id for each in found if not is_national(each)}
    remark = "This number is for the whole country." if asking.in_english else "Con số này là của cả nước."
    kept = (each for each in found if not is_national(each) or each.draft.plan_id not in own)
    return [_with_more(each, remark) if is_national(each) else each for each in kept]


def is_national(each: Candidate) -> bool:
    """Return whether all numbers of a text are said to be the country's ("44-45% trên toàn quốc")."""
    words = each.draft.sentence
    ends = [
        words[at + len(value.as_written) :] for value in each.draft.values if (at := words.find(value.as_written)) > 0
    ]
    return bool(ends) and all(_ON_COUNTRY.match(end) for end in ends)


def _with_more(each: Candidate, remark: str) -> Candidate:
    return replace(each, draft=replace(each.draft, after=f"{each.draft.after} {remark}".strip()))


def other_years(asking: Asking, passage: Passage, year: str) -> list[Draft] | Refusal:
    """Return that a plan does not state the number for a year, with the years for which it does."""
    row = asking.store.record_of(passage)
    if not isinstance(row, Indicator):
        return not_stated(asking, f"a value for {year}" if asking.in_english else f"giá trị cho năm {year}")
    about, cells = place(asking, row.plan_id, row.target_code or None), cells_in_words(asking, row, row.values)
    if asking.in_english:
        said = f"{about}: no value for {year} is stated for «{row.name}»; stated are {cells}"
    else:
        said = f"{about}: kế hoạch không nêu giá trị năm {year} của «{row.name}»; các năm có nêu: {cells}"
    evidence = (Evidence(passage, row.span),)
    return [Draft(row.plan_id, passage.province, row.target_code or None, said, evidence, stated=False)]
