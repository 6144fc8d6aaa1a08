"""Charts as data."""

from __future__ import annotations

import json

from ui import charts
from ui.roads import indicator_points, number_of, road_rows


def test_an_indicator_becomes_points_and_words_do_not() -> None:
    indicator = {"unit": "%", "values": {"2030": "2,0", "2015": "9,78", "2020": "Giảm so với 2015", "2015-2030": "5"}}
    assert indicator_points(indicator) == [
        {"year": 2015, "value": 9.78, "written": "9,78"},
        {"year": 2030, "value": 2.0, "written": "2,0"},
    ]


def test_numbers_of_cells() -> None:
    assert number_of("1.000", "người") == 1000
    assert number_of("> 90%", "%") == 90
    assert number_of("X", "") is None


def test_roads_of_a_row_need_two_years_and_stand_by_unit() -> None:
    def value(name: str, year: str | None, number: float | None, unit: str = "%") -> dict[str, object]:
        return {"name": name, "year": year, "value": number, "unit": unit, "as_written": str(number)}

    values = [value("Hộ nghèo", "2020", 3), value("Hộ nghèo", "2030", 2), value("Bao phủ", "2030", 90),
              value("Tai nạn", "2015", 318, "vụ"), value("Tai nạn", "2020", 182, "vụ"),
              value("Tai nạn", None, 1, "vụ")]  # fmt: skip
    row = {"members": {"a": [{"values": values}], "b": []}}
    found = road_rows(row, [{"plan_id": "a", "name": "An Giang"}, {"plan_id": "b", "name": "Bến Tre"}])
    assert {unit: [(point["series"], point["year"]) for point in points] for unit, points in found.items()} == {
        "%": [("An Giang: Hộ nghèo", 2020), ("An Giang: Hộ nghèo", 2030)],
        "vụ": [("An Giang: Tai nạn", 2015), ("An Giang: Tai nạn", 2020)],
    }


def test_specifications_are_json_with_a_decimal_comma() -> None:
    rows = [{"series": "a", "year": 2020, "value": 1.5, "written": "1,5"}]
    specs = [
        charts.roads(rows, names=("Năm", "%", "Chỉ tiêu"), series=["a"]),
        charts.stacked_bars(
            [{"goal": "1", "role": "Chủ trì", "count": 2}],
            order=["1"],
            roles=["Chủ trì", "Phối hợp"],
            names=("Số việc", "Mục tiêu", "Vai trò"),
            most=2,
        ),
        charts.network("Sở Y tế", [("Sở Tài chính", 3), ("Công an tỉnh", 1)], names=("Cơ quan", "Số việc chung")),
    ]
    for spec in specs:
        assert json.loads(json.dumps(spec)) == spec
        assert spec["usermeta"]["embedOptions"]["formatLocale"]["decimal"] == ","


def test_the_network_has_an_edge_for_every_partner_as_wide_as_the_work_they_share() -> None:
    spec = charts.network("Sở Y tế", [("A", 4), ("B", 1)], names=("Cơ quan", "Số"))
    edges = spec["layer"][0]["data"]["values"]
    assert {(edge["edge"], edge["w"]) for edge in edges} == {(0, 1.0), (1, 0.25)}
    assert charts.network("Sở Y tế", [], names=("Cơ quan", "Số"))["layer"][1]["data"]["values"] == []
