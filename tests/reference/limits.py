"""Steps 10 and 11: what limits cut and what a freeze holds back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bonitas.rulebook.model import CalendarPeriod, Limit, Rolling, Rules

from .dates import earlier, period, sign
from .effects import decayed, repaired
from .matches import Match

#: The limit of a clause or a group at one place of its list, in the version that the match is under.
LimitOf = Callable[[Match], Limit | None]


def counted(found: list[Match], rules: Rules, on: int) -> list[Match]:
    """What counts of the matches in effect on a day: first limits with a period, on all matches; then repair and decay;
    then limits without a period; then freezes."""
    values = _limited(found, [m.value for m in found], rules, with_period=True)
    in_effect = []
    for match, fitted in zip(found, values, strict=True):
        if match.has_effect(on):
            fitting = replace(match, fitted=fitted)
            in_effect.append(fitting)
    points = [decayed(m, repaired(m, limited=_has_period_limit(m, rules)), on) for m in in_effect]
    points = _limited(in_effect, points, rules, with_period=False)
    frozen = frozen_since(in_effect, rules)
    return [replace(m, counted=_thawed(m, p, frozen)) for m, p in zip(in_effect, points, strict=True)]


def _has_period_limit(match: Match, rules: Rules) -> bool:
    group = rules.groups.get(match.clause.group or "")
    limits = match.clause.limits + (group.limits if group else ())
    return any(limit.per is not None for limit in limits)


def _limited(found: list[Match], values: list[int], rules: Rules, *, with_period: bool) -> list[int]:
    """Step 10. Each clause's own limits, one after the other, then its group's, on what the ones before have left."""
    for id_ in dict.fromkeys(m.clause.id for m in found):
        members = [n for n, m in enumerate(found) if m.clause.id == id_]
        for place in range(max(len(found[n].clause.limits) for n in members)):
            values = _fill(found, values, members, _own_limit(place, with_period=with_period))
    for name, group in rules.groups.items():
        members = [n for n, m in enumerate(found) if m.clause.group == name]
        for limit in group.limits:
            if (limit.per is not None) == with_period:
                values = _fill(found, values, members, lambda _, limit=limit: limit)  # type: ignore[misc]
    return values


def _own_limit(place: int, *, with_period: bool) -> LimitOf:
    def at(match: Match) -> Limit | None:
        limits = match.clause.limits
        return limits[place] if place < len(limits) and (limits[place].per is not None) == with_period else None

    return at


def _fill(found: list[Match], values: list[int], members: list[int], limit_of: LimitOf) -> list[int]:
    """One limit, filled in order of date by the points of its members; gains and losses each on their own."""
    after = list(values)
    for place, n in enumerate(members):
        limit = limit_of(found[n])
        if limit is None:
            continue
        before = [o for o in members[:place] if sign(after[o]) == sign(values[n]) and _shares(limit, found[n], found[o])]
        used = sum(abs(after[o]) for o in before)
        after[n] = sign(values[n]) * min(abs(values[n]), max(limit.points - used, 0))
    return after


def _shares(limit: Limit, match: Match, other: Match) -> bool:
    """Whether an earlier match fills the same limit: its counterparty (none is one of its own) and its period."""
    if limit.each_counterparty and match.record.counterparty != other.record.counterparty:
        return False
    day, other_day = match.record.occurred_on, other.record.occurred_on
    match limit.per:
        case CalendarPeriod():
            start, end = period(day, limit.per.unit)
            return start <= other_day < end
        case Rolling():
            return earlier(day, limit.per.duration) < other_day <= day
        case None:
            return True


def frozen_since(in_effect: list[Match], rules: Rules) -> int | None:
    """Step 11. The earliest day on which a match that freezes gains began; None if nothing is frozen."""
    starts = []
    for freeze in rules.freezes:
        for match in in_effect:
            named = match.grade is not None if freeze.clause is None else match.clause.id == freeze.clause
            holds = {
                "unsettled": match.record.settled_on is None,
                "ongoing": match.record.ended_on is None,
                "in effect": True,
            }[freeze.is_]
            if named and holds:
                starts.append(match.record.occurred_on)
    return min(starts, default=None)


def _thawed(match: Match, points: int, frozen: int | None) -> int:
    return 0 if frozen is not None and points > 0 and match.record.occurred_on >= frozen else points
