"""How texts differ that want to say the same, without the plans they come from."""

from __future__ import annotations

from collections.abc import Mapping

from search.comparison.deadlines import target_deadline
from search.comparison.features import Vocabulary
from search.comparison.model import Difference, Member
from search.comparison.scope_differences import scope_differences
from search.comparison.value_differences import value_differences
from search.comparison.values import values_of_text
from search.comparison.wording import own_words


def text_differences(texts: Mapping[str, str]) -> list[Difference]:
    """Return the differences in number, year and scope between wordings of one target.

    Args:
        texts: name (of a plan) → its wording.

    Returns:
        Nothing where they differ in wording, spelling or what a scanner did to them only.
    """
    names = {name: name for name in texts}
    members = {
        name: (Member(name, "", "", text, (1, 1), (), tuple(values_of_text(name, text, (1, 1), "target", text))),)
        for name, text in texts.items()
    }
    vocabulary = Vocabulary([own_words(text) for text in texts.values()])
    deadline = target_deadline(members, names)
    return [
        *value_differences(members, names, vocabulary),
        *([deadline] if deadline else []),
        *scope_differences(members, names),
    ]
