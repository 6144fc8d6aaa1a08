"""Bytes → text that knows its lines, on the ends and encodings that plans come with."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.reading import MAX_BYTES, document_from_text, read_document


def lines(source: str) -> list[tuple[int, str]]:
    document = document_from_text("x", source)
    return [(number, source[start:end]) for number, start, end in document.lines()]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\nb\n", [(1, "a"), (2, "b")]),
        # The last line of Bến Tre's plan, target 17.5, ends without a line feed.
        ("a\n3\t<b>MTCT 17.5:</b> Khuyến khích", [(1, "a"), (2, "3\t<b>MTCT 17.5:</b> Khuyến khích")]),
        ("a\n\n", [(1, "a"), (2, "")]),
        ("a\r\nb", [(1, "a\r"), (2, "b")]),
        # Only "\n" separates lines: a form feed, U+2028 and NEL do not.
        ("a\fb\u2028c\x85d\n", [(1, "a\fb\u2028c\x85d")]),
        ("", [(1, "")]),
    ],
)
def test_lines_are_split_on_line_feeds_only(source: str, expected: list[tuple[int, str]]) -> None:
    assert lines(source) == expected
    assert document_from_text("x", source).line_count == len(expected)


def test_offsets_and_lines_agree() -> None:
    document = document_from_text("x", "một\nhai\nba")
    span = document.span(4, 10)
    assert (span.first_line, span.last_line, document.source[span.start : span.end]) == (2, 3, "hai\nba")
    assert document.span(4, 8).lines == [2, 2]  # the line feed belongs to the line that it ends
    assert document.span(4, 4).lines == [2, 2]


def test_a_byte_order_mark_and_crlf_are_kept_so_that_offsets_point_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.txt"
    path.write_bytes("\ufeffKẾ HOẠCH\r\nMục tiêu 1\r\n".encode())
    document = read_document(path)
    assert document.plan_id == "ke-hoach"
    assert document.source == "\ufeffKẾ HOẠCH\r\nMục tiêu 1\r\n"
    assert document.line_count == 2


def test_the_checksum_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc\n")
    assert read_document(path).sha256 == "edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b" \xc2\xa0\n\t\n", "rỗng"),
        ("Kế hoạch".encode("utf-16"), "UTF-8"),
        (b"Ke hoach \xe0\xe1", "UTF-8"),
        (b"%PDF\x00\x01", "nhị phân"),
    ],
)
def test_a_file_that_is_no_plan_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "hong.txt"
    path.write_bytes(data)
    with pytest.raises(CorpusError, match=words) as error:
        read_document(path)
    assert "hong.txt" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_or_too_large_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"khong-co\.txt"):
        read_document(tmp_path / "khong-co.txt")
    large = tmp_path / "lon.txt"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(CorpusError, match="quá lớn"):
        read_document(large)
