"""Steps 7 to 9: repeats, the days on which a match has effect, repair and decay."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from bonitas.common.days import Duration
from bonitas.rulebook.model import CalendarEnd, Clause, Lapse, LastsBySize, LastsByTable, Repair

from .dates import NEVER, half_away, later, period, sign
from .expressions import Scene, is_true, value_of
from .matches import Match
from .world import Seen


def with_effects(found: list[Match], on: int) -> list[Match]:
    """Steps 7 and 8, in order: each match's value depends on the earlier ones that still have effect on its day."""
    done: list[Match] = []
    for match in found:
        value = _again(match, done)
        repair, day = _repair(match, value, on)
        done.append(replace(match, value=value, repair=repair, taken_over=day, effects=_effects(match, value, repair, day, on)))
    return done


def _again(match: Match, earlier: list[Match]) -> int:
    """Step 7. A direct grade is not multiplied."""
    again = match.clause.again
    if again is None or match.clause.grade is not None:
        return match.value
    day = match.record.occurred_on
    same = [m for m in earlier if _same_memory(match.clause, m.clause) and m.has_effect(day)]
    if again.table is not None:
        return again.table[min(len(same), len(again.table) - 1)]
    assert again.times is not None
    return half_away(Fraction(match.value * again.times, 1000)) if same else match.value


def _same_memory(clause: Clause, earlier: Clause) -> bool:
    assert clause.again is not None
    if clause.again.group is not None:
        return earlier.group == clause.again.group
    return earlier.id == clause.id


def _repair(match: Match, value: int, on: int) -> tuple[Repair | None, int | None]:
    """The first repair whose condition is true, of a record that is settled by the asked day and while it still had effect; and the
    day on which it took over, which has come, and on which the record still had effect too."""
    settled = match.record.settled_on
    end = _end(match.clause, match.record, value, on)
    if settled is None or settled >= end:
        return None, None
    for repair in match.clause.repairs:
        day = _takes_over(repair, match, settled)
        if day is not None and day <= on and day < end and is_true(repair.when, Scene(on, match.record)):
            return repair, day
    return None, None


def _takes_over(repair: Repair, match: Match, settled: int) -> int | None:
    """The day it was settled, or the end of the least stay if that is later; None while an act that asks for one goes on."""
    if repair.after is None:
        return settled
    clock = _clock(match.clause, match.record)
    return None if clock is None else max(settled, later(clock, repair.after))


def _effects(match: Match, value: int, repair: Repair | None, day: int | None, on: int) -> tuple[tuple[int, int], ...]:
    """Step 8. One span; under a repair two: the old one up to the day it took over, and from there the one that takes over."""
    start = match.record.occurred_on
    end = _end(match.clause, match.record, value, on)
    if repair is None or day is None:
        return ((start, end),)
    before = (start, min(end, day))
    if repair.removed:
        return (before,)
    return before, (max(start, day), end if repair.lasts is None else _lapse(repair.lasts, day))


def _clock(clause: Clause, record: Seen) -> int | None:
    return record.occurred_on if clause.clock == "event" else record.ended_on


def _end(clause: Clause, record: Seen, value: int, on: int) -> int:
    clock = _clock(clause, record)
    if clock is None:
        return NEVER
    lasts = clause.lasts
    if isinstance(lasts, LastsBySize):
        return _lapse(next(lapse for up_to, lapse in lasts.rows if up_to is None or abs(value) <= up_to), clock)
    if isinstance(lasts, LastsByTable):
        level = value_of(lasts.by, Scene(on, record))
        return _lapse(next((lapse for text, lapse in lasts.rows if text == level), lasts.otherwise), clock)
    return _lapse(lasts, clock)


def _lapse(lapse: Lapse, clock: int) -> int:
    match lapse:
        case Duration():
            return later(clock, lapse)
        case CalendarEnd():
            return period(clock, lapse.unit)[1]


def repaired(match: Match, *, limited: bool) -> int:
    """Step 8, the value: a repaired one takes over what fitted, but never more than that if it has the same sign."""
    if match.repair is None or match.repair.points is None:
        return match.fitted
    points = match.repair.points
    if limited and sign(points) == sign(match.value):
        return sign(points) * min(abs(points), abs(match.fitted))
    return points


def decayed(match: Match, points: int, on: int) -> int:
    """Step 9. The share of the last step reached; rounded once."""
    clock = _decay_clock(match)
    if clock is None:
        return points
    reached = [step for step in match.clause.decay if later(clock, step.after) <= on]
    return half_away(Fraction(points * reached[-1].share, 1000)) if reached else points


def _decay_clock(match: Match) -> int | None:
    if match.repair is not None and match.repair.lasts is not None:
        return match.taken_over
    return _clock(match.clause, match.record)
