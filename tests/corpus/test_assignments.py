"""Who leads which target, and who does what, according to the running text."""

from __future__ import annotations

import pytest

from corpus.agencies import load_registry
from corpus.assignments import is_assignment, parse_assignments, target_codes
from corpus.organisation import parse_organisation
from corpus.reading import document_from_text
from corpus.records import Assignment, Task
from corpus.sections import parse_sections
from tests.corpus.rendering import parsed
from tests.timing import assert_within

LIST = """\
KẾ HOẠCH
IV. TỔ CHỨC THỰC HIỆN
1. Phân công trách nhiệm thực hiện
- Sở Tài nguyên và Môi trường chủ trì các mục tiêu: 3.8a, 6.4b, 6.5, 12.2a 12.4.b, 12.5.a, 13.1;

- Sở Nông nghiệp và Phát triển nông thôn chủ trì các mục tiêu: 1.4, 2.1.b, 8.2đ, 11.5;
 - Sở Thông tin và Truyền thông chủ trì các mục tiêu: 5.8, 9.5; 12.8, 16.9;
 - Sở Khoa học và Công nghệ chủ trì mục tiêu: 8.2b, 9.4, 15.6;
 - Ngân hàng Nhà nước Chính sách tỉnh chủ trì các mục tiêu: 8.10, 9.3a;
 - Đề nghị Ủy ban MTTQ Việt Nam tỉnh chủ trì các mục tiêu: 1.3b, 3.8b, 5.5, 16.7a, 16.7c;
- Chi tiết nội dung các nhiệm vụ để thực hiện các mục tiêu cụ thể được nêu tại phụ lục I.
"""

ORGANISATION = """\
KẾ HOẠCH
V. TỔ CHỨC THỰC HIỆN
1. Phân công trách nhiệm thực hiện
a) Giám đốc các Sở, Thủ trưởng các ban, ngành chịu trách nhiệm trước Chủ tịch Ủy ban nhân dân tỉnh về kết quả thực hiện.
b) Sở Kế hoạch và Đầu tư chủ trì, phối hợp với các Sở, ban, ngành, Ủy ban nhân dân huyện, thị xã, thành phố triển khai \
thực hiện Kế hoạch, tập trung vào các nội dung chủ yếu sau:
- Lồng ghép các mục tiêu phát triển bền vững vào quy hoạch.
- Xây dựng và ban hành hướng dẫn lồng ghép các mục tiêu.
c) Cục Thống kê tỉnh căn cứ vào hệ thống chỉ tiêu thống kê, tham mưu xây dựng hệ thống chỉ tiêu của tỉnh.
d) Theo khả năng cân đối ngân sách, Sở Tài chính chủ trì, phối hợp với Sở Kế hoạch và Đầu tư trình cấp có thẩm quyền \
phê duyệt dự toán.
e) Trung tâm Xúc tiến Thương mại và Đầu tư tỉnh chủ trì, phối hợp với các cơ quan, đơn vị liên quan thực hiện:
- Tăng cường thực hiện các chương trình xúc tiến đầu tư.
g) Các Sở, ban, ngành, Ủy ban nhân dân các huyện, thị xã, thành phố:
- Phối hợp với Cục Thống kê tỉnh xây dựng hệ thống cơ sở dữ liệu.
- Đẩy mạnh công tác giáo dục, truyền thông.
h) Đề nghị Ủy ban MTTQ Việt Nam tỉnh, các tổ chức chính trị - xã hội chủ động tham gia thực hiện.
i) Kinh phí thực hiện được bố trí trong dự toán chi ngân sách nhà nước, gửi Sở Tài chính để xem xét.
VI. ĐIỀU KHOẢN
Sở Y tế chủ trì, phối hợp với các sở triển khai.
"""


def assignments_of(text: str) -> list[Assignment]:
    document = document_from_text("kien-giang-ptbv", text)
    return parse_assignments(document, parse_sections(document), load_registry(), "kien-giang")


@pytest.fixture(scope="module")
def tasks() -> dict[str, Task]:
    document = document_from_text("plan", ORGANISATION)
    found = parse_organisation(document, parse_sections(document), load_registry(), "an-giang")
    return {task.text[:12]: task for task in found}


def names(task: Task, field: str) -> list[str]:
    return [mention.as_written for mention in getattr(task, field)]


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("2.1.a, 3.1", ("2.1.a", "3.1")),
        ("4.5b", ("4.5.b",)),
        ("8.2đ, 8.2d", ("8.2.đ", "8.2.d")),
        ("12.2a 12.4.b, 12.5.a", ("12.2.a", "12.4.b", "12.5.a")),
        ("12.2b 12.3.b", ("12.2.b", "12.3.b")),
        ("5.8, 9.5; 12.8, 16.9;", ("5.8", "9.5", "12.8", "16.9")),
        ("16.7b.", ("16.7.b",)),
        ("6.1, 6.1", ("6.1",)),
        ("8.10 và 8.1", ("8.10", "8.1")),
        ("năm 2020, 95%, 1.000.000 đồng", ()),
    ],
)
def test_codes_in_every_spelling(written: str, codes: tuple[str, ...]) -> None:
    assert target_codes(written) == codes


def test_the_list_of_kien_giang() -> None:
    found = {a.lead[0].canonical: a for a in assignments_of(LIST)}
    assert found["Sở Tài nguyên và Môi trường"].codes == (
        "3.8.a",
        "6.4.b",
        "6.5",
        "12.2.a",
        "12.4.b",
        "12.5.a",
        "13.1",
    )
    assert found["Sở Nông nghiệp và Phát triển nông thôn"].codes == ("1.4", "2.1.b", "8.2.đ", "11.5")
    assert found["Sở Thông tin và Truyền thông"].span.lines == [7, 7]
    assert found["Sở Khoa học và Công nghệ"].codes == ("8.2.b", "9.4", "15.6")
    assert "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh" in found
    assert len(found) == 6


def test_a_bank_misnamed_in_the_list_is_the_state_bank() -> None:
    bank = next(a for a in assignments_of(LIST) if "8.10" in a.codes)
    assert bank.lead[0].as_written == "Ngân hàng Nhà nước Chính sách tỉnh"
    assert bank.lead[0].agency_id.startswith("ngan-hang-nha-nuoc")


def test_numbered_line_and_a_line_without_codes() -> None:
    assert is_assignment("2. Sở Y tế chủ trì thực hiện các mục tiêu: 3.1; 3.2 và 3.3a.")
    assert not is_assignment("Sở Y tế chủ trì các mục tiêu về sức khỏe.")
    assert assignments_of("- Sở Y tế phối hợp thực hiện các mục tiêu: 3.1\n") == []


def test_lead_and_coordinating_of_a_line(tasks: dict[str, Task]) -> None:
    task = tasks["Sở Kế hoạch "]
    assert names(task, "lead") == ["Sở Kế hoạch và Đầu tư"]
    assert names(task, "coordinating") == [
        "các Sở, ban, ngành",
        "Ủy ban nhân dân huyện, thị xã, thành phố",
    ]
    assert task.target_code == ""
    assert task.lead_basis == "explicit"
    assert task.part == "1. Phân công trách nhiệm thực hiện"


def test_bullets_take_the_lead_of_the_line_above(tasks: dict[str, Task]) -> None:
    task = tasks["Lồng ghép cá"]
    assert names(task, "lead") == ["Sở Kế hoạch và Đầu tư"]
    assert task.coordinating == ()
    assert task.lead_span is not None
    assert (task.span.lines, task.lead_span.lines) == ([6, 6], [5, 5])
    # "Xây dựng" opens the work here; it is not the department of that name.
    assert names(tasks["Xây dựng và "], "lead") == ["Sở Kế hoạch và Đầu tư"]


def test_an_introducing_line_gives_its_items_both_roles(tasks: dict[str, Task]) -> None:
    task = tasks["Tăng cường t"]
    assert names(task, "lead") == ["Trung tâm Xúc tiến Thương mại và Đầu tư tỉnh"]
    assert names(task, "coordinating") == ["các cơ quan, đơn vị liên quan"]
    assert "Trung tâm Xú" not in tasks


def test_subject_after_a_clause(tasks: dict[str, Task]) -> None:
    task = tasks["Theo khả năn"]
    assert names(task, "lead") == ["Sở Tài chính"]
    assert names(task, "coordinating") == ["Sở Kế hoạch và Đầu tư"]


def test_joining_in_is_not_leading(tasks: dict[str, Task]) -> None:
    task = tasks["Phối hợp với"]
    assert (task.lead, task.lead_basis) == ((), "unknown")
    assert names(task, "coordinating")[0] == "Các Sở, ban, ngành"


def test_persons_stand_for_their_bodies(tasks: dict[str, Task]) -> None:
    assert names(tasks["Giám đốc các"], "lead") == ["các Sở", "các ban, ngành"]
    assert names(tasks["Cục Thống kê"], "lead") == ["Cục Thống kê tỉnh"]
    assert names(tasks["Đề nghị Ủy b"], "lead")[0] == "Ủy ban MTTQ Việt Nam tỉnh"


def test_nothing_is_guessed(tasks: dict[str, Task]) -> None:
    assert not any(text.startswith(("Kinh phí", "Sở Y tế")) for text in tasks)


@pytest.mark.parametrize("hostile", ["12.2a " * 17_000, "Sở Y tế chủ trì " * 6_500, "a) " * 33_000])
def test_linear(hostile: str) -> None:
    assert_within(1.0, lambda: (target_codes(hostile), is_assignment(hostile)))


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Sở Y tế: chủ trì thực hiện mục tiêu 6.2;", ("6.2",)),
        ("Mục tiêu 6.2, 6.3: Sở Y tế chủ trì;", ("6.2", "6.3")),
        ("Các mục tiêu cụ thể 3.1 đến 3.4: do Sở Y tế chịu trách nhiệm chính", ("3.1", "3.2", "3.3", "3.4")),
        ("Sở Y tế chủ trì các mục tiêu: 3.1-3.3, 3.8b", ("3.1", "3.2", "3.3", "3.8.b")),
    ],
)
def test_other_offices_write_it_otherwise(line: str, codes: tuple[str, ...]) -> None:
    document = document_from_text("x", f"KẾ HOẠCH\nIV. TỔ CHỨC THỰC HIỆN\n1. Phân công\n- {line}\n")
    (found,) = parse_assignments(document, parse_sections(document), load_registry())
    assert found.codes == codes
    assert [body.agency_id for body in found.lead] == ["so-y-te"]


@pytest.mark.parametrize("text", ["3.4 - 3.2", "3.1 - 4.2", "11.2 đến năm 2030"])
def test_what_is_no_range_is_left_as_it_stands(text: str) -> None:
    assert len(target_codes(text)) == text.count(".")


def test_a_table_of_bodies_and_codes_assigns_and_holds_no_tasks() -> None:
    plan = parsed(
        "STT\tCơ quan chủ trì\tMục tiêu\n1\tSở Y tế\t3.1, 3.2 và 6.2\n2\tSở Công Thương\tmục tiêu 7.1\n\n"
        "PHỤ LỤC\n\nMục tiêu\tThời gian\tGhi chú\nMục tiêu 7.1: Điện năng\t\t\n"
        "- Phát triển lưới điện nông thôn\t2025\t\n"
    )
    assert [(a.codes, a.lead[0].agency_id) for a in plan.assignments] == [
        (("3.1", "3.2", "6.2"), "so-y-te"),
        (("7.1",), "so-cong-thuong"),
    ]
    assert [(t.text, t.lead_basis, [m.agency_id for m in t.lead]) for t in plan.tasks] == [
        ("Phát triển lưới điện nông thôn", "assigned", ["so-cong-thuong"])
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Sở Tài chính phối hợp với Sở Y tế chủ trì các mục tiêu: 3.1, 3.2",
        "Mục tiêu 6.3: Sở Tài chính phối hợp với Sở Y tế chủ trì",
        "Sở Y tế không chủ trì mục tiêu 3.4",
    ],
)
def test_a_body_that_coordinates_or_does_not_lead_is_made_no_lead(line: str) -> None:
    document = document_from_text("x", f"KẾ HOẠCH\nIV. TỔ CHỨC THỰC HIỆN\n1. Phân công\n- {line}\n")
    assert parse_assignments(document, parse_sections(document), load_registry()) == []


def test_codes_without_spaces_and_several_clauses_are_all_read() -> None:
    assert target_codes("3.1,3.2,3.3") == ("3.1", "3.2", "3.3")
    assert target_codes("2.3-2.5.") == ("2.3", "2.4", "2.5")
    assert target_codes("16.3.1") == ()
    line = "Mục tiêu 6.2: Sở Xây dựng chủ trì; mục tiêu 6.5: Sở Y tế chủ trì"
    document = document_from_text("x", f"KẾ HOẠCH\nIV. TỔ CHỨC THỰC HIỆN\n1. Phân công\n- {line}\n")
    found = parse_assignments(document, parse_sections(document), load_registry())
    assert [(a.codes, a.lead[0].agency_id) for a in found] == [(("6.2",), "so-xay-dung"), (("6.5",), "so-y-te")]
