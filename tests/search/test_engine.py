"""The engine on real pages: the right row, exact filters and phrases, hot reopening, and what is refused."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import IndexDamaged, IndexMissing, QueryError, SettingsError
from search.citing import verify
from search.engine import Engine, open_store
from search.settings import load_settings

RURAL = "Sở Nông nghiệp và Phát triển nông thôn"


def lines_of(engine: Engine, plan_id: str, words: str) -> tuple[int, ...]:
    """The lines of a plan that hold some words."""
    source = engine.session.store.documents[plan_id].source
    return tuple(number for number, line in enumerate(source.split("\n"), 1) if words in line)


@pytest.mark.parametrize(
    ("question", "plan_id", "row"),
    [
        (
            "Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?",
            "ben-tre-ptbv-trich",
            "Sở NN&PTNT\tCác Sở: TN&MT; KH&CN",
        ),
        ("ai lo nuoc sach nong thon o ben tre", "ben-tre-ptbv-trich", "Sở NN&PTNT\tCác Sở: TN&MT; KH&CN"),
        ("AI LO NƯỚC SẠCH NÔNG THÔN Ở AN GIANG", "an-giang-ptbv-trich", f"Chủ trì: {RURAL}"),
        ("nước sạch nông thôn ở Đắk Nông do sở nào chủ trì", "dak-nong-ptbv-trich", f"Chủ trì:\xa0{RURAL}"),
        (
            "who is responsible for clean water in rural areas of Ben Tre",
            "ben-tre-ptbv-trich",
            "Sở NN&PTNT\tCác Sở: TN",
        ),
    ],
)
def test_rural_water_is_the_row_of_the_rural_department(engine: Engine, question: str, plan_id: str, row: str) -> None:
    answer = engine.ask(question)
    first = answer.statements[0]
    leads = [body for body in first.agencies if body.role == "lead"]
    assert (answer.status, first.plan_id) == ("answered", plan_id)
    assert [body.canonical for body in leads] == [RURAL]
    cited = answer.citations[0]
    assert cited.label == first.citations[0]
    assert any(cited.lines[0] <= line <= cited.lines[1] for line in lines_of(engine, plan_id, row))


def test_urban_water_is_another_row_of_the_same_target(engine: Engine) -> None:
    first = engine.ask("Cấp nước sạch đô thị và khu công nghiệp ở An Giang do ai chủ trì?").statements[0]
    assert [body.canonical for body in first.agencies if body.role == "lead"] == ["Sở Xây dựng"]


def test_without_a_province_every_plan_answers_and_first_citations_come_first(engine: Engine) -> None:
    answer = engine.ask("Ai lo nước sạch nông thôn?")
    assert {statement.plan_id for statement in answer.statements} == set(engine.session.infos)
    firsts = list(dict.fromkeys(statement.citations[0] for statement in answer.statements))
    assert [citation.label for citation in answer.citations][: len(firsts)] == firsts


def test_every_citation_verifies_and_today_is_told_apart(engine: Engine) -> None:
    answer = engine.ask("Ai lo nước sạch nông thôn ở Bến Tre?", as_of=date(2026, 1, 1))
    citations = [citation.to_json() for citation in answer.citations]
    assert all(verdict.ok for verdict in verify(citations, engine.session.store.documents))
    lead = answer.statements[0].agencies[0]
    assert lead.as_written == "Sở NN&PTNT"
    assert lead.current is not None
    assert [(body.name, body.province_id) for body in lead.current] == [("Sở Nông nghiệp và Môi trường", "vinh-long")]
    assert "Hiện nay là Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long." in answer.answer


def test_before_the_changes_of_2025_nothing_has_changed(engine: Engine) -> None:
    answer = engine.ask("Ai lo nước sạch nông thôn ở Bến Tre?", as_of=date(2020, 1, 1))
    assert "Hiện nay" not in answer.answer


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Ai lo nước sạch nông thôn ở Đồng Tháp?", "plan_not_in_corpus"),
        ("Cho xin số điện thoại của Sở Xây dựng Bến Tre", "not_stated"),
        ("xin chào", "out_of_scope"),
        ("Công thức nấu phở bò", "out_of_scope"),
    ],
)
def test_what_plans_do_not_say_is_not_answered(engine: Engine, question: str, reason: str) -> None:
    answer = engine.ask(question)
    assert (answer.status, answer.reason) == ("abstained", reason)
    assert answer.statements == ()
    assert answer.citations == ()
    assert answer.answer.endswith(".")


def test_a_phrase_in_quotes_is_in_every_hit(engine: Engine) -> None:
    hits = engine.search('"cấp nước nông thôn"', top_k=50).hits
    assert hits
    assert all("cấp nước nông thôn" in " ".join(hit.passage.text.lower().split()) for hit in hits)


def test_a_marked_word_does_not_find_other_marks(engine: Engine) -> None:
    hits = engine.search("nguồn", top_k=20).hits
    assert hits
    assert all("nguồn" in f"{hit.passage.text} {hit.passage.context}".lower() for hit in hits)


def test_filters_are_exact(engine: Engine) -> None:
    hits = engine.search("nước", provinces=["Bến Tre"], levels=["target"], top_k=20).hits
    assert hits
    assert {(hit.passage.plan_id, hit.passage.level) for hit in hits} == {("ben-tre-ptbv-trich", "target")}
    by_body = engine.search("nước", agency="Sở TN&MT", top_k=20).hits
    assert by_body
    assert all("so-tai-nguyen-va-moi-truong" in hit.passage.agency_ids for hit in by_body)


def test_todays_province_reaches_the_plan_of_its_predecessor(engine: Engine) -> None:
    assert {hit.passage.province for hit in engine.search("nước sạch", provinces=["Vĩnh Long"]).hits} == {"ben-tre"}


def test_one_target_does_not_fill_the_first_places(engine: Engine) -> None:
    hits = engine.search("cấp nước sạch nông thôn", top_k=5).hits
    targets = [(hit.passage.plan_id, hit.passage.target_code) for hit in hits if hit.passage.target_code]
    assert max(targets.count(target) for target in targets) <= 2


def test_an_explanation_accounts_for_the_final_score(engine: Engine) -> None:
    result = engine.search("so nong nghiep ptnt nuoc sach", explain=True, top_k=3)
    assert result.explain is not None
    assert result.explain["understood"]["changes"] == ("diacritics",)
    for hit in result.hits:
        assert hit.explanation is not None
        total = hit.explanation["fused"] + sum(hit.explanation["boosts"].values())
        assert hit.explanation["final"] == pytest.approx(total, abs=1e-3)
        for start, end in hit.explanation["highlights"]:
            assert 0 <= start < end <= len(hit.passage.text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"provinces": ["Atlantis"]}, "không có tỉnh 'Atlantis'"),
        ({"provinces": [""]}, "không có tỉnh ''"),
        ({"plans": ["khong-co"]}, "không có kế hoạch 'khong-co'"),
        ({"levels": ["đoạn"]}, "không có cấp 'đoạn'"),
        ({"agency": "Sở Phép thuật"}, "không kế hoạch nào nêu cơ quan 'Sở Phép thuật'"),
    ],
)
def test_a_filter_nobody_knows_is_named(engine: Engine, arguments: dict[str, object], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        engine.search("nước", **arguments)  # type: ignore[arg-type]


def test_a_brief_answer_is_short(engine: Engine) -> None:
    assert len(engine.ask("Ai lo nước sạch nông thôn?", brief=True).answer) <= 600


def test_threads_get_the_same_answers(engine: Engine) -> None:
    questions = ["ai lo nuoc sach nong thon o ben tre", "nước sạch đô thị An Giang ai chủ trì"] * 6
    alone = [engine.ask(question).answer for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda question: engine.ask(question).answer, questions)) == alone


def test_a_passage_is_found_by_its_id(engine: Engine) -> None:
    known = engine.session.store.passages[0]
    assert engine.passage(known.passage_id) == known
    assert engine.passage("khong:co") is None


def test_a_generation_switched_in_is_opened(small_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    engine = Engine.open(load_settings({}, index=str(index)))
    before = engine.session
    generation = index / "generations" / before.reader.generation
    renamed = generation.with_name("000009" + generation.name[6:])
    shutil.copytree(generation, renamed)
    (index / "CURRENT").write_text(renamed.name + "\n", encoding="ascii")
    monkeypatch.setattr("search.engine._LOOK_EVERY", 0.0)
    assert engine.session.reader.generation == renamed.name
    assert before.reader.generation == generation.name


def test_a_damaged_new_generation_leaves_the_old_one_open(
    small_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    said: list[str] = []
    engine = Engine.open(load_settings({}, index=str(index)), report=said.append)
    before = engine.session
    for file in (index / "generations").rglob("plans.sqlite"):
        file.write_bytes(file.read_bytes()[:-10])
    (index / "CURRENT").write_text("000009-0123456789abcdef\n", encoding="ascii")
    monkeypatch.setattr("search.engine._LOOK_EVERY", 0.0)
    assert engine.session is before
    assert len(said) == 1
    assert "vẫn dùng bản đang mở" in said[0]


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="kehoach build"):
        Engine.open(load_settings({}, index=str(tmp_path / "nowhere")))
    with pytest.raises(IndexMissing):
        open_store(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["plans.sqlite", "spelling.json", "passages.jsonl", "manifest.json"])
def test_a_damaged_file_of_the_only_generation_is_named(small_index: Path, tmp_path: Path, name: str) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    (file,) = (index / "generations").rglob(name)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(IndexDamaged, match=name):
        Engine.open(load_settings({}, index=str(index)))


def test_an_encoder_of_another_index_is_refused(small_index: Path) -> None:
    engine = Engine.open(load_settings({}, index=str(small_index), encoder="/khong/co/mo-hinh"))
    with pytest.raises(SettingsError):
        engine.search("nước sạch")
