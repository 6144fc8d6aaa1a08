"""Which column holds what."""

from __future__ import annotations

import pytest

from corpus.columns import column_roles, title_role
from corpus.layouts import find_tables
from corpus.reading import document_from_text


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Số TT", "number"),
        ("MỤC TIÊU, NHIỆM VỤ", "body"),
        ("Nhiệm vụ chủ yếu", "body"),
        ("Nội dung công việc", "body"),
        ("Cơ quan chủ trì thực hiện", "lead"),
        ("Đơn vị chủ trì", "lead"),
        ("Cơ quan phối hợp thực hiện", "coordinating"),
        ("Cơ quan chủ trì, phối hợp", "assigned"),
        ("Phân công trách nhiệm", "assigned"),
        ("Thời gian thực hiện", "period"),
        ("Sản phẩm dự kiến", "output"),
        ("Kinh phí (triệu đồng)", "funding"),
        ("Địa điểm", "other"),
        ("", "other"),
    ],
)
def test_titles(title: str, role: str) -> None:
    assert title_role(title) == role


def roles(source: str) -> tuple[str, ...]:
    document = document_from_text("x", source)
    return column_roles(document, find_tables(document)[0])


def test_the_longest_unnamed_column_is_the_body() -> None:
    source = "STT\tLĩnh vực\tChủ trì\n1\tTăng cường năng lực của hệ thống\tSở Y tế\n2\tRà soát\tSở Nội vụ\n"
    assert roles(source) == ("number", "body", "lead")


def test_without_titles_the_contents_tell_and_the_first_bodies_lead() -> None:
    row = "{}\tXây dựng chương trình đào tạo tích hợp\t2024 - 2030\tSở Y tế\tUBND các huyện\tI\tKế hoạch triển khai\n"
    table = "".join(row.format(code) for code in ("3.1", "3.2", "3.3"))
    assert roles(table) == ("number", "body", "period", "lead", "coordinating", "other", "output")


def test_narrow_tables_without_titles_are_read_row_by_row() -> None:
    assert roles("- Một\tChủ trì: Sở Y tế\n- Hai\tChủ trì: Sở Nội vụ\n") == ()
