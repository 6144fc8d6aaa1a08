"""The tagger's model is read without running anything that stands in it."""

from __future__ import annotations

import importlib.util
import os
import pickle
import subprocess
import sys
from pathlib import Path

import joblib
import pytest

from index.segmentation import continues_word, strings_of


def test_words_are_marked() -> None:
    assert continues_word(["nước", "sạch", "nông", "thôn"]) == [False, True, False, True]
    assert continues_word([]) == []


@pytest.mark.parametrize("name", ["features.bin", "dictionary.bin"])
def test_the_files_of_the_model_hold_what_unpickling_them_would_give(name: str) -> None:
    package = importlib.util.find_spec("underthesea")
    assert package is not None
    assert package.origin is not None
    (path,) = (Path(package.origin).parent / "pipeline" / "word_tokenize" / "models").glob(f"*/{name}")
    there = joblib.load(path)
    read = strings_of(path.read_bytes())
    assert len(read) == len(there) > 40
    assert (read if isinstance(there, list) else set(read)) == there


class Command:
    """What a hostile file would hold."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("exit 1",)


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps([Command()]),
        pickle.dumps(["nước", Command()], protocol=2),
        pickle.dumps(["nước", 1]),
        pickle.dumps({"nước": "sạch"}),
        pickle.dumps(["nước", "sạch"])[:-1],
        b"",
        b"\x00" * 100,
    ],
    ids=["a command", "a command, older protocol", "a number", "a mapping", "truncated", "empty", "zeros"],
)
def test_anything_but_strings_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        strings_of(content)


def test_tokenizing_brings_no_unpickler_of_foreign_files() -> None:
    program = (
        "import sys; from index.text import tokens; assert 'nước_sạch' in tokens('nước sạch nông thôn')\n"
        "assert not {'joblib', 'underthesea', 'dill', 'cloudpickle'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
