"""From a folder of plans to an index: Word documents among them, and what `kehoach build --report` insists on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from api.cli import main
from corpus.errors import CorpusError
from search.building import build, corpus_hash, counts_lost, read_corpus
from search.engine import open_store
from search.settings import Settings, load_settings
from tests.corpus.rendering import Style, parsed, write_word
from tests.small_corpus import write_small_corpus

HEAD = (
    "KẾ HOẠCH\nThực hiện Chương trình nghị sự 2030\n\nUBND tỉnh Đắk Nông ban hành Kế hoạch.\n\nI. MỤC TIÊU\n\n"
    "Kế hoạch gồm 02 mục tiêu cụ thể.\n\nPHỤ LỤC\n\n"
)
TABLE = (
    "STT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\n\tMục tiêu 6: Bảo đảm đủ nước sạch cho mọi người\t\t\n"
    "1\tMục tiêu 6.1: Đến năm 2030, mọi người có nước sạch nông thôn\t\t\n"
    "-\tĐầu tư các trạm cấp nước sạch nông thôn\tSở Xây dựng\tSở Tài chính\n"
    "2\tMục tiêu 6.2: Đến năm 2030, chấm dứt đi vệ sinh ngoài trời\t\t\n-\tTuyên truyền vệ sinh\tSở Y tế\tSở Nội vụ\n"
)


def write_plan(folder: Path, text: str = HEAD + TABLE) -> Settings:
    folder.mkdir(exist_ok=True)
    (folder / "thu-nghiem.txt").write_text(text, encoding="utf-8")
    return load_settings({}, index=str(folder.parent / "index"), corpus=str(folder))


def command(settings: Settings, *options: str) -> int:
    return main(["build", "--index", str(settings.index), "--corpus", str(settings.corpus), *options])


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An index of one plan that is a Word document."""
    folder = tmp_path_factory.mktemp("word") / "plans"
    folder.mkdir()
    plan = parsed(HEAD + TABLE, "dak-nong")
    write_word(plan, Style("cells", ("body", "assigned")), folder / "dak-nong-word.docx", HEAD)
    settings = load_settings({}, index=str(folder.parent / "index"), corpus=str(folder))
    build(settings)
    return settings


def test_a_word_plan_is_answered_cited_and_verified(
    word: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(word.index)]
    assert main(["ask", "Ai chủ trì nước sạch nông thôn ở Đắk Nông?", "--json", *index]) == 0
    answer = capsys.readouterr().out
    read = json.loads(answer)
    (lead, *_) = read["statements"][0]["agencies"]
    assert (lead["role"], lead["canonical"]) == ("lead", "Sở Xây dựng")
    source = open_store(word.index).documents["dak-nong-word"].source
    first = read["citations"][0]
    assert "Sở Xây dựng" in source[slice(*first["offsets"])]
    assert "Sở Xây dựng" in "\n".join(source.split("\n")[first["lines"][0] - 1 : first["lines"][1]])
    saved = tmp_path / "answer.json"
    saved.write_text(answer, encoding="utf-8")
    assert main(["verify", str(saved), *index]) == 0
    assert main(["verify", str(saved), "--corpus", str(word.corpus)]) == 0
    saved.write_text(answer.replace("Sở Xây dựng", "Sở Y tế"), encoding="utf-8")
    assert main(["verify", str(saved), "--corpus", str(word.corpus)]) == 1


def test_a_word_plan_may_stand_in_the_catalog_and_its_bytes_decide_what_is_new(word: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    shutil.copytree(word.corpus, folder)
    (folder / "catalog.toml").write_text('[[plan]]\nid = "dak-nong-word"\nnumber = "12/KH-UBND"\n', encoding="utf-8")
    settings = load_settings({}, index=str(tmp_path / "index"), corpus=str(folder))
    (plan,) = read_corpus(settings).plans
    assert (plan.info.number, [n for n in plan.info.notes if "tệp" in n]) == ("12/KH-UBND", [])
    before = corpus_hash(folder)
    (folder / "README.md").write_text("ghi chú", encoding="utf-8")
    assert corpus_hash(folder) == before
    with (folder / "dak-nong-word.docx").open("ab") as file:
        file.write(b"\0")
    assert corpus_hash(folder) != before


def test_two_files_of_one_plan_are_an_error(word: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    shutil.copytree(word.corpus, folder)
    (folder / "dak-nong-word.txt").write_text("KẾ HOẠCH", encoding="utf-8")
    with pytest.raises(CorpusError, match="cùng mang mã kế hoạch 'dak-nong-word'"):
        read_corpus(load_settings({}, corpus=str(folder)))


def test_a_report_fails_when_a_count_that_held_no_longer_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = write_plan(tmp_path / "plans")
    assert command(settings, "--report") == 0
    before = (settings.index / "CURRENT").read_text(encoding="ascii")
    capsys.readouterr()
    write_plan(tmp_path / "plans", HEAD + TABLE.replace("2\tMục tiêu 6.2:", "2\tViệc 6.2:"))
    assert command(settings, "--report", "--json") == 1
    shown = capsys.readouterr()
    report = json.loads(shown.out)
    assert [(one["name"], one["expected"], one["found"]) for one in report["lost"]] == [("targets", 2, 1)]
    assert report["plans"][0]["checks"][0] == {"name": "targets", "declared": 2, "found": 1, "holds": False}
    assert "thu-nghiem: mục tiêu cụ thể: văn bản tự nêu 2, nay đọc được 1 (theo bản dựng 000001" in shown.err
    assert "chỉ mục giữ nguyên" in shown.err
    assert (settings.index / "CURRENT").read_text(encoding="ascii") == before
    assert command(settings) == 0  # without the report the new text is taken as it is, and is the new measure
    assert command(settings, "--report") == 0
    assert "văn bản nêu 2, đọc được 1" in capsys.readouterr().out


def test_a_report_names_every_line_without_a_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remarks = TABLE.replace("Cơ quan phối hợp", "Ghi chú").replace("Sở Tài chính", "không ai hiểu")
    settings = write_plan(tmp_path / "plans", HEAD + remarks)
    assert command(settings, "--report", "--json") == 0
    (plan,) = json.loads(capsys.readouterr().out)["plans"]
    assert "không ai hiểu" in [left["text"] for left in plan["leftovers"]]
    assert {run["why"] for run in plan["unrecorded"]} >= {"tiêu đề cột của bảng, kể cả khi lặp lại ở đầu trang"}
    assert command(settings, "--report") == 0
    assert "không ai hiểu" in capsys.readouterr().out


def test_a_damaged_index_is_no_measure_and_is_told(tmp_path: Path) -> None:
    settings = write_plan(tmp_path / "plans")
    build(settings)
    (generation,) = (settings.index / "generations").iterdir()
    (generation / "plans.sqlite").write_bytes(b"broken")
    lost, warnings = counts_lost(read_corpus(settings).plans, settings.index)
    assert lost == []
    assert [line.split(":")[0] for line in warnings] == ["không so được với bản dựng trước"]


def test_the_small_corpus_is_read_once_for_report_and_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_small_corpus(tmp_path / "plans")
    settings = load_settings({}, index=str(tmp_path / "index"), corpus=str(folder))
    reading = read_corpus(settings)
    monkeypatch.setattr("search.building.load_plans", lambda *_: pytest.fail("read twice"))
    outcome = build(settings, reading=reading)
    assert outcome.plans is reading.plans
