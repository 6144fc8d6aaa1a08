"""Vietnamese words out of syllables, by underthesea's trained tagger on our own tokens.

`underthesea.word_tokenize` is the same tagger behind a tokenizer of its own, and two things speak against calling it:
importing the package imports torch (2 to 4 seconds), and it does not say where a token stood. The tagger itself is one
file of the package and needs neither.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final, Protocol

_MODEL: Final = "ws_crf_vlsp2013_20230727"
# The tagger takes 25 ms per thousand tokens; blocks keep one enormous line from needing one enormous table.
_BLOCK: Final = 2000


class _Tagger(Protocol):
    def load(self, base_path: str) -> None: ...

    def predict(self, tokens: list[list[str]]) -> list[str]: ...


@cache
def _tagger() -> _Tagger:
    """Load the tagger from the installed underthesea without running the package's own `__init__`."""
    package = importlib.util.find_spec("underthesea")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("underthesea is not installed", name="underthesea")
    root = Path(package.origin).parent
    spec = importlib.util.spec_from_file_location(
        "underthesea_fast_crf", root / "models" / "fast_crf_sequence_tagger.py"
    )
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("underthesea has no fast_crf_sequence_tagger", name="underthesea")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tagger: _Tagger = module.FastCRFSequenceTagger()
    tagger.load(str(root / "pipeline" / "word_tokenize" / "models" / _MODEL))
    return tagger


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
