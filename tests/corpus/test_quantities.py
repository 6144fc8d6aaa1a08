"""Quantities, years, units and value cells, on the words of the five plans."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.numerals import parse_number, parse_number_words
from corpus.quantities import Quantity, comparable, find_quantities
from corpus.units import canonical_unit, load_units, unit_of
from corpus.values import parse_value
from corpus.years import find_years
from tests.timing import assert_within


def read(text: str) -> list[tuple[str, str, str, str, str]]:
    """Quantities as (text, comparator, value, unit, years)."""
    return [
        (
            q.text,
            q.comparator,
            f"{q.value}-{q.upper}" if q.upper is not None else f"{q.value}",
            q.unit,
            ",".join(q.years),
        )
        for q in find_quantities(text)
    ]


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "giảm tỷ số tử vong mẹ xuống dưới 45/100.000 trẻ đẻ sống; giảm tỷ suất tử vong trẻ dưới 1 tuổi xuống dưới "
            "10 ca trên 1.000 trẻ đẻ sống",
            [
                ("45/100.000", "<", "45", "/100.000", ""),
                ("1 tuổi", "<", "1", "tuổi", ""),
                ("10 ca trên 1.000", "<", "10", "/1.000", ""),
            ],
        ),
        ("xuống dưới 45/10 vạn trẻ đẻ sống", [("45/10 vạn", "<", "45", "/100.000", "")]),
        ("xuống dưới 45/100000 trẻ đẻ sống", [("45/100000", "<", "45", "/100.000", "")]),
        ("xuống dưới 02 ca/1000 trẻ đẻ sống", [("02 ca/1000", "<", "2", "/1.000", "")]),
        ("Đến năm 2030, giảm 20 - 25% tỷ lệ tử vong", [("20 - 25%", "=", "20-25", "%", "2030")]),
        ("giảm 10–15% hộ", [("10–15%", "=", "10-15", "%", "")]),
        ("đạt 90% - 95% đến năm 2020 trở đi.", [("90% - 95%", "=", "90-95", "%", "2020")]),
        ("tăng gấp 1,7-1,8 lần năng suất lao động", [("1,7-1,8 lần", "=", "1.7-1.8", "lần", "")]),
        ("việc làm từ 35.000 - 40.000 lượt lao động/năm", [
            ("35.000 - 40.000 lượt lao động/năm", "=", "35000-40000", "lượt/năm", "")
        ]),
        ("với quy mô 20.000 - 22.000ha dừa", [("20.000 - 22.000ha", "=", "20000-22000", "ha", "")]),
        ("đạt khoảng 1.200 triệu USD, chiếm", [("1.200 triệu USD", "~", "1200", "triệu USD", "")]),
        ("đến năm 2020 đạt 2.100 USD", [("2.100 USD", "=", "2100", "USD", "2020")]),
        ("lên khoảng trên 55%", [("55%", ">", "55", "%", "")]),
        ("nợ xấu duy trì ở mức <3%/tổng dư nợ", [("3%", "<", "3", "%", "")]),
        ("xử lý an toàn ≥85%", [("85%", ">=", "85", "%", "")]),
        ("đạt >=85% và không quá 5 người", [("85%", ">=", "85", "%", ""), ("5 người", "<=", "5", "người", "")]),
        ("trường mầm non từ 78% trở lên", [("78%", ">=", "78", "%", "")]),
        ("(HDI) đạt khoảng 0,68(2) (theo tính toán", [("0,68", "~", "0.68", "", "")]),
        ("Định kỳ 02 năm một lần(1) tham mưu", [("02 năm một lần", "=", "2", "năm/lần", "")]),
        ("17 Mục tiêu tổng quát với 108 Mục tiêu cụ thể", [
            ("17 Mục tiêu tổng quát", "=", "17", "mục tiêu", ""),
            ("108 Mục tiêu cụ thể", "=", "108", "mục tiêu", ""),
        ]),
        ("1,25 đô la Mỹ sáu mươi lăm nghìn đồng (giá 2005)/ngày", [
            ("1,25 đô la Mỹ", "=", "1.25", "USD", ""),
            ("sáu mươi lăm nghìn đồng", "=", "65", "nghìn đồng", ""),
        ]),
        ("tốc độ tăng trưởng xuất khẩu trên 12%/năm", [("12%/năm", ">", "12", "%/năm", "")]),
    ],
)  # fmt: skip
def test_reads_what_the_plans_write(text: str, expected: list[tuple[str, str, str, str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tập trung đầu tư đồng bộ cơ sở hạ tầng",
        "Tỷ suất tử vong/1000 trẻ đẻ sống",
        "Quyết định số 622/QĐ-TTg ngày 10 tháng 5 năm 2017 của Thủ tướng Chính phủ",
        "Nghị quyết số 21-NQ/TW, Luật số 77/2015/QH13",
        "trước ngày 30/11 hàng năm, 30/11/2019",
        "Mục tiêu 6.1: Đến năm 2030, đảm bảo",
        "chủ trì các mục tiêu: 6.1.a, 6.2, 6.3a, 11.1; 12.8 người",
        "Hội nghị lần thứ 5 BCH TW khóa XII",
        "theo QCVN 02:2009/BYT, ISO 14000, ISO 50001",
        "QL.60, QL.57B, PTR0, 3R, công nghệ 4.0",
        "xếp thứ 51/63 (theo Báo cáo)",
        "giai đoạn 2016 - 2020 và 2021-2030; các năm 2020, 2025 và 2030",
        "2. Yêu cầu\n3. Người dân\n1 Lần thứ nhất",
        "tại Phụ lục 2 và Phụ lục 3",
        "",
    ],
)
def test_numbers_of_documents_dates_and_codes_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("từ 52% năm 2015 lên 67% và 80% vào các năm 2020 và 2030.", ["2015", "2020", "2030"]),
        ("từ 0% năm 2015 lên 15%: 25%: 35% vào các năm 2020, 2025 và 2030", ["2015", "2020", "2025", "2030"]),
        ("lên 60% : 70% : 80% vào các năm 2020, 2025 và 2030.", ["2020", "2025", "2030"]),
        ("từ 98% năm 2015 lên 99% năm 2020 và lên 100% từ năm 2025 trở đi", ["2015", "2020", "2025"]),
        ("100% huyện năm 2020, lên 100% xã năm 2025 và 100% hộ năm 2030", ["2020", "2025", "2030"]),
        ("tối thiểu 15%/năm trong giai đoạn 2021- 2030, phấn đấu đạt 20% vào năm 2030", ["2021-2030", "2030"]),
        ("đến năm 2025 đạt 100%; đến năm 2030 đảm bảo tiếp cận toàn dân", ["2025"]),
        ("Đến năm 2024, đạt trên 98%, trong đó thành thị trên 99%. Đến năm 2020, đạt 97%", ["2024", "2024", "2020"]),
        ("cuối năm 2020 tăng lên 1,5 lần so với cuối năm 2015", ["2020"]),
        ("100% vào các năm 2020, 2025 và 2030", ["2020,2025,2030"]),
        ("Năm 2019 họp. Duy trì 100% cơ quan", [""]),
    ],
)
def test_each_value_has_the_year_it_is_for(text: str, years: list[str]) -> None:
    assert [",".join(q.years) for q in find_quantities(text)] == years


def test_change_base_and_baseline() -> None:
    half = only("đến năm 2030, giảm ít nhất một nửa tỷ lệ nghèo")
    assert (half.value, half.unit, half.change, half.comparator) == (Decimal("0.5"), "lần", "multiply", ">=")
    assert only("một nửa số hộ").unit == "%"
    assert only("tăng gấp đôi tốc độ").value == 2
    assert only("tăng gấp 1,5 lần").change == "multiply"
    assert only("ít nhất 4 lần chăm sóc").change == ""
    assert only("giảm 20% so với 5 năm trước").base == "5 năm trước"
    electricity = only("giảm tiêu thụ điện 10% so với kịch bản cơ sở")
    assert (electricity.change, electricity.base) == ("decrease", "kịch bản cơ sở")
    assert only("tăng tỷ lệ lên 60%").change == ""
    first, second = find_quantities("từ 20% lên 35%")
    assert (first.baseline, second.baseline) == (True, False)


def test_only_like_is_compared_with_like() -> None:
    rate, share = only("dưới 21,5%"), only("dưới 10 ca trên 1.000 trẻ")
    assert comparable(rate, share) == (Decimal("0.215"), Decimal("0.010"))
    assert comparable(only("đạt 2 km2"), only("đạt 200 ha")) == (Decimal(2_000_000), Decimal(2_000_000))
    assert comparable(only("1,2 tỷ đồng"), only("1.200 triệu đồng")) == (Decimal(10**8 * 12), Decimal(10**8 * 12))
    assert comparable(only("giảm 20%"), only("đạt 20%")) is None
    assert comparable(only("đạt 20%"), only("đạt 20 ha")) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.000", "1000"), ("100.000", "100000"), ("1,5", "1.5"), ("02", "2"), ("0,68", "0.68"), ("95.5", "95.5"),
        ("1.234,5", "1234.5"), ("0.664", "0.664"), ("1,200,000", "1200000"), ("6.1.2", None), ("9" * 60, None),
    ],
)  # fmt: skip
def test_numbers_as_written(written: str, value: str | None) -> None:
    assert parse_number(written) == (None if value is None else Decimal(value))


def test_number_words() -> None:
    assert parse_number_words("sáu mươi lăm") == 65
    assert parse_number_words("một trăm linh năm") == 105
    assert parse_number_words("mười hai") == 12
    assert parse_number_words("hai ba") is None


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("%", "%"), ("Triệu đồng", "triệu đồng"), ("Tỷ đồng", "tỷ đồng"), ("ca/1000 người", "/1.000"),
        ("người /100.000 dân", "/100.000"), ("Nạn nhân / 100.000 dân", "/100.000"), ("Số trạm", "trạm"), ("Vụ", "vụ"),
        ("m2 / người", "m2/người"), ("triệu tấn.km", "triệu tấn.km"), ("kWh", "kWh"), ("[0-1]", "[0-1]"),
        ("% huyện, xã, hộ", "%"), ("% , người", ""), ("02 năm/lần", ""), ("", ""), ("Sở Y tế", ""),
    ],
)  # fmt: skip
def test_unit_cells(written: str, unit: str) -> None:
    assert canonical_unit(written) == unit


def test_every_unit_names_its_source_and_is_known() -> None:
    table = load_units()
    assert all(unit_of(name) == unit for name, unit in table.units.items())
    composed = unit_of("nghìn tỷ đồng")
    assert composed is not None
    assert composed.factor == 10**12
    per_year = unit_of("%/năm")
    assert per_year is not None
    assert per_year.dimension != table.units["%"].dimension
    assert unit_of("quả") is None


@pytest.mark.parametrize(
    ("cell", "unit", "value", "upper", "comparator"),
    [
        ("9,78", "%", "9.78", None, "="), ("< 8,0", "%", "8.0", None, "<"), (">85", "%", "85", None, ">"),
        ("≥05", "%", "5", None, ">="), ("98-100", "%", "98", "100", "="), ("5,6 - 5,7", "%", "5.6", "5.7", "="),
        ("-18,8", "%", "-18.8", None, "="), ("7,42%", "%", "7.42", None, "="),
        ("2030", "triệu tấn.km", "2030", None, "="),
        ("58,27 (2014-2015)", "%", "58.27", None, "="), ("25,17 như TB cả nước", "%", "25.17", None, "="),
        ("55 (QH nhân lực đến 2020)", "%", "55", None, "="), ("75-80 (2029-2030)", "%", "75", "80", "="),
        ("từ 78% trở lên.", "%", "78", None, ">="), ("1,7 lần như TB cả nước", "lần", "1.7", None, "="),
        ("Giai đoạn 2020-2030: 8 - 9%", "%", "8", "9", "="), ("35.000 - 40.000", "người", "35000", "40000", "="),
        ("01", "Số trạm", "1", None, "="),
    ],
)  # fmt: skip
def test_value_cells(cell: str, unit: str, value: str, upper: str | None, comparator: str) -> None:
    read_value = parse_value(cell, unit)
    assert read_value.as_written == cell
    assert (read_value.value, read_value.comparator) == (Decimal(value), comparator)
    assert read_value.upper == (None if upper is None else Decimal(upper))
    assert read_value.is_level


@pytest.mark.parametrize(
    "cell",
    [
        "", "-", "*", "X", "Gần bằng", "Người dân hài lòng hơn", "1: 2: 4.", "61,6 40 30 20", "Đào tạo 52/ dạy nghề 43",
        "Thu gom 88%", "Thu gom 90% tái chế 85%", "Loại II: ≥10; Loại IV: ≥05", "Nông nghiệp đạt 10%; Thủy sản đạt 30%",
        "Duy trì tỷ lệ diện tích 5 năm trước", "Giảm so với 5 năm trước", "Chấm dứt khai thác ngay từ năm 2020",
        "duy trì tỷ lệ lao động tự làm như giai đoạn 2010-2016",
    ],
)  # fmt: skip
def test_cells_without_one_certain_number_keep_no_value(cell: str) -> None:
    assert parse_value(cell, "%").value is None


def test_a_change_is_no_level() -> None:
    change = parse_value("Giảm 15% so với năm gốc", "%")
    assert (change.value, change.change, change.is_level) == (Decimal(15), "decrease", False)
    parts = parse_value("Thu gom 90% tái chế 85%", "%").parts
    assert [part.value for part in parts] == [90, 85]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("đến năm 2030", [("2030",)]),
        ("vào các năm 2020, 2025 và 2030", [("2020", "2025", "2030")]),
        ("giai đoạn 2021 – 2030", [("2021-2030",)]),
        ("từ năm 2021 đến năm 2030", [("2021-2030",)]),
        ("50% năm 2015 đến năm 2020 đạt 60%", [("2015",), ("2020",)]),
        ("ngày 10 tháng 5 năm 2017, 622/QĐ-TTg, 30/11/2019, 2030 tấn", []),
    ],
)
def test_years(text: str, years: list[tuple[str, ...]]) -> None:
    found = find_years(text)
    assert [m.years for m in found] == years
    assert all(text[m.digits : m.digits + 4] in m.years[0] for m in found)


def test_years_of_a_comparison_are_marked() -> None:
    assert [m.base for m in find_years("(giá 2005)/ngày; đến năm 2030 so với năm 2015")] == [True, False, True]


_WORDS = st.lists(
    st.sampled_from(
        "năm 2020 2030 , và từ đến - % 45/100.000 1.000 1,5 lần giảm tăng một nửa gấp đôi dưới trên ≥ < trẻ ha "
        "triệu USD so với giai đoạn 622/QĐ-TTg 6.1 : ; . ( ) lên xuống mười trăm \n 30/11 đạt ́ \u00a0".split(" ")
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(st.one_of(_WORDS, st.text(max_size=80)))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    last = 0
    for quantity in find_quantities(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        last = quantity.end
    parse_value(text, text)


@settings(max_examples=100, deadline=None)
@given(_WORDS)
def test_normal_forms_read_alike(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", composed)
    left = [(q.value, q.upper, q.unit, q.comparator, q.years, q.change) for q in find_quantities(composed)]
    right = [(q.value, q.upper, q.unit, q.comparator, q.years, q.change) for q in find_quantities(decomposed)]
    assert left == right


@pytest.mark.parametrize(
    "piece",
    ["2020 ", "năm 2020, ", "1.", "1.1.", "50% năm 2020 ", "từ 50%: ", "so với ", "trên 5 ", "một ", " ", "≥", "́"],
)
def test_time_is_linear_in_the_text(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    assert_within(2.0, lambda: (find_quantities(text), parse_value(text, text)))
