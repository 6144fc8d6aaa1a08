"""A build from real lines: found again by every leg, quick when nothing changed, embedding only what did."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from corpus.records import Passage, Span
from index.build import BuildResult, Recipe, build_index
from index.encoder import EmbeddedEncoder, Encoder
from index.engines.base import Engine
from index.engines.local import LocalEngine
from index.fields import MAX_DENSE_CHARACTERS, dense_text
from index.lexical import Bm25Parameters
from index.passages import Filter
from index.reader import open_index
from index.text import folded_tokens, tokens
from tests.index.conftest import SyllableEncoder, passages_of


def build(passages: list[Passage], index_dir: Path, encoder: Encoder, recipe: Recipe, **options: bool) -> BuildResult:
    return build_index(passages, index_dir=index_dir, encoder=encoder, recipe=recipe, shipped=(), **options)


def test_nothing_changed_is_nothing_done(tmp_path: Path, ben_tre: list[Passage], encoder: SyllableEncoder) -> None:
    first = build(ben_tre[:30], tmp_path, encoder, Recipe("a"))
    assert first.is_new
    again = build(ben_tre[:30], tmp_path, encoder, Recipe("a"))
    assert not again.is_new
    assert again.generation.name == first.generation.name
    assert build(ben_tre[:30], tmp_path, encoder, Recipe("a"), force=True).is_new


def test_passages_are_not_even_read_when_nothing_changed(tmp_path: Path, encoder: SyllableEncoder) -> None:
    build([], tmp_path, encoder, Recipe("a"))

    def unread() -> object:
        raise AssertionError

    build_index(
        (unread() for _ in range(1)),  # type: ignore[misc]
        index_dir=tmp_path,
        encoder=encoder,
        recipe=Recipe("a"),
        shipped=(),
    )


@pytest.mark.parametrize(
    ("recipe", "identity"),
    [
        (Recipe("b"), "syllables 1"),
        (Recipe("a", {"words": Bm25Parameters(k1=0.9)}), "syllables 1"),
        (Recipe("a"), "syllables 2"),
    ],
)
def test_another_corpus_encoder_or_parameter_is_another_index(
    recipe: Recipe, identity: str, tmp_path: Path, ben_tre: list[Passage], encoder: SyllableEncoder
) -> None:
    build(ben_tre[:30], tmp_path, encoder, Recipe("a"))
    assert build(ben_tre[:30], tmp_path, SyllableEncoder(identity), recipe).is_new


def test_an_edit_embeds_only_what_it_changed(tmp_path: Path, ben_tre: list[Passage], encoder: SyllableEncoder) -> None:
    passages = ben_tre[:30]
    texts = {dense_text(passage) for passage in passages}
    first = build(passages, tmp_path, encoder, Recipe("a"))
    assert sorted(encoder.embedded) == sorted(texts)
    assert first.embedded == len(texts)
    encoder.embedded.clear()
    edited = [*passages[:10], replace(passages[10], text="Một câu đã được sửa lại cho đúng"), *passages[11:]]
    second = build(edited, tmp_path, encoder, Recipe("b"))
    assert encoder.embedded == [dense_text(edited[10])]
    assert (second.embedded, second.reused) == (1, 29)


def test_a_build_from_the_cache_is_the_same_index(tmp_path: Path, ben_tre: list[Passage]) -> None:
    one = build(ben_tre[:30], tmp_path / "one", SyllableEncoder(), Recipe("a")).generation
    build(ben_tre[:20], tmp_path / "two", SyllableEncoder(), Recipe("other"))
    two = build(ben_tre[:30], tmp_path / "two", SyllableEncoder(), Recipe("a")).generation
    assert one.manifest.files == two.manifest.files


def test_extra_files_are_part_of_the_generation(tmp_path: Path, encoder: SyllableEncoder) -> None:
    def write(folder: Path) -> None:
        (folder / "alignment.json").write_text("[]")

    result = build_index(
        [], index_dir=tmp_path, encoder=encoder, recipe=Recipe("a"), write_extras=write, counts={"plans": 5}, shipped=()
    )
    assert "alignment.json" in result.generation.manifest.files
    assert result.generation.manifest.counts == {"passages": 0, "plans": 5}
    assert (open_index(tmp_path).folder / "alignment.json").read_text() == "[]"


def test_an_index_without_passages_finds_nothing(tmp_path: Path, encoder: SyllableEncoder) -> None:
    build([], tmp_path, encoder, Recipe("a"))
    engine = LocalEngine(open_index(tmp_path))
    assert engine.search_sparse("words", tokens("nước"), 5).positions.tolist() == []
    assert engine.search_dense(encoder.encode_queries(["nước"])[0], 5).positions.tolist() == []


def test_the_bm25_parameters_are_those_of_the_recipe(
    tmp_path: Path, ben_tre: list[Passage], encoder: SyllableEncoder
) -> None:
    chosen = Bm25Parameters(0.9, 0.4, 0.05)
    build(ben_tre[:30], tmp_path, encoder, Recipe("a", {"folded": chosen}))
    reader = open_index(tmp_path)
    assert reader.lexical["folded"].parameters == chosen
    assert reader.lexical["words"].parameters == Bm25Parameters()


def test_an_encoder_other_than_the_index_was_built_with_is_refused(tmp_path: Path, encoder: SyllableEncoder) -> None:
    build([], tmp_path, encoder, Recipe("a"))
    reader = open_index(tmp_path)
    reader.check_encoder(SyllableEncoder())
    with pytest.raises(SettingsError, match=r"syllables 1.*syllables 2.*kehoach build"):
        reader.check_encoder(SyllableEncoder("syllables 2"))


def test_progress_is_lines_in_a_log_and_a_bar_on_a_terminal(
    tmp_path: Path, ben_tre: list[Passage], encoder: SyllableEncoder
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for number, stream in enumerate([io.StringIO(), Terminal()]):
        build_index(
            ben_tre[:20],
            index_dir=tmp_path / str(number),
            encoder=encoder,
            recipe=Recipe("a"),
            progress=stream,
            shipped=(),
        )
        assert "Tính véc-tơ" in stream.getvalue()
        assert "20/20" in stream.getvalue()
        assert ("\r" in stream.getvalue()) == stream.isatty()


def test_a_long_build_says_how_far_the_words_are_too(
    tmp_path: Path, ben_tre: list[Passage], encoder: SyllableEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    monkeypatch.setattr("index.build._LINES_APART", 0.0)
    build_index(ben_tre[:20], index_dir=tmp_path, encoder=encoder, recipe=Recipe("a"), progress=said, shipped=())
    assert "Tách từ (words): 10/20 đoạn (50%)" in said.getvalue()
    assert "Tách từ (folded): 20/20 đoạn (100%)" in said.getvalue()


def test_real_questions_find_the_row(tmp_path: Path) -> None:
    """The whole way with the embedded model: the rows around the one on rural water, found by each leg."""
    passages = [passage for passage in passages_of("ben-tre-ptbv") if 357 <= passage.span.first_line <= 372]
    encoder = EmbeddedEncoder()
    build(passages, tmp_path, encoder, Recipe("a"))
    engine: Engine = LocalEngine(open_index(tmp_path))
    question = "Ai chịu trách nhiệm về nước sạch nông thôn?"
    marked = engine.search_sparse("words", tokens(question), 5)
    unmarked = engine.search_sparse("folded", folded_tokens("ai lo nuoc sach nong thon"), 5)
    dense = engine.search_dense(encoder.encode_queries([question])[0], 5)
    for nearest in (marked, unmarked, dense):
        assert 363 in [passage.span.first_line for passage in engine.passages(nearest.positions.tolist())]
        assert nearest.scores.tolist() == sorted(nearest.scores.tolist(), reverse=True)


def test_filters_hold_in_every_search(tmp_path: Path, encoder: SyllableEncoder) -> None:
    passages = [*passages_of("ben-tre-ptbv")[:50], *passages_of("an-giang-ptbv")[:50]]
    build(passages, tmp_path, encoder, Recipe("a"))
    engine = LocalEngine(open_index(tmp_path))
    where = Filter(provinces=frozenset({"an-giang"}))
    question = "phát triển bền vững của tỉnh"
    for nearest in (
        engine.search_sparse("words", tokens(question), 10, where),
        engine.search_dense(encoder.encode_queries([question])[0], 10, where),
    ):
        assert len(nearest.positions) == 10
        assert {passage.province for passage in engine.passages(nearest.positions.tolist())} == {"an-giang"}


def test_an_engine_answers_from_the_generation_it_was_switched_to(
    tmp_path: Path, ben_tre: list[Passage], encoder: SyllableEncoder
) -> None:
    build(ben_tre[:10], tmp_path, encoder, Recipe("a"))
    engine = LocalEngine(open_index(tmp_path))
    before = engine.generation
    build(ben_tre[10:30], tmp_path, encoder, Recipe("b"))
    newer = open_index(tmp_path)
    with pytest.raises(KeyError):
        engine.switch(newer.generation)
    engine.put(newer)
    assert engine.generation == before
    assert engine.passages([0]) == [ben_tre[0]]
    engine.switch(newer.generation)
    assert engine.passages([0]) == [ben_tre[10]]


@pytest.mark.parametrize("length", [10, 300, 1000])
@pytest.mark.parametrize(
    ("context", "kept", "dropped"),
    [
        ("", "", "không có"),
        ("Mục tiêu 6\nNước sạch.", "Mục tiêu 6. Nước sạch. nước", ".."),
        ("ngoài cùng " * 40 + "\nMục tiêu 6", "Mục tiêu 6. nước", "ngoài"),
        ("Mục tiêu 6 " + "rất dài " * 60, "Mục tiêu 6 rất dài", "dài r."),
    ],
)
def test_what_is_embedded_is_short_and_has_the_passages_own_words(
    length: int, context: str, kept: str, dropped: str
) -> None:
    text = ("nước sạch nông thôn " * 60)[:length].strip()
    passage = Passage("x:1", "x", None, "task", None, (), text, context, Span(1, 1, 0, 1))
    embedded = dense_text(passage)
    assert len(embedded) <= MAX_DENSE_CHARACTERS
    assert text[:250] in embedded
    assert kept in embedded
    assert dropped not in embedded
