"""A cross-encoder by name: off by default; when named it reorders the best passages and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import SettingsError
from index.passages import Filter
from search.engine import Engine
from search.reranking import CANDIDATES, LEG, CrossEncoderReranker, open_reranker, reranked
from search.retrieval import Ranking
from search.settings import load_settings
from search.terms import search_terms, wanted_passages
from search.understanding import understand
from search.weights import Weights

QUESTION = "nước sạch nông thôn ở Bến Tre"


class Shortest:
    """Likes the shortest passage best."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        return np.array([1.0 / len(text) for text in texts])


@pytest.fixture(scope="module")
def ranking(engine: Engine) -> Ranking:
    session = engine.session
    query = understand(QUESTION, session.understanding)
    wanted = wanted_passages(query, Filter(), session.infos, session.stating)
    return session.retriever.rank(search_terms(query, Weights()), wanted)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest BERT that sentence-transformers loads as a `CrossEncoder`: no network, nobody's weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("cross-encoder")
    letters = list("abcdefghijklmnopqrstuvwxyz0123456789.,()%/-")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + letter for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(words),
        max_position_embeddings=128,
        num_labels=1,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def best(ranking: Ranking) -> list[int]:
    """The positions of the candidates, best first."""
    return [int(position) for position in np.argsort(-ranking.final, kind="stable")[:CANDIDATES]]


def test_without_a_name_nothing_is_reordered(engine: Engine, ranking: Ranking) -> None:
    assert open_reranker(load_settings({}).reranker) is None
    assert reranked(ranking, QUESTION, engine.session.store.passages, None) is ranking


def test_the_best_passages_change_places_and_scores_keep_their_meaning(engine: Engine, ranking: Ranking) -> None:
    passages = engine.session.store.passages
    new = reranked(ranking, QUESTION, passages, Shortest())
    before, after = best(ranking), best(new)
    assert set(before) == set(after)
    assert before != after
    assert np.array_equal(np.sort(ranking.final), np.sort(new.final))
    assert np.array_equal(ranking.allowed, new.allowed)
    assert new.normal[LEG][before].max() == 1.0
    assert set(np.flatnonzero(new.raw[LEG]).tolist()) == set(before)


def test_a_passage_that_may_not_be_found_is_never_read(engine: Engine, ranking: Ranking) -> None:
    class Reading(Shortest):
        def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
            read.extend(texts)
            return super().scores(question, texts)

    read: list[str] = []
    only = int(np.argmax(ranking.final))
    final = np.zeros(len(ranking.final))
    final[only] = 1.0
    reranked(replace(ranking, final=final), QUESTION, engine.session.store.passages, Reading())
    assert read == []


def test_a_cross_encoder_of_a_folder_reorders_a_search_and_explains_it(
    engine: Engine, small_index: Path, tiny_model: Path
) -> None:
    named = Engine.open(load_settings({"KEHOACH_RERANKER": str(tiny_model)}, index=str(small_index)))
    result = named.search(QUESTION, top_k=5, explain=True)
    assert all(LEG in dict(hit.explanation or {})["raw"] for hit in result.hits)
    assert len(result.hits) == 5
    plain = engine.search(QUESTION, top_k=5)
    assert result.hits[0].final == pytest.approx(plain.hits[0].final)
    assert [hit.position for hit in result.hits] != [hit.position for hit in plain.hits]


@pytest.mark.parametrize("name", ["không/có/mô-hình", ""])
def test_a_model_that_cannot_be_loaded_is_named(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name if name else tmp_path
    with pytest.raises(SettingsError, match="không nạp được mô hình xếp hạng"):
        CrossEncoderReranker(str(folder)).scores("hỏi", ["đoạn"])
