"""A comparison as a Word report that a planner can hand on."""

from __future__ import annotations

import io
import re

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from search.comparison.model import Comparison, Difference, Row
from search.comparison.spreadsheet import COLOURS, Link
from search.comparison.tables import KINDS, RELATIONS, cell_of, leads_of, lines_text, member_text, related_text
from search.comparison.views import coverage, target_rows

_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_A4_SHORT, _A4_LONG = Mm(210), Mm(297)
_FONT = "Times New Roman"
_BLUE = RGBColor(0x05, 0x63, 0xC1)


def to_docx(comparison: Comparison, link: Link = lambda plan_id, code: None) -> bytes:
    """Return the comparison as a DOCX document.

    Args:
        comparison: what is written.
        link: gives the address at which a target is shown.
    """
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    # A4 lying on its side; the default template of python-docx is Letter.
    section.page_width, section.page_height = _A4_LONG, _A4_SHORT
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = _FONT, Pt(11)
    names = ", ".join(comparison.names[plan_id] for plan_id in comparison.plans)
    document.add_heading(_plain("So sánh mục tiêu giữa các kế hoạch"), 0)
    document.add_paragraph(_plain(f"Các kế hoạch: {names}."))
    if comparison.topic:
        document.add_paragraph(_plain(f"Nội dung: {comparison.topic}."))
    for note in (*comparison.notes, *(absent.why for absent in comparison.absent)):
        document.add_paragraph(_plain(note), style="List Bullet")
    if target_rows(comparison):
        _coverage(document, comparison)
    goal = None
    for row in comparison.rows:
        if row.goal != goal:
            goal = row.goal
            document.add_heading(_plain(goal), 1)
        _row(document, row, comparison, link)
    document.add_heading("Cách đọc", 1)
    document.add_paragraph(
        "Lời trích giữ nguyên như trong kế hoạch, kèm số dòng của văn bản nguồn; tên cơ quan là tên tại thời điểm ban "
        "hành. “Không thấy số tương ứng” nghĩa là không tìm được số đo cùng một việc trong kế hoạch đó."
    )
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _plain(text: str) -> str:
    """Return a text without the characters XML 1.0 does not allow."""
    return _XML.sub("", text)


def _coverage(document: Document, comparison: Comparison) -> None:
    document.add_heading("Độ phủ", 1)
    table = document.add_table(rows=1, cols=2 + len(comparison.plans), style="Table Grid")
    head = ["Mục tiêu chung", "Số nội dung", *(comparison.names[plan_id] for plan_id in comparison.plans)]
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        _bold(cell, text)
    for goal in coverage(comparison):
        counts = [str(goal.targets[plan_id]) for plan_id in comparison.plans]
        for cell, text in zip(table.add_row().cells, [goal.goal, str(goal.total), *counts], strict=True):
            cell.text = _plain(text)


def _row(document: Document, row: Row, comparison: Comparison, link: Link) -> None:
    codes = f" ({', '.join(row.national_codes)})" if row.national_codes else ""
    document.add_heading(_plain(f"{row.topic}{codes}"), 2)
    if len(comparison.plans) > 1:
        document.add_paragraph(_plain(f"Quan hệ: {RELATIONS[row.relation]}."))
    _members(document, row, comparison, link)
    if related := related_text(row):
        document.add_paragraph(_plain(f"Kế hoạch khác có liên quan: {related}."))
    for difference in row.differences:
        _difference(document, difference, comparison)


def _members(document: Document, row: Row, comparison: Comparison, link: Link) -> None:
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, text in zip(
        table.rows[0].cells, ("Kế hoạch", "Mục tiêu" if row.aligned else "Văn bản ghi", "Chủ trì"), strict=True
    ):
        _bold(cell, text)
    for plan_id in comparison.plans:
        first, second, third = table.add_row().cells
        first.text = _plain(comparison.names[plan_id])
        third.text = _plain(leads_of(row, plan_id))
        if not row.members[plan_id]:
            second.text = _plain(cell_of(row, plan_id))
            continue
        for at, member in enumerate(row.members[plan_id]):
            paragraph = second.paragraphs[0] if at == 0 else second.add_paragraph()
            address = link(plan_id, member.full_code)
            if address:
                _add_link(paragraph, _plain(member_text(member)), address)
            else:
                paragraph.add_run(_plain(member_text(member)))


def _difference(document: Document, difference: Difference, comparison: Comparison) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    kind = paragraph.add_run(f"{KINDS[difference.kind]}: ")
    kind.bold = True
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), COLOURS[difference.kind])
    kind._element.get_or_add_rPr().append(shade)
    paragraph.add_run(_plain(difference.text))
    places = [
        f"{comparison.names[plan_id]} {', '.join(dict.fromkeys(lines_text(quote.lines) for quote in quotes))}"
        for plan_id, quotes in difference.quotes.items()
    ]
    if places:
        paragraph.add_run(_plain(f" [{'; '.join(places)}]")).italic = True


def _bold(cell: object, text: str) -> None:
    cell.text = ""  # type: ignore[attr-defined]
    cell.paragraphs[0].add_run(_plain(text)).bold = True  # type: ignore[attr-defined]


def _add_link(paragraph: object, text: str, address: str) -> None:
    """Add a hyperlink; python-docx has no call of its own for one (ECMA-376, 17.16.22)."""
    part = paragraph.part  # type: ignore[attr-defined]
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)  # type: ignore[attr-defined]
    run.font.color.rgb, run.font.underline = _BLUE, True
    element.append(run._element)
    paragraph._p.append(element)  # type: ignore[attr-defined]
