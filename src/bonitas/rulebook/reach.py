"""The lowest and the highest score that rules can lead to, as far as they can be proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bonitas.common.amounts import half_away
from bonitas.rulebook.model import (
    ByTable,
    Chosen,
    Clause,
    Fixed,
    Limit,
    PerUnit,
    Rules,
    ScoreItem,
    ScoreRule,
    Table,
    Value,
)


@dataclass(frozen=True, slots=True)
class Reach:
    """low ≤ score ≤ high in thousandths; None: no bound is known. `clause` is one that leaves the score without a lower bound."""

    low: int | None
    high: int | None
    clause: str | None = None


def reach(rules: Rules) -> Reach:
    """The bounds of the score after clamping and rounding."""
    groups = rules.groups
    cases = [case.points for case in rules.base] or [0]
    items = [_of_item(item) for item in rules.scorecard]
    low: int | None = _sum([min(cases), *(item[0] for item in items), rules.dimensions.low if rules.dimensions else 0])
    high: int | None = _sum([max(cases), *(item[1] for item in items), rules.dimensions.high if rules.dimensions else 0])
    by_group: dict[str, tuple[bool, bool]] = {}
    unlimited: str | None = None
    for clause in rules.clauses:
        loses, gains = _signs(clause)
        limit = _cap(clause.limits)
        group = groups.get(clause.group) if clause.group else None
        cap = _cap(group.limits) if group else None
        if group is not None and cap is not None and limit is None:
            before = by_group.get(group.name, (False, False))
            by_group[group.name] = (before[0] or loses, before[1] or gains)
            continue
        if loses:
            unlimited = unlimited or (clause.id if limit is None else None)
            low = None if limit is None or low is None else low - limit
        if gains:
            high = None if limit is None or high is None else high + limit
    for name, (loses, gains) in by_group.items():
        cap = _cap(groups[name].limits) or 0
        low = low - cap if low is not None and loses else low
        high = high + cap if high is not None and gains else high
    rule = rules.score
    least, most = _ruled(rule.low if low is None else low, rule), _ruled(rule.high if high is None else high, rule)
    return Reach(least, most, unlimited if least is None else None)


def _sum(bounds: Iterable[int | None]) -> int | None:
    total = 0
    for bound in bounds:
        if bound is None:
            return None
        total += bound
    return total


def _ruled(score: int | None, rule: ScoreRule) -> int | None:
    """A bound after clamp and rounding."""
    return None if score is None else rounded(clamped(score, rule), rule)


def clamped(score: int, rule: ScoreRule) -> int:
    """Within min and max."""
    score = score if rule.low is None else max(score, rule.low)
    return score if rule.high is None else min(score, rule.high)


def rounded(score: int, rule: ScoreRule) -> int:
    """To a multiple of the step.

    >>> rounded(1500, ScoreRule(step=1000)), rounded(-1500, ScoreRule(step=1000, rounding="down"))
    (2000, -2000)
    """
    step = rule.step
    if rule.rounding == "half away":
        return half_away(score, step) * step
    return score // step * step if rule.rounding == "down" else -(-score // step) * step


def _cap(limits: Iterable[Limit]) -> int | None:
    """The least limit that holds at every moment: one without a period, not for each counterparty alone."""
    caps = [limit.points for limit in limits if limit.per is None and not limit.each_counterparty]
    return min(caps) if caps else None


def _of_table(table: Table) -> tuple[int, int]:
    points = [row.points for row in table.rows] or [0]
    return min(points), max(points)


def of_running(table: Table) -> tuple[int, int]:
    """The least and the most that one match can give where a table goes by a running total, which only grows within a period."""
    rows = sorted((row for row in table.rows if row.kind == "range"), key=lambda row: -1 if row.low is None else row.low)
    steps = [0, *(row.points for row in table.rows)]
    steps += [later.points - row.points for i, row in enumerate(rows) for later in rows[i + 1 :]]
    return min(steps), max(steps)


def _of_units(value: PerUnit) -> tuple[int | None, int | None]:
    low: int | None = 0
    high: int | None = 0
    for tier in value.tiers:
        if tier.gives < 0:
            low = None if tier.up_to is None or low is None else low + tier.up_to
        else:
            high = None if tier.up_to is None or high is None else high + tier.up_to
    return low, high


def _of_item(item: ScoreItem) -> tuple[int | None, int | None]:
    low, high = _of_table(item.points) if isinstance(item.points, Table) else _of_units(item.points)
    if item.missing is not None:
        low = None if low is None else min(low, item.missing)
        high = None if high is None else max(high, item.missing)
    return low, high


def _of_value(value: Value | None) -> tuple[int | None, int | None]:
    match value:
        case None:
            return 0, 0
        case Fixed(points):
            return points, points
        case ByTable(table=table, running=None):
            return _of_table(table)
        case ByTable(table=table):
            return of_running(table)
        case Chosen(low, high):
            return low, high
        case PerUnit():
            return _of_units(value)


def of_clause(clause: Clause) -> tuple[int | None, int | None]:
    """The least and the most that one match of a clause can come to: as a repeat and under a repair too."""
    low, high = _of_value(clause.points)
    if clause.again and clause.again.times is not None:
        low = None if low is None else min(low, half_away(low * clause.again.times, 1000))
        high = None if high is None else max(high, half_away(high * clause.again.times, 1000))
    others = [repair.points for repair in clause.repairs if repair.points is not None]
    others += clause.again.table or () if clause.again else ()
    return None if low is None else min(low, *others, low), None if high is None else max(high, *others, high)


def _signs(clause: Clause) -> tuple[bool, bool]:
    """Whether a clause can take points, and whether it can give them."""
    low, high = _of_value(clause.points)
    others = [repair.points for repair in clause.repairs if repair.points is not None]
    if clause.again and clause.again.table:
        others.extend(clause.again.table)
    least, most = min([0, *others]), max([0, *others])
    return low is None or min(low, least) < 0, high is None or max(high, most) > 0
