"""How answers are worded, in Vietnamese as officials write it and in English for English questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.agencies import load_registry
from corpus.provinces import province_by_id
from search.answers.asking import Asking
from search.answers.bodies.stated import body_today, has_changed
from search.answers.model import StatedBody, Statement

_LETTERS = 3
# What the rule of a row of `successors.toml` says where a successor exists in some provinces only.
# What a row says whose act was not at hand.
NOT_COMPARED = "chưa đối chiếu văn bản"
_TODAY = (("Hiện nay", " nay chia theo "), ("Today", " today:"))
_FROM_TABLE = (
    "Tên cơ quan hiện nay theo bảng kế thừa của chương trình, chưa đối chiếu văn bản.",
    "Names of today's bodies are from the program's successor table, not compared with the acts.",
)
_UNSURE = "chưa xác minh cho từng tỉnh"


def joined(items: Sequence[str], last: str = ", ") -> str:
    """Return items as a list in words: "a, b và c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])}{last}{items[-1]}"


def place(asking: Asking, plan_id: str, target_code: str | None = None, part: str | None = None) -> str:
    """Return what a statement is about: "Bến Tre (mục tiêu 6.1)", "Bến Tre (tăng trưởng xanh, nhiệm vụ 14.8)"."""
    info = asking.infos[plan_id]
    green = info.kind == "green_growth"
    words: list[str] = []
    if green and any(other.province == info.province and other.kind != info.kind for other in asking.infos.values()):
        words.append("green growth plan" if asking.in_english else "kế hoạch tăng trưởng xanh")
    if target_code:
        words.append(code_words(target_code, green=green, in_english=asking.in_english))
    # Duties in running text stand under a heading instead of a letter.
    if part and len(part) <= _LETTERS:
        words.append(f"part {part}" if asking.in_english else f"phần {part}")
    name = asking.province_name(plan_id)
    return f"{name} ({', '.join(words)})" if words else name


def plan_place(asking: Asking, plan_id: str) -> str:
    """Return whose plan is meant, with its kind where the province has plans of two kinds: no code tells them apart."""
    info = asking.infos[plan_id]
    two = any(other.province == info.province and other.kind != info.kind for other in asking.infos.values())
    if info.kind != "sdg" or not two:
        return place(asking, plan_id)
    kind = "sustainable development plan" if asking.in_english else "kế hoạch phát triển bền vững"
    return f"{asking.province_name(plan_id)} ({kind})"


def code_words(code: str, *, green: bool, in_english: bool) -> str:
    """Return a code with what it numbers."""
    if green:
        kind = ("task", "nhiệm vụ") if "." in code else ("theme", "chủ đề")
    else:
        kind = ("target", "mục tiêu") if "." in code else ("goal", "mục tiêu")
    return f"{kind[0] if in_english else kind[1]} {code}"


def code_kind(*, green: bool, many: bool, in_english: bool) -> str:
    """Return what the codes of a plan number, as a noun."""
    if in_english:
        return ("task" if green else "target") + ("s" if many else "")
    return "nhiệm vụ" if green else "mục tiêu"


def named(bodies: Iterable[StatedBody], *, in_english: bool) -> str:
    """Return the names of bodies as a list in words, with an English gloss for English answers."""
    names = [_name(body, in_english=in_english) for body in bodies]
    return joined(names, " and " if in_english else " và " if len(names) == 2 else ", ")


def _name(body: StatedBody, *, in_english: bool) -> str:
    agency = load_registry().by_id(body.agency_id)
    if in_english and agency is not None and agency.english and not agency.english.startswith("("):
        return f"{body.canonical} ({agency.english})"
    return body.canonical


def today(bodies: Iterable[StatedBody], province: str | None, *, in_english: bool) -> str:
    """Return a sentence on who does the work today, or "" where nothing changed."""
    leads = [body for body in bodies if body.role in ("lead", "responsible")]
    changed = [body for body in leads if body.current is not None and has_changed(body, province)]
    unknown = [body for body in leads if body.current is None and not body.collective]
    pieces: list[str] = []
    if changed:
        pieces.append(_changed(changed, alone=len(leads) == 1, in_english=in_english))
    if unknown:
        names = joined([body.canonical for body in unknown])
        if in_english:
            pieces.append(f"Today's successor of {names} has not been verified.")
        else:
            pieces.append(f"Cơ quan kế thừa hiện nay của {names} chưa xác minh.")
    return " ".join(pieces)


def table_remark(statements: Iterable[Statement], said: Sequence[str], *, in_english: bool) -> Iterator[str]:
    """Yield a sentence on where today's names are from, where the act behind one was not at hand."""
    names = {
        current.name
        for statement in statements
        for body in statement.agencies
        for current in body.current or ()
        if NOT_COMPARED in current.rule
    }
    words = _TODAY[in_english]
    if any(name in sentence and any(word in sentence for word in words) for sentence in said for name in names):
        yield _FROM_TABLE[in_english]


def _changed(bodies: Sequence[StatedBody], *, alone: bool, in_english: bool) -> str:
    """Return who does the work of bodies that have one successor each, then of those that have none or several."""
    followed = [body for body in bodies if len(names_today(body)) == 1 and not is_unsure(body)]
    others = [body for body in bodies if body not in followed]
    said: dict[str, None] = {}
    for body in followed:
        (now,) = names_today(body, in_english=in_english)
        said[now if alone else f"{body.canonical} → {now}"] = None
    words = "; ".join(said)
    pieces = [f"Today: {words}." if in_english else f"Hiện nay{' là' if alone else ':'} {words}."] if words else []
    return " ".join([*pieces, *(_without_one_successor(body, in_english=in_english) for body in others)])


def names_today(body: StatedBody, *, in_english: bool = False) -> list[str]:
    """Return the names of the bodies that do a body's work today, each once; with a gloss for English answers."""
    return list(dict.fromkeys(body_today(each) + _gloss(each.name) * in_english for each in body.current or ()))


def _gloss(name: str) -> str:
    agency = load_registry().by_id(load_registry().resolve(name).agency_id)
    return f" ({agency.english})" if agency is not None and agency.english and agency.english[0] != "(" else ""


def is_unsure(body: StatedBody) -> bool:
    """Return whether the table itself says that it is not established that today's body exists in this province."""
    return any(_UNSURE in current.rule for current in body.current or ())


def _without_one_successor(body: StatedBody, *, in_english: bool) -> str:
    """Return a sentence on a body that was abolished, divided by subject, or replaced in some provinces only."""
    names = names_today(body, in_english=in_english)
    if not names:
        if in_english:
            return f"{body.canonical} no longer exists; no body of the same level took its place."
        return f"{body.canonical} nay không còn, không có cơ quan kế thừa cùng cấp."
    if len(names) == 1:
        if in_english:
            return f"Today perhaps {names[0]} (not verified)."
        return f"Hiện nay có thể là {names[0]} (chưa xác minh)."
    listed = _of_one_province(body, names, in_english=in_english)
    if in_english:
        return (
            f"The work of {body.canonical} is divided by subject today: {listed}; which of them has this is not stated."
        )
    return (
        f"Việc của {body.canonical} nay chia theo lĩnh vực cho {listed}; chưa xác định được cơ quan nào nhận việc này."
    )


def _of_one_province(body: StatedBody, names: Sequence[str], *, in_english: bool) -> str:
    """Return names as a list; a province they share is said once."""
    last = " and " if in_english else " và "
    endings = {name.removeprefix(current.name) for name, current in zip(names, body.current or (), strict=False)}
    if len(endings) == 1 and len(names) == len(body.current or ()) and not in_english:
        return joined([current.name for current in body.current or ()], last) + endings.pop()
    return joined(names, last)


def provinces(ids: Iterable[str]) -> str:
    """Return the names of provinces as a list in words."""
    return joined([found.name if (found := province_by_id(each)) else each for each in ids])


def merged(asked: str, members: Iterable[str], older: Iterable[str], *, in_english: bool) -> str:
    """Return that today's province was made of several, and whose plans answer."""
    whole, parts, here = provinces([asked]), provinces(members), provinces(older)
    if in_english:
        return f"Today's {whole} was made of {parts}; this is answered from the plans of the former {here}."
    return f"{whole} hiện nay gồm {parts} trước đây; trả lời theo kế hoạch của {here} (trước sáp nhập)."


_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_ENGLISH_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_TEN, _TWENTY, _HUNDRED, _THOUSAND = 10, 20, 100, 1000


def count_words(number: int, *, in_english: bool) -> str:
    """Return a count in words: what was counted here must not look like a number the plan writes.

    Args:
        number: 0 to 999; a larger one comes back in digits.
        in_english: the language.
    """
    if not 0 <= number < _THOUSAND:
        return str(number)
    return _count_in_english(number) if in_english else _count_in_vietnamese(number)


def _count_in_vietnamese(number: int) -> str:
    hundreds, rest = divmod(number, _HUNDRED)
    tens, ones = divmod(rest, _TEN)
    words = [f"{_ONES[hundreds]} trăm"] if hundreds else []
    if tens > 1:
        words.append(f"{_ONES[tens]} mươi")
    elif tens == 1:
        words.append("mười")
    elif hundreds and ones:
        words.append("linh")
    if ones or not words:
        last = _ONES[ones]
        if ones == 5 and tens:
            last = "lăm"
        elif ones == 1 and tens > 1:
            last = "mốt"
        words.append(last)
    return " ".join(words)


def _count_in_english(number: int) -> str:
    hundreds, rest = divmod(number, _HUNDRED)
    words = [f"{_ENGLISH[hundreds]} hundred"] if hundreds else []
    if rest >= _TWENTY:
        tens, ones = divmod(rest, _TEN)
        words.append(f"{_ENGLISH_TENS[tens]}-{_ENGLISH[ones]}" if ones else _ENGLISH_TENS[tens])
    elif rest or not words:
        words.append(_ENGLISH[rest])
    return " and ".join(words)
