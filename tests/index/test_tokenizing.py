"""Tokens by several processes are those of one, in the same order, also when a process is killed."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from corpus.records import Passage
from index import passages as passage_files
from index import tokenizing
from index.fields import lexical_tokens
from index.text import VIEWS
from index.tokenizing import Tokens, tokens_of


@pytest.fixture
def folder(tmp_path: Path, ben_tre: list[Passage]) -> Path:
    passage_files.save(ben_tre[:60], tmp_path)
    return tmp_path


def wanted(passages: list[Passage], view: str) -> list[Tokens]:
    return [lexical_tokens(passage, VIEWS[view]) for passage in passages]


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_one_process_yields_the_tokens_of_every_passage(folder: Path, ben_tre: list[Passage], view: str) -> None:
    assert list(tokens_of(folder, view, 60)) == wanted(ben_tre[:60], view)


def test_several_processes_yield_the_same_in_the_same_order(
    folder: Path, ben_tre: list[Passage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokenizing, "_CHUNK", 9)
    assert list(tokens_of(folder, "folded", 60, workers=2)) == wanted(ben_tre[:60], "folded")


def test_when_a_process_is_killed_this_one_goes_on_alone(
    folder: Path, ben_tre: list[Passage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*arguments: object) -> object:
        yield wanted(ben_tre[:9], "words")
        raise BrokenProcessPool

    monkeypatch.setattr(tokenizing, "_CHUNK", 9)
    monkeypatch.setattr(tokenizing, "_by_processes", killed)
    assert list(tokens_of(folder, "words", 60, workers=2)) == wanted(ben_tre[:60], "words")


def test_many_passages_go_to_several_processes_and_few_do_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def noted(folder: Path, view: str, chunks: list[tuple[int, int]], workers: int) -> list[list[Tokens]]:
        asked.append(workers)
        return [[()] * (end - start) for start, end in chunks]

    monkeypatch.setattr(tokenizing, "_by_processes", noted)
    monkeypatch.setattr(tokenizing, "processors", lambda: 3)
    assert len(list(tokens_of(folder, "words", 60))) == 60
    assert asked == []
    assert len(list(tokens_of(folder, "words", tokenizing.MANY + 1))) == tokenizing.MANY + 1
    assert asked == [3]
