"""Vietnamese words out of syllables, by underthesea's trained tagger on our own tokens.

`underthesea.word_tokenize` is the same tagger behind a tokenizer of its own, and three things speak against calling it:
importing the package imports torch (2 to 4 seconds), it does not say where a token stood, and it unpickles two of the
model's files. The tagger itself is in underthesea_core; the two files are lists of strings and are read as such.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from pickletools import genops
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from underthesea_core import CRFFeaturizer, CRFTagger

_MODEL: Final = "ws_crf_vlsp2013_20230727"
# The tagger takes 25 ms per thousand tokens; blocks keep one enormous line from needing one enormous table.
_BLOCK: Final = 2000
_STRINGS: Final = frozenset({"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"})
# What else stands in a pickled list or set of strings; nothing here names a class or calls anything.
_FRAMING: Final = frozenset(
    {"PROTO", "FRAME", "EMPTY_LIST", "EMPTY_SET", "MARK", "MEMOIZE", "APPENDS", "ADDITEMS", "STOP"}
)


class _Tagger(NamedTuple):
    featurizer: CRFFeaturizer
    tagger: CRFTagger

    def predict(self, tokens: list[list[str]]) -> list[str]:
        tags: list[str] = self.tagger.tag(self.featurizer.process([tokens])[0])
        return tags


@cache
def _tagger() -> _Tagger:
    """Load the tagger and the model of the installed underthesea without importing that package."""
    from underthesea_core import CRFFeaturizer, CRFTagger

    package = importlib.util.find_spec("underthesea")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("underthesea is not installed", name="underthesea")
    folder = Path(package.origin).parent / "pipeline" / "word_tokenize" / "models" / _MODEL
    tagger = CRFTagger()
    tagger.load(str(folder / "models.bin"))
    features = strings_of((folder / "features.bin").read_bytes())
    words = strings_of((folder / "dictionary.bin").read_bytes())
    return _Tagger(CRFFeaturizer(features, set(words)), tagger)


def strings_of(pickled: bytes) -> list[str]:
    """Return the strings of a pickled list or set of strings, in order, without unpickling: nothing in it is run.

    Raises:
        ValueError: It is not a whole pickle, or holds anything else.
    """
    strings: list[str] = []
    for opcode, argument, position in genops(pickled):
        if opcode.name in _STRINGS:
            strings.append(str(argument))
        elif opcode.name not in _FRAMING:
            raise ValueError(f"a list of strings was expected, there is {opcode.name} at byte {position}")
    return strings


def segmenter_identity() -> str:
    """Return what tells one segmenter from another: package, version and model."""
    return f"underthesea {version('underthesea')} {_MODEL}"


def continues_word(tokens: Sequence[str]) -> list[bool]:
    """Say of each token whether it belongs to the same word as the token before it.

    Args:
        tokens: Lower-case syllables, numbers and punctuation marks in the order of the text.

    Returns:
        One flag a token; the first is always false.
    """
    flags: list[bool] = []
    for start in range(0, len(tokens), _BLOCK):
        block = [[token] for token in tokens[start : start + _BLOCK]]
        tags = _tagger().predict(block)
        flags.extend(position > 0 and tag == "I-W" for position, tag in enumerate(tags))
    return flags
