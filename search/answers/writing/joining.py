"""Sentences → the text of an answer; a brief one holds as many whole sentences as there is room for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.citing import shorten

BRIEF_CHARACTERS = 600
_IN_A_LINE = 2
_MARK = re.compile(r"\[\d{1,3}\]")
_MARKS = re.compile(r"(?:\[\d{1,3}\]){1,400}")
_MARKED = re.compile(r" ?(?:\[\d{1,3}\]){1,400}")
_WORK = re.compile(r" (?:Việc|Nội dung|Task|Content): «[^«»]{0,600}»\.?")
_ASIDE = re.compile(r"(\d\.\d{1,2}(?:\.[\da-z]{1,2})?) \([^()]{0,300}\)")
_MORE_MARKS = re.compile(r"(\[\d{1,3}\])(?:\[\d{1,3}\]){1,400}")
_LEAST_SHARE, _ROOM_FOR_REST = 70, 7
_MOST_MARKS = 5


def joined_sentences(
    sentences: Sequence[str], *, brief: bool, kept: Sequence[str] = (), condensed: Sequence[str] = ()
) -> str:
    """Return sentences as one text, one a line when there are several.

    Args:
        sentences: each with its citation marks.
        brief: at most `BRIEF_CHARACTERS`, in one paragraph; sentences lose their ornaments before any is left out, and
            how many are left out is said.
        kept: those of the sentences that must not be left out (what disagrees, what no plan states).
        condensed: what the cited sentences say in fewer words, told instead of them where they do not fit.
    """
    if not brief:
        return "\n".join(sentences) if len(sentences) > _IN_A_LINE else " ".join(sentences)
    must = [sentence for sentence in kept if sentence in sentences]
    said = [sentence for sentence in sentences if sentence not in must]
    room = BRIEF_CHARACTERS - sum(len(sentence) + 1 for sentence in must)
    return " ".join([*_in_room(said, room, condensed), *must])[:BRIEF_CHARACTERS]


def _in_room(sentences: Sequence[str], room: int, condensed: Sequence[str] = ()) -> list[str]:
    """Return sentences that fit: whole, else without ornaments, else condensed, else each shortened, else the first."""
    for form in (str, _without_work, _up_to_marks, _without_asides):
        formed = list(dict.fromkeys(form(sentence) for sentence in sentences if _MARK.search(sentence)))
        if sum(len(sentence) + 1 for sentence in formed) <= room:
            rest = [sentence for sentence in sentences if not _MARK.search(sentence)]
            return _as_many([*formed, *rest], room)
    if condensed:
        return _whole_ones(condensed, room)
    formed = list(dict.fromkeys(map(_without_asides, filter(_MARK.search, sentences)))) or list(sentences)
    share = max(_LEAST_SHARE, _fair_share([len(sentence) + 1 for sentence in formed], room - _ROOM_FOR_REST))
    shown = _as_many([_fitted(sentence, share) for sentence in formed], room - _ROOM_FOR_REST)
    left = len(formed) - len(shown)
    return [*shown, f"(+{left})"] if left else shown


def _whole_ones(sentences: Sequence[str], room: int) -> list[str]:
    """Return as many whole sentences as there is room for, and how many are left out."""
    shown = list(sentences)
    while len(shown) > 1 and sum(len(each) + 1 for each in shown) > room - _ROOM_FOR_REST * (shown != list(sentences)):
        shown.pop()
    left = len(sentences) - len(shown)
    return [*(_fitted(each, room - _ROOM_FOR_REST) for each in shown), *([f"(+{left})"] if left else [])]


def _fair_share(lengths: Sequence[int], room: int) -> int:
    """Return the most room each sentence may take when what short ones leave goes to the longer ones."""
    left, share = room, room
    for number, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - number)
        if length > share:
            break
        left -= length
    return share - 1


def _as_many(sentences: Sequence[str], room: int) -> list[str]:
    """Return as many sentences from the first as there is room for; at least the first, shortened."""
    shown: list[str] = []
    for sentence in sentences:
        if shown and sum(len(each) + 1 for each in shown) + len(sentence) > room:
            break
        shown.append(_fitted(sentence, room))
    return shown


def _without_work(sentence: str) -> str:
    return _WORK.sub("", sentence)


def _without_asides(sentence: str) -> str:
    """Return a list of numbers of targets without what each is about, and with the first mark of each."""
    cited = _up_to_marks(sentence)
    return _ASIDE.sub(r"\1", _MORE_MARKS.sub(r"\1", cited)) if _ASIDE.search(cited) else cited


def _up_to_marks(sentence: str) -> str:
    runs = list(_MARKS.finditer(sentence))
    return f"{sentence[: runs[-1].end()]}." if runs else sentence


def _fitted(sentence: str, room: int = BRIEF_CHARACTERS) -> str:
    """Return a sentence that fits; one too long loses words at its end, and all marks but its first."""
    runs = list(_MARKS.finditer(sentence))
    if len(sentence) <= room:
        return sentence
    if not runs:
        return shorten(sentence, room)
    first = "".join(_MARK.findall(sentence)[:_MOST_MARKS])
    words = _MARKED.sub("", sentence[: runs[-1].start()])
    return f"{shorten(words, max(1, room - len(first) - 2))} {first}."
