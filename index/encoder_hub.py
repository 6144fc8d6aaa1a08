"""Any other sentence-transformers model, by the name of a folder or of a model on the hub."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies

import numpy as np

from corpus.errors import SettingsError
from index.encoder import (
    MAX_QUERY_CHARACTERS,
    Progress,
    Vectors,
    encode_in_chunks,
    no_progress,
    shorten,
)
from index.normalization import place_tones

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class _Family(NamedTuple):
    """How models whose name contains `mark` want their input, as their model cards say."""

    mark: str
    query: str
    passage: str
    segmented: bool = False


_FAMILIES: Final = (
    _Family("-instruct", "Instruct: Given a question, retrieve passages that answer it\nQuery: ", ""),
    _Family("e5-", "query: ", "passage: "),
    _Family("bge-m3", "", ""),
    _Family("bge-", "Represent this sentence for searching relevant passages: ", ""),
    _Family("vietnamese-bi-encoder", "", "", segmented=True),
)
_PLAIN: Final = _Family("", "", "")
_SAMPLE: Final = 1 << 20
_HUB_NAME: Final = re.compile(r"[\w.-]+(?:/[\w.-]+)?")


class HubEncoder:
    """A sentence-transformers model with the prompts of its own configuration, else of its family."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model = _load(name)
        self._family = _family_of(name, self._model)
        self.dimension = int(self._model.get_embedding_dimension() or self._encode_dimension())
        self.identity = f"{Path(name).name if Path(name).is_dir() else name}; {_revision(name, self._model)}"

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a question."""
        prepared = self._prepared([shorten(text, MAX_QUERY_CHARACTERS) for text in texts])
        return encode_in_chunks(self._model, prepared, self._family.query, no_progress)

    def encode_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """Return one unit vector a passage."""
        return encode_in_chunks(self._model, self._prepared(texts), self._family.passage, progress)

    def _prepared(self, texts: Sequence[str]) -> list[str]:
        return [_segmented(text) for text in texts] if self._family.segmented else list(texts)

    def _encode_dimension(self) -> int:
        return int(np.asarray(self._model.encode(["a"], show_progress_bar=False)).shape[1])


def _load(name: str) -> SentenceTransformer:
    """Load a model, turning every way this can fail into one line for the user."""
    if not Path(name).is_dir() and not _HUB_NAME.fullmatch(name):
        raise _cannot_load(name, "không có thư mục này")
    try:
        from sentence_transformers import SentenceTransformer

        offline = not Path(name).is_dir() and not _hub_answers()
        return SentenceTransformer(name, device="cpu", local_files_only=offline)
    except Exception as error:  # the libraries below raise almost every type there is
        raise _cannot_load(name, " ".join(str(error).split())[:200] or type(error).__name__) from error


def _cannot_load(name: str, reason: str) -> SettingsError:
    return SettingsError(
        f"Không nạp được mô hình nhúng “{name}” ({reason}); "
        "--encoder nhận tên mô hình trên hub (cần mạng), một thư mục chứa mô hình sentence-transformers, "
        "hoặc multilingual-e5-small (kèm sẵn)"
    )


def _hub_answers() -> bool:
    """Say whether the hub can be reached at all: without this a missing network is a minute of retries."""
    from huggingface_hub.constants import ENDPOINT

    address = urlsplit(ENDPOINT)
    if getproxies().get(address.scheme):
        return True
    try:
        socket.getaddrinfo(address.hostname, address.port or 443)
    except OSError:
        return False
    return True


def _family_of(name: str, model: SentenceTransformer) -> _Family:
    own = {prompt: text for prompt, text in model.prompts.items() if text}
    if "query" in own:
        passage = next((own[key] for key in ("passage", "document", "corpus") if key in own), "")
        return _Family(name, own["query"], passage)
    lowered = name.lower()
    return next((family for family in _FAMILIES if family.mark in lowered), _PLAIN)


def _segmented(text: str) -> str:
    """Join the syllables of each word with "_", as models trained on segmented text expect."""
    from index.segmentation import continues_word

    words = place_tones(text).split()
    flags = continues_word([word.lower() for word in words])
    return "".join(("_" if joins else " ") + word for word, joins in zip(words, flags, strict=True)).strip()


def _revision(name: str, model: SentenceTransformer) -> str:
    """Return what tells two versions of a model apart: the hub's commit, or a digest of the folder's files.

    Of a file of more than two mebibytes the size and both ends are read, not all: enough to notice another model.
    """
    folder = Path(name)
    if not folder.is_dir():
        config = getattr(getattr(model[0], "auto_model", None), "config", None)
        return f"revision {getattr(config, '_commit_hash', None) or 'unknown'}"
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_SAMPLE))
            if size > 2 * _SAMPLE:
                file.seek(-_SAMPLE, 2)
            digest.update(file.read())
    return f"sha256 {digest.hexdigest()[:32]}"
