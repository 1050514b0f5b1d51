"""Days in the kernel: the same arithmetic as `bonitas.common.days`, by two small tables."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final

import numpy as np

from bonitas.common.days import day_number
from bonitas.engine.kernel.jit import inlined, kernel
from bonitas.engine.kernel.layout import (
    ALWAYS, Ints, LAPSE_DAYS, LAPSE_MONTH, LAPSE_MONTHS, LAPSE_QUARTER, LAPSE_WEEK, NEVER, N_DAYS, N_MONTHS, PER_CALENDAR, PER_MONTHS,
    PER_NONE, Small, T_CAL_MONTH, T_CAL_START,
)  # fmt: skip
from bonitas.engine.kernel.loads import at

CAL_FIRST: Final = day_number(dt.date(1800, 1, 1))
CAL_YEARS: Final = 700


@cache
def calendar_tables() -> tuple[Small, Small]:
    """The month number (months since January 1800) of each day from 1800 on, and the first day of each month."""
    months = np.arange("1800-01", "2500-02", dtype="datetime64[M]")
    start = months.astype("datetime64[D]").astype(np.int64).astype(np.int32)
    month = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
    return month, start


@inlined
def add_months(P: Ints, day: int, months: int) -> int:
    """The same day of the month, or the month's last day; NEVER or ALWAYS beyond the tables."""
    i = day - CAL_FIRST
    if i < 0:
        return ALWAYS
    if i >= at(P, N_DAYS):
        return NEVER
    start = at(P, T_CAL_START)
    month = at(P, at(P, T_CAL_MONTH) + i)
    target = month + months
    if target < 0:
        return ALWAYS
    if target + 1 >= at(P, N_MONTHS):
        return NEVER
    return min(at(P, start + target) + day - at(P, start + month), at(P, start + target + 1) - 1)


@kernel
def whole_months(P: Ints, start: int, end: int) -> int:
    """The largest m with start + m months ≤ end."""
    a, b = start - CAL_FIRST, end - CAL_FIRST
    if min(a, b) < 0 or max(a, b) >= P[N_DAYS]:
        return (end - start) // 31
    months = P[P[T_CAL_MONTH] + b] - P[P[T_CAL_MONTH] + a]
    if add_months(P, start, months) > end:
        months -= 1
    return months


@kernel
def period_start(P: Ints, day: int, unit: int) -> int:
    """First day of the calendar week, month, quarter or year (LAPSE_*) that holds a day."""
    if unit == LAPSE_WEEK:
        return day - (day + 3) % 7  # 1970-01-01 was a Thursday
    month = P[P[T_CAL_MONTH] + day - CAL_FIRST]
    return P[P[T_CAL_START] + month - month % months_of(unit)]


@kernel
def months_of(unit: int) -> int:
    if unit == LAPSE_MONTH:
        return 1
    return 3 if unit == LAPSE_QUARTER else 12


@kernel
def period_end(P: Ints, day: int, unit: int) -> int:
    """The first day after the calendar period that holds a day."""
    start = period_start(P, day, unit)
    return start + 7 if unit == LAPSE_WEEK else add_months(P, start, months_of(unit))


@inlined
def lapse_end(P: Ints, clock: int, lapse: int, n: int) -> int:
    """The first day on which an effect with this clock no longer counts."""
    if lapse == LAPSE_MONTHS:
        return add_months(P, clock, n)
    if lapse == LAPSE_DAYS:
        return min(clock + n, NEVER)
    return period_end(P, clock, lapse)


@kernel
def out_of_period(P: Ints, per: int, n: int, earlier: int, day: int) -> bool:
    """Whether an earlier day lies before the period (PER_*, of n) that ends on `day` or holds it."""
    if per == PER_NONE:
        return False
    if per == PER_CALENDAR:
        return earlier < period_start(P, day, n)
    if per == PER_MONTHS:
        return earlier <= add_months(P, day, -n)
    return earlier <= day - n


@kernel
def leave_day(P: Ints, day: int, months: int) -> int:
    """The first t with t − months ≥ day: the day on which `day` leaves a window of so many months."""
    end = add_months(P, day, months)
    if end != NEVER and add_months(P, end, -months) < day:
        return end + 1
    return end
