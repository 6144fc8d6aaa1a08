"""Project lists → projects: number, name, place, and the group a project stands under."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.indicator_columns import indicator_columns
from corpus.layouts.base import Table
from corpus.layouts.lines import plain, same_header
from corpus.listing import NUMBERED, ROMAN, LaidRow, appendix_code, first_column, lay_row, tight_span, titles_of
from corpus.reading import Document
from corpus.records import Leftover, Project, Span

_PROJECT = ("ten du an", "du an", "danh muc du an", "cong trinh", "ten cong trinh", "danh muc")
_PLACE = ("dia diem", "vi tri", "noi thuc hien", "dia ban")
_DETAIL = ("quy mo", "kinh phi", "tong muc dau tu", "von", "chu dau tu", "thoi gian")
_TASK = ("nhiem vu", "chu tri", "phoi hop", "phan cong")


@dataclass(frozen=True, slots=True)
class ProjectGroup:
    """A field of a project list ("I Lĩnh vực xử lý chất thải")."""

    code: str
    full_code: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class ProjectReading:
    """All that one project list says; `leftovers` are rows that ended in no record."""

    projects: tuple[Project, ...]
    groups: tuple[ProjectGroup, ...]
    leftovers: tuple[Leftover, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    name: int
    width: int
    number: int | None
    place: int | None
    used: int


def is_project_table(table: Table, document: Document | None = None) -> bool:
    """Whether the column titles are those of a project list: a project's name, and its place, size, cost or owner.

    Args:
        table: any table.
        document: its source; needed where the titles stand in the first row.
    """
    return _columns(document, table) is not None


def parse_projects(document: Document, table: Table, plan_id: str) -> list[Project]:
    """Return the projects of a list in order; none for a table of another kind.

    Args:
        document: the plan.
        table: one of its tables.
        plan_id: the plan's id, for the records.
    """
    return list(read_project_table(document, table, plan_id).projects)


def read_project_table(document: Document, table: Table, plan_id: str) -> ProjectReading:
    """Read a whole project list: projects, the groups they stand under, and what is left over.

    Numbers may restart in every group: `full_code` holds appendix, group and number ("PL2.II.5").
    """
    columns = _columns(document, table)
    if columns is None:
        return ProjectReading((), (), ())
    appendix = appendix_code(document, table)
    projects: list[Project] = []
    groups: list[ProjectGroup] = []
    leftovers: list[Leftover] = []
    for table_row in table.rows[columns.used :]:
        row = lay_row(document, table_row, columns.width)
        if not row.filled or same_header(table.header, row.texts):
            continue
        group = _group(document, row, columns, appendix)
        if group:
            groups.append(group)
        elif row.text(columns.name) and (number := row.text(columns.number).rstrip(".)")):
            projects.append(_project(document, row, columns, plan_id, number, appendix, groups))
        elif projects and _rest(row, columns):
            projects[-1] = _continued(document, projects[-1], row, columns)
        elif row.text(columns.name):
            number = str(1 + sum(p.field == (groups[-1].text if groups else "") for p in projects))
            projects.append(_project(document, row, columns, plan_id, number, appendix, groups))
        else:
            leftovers.append(
                Leftover(plan_id, table_row.span, " ".join(filter(None, row.texts)), "hàng không có tên dự án")
            )
    return ProjectReading(tuple(projects), tuple(groups), tuple(leftovers))


def _columns(document: Document | None, table: Table) -> _Columns | None:
    written, used = titles_of(document, table)
    titles = [plain(title) for title in written]
    name = first_column(titles, *_PROJECT)
    place = first_column(titles, *_PLACE)
    if name is None or any(first_column(titles, word) is not None for word in _TASK):
        return None
    if (place is None and first_column(titles, *_DETAIL) is None) or indicator_columns(document, table):
        return None
    number = first_column(titles, "stt", "tt", "so tt", "so thu tu")
    return _Columns(name, len(titles), number, place if place != name else None, used)


def _group(document: Document, row: LaidRow, columns: _Columns, appendix: str) -> ProjectGroup | None:
    """Return the group of a row with a Roman number (or none) and one text, however often it was repeated."""
    code = row.text(columns.number).rstrip(".)")
    others = {row.texts[i] for i in row.filled if i != columns.number}
    roman = bool(ROMAN.match(code))
    if len(others) != 1 or not (roman or _letter(code) or (not code and len(row.filled) == columns.width)):
        return None
    text = others.pop()
    if not roman and not _letter(code) and not ROMAN.match(text.split(" ", 1)[0]):
        return None
    if not code:
        code, text = text.split(" ", 1)[0].rstrip(".)"), text.split(" ", 1)[-1].strip()
    span = row.row.span
    return ProjectGroup(code, ".".join(filter(None, (appendix, code))), text, span)


def _letter(code: str) -> bool:
    return len(code) == 1 and code.isalpha() and code.isupper()


def _project(
    document: Document,
    row: LaidRow,
    columns: _Columns,
    plan_id: str,
    number: str,
    appendix: str,
    groups: list[ProjectGroup],
) -> Project:
    group = groups[-1] if groups else None
    full_code = ".".join(filter(None, (appendix, group.code if group else "", number)))
    span = tight_span(document, row.cells, row.row.span)
    field = group.text if group else ""
    return Project(plan_id, number, full_code, field, row.text(columns.name), row.text(columns.place), span)


def _rest(row: LaidRow, columns: _Columns) -> bool:
    """Whether a row only goes on with the cells above it: no number, a small letter or a page break first."""
    if row.text(columns.number):
        return bool(not NUMBERED.match(row.text(columns.number)))
    first = row.text(columns.name) or row.text(columns.place)
    return bool(first) and (row.row.page_start or first[:1].islower())


def _continued(document: Document, project: Project, row: LaidRow, columns: _Columns) -> Project:
    name = f"{project.name} {row.text(columns.name)}".strip()
    place = f"{project.location} {row.text(columns.place)}".strip()
    span = project.span.cover(tight_span(document, row.cells, row.row.span))
    return Project(project.plan_id, project.code, project.full_code, project.field, name, place, span)
