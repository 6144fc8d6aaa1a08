"""The whole evaluation on a small system with known answers, its report, and its floors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import SettingsError
from corpus.reading import Document, document_from_text
from corpus.records import Plan, PlanInfo
from search.evaluation.floors import Floor, broken, default_floors, load_floors
from search.evaluation.forms import FORMS, no_marks
from search.evaluation.gold import Cell, Comparison, Gold, Place, Question, Unanswerable
from search.evaluation.report import failures_markdown, floors_markdown, markdown
from search.evaluation.run import PARTS, evaluate

LINES = ["Sở Y tế chủ trì tiêm chủng.", "Sở Xây dựng chủ trì nhà ở.", "Sở Nội vụ chủ trì cải cách."]
SOURCE = document_from_text("p", "\n".join(LINES))


class LineSearch:
    """Finds the lines that share a syllable with the question as it is typed, most first; answers with the best."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] | None = None

    def search(self, query: str, top_k: int) -> Sequence[Mapping[str, Any]]:
        asked = set(query.lower().strip("?").split())
        ranked = sorted(
            (-len(asked & set(line.lower().strip(".").split())), number) for number, line in enumerate(LINES, start=1)
        )
        return [
            {"passage_id": f"p:{number}", "plan_id": "p", "lines": [number, number]}
            for score, number in ranked
            if score
        ][:top_k]

    def ask(self, question: str) -> Mapping[str, Any]:
        hits = self.search(question, 1)
        if not hits:
            return {"status": "abstained", "reason": "no_match", "answer": "", "citations": [], "statements": []}
        number = hits[0]["lines"][0]
        start = sum(len(line) + 1 for line in LINES[: number - 1])
        cited = {
            "plan_id": "p",
            "lines": [number, number],
            "offsets": [start, start + len(LINES[number - 1])],
            "quote": LINES[number - 1],
        }
        body = {"role": "lead", "as_written": LINES[number - 1].partition(" chủ trì")[0], "canonical": ""}
        statement = {"plan_id": "p", "stated": True, "text": LINES[number - 1], "agencies": [body]}
        return {
            "status": "answered",
            "intent": "responsibility",
            "answer": LINES[number - 1],
            "statements": [statement],
            "citations": [cited],
        }

    def compare(self) -> Sequence[Mapping[str, Any]] | None:
        return self.rows

    def compare_goals(self) -> Sequence[Mapping[str, Any]] | None:
        return None

    def passages(self) -> Sequence[tuple[str, Place]]:
        return [(f"p:{number}", Place("p", (number, number))) for number in range(1, len(LINES) + 1)]

    def plans(self) -> Mapping[str, Plan]:
        return {"p": Plan(PlanInfo("p", None, None, None))}

    def documents(self) -> Mapping[str, Document]:
        return {"p": SOURCE}


def question(id: str, text: str, line: int, key: str) -> Question:
    place = Place("p", (line, line))
    return Question(id, text, "formal", "responsibility", False, "p", ((key,),), (place,))


GOLD = Gold(
    questions=(
        question("a", "tiêm chủng ai lo?", 1, "Sở Y tế"),
        question("b", "nhà ở ai lo?", 2, "Sở Xây dựng"),
        question("c", "đường sá ai lo?", 3, "Sở Nội vụ"),
    ),
    unanswerable=(Unanswerable("u", "số điện thoại?", "formal"), Unanswerable("v", "nhà bao nhiêu tiền?", "formal")),
    comparisons=(Comparison("x", "tiêm chủng ai lo?", "formal", (Cell("p", (("Sở Y tế",),), ()),)),),
)


def test_every_figure_is_the_one_counted_by_hand() -> None:
    figures = evaluate(LineSearch(), GOLD, ["retrieval", "answers"]).figures

    assert figures["retrieval.hit@1"] == figures["retrieval.mrr@10"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["retrieval.style.formal.hit@5"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["answers.right_and_cited"] == figures["answers.cited@1"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["answers.first_lead_right"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["answers.false_abstentions"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["answers.unanswerable_abstained"] == 0.5
    assert figures["answers.comparison_cells_right"] == 1.0
    assert figures["answers.citations_verified"] == 1.0
    assert figures["answers.median_length"] == (len(LINES[0]) + len(LINES[1])) / 2


def test_a_system_that_needs_marks_keeps_nothing_without_them() -> None:
    evaluation = evaluate(LineSearch(), GOLD, ["forms"])
    rows = {row["form"]: row for row in evaluation.document["forms"]["rows"]}

    assert set(rows) == set(FORMS)
    assert rows["as_written"]["changed"] == 0
    assert rows["as_written"]["hit@5_kept"] == 1.0
    assert rows["capitals"]["hit@5_kept"] == 1.0
    assert rows["no_marks"]["changed"] == 3
    assert rows["no_marks"]["hit@5"] == 0.0
    assert evaluation.figures["forms.worst.hit@5_kept"] == 0.0
    assert {"form": "no_marks", "id": "a", "question": no_marks("tiêm chủng ai lo?", None)} in (  # type: ignore[arg-type]
        evaluation.document["failures"]["forms"]
    )


def test_the_document_is_json_and_the_same_every_time_but_for_the_clock() -> None:
    def measured() -> dict[str, Any]:
        document = json.loads(json.dumps(evaluate(LineSearch(), GOLD).document, allow_nan=False))
        del document["retrieval"]["milliseconds"], document["answers"]["milliseconds"]
        return document

    assert measured() == measured()


def test_failures_name_the_question_and_what_was_found() -> None:
    evaluation = evaluate(LineSearch(), GOLD)

    assert [item["id"] for item in evaluation.document["failures"]["retrieval"]] == ["c"]
    assert [item["id"] for item in evaluation.document["failures"]["answers"]] == ["c", "v"]
    assert "đường sá ai lo?" in failures_markdown(evaluation)


def test_only_the_parts_asked_for_are_measured() -> None:
    evaluation = evaluate(LineSearch(), GOLD, ["retrieval"])

    assert evaluation.measured == {"retrieval"}
    assert all(name.startswith("retrieval.") for name in evaluation.figures)
    assert "## Trả lời" not in markdown(evaluation)


def test_a_system_that_cannot_compare_is_not_measured_at_it() -> None:
    assert "alignment" not in evaluate(LineSearch(), GOLD).measured
    compared = LineSearch()
    compared.rows = []
    assert "alignment" in evaluate(compared, GOLD).measured


def test_an_empty_gold_gives_no_figures_and_no_crash() -> None:
    evaluation = evaluate(LineSearch(), Gold())

    assert evaluation.figures["retrieval.hit@5"] is None
    assert evaluation.figures["answers.right_and_cited"] is None
    assert "–" in markdown(evaluation)


def test_the_report_has_a_table_for_every_part() -> None:
    compared = LineSearch()
    compared.rows = []
    evaluation = evaluate(compared, GOLD)

    text = markdown(evaluation)

    for title in ("## Tìm kiếm", "## Cùng câu hỏi", "## Trả lời", "## Bản ghi", "## Đối chiếu"):
        assert title in text
    table = [line for line in text.split("\n") if line.startswith("| tất cả")]
    assert table[0].count("|") == 8
    assert len(evaluation.document) >= len(PARTS)


def floor(figure: str, at_least: float | None = None, at_most: float | None = None) -> Floor:
    return Floor(figure, at_least, at_most)


def test_a_figure_below_its_floor_is_named_with_floor_and_value() -> None:
    floors = [floor("retrieval.hit@1", 0.7), floor("retrieval.hit@5", 0.6)]
    evaluation = evaluate(LineSearch(), GOLD, ["retrieval"])

    (missed,) = broken(floors, evaluation.figures, evaluation.measured)

    assert missed.line() == "dưới sàn: retrieval.hit@1 = 0.6667, phải ít nhất 0.7"
    shown = floors_markdown(floors, evaluation, [missed]).split("\n")
    assert "không đạt" in shown[4]
    assert "không đạt" not in shown[5]


def test_a_ceiling_is_kept_from_above_and_bounds_are_inclusive() -> None:
    floors = [floor("a.x", at_most=700), floor("a.y", 0.9), floor("a.z", at_most=0.04)]

    missed = broken(floors, {"a.x": 700.0, "a.y": 0.9, "a.z": 0.05}, frozenset({"a"}))

    assert [item.floor.figure for item in missed] == ["a.z"]
    assert "nhiều nhất 0.04" in missed[0].line()


def test_a_figure_that_was_not_measured_is_below_its_floor_unless_its_part_was_left_out() -> None:
    floors = [floor("a.gone", 0.5), floor("b.other", 0.5)]

    (missed,) = broken(floors, {}, frozenset({"a"}))

    assert "a.gone = không đo được" in missed.line()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "không có hàng"),
        ("[[floor]\n", "không đọc được"),
        ("[[floor]]\nat_least = 1\n", "thiếu 'figure'"),
        ('[[floor]]\nfigure = "a.b"\n', "cần đúng một"),
        ('[[floor]]\nfigure = "a.b"\nat_least = 1\nat_most = 2\n', "cần đúng một"),
        ('[[floor]]\nfigure = "a.b"\nat_least = "x"\n', "'at_least' phải là số"),
        ('[[floor]]\nfigure = "a.b"\natleast = 1\n', "không có trường 'atleast'"),
    ],
)
def test_a_table_of_floors_that_cannot_be_used_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=complaint):
        load_floors(path)


def test_the_floors_that_ship_name_figures_there_are() -> None:
    floors = load_floors(default_floors())

    assert len({item.figure for item in floors}) == len(floors)
    known = set(evaluate(LineSearch(), GOLD).figures)
    unknown = {item.figure for item in floors} - known
    # These need questions, records or a comparison that the small system does not have.
    allowed = ("retrieval.style.", "retrieval.intent.", "records.headings.", "alignment.")
    assert {name for name in unknown if not name.startswith(allowed)} == set()
