"""Days, durations and rounding, worked out again on `datetime` and `Fraction`, without the project's own arithmetic."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from bonitas.common.days import Calendar, Duration

#: A day that never comes (the same number as in the model).
NEVER = 2**31 - 1
_EPOCH = dt.date(1970, 1, 1)


def day(text: str) -> int:
    """The day number of an ISO date.

    >>> day("1970-01-31")
    30
    """
    return (dt.date.fromisoformat(text) - _EPOCH).days


def date(number: int) -> dt.date:
    """The date of a day number."""
    return _EPOCH + dt.timedelta(days=number)


def months_later(number: int, months: int) -> int:
    """The same day of the month, `months` later; where the month is too short, its last day.

    >>> date(months_later(day("2023-12-31"), 2)).isoformat()
    '2024-02-29'
    """
    start = date(number)
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    for wanted in range(start.day, 0, -1):
        try:
            return (dt.date(year, month, wanted) - _EPOCH).days
        except ValueError:
            continue
    raise AssertionError


def later(number: int, duration: Duration) -> int:
    """The day a duration after another."""
    return months_later(number, duration.months) if duration.months else number + duration.days


def earlier(number: int, duration: Duration) -> int:
    """The day a duration before another."""
    return months_later(number, -duration.months) if duration.months else number - duration.days


def whole_months(start: int, end: int) -> int:
    """The largest m with start + m months ≤ end; negative if `end` comes first.

    >>> whole_months(day("2020-01-31"), day("2020-02-28")), whole_months(day("2020-01-31"), day("2020-01-30"))
    (0, -1)
    """
    first, last = date(start), date(end)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    while months_later(start, months) > end:
        months -= 1
    return months


def period(number: int, unit: Calendar) -> tuple[int, int]:
    """The first day of the calendar period that holds a day, and the first day of the next one.

    >>> [date(d).isoformat() for d in period(day("2024-11-20"), "quarter")]
    ['2024-10-01', '2025-01-01']
    """
    if unit == "week":
        monday = number - date(number).weekday()
        return monday, monday + 7
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    today = date(number)
    first_month = (today.month - 1) // length * length + 1
    start = (dt.date(today.year, first_month, 1) - _EPOCH).days
    return start, months_later(start, length)


def half_away(exact: Fraction | int) -> int:
    """The nearest whole number; halves go away from zero.

    >>> half_away(Fraction(-5, 2)), half_away(Fraction(5, 2)), half_away(Fraction(7, 3))
    (-3, 3, 2)
    """
    size = abs(Fraction(exact)) + Fraction(1, 2)
    whole = size.numerator // size.denominator
    return whole if exact >= 0 else -whole


def sign(number: int) -> int:
    """−1, 0 or 1."""
    return (number > 0) - (number < 0)
