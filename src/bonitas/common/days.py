"""Days without a zone, as numbers since 1970-01-01, and the durations that are added to them.

Adding months or years keeps the day of the month, or takes the month's last day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

EPOCH: Final = dt.date(1970, 1, 1).toordinal()
#: A day that never comes, and one before every other (both fit 32 bits).
NEVER: Final = 2**31 - 1
ALWAYS: Final = -(2**31) + 2
#: The mark of a missing day in arrays of int32.
NO_DAY: Final = -(2**31)
#: Days that a ledger or a rulebook may name.
FIRST_DAY: Final = dt.date(1900, 1, 1)
LAST_DAY: Final = dt.date(2199, 12, 31)

Calendar = Literal["week", "month", "quarter", "year"]


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01.

    >>> day_number(dt.date(1970, 1, 2))
    1
    """
    return day.toordinal() - EPOCH


def date_of(number: int) -> dt.date:
    """The date of a day number.

    >>> date_of(1)
    datetime.date(1970, 1, 2)
    """
    return dt.date.fromordinal(number + EPOCH)


def iso(number: int) -> str | None:
    """A day number as ISO text; None for NEVER, ALWAYS and NO_DAY.

    >>> iso(0), iso(NEVER)
    ('1970-01-01', None)
    """
    return None if number in (NEVER, ALWAYS, NO_DAY) else date_of(number).isoformat()


def add_months(number: int, months: int) -> int:
    """`months` later, on the same day of the month or the month's last day.

    >>> iso(add_months(day_number(dt.date(2024, 1, 31)), 1))
    '2024-02-29'
    """
    day = date_of(number)
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day_number(dt.date(year, month + 1, min(day.day, last)))


def whole_months(start: int, end: int) -> int:
    """The number of whole months from `start` to `end` (negative if `end` is earlier): the largest m with start + m months ≤ end.

    >>> whole_months(day_number(dt.date(2024, 1, 31)), day_number(dt.date(2024, 2, 29)))
    1
    """
    a, b = date_of(start), date_of(end)
    months = (b.year - a.year) * 12 + b.month - a.month
    return months if add_months(start, months) <= end else months - 1


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: whole months (12 a year) or whole days (7 a week), never both.

    >>> Duration.parse("2 years"), str(Duration.parse("28 days"))
    (Duration(months=24, days=0), '28 days')
    """

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """From '6 months', '1 year', '28 days', '2 weeks'; ValueError otherwise."""
        found = re.fullmatch(r"\s*(\d{1,5})\s+(day|week|month|year)s?\s*", text)
        if not found or int(found[1]) == 0:
            msg = f"{text!r} is not a duration such as '28 days', '6 months' or '1 year'"
            raise ValueError(msg)
        n = int(found[1])
        match found[2]:
            case "day":
                return cls(days=n)
            case "week":
                return cls(days=7 * n)
            case "month":
                return cls(months=n)
            case _:
                return cls(months=12 * n)

    def after(self, number: int) -> int:
        """The day this long after `number`."""
        return add_months(number, self.months) if self.months else number + self.days

    def before(self, number: int) -> int:
        """The day this long before `number`."""
        return add_months(number, -self.months) if self.months else number - self.days

    def __str__(self) -> str:
        n, unit = (self.months, "month") if self.months else (self.days, "day")
        if unit == "month" and n % 12 == 0:
            n, unit = n // 12, "year"
        return f"{n} {unit}{'' if n == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """So many working days: by the public holidays of a calendar (`common.holidays`), or Monday to Friday where none is named.

    >>> WorkingDays.parse("7 working days"), iso(WorkingDays(7).after(day_number(dt.date(2026, 5, 22))))
    (WorkingDays(days=7, calendar=''), '2026-06-02')
    >>> iso(WorkingDays(7, "DE").after(day_number(dt.date(2026, 5, 22))))
    '2026-06-03'
    """

    days: int
    calendar: str = ""

    @classmethod
    def parse(cls, text: str) -> WorkingDays:
        """From '7 working days'; ValueError otherwise."""
        found = re.fullmatch(r"\s*(\d{1,5})\s+working\s+days?\s*", text)
        if not found or int(found[1]) == 0:
            msg = f"{text!r} is not a number of working days"
            raise ValueError(msg)
        return cls(int(found[1]))

    def after(self, number: int) -> int:
        """The last of so many working days after a day; a day at a weekend is none."""
        if self.calendar:
            from bonitas.common.holidays import working_day_after  # noqa: PLC0415 - seldom used, and slow to load

            return working_day_after(self.calendar, number, self.days)
        import numpy as np  # noqa: PLC0415 - this file is read for every command line

        return int(np.busday_offset(np.datetime64(number, "D"), self.days, roll="backward").astype(np.int64))

    def __str__(self) -> str:
        return f"{self.days} working day{'' if self.days == 1 else 's'}"


#: A length of time until a deadline.
Term = Duration | WorkingDays


def period_start(number: int, unit: Calendar) -> int:
    """The first day of the calendar week (Monday), month, quarter or year that holds a day.

    >>> iso(period_start(day_number(dt.date(2026, 5, 20)), "quarter"))
    '2026-04-01'
    """
    day = date_of(number)
    match unit:
        case "week":
            return number - day.weekday()
        case "month":
            return day_number(day.replace(day=1))
        case "quarter":
            return day_number(dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1))
        case "year":
            return day_number(dt.date(day.year, 1, 1))


def period_end(number: int, unit: Calendar) -> int:
    """The first day after the calendar period that holds a day.

    >>> iso(period_end(day_number(dt.date(2026, 5, 20)), "year"))
    '2027-01-01'
    """
    start = period_start(number, unit)
    return start + 7 if unit == "week" else add_months(start, {"month": 1, "quarter": 3, "year": 12}[unit])
