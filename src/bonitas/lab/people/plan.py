"""How often each kind of record is to occur, and to whom.

`habits.yaml` says it for the kinds of everyday life. For all others the rulebooks are asked: a kind that takes points in some
published rulebook is bad, one that gives points is good, and the more points it is worth there, the rarer it is made, so that a
grave act is rarer than a small one and every kind of the catalogue occurs. Whom a kind befalls are those whom the rulebooks that
look at it rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final, Literal, cast

from bonitas.catalogue.model import Catalogue, Kind
from bonitas.common.yamlfile import parse_shipped
from bonitas.common.yamltext import as_plain
from bonitas.rulebook.model import ByTable, Chosen, Clause, Fixed, PerUnit, Rulebook

Tone = Literal["bad", "good", "plain"]
Who = Literal["person", "organisation"]

#: Records a subject and year over all kinds of a tone that `habits.yaml` does not name. What companies are praised for is worth much
#: and is made rarer.
TOTAL: Final[Mapping[Who, Mapping[Tone, float]]] = {
    "person": {"bad": 0.6, "good": 0.8, "plain": 0.6},
    "organisation": {"bad": 0.6, "good": 0.2, "plain": 0.6},
}
#: What a direct grade is worth beside a typical clause of its rulebook.
GRADE_SIZE: Final = 8.0


@dataclass(frozen=True, slots=True)
class Plan:
    """One kind for one type of subject: `often` records a year on average, and what `habits.yaml` adds."""

    kind: Kind
    tone: Tone
    often: float
    habit: Mapping[str, Any] = field(default_factory=dict)
    chosen: tuple[int, int] | None = None
    """The least and the most whole points that a decider may choose, where a clause leaves that open."""


@dataclass(slots=True)
class _Seen:
    """What the rulebooks make of one kind."""

    size: float = 0.0
    gains: bool = False
    losses: bool = False
    rates: set[Who] = field(default_factory=set)
    chosen: tuple[int, int] | None = None


def plans(catalogue: Catalogue, books: Iterable[Rulebook], who: Who) -> list[Plan]:
    """What to draw for subjects of one type, in the catalogue's order."""
    habits = read_habits()
    seen = _seen(books)
    mine = [kind for kind in catalogue.kinds.values() if who in (_of(kind, seen) or (who,))]
    tone = {kind.name: _tone(habits.get(kind.name, {}), seen.get(kind.name)) for kind in mine}
    weight = {kind.name: 1 / (0.5 + seen[kind.name].size) if kind.name in seen else 0.5 for kind in mine}
    total = dict.fromkeys(TOTAL[who], 0.0)
    for kind in mine:
        if kind.name not in habits:
            total[tone[kind.name]] += weight[kind.name]
    found = []
    for kind in mine:
        habit, one = habits.get(kind.name, {}), tone[kind.name]
        often = float(habit.get("often", 0)) if kind.name in habits else TOTAL[who][one] * weight[kind.name] / total[one]
        found.append(Plan(kind, one, often, habit, seen[kind.name].chosen if kind.name in seen else None))
    return found


def read_habits() -> dict[str, dict[str, Any]]:
    """The kinds that `habits.yaml` names."""
    root = parse_shipped(Path(__file__).with_name("habits.yaml").read_bytes()).root
    assert root is not None
    plain = cast(dict[str, dict[str, dict[str, Any]]], as_plain(root))
    return plain["kinds"]


def _of(kind: Kind, seen: Mapping[str, _Seen]) -> set[Who]:
    return seen[kind.name].rates if kind.name in seen else set()


def _tone(habit: Mapping[str, Any], seen: _Seen | None) -> Tone:
    if "tone" in habit:
        return cast(Tone, habit["tone"])
    if seen is None or seen.gains == seen.losses:
        return "plain"
    return "good" if seen.gains else "bad"


def _seen(books: Iterable[Rulebook]) -> dict[str, _Seen]:
    """Every kind that a rulebook looks at, with its size beside the rulebook's typical clause."""
    found: dict[str, _Seen] = {}
    for book in books:
        who: set[Who] = {"person", "organisation"} if book.subjects == "both" else {book.subjects}
        clauses = [clause for period in book.periods for clause in period.rules.clauses]
        sizes = [abs(worth(clause)) for clause in clauses if worth(clause)]
        typical = median(sizes) if sizes else 1
        for clause in clauses:
            for kind in clause.kinds:
                _note(found.setdefault(kind, _Seen()), clause, typical)
                found[kind].rates |= who
        for period in book.periods:
            for measure in period.rules.measures:
                for kind in measure.kinds:
                    found.setdefault(kind, _Seen()).rates |= who
    return found


def _note(seen: _Seen, clause: Clause, typical: float) -> None:
    points = worth(clause)
    seen.size = max(seen.size, abs(points) / typical, GRADE_SIZE if clause.grade is not None else 0.0)
    seen.gains |= points > 0
    seen.losses |= points < 0 or clause.grade is not None
    if isinstance(clause.points, Chosen):
        low, high = -(-clause.points.low // 1000), clause.points.high // 1000
        kept = seen.chosen or (low, high)
        both = max(low, kept[0]), min(high, kept[1])
        seen.chosen = both if both[0] <= both[1] else kept


def worth(clause: Clause) -> int:
    """About how many thousandths a clause gives or takes: of several, the one in the middle."""
    match clause.points:
        case Fixed(points=points):
            return points
        case PerUnit(tiers=tiers):
            return tiers[0].gives if tiers else 0
        case ByTable(table=table):
            points_there = sorted(row.points for row in table.rows)
            return points_there[len(points_there) // 2]
        case Chosen(low=low, high=high):
            return (low + high) // 2
        case _:
            return 0
