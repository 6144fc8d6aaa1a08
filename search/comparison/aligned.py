"""Which targets of which plans say the same: the result of aligning them, as plain data stored with the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, TypeVar

from corpus.errors import IndexDamaged, IndexTooNew

FORMAT: Final = 1
Relation = Literal["same", "partial", "split_or_merged", "only_here"]
Ref = tuple[str, str]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Pair:
    """Why two targets stand in one row: `score` decided, the rest is what it was made of.

    `lexical`, `tasks` and `dense` lie between 0 and 1 (`dense` is None where no vectors were at hand), `numbers` are
    the quantities both texts state, `shared` the words that speak most for them. `by` names an override.
    """

    left: Ref
    right: Ref
    score: float
    lexical: float
    tasks: float
    dense: float | None
    numbers: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A task or indicator of a plan of another kind (green growth) that serves the targets of a row."""

    plan_id: str
    level: Literal["task", "indicator"]
    code: str
    target: Ref
    score: float
    shared: tuple[str, ...] = ()
    same_lead: bool = False


@dataclass(frozen=True, slots=True)
class GoalRow:
    """Goals that correspond; `members` maps a plan to the code its goal has there."""

    goal_id: str
    title: str
    members: Mapping[str, str]
    national_code: str | None = None


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """Targets that correspond; `members` maps a plan to the full codes of its targets, in the order of the plan.

    `national_codes` are the targets of the national plan it answers to; `notes` say what a plan itself says about that.
    """

    row_id: str
    goal_id: str
    topic: str
    relation: Relation
    members: Mapping[str, tuple[str, ...]]
    national_codes: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    related: tuple[Related, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def refs(self) -> tuple[Ref, ...]:
        """Every target of the row."""
        return tuple((plan_id, code) for plan_id, codes in self.members.items() for code in codes)


@dataclass(frozen=True, slots=True)
class Alignment:
    """All rows; every target of every plan in `plans` stands in exactly one."""

    plans: tuple[str, ...]
    goals: tuple[GoalRow, ...]
    rows: tuple[AlignedRow, ...]
    _by_ref: dict[Ref, AlignedRow] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_ref.update((ref, row) for row in self.rows for ref in row.refs)

    def row_of(self, plan_id: str, full_code: str) -> AlignedRow | None:
        """Return the row in which a target stands."""
        return self._by_ref.get((plan_id, full_code))

    def to_json(self) -> dict[str, Any]:
        """Return the alignment as plain data."""
        return {
            "format": FORMAT,
            "plans": list(self.plans),
            "goals": [asdict(goal) for goal in self.goals],
            "rows": [asdict(row) for row in self.rows],
        }

    @classmethod
    def from_json(cls, data: Any) -> Alignment:
        """Return the alignment that `to_json` wrote.

        Raises:
            IndexTooNew: a later version of this project wrote it.
            IndexDamaged: a field is missing or of another kind.
        """
        try:
            if data["format"] > FORMAT:
                raise IndexTooNew(f"bảng đối chiếu mục tiêu ở định dạng {data['format']}; hãy nâng cấp kehoach")
            return cls(
                plans=tuple(data["plans"]),
                goals=tuple(GoalRow(**goal) for goal in data["goals"]),
                rows=tuple(_row(row) for row in data["rows"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise IndexDamaged(f"bảng đối chiếu mục tiêu hỏng: {error}; hãy chạy lại 'kehoach build'") from error


def _row(data: Mapping[str, Any]) -> AlignedRow:
    return AlignedRow(
        **{
            **data,
            "members": {plan_id: tuple(codes) for plan_id, codes in data["members"].items()},
            "national_codes": tuple(data["national_codes"]),
            "pairs": tuple(_pair(pair) for pair in data["pairs"]),
            "related": tuple(_related(link) for link in data["related"]),
            "notes": tuple(data["notes"]),
        }
    )


def _pair(data: Mapping[str, Any]) -> Pair:
    return Pair(
        **{
            **data,
            "left": _ref(data["left"]),
            "right": _ref(data["right"]),
            "numbers": tuple(data["numbers"]),
            "shared": tuple(data["shared"]),
        }
    )


def _related(data: Mapping[str, Any]) -> Related:
    return Related(**{**data, "target": _ref(data["target"]), "shared": tuple(data["shared"])})


def _ref(data: Sequence[str]) -> Ref:
    plan_id, code = data
    return plan_id, code


def pairs_of(items: Sequence[_Item]) -> Iterator[tuple[_Item, _Item]]:
    """Yield every two different items once, in order."""
    for at, left in enumerate(items):
        for right in items[at + 1 :]:
            yield left, right
