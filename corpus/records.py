"""What the plans say, as frozen records, each with the place in the source that says it.

The words are those of the field and of the plans: a *plan* has *goals* (or, in green growth, *themes*), a goal has
*targets*, a target has *tasks*, a task has a *lead* body and *coordinating* bodies; *indicators* measure targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

LeadBasis = Literal["explicit", "inherited", "assigned", "unknown"]
Level = Literal["goal", "theme", "target", "task_group"]
PassageLevel = Literal["goal", "target", "task", "indicator", "project", "definition", "section"]
PASSAGE_LEVELS: tuple[PassageLevel, ...] = (
    "goal",
    "target",
    "task",
    "indicator",
    "project",
    "definition",
    "section",
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a source: physical lines and code-point offsets.

    `first_line` and `last_line` are 1-based and inclusive, lines split on "\\n" only; `source[start:end]` is the piece.
    """

    first_line: int
    last_line: int
    start: int
    end: int

    @property
    def lines(self) -> list[int]:
        """The inclusive pair `[first, last]` of the contract."""
        return [self.first_line, self.last_line]

    def cover(self, other: Span) -> Span:
        """Return the smallest span that holds both."""
        return Span(
            min(self.first_line, other.first_line),
            max(self.last_line, other.last_line),
            min(self.start, other.start),
            max(self.end, other.end),
        )


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """One body named in a plan: as the plan writes it, and who it is.

    `canonical` and `agency_id` come from `corpus/tables/agencies.toml`; a body that is not listed there keeps its own
    words as `canonical`, an id made of them, and kind "other". `note` says why where the two differ in more than
    spelling (a ministry's name at provincial level, an OCR error).
    """

    as_written: str
    canonical: str
    agency_id: str
    kind: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another place of the same plan that says otherwise about one field of a record."""

    field: str
    as_written: str
    lines: tuple[int, int]
    why: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal ("Mục tiêu 6") or, in green growth, a theme."""

    plan_id: str
    code: str
    full_code: str
    level: Literal["goal", "theme"]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """A numbered target ("Mục tiêu 6.1", "MTCT 6.1") or a numbered row of the green-growth plan that groups others.

    `lead` and `coordinating` are the bodies stated on the heading's own row, if any; `number` is the row's running
    number where it differs from the code in the heading.
    """

    plan_id: str
    code: str
    full_code: str
    level: Literal["target", "task_group"]
    goal: str
    text: str
    priority: str | None
    span: Span
    lead: tuple[AgencyMention, ...] = ()
    coordinating: tuple[AgencyMention, ...] = ()
    lead_span: Span | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One bullet or paragraph of a task cell; in green growth one row that has a lead."""

    plan_id: str
    target_code: str
    full_code: str
    text: str
    lead: tuple[AgencyMention, ...]
    coordinating: tuple[AgencyMention, ...]
    lead_basis: LeadBasis
    span: Span
    lead_span: Span | None
    coordinating_span: Span | None
    part: str = ""
    part_title: str = ""
    part_span: Span | None = None
    period: str | None = None
    output: str | None = None
    funding: str | None = None
    conflicts: tuple[Conflict, ...] = ()
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of an indicator table; `values` maps a year (or "2015-2030", "unspecified") to the cell as written."""

    plan_id: str
    target_code: str
    code: str
    name: str
    unit: str
    values: Mapping[str, str]
    responsible: tuple[AgencyMention, ...]
    span: Span
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """One row of a project list."""

    plan_id: str
    code: str
    full_code: str
    field: str
    name: str
    location: str
    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what the plan says it means (glossary entry, "gọi tắt là", footnote)."""

    plan_id: str
    term: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph or list of running text; `path` holds the headings above it from the outermost inwards."""

    plan_id: str
    path: tuple[str, ...]
    text: str
    span: Span
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Assignment:
    """The plan's own list of who leads which target ("Sở Y tế chủ trì các mục tiêu: 2.1.a, 3.1")."""

    plan_id: str
    codes: tuple[str, ...]
    lead: tuple[AgencyMention, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Leftover:
    """A line (or part of one) that ended in no record, kept as text, and why."""

    plan_id: str
    span: Span
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about the document: `value` as data, `text` the words that say it, `span` where.

    Kinds: "title", "number", "number_blank", "date", "issuer", "signer", "period", "legal_basis", "effective",
    "declared_count" and "listed_count" (`name`: "targets", "targets:6" for goal 6, "themes", "tasks:3" for theme 3, …),
    "report_deadline" (`name`: "yearly" or "once"), "review" (a year of evaluation), "funding", "recipients".
    """

    plan_id: str
    kind: str
    value: str
    text: str
    span: Span
    name: str = ""


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """What is known of a plan as a document; `None` is "unknown", never a guess."""

    plan_id: str
    province: str | None
    kind: str | None
    title: str | None
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    signer: str | None = None
    period: str | None = None
    source_note: str | None = None
    sha256: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan, read and parsed."""

    info: PlanInfo
    goals: tuple[Goal, ...] = ()
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    projects: tuple[Project, ...] = ()
    definitions: tuple[Definition, ...] = ()
    sections: tuple[Section, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    facts: tuple[Fact, ...] = ()
    declared: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched and cited: a record's text with the headings above it.

    `text` is the record's own words; `context` (title of the goal, target, part) is what search may read besides.
    """

    passage_id: str
    plan_id: str
    province: str | None
    level: PassageLevel
    target_code: str | None
    heading_path: tuple[str, ...]
    text: str
    context: str
    span: Span
    agency_ids: tuple[str, ...] = ()
    lead_ids: tuple[str, ...] = ()


def plan_records(plan: Plan) -> Iterator[Goal | Target | Task | Indicator | Project | Definition]:
    """Yield every exported record of a plan in the order goals, targets, tasks, indicators, projects, definitions."""
    yield from plan.goals
    yield from plan.targets
    yield from plan.tasks
    yield from plan.indicators
    yield from plan.projects
    yield from plan.definitions
