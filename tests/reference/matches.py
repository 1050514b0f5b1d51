"""Steps 4 to 6: which clause matches which record, what that is worth, and which of several matches of one act stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from bonitas.rulebook.expression import Expr
from bonitas.rulebook.model import (
    ByTable,
    CalendarPeriod,
    Chosen,
    Clause,
    Fixed,
    PerUnit,
    Repair,
    Rolling,
    Row,
    Rules,
    Table,
    Tier,
)  # fmt: skip
from bonitas.rulebook.model import Value as PointsValue

from .dates import earlier, half_away, period
from .expressions import TOO_LARGE, Scene, is_true, value_of
from .world import Key, Seen, Value


@dataclass(frozen=True, slots=True)
class Match:
    """A clause that matches a record, and what the steps make of it.

    `value`: the points of step 5, then of step 7. `effects`: the spans of days with effect (start ≤ day < end). `repair`:
    the one that applies, since `taken_over`. `fitted`: what the limits with a period leave of `value`. `counted`: what counts in the end.
    """

    clause: Clause
    record: Seen
    value: int
    repair: Repair | None = None
    taken_over: int | None = None
    effects: tuple[tuple[int, int], ...] = ()
    fitted: int = 0
    counted: int = 0

    @property
    def name(self) -> tuple[str, Key]:
        return (self.clause.id, self.record.key)

    @property
    def order(self) -> tuple[int, str, str, int]:
        return (*self.record.order, self.clause.order)

    @property
    def grade(self) -> str | None:
        """The direct grade as it stands: a repair replaces it or lifts it."""
        return self.clause.grade if self.repair is None else self.repair.grade

    def has_effect(self, day: int) -> bool:
        return any(start <= day < end for start, end in self.effects)


def matches(rules: Rules, records: list[Seen], on: int) -> list[Match]:
    """Steps 4 and 5, in order of date, furnisher, ref and clause."""
    found = []
    for clause in rules.clauses:
        for record in records:
            in_time = clause.since <= record.occurred_on < clause.until
            if in_time and record.kind in clause.kinds and is_true(clause.when, Scene(on, record)):
                found.append(Match(clause, record, 0))
    found.sort(key=lambda match: match.order)
    values = [_value(match, found[:n], on) for n, match in enumerate(found)]
    return [replace(match, value=value) for match, value in zip(found, values, strict=True) if value is not None]


def _value(match: Match, before: list[Match], on: int) -> int | None:
    """Step 5 of one match; `before` are all that come before it, whatever becomes of them."""
    points, scene = match.clause.points, Scene(on, match.record)
    if points is None:
        return 0
    if not isinstance(points, PerUnit | ByTable) or points.running is None:
        return clause_value(points, scene)
    amount = value_of(points.by, scene)
    if not isinstance(amount, int):
        return worth(points, None)
    same = [m for m in before if _same_total(match, m)]
    amounts = [a for m in same if isinstance(a := value_of(_by(m), Scene(on, m.record)), int)]
    earlier_total = sum(max(a, 0) for a in amounts)
    total = earlier_total + max(amount, 0)
    if total > TOO_LARGE:
        return None
    now, then = worth(points, total), worth(points, earlier_total) if amounts else 0
    assert now is not None and then is not None
    return now - then


def _by(match: Match) -> Expr:
    assert isinstance(match.clause.points, PerUnit | ByTable)
    return match.clause.points.by


def _same_total(match: Match, other: Match) -> bool:
    """Whether an earlier match is in the running total of another: of the same clause, with the same period, and within it."""
    per, day, then = getattr(match.clause.points, "running", None), match.record.occurred_on, other.record.occurred_on
    if other.clause.id != match.clause.id or getattr(other.clause.points, "running", None) != per:
        return False
    if isinstance(per, CalendarPeriod):
        return then >= period(day, per.unit)[0]
    assert isinstance(per, Rolling)
    return then > earlier(day, per.duration)


def clause_value(points: PointsValue, scene: Scene) -> int | None:
    """Step 5. None: it cannot be judged."""
    match points:
        case Fixed():
            return points.points
        case PerUnit() | ByTable():
            return worth(points, value_of(points.by, scene))
        case Chosen():
            assert scene.record is not None
            carried = scene.record.attributes
            chosen = carried.get("chosen_points")
            reasoned = "chosen_by" in carried and "chosen_because" in carried
            return chosen if isinstance(chosen, int) and reasoned and points.low <= chosen <= points.high else None


def worth(points: PerUnit | ByTable, amount: Value) -> int | None:
    """What an amount gives, by unit or by table."""
    if isinstance(points, PerUnit):
        return per_unit(points, amount) if isinstance(amount, int) else None
    row = row_for(points.table, amount)
    return None if row is None else row.points


def per_unit(points: PerUnit, amount: int) -> int:
    """Tiers fill in turn; each takes what it can of the amount and leaves the rest to the next."""
    left, total = max(amount, 0), 0
    for tier in points.tiers:
        taken = left if tier.up_to is None else min(left, _room(tier))
        units = Fraction(taken, tier.each) if points.fractions else Fraction(taken // tier.each)
        total += half_away(units * tier.gives)
        left -= taken
    return total


def _room(tier: Tier) -> int:
    assert tier.up_to is not None
    return tier.each * abs(tier.up_to) // abs(tier.gives)


def row_for(table: Table, value: Value) -> Row | None:
    """Step 13, and step 5 by table: the one row that a value falls in. A text that no row fits counts as missing."""
    for row in table.rows:
        if row.kind == "range" and isinstance(value, int):
            if (row.low is None or row.low <= value) and (row.high is None or value < row.high):
                return row
        elif row.kind == "text" and row.text == value:
            return row
    rest = ("otherwise", "missing") if isinstance(value, str) else ("missing",)
    return next((row for kind in rest for row in table.rows if row.kind == kind), None)


def strongest(found: list[Match], rules: Rules) -> list[Match]:
    """Step 6. Of the matches of one act (or of one record without an act) only the strongest stay."""
    if rules.overlap == "all":
        return found
    acts: dict[object, list[Match]] = {}
    for match in found:
        acts.setdefault(match.record.attributes.get("act") or match.record.key, []).append(match)
    staying = [match for together in acts.values() for match in _strongest_of(together, rules)]
    return sorted(staying, key=lambda match: match.order)


def _strongest_of(together: list[Match], rules: Rules) -> list[Match]:
    graded = [m for m in together if m.clause.grade is not None]
    plain = [m for m in together if m.clause.grade is None]
    losses = [m for m in plain if m.value < 0]
    gains = [m for m in plain if m.value > 0]
    worst = _first(graded, lambda m: -rules.bands.index(m.clause.grade or ""))
    loss = [] if graded else _first(losses, lambda m: m.value)
    return worst + loss + _first(gains, lambda m: -m.value) + [m for m in plain if m.value == 0]


def _first(among: list[Match], rank: Callable[[Match], int]) -> list[Match]:
    """The match of lowest rank; ties go to the clause first in the rulebook, then to the record first in order."""
    ordered = sorted(among, key=lambda m: (rank(m), m.clause.order, m.record.order))
    return ordered[:1]
