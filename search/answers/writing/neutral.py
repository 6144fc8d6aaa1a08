"""Words of a plan inside an answer: nothing in them may look like a citation, a link, markup or an order of letters.

Quotes of citations stay as the source has them; this is for the sentences around the marks.
"""

from __future__ import annotations

import re
import unicodedata

# "<3%" and "< 8,0" are numbers of the plans; "<" before a letter would open a tag.
_TAG_OPENS = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"(?i)(https?|ftp|javascript|data|mailto|vbscript)\s?:(?=\S)|(?<!\w)www\.(?=\w)")
_SAME_SIZE = str.maketrans({"[": "(", "]": ")", "`": "'", "【": "(", "】": ")", "［": "(", "］": ")"})
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


def without_hidden(text: str) -> str:
    """Return a text without control, format, private and unassigned characters; line ends stay.

    Zero-width and bidirectional characters are format characters.
    """
    if text.isascii() and text.isprintable():
        return text
    hidden = {character for character in set(text) - {"\n", "\t"} if unicodedata.category(character) in _HIDDEN}
    return "".join(character for character in text if character not in hidden) if hidden else text


def neutral(text: str) -> str:
    """Return a text without hidden characters, in which brackets, tags and addresses are only words."""
    plain = without_hidden(text).translate(_SAME_SIZE)
    plain = _TAG_OPENS.sub("‹", plain)
    return _LINK.sub(lambda match: f"{match.group().rstrip(' :.')}{match.group()[-1]} ", plain)
